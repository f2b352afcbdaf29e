"""
A store for asyncio: the same record as with plain calls, a loop that goes on, no half after a cancellation.
"""

from __future__ import annotations

import asyncio
import gc
import os
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

import pytest

from mentorcore import (
    AsyncStore,
    Mentorship,
    Person,
    PersonExport,
    State,
    Store,
    Transaction,
    export_person,
    open_async_store,
    open_store,
)
from mentorcore.backends import Backend, Batch, Envelope, Key, Layout, hookimpl, registry
from mentorcore.backends.memory import MemoryBackend
from mentorcore.errors import InvalidValue, NotAStore, NotFound, RuleViolation, Unavailable
from mentorcore.storage.workers import Workers
from tests.model.examples import ADA, BEN, NOW, offer
from tests.storage.conftest import clock, url_of


PATIENCE = 20
"""After how many seconds a test gives up waiting for what does not come."""


class Gated(MemoryBackend):
    """
    A backend whose loads and commits can be held up.
    """

    def __init__(self) -> None:
        super().__init__()
        self.entered = threading.Semaphore(0)
        self.gate = threading.Event()
        self.held: set[str] = set()
        self.inside = 0
        self.most_inside = 0
        self._counting = threading.Lock()

    def hold(self, *calls: str) -> None:
        self.held = set(calls)

    def load(self, key: Key) -> Envelope | None:
        self._pass("load")
        return super().load(key)

    def commit(self, batch: Batch) -> int:
        self._pass("commit")
        return super().commit(batch)

    def _pass(self, call: str) -> None:
        if call not in self.held:
            return
        with self._counting:
            self.inside += 1
            self.most_inside = max(self.inside, self.most_inside)
        self.entered.release()
        assert self.gate.wait(PATIENCE)
        with self._counting:
            self.inside -= 1


def run(main: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """
    Run a test on a loop that reports nothing: no exception that nobody looked at, no call that came too late.
    """
    reported: list[dict[str, Any]] = []

    async def watched() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda loop, context: reported.append(context))
        async with asyncio.timeout(PATIENCE):
            await main()
        gc.collect()
        await asyncio.sleep(0)

    asyncio.run(watched())
    assert [] == reported


def people(*ids: str) -> Callable[[Transaction], list[str]]:
    """
    Return the work that registers some people.
    """

    def register(tx: Transaction) -> list[str]:
        return [tx.add(Person.register(name=one.title(), id=one, at=NOW)).id for one in ids]

    return register


@asynccontextmanager
async def gated(threads: int = 2) -> AsyncIterator[tuple[AsyncStore, Gated]]:
    """
    Return a store that holds nothing up yet; at the end everything is let through.
    """
    backend = Gated()
    async with AsyncStore(Store(backend, clock=clock), Workers(threads)) as store:
        try:
            yield store, backend
        finally:
            backend.gate.set()


async def reached(backend: Gated, number: int = 1) -> None:
    """
    Wait until so many calls are held up.
    """
    for _ in range(number):
        while not backend.entered.acquire(blocking=False):
            await asyncio.sleep(0.001)


async def a_moment() -> None:
    """
    Give everybody the time to do what they should not.
    """
    await asyncio.sleep(0.03)


