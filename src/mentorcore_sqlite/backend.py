"""
Backend: what SQLite does for each call of the contract.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any, ClassVar

from mentorcore.backends import Capability, Envelope, Key
from mentorcore.errors import Corrupt, StorageError, Unavailable, Unsupported
from mentorcore_sql.backend import RelationalBackend
from mentorcore_sql.prepared import Prepared
from mentorcore_sql.state import another_layout
from mentorcore_sqlite.checking import Checks
from mentorcore_sqlite.connections import Connections
from mentorcore_sqlite.recognition import refuse_foreign, state_of
from mentorcore_sqlite.trouble import is_too_large


class SQLiteBackend(RelationalBackend[sqlite3.Connection]):
    """
    A store in one SQLite file.
    """

    contract_version = 1
    capabilities: ClassVar[frozenset[Capability]] = frozenset(Capability)

    _connections: Connections

    def __init__(self, connections: Connections, made: Prepared) -> None:
        super().__init__(connections, made)
        connections.explain = self._what_is_wrong
        self._seen: int | None = None
        self._checks = Checks(connections, made)

    def load(self, key: Key) -> Envelope | None:
        try:
            return super().load(key)
        except Unsupported as error:
            if is_too_large(error.__cause__):
                raise Corrupt(str(key), "its row is larger than any document") from error
            raise

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

    def _ask(self, connection: sqlite3.Connection, sql: str, parameters: list[Any]) -> list[Any]:
        # In one call, since a statement that is interrupted between two rows leaves what it sees open.
        try:
            return connection.execute(sql, parameters).fetchall()
        except UnicodeDecodeError:  # where it is on the next page, it is told there
            *others, limit = parameters
            return [*connection.execute(sql, (*others, limit - 1)).fetchall(), None]

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
