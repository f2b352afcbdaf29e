"""
Orders: whom everybody would rather have, by their ranked preferences, then by score, then by id.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from math import inf

import attrs

from mentorcore.insight.matching.assignment import Place, Scores
from mentorcore.insight.matching.preferences import Preferences
from mentorcore.model.values import PersonId


@attrs.frozen
class Orders:
    """
    The orders of all mentees and mentors over those who are possible for them.
    """

    preferences: Preferences
    scores: Scores

    def of_mentor(self, mentor: PersonId, mentee: PersonId) -> Place:
        """
        Return where a mentor has a mentee; the smaller, the better.
        """
        rank = self.preferences.rank(mentor, mentee)

        return (inf if rank is None else rank, -self.scores[mentee][mentor], mentee)

    def possible(self) -> dict[PersonId, list[PersonId]]:
        """
        Return for each mentee the possible mentors, the most wanted first.
        """
        return {mentee: self._ranked(mentee, row) for mentee, row in self.scores.items()}

    def choice_of_mentee(self, mentee: PersonId, mentor: PersonId) -> int:
        """
        Return which choice a mentor is for a mentee: 1, and one more for each possible mentor whom they would
        rather have. Equally good ones share their place.
        """
        return self._choice(mentee, self.scores[mentee], mentor)

    def choice_of_mentor(self, mentor: PersonId, mentee: PersonId) -> int:
        """
        Return which choice a mentee is for a mentor, counted in the same way.
        """
        return self._choice(mentor, self._columns[mentor], mentee)

    @cached_property
    def _columns(self) -> Mapping[PersonId, dict[PersonId, int]]:
        columns: dict[PersonId, dict[PersonId, int]] = {}
        for mentee, row in self.scores.items():
            for mentor, score in row.items():
                columns.setdefault(mentor, {})[mentee] = score

        return columns

    def _ranked(self, mentee: PersonId, row: Mapping[PersonId, int]) -> list[PersonId]:
        ranks = self.preferences.ranks.get(mentee, {})
        listed = [mentor for mentor in ranks if mentor in row]
        others = sorted(mentor for mentor in row if mentor not in ranks)

        return [*listed, *sorted(others, key=row.__getitem__, reverse=True)]

    def _choice(self, person: PersonId, scores: Mapping[PersonId, int], chosen: PersonId) -> int:
        ranks, score = self.preferences.ranks.get(person, {}), scores[chosen]
        listed = {other: rank for other, rank in ranks.items() if other in scores}
        if chosen in listed:
            return 1 + sum(rank < listed[chosen] for rank in listed.values())
        better = sum(points > score for points in scores.values())
        better_and_listed = sum(scores[other] > score for other in listed)

        return 1 + len(listed) + better - better_and_listed
