"""
Comparing: what every contestant is asked to do, and how long it takes each.
"""

from __future__ import annotations

import itertools
import random
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Final

import attrs

from benchmarks.contestant import Contestant, Milestone
from benchmarks.measuring import Task, Times, measured
from benchmarks.ours import Ours
from benchmarks.workload import PER_MENTOR, Workload, mentor_id


IMPORT: Final = "import"


@attrs.frozen
class Asked:
    """
    What is asked of everybody.

    Attributes:
        name: What it is called in tables.

        run: Is given a contestant, the number of a relationship, and a number that never comes again.

        times: How often it is done in a round.

        of: Who can do it.
    """

    name: str
    run: Callable[[Contestant, int, int], object]
    times: int = 100
    of: type = object


def _load(of: Contestant, number: int, _: int) -> object:
    return of.load(number)


def _add(of: Contestant, number: int, place: int) -> object:
    # The first of a mentor's is active.
    return of.add(Milestone(number - number % PER_MENTOR, place))


def _list(of: Contestant, number: int, _: int) -> object:
    return of.active(mentor_id(number))


def _attention(of: Contestant, _: int, __: int) -> object:
    assert isinstance(of, Ours)

    return of.attention()


def _open(of: Contestant, number: int, _: int) -> object:
    of.reopen()

    return of.active(mentor_id(number))


ASKED: Sequence[Asked] = (
    Asked("load", _load),
    Asked("add", _add, times=40),
    Asked("list", _list),
    Asked("attention", _attention, times=20, of=Ours),
    Asked("open", _open, times=5),
)


class Comparison:
    """
    Contestants that keep the same relationships.

    Args:
        number: Of relationships; those who cannot keep so many keep as many as they can.

        directory: Where they keep them.
    """

    def __init__(self, kinds: Sequence[type[Contestant]], number: int, directory: Path) -> None:
        self._workloads = {kind: Workload(min(number, kind.most or number)) for kind in kinds}
        self._directory = directory
        self._directories = itertools.count()
        self._open: dict[type[Contestant], Contestant] = {}
        self._places = itertools.count()

    @property
    def contestants(self) -> Sequence[Contestant]:
        """
        Those that are open, once they were filled.
        """
        return tuple(self._open.values())

    def filled(self, rounds: int) -> dict[str, Times]:
        """
        Let everybody keep everything, anew in each round, and return the seconds for one relationship.
        """
        times = measured(
            {
                kind.name: Task(partial(self._fill, kind), before=partial(self._begin, kind))
                for kind in self._workloads
            },
            rounds,
            warm=False,
        )
        self._open = {kind: self._open[kind] for kind in self._workloads}
        numbers = {kind.name: workload.number for kind, workload in self._workloads.items()}

        return {name: one.divided(numbers[name]) for name, one in times.items()}

    def asked(self, asked: Asked, rounds: int, *, share: float = 1) -> dict[str, Times]:
        """
        Ask something of everybody who can do it.

        Args:
            share: Do it so many times as often as usual, but at least once.
        """
        tasks = {}
        for kind, one in self._open.items():
            if isinstance(one, asked.of):
                times = max(1, round(share * min(asked.times, kind.slow.get(asked.name, asked.times))))
                tasks[one.name] = Task(partial(self._ask, asked, one, kind), times)

        return measured(tasks, rounds)

    def ask(self, asked: Asked, round: int, call: int) -> object:
        """
        Ask something of the only one.
        """
        ((kind, one),) = self._open.items()

        return self._ask(asked, one, kind, round, call)

    def close(self) -> None:
        """
        Let go of everything.
        """
        for one in self._open.values():
            one.close()
            shutil.rmtree(one.directory)
        self._open.clear()

    def _begin(self, kind: type[Contestant]) -> None:
        if kind in self._open:
            before = self._open.pop(kind)
            before.close()
            shutil.rmtree(before.directory)
        directory = self._directory / f"{next(self._directories)}"
        directory.mkdir()
        one = self._open[kind] = kind(directory)
        one.prepare(self._workloads[kind])

    def _fill(self, kind: type[Contestant], _: int, __: int) -> None:
        self._open[kind].fill()
        self._open[kind].forget()

    def _ask(self, asked: Asked, one: Contestant, kind: type[Contestant], round: int, call: int) -> object:
        # The same relationships for everybody, as far as they have them.
        number = random.Random(f"{asked.name} {round} {call}").randrange(1 << 30)

        return asked.run(one, number % self._workloads[kind].number, next(self._places))


@contextmanager
def comparison(kinds: Sequence[type[Contestant]], number: int, directory: Path) -> Iterator[Comparison]:
    """
    Give a comparison, and let go of it at the end.
    """
    made = Comparison(kinds, number, directory)
    try:
        yield made
    finally:
        made.close()


Results = Mapping[str, Mapping[str, Times]]
"""How long each operation, by its name, took each contestant, by its name."""


def compared(
    kinds: Sequence[type[Contestant]],
    number: int,
    directory: Path,
    *,
    rounds: int,
    imports: int,
    share: float = 1,
) -> Iterator[tuple[str, dict[str, Times]]]:
    """
    Yield how long each operation took everybody, the import first.
    """
    with comparison(kinds, number, directory) as made:
        yield IMPORT, made.filled(imports)
        for asked in ASKED:
            yield asked.name, made.asked(asked, rounds, share=share)
