"""
Opening: recognises a store, makes one, or brings one to a new layout.

Whatever is refused is left as it was.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import attrs
import psycopg

from mentorcore.backends import Layout, redacted
from mentorcore.errors import MigrationNeeded, NotAStore, Unsupported
from mentorcore_postgres import catalog
from mentorcore_postgres.backend import PostgresBackend
from mentorcore_postgres.connections import BUSY_SECONDS, READ, Connection, Connections
from mentorcore_postgres.location import Place, locate
from mentorcore_postgres.migration import Migration, keep_others_out
from mentorcore_postgres.prepared import prepared
from mentorcore_postgres.recognition import refuse_foreign, refuse_server, state_of
from mentorcore_sql.prepared import Prepared
from mentorcore_sql.state import NUMBER, State


_DEPENDS: Final = psycopg.errors.DependentObjectsStillExist


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
        wanted = _Wanted(place, url, made, create, upgrade)
        if not connections.read(wanted.is_there_at_once):
            connections.write(wanted.make)

        return PostgresBackend(connections, made, place)
    except BaseException:
        connections.close()
        raise


@attrs.frozen
class _Wanted:
    """
    What the caller asked for.
    """

    place: Place
    url: str = attrs.field(repr=redacted)
    made: Prepared
    create: bool
    upgrade: bool

    def is_there_at_once(self, connection: Connection) -> bool:
        """
        Tell the same as `is_there`, as it is at one moment, of a server that will do.
        """
        connection.execute(READ)
        refuse_server(connection, self.place)

        return self.is_there(connection)

    def is_there(self, connection: Connection) -> bool:
        """
        Tell whether the store is as it should be; otherwise it may be made so.
        """
        where = self.place.where
        state = state_of(connection, self.place)
        if state is None:
            if not self.create:
                is_known = catalog.exists(connection, self.place.schema)
                problem = "there is no store in this schema" if is_known else "there is no such schema"
                raise NotAStore(where, f"{problem}, and create is false")
            return False
        is_current = state == State(NUMBER, self.made.layout.fingerprint)
        if not is_current and not self.upgrade:
            raise MigrationNeeded(
                where,
                "it was made for another layout",
                f"open_store({redacted(self.url)}, upgrade=True)",
            )
        if is_current:
            refuse_foreign(connection, self.made, self.place, whole=False)

        return is_current

    def make(self, connection: Connection) -> None:
        """
        Make the store, or bring it to the layout, unless another process was faster.
        """
        keep_others_out(connection, self.place.schema)
        if self.is_there(connection):
            return
        migration = Migration(self.made, self.place.schema)
        is_new = state_of(connection, self.place) is None
        if is_new:
            migration.create(connection)
        else:
            try:
                migration.upgrade(connection)
            except _DEPENDS as error:
                raise Unsupported(
                    "somebody else's view or constraint in the database rests on what an upgrade makes anew",
                    "drop it, upgrade, and make it again",
                ) from error
        migration.sign(connection, NUMBER, is_new=is_new)
        # What a migration keeps as it is may be somebody else's.
        refuse_foreign(connection, self.made, self.place)
