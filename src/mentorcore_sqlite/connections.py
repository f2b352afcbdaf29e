"""
Connections: the pooled driver connections to one file, with SQLite's settings and transactions.

SQLite's locks belong to a process, not to a connection: a child that was forked while a connection was
open would believe in locks that it does not have, and could lose commits. So no connection crosses a
fork: before one, every call is waited for and the pool is emptied, on both sides it fills again. A file
that a call did not let go of in time cannot be used in the child.

A signal handler may raise between any two steps: nothing is locked here, what has not gone through to its
end counts as gone wrong, and what it leaves is closed by the next call.
"""

from __future__ import annotations

import os
import sqlite3
import sys
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote

from mentorcore.errors import StorageError, Unavailable
from mentorcore_sql.gate import Gate
from mentorcore_sql.pool import Pool
from mentorcore_sqlite import location
from mentorcore_sqlite.location import beside, printable
from mentorcore_sqlite.pooled import KEPT, Pooled
from mentorcore_sqlite.trouble import FOREIGN, is_refused, translated
from mentorcore_sqlite.waiting import until_free


T = TypeVar("T")

FORK_SECONDS = 5.0
"""How long a fork waits for calls in other threads."""

PATIENCE = 2 * FORK_SECONDS
"""How long a call waits while the process is forked."""

CLOSE_SECONDS = 5.0
"""How long closing waits for them; what they use is closed when they are done."""

LARGEST = 256 << 20
"""The size in bytes of the largest value and of the largest row; several times that of any document."""


