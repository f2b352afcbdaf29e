"""
Commands: calls that are not made yet, those that the rules accept and those that they refuse.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeAlias

import attrs
from hypothesis import reject
from hypothesis import strategies as st

from mentorcore.model.mentorship import Mentorship
from mentorcore.model.pairing import PairingRequest
from mentorcore.model.people import Person
from mentorcore.model.values import SYSTEM
from mentorcore.testing.strategies.calls import Call, of_class, of_life, of_person, of_request
from mentorcore.testing.strategies.records import of_records


Commanded: TypeAlias = Person | PairingRequest | Mentorship
"""What commands are given to."""

STRANGER = "stranger"
"""The id of somebody who has no part in anything."""

JUNK: tuple[Callable[[], Any], ...] = (
    lambda: None,
    lambda: True,
    lambda: 0,
    lambda: -1,
    lambda: 10**5000,
    lambda: float("nan"),
    lambda: b"bytes",
    lambda: "",
    lambda: " \n ",
    lambda: "2026-01-12",
    lambda: "\0",
    lambda: "\ud800",
    lambda: "long" * 250_000,
    lambda: "../../etc/passwd",
    list,
    lambda: [[]],
    dict,
    lambda: {"goal": 1},
    lambda: ("a", 1, None),
    lambda: {1, 2},
    object,
    lambda: object,
    lambda: date(2026, 1, 12),
    lambda: date.min,
    lambda: date.max,
    lambda: datetime(2026, 1, 12, 9, 0),  # noqa: DTZ001 - a naive one is the point
    lambda: datetime(2026, 1, 12, 9, 0, tzinfo=UTC),
    lambda: datetime.min.replace(tzinfo=UTC),
    lambda: datetime.max.replace(tzinfo=UTC),
    lambda: timedelta(days=1),
)
"""Makers of values that have the wrong type, form or size for most arguments."""

_FAR = timedelta(days=365_000)


@attrs.frozen(repr=False)
class Command:
    """
    One call, not made yet.

    Attributes:
        name: The method, for example ``"accept"`` or ``"goals.set"``.

        arguments: What it is called with.
    """

    name: str
    arguments: Mapping[str, Any]

    def apply(self, target: Any) -> Any:
        """
        Make the call on a person, a pairing request or a mentorship, or on the class of one.

        Returns:
            What the call returns.
        """
        for part in self.name.split("."):
            target = getattr(target, part)

        return target(**self.arguments)

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(repr(self))

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={_short(value)}" for name, value in self.arguments.items())

        return f"{self.name}({shown})"


@st.composite
def commands(draw: st.DrawFn, on: Commanded | type[Commanded], *, at: datetime, only: str = ".*") -> Command:
    """
    Generate a command that fits what it is given to: by whom, on what and in which state the rules ask for.

    A rule can still refuse it, for example because two meetings would overlap.

    Args:
        on: What the command is for; for a class, the command makes one.

        at: When it is given.

        only: A regular expression for the names, such as ``"accept"`` or ``"goals[.].*"``.
    """
    calls = calls_on(on, at, loose=False)
    names = [name for name, call in calls.items() if call.about and re.fullmatch(only, name)]
    if not names:
        reject()

    return _drawn(draw, calls, names, at)


@st.composite
def spoiled(draw: st.DrawFn, on: Commanded | type[Commanded], *, at: datetime) -> Command:
    """
    Generate a command that is probably refused: by somebody else, at another time, on something else, in a
    state that forbids it, or with arguments that no command accepts.

    Args:
        on: What the command is for; for a class, the command makes one.

        at: About when it is given.
    """
    calls = calls_on(on, at, loose=True)
    command = _drawn(draw, calls, [name for name, call in calls.items() if call.about], at)
    arguments = dict(command.arguments)
    for _ in range(draw(st.integers(0, 2))):
        name = draw(st.sampled_from(sorted(arguments)))
        arguments[name] = draw(st.one_of(_other(name, on, at), junk()))

    return Command(command.name, arguments)


def junk() -> st.SearchStrategy[Any]:
    """
    Generate values that have the wrong type, form or size for most arguments.
    """
    return st.sampled_from(JUNK).map(lambda make: make())


def calls_on(on: Any, at: datetime, *, loose: bool) -> dict[str, Call]:
    """
    Return what can be called, by name.

    Args:
        loose: Whether to include what the state forbids.
    """
    if isinstance(on, type):
        return of_class(on, at)
    if isinstance(on, Person):
        return of_person(on, loose=loose)
    if isinstance(on, PairingRequest):
        return of_request(on, at, loose=loose)

    return of_life(on, at, loose=loose) | of_records(on, at, loose=loose)


def _drawn(draw: st.DrawFn, calls: dict[str, Call], names: list[str], at: datetime) -> Command:
    records = [name for name in names if "." in name]
    steps = [name for name in names if "." not in name]
    name = draw(st.sampled_from(draw(st.sampled_from([kind for kind in (records, records, steps) if kind]))))
    call = calls[name]
    about = draw(st.sampled_from(call.about))

    return Command(name, {**draw(call.arguments(about)), "at": at})


def _other(name: str, on: Any, at: datetime) -> st.SearchStrategy[Any]:
    if name == "by":
        return st.sampled_from((*_people(on), STRANGER, SYSTEM))
    if name in {"at", "starts", "lapses_at"}:
        shift = st.integers(-90, 90).map(lambda days: timedelta(days=days))
        return (shift | st.sampled_from((-_FAR, _FAR))).map(lambda by: at + by)
    if name.endswith("_on") or name == "until":
        return st.integers(-1000, 1000).map(lambda days: at.date() + timedelta(days=days))

    records = on._collections if isinstance(on, Mentorship) else ()
    known = [record.id for collection in records for record in collection]

    return st.sampled_from([*known, *_people(on), "unknown"])


def _people(on: Any) -> tuple[str, ...]:
    if isinstance(on, Mentorship):
        return (*on.pair, on.document.offered_by)
    if isinstance(on, PairingRequest):
        return on.mentee_id, on.decider_id

    return (on.id,) if isinstance(on, Person) else ()


def _short(value: object) -> str:
    if isinstance(value, int) and abs(value) > 10**18:
        return "<a huge number>"
    text = repr(value)

    return text if len(text) <= 100 else f"{text[:100]}…"
