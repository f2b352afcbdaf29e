"""
Compatibility: which mentors are possible for a mentee, and how well each would suit (R1, R8 to R10).

Scores are whole millionths, so that sums of them are exact and nothing depends on the order of the input.
"""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Final

import attrs

from mentorcore.insight.colleagues import shared_wishes
from mentorcore.insight.matching.hours import WORKING_HOURS, shared_hours
from mentorcore.insight.matching.preferences import Preferences
from mentorcore.insight.standing import EARLIER, Standing
from mentorcore.insight.weights import check_weights
from mentorcore.model.lifecycle import State
from mentorcore.model.people import Person, Presence
from mentorcore.model.policy import Policy
from mentorcore.model.values import PersonId, withheld


MILLION: Final = 1_000_000
"""The score of a pair that could not be better."""


class Exclusion(enum.Enum):
    """
    Why two people are not paired. Where several hold for a pair, it is the first of them.

    Attributes:
        MENTEE_LEFT: The mentee has left (P5).

        SAME_PERSON: Nobody is their own mentor (R1).

        MENTOR_LEFT: The mentor has left (P5).

        DO_NOT_PAIR: The two are on the list of those not to pair.

        OPEN: The two have an open relationship (R8).

        EARLIER: The two had a relationship before.

        DECLINED: One of the two has declined an offer of the other.

        LINE_MANAGER: The mentor is the mentee's line manager, and the policy does not allow it (R10).

        NO_ROOM: The mentor has no room (R9).
    """

    MENTEE_LEFT = "mentee_left"
    SAME_PERSON = "same_person"
    MENTOR_LEFT = "mentor_left"
    DO_NOT_PAIR = "do_not_pair"
    OPEN = "open"
    EARLIER = "earlier"
    DECLINED = "declined"
    LINE_MANAGER = "line_manager"
    NO_ROOM = "no_room"

    @property
    def rule(self) -> str | None:
        """
        The code of the rule behind it; *None* where it is no rule.
        """
        return _RULES.get(self)


_RULES: Final = {
    Exclusion.MENTEE_LEFT: "P5",
    Exclusion.SAME_PERSON: "R1",
    Exclusion.MENTOR_LEFT: "P5",
    Exclusion.OPEN: "R8",
    Exclusion.LINE_MANAGER: "R10",
    Exclusion.NO_ROOM: "R9",
}


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

        overlap_hours: How many of the eight hours from nine to five the two share.

        mentee_rank: Where the mentee's list has the mentor, 1 first; *None* where it does not.

        mentor_rank: Where the mentor's list has the mentee.

        score: 0 to 1,000,000.
    """

    shared: tuple[str, ...] = attrs.field(repr=withheld)
    wishes: int
    overlap_hours: float
    mentee_rank: int | None
    mentor_rank: int | None
    score: int


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
            (Exclusion.MENTEE_LEFT, mentee.presence is not Presence.PRESENT),
            (Exclusion.SAME_PERSON, mentor.id == mentee.id),
            (Exclusion.MENTOR_LEFT, mentor.presence is not Presence.PRESENT),
            (Exclusion.DO_NOT_PAIR, frozenset((mentor.id, mentee.id)) in self.apart),
            (Exclusion.OPEN, self.standing.open_between(mentor.id, mentee.id)),
            (Exclusion.EARLIER, not EARLIER.isdisjoint(states)),
            (Exclusion.DECLINED, State.DECLINED in states),
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

        It gives what `fit` and `against` give, without looking at each mentor in turn. Unless one of the two
        names the other, a score depends on a time zone and on how many wishes the mentor can meet, which
        the skills are indexed for.
        """
        if mentee.presence is not Presence.PRESENT:
            return {}
        wishes = len(mentee.profile.wishes)
        hours = {zone: shared_hours(zone, mentee.profile.timezone, self.at) for zone in self._zones}
        met = Counter[PersonId]()
        for wish in mentee.profile.wishes:
            met.update(self._knowing.get(wish.casefold(), ()))
        shares = {0, *met.values()}
        table = {
            zone: {n: self._score(n, wishes, overlap, 0.0) for n in shares} for zone, overlap in hours.items()
        }
        scores = {mentor: table[zone][met.get(mentor, 0)] for mentor, zone in self._possible.items()}
        for mentor in self._to_be_looked_at(mentee):
            if mentor in scores:
                if self.against(self._by_id[mentor], mentee) is not None:
                    del scores[mentor]
                else:
                    scores[mentor] = self.fit(self._by_id[mentor], mentee).score

        return scores

    def exclusions(self, mentee: Person) -> Counter[Exclusion]:
        """
        Return of how many mentors each exclusion holds; it gives what `against` gives, in the same way.
        """
        if mentee.presence is not Presence.PRESENT:
            return Counter({Exclusion.MENTEE_LEFT: len(self.mentors)})
        looked_at = self._to_be_looked_at(mentee)
        found = Counter(why for mentor, why in self._impossible.items() if mentor not in looked_at)
        found.update(
            why
            for mentor in looked_at
            if mentor in self._by_id and (why := self.against(self._by_id[mentor], mentee)) is not None
        )

        return found

    @cached_property
    def _by_id(self) -> Mapping[PersonId, Person]:
        return {mentor.id: mentor for mentor in self.mentors}

    @cached_property
    def _possible(self) -> Mapping[PersonId, str]:
        return {
            mentor.id: mentor.profile.timezone
            for mentor in sorted(self.mentors, key=lambda mentor: mentor.id)
            if mentor.presence is Presence.PRESENT and self.room[mentor.id] > 0
        }

    @cached_property
    def _impossible(self) -> Mapping[PersonId, Exclusion]:
        return {
            mentor.id: Exclusion.NO_ROOM if mentor.presence is Presence.PRESENT else Exclusion.MENTOR_LEFT
            for mentor in self.mentors
            if mentor.id not in self._possible
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

    def _to_be_looked_at(self, mentee: Person) -> set[PersonId]:
        return {
            mentee.id,
            mentee.manager_id or mentee.id,
            *self._met.get(mentee.id, ()),
            *self.preferences.named_with(mentee.id),
        }

    def _score(self, shared: int, wishes: int, hours: float, wish: float) -> int:
        w = self.weights
        learning = shared / wishes if wishes else 0.0
        weighed = w.learning * learning + w.overlap * hours / WORKING_HOURS + w.preference * wish

        return round(MILLION * weighed / (w.learning + w.overlap + w.preference))


def apart(pairs: Iterable[tuple[PersonId, PersonId]]) -> frozenset[frozenset[PersonId]]:
    """
    Return a list of people who are not to be paired, either way round.
    """
    return frozenset(frozenset(pair) for pair in pairs)
