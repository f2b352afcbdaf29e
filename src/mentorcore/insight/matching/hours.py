"""
Hours: how much of a working day two time zones share.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo


WORKING_HOURS: Final = 8
"""The length of the day that is compared: nine to five, by the clock on each one's wall."""


def shared_hours(zone: str, other: str, at: datetime) -> float:
    """
    Return how many hours of nine to five two time zones share, by their clocks at a moment.

    >>> from datetime import UTC
    >>> shared_hours("Europe/Berlin", "Europe/London", datetime(2026, 1, 12, tzinfo=UTC))
    7.0
    """
    apart = abs(_offset(zone, at) - _offset(other, at))
    around = min(apart, timedelta(days=1) - apart)

    return max(0.0, WORKING_HOURS - around / timedelta(hours=1))


@lru_cache(maxsize=1024)
def _offset(zone: str, at: datetime) -> timedelta:
    return at.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()
