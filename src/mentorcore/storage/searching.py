"""
Searching: whether the queries of a backend find exactly what they should.
"""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from mentorcore.backends import Backend, Column, ColumnType, Condition, Key, Op, Query, Row
from mentorcore.errors import Corrupt
from mentorcore.storage.layout import LAYOUT
from mentorcore.storage.problem import Problem
from mentorcore.storage.reading import is_id, just_before, readable_rows
from mentorcore.storage.transaction import every_row


_LOOKS = 50
"""How often a document that others keep writing is looked for before the query counts as wrong."""


def misled(backend: Backend, kind: str) -> Iterator[Problem]:
    """
    Iterate over the documents that a query for an index value misses, or finds and should not.
    """
    for column in LAYOUT.of(kind).columns:
        try:
            yield from _column(backend, kind, column)
        except Corrupt as error:
            yield Problem.of(error)


def _column(backend: Backend, kind: str, column: Column) -> Iterator[Problem]:
    expected: dict[str, set[str]] = {}
    for row in readable_rows(backend, kind):
        if isinstance(row, Row) and is_id(row.key.id):
            for value in _values(row, column):
                expected.setdefault(value, set()).add(row.key.id)
    for value, ids in expected.items():
        query = _for(kind, column, value)
        found = {row.key.id for row in every_row(backend, query)}
        yield from _wrong(backend, column, query, found ^ ids)
    if column.type is not ColumnType.MANY:
        query = Query(kind=kind, order=column.name)
        found = {row.key.id for row in every_row(backend, query)}
        yield from _wrong(backend, column, query, found ^ {one for ids in expected.values() for one in ids})


def _for(kind: str, column: Column, value: str) -> Query:
    op = Op.HAS if column.type is ColumnType.MANY else Op.EQ

    return Query(kind=kind, where=(Condition(column.name, op, value),))


def _values(row: Row, column: Column) -> tuple[str, ...]:
    value = row.index.get(column.name)
    if isinstance(value, tuple):
        return value

    return () if value is None else (value,)


def _wrong(backend: Backend, column: Column, query: Query, names: set[str]) -> Iterator[Problem]:
    """
    Look once more at what a query seems to miss or to find wrongly: somebody may have written it.
    """
    for name in sorted(filter(is_id, names)):
        key, before = Key(query.kind, name), None
        for _ in range(_LOOKS):
            row = _at(backend, Query(kind=key.kind), None, key)
            if not _is_wrong(backend, column, query, key, row):
                break
            if before == (row,):
                yield Problem(str(key), f"a query for its {column.name} is misled by the index")
                break
            before = (row,)


def _is_wrong(backend: Backend, column: Column, query: Query, key: Key, row: Row | None) -> bool:
    values = () if row is None else _values(row, column)
    if query.order is not None:
        found = _at(backend, query, values[0], key) if values else None
        return (found is not None) != bool(values)

    return (_at(backend, query, None, key) is not None) != (query.where[0].value in values)


def _at(backend: Backend, query: Query, value: str | None, key: Key) -> Row | None:
    """
    Return the row of a document where the query finds it.
    """
    page = backend.find(attrs.evolve(query, after=(value, just_before(key.id)), limit=1))

    return next((row for row in page.rows if row.key == key), None)
