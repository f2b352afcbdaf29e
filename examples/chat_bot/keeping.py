"""
Keeping: what each command does to the record. Who may do it, and when, the library decides.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from chat_bot.commands import (
    Accept,
    Answer,
    Ask,
    CallOff,
    Change,
    Confirm,
    DontKnow,
    LogMilestone,
    OfMeetings,
    PlanMeeting,
    ReportHeld,
    ReportMissed,
    SetGoal,
    TellStory,
    WriteNote,
)
from mentorcore import Evidence, FollowUp, Goal, Known, Meeting, Mentorship, Story, Topic, Unknown
from mentorcore.errors import NotFound


R = TypeVar("R")


def numbered(records: Iterable[R], number: int, noun: str) -> R:
    """
    Return the record with a number, as the bot counts them: in order of entry, from 1. None is ever taken
    away, so a number stays.

    Raises:
        NotFound: There is none.
    """
    for count, record in enumerate(records, 1):
        if count == number:
            return record
    raise NotFound(noun, str(number))


def in_order_of_entry(goals: Iterable[Goal]) -> list[Goal]:
    """
    Return the goals in the order in which they were entered, since their own one is that of their ranks.
    """
    return sorted(goals, key=lambda goal: goal.entered_at)


def carry_out(command: Change, m: Mentorship, *, by: str, at: datetime, zone: str) -> None:
    """
    Give one command to the library.

    Args:
        zone: The time zone of whoever gives it.

    Raises:
        RuleViolation: A rule refuses it.

        NotFound: Nothing has the number.
    """

    def question(number: int) -> str:
        return numbered(m.questions, number, "question").id

    match command:
        case Accept():
            m.accept(by=by, at=at)
        case SetGoal(title, why, measure):
            m.goals.set(by=by, at=at, title=title, why=why, measure=measure)
        case Ask(interest, text):
            m.questions.ask(by=by, at=at, text=text, interest=interest)
        case Answer(number, text):
            m.questions.answer(question(number), by=by, at=at, answer=Known(text))
        case TellStory(number, text, lesson):
            m.questions.answer(question(number), by=by, at=at, answer=Story(text, lesson=lesson))
        case DontKnow(number, due_on, task):
            promised = Unknown(follow_up=FollowUp(owner=by, due_on=due_on, task=task))
            m.questions.answer(question(number), by=by, at=at, answer=promised)
        case PlanMeeting() | ReportHeld() | ReportMissed() | CallOff():
            _meet(command, m, by=by, at=at, zone=zone)
        case LogMilestone(happened_on, title, statement, link):
            m.milestones.document(
                by=by,
                at=at,
                title=title,
                statement=statement,
                happened_on=happened_on,
                evidence=[Evidence.link(link)],
            )
        case Confirm(number, revision):
            milestone = numbered(m.milestones, number, "milestone")
            m.milestones.confirm(milestone.id, by=by, at=at, revision=revision)
        case WriteNote(text):
            m.notes.write(by=by, at=at, text=text)


def _meet(command: OfMeetings, m: Mentorship, *, by: str, at: datetime, zone: str) -> None:
    def meeting(number: int) -> Meeting:
        return numbered(m.meetings, number, "meeting")

    match command:
        case PlanMeeting(day, starts, minutes):
            at_home = datetime.combine(day, starts, ZoneInfo(zone))
            m.meetings.schedule(by=by, at=at, starts=at_home, minutes=minutes)
        case ReportHeld(number, served, title, summary):
            held = meeting(number)
            topic = Topic(title, minutes=held.minutes, raised_by=by, serves=_served(served, m))
            m.meetings.hold(held.id, by=by, at=at, summary=summary, topics=[topic])
        case ReportMissed(number, reason):
            m.meetings.miss(meeting(number).id, by=by, at=at, reason=reason)
        case CallOff(number, reason):
            m.meetings.cancel(meeting(number).id, by=by, at=at, reason=reason)


def _served(served: tuple[str, int] | None, m: Mentorship) -> str | None:
    if served is None:
        return None
    noun, number = served

    return numbered(in_order_of_entry(m.goals) if noun == "goal" else m.questions, number, noun).id
