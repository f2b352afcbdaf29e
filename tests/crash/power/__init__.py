"""
Power: the states that a power cut may leave of a store, and whether every one of them is whole.

A trial does some work with a store whose file operations are recorded, works out what the disk could hold
after a power cut at each moment, makes those files, opens them, and holds what it finds to what had been
acknowledged. A sync that is needed is one without which a trial fails.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from tests.crash.power import json_store, sqlite_store
from tests.crash.power.promise import Promise
from tests.crash.power.trial import Extent, Trial
from tests.figures import Line


ZERO = ("corrupt", "lost", "unnoticed syncs")
"""The figures that have to be 0."""

FIGURES = ("cuts", "exhaustive cuts", "states", "corrupt", "lost")


def lines(*, long: bool) -> list[Line]:
    """
    Return what came of power cuts.

    Args:
        long: Look at every moment, at many states by chance, and at power cuts during the recovery.
    """
    extent = Extent(most=4000, samples=40, each_moment=True) if long else Extent(most=12, share=0.1)
    killed = Extent(share=1 if long else 0)
    recoveries = 50 if long else 0
    json = json_store.record(extent, recoveries=recoveries)
    points = [number for number, point in enumerate(json_store.points(), 1) if long or ": names" in point]
    some = Extent(share=1, samples=100) if long else Extent(share=0.05)
    sqlite = sqlite_store.record(some, recoveries=recoveries * 4)
    usual = sqlite_store.record(some, pages=sqlite_store.USUALLY, recoveries=recoveries * 4)

    return [
        _line("JSON, power cut", [json], json_store.is_noticed),
        _line("JSON, killed, power cut later", [json_store.record_killed(point, killed) for point in points]),
        _line("SQLite, power cut", [sqlite, usual], sqlite_store.is_noticed),
    ]


def _line(
    what: str, trials: Iterable[Trial[Promise]], is_noticed: Callable[[str], bool] | None = None
) -> Line:
    figures: Counter[str] = Counter()
    syncs: set[str] = set()
    for trial in trials:
        figures += trial.figures
        syncs |= trial.disk.synced
        for damage in trial.damages[:5]:
            print(f"{what}: {damage}", flush=True)  # noqa: T201 - says what to look at
    shown = {name: figures[name] for name in FIGURES}
    if is_noticed is not None:
        unnoticed = [sync for sync in sorted(syncs) if not is_noticed(sync)]
        for sync in unnoticed:
            print(f"{what}: nothing is lost without the sync {sync!r}", flush=True)  # noqa: T201 - the same
        shown["unnoticed syncs"] = len(unnoticed)

    return Line(what, dict(shown))
