"""
Attention: what needs somebody now.

Every alert has a moment that depends on the record and the policy alone, and once it is due it stays until a
command clears it. An alert that nobody could clear is none.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

import attrs

from mentorcore.insight.served import goals_behind, minutes_served
from mentorcore.model.lifecycle import RUNNING, State
from mentorcore.model.meetings import Meeting, MeetingStatus
from mentorcore.model.mentorship import Mentorship
from mentorcore.model.values import (
    SYSTEM,
    PersonId,
    RecordId,
    check_moment,
    check_type,
    day_begins,
    day_is_over,
)


class Concern(enum.Enum):
    """
    What an alert is about.
    """

    OFFER_UNANSWERED = "offer_unanswered"
    OFFER_LAPSED = "offer_lapsed"
    NO_MEETING = "no_meeting"
    MEETING_UNREPORTED = "meeting_unreported"
    MEETINGS_MISSED = "meetings_missed"
    ACTION_OVERDUE = "action_overdue"
    READING_OVERDUE = "reading_overdue"
    FOLLOW_UP_OVERDUE = "follow_up_overdue"
    GOAL_WITHOUT_PROGRESS = "goal_without_progress"
    MILESTONE_UNCONFIRMED = "milestone_unconfirmed"
    MILESTONE_CONTESTED = "milestone_contested"
    AGREEMENT_UNANSWERED = "agreement_unanswered"
    AGREEMENT_ENDING = "agreement_ending"
    FOCUS_LOW = "focus_low"


SENTENCES = {
    Concern.OFFER_UNANSWERED: "the offer waits for an answer",
    Concern.OFFER_LAPSED: "the offer has lapsed without an answer",
    Concern.NO_MEETING: "no meeting was held for longer than agreed",
    Concern.MEETING_UNREPORTED: "nobody has entered what became of a meeting",
    Concern.MEETINGS_MISSED: "the last meetings were missed",
    Concern.ACTION_OVERDUE: "an action is overdue",
    Concern.READING_OVERDUE: "a reading is overdue",
    Concern.FOLLOW_UP_OVERDUE: "the follow-up to a question is overdue",
    Concern.GOAL_WITHOUT_PROGRESS: "nothing was noted about a goal for a long time",
    Concern.MILESTONE_UNCONFIRMED: "a milestone waits to be confirmed",
    Concern.MILESTONE_CONTESTED: "a milestone is contested",
    Concern.AGREEMENT_UNANSWERED: "a proposed change of the agreement waits for an answer",
    Concern.AGREEMENT_ENDING: "the agreement is about to end",
    Concern.FOCUS_LOW: "too little of the last meetings served the mentee's own goals",
}
"""What each concern says, without anybody's words."""


@attrs.frozen(kw_only=True)
class Alert:
    """
    One thing that needs somebody.

    Attributes:
        since: From when on; it depends on the record and the policy alone.

        record: The id of the record that it is about; that of the mentorship where it is about the whole.

        who: Who can clear it.

        how: The commands that clear it.
    """

    concern: Concern
    since: datetime
    record: RecordId
    who: tuple[PersonId, ...]
    how: str

    def __str__(self) -> str:
        return SENTENCES[self.concern]


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
    found = (*_of_offer(mentorship), *_of_running(mentorship), *_of_milestones(mentorship))

    return tuple(sorted(found, key=lambda alert: (alert.since, alert.record, alert.concern.value)))


def _of_offer(m: Mentorship) -> Iterator[Alert]:
    if m.state is not State.OFFERED:
        return
    waited_for = tuple(person for person in m.pair if person not in m.document.accepted_by)
    yield Alert(
        concern=Concern.OFFER_UNANSWERED,
        since=m.steps[-1].at + timedelta(days=m.policy.answer_days),
        record=m.id,
        who=tuple(dict.fromkeys((*waited_for, m.offered_by))),
        how="accept, decline or withdraw; expire once it has lapsed",
    )
    yield Alert(
        concern=Concern.OFFER_LAPSED,
        since=m.lapses_at,
        record=m.id,
        who=(*m.pair, SYSTEM),
        how="expire",
    )


def _of_running(m: Mentorship) -> Iterator[Alert]:
    if m.state not in RUNNING:
        return
    yield from _overdue(m)
    yield from _of_agreement(m)
    yield from _of_meetings(m)
    if m.state is State.ACTIVE:
        yield from _of_standstill(m)


def _overdue(m: Mentorship) -> Iterator[Alert]:
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


