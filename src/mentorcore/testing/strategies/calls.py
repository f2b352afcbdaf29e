"""
What can be called on a person, a pairing request and a mentorship, and with which arguments.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeAlias

import attrs
from hypothesis import strategies as st

from mentorcore.model.lifecycle import NEXT, State
from mentorcore.model.mentorship import Mentorship
from mentorcore.model.pairing import PairingRequest, RequestState
from mentorcore.model.people import Person, Presence
from mentorcore.model.policy import DEFAULT_POLICY
from mentorcore.model.values import SYSTEM
from mentorcore.testing.strategies.values import agreements, ids, lines, prose, zones


Arguments: TypeAlias = st.SearchStrategy[dict[str, Any]]

_POLICY = {"policy": st.sampled_from((None, DEFAULT_POLICY))}


@attrs.frozen
class Call:
    """
    One command, and how to generate its arguments apart from *at*.

    Attributes:
        arguments: From what it is called on, to its arguments.

        about: What it can be called on: some records, or nothing in particular; empty when it cannot be.
    """

    arguments: Callable[[Any], Arguments]
    about: tuple[Any, ...] = (None,)


def given(optional: dict[str, st.SearchStrategy[Any]] | None = None, **required: Any) -> Arguments:
    """
    Generate arguments; a value that is no strategy is given as it is.

    Args:
        optional: Those that may be left out.
    """
    fixed: dict[str, st.SearchStrategy[Any]] = {
        name: value if isinstance(value, st.SearchStrategy) else st.just(value)
        for name, value in required.items()
    }

    return st.fixed_dictionaries(fixed, optional=optional or {})


def when(possible: bool) -> tuple[Any, ...]:
    """
    Return what a command without a record is about.
    """
    return (None,) if possible else ()


def of_class(kind: type, at: datetime) -> dict[str, Call]:
    """
    Return how a person, a pairing request or a mentorship is made.
    """
    if kind is Person:
        profile = {**_profile(), "id": ids(), "capacity": st.integers(0, 10), **_POLICY}
        return {"register": Call(lambda _: given(profile, name=lines()))}
    if kind is PairingRequest:
        return {"open": Call(lambda _: _request())}

    return {"offer": Call(lambda _: _offer(at))}


def of_person(person: Person, *, loose: bool) -> dict[str, Call]:
    """
    Return what can be called on a person.

    Args:
        loose: Whether to include what its state forbids.
    """
    own = st.sampled_from((person.id, SYSTEM))
    present = when(loose or person.presence is Presence.PRESENT)
    held = person.profile.hold is not None
    erased = person.presence is Presence.ERASED
    others = ids().filter(lambda other: other != person.id)
    profile = {**_profile(), "name": lines()}

    return {
        "revise": Call(lambda _: given(profile, by=own), present),
        "set_manager": Call(lambda _: given(manager_id=st.none() | others), present),
        "set_capacity": Call(lambda _: given(by=own, capacity=st.integers(0, 1000)), present),
        "leave": Call(lambda _: given(by=own), present),
        "place_hold": Call(lambda _: given(reason=prose()), when(loose or not (held or erased))),
        "lift_hold": Call(lambda _: given(), when(loose or held)),
        "erase": Call(lambda _: given(), when(loose or not (held or erased))),
    }


def of_request(request: PairingRequest, at: datetime, *, loose: bool) -> dict[str, Call]:
    """
    Return what can be called on a pairing request.

    Args:
        loose: Whether to include what its state forbids.
    """
    kept = request.document
    possible = when(loose or kept.state is RequestState.OPEN)
    mentors = ids().filter(lambda other: other not in {kept.mentee_id, kept.decider_id})

    return {
        "propose": Call(
            lambda _: given(
                {"lapses_at": _later(at), "id": _own_ids()},
                by=kept.decider_id,
                mentor=mentors,
                reasoning=prose(),
                potential=prose(),
                agreement=agreements(starts_on=at.date()),
            ),
            possible,
        ),
        "decline": Call(lambda _: given(by=kept.decider_id, reason=prose()), possible),
        "withdraw": Call(lambda _: given(by=kept.asked_by), possible),
        "erase": Call(lambda _: _erasure(kept.mentee_id, kept.decider_id), when(loose)),
    }


def of_life(mentorship: Mentorship, at: datetime, *, loose: bool) -> dict[str, Call]:
    """
    Return the steps in the life of a mentorship.

    Args:
        loose: Whether to include what its state forbids.
    """
    kept = mentorship.document
    maker = kept.offered_by
    pair = st.sampled_from(mentorship.pair)
    waiting = [person for person in mentorship.pair if person not in kept.accepted_by]
    lapsed = at >= mentorship.lapses_at
    active = [goal.id for goal in mentorship.goals.active]
    reason = {"reason": st.none() | prose()}

    def possible(state: State, *, if_: bool = True) -> tuple[Any, ...]:
        return when(loose or (state in NEXT[mentorship.state] and if_))

    offered = mentorship.state is State.OFFERED and not lapsed

    return {
        "accept": Call(
            lambda _: given(by=st.sampled_from(waiting or mentorship.pair)),
            possible(State.ACTIVE, if_=offered),
        ),
        "decline": Call(
            lambda _: given(reason, by=st.sampled_from([p for p in mentorship.pair if p != maker])),
            possible(State.DECLINED, if_=offered),
        ),
        "withdraw": Call(lambda _: given(reason, by=maker), possible(State.WITHDRAWN, if_=offered)),
        "expire": Call(
            lambda _: given(by=st.sampled_from((*mentorship.pair, SYSTEM))),
            possible(State.EXPIRED, if_=lapsed),
        ),
        "pause": Call(lambda _: given(reason, by=pair), possible(State.PAUSED)),
        "resume": Call(
            lambda _: given(by=pair), possible(State.ACTIVE, if_=mentorship.state is State.PAUSED)
        ),
        "complete": Call(
            lambda _: given(
                by=pair,
                summary=prose(),
                reviews=st.fixed_dictionaries({goal_id: prose() for goal_id in active}),
            ),
            possible(State.COMPLETED),
        ),
        "end": Call(lambda _: given(by=pair, reason=prose()), possible(State.ENDED)),
        "erase": Call(lambda _: _erasure(*mentorship.pair), when(loose)),
    }


def _profile() -> dict[str, st.SearchStrategy[Any]]:
    named = st.from_regex(r"[a-z]{1,8}\.[a-z]{1,8}@[a-z]{1,8}\.example", fullmatch=True)

    return {
        "email": st.none() | named,
        "external_id": st.none() | lines(),
        "title": st.none() | lines(),
        "experience": st.none() | st.integers(0, 80),
        "skills": st.lists(lines(40), max_size=3),
        "wishes": st.lists(lines(40), max_size=3),
        "timezone": zones(),
    }


@st.composite
def _offer(draw: st.DrawFn, at: datetime) -> dict[str, Any]:
    mentor, mentee = draw(st.lists(ids(), min_size=2, max_size=2, unique=True))
    by = draw(st.sampled_from((mentor, mentee)))

    return draw(
        given(
            {"lapses_at": _later(at), "id": _own_ids(), **_POLICY},
            mentor=mentor,
            mentee=mentee,
            by=by,
            reasoning=prose(),
            potential=prose() if by == mentor else st.none() | prose(),
            agreement=agreements(starts_on=at.date()),
        )
    )


@st.composite
def _request(draw: st.DrawFn) -> dict[str, Any]:
    mentee, decider = draw(st.lists(ids(), min_size=2, max_size=2, unique=True))
    by = st.sampled_from((mentee, decider, SYSTEM)) | ids()

    return draw(given({"id": ids(), **_POLICY}, mentee=mentee, decider=decider, by=by, why=prose()))


def _erasure(*people: str) -> Arguments:
    return given(
        {"by": st.just(SYSTEM), "names": st.lists(lines(), max_size=2)}, person_id=st.sampled_from(people)
    )


def _later(at: datetime) -> st.SearchStrategy[datetime]:
    return st.integers(1, 90).map(lambda days: at + timedelta(days=days))


def _own_ids() -> st.SearchStrategy[str]:
    return ids().map(lambda own: f"m-{own}"[:64])  # a mentorship takes the id of none of its people
