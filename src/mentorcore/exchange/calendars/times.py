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
from mentorcore.exchange.calendars.events import UTC_NAMES
from mentorcore.exchange.calendars.lines import Property
from mentorcore.model.meetings import LENGTH
from mentorcore.model.values import check_moment, zones


_MOMENT: Final = re.compile(r"[0-9]{8}T[0-9]{6}Z?")
_SUCH_AS: Final = "give one such as 20260327T090000Z"
_NO_DURATION: Final = "its DURATION is none; give one such as PT60M"
_MINUTE: Final = timedelta(minutes=1)

_DURATION: Final = re.compile(
    r"([+-]?)P(?:([0-9]{1,9})W)?(?:([0-9]{1,9})D)?"
    r"(?:T(?:([0-9]{1,9})H)?(?:([0-9]{1,9})M)?(?:([0-9]{1,9})S)?)?"
)
"""A duration: its sign, weeks, days, hours, minutes and seconds."""


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
        NoTime: It is a whole day, has no zone, no start, no end or a length that no meeting has.
    """
    if "DTSTART" not in properties:
        raise NoTime(0, "it has no start; give it a DTSTART")
    starts, zone = _moment(properties["DTSTART"])
    ends = _end(properties, starts, zone)
    minutes, rest = divmod(ends - starts, _MINUTE)
    line = properties["DTSTART"].line
    if rest:
        raise NoTime(line, "it is no whole number of minutes long; let it end on a full minute")
    try:
        LENGTH.check(minutes, "minutes")
    except InvalidValue:
        raise NoTime(
            line, f"a meeting is {LENGTH.least} to {LENGTH.most} minutes long (M1); change its end"
        ) from None

    return When(starts, minutes, zone)


def changed_at(properties: Mapping[str, Property]) -> datetime | None:
    """
    Return when an event was last changed, in UTC; *None* where it does not say that in UTC, as it has to.

    Raises:
        NoTime: There is no such moment.
    """
    given = properties.get("LAST-MODIFIED")

    return None if given is None or not given.value.endswith("Z") else _moment(given)[0]


def _end(properties: Mapping[str, Property], starts: datetime, zone: str | None) -> datetime:
    until = _moment(properties["DTEND"])[0] if "DTEND" in properties else None
    after = _after(starts, zone, properties["DURATION"]) if "DURATION" in properties else None
    ends = until or after
    if ends is None:
        raise NoTime(properties["DTSTART"].line, "it has no end; give it a DTEND or a DURATION")
    if after is not None and after != ends:
        raise NoTime(properties["DURATION"].line, "its DTEND and its DURATION differ; give it one of them")

    return ends


def _after(starts: datetime, zone: str | None, given: Property) -> datetime:
    """
    Return the end of a duration. Its weeks and days are those of the clocks there, so a day may have 23 or 25
    hours; its hours, minutes and seconds are what they are, and are added last (RFC 5545, 3.3.6).
    """
    found = _DURATION.fullmatch(given.value)
    if found is None:
        raise NoTime(given.line, _NO_DURATION)
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:])
    sign = -1 if found[1] == "-" else 1
    try:
        there = starts.astimezone(UTC if zone is None else ZoneInfo(zone))
        # Days that are added to a moment of a zone are those of its clocks.
        by_the_clock = there + sign * timedelta(weeks=weeks, days=days)
        return by_the_clock.astimezone(UTC) + sign * timedelta(hours=hours, minutes=minutes, seconds=seconds)
    except OverflowError:
        raise NoTime(given.line, _NO_DURATION) from None


def _moment(given: Property) -> tuple[datetime, str | None]:
    """
    Return a moment in UTC, and the zone by whose clocks it is written.
    """
    if not _MOMENT.fullmatch(given.value):
        is_day = re.fullmatch(r"[0-9]{8}", given.value)
        reason = "it is a whole day; give it a time" if is_day else f"this is no date and time; {_SUCH_AS}"
        raise NoTime(given.line, reason)
    from icalendar import vDatetime

    try:
        written: datetime = vDatetime.from_ical(  # type: ignore[no-untyped-call]
            given.value.removesuffix("Z")
        )
        if given.value.endswith("Z"):
            return check_moment(written.replace(tzinfo=UTC)), None
        zone = _zone(given)
        return check_moment(written.replace(tzinfo=ZoneInfo(zone))), None if zone in UTC_NAMES else zone
    except (ValueError, InvalidValue):
        raise NoTime(given.line, f"there is no such date or time; {_SUCH_AS}") from None


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
