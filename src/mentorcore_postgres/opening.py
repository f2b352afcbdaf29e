"""
Opening: what is PostgreSQL's of recognising a store, making one, or bringing one to a new layout.
"""

from __future__ import annotations

from collections.abc import Callable

import psycopg

from mentorcore.backends import Layout, redacted
from mentorcore.errors import Unsupported
from mentorcore_postgres import catalog
from mentorcore_postgres.backend import PostgresBackend
from mentorcore_postgres.connections import BUSY_SECONDS, READ, Connection, Connections
from mentorcore_postgres.location import Place, locate
from mentorcore_postgres.migration import Migration, keep_others_out
from mentorcore_postgres.prepared import prepared
from mentorcore_postgres.recognition import refuse_foreign, refuse_server, state_of
from mentorcore_sql.opening import RelationalOpening
from mentorcore_sql.prepared import Prepared
from mentorcore_sql.state import State


def open_postgres(
    url: str,
    layout: Layout,
    *,
    create: bool,
    upgrade: bool,
    busy_seconds: float = BUSY_SECONDS,
    connect: Callable[..., Connection] = psycopg.connect,
) -> PostgresBackend:
    """
    Open the store that a PostgreSQL URL names.

    Args:
        busy_seconds: How long a call waits for another writer, or for a connection.

        connect: Opens a connection, as `psycopg.connect` does.

    Raises:
        StorageError: As `mentorcore.backends.mentorcore_open` says.
    """
    place = locate(url)
    connections = Connections(place, busy_seconds=busy_seconds, connect=connect)
    try:
        made = prepared(layout, place.schema)
        opening = _Opening(place, redacted(url), made, create=create, upgrade=upgrade)
        if not connections.read(opening.is_there_at_once):
            connections.write(opening.make)

        return PostgresBackend(connections, made, place)
    except BaseException:
        connections.close()
        raise


class _Opening(RelationalOpening[Connection]):
    def __init__(self, place: Place, shown: str, made: Prepared, *, create: bool, upgrade: bool) -> None:
        super().__init__(place.where, shown, made, create=create, upgrade=upgrade)
        self._place = place

    def is_there_at_once(self, connection: Connection) -> bool:
        """
        Tell the same as `is_there`, as it is at one moment, of a server that will do.
        """
        connection.execute(READ)
        refuse_server(connection, self._place)

        return self.is_there(connection)

    def make(self, connection: Connection) -> None:
        keep_others_out(connection, self._place.schema)
        try:
            super().make(connection)
        except psycopg.errors.DependentObjectsStillExist as error:
            raise Unsupported(
                "somebody else's view or constraint in the database rests on what an upgrade makes anew",
                "drop it, upgrade, and make it again",
            ) from error

    def _state(self, connection: Connection) -> State | None:
        return state_of(connection, self._place)

    def _nothing(self, connection: Connection) -> str:
        is_known = catalog.exists(connection, self._place.schema)

        return "there is no store in this schema" if is_known else "there is no such schema"

    def _refuse_foreign(self, connection: Connection, *, whole: bool) -> None:
        refuse_foreign(connection, self._made, self._place, whole=whole)

    def _migration(self) -> Migration:
        return Migration(self._made, self._place.schema)
