"""
Finding: typed filters, and pages that stay stable while others write.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import itertools
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from enum import Enum
from typing import Any, TypeAlias, TypedDict

from mentorcore.backends import Backend, Condition, Op, Page, Query, Row
from mentorcore.errors import InvalidValue
from mentorcore.model.lifecycle import State
from mentorcore.model.pairing import RequestState
from mentorcore.model.people import Presence
from mentorcore.model.validators import Text, Whole
from mentorcore.model.values import as_tuple, check_id, check_moment
from mentorcore.storage.index import email_key
from mentorcore.storage.moments import instant_of, instant_text
from mentorcore.storage.summaries import SummaryPage, summaries


MOST = 1000
"""The most summaries of a page."""


class _Paged(TypedDict, total=False):
    limit: int
    cursor: str | None


class PersonQuery(_Paged, total=False):
    """
    What people are found by.
    """

    email: str
    external_id: str
    manager: str
    state: Presence | Iterable[Presence]


class RequestQuery(_Paged, total=False):
    """
    What pairing requests are found by.
    """

    decider: str
    mentee: str
    person: str
    state: RequestState | Iterable[RequestState]


class MentorshipQuery(_Paged, total=False):
    """
    What mentorships are found by, and the moment at which their states are judged.
    """

    mentor: str
    mentee: str
    person: str
    state: State | Iterable[State]
    attention_before: datetime
    at: datetime | None


_LIMIT = Whole(1, MOST, "P1")

Alternative: TypeAlias = tuple[Condition, ...]
Filter: TypeAlias = Callable[[str, Any, datetime], list[Alternative]]
"""Is given the name of a filter, its value and the query's moment; one of the alternatives has to hold."""


def _text(name: str, value: object) -> str:
    return Text(254, one_line=True).check(value, name)


def _equal(column: str, check: Callable[[str, object], str]) -> Filter:
    return lambda name, value, _: [(Condition(column, Op.EQ, check(name, value)),)]


def _one_of(states: type[Enum]) -> Filter:
    def alternatives(name: str, value: Any, _: datetime) -> list[Alternative]:
        return [(Condition("state", Op.EQ, s.value),) for s in _members(states, name, value)]

    return alternatives


def _members(states: type[Enum], name: str, value: Any) -> list[Any]:
    if isinstance(value, states):
        return [value]
    several = (value,) if isinstance(value, Enum | str) else as_tuple(value, name)
    for state in several:
        if not isinstance(state, states):
            raise InvalidValue(
                tried="find what is kept",
                because=f"a value of type {type(state).__name__} is no {states.__name__}",
                accepted=f"give a {states.__name__}, or several in a list",
                rule="P1",
                path=name,
            )

    return sorted(set(several), key=lambda state: str(state.value))


def _in_state(name: str, value: Any, at: datetime) -> list[Alternative]:
    """
    Find by the state at a moment: an offer that has lapsed is expired (R5).
    """
    found: list[Alternative] = []
    for state in _members(State, name, value):
        own = Condition("state", Op.EQ, state.value)
        if state is State.OFFERED:
            found.append((own, Condition("lapses_at", Op.GT, instant_text(at))))
            continue
        found.append((own,))
        if state is State.EXPIRED:
            offered = Condition("state", Op.EQ, State.OFFERED.value)
            found.append((offered, Condition("lapses_at", Op.LE, instant_text(at))))

    return found


def _due(name: str, value: Any, _: datetime) -> list[Alternative]:
    return [(Condition("attention_at", Op.LE, instant_text(check_moment(value, name))),)]


def _named(name: str, value: Any, _: datetime) -> list[Alternative]:
    return [(Condition("people", Op.HAS, check_id(value, name)),)]


def _id(name: str, value: object) -> str:
    return check_id(value, name)


