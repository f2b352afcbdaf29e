"""
Migration: what is SQLite's of making a store, or of bringing it to a new layout.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.schema import CreateTable, DropTable

from mentorcore.backends import View
from mentorcore_sql.migration import RelationalMigration
from mentorcore_sql.statements import text
from mentorcore_sql.tables import PREFIX, KindTables
from mentorcore_sqlite import views


def names(connection: sqlite3.Connection) -> dict[str, str]:
    """
    Return what the database has with our prefix, and what each is: table, view or index.
    """
    rows = connection.execute(
        "SELECT name, type FROM sqlite_schema WHERE substr(name, 1, ?) = ?", (len(PREFIX), PREFIX)
    )

    return dict(rows.fetchall())


class Migration(RelationalMigration[sqlite3.Connection]):
    """
    The way to one layout.
    """

    def _found(self, connection: sqlite3.Connection) -> Mapping[str, str]:
        return names(connection)

    def _quoted(self, name: str) -> str:
        return self._made.dialect.identifier_preparer.quote(name)

    def _rebuild(self, connection: sqlite3.Connection, of: KindTables, turned: frozenset[str]) -> None:
        documents, dialect = of.documents, self._made.dialect
        columns = connection.execute("SELECT name FROM pragma_table_info(?)", (documents.name,))
        present = [name for (name,) in columns.fetchall()]
        wanted = [column.name for column in documents.columns]
        if present == wanted and not turned:
            return
        # A new table, because an added column would stand behind the body, and a query would read the
        # body to get to it.
        new = documents.to_metadata(sa.MetaData(), name=f"{PREFIX}new_{of.layout.kind}")
        kept = [name for name in wanted if name in present and name not in turned]
        copy = new.insert().from_select(kept, sa.select(*(documents.c[name] for name in kept)))
        for statement in (
            text(CreateTable(new), dialect),
            text(copy, dialect),
            text(DropTable(documents), dialect),
            # Somebody else's views go on naming the table as they do, whether or not they can be read.
            "PRAGMA legacy_alter_table = ON",
            f"ALTER TABLE {self._quoted(new.name)} RENAME TO {self._quoted(documents.name)}",
            "PRAGMA legacy_alter_table = OFF",
        ):
            connection.execute(statement)

    def _view(self, view: View, of: KindTables) -> str:
        return views.definition(view, of, self._made.dialect)
