"""
Attention: what needs somebody now.

Every alert has a moment that depends on the record and the policy alone, and once it is due it stays until a
command clears it. An alert that nobody could clear is none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TypeAlias

from mentorcore.insight.alert import Alert, Concern
from mentorcore.insight.served import goals_behind, minutes_served
from mentorcore.model.goals import Goal
from mentorcore.model.lifecycle import RUNNING, State
from mentorcore.model.meetings import Meeting, MeetingStatus
from mentorcore.model.mentorship import Mentorship
from mentorcore.model.values import SYSTEM, RecordId, check_moment, check_type, day_begins, day_is_over


_Behind: TypeAlias = Mapping[RecordId, Goal]
"""What `goals_behind` gives."""


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
    return min((alert.since for alert in _all(mentorship)), default=None)


def alerts(mentorship: Mentorship) -> tuple[Alert, ...]:
    """
    Return every alert that is due or will be, unless a command clears it first, in order of time.
    """
    return tuple(sorted(_all(mentorship), key=lambda alert: (alert.since, alert.concern.value, alert.record)))


def _all(m: Mentorship) -> Iterator[Alert]:
    yield from _of_offer(m)
    yield from _of_running(m)
    yield from _of_milestones(m)


def _of_offer(m: Mentorship) -> Iterator[Alert]:
    if m.state is not State.OFFERED:
        return
    waited_for = tuple(person for person in m.pair if person not in m.document.accepted_by)
    unanswered = m.steps[-1].at + timedelta(days=m.policy.answer_days)
    if unanswered < m.lapses_at:
        yield Alert(
            concern=Concern.OFFER_UNANSWERED,
            since=unanswered,
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
    behind, held = goals_behind(m), m.meetings.held
    yield from _overdue(m)
    yield from _of_agreement(m)
    yield from _of_meetings(m)
    yield from _of_focus(m, held, behind)
    if m.state is State.ACTIVE:
        yield from _of_standstill(m, held, behind)


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
                who=(question.follow_up.owner,),
                how="questions.answer by the mentor; questions.resolve or questions.withdraw by the mentee",
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
    in_force = m.agreements.in_force
    notice = day_begins(in_force.terms.ends_on) - timedelta(days=m.policy.end_notice_days)
    yield Alert(
        concern=Concern.AGREEMENT_ENDING,
        since=max(notice, in_force.changed_at),
        record=in_force.id,
        who=m.pair,
        how="agreements.propose, while active, and agreements.accept; complete or end",
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
        too_many = missed[m.policy.missed_meetings - 1]
        yield Alert(
            concern=Concern.MEETINGS_MISSED,
            since=too_many.ends,
            record=too_many.id,
            who=m.pair,
            how="meetings.hold for a later one, meetings.correct, complete or end",
        )


def _of_focus(m: Mentorship, held: Sequence[Meeting], behind: _Behind) -> Iterator[Alert]:
    last = held[-m.policy.focus_meetings :]
    if len(last) < m.policy.focus_meetings:
        return
    served = sum(sum(minutes_served(meeting, behind).values()) for meeting in last)
    if 100 * served < m.policy.focus_percent * sum(meeting.minutes for meeting in last):
        yield Alert(
            concern=Concern.FOCUS_LOW,
            since=last[-1].ends,
            record=last[-1].id,
            who=m.pair,
            how="meetings.hold with more time for the mentee's goals, meetings.correct, complete or end",
        )


def _of_standstill(m: Mentorship, held: Sequence[Meeting], behind: _Behind) -> Iterator[Alert]:
    resumed = max(step.at for step in m.steps if step.state is State.ACTIVE)
    # They do not overlap (M1), so that the last to begin is the last to end.
    met = max(resumed, day_begins(m.agreement.starts_on), *(meeting.ends for meeting in held[-1:]))
    yield Alert(
        concern=Concern.NO_MEETING,
        since=met + m.policy.silent_cadences * m.agreement.cadence.longest,
        record=m.id,
        who=m.pair,
        how="meetings.hold, pause, complete or end",
    )
    for goal_id, progressed in _last_progress(m, held, behind).items():
        yield Alert(
            concern=Concern.GOAL_WITHOUT_PROGRESS,
            since=max(resumed, progressed) + timedelta(days=m.policy.progress_days),
            record=goal_id,
            who=m.pair,
            how="goals.record_progress, milestones.document or meetings.hold for it; "
            "goals.achieve or goals.drop by the mentee",
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


def _missed_at_last(m: Mentorship) -> list[Meeting]:
    """
    Return the meetings that were missed since the last held one, the earliest first.
    """
    reported = [x for x in m.meetings if x.status in (MeetingStatus.HELD, MeetingStatus.MISSED)]
    reported.sort(key=lambda meeting: meeting.starts)
    held = [number for number, x in enumerate(reported, 1) if x.status is MeetingStatus.HELD]

    return reported[max(held, default=0) :]


def _last_progress(m: Mentorship, held: Sequence[Meeting], behind: _Behind) -> dict[RecordId, datetime]:
    """
    Return when something was last noted about each goal that the mentee pursues.
    """
    last = {goal.id: goal.adopted_at or goal.entered_at for goal in m.goals.active}
    signs = (
        *((goal.id, progress.at) for goal in m.goals.active for progress in goal.progress),
        *((milestone.goal, milestone.entered_at) for milestone in m.milestones.documented),
        *_last_served(held, behind, set(last)),
    )
    for goal_id, moment in signs:
        if goal_id in last:
            last[goal_id] = max(last[goal_id], moment)

    return last


def _last_served(
    held: Sequence[Meeting], behind: _Behind, goals: set[RecordId]
) -> Iterator[tuple[RecordId, datetime]]:
    """
    Iterate over goals that a meeting served, each with the end of the last one that did.
    """
    waiting = set(goals)
    for meeting in reversed(held):
        if not waiting:
            return
        for goal_id in minutes_served(meeting, behind).keys() & waiting:
            waiting.remove(goal_id)
            yield goal_id, meeting.ends
