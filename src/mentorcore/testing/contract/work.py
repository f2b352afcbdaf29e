"""
Work: what several writers and readers do to one store at the same time, in threads or in processes.

Arguments and results are plain JSON values, because they may come from and go to another process.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import attrs

from mentorcore.backends import (
    Backend,
    Batch,
    Entry,
    Guard,
    Key,
    Tombstone,
)
from mentorcore.errors import AlreadyDone, Conflict, Unavailable
from mentorcore.testing.contract.pairs import LOOKS, loaded, pair
from mentorcore.testing.contract.samples import BOOK, book, change, new


T = TypeVar("T")

PATIENCE = 30.0
"""Seconds after which work that gets nowhere counts as failed."""

HURRY = 0.25
"""Seconds that work goes on for at least, so that a fast store has time to show a missing lock."""

MOST = 2_000
"""Times that work is done at most, however fast the store is."""

STOP = "stop"
"""The journal entry at which `follow` stops, and the document at which `watch_pairs` does."""


def at_once(*jobs: Callable[[], T]) -> list[T]:
    """
    Run every job in a thread of its own, all starting together, and return their results.

    Threads take turns far more often than usual, so that a missing lock shows.
    """
    gate = threading.Barrier(len(jobs))
    interval = sys.getswitchinterval()

    def run(job: Callable[[], T]) -> T:
        gate.wait(PATIENCE)
        return job()

    sys.setswitchinterval(1e-5)
    try:
        with ThreadPoolExecutor(len(jobs)) as pool:
            return list(pool.map(run, jobs))
    finally:
        sys.setswitchinterval(interval)


def increment(backend: Backend, id: str, times: int) -> int:
    """
    Add one to the number in a document, loading it again whenever somebody was faster.

    Returns:
        How often it did.
    """

    def once() -> None:
        kept = loaded(backend, id)
        number = json.loads(kept.body)["number"] + 1
        after = attrs.evolve(kept, version=kept.version + 1, body=json.dumps({"number": number}))
        backend.commit(change(after, kept.version))

    return sum(_repeat(once, Unavailable, Conflict) is None for _ in _rounds(times))


def create(backend: Backend, who: str, times: int) -> list[str]:
    """
    Try to be the one who creates each of a row of documents; return those where it was so.
    """

    def first(name: str) -> bool:
        try:
            _when_free(lambda: backend.commit(new(book(name, title=who))))
        except Conflict:
            return False
        return True

    return [name for name in map("n{:04}".format, _rounds(times)) if first(name)]


def claim(backend: Backend, who: str, times: int) -> list[str]:
    """
    Try to be the one who commits each of a row of tokens; return those where it was so.
    """

    def first(token: str) -> bool:
        batch = Batch(entries=(Entry(who, json.dumps({"token": token})),), token=token)
        try:
            _when_free(lambda: backend.commit(batch))
        except AlreadyDone:
            return False
        return True

    return [token for token in map("t{:04}".format, _rounds(times)) if first(token)]


def append(backend: Backend, subject: str, times: int) -> list[int]:
    """
    Commit pairs of journal entries; return the positions that the commits gave.
    """
    batch = Batch(entries=(Entry(subject, '{"half": 1}'), Entry(subject, '{"half": 2}')))

    return [_when_free(lambda: backend.commit(batch)) for _ in _rounds(times)]


def stop(backend: Backend) -> None:
    """
    Tell everybody who follows the journal that this was all.
    """
    _when_free(lambda: backend.commit(Batch(entries=(Entry(STOP, "{}"),))))


def follow(backend: Backend) -> list[list[Any]]:
    """
    Read the journal as it grows, a few entries at a time and each only once, until `stop`.

    Returns:
        Position and subject of every entry that it met.
    """
    seen: list[list[Any]] = []
    deadline = time.monotonic() + PATIENCE
    while not seen or seen[-1][1] != STOP:
        assert time.monotonic() < deadline, "the end of the journal never appeared"
        after = seen[-1][0] if seen else 0
        page = _when_free(lambda: backend.journal(after=after, limit=3, subject=None))  # noqa: B023
        seen += [[entry.position, entry.subject] for entry in page]

    return seen


def write_pairs(backend: Backend, times: int) -> None:
    """
    Bring a pair from version to version, always both in one commit; create `STOP` at the end.
    """
    for version in map((2).__add__, _rounds(times)):
        _when_free(lambda: backend.commit(pair(version)))  # noqa: B023
    _when_free(lambda: backend.commit(new(book(STOP))))


def watch_pairs(backend: Backend, how: str) -> list[list[int]]:
    """
    Look at a pair of `pairs` until there is a third document, `STOP`.

    Args:
        how: The method to look with, or ``in turn``: at a document, at the journal, at the other document.

    Returns:
        The versions at every look at which they were not the same; in turn, at which one was older than
        the one before.
    """
    look = LOOKS[how]
    torn: list[list[int]] = []
    deadline = time.monotonic() + PATIENCE
    is_over = False
    while not is_over:
        assert time.monotonic() < deadline, "the end of the work never appeared"
        there = _when_free(lambda: backend.scan(BOOK, after="right", limit=1))
        is_over = [kept.key.id for kept in there] == [STOP]
        seen = _when_free(lambda: look(backend))
        is_whole = seen == sorted(seen) if how == "in turn" else len({*seen}) == 1
        if not is_whole:
            torn.append(seen)

    return torn


def guard(backend: Backend, own: str, other: str, times: int) -> int:
    """
    Change a document while another one is as it was read, noting the version at which that was guarded.

    Returns:
        How often it did.
    """

    def once() -> None:
        mine, theirs = loaded(backend, own), loaded(backend, other)
        batch = change(attrs.evolve(mine, version=mine.version + 1), mine.version)
        said = Entry(own, json.dumps({"guarded": theirs.version}))
        backend.commit(attrs.evolve(batch, reads=(Guard(theirs.key, theirs.version),), entries=(said,)))

    return sum(_repeat(once, Unavailable, Conflict) is None for _ in _rounds(times))


def version_of(backend: Backend, id: str) -> int | None:
    """
    Return the version of a document, or *None* where there is none.
    """
    kept = backend.load(Key(BOOK, id))

    return kept.version if kept is not None else None


def write(backend: Backend, id: str, version: int, token: str | None = None) -> int:
    """
    Commit the version of a document that follows *version* - 1, with one journal entry.
    """
    said = json.dumps({"version": version})
    batch = change(book(id, version, body=said, title=f"version {version}"), version - 1)

    return backend.commit(attrs.evolve(batch, entries=(Entry(id, "{}"),), token=token))


def remove(backend: Backend, id: str, version: int) -> int:
    """
    Remove a document, its tombstone keeping *version*.
    """
    return backend.commit(Batch(tombstones=(Tombstone(Key(BOOK, id), version - 1, version),)))


def scrub(backend: Backend) -> None:
    """
    Scrub the store.
    """
    backend.scrub()


def _when_free(call: Callable[[], T]) -> T:
    return _repeat(call, Unavailable)


def _rounds(at_least: int) -> Iterator[int]:
    end = time.monotonic() + HURRY
    for number in range(MOST):
        if number >= at_least and time.monotonic() > end:
            return
        yield number


def _repeat(call: Callable[[], T], *reasons: type[Exception]) -> T:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return call()
        except reasons:
            if time.monotonic() > deadline:
                raise
