"""
Migration: what is PostgreSQL's of making a store, or of bringing it to a new layout.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from mentorcore.backends import View
from mentorcore_postgres import catalog, views
from mentorcore_postgres.catalog import Column, quoted
from mentorcore_postgres.connections import Connection
from mentorcore_sql.migration import RelationalMigration
from mentorcore_sql.prepared import Prepared
from mentorcore_sql.tables import STATE, KindTables


def keep_others_out(connection: Connection, schema: str) -> None:
    """
    Wait for whoever else makes, upgrades or copies a store in this schema, and have them wait until the
    transaction ends.
    """
    digest = hashlib.sha256(f"mentorcore/{schema}".encode()).digest()
    number = int.from_bytes(digest[:8], "big", signed=True)
    connection.execute("SELECT pg_advisory_xact_lock(%s)", (number,))


class Migration(RelationalMigration[Connection]):
    """
    The way to one layout.

    Args:
        schema: The schema that holds the store.
    """

    def __init__(self, made: Prepared, schema: str) -> None:
        super().__init__(made)
        self._schema = schema

    def create(self, connection: Connection) -> None:
        # Somebody who may make no schema is given one.
        if not catalog.exists(connection, self._schema):
            connection.execute(f"CREATE SCHEMA {quoted(self._schema)}")
        super().create(connection)

    def upgrade(self, connection: Connection) -> None:
        # As every writer does before it looks at anything: whoever took the tables first, and this row at the
        # end, would wait for writers that wait for the tables.
        connection.execute(f"SELECT number FROM {self._quoted(STATE)} FOR UPDATE")  # noqa: S608 - quoted
        super().upgrade(connection)

    def _found(self, connection: Connection) -> Mapping[str, str]:
        return catalog.ours(catalog.relations(connection, self._schema))

    def _quoted(self, name: str) -> str:
        return quoted(self._schema, name)

    def _rebuild(self, connection: Connection, of: KindTables, turned: frozenset[str]) -> None:
        found = catalog.columns(connection, self._schema)[of.documents.name]
        present, wanted = ({column.name for column in columns} for columns in (found, of.documents.columns))
        table = self._quoted(of.documents.name)
        for name in sorted(present - wanted | turned & present):
            connection.execute(f"ALTER TABLE {table} DROP COLUMN {quoted(name)}")
        for column in of.documents.columns:
            if column.name not in present or column.name in turned:
                connection.execute(f"ALTER TABLE {table} ADD COLUMN {Column.of(column).definition}")

    def _view(self, view: View, of: KindTables) -> str:
        return views.definition(view, of, self._schema)
