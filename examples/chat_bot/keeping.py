"""
Keeping: what each command does to the record. Who may do it, and when, the library decides.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar

from chat_bot.commands import (
    Accept,
    Answer,
    Ask,
    Change,
    Confirm,
    DontKnow,
    LogMilestone,
    SetGoal,
    TellStory,
    WriteNote,
)
from mentorcore import Evidence, FollowUp, Known, Mentorship, Story, Unknown
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


def carry_out(command: Change, m: Mentorship, *, by: str, at: datetime) -> None:
    """
    Give one command to the library.

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
