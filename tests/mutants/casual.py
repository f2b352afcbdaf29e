"""
A casual try: what somebody does with a new backend before they believe that it works.
"""

from __future__ import annotations

from collections.abc import Callable

import attrs

from mentorcore.backends import Backend, Capability, Op
from mentorcore.testing.contract.samples import BOOK, ask, book, change, entries, ids, new, noted


def casual_try(opening: Callable[[], Backend]) -> None:
    """
    Keep two documents, change one, and look at everything; then open it again where it is durable.
    """
    backend = opening()
    first, second = book("a", title="First", readers=("ada",)), book("b", title="Second", readers=("ben",))
    end = backend.commit(noted(new(first, second), "a", "b"))
    assert backend.load(first.key) == first
    assert backend.load(second.key) == second
    assert [*backend.scan(BOOK, after=None, limit=9)] == [first, second]
    assert ids(backend.find(ask())) == ["a", "b"]
    assert ids(backend.find(ask(("title", Op.EQ, "Second")))) == ["b"]
    assert ids(backend.find(ask(("readers", Op.HAS, "ada"), order="title"))) == ["a"]
    assert [entry.subject for entry in backend.journal(after=0, limit=9, subject=None)] == ["a", "b"]

    changed = book("a", version=2, body='{"pages": 2}', title="Changed", readers=("ada",))
    later = backend.commit(attrs.evolve(noted(change(changed, 1), "a"), token="changed"))
    assert later > end
    assert backend.position_of("changed") == later
    assert backend.load(changed.key) == changed
    assert ids(backend.find(ask(("title", Op.EQ, "Changed")))) == ["a"]
    assert [entry.subject for entry in backend.journal(after=0, limit=9, subject="a")] == ["a", "a"]
    backend.close()

    if Capability.DURABLE in backend.capabilities:
        again = opening()
        assert [*again.scan(BOOK, after=None, limit=9)] == [changed, second]
        assert len(again.journal(after=0, limit=9, subject=None)) == 3
        assert again.commit(entries("b")) > later
        again.close()
