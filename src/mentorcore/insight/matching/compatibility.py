"""
Compatibility: which mentors are possible for a mentee, and how well each would suit (R1, R8 to R10).

Scores are whole millionths, so that sums of them are exact and nothing depends on the order of the input.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time, timedelta
from functools import cache, cached_property
from typing import Final
from zoneinfo import ZoneInfo

import attrs

from mentorcore.insight.colleagues import shared_wishes
from mentorcore.insight.standing import Standing
from mentorcore.insight.weights import check_weights
from mentorcore.model.lifecycle import State
from mentorcore.model.people import Person, Presence
from mentorcore.model.policy import Policy
from mentorcore.model.values import PersonId


MILLION: Final = 1_000_000
"""The score of a pair that could not be better."""

WORKING_HOURS: Final = (time(9), time(17))
"""The hours of a day that are compared across time zones."""

TRIED: Final = frozenset({State.COMPLETED, State.ENDED, State.DECLINED})
"""Relationships after which the same two are not paired again."""


class Exclusion(enum.Enum):
    """
    Why two people are not paired; the value names the rule where there is one.
    """

    SAME_PERSON = "mentor and mentee are the same person (R1)"
    LEFT = "one of the two has left (P5)"
    DO_NOT_PAIR = "the two are on the list of those not to pair"
    OPEN = "the two have an open relationship already (R8)"
    EARLIER = "the two had a relationship, or an offer that was declined"
    LINE_MANAGER = "the mentor is the mentee's line manager (R10)"
    NO_ROOM = "the mentor has no room (R9)"


@attrs.frozen(kw_only=True)
class MatchWeights:
    """
    How much each reason for a pair counts; only their proportions matter.

    Attributes:
        learning: The share of what the mentee wants to learn that the mentor knows.

        overlap: The share of the working day, nine to five, that both are at work.

        preference: How high the two rank each other, where they say so.
    """

    learning: float = 5
    overlap: float = 2
    preference: float = 3

    def __attrs_post_init__(self) -> None:
        check_weights(self)


@attrs.frozen(kw_only=True)
class Fit:
    """
    How well two people suit.

    Attributes:
        shared: What the mentee wants to learn and the mentor knows.

        wishes: How many things the mentee wants to learn.

        overlap_hours: How many hours of nine to five the two share.

        mentee_rank: Where the mentee's list has the mentor, 1 first; *None* where it does not.

        mentor_rank: Where the mentor's list has the mentee.

        score: 0 to `MILLION`.
    """

    shared: tuple[str, ...]
    wishes: int
    overlap_hours: float
    mentee_rank: int | None
    mentor_rank: int | None
    score: int


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

    @cached_property
    def _named_by(self) -> Mapping[PersonId, set[PersonId]]:
        named_by: dict[PersonId, set[PersonId]] = {}
        for person, ranks in self.ranks.items():
            for other in ranks:
                named_by.setdefault(other, set()).add(person)

        return named_by

    def wish(self, one: PersonId, two: PersonId) -> float:
        """
        Return how high two people rank each other, 0 to 1: the mean over those of the two who have a list.
        """
        strengths = [
            1 - (self.ranks[person].get(other, len(self.ranks[person]) + 1) - 1) / len(self.ranks[person])
            for person, other in ((one, two), (two, one))
            if self.ranks.get(person)
        ]

        return sum(strengths) / len(strengths) if strengths else 0.0


@attrs.frozen(kw_only=True)
class Compatibility:
    """
    Everything that decides about pairs.
    """

    mentors: Sequence[Person]
    standing: Standing
    room: Mapping[PersonId, int]
    apart: frozenset[frozenset[PersonId]]
    preferences: Preferences
    weights: MatchWeights
    policy: Policy
    at: datetime

    def against(self, mentor: Person, mentee: Person) -> Exclusion | None:
        """
        Return why two people are not paired; *None* where they can be.
        """
        states = self.standing.between(mentor.id, mentee.id)
        grounds = (
            (Exclusion.SAME_PERSON, mentor.id == mentee.id),
            (Exclusion.LEFT, {mentor.presence, mentee.presence} != {Presence.PRESENT}),
            (Exclusion.DO_NOT_PAIR, frozenset((mentor.id, mentee.id)) in self.apart),
            (Exclusion.OPEN, self.standing.open_between(mentor.id, mentee.id)),
            (Exclusion.EARLIER, not TRIED.isdisjoint(states)),
            (Exclusion.LINE_MANAGER, mentee.manager_id == mentor.id and not self.policy.line_managers),
            (Exclusion.NO_ROOM, self.room[mentor.id] < 1),
        )

        return next((exclusion for exclusion, holds in grounds if holds), None)

    def fit(self, mentor: Person, mentee: Person) -> Fit:
        """
        Return how well two people suit.
        """
        shared = shared_wishes(mentor, mentee)
        wishes = len(mentee.profile.wishes)
        hours = shared_hours(mentor.profile.timezone, mentee.profile.timezone, self.at)

        return Fit(
            shared=shared,
            wishes=wishes,
            overlap_hours=hours,
            mentee_rank=self.preferences.rank(mentee.id, mentor.id),
            mentor_rank=self.preferences.rank(mentor.id, mentee.id),
            score=self._score(len(shared), wishes, hours, self.preferences.wish(mentor.id, mentee.id)),
        )

    def scores(self, mentee: Person) -> dict[PersonId, int]:
        """
        Return the score of every mentor who is possible for a mentee.

        It gives what `fit` and `against` give, without looking at each mentor in turn: most of them share
        nothing but working hours with the mentee, so they are scored by time zone.
        """
        if mentee.presence is not Presence.PRESENT:
            return {}
        zones = {
            zone: self._score(0, 0, shared_hours(zone, mentee.profile.timezone, self.at), 0.0)
            for zone in self._zones
        }
        scores = {mentor: zones[zone] for mentor, zone in self._possible.items()}
        known = {wish.casefold() for wish in mentee.profile.wishes}
        closer = {mentor for wish in known for mentor in self._knowing.get(wish, ())}
        closer |= {other for other in self.preferences.named_with(mentee.id) if other in scores}
        scores |= {mentor: self.fit(self._by_id[mentor], mentee).score for mentor in closer}
        for mentor in self._questionable(mentee):
            if mentor in scores and self.against(self._by_id[mentor], mentee) is not None:
                del scores[mentor]

        return scores

    @cached_property
    def _by_id(self) -> Mapping[PersonId, Person]:
        return {mentor.id: mentor for mentor in self.mentors}

    @cached_property
    def _possible(self) -> Mapping[PersonId, str]:
        return {
            mentor.id: mentor.profile.timezone
            for mentor in self.mentors
            if mentor.presence is Presence.PRESENT and self.room[mentor.id] > 0
        }

    @cached_property
    def _zones(self) -> frozenset[str]:
        return frozenset(self._possible.values())

    @cached_property
    def _knowing(self) -> Mapping[str, set[PersonId]]:
        knowing: dict[str, set[PersonId]] = {}
        for mentor in self._possible:
            for skill in self._by_id[mentor].profile.skills:
                knowing.setdefault(skill.casefold(), set()).add(mentor)

        return knowing

    @cached_property
    def _met(self) -> Mapping[PersonId, set[PersonId]]:
        met: dict[PersonId, set[PersonId]] = {}
        for mentor, mentee in self.standing.states:
            met.setdefault(mentee, set()).add(mentor)
        for pair in self.apart:
            for person in pair:
                met.setdefault(person, set()).update(pair)

        return met

    def _questionable(self, mentee: Person) -> set[PersonId]:
        return {mentee.id, mentee.manager_id or mentee.id, *self._met.get(mentee.id, ())}

    def _score(self, shared: int, wishes: int, hours: float, wish: float) -> int:
        w = self.weights
        learning = shared / wishes if wishes else 0.0
        weighed = w.learning * learning + w.overlap * hours / _DAY + w.preference * wish

        return round(MILLION * weighed / (w.learning + w.overlap + w.preference))


def shared_hours(zone: str, other: str, at: datetime) -> float:
    """
    Return how many hours of nine to five two time zones share on the day of a moment.

    >>> from datetime import UTC
    >>> shared_hours("Europe/Berlin", "Europe/London", datetime(2026, 1, 12, tzinfo=UTC))
    7.0
    """
    apart = abs(_offset(zone, at) - _offset(other, at))
    around = min(apart, timedelta(days=1) - apart)

    return max(0.0, _DAY - around / timedelta(hours=1))


@cache
def _offset(zone: str, at: datetime) -> timedelta:
    return at.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()


_DAY: Final = WORKING_HOURS[1].hour - WORKING_HOURS[0].hour


def apart(pairs: Iterable[tuple[PersonId, PersonId]]) -> frozenset[frozenset[PersonId]]:
    """
    Return a list of people who are not to be paired, either way round.
    """
    return frozenset(frozenset(pair) for pair in pairs)
