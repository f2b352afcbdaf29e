"""
Calendars that are written: what is in them, what is not, and how they say that something has changed.
"""

from __future__ import annotations

import copy
import re
import sys
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorcore import CalendarReading, Meeting, Mentorship, Person, Topic, from_ics, to_ics
from mentorcore.errors import InvalidValue, MissingExtra, NotFound
from tests.exchange.examples import BERLIN, MENTEE, MENTOR, event, started, with_meeting, with_series
from tests.exchange.readers import by_vobject
from tests.model.examples import ADA, BEN, DAY, HOUR, NOW


UID = "ada-and-ben.first@mentorcore"


def value(data: bytes, name: str) -> str:
    """
    Return what a property of the calendar or of its first event says.
    """
    outside_zones = re.sub(r"BEGIN:VTIMEZONE.*END:VTIMEZONE\r\n", "", data.decode(), flags=re.DOTALL)
    found = re.search(rf"^{name}[^:\r\n]*:(.*?)\r\n(?! )", outside_zones, re.MULTILINE | re.DOTALL)
    assert found is not None

    return found[1].replace("\r\n ", "")


class TestWhatIsInIt:
    def test_one_meeting(self) -> None:
        """
        A file for one meeting has that one alone.
        """
        m = with_series()
        chosen = m.meetings.scheduled[2]

        assert [f"ada-and-ben.{chosen.id}@mentorcore"] == list(by_vobject(to_ics(m, meeting=chosen.id)))

    def test_a_series(self) -> None:
        """
        A file for a series has its meetings, and no other.
        """
        m = with_series()
        m.meetings.schedule(by=ADA, at=NOW, starts=NOW + DAY, minutes=30, id="alone")
        series = [one for one in m.meetings if one.series is not None]
        seen = by_vobject(to_ics(m, series=series[0].series))

        assert {f"ada-and-ben.{one.id}@mentorcore" for one in series} == set(seen)

    def test_a_whole_relationship(self) -> None:
        """
        Without a choice every meeting is in it, whatever became of it, the earliest first.
        """
        m = with_series()
        m.meetings.schedule(by=ADA, at=NOW, starts=NOW + DAY, minutes=30, id="early")
        m.meetings.cancel(m.meetings.scheduled[2].id, by=BEN, at=NOW, reason="I am away.")
        uids = re.findall(r"^UID:(.*)\r$", to_ics(m).decode(), re.MULTILINE)

        assert len(m.meetings) == len(uids)
        assert uids[0] == "ada-and-ben.early@mentorcore"

    def test_a_relationship_without_meetings_is_an_empty_calendar(self) -> None:
        """
        A feed may begin before the first meeting does.
        """
        assert b"BEGIN:VEVENT" not in to_ics(started())
        assert b"METHOD" not in to_ics(started(), mentor=MENTOR, mentee=MENTEE)

    def test_no_such_series(self) -> None:
        """
        A series that is not there is refused, and a meeting likewise.
        """
        with pytest.raises(NotFound, match="no series with the id 'nothing'"):
            to_ics(with_meeting(), series="nothing")
        with pytest.raises(NotFound, match="no meeting with the id 'nothing'"):
            to_ics(with_meeting(), meeting="nothing")

    def test_a_meeting_and_a_series_at_once_are_refused(self) -> None:
        """
        One of them is asked for, or neither.
        """
        with pytest.raises(InvalidValue, match="give one of them"):
            to_ics(with_meeting(), meeting="first", series="some")


class TestUid:
    def test_is_made_of_ids_alone(self) -> None:
        """
        P4: the UID is made of two ids, and nothing personal.
        """
        assert value(to_ics(with_meeting(), mentor=MENTOR, mentee=MENTEE), "UID") == UID

    def test_stays_when_the_meeting_changes(self) -> None:
        """
        A calendar recognises a meeting that was moved, and one that was called off.
        """
        m = with_meeting()
        m.meetings.reschedule("first", by=BEN, at=NOW, starts=NOW + DAY)

        assert value(to_ics(m), "UID") == UID

        m.meetings.cancel("first", by=BEN, at=NOW, reason="I am away.")

        assert value(to_ics(m), "UID") == UID


