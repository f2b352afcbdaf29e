"""
Backends whose fault takes a history that nobody thought of.
"""

from __future__ import annotations

import attrs

from mentorcore.backends import Batch, Page, Query
from tests.mutants.base import InMemory


BEHIND_ALL = "~"
"""Sorts behind every id."""


class TurnsEntriesRoundAfterScrubbing(InMemory):
    """
    Keeps the entries of the first commit after a scrub in the order of its stack.
    """

    killed_by = "test_behaves_like_a_few_dictionaries"
    _is_scrubbed = False

    def commit(self, batch: Batch) -> int:
        if not self._is_scrubbed:
            return super().commit(batch)
        position = super().commit(attrs.evolve(batch, entries=batch.entries[::-1]))
        self._is_scrubbed = False

        return position

    def scrub(self) -> None:
        super().scrub()
        self._is_scrubbed = True


class PassesOverEqualMoments(InMemory):
    """
    Goes on behind the moment that a page ended with, and so behind all that share it.
    """

    killed_by = "test_behaves_like_a_few_dictionaries"

    def find(self, query: Query) -> Page:
        if query.order == "due" and query.after is not None:
            query = attrs.evolve(query, after=(query.after[0], BEHIND_ALL))

        return super().find(query)
