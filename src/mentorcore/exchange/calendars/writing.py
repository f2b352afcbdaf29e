"""
Writing calendars: a meeting, a series or a whole relationship as one file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final

from mentorcore.errors import NotFound
from mentorcore.exchange.calendars import library
from mentorcore.exchange.calendars.events import event_of, zone_of
from mentorcore.exchange.calendars.sequences import revisions_of, sequences_of
from mentorcore.model.meetings import Meeting, MeetingStatus
from mentorcore.model.mentorship import Mentorship
from mentorcore.model.people import Person, Presence
from mentorcore.model.validators import LINE, Text
from mentorcore.model.values import PersonId, RecordId, check_id, check_type, refusal


if TYPE_CHECKING:
    from icalendar import Calendar, Event


_MAKER: Final = "-//mentorcore//mentorcore//EN"

_TITLE: Final = Text(LINE)

_NOT_IN_TEXT: Final = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\x85\u2028\u2029]")
"""What calendars cannot hold in a text, or take for the end of a line."""


def to_ics(
    m: Mentorship,
    *,
    mentor: Person | None = None,
    mentee: Person | None = None,
    meeting: RecordId | None = None,
    series: RecordId | None = None,
    title: str | None = None,
) -> bytes:
    """
    Return the meetings of a relationship as an iCalendar file, in UTF-8.

    Nothing of what the two said is in it. The same record gives the same file, byte for byte: no clock is
    read. SEQUENCE is 0 for a meeting as it was entered, and then at least the seconds from there to its last
    change, so that a calendar in which somebody changed the event as well takes the record's version.

    Args:
        mentor: The mentor, whose name and e-mail address go into the file; without it, neither does.

        mentee: The mentee, likewise.

        meeting: The id of a meeting, for a file with that one alone. Where both people are given and have an
            e-mail address it is an invitation (METHOD:REQUEST), or calls the meeting off (METHOD:CANCEL).

        series: The `Meeting.series` of several, for a file with those alone.

        title: The title of every event, at most 200 characters; "Mentoring: " and the names unless given.

    Raises:
        NotFound: There is no such meeting or series.

        InvalidValue: Somebody is not the mentor or the mentee of this relationship, both *meeting* and
            *series* are given, or the title is blank, too long or holds control characters (P1).

        MissingExtra: icalendar is not installed.
    """
    library.require()
    meetings = _chosen(check_type(Mentorship, m, "m"), meeting, series)
    given = _given(m, mentor, mentee)
    named = _title(given) if title is None else _checked(title)
    reachable = {person.id: person for person in given if person.profile.email is not None}
    sent = _sent(meetings, reachable) if meeting is not None else None
    revisions = revisions_of(m)
    events = [
        event_of(
            one,
            m.id,
            sequence=sequences_of(revisions[one.id])[-1],
            title=named,
            people=reachable,
            invites=sent is not None,
        )
        for one in meetings
    ]
    calendar = _calendar(sent or _published(meetings, reachable), meetings, events)

    written: bytes = calendar.to_ical()

    return written


def _chosen(m: Mentorship, meeting: RecordId | None, series: RecordId | None) -> tuple[Meeting, ...]:
    if meeting is not None and series is not None:
        raise refusal(
            "series", "a meeting is given as well", "give one of them, or neither for all meetings", "P1"
        )
    if meeting is not None:
        return (m.meetings[meeting],)
    if series is None:
        return _in_order(m.meetings)
    found = [one for one in m.meetings if one.series == check_id(series, "series")]
    if not found:
        raise NotFound("series", series)

    return _in_order(found)


def _in_order(meetings: Iterable[Meeting]) -> tuple[Meeting, ...]:
    return tuple(sorted(meetings, key=lambda one: (one.starts, one.id)))


def _given(m: Mentorship, mentor: Person | None, mentee: Person | None) -> list[Person]:
    """
    Return who of the two is given; of somebody whose data was erased nothing is known any more.
    """
    given = []
    for path, person, expected in (("mentor", mentor, m.mentor_id), ("mentee", mentee, m.mentee_id)):
        if person is None:
            continue
        if check_type(Person, person, path).id != expected:
            raise refusal(
                path, f"{person.id} is not the {path} of {m.id}", f"give the person {expected}", "P1"
            )
        if person.presence is not Presence.ERASED:
            given.append(person)

    return given


def _title(given: list[Person]) -> str:
    return f"Mentoring: {' and '.join(p.name for p in given)}" if given else "Mentoring"


def _checked(title: str) -> str:
    if _NOT_IN_TEXT.search(_TITLE.check(title, "title")):
        raise refusal("title", "it holds a control character", "part its lines by \\n alone", "P1")

    return title


def _sent(meetings: tuple[Meeting, ...], reachable: Mapping[PersonId, Person]) -> str | None:
    """
    Return how a single meeting is sent to the two; *None* where it cannot be, or nothing is left to say.
    """
    methods = {MeetingStatus.SCHEDULED: "REQUEST", MeetingStatus.CANCELLED: "CANCEL"}

    return methods.get(meetings[0].status) if len(reachable) == 2 else None


def _published(meetings: tuple[Meeting, ...], reachable: Mapping[PersonId, Person]) -> str | None:
    """
    Return how meetings are published: that needs an organiser of each (RFC 5546); without, it is a plain
    file.
    """
    return "PUBLISH" if meetings and all(one.author in reachable for one in meetings) else None


def _calendar(method: str | None, meetings: tuple[Meeting, ...], events: list[Event]) -> Calendar:
    from icalendar import Calendar

    from mentorcore.exchange.calendars.zones import component_of

    calendar = Calendar()
    calendar.add("PRODID", _MAKER)
    calendar.add("VERSION", "2.0")
    calendar.add("CALSCALE", "GREGORIAN")
    if method is not None:
        calendar.add("METHOD", method)
    for zone in sorted({zone for one in meetings if (zone := zone_of(one)) is not None}):
        inside = [one for one in meetings if zone_of(one) == zone]
        last = max(one.ends for one in inside)
        calendar.add_component(component_of(zone, inside[0].starts, last))
    for event in events:
        calendar.add_component(event)

    return calendar
