"""
Backend: what PostgreSQL does for each call of the contract.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import sqlalchemy as sa

from mentorcore.backends import Capability
from mentorcore.errors import Corrupt, StorageError, Unsupported
from mentorcore_postgres.checking import Checks
from mentorcore_postgres.connections import READ, Connection, Connections
from mentorcore_postgres.location import Place
from mentorcore_postgres.recognition import refuse_foreign, state_of
from mentorcore_sql.backend import RelationalBackend
from mentorcore_sql.prepared import Prepared
from mentorcore_sql.state import another_layout
from mentorcore_sql.statements import text


class PostgresBackend(RelationalBackend[Connection]):
    """
    A store in one schema of a PostgreSQL database.

    It does not declare `Capability.SCRUBS`: old rows, and the pages that held them, stay in the log, in
    archives and on replicas, which are the server's and not ours.
    """

    contract_version = 1
    capabilities: ClassVar[frozenset[Capability]] = frozenset(Capability) - {Capability.SCRUBS}

    _connections: Connections

    def __init__(self, connections: Connections, made: Prepared, place: Place) -> None:
        super().__init__(connections, made)
        connections.explain = self._what_is_wrong
        self._place = place
        self._checks = Checks(connections, made, place)
        state = made.tables.state
        self._lock = text(sa.select(state.c.fingerprint).with_for_update(), made.dialect)

    def scrub(self) -> None:
        self._connections.refuse_when_useless()
        raise Unsupported(
            "PostgreSQL keeps old rows in its log, in archives and on replicas",
            "have whoever runs the server remove them",
        )

    def check(self) -> Iterator[Corrupt]:
        self._connections.refuse_when_useless()

        return iter(self._checks)

    def _look_again(self, connection: Connection) -> None:
        """
        Wait for one's turn: whoever commits holds the only row of the state, from before anything is looked
        at until the commit is on the disk. So positions are taken, and appear, in one order.
        """
        row = connection.execute(self._lock).fetchone()
        if row is None:
            raise Corrupt(self._place.where, "it does not say any more what it is")
        if row[0] != self._made.layout.fingerprint:
            raise another_layout(self._place.where)

    def _what_is_wrong(self) -> StorageError | None:
        """
        Tell what has become of the tables while the store was open.
        """
        where = self._place.where
        try:
            with self._connections.apart() as connection:
                connection.execute(READ)
                state = state_of(connection, self._place)
                if state is None:
                    return Corrupt(where, "its tables are gone")
                if state.fingerprint != self._made.layout.fingerprint:
                    return another_layout(where)
                refuse_foreign(connection, self._made, self._place)
        except StorageError as error:
            return error

        return None
