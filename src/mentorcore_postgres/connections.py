"""
Connections: a few connections to one server, with transactions and what is tried again.

A connection is a socket that both sides of a fork would write to. So none crosses one: the child leaves its
parent's alone and opens its own. No thread of its own is needed for that, which would not be there in the
child.

A signal handler may raise between any two steps: nothing is locked here, and what an interrupted call leaves
is closed by the next one.
"""

from __future__ import annotations

import os
import random
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final, NamedTuple, TypeAlias, TypeVar

import attrs
import psycopg
from psycopg.pq import TransactionStatus

from mentorcore.errors import NotAStore, StorageError, Unavailable
from mentorcore_postgres.location import Place
from mentorcore_postgres.trouble import FOREIGN, is_lost, is_overtaken, is_refused, translated
from mentorcore_sql.gate import MOMENT, Gate
from mentorcore_sql.pool import Pool


T = TypeVar("T")

Connection: TypeAlias = psycopg.Connection[tuple[Any, ...]]

BUSY_SECONDS: Final = 10.0
"""How long a call waits for its turn: for one of our connections, and for another writer."""

CLOSE_SECONDS: Final = 5.0
"""How long closing waits for calls of other threads; what they use is closed when they are done."""

ATTEMPTS: Final = 5
"""How often something is tried that others have overtaken, or whose connection was lost."""

# Whatever somebody has set, types and functions are the server's own, names are told as they are, and the
# server refuses to leave out rows that row-level security hides.
_PLAINLY: Final = (
    "SET LOCAL search_path = pg_catalog, pg_temp; SET LOCAL quote_all_identifiers = off; "
    "SET LOCAL row_security = off"
)

READ: Final = f"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; {_PLAINLY}"
"""What begins a transaction whose statements all see one state of the store."""

# A single read has no transaction to set that in, so a connection is told once. One that a pooler lends, as
# its process shows, is not: whoever is next would have it as well.
_UNFILTERED: Final = (
    "SELECT pg_catalog.set_config('row_security', 'off', false) "
    "WHERE pg_catalog.pg_backend_pid() OPERATOR(pg_catalog.=) %s::integer"
)

# What is on the disk of the server counts as committed, whatever its setting; a stronger one is left.
_DURABLY: Final = (
    "SELECT set_config('synchronous_commit', 'on', true) WHERE current_setting('synchronous_commit') = 'off'"
)


class Pooled(NamedTuple):
    """
    A connection as the pool has it.
    """

    connection: Connection

    def roll_back(self) -> bool:
        """
        Undo what a call has left undone; tell whether the next one can use it.
        """
        try:
            if self.connection.info.transaction_status is not TransactionStatus.IDLE:
                self.connection.execute("ROLLBACK")
        except psycopg.Error:
            return False  # it is closed, and with it the server ends the transaction

        return not self.connection.closed

    def close(self) -> None:
        """
        Close it, whatever hangs on it.
        """
        self.connection.close()


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
            f"BEGIN ISOLATION LEVEL READ COMMITTED; {_PLAINLY}; "
            f"SET LOCAL lock_timeout = {max(1, round(busy_seconds * 1000))}; {_DURABLY}"
        )
        self._closed = False
        self._gate = Gate([])  # a fork waits for nobody
        self._pool = Pool[Pooled](self._gate, kept=place.pool)
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
        me, mine = object(), list[Pooled]()
        try:
            self._gate.enter(me, patience=0)
            self._pool.held[me] = mine
            self.refuse_when_useless()
            try:
                try:
                    mine.append(Pooled(self._connect()))
                    yield mine[0].connection
                finally:
                    self._pool.discard(mine)
                    self._pool.held.pop(me, None)
            except FOREIGN as error:
                raise translated(error, self.where) from error
        finally:
            self._gate.inside.pop(me, None)

    def refuse_when_useless(self) -> None:
        """
        Refuse every call once the store is closed.
        """
        if self._closed:
            raise Unavailable(self.where, "this store is closed", "open it again")

    def close(self) -> None:
        """
        Wait for the calls of other threads that are under way, but not for ever, and close every connection;
        one that is still used is closed when it is given back.
        """
        self._closed = True
        self._gate.emptied(CLOSE_SECONDS)
        self._pool.empty()

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
                    self._pool.empty()
                if lost and attempt.is_told:
                    problem = (
                        "the connection was lost in the midst of a commit, which may have happened or not"
                    )
                    raise Unavailable(self.where, f"{problem}; with a token that is found out") from error
                if number == ATTEMPTS or not (is_overtaken(error) or (lost and attempt.is_reused)):
                    raise self._explained(error, what) from error
            time.sleep(random.uniform(0, 0.001 * 2**number))

    def _once(self, act: Callable[[Connection, _Attempt], T], attempt: _Attempt) -> T:
        me, mine, is_sound = object(), list[Pooled](), False
        try:
            self._gate.enter(me, patience=0)
            self._pool.held[me] = mine
            self._wait_for_turn(me)
            done = act(self._lease(mine, attempt), attempt)
            is_sound = True
        except (StorageError, psycopg.Error) as error:
            is_sound = not is_lost(error)
            raise
        finally:
            try:
                self._pool.give_back(mine, is_sound=is_sound)
                self._pool.held.pop(me, None)
                if self._closed:
                    self._pool.empty()
            finally:
                self._gate.inside.pop(me, None)

        return done

    def _wait_for_turn(self, me: object) -> None:
        """
        Wait until one is among the first of those who are inside, as many as may have a connection.
        """
        most, deadline = self._place.pool, time.monotonic() + self._busy_seconds
        while True:
            self.refuse_when_useless()
            if me in list(self._gate.inside)[:most]:
                return
            if time.monotonic() > deadline:
                raise Unavailable(self.where, f"all of its {most} connections are in use")
            time.sleep(MOMENT)

    def _lease(self, mine: list[Pooled], attempt: _Attempt) -> Connection:
        if self._pool.take(mine):
            attempt.is_reused = True
            return mine[0].connection
        mine.append(Pooled(self._connect()))
        try:
            connection = mine[0].connection
            connection.execute(_UNFILTERED, (connection.info.backend_pid,))
        except BaseException:
            self._pool.discard(mine)
            raise

        return connection

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

    def _in_child(self) -> None:
        self._pool.leave_behind()


_known: weakref.WeakSet[Connections] = weakref.WeakSet()


def _in_child() -> None:
    for connections in list(_known):
        connections._in_child()


if hasattr(os, "register_at_fork"):  # pragma: no branch - there is no fork on Windows
    os.register_at_fork(after_in_child=_in_child)
