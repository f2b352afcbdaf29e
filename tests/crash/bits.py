"""
Bits: one bit of a store is turned, thousands of times, and never is something else read than was kept.

``python -m tests.crash`` turns them at length, the tests of storage a few.
"""

from __future__ import annotations

import random
import tempfile
from collections import Counter
from pathlib import Path

from tests.figures import Line
from tests.golden.stores import BACKENDS, all_golden
from tests.storage.flips import NAMED, REFUSED, SAME, SILENT, TOLD, UNTYPED, Flips


ZERO = (SILENT, UNTYPED, TOLD)
"""The columns that have to be 0."""


def lines(*, long: bool, seed: int = 20260112) -> list[Line]:
    """
    Turn bits of the newest golden store on every backend, and return a line for each.

    Args:
        seed: Which bits; each is told with the seed and its number where something is wrong.
    """
    return [_of_backend(backend, 2000 if long else 10, seed) for backend in BACKENDS]


def _of_backend(backend: str, times: int, seed: int) -> Line:
    draw = random.Random(seed)
    outcomes: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        flips = Flips(all_golden()[-1], backend, Path(folder))
        for number in range(times):
            flip = flips.drawn(draw)
            outcome = flips.outcome(flip)
            outcomes[outcome] += 1
            if outcome in ZERO:
                print(f"{backend}, seed {seed}, bit number {number}, {flip}: {outcome}")  # noqa: T201
    figures: dict[str, int | float] = {"bits turned": times}
    figures |= {outcome: outcomes[outcome] for outcome in (NAMED, REFUSED, SAME, *ZERO)}
    name = {"json": "JSON", "sqlite": "SQLite"}[backend]

    return Line(f"{name}, one bit turned", figures)
