"""
Matched: what a run of matching proposes, and why.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Self

import attrs

from mentorcore.errors import Clash, InvalidValue
from mentorcore.insight.matching.compatibility import MILLION, Exclusion, Fit
from mentorcore.insight.wording import many
from mentorcore.model.pairing import PairingRequest
from mentorcore.model.policy import Policy
from mentorcore.model.values import SYSTEM, PersonId, withheld


@attrs.frozen(kw_only=True)
class Pair:
    """
    A proposed pair, and why.

    Attributes:
        score: How well they suit, 0 to 1.

        fit: What the score is made of.

        mentee_choice: Which choice the mentor is for the mentee among those who are possible: 1 is the first,
            and equally good ones share a place. A ranked preference comes first, then the score.

        mentor_choice: Which choice the mentee is for the mentor.

        sentence: The pair and the reasons in words.
    """

    mentor: PersonId
    mentee: PersonId
    score: float
    fit: Fit
    mentee_choice: int
    mentor_choice: int
    sentence: str = attrs.field(repr=withheld)


@attrs.frozen(kw_only=True)
class Unmatched:
    """
    A mentee without a mentor, and why.

    Attributes:
        possible: How many mentors were possible; all of them are full now.

        against: Of how many mentors each exclusion holds, the most frequent first.

        sentence: Why, in words.
    """

    mentee: PersonId
    possible: int
    against: Mapping[Exclusion, int]
    sentence: str = attrs.field(repr=withheld)


@attrs.frozen(kw_only=True)
class Room:
    """
    A mentor who could take more.

    Attributes:
        room: How many more mentorships.

        sentence: The same in words.
    """

    mentor: PersonId
    room: int
    sentence: str = attrs.field(repr=withheld)


@attrs.frozen(kw_only=True)
class Choices:
    """
    How far people are from their first choice.

    Attributes:
        counts: How many got which choice, the first choice first.
    """

    counts: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, choices: Iterable[int]) -> Self:
        """
        Count the choices that people got.
        """
        return cls(counts=tuple(sorted(Counter(choices).items())))

    @property
    def people(self) -> int:
        """
        How many there are.
        """
        return sum(count for _, count in self.counts)

    @property
    def first(self) -> int:
        """
        How many got their first choice.
        """
        return dict(self.counts).get(1, 0)

    @property
    def mean(self) -> float | None:
        """
        The mean choice, 1 when everybody got their first; *None* for nobody.
        """
        if not self.people:
            return None

        return sum(choice * count for choice, count in self.counts) / self.people

    def __str__(self) -> str:
        if self.mean is None:
            return "nobody was paired"

        return f"{self.first} of {self.people} got their first choice; the mean choice is {self.mean:.1f}"


@attrs.frozen(kw_only=True)
class Matching:
    """
    What a run proposes; nothing is decided by it. Printed, it tells all of it.

    Attributes:
        pairs: The proposed pairs, in order of the mentees' ids.

        unmatched_mentees: The mentees who are left, and why.

        mentors_with_room: The mentors who could take more.

        mentee_choices: How far the paired mentees are from their first choice.

        mentor_choices: How far the mentors are, pair by pair.
    """

    pairs: tuple[Pair, ...]
    unmatched_mentees: tuple[Unmatched, ...]
    mentors_with_room: tuple[Room, ...]
    mentee_choices: Choices
    mentor_choices: Choices

    @property
    def total(self) -> float:
        """
        The sum of the scores.
        """
        return sum(pair.fit.score for pair in self.pairs) / MILLION

    def __str__(self) -> str:
        mentees = many(len(self.pairs) + len(self.unmatched_mentees), "mentee")
        told = (
            f"Pairs for {len(self.pairs)} of {mentees}:",
            *(f"{pair.score:.2f}  {pair.sentence}" for pair in self.pairs),
            *(left.sentence for left in self.unmatched_mentees),
            *(mentor.sentence for mentor in self.mentors_with_room),
            f"Of the paired mentees, {self.mentee_choices}.",
            f"Of the paired mentors, {self.mentor_choices}.",
        )

        return "\n".join(told)

    def requests(
        self,
        *,
        decider: PersonId | Mapping[PersonId, PersonId],
        at: datetime,
        by: PersonId = SYSTEM,
        policy: Policy | None = None,
    ) -> tuple[PairingRequest, ...]:
        """
        Turn the pairs into pairing requests, in the order of the pairs.

        Each names the proposed mentor and the reasons; the decider proposes them, somebody else, or nobody.
        Then both people are still asked (R3).

        Args:
            decider: Who decides, or who decides for each mentee.

            at: When it is asked.

            by: Who asks.

            policy: The policy of the organisation; the default unless given.

        Raises:
            Clash: A decider would decide about themselves (B1).

            InvalidValue: There is no decider for a mentee (B1).
        """
        if not isinstance(decider, str | Mapping):
            raise InvalidValue(
                tried="ask for a pairing",
                because=f"a value of type {type(decider).__name__} names no decider",
                accepted="give an id, or the id of a decider for each mentee",
                rule="B1",
                path="decider",
            )
        deciders = {
            pair.mentee: decider if isinstance(decider, str) else decider.get(pair.mentee)
            for pair in self.pairs
        }

        return tuple(
            PairingRequest.open(
                mentee=pair.mentee,
                decider=_checked(pair, deciders[pair.mentee]),
                by=by,
                at=at,
                why=f"{pair.sentence} Proposed by matching; the mentor's id is {pair.mentor}.",
                policy=policy,
            )
            for pair in self.pairs
        )


def _checked(pair: Pair, decider: PersonId | None) -> PersonId:
    if decider is None:
        raise InvalidValue(
            tried="ask for a pairing",
            because=f"nobody decides for {pair.mentee}",
            accepted="name a decider for every mentee who is paired",
            rule="B1",
            path=f"decider[{pair.mentee!r}]",
        )
    if decider in (pair.mentor, pair.mentee):
        raise Clash(
            tried="ask for a pairing",
            because=f"{decider} would decide about themselves, as one of {pair.mentor} and {pair.mentee}",
            accepted="name somebody else for this pair",
            rule="B1",
        )

    return decider
