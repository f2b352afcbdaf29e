"""
Entities: what somebody who keeps the workload by hand would load it into, and a walk over all of it.

Plain attrs classes without a check, one for each table, with the fields that the workload has, and one for
what a list shows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from operator import attrgetter
from typing import Any, TypeAlias

import attrs

from mentorcore.model.agreement import AgreementStatus
from mentorcore.model.goals import GoalStatus
from mentorcore.model.lifecycle import State
from mentorcore.model.meetings import MeetingStatus
from mentorcore.model.milestones import MilestoneStatus
from mentorcore.model.questions import QuestionStatus
from mentorcore.model.readings import ReadingStatus
from mentorcore.model.visibility import Visibility


@attrs.define
class Step:
    state: State
    by: str
    at: datetime
    words: str | None


@attrs.define
class Agreement:
    id: str
    revision: int
    author: str
    entered_at: datetime
    changed_by: str
    changed_at: datetime
    unit: str
    count: int
    starts_on: date
    ends_on: date
    readings: bool
    feedback_every: int | None
    confidences: str
    status: AgreementStatus
    why: str | None
    reason: str | None


@attrs.define
class Goal:
    id: str
    revision: int
    author: str
    entered_at: datetime
    changed_by: str
    changed_at: datetime
    title: str
    why: str
    measure: str
    status: GoalStatus
    adopted_at: datetime | None
    rank: int | None
    reason: str | None
    review: str | None


@attrs.define
class Topic:
    title: str
    minutes: int
    raised_by: str
    serves: str | None


@attrs.define
class Meeting:
    id: str
    revision: int
    author: str
    entered_at: datetime
    changed_by: str
    changed_at: datetime
    starts: datetime
    minutes: int
    zone: str
    series: str | None
    status: MeetingStatus
    summary: str | None
    reason: str | None
    correction: str | None
    reported_by: str | None
    topics: list[Topic]


@attrs.define
class Reading:
    id: str
    revision: int
    author: str
    entered_at: datetime
    changed_by: str
    changed_at: datetime
    title: str
    why: str
    due_on: date
    source: str | None
    goal: str | None
    status: ReadingStatus
    takeaway: str | None
    reason: str | None


@attrs.define
class Answer:
    author: str
    at: datetime
    visibility: Visibility
    type: str
    text: str | None
    lesson: str | None
    owner: str | None
    due_on: date | None
    task: str | None


@attrs.define
class Question:
    id: str
    revision: int
    author: str
    entered_at: datetime
    changed_by: str
    changed_at: datetime
    text: str
    interest: int
    goal: str | None
    status: QuestionStatus
    answers: list[Answer]


@attrs.define
class Evidence:
    url: str | None
    record: str | None
    label: str | None


@attrs.define
class Milestone:
    id: str
    revision: int
    author: str
    entered_at: datetime
    changed_by: str
    changed_at: datetime
    title: str
    statement: str
    happened_on: date
    goal: str | None
    status: MilestoneStatus
    reason: str | None
    confirmed_by: str | None
    confirmed_at: datetime | None
    confirmed_revision: int | None
    evidence: list[Evidence]


@attrs.define
class Relationship:
    id: str
    version: int
    mentor_id: str
    mentee_id: str
    offered_by: str
    request_id: str | None
    reasoning: str
    potential: str | None
    lapses_at: datetime
    state: State
    activated_on: date | None
    accepted_by: list[str]
    steps: list[Step]
    agreements: list[Agreement]
    goals: list[Goal]
    meetings: list[Meeting]
    readings: list[Reading]
    questions: list[Question]
    milestones: list[Milestone]
    earlier_meetings: list[Meeting]
    earlier_milestones: list[Milestone]


@attrs.define
class Summary:
    """
    What a list shows of a relationship that is active.

    Attributes:
        starts_on: As the agreement in force says, and so is *ends_on*.

        next_meeting: When the earliest meeting starts that is still to be reported on.
    """

    id: str
    version: int
    state: State
    mentor_id: str
    mentee_id: str
    lapses_at: datetime
    starts_on: date
    ends_on: date
    next_meeting: datetime | None

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> Summary:
        """
        Return that of a relationship which is kept in lists and dicts.
        """
        terms = next(one["terms"] for one in plain["agreements"] if one["status"] == "in_force")
        ahead = [one["starts"] for one in plain["meetings"] if one["status"] == "scheduled"]

        return cls(
            plain["id"],
            plain["version"],
            State(plain["state"]),
            plain["mentor_id"],
            plain["mentee_id"],
            datetime.fromisoformat(plain["lapses_at"]),
            date.fromisoformat(terms["starts_on"]),
            date.fromisoformat(terms["ends_on"]),
            min(map(datetime.fromisoformat, ahead), default=None),
        )


Walk: TypeAlias = Callable[[Any], int]
"""Reads every field of something and of all that is in it, and returns how many records that was."""

PARTS: Mapping[type, Mapping[str, type]] = {
    Relationship: {
        "steps": Step,
        "agreements": Agreement,
        "goals": Goal,
        "meetings": Meeting,
        "readings": Reading,
        "questions": Question,
        "milestones": Milestone,
        "earlier_meetings": Meeting,
        "earlier_milestones": Milestone,
    },
    Meeting: {"topics": Topic},
    Question: {"answers": Answer},
    Milestone: {"evidence": Evidence},
}
"""What is in what."""


def walk(kind: type = Relationship) -> Walk:
    """
    Return what walks over one of these classes, or over whatever has the same attributes.
    """
    parts = PARTS.get(kind, {})
    read = attrgetter(*(field.name for field in attrs.fields(kind) if field.name not in parts))
    below = [(attrgetter(name), walk(part)) for name, part in parts.items()]

    def all_of(thing: Any) -> int:
        read(thing)
        return 1 + sum(each(one) for of, each in below for one in of(thing))

    def alone(thing: Any) -> int:
        read(thing)
        return 1

    return all_of if below else alone
