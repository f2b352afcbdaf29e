"""
Events: a meeting as a calendar shows it.

A calendar is shared, copied and searched by people who are not in the relationship. So an event says when,
and between whom, and nothing of what was said: no summary, no topic, no reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final
from urllib.parse import quote
from zoneinfo import ZoneInfo

from mentorcore.exchange.calendars.identity import uid_of
from mentorcore.model.meetings import Meeting, MeetingStatus
from mentorcore.model.people import Person
from mentorcore.model.values import PersonId


if TYPE_CHECKING:
    from icalendar import Event, vCalAddress


STATUS: Final[Mapping[MeetingStatus, str]] = {
    MeetingStatus.SCHEDULED: "CONFIRMED",
    MeetingStatus.HELD: "CONFIRMED",
    MeetingStatus.MISSED: "CANCELLED",
    MeetingStatus.CANCELLED: "CANCELLED",
    MeetingStatus.LAPSED: "TENTATIVE",
}
"""What a calendar is told of a meeting; nobody has said what became of a lapsed one."""

UTC_NAMES: Final = frozenset(
    {"UTC", "Etc/UTC", "UCT", "Etc/UCT", "Universal", "Etc/Universal", "Zulu", "Etc/Zulu"}
)
"""The zones that are UTC under another name; calendars have a notation of their own for it."""

_IN_ADDRESS: Final = "@+!$'*="
"""What stands in the address of a ``mailto:`` as it is, besides letters, digits and ``_.-~``."""


def event_of(
    meeting: Meeting,
    mentorship_id: str,
    *,
    sequence: int,
    title: str,
    people: Mapping[PersonId, Person],
    invites: bool,
) -> Event:
    """
    Return the event of a meeting.

    Everything in it is from the record, so the same record gives the same event: DTSTAMP is when the meeting
    was last changed.

    Args:
        sequence: Which version of the event it is.

        people: Those of the two who have an e-mail address.

        invites: Whether the event is sent to them, who then are its attendees.
    """
    from icalendar import Event

    event = Event()
    event.add("UID", uid_of(mentorship_id, meeting.id))
    event.add("DTSTAMP", meeting.changed_at)
    event.add("CREATED", meeting.entered_at)
    event.add("LAST-MODIFIED", meeting.changed_at)
    event.add("SEQUENCE", sequence)
    for name, moment in zip(("DTSTART", "DTEND"), written(meeting), strict=True):
        event.add(name, moment)
    event.add("SUMMARY", title)
    event.add("STATUS", STATUS[meeting.status])
    event.add("CLASS", "PRIVATE")
    if meeting.author in people:
        event.add("ORGANIZER", _address(people[meeting.author]))
    if invites:
        for person in people.values():
            event.add("ATTENDEE", _attendee(person, has_called=person.id == meeting.author))

    return event


def written(meeting: Meeting) -> tuple[datetime, datetime]:
    """
    Return the start and the end as they are written: by the clocks of the meeting's zone.

    A local time that exists twice means the first one in a calendar. So where the second is meant, both are
    in UTC.
    """
    zone = ZoneInfo(meeting.zone)
    local = (meeting.starts.astimezone(zone), meeting.ends.astimezone(zone))
    is_second = any(moment.fold for moment in local)

    return (meeting.starts, meeting.ends) if meeting.zone in UTC_NAMES or is_second else local


def zone_of(meeting: Meeting) -> str | None:
    """
    Return the zone by whose clocks a meeting is written; *None* for UTC.
    """
    return None if written(meeting)[0].tzinfo is UTC else meeting.zone


def _address(person: Person) -> vCalAddress:
    from icalendar import vCalAddress

    address = vCalAddress(f"mailto:{quote(person.profile.email or '', safe=_IN_ADDRESS)}")
    address.params["CN"] = person.name

    return address


def _attendee(person: Person, *, has_called: bool) -> vCalAddress:
    attendee = _address(person)
    attendee.params["ROLE"] = "REQ-PARTICIPANT"
    attendee.params["PARTSTAT"] = "ACCEPTED" if has_called else "NEEDS-ACTION"
    if not has_called:
        attendee.params["RSVP"] = "TRUE"

    return attendee
