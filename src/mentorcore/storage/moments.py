"""
Moments: how moments and days stand in documents, in indexes and in the journal.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime


_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.(?!000000)\d{6})?Z", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def instant_text(moment: datetime) -> str:
    """
    Return the text of a moment in indexes and in the journal, which sorts as the moment does.

    >>> instant_text(datetime(2026, 1, 12, 9, tzinfo=UTC))
    '2026-01-12T09:00:00.000000Z'
    """
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def instant_of(text: object) -> datetime:
    """
    Return the moment of a canonical text.

    Raises:
        ValueError: It is no such text.
    """
    if not isinstance(text, str) or not _INSTANT.fullmatch(text):
        raise ValueError("expected a moment such as 2026-01-12T09:00:00.000000Z")

    return datetime.fromisoformat(text)


def moment_of(text: object) -> datetime:
    """
    Return the moment of a text as documents hold it: with a fraction of a second only where there is one.
    """
    if not isinstance(text, str) or not _MOMENT.fullmatch(text):
        raise ValueError("expected a moment such as 2026-01-12T09:00:00Z")

    return datetime.fromisoformat(text)


def day_of(text: object) -> date:
    """
    Return the day of a canonical text.

    Raises:
        ValueError: It is no such text.
    """
    if not isinstance(text, str) or not _DAY.fullmatch(text):
        raise ValueError("expected a day such as 2026-01-12")

    return date.fromisoformat(text)
