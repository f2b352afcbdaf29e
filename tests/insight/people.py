"""
People of a programme, for the tests of suggestions and matching.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import attrs
import pytest

from mentorcore.errors import InvalidValue
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


@contextmanager
def invalid(because: str, accepted: str, path: str, *, rule: str = "P1") -> Iterator[None]:
    """
    Expect that an argument is refused, with exactly this message.
    """
    with pytest.raises(InvalidValue) as caught:
        yield

    assert (f"accept {path}", because, accepted, rule, path) == (
        caught.value.tried,
        caught.value.because,
        caught.value.accepted,
        caught.value.rule,
        caught.value.path,
    )


@attrs.frozen(kw_only=True)
class Tie:
    """
    A relationship as a summary tells of it.
    """

    mentor_id: str
    mentee_id: str
    state: State = State.ACTIVE
    lapses_at: datetime = AT
