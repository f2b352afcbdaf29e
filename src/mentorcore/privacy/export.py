"""
Export: everything that is kept about a person, for them to read and for a machine to take in.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Self

import attrs
from attrs import AttrsInstance

from mentorcore.model.document import MentorshipDocument
from mentorcore.model.mentorship import Mentorship
from mentorcore.model.pairing import PairingRequest
from mentorcore.model.people import Person
from mentorcore.model.records import Record
from mentorcore.model.values import PersonId, check_type
from mentorcore.model.view import View
from mentorcore.model.visibility import Viewer
from mentorcore.privacy.readable import readable
from mentorcore.privacy.traces import Called, every_document, is_named_in, traced
from mentorcore.storage.holds import Kept, people_in
from mentorcore.storage.journal import Change
from mentorcore.storage.moments import instant_text
from mentorcore.storage.store import Store


FORMAT = "mentorcore person export"
VERSION = 1


@attrs.frozen(kw_only=True)
class PersonExport:
    """
    What is kept about a person.

    Attributes:
        person_id: Whom it is about.

        exported_at: When it was read.

        data: All of it as plain values that JSON knows.
    """

    person_id: PersonId
    exported_at: datetime
    data: Mapping[str, Any] = attrs.field(repr=False)

    def to_json(self) -> str:
        """
        Return it for a machine: JSON with a format name and a version.
        """
        return json.dumps(self.data, ensure_ascii=False, allow_nan=False, indent=2) + "\n"

    def to_text(self) -> str:
        """
        Return it for the person: plain text, with names where the record has ids.
        """
        return readable(self.data, {person["id"]: person["name"] for person in self.data["people"]})


def export_person(store: Store, person_id: PersonId) -> PersonExport:
    """
    Return everything that is kept about a person.

    That is their profile; the relationships that they are in, as they may see them; of those that they
    proposed as a decider what they themselves wrote; the pairing requests in which they have a part; every
    journal entry that is about one of these, or by them; and how many other documents name them. Private
    words of others are withheld, and so are words in which somebody merely names them.

    It reads the whole store and changes nothing.

    Raises:
        NotFound: There is no such person.

        Corrupt: Something cannot be read, and may be about them.
    """
    check_type(Store, store, "store")
    person = store.get(Person, person_id)
    found = _Found.about(store, person)
    kept = found.shared
    shown = {(a.kind, a.id): _shown(store, a, person.id) for a in kept}
    now = store.now()
    data = {
        "format": FORMAT,
        "version": VERSION,
        "person": person.id,
        "exported_at": instant_text(now),
        "profile": _plain(store, person.kind, person.profile),
        "line_manager_of": found.managed,
        "mentorships": [shown[a.kind, a.id] for a in kept if isinstance(a, Mentorship)],
        "pairing_requests": [shown[a.kind, a.id] for a in kept if isinstance(a, PairingRequest)],
        "journal": [_entry(change) for change in _changes(store, person.id, kept)],
        "named_in_other_documents": found.named_in,
        "people": [{"id": other, "name": name} for other, name in sorted(_names(store, kept).items())],
        "withheld": "Private words of others, and the words of other documents that name this person.",
    }

    return PersonExport(person_id=person.id, exported_at=now, data=data)


@attrs.define
class _Found:
    """
    What the documents say, whatever the index says of them.
    """

    shared: list[Kept] = attrs.field(factory=list)
    managed: list[PersonId] = attrs.field(factory=list)
    named_in: int = 0

    @classmethod
    def about(cls, store: Store, person: Person) -> Self:
        names, found = Called.of(person, ()).whole, cls()
        for kept in traced(store, every_document(store), person.id, names):
            if person.id in people_in(kept):
                found.shared.append(kept)
            elif is_named_in(kept, names):
                found.named_in += 1
            if isinstance(kept, Person) and kept.manager_id == person.id:
                found.managed.append(kept.id)

        return found


def _names(store: Store, kept: list[Kept]) -> dict[PersonId, str]:
    """
    Return the names of those with whom the person has something in common.
    """
    others = {other for a in kept for other in (a.pair if isinstance(a, Mentorship) else people_in(a))}

    return {other: store.get(Person, other).name for other in others}


def _shown(store: Store, kept: Kept, person_id: PersonId) -> dict[str, Any]:
    plain = _plain(store, kept.kind, kept.document)
    if isinstance(kept, Mentorship):
        in_pair = person_id in kept.pair
        plain = _of_pair(plain, _withheld(kept, person_id)) if in_pair else _of_decider(plain, person_id)

    return {"as": [name for name, other in _parts(kept) if other == person_id], **plain}


def _parts(kept: Kept) -> Iterator[tuple[str, PersonId]]:
    match kept:
        case Mentorship():
            yield from (("mentor", kept.mentor_id), ("mentee", kept.mentee_id))
            if kept.offered_by not in kept.pair:
                yield "decider", kept.offered_by
        case PairingRequest():
            asked_by = kept.document.asked_by
            yield from (("mentee", kept.mentee_id), ("decider", kept.decider_id), ("asker", asked_by))


def _of_pair(plain: dict[str, Any], withheld: frozenset[str]) -> dict[str, Any]:
    """
    Return the document without the records that the person does not see.
    """
    return {
        name: [entry for entry in value if not (isinstance(entry, dict) and entry.get("id") in withheld)]
        if isinstance(value, list)
        else value
        for name, value in plain.items()
    }


def _of_decider(plain: dict[str, Any], person_id: PersonId) -> dict[str, Any]:
    """
    Return what a decider, who is not one of the two, wrote; the rest is for the pair.
    """
    facts = ("id", "mentor_id", "mentee_id", "offered_by", "request_id", "reasoning", "potential")

    return {name: plain[name] for name in facts} | {
        "steps": [step for step in plain["steps"] if step["by"] == person_id],
        "agreements": [one for one in plain["agreements"] if one["author"] == person_id],
    }


def _withheld(mentorship: Mentorship, person_id: PersonId) -> frozenset[str]:
    """
    Return the ids of the records that a person does not see.
    """
    seen = mentorship.as_seen_by(Viewer(person_id))

    return _ids(mentorship.document, MentorshipDocument) - _ids(seen, View)


def _ids(value: object, kind: type[AttrsInstance]) -> frozenset[str]:
    """
    Return the ids of the records in the fields of a document or view.
    """
    held = (getattr(value, field.name) for field in attrs.fields(kind))

    return frozenset(
        entry.id
        for entries in held
        if isinstance(entries, tuple)
        for entry in entries
        if isinstance(entry, Record)
    )


def _changes(store: Store, person_id: PersonId, kept: list[Kept]) -> Iterator[Change]:
    whole = {person_id, *(a.id for a in kept if isinstance(a, PairingRequest))}
    of_pair = {
        a.id: _withheld(a, person_id) for a in kept if isinstance(a, Mentorship) and person_id in a.pair
    }
    for change in store.journal():
        about = change.subject in whole or change.record not in of_pair.get(change.subject, {change.record})
        if about or person_id in (change.by, change.record):
            yield change


def _entry(change: Change) -> dict[str, Any]:
    plain = attrs.asdict(change)

    return plain | {"at": instant_text(change.at), "recorded_at": instant_text(change.recorded_at)}


def _plain(store: Store, kind: str, document: object) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(store.codec.encode(kind, document))

    return plain
