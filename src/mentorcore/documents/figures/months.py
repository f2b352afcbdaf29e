"""
Months: where days and months stand along the axis of a figure.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

import attrs

from mentorcore.documents.figures.drawing import Words
from mentorcore.insight.wording import MONTHS


_STEPS: Final = (1, 2, 3, 6, 12)
_APART: Final = 28
_WEEKS_APART: Final = 150


def month_of(day: date) -> date:
    """
    Return the first day of the month.
    """
    return day.replace(day=1)


def following(month: date) -> date:
    """
    Return the first day of the next month.
    """
    return (month.replace(day=1) + timedelta(days=31)).replace(day=1)


def months_between(first: date, last: date) -> tuple[date, ...]:
    """
    Return the months from that of one day to that of another, both included.
    """
    months = [month_of(first)]
    while following(months[-1]) <= last:
        months.append(following(months[-1]))

    return tuple(months)


@attrs.frozen(kw_only=True)
class Axis:
    """
    The months from one day to another, along a line.

    Attributes:
        left: Where the first month begins.

        width: How long the line is.
    """

    first: date
    last: date
    left: float
    width: float

    @property
    def months(self) -> tuple[date, ...]:
        """
        The months, the earliest first.
        """
        return months_between(self.first, self.last)

    def at(self, day: date) -> float:
        """
        Return where the middle of a day stands.
        """
        return self._edge(day) + self.width / self._days / 2

    def _edge(self, day: date) -> float:
        return self.left + (day - self.months[0]).days / self._days * self.width

    @property
    def _days(self) -> int:
        return (following(self.last) - self.months[0]).days

    @property
    def edges(self) -> tuple[float, ...]:
        """
        Where the months begin, and where the last one ends.
        """
        return tuple(self._edge(month) for month in (*self.months, following(self.last)))

    def days(self) -> Iterator[date]:
        """
        Yield a day of each week where there is room to name them.
        """
        if self.width / len(self.months) >= _WEEKS_APART:
            yield from (month.replace(day=day) for month in self.months for day in (8, 15, 22))

    def names(self, y: float) -> Iterator[Words]:
        """
        Yield the names of the months below the line, and below these the years, as many as find room.
        """
        edges = self.edges
        room = self.width / len(self.months)
        step = next((step for step in _STEPS if step * room >= _APART), _STEPS[-1])
        for position, month in enumerate(self.months):
            middle = (edges[position] + edges[position + 1]) / 2
            if (month.month - 1) % step == 0:
                yield Words(middle, y, MONTHS[month.month - 1][:3], "quiet", "middle", 11)
            if position == 0 or month.month == 1:
                yield from self._year(month, middle, y + 15, alone=position > 0)

    def _year(self, month: date, x: float, y: float, *, alone: bool) -> Iterator[Words]:
        next_year = date(month.year + 1, 1, 1)
        if alone or next_year > self.last or self._edge(next_year) - x > _APART + 6:
            yield Words(x, y, str(month.year), "quiet", "middle", 11)
