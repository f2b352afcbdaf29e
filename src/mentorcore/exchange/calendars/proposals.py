"""
Proposals: what a calendar says about the meetings of a relationship, and what that would change in the
record.

Nothing is changed by reading. Each proposal can be looked at, and is taken over by a command on the meetings,
with all of its rules.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

import attrs

from mentorcore.errors import WrongState
from mentorcore.model.meetings import Meeting, MeetingStatus, Move, Topic
from mentorcore.model.mentorship import Mentorship
from mentorcore.model.values import PersonId, RecordId, check_type, withheld


CANCELLED: Final = "It was cancelled in the calendar."
"""The reason of a meeting that is called off because a calendar says so, unless another is given."""


@attrs.frozen(kw_only=True)
class _Proposal:
    """
    What a calendar says about one meeting.

    Attributes:
        meeting: The id of the meeting.

        line: The line of the file on which its event begins.

        expected: When the meeting starts in the record that the calendar was compared with, in UTC.

        expected_minutes: How long it is there.
    """

    meeting: RecordId
    line: int
    expected: datetime
    expected_minutes: int

    def _unchanged(self, m: Mentorship) -> RecordId:
        meeting = check_type(Mentorship, m, "m").meetings[self.meeting]
        seen = (self.expected, self.expected_minutes)
        if meeting.status is not MeetingStatus.SCHEDULED or (meeting.starts, meeting.minutes) != seen:
            raise WrongState(
                tried="take over what a calendar says",
                because=f"the meeting {meeting.id} is no longer as it was when the calendar was read",
                accepted="read the calendar again, with the relationship as it is now",
                rule="M2",
            )

        return meeting.id


@attrs.frozen(kw_only=True)
class MeetingMoved(_Proposal):
    """
    A scheduled meeting is at another time, or longer or shorter.

    Attributes:
        starts: When it starts according to the calendar, in UTC.

        minutes: How long it is.

        zone: The IANA name of the zone by whose clocks it is meant.
    """

    starts: datetime
    minutes: int
    zone: str

    def apply(self, m: Mentorship, *, by: PersonId, at: datetime) -> Meeting:
        """
        Move the meeting: `Meetings.reschedule`. Where meetings change places, or one takes the time that
        another leaves, `CalendarReading.apply` moves all at once.

        Raises:
            WrongState: The meeting has changed since the calendar was read (M2).

            Clash: It would overlap another meeting (M1).

            WrongTime: It would start too early or too late (R6, M4).
        """
        return m.meetings.reschedule(
            self._unchanged(m), by=by, at=at, starts=self.starts, minutes=self.minutes, zone=self.zone
        )

    def _move(self, m: Mentorship) -> Move:
        return Move(meeting=self._unchanged(m), starts=self.starts, minutes=self.minutes, zone=self.zone)


@attrs.frozen(kw_only=True)
class MeetingCancelled(_Proposal):
    """
    A scheduled meeting was called off.
    """

    def apply(self, m: Mentorship, *, by: PersonId, at: datetime, reason: str = CANCELLED) -> Meeting:
        """
        Call the meeting off: `Meetings.cancel`. A calendar does not say why; the two may know.

        Raises:
            WrongState: The meeting has changed since the calendar was read (M2).
        """
        return m.meetings.cancel(self._unchanged(m), by=by, at=at, reason=reason)


@attrs.frozen(kw_only=True)
class MeetingHappened(_Proposal):
    """
    A scheduled meeting is over, and the calendar does not say that it was called off.

    It may have taken place, which only the two can say. Where it was moved as well, `MeetingMoved` says so
    and is applied first: *expected* is the time from the calendar.
    """

    def hold(
        self, m: Mentorship, *, by: PersonId, at: datetime, summary: str, topics: Iterable[Topic]
    ) -> Meeting:
        """
        Enter that it took place, with what was said: `Meetings.hold`.

        Raises:
            WrongState: The meeting has changed since the calendar was read, or its move was not applied (M2).

            InvalidValue: A topic is not what M3 accepts.
        """
        return m.meetings.hold(self._unchanged(m), by=by, at=at, summary=summary, topics=topics)

    @property
    def ended(self) -> datetime:
        """
        When it was over, in UTC.
        """
        return self.expected + timedelta(minutes=self.expected_minutes)


@attrs.frozen(kw_only=True)
class UnknownEvent:
    """
    An event that is no meeting of this relationship.

    Attributes:
        line: The line of the file on which it begins.

        uid: The UID that the calendar gave it.
    """

    line: int
    uid: str = attrs.field(repr=withheld)


@attrs.frozen(kw_only=True)
class CalendarProblem:
    """
    An event of this relationship, or one without a readable UID, from which nothing follows.

    Attributes:
        line: The line of the file to look at.

        meeting: The meeting that it is about, where that is known.

        uid: The UID of the event, where it has one.

        reason: Why nothing follows, and what to do; it repeats nothing from the file.
    """

    line: int
    meeting: RecordId | None = None
    uid: str | None = attrs.field(default=None, repr=withheld)
    reason: str

    def __str__(self) -> str:
        about = "" if self.meeting is None else f", meeting {self.meeting}"
        return f"line {self.line}{about}: {self.reason}"


@attrs.frozen(kw_only=True)
class CalendarReading:
    """
    What a calendar says about the meetings of a relationship.

    Attributes:
        cancelled: Scheduled meetings that were called off there.

        moved: Scheduled meetings that are at another time there.

        happened: Scheduled meetings that are over.

        missing: The ids of scheduled meetings that the calendar does not have. In the export of somebody's
            calendar that means that they deleted it; in a single invitation it means nothing.

        unknown: Events that are no meetings of this relationship.

        problems: What could not be read, or contradicts the record.
    """

    cancelled: tuple[MeetingCancelled, ...] = ()
    moved: tuple[MeetingMoved, ...] = ()
    happened: tuple[MeetingHappened, ...] = ()
    missing: tuple[RecordId, ...] = ()
    unknown: tuple[UnknownEvent, ...] = ()
    problems: tuple[CalendarProblem, ...] = ()

    def apply(
        self, m: Mentorship, *, by: PersonId, at: datetime, reason: str = CANCELLED
    ) -> tuple[Meeting, ...]:
        """
        Cancel what the calendar cancelled, and then move what it moved, all at once: `Meetings.rearrange`. So
        meetings may change places. Nothing is held: only the two can say what was said.

        When a move is refused none is made, and what was cancelled is cancelled: in a transaction nothing is
        kept then.

        Returns:
            The meetings as they are now, the cancelled ones first.

        Raises:
            WrongState: A meeting has changed since the calendar was read (M2).

            Clash: A meeting would overlap another one (M1).

            WrongTime: A meeting would start too early or too late (R6, M4).
        """
        moves = [change._move(m) for change in self.moved]
        cancelled = [change.apply(m, by=by, at=at, reason=reason) for change in self.cancelled]

        return (*cancelled, *(m.meetings.rearrange(moves, by=by, at=at) if moves else ()))
