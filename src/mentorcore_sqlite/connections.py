"""
Connections: the pooled driver connections to one file, with SQLite's settings and transactions.

SQLite's locks belong to a process, not to a connection: a child that was forked while a connection was
open would believe in locks that it does not have, and could lose commits. So no connection crosses a
fork: before one, every call is waited for and the pool is emptied, on both sides it fills again.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast
from urllib.parse import quote

from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import Pool, PoolProxiedConnection, QueuePool

from mentorcore.errors import Unavailable
from mentorcore_sqlite.gate import Gate
from mentorcore_sqlite.location import beside, creating, printable
from mentorcore_sqlite.trouble import FOREIGN, translated
from mentorcore_sqlite.waiting import until_free


FORK_SECONDS = 5.0
"""How long a fork waits for calls in other threads."""

LARGEST = 256 << 20
"""The size in bytes of the largest value and of the largest row; several times that of any document."""


class Connections:
    """
    The connections of one open store.

    Args:
        path: An existing file; it is never made anew, should it vanish.

        busy_seconds: How long a writer waits for its turn.

        connection: The driver's class, or one derived from it.
    """

    def __init__(
        self,
        path: Path,
        *,
        busy_seconds: float,
        connection: type[sqlite3.Connection],
    ) -> None:
        self.where = printable(str(path))
        self._uri = f"file:{quote(os.fsencode(path))}"
        self._busy_seconds = busy_seconds
        self._class = connection
        self._gate = Gate()
        self._writer = threading.Lock()
        self._closed = False
        self._path = path
        self._file = _identity(path)
        # As many as there are concurrent callers; the few that are kept are used last in, first out.
        self._pool: Pool = QueuePool(
            self._connection, pool_size=8, max_overflow=-1, use_lifo=True, reset_on_return=None
        )
        with _everybody:
            _all_open.add(self)

    @contextmanager
    def reading(self, what: str | None = None) -> Iterator[sqlite3.Connection]:
        """
        Lend a connection for one statement, which sees one state of the store.

        Args:
            what: The document that is asked for, to be named in an error.
        """
        with self._gate.passed():
            try:
                lease = self._lease()
                is_sound = True
                try:
                    yield cast("sqlite3.Connection", lease.driver_connection)
                except FOREIGN:
                    # A row that cannot be decoded leaves its statement, and what that sees, open as well.
                    is_sound = False
                    raise
                finally:
                    self._give_back(lease, is_sound=is_sound)
            except FOREIGN as error:
                raise translated(error, self.where, what=what) from error

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """
        Lend a connection inside a transaction that holds the write lock from its start; commit it at the
        end of the block, or roll it back when the block raises.
        """
        # Threads queue here; SQLite would let them poll, and some would starve.
        if not self._writer.acquire(timeout=self._busy_seconds):
            raise Unavailable(self.where, "another thread is writing to it")
        try:
            with self.reading() as connection:
                self._when_free(connection, "BEGIN IMMEDIATE")
                yield connection
                connection.execute("COMMIT")
        finally:
            self._writer.release()

    @contextmanager
    def apart(self, mode: str = "rw") -> Iterator[sqlite3.Connection]:
        """
        Lend a connection of its own, outside the pool, that is closed afterwards.

        Args:
            mode: ``rw``, or ``ro`` to change nothing at all.
        """
        with self._gate.passed():
            self._refuse_when_closed()
            try:
                connection = self._connect(mode)
                try:
                    yield connection
                finally:
                    connection.close()
            except FOREIGN as error:
                raise translated(error, self.where) from error

    def keep_log(self) -> None:
        """
        Have SQLite keep a write-ahead log, which the file remembers.
        """
        with self.reading() as connection:
            (mode,) = self._when_free(connection, "PRAGMA journal_mode = WAL").fetchone()
        if mode != "wal":
            raise Unavailable(self.where, f"SQLite cannot keep a write-ahead log here, only {mode}")

    def sync_log(self) -> None:
        """
        Wait until the write-ahead log is on the disk as it is; SQLite cuts it without waiting.
        """
        # No lock of SQLite's is on this file, so that closing it lets go of none.
        sync_file(beside(self._path, "-wal"))

    def close(self) -> None:
        """
        Wait for the calls that are under way, and close every connection.
        """
        self._gate.shut()
        self._closed = True
        self._pool.dispose()
        self._gate.reopen()
        with _everybody:
            _all_open.discard(self)

    def _connection(self) -> DBAPIConnection:
        return cast("DBAPIConnection", self._connect("rw"))

    def _connect(self, mode: str) -> sqlite3.Connection:
        connection = sqlite3.connect(
            f"{self._uri}?mode={mode}",
            uri=True,
            timeout=self._busy_seconds,
            isolation_level=None,  # the driver begins no transaction of its own
            check_same_thread=False,
            factory=self._class,
        )
        try:
            # The driver's own decoding repeats the text in its error.
            connection.text_factory = bytes.decode
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
            # Some builds overwrite whatever is deleted, at the price of more writing; `scrub` does it here.
            connection.execute("PRAGMA secure_delete = FAST")
            # The file may come from anywhere: what its schema says runs no function that has side effects.
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LARGEST)
        except BaseException:
            connection.close()
            raise

        return connection

    def _when_free(self, connection: sqlite3.Connection, statement: str) -> sqlite3.Cursor:
        connection.execute("PRAGMA busy_timeout = 0")
        try:
            return until_free(lambda: connection.execute(statement), self._busy_seconds)
        finally:
            connection.execute(f"PRAGMA busy_timeout = {self._busy_seconds * 1000:.0f}")

    def _lease(self) -> PoolProxiedConnection:
        self._refuse_when_closed()
        if _identity(self._path) != self._file:
            raise Unavailable(self.where, "its file was removed or replaced while it was open; open it again")

        while True:
            lease = self._pool.connect()
            writes = lease.info.get("writes")
            if writes is None:
                writes = lease.info["writes"] = os.access(self._path, os.W_OK)
            # SQLite opens a file that must not be written to for reading, and stays with that.
            if writes or not os.access(self._path, os.W_OK):
                return lease
            lease.invalidate()
            lease.close()

    def _give_back(self, lease: PoolProxiedConnection, *, is_sound: bool) -> None:
        connection = cast("sqlite3.Connection", lease.driver_connection)
        try:
            # Closing it would not do: a cursor that hangs on a traceback keeps it open.
            if connection.in_transaction:
                connection.execute("ROLLBACK")
        except sqlite3.Error:
            is_sound = False
        finally:
            if not is_sound:
                lease.invalidate()
            lease.close()

    def _refuse_when_closed(self) -> None:
        if self._closed:
            raise Unavailable(self.where, "this store is closed")

    def _before_fork(self) -> None:
        self._gate.shut(FORK_SECONDS)
        self._pool.dispose()

    def _after_fork(self, *, in_child: bool) -> None:
        if in_child:
            # What was in use after all is kept for good: closing it would touch the parent's files.
            _left_behind.append(self._pool)
            self._pool = self._pool.recreate()
            self._writer = threading.Lock()
        self._gate.reopen(emptied=in_child)


def sync_file(path: str) -> None:
    """
    Wait until the content of a file, and its size, is on the disk.
    """
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None

    return found.st_dev, found.st_ino


_everybody = threading.Lock()
_all_open: weakref.WeakSet[Connections] = weakref.WeakSet()
_forked: list[Connections] = []
_left_behind: list[Pool] = []


def _before_fork() -> None:
    creating.acquire()
    _everybody.acquire()
    _forked[:] = _all_open
    for connections in _forked:
        connections._before_fork()


def _after_fork(*, in_child: bool) -> None:
    for connections in _forked:
        connections._after_fork(in_child=in_child)
    _forked.clear()
    _everybody.release()
    creating.release()


if hasattr(os, "register_at_fork"):  # pragma: no branch - there is no fork on Windows
    os.register_at_fork(
        before=_before_fork,
        after_in_parent=lambda: _after_fork(in_child=False),
        after_in_child=lambda: _after_fork(in_child=True),
    )
