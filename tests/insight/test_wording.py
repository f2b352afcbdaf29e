"""
Days, numbers and lists in plain English.
"""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorcore.insight.wording import day_in_words, joined, many, month_in_words, shortened


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 1, 31), "31 January 2026"),
        (date(2026, 5, 1), "1 May 2026"),
        (date(1999, 12, 9), "9 December 1999"),
    ],
)
def test_days(day: date, said: str) -> None:
    """
    A day is written as in a letter, whatever the locale of the process; its month without the day.
    """
    assert said == day_in_words(day)
    assert said.partition(" ")[2] == month_in_words(day)


@pytest.mark.parametrize(
    ("count", "said"), [(0, "0 meetings"), (1, "1 meeting"), (2, "2 meetings"), (11, "11 meetings")]
)
def test_counts(count: int, said: str) -> None:
    """
    One is singular, everything else plural.
    """
    assert said == many(count, "meeting")


@pytest.mark.parametrize(
    ("parts", "said"),
    [([], ""), (["SQL"], "SQL"), (["SQL", "Go"], "SQL and Go"), (["SQL", "Go", "Rust"], "SQL, Go and Rust")],
)
def test_lists(parts: list[str], said: str) -> None:
    """
    A list is told as it is spoken; an empty one says nothing.
    """
    assert said == joined(parts) == joined(iter(parts))


@pytest.mark.parametrize(
    ("text", "characters", "said"),
    [
        ("How large?", 10, "How large?"),
        ("How large? ", 10, "How large?"),
        ("How\n large?", 10, "How large?"),
        ("How large is it?", 9, "How…"),
        ("How large is it?", 10, "How large…"),
        ("abcdefghij", 10, "abcdefghij"),
        ("abcdefghijk", 10, "abcdefghi…"),
        ("x", 1, "x"),
        ("xy", 1, "…"),
        ("xy", 2, "xy"),
        ("", 5, ""),
    ],
)
def test_long_texts(text: str, characters: int, said: str) -> None:
    """
    A long text is cut at a word, a long word inside it, and what fits stays as it is, on one line.
    """
    assert said == shortened(text, characters)


@given(st.text(), st.integers(1, 50))
def test_is_never_too_long(text: str, characters: int) -> None:
    """
    A shortened text is as short as it has to be, on one line, and only empty where there was nothing.
    """
    short = shortened(text, characters)

    assert len(short) <= characters
    assert "\n" not in short
    assert bool(short) == bool(text.split())
