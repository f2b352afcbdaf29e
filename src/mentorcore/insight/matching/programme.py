"""
Programme: a mentor for each mentee at once, the *decision maker* step (B1, R1, R8 to R10).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Literal, get_args

from mentorcore.errors import InvalidValue
from mentorcore.insight.colleagues import people_by_id
from mentorcore.insight.matching.assignment import largest_total, stable
from mentorcore.insight.matching.compatibility import (
    MILLION,
    Compatibility,
    Exclusion,
    MatchWeights,
    apart,
)
from mentorcore.insight.matching.orders import Orders
from mentorcore.insight.matching.preferences import Preferences
from mentorcore.insight.matching.result import Choices, Matching, Pair, Room, Unmatched
from mentorcore.insight.matching.sentences import of_pair, of_room, of_unmatched
from mentorcore.insight.standing import Tie, standing_of
from mentorcore.insight.wording import joined, many
from mentorcore.model.people import Person, Presence
from mentorcore.model.policy import Policy, chosen
from mentorcore.model.values import PersonId, as_tuple, check_id, check_moment, check_type


Method = Literal["best", "stable"]


def match(
    mentors: Iterable[Person],
    mentees: Iterable[Person],
    *,
    at: datetime,
    method: Method = "best",
    relationships: Iterable[Tie] = (),
    do_not_pair: Iterable[tuple[PersonId, PersonId]] = (),
    preferences: Mapping[PersonId, Sequence[PersonId]] | None = None,
    weights: MatchWeights | None = None,
    policy: Policy | None = None,
) -> Matching:
    """
    Propose at most one mentor for each mentee. Nothing is decided: decision makers get the result as pairing
    requests, and both people still agree (R3).

    Nobody is proposed to themselves (R1), to somebody with whom they have an open relationship (R8) or had an
    earlier one, to a mentor without room (R9), to their line manager (R10), or to somebody on *do_not_pair*.

    Args:
        method: ``"best"`` for the largest total score, and among those the most pairs; it needs the extra
            ``matching``. ``"stable"`` for a result in which no two people would both rather have each other.

        relationships: The mentorships that are kept, or summaries of them, of all these people.

        do_not_pair: Pairs that are never made, either way round.

        preferences: For each person who ranks others, whom they would like, the first choice first. Whoever
            is not on a list is still possible, and comes after all who are.

        weights: How much each reason counts; `MatchWeights()` unless given.

        policy: Whether line managers may mentor (R10); the default unless given.

    Raises:
        InvalidValue: An argument is not what it should be; somebody is named twice, or a preference names
            somebody who is neither among the mentors nor the mentees.

        MissingExtra: ``"best"`` is asked for, and scipy is not installed.
    """
    if method not in get_args(Method):
        raise _refused("method", "there is no such method", 'give "best" or "stable"')
    of_mentors, of_mentees = people_by_id(mentors, "mentors"), people_by_id(mentees, "mentees")
    at = check_moment(at)
    standing = standing_of(as_tuple(relationships, "relationships"), at)
    compatibility = Compatibility(
        mentors=tuple(of_mentors.values()),
        standing=standing,
        room={
            mentor.id: max(0, mentor.capacity - standing.running_as_mentor(mentor.id))
            for mentor in of_mentors.values()
        },
        apart=apart(_pairs(do_not_pair)),
        preferences=Preferences.of(
            _lists({} if preferences is None else preferences, {*of_mentors, *of_mentees})
        ),
        weights=MatchWeights() if weights is None else check_type(MatchWeights, weights, "weights"),
        policy=chosen(policy),
        at=at,
    )
    scores = {mentee.id: compatibility.scores(mentee) for mentee in of_mentees.values()}
    orders = Orders(compatibility.preferences, scores)
    found = (
        largest_total(scores, compatibility.room)
        if method == "best"
        else stable(orders.possible(), compatibility.room, orders.of_mentor)
    )

    return _explained(compatibility, of_mentors, of_mentees, orders, found)


def _explained(
    compatibility: Compatibility,
    mentors: Mapping[PersonId, Person],
    mentees: Mapping[PersonId, Person],
    orders: Orders,
    found: Mapping[PersonId, PersonId],
) -> Matching:
    taken = Counter(found.values())
    pairs = tuple(
        _pair(compatibility, mentors[mentor], mentees[mentee], orders)
        for mentee, mentor in sorted(found.items())
    )

    return Matching(
        pairs=pairs,
        unmatched_mentees=tuple(
            _unmatched(compatibility, mentees[mentee], orders)
            for mentee in sorted(mentees)
            if mentee not in found
        ),
        mentors_with_room=tuple(
            _room(mentors[mentor], room - taken[mentor])
            for mentor, room in sorted(compatibility.room.items())
            if room > taken[mentor] and mentors[mentor].presence is Presence.PRESENT
        ),
        mentee_choices=Choices.of(pair.mentee_choice for pair in pairs),
        mentor_choices=Choices.of(pair.mentor_choice for pair in pairs),
    )


def _pair(compatibility: Compatibility, mentor: Person, mentee: Person, orders: Orders) -> Pair:
    fit = compatibility.fit(mentor, mentee)

    return Pair(
        mentor=mentor.id,
        mentee=mentee.id,
        score=fit.score / MILLION,
        fit=fit,
        mentee_choice=orders.choice_of_mentee(mentee.id, mentor.id),
        mentor_choice=orders.choice_of_mentor(mentor.id, mentee.id),
        sentence=of_pair(mentor, mentee, fit),
    )


def _unmatched(compatibility: Compatibility, mentee: Person, orders: Orders) -> Unmatched:
    against = dict(_counted(compatibility.exclusions(mentee)))
    possible = len(orders.scores[mentee.id])

    return Unmatched(
        mentee=mentee.id,
        possible=possible,
        against=against,
        sentence=of_unmatched(mentee, possible, against),
    )


def _room(mentor: Person, room: int) -> Room:
    return Room(mentor=mentor.id, room=room, sentence=of_room(mentor, room))


def _counted(against: Counter[Exclusion]) -> list[tuple[Exclusion, int]]:
    return sorted(against.items(), key=lambda item: (-item[1], item[0].value))


def _pairs(pairs: Iterable[tuple[PersonId, PersonId]]) -> Iterable[tuple[PersonId, PersonId]]:
    for position, pair in enumerate(as_tuple(pairs, "do_not_pair")):
        path = f"do_not_pair[{position}]"
        ids = as_tuple(pair, path)
        if len(ids) != 2:
            raise _refused(path, f"it has {many(len(ids), 'id')}", "give two ids")
        yield check_id(ids[0], path), check_id(ids[1], path)


def _lists(
    preferences: Mapping[PersonId, Sequence[PersonId]], known: set[PersonId]
) -> Mapping[PersonId, Sequence[PersonId]]:
    if not isinstance(preferences, Mapping):
        raise _refused(
            "preferences",
            f"a value of type {type(preferences).__name__} is no mapping",
            "give one of ids to lists",
        )
    lists = {}
    for person, others in preferences.items():
        path = f"preferences[{person!r}]"
        lists[person] = as_tuple(others, path)
        if len(set(lists[person])) < len(lists[person]):
            raise _refused(path, "somebody is named twice", "name everybody once")
        if unknown := sorted({person, *lists[person]} - known):
            raise _refused(path, f"not taking part: {joined(unknown)}", "name people who do")

    return lists


def _refused(path: str, because: str, accepted: str) -> InvalidValue:
    return InvalidValue(tried=f"accept {path}", because=because, accepted=accepted, rule="P1", path=path)