_FILTERS: Mapping[str, Mapping[str, Filter]] = {
    "person": {
        "email": _equal("email", lambda name, value: email_key(_text(name, value))),
        "external_id": _equal("external_id", _text),
        "manager": _equal("manager", _id),
        "state": _one_of(Presence),
    },
    "pairing_request": {
        "decider": _equal("decider", _id),
        "mentee": _equal("mentee", _id),
        "state": _one_of(RequestState),
        "person": _named,
    },
    "mentorship": {
        "mentor": _equal("mentor", _id),
        "mentee": _equal("mentee", _id),
        "state": _in_state,
        "attention_before": _due,
        "person": _named,
    },
}


def found(
    backend: Backend,
    kind: str,
    filters: Mapping[str, Any],
    *,
    at: datetime,
    limit: int,
    cursor: str | None,
) -> SummaryPage[Any]:
    """
    Return one page of what meets all the filters.

    Raises:
        InvalidValue: A filter is unknown or has a wrong value, *limit* is not 1 to `MOST`, or *cursor* does
            not come from a page of such a query.
    """
    limit = _LIMIT.check(limit, "limit")
    known = _FILTERS[kind]
    for name, value in filters.items():
        if name in known and value is None:
            raise InvalidValue(
                tried=f"find a {kind}",
                because=f"the filter {name} is None, which finds nothing in particular",
                accepted="give a value, or leave the filter out",
                rule="P1",
                path=name,
            )
        if name not in known:
            raise InvalidValue(
                tried=f"find a {kind}",
                because=f"there is no filter {name!r}"[:200],
                accepted=f"the filters are {', '.join(known)}, at, limit and cursor",
                rule="P1",
                path=name[:64],
            )
    order = "attention_at" if "attention_before" in filters else None
    choices = [known[name](name, value, at) for name, value in filters.items()]
    alternatives = [tuple(itertools.chain.from_iterable(a)) for a in itertools.product(*choices)]
    after = None
    if cursor is not None:
        after = _mark(cursor, _asked(kind, alternatives), ordered=order is not None)
    pages = [
        backend.find(Query(kind=kind, where=alternative, order=order, after=after, limit=limit))
        for alternative in alternatives
    ]
    rows: Sequence[Row] = pages[0].rows if len(pages) == 1 else _merged(pages, order)
    more = len(rows) > limit or any(page.more for page in pages)
    last = _place(rows[min(limit, len(rows)) - 1], order) if more and rows else None

    return SummaryPage(
        tuple(summaries(kind, rows[:limit], at)),
        None if last is None else _cursor(last, _asked(kind, alternatives), ordered=order is not None),
    )


def _merged(pages: Iterable[Page], order: str | None) -> list[Row]:
    """
    Return the rows of several pages in their order, each once.
    """
    return [
        row for _, row in sorted({_place(row, order): row for page in pages for row in page.rows}.items())
    ]


def _place(row: Row, order: str | None) -> tuple[str, str]:
    value = row.index[order] if order is not None else ""

    return str(value), row.key.id


def _asked(kind: str, alternatives: Iterable[Alternative]) -> str:
    conditions = [
        [(c.column, c.op.name, "" if c.column == "lapses_at" else c.value) for c in alternative]
        for alternative in alternatives
    ]

    return hashlib.sha256(repr((kind, sorted(conditions))).encode()).hexdigest()[:12]


def _cursor(place: tuple[str, str], asked: str, *, ordered: bool) -> str:
    mark = [asked, *place] if ordered else [asked, place[1]]

    return base64.urlsafe_b64encode(json.dumps(mark).encode()).decode()


def _mark(cursor: object, asked: str, *, ordered: bool) -> tuple[str | None, str]:
    try:
        made_for, *mark = json.loads(base64.urlsafe_b64decode(Text(400).check(cursor, "cursor").encode()))
        value, last = mark if ordered else (None, *mark)
        if ordered:
            instant_of(value)
        ours = {asked: (value, check_id(last, "cursor"))}
        return ours[made_for]
    except (LookupError, ValueError, TypeError, binascii.Error) as error:
        raise InvalidValue(
            tried="find what is kept",
            because="this cursor does not come from a page of such a query",
            accepted="give the cursor of the page before, with the same filters",
            rule="P1",
            path="cursor",
        ) from error