class TestCalls:
    def test_do_what_those_of_a_store_do(self, backend_name: str, tmp_path: Path) -> None:
        """
        What is committed, read, listed and told in the journal is the same as with plain calls.
        """
        url = url_of(backend_name, tmp_path)

        async def main() -> None:
            async with await open_async_store(url, clock=clock) as store:
                assert [ADA, BEN] == await store.transact(people(ADA, BEN))
                await store.transact(lambda tx: tx.add(offer()).accept(by=BEN, at=NOW))

                kept = await store.get(Mentorship, offer().id)
                page = await store.find(Mentorship, mentor=ADA, state=[State.ACTIVE])
                changes = [change async for change in store.journal(after=1)]

                assert (kept.sealed, kept.state) == (True, State.ACTIVE)
                assert kept == store.blocking.get(Mentorship, offer().id)
                assert page == store.blocking.find(Mentorship, mentor=ADA, state=[State.ACTIVE])
                assert 1 == len(page)
                assert changes == list(store.blocking.journal(after=1))
                assert store.policy == store.blocking.policy
                assert repr(store) == repr(store.blocking).replace("Store on", "AsyncStore on")

        run(main)

    def test_raise_what_those_of_a_store_raise(self) -> None:
        """
        A refusal, something that is not there and a wrong argument are the same errors as with plain calls.
        """

        async def main() -> None:
            async with await open_async_store("memory:", clock=clock) as store:
                await store.transact(people(ADA, BEN))
                with pytest.raises(NotFound):
                    await store.get(Person, "nobody")
                with pytest.raises(RuleViolation, match="R3"):
                    await store.transact(lambda tx: tx.add(offer()).accept(by=ADA, at=NOW))
                with pytest.raises(InvalidValue, match="nickname"):
                    await store.find(Person, nickname="Ada")  # type: ignore[call-overload]
                with pytest.raises(InvalidValue):
                    store.journal(after=-1)

        run(main)

    def test_a_token_counts_once(self) -> None:
        """
        The same token again gives *None* and commits nothing.
        """

        async def main() -> None:
            async with await open_async_store("memory:", clock=clock) as store:
                assert [ADA] == await store.transact(people(ADA), token="request-1")
                assert await store.transact(people(BEN), token="request-1") is None
                with pytest.raises(NotFound):
                    await store.get(Person, BEN)

        run(main)

    def test_a_journal_comes_page_by_page(self) -> None:
        """
        More changes than are fetched together come all of them, each once and in order.
        """

        async def main() -> None:
            async with await open_async_store("memory:", clock=clock) as store:
                await store.transact(people(*(f"p{number}" for number in range(1203))))

                assert list(range(1, 1204)) == [change.position async for change in store.journal()]
                assert ["p7"] == [change.subject async for change in store.journal(subject="p7")]

        run(main)

    def test_anything_that_takes_a_store_can_be_run(self) -> None:
        """
        A function gets the store behind it and its own arguments, and runs in another thread.
        """

        def export(store: Store, person: str, *, wanted: list[int]) -> PersonExport:
            wanted.append(threading.get_ident())
            return export_person(store, person)

        async def main() -> None:
            async with await open_async_store("memory:", clock=clock) as store:
                await store.transact(people(ADA))
                threads: list[int] = []

                exported = await store.run(export, ADA, wanted=threads)

                assert export_person(store.blocking, ADA) == exported
                assert threading.get_ident() not in threads

        run(main)

    def test_bring_the_context_of_their_caller(self) -> None:
        """
        A context variable, such as the id of a request in a log, is the caller's.
        """
        request: ContextVar[str] = ContextVar("request")

        async def main() -> None:
            async with await open_async_store("memory:", clock=clock) as store:
                request.set("request-7")
                assert "request-7" == await store.run(lambda _: request.get())

        run(main)

    def test_refuse_what_is_async(self) -> None:
        """
        P1: work that would have to be awaited would silently do nothing, so it is refused, however it is
        wrapped; and what comes out of a generator would be read on the loop.
        """

        async def work(tx: Transaction) -> None: ...
        async def function(store: Store) -> None: ...

        class Both:
            async def __call__(self, given: object) -> None: ...

        async def main() -> None:
            async with await open_async_store("memory:", clock=clock) as store:
                with pytest.raises(InvalidValue, match="async") as refused:
                    await store.transact(work)
                assert "work" == refused.value.path
                with pytest.raises(InvalidValue, match="async"):
                    await store.run(function)  # type: ignore[unused-coroutine]
                with pytest.raises(InvalidValue, match="async"):
                    await store.transact(Both())
                with pytest.raises(InvalidValue, match="generator"):
                    await store.run(Store.journal)
                with pytest.raises(InvalidValue, match="cannot be called"):
                    await store.transact(None)  # type: ignore[arg-type]

        run(main)

    def test_a_stop_iteration_hangs_nobody(self) -> None:
        """
        StopIteration, which no future can carry, comes out as the RuntimeError that generators make of it.
        """
        nothing: Iterator[int] = iter(())

        async def main() -> None:
            async with await open_async_store("memory:", clock=clock) as store:
                with pytest.raises(RuntimeError, match="StopIteration"):
                    await store.run(lambda _: next(nothing))

        run(main)


class TestLoop:
    def test_goes_on_while_a_call_blocks(self) -> None:
        """
        While a commit waits for its disk, other tasks run, and so do other calls.
        """

        async def main() -> None:
            async with gated() as (store, backend):
                await store.transact(people(ADA))
                backend.hold("commit")
                held = asyncio.create_task(store.transact(people(BEN)))
                await reached(backend)

                assert ADA == (await store.get(Person, ADA)).id
                assert not held.done()

                backend.gate.set()
                assert [BEN] == await held

        run(main)

    def test_is_served_by_so_many_threads_and_no_more(self) -> None:
        """
        Of five calls two run at a time, where two threads were asked for; the others wait their turn.
        """

        async def main() -> None:
            async with gated(threads=2) as (store, backend):
                await store.transact(people(ADA))
                backend.hold("load")
                calls = [asyncio.create_task(store.get(Person, ADA)) for _ in range(5)]
                await reached(backend, 2)
                await a_moment()
                assert 2 == backend.inside

                backend.gate.set()
                assert [ADA] * 5 == [person.id for person in await asyncio.gather(*calls)]
                assert 2 == backend.most_inside

        run(main)


