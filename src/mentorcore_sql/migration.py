"""
Migration: makes a store's tables and views, or brings them to a new layout.

All of it runs in one transaction. Documents are never touched; what their index columns lack after a change
is for the core to fill, by writing them again.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Generic

import sqlalchemy as sa
from sqlalchemy.schema import CreateIndex, CreateTable

from mentorcore.backends import View
from mentorcore_sql.driver import C
from mentorcore_sql.prepared import Prepared
from mentorcore_sql.statements import text
from mentorcore_sql.tables import PREFIX, KindTables


class RelationalMigration(ABC, Generic[C]):
    """
    The way to one layout.
    """

    def __init__(self, made: Prepared) -> None:
        self._made = made

    def create(self, connection: C) -> None:
        """
        Make everything.
        """
        for table in self._made.tables.all:
            self._do(connection, CreateTable(table))
        self._index_and_show(connection)

    def upgrade(self, connection: C) -> None:
        """
        Keep every document and every index value that the new layout has as well.
        """
        found = self._found(connection)
        for name, what in found.items():
            if what in ("view", "index"):
                connection.execute(f"DROP {what} {self._quoted(name)}")
        for of in self._made.tables.kinds.values():
            if of.documents.name in found:
                self._rebuild(connection, of, _turned(of, found))
        wanted = {table.name for table in self._made.tables.all}
        for name in found:
            if name.startswith(f"{PREFIX}many_") and name not in wanted:
                connection.execute(f"DROP TABLE {self._quoted(name)}")
        for table in self._made.tables.all:
            if table.name not in found:
                self._do(connection, CreateTable(table))
        self._index_and_show(connection)

    def sign(self, connection: C, number: int, *, is_new: bool) -> None:
        """
        Write down what the store is now; a row that is there stays the same one, which others may wait for.
        """
        state = self._made.tables.state
        values = {"number": number, "fingerprint": self._made.layout.fingerprint}
        statement = state.insert() if is_new else state.update()
        connection.execute(text(statement.values(values), self._made.dialect), tuple(values.values()))

    @abstractmethod
    def _found(self, connection: C) -> Mapping[str, str]:
        """
        Return what the database has with our prefix, and what each is.
        """

    @abstractmethod
    def _quoted(self, name: str) -> str:
        """
        Return the name of a table, index or view as it stands in a statement.
        """

    @abstractmethod
    def _rebuild(self, connection: C, of: KindTables, turned: frozenset[str]) -> None:
        """
        Give a table of documents the columns that it should have.

        Args:
            turned: Those that start empty although they were there.
        """

    @abstractmethod
    def _view(self, view: View, of: KindTables) -> str:
        """
        Return the statement that makes a view.
        """

    def _do(self, connection: C, statement: sa.ClauseElement) -> None:
        # With parameters, though there are none: SQLAlchemy doubles a % in a name for a driver that has some.
        connection.execute(text(statement, self._made.dialect), ())

    def _index_and_show(self, connection: C) -> None:
        for table in self._made.tables.all:
            for index in sorted(table.indexes, key=lambda index: str(index.name)):
                self._do(connection, CreateIndex(index))
        for view in self._made.layout.views:
            connection.execute(self._view(view, self._made.tables.kinds[view.kind]))


def _turned(of: KindTables, found: Mapping[str, str]) -> frozenset[str]:
    """
    Return the columns that held one text and now hold many, or the other way round.
    """
    return frozenset(
        f"ix_{column.name}"
        for column in of.layout.columns
        if (column.name in of.many) != (f"{PREFIX}many_{of.layout.kind}_{column.name}" in found)
    )
