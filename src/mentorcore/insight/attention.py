"""
Attention: what needs somebody now.

Every alert has a moment that depends on the record and the policy alone, and once it is due it stays until a
command clears it.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from datetime import datetime

import attrs

from mentorcore.model.lifecycle import State
from mentorcore.model.mentorship import Mentorship
from mentorcore.model.values import SYSTEM, PersonId, RecordId, check_moment, check_type, day_is_over


class Concern(enum.Enum):
    """
    What an alert is about.
    """

    OFFER_LAPSED = "offer_lapsed"
    MEETING_UNREPORTED = "meeting_unreported"
    ACTION_OVERDUE = "action_overdue"
    READING_OVERDUE = "reading_overdue"
    FOLLOW_UP_OVERDUE = "follow_up_overdue"


@attrs.frozen(kw_only=True)
class Alert:
    """
    One thing that needs somebody.

    Attributes:
        since: From when on; it depends on the record and the policy alone.

        record: The id of the record that it is about; that of the mentorship for the offer.

        who: Who can clear it.

        how: The commands that clear it.
    """

    concern: Concern
    since: datetime
    record: RecordId
    who: tuple[PersonId, ...]
    how: str


def attention(mentorship: Mentorship, *, at: datetime) -> tuple[Alert, ...]:
    """
    Return what needs somebody at a moment, the longest due first.

    Raises:
        InvalidValue: *at* is not timezone-aware (P2).
    """
    check_type(Mentorship, mentorship, "mentorship")
    at = check_moment(at)

    return tuple(alert for alert in alerts(mentorship) if alert.since <= at)


def next_attention(mentorship: Mentorship) -> datetime | None:
    """
    Return the moment from which something needs somebody; *None* when nothing ever will.
    """
    return min((alert.since for alert in alerts(mentorship)), default=None)


def alerts(mentorship: Mentorship) -> tuple[Alert, ...]:
    """
    Return every alert that is due or will be, unless a command clears it first, in order of time.
    """
    return tuple(sorted(_alerts(mentorship), key=lambda alert: (alert.since, alert.record)))


def _alerts(m: Mentorship) -> Iterator[Alert]:
    if m.state is State.OFFERED:
        yield Alert(
            concern=Concern.OFFER_LAPSED,
            since=m.lapses_at,
            record=m.id,
            who=(*m.pair, SYSTEM),
            how="expire",
        )
    for meeting in m.meetings.scheduled:
        yield Alert(
            concern=Concern.MEETING_UNREPORTED,
            since=meeting.ends,
            record=meeting.id,
            who=m.pair,
            how="meetings.hold, meetings.miss, meetings.reschedule or meetings.cancel",
        )
    for action in m.actions.open:
        yield Alert(
            concern=Concern.ACTION_OVERDUE,
            since=day_is_over(action.due_on),
            record=action.id,
            who=(action.owner,),
            how="actions.finish or actions.drop",
        )
    for reading in m.readings.open:
        yield Alert(
            concern=Concern.READING_OVERDUE,
            since=day_is_over(reading.due_on),
            record=reading.id,
            who=(m.mentee_id,),
            how="readings.finish or readings.skip",
        )
    for question in m.questions.open:
        if question.follow_up is not None:
            yield Alert(
                concern=Concern.FOLLOW_UP_OVERDUE,
                since=day_is_over(question.follow_up.due_on),
                record=question.id,
                who=m.pair,
                how="questions.answer, questions.resolve or questions.withdraw",
            )
