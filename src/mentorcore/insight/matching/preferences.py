"""
Preferences: whom people would like, the first choice first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

import attrs

from mentorcore.model.values import PersonId


@attrs.frozen
class Preferences:
    """
    The ranked preferences of people; whoever is not on a list comes after all who are.

    Attributes:
        ranks: For each person with a list, where it has others, 1 first.
    """

    ranks: Mapping[PersonId, Mapping[PersonId, int]]

    @classmethod
    def of(cls, lists: Mapping[PersonId, Sequence[PersonId]]) -> Preferences:
        """
        Return the ranks of lists that have the first choice first.
        """
        return cls(
            {
                person: {other: rank for rank, other in enumerate(others, 1)}
                for person, others in lists.items()
            }
        )

    def rank(self, person: PersonId, other: PersonId) -> int | None:
        """
        Return where somebody's list has another person, 1 first; *None* where it does not.
        """
        return self.ranks.get(person, {}).get(other)

    def named_with(self, person: PersonId) -> set[PersonId]:
        """
        Return whom somebody's list names, and whose lists name them.
        """
        return {*self.ranks.get(person, ()), *self._named_by.get(person, ())}

    def wish(self, one: PersonId, two: PersonId) -> float:
        """
        Return how high two people rank each other, 0 to 1: the mean over those of the two who have a list.

        A first choice is 1, and each place further down a list of n takes 1/n off.
        """
        strengths = [
            1 - (self.ranks[person].get(other, len(self.ranks[person]) + 1) - 1) / len(self.ranks[person])
            for person, other in ((one, two), (two, one))
            if self.ranks.get(person)
        ]

        return sum(strengths) / len(strengths) if strengths else 0.0

    @cached_property
    def _named_by(self) -> Mapping[PersonId, set[PersonId]]:
        named_by: dict[PersonId, set[PersonId]] = {}
        for person, ranks in self.ranks.items():
            for other in ranks:
                named_by.setdefault(other, set()).add(person)

        return named_by