class TestCancellation:
    def test_before_its_turn_a_call_is_never_made(self) -> None:
        """
        What waits for a thread is given up at once, and its work never runs.
        """
        ran: list[str] = []

        async def main() -> None:
            async with gated(threads=1) as (store, backend):
                backend.hold("commit")
                first = asyncio.create_task(store.transact(people(ADA)))
                await reached(backend)
                second = asyncio.create_task(store.transact(lambda tx: ran.append("second")))
                third = asyncio.create_task(store.run(lambda _: ran.append("third")))
                await asyncio.sleep(0)
                second.cancel()
                third.cancel()
                await asyncio.wait([second, third], timeout=PATIENCE)
                assert (True, True, False) == (second.cancelled(), third.cancelled(), first.done())

                backend.gate.set()
                assert [ADA] == await first
                await store.run(lambda _: None)
                assert [] == ran

        run(main)

    def test_before_the_commit_nothing_is_kept(self) -> None:
        """
        Work that is under way is waited for, and then not committed.
        """

        async def main() -> None:
            working, go_on = threading.Event(), threading.Event()

            def work(tx: Transaction) -> None:
                people(ADA)(tx)
                working.set()
                assert go_on.wait(PATIENCE)

            async with await open_async_store("memory:", clock=clock) as store:
                task = asyncio.create_task(store.transact(work, token="once"))
                while not working.is_set():
                    await asyncio.sleep(0.001)
                task.cancel()
                await a_moment()
                assert not task.done()

                go_on.set()
                with pytest.raises(asyncio.CancelledError):
                    await task
                assert [] == [change async for change in store.journal()]
                assert [ADA] == await store.transact(people(ADA), token="once")

        run(main)

    def test_after_a_conflict_the_work_is_not_run_again(self) -> None:
        """
        Between two attempts a cancellation ends it.
        """
        attempts: list[int] = []

        async def main() -> None:
            async with gated() as (store, backend):
                await store.transact(people(ADA))

                def work(tx: Transaction) -> None:
                    attempts.append(1)
                    tx.get(Person, ADA).set_capacity(5, by=ADA, at=NOW)

                backend.hold("commit")
                task = asyncio.create_task(store.transact(work))
                await reached(backend)
                backend.hold()
                store.blocking.transact(lambda tx: tx.get(Person, ADA).set_capacity(1, by=ADA, at=NOW))
                task.cancel()
                await a_moment()
                backend.gate.set()
                with pytest.raises(asyncio.CancelledError):
                    await task

                assert 1 == (await store.get(Person, ADA)).capacity
                assert [1] == attempts

        run(main)

    def test_during_the_commit_it_is_waited_for_and_kept(self) -> None:
        """
        A commit that was begun is made, and the cancellation comes through after it, not before.
        """

        async def main() -> None:
            async with gated() as (store, backend):
                backend.hold("commit")
                task = asyncio.create_task(store.transact(people(ADA), token="once"))
                await reached(backend)
                task.cancel()
                await a_moment()
                task.cancel()
                await a_moment()
                assert not task.done()

                backend.gate.set()
                with pytest.raises(asyncio.CancelledError):
                    await task
                backend.hold()
                assert ADA == (await store.get(Person, ADA)).id
                assert await store.transact(people(ADA), token="once") is None

        run(main)

    def test_an_error_behind_it_is_not_reported_as_forgotten(self) -> None:
        """
        When a call that was cancelled fails, asyncio has nothing to complain of; `run` checks that.
        """

        async def main() -> None:
            async with gated() as (store, backend):
                await store.transact(people(ADA))
                backend.hold("commit")
                task = asyncio.create_task(store.transact(people(ADA)))
                await reached(backend)
                task.cancel()
                await a_moment()
                backend.gate.set()
                with pytest.raises(asyncio.CancelledError):
                    await task

        run(main)

    def test_a_timeout_comes_through(self) -> None:
        """
        `asyncio.timeout` is a TimeoutError as ever, though only once the commit is settled.
        """

        async def main() -> None:
            async with gated() as (store, backend):
                backend.hold("commit")
                asyncio.get_running_loop().call_later(0.08, backend.gate.set)
                with pytest.raises(TimeoutError):
                    async with asyncio.timeout(0.01):
                        await store.transact(people(ADA))

                assert backend.gate.is_set()
                assert 1 == len([change async for change in store.journal()])

        run(main)

    def test_a_read_is_left_behind(self) -> None:
        """
        Reading is given up at once, though its thread is still busy; the store goes on working.
        """

        async def main() -> None:
            async with gated() as (store, backend):
                await store.transact(people(ADA))
                backend.hold("load")
                task = asyncio.create_task(store.get(Person, ADA))
                await reached(backend)
                task.cancel()
                with pytest.raises(asyncio.CancelledError):
                    await task
                assert 1 == backend.inside

                backend.gate.set()
                assert ADA == (await store.get(Person, ADA)).id

        run(main)

    def test_what_was_begun_with_run_is_waited_for(self) -> None:
        """
        Nobody knows what a function does to the store, so nothing of it happens after the cancellation.
        """

        async def main() -> None:
            begun, go_on, done = threading.Event(), threading.Event(), threading.Event()

            def slow(store: Store) -> None:
                begun.set()
                assert go_on.wait(PATIENCE)
                store.transact(people(ADA))
                done.set()

            async with await open_async_store("memory:", clock=clock) as store:
                task = asyncio.create_task(store.run(slow))
                while not begun.is_set():
                    await asyncio.sleep(0.001)
                task.cancel()
                await a_moment()
                assert not task.done()
                go_on.set()
                with pytest.raises(asyncio.CancelledError):
                    await task
                assert done.is_set()

        run(main)

    @pytest.mark.parametrize("backend_name", ["sqlite", "json"])
    def test_at_any_moment_leaves_all_or_nothing(self, backend_name: str, tmp_path: Path) -> None:
        """
        Wherever it hits, both people are kept or neither; nothing happens after it; and the same token again
        brings the record to the same end.
        """

        async def main() -> None:
            async with await open_async_store(url_of(backend_name, tmp_path), clock=clock) as store:
                for number in range(40):
                    pair = f"a{number}", f"b{number}"
                    task = asyncio.create_task(store.transact(people(*pair), token=f"t{number}"))
                    await asyncio.sleep(number / 5000)
                    task.cancel()
                    await asyncio.wait([task])

                    at_once = {change.subject for change in store.blocking.journal()}
                    assert len(at_once.intersection(pair)) in (0, 2)
                    if not task.cancelled():
                        assert at_once.issuperset(pair)
                    await asyncio.sleep(0.002)
                    assert at_once == {change.subject for change in store.blocking.journal()}

                    again = await store.transact(people(*pair), token=f"t{number}")
                    assert (again is None) == at_once.issuperset(pair)
                    assert 2 * (number + 1) == len(list(store.blocking.journal()))

        run(main)


