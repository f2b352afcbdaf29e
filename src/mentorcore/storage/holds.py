"""
Holds: what a legal hold keeps from being erased (P5).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from mentorcore.model.mentorship import Mentorship
from mentorcore.model.pairing import PairingRequest
from mentorcore.model.people import Person
from mentorcore.model.values import SYSTEM, PersonId


Kept = Person | PairingRequest | Mentorship

Known = Callable[[PersonId], Person]
"""Gives a person as they are kept."""


def people_in(aggregate: Kept) -> tuple[PersonId, ...]:
    """
    Return the ids of those who have a part in something.
    """
    people: tuple[PersonId, ...]
    match aggregate:
        case Mentorship():
            people = (*aggregate.pair, aggregate.offered_by)
        case PairingRequest():
            people = (aggregate.mentee_id, aggregate.decider_id, aggregate.document.asked_by)
        case Person():
            people = (aggregate.id,)

    return tuple(dict.fromkeys(person for person in people if person != SYSTEM))


def held_in(aggregate: Kept, known: Known) -> Iterator[Person]:
    """
    Return those with a part in something on whom a legal hold is in place; while there are any, nothing in it
    is erased.
    """
    people = map(known, people_in(aggregate))

    return (person for person in people if person.profile.hold is not None)
