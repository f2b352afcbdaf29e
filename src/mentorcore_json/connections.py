"""
Connections: those to the files of an index, which threads share and no fork crosses.

SQLite's locks belong to a process: a child that was forked while a connection was open would believe in
locks that it does not have, and could lose commits. So before a fork every call is waited for and every
connection is closed; on both sides they are made anew. One that is still in use is the parent's: the child
never closes it, and does not use its file.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections import deque
from contextlib import suppress

from mentorcore_json.files import Files
from mentorcore_json.living import Living
from mentorcore_sql.inherited import keep_for_good


FORK_SECONDS = 5.0
"""How long a fork waits for calls in other threads."""


class Connection:
    """
    A connection, and which file it is to.
    """

    database: sqlite3.Connection

    def __init__(self, path: str, identity: tuple[int, int]) -> None:
        self.path = path
        self.identity = identity
        self.is_open = True
        self.is_inherited = False

    def close(self) -> None:
        """
        Close it for good, unless it is the parent's.
        """
        if self.is_inherited:
            return
        try:
            self.database.close()
        finally:
            self.is_open = False

    def leave_behind(self) -> None:
        """
        Give it up, in the child of a fork.
        """
        self.is_inherited = True
        # Another thread may have been about to open it.
        if hasattr(self, "database"):
            keep_for_good(self.database)


class Connections:
    """
    The connections of one open store.
    """

    def __init__(self, files: Files) -> None:
        self._files = files
        self._idle: deque[Connection] = deque()
        self._made: Living[Connection] = Living()
        self._closed = False
        _all.add(self)

    def new(self, path: str, identity: tuple[int, int] = (0, 0)) -> Connection:
        """
        Open a file.
        """
        while True:
            connection = Connection(path, identity)
            # First it is seen by whoever is about to fork, then it is opened.
            self._made.add(connection)
            if all(thread == threading.get_ident() for thread in _forking):
                break
            connection.is_open = False
            time.sleep(0.001)
        try:
            connection.database = self._files.connect(path)
        except BaseException:
            connection.is_open = False
            raise

        return connection

    def take(self) -> Connection | None:
        """
        Return one that nobody uses, where there is one.
        """
        try:
            return self._idle.pop()
        except IndexError:
            return None

    def give_back(self, connection: Connection) -> None:
        """
        Keep one for whoever comes next.
        """
        if connection.is_inherited:
            return
        self._idle.append(connection)
        if self._closed or _forking:
            self.close_idle()

    def close_idle(self) -> None:
        """
        Close those that nobody uses.
        """
        with suppress(IndexError):
            while True:
                self._idle.popleft().close()

    def close(self) -> None:
        """
        Close every connection; those that are in use are closed when they come back.
        """
        self._closed = True
        self.close_idle()

    def before_fork(self, deadline: float) -> None:
        """
        Close every connection; wait until then, but no longer, for those that are in use.
        """
        self.close_idle()
        while any(connection.is_open for connection in self._made) and time.monotonic() < deadline:
            time.sleep(0.001)
            self.close_idle()

    def after_fork(self) -> None:
        """
        Leave, in a child, the connections that are still in use to the parent.
        """
        for connection in self._made:
            if connection.is_open:
                connection.leave_behind()
                _inherited.add(connection.identity)
        self._idle, self._made = deque(), Living()


_all: Living[Connections] = Living()
_forking: list[int] = []

_inherited: set[tuple[int, int]] = set()
"""The files that were in use when this process was forked; what is open keeps their numbers from others."""


def is_inherited(identity: tuple[int, int]) -> bool:
    """
    Tell whether SQLite goes on believing in the parent's locks on a file, for every connection to it.
    """
    return identity in _inherited


def _before_fork() -> None:
    _forking.append(threading.get_ident())
    deadline = time.monotonic() + FORK_SECONDS
    for connections in _all:
        with suppress(sqlite3.Error):
            connections.before_fork(deadline)


def _after_fork_in_parent() -> None:
    _forking.remove(threading.get_ident())


def _after_fork_in_child() -> None:
    _forking.clear()
    for connections in _all:
        connections.after_fork()


if hasattr(os, "register_at_fork"):  # pragma: no branch - Windows has no fork
    os.register_at_fork(
        before=_before_fork,
        after_in_parent=_after_fork_in_parent,
        after_in_child=_after_fork_in_child,
    )