class TestClosing:
    def test_waits_for_what_was_begun(self) -> None:
        """
        A commit that is under way is made before the store is let go of, and so is what waits for a thread.
        """

        async def main() -> None:
            async with gated(threads=1) as (store, backend):
                closed: list[str] = []
                backend.close = lambda: closed.append("closed")  # type: ignore[method-assign]
                backend.hold("commit")
                commits = [asyncio.create_task(store.transact(people(one))) for one in (ADA, BEN)]
                await reached(backend)
                closing = asyncio.create_task(store.close())
                await a_moment()
                assert (False, []) == (closing.done(), closed)

                backend.gate.set()
                await closing
                assert [[ADA], [BEN]] == await asyncio.gather(*commits)
                assert ["closed"] == closed

        run(main)

    def test_ends_all_calls(self) -> None:
        """
        A closed store says so, and closing it again does nothing.
        """

        async def main() -> None:
            store = await open_async_store("memory:", clock=clock)
            await store.close()
            await store.close()

            for call in (
                lambda: store.get(Person, ADA),
                lambda: store.find(Person),
                lambda: store.transact(people(ADA)),
                lambda: store.run(lambda _: None),
                lambda: anext(store.journal()),
            ):
                with pytest.raises(Unavailable, match="it is closed; open it again"):
                    await call()

        run(main)

    def test_is_finished_though_it_is_cancelled(self) -> None:
        """
        Whoever cancels the closing gets the cancellation once the store is closed.
        """

        async def main() -> None:
            async with gated() as (store, backend):
                backend.hold("commit")
                commit = asyncio.create_task(store.transact(people(ADA)))
                await reached(backend)
                closing = asyncio.create_task(store.close())
                await a_moment()
                closing.cancel()
                await a_moment()
                assert not closing.done()

                backend.gate.set()
                with pytest.raises(asyncio.CancelledError):
                    await closing
                assert [ADA] == await commit
                with pytest.raises(Unavailable):
                    backend.load(Key("person", ADA))

        run(main)

    def test_leaves_no_thread(self) -> None:
        """
        Its threads are gone with it.
        """

        async def main() -> None:
            async with await open_async_store("memory:", clock=clock, threads=3) as store:
                await asyncio.gather(*(store.find(Person) for _ in range(9)))
                assert 1 <= len(ours()) <= 3
            await gone()

        run(main)


