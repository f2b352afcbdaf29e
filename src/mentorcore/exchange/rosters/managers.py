"""
Managers: whom the people of a roster report to, inside the file and outside it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import attrs

from mentorcore.exchange.rosters.addresses import address_in
from mentorcore.exchange.rosters.people import NewPerson
from mentorcore.model.values import PersonId


_BY: Final[Mapping[str, str]] = {"manager_email": "e-mail address", "manager_external_id": "external id"}

NOBODY: Final = "nobody with this {key} is among those read or in known="
AMBIGUOUS: Final = (
    "it is no e-mail address, and nobody has it as an external id; name the manager by one of these"
)
DIFFERENT: Final = "its columns name different managers; name one of them"
OWN: Final = "nobody is their own manager (P3); name another person, or nobody"
CYCLE: Final = "these people would manage each other in a circle; say who is on top"


def key_of(value: str) -> str:
    """
    Return an e-mail address or an external id as it is compared: case does not count in an address.
    """
    return value.casefold() if "@" in value else value


def managed(
    people: Sequence[NewPerson],
    named: Mapping[PersonId, Mapping[str, str]],
    known: Mapping[str, PersonId],
    report: Callable[[NewPerson, str, str], None],
) -> tuple[NewPerson, ...]:
    """
    Return the people with their managers.

    Args:
        named: What stands in the fields by which each names their manager.

        known: The ids of people outside the file, by e-mail address and by external id.

        report: Is told whose manager cannot be, in which field, and why.
    """
    emails = {key_of(person.email): person.id for person in people if person.email is not None}
    numbers = {key_of(person.external_id): person.id for person in people if person.external_id is not None}
    managers: dict[PersonId, PersonId] = {}
    fields: dict[PersonId, str] = {}
    for person in people:
        found = {
            field: manager
            for field, value in named.get(person.id, {}).items()
            if (manager := _found(field, key_of(value), emails, numbers, known)) is not None
        }
        field = next(iter(found or named.get(person.id, {})), None)
        if field is None:
            continue
        if not found:
            key = _BY.get(field, "e-mail address" if address_in(named[person.id][field]) else None)
            report(person, field, AMBIGUOUS if key is None else NOBODY.format(key=key))
        elif len(set(found.values())) > 1:
            report(person, field, DIFFERENT)
        elif found[field] == person.id:
            report(person, field, OWN)
        else:
            managers[person.id], fields[person.id] = found[field], field
    circular = _circular(managers)
    for person in people:
        if person.id in circular:
            report(person, fields[person.id], CYCLE)

    return tuple(
        attrs.evolve(person, manager_id=managers[person.id])
        if person.id in managers and person.id not in circular
        else person
        for person in people
    )


def _found(
    field: str,
    key: str,
    emails: Mapping[str, PersonId],
    numbers: Mapping[str, PersonId],
    known: Mapping[str, PersonId],
) -> PersonId | None:
    places = {"manager_email": (emails, known), "manager_external_id": (numbers, known)}

    return next((place[key] for place in places.get(field, (emails, numbers, known)) if key in place), None)


def _circular(managers: Mapping[PersonId, PersonId]) -> set[PersonId]:
    """
    Return everybody who is their own manager's manager, however many are between.
    """
    circular: set[PersonId] = set()
    done: set[PersonId] = set()
    for start in managers:
        path: dict[PersonId, int] = {}
        person: PersonId | None = start
        while person is not None and person not in done and person not in path:
            path[person] = len(path)
            person = managers.get(person)
        if person in path:
            circular |= {one for one, place in path.items() if place >= path[person]}
        done.update(path)

    return circular
