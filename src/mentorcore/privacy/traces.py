"""
Traces: every document in which there is something of a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import attrs

from mentorcore.backends import Envelope, Key
from mentorcore.model.erasure import erased
from mentorcore.model.names import Names
from mentorcore.model.people import Person, Presence, without_names
from mentorcore.model.spelling import parts_of
from mentorcore.model.values import PersonId
from mentorcore.storage.holds import Kept
from mentorcore.storage.index import AGGREGATES, aggregate_of
from mentorcore.storage.maintenance import every_envelope
from mentorcore.storage.store import Store


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

        A part of the name that would be found in a part of another's, however each is registered, is not
        theirs alone and is left out.
        """
        theirs = ", ".join(part for other in others for part in parts_of(other.profile.name))

        return (*self.whole, *(part for part in self.alone if theirs == Names.of((part,)).out_of(theirs)))

    def and_before(self, before: Called) -> Called:
        """
        Return what they are called now and what they were called before.
        """
        return Called(
            tuple(dict.fromkeys((*self.whole, *before.whole))),
            tuple(dict.fromkeys((*self.alone, *before.alone))),
        )


def every_document(store: Store) -> Iterator[Envelope]:
    """
    Return every document that is kept, people first.
    """
    for kind in AGGREGATES:
        yield from every_envelope(store.backend, kind)


def documents(store: Store, keys: Iterable[Key]) -> Iterator[Envelope]:
    """
    Return the documents under some keys as they are kept now.
    """
    for key in keys:
        envelope = store.backend.load(key)
        if envelope is not None:
            yield envelope


def traced(
    store: Store, envelopes: Iterable[Envelope], person_id: PersonId, names: tuple[str, ...]
) -> Iterator[Kept]:
    """
    Return what, of some documents but for their own profile, a person has a part in or may be named in.

    The documents themselves say so, whatever the index says of them.
    """
    wanted, own, profile = Names.of(names), f'"{person_id}"', Key(Person.kind, person_id)
    for envelope in envelopes:
        if envelope.key != profile and (own in envelope.body or wanted.may_be_in(envelope.body)):
            yield aggregate_of(envelope, store.codec, store.policy)


def is_named_in(kept: Kept, names: tuple[str, ...]) -> bool:
    """
    Tell whether one of the names of somebody else stands in a document.
    """
    if isinstance(kept, Person):
        is_gone = kept.presence is Presence.ERASED
        return not is_gone and without_names(kept.profile, names) != kept.profile

    return erased(kept.document, None, names) != kept.document
