"""
Migration: makes a store's tables and views, or brings them to a new layout.

All of it runs in one transaction. Documents are never touched; what their index columns lack after a
change is for the core to fill, by writing them again.
"""

from __future__ import annotations

import sqlite3

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.schema import CreateIndex, CreateTable, DropTable

from mentorcore.backends import Layout
from mentorcore_sql.statements import text
from mentorcore_sql.tables import PREFIX, KindTables, Tables
from mentorcore_sqlite import views


def names(connection: sqlite3.Connection) -> dict[str, str]:
    """
    Return what the database has with our prefix, and what each is: table, view or index.
    """
    rows = connection.execute(
        "SELECT name, type FROM sqlite_schema WHERE substr(name, 1, ?) = ?", (len(PREFIX), PREFIX)
    )

    return dict(rows.fetchall())


class Migration:
    """
    The way to one layout.
    """

    def __init__(self, tables: Tables, layout: Layout, dialect: Dialect) -> None:
        self._tables = tables
        self._layout = layout
        self._dialect = dialect

    def create(self, connection: sqlite3.Connection) -> None:
        """
        Make everything.
        """
        for table in self._tables.all:
            connection.execute(text(CreateTable(table), self._dialect))
        self._index_and_show(connection)

    def upgrade(self, connection: sqlite3.Connection) -> None:
        """
        Keep every document and every index value that the new layout has as well.
        """
        found = names(connection)
        for name, what in found.items():
            if what in ("view", "index"):
                connection.execute(f"DROP {what} {self._quoted(name)}")
        for of in self._tables.kinds.values():
            if of.documents.name in found:
                self._rebuild(connection, of, found)
        wanted = {table.name for table in self._tables.all}
        for name in found:
            if name.startswith(f"{PREFIX}many_") and name not in wanted:
                connection.execute(f"DROP TABLE {self._quoted(name)}")
        for table in self._tables.all:
            if table.name not in found:
                connection.execute(text(CreateTable(table), self._dialect))
        self._index_and_show(connection)

    def sign(self, connection: sqlite3.Connection, number: int) -> None:
        """
        Write down what the store is now.
        """
        state = self._tables.state
        connection.execute(text(state.delete(), self._dialect))
        connection.execute(text(state.insert(), self._dialect), (number, self._layout.fingerprint))

    def _index_and_show(self, connection: sqlite3.Connection) -> None:
        for table in self._tables.all:
            for index in sorted(table.indexes, key=lambda index: str(index.name)):
                connection.execute(text(CreateIndex(index), self._dialect))
        for view in self._layout.views:
            of = self._tables.kinds[view.kind]
            connection.execute(views.definition(view, of, self._dialect))

    def _rebuild(self, connection: sqlite3.Connection, of: KindTables, found: dict[str, str]) -> None:
        documents = of.documents
        columns = connection.execute("SELECT name FROM pragma_table_info(?)", (documents.name,))
        present = [name for (name,) in columns.fetchall()]
        # A column that held one text and now holds many, or the other way round, starts empty.
        turned = {
            f"ix_{column.name}"
            for column in of.layout.columns
            if (column.name in of.many) != (f"{PREFIX}many_{of.layout.kind}_{column.name}" in found)
        }
        wanted = [column.name for column in documents.columns]
        if present == wanted and not turned:
            return
        # A new table, because an added column would stand behind the body, and a query would read the
        # body to get to it.
        new = documents.to_metadata(sa.MetaData(), name=f"{PREFIX}new_{of.layout.kind}")
        kept = [name for name in wanted if name in present and name not in turned]
        copy = new.insert().from_select(kept, sa.select(*(documents.c[name] for name in kept)))
        for statement in (
            text(CreateTable(new), self._dialect),
            text(copy, self._dialect),
            text(DropTable(documents), self._dialect),
            # Somebody else's views go on naming the table as they do, whether or not they can be read.
            "PRAGMA legacy_alter_table = ON",
            f"ALTER TABLE {self._quoted(new.name)} RENAME TO {self._quoted(documents.name)}",
            "PRAGMA legacy_alter_table = OFF",
        ):
            connection.execute(statement)

    def _quoted(self, name: str) -> str:
        return self._dialect.identifier_preparer.quote(name)
