"""
The pictures that are kept, so that every change of one is looked at.

Run ``python -m tests.documents.redraw`` after a change that is meant, and open the files in a browser before
they are committed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Final

from mentorcore.documents.figures import (
    Figure,
    MeetingMark,
    MilestoneMark,
    focus_by_month,
    goals_with_progress,
    timeline,
)
from mentorcore.documents.figures.months import months_between
from mentorcore.insight.shares import Share
from mentorcore.model.meetings import MeetingStatus
from tests.documents.renderables import a_focus, a_timeline, month_bar, some_goals


KEPT: Final = Path(__file__).with_name("pictures")

START: Final = date(2025, 2, 3)
END: Final = date(2027, 1, 28)


def two_years() -> Figure:
    """
    Return weekly meetings of two years, and more milestones than one column holds.
    """
    weeks = [START + timedelta(weeks=n) for n in range((END - START).days // 7 + 1)]
    statuses = [MeetingStatus.HELD] * 6 + [MeetingStatus.MISSED, MeetingStatus.CANCELLED]
    milestones = [
        MilestoneMark(
            START + timedelta(days=n * n * 4), None if n % 5 == 4 else f"Milestone {'long ' * n * 3}"
        )
        for n in range(13)
    ]

    return timeline(
        [MeetingMark(day, statuses[n % 8]) for n, day in enumerate(weeks)],
        milestones,
        first=START,
        last=END,
        today=date(2025, 5, 1),
    )


def focus_of(count: int) -> Figure:
    """
    Return that many months of rising and falling shares.
    """
    months = months_between(START, END + timedelta(days=400))[:count]
    bars = [month_bar(month, 37 * n % 101, 100 * (n % 7 > 0)) for n, month in enumerate(months)]

    return focus_by_month(bars, Share(part=2, whole=5, unit="minutes"))


PICTURES: Final[Mapping[str, Callable[[], Figure]]] = MappingProxyType(
    {
        "timeline": a_timeline,
        "timeline-of-two-years": two_years,
        "timeline-of-nothing": lambda: timeline([], [], first=START, last=START),
        "focus-of-4-months": a_focus,
        "focus-of-20-months": lambda: focus_of(20),
        "focus-of-30-months": lambda: focus_of(30),
        "focus-of-nothing": lambda: focus_by_month([], Share(part=0, whole=0, unit="minutes")),
        "goals": some_goals,
        "no-goals": lambda: goals_with_progress([], unsupported=1),
    }
)
"""Every picture that is kept, by the name of its file."""


if __name__ == "__main__":
    for name, draw in PICTURES.items():
        (KEPT / f"{name}.svg").write_text(draw().svg, encoding="utf-8")
