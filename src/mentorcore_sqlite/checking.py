"""
Checking: what is wrong with a database and cannot be seen through the calls of the contract.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from functools import lru_cache, partial

from mentorcore.errors import Corrupt
from mentorcore_sqlite.checksum import DAMAGED, checksum
from mentorcore_sqlite.connections import Connections
from mentorcore_sqlite.migration import Migration, names
from mentorcore_sqlite.prepared import Prepared
from mentorcore_sqlite.recognition import laid_out
from mentorcore_sqlite.tables import KindTables


_FINDINGS = 100
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)


class Checks:
    """
    Everything that is checked of one store, as it is at one moment.
    """

    def __init__(self, connections: Connections, made: Prepared) -> None:
        self._connections = connections
        self._where = connections.where
        self._tables = made.tables
        self._made = made

    def __iter__(self) -> Iterator[Corrupt]:
        for check in (
            self._structure,
            self._definitions,
            self._removed,
            self._tokens,
            self._positions,
            self._many,
        ):
            try:
                found = self._connections.read(partial(_whole, check))
            except Corrupt as error:
                found = [error]
            yield from found

    def _structure(self, connection: sqlite3.Connection) -> Iterator[Corrupt]:
        """
        Have SQLite check pages, cells, types, and that every index has exactly the rows of its table.
        """
        for (line,) in connection.execute(f"PRAGMA integrity_check({_FINDINGS})"):
            if line != "ok":
                yield Corrupt(self._where, f"SQLite finds: {' '.join(line.split())}")

    def _definitions(self, connection: sqlite3.Connection) -> Iterator[Corrupt]:
        """
        Compare tables, indexes and views with those of a new store.
        """
        wanted, kinds = _new(self._made)
        found = _definitions(connection)
        for name in sorted(wanted.keys() | found.keys()):
            if name not in found:
                yield Corrupt(self._where, f"its {kinds[name]} {name} is missing")
            elif name not in wanted:
                yield Corrupt(self._where, f"it has a {name}, which this release does not make")
            elif found[name] != wanted[name]:
                yield Corrupt(self._where, f"its {kinds[name]} {name} is not as it was made")

    def _removed(self, connection: sqlite3.Connection) -> Iterator[Corrupt]:
        for kind, of in self._tables.kinds.items():
            rows = connection.execute(
                f"SELECT id, version, checksum, body IS NULL FROM {_quoted(of.documents.name)} "  # noqa: S608
                "WHERE schema IS NULL ORDER BY id"
            )
            for name, version, written, bare in rows:
                if not bare or written != checksum(name, version, None, None):
                    yield Corrupt(
                        _named(kind, name), "it counts as removed, and its row is not that of a removal"
                    )

    def _tokens(self, connection: sqlite3.Connection) -> Iterator[Corrupt]:
        rows = connection.execute(
            f"SELECT token, position, checksum FROM {self._tables.tokens.name} ORDER BY position"  # noqa: S608
        )
        for token, position, written in rows:
            if written != checksum(token, position):
                yield Corrupt(f"the token committed at position {position}", DAMAGED)

    def _positions(self, connection: sqlite3.Connection) -> Iterator[Corrupt]:
        """
        Every position up to the last is an entry's or a token's, since a commit takes the next one.
        """
        rows = connection.execute(
            f"SELECT position FROM {self._tables.journal.name} UNION "  # noqa: S608 - names of ours
            f"SELECT position FROM {self._tables.tokens.name} ORDER BY position"
        )
        expected = 1
        for (position,) in rows:
            if position > expected:
                last = f" to {position - 1}" if position - 1 > expected else ""
                yield Corrupt(
                    f"journal entry {expected}",
                    f"it is missing: nothing is kept at position {expected}{last}",
                )
            expected = position + 1

    def _many(self, connection: sqlite3.Connection) -> Iterator[Corrupt]:
        for kind, of in self._tables.kinds.items():
            for column in of.many:
                for name in _out_of_step(connection, of, column):
                    yield Corrupt(_named(kind, name), f"its values of {column} are not those that find it")


def _out_of_step(connection: sqlite3.Connection, of: KindTables, column: str) -> list[str]:
    """
    Return the ids whose row and side table name different values.
    """
    documents, side = _quoted(of.documents.name), _quoted(of.many[column].name)
    values = f"json_each(CASE WHEN json_valid(d.ix_{column}) THEN d.ix_{column} ELSE '[]' END)"
    named = f"SELECT d.id AS id, v.value AS value FROM {documents} AS d, {values} AS v"  # noqa: S608
    found = f"SELECT id, value FROM {side}"  # noqa: S608 - names of ours
    rows = connection.execute(
        f"SELECT id FROM ({named} EXCEPT {found}) UNION "  # noqa: S608 - names of ours
        f"SELECT id FROM ({found} EXCEPT {named}) ORDER BY id"
    )

    return [name for (name,) in rows]


def _named(kind: str, name: object) -> str:
    """
    Return the name of a document; what is no id may be somebody's words, and is not repeated.
    """
    return f"{kind}/{name}" if isinstance(name, str) and _ID.fullmatch(name) else kind


def _whole(
    check: Callable[[sqlite3.Connection], Iterator[Corrupt]], connection: sqlite3.Connection
) -> list[Corrupt]:
    """
    Return all that a check finds, which sees one state of the store.
    """
    connection.execute("BEGIN")

    return list(check(connection))


@lru_cache(maxsize=4)
def _new(made: Prepared) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """
    Return the definitions of a new store, and what each is.
    """
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as new:
        Migration(made.tables, made.layout, made.dialect).create(new)

        return _definitions(new), names(new)


def _definitions(connection: sqlite3.Connection) -> dict[str, str]:
    rows = connection.execute("SELECT name, sql FROM sqlite_schema").fetchall()
    ours = names(connection)

    # How a release of SQLAlchemy lays out and quotes its SQL is no difference.
    return {name: laid_out(sql) for name, sql in rows if name in ours}


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
