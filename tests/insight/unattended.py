"""
Relationships in which something needs somebody, for the tests of attention.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

import attrs

from mentorcore.insight.alert import Alert, Concern
from mentorcore.insight.attention import alerts
from mentorcore.model.meetings import Topic
from mentorcore.model.mentorship import Mentorship
from mentorcore.model.milestones import Evidence
from mentorcore.model.questions import FollowUp, Unknown
from tests.model.examples import ADA, AGREEMENT, BEN, DAY, HOUR, NOW, offer


DUE = date(2026, 1, 20)
OVER = datetime(2026, 1, 21, 12, 0, tzinfo=UTC)
"""When the 20th of January is over everywhere."""

LATE = OVER + 9 * DAY
"""When everything in these relationships is past but what they planned."""

LONGER = attrs.evolve(AGREEMENT, ends_on=date(2026, 12, 12))
"""The same terms for five months more."""


def active() -> Mentorship:
    """
    Return a relationship that is active since `NOW`.
    """
    m = offer()
    m.accept(by=BEN, at=NOW)

    return m


def with_meeting() -> Mentorship:
    """
    Return one with a meeting that ends an hour after the 20th is over.
    """
    m = active()
    m.meetings.schedule(by=ADA, at=NOW, starts=OVER, minutes=60, id="meeting")

    return m


def with_action() -> Mentorship:
    """
    Return one in which Ben has taken something on until the 20th.
    """
    m = active()
    m.actions.take_on(by=BEN, at=NOW, title="…", due_on=DUE, id="action")

    return m


def with_reading() -> Mentorship:
    """
    Return one in which Ben has something to read until the 20th.
    """
    m = active()
    m.readings.assign(by=ADA, at=NOW, title="…", why="…", due_on=DUE, id="reading")

    return m


def with_follow_up(owner: str = ADA) -> Mentorship:
    """
    Return one in which Ada said "I don't know" and looks into it until the 20th.
    """
    m = active()
    m.questions.ask(by=BEN, at=NOW, text="…", interest=5, id="question")
    m.questions.answer(
        "question", by=ADA, at=NOW, answer=Unknown(follow_up=FollowUp(owner=owner, due_on=DUE))
    )

    return m


def with_mentees_follow_up() -> Mentorship:
    """
    Return one in which Ada said "I don't know" and Ben looks into it himself.
    """
    return with_follow_up(BEN)


def with_meetings(*outcomes: str) -> Mentorship:
    """
    Return one with a meeting a day from the 13th on, each held, with no goal in view, or missed.
    """
    m = active()
    for number, outcome in enumerate(outcomes, 1):
        starts = NOW + number * DAY
        m.meetings.schedule(by=ADA, at=NOW, starts=starts, minutes=60, id=f"meeting-{number}")
        if outcome == "held":
            hold(m, f"meeting-{number}", at=starts + HOUR)
        elif outcome == "missed":
            m.meetings.miss(f"meeting-{number}", by=ADA, at=starts + HOUR, reason="…")

    return m


def hold(m: Mentorship, meeting: str, *, at: datetime, goal: str | None = None, minutes: int = 60) -> None:
    """
    Enter that a meeting was held, and that some minutes of it served a goal.
    """
    topic = Topic("…", minutes=minutes, raised_by=BEN, serves=goal)
    m.meetings.hold(meeting, by=BEN, at=at, summary="…", topics=[topic])


def with_goal() -> Mentorship:
    """
    Return one in which Ben has a goal.
    """
    m = active()
    m.goals.set(by=BEN, at=NOW, title="…", why="…", measure="…", id="goal")

    return m


def with_milestone() -> Mentorship:
    """
    Return one in which Ben wrote a milestone down, a day after the beginning.
    """
    m = active()
    document(m, "milestone", at=NOW + DAY)

    return m


def document(m: Mentorship, id: str, *, at: datetime, goal: str | None = None) -> None:
    """
    Let Ben write a milestone down.
    """
    m.milestones.document(
        by=BEN,
        at=at,
        title="…",
        statement="…",
        happened_on=at.date(),
        goal=goal,
        evidence=[Evidence.link("https://example.org")],
        id=id,
    )


def with_contested() -> Mentorship:
    """
    Return one in which Ada contests Ben's milestone, two days after the beginning.
    """
    m = with_milestone()
    m.milestones.contest("milestone", by=ADA, at=NOW + 2 * DAY, reason="…")

    return m


def with_proposal() -> Mentorship:
    """
    Return one in which Ben proposes other terms, a day after the beginning.
    """
    m = active()
    m.agreements.propose(by=BEN, at=NOW + DAY, agreement=LONGER, id="proposal")

    return m


def about(m: Mentorship, concern: Concern) -> list[Alert]:
    """
    Return the alerts of a relationship about one concern.
    """
    return [alert for alert in alerts(m) if alert.concern is concern]
