"""
Queries: a `Query` of the contract as one SQL statement on the index.
"""

# Names of tables and columns are quoted, values are parameters.
# ruff: noqa: S608

from __future__ import annotations

import sqlite3

from mentorcore.backends import ColumnType, Condition, Key, Op, Page, Query, Row
from mentorcore_json.kinds import KindTable, quoted
from mentorcore_json.trouble import names


_COMPARE = {Op.EQ: "=", Op.LE: "<=", Op.GT: ">"}


def find(database: sqlite3.Connection, table: KindTable, query: Query) -> Page:
    """
    Return the rows that meet a query.
    """
    where: list[str] = []
    values: list[str | int] = []
    for condition in query.where:
        sql, wanted = _condition(table, condition)
        where.append(sql)
        values += wanted
    order = _order(table, query.order)
    if query.order is not None:
        kept = quoted(f"c_{query.order}") if query.order in table.types else "NULL"
        where.append(f"{kept} IS NOT NULL")
    if query.after is not None:
        where.append(f"({order}, id) > (?, ?)" if order else "id > ?")
        values += [query.after[0] or "", query.after[1]] if order else [query.after[1]]
    conditions = f" WHERE {' AND '.join(where)}" if where else ""
    by = f"{order}, id" if order else "id"
    found = database.execute(
        f"SELECT {table.listed} FROM {table.table}{conditions} ORDER BY {by} LIMIT ?",
        (*values, query.limit + 1),
    ).fetchall()
    page = found[: query.limit]
    rows = tuple(
        Row(Key(query.kind, name), version, table.values(row[2:]))
        for (name, version), row in zip(names(row[:2] for row in page), page, strict=True)
    )

    return Page(rows, more=len(found) > query.limit)


def _condition(table: KindTable, condition: Condition) -> tuple[str, list[str]]:
    kind = table.types.get(condition.column)
    if kind is None or (kind is ColumnType.MANY) != (condition.op is Op.HAS):
        return "0", []
    if condition.op is Op.HAS:
        sql = f"id IN (SELECT id FROM {table.many} WHERE name = ? AND value = ?)"
        return sql, [condition.column, condition.value]

    return f"{quoted(f'c_{condition.column}')} {_COMPARE[condition.op]} ?", [condition.value]


def _order(table: KindTable, column: str | None) -> str | None:
    """
    Return what to order by before the id; *None* where that is nothing.
    """
    if column is None or table.types.get(column, ColumnType.MANY) is ColumnType.MANY:
        return None

    return quoted(f"c_{column}")
