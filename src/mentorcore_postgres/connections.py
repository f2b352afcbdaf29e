"""
Connections: a few connections to one server, with transactions and what is tried again.

A connection is a socket that both sides of a fork would write to. So none crosses one: the child leaves its
parent's alone and opens its own. No thread of its own is needed for that, which would not be there in the
child.
"""

from __future__ import annotations

import os
import random
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final, TypeAlias, TypeVar

import attrs
import psycopg
from psycopg.pq import TransactionStatus

from mentorcore.errors import NotAStore, StorageError, Unavailable
from mentorcore_postgres.location import Place
from mentorcore_postgres.trouble import FOREIGN, is_lost, is_overtaken, is_refused, translated


T = TypeVar("T")

Connection: TypeAlias = psycopg.Connection[tuple[Any, ...]]

BUSY_SECONDS: Final = 10.0
"""How long a call waits for its turn: for one of our connections, and for another writer."""

CLOSE_SECONDS: Final = 5.0
"""How long closing waits for calls of other threads; what they use is closed when they are done."""

ATTEMPTS: Final = 5
"""How often something is tried that others have overtaken, or whose connection was lost."""

READ: Final = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
"""What begins a transaction whose statements all see one state of the store."""

# What is on the disk of the server counts as committed, whatever its setting; a stronger one is left.
_DURABLY: Final = (
    "SELECT set_config('synchronous_commit', 'on', true) WHERE current_setting('synchronous_commit') = 'off'"
)


@attrs.define
class _Attempt:
    """
    One attempt at a call.

    Attributes:
        is_told: The server was told to commit.

        is_reused: The connection may have been lost before the call.
    """

    is_told: bool = False
    is_reused: bool = False


