"""
Relationships in which much is going on, for the properties of attention.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from hypothesis import strategies as st

from mentorcore.errors import RuleViolation
from mentorcore.model.meetings import Topic
from mentorcore.model.mentorship import Mentorship
from mentorcore.model.questions import FollowUp, Unknown
from tests.insight.unattended import LONGER, document
from tests.model.examples import DAY, HOUR, NOW, offer


Event = Callable[[Mentorship, datetime, str, str], object]
"""What happens, from a relationship, when, who and the id of what comes of it."""


def _scheduled(m: Mentorship, at: datetime, by: str, new: str) -> None:
    m.meetings.schedule(by=by, at=at, starts=at + DAY, minutes=60, id=new)


def _held(m: Mentorship, at: datetime, by: str, new: str) -> None:
    _scheduled(m, at, by, new)
    goal = next((goal.id for goal in m.goals), None)
    topics = [Topic("…", minutes=40, raised_by=by, serves=goal)]
    m.meetings.hold(new, by=by, at=at + DAY + HOUR, summary="…", topics=topics)


def _missed(m: Mentorship, at: datetime, by: str, new: str) -> None:
    _scheduled(m, at, by, new)
    m.meetings.miss(new, by=by, at=at + DAY + HOUR, reason="…")


def _unknown(m: Mentorship, at: datetime, by: str, new: str) -> None:
    m.questions.ask(by=m.mentee_id, at=at, text="…", interest=3, id=new)
    follow_up = FollowUp(owner=by, due_on=(at + 9 * DAY).date())
    m.questions.answer(new, by=m.mentor_id, at=at, answer=Unknown(follow_up=follow_up))


def _contested(m: Mentorship, at: datetime, by: str, new: str) -> None:
    document(m, new, at=at)
    m.milestones.contest(new, by=m.mentor_id, at=at, reason="…")


EVENTS: tuple[Event, ...] = (
    _scheduled,
    _held,
    _held,
    _missed,
    _unknown,
    _contested,
    lambda m, at, by, new: m.goals.set(by=m.mentee_id, at=at, title="…", why="…", measure="…", id=new),
    lambda m, at, by, new: m.goals.suggest(by=m.mentor_id, at=at, title="…", why="…", measure="…", id=new),
    lambda m, at, by, new: m.goals.record_progress(next(iter(m.goals.active)).id, by=by, at=at, text="…"),
    lambda m, at, by, new: m.actions.take_on(by=by, at=at, title="…", due_on=at.date(), id=new),
    lambda m, at, by, new: m.readings.assign(by=by, at=at, title="…", why="…", due_on=at.date(), id=new),
    lambda m, at, by, new: m.agreements.propose(by=by, at=at, agreement=LONGER, id=new),
    lambda m, at, by, new: document(m, new, at=at, goal=next((goal.id for goal in m.goals), None)),
    lambda m, at, by, new: m.pause(by=by, at=at),
    lambda m, at, by, new: m.resume(by=by, at=at),
    lambda m, at, by, new: m.end(by=by, at=at, reason="…"),
)


@st.composite
def busy(draw: st.DrawFn) -> Mentorship:
    """
    Return relationships in which many things have happened in two months, one after the other.
    """
    m = offer()
    m.accept(by=m.mentee_id, at=NOW)
    happened = st.tuples(st.integers(0, 60), st.sampled_from(EVENTS), st.sampled_from(m.pair))
    order = draw(st.lists(happened, max_size=20))
    for number, (days, event, by) in enumerate(sorted(order, key=lambda entry: entry[0])):
        with suppress(RuleViolation, StopIteration):
            event(m, NOW + days * DAY, by, f"r{number}")

    return m
