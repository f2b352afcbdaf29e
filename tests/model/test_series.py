"""
Series of meetings: the same wall-clock time, whatever the clocks do (M4).
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorcore.errors import Clash, InvalidValue, WrongState, WrongTime
from mentorcore.model.agreement import Agreement
from mentorcore.model.cadence import Cadence
from mentorcore.model.meetings import Meeting, MeetingStatus
from mentorcore.model.mentorship import Mentorship
from mentorcore.testing import strategies
from tests.model.examples import ADA, BEN, DAY, NOW, TODAY, WEEK, offer, refused


BERLIN = ZoneInfo("Europe/Berlin")
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def running(since: datetime = LONG_AGO) -> Mentorship:
    """
    Return a relationship that is active since a moment.
    """
    mentorship = offer(at=since)
    mentorship.accept(by=BEN, at=since)

    return mentorship


def series(
    starts: datetime,
    until: date,
    *,
    cadence: Cadence | None = None,
    zone: str | None = None,
    minutes: int = 30,
) -> tuple[Meeting, ...]:
    """
    Return a series that is scheduled a day before it starts.
    """
    return running().meetings.schedule_series(
        by=ADA, at=starts - DAY, starts=starts, minutes=30, until=until, cadence=cadence, zone=zone
    )


def walls(meetings: tuple[Meeting, ...]) -> list[str]:
    """
    Return the wall-clock times of meetings in their own zone.
    """
    return [f"{meeting.local_start:%Y-%m-%d %H:%M}" for meeting in meetings]


class TestScheduleSeries:
    def test_keeps_the_agreement(self, active: Mentorship) -> None:
        """
        M4, R7: cadence and last day are the agreement's unless given; the last day is part of it.
        """
        meetings = active.meetings.schedule_series(by=ADA, at=NOW, starts=NOW, minutes=60)

        assert [NOW + n * WEEK for n in range(26)] == [meeting.starts for meeting in meetings]
        assert TODAY + timedelta(days=175) == meetings[-1].starts.date()
        assert meetings == active.meetings.scheduled

    def test_reaches_the_last_day(self) -> None:
        """
        M4: a meeting on the last day itself is part of the series, one on the day after is not.
        """
        starts = datetime(2026, 1, 12, 9, 0, tzinfo=UTC)

        assert 3 == len(series(starts, date(2026, 1, 26), cadence=Cadence.weekly()))
        assert 2 == len(series(starts, date(2026, 1, 25), cadence=Cadence.weekly()))

    def test_the_last_day_is_local(self) -> None:
        """
        M4: whether a meeting falls on the last day is judged in the zone of the series.
        """
        late = datetime(2026, 1, 12, 23, 30, tzinfo=ZoneInfo("America/Los_Angeles"))
        early = datetime(2026, 1, 12, 0, 30, tzinfo=ZoneInfo("Asia/Tokyo"))

        assert ["2026-01-12 23:30"] == walls(series(late, date(2026, 1, 12)))
        assert ["2026-01-12 00:30"] == walls(series(early, date(2026, 1, 12)))

    def test_is_one_series(self, active: Mentorship) -> None:
        """
        M4: the meetings share a series, have ids of their own, and are noted once.
        """
        before = len(active.noted)
        one = active.meetings.schedule_series(by=BEN, at=NOW, starts=NOW, minutes=60)
        two = active.meetings.schedule_series(by=BEN, at=NOW, starts=NOW + DAY, minutes=60)

        assert (1, 1) == (len({m.series for m in one}), len({m.series for m in two}))
        assert one[0].series != two[0].series
        assert 52 == len({m.id for m in (*one, *two)})
        assert [("meeting.series_scheduled", one[0].series), ("meeting.series_scheduled", two[0].series)] == [
            (entry.action, entry.record) for entry in active.noted[before:]
        ]
        assert {(BEN, NOW, 60, "UTC", MeetingStatus.SCHEDULED, 1)} == {
            (m.author, m.entered_at, m.minutes, m.zone, m.status, m.revision) for m in (*one, *two)
        }

    def test_every_third_week(self) -> None:
        """
        M4: the cadence can be given.
        """
        meetings = series(
            datetime(2026, 1, 12, 9, 0, tzinfo=UTC), date(2026, 3, 1), cadence=Cadence.weekly(every=3)
        )

        assert ["2026-01-12 09:00", "2026-02-02 09:00", "2026-02-23 09:00"] == walls(meetings)

    def test_of_an_accepted_change(self, active: Mentorship) -> None:
        """
        M4, R7: it follows the agreement that is in force, not the first one.
        """
        terms = Agreement(cadence=Cadence.monthly(), starts_on=TODAY, ends_on=date(2026, 3, 12))
        proposal = active.agreements.propose(by=ADA, at=NOW, agreement=terms)
        active.agreements.accept(proposal.id, by=BEN, at=NOW)

        assert ["2026-01-12 09:00", "2026-02-12 09:00", "2026-03-12 09:00"] == walls(
            active.meetings.schedule_series(by=ADA, at=NOW, starts=NOW, minutes=60)
        )


class TestDaylightSaving:
    def test_keeps_the_wall_clock(self) -> None:
        """
        M4: nine in the morning stays nine in the morning when the clocks change; in UTC it moves.
        """
        meetings = series(datetime(2026, 3, 20, 9, 0, tzinfo=BERLIN), date(2026, 4, 3))

        assert ["2026-03-20 09:00", "2026-03-27 09:00", "2026-04-03 09:00"] == walls(meetings)
        assert [8, 8, 7] == [meeting.starts.hour for meeting in meetings]
        assert {"Europe/Berlin"} == {meeting.zone for meeting in meetings}

    def test_the_zone_can_be_given(self) -> None:
        """
        M4: the wall clock that counts can be another than that of the first moment.
        """
        meetings = series(datetime(2026, 3, 20, 8, 0, tzinfo=UTC), date(2026, 4, 3), zone="Europe/Berlin")

        assert ["2026-03-20 09:00", "2026-03-27 09:00", "2026-04-03 09:00"] == walls(meetings)

    @pytest.mark.parametrize("zone", [UTC, timezone(timedelta(hours=1))])
    def test_a_fixed_offset_has_no_summer(self, zone: Any) -> None:
        """
        M4: a moment without a named zone is kept in UTC, in which no clocks change.
        """
        meetings = series(datetime(2026, 3, 20, 9, 0, tzinfo=zone), date(2026, 4, 3))

        assert {"UTC"} == {meeting.zone for meeting in meetings}
        assert 1 == len({meeting.starts.time() for meeting in meetings})

    @pytest.mark.parametrize(
        ("zone", "first", "expected"),
        [
            ("Europe/Berlin", "2026-03-22 02:30", "2026-03-29 03:30"),
            ("America/New_York", "2026-03-01 02:00", "2026-03-08 03:00"),
            ("Australia/Lord_Howe", "2026-09-27 02:15", "2026-10-04 02:45"),
            ("America/Santiago", "2026-08-30 00:10", "2026-09-06 01:10"),
            ("Africa/Cairo", "2026-04-17 00:00", "2026-04-24 01:00"),
            ("Pacific/Apia", "2011-12-23 10:00", "2011-12-31 10:00"),
        ],
    )
    def test_a_time_that_does_not_exist_moves_forward(self, zone: str, first: str, expected: str) -> None:
        """
        M4: when the clocks skip the time of a meeting, it moves forward by what they skip; the next one
        is at its old time again.
        """
        starts = datetime.fromisoformat(first).replace(tzinfo=ZoneInfo(zone))
        after = starts + 2 * WEEK
        meetings = series(starts, after.date(), cadence=Cadence.weekly())

        assert [first, expected, f"{after:%Y-%m-%d %H:%M}"] == walls(meetings)

    @pytest.mark.parametrize("given_zone", [None, "Europe/Berlin"])
    def test_the_first_time_may_not_exist(self, given_zone: str | None) -> None:
        """
        M4: a series that begins at a time that does not exist moves only that one meeting.
        """
        starts = datetime(2026, 3, 29, 2, 30, tzinfo=BERLIN)
        meetings = series(starts, date(2026, 4, 12), zone=given_zone)

        assert ["2026-03-29 03:30", "2026-04-05 02:30", "2026-04-12 02:30"] == walls(meetings)

    def test_a_time_that_exists_twice_is_the_first(self) -> None:
        """
        M4: when the clocks go back over the time of a meeting, it is at the first of the two.
        """
        meetings = series(datetime(2026, 10, 18, 2, 30, tzinfo=BERLIN), date(2026, 11, 1))

        assert ["2026-10-18 02:30", "2026-10-25 02:30", "2026-11-01 02:30"] == walls(meetings)
        assert [0, 0, 1] == [meeting.starts.hour for meeting in meetings]

    @pytest.mark.parametrize(("fold", "hour"), [(0, 0), (1, 1)])
    def test_the_first_meeting_is_the_moment_that_was_given(self, fold: int, hour: int) -> None:
        """
        M4: a first meeting at a time that exists twice is at the one that was meant.
        """
        starts = datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN, fold=fold)
        meetings = series(starts, date(2026, 11, 1))

        assert [hour, 1] == [meeting.starts.hour for meeting in meetings]
        assert ["2026-10-25 02:30", "2026-11-01 02:30"] == walls(meetings)

    @settings(max_examples=80, deadline=None)
    @given(
        zone=strategies.zones(),
        starts=st.datetimes(datetime(2001, 1, 1), datetime(2035, 1, 1)),
        cadence=strategies.cadences(),
    )
    def test_in_any_zone(self, zone: str, starts: datetime, cadence: Cadence) -> None:
        """
        M4: in every zone, each meeting is at the wall-clock time of the first; where that does not exist,
        it is later by what the clocks skip, and where it exists twice, it is the first.
        """
        starts = starts.replace(second=0, microsecond=0)
        tz = ZoneInfo(zone)
        last = starts.date() + timedelta(days=700)
        meetings = series(starts.replace(tzinfo=tz), last, cadence=cadence)

        assert len(meetings) >= 8
        for number, meeting in enumerate(meetings):
            wall = datetime.combine(cadence.day(starts.date(), number), starts.time())
            before, after = (wall.replace(tzinfo=tz, fold=fold).utcoffset() for fold in (0, 1))
            assert before is not None
            assert after is not None
            assert wall - before == meeting.starts.replace(tzinfo=None)
            skipped = max(after - before, timedelta())
            assert wall + skipped == meeting.local_start.replace(tzinfo=None)


class TestMonthly:
    @pytest.mark.parametrize(
        ("day", "expected"),
        [
            (28, [28, 28, 28, 28]),
            (29, [29, 28, 29, 29]),
            (30, [30, 28, 30, 30]),
            (31, [31, 28, 31, 30]),
        ],
    )
    def test_a_missing_day_is_the_last_of_the_month(self, day: int, expected: list[int]) -> None:
        """
        M4: on the 31st, a month without one is met on its last day, and the next on the 31st again.
        """
        starts = datetime(2026, 1, day, 9, 0, tzinfo=UTC)
        meetings = series(starts, date(2026, 4, 30), cadence=Cadence.monthly())

        assert [(month, day) for month, day in enumerate(expected, 1)] == [
            (m.starts.month, m.starts.day) for m in meetings
        ]

    def test_in_a_leap_year(self) -> None:
        """
        M4: February's last day is the 29th where it has one.
        """
        starts = datetime(2027, 12, 31, 9, 0, tzinfo=UTC)
        meetings = series(starts, date(2028, 3, 1), cadence=Cadence.monthly())

        assert ["2027-12-31 09:00", "2028-01-31 09:00", "2028-02-29 09:00"] == walls(meetings)

    def test_clips_onto_a_day_of_changing_clocks(self) -> None:
        """
        M4: both rules hold at once: the 31st is clipped, and the wall-clock time is kept.
        """
        meetings = series(
            datetime(2026, 8, 31, 18, 0, tzinfo=BERLIN), date(2026, 11, 30), cadence=Cadence.monthly()
        )

        assert ["2026-08-31 18:00", "2026-09-30 18:00", "2026-10-31 18:00", "2026-11-30 18:00"] == walls(
            meetings
        )
        assert [16, 16, 17, 17] == [meeting.starts.hour for meeting in meetings]


class TestRefusedSeries:
    def test_not_more_than_two_years_ahead(self) -> None:
        """
        M4: the last meeting is at most two years after the moment of the command; else none is scheduled.
        """
        mentorship = running(NOW)
        fits = NOW + timedelta(days=731)
        every_week = Cadence.weekly()
        first = fits - 10 * WEEK

        assert 11 == len(
            running(NOW).meetings.schedule_series(
                by=ADA, at=NOW, starts=first, minutes=60, until=fits.date(), cadence=every_week
            )
        )
        with refused(
            WrongTime,
            rule="M4",
            tried="schedule a series",
            because=f"{(fits + WEEK).isoformat()} is more than 731 days ahead",
            accepted="schedule at most two years ahead",
            unchanged=mentorship,
        ):
            mentorship.meetings.schedule_series(
                by=ADA, at=NOW, starts=first, minutes=60, until=(fits + WEEK).date(), cadence=every_week
            )

    def test_not_after_the_last_day(self, active: Mentorship) -> None:
        """
        M4: a series in which no meeting falls is refused.
        """
        with refused(
            WrongTime,
            rule="M4",
            tried="schedule a series",
            because="no meeting falls on or before 2026-01-11",
            accepted="give a later last day or an earlier start",
            unchanged=active,
        ):
            active.meetings.schedule_series(by=ADA, at=NOW, starts=NOW, minutes=60, until=date(2026, 1, 11))

    def test_not_over_another_meeting(self, active: Mentorship) -> None:
        """
        M1: when one meeting of the series would overlap another meeting, none is scheduled.
        """
        other = active.meetings.schedule(
            by=BEN, at=NOW, starts=NOW + 3 * WEEK + timedelta(minutes=59), minutes=30
        )
        with refused(
            Clash,
            rule="M1",
            tried="schedule a series",
            because=f"it would overlap the meeting {other.id} at {other.starts.isoformat()} (30 minutes)",
            accepted="choose another time, or move that one; back to back is fine",
            unchanged=active,
        ):
            active.meetings.schedule_series(by=ADA, at=NOW, starts=NOW, minutes=60)

        assert 26 == len(active.meetings.schedule_series(by=ADA, at=NOW, starts=NOW, minutes=59))

    def test_not_before_it_was_active(self, active: Mentorship) -> None:
        """
        R6: the first meeting starts when the relationship is active.
        """
        early = NOW - timedelta(minutes=1)
        with refused(
            WrongTime,
            rule="R6",
            tried="schedule a series",
            because=f"the meeting starts at {early.isoformat()}, before the relationship was active",
            accepted=f"nothing in it precedes {NOW.isoformat()}",
            unchanged=active,
        ):
            active.meetings.schedule_series(by=ADA, at=NOW, starts=early, minutes=60)

    def test_not_while_paused(self, paused: Mentorship) -> None:
        """
        R12: nothing new is scheduled during a pause.
        """
        with refused(
            WrongState,
            rule="R12",
            tried="schedule a series",
            because="the relationship is paused",
            accepted="it has to be active",
            unchanged=paused,
        ):
            paused.meetings.schedule_series(by=ADA, at=NOW, starts=NOW, minutes=60)

    @pytest.mark.parametrize(
        ("wrong", "tried", "because", "accepted", "rule"),
        [
            (
                {"cadence": "weekly"},
                "accept cadence",
                "a value of type str is not a Cadence",
                "give a Cadence",
                "M4",
            ),
            (
                {"until": NOW},
                "accept until",
                "a value of type datetime is not a day",
                "give a datetime.date without a time",
                "P2",
            ),
            (
                {"zone": "Berlin"},
                "accept zone",
                "this is no known time zone",
                "give an IANA name such as Europe/Berlin",
                "P2",
            ),
            (
                {"zone": "localtime"},
                "accept zone",
                "this is no known time zone",
                "give an IANA name such as Europe/Berlin",
                "P2",
            ),
            (
                {"starts": NOW.replace(tzinfo=None)},
                "accept starts",
                "it has no time zone",
                "give an aware one, such as datetime.now(UTC)",
                "P2",
            ),
            ({"minutes": 4}, "accept Meeting.minutes", "4 is out of range", "5 to 1440 are accepted", "M1"),
        ],
    )
    def test_wrong_values(
        self, active: Mentorship, wrong: dict[str, Any], tried: str, because: str, accepted: str, rule: str
    ) -> None:
        """
        M4, P2: each wrong value is refused by name.
        """
        given: dict[str, Any] = {"by": ADA, "at": NOW, "starts": NOW, "minutes": 60, **wrong}
        with refused(
            InvalidValue, rule=rule, tried=tried, because=because, accepted=accepted, unchanged=active
        ):
            active.meetings.schedule_series(**given)
