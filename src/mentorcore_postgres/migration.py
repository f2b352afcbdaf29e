"""
Migration: makes a store's tables and views, or brings them to a new layout.

All of it runs in one transaction. Documents are never touched; what their index columns lack after a change
is for the core to fill, by writing them again.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.schema import CreateColumn, CreateIndex, CreateTable

from mentorcore_postgres import catalog, views
from mentorcore_postgres.catalog import quoted
from mentorcore_postgres.connections import Connection
from mentorcore_sql.prepared import Prepared
from mentorcore_sql.statements import text
from mentorcore_sql.tables import PREFIX, KindTables


class Migration:
    """
    The way to one layout.

    Args:
        schema: The schema that holds the store.
    """

    def __init__(self, made: Prepared, schema: str) -> None:
        self._made = made
        self._schema = schema

    def create(self, connection: Connection) -> None:
        """
        Make everything.
        """
        # Somebody who may make no schema is given one.
        if not catalog.exists(connection, self._schema):
            connection.execute(f"CREATE SCHEMA {quoted(self._schema)}")
        for table in self._made.tables.all:
            self._do(connection, CreateTable(table))
        self._index_and_show(connection)

    def upgrade(self, connection: Connection) -> None:
        """
        Keep every document and every index value that the new layout has as well.
        """
        found = catalog.ours(catalog.relations(connection, self._schema))
        for name, what in found.items():
            if what in ("view", "index"):
                connection.execute(f"DROP {what} {quoted(self._schema, name)}")
        columns = catalog.columns(connection, self._schema)
        for of in self._made.tables.kinds.values():
            if of.documents.name in found:
                self._rebuild(connection, of, {column.name for column in columns[of.documents.name]}, found)
        wanted = {table.name for table in self._made.tables.all}
        for name in found:
            if name.startswith(f"{PREFIX}many_") and name not in wanted:
                connection.execute(f"DROP TABLE {quoted(self._schema, name)}")
        for table in self._made.tables.all:
            if table.name not in found:
                self._do(connection, CreateTable(table))
        self._index_and_show(connection)

    def sign(self, connection: Connection, number: int, *, is_new: bool) -> None:
        """
        Write down what the store is now; a row that is there stays the same one, which writers wait for.
        """
        state = self._made.tables.state
        values = {"number": number, "fingerprint": self._made.layout.fingerprint}
        statement = state.insert() if is_new else state.update()
        connection.execute(text(statement.values(values), self._made.dialect), tuple(values.values()))

    def _index_and_show(self, connection: Connection) -> None:
        for table in self._made.tables.all:
            for index in sorted(table.indexes, key=lambda index: str(index.name)):
                self._do(connection, CreateIndex(index))
        for view in self._made.layout.views:
            of = self._made.tables.kinds[view.kind]
            connection.execute(views.definition(view, of, self._schema))

    def _rebuild(
        self, connection: Connection, of: KindTables, present: set[str], found: dict[str, str]
    ) -> None:
        # A column that held one text and now holds many, or the other way round, starts empty.
        turned = {
            f"ix_{column.name}"
            for column in of.layout.columns
            if (column.name in of.many) != (f"{PREFIX}many_{of.layout.kind}_{column.name}" in found)
        }
        wanted = {column.name for column in of.documents.columns}
        table = quoted(self._schema, of.documents.name)
        for name in sorted(present - wanted | turned & present):
            connection.execute(f"ALTER TABLE {table} DROP COLUMN {quoted(name)}")
        for column in of.documents.columns:
            if column.name not in present or column.name in turned:
                definition = text(CreateColumn(column), self._made.dialect)
                connection.execute(f"ALTER TABLE {table} ADD COLUMN {definition}", ())

    def _do(self, connection: Connection, statement: sa.ClauseElement) -> None:
        # With parameters, though there are none: SQLAlchemy doubles a % in a name for a driver that has some.
        connection.execute(text(statement, self._made.dialect), ())
