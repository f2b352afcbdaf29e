"""
Opening: recognises a store, makes one, or brings one to a new layout.

Whatever is refused is left byte for byte as it was.
"""

from __future__ import annotations

import sqlite3

import attrs

from mentorcore.backends import Layout, redacted
from mentorcore.errors import MigrationNeeded, NotAStore, Unsupported
from mentorcore_sql.prepared import Prepared
from mentorcore_sql.state import NUMBER, State
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
        wanted = _Wanted(connections.where, url, made, create, upgrade)
        # The last connection to leave moves what is in the log into the file, unless it may only read.
        with connections.apart("ro" if has_log(path) else "rw") as looking:
            is_there = wanted.is_there(looking)
        connections.keep_log()
        if not is_there:
            connections.write(wanted.make)

        return SQLiteBackend(connections, made)
    except BaseException:
        connections.close()
        raise


@attrs.frozen
class _Wanted:
    """
    What the caller asked for.
    """

    where: str
    url: str
    made: Prepared
    create: bool
    upgrade: bool

    def is_there(self, connection: sqlite3.Connection) -> bool:
        """
        Tell whether the store is as it should be; otherwise it may be made so.
        """
        state = state_of(connection, self.where)
        if state is None:
            if not self.create:
                raise NotAStore(self.where, "there is no store in this database, and create is false")
            return False
        is_current = state == State(NUMBER, self.made.layout.fingerprint)
        if not is_current and not self.upgrade:
            raise MigrationNeeded(
                self.where,
                "it was made for another layout",
                f"open_store({redacted(self.url) if '@' in self.url else self.url!r}, upgrade=True)",
            )
        if is_current:
            refuse_foreign(connection, self.made, self.where, whole=False)
        return is_current

    def make(self, connection: sqlite3.Connection) -> None:
        """
        Make the store, or bring it to the layout, unless another process was faster.
        """
        if self.is_there(connection):
            return
        migration = Migration(self.made)
        if state_of(connection, self.where) is None:
            migration.create(connection)
        else:
            migration.upgrade(connection)
        migration.sign(connection, NUMBER)
        # What a migration keeps as it is may be somebody else's.
        refuse_foreign(connection, self.made, self.where)
