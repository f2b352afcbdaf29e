"""
Traces: every document in which there is something of a person.
"""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from mentorcore.backends import Condition, Envelope, Key, Op, Query
from mentorcore.model.erasure import erased
from mentorcore.model.mentorship import Mentorship
from mentorcore.model.names import Names, parts_of
from mentorcore.model.pairing import PairingRequest
from mentorcore.model.people import Person, Presence, without_names
from mentorcore.model.values import SYSTEM, PersonId
from mentorcore.storage.index import aggregate_of
from mentorcore.storage.maintenance import every_envelope
from mentorcore.storage.store import Store
from mentorcore.storage.transaction import every_row


Kept = Person | PairingRequest | Mentorship

_DISTINCTIVE = 5
"""From how many characters an external id is looked for in texts; shorter ones are words and numbers too."""


@attrs.frozen
class Called:
    """
    What a person is called.

    Attributes:
        whole: Their name, address and the like, looked for in every document.

        alone: The parts of their name, by which those who know them call them.
    """

    whole: tuple[str, ...] = attrs.field(repr=False)
    alone: tuple[str, ...] = attrs.field(repr=False)

    @classmethod
    def of(cls, person: Person, also: tuple[str, ...]) -> Called:
        """
        Return what a person is called, and what somebody says that they are called as well.
        """
        if person.presence is Presence.ERASED:
            return cls(also, ())
        profile = person.profile
        number = profile.external_id
        known = (profile.name, profile.email, number if number and len(number) >= _DISTINCTIVE else None)

        return cls((*(name for name in known if name), *also), parts_of(profile.name))

    def among(self, others: tuple[Person, ...]) -> tuple[str, ...]:
        """
        Return what they are called where they have a part, with these others.

        A part of the name that is a part of another's as well is not theirs alone and is left out.
        """
        taken = {part for other in others for part in parts_of(other.profile.name)}

        return (*self.whole, *(part for part in self.alone if part not in taken))


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


def shared_with(store: Store, person_id: PersonId) -> Iterator[Key]:
    """
    Return the relationships and pairing requests in which a person has a part.
    """
    named = Condition("people", Op.HAS, person_id)
    for kind in (PairingRequest.kind, Mentorship.kind):
        yield from (row.key for row in every_row(store.backend, Query(kind=kind, where=(named,))))


def mentioning(store: Store, person_id: PersonId, names: tuple[str, ...]) -> Iterator[Key]:
    """
    Return the documents in which somebody is named without having a part in them; all of the store is read.
    """
    wanted = Names.of(names)
    if not wanted:
        return
    for kind in (Person.kind, PairingRequest.kind, Mentorship.kind):
        for envelope in every_envelope(store.backend, kind):
            if wanted.may_be_in(envelope.body) and _mentions(store, envelope, person_id, names):
                yield envelope.key


def _mentions(store: Store, envelope: Envelope, person_id: PersonId, names: tuple[str, ...]) -> bool:
    aggregate = aggregate_of(envelope, store.codec, store.policy)
    if person_id in people_in(aggregate):
        return False
    if isinstance(aggregate, Person):
        return names_in(aggregate, names)

    return erased(aggregate.document, None, names) != aggregate.document


def names_in(person: Person, names: tuple[str, ...]) -> bool:
    """
    Tell whether a profile names somebody else.
    """
    return person.presence is not Presence.ERASED and without_names(person.profile, names) != person.profile
