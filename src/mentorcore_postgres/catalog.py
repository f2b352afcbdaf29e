"""
Catalog: what the server says a schema holds.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

import attrs
import sqlalchemy as sa

from mentorcore_postgres.connections import Connection
from mentorcore_postgres.prepared import DIALECT
from mentorcore_sql.tables import PREFIX


_PLAIN: Final = re.compile(r"[A-Za-z0-9_]{1,63}", re.ASCII)
_WHATS: Final = {"r": "table", "p": "table", "v": "view", "i": "index", "I": "index"}

_RELATIONS: Final = (
    "SELECT c.relname, c.relkind::text, EXISTS (SELECT FROM pg_constraint WHERE conindid = c.oid) "
    "FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace "
    "WHERE n.nspname = %s ORDER BY c.relname"
)
_FILTERED: Final = (
    "SELECT c.relname FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace "
    "WHERE n.nspname = %s AND c.relrowsecurity AND row_security_active(c.oid) ORDER BY c.relname"
)
_COLUMNS: Final = (
    "SELECT c.relname, a.attname, upper(format_type(a.atttypid, a.atttypmod)), "
    "CASE WHEN a.attcollation <> 0 THEN l.collname END, a.attnotnull "
    "FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace "
    "JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped "
    "LEFT JOIN pg_collation AS l ON l.oid = a.attcollation "
    "WHERE n.nspname = %s AND c.relkind IN ('r', 'p', 'v') ORDER BY c.relname, a.attnum"
)
_INDEXES: Final = (
    "SELECT i.relname, t.relname, x.indisprimary, x.indisvalid AND x.indisready, x.indpred IS NULL, "
    "ARRAY(SELECT coalesce(a.attname::text, '(an expression)') "
    "FROM generate_series(0, x.indnkeyatts - 1) AS k "
    "LEFT JOIN pg_attribute AS a ON a.attrelid = x.indrelid AND a.attnum = x.indkey[k] ORDER BY k) "
    "FROM pg_index AS x JOIN pg_class AS i ON i.oid = x.indexrelid JOIN pg_class AS t ON t.oid = x.indrelid "
    "JOIN pg_namespace AS n ON n.oid = t.relnamespace WHERE n.nspname = %s ORDER BY i.relname"
)
_VIEWS: Final = (
    "SELECT c.relname, pg_get_viewdef(c.oid) "
    "FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace "
    "WHERE n.nspname = %s AND c.relkind = 'v' ORDER BY c.relname"
)


@attrs.frozen
class Column:
    """
    A column of a table or view.

    Attributes:
        type: In capital letters.

        collation: The name of what text is compared by, or *None* for what is no text.
    """

    name: str
    type: str
    collation: str | None
    is_needed: bool

    @classmethod
    def of(cls, column: sa.Column[Any]) -> Column:
        """
        Return a column as it should be.
        """
        type_, _, collation = column.type.compile(DIALECT).partition(" COLLATE ")

        return cls(column.name, type_, collation.rpartition(".")[2].strip('"') or None, not column.nullable)

    @property
    def definition(self) -> str:
        """
        As it stands in the statement that makes a table.
        """
        collate = "" if self.collation in (None, "default") else f" COLLATE {quoted(self.collation)}"

        return f"{quoted(self.name)} {self.type}{collate}{' NOT NULL' if self.is_needed else ''}"


@attrs.frozen
class Index:
    """
    An index.

    Attributes:
        columns: Their names, in its order.

        is_primary: Whether it is the one of a primary key.

        is_whole: Whether it is valid and has every row.
    """

    table: str
    columns: tuple[str, ...]
    is_primary: bool
    is_whole: bool


def exists(connection: Connection, schema: str) -> bool:
    """
    Tell whether there is such a schema.
    """
    return connection.execute("SELECT FROM pg_namespace WHERE nspname = %s", (schema,)).fetchone() is not None


def relations(connection: Connection, schema: str) -> Mapping[str, str]:
    """
    Return what a schema holds, whose ever it is, and what each is: table, view, index or something else.

    The index of a primary key comes and goes with its table, and is left out.
    """
    rows = connection.execute(_RELATIONS, (schema,)).fetchall()

    return {
        name: _WHATS.get(kind, "something else") for name, kind, is_constraint in rows if not is_constraint
    }


def ours(found: Mapping[str, str]) -> dict[str, str]:
    """
    Return what has our prefix.
    """
    return {name: what for name, what in found.items() if name.startswith(PREFIX)}


def is_plain(name: str) -> bool:
    """
    Tell whether a name can be shown; somebody may have put anything into one.
    """
    return _PLAIN.fullmatch(name) is not None


def filtered(connection: Connection, schema: str) -> list[str]:
    """
    Return the tables of which row-level security shows this user not every row.
    """
    return [name for (name,) in connection.execute(_FILTERED, (schema,)).fetchall()]


def columns(connection: Connection, schema: str) -> Mapping[str, tuple[Column, ...]]:
    """
    Return the columns of each table and view, in their order.
    """
    found: dict[str, tuple[Column, ...]] = {}
    for table, *column in connection.execute(_COLUMNS, (schema,)).fetchall():
        found[table] = (*found.get(table, ()), Column(*column))

    return found


def indexes(connection: Connection, schema: str) -> Mapping[str, Index]:
    """
    Return every index, those of primary keys as well.
    """
    rows: Sequence[Any] = connection.execute(_INDEXES, (schema,)).fetchall()

    return {
        name: Index(table, tuple(keys), is_primary=is_primary, is_whole=is_valid and is_full)
        for name, table, is_primary, is_valid, is_full, keys in rows
    }


def views(connection: Connection, schema: str) -> Mapping[str, str]:
    """
    Return the query of each view; it names what is on the search path without its schema.
    """
    return dict(connection.execute(_VIEWS, (schema,)).fetchall())


def quoted(*names: str) -> str:
    """
    Return a name as it stands in a statement that is given no parameters.
    """
    return ".".join('"' + name.replace('"', '""') + '"' for name in names)


def literal(text: str) -> str:
    """
    Return a text as it stands in a statement that is given no parameters, whatever a backslash means there.
    """
    return "E'" + text.replace("\\", "\\\\").replace("'", "''") + "'"
