"""
Inspection: a store that is read, and copied, without being opened.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import psycopg

from mentorcore_postgres import catalog
from mentorcore_postgres.connections import BUSY_SECONDS, READ, Connection, Connections
from mentorcore_postgres.copying import copy
from mentorcore_postgres.location import Place, locate
from mentorcore_postgres.prepared import DIALECT, always_quoted
from mentorcore_postgres.recognition import state_of
from mentorcore_postgres.trouble import FOREIGN, translated
from mentorcore_sql.inspection import RelationalInspection
from mentorcore_sql.state import State


def inspect_postgres(
    url: str,
    *,
    busy_seconds: float = BUSY_SECONDS,
    connect: Callable[..., Connection] = psycopg.connect,
) -> PostgresInspection:
    """
    Look at the store that a PostgreSQL URL names.

    Args:
        busy_seconds: How long to wait for the server.

        connect: Opens a connection, as `psycopg.connect` does.

    Raises:
        StorageError: As `mentorcore.backends.mentorcore_inspect` says.
    """
    place = locate(url)

    return PostgresInspection(place, Connections(place, busy_seconds=busy_seconds, connect=connect))


class PostgresInspection(RelationalInspection[Connection]):
    """
    A look at one schema, as it is at one moment.
    """

    BEGIN = READ
    HOLDER = "schema"

    def __init__(self, place: Place, connections: Connections) -> None:
        self._place = place
        super().__init__(connections, connections.apart(), DIALECT, schema=always_quoted(place.schema))

    def back_up(self, url: str) -> None:
        target = locate(url)
        with self._told():
            copy(self._connection, self._place, Connections(target), target)

    def _state(self) -> State | None:
        return state_of(self._connection, self._place)

    def _found(self) -> Mapping[str, str]:
        return catalog.ours(catalog.relations(self._connection, self._place.schema))

    @contextmanager
    def _told(self, what: str | None = None) -> Iterator[None]:
        try:
            yield
        except FOREIGN as error:
            raise translated(error, self._where, what=what) from error
