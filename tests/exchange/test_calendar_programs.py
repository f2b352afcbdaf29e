"""
Calendars as the programs write them that most people have, each with a meeting of ours that was moved in it.
"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from mentorcore import CalendarReading, MeetingMoved, from_ics
from tests.exchange.examples import BERLIN, with_meeting
from tests.model.examples import NOW


GOOGLE = """\
BEGIN:VCALENDAR
PRODID:-//Google Inc//Google Calendar 70.9054//EN
VERSION:2.0
CALSCALE:GREGORIAN
METHOD:PUBLISH
X-WR-CALNAME:ben@example.org
X-WR-TIMEZONE:Europe/Berlin
BEGIN:VEVENT
DTSTART:20260321T130000Z
DTEND:20260321T134500Z
DTSTAMP:20260301T101500Z
ORGANIZER;CN=Ada Osei:mailto:ada@example.org
UID:ada-and-ben.first@mentorcore
ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;CN=Ben Ru
 iz;X-NUM-GUESTS=0:mailto:ben@example.org
CREATED:20260112T090000Z
LAST-MODIFIED:20260301T101400Z
SEQUENCE:1
STATUS:CONFIRMED
SUMMARY:Mentoring: Ada Osei and Ben Ruiz
TRANSP:OPAQUE
BEGIN:VALARM
ACTION:DISPLAY
DESCRIPTION:This is an event reminder
TRIGGER:-P0DT0H10M0S
END:VALARM
END:VEVENT
END:VCALENDAR
"""

OUTLOOK = """\
BEGIN:VCALENDAR
PRODID:-//Microsoft Corporation//Outlook 16.0 MIMEDIR//EN
VERSION:2.0
METHOD:PUBLISH
X-MS-OLK-FORCEINSPECTOROPEN:TRUE
BEGIN:VTIMEZONE
TZID:W. Europe Standard Time
BEGIN:STANDARD
DTSTART:16011028T030000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010325T020000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
END:VTIMEZONE
BEGIN:VEVENT
CLASS:PUBLIC
CREATED:20260301T101400Z
DESCRIPTION:\\n
DTEND;TZID="W. Europe Standard Time":20260321T144500
DTSTAMP:20260301T101400Z
DTSTART;TZID="W. Europe Standard Time":20260321T140000
LAST-MODIFIED:20260301T101400Z
PRIORITY:5
SEQUENCE:0
SUMMARY;LANGUAGE=de:Mentoring: Ada Osei and Ben Ruiz
TRANSP:OPAQUE
UID:ada-and-ben.first@mentorcore
X-ALT-DESC;FMTTYPE=text/html:<html><body>\\n<p>STATUS:CANCELLED</p></body></html
\t>
X-MICROSOFT-CDO-BUSYSTATUS:BUSY
X-MICROSOFT-CDO-IMPORTANCE:1
BEGIN:VALARM
TRIGGER:-PT15M
ACTION:DISPLAY
DESCRIPTION:Reminder
END:VALARM
END:VEVENT
END:VCALENDAR
"""

APPLE = """\
BEGIN:VCALENDAR
METHOD:PUBLISH
VERSION:2.0
X-WR-CALNAME:Arbeit
PRODID:-//Apple Inc.//macOS 14.5//EN
X-APPLE-CALENDAR-COLOR:#0E61B9
X-WR-TIMEZONE:Europe/Berlin
CALSCALE:GREGORIAN
BEGIN:VTIMEZONE
TZID:Europe/Berlin
BEGIN:DAYLIGHT
TZOFFSETFROM:+0100
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
DTSTART:19810329T020000
TZNAME:CEST
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
TZOFFSETFROM:+0200
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
DTSTART:19961027T030000
TZNAME:MEZ
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
CREATED:20260112T090000Z
UID:ada-and-ben.first@mentorcore
DTEND;TZID=Europe/Berlin:20260321T144500
TRANSP:OPAQUE
X-APPLE-TRAVEL-ADVISORY-BEHAVIOR:AUTOMATIC
SUMMARY:Mentoring: Ada Osei and Ben Ruiz
LAST-MODIFIED:20260301T101400Z
DTSTAMP:20260301T101400Z
DTSTART;TZID=Europe/Berlin:20260321T140000
SEQUENCE:1
BEGIN:VALARM
X-WR-ALARMUID:0F0E5D9A-7C43-4C0E-A8A5-2B7C2B6F3D11
UID:0F0E5D9A-7C43-4C0E-A8A5-2B7C2B6F3D11
TRIGGER;VALUE=DATE-TIME:19760401T005545Z
ACTION:NONE
END:VALARM
END:VEVENT
END:VCALENDAR
"""

NEXTCLOUD = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//IDN nextcloud.com//Calendar app 4.7.6//EN
CALSCALE:GREGORIAN
BEGIN:VEVENT
CREATED:20260112T090000Z
DTSTAMP:20260301T101400Z
LAST-MODIFIED:20260301T101400Z
SEQUENCE:2
UID:ada-and-ben.first@mentorcore
DTSTART;TZID=Europe/Berlin:20260321T140000
DURATION:PT45M
STATUS:CONFIRMED
SUMMARY:Mentoring: Ada Osei and Ben Ruiz
X-MOZ-GENERATION:2
END:VEVENT
BEGIN:VTIMEZONE
TZID:Europe/Berlin
BEGIN:STANDARD
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
DTSTART:19701025T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
END:VCALENDAR
"""


@pytest.mark.parametrize(
    "text", [GOOGLE, OUTLOOK, APPLE, NEXTCLOUD], ids=["Google", "Outlook", "Apple", "Nextcloud"]
)
@pytest.mark.parametrize("end", ["\r\n", "\n"], ids=["CRLF", "LF"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
class TestEachProgram:
    def test_moves_the_meeting(self, text: str, end: str, encoding: str) -> None:
        """
        Its zones, alarms and own properties are in nobody's way.
        """
        reading = from_ics(text.replace("\n", end).encode(encoding), with_meeting(), at=NOW)

        assert reading == CalendarReading(
            moved=(
                MeetingMoved(
                    meeting="first",
                    line=text[: text.index("BEGIN:VEVENT")].count("\n") + 1,
                    expected=datetime(2026, 3, 20, 9, tzinfo=BERLIN).astimezone(UTC),
                    expected_minutes=60,
                    starts=datetime(2026, 3, 21, 13, tzinfo=UTC),
                    minutes=45,
                    zone="Europe/Berlin",
                ),
            )
        )

    def test_calls_it_off(self, text: str, end: str, encoding: str) -> None:
        """
        So it does where the event was cancelled there.
        """
        cancelled = text.replace("STATUS:CONFIRMED\n", "").replace("SEQUENCE", "STATUS:CANCELLED\nSEQUENCE")
        reading = from_ics(cancelled.replace("\n", end).encode(encoding), with_meeting(), at=NOW)

        assert ([change.meeting for change in reading.cancelled], reading.problems) == (["first"], ())
