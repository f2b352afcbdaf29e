"""
Summaries: what a query tells, made from the index alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, Generic, TypeVar

import attrs
import msgspec

from mentorcore.backends import Row
from mentorcore.model.lifecycle import State
from mentorcore.model.pairing import RequestState
from mentorcore.model.people import Presence
from mentorcore.model.values import withheld
from mentorcore.storage.index import unlike_ours


@attrs.frozen(kw_only=True)
class PersonSummary:
    """
    What a query tells about a person.
    """

    id: str
    version: int
    presence: Presence
    email: str | None = attrs.field(repr=withheld)
    external_id: str | None = attrs.field(repr=withheld)
    manager_id: str | None


@attrs.frozen(kw_only=True)
class RequestSummary:
    """
    What a query tells about a pairing request.
    """

    id: str
    version: int
    state: RequestState
    mentee_id: str
    decider_id: str


@attrs.frozen(kw_only=True)
class MentorshipSummary:
    """
    What a query tells about a mentorship.

    Attributes:
        state: As it is at the query's moment; an offer that has lapsed is expired (R5).

        next_meeting: The earliest meeting that is still to be reported on.

        attention_at: From when on it needs somebody.
    """

    id: str
    version: int
    state: State
    mentor_id: str
    mentee_id: str
    lapses_at: datetime
    starts_on: date
    ends_on: date
    next_meeting: datetime | None
    attention_at: datetime | None


S = TypeVar("S", PersonSummary, RequestSummary, MentorshipSummary)


@attrs.frozen
class SummaryPage(Generic[S]):
    """
    One page of summaries.

    Attributes:
        items: The summaries, in the query's order.

        cursor: What to give as ``cursor=`` for the page behind this one; *None* on the last.
    """

    items: tuple[S, ...]
    cursor: str | None

    def __iter__(self) -> Iterator[S]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)


_SUMMARIES: Mapping[str, tuple[type[Any], Mapping[str, str]]] = {
    "person": (
        PersonSummary,
        {"presence": "state", "email": "email", "external_id": "external_id", "manager_id": "manager"},
    ),
    "pairing_request": (
        RequestSummary,
        {"state": "state", "mentee_id": "mentee", "decider_id": "decider"},
    ),
    "mentorship": (
        MentorshipSummary,
        {
            "state": "state",
            "mentor_id": "mentor",
            "mentee_id": "mentee",
            "lapses_at": "lapses_at",
            "starts_on": "starts_on",
            "ends_on": "ends_on",
            "next_meeting": "next_meeting",
            "attention_at": "attention_at",
        },
    ),
}
"""The summary of each kind, and the index column that each of its attributes is taken from."""


def summaries(kind: str, rows: Iterable[Row], at: datetime) -> Iterator[Any]:
    """
    Return what the rows of a query tell, as it is at a moment.

    Raises:
        Corrupt: Their index values are not what the core writes.
    """
    summary, columns = _SUMMARIES[kind]
    for row in rows:
        try:
            values: dict[str, Any] = {name: row.index[column] for name, column in columns.items()}
            values["id"], values["version"] = row.key.id, row.version
            told = msgspec.convert(values, summary)
        except (LookupError, ValueError):
            told = None
        if told is None:  # out here, without a cause, which may repeat somebody's words
            raise unlike_ours(row)
        if isinstance(told, MentorshipSummary) and told.state is State.OFFERED and at >= told.lapses_at:
            told = attrs.evolve(told, state=State.EXPIRED)
        yield told
