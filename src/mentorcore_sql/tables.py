"""
Tables: how a layout is kept in a relational database, in any dialect of SQL.

Each kind has a table of its documents, with a column for every index value in front of the body, so that
a query never reads a body. A tombstone is a row without schema number and body. Values of a
`ColumnType.MANY` column stand in the document's row, in order, as a JSON array, and once each in a side
table that finds them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import attrs
import sqlalchemy as sa

from mentorcore.backends import ColumnType, KindLayout, Layout


PREFIX = "mentorcore_"
"""Every name in the database starts with it, so that the store can share one with an application."""


# Text is compared by code point and numbers take 64 bits, as SQLite does by itself.
_TEXT = sa.Text().with_variant(sa.Text(collation="C", collation_schema="pg_catalog"), "postgresql")
_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


@attrs.frozen
class KindTables:
    """
    The tables of one kind.

    Attributes:
        documents: ``id``, ``version``, ``schema``, ``checksum``, an ``ix_`` column for each index column,
            ``body``.

        many: The side table, ``value`` and ``id``, of each `ColumnType.MANY` column.
    """

    layout: KindLayout
    documents: sa.Table
    many: Mapping[str, sa.Table]

    @property
    def index_columns(self) -> tuple[sa.Column[str], ...]:
        """
        The ``ix_`` columns, in the layout's order.
        """
        return tuple(self.documents.c[f"ix_{column.name}"] for column in self.layout.columns)

    @property
    def all(self) -> tuple[sa.Table, ...]:
        """
        The documents and the side tables.
        """
        return (self.documents, *self.many.values())


@attrs.frozen
class Tables:
    """
    Everything that a store consists of.

    Attributes:
        kinds: The tables of each kind.

        journal: ``position``, ``subject``, ``body``, ``checksum``.

        tokens: ``token``, the ``position`` at which it was committed, ``checksum``.

        state: One row: the ``number`` of the way in which the store is kept, and the layout's
            ``fingerprint``.
    """

    kinds: Mapping[str, KindTables]
    journal: sa.Table
    tokens: sa.Table
    state: sa.Table

    @property
    def all(self) -> tuple[sa.Table, ...]:
        """
        Every table, in the order in which they are made.
        """
        return (
            *(table for of in self.kinds.values() for table in of.all),
            self.journal,
            self.tokens,
            self.state,
        )


STATE = f"{PREFIX}schema"
"""The name of the table by which a store is recognised."""

_TABLE = re.compile(f"{PREFIX}(documents_.*|many_.*|journal|tokens|schema)", re.DOTALL)


def names_table(name: str) -> bool:
    """
    Tell whether a name is that of a table, in whatever layout.
    """
    return _TABLE.fullmatch(name) is not None


def build(layout: Layout, *, schema: str | None = None) -> Tables:
    """
    Return the tables for a layout.

    Args:
        schema: The schema that they are in, for a database that has schemas.
    """
    metadata = sa.MetaData(schema=schema)

    return Tables(
        kinds={kind.kind: _kind(metadata, kind, layout) for kind in layout.kinds},
        journal=sa.Table(
            f"{PREFIX}journal",
            metadata,
            sa.Column("position", _NUMBER, primary_key=True, autoincrement=False),
            sa.Column("subject", _TEXT, nullable=False),
            sa.Column("body", _TEXT, nullable=False),
            sa.Column("checksum", _NUMBER, nullable=False),
            sa.Index(f"{PREFIX}ix_journal_subject", "subject", "position"),
            sqlite_strict=True,
        ),
        tokens=sa.Table(
            f"{PREFIX}tokens",
            metadata,
            sa.Column("token", _TEXT, primary_key=True),
            sa.Column("position", _NUMBER, nullable=False),
            sa.Column("checksum", _NUMBER, nullable=False),
            sa.Index(f"{PREFIX}ix_tokens_position", "position"),
            sqlite_strict=True,
            sqlite_with_rowid=False,
        ),
        state=sa.Table(
            STATE,
            metadata,
            sa.Column("number", _NUMBER, nullable=False),
            sa.Column("fingerprint", _TEXT, nullable=False),
            sqlite_strict=True,
        ),
    )


def _kind(metadata: sa.MetaData, kind: KindLayout, layout: Layout) -> KindTables:
    name = f"{PREFIX}documents_{kind.kind}"
    documents = sa.Table(
        name,
        metadata,
        sa.Column("id", _TEXT, primary_key=True),
        sa.Column("version", _NUMBER, nullable=False),
        sa.Column("schema", _NUMBER),
        sa.Column("checksum", _NUMBER, nullable=False),
        *(sa.Column(f"ix_{column.name}", _TEXT) for column in kind.columns),
        sa.Column("body", _TEXT),
        sqlite_strict=True,
    )
    single = {column.name for column in kind.columns if column.type is not ColumnType.MANY}
    for of, group in layout.indexes:
        columns = [column for column in group if column in single]
        if of == kind.kind and columns:
            sa.Index(
                f"{PREFIX}ix_{kind.kind}_{'_'.join(columns)}",
                *(documents.c[f"ix_{column}"] for column in columns),
                documents.c.id,
            )

    return KindTables(
        layout=kind,
        documents=documents,
        many={
            column.name: sa.Table(
                f"{PREFIX}many_{kind.kind}_{column.name}",
                metadata,
                sa.Column("value", _TEXT, primary_key=True),
                sa.Column("id", _TEXT, primary_key=True),
                sqlite_strict=True,
                sqlite_with_rowid=False,
            )
            for column in kind.columns
            if column.type is ColumnType.MANY
        },
    )