def ours() -> list[str]:
    """
    Return the names of the threads that are ours.
    """
    return [thread.name for thread in threading.enumerate() if thread.name.startswith("mentorcore")]


async def gone() -> None:
    """
    Wait until none of our threads is left; the one that closed has yet to end when it says so.
    """
    until = time.monotonic() + PATIENCE
    while ours():
        assert time.monotonic() < until
        await asyncio.sleep(0.001)


class SlowPlugin:
    """
    A plugin that takes its time to open a store.
    """

    def __init__(self) -> None:
        self.opening, self.go_on = threading.Event(), threading.Event()
        self.backend = MemoryBackend()

    @hookimpl
    def mentorcore_open(self, url: str, layout: Layout, create: bool, upgrade: bool) -> Backend:
        self.opening.set()
        assert self.go_on.wait(PATIENCE)
        return self.backend


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
class TestFork:
    def test_has_threads_of_its_own_in_the_child(self, tmp_path: Path) -> None:
        """
        The child waits for none of the parent's threads, which it does not have; the parent goes on.
        """
        script = """
        import asyncio, os, signal, sys
        from mentorcore import Person, open_async_store
        from tests.storage.test_asynchronous import clock, people

        store = asyncio.run(open_async_store(sys.argv[1], clock=clock, threads=1))
        asyncio.run(store.transact(people("ada")))
        child = os.fork()
        if not child:
            signal.alarm(20)
            asyncio.run(store.transact(people("ben")))
            asyncio.run(store.close())
            os._exit(0)
        assert os.waitpid(child, 0)[1] == 0
        assert len(asyncio.run(store.find(Person))) == 2
        asyncio.run(store.close())
        """
        # Python 3.12 and later warn of every fork beside threads.
        command = [sys.executable, "-W", "ignore::DeprecationWarning", "-c", textwrap.dedent(script)]
        done = subprocess.run(
            [*command, f"sqlite:///{tmp_path}/forked.db"],
            cwd=Path(__file__).parents[2],
            capture_output=True,
            text=True,
            check=False,
        )

        assert (0, "") == (done.returncode, done.stderr)


class TestOpening:
    def test_takes_what_open_store_takes(self, tmp_path: Path) -> None:
        """
        Every argument reaches `open_store`: what one opens, the other reads.
        """
        url = url_of("sqlite", tmp_path)

        async def main() -> None:
            with pytest.raises(NotAStore):
                await open_async_store(url, create=False)
            async with await open_async_store(url, clock=clock) as store:
                await store.transact(people(ADA))
                assert clock() == next(store.blocking.journal()).recorded_at
            with open_store(url, create=False) as plain:
                assert ADA == plain.get(Person, ADA).id
            await gone()

        run(main)

    @pytest.mark.parametrize("threads", [0, 65, "4", True, None])
    def test_refuses_an_odd_number_of_threads(self, threads: Any) -> None:
        """
        P1: 1 to 64 threads.
        """

        async def main() -> None:
            with pytest.raises(InvalidValue, match="threads") as refused:
                await open_async_store("memory:", threads=threads)
            assert ("P1", []) == (refused.value.rule, ours())

        run(main)

    def test_cancelled_leaves_nothing_open(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        What was opened for somebody who does not want it any more is closed before they go on.
        """
        plugin = SlowPlugin()
        monkeypatch.setitem(registry._applications_own, "slow", plugin)

        async def main() -> None:
            task = asyncio.create_task(open_async_store("slow:"))
            while not plugin.opening.is_set():
                await asyncio.sleep(0.001)
            task.cancel()
            await a_moment()
            assert not task.done()

            plugin.go_on.set()
            with pytest.raises(asyncio.CancelledError):
                await task
            with pytest.raises(Unavailable):
                plugin.backend.load(Key("person", ADA))
            await gone()

        run(main)