class TestChanges:
    def test_sequence_counts_them(self) -> None:
        """
        SEQUENCE is 0 at first and grows with every change, also within a second, so that a calendar takes the
        newest version.
        """
        m = with_meeting()
        sequences = [value(to_ics(m), "SEQUENCE")]
        m.meetings.reschedule("first", by=BEN, at=NOW, starts=NOW + DAY)
        sequences.append(value(to_ics(m), "SEQUENCE"))
        m.meetings.cancel("first", by=BEN, at=NOW, reason="I am away.")
        sequences.append(value(to_ics(m), "SEQUENCE"))

        assert ["0", "1", "2"] == sequences

    def test_it_is_ahead_of_a_calendar_that_counts_as_well(self) -> None:
        """
        RFC 5546, 2.1.5: of two versions a calendar takes the one with the higher SEQUENCE. What somebody has
        changed in it a few times would stay as it is if the record counted its changes alone.
        """
        m = with_meeting()
        moved = event(
            f"UID:{UID}",
            "DTSTART:20260321T130000Z",
            "DURATION:PT45M",
            "SEQUENCE:7",
            "LAST-MODIFIED:20260112T095900Z",
        )
        from_ics(moved, m, at=NOW + HOUR).apply(m, by=BEN, at=NOW + HOUR)

        assert value(to_ics(m), "SEQUENCE") == "3600"

        m.meetings.reschedule("first", by=ADA, at=NOW + HOUR, starts=NOW + DAY)

        assert value(to_ics(m), "SEQUENCE") == "3601"

    @given(moments=st.lists(st.integers(-(10**5), 10**5) | st.integers(10**10, 2 * 10**10), max_size=8))
    def test_it_grows_whatever_is_said_of_when(self, moments: list[int]) -> None:
        """
        Changes may be entered later, and in any order; each has a higher SEQUENCE than those before, within
        the 31 bits of an INTEGER.
        """
        m = with_meeting(at=NOW + DAY)
        sequences = [int(value(to_ics(m), "SEQUENCE"))]
        for seconds in moments:
            at = max(NOW, NOW + DAY + timedelta(seconds=seconds))
            m.meetings.reschedule("first", by=BEN, at=at, starts=at + HOUR)
            sequences.append(int(value(to_ics(m), "SEQUENCE")))

        assert sequences[0] == 0
        assert sequences == sorted(set(sequences))
        assert sequences[-1] < 2**31
        assert from_ics(to_ics(m), m, at=NOW) == CalendarReading()

    def test_the_stamp_is_when_the_meeting_was_changed(self) -> None:
        """
        DTSTAMP comes from the record.
        """
        m = with_meeting()
        m.meetings.reschedule("first", by=BEN, at=NOW + 3 * HOUR, starts=NOW + DAY)

        assert value(to_ics(m), "DTSTAMP") == "20260112T120000Z"
        assert value(to_ics(m), "CREATED") == "20260112T090000Z"

    def test_the_same_record_gives_the_same_bytes(self) -> None:
        """
        No clock and no chance is in a file.
        """
        m = with_series()

        assert to_ics(m, mentor=MENTOR) == to_ics(copy.copy(m), mentor=MENTOR)

    @pytest.mark.parametrize(
        ("became", "status"),
        [
            ("scheduled", "CONFIRMED"),
            ("held", "CONFIRMED"),
            ("missed", "CANCELLED"),
            ("cancelled", "CANCELLED"),
        ],
    )
    def test_status(self, became: str, status: str) -> None:
        """
        What did not take place is cancelled in a calendar.
        """
        m = _that_was(became)

        assert m.meetings["first"].status.value == became
        assert value(to_ics(m), "STATUS") == status

    def test_what_nobody_reported_is_tentative(self) -> None:
        """
        Of a meeting that lapsed with the relationship nobody knows whether it took place.
        """
        m = with_meeting(starts=NOW + HOUR)
        m.end(by=BEN, at=NOW + DAY, reason="I move.")

        assert value(to_ics(m), "STATUS") == "TENTATIVE"


