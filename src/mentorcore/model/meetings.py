"""
Meetings: when the two meet, and what they talked about.

Every rule about meetings (M1 to M4) lives in this module.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import attrs

from mentorcore.errors import Clash, InvalidValue, WrongTime
from mentorcore.model.cadence import Cadence
from mentorcore.model.checking import Value, of_value
from mentorcore.model.lifecycle import Act
from mentorcore.model.records import Record, Records, Worded, reworded
from mentorcore.model.validators import (
    Many,
    Of,
    Whole,
    identifier,
    identifier_or_none,
    line,
    moment,
    prose,
    prose_or_none,
    zone,
    zone_or_none,
)
from mentorcore.model.values import (
    UNCHANGED,
    PersonId,
    RecordId,
    Unchanged,
    as_tuple,
    check_day,
    check_moment,
    check_type,
    check_zone,
    new_id,
    refusal,
)


AHEAD = timedelta(days=731)
"""How far ahead meetings are scheduled at most (M4)."""

LENGTH = Whole(5, 24 * 60, "M1")
"""The length of a meeting in minutes."""

_NONE: Final[Mapping[RecordId, Meeting]] = {}


class MeetingStatus(enum.Enum):
    """
    What became of a meeting.
    """

    SCHEDULED = "scheduled"
    HELD = "held"
    MISSED = "missed"
    CANCELLED = "cancelled"
    LAPSED = "lapsed"


OUTCOMES = frozenset({MeetingStatus.HELD, MeetingStatus.MISSED, MeetingStatus.CANCELLED})
"""What a meeting becomes once (M2)."""


@attrs.frozen(field_transformer=of_value)
class Topic(Value):
    """
    One thing that a meeting was about (M3).

    Attributes:
        title: A few words, at most 200 characters.

        minutes: How long it took, 1 to 1440.

        raised_by: Which of the two brought it up.

        serves: The id of the goal, question, reading or action that it served; *None* for none.
    """

    title: str = attrs.field(validator=line)
    minutes: int = attrs.field(kw_only=True, validator=Whole(1, 24 * 60, "M3"))
    raised_by: PersonId = attrs.field(kw_only=True, validator=identifier)
    serves: RecordId | None = attrs.field(default=None, kw_only=True, validator=identifier_or_none)


@attrs.frozen(kw_only=True, field_transformer=of_value)
class Meeting(Record):
    """
    One meeting.

    Attributes:
        starts: When it starts, in UTC.

        minutes: How long it is, 5 to 1440.

        zone: The IANA name of the zone in which its wall-clock time is meant.

        series: The id that the meetings of one series share.

        summary: What was said, once it is held.

        reason: Why it was missed or cancelled.

        correction: Why the entry was corrected.

        reported_by: Who first said, in words, what became of it.

        worded: Which of those words a correction by the other person has replaced.
    """

    starts: datetime = attrs.field(validator=moment)
    minutes: int = attrs.field(validator=LENGTH)
    zone: str = attrs.field(default="UTC", validator=zone)
    series: RecordId | None = attrs.field(default=None, validator=identifier_or_none)
    status: MeetingStatus = attrs.field(default=MeetingStatus.SCHEDULED, validator=Of(MeetingStatus))
    summary: str | None = attrs.field(
        default=None, validator=prose_or_none, metadata={"words_of": "reported_by"}
    )
    topics: tuple[Topic, ...] = attrs.field(
        default=(), validator=Many(Of(Topic)), metadata={"words_of": "reported_by"}
    )
    reason: str | None = attrs.field(
        default=None, validator=prose_or_none, metadata={"words_of": "reported_by"}
    )
    correction: str | None = attrs.field(
        default=None, validator=prose_or_none, metadata={"words_of": "changed_by"}
    )
    reported_by: PersonId | None = attrs.field(default=None, validator=identifier_or_none)
    worded: tuple[Worded, ...] = attrs.field(default=(), validator=Many(Of(Worded)))

    @property
    def ends(self) -> datetime:
        """
        When it ends, in UTC.
        """
        return self.starts + timedelta(minutes=self.minutes)

    @property
    def local_start(self) -> datetime:
        """
        When it starts, in its own zone.
        """
        return self.starts.astimezone(ZoneInfo(self.zone))


def _start_of_move(given: datetime) -> datetime:
    return check_moment(given, "Move.starts")


@attrs.frozen(kw_only=True, field_transformer=of_value)
class Move(Value):
    """
    Where one of several meetings goes that are moved together, by `Meetings.rearrange`.

    Attributes:
        meeting: The id of the meeting.

        starts: When it starts from then on: timezone-aware, and kept in UTC.

        minutes: How long it is; as long as before unless given.

        zone: The IANA name of its zone; that of before unless given.
    """

    meeting: RecordId = attrs.field(validator=identifier)
    starts: datetime = attrs.field(converter=_start_of_move)
    minutes: int | None = attrs.field(default=None, validator=attrs.evolve(LENGTH, optional=True))
    zone: str | None = attrs.field(default=None, validator=zone_or_none)


class Meetings(Records[Meeting]):
    """
    The meetings of one mentorship; earlier revisions stay readable (M2).
    """

    noun = "meeting"
    field = "meetings"
    earlier = "earlier_meetings"

    @property
    def scheduled(self) -> tuple[Meeting, ...]:
        """
        The meetings that are still to be reported on, the earliest first.
        """
        return self._with(MeetingStatus.SCHEDULED)

    @property
    def held(self) -> tuple[Meeting, ...]:
        """
        The meetings that took place, the earliest first.
        """
        return self._with(MeetingStatus.HELD)

    def schedule(
        self,
        *,
        by: PersonId,
        at: datetime,
        starts: datetime,
        minutes: int,
        zone: str | None = None,
        id: RecordId | None = None,
    ) -> Meeting:
        """
        Plan a meeting, or enter one that has already taken place.

        Args:
            starts: When, timezone-aware, at most two years ahead.

            minutes: How long, 5 to 1440.

            zone: The IANA name of its zone; unless given, that of *starts* where it has a name, else UTC.

        Raises:
            Clash: It overlaps another meeting (M1).

            WrongTime: It starts before the relationship was active (R6), or more than two years ahead (M4).

            InvalidValue: A value is not what P2 or M1 accept.
        """
        to = "schedule a meeting"
        by, at = self._begin(Act.START, by, at, to=to)
        meeting = Meeting(
            **self._stamp(by, at, id),
            starts=check_moment(starts, "starts"),
            minutes=minutes,
            zone=_zone_of(starts, zone),
        )
        self._fits(meeting, at, to=to)

        return self._add(meeting, verb="scheduled")

    def schedule_series(
        self,
        *,
        by: PersonId,
        at: datetime,
        starts: datetime,
        minutes: int,
        until: date | None = None,
        cadence: Cadence | None = None,
        zone: str | None = None,
    ) -> tuple[Meeting, ...]:
        """
        Plan a series that keeps its wall-clock time across daylight-saving changes (M4).

        Args:
            starts: The first meeting, timezone-aware.

            minutes: How long each is, 5 to 1440.

            until: The last day on which one may start; the agreement's last day unless given.

            cadence: How often; the agreement's unless given.

            zone: The IANA name of the zone whose wall clock counts; unless given, that of *starts* where it
                has a name, else UTC.

        Returns:
            The meetings, which share a `Meeting.series`.

        Raises:
            Clash: One of them overlaps another meeting (M1).

            WrongTime: The first starts before the relationship was active (R6) or after *until*, or the last
                more than two years ahead (M4).
        """
        to = "schedule a series"
        by, at = self._begin(Act.START, by, at, to=to)
        terms = self._root.agreement
        rhythm = terms.cadence if cadence is None else check_type(Cadence, cadence, "cadence", "M4")
        last = check_day(terms.ends_on if until is None else until, "until")
        first, named = check_moment(starts, "starts"), _zone_of(starts, zone)
        shared: dict[str, Any] = {"series": new_id(), "zone": named, "minutes": minutes}
        meetings: list[Meeting] = []
        begins = first
        while begins.astimezone(ZoneInfo(named)).date() <= last:
            meeting = Meeting(**self._stamp(by, at, None), starts=begins, **shared)
            self._fits(meeting, at, to=to)
            meetings.append(meeting)
            begins = rhythm.moment(starts, named, len(meetings))
        if not meetings:
            raise WrongTime(
                tried=to,
                because=f"no meeting falls on or before {last}",
                accepted="give a later last day or an earlier start",
                rule="M4",
            )
        self._root._record(
            self.placed(tuple(meetings)),
            action="meeting.series_scheduled",
            by=by,
            at=at,
            record=meetings[0].series,
            revision=1,
        )

        return tuple(meetings)

    def reschedule(
        self,
        meeting_id: RecordId,
        *,
        by: PersonId,
        at: datetime,
        starts: datetime,
        minutes: int | None = None,
        zone: str | None = None,
    ) -> Meeting:
        """
        Move a scheduled meeting; its length and zone stay unless given.

        Raises:
            NotFound: There is no such meeting.

            WrongState: It is no longer scheduled (M2).

            Clash: It would overlap another meeting (M1).

            WrongTime: As with `schedule`.
        """
        to = "reschedule a meeting"
        meeting, by, at = self._scheduled(meeting_id, by, at, to=to)
        moved = self._next(
            meeting,
            by,
            at,
            starts=check_moment(starts, "starts"),
            minutes=meeting.minutes if minutes is None else minutes,
            zone=meeting.zone if zone is None else check_zone(zone, "zone"),
        )
        self._fits(moved, at, to=to)
        self._put((moved,), moved, verb="rescheduled")

        return moved

    def rearrange(self, moves: Iterable[Move], *, by: PersonId, at: datetime) -> tuple[Meeting, ...]:
        """
        Move several scheduled meetings at once, such as two that change places.

        Each is judged beside the others as they are then, so none is in the way of another that makes way for
        it. Either all are moved or none is; each is noted as `reschedule` notes it.

        Returns:
            The meetings as they are now, in the order of *moves*.

        Raises:
            NotFound: There is no such meeting.

            WrongState: One is no longer scheduled (M2).

            Clash: One would overlap another meeting, be it moved as well or not (M1).

            WrongTime: As with `schedule`.

            InvalidValue: No meeting is named, or one is named twice (P1).
        """
        to = "rearrange meetings"
        by, at = self._begin(Act.FINISH, by, at, to=to)
        moved: dict[RecordId, Meeting] = {}
        for place, move in enumerate(as_tuple(moves, "moves")):
            path = f"moves[{place}]"
            meeting, by, at = self._scheduled(check_type(Move, move, path).meeting, by, at, to=to)
            if meeting.id in moved:
                raise refusal(path, "its meeting is moved already", "move each once", "P1")
            minutes, zone = move.minutes or meeting.minutes, move.zone or meeting.zone
            moved[meeting.id] = self._next(meeting, by, at, starts=move.starts, minutes=minutes, zone=zone)
        if not moved:
            raise refusal("moves", "there is none", "say which meetings are moved", "P1")
        for meeting in moved.values():
            self._fits(meeting, at, to=to, beside=moved)
        together = tuple(moved.values())
        self._put(together, together[0], verb="rescheduled")
        for meeting in together[1:]:
            self._put((), meeting, verb="rescheduled")

        return together

    def cancel(self, meeting_id: RecordId, *, by: PersonId, at: datetime, reason: str) -> Meeting:
        """
        Call a scheduled meeting off, and say why (M2).

        Raises:
            NotFound: There is no such meeting.

            WrongState: It is no longer scheduled (M2).
        """
        meeting, by, at = self._scheduled(meeting_id, by, at, to="cancel a meeting")

        return self._revise(
            meeting,
            by,
            at,
            verb="cancelled",
            status=MeetingStatus.CANCELLED,
            reason=prose.check(reason, "reason"),
            reported_by=by,
        )

    def hold(
        self,
        meeting_id: RecordId,
        *,
        by: PersonId,
        at: datetime,
        summary: str,
        topics: Iterable[Topic],
        minutes: int | None = None,
    ) -> Meeting:
        """
        Enter that a meeting took place, with what was said.

        Args:
            topics: At least one; together they take no longer than the meeting.

            minutes: How long it really was, where that differs from the plan.

        Raises:
            NotFound: There is no such meeting.

            WrongState: It is no longer scheduled (M2).

            WrongTime: It has not started yet (M2).

            InvalidValue: A topic is not what M3 accepts.

            Clash: With *minutes* it would overlap another meeting (M1).
        """
        to = "hold a meeting"
        meeting, by, at = self._scheduled(meeting_id, by, at, to=to)
        held = self._next(
            meeting,
            by,
            at,
            status=MeetingStatus.HELD,
            minutes=meeting.minutes if minutes is None else minutes,
            summary=prose.check(summary, "summary"),
            topics=as_tuple(topics, "topics"),
            reported_by=by,
        )
        self._reported(held, at, to=to)
        self._put((held,), held, verb="held")

        return held

    def miss(self, meeting_id: RecordId, *, by: PersonId, at: datetime, reason: str) -> Meeting:
        """
        Enter that a meeting did not take place, and why (M2).

        Raises:
            NotFound: There is no such meeting.

            WrongState: It is no longer scheduled (M2).

            WrongTime: It has not started yet; it can be cancelled (M2).
        """
        to = "miss a meeting"
        meeting, by, at = self._scheduled(meeting_id, by, at, to=to)
        missed = self._next(
            meeting,
            by,
            at,
            status=MeetingStatus.MISSED,
            reason=prose.check(reason, "reason"),
            reported_by=by,
        )
        self._reported(missed, at, to=to)
        self._put((missed,), missed, verb="missed")

        return missed

    def correct(
        self,
        meeting_id: RecordId,
        *,
        by: PersonId,
        at: datetime,
        reason: str,
        status: MeetingStatus | Unchanged = UNCHANGED,
        starts: datetime | Unchanged = UNCHANGED,
        minutes: int | Unchanged = UNCHANGED,
        summary: str | Unchanged = UNCHANGED,
        topics: Iterable[Topic] | Unchanged = UNCHANGED,
        why: str | Unchanged = UNCHANGED,
    ) -> Meeting:
        """
        Put a wrong entry right; both versions stay readable (M2).

        Args:
            reason: Why the entry was wrong.

            status: Held, missed or cancelled.

            summary: For a held meeting.

            topics: For a held meeting.

            why: For a missed or cancelled one, why it was.

        Raises:
            NotFound: There is no such meeting.

            WrongState: Nothing was entered about it yet (M2).

            InvalidValue: The corrected entry is not what M1 or M3 accept, or lacks a summary or a reason.

            Clash: It would overlap another meeting (M1).

            WrongTime: It would be held or missed before it starts (M2), or start too early (R6).
        """
        to = "correct a meeting"
        by, at = self._begin(Act.FINISH, by, at, to=to)
        meeting = self[meeting_id]
        if meeting.status not in OUTCOMES:
            raise self._refuse(
                meeting,
                to=to,
                status=meeting.status.value,
                accepted="only what was held, missed or cancelled can be corrected",
                rule="M2",
            )
        new: object = meeting.status if isinstance(status, Unchanged) else status
        if not isinstance(new, MeetingStatus) or new not in OUTCOMES:
            raise InvalidValue(
                tried=to,
                because="this is no outcome of a meeting",
                accepted="held, missed or cancelled",
                rule="M2",
                path="status",
            )
        given: dict[str, Any] = {
            "starts": starts if isinstance(starts, Unchanged) else check_moment(starts, "starts"),
            "minutes": minutes,
            "summary": summary,
            "topics": topics if isinstance(topics, Unchanged) else as_tuple(topics, "topics"),
            "reason": why,
        }
        words = {"summary", "topics", "reason"} & {n for n, v in given.items() if v is not UNCHANGED}
        unused: dict[str, Any] = (
            {"reason": None} if new is MeetingStatus.HELD else {"summary": None, "topics": ()}
        )
        changes = unused | {key: value for key, value in given.items() if value is not UNCHANGED}
        corrected = self._next(
            meeting,
            by,
            at,
            status=new,
            correction=prose.check(reason, "reason"),
            worded=reworded(meeting.worded, words, by=by, owner=meeting.reported_by),
            **changes,
        )
        self._reported(corrected, at, to=to)
        self._put((corrected,), corrected, verb="corrected")

        return corrected

    def lapsed(self, by: PersonId, at: datetime) -> tuple[Meeting, ...]:
        """
        Return the scheduled meetings as they are once the relationship has ended: future ones cancelled,
        unreported ones lapsed (R13).
        """
        return tuple(
            self._next(
                meeting,
                by,
                at,
                status=MeetingStatus.CANCELLED if meeting.starts > at else MeetingStatus.LAPSED,
                reason="The relationship ended." if meeting.starts > at else None,
            )
            for meeting in self.scheduled
        )

    def _with(self, status: MeetingStatus) -> tuple[Meeting, ...]:
        found = (meeting for meeting in self._kept if meeting.status is status)

        return tuple(sorted(found, key=lambda meeting: meeting.starts))

    def _scheduled(
        self, meeting_id: RecordId, by: PersonId, at: datetime, *, to: str
    ) -> tuple[Meeting, PersonId, datetime]:
        by, at = self._begin(Act.FINISH, by, at, to=to)
        meeting = self[meeting_id]
        if meeting.status is not MeetingStatus.SCHEDULED:
            raise self._refuse(
                meeting,
                to=to,
                status=meeting.status.value,
                accepted="the meeting has to be scheduled; a wrong entry can be corrected",
                rule="M2",
            )

        return meeting, by, at

    def _reported(self, meeting: Meeting, at: datetime, *, to: str) -> None:
        if meeting.status is MeetingStatus.HELD:
            self._topics(meeting, to=to)
        elif meeting.reason is None or meeting.summary is not None or meeting.topics:
            raise InvalidValue(
                tried=to,
                because=f"a {meeting.status.value} meeting has a reason, and no summary or topics",
                accepted="say why, and give neither",
                rule="M2",
                path="why",
            )
        if meeting.status is not MeetingStatus.CANCELLED and at < meeting.starts:
            raise WrongTime(
                tried=to,
                because=f"the meeting {meeting.id} starts at {meeting.starts.isoformat()}",
                accepted="enter it once it has started, or reschedule or cancel it",
                rule="M2",
            )
        self._fits(meeting, at, to=to)

    def _topics(self, meeting: Meeting, *, to: str) -> None:
        def refuse(path: str, because: str, accepted: str) -> InvalidValue:
            return InvalidValue(tried=to, because=because, accepted=accepted, rule="M3", path=path)

        if meeting.summary is None or meeting.reason is not None:
            raise refuse(
                "summary",
                "a held meeting has a summary and no reason",
                "give summary= and topics=",
            )
        if not meeting.topics:
            raise refuse("topics", "a held meeting has topics", "say what it was about")
        taken = sum(topic.minutes for topic in meeting.topics)
        if taken > meeting.minutes:
            raise refuse(
                "topics",
                f"the topics take {taken} minutes and the meeting {meeting.minutes}",
                "give the topics at most the meeting's minutes, or minutes= as it really was",
            )
        served = {"goal", "question", "reading", "action"}
        for position, topic in enumerate(meeting.topics):
            if topic.raised_by not in self._root.pair:
                raise refuse(
                    f"topics[{position}].raised_by",
                    f"{topic.raised_by} is not in this relationship",
                    "name the mentor or the mentee",
                )
            if topic.serves is not None and self._root._noun_of(topic.serves) not in served:
                raise refuse(
                    f"topics[{position}].serves",
                    f"{topic.serves} is no goal, question, reading or action of this relationship",
                    "name one of them, or None",
                )

    def _fits(
        self, new: Meeting, at: datetime, *, to: str, beside: Mapping[RecordId, Meeting] = _NONE
    ) -> None:
        self._root._not_before_activation(new.starts, to=to, what="the meeting starts")
        if new.starts > at + AHEAD:
            raise WrongTime(
                tried=to,
                because=f"{new.starts.isoformat()} is more than {AHEAD.days} days ahead",
                accepted="schedule at most two years ahead",
                rule="M4",
            )
        if new.status not in {MeetingStatus.SCHEDULED, MeetingStatus.HELD}:
            return
        for kept in (*self.scheduled, *self.held):
            other = beside.get(kept.id, kept)
            if other.id != new.id and new.starts < other.ends and other.starts < new.ends:
                raise Clash(
                    tried=to,
                    because=f"it would overlap the meeting {other.id} "
                    f"at {other.starts.isoformat()} ({other.minutes} minutes)",
                    accepted="choose another time, or move that one; back to back is fine",
                    rule="M1",
                )


def _zone_of(starts: datetime, given: str | None) -> str:
    if given is not None:
        return check_zone(given, "zone")
    own = getattr(starts.tzinfo, "key", None)

    return check_zone(own, "starts") if isinstance(own, str) else "UTC"
