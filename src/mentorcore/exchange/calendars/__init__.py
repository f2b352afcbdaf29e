"""
Calendars: meetings as iCalendar files (RFC 5545), and what such a file says about them.
"""

from mentorcore.exchange.calendars.proposals import (
    CalendarProblem,
    CalendarReading,
    MeetingCancelled,
    MeetingHappened,
    MeetingMoved,
    UnknownEvent,
)
from mentorcore.exchange.calendars.reading import from_ics
from mentorcore.exchange.calendars.writing import to_ics


__all__ = [
    "CalendarProblem",
    "CalendarReading",
    "MeetingCancelled",
    "MeetingHappened",
    "MeetingMoved",
    "UnknownEvent",
    "from_ics",
    "to_ics",
]
