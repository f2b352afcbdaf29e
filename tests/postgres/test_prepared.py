"""
Nothing in a statement that runs outside of a transaction is looked for on a search path.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from mentorcore.backends import ColumnType, Condition, Layout, Op, Query
from mentorcore.storage.layout import LAYOUT
from mentorcore_postgres.prepared import prepared


BARE = re.compile(r"[<>=~!@#^&|*/+-]|(?<![.\w])\w+\(|(?<!\.)\"C\"|(?:FROM|JOIN) (?!\"hr\"\.)")
"""An operator, a function, a collation or a table without its schema."""

PLAIN = ("OPERATOR(pg_catalog.=)", "OPERATOR(pg_catalog.>)", "OPERATOR(pg_catalog.<=)")


def asked(layout: Layout) -> Iterator[str]:
    """
    Return every statement that reads.
    """
    made = prepared(layout, "hr")
    yield from (made.statements.token, made.statements.journal, made.statements.journal_of)
    for kind in layout.kinds:
        statements = made.statements.kinds[kind.kind]
        yield from (statements.load, statements.scan, statements.ids)
        orders = [None, *(c.name for c in kind.columns if c.type is not ColumnType.MANY)]
        pages = [None, ("", "a")]
        for column, op, order, after in itertools.product(kind.columns, Op, orders, pages):
            where = (Condition(column.name, op, "x"),)
            yield made.queries.sql(Query(kind=kind.kind, where=where, order=order, after=after))[0]


def bare(statement: str) -> list[str]:
    """
    Return what stands in a statement without a schema.
    """
    for name in PLAIN:
        statement = statement.replace(name, "IS")

    return BARE.findall(" ".join(statement.split()).replace("( ", "("))


def test_names_its_schema() -> None:
    """
    Each operator, collation and table stands there with its schema, and there is no function.
    """
    statements = list(asked(LAYOUT))

    assert len(statements) > 100
    assert [(statement, found) for statement in statements if (found := bare(statement))] == []


def test_what_is_bare_is_found() -> None:
    """
    The test before sees what it looks for.
    """
    assert bare('SELECT max(x) FROM t WHERE a = %s COLLATE "C"') == ["max(", "FROM ", "=", '"C"']
