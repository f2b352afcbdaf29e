"""
From an HR export to a calendar: import people, start a mentorship, exchange its meetings.

Run ``python examples/roster_and_calendar.py``; it needs the extras ``rosters`` and ``ical``. It keeps
everything in memory. A folder as an argument gets the calendar as a file: ``python
examples/roster_and_calendar.py .``
"""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from reader import while_read

from mentorcore import (
    Agreement,
    Cadence,
    Mentorship,
    Person,
    Store,
    from_ics,
    open_store,
    read_roster,
    to_ics,
)
from mentorcore.errors import MissingExtra


NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)

EXPORT = """\
Personalnummer;Vorname;Name;E-Mail;Zeitzone;E-Mail Vorgesetzter
1;Dee;Ito;dee@example.org;Europe/Berlin;
2;Ada;Osei;ada@example.org;Europe/Berlin;dee@example.org
3;Ben;Ruíz;ben@example.org;Europe/Berlin;dee@example.org
4;Cy;Tanaka;cy.example.org;Asia/Tokyo;dee@example.org
""".encode("cp1252")


def main(folder: str | None = None) -> int:
    """
    Run the example and return its exit status.
    """
    try:
        with open_store("memory:", clock=lambda: NOW) as store:
            exchange(store, folder)
    except BrokenPipeError:  # nobody reads on
        raise
    except (MissingExtra, OSError) as error:
        print(f"roster_and_calendar: {error}", file=sys.stderr)
        return 1

    return 0


def exchange(store: Store, folder: str | None) -> None:
    """
    Import, meet, export, and read back.
    """
    ids = add_people(store)
    mentorship = start(store, ids["Ada Osei"], ids["Ben Ruíz"])
    calendar = export(store, mentorship)
    if folder is not None:
        Path(folder, "mentoring.ics").write_bytes(calendar)
    take_over(store, mentorship, calendar.replace(b"20260330T", b"20260331T"))


def add_people(store: Store) -> dict[str, str]:
    """
    Preview the export, add whom it would add, and return their ids by name.
    """
    roster = read_roster(EXPORT)
    print(f"The export is in {roster.encoding}, and has {len(roster.people)} people to add.")
    for problem in roster.problems:
        print(f"  {problem}")
    with store.transaction() as tx:
        for person in roster.people:
            tx.add(person.register(at=NOW))

    return {person.name: person.id for person in roster.people}


def start(store: Store, mentor: str, mentee: str) -> str:
    """
    Start a mentorship with weekly meetings across the change of the clocks, and return its id.
    """
    terms = Agreement(cadence=Cadence.weekly(), starts_on=date(2026, 3, 9), ends_on=date(2026, 9, 9))
    with store.transaction() as tx:
        m = tx.add(
            Mentorship.offer(
                mentor=mentor,
                mentee=mentee,
                by=mentor,
                at=NOW,
                reasoning="We work on the same product.",
                potential="You ask what nobody else asks.",
                agreement=terms,
            )
        )
    with store.transaction() as tx:
        m = tx.get(Mentorship, m.id)
        m.accept(by=mentee, at=NOW)
        first = datetime(2026, 3, 16, 9, tzinfo=ZoneInfo("Europe/Berlin"))
        m.meetings.schedule_series(by=mentor, at=NOW, starts=first, minutes=60, until=date(2026, 4, 6))

    return m.id


def export(store: Store, mentorship: str) -> bytes:
    """
    Return the meetings as a calendar.
    """
    m = store.get(Mentorship, mentorship)
    mentor, mentee = (store.get(Person, person) for person in m.pair)
    calendar = to_ics(m, mentor=mentor, mentee=mentee)
    print(f"The calendar has {len(m.meetings)} meetings in {len(calendar.splitlines())} lines.")

    return calendar


def take_over(store: Store, mentorship: str, calendar: bytes) -> None:
    """
    Show what the mentee's calendar says, and take it over in their name.
    """
    with store.transaction() as tx:
        m = tx.get(Mentorship, mentorship)
        reading = from_ics(calendar, m, at=NOW)
        for change in reading.moved:
            print(f"In the calendar, the meeting of {change.expected:%d %B} is on {change.starts:%d %B}.")
        reading.apply(m, by=m.mentee_id, at=NOW)

    for meeting in store.get(Mentorship, mentorship).meetings.scheduled:
        print(f"  {meeting.local_start:%A, %d %B, %H:%M %Z}")


if __name__ == "__main__":
    sys.exit(while_read(main, *sys.argv[1:2]))
