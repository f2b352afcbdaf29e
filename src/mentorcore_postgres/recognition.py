"""
Recognition: tells a store, and its tables, from what somebody else has in their place.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from mentorcore.errors import Corrupt, NotAStore, Unsupported
from mentorcore_postgres import catalog
from mentorcore_postgres.catalog import Column, quoted
from mentorcore_postgres.connections import Connection
from mentorcore_postgres.location import Place
from mentorcore_sql.prepared import Prepared
from mentorcore_sql.state import State
from mentorcore_sql.tables import STATE, names_table


OLDEST: Final = 140000
"""The first release, as the server numbers it, that always has what the tables and views use."""


def refuse_server(connection: Connection, place: Place) -> None:
    """
    Refuse a server, or a database, that cannot keep a store.

    Raises:
        Unsupported: The server is too old.

        NotAStore: The database cannot keep every text.
    """
    if connection.info.server_version < OLDEST:
        raise Unsupported("this server is older than PostgreSQL 14", "use a newer one")
    (encoding,) = connection.execute("SHOW server_encoding").fetchone() or ("",)
    if encoding != "UTF8":
        raise NotAStore(place.where, "its database is not in UTF8; make one WITH ENCODING 'UTF8'")


def refuse_filtered(connection: Connection, place: Place) -> None:
    """
    Refuse a store that would seem to have lost what this user may not see.

    Raises:
        Unsupported: Row-level security is on for one of its tables, and this user does not pass by it.
    """
    for name in filter(names_table, catalog.filtered(connection, place.schema)):
        shown = f"{place.schema}.{name}" if catalog.is_plain(name) else place.schema
        raise Unsupported(
            f"row-level security may hide rows of {shown} from this user, as if they were lost",
            "have whoever runs the server switch it off there (ALTER TABLE … DISABLE ROW LEVEL SECURITY), or "
            "give this user BYPASSRLS",
        )


def state_of(connection: Connection, place: Place) -> State | None:
    """
    Return what the store in a schema says about itself, or *None* where there is nothing at all.

    Raises:
        NotAStore: There is something else.

        Unsupported: This user may not see all of it.

        SchemaTooNew: A newer release made it.

        Corrupt: What it says cannot be; or something else is in the place of a table.
    """
    found = catalog.relations(connection, place.schema)
    if STATE not in found:
        if found:
            first = next((name for name in sorted(found) if catalog.is_plain(name)), "table")
            raise NotAStore(
                place.where,
                f"its schema holds something else: it has a {first}, but no {STATE}; name another schema",
            )
        return None
    for name, what in found.items():
        if what != "table" and names_table(name):
            raise Corrupt(place.where, "something else is in the place of one of its tables")
    refuse_filtered(connection, place)
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
    for name, wanted in sorted(_columns(made).items()):
        if name not in found:
            if whole:
                raise Corrupt(place.where, f"its table {name} is missing")
        elif frozenset(found[name]) != wanted:
            raise Corrupt(place.where, f"its table {name} is not as it was made")


@lru_cache(maxsize=32)
def _columns(made: Prepared) -> Mapping[str, frozenset[Column]]:
    """
    Return the columns of every table; an upgrade may change their order.
    """
    return {table.name: frozenset(map(Column.of, table.columns)) for table in made.tables.all}
