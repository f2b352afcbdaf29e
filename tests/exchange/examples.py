"""
Ada and Ben with e-mail addresses, and a relationship whose meetings go into calendars.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import attrs

from mentorcore import Meeting, Mentorship, Person
from mentorcore.model.meetings import Meetings
from tests.model.examples import ADA, BEN, NOW, offer


MENTOR = Person.register(id=ADA, name="Ada Osei", email="ada@example.org", at=NOW)
MENTEE = Person.register(id=BEN, name="Ben Ruiz", email="ben@example.org", at=NOW)

BERLIN = ZoneInfo("Europe/Berlin")


def started() -> Mentorship:
    """
    Return a relationship without any meeting.
    """
    m = offer()
    m.accept(by=BEN, at=NOW)

    return m


def with_meeting(starts: datetime = datetime(2026, 3, 20, 9, tzinfo=BERLIN), **given: Any) -> Mentorship:
    """
    Return a relationship with one scheduled meeting, called "first".
    """
    m = started()
    m.meetings.schedule(**{"by": ADA, "at": NOW, "starts": starts, "minutes": 60, "id": "first", **given})

    return m


def with_series() -> Mentorship:
    """
    Return a relationship with a meeting every Friday at nine in Berlin, across a change of the clocks.
    """
    m = started()
    m.meetings.schedule_series(
        by=ADA,
        at=NOW,
        starts=datetime(2026, 3, 20, 9, tzinfo=BERLIN),
        minutes=60,
        until=date(2026, 4, 10),
    )

    return m


def with_all(meetings: Iterable[Meeting]) -> Mentorship:
    """
    Return a relationship that has had all of these meetings, over more years than anybody plans ahead.
    """
    m = started()

    return Mentorship(attrs.evolve(m.document, **Meetings(m).placed(tuple(meetings))))


def meeting(id: str, starts: datetime, zone: str, minutes: int = 45) -> Meeting:
    """
    Return a scheduled meeting.
    """
    return Meeting(
        id=id,
        author=ADA,
        entered_at=NOW,
        changed_by=ADA,
        changed_at=NOW,
        starts=starts,
        minutes=minutes,
        zone=zone,
    )


def event(*lines: str, around: tuple[str, ...] = ("VERSION:2.0", "PRODID:-//somebody//else//EN")) -> str:
    """
    Return a calendar with one event, as another program writes it.
    """
    inner = ("BEGIN:VEVENT", *lines, "END:VEVENT")

    return "".join(f"{line}\r\n" for line in ("BEGIN:VCALENDAR", *around, *inner, "END:VCALENDAR"))
