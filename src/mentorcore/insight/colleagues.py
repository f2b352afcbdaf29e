"""
Colleagues: the people among whom mentors and mentees are looked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from mentorcore.errors import InvalidValue
from mentorcore.insight.wording import joined
from mentorcore.model.people import Person
from mentorcore.model.values import PersonId, as_tuple, check_type


NAMED: Final = 5
"""How many shared wishes are named in a sentence; of more it says how many there are."""


def people_by_id(people: Iterable[Person], path: str) -> dict[PersonId, Person]:
    """
    Return people by their ids, in their order.

    Args:
        path: How the argument is called that they stand in.

    Raises:
        InvalidValue: Something in it is no person, or somebody is named twice.
    """
    known: dict[PersonId, Person] = {}
    for position, person in enumerate(as_tuple(people, path)):
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


def wishes_in_words(wishes: Sequence[str]) -> str:
    """
    Return wishes as they are told, the first `NAMED` by name.

    >>> wishes_in_words(["SQL", "Go"]), wishes_in_words("abcdefg")
    ('SQL and Go', 'a, b, c, d, e and 2 more')
    """
    more = len(wishes) - NAMED

    return joined([*wishes[:NAMED], f"{more} more"] if more > 0 else wishes)
