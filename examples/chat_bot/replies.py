"""
Replies: what the bot says, in plain text. What people wrote stands in them in one line, and harmless.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from chat_bot.commands import (
    Accept,
    Answer,
    Ask,
    CallOff,
    Change,
    Confirm,
    DontKnow,
    LogMilestone,
    PlanMeeting,
    ReportHeld,
    ReportMissed,
    SetGoal,
    TellStory,
    WriteNote,
)
from chat_bot.keeping import in_order_of_entry
from chat_bot.parsing import FORMS
from mentorcore import Agenda, Alert, Known, Mentorship, Story, View
from mentorcore.errors import NotFound, RuleViolation


_JOINERS = "\u200c\u200d"
"""What some scripts and emoji need, and cannot be seen."""

TWICE = "I have that already, and kept it once."
NOBODY = "I keep no open mentorship in which you could do that."
SEVERAL = "You are in several mentorships; please say with whom, as in: @ID /next. Yours are with:"
BUSY = "The record is busy and I may not have kept that; look with /show, and send it again if it is missing."
BROKEN = "Something is wrong with the record and I could not do that; whoever runs me has been told."


def quoted(text: str) -> str:
    """
    Return what somebody wrote in one line; what cannot be seen is shown as an escape.
    """
    line = " ".join(text.split())

    return "".join(c if c.isprintable() or c in _JOINERS else repr(c)[1:-1] for c in line)


def helped() -> str:
    """
    Tell what can be said.
    """
    return "\n".join(f"{form.written(name)}: {form.about}" for name, form in FORMS.items())


def refused(error: RuleViolation | NotFound) -> str:
    """
    Tell in one sentence why something was not done, and what would be.
    """
    if isinstance(error, NotFound):
        return f"Sorry, there is no {error.kind} {error.id} here."

    return f"Sorry, {quoted(error.because)} ({error.rule}); {quoted(error.accepted)}."


def kept(command: Change, m: Mentorship) -> str:
    """
    Tell what was kept.
    """
    match command:
        case Accept():
            told = "It is a mentorship now. I wish you both good questions."
        case SetGoal():
            told = "Kept as a goal of yours."
        case Ask():
            told = f"Kept as question {len(m.questions)}."
        case Answer(number) | TellStory(number):
            told = f"Kept as an answer to question {number}."
        case DontKnow(number, due_on):
            told = f"Question {number} stays open; I will bring it up again on {due_on}."
        case PlanMeeting():
            *_, planned_one = m.meetings
            told = f"Kept as meeting {len(m.meetings)}, on {when(planned_one.local_start)}."
        case ReportHeld(number) | ReportMissed(number):
            told = f"Kept what became of meeting {number}."
        case CallOff(number):
            told = f"Meeting {number} is called off."
        case LogMilestone():
            told = f"Kept as milestone {len(m.milestones)}.1; it counts once the other confirms it."
        case Confirm(number):
            told = f"Milestone {number} is confirmed."
        case WriteNote():
            told = "Kept for your eyes only."

    return told


def when(starts: datetime) -> str:
    """
    Tell when a meeting starts, in its own zone.
    """
    return f"{starts:%Y-%m-%d %H:%M} ({starts.tzinfo})"


def shown(view: View) -> str:
    """
    Tell what is in the record, as far as the viewer sees it.
    """
    return "\n".join(_lines(view)) or "The record is still empty."


def _lines(view: View) -> Iterator[str]:
    for number, goal in enumerate(in_order_of_entry(view.goals), 1):
        yield f"Goal {number}: {quoted(goal.title)} ({goal.status.value})"
    for number, question in enumerate(view.questions, 1):
        standing = f"{question.status.value}, interest {question.interest}"
        yield f"Question {number}: {quoted(question.text)} ({standing})"
        for given in question.answers:
            match given.answer:
                case Known(text):
                    yield f"  Answer: {quoted(text)}"
                case Story(text, lesson=lesson):
                    yield f"  Story: {quoted(text)} Lesson: {quoted(lesson)}"
                case _:
                    yield "  Not known yet"
    for number, meeting in enumerate(view.meetings, 1):
        length = f"{meeting.minutes} minutes"
        yield f"Meeting {number}: {when(meeting.local_start)}, {length} ({meeting.status.value})"
        if told := meeting.summary or meeting.reason:
            yield f"  {quoted(told)}"
    for number, milestone in enumerate(view.milestones, 1):
        read = f"{number}.{milestone.revision}"
        said = f"{quoted(milestone.title)}. {quoted(milestone.statement)}"
        yield f"Milestone {read}: {said} ({milestone.status.value})"
    for note in view.notes:
        yield f"Note ({note.tier.value}): {quoted(note.text)}"


def planned(agenda: Agenda, names: Mapping[str, str]) -> str:
    """
    Tell what the next meeting is about.
    """
    if agenda.because is not None:
        return f"There is no next meeting: {agenda.because}."
    starts = "no day is set yet" if agenda.starts is None else when(agenda.starts)
    items = [
        f"{item.minutes} min: {quoted(item.title)} "
        f"({'both' if item.whose is None else quoted(names[item.whose])}; {quoted(item.why)})"
        for item in agenda.items
    ]

    return "\n".join(
        [f"The next meeting, {starts}, {agenda.minutes} minutes:", *items, f"Free: {agenda.free} min"]
    )


def needed(alerts: Iterable[Alert], names: Mapping[str, str]) -> str:
    """
    Tell what needs somebody, and whom.
    """
    lines = [
        f"Since {alert.since:%Y-%m-%d}: {alert} ({', '.join(quoted(names.get(w, w)) for w in alert.who)})"
        for alert in alerts
    ]

    return "\n".join(lines) or "Nothing needs either of you."
