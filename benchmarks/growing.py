"""
Growing: whether a store that grows, and a relationship that grows, cost more and more.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Final

import attrs

from benchmarks.comparing import ASKED, comparison
from benchmarks.contestant import Milestone
from benchmarks.measuring import Ratio, Task, Times, measured
from benchmarks.ours import Ours, OursOnJson, OursOnSqlite
from benchmarks.workload import Workload


GROWN: Final = ("load", "add", "list")
BACKENDS: Final[Sequence[type[Ours]]] = (OursOnSqlite, OursOnJson)


def stores(
    few: int, many: int, directory: Path, *, rounds: int, share: float = 1
) -> dict[str, tuple[Times, Times]]:
    """
    Return, for each backend and operation, how long it takes in a small store and in a large one.
    """
    found: dict[str, tuple[Times, Times]] = {}
    for kind in BACKENDS:
        sizes = {number: directory / f"{kind.__name__}-{number}" for number in (few, many)}
        for own in sizes.values():
            own.mkdir()
        with (
            comparison([kind], few, sizes[few]) as small,
            comparison([kind], many, sizes[many]) as large,
        ):
            small.filled(1)
            large.filled(1)
            for asked in ASKED:
                if asked.name in GROWN:
                    times = max(1, round(share * asked.times))
                    both = measured(
                        {
                            "few": Task(partial(small.ask, asked), times),
                            "many": Task(partial(large.ask, asked), times),
                        },
                        rounds,
                    )
                    found[f"{kind.name}: {asked.name}"] = both["few"], both["many"]

    return found


@attrs.frozen
class Grown:
    """
    How long it takes to add to one relationship, by how much it holds.

    Attributes:
        times: By the number of its records.
    """

    times: dict[int, Times]

    @property
    def slope(self) -> float:
        """
        How many seconds each record adds, over the whole range.
        """
        (few, first), *_, (many, last) = self.times.items()

        return (last.median - first.median) / (many - few)

    @property
    def bend(self) -> Ratio:
        """
        How many times as steep it is in the upper half as in the lower, in each round; 1 is linear.
        """
        (few, first), (some, middle), (many, last) = self.times.items()
        rounds = zip(first.rounds, middle.rounds, last.rounds, strict=True)

        return Ratio(tuple((c - b) / (many - some) / ((b - a) / (some - few)) for a, b, c in rounds))


def relationships(years: Sequence[int], directory: Path, *, rounds: int, times: int = 10) -> dict[str, Grown]:
    """
    Return how long it takes to add a milestone to a relationship of so many years' records, which all lie in
    one: 30 records a year.

    Args:
        years: Three numbers, growing.
    """
    found = {}
    for kind in BACKENDS:
        kept = {}
        for number in years:
            own = directory / f"{kind.__name__}-{number}-years"
            own.mkdir()
            kept[number] = kind(own)
            kept[number].prepare(Workload(1, records=number))
            kept[number].fill()
            kept[number].forget()
        tasks = {str(number): Task(partial(_add, one), times) for number, one in kept.items()}
        measures = measured(tasks, rounds)
        for one in kept.values():
            one.close()
        found[kind.name] = Grown({30 * number: measures[str(number)] for number in years})

    return found


def _add(one: Ours, round: int, call: int) -> None:
    one.add(Milestone(0, 1000 * (round + 1) + call))
