"""
Tokens: a commit that is repeated counts once.
"""

# ruff: noqa: S106 - a token is no password

from __future__ import annotations

import attrs
import pytest

from mentorcore.backends import Backend, Batch
from mentorcore.errors import AlreadyDone
from mentorcore.testing.contract.base import Contract
from mentorcore.testing.contract.samples import (
    TEXTS,
    book,
    change,
    contents,
    entries,
    new,
    noted,
)


class TokenTests(Contract):
    """
    Committing with a token.
    """

    def test_an_unknown_token_has_no_position(self, backend: Backend) -> None:
        """
        A token that was never committed has the position *None*.
        """
        backend.commit(attrs.evolve(entries("a"), token="known"))

        assert backend.position_of("unknown") is None

    def test_a_token_has_the_position_of_its_commit(self, backend: Backend) -> None:
        """
        A token's position is the one that its commit returned, whatever came afterwards.
        """
        position = backend.commit(attrs.evolve(entries("a", "b"), token="t"))
        backend.commit(entries("c"))

        assert backend.position_of("t") == position

    def test_a_token_is_committed_once(self, backend: Backend) -> None:
        """
        The second commit with a token is refused, and says where the first one stands.
        """
        position = backend.commit(attrs.evolve(entries("a"), token="t"))
        backend.commit(entries("b"))

        with pytest.raises(AlreadyDone) as caught:
            backend.commit(attrs.evolve(entries("a"), token="t"))

        assert caught.value.position == position

    def test_a_repeated_commit_writes_nothing(self, backend: Backend) -> None:
        """
        A known token stops the whole batch, even one that would be fine without it.
        """
        backend.commit(Batch(token="t"))
        before = contents(backend)

        with pytest.raises(AlreadyDone):
            backend.commit(attrs.evolve(noted(new(book("a")), "a"), token="t"))

        assert contents(backend) == before

    def test_a_token_is_looked_at_first(self, backend: Backend) -> None:
        """
        A repeated commit is already done, although its versions are stale by now.
        """
        batch = attrs.evolve(new(book("a")), token="t")
        position = backend.commit(batch)
        backend.commit(change(book("a", version=2), 1))

        with pytest.raises(AlreadyDone) as caught:
            backend.commit(batch)

        assert caught.value.position == position

    def test_a_token_without_entries_takes_a_position(self, backend: Backend) -> None:
        """
        A batch without entries takes a position of its own when it carries a token.
        """
        first = backend.commit(attrs.evolve(new(book("a")), token="t"))
        second = backend.commit(Batch(token="u"))
        third = backend.commit(entries("a"))

        assert 1 <= first < second < third
        assert [first, second] == [backend.position_of("t"), backend.position_of("u")]

    def test_a_token_without_entries_moves_the_end(self, backend: Backend) -> None:
        """
        The position that a token took is the end of the journal until the next one.
        """
        position = backend.commit(Batch(token="t"))

        assert backend.commit(Batch()) == position

    def test_a_token_alone_is_no_entry(self, backend: Backend) -> None:
        """
        The position that a token took on its own holds nothing to read.
        """
        backend.commit(Batch(token="t"))

        assert [*backend.journal(after=0, limit=9, subject=None)] == []

    def test_tokens_are_told_apart_exactly(self, backend: Backend) -> None:
        """
        A token is any text, up to 200 characters, and differs from every other in each of them.
        """
        given = [*TEXTS.values(), "t", "T", "t ", "../t", "🧑" * 200, "🧑" * 199, "x" * 200, "x" * 199]
        positions = {token: backend.commit(Batch(token=token)) for token in given}

        assert len(set(positions.values())) == len(given)
        assert {token: backend.position_of(token) for token in given} == positions
