"""
Opening: recognises a store, makes one, or brings one to a new layout.

Whatever is refused is left byte for byte as it was.
"""

from __future__ import annotations

import sqlite3

from mentorcore.backends import Layout, redacted
from mentorcore.errors import Unsupported
from mentorcore_sql.opening import RelationalOpening
from mentorcore_sql.state import State
from mentorcore_sqlite.backend import SQLiteBackend
from mentorcore_sqlite.connections import Connections
from mentorcore_sqlite.location import has_log, locate, make_room
from mentorcore_sqlite.migration import Migration
from mentorcore_sqlite.prepared import prepared
from mentorcore_sqlite.recognition import refuse_foreign, state_of


OLDEST_SQLITE = (3, 38)
"""The first release that always has what the tables and views use."""


def open_sqlite(
    url: str,
    layout: Layout,
    *,
    create: bool,
    upgrade: bool,
    busy_seconds: float = 10.0,
    connection: type[sqlite3.Connection] = sqlite3.Connection,
) -> SQLiteBackend:
    """
    Open the store that an SQLite URL names.

    Args:
        busy_seconds: How long a call waits for another connection.

        connection: The driver's class, or one derived from it that watches what is executed.

    Raises:
        StorageError: As `mentorcore.backends.mentorcore_open` says.
    """
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise Unsupported(
            f"SQLite {sqlite3.sqlite_version} is too old", "use a Python with SQLite 3.38 or newer"
        )
    path = locate(url)
    make_room(path, create=create)
    connections = Connections(path, busy_seconds=busy_seconds, connection=connection)
    try:
        made = prepared(layout)
        shown = redacted(url) if "@" in url else repr(url)
        opening = _Opening(connections.where, shown, made, create=create, upgrade=upgrade)
        # The last connection to leave moves what is in the log into the file, unless it may only read.
        with connections.apart("ro" if has_log(path) else "rw") as looking:
            is_there = opening.is_there(looking)
        connections.keep_log()
        if not is_there:
            connections.write(opening.make)

        return SQLiteBackend(connections, made)
    except BaseException:
        connections.close()
        raise


class _Opening(RelationalOpening[sqlite3.Connection]):
    def _state(self, connection: sqlite3.Connection) -> State | None:
        return state_of(connection, self._where)

    def _nothing(self, connection: sqlite3.Connection) -> str:
        return "there is no store in this database"

    def _refuse_foreign(self, connection: sqlite3.Connection, *, whole: bool) -> None:
        refuse_foreign(connection, self._made, self._where, whole=whole)

    def _migration(self) -> Migration:
        return Migration(self._made)