class TestMethod:
    def test_one_scheduled_meeting_is_an_invitation(self) -> None:
        """
        With both people it asks them to come; who entered it has called it.
        """
        data = to_ics(with_meeting(), mentor=MENTOR, mentee=MENTEE, meeting="first")
        (seen,) = by_vobject(data).values()

        assert value(data, "METHOD") == "REQUEST"
        assert seen.organizer == "mailto:ada@example.org"
        assert seen.attendees == {"mailto:ada@example.org", "mailto:ben@example.org"}

    def test_one_cancelled_meeting_is_called_off(self) -> None:
        """
        It says so to the same people.
        """
        data = to_ics(_that_was("cancelled"), mentor=MENTOR, mentee=MENTEE, meeting="first")

        assert value(data, "METHOD") == "CANCEL"
        assert len(next(iter(by_vobject(data).values())).attendees) == 2

    def test_one_held_meeting_is_sent_to_nobody(self) -> None:
        """
        What is over is neither asked for nor called off.
        """
        data = to_ics(_that_was("held"), mentor=MENTOR, mentee=MENTEE, meeting="first")

        assert value(data, "METHOD") == "PUBLISH"
        assert b"ATTENDEE" not in data

    def test_several_are_published(self) -> None:
        """
        A published calendar has organisers and no attendees (RFC 5546).
        """
        data = to_ics(with_series(), mentor=MENTOR, mentee=MENTEE)

        assert value(data, "METHOD") == "PUBLISH"
        assert data.count(b"ORGANIZER") == 4
        assert b"ATTENDEE" not in data

    def test_without_addresses_it_is_a_plain_file(self) -> None:
        """
        Whoever cannot be reached is not an organiser, and a file without one is sent by no method.
        """
        unreachable = Person.register(id=ADA, name="Ada Osei", at=NOW)
        data = to_ics(with_meeting(), mentor=unreachable, mentee=MENTEE, meeting="first")

        assert b"METHOD" not in data
        assert b"ORGANIZER" not in data
        assert b"ATTENDEE" not in data
        assert value(data, "SUMMARY") == "Mentoring: Ada Osei and Ben Ruiz"


class TestPrivacy:
    def test_nothing_that_was_said_is_in_it(self) -> None:
        """
        A calendar is shared: no summary, topic, reason or correction is in it.
        """
        m = with_meeting(starts=NOW)
        m.meetings.hold(
            "first",
            by=BEN,
            at=NOW + HOUR,
            summary="SECRET summary",
            topics=[Topic("SECRET topic", minutes=5, raised_by=BEN)],
        )
        m.meetings.correct("first", by=ADA, at=NOW + 2 * HOUR, reason="SECRET correction", minutes=50)
        m.meetings.schedule(by=ADA, at=NOW, starts=NOW + DAY, minutes=30, id="second")
        m.meetings.cancel("second", by=ADA, at=NOW, reason="SECRET reason")
        m.notes.write(by=BEN, at=NOW + HOUR, text="SECRET note")

        assert b"SECRET" not in to_ics(m, mentor=MENTOR, mentee=MENTEE)

    def test_only_who_is_given_is_named(self) -> None:
        """
        Nobody's name or address comes from anywhere but the people given.
        """
        nobody, mentee_only = to_ics(with_meeting()), to_ics(with_meeting(), mentee=MENTEE)

        assert value(nobody, "SUMMARY") == "Mentoring"
        assert b"example.org" not in nobody
        assert value(mentee_only, "SUMMARY") == "Mentoring: Ben Ruiz"
        assert b"Ada" not in mentee_only

    def test_events_are_private(self) -> None:
        """
        Calendars that honour it show others only that the time is taken.
        """
        assert value(to_ics(with_meeting()), "CLASS") == "PRIVATE"

    def test_whose_data_was_erased_is_not_in_it(self) -> None:
        """
        Of somebody who was erased not even the marker is left.
        """
        gone = Person.register(id=ADA, name="Ada Osei", email="ada@example.org", at=NOW)
        gone.erase(at=NOW)
        data = to_ics(with_meeting(), mentor=gone, mentee=MENTEE)

        assert value(data, "SUMMARY") == "Mentoring: Ben Ruiz"
        assert b"erased" not in data

    def test_somebody_else_is_refused(self) -> None:
        """
        The mentee is not taken for the mentor.
        """
        with pytest.raises(InvalidValue, match="ben is not the mentor of ada-and-ben") as caught:
            to_ics(with_meeting(), mentor=MENTEE)

        assert caught.value.path == "mentor"


