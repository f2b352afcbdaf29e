"""
Measuring: the same thing done by several in turn, and what its times are to one another.

Machines differ and are shared. So nothing is said in seconds alone: in each round everybody does the same,
in an order that changes from round to round, and what counts is the ratio within a round.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Mapping, Sequence

import attrs


@attrs.frozen
class Task:
    """
    What somebody does in a round.

    Attributes:
        run: Called with the number of the round and of the call, both from 0.

        times: How often it is called in a round.

        before: Called before each round, while no time counts.
    """

    run: Callable[[int, int], object]
    times: int = 1
    before: Callable[[], object] = lambda: None


@attrs.frozen
class Times:
    """
    How many seconds one call took somebody, in each round.
    """

    rounds: tuple[float, ...]

    @property
    def median(self) -> float:
        """
        The seconds of a usual call.
        """
        return statistics.median(self.rounds)

    def divided(self, number: int) -> Times:
        """
        Return the times of one of so many things that were done in a call.
        """
        return Times(tuple(seconds / number for seconds in self.rounds))

    def against(self, other: Times) -> Ratio:
        """
        Return how many times as long as another one this one took.
        """
        return Ratio(tuple(own / theirs for own, theirs in zip(self.rounds, other.rounds, strict=True)))


@attrs.frozen
class Ratio:
    """
    What the times of two are to one another, in each round.
    """

    rounds: tuple[float, ...]

    @property
    def median(self) -> float:
        """
        The ratio of a usual round.
        """
        return statistics.median(self.rounds)

    @property
    def least(self) -> float:
        """
        The smallest.
        """
        return min(self.rounds)

    @property
    def most(self) -> float:
        """
        The largest.
        """
        return max(self.rounds)


def measured(tasks: Mapping[str, Task], rounds: int, *, warm: bool = True) -> dict[str, Times]:
    """
    Let everybody do their task in turn, and return the times of each.

    Args:
        rounds: At least one.

        warm: Let everybody do it once before anything counts.
    """
    found: dict[str, list[float]] = {name: [] for name in tasks}
    names = list(tasks)
    for number in range(-1 if warm else 0, rounds):
        first = number % len(names)
        for name in (*names[first:], *names[:first]):
            task = tasks[name]
            task.before()
            gc.collect()
            gc.freeze()  # what lies around does not count
            begun = time.perf_counter()
            for call in range(task.times):
                task.run(number, call)
            spent = time.perf_counter() - begun
            gc.unfreeze()
            if number >= 0:
                found[name].append(spent / task.times)

    return {name: Times(tuple(times)) for name, times in found.items()}


def table(title: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """
    Return a table as text, its first column to the left and the others to the right.
    """
    lines = [[title, *header], *rows]
    widths = [max(len(line[place]) for line in lines) for place in range(len(header) + 1)]
    text = [
        "  ".join(
            [line[0].ljust(widths[0]), *(c.rjust(w) for c, w in zip(line[1:], widths[1:], strict=True))]
        )
        for line in lines
    ]

    return "\n".join([text[0].rstrip(), "-" * max(map(len, text)), *(line.rstrip() for line in text[1:]), ""])


def in_words(seconds: float) -> str:
    """
    Return a time in the unit that suits it.

    >>> in_words(0.0000123), in_words(0.0123), in_words(12.3)
    ('12.3 µs', '12.3 ms', '12.3 s')
    """
    for unit, size in (("s", 1.0), ("ms", 1e-3)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"

    return f"{seconds / 1e-6:.3g} µs"


def times_as_often(ratio: float) -> str:
    """
    Return a ratio in as many digits as matter.

    >>> times_as_often(1.234), times_as_often(12.34), times_as_often(1234)
    ('1.23', '12.3', '1,234')
    """
    return f"{ratio:.2f}" if ratio < 10 else f"{ratio:.1f}" if ratio < 100 else f"{ratio:,.0f}"
