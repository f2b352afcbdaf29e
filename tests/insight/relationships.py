"""
Relationships with meetings, for the tests of what the record says.
"""

from __future__ import annotations

from datetime import datetime

from mentorcore.model.meetings import Meeting, Topic
from mentorcore.model.mentorship import Mentorship
from mentorcore.model.policy import Policy
from tests.model.examples import ADA, BEN, HOUR, NOW, offer


LATE = NOW.replace(year=2027)
"""A moment after everything in these relationships."""


def active(policy: Policy | None = None) -> Mentorship:
    """
    Return a relationship that is active since `NOW`.
    """
    m = offer(policy=policy)
    m.accept(by=BEN, at=NOW)

    return m


def goal(m: Mentorship, id: str, *, at: datetime = NOW) -> str:
    """
    Let Ben set a goal, and return its id.
    """
    return m.goals.set(by=BEN, at=at, title=f"Reach {id}", why="…", measure="…", id=id).id


def question(
    m: Mentorship, id: str, *, interest: int = 3, goal: str | None = None, at: datetime = NOW
) -> str:
    """
    Let Ben ask something, and return the question's id.
    """
    return m.questions.ask(by=BEN, at=at, text=f"What about {id}?", interest=interest, goal=goal, id=id).id


def topic(minutes: int, serves: str | None = None, *, by: str = BEN) -> Topic:
    """
    Return a topic.
    """
    return Topic("…", minutes=minutes, raised_by=by, serves=serves)


def held(m: Mentorship, starts: datetime, *topics: Topic, minutes: int = 60, zone: str = "UTC") -> Meeting:
    """
    Enter a meeting that was held.
    """
    meeting = m.meetings.schedule(by=ADA, at=NOW, starts=starts, minutes=minutes, zone=zone)

    return m.meetings.hold(meeting.id, by=BEN, at=starts + HOUR, summary="…", topics=topics or (topic(5),))
