"""
Recognition: tells a store, and its tables, from what somebody else has put in their place.

A database may come from anywhere. A view with the name of a table can be endless, and a trigger on one can
copy what is to be erased or let what is written vanish; SQLite does what either says without a word.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.schema import CreateTable

from mentorcore.backends import Layout
from mentorcore.errors import Corrupt, NotAStore
from mentorcore_sql.prepared import Prepared
from mentorcore_sql.state import State
from mentorcore_sql.statements import text
from mentorcore_sql.tables import PREFIX, STATE, build, names_table
from mentorcore_sqlite.migration import names


_LAID_OUT: Final = re.compile(r'[\s"]+')
_ON_OURS: Final = (
    "SELECT type, lower(name), sql FROM sqlite_schema "
    "WHERE type IN ('table', 'view', 'trigger') AND substr(lower(tbl_name), 1, ?) = ?"
)


def refuse_foreign(connection: sqlite3.Connection, made: Prepared, where: str, *, whole: bool = True) -> None:
    """
    Refuse a store whose tables are not those of its layout, or do more than keep what they are given.

    Args:
        whole: Refuse one that lacks a table as well. What is missing does no harm: the rest can be read.

    Raises:
        Corrupt: One is something else, has a trigger, or is missing.
    """
    wanted = _of_layout(made)
    found = _refuse(connection, wanted, where)
    if whole and (missing := sorted(wanted.keys() - found)):
        raise Corrupt(where, f"its table {missing[0]} is missing")


def state_of(connection: sqlite3.Connection, where: str) -> State | None:
    """
    Return what the store in a database says about itself, or *None* where there is none.

    Raises:
        NotAStore: There are tables with our prefix, and not the one that says what they are.

        SchemaTooNew: A newer release made it.

        Corrupt: What it says cannot be; or something else is in the place of a table, so that it cannot even
            be asked.
    """
    found = names(connection)
    if STATE not in found:
        if found:
            raise NotAStore(where, f"it has a {min(found)}, but no {STATE}")
        return None
    _refuse(connection, _of_state(), where)
    rows = connection.execute(f"SELECT number, fingerprint FROM {STATE} LIMIT 2").fetchall()  # noqa: S608

    return State.of(rows, where)


def laid_out(definition: str) -> str:
    """
    Return a definition without what differs from one release of SQLAlchemy to another: spaces and quotes.
    """
    return _LAID_OUT.sub("", definition)


def _refuse(connection: sqlite3.Connection, wanted: Mapping[str, str], where: str) -> set[str]:
    found: dict[str, str] = {}
    for what, name, definition in connection.execute(_ON_OURS, (len(PREFIX), PREFIX)):
        if what == "trigger":
            raise Corrupt(where, "there is a trigger on one of its tables or views")
        is_table = what == "table" and not laid_out(str(definition)).upper().startswith("CREATEVIRTUAL")
        if not is_table and names_table(name):
            raise Corrupt(where, "something else is in the place of one of its tables")
        found[name] = str(definition)
    for name in sorted(found.keys() & wanted.keys()):
        if laid_out(found[name]) != wanted[name]:
            raise Corrupt(where, f"its table {name} is not as it was made")

    return set(found)


@lru_cache(maxsize=4)
def _of_layout(made: Prepared) -> Mapping[str, str]:
    return _definitions(made.tables.all)


@lru_cache(maxsize=1)
def _of_state() -> Mapping[str, str]:
    return _definitions([build(Layout(kinds=())).state])


def _folded(name: str) -> str:
    """
    Return a name as SQLite compares it: small and capital letters of English are the same.
    """
    return name.encode().lower().decode()


def _definitions(tables: Iterable[sa.Table]) -> Mapping[str, str]:
    dialect = SQLiteDialect_pysqlite()

    return {_folded(table.name): laid_out(text(CreateTable(table), dialect)) for table in tables}
