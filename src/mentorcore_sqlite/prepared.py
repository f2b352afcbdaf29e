"""
Prepared: everything that is made from a layout, once in a process however often a store is opened.
"""

from __future__ import annotations

from functools import lru_cache

import attrs
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import Dialect

from mentorcore.backends import Layout
from mentorcore_sqlite.queries import Queries
from mentorcore_sqlite.statements import Statements, compiled
from mentorcore_sqlite.tables import Tables, build


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


@lru_cache(maxsize=8)
def prepared(layout: Layout) -> Prepared:
    """
    Return everything for a layout.
    """
    tables, dialect = build(layout), SQLiteDialect_pysqlite()

    return Prepared(layout, tables, dialect, compiled(tables, dialect), Queries(tables, dialect))
