"""
Instances: the same store, open more than once in one process.
"""

# ruff: noqa: S106 - a token is no password

from __future__ import annotations

import attrs
import pytest

from mentorcore.backends import Backend, Batch, Capability, Key, Op
from mentorcore.errors import AlreadyDone, Conflict
from mentorcore.testing.contract import work
from mentorcore.testing.contract.base import Contract, Opened, needs
from mentorcore.testing.contract.samples import (
    BOOK,
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


class InstanceTests(Contract):
    """
    Opening a store while it is open (`Capability.INSTANCES`).
    """

    @needs(Capability.INSTANCES)
    def test_sees_the_others_commits_at_once(self, backend: Backend, opened: Opened) -> None:
        """
        Once a commit has returned, another instance loads, scans, finds and follows what it brought.
        """
        other = opened()
        assert ids(other.find(ask(("title", Op.EQ, "t")))) == []

        given = book("a", title="t")
        position = backend.commit(attrs.evolve(noted(new(given), "a"), token="t"))

        assert other.load(given.key) == given
        assert contents(other) == contents(backend)
        assert ids(other.find(ask(("title", Op.EQ, "t")))) == ["a"]
        assert other.position_of("t") == position

    @needs(Capability.INSTANCES)
    def test_forgets_what_it_has_seen(self, backend: Backend, opened: Opened) -> None:
        """
        What an instance has already read is read again after another one changed or removed it.
        """
        other = opened()
        backend.commit(new(book("a", title="old"), book("b")))
        assert [e.key.id for e in contents(other).documents] == ["a", "b"]
        assert [other.load(book(name).key) is not None for name in "ab"] == [True, True]

        after = book("a", version=2, title="new")
        backend.commit(change(after, 1))
        backend.commit(removal(book("b")))

        assert other.load(after.key) == after
        assert other.load(Key(BOOK, "b")) is None

    @needs(Capability.INSTANCES)
    def test_a_version_is_stale_for_all(self, backend: Backend, opened: Opened) -> None:
        """
        A version that one instance replaced is a conflict for another, which had loaded it before.
        """
        other = opened()
        backend.commit(new(book("a")))
        other.load(Key(BOOK, "a"))
        backend.commit(change(book("a", version=2), 1))

        with pytest.raises(Conflict) as caught:
            other.commit(change(book("a", version=2, title="lost"), 1))

        assert caught.value.actual == 2

    @needs(Capability.INSTANCES)
    def test_a_token_is_known_to_all(self, backend: Backend, opened: Opened) -> None:
        """
        A token that one instance committed is already done for another.
        """
        other = opened()
        assert other.position_of("t") is None
        backend.commit(Batch(token="t"))

        with pytest.raises(AlreadyDone):
            other.commit(Batch(token="t"))

    @needs(Capability.INSTANCES)
    def test_positions_are_shared(self, backend: Backend, opened: Opened) -> None:
        """
        Instances that take turns never take the same position.
        """
        other = opened()
        taken = [writer.commit(entries("a")) for _ in range(3) for writer in (backend, other)]

        assert taken == sorted(set(taken))

    @needs(Capability.INSTANCES)
    def test_closing_one_leaves_the_other(self, backend: Backend, opened: Opened) -> None:
        """
        An instance reads and writes on after another one was closed.
        """
        other = opened()
        backend.commit(new(book("a")))
        backend.close()
        other.commit(new(book("b")))

        assert ids(other.find(ask())) == ["a", "b"]

    @needs(Capability.INSTANCES)
    def test_loses_no_update(self, backend: Backend, opened: Opened) -> None:
        """
        Two instances that count up the same document at the same time miss no step.
        """
        backend.commit(new(book("a", body='{"number": 0}')))
        other = opened()
        made = work.at_once(lambda: work.increment(backend, "a", 15), lambda: work.increment(other, "a", 15))

        kept = backend.load(Key(BOOK, "a"))

        assert kept is not None
        assert (kept.version, kept.body) == (sum(made) + 1, f'{{"number": {sum(made)}}}')
