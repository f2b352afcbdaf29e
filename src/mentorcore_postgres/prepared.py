"""
Prepared: what is made from a layout for one schema, once in a process however often a store is opened.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.engine import Dialect
from sqlalchemy.sql import quoted_name

from mentorcore.backends import Layout
from mentorcore_sql.prepared import Prepared


# The driver is given parameters in their order; SQLAlchemy gives them names otherwise.
DIALECT: Final[Dialect] = PGDialect_psycopg(paramstyle="format")  # type: ignore[no-untyped-call]


@lru_cache(maxsize=32)
def prepared(layout: Layout, schema: str) -> Prepared:
    """
    Return everything for a layout.
    """
    return Prepared.of(layout, DIALECT, schema=always_quoted(schema))


def always_quoted(name: str) -> str:
    """
    Return a name that SQLAlchemy quotes whatever it is: each release of PostgreSQL reserves more words than
    those that it knows.
    """
    return quoted_name(name, quote=True)
