"""
Calendars that are broken, or meant to harm.
"""

from __future__ import annotations

import contextlib
import sys
import time
import traceback

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar.timezone import tzp

from mentorcore import CalendarReading, from_ics, to_ics
from mentorcore.errors import InvalidValue, MissingExtra, Unreadable
from mentorcore.exchange.calendars.lines import LARGEST_CALENDAR, LONGEST_LINE, MOST_EVENTS
from tests.exchange.examples import MENTEE, MENTOR, event, started, with_meeting, with_series
from tests.model.examples import NOW


UID = "UID:ada-and-ben.first@mentorcore"
GOOD = (UID, "DTSTART:20260321T130000Z", "DTEND:20260321T134500Z")


class TestTheWhole:
    @pytest.mark.parametrize(
        ("data", "line", "because"),
        [
            ("", None, "it is no calendar"),
            ("hello\r\nUID:x\r\n", None, "it is no calendar"),
            (b"\x00" * 100, None, "it is no calendar"),
            ("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", 2, "it ends in the middle"),
            ("BEGIN:VCALENDAR\r\nEND:VEVENT\r\n", 2, "a part ends here that did not begin"),
            ("END:VCALENDAR\r\n", 1, "a part ends here that did not begin"),
            ("BEGIN:VEVENT\r\n" * 9, 9, "its parts lie too deep in each other"),
            (event(*GOOD).encode("utf-16"), 1, "its byte 0 is no UTF-8"),
            (event("SUMMARY:é").encode("latin-1"), 5, "its byte 82 is no UTF-8"),
            (event("SUMMARY:é").replace("\r\n", "\r").encode("latin-1"), 5, "its byte 78 is no UTF-8"),
            (event(*GOOD, around=("METHOD;;=:CANCEL",)), 2, "its METHOD cannot be read"),
            ("x" * (LARGEST_CALENDAR + 1), None, f"it is larger than {LARGEST_CALENDAR} bytes"),
        ],
        ids=[
            "empty",
            "text",
            "zeros",
            "cut",
            "crossed",
            "only an end",
            "deep",
            "utf-16",
            "latin-1",
            "Mac",
            "method",
            "large",
        ],
    )
    def test_that_cannot_be_read_says_why(self, data: str | bytes, line: int | None, because: str) -> None:
        """
        What is no calendar as a whole is one error, with the line where there is one.
        """
        with pytest.raises(Unreadable) as caught:
            from_ics(data, started(), at=NOW)

        assert (line, because) == (caught.value.line, caught.value.because)

    def test_what_cannot_be_read_is_not_in_a_traceback(self) -> None:
        """
        Neither the error nor what is behind it carries what stands in the file.
        """
        data = event("SUMMARY:Zoë is leaving").encode("latin-1")

        with pytest.raises(Unreadable) as caught:
            from_ics(data, started(), at=NOW)

        assert "leaving" not in "".join(traceback.format_exception(caught.value, limit=0))

    def test_something_else_than_text_is_refused(self) -> None:
        """
        P1: a source is text or bytes.
        """
        with pytest.raises(InvalidValue, match="accept source"):
            from_ics(None, started(), at=NOW)  # type: ignore[arg-type]

    def test_icalendar_is_named_where_it_is_missing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        Without the library the error says which extra to install.
        """
        monkeypatch.setitem(sys.modules, "icalendar", None)

        with pytest.raises(MissingExtra, match=r"mentorcore\[ical\]"):
            from_ics(event(*GOOD), started(), at=NOW)

    def test_a_byte_order_mark_and_other_line_ends_are_fine(self) -> None:
        """
        What Windows and old Macs write is read.
        """
        m = with_meeting()

        assert len(from_ics("\ufeff" + event(*GOOD), m, at=NOW).moved) == 1
        assert len(from_ics(event(*GOOD).encode("utf-8-sig"), m, at=NOW).moved) == 1
        assert len(from_ics(event(*GOOD).replace("\r\n", "\n"), m, at=NOW).moved) == 1
        assert len(from_ics(event(*GOOD).replace("\r\n", "\r"), m, at=NOW).moved) == 1


class TestBombs:
    @pytest.mark.parametrize(
        "rule",
        ["RRULE:FREQ=SECONDLY", "RRULE:FREQ=SECONDLY;COUNT=999999999", "RDATE:" + "20260101T000000Z," * 500],
        ids=["endless", "counted", "listed"],
    )
    def test_a_rule_is_never_evaluated(self, rule: str) -> None:
        """
        An event that repeats every second is a problem at once.
        """
        begun = time.process_time()
        reading = from_ics(event(*GOOD, rule), with_meeting(), at=NOW)

        assert time.process_time() - begun < 30
        assert len(reading.problems) == 1

    def test_a_zone_of_the_file_is_never_evaluated_and_never_kept(self) -> None:
        """
        A zone whose clocks change every second costs nothing, and is not there for the next file.
        """
        zone = (
            "BEGIN:VTIMEZONE",
            "TZID:Bomb",
            "BEGIN:STANDARD",
            "DTSTART:19000101T000000",
            "TZOFFSETFROM:+0000",
            "TZOFFSETTO:+0100",
            "RRULE:FREQ=SECONDLY",
            "END:STANDARD",
            "END:VTIMEZONE",
        )
        start, end = (
            f"{name};TZID=Bomb:20260321T1{hour}0000" for name, hour in (("DTSTART", 4), ("DTEND", 5))
        )
        begun = time.process_time()
        reading = from_ics(event(UID, start, end, around=zone), with_meeting(), at=NOW)

        assert time.process_time() - begun < 30
        assert "time zone is not known" in reading.problems[0].reason
        assert tzp.timezone("Bomb") is None

    def test_a_line_that_never_ends_costs_its_event(self) -> None:
        """
        A property of more characters than anybody needs is a problem, also where it is folded.
        """
        long = (
            "DTSTART;X=" + "\r\n ".join("a" * 70 for _ in range(LONGEST_LINE // 70 + 1)) + ":20260321T130000Z"
        )
        reading = from_ics(event(UID, long, GOOD[2]), with_meeting(), at=NOW)

        assert [one.reason for one in reading.problems] == [
            "this line cannot be read, or contradicts one before; export it again"
        ]

    def test_too_many_events_are_refused(self) -> None:
        """
        A calendar with more events than anybody keeps is refused by the first that is too many.
        """
        many = "BEGIN:VCALENDAR\n" + "BEGIN:VEVENT\nEND:VEVENT\n" * (MOST_EVENTS + 1) + "END:VCALENDAR\n"

        with pytest.raises(Unreadable, match=f"more than {MOST_EVENTS} events") as caught:
            from_ics(many, started(), at=NOW)

        assert caught.value.line == 2 * MOST_EVENTS + 3

    @pytest.mark.parametrize(
        "filling",
        ["\n", " \n", "UID:" + "a;" * 4000 + "\n", "DTSTART;" + "=" * 8000 + "\n", "BEGIN:X\nEND:X\n", ":\n"],
        ids=["blank", "folds", "semicolons", "equals", "parts", "colons"],
    )
    def test_a_full_file_is_read_in_seconds(self, filling: str) -> None:
        """
        The largest file that is accepted takes time in proportion, whatever fills it.
        """
        room = LARGEST_CALENDAR - 200
        data = f"BEGIN:VCALENDAR\nBEGIN:VEVENT\n{filling * (room // len(filling))}END:VEVENT\nEND:VCALENDAR\n"
        begun = time.process_time()
        from_ics(data, started(), at=NOW)

        assert time.process_time() - begun < 60


class TestAnything:
    @given(data=st.binary(max_size=400) | st.text(max_size=400))
    def test_is_read_or_refused_with_a_typed_error(self, data: bytes | str) -> None:
        """
        No bytes and no text bring out anything but an error of ours.
        """
        with contextlib.suppress(Unreadable):
            assert isinstance(from_ics(data, started(), at=NOW), CalendarReading)

    @given(data=st.data())
    def test_that_was_damaged_is_read_or_refused(self, data: st.DataObject) -> None:
        """
        A calendar of ours with some bytes replaced is read as far as possible, or refused as a whole.
        """
        m = with_series()
        damaged = bytearray(to_ics(m, mentor=MENTOR, mentee=MENTEE))
        for _ in range(data.draw(st.integers(1, 20))):
            at = data.draw(st.integers(0, len(damaged) - 1))
            damaged[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
        with contextlib.suppress(Unreadable):
            reading = from_ics(bytes(damaged), m, at=NOW)
            assert len(reading.moved) + len(reading.cancelled) <= len(m.meetings)

    @given(
        name=st.sampled_from(["DTSTART", "DTEND", "DURATION", "SEQUENCE", "UID", "STATUS", "RRULE"]),
        rest=st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=40),
    )
    def test_value_of_a_property_is_read_or_a_problem(self, name: str, rest: str) -> None:
        """
        Whatever stands behind the name of a property, the file is read.
        """
        lines = [line for line in GOOD if not line.startswith(name)]
        reading = from_ics(event(*lines, f"{name}{rest}"), with_meeting(), at=NOW)

        assert isinstance(reading, CalendarReading)
