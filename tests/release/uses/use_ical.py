"""
The extra ``ical``: put a meeting into a calendar.
"""

import importlib
from datetime import UTC, date, datetime, timedelta
from typing import Any

from mentorcore import Agreement, Cadence, Mentorship


now = datetime(2026, 1, 12, 9, tzinfo=UTC)

mentorship = Mentorship.offer(
    mentor="ada",
    mentee="ben",
    by="ada",
    at=now,
    reasoning="We work together.",
    potential="You ask well.",
    agreement=Agreement(cadence=Cadence.monthly(), starts_on=date(2026, 1, 12), ends_on=date(2026, 7, 12)),
)
mentorship.accept(by="ben", at=now)
mentorship.meetings.schedule(by="ada", at=now, starts=now + timedelta(days=7), minutes=50)

public: Any = importlib.import_module("mentorcore")
calendar = public.to_ics(mentorship)

assert calendar.startswith(b"BEGIN:VCALENDAR")
assert b"BEGIN:VEVENT" in calendar
