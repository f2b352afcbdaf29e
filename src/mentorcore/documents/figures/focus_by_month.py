"""
Focus by month: how much of the time of each month served the mentee's own goals.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

import attrs

from mentorcore.documents.figures import drawing
from mentorcore.documents.figures.drawing import Item, Shape, Words
from mentorcore.documents.figures.figure import Figure
from mentorcore.insight.shares import NOT_ENOUGH, Share
from mentorcore.insight.wording import MONTHS, many, month_in_words


@attrs.frozen
class MonthBar:
    """
    The time of one month.

    Attributes:
        month: Its first day.

        meetings: How many meetings were held.

        share: The minutes that served the mentee's own goals, of all minutes of these meetings.
    """

    month: date
    meetings: int
    share: Share


NAME: Final = "focus_by_month"
TITLE: Final = "Time for the mentee's own goals, month by month"

_LEFT: Final = 44
_RIGHT: Final = 12
_TOP: Final = 26
_HIGH: Final = 150
_LEAST: Final = 380
_WIDEST: Final = 72
_ROOMY: Final = 44
_READABLE: Final = 26


def focus_by_month(months: Iterable[MonthBar], overall: Share) -> Figure:
    """
    Draw the share of each month as a bar; a month without a held meeting has none, and says so.

    Args:
        overall: The share over all months.
    """
    bars = list(months)
    description = _described(bars, overall)
    items, width, height = _picture(bars, overall) if bars else _nothing()

    return Figure(
        name=NAME,
        title=TITLE,
        description=description,
        svg=drawing.svg(
            name=NAME, title=TITLE, description=description, width=width, height=height, items=items
        ),
        header=("Month", "Meetings held", "Minutes", "For the mentee's own goals"),
        rows=[
            (month_in_words(bar.month), str(bar.meetings), str(bar.share.whole), str(bar.share))
            for bar in bars
        ]
        or [("All months", "0", "0", NOT_ENOUGH)],
    )


def _described(bars: list[MonthBar], overall: Share) -> str:
    if not bars:
        return f"{NOT_ENOUGH.capitalize()}: no meeting has been held."
    known = [bar for bar in bars if bar.share.percent is not None]
    most = max(known, key=lambda bar: bar.share.part / bar.share.whole, default=None)
    least = min(known, key=lambda bar: bar.share.part / bar.share.whole, default=None)
    sentences = [f"Over {many(len(bars), 'month')}: {overall}."]
    if most and least and most is not least:
        sentences.append(
            f"The most in {month_in_words(most.month)}, {most.share.percent} %; "
            f"the least in {month_in_words(least.month)}, {least.share.percent} %."
        )
    if len(known) < len(bars):
        sentences.append(f"{many(len(bars) - len(known), 'month')} without a held meeting.")

    return " ".join(sentences)


def _nothing() -> tuple[list[Item], float, float]:
    frame = Shape(drawing.box(1, 1, _LEAST - 2, 58), "blank")
    words = Words(_LEAST / 2, 34, "Not enough record yet: no meeting has been held.", "ink", "middle", 13)

    return [frame, Shape(drawing.box(24, 18, _LEAST - 48, 24), "card"), words], _LEAST, 60


def _picture(bars: list[MonthBar], overall: Share) -> tuple[list[Item], float, float]:
    slot = min((drawing.WIDTH - _LEFT - _RIGHT) / len(bars), _WIDEST)
    width = max(_LEFT + slot * len(bars) + _RIGHT, _LEAST)
    ground = _TOP + _HIGH
    items: list[Item] = []
    for percent in (0, 50, 100):
        y = _height_of(percent)
        items.append(Shape(drawing.line(_LEFT, y, width - _RIGHT, y), "grid" if percent else "axis"))
        items.append(Words(_LEFT - 8, y + 4, f"{percent} %", "quiet", "end", 11))
    if overall.percent is not None:
        y = _height_of(overall.percent)
        items.append(Shape(drawing.line(_LEFT, y, width - _RIGHT, y), "overall"))
        items.append(Shape(drawing.line(0, 0, 22, 0), "overall", at=(_LEFT, ground + 62)))
        items.append(Words(_LEFT + 30, ground + 66, f"all months together: {overall.percent} %"))
    for position, bar in enumerate(bars):
        items += _bar(bar, _LEFT + slot * (position + 0.5), slot, first=position == 0)

    return items, width, ground + 76


def _height_of(percent: float) -> float:
    return _TOP + _HIGH * (1 - percent / 100)


def _bar(bar: MonthBar, x: float, slot: float, *, first: bool) -> Iterator[Item]:
    ground, wide = _TOP + _HIGH, min(slot * 0.68, 44)
    letters = 3 if slot >= _READABLE else 1
    yield Words(x, ground + 17, MONTHS[bar.month.month - 1][:letters], "ink", "middle", 11)
    if first or bar.month.month == 1:
        yield Words(x, ground + 45, str(bar.month.year), "quiet", "middle", 11)
    if bar.share.percent is None:
        yield Shape(drawing.box(x - wide / 2, _TOP, wide, _HIGH), "blank")
        yield Words(x + 4, ground - 10, NOT_ENOUGH, "lifted", size=11, upwards=True)
        return
    y = _height_of(bar.share.percent)
    hint = f"{month_in_words(bar.month)}: {bar.share} in {many(bar.meetings, 'meeting')}"
    yield Shape(drawing.box(x - wide / 2, y, wide, ground - y), "bar", hint)
    if slot >= _READABLE:
        percent, minutes = (" %", " min") if slot >= _ROOMY else ("", "")
        yield Words(x, y - 5, f"{bar.share.percent}{percent}", "lifted", "middle", 11, bold=True)
        yield Words(x, ground + 31, f"{bar.share.whole}{minutes}", "quiet", "middle", 10)
