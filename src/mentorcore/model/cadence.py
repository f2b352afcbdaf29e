"""
Cadence: how often the two meet.
"""

from __future__ import annotations

import calendar
import enum
from datetime import UTC, date, datetime, timedelta
from typing import Self
from zoneinfo import ZoneInfo

import attrs

from mentorcore.errors import InvalidValue
from mentorcore.model.checking import Value, of_value
from mentorcore.model.validators import Of, Whole


class Every(enum.Enum):
    """
    The unit of a cadence.
    """

    WEEK = "week"
    MONTH = "month"


@attrs.frozen(field_transformer=of_value)
class Cadence(Value):
    """
    Every *count* weeks, or monthly (R7). Made by `weekly` or `monthly`.

    Attributes:
        unit: Weeks or months.

        count: How many weeks lie between two meetings, 1 to 12; 1 for months.
    """

    unit: Every = attrs.field(validator=Of(Every))
    count: int = attrs.field(default=1, validator=Whole(1, 12, "R7"))

    def _check_whole(self) -> None:
        if self.unit is Every.MONTH and self.count != 1:
            raise InvalidValue(
                tried="accept Cadence.count",
                because=f"a cadence of {self.count} months is not known",
                accepted="use Cadence.monthly() or Cadence.weekly(every=n)",
                rule="R7",
                path="Cadence.count",
            )

    @classmethod
    def weekly(cls, every: int = 1) -> Self:
        """
        Meet every *every* weeks, 1 to 12.

        Raises:
            InvalidValue: *every* is out of range (R7).
        """
        return cls(Every.WEEK, every)

    @classmethod
    def monthly(cls) -> Self:
        """
        Meet once a month.
        """
        return cls(Every.MONTH)

    @property
    def longest(self) -> timedelta:
        """
        The longest time between two meetings that keep the cadence: whole weeks, or 31 days a month.
        """
        days = 7 if self.unit is Every.WEEK else 31

        return timedelta(days=days * self.count)

    def day(self, first: date, number: int) -> date:
        """
        Return the day of occurrence *number*, counted from 0.

        A monthly one on a day that the month does not have falls on the month's last day (M4).

        >>> Cadence.monthly().day(date(2026, 1, 31), 1)
        datetime.date(2026, 2, 28)
        """
        if self.unit is Every.WEEK:
            return first + timedelta(weeks=self.count * number)
        years, month = divmod(first.month - 1 + self.count * number, 12)
        year = first.year + years
        last = calendar.monthrange(year, month + 1)[1]

        return date(year, month + 1, min(first.day, last))

    def moment(self, first: datetime, zone: str, number: int) -> datetime:
        """
        Return the moment of occurrence *number* that keeps the wall-clock time of *first* in *zone* (M4).

        A local time that does not exist moves forward by what the clocks skip; one that exists twice is the
        first. The moment is in UTC.
        """
        local = first.astimezone(ZoneInfo(zone))
        wall = datetime.combine(self.day(local.date(), number), local.time(), ZoneInfo(zone))

        return wall.replace(fold=local.fold if number == 0 else 0).astimezone(UTC)
