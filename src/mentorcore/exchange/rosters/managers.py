"""
Managers: whom the people of a roster report to, inside the file and outside it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import attrs

from mentorcore.exchange.rosters.people import NewPerson
from mentorcore.model.values import PersonId


NOBODY: Final = "nobody with this {key} is in the file or among known="
AMBIGUOUS: Final = (
    "it is no e-mail address, and nobody has it as an external id; name the manager by one of these"
)
OWN: Final = "nobody is their own manager (P3); name another person, or nobody"
CYCLE: Final = "these people would manage each other in a circle; say who is on top"


@attrs.frozen
class Named:
    """
    How a row names its manager.

    Attributes:
        field: The field that names them.

        value: What stands there.
    """

    field: str
    value: str = attrs.field(repr=False)


def key_of(value: str) -> str:
    """
    Return an e-mail address or an external id as it is compared: case does not count in an address.
    """
    return value.casefold() if "@" in value else value


def managed(
    people: Sequence[NewPerson],
    named: Mapping[PersonId, Named],
    known: Mapping[str, PersonId],
    report: Callable[[NewPerson, str, str], None],
) -> tuple[NewPerson, ...]:
    """
    Return the people with their managers.

    Args:
        named: How each names their manager.

        known: The ids of people outside the file, by e-mail address and by external id.

        report: Is told whose manager cannot be, in which field, and why.
    """
    emails = {key_of(person.email): person.id for person in people if person.email is not None}
    numbers = {person.external_id: person.id for person in people if person.external_id is not None}
    managers: dict[PersonId, PersonId] = {}
    for person in people:
        if person.id not in named:
            continue
        by = named[person.id]
        found = _found(by, emails, numbers, known)
        if found is None:
            key = {"manager_email": "e-mail address", "manager_external_id": "external id"}.get(by.field)
            report(person, by.field, AMBIGUOUS if key is None else NOBODY.format(key=key))
        elif found == person.id:
            report(person, by.field, OWN)
        else:
            managers[person.id] = found
    circular = _circular(managers)
    for person in people:
        if person.id in circular:
            report(person, named[person.id].field, CYCLE)

    return tuple(
        attrs.evolve(person, manager_id=managers[person.id])
        if person.id in managers and person.id not in circular
        else person
        for person in people
    )


def _found(
    by: Named,
    emails: Mapping[str, PersonId],
    numbers: Mapping[str, PersonId],
    known: Mapping[str, PersonId],
) -> PersonId | None:
    looked_in = {"manager_email": (emails, known), "manager_external_id": (numbers, known)}
    key = key_of(by.value) if by.field != "manager_external_id" else by.value
    places = looked_in.get(by.field, (emails, numbers, known))

    return next((place[k] for place in places for k in (key, by.value) if k in place), None)


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
