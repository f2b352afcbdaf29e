"""
Inspection: a store that is read, and copied, without being opened.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import psycopg

from mentorcore.backends import Envelope, Inspection, Key
from mentorcore.errors import Corrupt, NotAStore
from mentorcore_postgres import catalog
from mentorcore_postgres.catalog import quoted
from mentorcore_postgres.connections import BUSY_SECONDS, READ, Connection, Connections
from mentorcore_postgres.copying import copy
from mentorcore_postgres.location import Place, locate
from mentorcore_postgres.recognition import state_of
from mentorcore_postgres.trouble import FOREIGN, translated
from mentorcore_sql.checksum import DAMAGED, checksum
from mentorcore_sql.tables import PREFIX


_TOGETHER = 500


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


class PostgresInspection(Inspection):
    """
    A look at one schema, as it is at one moment.
    """

    def __init__(self, place: Place, connections: Connections) -> None:
        self._place = place
        self._connections = connections
        self._stack = ExitStack()
        try:
            self._connection = self._stack.enter_context(connections.apart())
            self._fingerprint, self._names = self._begin()
        except FOREIGN as error:
            self.close()
            raise translated(error, place.where) from error
        except BaseException:
            self.close()
            raise

    @property
    def fingerprint(self) -> str:
        return self._fingerprint

    def ids(self, kind: str) -> Iterator[str]:
        table = self._table(kind)
        if table is None:
            return
        sql = (
            f"SELECT id FROM {table} WHERE schema IS NOT NULL AND id > %s "  # noqa: S608 - a quoted name
            f"ORDER BY id LIMIT {_TOGETHER}"
        )
        last = ""
        while rows := self._rows(sql, last):
            for (name,) in rows:
                yield name
            last = rows[-1][0]

    def load(self, key: Key) -> Envelope | None:
        table = self._table(key.kind)
        if table is None:
            return None
        sql = (
            f"SELECT version, schema, checksum, body FROM {table} "  # noqa: S608 - a quoted name
            "WHERE id = %s AND schema IS NOT NULL"
        )
        for version, schema, written, body in self._rows(sql, key.id, what=str(key)):
            if written != checksum(key.id, version, schema, body):
                raise Corrupt(str(key), DAMAGED)
            return Envelope(key, version, schema, {}, body)

        return None

    def back_up(self, url: str) -> None:
        target = locate(url)
        try:
            copy(self._connection, self._place, Connections(target), target)
        except FOREIGN as error:
            raise translated(error, self._place.where) from error

    def close(self) -> None:
        self._stack.close()
        self._connections.close()

    def _begin(self) -> tuple[str, dict[str, str]]:
        self._connection.execute(READ)
        state = state_of(self._connection, self._place)
        if state is None:
            raise NotAStore(self._place.where, "there is no store in this schema")

        return state.fingerprint, catalog.ours(catalog.relations(self._connection, self._place.schema))

    def _table(self, kind: str) -> str | None:
        name = f"{PREFIX}documents_{kind}"

        return quoted(self._place.schema, name) if self._names.get(name) == "table" else None

    def _rows(self, sql: str, *parameters: str, what: str | None = None) -> list[tuple[Any, ...]]:
        try:
            return self._connection.execute(sql, parameters).fetchall()
        except FOREIGN as error:
            raise translated(error, self._place.where, what=what) from error
