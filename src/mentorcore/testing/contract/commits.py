"""
Commits: expected versions, guards, tombstones, and all or nothing.
"""

# ruff: noqa: S106 - a token is no password

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs
import pytest

from mentorcore.backends import Backend, Batch, Entry, Guard, Key, Tombstone, Write
from mentorcore.errors import AlreadyDone, Conflict
from mentorcore.testing.contract.base import Contract
from mentorcore.testing.contract.samples import (
    BOOK,
    Contents,
    ask,
    book,
    change,
    contents,
    entries,
    ids,
    new,
    noted,
    removal,
)


PARTS: dict[str, Callable[[Key, int], Batch]] = {
    "write": lambda key, expected: change(book(key.id, version=expected + 1), expected),
    "tombstone": lambda key, expected: Batch(tombstones=(Tombstone(key, expected, expected + 1),)),
    "guard": lambda key, expected: Batch(reads=(Guard(key, expected),)),
}
"""The parts of a batch that name a version."""

MISMATCHES = {
    "missing": ("missing", 1, 0),
    "stale": ("kept", 4, 5),
    "ahead": ("kept", 6, 5),
    "not new": ("kept", 0, 5),
}
"""What is named, the version that is expected, and the one that is there."""

BURIED = {"as new": 0, "as it was": 1, "as the tombstone": 7}

FAILING = {
    "first write": ("writes", 0),
    "last write": ("writes", -1),
    "first tombstone": ("tombstones", 0),
    "last tombstone": ("tombstones", -1),
    "first guard": ("reads", 0),
    "last guard": ("reads", -1),
    "token": ("token", 0),
}
"""Which part of an otherwise good batch is wrong."""


