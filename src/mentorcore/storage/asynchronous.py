"""
Asynchronous: a store whose calls asyncio can await.

Backends block, and so do their drivers; so each call is made in a thread of a small pool. There is no
``async with store.transaction()``. Its block would run on the loop and its loads in threads, an aggregate
would go from one to the other, whatever else the loop does would happen inside the block and make it meet
more conflicts, and nobody could run it again after one. A plain function has none of these troubles:
`transact` takes one, runs it in a single thread, and again when somebody else was faster.
"""

from __future__ import annotations

import threading
from collections.abc import AsyncGenerator, Callable, Iterator
from datetime import datetime
from functools import partial
from itertools import islice
from types import TracebackType
from typing import Any, Concatenate, Final, ParamSpec, Self, TypeVar, Unpack, overload

from mentorcore.model.mentorship import Mentorship
from mentorcore.model.pairing import PairingRequest
from mentorcore.model.people import Person
from mentorcore.model.policy import Policy
from mentorcore.model.validators import Whole
from mentorcore.model.values import check_callable, check_done
from mentorcore.storage.finding import MentorshipQuery, PersonQuery, RequestQuery
from mentorcore.storage.journal import Change
from mentorcore.storage.store import Store
from mentorcore.storage.summaries import MentorshipSummary, PersonSummary, RequestSummary, SummaryPage
from mentorcore.storage.transaction import Transaction
from mentorcore.storage.urls import open_store
from mentorcore.storage.workers import MOST_THREADS, Workers


A = TypeVar("A", bound=Person | Mentorship | PairingRequest)
T = TypeVar("T")
P = ParamSpec("P")

_TOGETHER: Final = 500
"""How many changes of the journal are fetched at a time."""


async def open_async_store(
    url: str,
    *,
    policy: Policy | None = None,
    clock: Callable[[], datetime] | None = None,
    create: bool = True,
    upgrade: bool = False,
    backup: str | None = None,
    threads: int = 4,
) -> AsyncStore:
    """
    Open the record that a URL names, for asyncio: ``async with await open_async_store(url) as store``.

    Args:
        threads: How many calls are made at the same time, 1 to 64; more of them wait their turn.

    The other arguments, and what is raised, are those of `open_store`. When the caller is cancelled
    meanwhile, what was opened is closed again.
    """
    workers = Workers(Whole(1, MOST_THREADS, "P1").check(threads, "threads"))
    opened: list[Store] = []

    def opening(_: threading.Event) -> None:
        opened.append(
            open_store(url, policy=policy, clock=clock, create=create, upgrade=upgrade, backup=backup)
        )

    def closing() -> None:
        for store in opened:
            store.close()

    try:
        await workers.write(opening)
    except BaseException:
        await workers.dismiss(closing)
        raise

    return AsyncStore(opened[0], workers)


class AsyncStore:
    """
    A record that is open, for asyncio. Any number of tasks may use it.

    Made by `open_async_store`. A call that is cancelled while it waits for a thread is never made. Cancelled
    later, `get`, `find` and `journal` are left behind; `transact`, `run` and `close` are waited for, and the
    cancellation comes through when they are done.
    """

    def __init__(self, store: Store, workers: Workers) -> None:
        self._store = store
        self._workers = workers

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()

    def __repr__(self) -> str:
        return f"<AsyncStore on {type(self._store.backend).__name__}>"

    @property
    def policy(self) -> Policy:
        """
        The organisation's choices, as the store keeps them.
        """
        return self._store.policy

    @property
    def blocking(self) -> Store:
        """
        The store behind it, whose own calls block the loop; for `Store.observe`, and for code in threads.
        """
        return self._store

    async def close(self) -> None:
        """
        Take no more calls, wait for those that were made, and let go of the store; calling it again does
        nothing.
        """
        await self._workers.dismiss(self._store.close)

    async def get(self, kind: type[A], id: str) -> A:
        """
        Load something to read it, as `Store.get` does.

        Raises:
            NotFound: There is none with this id.

            Corrupt: It is damaged.
        """
        return await self._workers.read(lambda: self._store.get(kind, id))

    @overload
    async def find(
        self, kind: type[Mentorship], **asked: Unpack[MentorshipQuery]
    ) -> SummaryPage[MentorshipSummary]: ...

    @overload
    async def find(self, kind: type[Person], **asked: Unpack[PersonQuery]) -> SummaryPage[PersonSummary]: ...

    @overload
    async def find(
        self, kind: type[PairingRequest], **asked: Unpack[RequestQuery]
    ) -> SummaryPage[RequestSummary]: ...

    async def find(self, kind: Any, **asked: Any) -> SummaryPage[Any]:
        """
        Return a page of summaries of what meets all the filters, as `Store.find` does.

        Raises:
            InvalidValue: A filter is unknown, is *None* or has a wrong value, or *cursor* comes from a query
                with other filters.
        """
        return await self._workers.read(lambda: self._store.find(kind, **asked))

    def journal(self, *, after: int = 0, subject: str | None = None) -> AsyncGenerator[Change]:
        """
        Return every change behind a position, in the order of the commits, as `Store.journal` does.

        Raises:
            InvalidValue: *after* is no position, or *subject* no id.

            Corrupt: An entry is damaged.
        """
        return self._changes(self._store.journal(after=after, subject=subject))

    async def _changes(self, changes: Iterator[Change]) -> AsyncGenerator[Change]:
        while some := await self._workers.read(lambda: tuple(islice(changes, _TOGETHER))):
            for change in some:
                yield change

    async def transact(
        self, work: Callable[[Transaction], T], *, token: str | None = None, attempts: int = 5
    ) -> T | None:
        """
        Run ``work(tx)`` in a transaction in a thread, and again when somebody else was faster.

        A cancellation that comes before the commit keeps it from being made, and *work* from running again;
        what comes later finds it made. Either way it comes through when that is settled. With a *token* the
        same call can simply be made again.

        Args:
            work: A plain function that loads what it changes from the transaction it is given.

            token: Text of your choice that is committed once, for example the id of a request.

            attempts: How often to try, 1 to 100.

        Returns:
            What *work* returned; *None* when the token was already committed.

        Raises:
            Conflict: The last attempt met one as well, or *work* raised it.

            RuleViolation: A rule refuses it.

            InvalidValue: *work* is async or a generator, and would have done nothing.
        """
        check_callable(work, "work")

        def stopping(cancelled: threading.Event) -> T | None:
            def unless_cancelled(tx: Transaction) -> T:
                _go_on(cancelled)
                result = work(tx)
                _go_on(cancelled)
                return result

            return self._store.transact(unless_cancelled, token=token, attempts=attempts)

        return await self._workers.write(stopping)

    async def run(self, function: Callable[Concatenate[Store, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """
        Call ``function(store, …)`` in a thread, with the store behind this one: for whatever takes a store.

        Once it has begun, it is waited for, whatever it does.

        Returns:
            What the function returned.

        Raises:
            InvalidValue: It is async, or returned a generator, so that its work is yet to be done.
        """
        call = partial(check_callable(function, "function"), self._store, *args, **kwargs)

        return await self._workers.write(lambda _: check_done(call(), "function"))


class _Cancelled(Exception):
    """
    The caller does not want it any more; nobody outside this module meets it.
    """


def _go_on(cancelled: threading.Event) -> None:
    if cancelled.is_set():
        raise _Cancelled
