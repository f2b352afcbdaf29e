"""
Targets: what was set out to be reached, as ratios within one run.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import attrs

from benchmarks.by_hand import RawFiles, RawSqlite
from benchmarks.comparing import IMPORT, Results
from benchmarks.contestant import Contestant
from benchmarks.django_orm import DjangoOrm
from benchmarks.event_sourced import EventSourced
from benchmarks.measuring import Ratio, times_as_often
from benchmarks.ours import OursOnJson, OursOnSqlite
from benchmarks.sqlalchemy_orm import SqlalchemyOrm
from benchmarks.tiny import Tiny


@attrs.frozen
class Verdict:
    """
    A target, and what came of it.

    Attributes:
        what: What was to be reached.

        wanted: For example ``at most 1.4 ×``.

        ratio: What was measured.
    """

    what: str
    wanted: str
    ratio: Ratio
    is_met: bool

    @property
    def row(self) -> Sequence[str]:
        """
        Its line in the table.
        """
        spread = f"{times_as_often(self.ratio.least)} to {times_as_often(self.ratio.most)}"

        return (
            self.what,
            self.wanted,
            times_as_often(self.ratio.median),
            spread,
            "met" if self.is_met else "not met",
        )


HEADER: Final = ("wanted", "ratio", "spread", "")


def at_most(what: str, ratio: Ratio, limit: float) -> Verdict:
    """
    Hold a ratio to a limit.
    """
    return Verdict(what, f"at most {limit:g} ×", ratio, ratio.median <= limit)


def at_least(what: str, ratio: Ratio, limit: float) -> Verdict:
    """
    Hold a ratio to what it has to reach.
    """
    return Verdict(what, f"at least {limit:,g} ×", ratio, ratio.median >= limit)


@attrs.frozen
class _Target:
    operation: str
    ours: type[Contestant]
    other: type[Contestant]
    most: float | None = None
    ahead: float | None = None


_TARGETS: Final = (
    _Target("load", OursOnSqlite, RawSqlite, most=1.0),
    _Target("load", OursOnSqlite, SqlalchemyOrm, ahead=18),
    _Target("load", OursOnSqlite, DjangoOrm, ahead=22),
    _Target("load", OursOnSqlite, EventSourced, ahead=9),
    _Target("add", OursOnSqlite, RawSqlite, most=1.4),
    _Target("add", OursOnSqlite, SqlalchemyOrm, ahead=3),
    _Target("add", OursOnSqlite, EventSourced, ahead=3),
    _Target(IMPORT, OursOnSqlite, RawSqlite, most=1.1),
    _Target(IMPORT, OursOnSqlite, SqlalchemyOrm, ahead=11),
    _Target(IMPORT, OursOnSqlite, DjangoOrm, ahead=4.5),
    _Target(IMPORT, OursOnSqlite, EventSourced, ahead=4.5),
    _Target("list", OursOnSqlite, RawSqlite, most=2),
    _Target("list", OursOnSqlite, SqlalchemyOrm, ahead=10),
    _Target("list", OursOnSqlite, DjangoOrm, ahead=15),
    _Target("list", OursOnSqlite, EventSourced, ahead=200),
    _Target("load", OursOnJson, RawFiles, most=1.5),
    _Target("load", OursOnJson, Tiny, ahead=1000),
    _Target("add", OursOnJson, RawFiles, most=1.0),
    _Target("add", OursOnJson, Tiny, ahead=500),
    _Target("list", OursOnJson, RawSqlite, most=5),
    _Target("list", OursOnJson, RawFiles, ahead=1000),
)


def verdicts(results: Results) -> list[Verdict]:
    """
    Return what came of the targets between contestants that took part.
    """
    found = []
    for target in _TARGETS:
        times = results[target.operation]
        own, other = times.get(target.ours.name), times.get(target.other.name)
        if own is None or other is None:
            continue
        what = f"{target.operation}: {target.ours.name}, "
        if target.most is not None:
            found.append(at_most(f"{what}against {target.other.name}", own.against(other), target.most))
        if target.ahead is not None:
            found.append(at_least(f"{what}ahead of {target.other.name}", other.against(own), target.ahead))

    return found
