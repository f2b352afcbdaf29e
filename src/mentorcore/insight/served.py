"""
Service: which of the mentee's own goals the time of a meeting served (G2, M3).

Focus, the agenda and attention all measure by it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from mentorcore.model.goals import Goal, GoalStatus
from mentorcore.model.meetings import Meeting
from mentorcore.model.mentorship import Mentorship
from mentorcore.model.values import RecordId


def goals_behind(mentorship: Mentorship) -> Mapping[RecordId, Goal]:
    """
    Return, for each record that a topic can serve, the goal that it belongs to: a goal itself, or that of a
    question, a reading or an action. What belongs to no goal is not in it.
    """
    goals = {goal.id: goal for goal in mentorship.goals}
    behind = dict(goals)
    for records in (mentorship.questions, mentorship.readings, mentorship.actions):
        behind |= {record.id: goals[record.goal] for record in records if record.goal in goals}

    return behind


def minutes_served(meeting: Meeting, behind: Mapping[RecordId, Goal]) -> dict[RecordId, int]:
    """
    Return how many minutes of a held meeting served each goal that was the mentee's own then: adopted by its
    end, and not achieved or dropped before its start. A goal that was only suggested counts for nothing (G2).

    Args:
        behind: What `goals_behind` gives; it is the same for every meeting.
    """
    starts, ends = meeting.starts, meeting.ends
    minutes: dict[RecordId, int] = {}
    for topic in meeting.topics:
        goal = None if topic.serves is None else behind.get(topic.serves)
        if goal is not None and _own_during(goal, starts, ends):
            minutes[goal.id] = minutes.get(goal.id, 0) + topic.minutes

    return minutes


def _own_during(goal: Goal, starts: datetime, ends: datetime) -> bool:
    if goal.adopted_at is None or goal.adopted_at > ends:
        return False

    return goal.status is GoalStatus.ACTIVE or goal.changed_at >= starts
