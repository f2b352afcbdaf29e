"""
Kinds: the tables of one kind of document, made from its layout.
"""

# Names of tables and columns are quoted, values are parameters.
# ruff: noqa: S608

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from mentorcore.backends import ColumnType, KindLayout, Value
from mentorcore_json.commits import Values
from mentorcore_json.text import JUNK, without_words
from mentorcore_json.trouble import IndexLost


_array = msgspec.json.Decoder(tuple[str, ...])


class KindTable:
    """
    The table of one kind.
    """

    def __init__(self, kind: KindLayout) -> None:
        self.kind: Final = kind.kind
        self.types: Final = {column.name: column.type for column in kind.columns}
        self.table: Final = quoted(f"doc_{kind.kind}")
        self.many: Final = quoted(f"many_{kind.kind}")
        self.columns: Final = tuple(quoted(f"c_{name}") for name in self.types)
        self.listed: Final = ", ".join(("id", "version", *self.columns))
        self._many = tuple(
            (place, column.name)
            for place, column in enumerate(kind.columns)
            if column.type is ColumnType.MANY
        )
        marks = ", ".join("?" * (len(self.columns) + 2))
        self._select = f"SELECT {self.listed} FROM {self.table} WHERE id = ?"
        self._put = f"REPLACE INTO {self.table} ({self.listed}) VALUES ({marks})"
        self._touch = f"UPDATE {self.table} SET version = ? WHERE id = ?"
        self._delete = f"DELETE FROM {self.table} WHERE id = ?"
        self._forget = f"DELETE FROM {self.many} WHERE id = ?"
        self._name = f"INSERT OR IGNORE INTO {self.many} VALUES (?, ?, ?)"
        self.version: Final = f"SELECT version FROM {self.table} WHERE id = ?"

    def create(self, database: sqlite3.Connection, indexes: Iterable[tuple[str, ...]]) -> None:
        """
        Make the tables, and an index for each of the groups of columns.
        """
        columns = ", ".join(("id TEXT PRIMARY KEY", "version INTEGER", *self.columns))
        database.execute(f"CREATE TABLE {self.table} ({columns}) WITHOUT ROWID")
        database.execute(
            f"CREATE TABLE {self.many} (id TEXT, name TEXT, value TEXT, "
            "PRIMARY KEY (id, name, value)) WITHOUT ROWID"
        )
        finder = quoted(f"find_{self.kind}")
        database.execute(f"CREATE INDEX {finder} ON {self.many} (name, value, id)")
        for group in indexes:
            name = quoted(f"{self.kind}_by_{'_'.join(group)}")
            over = ", ".join(quoted(f"c_{column}") for column in group)
            database.execute(f"CREATE INDEX {name} ON {self.table} ({over})")

    def put(self, database: sqlite3.Connection, id: str, version: int, index: Mapping[str, Value]) -> None:
        """
        Enter a document, touching only what is different.
        """
        new = self._texts(index)
        old = database.execute(self._select, (id,)).fetchone()
        if old is not None and old[2:] == new:
            database.execute(self._touch, (version, id))
            return
        database.execute(self._put, (id, version, *new))
        for place, name in self._many:
            if old is not None and old[place + 2] == new[place]:
                continue
            database.execute(f"{self._forget} AND name = ?", (id, name))
            values = index.get(name)
            if isinstance(values, tuple):
                database.executemany(self._name, [(id, name, value) for value in values])

    def drop(self, database: sqlite3.Connection, id: str) -> None:
        """
        Remove a document.
        """
        database.execute(self._delete, (id,))
        if self._many:
            database.execute(self._forget, (id,))

    def found_by(self, database: sqlite3.Connection, id: str) -> Values:
        """
        Return the index values of a document; none where it is not there.

        Raises:
            IndexLost: They are none.
        """
        row = database.execute(self._select, (id,)).fetchone()

        return self.values(row[2:]) if row else {}

    def values(self, texts: Iterable[object]) -> Values:
        """
        Return the index values that a row holds.

        Raises:
            IndexLost: They are none.
        """
        index: Values = dict(zip(self.types, texts, strict=True))  # type: ignore[arg-type]
        for name, text in index.items():
            if text is None:
                continue
            if not isinstance(text, str):
                raise IndexLost
            if self.types[name] is ColumnType.MANY:
                index[name] = _several(text)

        return index

    def _texts(self, index: Mapping[str, Value]) -> tuple[str | None, ...]:
        return tuple(_text(index.get(name), kind) for name, kind in self.types.items())


def quoted(name: str) -> str:
    """
    Return a name as SQL takes it.
    """
    return '"' + name.replace('"', '""') + '"'


def _several(text: str) -> tuple[str, ...]:
    try:
        return _array.decode(text)
    except JUNK as error:
        raise IndexLost from without_words(error)


def _text(value: Value, kind: ColumnType) -> str | None:
    if kind is ColumnType.MANY:
        return msgspec.json.encode(value).decode() if isinstance(value, tuple) else None

    return value if isinstance(value, str) else None
