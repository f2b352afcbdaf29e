"""
Work: what is done with a store while the power may go, and what is promised meanwhile.
"""

from __future__ import annotations

import abc
import functools
from contextlib import closing, suppress
from typing import Final

import attrs

from mentorcore.backends import Backend, Batch, Entry, Envelope, Key, Layout, Tombstone, Write
from mentorcore.backends.memory import MemoryBackend
from mentorcore.errors import MigrationNeeded, StorageFull
from tests.crash.power.promise import NEW, OLD, Kept, Promise, book, kept
from tests.crash.power.trial import Trial


@attrs.frozen
class Step:
    """
    One thing that is done with a store.

    Attributes:
        does: ``commit``, ``refused`` (a commit that there is no room for), ``scrub``, ``reopen``, ``upgrade``
            or ``stray`` (somebody is killed, and leaves a file behind).
    """

    does: str
    batch: Batch = attrs.field(factory=Batch)


def put(token: str, *envelopes: Envelope, words: str = "put") -> Batch:
    return Batch(
        writes=tuple(Write(envelope, envelope.version - 1) for envelope in envelopes),
        entries=tuple(Entry(envelope.key.id, f'{{"{words}":true}}') for envelope in envelopes),
        token=token,
    )


STEPS: Final = (
    Step("commit", put("t1", book("a", 1), book("d", 1))),
    Step("commit", put("t2", book("a", 2))),
    Step("commit", put("t3", book("d", 2), book("a", 3))),
    Step(
        "commit",
        Batch(
            tombstones=(Tombstone(Key("book", "d"), 2, 3),),
            entries=(Entry("d", '{"gone":true}'),),
            token="t4",
        ),
    ),
    Step("stray"),
    Step("refused", put("t5", book("a", 4), words="never kept")),
    Step("scrub"),
    Step("refused", put("t5", book("a", 4))),
    Step("commit", put("t5", book("a", 4))),
    Step("reopen"),
    Step("commit", put("t6", book("large", 1, 250))),
    Step("upgrade"),
    Step("commit", put("t7", book("large", 2, 200), book("e", 1))),
    Step("commit", Batch(token="t8")),
    Step("commit", put("t9", book("e", 2))),
)
LEFT_BEHIND: Final = b"left behind"
SCRUBBED: Final = (LEFT_BEHIND, b"a1 a1 ", b"a2 a2 ", b"d1 d1 ", b"d2 d2 ", b"never kept")
"""What must not be found any more once the scrub was acknowledged."""

_LAST: Final = put("t10", book("last", 1))


class Work(abc.ABC):
    """
    All steps, and what is promised before, during and after each.

    Args:
        is_cut: The power may go.
    """

    def __init__(self, trial: Trial[Promise], *, is_cut: bool = True) -> None:
        self.promise = Promise(history()[:1], is_new=True, rebuilds=True)
        self._trial = trial
        self._is_cut = is_cut

    @abc.abstractmethod
    def open(self, layout: Layout, *, create: bool, upgrade: bool) -> Backend:
        """
        Open the store, which is made when it is not there.
        """

    @abc.abstractmethod
    def fill_up(self, is_full: bool) -> None:
        """
        Leave no room, or give it back.
        """

    def stray(self) -> None:  # noqa: B027 - most have nothing to leave
        """
        Leave a file behind, as somebody who is killed may.
        """

    def run(self) -> None:
        """
        Do all steps.
        """
        self._promise(self.promise)
        backend = self.open(OLD, create=True, upgrade=False)
        done = Promise(history()[:1])
        for number, step in enumerate(STEPS):
            self._promise(done)
            done, doing = self._after_and_during(number, step, done)
            self._promise(doing)
            backend = self._do(backend, step)
        self._promise(done)
        self._promise(attrs.evolve(done))
        backend.close()
        self._promise(None)

    def go_on(self, promise: Promise) -> None:
        """
        Open a store that somebody else left in the middle of something, and commit once more.
        """
        layout = promise.layouts[0]
        try:
            backend = self.open(layout, create=promise.is_new, upgrade=False)
        except MigrationNeeded:
            layout = promise.layouts[-1]
            backend = self.open(layout, create=False, upgrade=True)
        with closing(backend):
            # A commit that was seen is there to stay; one that was not may yet turn up.
            seen = promise.allowed[promise.allowed.index(kept(backend)) :]
            promise = attrs.evolve(
                promise, allowed=seen, layouts=(layout,), is_new=False, rebuilds=True, again=None
            )
            self._trial.promise(promise)
            self._trial.promise(None)
            backend.commit(_LAST)
            self._trial.promise(attrs.evolve(promise, allowed=(kept(backend),)))
            self._trial.promise(None)

    def _promise(self, promise: Promise | None) -> None:
        if promise is not None:
            self.promise = promise
        if self._is_cut:
            self._trial.promise(promise)

    def _after_and_during(self, number: int, step: Step, before: Promise) -> tuple[Promise, Promise]:
        done = attrs.evolve(before, allowed=history()[number + 1 : number + 2])
        doing = attrs.evolve(before, allowed=(*before.allowed, *done.allowed))
        match step.does:
            case "commit":
                doing = attrs.evolve(doing, again=step.batch)
            case "refused":
                doing = attrs.evolve(doing, allowed=(*before.allowed, with_refused(number)), again=step.batch)
            case "scrub":
                doing = attrs.evolve(doing, rebuilds=True)
                done = attrs.evolve(done, gone=SCRUBBED)
            case "upgrade":
                doing = attrs.evolve(doing, layouts=(OLD, NEW), rebuilds=True)
                done = attrs.evolve(done, layouts=(NEW,))

        return done, doing

    def _do(self, backend: Backend, step: Step) -> Backend:
        match step.does:
            case "commit":
                backend.commit(step.batch)
            case "refused":
                self.fill_up(True)
                with suppress(StorageFull):
                    backend.commit(step.batch)
                    raise AssertionError("there was no room")
                self.fill_up(False)
            case "scrub":
                backend.scrub()
                # What a disk still holds of removed files is not the store's business.
                self._trial.disk.wipe()
            case "stray":
                self.stray()
            case "reopen" | "upgrade":
                backend.close()
                is_upgrade = step.does == "upgrade"
                return self.open(NEW if is_upgrade else OLD, create=False, upgrade=is_upgrade)

        return backend


@functools.cache
def history() -> tuple[Kept, ...]:
    """
    Return what a store holds after none, one, two … of the steps.
    """
    backend = MemoryBackend()
    states = [kept(backend)]
    for step in STEPS:
        if step.does == "commit":
            backend.commit(step.batch)
        states.append(kept(backend))

    return tuple(states)


@functools.cache
def with_refused(number: int) -> Kept:
    """
    Return what a store would hold if a step that was refused had been committed.
    """
    backend = MemoryBackend()
    for step in STEPS[:number]:
        if step.does == "commit":
            backend.commit(step.batch)
    backend.commit(STEPS[number].batch)

    return kept(backend)
