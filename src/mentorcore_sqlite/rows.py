"""
Rows: index values and envelopes, as they stand in a row and back.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from mentorcore.backends import ColumnType, Envelope, Key, KindLayout, Row, Value
from mentorcore.errors import Corrupt


class Rows:
    """
    The rows of one kind: ``id, version, schema, index values…, body``.
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
            Corrupt: The row cannot be one.
        """
        key = Key(self._kind, row[0])

        return Envelope(key, row[1], row[2], self._index(key, row[3:-1]), row[-1])

    def row(self, row: Sequence[Any]) -> Row:
        """
        Return what a query finds, from ``id, version, index values…``.

        Raises:
            Corrupt: The row cannot be one.
        """
        key = Key(self._kind, row[0])

        return Row(key, row[1], self._index(key, row[2:]))

    def many(self, id: str, columns: Sequence[Any]) -> list[frozenset[str]]:
        """
        Return the values of each `ColumnType.MANY` column, from the index columns of a row.

        Raises:
            Corrupt: They cannot be read.
        """
        index = self._index(Key(self._kind, id), columns)

        return [frozenset(index[self._names[place]] or ()) for place in self._many]

    def _index(self, key: Key, columns: Sequence[Any]) -> dict[str, Value]:
        index: dict[str, Value] = dict(zip(self._names, columns, strict=True))
        for place in self._many:
            text = columns[place]
            if text is not None:
                index[self._names[place]] = _texts(text, key, self._names[place])

        return index


def _texts(column: str, key: Key, name: str) -> tuple[str, ...]:
    try:
        texts = json.loads(column)
    except ValueError as error:
        raise Corrupt(str(key), f"its index column {name} is no JSON") from error
    if not isinstance(texts, list):
        raise Corrupt(str(key), f"its index column {name} is no JSON array")

    return tuple(texts)