class TestTitles:
    @given(
        title=st.text(
            st.one_of(
                st.sampled_from(",;:\\\n\"'%^ 🎉é漢"),
                st.characters(exclude_categories=("C", "Zl", "Zp")),
            ),
            min_size=1,
            max_size=200,
        ).filter(str.strip)
    )
    def test_come_back_as_they_were(self, title: str) -> None:
        """
        Commas, semicolons, line breaks and emoji are read as they were written, and no line has more than 75
        bytes.
        """
        data = to_ics(with_meeting(), title=title)

        assert max(map(len, data.split(b"\r\n"))) <= 75
        assert by_vobject(data)[UID].title == title

    @pytest.mark.parametrize("title", ["", " \n", "x" * 201, "a\rb", "a\x00b", "a\u2028b", "a\tb", "\ud800"])
    def test_that_calendars_cannot_hold_are_refused(self, title: str) -> None:
        """
        P1: a title is not blank, at most 200 characters, and without control characters but line breaks.
        """
        with pytest.raises(InvalidValue) as caught:
            to_ics(with_meeting(), title=title)

        assert (caught.value.path, caught.value.rule) == ("title", "P1")

    @given(
        address=st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=60)
    )
    def test_addresses_cannot_break_out(self, address: str) -> None:
        """
        Whatever an address holds, it is one address of a `mailto:`.
        """
        email = f"{address.replace('@', '')}x@example.org"
        person = Person.register(id=ADA, name="Ada", email=email, at=NOW)
        (seen,) = by_vobject(to_ics(with_meeting(), mentor=person)).values()

        assert seen.organizer is not None
        assert re.fullmatch(r"mailto:[A-Za-z0-9@+!$'*=_.~%-]+", seen.organizer)


class TestTimes:
    def test_seconds_and_less(self) -> None:
        """
        Calendars count whole seconds; what is less is dropped.
        """
        starts = datetime(2026, 3, 20, 9, 0, 30, 999, tzinfo=UTC)

        assert value(to_ics(with_meeting(starts=starts)), "DTSTART") == "20260320T090030Z"

    def test_the_second_of_two_equal_times_is_in_utc(self) -> None:
        """
        A calendar takes a local time that exists twice for the first, so the second is written in UTC.
        """
        second = datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN, fold=1)
        early, late = with_meeting(starts=second.replace(fold=0), minutes=20), with_meeting(starts=second)

        assert value(to_ics(early), "DTSTART") == "20261025T023000"
        assert value(to_ics(late), "DTSTART") == "20261025T013000Z"
        assert by_vobject(to_ics(late))[UID].starts == late.meetings["first"].starts

    def test_an_end_among_the_second_of_two_equal_times_as_well(self) -> None:
        """
        A meeting from before the change until the hour that comes again keeps its length.
        """
        starts = datetime(2026, 10, 25, 2, 45, tzinfo=BERLIN)
        seen = by_vobject(to_ics(with_meeting(starts=starts)))[UID]

        assert seen.ends - seen.starts == timedelta(hours=1)


class TestMissing:
    def test_icalendar_is_named(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        Without the library the error says which extra to install.
        """
        monkeypatch.setitem(sys.modules, "icalendar", None)

        with pytest.raises(MissingExtra, match=r"mentorcore\[ical\]"):
            to_ics(with_meeting())


def _that_was(became: str) -> Mentorship:
    m = with_meeting(starts=NOW + HOUR)
    after = NOW + 3 * HOUR
    meetings = m.meetings
    done: Meeting | None = None
    if became == "held":
        done = meetings.hold(
            "first", by=BEN, at=after, summary="…", topics=[Topic("A", minutes=5, raised_by=BEN)]
        )
    elif became == "missed":
        done = meetings.miss("first", by=BEN, at=after, reason="Ill.")
    elif became == "cancelled":
        done = meetings.cancel("first", by=BEN, at=after, reason="Ill.")
    assert done is None or done.status.value == became

    return m
