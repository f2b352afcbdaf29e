"""
Observers: what an application is told of each commit, and that nothing it does touches the commit.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorcore import Change, Mentorship, Person, Store, Transaction, hookimpl, open_store
from mentorcore.backends import Batch, Entry, JournalEntry
from mentorcore.backends.memory import MemoryBackend
from mentorcore.errors import AlreadyDone, Conflict, InvalidValue, RuleViolation, Unavailable
from tests.model.examples import ADA, BEN, NOW, offer
from tests.storage.conftest import clock, register
from tests.storage.test_spanning import keep


class Notebook:
    """
    An observer that keeps what it is told, and then does as it is asked.
    """

    def __init__(self, then: Callable[[Store], object] = lambda store: None) -> None:
        self.told: list[tuple[Change, ...]] = []
        self.threads: list[int] = []
        self.then = then

    @hookimpl
    def mentorcore_committed(self, store: Store, changes: Sequence[Change]) -> None:
        self.told.append(tuple(changes))
        self.threads.append(threading.get_ident())
        self.then(store)


def accept(tx: Transaction) -> str:
    """
    Have Ben accept Ada's offer, and set a goal.
    """
    m = tx.get(Mentorship, offer().id)
    m.accept(by=BEN, at=NOW)
    m.goals.set(by=BEN, at=NOW, title="Lead", why="To learn.", measure="It ships.", id="lead")

    return "accepted"


def raising(error: BaseException) -> Callable[[Store], object]:
    """
    Return what raises an error.
    """

    def raise_it(store: Store) -> None:
        raise error

    return raise_it


class TestWhatIsTold:
    def test_is_what_the_journal_says_of_the_commit(self, store: Store) -> None:
        """
        On every backend an observer gets the changes of a commit as the journal has them, in order, once.
        """
        notebook = Notebook()
        before = list(store.journal())
        store.observe(notebook)
        keep(store, offer())
        assert "accepted" == store.transact(accept)

        first, second = notebook.told
        assert [*before, *first, *second] == list(store.journal())
        assert ["mentorship.offered"] == [change.action for change in first]
        assert ["mentorship.activated", "goal.set"] == [change.action for change in second]

    def test_is_told_when_it_can_be_read(self, store: Store) -> None:
        """
        The commit is made before its observers hear of it: they read what it wrote.
        """
        seen: list[int] = []
        store.observe(Notebook(lambda s: seen.append(s.get(Mentorship, offer().id).version)))

        keep(store, offer())
        store.transact(accept)

        assert [1, 2] == seen

    def test_comes_in_the_thread_that_committed(self, memory: Store) -> None:
        """
        The call is part of the block's end: when the block is over, the observer has been told.
        """
        notebook = Notebook()
        memory.observe(notebook)

        keep(memory, offer())

        assert [threading.get_ident()] == notebook.threads

    def test_is_not_what_was_refused_or_changed_nothing(self, memory: Store) -> None:
        """
        A refusal, a conflict, a token that was committed before, and a block that only reads tell nothing.
        """
        keep(memory, offer())
        memory.transact(lambda tx: tx.get(Person, ADA).set_capacity(2, by=ADA, at=NOW), token="once")
        notebook = Notebook()
        memory.observe(notebook)

        with pytest.raises(RuleViolation), memory.transaction() as tx:
            tx.get(Mentorship, offer().id).accept(by=ADA, at=NOW)
        with pytest.raises(Conflict), memory.transaction() as tx:
            tx.get(Person, ADA, expect=1)
        with pytest.raises(AlreadyDone), memory.transaction(token="once") as tx:
            pass
        assert memory.transact(accept, token="once") is None
        with memory.transaction() as tx:
            tx.get(Person, ADA)

        assert [] == notebook.told

    def test_comes_once_though_the_work_ran_twice(self, memory: Store) -> None:
        """
        Of the attempts of `transact` only the one that committed is told.
        """
        keep(memory, offer())
        attempts: list[int] = []

        def work(tx: Transaction) -> None:
            attempts.append(1)
            tx.get(Person, ADA)
            accept(tx)
            if len(attempts) == 1:
                memory.transact(lambda other: other.get(Person, ADA).set_capacity(5, by=ADA, at=NOW))

        notebook = Notebook()
        memory.observe(notebook)
        memory.transact(work)

        assert 2 == len(attempts)
        assert [["person.capacity_set"], ["mentorship.activated", "goal.set"]] == [
            [change.action for change in told] for told in notebook.told
        ]

    def test_is_of_this_store_object_alone(self) -> None:
        """
        What somebody else commits to the same record is not told; the journal tells it.
        """
        backend = MemoryBackend()
        here, elsewhere = Store(backend, clock=clock), Store(backend, clock=clock)
        notebook = Notebook()
        here.observe(notebook)

        register(elsewhere, ADA)

        assert [] == notebook.told
        assert 1 == len(list(here.journal()))

    @given(
        gaps=st.lists(st.integers(1, 700), min_size=1, max_size=6),
        sizes=st.lists(st.integers(1, 4), max_size=8),
    )
    def test_is_right_where_positions_have_gaps(self, gaps: list[int], sizes: list[int]) -> None:
        """
        A backend may leave gaps between positions, and another commit may stand close by: an observer gets
        the positions of the journal all the same.
        """
        store = Store(Gapped(gaps), clock=clock)
        notebook = Notebook()
        store.observe(notebook)
        for number, size in enumerate(sizes):
            register(store, *(f"p{number}-{one}" for one in range(size)))

        assert list(store.journal()) == [change for told in notebook.told for change in told]
        assert sizes == [len(told) for told in notebook.told]


class Gapped(MemoryBackend):
    """
    A backend whose positions are apart.
    """

    def __init__(self, gaps: Sequence[int]) -> None:
        super().__init__()
        self._gaps = gaps

    def _put_apart(self, position: int) -> int:
        rounds, rest = divmod(position, len(self._gaps))
        return rounds * sum(self._gaps) + sum(self._gaps[:rest])

    def commit(self, batch: Batch) -> int:
        return self._put_apart(super().commit(batch))

    def journal(self, *, after: int, limit: int, subject: str | None) -> Sequence[JournalEntry]:
        every = super().journal(after=0, limit=1_000_000, subject=subject)
        apart = (JournalEntry(self._put_apart(e.position), e.subject, e.body) for e in every)
        return tuple(entry for entry in apart if entry.position > after)[:limit]


class TestIsolation:
    def test_an_observer_that_raises_touches_nothing(
        self, store: Store, caplog: pytest.LogCaptureFixture
    ) -> None:
        """
        The commit stands, its result is given, the others are told, and the log says who failed and where.
        """
        broken, sound = Notebook(raising(ValueError("Ben is afraid of it."))), Notebook()
        keep(store, offer())
        store.observe(broken)
        store.observe(sound)

        assert "accepted" == store.transact(accept)
        with store.transaction() as tx:
            tx.get(Mentorship, offer().id).goals.drop("lead", by=BEN, at=NOW, reason="Too early.")

        assert broken.told == sound.told
        assert [2, 1] == [len(told) for told in sound.told]
        assert 3 == store.get(Mentorship, offer().id).version
        first, second = caplog.records
        assert ("mentorcore", logging.ERROR) == (first.name, first.levelno)
        assert "the observer Notebook raised ValueError in test_observing.py, line" in first.getMessage()
        assert f"journal position {sound.told[0][-1].position} is kept" in first.getMessage()
        assert f"journal position {sound.told[1][-1].position} is kept" in second.getMessage()

    def test_the_log_holds_nobodys_words(self, memory: Store, caplog: pytest.LogCaptureFixture) -> None:
        """
        An error's text may quote the record, so neither it nor what is behind it is logged.
        """
        error = ValueError("Ben is afraid of it.")
        error.__cause__ = KeyError("He said so.")
        memory.observe(Notebook(raising(error)))

        keep(memory, offer())

        assert 1 == len(caplog.records)
        assert "afraid" not in caplog.text
        assert "said so" not in caplog.text

    def test_a_refusal_inside_is_not_one_of_the_commit(self, memory: Store) -> None:
        """
        Not even an error of mentorcore's own is taken for one of the commit, whose token it could hide.
        """
        memory.observe(Notebook(lambda store: store.get(Person, "nobody")))

        keep(memory, offer())

        assert "accepted" == memory.transact(accept, token="once", attempts=1)
        assert memory.transact(accept, token="once") is None

    def test_an_interrupt_goes_on(self, memory: Store) -> None:
        """
        Ctrl-C in an observer ends the program as it would anywhere; what was committed is kept.
        """
        memory.observe(Notebook(raising(KeyboardInterrupt())))

        with pytest.raises(KeyboardInterrupt):
            keep(memory, offer())

        assert 1 == memory.get(Mentorship, offer().id).version

    def test_changes_that_cannot_be_read_fail_no_commit(self, caplog: pytest.LogCaptureFixture) -> None:
        """
        When the journal cannot be read back, the observers are not told, and the log says so.
        """

        class Silent(MemoryBackend):
            def journal(self, *, after: int, limit: int, subject: str | None) -> Sequence[JournalEntry]:
                if self._end:
                    raise Unavailable("memory:", "it is busy")
                return ()

        store, notebook = Store(Silent(), clock=clock), Notebook()
        store.observe(notebook)
        register(store, ADA)

        assert "ada" == store.get(Person, ADA).id
        assert [] == notebook.told
        assert "could not be read for its observers: Unavailable" in caplog.text

    def test_an_observer_may_commit(self, memory: Store) -> None:
        """
        What an observer commits is told to the others and not to itself, so two that answer each other end.
        """

        def raise_capacity(store: Store) -> None:
            capacity = store.get(Person, ADA).capacity
            store.transact(lambda tx: tx.get(Person, ADA).set_capacity(capacity + 1, by=ADA, at=NOW))

        one, two = Notebook(raise_capacity), Notebook(raise_capacity)
        memory.observe(one)
        memory.observe(two)

        keep(memory, offer())

        # Each is told of the offer and of what the other one did because of it.
        assert (2, 2) == (len(one.told), len(two.told))
        assert 3 + 4 == memory.get(Person, ADA).capacity

        keep(memory, Person.register(name="Dee", id="dee", at=NOW))
        assert (4, 4) == (len(one.told), len(two.told))


class TestObserving:
    def test_ends(self, memory: Store) -> None:
        """
        Who is taken off hears no more; taking off somebody who was not told does nothing.
        """
        notebook = Notebook()
        memory.observe(notebook)
        memory.unobserve(Notebook())
        keep(memory, offer())
        memory.unobserve(notebook)
        memory.transact(accept)

        assert 1 == len(notebook.told)

    def test_may_be_ended_by_an_observer_before_it(self, memory: Store) -> None:
        """
        Who is taken off while a commit is told hears nothing of that one either.
        """
        notebook = Notebook()
        memory.observe(Notebook(lambda store: store.unobserve(notebook)))
        memory.observe(notebook)

        keep(memory, offer())

        assert [] == notebook.told

    def test_may_end_itself(self, memory: Store) -> None:
        """
        An observer that takes itself off is told once, and the others as before.
        """
        once, after = Notebook(), Notebook()
        once.then = lambda store: store.unobserve(once)
        memory.observe(once)
        memory.observe(after)

        keep(memory, offer())
        memory.transact(accept)

        assert (1, 2) == (len(once.told), len(after.told))

    def test_twice_tells_once(self, memory: Store) -> None:
        """
        The same observer is told once, however often it was registered; an equal one is another.
        """
        notebook = Notebook()
        memory.observe(notebook)
        memory.observe(notebook)

        keep(memory, offer())

        assert 1 == len(notebook.told)

    def test_may_leave_arguments_out(self, memory: Store) -> None:
        """
        An observer takes what it needs, and may be a module.
        """
        positions: list[int] = []
        module = ModuleType("billing")

        @hookimpl
        def mentorcore_committed(changes: Sequence[Change]) -> None:
            positions.append(changes[-1].position)

        vars(module)["mentorcore_committed"] = mentorcore_committed
        memory.observe(module)

        keep(memory, offer())

        assert [change.position for change in memory.journal(subject=offer().id)] == positions

    def test_costs_nothing_where_nobody_observes(self) -> None:
        """
        Without an observer a commit reads no journal.
        """
        read: list[int] = []

        class Counting(MemoryBackend):
            def journal(self, *, after: int, limit: int, subject: str | None) -> Sequence[JournalEntry]:
                read.append(after)
                return super().journal(after=after, limit=limit, subject=subject)

        store, notebook = Store(Counting(), clock=clock), Notebook()
        read.clear()
        register(store, ADA)
        assert [] == read

        store.observe(notebook)
        register(store, BEN)
        assert [1] == read

        store.unobserve(notebook)
        register(store, "cy")
        assert [1] == read

    def test_refuses_what_is_no_observer(self, memory: Store) -> None:
        """
        P1: what has no marked hook, has one with other arguments, is a class, is async or a generator is
        refused.
        """

        class Unmarked:
            def mentorcore_committed(self, changes: Sequence[Change]) -> None: ...

        class Other:
            @hookimpl
            def mentorcore_committed(self, entries: Sequence[Entry]) -> None: ...

        class Async:
            @hookimpl
            async def mentorcore_committed(self, changes: Sequence[Change]) -> None: ...

        class AsyncGenerator:
            @hookimpl
            async def mentorcore_committed(self) -> AsyncIterator[None]:
                yield

        class Generator:
            @hookimpl
            def mentorcore_committed(self) -> Iterator[None]:
                yield

        for observer, because in (
            (None, "NoneType has no mentorcore_committed that is marked"),
            (Unmarked(), "Unmarked has no mentorcore_committed that is marked"),
            (Other(), "takes other arguments than store and changes"),
            (Notebook, "Notebook is a class and no instance of it"),
            (Async(), "is async, and nobody would await it"),
            (AsyncGenerator(), "is async, and nobody would await it"),
            (Generator(), "is a generator, and nobody would go through it"),
        ):
            with pytest.raises(InvalidValue, match=because) as refused:
                memory.observe(observer)
            assert ("P1", "observer") == (refused.value.rule, refused.value.path)

        with open_store("memory:", clock=clock) as untouched:
            register(untouched, ADA)
