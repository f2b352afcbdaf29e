"""
Prospects: whom a mentor might offer a mentorship, the *look around* step (R1, R8 to R10).
"""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Final

import attrs

from mentorcore.insight.colleagues import people_by_id, shared_wishes
from mentorcore.insight.interactions import Interaction
from mentorcore.insight.standing import Standing, Tie, standing_of
from mentorcore.insight.weights import check_weights
from mentorcore.insight.wording import day_in_words, joined, many, month_in_words
from mentorcore.model.people import Person, Presence
from mentorcore.model.policy import Policy, chosen
from mentorcore.model.values import PersonId, Whole, check_moment, check_type


HALF_LIFE_DAYS: Final = 90
"""After how many days an interaction counts half, unless said otherwise."""

ENOUGH: Final = 12
"""So many interactions, each counted by its age, make half of the full score for contact."""


class ReasonKind(enum.Enum):
    """
    What speaks for somebody.
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
class Contact:
    """
    What two people had to do with each other.

    Attributes:
        times: How often.

        minutes: How long in all.

        first: The first time that is known; *None* for never.

        last: The last time.

        kinds: How often of each kind, the most frequent first.

        weight: The number of times, each counted by its age.
    """

    times: int = 0
    minutes: int = 0
    first: datetime | None = None
    last: datetime | None = None
    kinds: tuple[tuple[str, int], ...] = ()
    weight: float = 0.0


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
    shared: tuple[str, ...]
    open_mentorships: int
    sentence: str


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
    """

    mentor: PersonId
    ranked: tuple[Prospect, ...]
    left_out: tuple[NotSuggested, ...]
    room: int


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
        people: Whoever might be asked; the mentor among them is passed over.

        interactions: In any order; they are read once. What lies after *at* does not count.

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
    standing = standing_of(relationships, at)
    contacts = _contacts(mentor.id, interactions, at, half_life)
    left_out, ranked = [], []
    for person in known.values():
        if person.id == mentor.id:
            continue
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
        room=max(0, mentor.capacity - standing.running_as_mentor(mentor.id)),
    )


def _against(mentor: Person, person: Person, standing: Standing, policy: Policy) -> NotSuggested | None:
    def no(because: str, rule: str | None = None) -> NotSuggested:
        return NotSuggested(person=person.id, because=because, rule=rule)

    experience, of_mentor = person.profile.experience, mentor.profile.experience
    if person.presence is not Presence.PRESENT:
        return no("they have left", "P5")
    if standing.open_between(mentor.id, person.id):
        return no("there is an open relationship with this mentor already", "R8")
    if person.manager_id == mentor.id and not policy.line_managers:
        return no("the mentor is their line manager", "R10")
    if experience is None or of_mentor is None:
        whose = "their" if experience is None else "the mentor's"
        return no(f"{whose} years of experience are not known; enter them with Person.revise")
    if experience >= of_mentor:
        return no("they are not less experienced than the mentor")

    return None


def _contacts(
    mentor: PersonId, interactions: Iterable[Interaction], at: datetime, half_life: timedelta
) -> Mapping[PersonId, Contact]:
    found: dict[PersonId, list[Interaction]] = {}
    for interaction in interactions:
        if interaction.who == mentor:
            other = interaction.with_whom
        elif interaction.with_whom == mentor:
            other = interaction.who
        else:
            continue
        if interaction.when <= at:
            found.setdefault(other, []).append(interaction)

    return {person: _contact(mine, at, half_life) for person, mine in found.items()}


def _contact(interactions: list[Interaction], at: datetime, half_life: timedelta) -> Contact:
    kinds = Counter(interaction.kind for interaction in interactions)
    moments = [interaction.when for interaction in interactions]

    return Contact(
        times=len(interactions),
        minutes=sum(interaction.minutes for interaction in interactions),
        first=min(moments),
        last=max(moments),
        kinds=tuple(sorted(kinds.items(), key=lambda item: (-item[1], item[0]))),
        weight=sum(sorted(0.5 ** ((at - moment) / half_life) for moment in moments)),
    )


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
        score=sum(reason.points for reason in reasons),
        reasons=reasons,
        contact=contact,
        shared=shared,
        open_mentorships=open_mentorships,
        sentence=" ".join(_sentences(contact, shared, open_mentorships)),
    )


def _sentences(contact: Contact, shared: tuple[str, ...], open_mentorships: int) -> Iterator[str]:
    if contact.first is None or contact.last is None:
        yield "We have not had to do with each other yet."
    elif contact.times == 1:
        yield f"We had to do with each other once, on {day_in_words(contact.last)} ({contact.kinds[0][0]})."
    else:
        kinds = joined(kind for kind, _ in contact.kinds[:2])
        yield (
            f"We have had to do with each other {many(contact.times, 'time')} since "
            f"{month_in_words(contact.first)}, last on {day_in_words(contact.last)}, mostly in {kinds}."
        )
    if shared:
        yield f"You want to learn {joined(shared)}, which I know."
    if not open_mentorships:
        yield "Nobody mentors you at the moment."
