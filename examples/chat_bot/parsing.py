"""
Parsing: from what somebody wrote to a command. Nothing here knows the record.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, time

import attrs

from chat_bot.commands import (
    Accept,
    Answer,
    Ask,
    Attention,
    CallOff,
    Change,
    Confirm,
    DontKnow,
    Help,
    LogMilestone,
    Look,
    Next,
    PlanMeeting,
    ReportHeld,
    ReportMissed,
    Said,
    SetGoal,
    Show,
    TellStory,
    WriteNote,
)


_LINE = re.compile(r"(?:@(?P<whom>[A-Za-z0-9_-]{1,64})\s+)?/(?P<name>\S+)\s*(?P<rest>.*)", re.DOTALL)
_NUMBER = re.compile(r"[0-9]{1,4}")
_REVISION = re.compile(r"([0-9]{1,4})\.([0-9]{1,4})")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(r"[0-9]{2}:[0-9]{2}")
_SERVED = re.compile(r"(goal|question)([0-9]{1,4})|-")


class NotUnderstood(Exception):
    """
    A line is no command. The message says what would be one, and repeats nothing of the line.
    """


@attrs.frozen
class Form:
    """
    How one command is written.

    Attributes:
        pattern: What follows its name, for people: a word in capitals for each value, ``|`` between texts.

        about: What it is for.

        made: Makes it of the values.
    """

    pattern: str
    about: str
    made: Callable[..., Change | Look | Help]

    def read(self, name: str, rest: str) -> Change | Look | Help:
        """
        Return the command that stands behind a name.

        Raises:
            NotUnderstood: A value is missing, too many are there, or one is no number or day.
        """
        expected = re.findall(r"[A-Z.]+", self.pattern)
        texts = self.pattern.count("|") + 1
        words = rest.split(maxsplit=len(expected) - texts)[: len(expected) - texts]
        behind = rest.split(maxsplit=len(words))[len(words) :]
        given = [*words, *(part.strip() for part in behind[0].split("|", texts - 1))] if behind else words
        if len(given) != len(expected) or not all(given):
            raise NotUnderstood(f"Please write it as: {self.written(name)}")

        return self.made(*(_READ.get(kind, str)(value) for kind, value in zip(expected, given, strict=True)))

    def written(self, name: str) -> str:
        """
        Return how it is written.
        """
        return f"/{name} {self.pattern}".rstrip()


@attrs.frozen
class Bare(Form):
    """
    How a command is written that is only its name.
    """

    def read(self, name: str, rest: str) -> Change | Look | Help:
        if rest.strip():
            raise NotUnderstood(f"/{name} stands alone.")

        return self.made()


def _number(word: str) -> int:
    if not _NUMBER.fullmatch(word):
        raise NotUnderstood("I need a number there, such as 1.")

    return int(word)


def _revision(word: str) -> tuple[int, int]:
    if not (match := _REVISION.fullmatch(word)):
        raise NotUnderstood(
            "I need the number and the revision that you read there, such as 1.1; /show has them."
        )

    return int(match[1]), int(match[2])


def _day(word: str) -> date:
    try:
        if _DAY.fullmatch(word):
            return date.fromisoformat(word)
    except ValueError:  # such as the 30th of February
        pass
    raise NotUnderstood("I need a day there, such as 2026-03-31.")


def _time(word: str) -> time:
    try:
        if _TIME.fullmatch(word):
            return time.fromisoformat(word)
    except ValueError:  # such as 25:00
        pass
    raise NotUnderstood("I need a time there, such as 09:30.")


def _served(word: str) -> tuple[str, int] | None:
    if not (match := _SERVED.fullmatch(word)):
        raise NotUnderstood(
            "I need what it served there: goal1, question1, or - for neither; /show has them."
        )

    return (match[1], int(match[2])) if match[1] else None


_READ: dict[str, Callable[[str], object]] = {
    "INTEREST": _number,
    "QUESTION": _number,
    "NUMBER.REVISION": _revision,
    "MEETING": _number,
    "MINUTES": _number,
    "SERVED": _served,
    "DAY": _day,
    "TIME": _time,
}

FORMS: dict[str, Form] = {
    "accept": Bare("", "agree to what was offered to you", Accept),
    "goal": Form("TITLE | WHY | MEASURE", "set a goal of yours", SetGoal),
    "ask": Form("INTEREST TEXT", "ask, with how much it interests you, 1 to 5", Ask),
    "answer": Form("QUESTION TEXT", "answer the question with that number", Answer),
    "story": Form("QUESTION TEXT | LESSON", "answer with what happened to you", TellStory),
    "dont-know": Form("QUESTION DAY TASK", "say so, and what you will do about it by then", DontKnow),
    "meet": Form("DAY TIME MINUTES", "plan a meeting, at your own time", PlanMeeting),
    "held": Form("MEETING SERVED TOPIC | SUMMARY", "enter that it was, and what was said", ReportHeld),
    "missed": Form("MEETING REASON", "enter that it did not take place, and why", ReportMissed),
    "cancel": Form("MEETING REASON", "call a meeting off, and say why", CallOff),
    "milestone": Form("DAY TITLE | STATEMENT | LINK", "write down what was reached", LogMilestone),
    "confirm": Form("NUMBER.REVISION", "confirm a milestone as you read it", lambda read: Confirm(*read)),
    "note": Form("TEXT", "keep a note that only you see", WriteNote),
    "next": Bare("", "what the next meeting is about", Next),
    "attention": Bare("", "what needs one of you", Attention),
    "show": Bare("", "what is in the record for you", Show),
    "help": Bare("", "this", Help),
}
"""Every command, in the order in which people are told of them."""


def read(text: str) -> Said:
    """
    Return what somebody said.

    Raises:
        NotUnderstood: It is no command.
    """
    match = _LINE.fullmatch(text.strip())
    if match is None:
        raise NotUnderstood("I listen to lines that start with /; /help tells which.")
    form = FORMS.get(match["name"].lower())
    if form is None:
        raise NotUnderstood("I do not know that one; /help tells what I know.")

    return Said(form.read(match["name"].lower(), match["rest"]), match["whom"])
