"""
Prepared: what is made from a layout for SQLite, once in a process however often a store is opened.
"""

from __future__ import annotations

from functools import lru_cache

from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

from mentorcore.backends import Layout
from mentorcore_sql.prepared import Prepared


@lru_cache(maxsize=8)
def prepared(layout: Layout) -> Prepared:
    """
    Return everything for a layout.
    """
    return Prepared.of(layout, SQLiteDialect_pysqlite())
