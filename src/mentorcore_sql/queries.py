"""
Queries: a `Query` in SQL that walks an index.

A page starts behind the last row of the page before, by a comparison with the index's own columns, so
that the tenth page costs what the first one does. The SQL depends on a query's shape alone, and each
shape is compiled once.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlalchemy.engine import Dialect

from mentorcore.backends import Op, Query
from mentorcore.errors import Unsupported
from mentorcore_sql.statements import limited, text
from mentorcore_sql.tables import KindTables, Tables


Shape: TypeAlias = tuple[str, tuple[tuple[str, Op], ...], str | None, bool]
"""The kind, what each condition compares and how, the order, and whether a page came before."""


class Queries:
    """
    Every query that was asked, as SQL for one dialect.
    """

    def __init__(self, tables: Tables, dialect: Dialect) -> None:
        self._tables = tables
        self._dialect = dialect
        self._compiled: Callable[[Shape], str] = functools.lru_cache(maxsize=256)(self._compile)

    def sql(self, query: Query) -> tuple[str, list[Any]]:
        """
        Return the SQL for a query and its parameters; it gives ``id, version, index…``, and one row more
        than the query's limit where there is another page.

        Raises:
            Unsupported: The layout has no such kind or column.
        """
        shape = (
            query.kind,
            tuple((condition.column, condition.op) for condition in query.where),
            query.order,
            query.after is not None,
        )
        parameters: list[Any] = [condition.value for condition in query.where]
        if query.after is not None:
            parameters.extend(query.after if query.order is not None else query.after[1:])

        return self._compiled(shape), [*parameters, query.limit + 1]

    def _compile(self, shape: Shape) -> str:
        kind, where, order, is_behind = shape
        if kind not in self._tables.kinds:
            raise Unsupported(f"the layout does not have the kind {kind!r}", "ask for one that it has")
        of = self._tables.kinds[kind]
        return text(_select(of, where, order, is_behind=is_behind), self._dialect)


def _select(
    of: KindTables, where: tuple[tuple[str, Op], ...], order: str | None, *, is_behind: bool
) -> sa.Select[*tuple[object, ...]]:
    table = of.documents
    select = sa.select(table.c.id, table.c.version, *of.index_columns)
    select = select.where(table.c.schema.is_not(None))
    last: sa.ColumnElement[str] = table.c.id
    for number, (name, op) in enumerate(where):
        value = sa.bindparam(f"value_{number}", type_=sa.Text)
        column = _column(of, name)
        if op is Op.HAS and name in of.many:
            side = of.many[name].alias(f"side_{number}")
            select = select.join(side, side.c.id == table.c.id).where(side.c.value == value)
            last = side.c.id if last is table.c.id else last
        else:
            select = select.where(_compares(column, op, value, is_many=name in of.many))
    keys = (last,) if order is None else (_column(of, order), last)
    if is_behind:
        marks = [sa.bindparam(f"mark_{place}", type_=sa.Text) for place in range(len(keys))]
        select = select.where(sa.tuple_(*keys) > sa.tuple_(*marks))
    elif order is not None:
        select = select.where(keys[0].is_not(None))

    return limited(select.order_by(*keys))


def _compares(
    column: sa.ColumnElement[str], op: Op, value: sa.BindParameter[str], *, is_many: bool
) -> sa.ColumnElement[bool]:
    if is_many or op is Op.HAS:
        # One text and several never meet a condition that is meant for the other. The value, never
        # NULL, is still there to be given.
        return value.is_(None)
    if op is Op.EQ:
        return column == value

    return column <= value if op is Op.LE else column > value


def _column(of: KindTables, name: str) -> sa.Column[str]:
    column = of.documents.c.get(f"ix_{name}")
    if column is None:
        kind = of.layout.kind
        raise Unsupported(
            f"the layout does not have the index column {name!r} of {kind!r}", "ask for one that it has"
        )

    return column
