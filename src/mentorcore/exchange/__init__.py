"""
Exchange: the formats that the rest of the world uses, calendars and rosters.
"""

from mentorcore.exchange.calendars import (
    CalendarProblem,
    CalendarReading,
    MeetingCancelled,
    MeetingHappened,
    MeetingMoved,
    UnknownEvent,
    from_ics,
    to_ics,
)
from mentorcore.exchange.rosters import NewPerson, Roster, RosterProblem, read_roster, write_table


__all__ = [
    "CalendarProblem",
    "CalendarReading",
    "MeetingCancelled",
    "MeetingHappened",
    "MeetingMoved",
    "NewPerson",
    "Roster",
    "RosterProblem",
    "UnknownEvent",
    "from_ics",
    "read_roster",
    "to_ics",
    "write_table",
]
