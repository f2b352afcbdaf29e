"""
Recognition: tells a store, and its tables, from what somebody else has in their place.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from sqlalchemy.schema import CreateColumn

from mentorcore.errors import Corrupt, NotAStore
from mentorcore_postgres import catalog
from mentorcore_postgres.catalog import quoted
from mentorcore_postgres.connections import Connection
from mentorcore_postgres.location import Place
from mentorcore_sql.prepared import Prepared
from mentorcore_sql.state import State
from mentorcore_sql.statements import text
from mentorcore_sql.tables import PREFIX, STATE


_PLAIN = re.compile(r"[A-Za-z0-9_]{1,63}", re.ASCII)
_TABLE: Final = re.compile(f"{PREFIX}(documents_.*|many_.*|journal|tokens|schema)", re.DOTALL)


def state_of(connection: Connection, place: Place) -> State | None:
    """
    Return what the store in a schema says about itself, or *None* where there is nothing at all.

    Raises:
        NotAStore: There is something else.

        SchemaTooNew: A newer release made it.

        Corrupt: What it says cannot be; or something else is in the place of a table.
    """
    found = catalog.relations(connection, place.schema)
    if STATE not in found:
        if found:
            first = next((name for name in sorted(found) if _PLAIN.fullmatch(name)), "table")
            raise NotAStore(
                place.where,
                f"its schema holds something else: it has a {first}, but no {STATE}; name another schema",
            )
        return None
    for name, what in found.items():
        if what != "table" and _TABLE.fullmatch(name):
            raise Corrupt(place.where, "something else is in the place of one of its tables")
    columns = {column.name: column.type for column in catalog.columns(connection, place.schema)[STATE]}
    if columns != {"number": "BIGINT", "fingerprint": "TEXT"}:
        raise Corrupt(place.where, f"its table {STATE} is not as it was made")
    rows = connection.execute(
        f"SELECT number, fingerprint FROM {quoted(place.schema, STATE)} LIMIT 2"  # noqa: S608 - names of ours
    ).fetchall()

    return State.of(rows, place.where)


def refuse_foreign(connection: Connection, made: Prepared, place: Place, *, whole: bool = True) -> None:
    """
    Refuse a store whose tables are not those of its layout.

    Args:
        whole: Refuse one that lacks a table as well. What is missing does no harm: the rest can be read.

    Raises:
        Corrupt: One has other columns, or is missing.
    """
    found = catalog.columns(connection, place.schema)
    for name, wanted in sorted(definitions(made).items()):
        if name not in found:
            if whole:
                raise Corrupt(place.where, f"its table {name} is missing")
        elif {column.definition for column in found[name]} != wanted:
            raise Corrupt(place.where, f"its table {name} is not as it was made")


@lru_cache(maxsize=32)
def definitions(made: Prepared) -> Mapping[str, frozenset[str]]:
    """
    Return the columns of every table, as they stand in the statement that makes it; an upgrade may change
    their order.
    """
    return {
        table.name: frozenset(text(CreateColumn(column), made.dialect) for column in table.columns)
        for table in made.tables.all
    }
