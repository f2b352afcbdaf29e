"""
Report: the figures of a progress report, drawn from the record of a relationship.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from itertools import pairwise
from typing import Final

from mentorcore.documents.figures.course import MeetingMark, MilestoneMark, Pause
from mentorcore.documents.figures.figure import Figure
from mentorcore.documents.figures.focus_by_month import MonthBar, focus_by_month
from mentorcore.documents.figures.goals_with_progress import GoalBar, goals_with_progress
from mentorcore.documents.figures.months import following
from mentorcore.documents.figures.timeline import timeline
from mentorcore.insight.focus import Focus
from mentorcore.model.goals import Goal
from mentorcore.model.lifecycle import State
from mentorcore.model.meetings import Meeting
from mentorcore.model.mentorship import Mentorship
from mentorcore.model.milestones import Milestone, MilestoneStatus
from mentorcore.model.values import check_moment, check_type


_OVER: Final = frozenset({State.COMPLETED, State.ENDED})


def report_figures(mentorship: Mentorship, focus: Focus, *, at: datetime) -> Mapping[str, Figure]:
    """
    Draw the figures of a progress report, by name: ``"timeline"``, ``"focus_by_month"`` and
    ``"goals_with_progress"``.

    The words of a milestone are shown once it is confirmed, those of contested and retracted ones never. A
    goal that is no longer supported by a milestone is only counted (G3).

    Args:
        focus: What `mentorcore.insight.goal_focus` says of the relationship.

        at: The day of the report; the timeline ends with the month after it, or with the relationship.

    Raises:
        InvalidValue: A value has the wrong type, or *at* is not timezone-aware (P2).

        MissingExtra: Jinja2 is not installed.
    """
    m = check_type(Mentorship, mentorship, "mentorship")
    check_type(Focus, focus, "focus")
    today = check_moment(at).date()
    figures = (
        _timeline(m, today),
        focus_by_month((MonthBar(x.month, x.meetings, x.share) for x in focus.by_month), focus.overall),
        goals_with_progress(_goals(m), unsupported=len(m.goals.unsupported)),
    )

    return {figure.name: figure for figure in figures}


def _timeline(m: Mentorship, today: date) -> Figure:
    meetings = [MeetingMark(_day_of(meeting), meeting.status) for meeting in m.meetings]
    milestones = [_mark_of(x) for x in (*m.milestones.confirmed, *m.milestones.unconfirmed)]
    over = next((step.at.date() for step in m.steps if step.state in _OVER), None)
    days = [*(mark.day for mark in meetings), *(mark.day for mark in milestones)]
    horizon = following(following(today))

    return timeline(
        meetings,
        milestones,
        _pauses(m, today),
        first=(m.activated_at or m.steps[0].at).date(),
        last=over or max(day for day in (*days, today) if day < horizon),
        today=today if over is None else None,
    )


def _day_of(meeting: Meeting) -> date:
    return meeting.local_start.date()


def _mark_of(milestone: Milestone) -> MilestoneMark:
    confirmed = milestone.status is MilestoneStatus.CONFIRMED

    return MilestoneMark(milestone.happened_on, milestone.title if confirmed else None)


def _pauses(m: Mentorship, today: date) -> Iterator[Pause]:
    for step, after in pairwise((*m.steps, None)):
        if step is not None and step.state is State.PAUSED:
            since = step.at.date()
            yield Pause(since, max(since, today if after is None else after.at.date()))


def _goals(m: Mentorship) -> Iterator[GoalBar]:
    unsupported = {goal.id for goal in m.goals.unsupported}
    for goal in m.goals:
        if goal.adopted_at is not None and goal.id not in unsupported:
            yield GoalBar(goal.title, goal.status, _last_noted(goal))


def _last_noted(goal: Goal) -> int | None:
    noted = [progress.percent for progress in goal.progress if progress.percent is not None]

    return noted[-1] if noted else None