def _of_agreement(m: Mentorship) -> Iterator[Alert]:
    proposal = m.agreements.open
    if proposal is not None:
        yield Alert(
            concern=Concern.AGREEMENT_UNANSWERED,
            since=proposal.entered_at + timedelta(days=m.policy.answer_days),
            record=proposal.id,
            who=tuple(person for person in m.pair if person != proposal.author),
            how="agreements.accept or agreements.turn_down",
        )
    notice = day_begins(m.agreement.ends_on) - timedelta(days=m.policy.end_notice_days)
    yield Alert(
        concern=Concern.AGREEMENT_ENDING,
        since=max(notice, m.steps[0].at),
        record=m.agreements.in_force.id,
        who=m.pair,
        how="agreements.propose and agreements.accept, complete or end",
    )


def _of_meetings(m: Mentorship) -> Iterator[Alert]:
    for meeting in m.meetings.scheduled:
        yield Alert(
            concern=Concern.MEETING_UNREPORTED,
            since=meeting.ends,
            record=meeting.id,
            who=m.pair,
            how="meetings.hold, meetings.miss, meetings.reschedule or meetings.cancel",
        )
    missed = _missed_at_last(m)
    if len(missed) >= m.policy.missed_meetings:
        yield Alert(
            concern=Concern.MEETINGS_MISSED,
            since=missed[m.policy.missed_meetings - 1].ends,
            record=missed[-1].id,
            who=m.pair,
            how="meetings.hold for a later one, meetings.correct, complete or end",
        )
    last = m.meetings.held[-m.policy.focus_meetings :]
    if len(last) == m.policy.focus_meetings and _unfocused(m, last):
        yield Alert(
            concern=Concern.FOCUS_LOW,
            since=last[-1].ends,
            record=last[-1].id,
            who=m.pair,
            how="meetings.hold for one that serves their goals, meetings.correct, complete or end",
        )


def _of_standstill(m: Mentorship) -> Iterator[Alert]:
    resumed = _last_active(m)
    held = [meeting.ends for meeting in m.meetings.held]
    since = max(resumed, day_begins(m.agreement.starts_on), *held)
    yield Alert(
        concern=Concern.NO_MEETING,
        since=since + m.policy.silent_cadences * m.agreement.cadence.longest,
        record=m.id,
        who=m.pair,
        how="meetings.hold, pause, complete or end",
    )
    signs = _signs_of_progress(m)
    for goal in m.goals.active:
        yield Alert(
            concern=Concern.GOAL_WITHOUT_PROGRESS,
            since=max(resumed, *signs[goal.id]) + timedelta(days=m.policy.progress_days),
            record=goal.id,
            who=m.pair,
            how="goals.record_progress, milestones.document or meetings.hold for it, or goals.drop",
        )


def _of_milestones(m: Mentorship) -> Iterator[Alert]:
    present = [person for person in m.pair if person not in m.document.departed]
    for milestone in m.milestones.unconfirmed:
        if reader := tuple(person for person in present if person != milestone.author):
            yield Alert(
                concern=Concern.MILESTONE_UNCONFIRMED,
                since=milestone.changed_at + timedelta(days=m.policy.confirm_days),
                record=milestone.id,
                who=reader,
                how="milestones.confirm or milestones.contest",
            )
    for milestone in m.milestones.contested:
        if present:
            yield Alert(
                concern=Concern.MILESTONE_CONTESTED,
                since=milestone.changed_at,
                record=milestone.id,
                who=tuple(present),
                how="milestones.amend or milestones.retract by its author, milestones.confirm by the other",
            )


def _last_active(m: Mentorship) -> datetime:
    return max(step.at for step in m.steps if step.state is State.ACTIVE)


def _missed_at_last(m: Mentorship) -> list[Meeting]:
    """
    Return the meetings that were missed since the last held one, the earliest first.
    """
    reported = [x for x in m.meetings if x.status in {MeetingStatus.HELD, MeetingStatus.MISSED}]
    reported.sort(key=lambda meeting: meeting.starts)
    held = [number for number, x in enumerate(reported, 1) if x.status is MeetingStatus.HELD]

    return reported[max(held, default=0) :]


def _unfocused(m: Mentorship, meetings: Iterable[Meeting]) -> bool:
    behind = goals_behind(m)
    served = sum(minutes_served(m, meeting, behind).total() for meeting in meetings)

    return 100 * served < m.policy.focus_percent * sum(meeting.minutes for meeting in meetings)


def _signs_of_progress(m: Mentorship) -> dict[RecordId, list[datetime]]:
    """
    Return the moments at which something was noted about each goal that the mentee pursues.
    """
    signs = {
        goal.id: [goal.adopted_at or goal.entered_at, *(progress.at for progress in goal.progress)]
        for goal in m.goals.active
    }
    for milestone in m.milestones.documented:
        if milestone.goal in signs:
            signs[milestone.goal].append(milestone.entered_at)
    behind = goals_behind(m)
    for meeting in m.meetings.held:
        for goal_id in minutes_served(m, meeting, behind):
            if goal_id in signs:
                signs[goal_id].append(meeting.ends)

    return signs
