"""
Checking: what is wrong with a database and cannot be seen through the calls of the contract.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Generic

import sqlalchemy as sa

from mentorcore.errors import Corrupt
from mentorcore_sql.checksum import DAMAGED, checksum
from mentorcore_sql.driver import C, Connections
from mentorcore_sql.prepared import Prepared
from mentorcore_sql.rows import named
from mentorcore_sql.tables import KindTables


class RelationalChecks(ABC, Generic[C]):
    """
    Everything that is checked of one store, as it is at one moment.
    """

    BEGIN = "BEGIN"
    """What begins a transaction whose statements all see one state of the store."""

    def __init__(self, connections: Connections[C], made: Prepared) -> None:
        self._connections = connections
        self._where = connections.where
        self._tables = made.tables
        self._made = made

    def __iter__(self) -> Iterator[Corrupt]:
        checks = (*self._of_dialect(), self._removed, self._tokens, self._positions, self._many)
        for check in checks:
            try:
                found = self._connections.read(partial(self._whole, check))
            except Corrupt as error:
                found = [error]
            yield from found

    @abstractmethod
    def _of_dialect(self) -> Sequence[Callable[[C], Iterator[Corrupt]]]:
        """
        Return what is checked first, of the database itself.
        """

    @abstractmethod
    def _values(self, column: str) -> str:
        """
        Return the SQL of a table function: the texts of the JSON array in a column, each as ``value``; none
        where the column holds no such array.
        """

    def _whole(self, check: Callable[[C], Iterator[Corrupt]], connection: C) -> list[Corrupt]:
        """
        Return all that a check finds, which sees one state of the store.
        """
        connection.execute(self.BEGIN)
        found = list(check(connection))
        connection.execute("ROLLBACK")

        return found

    def _removed(self, connection: C) -> Iterator[Corrupt]:
        for kind, of in self._tables.kinds.items():
            rows = connection.execute(
                f"SELECT id, version, checksum, body IS NULL FROM {self._name(of.documents)} "  # noqa: S608
                "WHERE schema IS NULL ORDER BY id"
            ).fetchall()
            for name, version, written, bare in rows:
                if not bare or written != checksum(name, version, None, None):
                    yield Corrupt(
                        named(kind, name), "it counts as removed, and its row is not that of a removal"
                    )

    def _tokens(self, connection: C) -> Iterator[Corrupt]:
        rows = connection.execute(
            f"SELECT token, position, checksum FROM {self._name(self._tables.tokens)} "  # noqa: S608
            "ORDER BY position"
        ).fetchall()
        for token, position, written in rows:
            if written != checksum(token, position):
                yield Corrupt(f"the token committed at position {position}", DAMAGED)

    def _positions(self, connection: C) -> Iterator[Corrupt]:
        """
        Every position up to the last is an entry's or a token's, since a commit takes the next one.
        """
        rows = connection.execute(
            f"SELECT position FROM {self._name(self._tables.journal)} UNION "  # noqa: S608 - names of ours
            f"SELECT position FROM {self._name(self._tables.tokens)} ORDER BY position"
        ).fetchall()
        expected = 1
        for (position,) in rows:
            if position > expected:
                last = f" to {position - 1}" if position - 1 > expected else ""
                yield Corrupt(
                    f"journal entry {expected}",
                    f"it is missing: nothing is kept at position {expected}{last}",
                )
            expected = position + 1

    def _many(self, connection: C) -> Iterator[Corrupt]:
        for kind, of in self._tables.kinds.items():
            for column in of.many:
                for name in self._out_of_step(connection, of, column):
                    yield Corrupt(named(kind, name), f"its values of {column} are not those that find it")

    def _out_of_step(self, connection: C, of: KindTables, column: str) -> list[object]:
        """
        Return the ids whose row and side table name different values.
        """
        documents, side = self._name(of.documents), self._name(of.many[column])
        values = self._values(f"d.ix_{column}")
        named = f"SELECT d.id AS id, v.value AS value FROM {documents} AS d, {values}"  # noqa: S608
        found = f"SELECT id, value FROM {side}"  # noqa: S608 - names of ours
        rows = connection.execute(
            f"SELECT id FROM ({named} EXCEPT {found}) AS lost UNION "  # noqa: S608 - names of ours
            f"SELECT id FROM ({found} EXCEPT {named}) AS stray ORDER BY id"
        ).fetchall()

        return [name for (name,) in rows]

    def _name(self, table: sa.Table) -> str:
        return self._made.dialect.identifier_preparer.format_table(table)
