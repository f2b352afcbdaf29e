"""
Refusals: every command that there is, called with somebody's words in whatever place they do not belong.
"""

from __future__ import annotations

import copy
import inspect
import itertools
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from mentorcore import Cadence, Mentorship, Move, PairingRequest, Person, Purpose, Topic
from mentorcore.errors import MentorcoreError
from mentorcore.model.milestones import Evidence
from mentorcore.model.questions import Known
from mentorcore.model.records import Records
from mentorcore.model.values import SYSTEM
from tests.model.examples import ADA, AGREEMENT, BEN, CY, DAY, TODAY
from tests.trust.everything import WHEN, Everything


IDS = {
    "action_id": "undone",
    "consent_id": "consent",
    "feedback_id": "feedback",
    "goal_id": "adopted",
    "meeting_id": "planned",
    "milestone_id": "documented",
    "note_id": "a-shared-note",
    "person_id": BEN,
    "proposal_id": "terms-3",
    "question_id": "open",
    "reading_id": "unread",
}
"""A record for each command that is about one."""

TEXTS = {
    "external_id",
    "measure",
    "outcome",
    "potential",
    "reason",
    "reasoning",
    "source",
    "statement",
    "summary",
    "takeaway",
    "text",
    "title",
    "why",
}
"""Parameters that take words."""

GOOD: dict[str, Any] = {
    **IDS,
    "about": BEN,
    "agreement": AGREEMENT,
    "answer": Known("I know."),
    "at": WHEN,
    "by": BEN,
    "cadence": Cadence.weekly(),
    "capacity": 2,
    "decider": CY,
    "due_on": TODAY,
    "email": "ben@example.org",
    "evidence": [Evidence.link("https://example.org/")],
    "experience": 2,
    "goal": "goal",
    "happened_on": TODAY,
    "id": "new",
    "interest": 3,
    "lapses_at": WHEN + DAY,
    "manager_id": CY,
    "mentee": BEN,
    "mentor": ADA,
    "minutes": 60,
    "moves": [Move(meeting="planned", starts=WHEN + 3 * DAY)],
    "name": "Ben",
    "names": ("Ben",),
    "percent": 50,
    "policy": None,
    "purpose": Purpose.TESTIMONIAL,
    "rank": 1,
    "reflection": False,
    "reviews": None,
    "revision": 1,
    "session": "held",
    "skills": ["Rust"],
    "starts": WHEN + 3 * DAY,
    "timezone": "UTC",
    "topics": [Topic("a", minutes=5, raised_by=BEN)],
    "until": TODAY + 30 * DAY,
    "wishes": ["Rust"],
    "zone": "UTC",
}
"""What each other parameter takes; those that are not here are left out."""

LEFT_OUT = {"self", "readings", "feedback_every", "confidences", "visibility", "status"}

BYSTANDERS = {"as_seen_by", "put_under", "revisions", "seal", "state_at", "placed", "lapsed", "depart"}
"""What can be called and is no command, or one that only the store gives."""


class Telling:
    """
    Something that says what it should not, whichever way it is printed.
    """

    def __init__(self, words: str) -> None:
        self._words = words

    def __repr__(self) -> str:
        return self._words


Called = tuple[str, Callable[..., Any]]


def wrong(words: str) -> Iterator[object]:
    """
    Yield values that no parameter takes, each with somebody's words in it.
    """
    yield words
    yield words * 1000
    yield f"{words}\0"
    yield f"{words}\ud800"
    yield f"{words}\n{words}"
    yield words.encode()
    yield [words]
    yield (words, 7)
    yield {words: words}
    yield Telling(words)
    yield frozenset({words})
    yield Known(words)
    yield Topic(words, minutes=5, raised_by="nobody", serves="nothing")


def refused(everything: Everything, *, often: bool) -> Iterator[tuple[str, MentorcoreError]]:
    """
    Yield every error that a command raises, each kind of it once, with what was called.

    Args:
        often: Whether to call them in every state and with every wrong value, and not only with some of them
            while the relationship is active.
    """
    seen: set[object] = set()
    for on, call in commands(everything, in_every_state=often):
        for arguments in calls(call, everything, often=often):
            try:
                call(**arguments)
            except MentorcoreError as error:
                told = _told(error)
                if told not in seen:
                    seen.add(told)
                    yield on, error


def commands(everything: Everything, *, in_every_state: bool) -> Iterator[Called]:
    """
    Yield every command, bound to what it is called on.
    """
    _, ben, _ = everything.people()
    request = everything.requests()[0]
    offered = everything.offered(copy.copy(request))
    active = everything.filled(everything.accepted(copy.copy(offered)))
    paused = everything.paused(copy.copy(active))
    completed = everything.completed(copy.copy(active))
    sealed = copy.copy(active).seal()
    for cls in (Person, PairingRequest, Mentorship):
        makes = {"register", "open", "offer"} & set(dir(cls))
        yield from ((cls.__name__, getattr(cls, name)) for name in makes)
    others = (offered, paused, completed, sealed) if in_every_state else ()
    for aggregate in (ben, request, active, *others):
        holders = [
            aggregate,
            *(value for _, value in inspect.getmembers(aggregate) if isinstance(value, Records)),
        ]
        for holder in holders:
            for name in dir(type(holder)):
                method = getattr(type(holder), name)
                if inspect.isfunction(method) and not name.startswith("_") and name not in BYSTANDERS:
                    yield _on_a_copy(aggregate, holder, name)


def calls(call: Callable[..., Any], everything: Everything, *, often: bool) -> Iterator[dict[str, Any]]:
    """
    Yield the arguments of calls: as somebody else and at another time, and with each argument wrong in turn.
    """
    names = [name for name in inspect.signature(call).parameters if name not in LEFT_OUT]
    good = {name: _words(everything) if name in TEXTS else GOOD[name] for name in names}
    for actor in (ADA, BEN, CY, SYSTEM):
        yield {**good, **({"by": actor} if "by" in names else {})}
        yield {**good, **({"at": WHEN - 1000 * DAY} if "at" in names else {})}
        for name in names:
            if name.endswith("_id"):
                yield {**good, name: "unknown", **({"by": actor} if "by" in names else {})}
    for actor in (ADA, BEN):
        by = {"by": actor} if "by" in names else {}
        for place, name in enumerate(names):
            values = wrong(_words(everything))
            for value in values if often else itertools.islice(values, place % 3, None, 3):
                yield {**good, **by, name: value}
    yield {**good, **({"at": datetime(2026, 1, 1)} if "at" in names else {})}


def _on_a_copy(aggregate: Person | PairingRequest | Mentorship, holder: object, name: str) -> Called:
    """
    Return a command that does not change what it is called on.
    """
    sealed = aggregate.sealed

    def call(**arguments: Any) -> object:
        twin = copy.copy(aggregate)
        place = twin if holder is aggregate else getattr(twin, _name_of(aggregate, holder))

        return getattr(place, name)(**arguments)

    call.__signature__ = inspect.signature(getattr(holder, name))  # type: ignore[attr-defined]
    where = type(holder).__name__

    return f"{'sealed ' if sealed else ''}{where}.{name}", call


def _name_of(aggregate: object, holder: object) -> str:
    return next(name for name, value in inspect.getmembers(aggregate) if value is holder)


def _words(everything: Everything) -> str:
    return everything.marks.words("words in a refused command")


def _told(error: BaseException) -> object:
    parts: list[object] = []
    one: BaseException | None = error
    while one is not None:
        parts.append((type(one), str(one), repr(one.args)))
        one = one.__cause__ or one.__context__

    return tuple(parts)
