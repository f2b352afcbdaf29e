"""
Texts, ids, moments, days and agreements that the rules accept.
"""

from __future__ import annotations

import functools
import string
import zoneinfo
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from mentorcore.model.agreement import Agreement
from mentorcore.model.cadence import Cadence
from mentorcore.model.policy import DEFAULT_POLICY, Policy
from mentorcore.model.validators import LINE, PROSE


EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
LATEST = datetime(2100, 1, 1, tzinfo=UTC)

_FIRST_DAY, _LAST_DAY = EARLIEST.date(), LATEST.date()

_IDS = string.ascii_letters + string.digits + "_-"
_BREAKS = "".join(map(chr, (*range(0x20), 0x7F, 0x85, 0x2028, 0x2029)))
_AWKWARD = (
    "O'Neil; DROP TABLE people;--",
    '{"json": [1, null]} \\u0000',
    "100% of _ and *?",
    "العربية עברית \u202eback",
    "e\u0301 \u00e9 ﬁ \u00df \u0130",
    "👩\u200d🏫 \U0010ffff \ufeff\ufffd",
    "\u00a0x\u3000",
    "../../etc/passwd",
    "=HYPERLINK(1)",
    "<script>&amp;</script>",
)


@functools.cache
def lines(max_size: int = LINE) -> st.SearchStrategy[str]:
    """
    Generate texts on one line that P1 accepts, those that databases and file formats stumble over among them.

    Args:
        max_size: The most characters, at least 40.
    """
    letters = st.characters(exclude_categories=["Cs"], exclude_characters=_BREAKS)

    return st.sampled_from(_AWKWARD) | st.text(letters, min_size=1, max_size=max_size).filter(str.strip)


@functools.cache
def prose(max_size: int = 200) -> st.SearchStrategy[str]:
    """
    Generate texts of several lines that P1 accepts.

    Args:
        max_size: The most characters, 40 to 20 000; few unless given, because long ones are slow.
    """
    letters = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
    several = st.text(letters, min_size=1, max_size=min(max_size, PROSE)).filter(str.strip)

    return st.sampled_from((*_AWKWARD, "First.\r\n\r\n\tSecond.\u2028Third.")) | several


@functools.cache
def ids() -> st.SearchStrategy[str]:
    """
    Generate ids that P4 accepts, of 1 to 64 characters.
    """
    return st.text(_IDS, min_size=1, max_size=64)


@functools.cache
def zones() -> st.SearchStrategy[str]:
    """
    Generate the names of time zones that P2 accepts.
    """
    return st.sampled_from(sorted(zoneinfo.available_timezones() - {"localtime"}))


def moments(min_value: datetime = EARLIEST, max_value: datetime = LATEST) -> st.SearchStrategy[datetime]:
    """
    Generate aware datetimes in UTC, in `zoneinfo` zones and with fixed offsets.

    Args:
        min_value: The earliest, aware.

        max_value: The latest, aware.
    """
    fixed = st.integers(-12 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
    zone = st.just(UTC) | zones().map(ZoneInfo) | fixed
    first, last = (value.astimezone(UTC).replace(tzinfo=None) for value in (min_value, max_value))

    return st.builds(lambda at, tz: at.replace(tzinfo=UTC).astimezone(tz), st.datetimes(first, last), zone)


def days(min_value: date = _FIRST_DAY, max_value: date = _LAST_DAY) -> st.SearchStrategy[date]:
    """
    Generate days.
    """
    return st.dates(min_value, max_value)


def cadences() -> st.SearchStrategy[Cadence]:
    """
    Generate cadences: every 1 to 12 weeks, or monthly.
    """
    return st.builds(Cadence.weekly, every=st.integers(1, 12)) | st.just(Cadence.monthly())


@st.composite
def agreements(
    draw: st.DrawFn, *, starts_on: date | None = None, policy: Policy = DEFAULT_POLICY
) -> Agreement:
    """
    Generate agreements within a policy's limits (R7).

    Args:
        starts_on: Their first day; any unless given.
    """
    first = draw(days()) if starts_on is None else starts_on
    length = draw(st.integers(policy.agreement_least_days, policy.agreement_most_days))
    said = draw(st.fixed_dictionaries({}, optional={"confidences": prose()}))

    return Agreement(
        cadence=draw(cadences()),
        starts_on=first,
        ends_on=first + timedelta(days=length),
        readings=draw(st.booleans()),
        feedback_every=draw(st.none() | st.integers(1, 52)),
        **said,
    )
