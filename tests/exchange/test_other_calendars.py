"""
Other people's programs read our calendars without loss, in every zone and across every change of the clocks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from mentorcore import Cadence, Meeting, to_ics
from mentorcore.exchange.calendars.events import STATUS, UTC_NAMES
from mentorcore.exchange.calendars.identity import uid_of
from mentorcore.exchange.calendars.zones import Observance, observances
from mentorcore.model.values import zones
from tests.exchange.examples import MENTEE, MENTOR, meeting, with_all, with_series
from tests.exchange.readers import BOTH, Seen, by_vobject
from tests.model.examples import ADA, BEN, DAY, NOW


FIRST, LAST = 2020, 2040


@pytest.mark.parametrize("read", BOTH)
@pytest.mark.filterwarnings("ignore:'maxsplit' is passed:DeprecationWarning")  # by a library, on Python 3.13
class TestBothLibraries:
    def test_see_what_is_kept(self, read: Callable[[bytes], dict[str, Seen]]) -> None:
        """
        Start, end, wall-clock time, zone, UID, SEQUENCE, status and title are what the record has.
        """
        m = with_series()
        m.meetings.schedule(by=ADA, at=NOW, starts=NOW + DAY, minutes=30, zone="Asia/Kathmandu")
        m.meetings.schedule(by=BEN, at=NOW, starts=NOW + 2 * DAY, minutes=90)
        m.meetings.reschedule(m.meetings.scheduled[-1].id, by=BEN, at=NOW, starts=NOW + 100 * DAY, minutes=25)
        m.meetings.cancel(m.meetings.scheduled[-2].id, by=BEN, at=NOW, reason="…")

        assert read(to_ics(m, mentor=MENTOR, mentee=MENTEE)) == {
            uid_of(m.id, one.id): Seen(
                uid=uid_of(m.id, one.id),
                starts=one.starts,
                ends=one.ends,
                wall=one.local_start.replace(tzinfo=None),
                zone=one.zone,
                sequence=one.revision - 1,
                status=STATUS[one.status],
                title="Mentoring: Ada Osei and Ben Ruiz",
                organizer=f"mailto:{one.author}@example.org",
                attendees=frozenset(),
            )
            for one in m.meetings
        }

    def test_see_who_is_invited(self, read: Callable[[bytes], dict[str, Seen]]) -> None:
        """
        An invitation names both.
        """
        m = with_series()
        (seen,) = read(to_ics(m, mentor=MENTOR, mentee=MENTEE, meeting=m.meetings.scheduled[0].id)).values()

        assert seen.organizer == "mailto:ada@example.org"
        assert seen.attendees == {"mailto:ada@example.org", "mailto:ben@example.org"}

    def test_see_every_zone(self, read: Callable[[bytes], dict[str, Seen]]) -> None:
        """
        A meeting in each zone that there is has its zone, and its moment; ics, which is slow, reads one
        zone of those with the same clocks.
        """
        alike = _zones_by_clock(2025, 2026).values()
        names = sorted(zones()) if read is by_vobject else [names[0] for names in alike]
        for some in _batches(names):
            m = with_all(meeting(f"m{place}", NOW + place * DAY, zone) for place, zone in enumerate(some))
            seen = read(to_ics(m))
            for one in m.meetings:
                found = seen[uid_of(m.id, one.id)]
                assert (one.starts, one.ends) == (found.starts, found.ends), one.zone
                assert found.zone == one.zone or (found.zone == "UTC" and _is_utc(one)), one.zone


class TestChangesOfTheClocks:
    def test_wall_clock_time_holds_across_all_of_them(self) -> None:
        """
        M4: a weekly meeting at ten is at ten before and after each change of the clocks in each zone from
        2020 to 2040, and the minutes around a change are what they are; a program that knows only the file
        reads it so.
        """
        read = 0
        for known, alike in _zones_by_clock(FIRST, LAST).items():
            if len(known) == 1:
                continue
            m = with_all(_around_changes(alike[0]))
            seen = by_vobject(to_ics(m))
            for one in m.meetings:
                found = seen[uid_of(m.id, one.id)]
                assert (one.starts, one.ends) == (found.starts, found.ends), (one.zone, one.starts)
                if one.id.startswith("ten"):
                    assert (10, 0) == (found.wall.hour, found.wall.minute), (one.zone, one.starts)
                read += 1

        assert read > 5_000

    def test_observances_are_what_the_zone_says(self) -> None:
        """
        On every day and night of the years, in each zone, the offset in the file is that of the zone.
        """
        for zone in zones():
            known = observances(zone, FIRST, LAST)
            info, place = ZoneInfo(zone), 0
            moment = datetime(FIRST, 1, 1, 1, 30, tzinfo=UTC)
            while moment.year <= LAST:
                while place + 1 < len(known) and known[place + 1].begins <= moment:
                    place += 1
                assert known[place].offset == moment.astimezone(info).utcoffset(), (zone, moment)
                moment += timedelta(days=9, hours=7)

    def test_of_a_fasting_month(self) -> None:
        """
        Where the clocks go back for the weeks of Ramadan only, both changes are there.
        """
        begun = [one.begins.date() for one in observances("Africa/Casablanca", 2026, 2026)]

        assert datetime(2026, 2, 15, tzinfo=UTC).date() in begun
        assert datetime(2026, 3, 22, tzinfo=UTC).date() in begun

    def test_the_file_covers_the_year_before(self) -> None:
        """
        The first observance applies before the first meeting, and the last change of its last year is there.
        """
        known = observances("Europe/Berlin", 2026, 2027)

        assert known[0] == Observance(
            datetime(2025, 1, 1, tzinfo=UTC), timedelta(hours=1), timedelta(hours=1), "CET", False
        )
        assert known[-1].begins == datetime(2027, 10, 31, 1, tzinfo=UTC)


def _batches(names: list[str]) -> Iterator[list[str]]:
    """
    Yield the names by tens; ics recurses too deeply with many more of them in one file.
    """
    return (names[at : at + 10] for at in range(0, len(names), 10))


def _is_utc(one: Meeting) -> bool:
    """
    Tell whether a zone is UTC by another name; ics takes those without an offset for it.
    """
    return one.zone in UTC_NAMES or not one.local_start.utcoffset()


def _zones_by_clock(first: int, last: int) -> dict[tuple[Observance, ...], list[str]]:
    """
    Return all zones, those whose clocks show the same during some years together.
    """
    alike: dict[tuple[Observance, ...], list[str]] = defaultdict(list)
    for zone in sorted(zones()):
        alike[observances(zone, first, last)].append(zone)

    return alike


def _around_changes(zone: str) -> Iterator[Meeting]:
    info = ZoneInfo(zone)
    for place, change in enumerate(observances(zone, FIRST, LAST)[1:]):
        ten = (change.begins - 3 * DAY).astimezone(info).replace(hour=10, minute=0, second=0)
        for week in (0, 1):
            yield meeting(f"ten-{place}-{week}", Cadence.weekly().moment(ten, zone, week), zone)
        for minutes in (-1, 0):
            yield meeting(f"at-{place}-{minutes}", change.begins + timedelta(minutes=minutes), zone)
