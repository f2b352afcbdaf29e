"""
Reopening: what was committed is there when the store is opened again.
"""

# ruff: noqa: S106 - a token is no password

from __future__ import annotations

import attrs
import pytest

from mentorcore.backends import Backend, Batch, Capability, Op
from mentorcore.errors import AlreadyDone, Conflict
from mentorcore.testing.contract.base import Contract, Opened, needs
from mentorcore.testing.contract.samples import (
    TEXTS,
    ask,
    book,
    change,
    contents,
    entries,
    ids,
    json_text,
    new,
    noted,
    removal,
    shelf,
)


class ReopeningTests(Contract):
    """
    Closing a store and opening it again (`Capability.DURABLE`).
    """

    @needs(Capability.DURABLE)
    def test_everything_is_there_again(self, backend: Backend, opened: Opened) -> None:
        """
        Documents and journal are, after opening again, exactly what they were.
        """
        text = "".join(TEXTS.values())
        given = book("a", body=json_text(text), title=text, readers=(text, ""))
        backend.commit(noted(new(given, book("b"), shelf("a")), "a", "b"))
        backend.commit(noted(change(book("b", version=2, title="t"), 1), "b"))
        before = contents(backend)
        backend.close()

        assert contents(opened()) == before

    @needs(Capability.DURABLE)
    def test_removed_ids_stay_used(self, backend: Backend, opened: Opened) -> None:
        """
        A removed id is a conflict with its tombstone's version after opening again, too.
        """
        backend.commit(new(book("a")))
        backend.commit(removal(book("a")))
        backend.close()

        with pytest.raises(Conflict) as caught:
            opened().commit(new(book("a")))

        assert caught.value.actual == 2

    @needs(Capability.DURABLE)
    def test_tokens_stay_known(self, backend: Backend, opened: Opened) -> None:
        """
        A token that was committed before closing is refused afterwards, with the same position.
        """
        position = backend.commit(attrs.evolve(entries("a"), token="t"))
        backend.close()
        again = opened()

        assert again.position_of("t") == position
        with pytest.raises(AlreadyDone):
            again.commit(Batch(token="t"))

    @needs(Capability.DURABLE)
    def test_positions_go_on(self, backend: Backend, opened: Opened) -> None:
        """
        No position is used again after opening again, not even one that only a token took.
        """
        last = backend.commit(attrs.evolve(entries("a"), token="t"))
        last = max(last, backend.commit(Batch(token="u")))
        backend.close()
        again = opened()

        assert again.commit(Batch()) == last
        assert again.commit(entries("b")) > last

    @needs(Capability.DURABLE)
    def test_a_commit_waits_for_no_closing(self, backend: Backend, opened: Opened) -> None:
        """
        What was committed is there although the process that did it ended without closing anything.
        """
        backend.close()
        child = opened.elsewhere.first
        position = child.do("write", opened.where, id="a", version=1, token="t")
        child.kill()
        again = opened()

        assert [envelope.version for envelope in contents(again).documents] == [1]
        assert [entry.position for entry in contents(again).journal] == [position]
        assert again.position_of("t") == position

    @needs(Capability.DURABLE)
    def test_finds_by_index_again(self, backend: Backend, opened: Opened) -> None:
        """
        Queries find after opening again what they found before, and what is written then.
        """
        backend.commit(new(book("a", title="t", readers=("x",)), book("b", title="u")))
        backend.close()
        again = opened()
        again.commit(new(book("c", title="t", readers=("x",))))

        assert ids(again.find(ask(("title", Op.EQ, "t")))) == ["a", "c"]
        assert ids(again.find(ask(("readers", Op.HAS, "x")))) == ["a", "c"]

    @needs(Capability.DURABLE)
    def test_a_refused_batch_is_not_there_later(self, backend: Backend, opened: Opened) -> None:
        """
        Nothing of a refused batch turns up after opening again.
        """
        backend.commit(noted(new(book("a")), "a"))
        before = contents(backend)
        with pytest.raises(Conflict):
            backend.commit(attrs.evolve(noted(new(book("b"), book("a")), "b"), token="t"))
        backend.close()
        again = opened()

        assert contents(again) == before
        assert again.position_of("t") is None

    @needs(Capability.DURABLE)
    def test_opening_changes_nothing(self, backend: Backend, opened: Opened) -> None:
        """
        Opening and closing several times leaves everything as it was.
        """
        backend.commit(noted(new(book("a", title="t")), "a"))
        before = contents(backend)
        backend.close()
        for _ in range(3):
            opened().close()

        assert contents(opened()) == before
