"""
Commands: what somebody may tell the bot, as data. They know neither how they are written nor what they do.
"""

from __future__ import annotations

from datetime import date, time
from typing import TypeAlias

import attrs


@attrs.frozen
class Accept:
    """
    Agree to what was offered.
    """


@attrs.frozen
class SetGoal:
    """
    Set a goal.
    """

    title: str
    why: str
    measure: str


@attrs.frozen
class Ask:
    """
    Ask a question.
    """

    interest: int
    text: str


@attrs.frozen
class Answer:
    """
    Answer what one knows.
    """

    question: int
    text: str


@attrs.frozen
class TellStory:
    """
    Answer with a story of one's own.
    """

    question: int
    text: str
    lesson: str


@attrs.frozen
class DontKnow:
    """
    Say that one does not know, and what one will do about it.
    """

    question: int
    due_on: date
    task: str


@attrs.frozen
class PlanMeeting:
    """
    Plan a meeting, at the time of whoever says it.
    """

    day: date
    starts: time
    minutes: int


@attrs.frozen
class ReportHeld:
    """
    Say that a meeting was held, and what was said.

    Attributes:
        served: ``goal`` or ``question``, and its number; *None* for neither.
    """

    meeting: int
    served: tuple[str, int] | None
    topic: str
    summary: str


@attrs.frozen
class ReportMissed:
    """
    Say that a meeting did not take place, and why.
    """

    meeting: int
    reason: str


@attrs.frozen
class CallOff:
    """
    Call a meeting off, and say why.
    """

    meeting: int
    reason: str


@attrs.frozen
class LogMilestone:
    """
    Write a milestone down.
    """

    happened_on: date
    title: str
    statement: str
    link: str


@attrs.frozen
class Confirm:
    """
    Confirm a milestone, in the revision that was read (D2).
    """

    milestone: int
    revision: int


@attrs.frozen
class WriteNote:
    """
    Write a private note.
    """

    text: str


@attrs.frozen
class Next:
    """
    See what the next meeting is about.
    """


@attrs.frozen
class Attention:
    """
    See what needs somebody.
    """


@attrs.frozen
class Show:
    """
    See the record.
    """


@attrs.frozen
class Help:
    """
    See what the bot understands.
    """


OfMeetings: TypeAlias = PlanMeeting | ReportHeld | ReportMissed | CallOff

Change: TypeAlias = (
    Accept | SetGoal | Ask | Answer | TellStory | DontKnow | OfMeetings | LogMilestone | Confirm | WriteNote
)
"""What changes the record."""

Look: TypeAlias = Next | Attention | Show
"""What reads it."""


@attrs.frozen
class Said:
    """
    A command, as it was given.

    Attributes:
        whom: The other person of the relationship that is meant; *None* where it goes without saying.
    """

    command: Change | Look | Help
    whom: str | None = None