class Connections:
    """
    The connections of one open store.

    Args:
        path: An existing file; it is never made anew, should it vanish.

        busy_seconds: How long a writer waits for its turn.

        connection: The driver's class, or one derived from it.

    Attributes:
        explain: Tells what is wrong with the tables when SQLite refuses a statement.
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
        self._gate = Gate(_forking)
        self._closed = False
        self._is_inherited = False
        self._path = path
        self._name = os.fspath(path)
        self._file = _identity(self._name)
        self._pool = Pool[Pooled](self._gate, kept=KEPT)
        self.explain: Callable[[sqlite3.Connection], StorageError | None] = lambda _: None
        _known.add(weakref.ref(self, _known.discard))

    def read(self, ask: Callable[[sqlite3.Connection], T], what: str | None = None) -> T:
        """
        Ask something with one statement, which sees one state of the store.

        Args:
            what: The document that is asked for, to be named in an error.
        """
        me, mine, is_sound = object(), list[Pooled](), False
        try:
            self._gate.enter(me, patience=PATIENCE)
            self._pool.held[me] = mine
            answer = ask(self._lease(mine))
            is_sound = True
        except StorageError:
            is_sound = True
            raise
        except FOREIGN as error:
            # A row that cannot be decoded leaves its statement, and what that sees, open as well.
            raise self._told(error, mine, what) from error
        finally:
            # So does whatever a signal handler raises.
            try:
                self._pool.give_back(mine, is_sound=is_sound)
                self._pool.held.pop(me, None)
                if self._closed:
                    self._pool.empty()
            finally:
                self._gate.inside.pop(me, None)

        return answer

    def write(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """
        Do something inside a transaction that holds the write lock from its start; commit it at the end, or
        roll it back when that raises.

        This is no context manager: one that is interrupted on its way in or out is only told to end, and to
        let go of the lock, once nobody looks at the exception any more.
        """
        with suppress(OSError):
            location.refuse_shared(self._path.stat(), str(self._path))

        def commit(connection: sqlite3.Connection) -> T:
            self._when_free(connection, "BEGIN IMMEDIATE")
            done = work(connection)
            connection.execute("COMMIT")
            return done

        return self.read(commit)

    @contextmanager
    def apart(self, mode: str = "rw") -> Iterator[sqlite3.Connection]:
        """
        Lend a connection of its own, outside the pool, that is closed afterwards.

        Args:
            mode: ``rw``, or ``ro`` to change nothing at all.
        """
        me, mine = object(), list[Pooled]()
        try:
            self._gate.enter(me, patience=PATIENCE)
            self._pool.held[me] = mine
            self.refuse_when_useless()
            try:
                try:
                    yield self._open(mine, mode)
                finally:
                    self._pool.discard(mine)
                    self._pool.held.pop(me, None)
            except FOREIGN as error:
                raise translated(error, self.where, file=self._path) from error
        finally:
            self._gate.inside.pop(me, None)

    def keep_log(self) -> None:
        """
        Have SQLite keep a write-ahead log, which the file remembers.
        """
        (mode,) = self.read(
            lambda connection: self._when_free(connection, "PRAGMA journal_mode = WAL").fetchone()
        )
        if mode != "wal":
            problem = f"SQLite cannot keep a write-ahead log here, only {mode}"
            raise Unavailable(self.where, problem, "keep it on a local disk")

    def sync_log(self) -> None:
        """
        Wait until the write-ahead log is on the disk as it is; SQLite cuts it without waiting.
        """
        # No lock of SQLite's is on this file, so that closing it lets go of none.
        sync_file(beside(self._path, "-wal"))

    def refuse_when_useless(self) -> None:
        """
        Refuse every call once the store is closed, or while SQLite has inherited wrong locks on its file.
        """
        if self._closed:
            raise Unavailable(self.where, "this store is closed", "open it again")
        if self._is_inherited or (_inherited and _identity(self._name) in _inherited):
            problem = "it was in use when this process was forked"
            raise Unavailable(self.where, problem, "open it in a new process")

    def close(self) -> None:
        """
        Wait for the calls of other threads that are under way, but not for ever, and close every
        connection; one that is still used is closed when it is given back.
        """
        self._closed = True
        self._gate.emptied(CLOSE_SECONDS)
        self._pool.empty()

    def _open(self, mine: list[Pooled], mode: str) -> sqlite3.Connection:
        # It is the call's before it is open, so that there is no step at which it could be forgotten.
        connection = self._class.__new__(self._class)
        mine.append(Pooled(connection, os.access(self._path, os.W_OK)))
        try:
            self._class.__init__(
                connection,
                f"{self._uri}?mode={mode}",
                uri=True,
                timeout=self._busy_seconds,
                isolation_level=None,  # the driver begins no transaction of its own
                check_same_thread=False,
            )
            # The driver's own decoding repeats the text in its error.
            connection.text_factory = bytes.decode
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
            # Some builds overwrite whatever is deleted, at the price of more writing; `scrub` does it here.
            connection.execute("PRAGMA secure_delete = FAST")
            # The file may come from anywhere: what its schema says runs no function that has side effects.
            connection.execute("PRAGMA trusted_schema = OFF")
            if sys.version_info >= (3, 12):  # pragma: no cover - depends on the release of Python
                # No table of ours has a trigger; nor is one run that comes while the store is open.
                connection.setconfig(sqlite3.SQLITE_DBCONFIG_ENABLE_TRIGGER, False)
            connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LARGEST)
        except BaseException:
            self._pool.discard(mine)
            raise

        return connection

    def _when_free(self, connection: sqlite3.Connection, statement: str) -> sqlite3.Cursor:
        connection.execute("PRAGMA busy_timeout = 0")
        try:
            return until_free(lambda: connection.execute(statement), self._busy_seconds)
        finally:
            connection.execute(f"PRAGMA busy_timeout = {self._busy_seconds * 1000:.0f}")

    def _lease(self, mine: list[Pooled]) -> sqlite3.Connection:
        self.refuse_when_useless()
        if _identity(self._name) != self._file:
            problem = "its file was removed or replaced while it was open"
            raise Unavailable(self.where, problem, "open it again")

        while self._pool.take(mine):
            # SQLite opens a file that must not be written to for reading, and stays with that.
            if mine[0].writes or not os.access(self._path, os.W_OK):
                return mine[0].connection
            self._pool.discard(mine)

        return self._open(mine, "rw")

    def _told(self, error: BaseException, mine: list[Pooled], what: str | None) -> StorageError:
        told = translated(error, self.where, what=what, file=self._path)
        if is_refused(error) and mine:
            with suppress(*FOREIGN):
                told = self.explain(mine[0].connection) or told

        return told

    def _before_fork(self, timeout: float) -> None:
        self._gate.emptied(timeout)
        self._pool.empty()

    def _in_child(self) -> None:
        if self._pool.leave_behind():
            # SQLite goes on believing in the parent's locks on this file, for every connection to it.
            self._is_inherited = True
            _inherited.add(self._file)


def sync_file(path: str) -> None:
    """
    Wait until the content of a file, and its size, is on the disk.
    """
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _identity(path: str) -> tuple[int, int] | None:
    try:
        found = os.stat(path)  # noqa: PTH116 - half the time of Path.stat, on the way of every call
    except OSError:
        return None

    return found.st_dev, found.st_ino


_forking: list[None] = []
"""Something for each fork that is under way."""

_known: set[weakref.ref[Connections]] = set()
"""Those that are closed as well: somebody may still be inside."""

_inherited: set[tuple[int, int] | None] = set()
"""The files that were in use when this process was forked."""


def _all() -> list[Connections]:
    return [connections for known in _known.copy() if (connections := known()) is not None]


def _before_fork() -> None:
    deadline = time.monotonic() + FORK_SECONDS
    for connections in _all():
        connections._before_fork(deadline - time.monotonic())


def _in_child() -> None:
    location.creating = threading.Lock()  # another thread may have held it
    for connections in _all():
        connections._in_child()


if hasattr(os, "register_at_fork"):  # pragma: no branch - there is no fork on Windows
    os.register_at_fork(before=_before_fork, after_in_child=_in_child)
    # What is called last is registered first; and a signal handler cannot raise between these calls and
    # what they do, since none of it is Python's.
    os.register_at_fork(
        before=partial(_forking.append, None),
        after_in_parent=_forking.pop,
        after_in_child=_forking.clear,
    )
