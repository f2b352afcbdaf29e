"""
Prospects: whom a mentor might offer a mentorship, the *look around* step (R1, R8 to R10).
"""

from __future__ import annotations

import enum
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import attrs

from mentorcore.insight.colleagues import people_by_id, shared_wishes, wishes_in_words
from mentorcore.insight.contact import HALF_LIFE_DAYS, Contact, contacts_of, in_words
from mentorcore.insight.interactions import Interaction
from mentorcore.insight.standing import EARLIER, Standing, Tie, standing_of
from mentorcore.insight.weights import check_weights
from mentorcore.insight.wording import many
from mentorcore.model.lifecycle import State
from mentorcore.model.people import Person, Presence
from mentorcore.model.policy import Policy, chosen
from mentorcore.model.validators import Whole
from mentorcore.model.values import PersonId, as_tuple, check_moment, check_type, withheld


ENOUGH: Final = 12
"""So many interactions, each counted by its age, make half of the full score for contact."""

UNKNOWN: Final = "{} years of experience are not known; enter them with Person.revise"


class ReasonKind(enum.Enum):
    """
    What speaks for somebody.

    Attributes:
        CONTACT: How often and how recently the two had to do with each other: the number of times, each
            counted by its age, against that number and `ENOUGH`.

        LEARNING: The share of what they want to learn that the mentor knows.

        FREE: 1 for somebody with no open relationship as a mentee, 1/2 with one, 1/3 with two.
    """

    CONTACT = "contact"
    LEARNING = "learning"
    FREE = "free"


@attrs.frozen(kw_only=True)
class ProspectWeights:
    """
    How much each reason counts; only their proportions matter.

    Attributes:
        contact: How often and how recently the two had to do with each other.

        learning: How much of what they want to learn the mentor knows.

        free: Whether nobody mentors them yet.
    """

    contact: float = 5
    learning: float = 3
    free: float = 2

    def __attrs_post_init__(self) -> None:
        check_weights(self)

    @property
    def total(self) -> float:
        """
        All of them.
        """
        return self.contact + self.learning + self.free


@attrs.frozen(kw_only=True)
class Reason:
    """
    One thing that speaks for somebody.

    Attributes:
        strength: How strong it is, 0 to 1.

        points: What it adds to the score.
    """

    kind: ReasonKind
    strength: float
    points: float


@attrs.frozen(kw_only=True)
class Prospect:
    """
    Somebody whom the mentor might ask, and why.

    Attributes:
        person: Their id.

        score: 0 to 1.

        reasons: What makes the score; their points add up to it.

        contact: What the two had to do with each other.

        shared: What they want to learn and the mentor knows, in their words.

        open_mentorships: In how many open relationships they are a mentee.

        sentence: The reasons as the mentor would tell them; it can become the reasoning of an offer (R2).
    """

    person: PersonId
    score: float
    reasons: tuple[Reason, ...]
    contact: Contact
    shared: tuple[str, ...] = attrs.field(repr=withheld)
    open_mentorships: int
    sentence: str = attrs.field(repr=withheld)


@attrs.frozen(kw_only=True)
class NotSuggested:
    """
    Somebody who is not suggested.

    Attributes:
        because: Why.

        rule: The code of the rule behind it; *None* where it is no rule.
    """

    person: PersonId
    because: str
    rule: str | None = None


@attrs.frozen(kw_only=True)
class Prospects:
    """
    The people around a mentor.

    Attributes:
        mentor: The mentor's id.

        ranked: Who might be asked, the most promising first.

        left_out: Who is not suggested, and why.

        room: How many more mentorships the mentor can take on (R9); with 0 an offer could not be accepted.

        sentence: How much room the mentor has, in words.
    """

    mentor: PersonId
    ranked: tuple[Prospect, ...]
    left_out: tuple[NotSuggested, ...]
    room: int
    sentence: str = attrs.field(repr=withheld)


