"""
Statements: the SQL that runs all the time, compiled once for a dialect when a store opens.

Each is plain text with positional parameters, to be run on the driver's own connection; building a
statement for every call would cost more than running it.
"""

from __future__ import annotations

import attrs
import sqlalchemy as sa
from sqlalchemy.engine import Dialect

from mentorcore_sql.tables import KindTables, Tables


def text(statement: sa.ClauseElement, dialect: Dialect) -> str:
    """
    Return a statement's SQL.
    """
    return str(statement.compile(dialect=dialect))


@attrs.frozen
class ManyStatements:
    """
    What is done with the values of one `ColumnType.MANY` column; both take ``value, id``.
    """

    insert: str
    delete: str


@attrs.frozen
class KindStatements:
    """
    What is done with the documents of one kind.

    Attributes:
        load: Takes ``id``; gives ``id, version, schema, checksum, index…, body``.

        scan: Takes ``after, limit``; gives the same.

        ids: Takes the same; gives ``id``.

        versions: Takes ``id``; gives ``version, schema, index…``, of a tombstone too.

        insert: Takes ``id, version, schema, checksum, index…, body``.

        replace: Takes ``version, schema, checksum, index…, body, id``.

        rewrite: Takes ``version, schema, checksum, body, id``; for a document whose index values stay the
            same, because setting a column writes to its index whether or not the value changes.
    """

    load: str
    scan: str
    ids: str
    versions: str
    insert: str
    replace: str
    rewrite: str
    many: tuple[ManyStatements, ...]


@attrs.frozen
class Statements:
    """
    Everything that a store runs, apart from queries.

    Attributes:
        state: Gives the journal's last position, the tokens' last position, and the fingerprint.

        token: Takes ``token``; gives its position and checksum.

        insert_token: Takes ``token, position, checksum``.

        journal: Takes ``after, limit``; gives ``position, subject, body, checksum``.

        journal_of: Takes ``subject, after, limit``; gives the same.

        insert_entry: Takes ``position, subject, body, checksum``.
    """

    kinds: dict[str, KindStatements]
    state: str
    token: str
    insert_token: str
    journal: str
    journal_of: str
    insert_entry: str


def compiled(tables: Tables, dialect: Dialect) -> Statements:
    """
    Return every statement for these tables.
    """
    journal, tokens, state = tables.journal, tables.tokens, tables.state
    entries = (
        sa.select(journal).where(journal.c.position > sa.bindparam("after")).order_by(journal.c.position)
    )

    return Statements(
        kinds={kind: _of_kind(of, dialect) for kind, of in tables.kinds.items()},
        state=text(
            sa.select(
                sa.select(sa.func.max(journal.c.position)).scalar_subquery(),
                sa.select(sa.func.max(tokens.c.position)).scalar_subquery(),
                sa.select(state.c.fingerprint).scalar_subquery(),
            ),
            dialect,
        ),
        token=text(
            sa.select(tokens.c.position, tokens.c.checksum).where(tokens.c.token == sa.bindparam("wanted")),
            dialect,
        ),
        insert_token=text(tokens.insert(), dialect),
        journal=text(limited(entries), dialect),
        journal_of=text(
            limited(
                sa.select(journal)
                .where(journal.c.subject == sa.bindparam("wanted"))
                .where(journal.c.position > sa.bindparam("after"))
                .order_by(journal.c.position)
            ),
            dialect,
        ),
        insert_entry=text(journal.insert(), dialect),
    )


def limited(select: sa.Select[*tuple[object, ...]]) -> sa.Select[*tuple[object, ...]]:
    """
    Return a select that takes its number of rows as its last parameter.
    """
    # Without an offset, SQLAlchemy adds a parameter for one in some dialects.
    return select.limit(sa.bindparam("rows", type_=sa.BigInteger)).offset(sa.literal_column("0"))


def _of_kind(of: KindTables, dialect: Dialect) -> KindStatements:
    table = of.documents
    is_there = table.c.schema.is_not(None)
    at = table.c.id == sa.bindparam("wanted")
    behind = table.c.id > sa.bindparam("after")
    always = [table.c.version, table.c.schema, table.c.checksum, table.c.body]

    def update(columns: list[sa.Column[object]]) -> str:
        values: dict[str, sa.BindParameter[object]] = {
            column.name: sa.bindparam(f"new_{column.name}") for column in columns
        }

        return text(table.update().where(at).values(values), dialect)

    return KindStatements(
        load=text(sa.select(table).where(at, is_there), dialect),
        scan=text(limited(sa.select(table).where(behind, is_there).order_by(table.c.id)), dialect),
        ids=text(limited(sa.select(table.c.id).where(behind, is_there).order_by(table.c.id)), dialect),
        versions=text(sa.select(table.c.version, table.c.schema, *of.index_columns).where(at), dialect),
        insert=text(table.insert(), dialect),
        replace=update([column for column in table.c if column.name != "id"]),
        rewrite=update(always),
        many=tuple(
            ManyStatements(
                insert=text(side.insert(), dialect),
                delete=text(
                    side.delete().where(
                        side.c.value == sa.bindparam("old"), side.c.id == sa.bindparam("wanted")
                    ),
                    dialect,
                ),
            )
            for side in of.many.values()
        ),
    )
