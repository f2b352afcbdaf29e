"""
Times: when an event of a calendar takes place.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import attrs

from mentorcore.errors import InvalidValue
from mentorcore.exchange.calendars.lines import Property
from mentorcore.model.meetings import LENGTH
from mentorcore.model.values import check_moment, zones


_MOMENT: Final = re.compile(r"[0-9]{8}T[0-9]{6}Z?")
_MINUTE: Final = timedelta(minutes=1)


@attrs.frozen
class When:
    """
    When an event takes place.

    Attributes:
        starts: When it starts, in UTC.

        zone: The IANA name of its zone; *None* where it is written in UTC.
    """

    starts: datetime
    minutes: int
    zone: str | None


class NoTime(Exception):
    """
    An event does not say when it is, in a way that a meeting can be.

    Attributes:
        line: The line that says why; 0 for that of the event.
    """

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line
        self.reason = reason


def when_of(properties: Mapping[str, Property]) -> When:
    """
    Return when an event takes place.

    Raises:
        NoTime: It repeats, is a whole day, has no zone, no start, no end or a length that no meeting has.
    """
    for name in ("RRULE", "RDATE", "RECURRENCE-ID"):
        if name in properties:
            raise NoTime(properties[name].line, "it repeats, and a meeting is one event; part the series")
    if "DTSTART" not in properties:
        raise NoTime(0, "it has no start; give it a DTSTART")
    starts, zone = _moment(properties["DTSTART"])
    ends = _end(properties, starts)
    minutes, rest = divmod(ends - starts, _MINUTE)
    line = properties["DTSTART"].line
    if rest:
        raise NoTime(line, "it is no whole number of minutes long; let it end on a full minute")
    try:
        LENGTH.check(minutes, "minutes")
    except InvalidValue:
        raise NoTime(line, f"a meeting is {LENGTH.least} to {LENGTH.most} minutes long (M1)") from None

    return When(starts, minutes, zone)


def _end(properties: Mapping[str, Property], starts: datetime) -> datetime:
    if "DTEND" in properties:
        return _moment(properties["DTEND"])[0]
    if "DURATION" not in properties:
        raise NoTime(properties["DTSTART"].line, "it has no end; give it a DTEND or a DURATION")
    from icalendar import vDuration

    given = properties["DURATION"]
    try:
        length: timedelta = vDuration.from_ical(given.value)  # type: ignore[no-untyped-call]
        return starts + length
    except (ValueError, OverflowError):
        raise NoTime(given.line, "its DURATION is none; give one such as PT60M") from None


def _moment(given: Property) -> tuple[datetime, str | None]:
    """
    Return a moment in UTC, and the zone by whose clocks it is written.
    """
    if not _MOMENT.fullmatch(given.value):
        is_day = re.fullmatch(r"[0-9]{8}", given.value)
        raise NoTime(
            given.line, "it is a whole day; give it a time" if is_day else "this is no date and time"
        )
    from icalendar import vDatetime

    try:
        written: datetime = vDatetime.from_ical(  # type: ignore[no-untyped-call]
            given.value.removesuffix("Z")
        )
        if given.value.endswith("Z"):
            return check_moment(written.replace(tzinfo=UTC)), None
        zone = _zone(given)
        return check_moment(written.replace(tzinfo=ZoneInfo(zone))), zone
    except (ValueError, InvalidValue):
        raise NoTime(given.line, "there is no such date or time") from None


def _zone(given: Property) -> str:
    """
    Return the IANA name of a zone, which Windows calls otherwise, and some programs put after their own name.
    """
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    named = given.parameters.get("TZID")
    if not isinstance(named, str):
        raise NoTime(given.line, "its time belongs to no zone; give it one, or UTC")
    parts = named.strip("/").split("/")
    ends = ["/".join(parts[start:]) for start in range(len(parts))]
    known = next((name for name in (*ends, WINDOWS_TO_OLSON.get(named)) if name in zones()), None)
    if known is None:
        raise NoTime(given.line, "its time zone is not known; give an IANA name such as Europe/Berlin")

    return known
