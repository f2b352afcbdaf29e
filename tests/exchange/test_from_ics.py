"""
Calendars that are read: what they would change, and what they change once somebody says so.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorcore import (
    CalendarReading,
    Meeting,
    MeetingCancelled,
    MeetingHappened,
    MeetingMoved,
    MeetingStatus,
    Mentorship,
    Topic,
    UnknownEvent,
    from_ics,
    to_ics,
)
from mentorcore.errors import Clash, InvalidValue, NotTheirs, WrongState
from mentorcore.model.values import zones
from tests.exchange.examples import BERLIN, event, meeting, started, with_all, with_meeting, with_series
from tests.model.examples import ADA, BEN, CY, DAY, HOUR, MINUTE, NOW


STARTS = datetime(2026, 3, 20, 9, tzinfo=BERLIN)
UID = "UID:ada-and-ben.first@mentorcore"
START = "DTSTART;TZID=Europe/Berlin:20260320T090000"
END = "DTEND;TZID=Europe/Berlin:20260320T100000"
MOVED = ("DTSTART;TZID=Europe/Berlin:20260321T140000", "DTEND;TZID=Europe/Berlin:20260321T144500")

EXPECTED: dict[str, Any] = {
    "meeting": "first",
    "expected": STARTS.astimezone(UTC),
    "expected_minutes": 60,
}


def reasons(reading: CalendarReading) -> list[str]:
    """
    Return what the problems say.
    """
    return [problem.reason for problem in reading.problems]


class TestRoundTrip:
    def test_our_own_calendar_changes_nothing(self) -> None:
        """
        What `to_ics` wrote says what the record says.
        """
        assert from_ics(to_ics(with_series()), with_series(), at=NOW).problems != ()

        m = with_series()

        assert from_ics(to_ics(m), m, at=NOW) == CalendarReading()
        assert from_ics(to_ics(m).decode(), m, at=NOW) == CalendarReading()

    @given(data=st.data())
    def test_of_any_meeting_in_any_zone(self, data: st.DataObject) -> None:
        """
        Whatever a meeting's moment, length and zone, its own calendar changes nothing.
        """
        starts = data.draw(st.datetimes(datetime(2026, 1, 13), datetime(2040, 1, 1), timezones=st.just(UTC)))
        zone = data.draw(st.sampled_from(sorted(zones())))
        m = with_all([meeting("first", starts, zone, data.draw(st.integers(5, 1440)))])

        assert from_ics(to_ics(m), m, at=NOW) == CalendarReading()

    @given(
        starts=st.datetimes(datetime(2026, 1, 13), datetime(2027, 12, 1)).map(
            lambda one: one.replace(second=0, microsecond=0)
        ),
        minutes=st.integers(5, 1440),
        zone=st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC"]),
    )
    def test_a_move_arrives(self, starts: datetime, minutes: int, zone: str) -> None:
        """
        A meeting that was moved on one side is moved on the other by its calendar.
        """
        here, there = with_meeting(), with_meeting()
        there.meetings.reschedule(
            "first", by=BEN, at=NOW, starts=starts.replace(tzinfo=UTC), minutes=minutes, zone=zone
        )
        reading = from_ics(to_ics(there), here, at=NOW)
        reading.apply(here, by=BEN, at=NOW)
        moved, wanted = here.meetings["first"], there.meetings["first"]

        assert (wanted.starts, wanted.minutes) == (moved.starts, moved.minutes)
        assert reading.problems == ()


class TestMoved:
    def test_is_proposed_and_changes_nothing(self) -> None:
        """
        An event at another time is a proposal; the record is as it was.
        """
        m = with_meeting()
        before = m.document
        reading = from_ics(event(UID, *MOVED), m, at=NOW)

        assert (
            CalendarReading(
                moved=(
                    MeetingMoved(
                        line=4,
                        starts=datetime(2026, 3, 21, 13, tzinfo=UTC),
                        minutes=45,
                        zone="Europe/Berlin",
                        **EXPECTED,
                    ),
                )
            )
            == reading
        )
        assert before is m.document

    def test_is_applied_by_whom_the_caller_says(self) -> None:
        """
        A calendar does not know who moved a meeting; the command does.
        """
        m = with_meeting()
        (change,) = from_ics(event(UID, *MOVED), m, at=NOW).moved
        moved = change.apply(m, by=BEN, at=NOW + HOUR)

        assert (BEN, NOW + HOUR) == (moved.changed_by, moved.changed_at)
        assert (datetime(2026, 3, 21, 13, tzinfo=UTC), 45) == (moved.starts, moved.minutes)

    def test_by_somebody_else_is_refused(self) -> None:
        """
        R14: the commands and their rules are the only way in.
        """
        m = with_meeting()
        (change,) = from_ics(event(UID, *MOVED), m, at=NOW).moved

        with pytest.raises(NotTheirs):
            change.apply(m, by=CY, at=NOW)

    def test_a_time_in_utc_keeps_the_zone(self) -> None:
        """
        A program that writes UTC has not moved the pair to another zone.
        """
        lines = ("DTSTART:20260321T130000Z", "DTEND:20260321T134500Z")
        (change,) = from_ics(event(UID, *lines), with_meeting(), at=NOW).moved

        assert change.zone == "Europe/Berlin"

    @pytest.mark.parametrize("named", ["UTC", "Etc/UTC"])
    def test_nor_does_utc_by_name_change_it(self, named: str) -> None:
        """
        Outlook names UTC as a zone where it means none.
        """
        (change,) = from_ics(
            event(UID, f"DTSTART;TZID={named}:20260321T130000", "DURATION:PT45M"), with_meeting(), at=NOW
        ).moved

        assert (change.starts.hour, change.zone) == (13, "Europe/Berlin")

    def test_the_same_moment_elsewhere_is_no_move(self) -> None:
        """
        A calendar that shows Berlin's nine as Tokyo's five has moved nothing.
        """
        lines = ("DTSTART;TZID=Asia/Tokyo:20260320T170000", "DTEND;TZID=Asia/Tokyo:20260320T180000")

        assert from_ics(event(UID, *lines), with_meeting(), at=NOW) == CalendarReading()

    def test_only_longer_is_a_move(self) -> None:
        """
        A length is changed by a DURATION as well as by an end.
        """
        (change,) = from_ics(event(UID, START, "DURATION:PT1H30M"), with_meeting(), at=NOW).moved

        assert change.minutes == 90

    @pytest.mark.parametrize(
        ("named", "zone"),
        [
            ("W. Europe Standard Time", "Europe/Berlin"),
            ("/freeassociation.sourceforge.net/Europe/Berlin", "Europe/Berlin"),
            ("America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"),
        ],
    )
    def test_zones_by_other_names(self, named: str, zone: str) -> None:
        """
        Windows and some programs call zones otherwise.
        """
        start, end = (
            f"{name};TZID={named}:20260321T1{hour}0000" for name, hour in (("DTSTART", 4), ("DTEND", 5))
        )
        (change,) = from_ics(event(UID, start, end), with_meeting(), at=NOW).moved

        assert change.zone == zone
        assert change.starts == datetime(2026, 3, 21, 14, tzinfo=ZoneInfo(zone))

    def test_a_version_from_before_a_change_moves_nothing(self) -> None:
        """
        An event with a lower SEQUENCE has missed what the record knows.
        """
        m = with_meeting()
        old = to_ics(m)
        m.meetings.reschedule("first", by=BEN, at=NOW, starts=STARTS + DAY)
        reading = from_ics(old, m, at=NOW)

        assert reading.moved == ()
        assert reasons(reading) == [
            "the record has changed since this event was exported; export the meeting again"
        ]

    @pytest.mark.parametrize("sequence", ["SEQUENCE:1", "SEQUENCE:7"])
    def test_nor_does_one_last_changed_before(self, sequence: str) -> None:
        """
        Calendars count changes of their own, so an event may be ahead in SEQUENCE and still have missed one.
        """
        m = with_meeting()
        m.meetings.reschedule("first", by=BEN, at=NOW + HOUR, starts=STARTS + DAY)
        before, after = (
            from_ics(event(UID, *MOVED, sequence, f"LAST-MODIFIED:20260112T{time}Z"), m, at=NOW)
            for time in ("095959", "100000")
        )

        assert (before.moved, len(after.moved)) == ((), 1)
        assert reasons(before) == [
            "the record has changed since this event was exported; export the meeting again"
        ]

    def test_a_version_of_ours_that_missed_a_change_moves_nothing(self) -> None:
        """
        SEQUENCE grows by more than one with each change, and the event in a calendar may have been changed
        there once or twice: it has missed a change all the same where the calendar does not say when.
        """
        m = with_meeting()
        m.meetings.reschedule("first", by=BEN, at=NOW + HOUR, starts=STARTS + DAY)
        seen = [*MOVED, "SEQUENCE:3600"]
        assert len(from_ics(event(UID, *seen), m, at=NOW).moved) == 1

        m.meetings.reschedule("first", by=BEN, at=NOW + 2 * HOUR, starts=STARTS + 2 * DAY)

        assert from_ics(event(UID, *seen), m, at=NOW).moved == ()
        assert len(from_ics(event(UID, *MOVED, "SEQUENCE:3601"), m, at=NOW).moved) == 1
        assert len(from_ics(event(UID, *MOVED, "SEQUENCE:7200"), m, at=NOW).moved) == 1

    def test_one_that_is_moved_there_again_and_again_is_taken_each_time(self) -> None:
        """
        A calendar that is read, and is never told what the record made of that, has missed nothing: what the
        record has is its own.
        """
        m = with_meeting()
        for day in range(1, 6):
            at = NOW + day * HOUR
            start = f"{(STARTS + day * DAY).astimezone(UTC):%Y%m%dT%H%M%SZ}"
            lines = (
                f"DTSTART:{start}",
                "DURATION:PT1H",
                f"SEQUENCE:{day}",
                f"LAST-MODIFIED:{at:%Y%m%dT%H%M%SZ}",
            )
            from_ics(event(UID, *lines), m, at=at).apply(m, by=BEN, at=at)

            assert STARTS + day * DAY == m.meetings["first"].starts

    def test_the_newest_version_counts(self) -> None:
        """
        Of several with one UID the one with the highest SEQUENCE is taken, wherever it stands.
        """
        newer = event(UID, *MOVED, "SEQUENCE:2")
        older = event(UID, START, END, "SEQUENCE:1")

        assert len(from_ics(newer + older, with_meeting(), at=NOW).moved) == 1
        assert len(from_ics(older + newer, with_meeting(), at=NOW).moved) == 1

    @pytest.mark.parametrize(
        "newest",
        [
            ("DTSTART;VALUE=DATE:20260322", "SEQUENCE:2"),
            (*MOVED, "SEQUENCE:two"),
            (START, "DTEND;;=:x", "SEQUENCE:2"),
        ],
        ids=["a day", "no number", "broken"],
    )
    def test_where_the_newest_cannot_be_used_an_older_one_moves_nothing(
        self, newest: tuple[str, ...]
    ) -> None:
        """
        What the calendar said before is not what it says.
        """
        reading = from_ics(event(UID, *MOVED, "SEQUENCE:1") + event(UID, *newest), with_meeting(), at=NOW)

        assert (reading.moved, len(reading.problems)) == ((), 1)

    def test_where_one_of_the_newest_cannot_be_used_that_is_the_problem(self) -> None:
        """
        It is told once, with its line, and not as two versions that differ.
        """
        reading = from_ics(
            event(UID, *MOVED) + event(UID, "DTSTART;VALUE=DATE:20260322"), with_meeting(), at=NOW
        )

        assert reading.moved == ()
        assert reasons(reading) == ["it is a whole day; give it a time"]

    def test_an_older_one_that_cannot_be_used_is_in_nobodys_way(self) -> None:
        """
        It is told, and the newest counts.
        """
        older = event(UID, "DTSTART;VALUE=DATE:20260322", "SEQUENCE:1")
        reading = from_ics(older + event(UID, *MOVED, "SEQUENCE:2"), with_meeting(), at=NOW)

        assert (len(reading.moved), len(reading.problems)) == (1, 1)

    def test_two_equally_new_versions_are_a_problem(self) -> None:
        """
        Which of them counts nobody can know.
        """
        reading = from_ics(event(UID, *MOVED) + event(UID, START, END), with_meeting(), at=NOW)

        assert reading.moved == ()
        assert reasons(reading) == ["two versions of it are equally new and differ; give the one that counts"]


class TestCancelled:
    @pytest.mark.parametrize(
        "data",
        [
            event(UID, START, END, "STATUS:CANCELLED"),
            event(UID, START, END, around=("METHOD:CANCEL",)),
            event("status:cancelled", UID),
        ],
        ids=["status", "method", "without a time"],
    )
    def test_is_proposed_and_applied(self, data: str) -> None:
        """
        A meeting is called off by its status or by how the file was sent; the reason is the caller's (M2).
        """
        m = with_meeting()
        reading = from_ics(data, m, at=NOW)

        assert [change.meeting for change in reading.cancelled] == ["first"]
        assert MeetingStatus.SCHEDULED is m.meetings["first"].status

        (cancelled,) = reading.apply(m, by=BEN, at=NOW, reason="Ada is ill.")

        assert (MeetingStatus.CANCELLED, "Ada is ill.") == (cancelled.status, cancelled.reason)

    def test_says_where_it_comes_from_unless_a_reason_is_given(self) -> None:
        """
        M2: a cancellation has a reason.
        """
        m = with_meeting()
        (change,) = from_ics(event(UID, "STATUS:CANCELLED"), m, at=NOW).cancelled

        assert change == MeetingCancelled(line=4, **EXPECTED)
        assert change.apply(m, by=BEN, at=NOW).reason == "It was cancelled in the calendar."

    def test_what_is_cancelled_on_both_sides_is_no_change(self) -> None:
        """
        A cancelled meeting may stand in a calendar as cancelled, at whatever time.
        """
        m = with_meeting()
        m.meetings.cancel("first", by=BEN, at=NOW, reason="…")

        assert from_ics(event(UID, *MOVED, "STATUS:CANCELLED"), m, at=NOW) == CalendarReading()


class TestHappened:
    def test_is_proposed_once_it_is_over(self) -> None:
        """
        A meeting that has ended may have taken place; one that is still on may not.
        """
        m = with_meeting()
        data = to_ics(m)
        ends = STARTS + HOUR

        assert from_ics(data, m, at=ends - MINUTE).happened == ()
        assert from_ics(data, m, at=ends).happened == (MeetingHappened(line=38, **EXPECTED),)
        assert from_ics(data, m, at=ends).happened[0].ended == ends

    def test_is_held_with_what_was_said(self) -> None:
        """
        M3: topics and summary come from the two, not from a calendar.
        """
        m = with_meeting()
        (change,) = from_ics(to_ics(m), m, at=STARTS + DAY).happened
        topics = [Topic("Scope", minutes=20, raised_by=BEN)]
        held = change.hold(m, by=BEN, at=STARTS + DAY, summary="We drew it.", topics=topics)

        assert (MeetingStatus.HELD, "We drew it.") == (held.status, held.summary)

    def test_without_topics_is_refused(self) -> None:
        """
        M3 holds here as anywhere.
        """
        m = with_meeting()
        (change,) = from_ics(to_ics(m), m, at=STARTS + DAY).happened

        with pytest.raises(InvalidValue, match="a held meeting has topics"):
            change.hold(m, by=BEN, at=STARTS + DAY, summary="…", topics=[])

    def test_at_another_time_is_moved_first(self) -> None:
        """
        A meeting that was moved and is over is both; held before it is moved it would be at the wrong time.
        """
        m = with_meeting()
        at = STARTS + 3 * DAY
        reading = from_ics(event(UID, *MOVED), m, at=at)
        hold: dict[str, Any] = {
            "by": BEN,
            "at": at,
            "summary": "…",
            "topics": [Topic("A", minutes=5, raised_by=BEN)],
        }

        with pytest.raises(WrongState, match="no longer as it was"):
            reading.happened[0].hold(m, **hold)

        reading.apply(m, by=BEN, at=at)

        assert reading.happened[0].hold(m, **hold).minutes == 45

    def test_apply_holds_nothing(self) -> None:
        """
        What has no topics yet stays scheduled.
        """
        m = with_meeting()

        assert from_ics(to_ics(m), m, at=STARTS + DAY).apply(m, by=BEN, at=STARTS + DAY) == ()
        assert MeetingStatus.SCHEDULED is m.meetings["first"].status


class TestApply:
    def test_meetings_make_way_for_each_other(self) -> None:
        """
        M1: one moves into the time that the other leaves, in whatever order they stand in the file.
        """
        m = with_meeting(id="a", starts=STARTS)
        m.meetings.schedule(by=ADA, at=NOW, starts=STARTS + HOUR, minutes=60, id="b")
        theirs = with_meeting(id="b", starts=STARTS + 2 * HOUR)
        theirs.meetings.schedule(by=ADA, at=NOW, starts=STARTS + HOUR, minutes=60, id="a")

        assert len(from_ics(to_ics(theirs), m, at=NOW).apply(m, by=ADA, at=NOW)) == 2
        assert (STARTS + HOUR, STARTS + 2 * HOUR) == (m.meetings["a"].starts, m.meetings["b"].starts)

    def test_two_change_places(self) -> None:
        """
        M1: neither can be moved before the other, so both are moved at once, and the record has no time in
        between that nobody chose.
        """
        m, theirs = _two(STARTS, STARTS + DAY), _two(STARTS + DAY, STARTS)
        reading = from_ics(to_ics(theirs), m, at=NOW)
        for change in reading.moved:
            with pytest.raises(Clash):
                change.apply(m, by=ADA, at=NOW)
        moved = reading.apply(m, by=ADA, at=NOW)

        assert [(STARTS, 2), (STARTS + DAY, 2)] == [
            (m.meetings[name].starts, m.meetings[name].revision) for name in ("b", "a")
        ]
        assert {one.id for one in moved} == {"a", "b"}
        assert from_ics(to_ics(theirs), m, at=NOW) == CalendarReading()

    @given(places=st.permutations(range(6)), shift=st.sampled_from([0, 30, 60]))
    def test_whatever_places_they_change(self, places: list[int], shift: int) -> None:
        """
        M1: a calendar in which no two meetings overlap is taken over, in whatever circles they went.
        """
        m, theirs = started(), started()
        for n, place in enumerate(places):
            for one, starts in (
                (m, STARTS + n * HOUR),
                (theirs, STARTS + place * HOUR + shift * MINUTE),
            ):
                one.meetings.schedule(by=ADA, at=NOW, starts=starts, minutes=60, id=f"m{n}")
        from_ics(to_ics(theirs), m, at=NOW).apply(m, by=ADA, at=NOW)

        assert [one.starts for one in theirs.meetings] == [one.starts for one in m.meetings]

    def test_into_the_same_time_is_refused(self) -> None:
        """
        M1: a calendar in which two overlap is not taken over, and then none is moved.
        """
        m, theirs = _two(STARTS, STARTS + DAY), _two(STARTS + DAY, STARTS)
        data = to_ics(theirs) + to_ics(with_meeting(id="c", starts=STARTS + 30 * MINUTE))
        m.meetings.schedule(by=ADA, at=NOW, starts=STARTS + 2 * DAY, minutes=60, id="c")
        before = m.document
        with pytest.raises(Clash, match="cannot rearrange meetings: it would overlap"):
            from_ics(data, m, at=NOW).apply(m, by=ADA, at=NOW)

        assert before == m.document

    def test_nothing_is_called_off_where_a_move_is_out_of_date(self) -> None:
        """
        M2: what has changed since the calendar was read is found before anything is applied.
        """
        m = _two(STARTS, STARTS + DAY)
        data = event("UID:ada-and-ben.a@mentorcore", "STATUS:CANCELLED") + event(
            "UID:ada-and-ben.b@mentorcore", *MOVED
        )
        reading = from_ics(data, m, at=NOW)
        m.meetings.reschedule("b", by=ADA, at=NOW, starts=STARTS + 3 * DAY)
        with pytest.raises(WrongState, match="read the calendar again"):
            reading.apply(m, by=ADA, at=NOW)

        assert MeetingStatus.SCHEDULED is m.meetings["a"].status

    def test_what_is_called_off_makes_way_first(self) -> None:
        """
        A meeting moves into the time of one that was called off.
        """
        m = with_meeting(id="a", starts=STARTS)
        m.meetings.schedule(by=ADA, at=NOW, starts=STARTS + DAY, minutes=60, id="b")
        b = "UID:ada-and-ben.b@mentorcore"
        a = "UID:ada-and-ben.a@mentorcore"
        data = event(b, START, END) + event(a, "STATUS:CANCELLED")

        assert ["a", "b"] == [one.id for one in from_ics(data, m, at=NOW).apply(m, by=ADA, at=NOW)]

    def test_a_clash_is_told(self) -> None:
        """
        M1: what nothing makes way for is refused, and not left out silently.
        """
        m = with_meeting()
        m.meetings.schedule(by=ADA, at=NOW, starts=STARTS + DAY, minutes=600, id="long")
        reading = from_ics(event(UID, *MOVED), m, at=NOW)

        with pytest.raises(Clash, match="overlap the meeting long"):
            reading.apply(m, by=ADA, at=NOW)

    @pytest.mark.parametrize(
        "change",
        [
            lambda m: m.meetings.reschedule("first", by=ADA, at=NOW, starts=STARTS + 2 * DAY),
            lambda m: m.meetings.cancel("first", by=ADA, at=NOW, reason="…"),
        ],
        ids=["moved", "cancelled"],
    )
    def test_what_has_changed_since_is_not_overwritten(self, change: Callable[[Any], Meeting]) -> None:
        """
        A proposal was made of the record as it was.
        """
        m = with_meeting()
        reading = from_ics(event(UID, *MOVED), m, at=NOW)
        change(m)

        with pytest.raises(WrongState, match="read the calendar again") as caught:
            reading.apply(m, by=ADA, at=NOW)

        assert caught.value.rule == "M2"


class TestWhatIsNotOurs:
    def test_other_events_are_unknown(self) -> None:
        """
        Somebody's calendar has more in it than this relationship.
        """
        m = with_meeting()
        data = event("UID:dentist@example.org", START, END) + event("UID:other-pair.first@mentorcore", *MOVED)

        assert from_ics(data, m, at=NOW) == CalendarReading(
            missing=("first",),
            unknown=(
                UnknownEvent(line=4, uid="dentist@example.org"),
                UnknownEvent(line=13, uid="other-pair.first@mentorcore"),
            ),
        )

    def test_a_repr_shows_nobodys_words(self) -> None:
        """
        A UID that others made may hold an address, and stays out of logs.
        """
        (unknown,) = from_ics(event("UID:dentist@example.org"), started(), at=NOW).unknown

        assert "dentist" not in repr(unknown)

    def test_scheduled_meetings_that_are_not_there_are_missing(self) -> None:
        """
        Somebody may have deleted them; those that are over in the record are not missed.
        """
        m = with_meeting()
        m.meetings.schedule(by=ADA, at=NOW, starts=NOW + DAY, minutes=30, id="off")
        m.meetings.cancel("off", by=ADA, at=NOW, reason="…")

        assert from_ics(to_ics(started()), m, at=NOW) == CalendarReading(missing=("first",))


class TestProblems:
    @pytest.mark.parametrize(
        ("lines", "line", "reason"),
        [
            ((START, END), 4, "it has no UID; an event that was exported has one"),
            (
                ("UID:ada-and-ben.new@mentorcore", START, END),
                4,
                "the record has no such meeting; schedule it there first",
            ),
            ((UID, END), 4, "it has no start; give it a DTSTART"),
            ((UID, START), 6, "it has no end; give it a DTEND or a DURATION"),
            ((UID, "DTSTART;VALUE=DATE:20260320"), 6, "it is a whole day; give it a time"),
            ((UID, "DTSTART:soon", END), 6, "this is no date and time; give one such as 20260327T090000Z"),
            (
                (UID, "DTSTART;TZID=Europe/Berlin:20260230T090000", END),
                6,
                "there is no such date or time; give one such as 20260327T090000Z",
            ),
            (
                (UID, "DTSTART:00000101T000000Z", END),
                6,
                "there is no such date or time; give one such as 20260327T090000Z",
            ),
            (
                (UID, "DTSTART:10000101T000000Z", END),
                6,
                "there is no such date or time; give one such as 20260327T090000Z",
            ),
            (
                (UID, "DTSTART:20260320T090000", END),
                6,
                "its time belongs to no zone; give it one, or UTC",
            ),
            (
                (UID, "DTSTART;TZID=Moon:20260320T090000", END),
                6,
                "its time zone is not known; give an IANA name such as Europe/Berlin",
            ),
            (
                (UID, START, "DTEND;TZID=Europe/Berlin:20260320T090030"),
                6,
                "it is no whole number of minutes long; let it end on a full minute",
            ),
            (
                (UID, START, "DTEND;TZID=Europe/Berlin:20260320T080000"),
                6,
                "a meeting is 5 to 1440 minutes long (M1); change its end",
            ),
            ((UID, START, "DURATION:P2D"), 6, "a meeting is 5 to 1440 minutes long (M1); change its end"),
            (
                (UID, START, END, "DURATION:PT2H"),
                8,
                "its DTEND and its DURATION differ; give it one of them",
            ),
            (
                (UID, START, END, "DTSTART:20260320T090000Z"),
                8,
                "this line cannot be read, or contradicts one before; export it again",
            ),
            ((UID, START, "DURATION:an hour"), 7, "its DURATION is none; give one such as PT60M"),
            ((UID, START, "DURATION:P99999999999W"), 7, "its DURATION is none; give one such as PT60M"),
            ((UID, START, "DURATION:P999999999W"), 7, "its DURATION is none; give one such as PT60M"),
            ((UID, START, "DURATION:PT999999999H"), 7, "its DURATION is none; give one such as PT60M"),
            (
                (UID, START, END, "RRULE:FREQ=WEEKLY"),
                8,
                "it repeats, and a meeting is one event; part the series",
            ),
            ((UID, START, END, "SEQUENCE:newest"), 8, "its SEQUENCE is no number; export it again"),
            ((UID, START, "DTEND"), 6, "it has no end; give it a DTEND or a DURATION"),
            (
                (UID, START, "DTEND;;=:x"),
                7,
                "this line cannot be read, or contradicts one before; export it again",
            ),
        ],
    )
    def test_name_the_line_and_the_reason(self, lines: tuple[str, ...], line: int, reason: str) -> None:
        """
        An event that cannot be used is told with its line, and what to do; nothing follows from it.
        """
        reading = from_ics(event(*lines), with_meeting(), at=NOW)

        assert [(line, reason)] == [(one.line, one.reason) for one in reading.problems]
        assert (reading.moved, reading.cancelled, reading.happened) == ((), (), ())

    def test_one_does_not_spoil_the_others(self) -> None:
        """
        The events before and behind a broken one are read.
        """
        m = with_meeting()
        data = event("UID:x", "DTSTART;;=:x") + event(UID, *MOVED) + event(UID.replace("first", "new"))
        reading = from_ics(data, m, at=NOW)

        assert len(reading.moved) == 1
        assert len(reading.problems) == 1

    def test_an_outcome_is_not_overturned(self) -> None:
        """
        M2: a meeting that was held is corrected by the two, and not by a calendar.
        """
        m = with_meeting()
        topics = [Topic("A", minutes=5, raised_by=BEN)]
        m.meetings.hold("first", by=BEN, at=STARTS + HOUR, summary="…", topics=topics)
        reading = from_ics(event(UID, *MOVED, "SEQUENCE:5"), m, at=STARTS + DAY)

        assert reading.moved == ()
        assert reasons(reading) == [
            "the meeting is held, and the calendar says something else; a wrong entry can be corrected (M2)"
        ]

    def test_an_answer_to_an_invitation_changes_nothing(self) -> None:
        """
        A reply repeats the time that it was asked for.
        """
        reading = from_ics(event(UID, *MOVED, around=("METHOD:REPLY",)), with_meeting(), at=NOW)

        assert reading.moved == ()
        assert reasons(reading) == [
            "an answer to an invitation changes no meeting; read the event of whoever called it"
        ]

    def test_a_counter_proposal_moves_nothing(self) -> None:
        """
        Who asks for another time has not moved the meeting.
        """
        reading = from_ics(event(UID, *MOVED, around=("METHOD:COUNTER",)), with_meeting(), at=NOW)

        assert (reading.moved, reading.missing) == ((), ())
        assert reasons(reading) == [
            "it asks for another time, and nobody has agreed; move the meeting if both want that"
        ]

    @pytest.mark.parametrize("repeating", ["RRULE:FREQ=WEEKLY", "SEQUENCE:1"])
    def test_one_of_a_series_that_is_called_off_calls_off_no_meeting(self, repeating: str) -> None:
        """
        Who made a series of a meeting and cancelled one day of it has not cancelled the meeting.
        """
        override = ("RECURRENCE-ID;TZID=Europe/Berlin:20260327T090000", "STATUS:CANCELLED", "SEQUENCE:1")
        reading = from_ics(event(UID, START, END, repeating) + event(UID, *override), with_meeting(), at=NOW)

        assert reading.cancelled == ()
        assert reasons(reading)[-1] == "it repeats, and a meeting is one event; part the series"

    def test_one_of_a_series_that_is_moved_moves_no_meeting(self) -> None:
        """
        An event that stands for one day of a series is not the meeting.
        """
        override = "RECURRENCE-ID;TZID=Europe/Berlin:20260327T090000"
        reading = from_ics(event(UID, *MOVED, override), with_meeting(), at=NOW)

        assert reading.moved == ()
        assert reasons(reading) == ["it repeats, and a meeting is one event; part the series"]

    def test_a_series_that_is_called_off_calls_off_the_meeting(self) -> None:
        """
        Cancelled as a whole, it has no meeting left.
        """
        data = event(UID, START, END, "RRULE:FREQ=WEEKLY", "STATUS:CANCELLED")

        assert len(from_ics(data, with_meeting(), at=NOW).cancelled) == 1

    @pytest.mark.parametrize(
        ("start", "duration", "minutes"),
        [
            ("DTSTART;TZID=Europe/Berlin:20260328T120000", "P1D", 23 * 60),
            ("DTSTART;TZID=Europe/Berlin:20260328T120000", "PT24H", 24 * 60),
            ("DTSTART;TZID=Europe/Berlin:20260328T120000", "P1DT1H", 24 * 60),
            ("DTSTART;TZID=Europe/Berlin:20260328T023000", "+P1D", 24 * 60),
            ("DTSTART:20260328T110000Z", "P1D", 24 * 60),
            ("DTSTART;TZID=Etc/UTC:20260328T110000", "P1D", 24 * 60),
            ("DTSTART;TZID=Europe/Berlin:20261024T123000", "P0DT23H", 23 * 60),
            ("DTSTART;TZID=Europe/Berlin:20261024T120000", "P1D", None),
            ("DTSTART;TZID=Europe/Berlin:20261024T023000", "P1D", 24 * 60),
            ("DTSTART;TZID=Europe/Berlin:20260327T120000", "P1D", 24 * 60),
            ("DTSTART;TZID=Europe/Berlin:20260327T120000", "P0W", None),
            ("DTSTART;TZID=Europe/Berlin:20260327T120000", "-PT1H", None),
            ("DTSTART;TZID=Europe/Berlin:20260327T120000", "P1W", None),
        ],
    )
    def test_a_day_is_one_of_the_clocks_there(self, start: str, duration: str, minutes: int | None) -> None:
        """
        Days last from a time of day to the same on the next, hours an hour (RFC 5545, 3.3.6); a time that
        does not exist is that by the clocks before the change, and of two the first.
        """
        reading = from_ics(event(UID, start, f"DURATION:{duration}"), with_meeting(), at=NOW)

        assert [change.minutes for change in reading.moved] == ([] if minutes is None else [minutes])
        assert [] == reasons(reading) or minutes is None

    @given(
        weeks=st.integers(0, 3),
        days=st.integers(0, 30),
        seconds=st.integers(0, 10**6),
        starts=st.datetimes(datetime(2026, 1, 13), datetime(2027, 1, 1)),
        zone=st.sampled_from(
            ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca"]
        ),
    )
    def test_a_duration_ends_where_an_end_would(
        self, weeks: int, days: int, seconds: int, starts: datetime, zone: str
    ) -> None:
        """
        A DURATION of weeks and days, and a DTEND at the same time of the clocks on that day, agree.
        """
        starts = starts.replace(microsecond=0)
        ends = starts + timedelta(weeks=weeks, days=days)
        exact = ends.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC) + timedelta(seconds=seconds)
        lines = (
            f"DTSTART;TZID={zone}:{starts:%Y%m%dT%H%M%S}",
            f"DTEND:{exact:%Y%m%dT%H%M%SZ}",
            f"DURATION:P{weeks}W{days}DT{seconds}S",
        )
        there = starts.replace(tzinfo=ZoneInfo(zone))
        if there.astimezone(UTC).astimezone(ZoneInfo(zone)) == there:
            assert "its DTEND and its DURATION differ; give it one of them" not in reasons(
                from_ics(event(UID, *lines), with_meeting(), at=NOW)
            )

    def test_as_text_name_the_line_and_the_meeting(self) -> None:
        """
        A problem can be shown as it is.
        """
        (problem,) = from_ics(event(UID, START), with_meeting(), at=NOW).problems

        assert str(problem) == "line 6, meeting first: it has no end; give it a DTEND or a DURATION"

    def test_what_is_said_twice_is_said(self) -> None:
        """
        A line that stands there again, or a length that fits the end, contradicts nothing.
        """
        data = event(UID, START, END, START, UID, "DURATION:PT1H")

        assert from_ics(data, with_meeting(), at=NOW) == CalendarReading()

    def test_reminders_are_not_taken_for_the_event(self) -> None:
        """
        A DURATION inside an alarm is that of the alarm.
        """
        alarm = ("BEGIN:VALARM", "DURATION:PT15M", "UID;;=:x", "STATUS:CANCELLED", "END:VALARM")

        assert from_ics(event(UID, START, END, *alarm), with_meeting(), at=NOW) == CalendarReading()

    def test_folded_lines_are_read_whole(self) -> None:
        """
        A line goes on where the next begins with a space, and a problem names its first.
        """
        folded = (
            "UID:ada-and-ben.fi",
            " rst@mentor",
            "\tcore",
            "DTSTART;TZID=Europe/Ber",
            " lin:20260320T090000",
        )
        (problem,) = from_ics(event(*folded), with_meeting(), at=NOW).problems

        assert (problem.line, problem.meeting) == (8, "first")

    @given(data=st.data())
    def test_a_fold_may_stand_anywhere(self, data: st.DataObject) -> None:
        """
        Also in the middle of a character, as programs fold that count bytes; lines are counted as they stand.
        """
        whole = event("SUMMARY:Zoë – 会う 🎉", UID, *MOVED).encode()
        first, rest = whole.split(b"SUMMARY", 1)
        title, rest = rest.split(b"\r\n", 1)
        place = data.draw(st.integers(0, len(title)))
        folded = first + b"SUMMARY" + title[:place] + b"\r\n " + title[place:] + b"\r\n" + rest
        (change,) = from_ics(folded, with_meeting(), at=NOW).moved
        (problem,) = from_ics(folded.replace(b"DTEND", b"X-END"), with_meeting(), at=NOW).problems

        assert (change.minutes, problem.line) == (45, 8)

    def test_spaces_and_blank_lines_are_nothing(self) -> None:
        """
        Some programs write a space behind a value, and some a blank line behind every line.
        """
        lines = ("UID:ada-and-ben.fi", " rst@mentorcore ", f"{START} ", f"{END}\t")

        assert from_ics(event(*lines), with_meeting(), at=NOW) == CalendarReading()
        assert from_ics(event(*lines).replace("\r", "\r\r"), with_meeting(), at=NOW) == CalendarReading()

    def test_an_at_without_a_zone_is_refused(self) -> None:
        """
        P2: a moment has a zone.
        """
        with pytest.raises(InvalidValue, match="it has no time zone"):
            from_ics(event(UID), started(), at=datetime(2026, 1, 1) + timedelta())


def _two(first: datetime, second: datetime) -> Mentorship:
    """
    Return a relationship with two meetings, called "a" and "b".
    """
    m = with_meeting(id="a", starts=first)
    m.meetings.schedule(by=ADA, at=NOW, starts=second, minutes=60, id="b")

    return m
