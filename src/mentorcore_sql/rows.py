"""
Rows: index values and envelopes, as they stand in a row and back.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from mentorcore.backends import ColumnType, Envelope, Key, KindLayout, Row, Value
from mentorcore.errors import Corrupt
from mentorcore_sql.checksum import DAMAGED, checksum


_ID = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
_COLUMN = {str, type(None)}
_several = msgspec.json.Decoder(tuple[str, ...]).decode


class Rows:
    """
    The rows of one kind: ``id, version, schema, checksum, index values…, body``.
    """

    def __init__(self, layout: KindLayout) -> None:
        self._kind = layout.kind
        self._names = tuple(column.name for column in layout.columns)
        self._many = tuple(
            place for place, column in enumerate(layout.columns) if column.type is ColumnType.MANY
        )

    def columns(self, index: Mapping[str, Value]) -> list[Any]:
        """
        Return the values of the index columns.
        """
        columns: list[Any] = [index.get(name) for name in self._names]
        for place in self._many:
            if columns[place] is not None:
                columns[place] = json.dumps(columns[place], ensure_ascii=False)

        return columns

    def envelope(self, row: Sequence[Any]) -> Envelope:
        """
        Return the envelope that a row of the documents table is.

        Raises:
            Corrupt: The row cannot be one, or is not as it was written.
        """
        name, version, schema, written, *columns, body = row
        key = key_of(self._kind, name)
        where = str(key)
        if written != checksum(name, version, schema, body):
            raise Corrupt(where, DAMAGED)

        return Envelope(
            key,
            number(version, where, least=1),
            number(schema, where, least=1),
            self._index(key, columns),
            text(body, where),
        )

    def found(self, rows: Sequence[Sequence[Any]]) -> tuple[Row, ...]:
        """
        Return what a query finds, from rows of ``id, version, index values…``.

        Raises:
            Corrupt: One of them cannot be one.
        """
        found = []
        for name, version, *columns in rows:
            key = key_of(self._kind, name)
            found.append(Row(key, number(version, key, least=1), self._index(key, columns)))

        return tuple(found)

    def many(self, id: str, columns: Sequence[Any]) -> list[frozenset[str]]:
        """
        Return the values of each `ColumnType.MANY` column, from the index columns of a row.

        Raises:
            Corrupt: They cannot be read.
        """
        return self.sets(self._index(Key(self._kind, id), columns))

    def sets(self, index: Mapping[str, Value]) -> list[frozenset[str]]:
        """
        Return the values of each `ColumnType.MANY` column, from index values.
        """
        return [frozenset(index.get(self._names[place]) or ()) for place in self._many]

    def _index(self, key: Key, columns: Sequence[Any]) -> dict[str, Value]:
        index: dict[str, Value] = dict(zip(self._names, columns, strict=True))
        if not _COLUMN.issuperset(map(type, columns)):
            name = next(name for name, column in index.items() if type(column) not in _COLUMN)
            raise Corrupt(str(key), f"its index column {name} is no text")
        for place in self._many:
            if columns[place] is not None:
                index[self._names[place]] = _texts(columns[place], key, self._names[place])

        return index


def named(kind: str, id: object) -> str:
    """
    Return the name of a document; what is no id may be somebody's words, and is not repeated.
    """
    return f"{kind}/{id}" if isinstance(id, str) and _ID.fullmatch(id) else kind


def key_of(kind: str, id: object) -> Key:
    """
    Return the key of the document in a row.

    Raises:
        Corrupt: Its id is none; it is not repeated.
    """
    if not isinstance(id, str) or not _ID.fullmatch(id):
        raise Corrupt(kind, "one of its rows has an id that is none")

    return Key(kind, id)


def number(value: object, where: object, *, least: int = 0) -> int:
    """
    Return a number that stands in a row.

    Raises:
        Corrupt: It is none, or too small.
    """
    if not isinstance(value, int) or value < least:
        raise Corrupt(str(where), f"there is no number from {least} where one belongs")

    return value


def text(value: object, where: str) -> str:
    """
    Return a text that stands in a row.

    Raises:
        Corrupt: It is none.
    """
    if not isinstance(value, str):
        raise Corrupt(where, "there is no text where one belongs")

    return value


def _texts(column: str, key: Key, name: str) -> tuple[str, ...]:
    try:
        return _several(column)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise Corrupt(str(key), f"its index column {name} is no JSON array of texts") from error
