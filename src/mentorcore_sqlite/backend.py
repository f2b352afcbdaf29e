"""
Backend: what SQLite does for each call of the contract.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from typing import ClassVar

from sqlalchemy.engine import Dialect

from mentorcore.backends import (
    Backend,
    Batch,
    Capability,
    Envelope,
    JournalEntry,
    Key,
    Page,
    Query,
)
from mentorcore.errors import Corrupt, Unavailable, Unsupported
from mentorcore_sqlite.commits import Commits
from mentorcore_sqlite.connections import Connections
from mentorcore_sqlite.queries import Queries
from mentorcore_sqlite.rows import Rows
from mentorcore_sqlite.statements import KindStatements, compiled
from mentorcore_sqlite.tables import Tables


class SQLiteBackend(Backend):
    """
    A store in one SQLite file.
    """

    contract_version = 1
    capabilities: ClassVar[frozenset[Capability]] = frozenset(Capability)

    def __init__(self, connections: Connections, tables: Tables, dialect: Dialect, fingerprint: str) -> None:
        self._connections = connections
        self._rows = {kind: Rows(of.layout) for kind, of in tables.kinds.items()}
        self._statements = compiled(tables, dialect)
        self._queries = Queries(tables, dialect)
        self._commits = Commits(
            self._statements, self._rows, where=connections.where, fingerprint=fingerprint
        )

    def load(self, key: Key) -> Envelope | None:
        load = self._of(key.kind).load
        with self._connections.reading(str(key)) as connection:
            row = connection.execute(load, (key.id,)).fetchone()

        return None if row is None else self._rows[key.kind].envelope(row)

    def scan(self, kind: str, *, after: str | None, limit: int) -> Sequence[Envelope]:
        scan = self._of(kind).scan
        try:
            with self._connections.reading() as connection:
                rows = connection.execute(scan, (after or "", limit)).fetchall()
        except Corrupt:
            self._name_the_damaged(kind, after, limit)
            raise

        return [self._rows[kind].envelope(row) for row in rows]

    def find(self, query: Query) -> Page:
        sql, parameters = self._queries.sql(query)
        with self._connections.reading() as connection:
            rows = connection.execute(sql, parameters).fetchall()
        made = self._rows[query.kind].row

        return Page(tuple(made(row) for row in rows[: query.limit]), more=len(rows) > query.limit)

    def commit(self, batch: Batch) -> int:
        with self._connections.writing() as connection, closing(connection.cursor()) as cursor:
            return self._commits.apply(cursor, batch)

    def position_of(self, token: str) -> int | None:
        with self._connections.reading() as connection:
            row = connection.execute(self._statements.token, (token,)).fetchone()

        return None if row is None else int(row[0])

    def journal(self, *, after: int, limit: int, subject: str | None) -> Sequence[JournalEntry]:
        with self._connections.reading() as connection:
            if subject is None:
                rows = connection.execute(self._statements.journal, (after, limit))
            else:
                rows = connection.execute(self._statements.journal_of, (subject, after, limit))

            return [JournalEntry(*row) for row in rows]

    def scrub(self) -> None:
        with self._connections.apart() as connection:
            connection.execute("PRAGMA secure_delete = ON")
            connection.execute("VACUUM")
            is_busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if is_busy:
            raise Unavailable(self._connections.where, "somebody is still reading what is to be scrubbed")

    def close(self) -> None:
        self._connections.close()

    def _of(self, kind: str) -> KindStatements:
        try:
            return self._statements.kinds[kind]
        except KeyError:
            raise Unsupported(
                f"the layout does not have the kind {kind!r}", "ask for one that it has"
            ) from None

    def _name_the_damaged(self, kind: str, after: str | None, limit: int) -> None:
        """
        Load what a scan could not read, one by one, so that the error says which it is.
        """
        with self._connections.reading() as connection:
            ids = connection.execute(self._of(kind).ids, (after or "", limit)).fetchall()
        for (name,) in ids:
            self.load(Key(kind, name))
