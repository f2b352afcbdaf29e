"""
Documents as a renderer sees them, without a record behind them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime

import attrs
from hypothesis import strategies as st

from mentorcore.documents.blocks import Block, parse
from mentorcore.documents.document import DocumentKind
from mentorcore.documents.figures import (
    Figure,
    GoalBar,
    MeetingMark,
    MilestoneMark,
    MonthBar,
    Pause,
    focus_by_month,
    goals_with_progress,
    timeline,
)
from mentorcore.insight.shares import Share
from mentorcore.model.goals import GoalStatus
from mentorcore.model.meetings import MeetingStatus


AT = datetime(2026, 4, 12, 9, 30, tzinfo=UTC)

PLAIN = Figure(
    name="plain",
    title="A plain figure",
    description="There is a line.",
    svg='<svg xmlns="http://www.w3.org/2000/svg" width="360" height="20"><path d="M0 10H360"/></svg>',
    header=["Month", "Meetings"],
    rows=[["January 2026", "4"], ["February 2026", "none"]],
)

EVERYTHING = """\
# All *there* is

Words, **strong** and *stressed*, `id-1`, a [page](https://example.org/a?b=1&c=2),\\
a new line and a claim.[^1]

## Lists

- one
- two

  still two

  1. first
  2. second

3. third
4. fourth

> Said once.

## A table

| What | When |
| --- | --- |
| A release[^2] | 20 February 2026 |
| A talk | 1 March 2026 |

![A plain figure](figure:plain)

---

### The end

Cited twice.[^1]

[^1]: The first source.
[^2]: The *second* source.
"""
"""A document with a block and an inline of every kind."""


@attrs.frozen(kw_only=True)
class Rendered:
    """
    What a renderer reads.
    """

    blocks: tuple[Block, ...]
    kind: DocumentKind = DocumentKind.PROGRESS_REPORT
    title: str = "All there is"
    language: str = "en"
    at: datetime = AT


def of_markdown(
    markdown: str,
    *,
    kind: DocumentKind = DocumentKind.PROGRESS_REPORT,
    title: str = "All there is",
    language: str = "en",
    figures: Mapping[str, Figure] | None = None,
) -> Rendered:
    """
    Return a document that says what a text in Markdown says.
    """
    blocks = parse(markdown, {"plain": PLAIN} if figures is None else figures)

    return Rendered(blocks=blocks, kind=kind, title=title, language=language)


def everything(kind: DocumentKind = DocumentKind.PROGRESS_REPORT) -> Rendered:
    """
    Return a document with a block and an inline of every kind.
    """
    return of_markdown(EVERYTHING, kind=kind)


def report() -> Rendered:
    """
    Return a document with the three figures of a progress report.
    """
    figures = {figure.name: figure for figure in (a_timeline(), a_focus(), some_goals())}
    shown = "\n\n".join(f"![{name}](figure:{name})" for name in figures)

    return of_markdown(f"# Progress\n\nIt goes on.[^1]\n\n{shown}\n\n[^1]: The record.\n", figures=figures)


def a_timeline() -> Figure:
    """
    Return half a year with everything that a timeline shows.
    """
    meetings = [
        MeetingMark(date(2025, 11, 10), MeetingStatus.HELD),
        MeetingMark(date(2025, 11, 24), MeetingStatus.HELD),
        MeetingMark(date(2025, 12, 8), MeetingStatus.MISSED),
        MeetingMark(date(2025, 12, 22), MeetingStatus.CANCELLED),
        MeetingMark(date(2026, 2, 16), MeetingStatus.LAPSED),
        MeetingMark(date(2026, 3, 2), MeetingStatus.HELD),
        MeetingMark(date(2026, 4, 20), MeetingStatus.SCHEDULED),
        MeetingMark(date(2026, 6, 1), MeetingStatus.SCHEDULED),
    ]
    milestones = [
        MilestoneMark(date(2026, 3, 5), "Gave a talk"),
        MilestoneMark(date(2025, 12, 1), "Led the <2.0> release & wrote it down"),
        MilestoneMark(date(2026, 3, 6)),
    ]

    return timeline(
        meetings,
        milestones,
        [Pause(date(2026, 1, 5), date(2026, 2, 6))],
        first=date(2025, 11, 3),
        last=date(2026, 4, 30),
        today=date(2026, 4, 12),
    )


def month_bar(month: date, part: int, whole: int, meetings: int = 2) -> MonthBar:
    """
    Return the bar of a month.
    """
    return MonthBar(month, meetings, Share(part=part, whole=whole, unit="minutes"))


def a_focus() -> Figure:
    """
    Return four months, one of them without a meeting.
    """
    months = [
        month_bar(date(2025, 11, 1), 90, 120),
        month_bar(date(2025, 12, 1), 0, 60, 1),
        month_bar(date(2026, 1, 1), 0, 0, 0),
        month_bar(date(2026, 2, 1), 60, 60, 1),
    ]

    return focus_by_month(months, Share(part=150, whole=240, unit="minutes"))


def some_goals() -> Figure:
    """
    Return a goal of every status that a figure shows.
    """
    return goals_with_progress(
        [
            GoalBar("Lead a release", GoalStatus.ACHIEVED, 90),
            GoalBar("Give a talk", GoalStatus.ACHIEVED),
            GoalBar("Write design documents that " + "others sign " * 12, GoalStatus.ACTIVE, 35),
            GoalBar("Mentor somebody", GoalStatus.ACTIVE),
            GoalBar("Learn Rust", GoalStatus.DROPPED, 10),
            GoalBar("Speak up", GoalStatus.LAPSED, 0),
        ]
    )


HOSTILE = [
    "<script>alert(1)</script>",
    "</style></title><img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)',
    "{{ 7 * 7 }}{% raw %}",
    '#eval("1") #panic() \\u{41} $x$ @label <label> = h',
    "]]> <!-- -- --> <![CDATA[",
    "javascript:alert(1)",
    "\u202edesrever\u202c עברית العربية 日本語 👩\u200d👩\u200d👧 é́",
    "\x00\x07\x1b[31m\ud800\ufffe\x85\u2028",
]
"""Words that would be markup, or that no document can hold, if anybody let them."""

words = st.text(max_size=60) | st.sampled_from(HOSTILE)
"""What may stand in a record."""
