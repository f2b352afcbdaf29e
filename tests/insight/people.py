"""
People of a programme, for the tests of suggestions and matching.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import attrs

from mentorcore.model.lifecycle import State
from mentorcore.model.people import Person


AT = datetime(2026, 6, 15, 12, tzinfo=UTC)
"""A Monday in summer."""


def person(id: str, **given: Any) -> Person:
    """
    Return a person with a name like their id.
    """
    return Person.register(id=id, name=id.capitalize(), at=AT, **given)


def mentor(id: str, *skills: str, capacity: int = 1, **given: Any) -> Person:
    """
    Return a mentor.
    """
    return person(id, skills=skills, capacity=capacity, **given)


def mentee(id: str, *wishes: str, **given: Any) -> Person:
    """
    Return a mentee.
    """
    return person(id, wishes=wishes, **given)


@attrs.frozen(kw_only=True)
class Tie:
    """
    A relationship as a summary tells of it.
    """

    mentor_id: str
    mentee_id: str
    state: State = State.ACTIVE
    lapses_at: datetime = AT
