"""
Readers: calendars as two other libraries read them.
"""

from __future__ import annotations

import contextlib
import sys
from datetime import UTC, datetime
from typing import Any

import attrs
import ics  # type: ignore[import-untyped]
import vobject  # type: ignore[import-untyped]


@attrs.frozen(kw_only=True)
class Seen:
    """
    One event, as somebody else's program sees it.
    """

    uid: str
    starts: datetime
    ends: datetime
    wall: datetime
    zone: str
    sequence: int
    status: str
    title: str
    organizer: str | None
    attendees: frozenset[str]


def by_vobject(data: bytes) -> dict[str, Seen]:
    """
    Return the events by their UIDs; vobject reads the zones that the file defines, and none of a file before.
    """
    zones = vars(vobject.icalendar)["__tzidMap"]
    for name in zones.keys() - {"UTC"}:
        del zones[name]
    calendar = vobject.readOne(data.decode())

    return {event.uid.value: _by_vobject(event) for event in calendar.contents.get("vevent", [])}


def by_ics(data: bytes) -> dict[str, Seen]:
    """
    Return the events by their UIDs; ics reads zones from the machine's own database.

    What it parses with wraps the streams for output anew for every line, and so deeper and deeper.
    """
    with contextlib.redirect_stdout(sys.stdout), contextlib.redirect_stderr(sys.stderr):
        return {event.uid: _by_ics(event) for event in ics.Calendar(data.decode()).events}


BOTH = (by_vobject, by_ics)


def _by_vobject(event: Any) -> Seen:
    start, end = event.dtstart.value, event.dtend.value
    organizer = event.contents.get("organizer")
    is_from_file = not hasattr(start.tzinfo, "localize")
    assert is_from_file or not start.utcoffset(), "the zone was taken from pytz, and not from the file"

    return Seen(
        uid=event.uid.value,
        starts=start.astimezone(UTC),
        ends=end.astimezone(UTC),
        wall=start.replace(tzinfo=None),
        zone=event.dtstart.params.get("X-VOBJ-ORIGINAL-TZID", ["UTC"])[0],
        sequence=int(event.sequence.value),
        status=event.status.value,
        title=event.summary.value,
        organizer=organizer[0].value if organizer else None,
        attendees=frozenset(one.value for one in event.contents.get("attendee", [])),
    )


def _by_ics(event: Any) -> Seen:
    begin, end = event.begin, event.end
    name = str(getattr(begin.tzinfo, "_filename", "UTC")).rpartition("zoneinfo/")[2]

    return Seen(
        uid=event.uid,
        starts=begin.datetime.astimezone(UTC),
        ends=end.datetime.astimezone(UTC),
        wall=begin.datetime.replace(tzinfo=None),
        zone=name,
        sequence=int(next(line.value for line in event.extra if line.name == "SEQUENCE")),
        status=event.status,
        title=event.name,
        organizer=None if event.organizer is None else f"mailto:{event.organizer.email}",
        attendees=frozenset(f"mailto:{one.email}" for one in event.attendees),
    )