def suggest_mentees(
    mentor: Person,
    people: Iterable[Person],
    interactions: Iterable[Interaction],
    *,
    at: datetime,
    relationships: Iterable[Tie] = (),
    half_life_days: int = HALF_LIFE_DAYS,
    weights: ProspectWeights | None = None,
    policy: Policy | None = None,
    limit: int | None = None,
) -> Prospects:
    """
    Rank the less experienced colleagues whom a mentor already deals with.

    Args:
        people: Whoever might be asked.

        interactions: In any order; they are read once, so a generator will do. What lies after *at* does not
            count.

        relationships: The mentorships that are kept, or summaries of them, of the mentor and of the people.

        half_life_days: After how many days an interaction counts half, 1 to 3660.

        weights: How much each reason counts; `ProspectWeights()` unless given.

        policy: Whether line managers may mentor (R10); the default unless given.

        limit: The most people to suggest.

    Raises:
        InvalidValue: An argument is not what it should be, or *people* names somebody twice.
    """
    mentor, at = check_type(Person, mentor, "mentor"), check_moment(at)
    half_life = timedelta(days=Whole(1, 3660, "P1").check(half_life_days, "half_life_days"))
    weighed = ProspectWeights() if weights is None else check_type(ProspectWeights, weights, "weights")
    rules, known = chosen(policy), people_by_id(people, "people")
    most = len(known) if limit is None else Whole(0, 1_000_000, "P1").check(limit, "limit")
    standing = standing_of(as_tuple(relationships, "relationships"), at)
    contacts = contacts_of(mentor.id, interactions, at, half_life)
    room = max(0, mentor.capacity - standing.running_as_mentor(mentor.id))
    left_out, ranked = [], []
    for person in known.values():
        reason = _against(mentor, person, standing, rules)
        if reason is not None:
            left_out.append(reason)
        else:
            contact = contacts.get(person.id, Contact())
            ranked.append(_prospect(mentor, person, contact, standing.open_as_mentee(person.id), weighed))

    return Prospects(
        mentor=mentor.id,
        ranked=tuple(sorted(ranked, key=lambda found: (-found.score, found.person))[:most]),
        left_out=tuple(sorted(left_out, key=lambda found: found.person)),
        room=room,
        sentence=_room_in_words(mentor, room),
    )


def _against(mentor: Person, person: Person, standing: Standing, policy: Policy) -> NotSuggested | None:
    states = standing.between(mentor.id, person.id)
    experience, of_mentor = person.profile.experience, mentor.profile.experience
    less = experience is not None and of_mentor is not None and experience < of_mentor
    grounds = (
        ("they are the mentor", "R1", person.id == mentor.id),
        ("they have left", "P5", person.presence is not Presence.PRESENT),
        (
            "there is an open relationship with this mentor already",
            "R8",
            standing.open_between(mentor.id, person.id),
        ),
        ("the mentor has mentored them before", None, not EARLIER.isdisjoint(states)),
        ("an offer between the two was declined", None, State.DECLINED in states),
        (
            "the mentor is their line manager",
            "R10",
            person.manager_id == mentor.id and not policy.line_managers,
        ),
        (UNKNOWN.format("their"), None, experience is None),
        (UNKNOWN.format("the mentor's"), None, of_mentor is None),
        ("they are not less experienced than the mentor", None, not less),
    )
    found = ((because, rule) for because, rule, holds in grounds if holds)
    because, rule = next(found, (None, None))

    return None if because is None else NotSuggested(person=person.id, because=because, rule=rule)


def _prospect(
    mentor: Person, person: Person, contact: Contact, open_mentorships: int, weights: ProspectWeights
) -> Prospect:
    shared, wishes = shared_wishes(mentor, person), person.profile.wishes
    strengths = (
        (ReasonKind.CONTACT, weights.contact, contact.weight / (contact.weight + ENOUGH)),
        (ReasonKind.LEARNING, weights.learning, len(shared) / len(wishes) if wishes else 0.0),
        (ReasonKind.FREE, weights.free, 1 / (1 + open_mentorships)),
    )
    reasons = tuple(
        Reason(kind=kind, strength=strength, points=weight * strength / weights.total)
        for kind, weight, strength in strengths
    )

    return Prospect(
        person=person.id,
        score=sum(weight * strength for _, weight, strength in strengths) / weights.total,
        reasons=reasons,
        contact=contact,
        shared=shared,
        open_mentorships=open_mentorships,
        sentence=_sentence(contact, shared, ZoneInfo(mentor.profile.timezone)),
    )


def _sentence(contact: Contact, shared: tuple[str, ...], zone: ZoneInfo) -> str:
    told = in_words(contact, zone)

    return f"{told} You want to learn {wishes_in_words(shared)}, which I know." if shared else told


def _room_in_words(mentor: Person, room: int) -> str:
    if room:
        return f"{mentor.name} has room for {many(room, 'more mentorship')}."

    return f"{mentor.name} has no room for another mentorship, so nobody could accept an offer yet (R9)."
