"""
The commands that alerts name, as calls, for the tests of attention.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from mentorcore.insight.alert import Alert, Concern
from mentorcore.model.meetings import MeetingStatus, Topic
from mentorcore.model.mentorship import Mentorship
from mentorcore.model.milestones import Evidence
from mentorcore.model.questions import Known
from tests.insight.unattended import LONGER
from tests.model.examples import WEEK


Clearing = Callable[[Mentorship, Alert, str, datetime], object]
"""From a relationship, the alert, who acts and when."""


def complete(m: Mentorship, alert: Alert, by: str, at: datetime) -> object:
    """
    Bring it to its end.
    """
    return m.complete(by=by, at=at, summary="…", reviews={goal.id: "…" for goal in m.goals.active})


def end(m: Mentorship, alert: Alert, by: str, at: datetime) -> object:
    """
    End it early.
    """
    return m.end(by=by, at=at, reason="…")


def meet(m: Mentorship, alert: Alert, by: str, at: datetime) -> object:
    """
    Hold a long meeting that serves what the mentee wants most.
    """
    own = next((goal.id for goal in m.goals.active), None)
    topic = Topic("…", minutes=600, raised_by=by, serves=own)
    meeting = m.meetings.schedule(by=by, at=at, starts=at, minutes=600)

    return m.meetings.hold(meeting.id, by=by, at=at, summary="…", topics=[topic])


def cancelled(m: Mentorship, alert: Alert, by: str, at: datetime) -> object:
    """
    Correct an entry: the meeting was cancelled.
    """
    return m.meetings.correct(alert.record, by=by, at=at, reason="…", status=MeetingStatus.CANCELLED, why="…")


def renew(m: Mentorship, alert: Alert, by: str, at: datetime) -> object:
    """
    Propose terms that run for longer, which the other accepts.
    """
    proposal = m.agreements.propose(by=by, at=at, agreement=LONGER)
    (other,) = set(m.pair) - {by}

    return m.agreements.accept(proposal.id, by=other, at=at)


def achieve(m: Mentorship, alert: Alert, by: str, at: datetime) -> object:
    """
    Achieve a goal that has a milestone.
    """
    return m.goals.achieve(alert.record, by=by, at=at)


def answer(m: Mentorship, alert: Alert, by: str, at: datetime) -> object:
    """
    Answer a question after all.
    """
    return m.questions.answer(alert.record, by=by, at=at, answer=Known("…"))


def confirm(m: Mentorship, alert: Alert, by: str, at: datetime) -> object:
    """
    Confirm the current revision of a milestone.
    """
    revision = m.milestones[alert.record].revision

    return m.milestones.confirm(alert.record, by=by, at=at, revision=revision)


def hold(m: Mentorship, alert: Alert, by: str, at: datetime) -> object:
    """
    Enter that the meeting was held.
    """
    topic = Topic("…", minutes=1, raised_by=by)

    return m.meetings.hold(alert.record, by=by, at=at, summary="…", topics=[topic])


def for_goal(m: Mentorship, alert: Alert, by: str, at: datetime) -> object:
    """
    Write down a milestone for the goal.
    """
    return m.milestones.document(
        by=by,
        at=at,
        title="…",
        statement="…",
        happened_on=at.date(),
        goal=alert.record,
        evidence=[Evidence.of(alert.record)],
    )


CLEARING: Mapping[Concern, Mapping[str, Clearing]] = {
    Concern.OFFER_UNANSWERED: {
        "accept": lambda m, alert, by, at: m.accept(by=by, at=at),
        "decline": lambda m, alert, by, at: m.decline(by=by, at=at),
        "withdraw": lambda m, alert, by, at: m.withdraw(by=by, at=at),
        "expire": lambda m, alert, by, at: m.expire(by=by, at=m.lapses_at),
    },
    Concern.OFFER_LAPSED: {"expire": lambda m, alert, by, at: m.expire(by=by, at=at)},
    Concern.NO_MEETING: {
        "meetings.hold": meet,
        "pause": lambda m, alert, by, at: m.pause(by=by, at=at),
        "complete": complete,
        "end": end,
    },
    Concern.MEETING_UNREPORTED: {
        "meetings.hold": hold,
        "meetings.miss": lambda m, alert, by, at: m.meetings.miss(alert.record, by=by, at=at, reason="…"),
        "meetings.reschedule": lambda m, alert, by, at: m.meetings.reschedule(
            alert.record, by=by, at=at, starts=at + WEEK
        ),
        "meetings.cancel": lambda m, alert, by, at: m.meetings.cancel(alert.record, by=by, at=at, reason="…"),
    },
    Concern.MEETINGS_MISSED: {
        "meetings.hold": meet,
        "meetings.correct": cancelled,
        "complete": complete,
        "end": end,
    },
    Concern.ACTION_OVERDUE: {
        "actions.finish": lambda m, alert, by, at: m.actions.finish(alert.record, by=by, at=at),
        "actions.drop": lambda m, alert, by, at: m.actions.drop(alert.record, by=by, at=at, reason="…"),
    },
    Concern.READING_OVERDUE: {
        "readings.finish": lambda m, alert, by, at: m.readings.finish(
            alert.record, by=by, at=at, takeaway="…"
        ),
        "readings.skip": lambda m, alert, by, at: m.readings.skip(alert.record, by=by, at=at, reason="…"),
    },
    Concern.FOLLOW_UP_OVERDUE: {
        "questions.answer": answer,
        "questions.resolve": lambda m, alert, by, at: m.questions.resolve(alert.record, by=by, at=at),
        "questions.withdraw": lambda m, alert, by, at: m.questions.withdraw(alert.record, by=by, at=at),
    },
    Concern.GOAL_WITHOUT_PROGRESS: {
        "goals.record_progress": lambda m, alert, by, at: m.goals.record_progress(
            alert.record, by=by, at=at, text="…"
        ),
        "milestones.document": for_goal,
        "meetings.hold": meet,
        "goals.achieve": achieve,
        "goals.drop": lambda m, alert, by, at: m.goals.drop(alert.record, by=by, at=at, reason="…"),
    },
    Concern.MILESTONE_UNCONFIRMED: {
        "milestones.confirm": confirm,
        "milestones.contest": lambda m, alert, by, at: m.milestones.contest(
            alert.record, by=by, at=at, reason="…"
        ),
    },
    Concern.MILESTONE_CONTESTED: {
        "milestones.amend": lambda m, alert, by, at: m.milestones.amend(
            alert.record, by=by, at=at, reason="…", title="….."
        ),
        "milestones.retract": lambda m, alert, by, at: m.milestones.retract(
            alert.record, by=by, at=at, reason="…"
        ),
        "milestones.confirm": confirm,
    },
    Concern.AGREEMENT_UNANSWERED: {
        "agreements.accept": lambda m, alert, by, at: m.agreements.accept(alert.record, by=by, at=at),
        "agreements.turn_down": lambda m, alert, by, at: m.agreements.turn_down(alert.record, by=by, at=at),
    },
    Concern.AGREEMENT_ENDING: {
        "agreements.propose": renew,
        "agreements.accept": renew,
        "complete": complete,
        "end": end,
    },
    Concern.FOCUS_LOW: {
        "meetings.hold": meet,
        "meetings.correct": cancelled,
        "complete": complete,
        "end": end,
    },
}
"""For each concern, the commands that its alerts name."""
