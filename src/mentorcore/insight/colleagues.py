"""
Colleagues: the people among whom mentors and mentees are looked for.
"""

from __future__ import annotations

from collections.abc import Iterable

from mentorcore.errors import InvalidValue
from mentorcore.model.people import Person
from mentorcore.model.values import PersonId, check_type


def people_by_id(people: Iterable[Person], path: str) -> dict[PersonId, Person]:
    """
    Return people by their ids, in their order.

    Args:
        path: How the argument is called that they stand in.

    Raises:
        InvalidValue: Something in it is no person, or somebody is named twice.
    """
    known: dict[PersonId, Person] = {}
    for position, person in enumerate(people):
        where = f"{path}[{position}]"
        if check_type(Person, person, where).id in known:
            raise InvalidValue(
                tried=f"accept {where}",
                because=f"{person.id} is named twice",
                accepted="name everybody once",
                rule="P1",
                path=where,
            )
        known[person.id] = person

    return known


def shared_wishes(mentor: Person, mentee: Person) -> tuple[str, ...]:
    """
    Return what a mentee wants to learn and a mentor knows, in the mentee's words; case does not count.
    """
    known = {skill.casefold() for skill in mentor.profile.skills}

    return tuple(wish for wish in mentee.profile.wishes if wish.casefold() in known)
