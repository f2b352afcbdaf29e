"""
Prepared: what is made from a layout for one schema, once in a process however often a store is opened.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql.psycopg import PGCompiler_psycopg, PGDialect_psycopg
from sqlalchemy.engine import Dialect
from sqlalchemy.sql import quoted_name

from mentorcore.backends import Layout
from mentorcore_sql.prepared import Prepared


def _of_the_server(operator: str) -> Callable[..., str]:
    def visit(
        compiler: PGCompiler_psycopg, comparison: sa.BinaryExpression[Any], _: object, **given: Any
    ) -> str:
        left, right = (compiler.process(side, **given) for side in (comparison.left, comparison.right))

        return f"{left} OPERATOR(pg_catalog.{operator}) {right}"

    return visit


class _Compiler(PGCompiler_psycopg):
    """
    Names every operator with the schema that it is in.

    Otherwise one that fits the types better is used in place of the server's own, from whatever schema of the
    search path somebody has put it into, such as ``public``; and a single read has no transaction to set a
    path in.
    """

    visit_eq_binary = _of_the_server("=")
    visit_gt_binary = _of_the_server(">")
    visit_le_binary = _of_the_server("<=")


class _Dialect(PGDialect_psycopg):
    statement_compiler = _Compiler


# The driver is given parameters in their order; SQLAlchemy gives them names otherwise.
DIALECT: Final[Dialect] = _Dialect(paramstyle="format")  # type: ignore[no-untyped-call]


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