class Connections:
    """
    The connections of one open store.

    Args:
        connect: Opens one; as `psycopg.connect` does.

    Attributes:
        where: The store, as an error names it.

        explain: Tells what is wrong with the tables when the server refuses a statement.
    """

    def __init__(
        self,
        place: Place,
        *,
        busy_seconds: float = BUSY_SECONDS,
        connect: Callable[..., Connection] = psycopg.connect,
    ) -> None:
        self.where = place.where
        self.explain: Callable[[], StorageError | None] = lambda: None
        self._place = place
        self._busy_seconds = busy_seconds
        self._connect_with = connect
        self._begin = (
            "BEGIN ISOLATION LEVEL READ COMMITTED; "
            f"SET LOCAL lock_timeout = {max(1, round(busy_seconds * 1000))}; {_DURABLY}"
        )
        self._closed = False
        # Taken last in, first out.
        self._idle: list[Connection] = []
        self._turns = threading.BoundedSemaphore(place.pool)
        _known.add(self)

    def read(self, ask: Callable[[Connection], T], what: str | None = None) -> T:
        """
        Ask something with one statement, which sees one state of the store.

        It is asked again when the connection was lost: that of a server that was restarted meanwhile is only
        found out by using it.

        Args:
            what: The document that is asked for, to be named in an error.
        """
        return self._until_done(lambda connection, _: ask(connection), what)

    def write(self, work: Callable[[Connection], T]) -> T:
        """
        Do something inside a transaction; commit it at the end, or roll it back when that raises.

        It is done again, from the start, when the connection was lost before the server was told to commit,
        or when other writers were faster. Once it was told to, a lost connection is `Unavailable`: whether
        the commit happened, only its token tells.
        """

        def commit(connection: Connection, attempt: _Attempt) -> T:
            connection.execute(self._begin)
            done = work(connection)
            attempt.is_told = True
            ended = connection.execute("COMMIT").statusmessage
            if ended != "COMMIT":  # the server says so, without an error, when it rolls back instead
                raise Unavailable(self.where, "the server has rolled the commit back")

            return done

        return self._until_done(commit, None)

    @contextmanager
    def apart(self) -> Iterator[Connection]:
        """
        Lend a connection of its own, outside the pool, that is closed afterwards.
        """
        self.refuse_when_useless()
        try:
            connection = self._connect()
            try:
                yield connection
            finally:
                connection.close()
        except FOREIGN as error:
            raise translated(error, self.where) from error

    def refuse_when_useless(self) -> None:
        """
        Refuse every call once the store is closed.
        """
        if self._closed:
            raise Unavailable(self.where, "this store is closed")

    def close(self) -> None:
        """
        Wait for the calls of other threads that are under way, but not for ever, and close every connection;
        one that is still used is closed when it is given back.
        """
        self._closed = True
        deadline, taken = time.monotonic() + CLOSE_SECONDS, 0
        for _ in range(self._place.pool):
            taken += self._turns.acquire(timeout=max(0.0, deadline - time.monotonic()))
        self._empty_pool()
        for _ in range(taken):  # whoever waits is told that it is closed
            self._turns.release()

    def _until_done(self, act: Callable[[Connection, _Attempt], T], what: str | None) -> T:
        number = 0
        while True:
            number += 1
            attempt = _Attempt()
            try:
                return self._once(act, attempt)
            except FOREIGN as error:
                lost = is_lost(error)
                if lost:  # a server that was restarted has forgotten all of them
                    self._empty_pool()
                if lost and attempt.is_told:
                    problem = (
                        "the connection was lost in the midst of a commit, which may have happened or not"
                    )
                    raise Unavailable(self.where, f"{problem}; with a token that is found out") from error
                if number == ATTEMPTS or not (is_overtaken(error) or (lost and attempt.is_reused)):
                    raise self._explained(error, what) from error
            time.sleep(random.uniform(0, 0.001 * 2**number))

    def _once(self, act: Callable[[Connection, _Attempt], T], attempt: _Attempt) -> T:
        self.refuse_when_useless()
        turns = self._turns
        if not turns.acquire(timeout=self._busy_seconds):
            raise Unavailable(self.where, f"all of its {self._place.pool} connections are in use")
        try:
            self.refuse_when_useless()
            connection, process = self._lease(attempt), os.getpid()
            is_sound = False
            try:
                done = act(connection, attempt)
                is_sound = True
            except (StorageError, psycopg.Error) as error:
                is_sound = not is_lost(error)
                raise
            finally:
                if os.getpid() == process:
                    self._give_back(connection, is_sound=is_sound)
                else:
                    _left_behind.append(connection)
        finally:
            turns.release()

        return done

    def _lease(self, attempt: _Attempt) -> Connection:
        try:
            connection = self._idle.pop()
        except IndexError:
            return self._connect()
        attempt.is_reused = True

        return connection

    def _give_back(self, connection: Connection, *, is_sound: bool) -> None:
        may_stay = False
        try:
            if is_sound and connection.info.transaction_status is not TransactionStatus.IDLE:
                connection.execute("ROLLBACK")
            may_stay = is_sound and not connection.closed
        except psycopg.Error:
            pass  # it is thrown away, and with it the server ends the transaction
        finally:
            if may_stay and not self._closed:
                self._idle.append(connection)
            else:
                connection.close()
        if self._closed:  # meanwhile
            self._empty_pool()

    def _connect(self) -> Connection:
        timeout = {"connect_timeout": max(2, round(self._busy_seconds))}
        fixed = {"client_encoding": "utf8", "fallback_application_name": "mentorcore"}

        try:
            return self._connect_with(**(timeout | dict(self._place.parameters) | fixed), autocommit=True)
        except psycopg.ProgrammingError as error:
            problem = "one of its options has a value that PostgreSQL's client library does not take"
            raise NotAStore(self.where, problem) from error

    def _explained(self, error: BaseException, what: str | None) -> StorageError:
        told = translated(error, self.where, what=what)
        if is_refused(error):
            with suppress(StorageError):
                told = self.explain() or told

        return told

    def _empty_pool(self) -> None:
        with suppress(IndexError):
            while True:
                self._idle.pop().close()

    def _in_child(self) -> None:
        # What is open is kept for good: closing it would end what the parent has.
        _left_behind.extend(self._idle)
        self._idle = []
        self._turns = threading.BoundedSemaphore(self._place.pool)


_known: weakref.WeakSet[Connections] = weakref.WeakSet()
_left_behind: list[Connection] = []


def _in_child() -> None:
    for connections in list(_known):
        connections._in_child()


if hasattr(os, "register_at_fork"):  # pragma: no branch - there is no fork on Windows
    os.register_at_fork(after_in_child=_in_child)