class CommitTests(Contract):
    """
    Committing a batch.
    """

    @pytest.mark.parametrize("mismatch", MISMATCHES.values(), ids=MISMATCHES.keys())
    @pytest.mark.parametrize("part", PARTS.values(), ids=PARTS.keys())
    def test_refuses_another_version(
        self,
        backend: Backend,
        part: Callable[[Key, int], Batch],
        mismatch: tuple[str, int, int],
    ) -> None:
        """
        A part that names a version which is not there is a conflict; the error says what is there.
        """
        name, expected, actual = mismatch
        backend.commit(new(book("kept", version=5)))

        with pytest.raises(Conflict) as caught:
            backend.commit(part(Key(BOOK, name), expected))

        assert caught.value.key == Key(BOOK, name)
        assert (caught.value.expected, caught.value.actual) == (expected, actual)

    @pytest.mark.parametrize("expected", BURIED.values(), ids=BURIED.keys())
    @pytest.mark.parametrize("part", PARTS.values(), ids=PARTS.keys())
    def test_refuses_a_removed_id(
        self, backend: Backend, part: Callable[[Key, int], Batch], expected: int
    ) -> None:
        """
        A part that names a removed document is a conflict with its tombstone's version, whatever it expects.
        """
        key = Key(BOOK, "gone")
        backend.commit(new(book("gone")))
        backend.commit(Batch(tombstones=(Tombstone(key, 1, 7),)))

        with pytest.raises(Conflict) as caught:
            backend.commit(part(key, expected))

        assert caught.value.key == key
        assert (caught.value.expected, caught.value.actual) == (expected, 7)

    def test_a_missing_document_may_be_guarded(self, backend: Backend) -> None:
        """
        A guard with version 0 holds as long as the id was never used.
        """
        backend.commit(attrs.evolve(new(book("a")), reads=(Guard(Key(BOOK, "b"), 0),)))

        assert backend.load(Key(BOOK, "a")) is not None

    def test_a_guard_changes_nothing(self, backend: Backend) -> None:
        """
        A guarded document is as it was, and so is its version.
        """
        kept = book("kept", version=3, title="Kept")
        backend.commit(new(kept))
        backend.commit(attrs.evolve(new(book("a")), reads=(Guard(kept.key, 3),)))

        assert backend.load(kept.key) == kept

    def test_stores_the_version_as_given(self, backend: Backend) -> None:
        """
        Versions are the core's: the backend stores what it is given and counts nothing itself.
        """
        backend.commit(new(book("a", version=4)))
        backend.commit(change(book("a", version=9), 4))
        last = book("a", version=2**40)
        backend.commit(change(last, 9))

        assert backend.load(last.key) == last

    def test_checks_the_version_that_is_kept_now(self, backend: Backend) -> None:
        """
        The version before the last one is as stale as any other.
        """
        backend.commit(new(book("a")))
        backend.load(Key(BOOK, "a"))
        backend.commit(change(book("a", version=2), 1))

        with pytest.raises(Conflict):
            backend.commit(change(book("a", version=2), 1))

    def test_a_removed_document_is_gone(self, backend: Backend) -> None:
        """
        After its tombstone a document is neither loaded, nor scanned, nor found.
        """
        kept, gone = book("kept"), book("gone")
        backend.commit(new(kept, gone))
        backend.commit(removal(gone))

        assert backend.load(gone.key) is None
        assert [e.key for e in backend.scan(BOOK, after=None, limit=9)] == [kept.key]
        assert ids(backend.find(ask())) == ["kept"]

    @pytest.mark.parametrize("wrong", FAILING)
    def test_all_or_nothing(self, backend: Backend, wrong: str) -> None:
        """
        When one part of a batch is refused, nothing of it is kept: no document, entry, tombstone or token.
        """
        before = _prepared(backend)

        with pytest.raises((Conflict, AlreadyDone)):
            backend.commit(_wrong(wrong))

        assert contents(backend) == before
        assert backend.position_of("fresh") is None

    @pytest.mark.parametrize("wrong", FAILING)
    def test_a_refused_batch_may_be_corrected(self, backend: Backend, wrong: str) -> None:
        """
        After a refusal the same ids, versions and token can be committed.
        """
        _prepared(backend)
        with pytest.raises((Conflict, AlreadyDone)):
            backend.commit(_wrong(wrong))

        position = backend.commit(_GOOD)

        assert backend.position_of("fresh") == position
        assert ids(backend.find(ask())) == ["changed", "guarded", "held", "new"]

    @pytest.mark.parametrize("wrong", FAILING)
    def test_a_refused_batch_takes_no_position(self, backend: Backend, wrong: str) -> None:
        """
        After a refusal the end of the journal is where it was.
        """
        _prepared(backend)
        end = backend.commit(Batch())
        with pytest.raises((Conflict, AlreadyDone)):
            backend.commit(_wrong(wrong))

        assert backend.commit(Batch()) == end

    def test_everything_in_one_commit(self, backend: Backend) -> None:
        """
        Writes, tombstones, entries and token of one batch are all there after it.
        """
        _prepared(backend)
        position = backend.commit(_GOOD)

        assert ids(backend.find(ask())) == ["changed", "guarded", "held", "new"]
        assert [row.version for row in backend.find(ask()).rows] == [3, 1, 1, 1]
        last = backend.journal(after=0, limit=9, subject=None)[-1]
        assert (last.position, last.subject) == (position, "changed")
        assert backend.position_of("fresh") == position

    def test_an_empty_batch_is_no_trouble(self, backend: Backend) -> None:
        """
        A batch with nothing in it changes nothing and gives the end of the journal.
        """
        position = backend.commit(noted(new(book("a")), "a"))
        before = contents(backend)

        assert backend.commit(Batch()) == position
        assert contents(backend) == before

    def test_the_end_of_a_new_journal_is_zero(self, backend: Backend) -> None:
        """
        A batch without entries and token, in a store where none ever had any, gives 0.
        """
        assert backend.commit(new(book("a"))) == 0


_GOOD = Batch(
    writes=(Write(book("changed", version=3), 2), Write(book("new"), 0)),
    tombstones=(Tombstone(Key(BOOK, "removed"), 1, 2), Tombstone(Key(BOOK, "taken"), 1, 2)),
    reads=(Guard(Key(BOOK, "guarded"), 1), Guard(Key(BOOK, "held"), 1)),
    entries=(Entry("changed", "{}"),),
    token="fresh",
)


def _prepared(backend: Backend) -> Contents:
    names = ("removed", "taken", "guarded", "held")
    backend.commit(new(book("changed", version=2), *map(book, names)))
    backend.commit(attrs.evolve(entries("earlier"), token="used"))

    return contents(backend)


def _wrong(part: str) -> Batch:
    if part == "token":
        return attrs.evolve(_GOOD, token="used")
    field, at = FAILING[part]
    parts = list(getattr(_GOOD, field))
    parts[at] = attrs.evolve(parts[at], **{"version" if field == "reads" else "expected": 9})
    wrong: dict[str, Any] = {field: tuple(parts)}

    return attrs.evolve(_GOOD, **wrong)
