"""
Index: the small values by which backends find documents, computed from the documents alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from mentorcore.backends import Envelope, Key, Row, Value
from mentorcore.errors import Corrupt
from mentorcore.insight.attention import next_attention
from mentorcore.model.aggregate import Aggregate
from mentorcore.model.mentorship import Mentorship
from mentorcore.model.pairing import PairingRequest
from mentorcore.model.people import Person
from mentorcore.model.policy import Policy
from mentorcore.model.values import SYSTEM
from mentorcore.storage.codec import Codec
from mentorcore.storage.moments import instant_text


AGGREGATES: Mapping[str, type[Person | PairingRequest | Mentorship]] = {
    Person.kind: Person,
    PairingRequest.kind: PairingRequest,
    Mentorship.kind: Mentorship,
}
"""The class of each kind of aggregate."""


def key_of(aggregate: Aggregate[Any]) -> Key:
    """
    Return the name under which an aggregate is kept.
    """
    return Key(aggregate.kind, aggregate.id)


def index_of(aggregate: Aggregate[Any]) -> Mapping[str, Value]:
    """
    Return the index values of an aggregate, as the layout names them.
    """
    match aggregate:
        case Person():
            return _of_person(aggregate)
        case PairingRequest():
            return _of_request(aggregate)
        case Mentorship():
            return _of_mentorship(aggregate)
    raise TypeError(type(aggregate).__name__)


def envelope_of(aggregate: Aggregate[Any], version: int, codec: Codec) -> Envelope:
    """
    Return the aggregate as backends keep it.
    """
    return Envelope(
        key=key_of(aggregate),
        version=version,
        schema=codec.schema(aggregate.kind),
        index=index_of(aggregate),
        body=codec.encode(aggregate.kind, aggregate.document),
    )


def aggregate_of(envelope: Envelope, codec: Codec, policy: Policy) -> Person | PairingRequest | Mentorship:
    """
    Return the aggregate that an envelope holds.

    Raises:
        Corrupt: It cannot be read.

        SchemaTooNew: A newer release wrote it.
    """
    kind = envelope.key.kind
    document = codec.decode(kind, envelope.schema, envelope.body, where=str(envelope.key))
    if document.id != envelope.key.id:
        raise Corrupt(str(envelope.key), "it holds something with another id")

    return AGGREGATES[kind](document, version=envelope.version, policy=policy)


def unlike_ours(row: Row) -> Corrupt:
    """
    Return what to raise where the index values of a row are not what the core writes.
    """
    return Corrupt(str(row.key), "its index values are not what the core writes")


def email_key(email: str) -> str:
    """
    Return an e-mail address in the form that is compared: case does not count.
    """
    return email.casefold()


def _of_person(person: Person) -> Mapping[str, Value]:
    profile = person.profile

    return {
        "email": None if profile.email is None else email_key(profile.email),
        "external_id": profile.external_id,
        "manager": profile.manager_id,
        "state": person.presence.value,
    }


def _of_request(request: PairingRequest) -> Mapping[str, Value]:
    kept = request.document

    return {
        "decider": kept.decider_id,
        "mentee": kept.mentee_id,
        "state": kept.state.value,
        "people": _people(kept.mentee_id, kept.decider_id, kept.asked_by),
    }


def _of_mentorship(mentorship: Mentorship) -> Mapping[str, Value]:
    terms = mentorship.agreement
    scheduled = mentorship.meetings.scheduled

    return {
        "mentor": mentorship.mentor_id,
        "mentee": mentorship.mentee_id,
        "state": mentorship.state.value,
        "lapses_at": instant_text(mentorship.lapses_at),
        "starts_on": terms.starts_on.isoformat(),
        "ends_on": terms.ends_on.isoformat(),
        "next_meeting": _instant(scheduled[0].starts if scheduled else None),
        "attention_at": _instant(next_attention(mentorship)),
        "people": _people(*mentorship.pair, mentorship.document.offered_by),
    }


def _people(*ids: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(person for person in ids if person != SYSTEM))


def _instant(moment: datetime | None) -> str | None:
    return None if moment is None else instant_text(moment)
