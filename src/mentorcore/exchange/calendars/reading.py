"""
Reading calendars: what a file says about the meetings of a relationship, compared with the record.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import attrs

from mentorcore.exchange.calendars.events import STATUS
from mentorcore.exchange.calendars.identity import meeting_of
from mentorcore.exchange.calendars.lines import RawEvent, events_of
from mentorcore.exchange.calendars.proposals import (
    CalendarProblem,
    CalendarReading,
    MeetingCancelled,
    MeetingHappened,
    MeetingMoved,
    UnknownEvent,
)
from mentorcore.exchange.calendars.sequences import has_missed_one, revisions_of
from mentorcore.exchange.calendars.times import NoTime, When, changed_at, when_of
from mentorcore.model.meetings import Meeting, MeetingStatus
from mentorcore.model.mentorship import Mentorship
from mentorcore.model.values import RecordId, check_moment, check_type


_ANSWER: Final = "an answer to an invitation changes no meeting; read the event of whoever called it"

_CHANGES_NOTHING: Final[Mapping[str, str]] = {
    "REPLY": _ANSWER,
    "REFRESH": _ANSWER,
    "DECLINECOUNTER": _ANSWER,
    "COUNTER": "it asks for another time, and nobody has agreed; move the meeting if both want that",
}
"""How messages are sent that answer or ask (RFC 5546), and why nothing follows from them."""

_NUMBER: Final = re.compile(r"[0-9]{1,10}")

_PERHAPS_NEWEST: Final = 10**10
"""Stands for a SEQUENCE that cannot be read."""

_SEVERAL: Final = ("RRULE", "RDATE")
"""What makes a series of an event; it is cancelled as a whole."""

_ONE_OF_SEVERAL: Final = ("RECURRENCE-ID",)
"""What makes an event one of a series; where it is cancelled the others are not."""


def from_ics(source: str | bytes, m: Mentorship, *, at: datetime) -> CalendarReading:
    """
    Read what a calendar says about the meetings of a relationship. It changes nothing.

    Events are recognised by the UID that `to_ics` gave them. What differs from the record is proposed, and
    what cannot be used is a problem of its own, so one broken event spoils nothing else. An event that is
    from before a change of the record, by its SEQUENCE or its LAST-MODIFIED, moves nothing.

    Args:
        source: An iCalendar file: bytes in UTF-8, or text.

        at: When it is looked at: what has ended by then may have happened.

    Raises:
        Unreadable: The whole is too large, no UTF-8 or no calendar.

        MissingExtra: icalendar is not installed.
    """
    at = check_moment(at)
    meetings = {one.id: one for one in check_type(Mentorship, m, "m").meetings}
    found = _Found()
    ours: dict[RecordId, list[RawEvent]] = {}
    for event in events_of(source):
        uid = event.uid
        if uid is None:
            found.problem(event, "it has no UID; an event that was exported has one")
        elif (meeting_id := meeting_of(uid, m.id)) is None:
            found.unknown.append(UnknownEvent(line=event.line, uid=uid))
        elif meeting_id not in meetings:
            found.problem(event, "the record has no such meeting; schedule it there first")
        else:
            ours.setdefault(meeting_id, []).append(event)
    revisions = revisions_of(m)
    for meeting_id, events in ours.items():
        _compared(revisions[meeting_id], events, at, found)
    missing = (one.id for one in m.meetings.scheduled if one.id not in ours)

    return found.reading(missing)


@attrs.define
class _Found:
    """
    What is found while a calendar is read.
    """

    cancelled: list[MeetingCancelled] = attrs.Factory(list)
    moved: list[MeetingMoved] = attrs.Factory(list)
    happened: list[MeetingHappened] = attrs.Factory(list)
    unknown: list[UnknownEvent] = attrs.Factory(list)
    problems: list[CalendarProblem] = attrs.Factory(list)

    def problem(
        self, event: RawEvent, reason: str, *, line: int = 0, meeting: RecordId | None = None
    ) -> None:
        """
        Note why nothing follows from an event.
        """
        self.problems.append(
            CalendarProblem(line=line or event.line, meeting=meeting, uid=event.uid, reason=reason)
        )

    def reading(self, missing: Iterable[RecordId]) -> CalendarReading:
        """
        Return all of it, in the order of the file.
        """
        return CalendarReading(
            cancelled=tuple(self.cancelled),
            moved=tuple(self.moved),
            happened=tuple(self.happened),
            missing=tuple(missing),
            unknown=tuple(self.unknown),
            problems=tuple(sorted(self.problems, key=lambda problem: problem.line)),
        )


@attrs.frozen
class _Said:
    """
    What one event says of a meeting: that it is cancelled, when it is, or nothing that can be used.
    """

    event: RawEvent
    sequence: int
    is_cancelled: bool = False
    when: When | None = None
    changed_at: datetime | None = None


def _compared(revisions: Sequence[Meeting], events: list[RawEvent], at: datetime, found: _Found) -> None:
    """
    Note what the newest version of an event says, where that differs from the record. Where that version
    cannot be used, an older one is none the truer.
    """
    meeting = revisions[-1]
    versions = [said for event in events if (said := _said(event, meeting, found)) is not None]
    if not versions:
        return
    newest = max(said.sequence for said in versions)
    current = [said for said in versions if said.sequence == newest]
    said = current[-1]
    if any(not one.is_cancelled and one.when is None for one in current):
        return
    if any((one.is_cancelled, one.when) != (said.is_cancelled, said.when) for one in current):
        found.problem(
            said.event,
            "two versions of it are equally new and differ; give the one that counts",
            meeting=meeting.id,
        )
    elif _agrees(meeting, said):
        _passed(meeting, said, at, found)
    elif _missed_a_change(revisions, said):
        found.problem(
            said.event,
            "the record has changed since this event was exported; export the meeting again",
            meeting=meeting.id,
        )
    elif meeting.status is not MeetingStatus.SCHEDULED:
        found.problem(
            said.event,
            f"the meeting is {meeting.status.value}, and the calendar says something else; "
            "a wrong entry can be corrected (M2)",
            meeting=meeting.id,
        )
    elif said.is_cancelled:
        found.cancelled.append(MeetingCancelled(line=said.event.line, **_expected(meeting)))
    elif said.when is not None:
        _moved(meeting, said, said.when, at, found)


def _agrees(meeting: Meeting, said: _Said) -> bool:
    """
    Tell whether an event says what the record does; calendars count whole seconds.
    """
    if meeting.status is MeetingStatus.LAPSED:
        return True
    if STATUS[meeting.status] == "CANCELLED" or said.is_cancelled:
        return (STATUS[meeting.status] == "CANCELLED") == said.is_cancelled
    when = said.when

    return when is not None and (when.starts, when.minutes) == (
        meeting.starts.replace(microsecond=0),
        meeting.minutes,
    )


def _missed_a_change(revisions: Sequence[Meeting], said: _Said) -> bool:
    """
    Tell whether the record has changed since.
    """
    last = revisions[-1].changed_at.replace(microsecond=0)
    is_older = said.changed_at is not None and said.changed_at < last

    return is_older or has_missed_one(said.sequence, revisions)


def _moved(meeting: Meeting, said: _Said, when: When, at: datetime, found: _Found) -> None:
    moved = MeetingMoved(
        line=said.event.line,
        starts=when.starts,
        minutes=when.minutes,
        zone=when.zone or meeting.zone,
        **_expected(meeting),
    )
    found.moved.append(moved)
    _passed(attrs.evolve(meeting, starts=when.starts, minutes=when.minutes), said, at, found)


def _passed(meeting: Meeting, said: _Said, at: datetime, found: _Found) -> None:
    if meeting.status is MeetingStatus.SCHEDULED and meeting.ends <= at:
        found.happened.append(MeetingHappened(line=said.event.line, **_expected(meeting)))


def _expected(meeting: Meeting) -> dict[str, Any]:
    return {"meeting": meeting.id, "expected": meeting.starts, "expected_minutes": meeting.minutes}


def _said(event: RawEvent, meeting: Meeting, found: _Found) -> _Said | None:
    """
    Return what an event says; *None* where it only answers or asks. Whatever cannot be used is noted.
    """

    def note(line: int, reason: str) -> None:
        found.problem(event, reason, line=line, meeting=meeting.id)

    properties = event.properties
    if event.method in _CHANGES_NOTHING:
        note(0, _CHANGES_NOTHING[event.method])
        return None
    if event.broken:
        note(event.broken[0], "this line cannot be read, or contradicts one before; export it again")
        return _Said(event, _PERHAPS_NEWEST)
    sequence = properties.get("SEQUENCE")
    if sequence is not None and not _NUMBER.fullmatch(sequence.value):
        note(sequence.line, "its SEQUENCE is no number; export it again")
        return _Said(event, _PERHAPS_NEWEST)
    version = 0 if sequence is None else int(sequence.value)
    status = properties["STATUS"].value.upper() if "STATUS" in properties else ""
    is_cancelled = event.method == "CANCEL" or status == "CANCELLED"
    repeating = _ONE_OF_SEVERAL if is_cancelled else (*_ONE_OF_SEVERAL, *_SEVERAL)
    if name := next((name for name in repeating if name in properties), None):
        note(properties[name].line, "it repeats, and a meeting is one event; part the series")
        return _Said(event, version)
    try:
        when = None if is_cancelled else when_of(properties)
        return _Said(event, version, is_cancelled, when, changed_at(properties))
    except NoTime as error:
        note(error.line, error.reason)
        return _Said(event, version)
