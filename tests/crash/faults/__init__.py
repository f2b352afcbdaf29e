"""
Faults: one thing goes wrong below a store, at each place in turn, and what the caller is told, and finds.

A trial makes a store, lets one operation of one call fail, and then reads, repeats the call, commits, opens
the store from elsewhere, and looks for what was left open or left behind.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import closing

from tests.crash.faults import real
from tests.crash.faults.json_store import JsonFiles, JsonIndex
from tests.crash.faults.sqlite_store import Below, Statements
from tests.crash.faults.trial import CASES, KINDS, Faulty, Trials
from tests.figures import Line


LAYERS: dict[Callable[[], Faulty], int] = {JsonFiles: 1, Statements: 1, JsonIndex: 8, Below: 8}
"""The layers, and of how many operations there one fails in a short run."""

ZERO = KINDS
"""The figures that have to be 0."""


def lines(*, long: bool) -> list[Line]:
    """
    Return what came of faults.

    Args:
        long: Let each operation fail in each way, and not only in the next one of them.
    """
    made = []
    for layer, every in LAYERS.items():
        with closing(Trials(layer())) as trials:
            ways = (
                [itertools.repeat(fault) for fault in trials.faults]
                if long
                else [itertools.cycle(trials.faults)]
            )
            for way in ways:
                for case in CASES:
                    trials.run(case, way, every=1 if long else every)
        made.append(_line(trials.name, trials.figures, trials.wrong))

    return made + [_real(backend, kind, long=long) for backend in real.BACKENDS for kind in real.TROUBLES]


def _real(backend: str, kind: str, *, long: bool) -> Line:
    try:
        figures = real.figures(kind, backend, rounds=90 if long else 12)
    except real.NotHere as reason:
        return _line(f"{backend}, {kind} (not here: {reason})", Counter(), ())

    return _line(f"{backend}, {kind}", figures, ())


def _line(what: str, figures: Counter[str], wrong: Iterable[str]) -> Line:
    for sentence in itertools.islice(wrong, 10):
        print(f"{what}: {sentence}", flush=True)  # noqa: T201 - says what to look at

    return Line(what, {name: figures[name] for name in ("faults", *KINDS)})
