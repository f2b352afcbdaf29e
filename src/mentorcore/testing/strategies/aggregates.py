"""
People, pairing requests and mentorships, made through public commands.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from mentorcore.errors import RuleViolation
from mentorcore.model.lifecycle import NEXT, State
from mentorcore.model.mentorship import Mentorship
from mentorcore.model.pairing import PairingRequest
from mentorcore.model.people import Person
from mentorcore.testing.strategies.commands import Commanded, commands
from mentorcore.testing.strategies.values import moments


_FIRST = datetime(2020, 1, 1, tzinfo=UTC)
_LAST = datetime(2060, 1, 1, tzinfo=UTC)
_RECORDS = r"\w+[.]\w+"
_STEPS = {
    State.ACTIVE: "accept",
    State.DECLINED: "decline",
    State.WITHDRAWN: "withdraw",
    State.EXPIRED: "expire",
    State.PAUSED: "pause",
    State.COMPLETED: "complete",
    State.ENDED: "end",
}


@st.composite
def people(draw: st.DrawFn, *, at: datetime | None = None, changes: int = 3) -> Person:
    """
    Generate people.

    Args:
        at: When they register; any moment unless given.

        changes: At most how many commands follow; with 0, nobody has left.
    """
    at = draw(_clock()) if at is None else at
    person: Person = draw(commands(Person, at=at)).apply(Person)
    _go_on(draw, person, at, changes)

    return person


@st.composite
def pairing_requests(draw: st.DrawFn, *, at: datetime | None = None, changes: int = 1) -> PairingRequest:
    """
    Generate pairing requests.

    Args:
        at: When they are opened; any moment unless given.

        changes: At most how many commands follow; with 0, all are open.
    """
    at = draw(_clock()) if at is None else at
    request: PairingRequest = draw(commands(PairingRequest, at=at)).apply(PairingRequest)
    _go_on(draw, request, at, min(changes, 1))

    return request


@st.composite
def mentorships(
    draw: st.DrawFn,
    *,
    at: datetime | None = None,
    states: Iterable[State] = tuple(State),
    changes: int = 20,
) -> Mentorship:
    """
    Generate mentorships in every state, with records of every kind, offered by one of the two or brokered.

    Args:
        at: When they are offered; any moment unless given.

        states: The states that they may be in.

        changes: At most how many commands on their records.
    """
    wanted = draw(st.sampled_from(tuple(states)))
    at = draw(_clock()) if at is None else at
    mentorship = _offered(draw, at)
    if wanted in NEXT[State.OFFERED] - {State.ACTIVE}:
        at = mentorship.lapses_at if wanted is State.EXPIRED else at
        _step(draw, mentorship, at, wanted)
    elif wanted is not State.OFFERED:
        while mentorship.state is State.OFFERED:
            _step(draw, mentorship, at, State.ACTIVE)
        at = _live(draw, mentorship, at, changes)
        if mentorship.state is not wanted:
            _step(draw, mentorship, at, wanted)
            _go_on(draw, mentorship, at, 2 if changes else 0, only=_RECORDS)

    return mentorship


def _offered(draw: st.DrawFn, at: datetime) -> Mentorship:
    mentorship: Mentorship
    if draw(st.booleans()):
        mentorship = draw(commands(Mentorship, at=at)).apply(Mentorship)
        return mentorship
    request = draw(commands(PairingRequest, at=at)).apply(PairingRequest)
    mentorship = draw(commands(request, at=at, only="propose")).apply(request)

    return mentorship


def _live(draw: st.DrawFn, mentorship: Mentorship, at: datetime, changes: int) -> datetime:
    at = _go_on(draw, mentorship, at, changes, only=_RECORDS)
    if draw(st.booleans()):
        _step(draw, mentorship, at, State.PAUSED)
        at = _go_on(draw, mentorship, at, changes // 4, only=_RECORDS)
        if draw(st.booleans()):
            _step(draw, mentorship, at, State.ACTIVE)
            at = _go_on(draw, mentorship, at, changes // 4, only=_RECORDS)

    return at


def _step(draw: st.DrawFn, mentorship: Mentorship, at: datetime, state: State) -> None:
    resumes = mentorship.state is State.PAUSED and state is State.ACTIVE
    only = "resume" if resumes else _STEPS[state]
    draw(commands(mentorship, at=at, only=only)).apply(mentorship)


def _go_on(draw: st.DrawFn, on: Commanded, at: datetime, changes: int, *, only: str = ".*") -> datetime:
    for _ in range(draw(st.integers(0, changes))):
        at += draw(st.sampled_from((timedelta(), timedelta(minutes=40), timedelta(days=4))))
        with suppress(RuleViolation):
            draw(commands(on, at=at, only=only)).apply(on)

    return at


def _clock() -> st.SearchStrategy[datetime]:
    return moments(_FIRST, _LAST)
