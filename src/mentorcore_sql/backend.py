"""
Backend: what a relational database does for each call of the contract.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from typing import Any, Generic

from mentorcore.backends import Backend, Batch, Envelope, JournalEntry, Key, Page, Query
from mentorcore.errors import Corrupt, Unsupported
from mentorcore_sql.checksum import DAMAGED, checksum
from mentorcore_sql.commits import Commits
from mentorcore_sql.driver import C, Connections
from mentorcore_sql.prepared import Prepared
from mentorcore_sql.rows import Rows, number, text
from mentorcore_sql.statements import KindStatements


class RelationalBackend(Backend, Generic[C]):
    """
    A store in a relational database; what a dialect does otherwise, its own class replaces.
    """

    def __init__(self, connections: Connections[C], made: Prepared) -> None:
        self._connections = connections
        self._made = made
        self._rows = {kind: Rows(of.layout) for kind, of in made.tables.kinds.items()}
        self._statements = made.statements
        self._queries = made.queries
        self._commits = Commits(
            self._statements, self._rows, where=connections.where, fingerprint=made.layout.fingerprint
        )

    def load(self, key: Key) -> Envelope | None:
        load = self._of(key.kind).load
        row = self._connections.read(
            lambda connection: connection.execute(load, (key.id,)).fetchone(), str(key)
        )

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
        rows = self._connections.read(lambda connection: self._ask(connection, sql, parameters))

        return Page(self._rows[query.kind].found(rows[: query.limit]), more=len(rows) > query.limit)

    def commit(self, batch: Batch) -> int:
        def work(connection: C) -> int:
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

    def close(self) -> None:
        self._connections.close()

    def _ask(self, connection: C, sql: str, parameters: list[Any]) -> list[Any]:
        """
        Run a query; what cannot be read of it on this page may be left for the next.
        """
        return connection.execute(sql, parameters).fetchall()

    def _look_again(self, connection: C) -> None:
        """
        Refuse to write where the tables are not, or no longer, what they should be.
        """

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
