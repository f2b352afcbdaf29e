"""
Alone: what mentorcore does that the others have nothing for, measured against its own loading.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Final

import attrs

from benchmarks.comparing import comparison
from benchmarks.measuring import Task, Times, measured
from benchmarks.ours import OursOnSqlite
from benchmarks.workload import BEGIN, NOW, TEMPLATES, lived, mentorship_id
from mentorcore import Mentorship, Person, goal_focus, match, next_agenda
from mentorcore.model.checking import Value, joined_check


LOAD: Final = "load"


def alone(directory: Path, *, rounds: int, share: float = 1) -> dict[str, Times]:
    """
    Return how long each of them takes, and how long it takes to load one.
    """
    with comparison([OursOnSqlite], TEMPLATES, directory) as made:
        made.filled(1)
        (ours,) = made.contestants
        assert isinstance(ours, OursOnSqlite)
        store = ours.store
        loaded = [store.get(Mentorship, mentorship_id(number)) for number in range(TEMPLATES)]
        bodies = [store.codec.encode("mentorship", one.document) for one in loaded]
        checks = [list(_checks(one.document)) for one in loaded]
        mentors = [_person(f"mentor-{number}", capacity=2) for number in range(10)]
        mentees = [_person(f"mentee-{number}", capacity=0) for number in range(20)]

        def decode(_: int, call: int) -> object:
            return store.codec.decode("mentorship", 1, bodies[call % TEMPLATES], where="here")

        def check(_: int, call: int) -> None:
            for one in checks[call % TEMPLATES]:
                one()

        def encode(_: int, call: int) -> object:
            return store.codec.encode("mentorship", loaded[call % TEMPLATES].document)

        def some(times: int) -> int:
            return max(1, round(share * times))

        return measured(
            {
                LOAD: Task(lambda _, call: ours.load(call % TEMPLATES), some(100)),
                "decode": Task(decode, some(100)),
                "check every field": Task(check, some(100)),
                "encode": Task(encode, some(100)),
                "next agenda": Task(lambda _, call: next_agenda(loaded[call % TEMPLATES], at=NOW), some(20)),
                "goal focus": Task(lambda _, call: goal_focus(loaded[call % TEMPLATES], until=NOW), some(20)),
                "match 20 mentees": Task(lambda *_: match(mentors, mentees, at=NOW), 1),
                "the commands of a year": Task(lambda _, call: lived(call % TEMPLATES), some(5)),
            },
            rounds,
        )


def _checks(value: object) -> Iterator[Callable[[], None]]:
    """
    Iterate over what checks a record and all that is in it, as is done when they are made.
    """
    if isinstance(value, tuple):
        for entry in value:
            yield from _checks(entry)
    elif isinstance(value, Value):
        yield partial(joined_check(type(value)), value)
        for field in attrs.fields(type(value)):  # type: ignore[arg-type]
            yield from _checks(getattr(value, field.name))


def _person(id: str, *, capacity: int) -> Person:
    skills = ("planning", "speaking", "writing", "data")
    place = int(id.rpartition("-")[2])

    return Person.register(
        id=id,
        name=f"Somebody {id}",
        at=BEGIN,
        capacity=capacity,
        experience=place,
        skills=[skills[place % 4], skills[(place + 1) % 4]],
        wishes=[skills[(place + 2) % 4]],
    )
