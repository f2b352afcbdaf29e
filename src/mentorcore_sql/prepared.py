"""
Prepared: everything that is made from a layout, to be made once in a process however often a store is opened.
"""

from __future__ import annotations

from typing import Self

import attrs
from sqlalchemy.engine import Dialect

from mentorcore.backends import Layout
from mentorcore_sql.queries import Queries
from mentorcore_sql.statements import Statements, compiled
from mentorcore_sql.tables import Tables, build


@attrs.frozen(eq=False)
class Prepared:
    """
    Tables, and the SQL to run on them.
    """

    layout: Layout
    tables: Tables
    dialect: Dialect
    statements: Statements
    queries: Queries

    @classmethod
    def of(cls, layout: Layout, dialect: Dialect, *, schema: str | None = None) -> Self:
        """
        Prepare everything for a layout.

        Args:
            schema: The database's own name for where the tables are, where it has such names.
        """
        tables = build(layout, schema=schema)

        return cls(layout, tables, dialect, compiled(tables, dialect), Queries(tables, dialect))
