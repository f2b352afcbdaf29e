"""
Backend: what SQLite does for each call of the contract.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import Any, ClassVar

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
from mentorcore.errors import Corrupt, StorageError, Unavailable, Unsupported
from mentorcore_sqlite.checking import Checks
from mentorcore_sqlite.checksum import DAMAGED, checksum
from mentorcore_sqlite.commits import Commits
from mentorcore_sqlite.connections import Connections
from mentorcore_sqlite.prepared import Prepared
from mentorcore_sqlite.recognition import refuse_foreign, state_of
from mentorcore_sqlite.rows import Rows, number, text
from mentorcore_sqlite.statements import KindStatements
from mentorcore_sqlite.trouble import another_layout, is_too_large


class SQLiteBackend(Backend):
    """
    A store in one SQLite file.
    """

    contract_version = 1
    capabilities: ClassVar[frozenset[Capability]] = frozenset(Capability)

    def __init__(self, connections: Connections, made: Prepared) -> None:
        self._connections = connections
        connections.explain = self._what_is_wrong
        self._made = made
        self._seen: int | None = None
        self._checks = Checks(connections, made)
        self._rows = {kind: Rows(of.layout) for kind, of in made.tables.kinds.items()}
        self._statements = made.statements
        self._queries = made.queries
        self._commits = Commits(
            self._statements, self._rows, where=connections.where, fingerprint=made.layout.fingerprint
        )

    def load(self, key: Key) -> Envelope | None:
        load = self._of(key.kind).load
        try:
            row = self._connections.read(
                lambda connection: connection.execute(load, (key.id,)).fetchone(), str(key)
            )
        except Unsupported as error:
            if is_too_large(error.__cause__):
                raise Corrupt(str(key), "its row is larger than any document") from error
            raise

        return None if row is None else self._rows[key.kind].envelope(row)

    def scan(self, kind: str, *, after: str | None, limit: int) -> Sequence[Envelope]:
        scan = self._of(kind).scan
        try:
            rows = self._connections.read(
                lambda connection: connection.execute(scan, (after or "", limit)).fetchall()
            )
        except (Corrupt, Unsupported):
            self._name_the_damaged(kind, after, limit)
            raise

        return [self._rows[kind].envelope(row) for row in rows]

    def find(self, query: Query) -> Page:
        sql, parameters = self._queries.sql(query)

        def ask(connection: sqlite3.Connection) -> list[Any]:
            # In one call, since a statement that is interrupted between two rows leaves what it sees open.
            try:
                return connection.execute(sql, parameters).fetchall()
            except UnicodeDecodeError:  # where it is on the next page, it is told there
                *others, limit = parameters
                return [*connection.execute(sql, (*others, limit - 1)).fetchall(), None]

        rows = self._connections.read(ask)

        return Page(self._rows[query.kind].found(rows[: query.limit]), more=len(rows) > query.limit)

    def commit(self, batch: Batch) -> int:
        def work(connection: sqlite3.Connection) -> int:
            self._look_again(connection)
            with closing(connection.cursor()) as cursor:
                return self._commits.apply(cursor, batch)

        return self._connections.write(work)

    def position_of(self, token: str) -> int | None:
        row = self._connections.read(
            lambda connection: connection.execute(self._statements.token, (token,)).fetchone()
        )
        if row is None:
            return None
        position, written = row
        if written != checksum(token, position):
            raise Corrupt(f"the token committed at position {position}", DAMAGED)

        return number(position, "a token")

    def journal(self, *, after: int, limit: int, subject: str | None) -> Sequence[JournalEntry]:
        statement: str = self._statements.journal
        parameters: tuple[Any, ...] = (after, limit)
        if subject is not None:
            statement, parameters = self._statements.journal_of, (subject, after, limit)
        rows = self._connections.read(lambda connection: connection.execute(statement, parameters).fetchall())

        return [_entry(*row) for row in rows]

    def scrub(self) -> None:
        with self._connections.apart() as connection:
            connection.execute("PRAGMA secure_delete = ON")
            connection.execute("VACUUM")
            is_busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            if is_busy:
                raise Unavailable(self._connections.where, "somebody is still reading what is to be scrubbed")
            self._connections.sync_log()

    def check(self) -> Iterator[Corrupt]:
        self._connections.refuse_when_useless()

        return iter(self._checks)

    def close(self) -> None:
        self._connections.close()

    def _of(self, kind: str) -> KindStatements:
        try:
            return self._statements.kinds[kind]
        except KeyError:
            raise Unsupported(
                f"the layout does not have the kind {kind!r}", "ask for one that it has"
            ) from None

    def _look_again(self, connection: sqlite3.Connection) -> None:
        """
        Refuse tables that somebody else has changed while the store was open; SQLite counts such changes.
        """
        (seen,) = connection.execute("PRAGMA schema_version").fetchone()
        if seen == self._seen:
            return
        state = state_of(connection, self._connections.where)
        if state is None:
            return
        if state.fingerprint != self._made.layout.fingerprint:
            # Before anything else is asked, which with another layout may be refused.
            raise another_layout(self._connections.where)
        refuse_foreign(connection, self._made, self._connections.where, whole=False)
        self._seen = seen

    def _what_is_wrong(self, connection: sqlite3.Connection) -> StorageError | None:
        """
        Tell what has become of the tables while the store was open.
        """
        where, made = self._connections.where, self._made
        try:
            state = state_of(connection, where)
            if state is not None and state.fingerprint != made.layout.fingerprint:
                return another_layout(where)
            refuse_foreign(connection, made, where)
        except StorageError as error:
            return error

        return None

    def _name_the_damaged(self, kind: str, after: str | None, limit: int) -> None:
        """
        Load what a scan could not read, one by one, so that the error says which it is.
        """
        statement = self._of(kind).ids
        ids = self._connections.read(
            lambda connection: connection.execute(statement, (after or "", limit)).fetchall()
        )
        for (name,) in ids:
            self.load(Key(kind, name))


def _entry(position: object, subject: object, body: object, written: object) -> JournalEntry:
    position = number(position, "a journal entry", least=1)
    where = f"journal entry {position}"
    subject, body = text(subject, where), text(body, where)
    if written != checksum(position, subject, body):
        raise Corrupt(where, DAMAGED)

    return JournalEntry(position, subject, body)
