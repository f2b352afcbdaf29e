"""
Wording: days, numbers and lists in plain English.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from datetime import date


def day_in_words(day: date) -> str:
    """
    Return a day as it is written in a letter.

    >>> day_in_words(date(2026, 3, 3))
    '3 March 2026'
    """
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def month_in_words(day: date) -> str:
    """
    Return the month of a day as it is written in a letter.

    >>> month_in_words(date(2026, 3, 3))
    'March 2026'
    """
    return f"{MONTHS[day.month - 1]} {day.year}"


def many(count: int, noun: str) -> str:
    """
    Return a count with its noun.

    >>> many(1, "meeting"), many(3, "meeting")
    ('1 meeting', '3 meetings')
    """
    return f"{count} {noun}" + ("" if count == 1 else "s")


def joined(parts: Iterable[str]) -> str:
    """
    Return a list as it is spoken.

    >>> joined(["SQL", "Python", "Go"])
    'SQL, Python and Go'
    """
    *most, last = (*parts, "")[:-1] or ("",)

    return f"{', '.join(most)} and {last}" if most else last


def shortened(text: str, characters: int) -> str:
    """
    Return a text on one line, cut at a word where it is longer.

    >>> shortened("What makes a good release note?", 20)
    'What makes a good…'
    """
    line = " ".join(text.split())
    cut = textwrap.shorten(line, characters, placeholder="…")

    return cut if len(cut) > 1 or len(line) <= 1 else f"{line[: characters - 1]}…"


MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
"""English, whatever the locale of the process."""
