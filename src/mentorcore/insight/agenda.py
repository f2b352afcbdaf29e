"""
Agenda: the record sets the course of the next session.

What the mentee brought comes first; within that the order is that of `AgendaKind`.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Final

import attrs

from mentorcore.insight.served import goals_behind, minutes_served
from mentorcore.insight.wording import day_in_words, many, shortened
from mentorcore.model.lifecycle import RUNNING, State
from mentorcore.model.meetings import LENGTH, Meeting
from mentorcore.model.mentorship import Mentorship
from mentorcore.model.milestones import MilestoneStatus
from mentorcore.model.questions import Question, Unknown
from mentorcore.model.values import PersonId, RecordId, check_moment, check_type, withheld


USUAL_MINUTES: Final = 60
"""How long a meeting is taken to be while none is planned and none was held."""

LEAST_MINUTES: Final = 5
"""With less than this an item is left for another time."""

TITLE: Final = 80
"""The most characters of the title of an item."""


class AgendaKind(enum.Enum):
    """
    What an item of an agenda is about, in the order in which they are taken.
    """

    OPEN_QUESTION = "open_question"
    FOLLOW_UP = "follow_up"
    ACTION = "action"
    READING = "reading"
    GOAL = "goal"
    SUGGESTED_GOAL = "suggested_goal"
    MILESTONE = "milestone"
    FEEDBACK_SESSION = "feedback_session"
    AGREEMENT = "agreement"


MINUTES: Final[Mapping[AgendaKind, int]] = {
    AgendaKind.OPEN_QUESTION: 15,
    AgendaKind.FOLLOW_UP: 10,
    AgendaKind.ACTION: 5,
    AgendaKind.READING: 10,
    AgendaKind.GOAL: 15,
    AgendaKind.SUGGESTED_GOAL: 5,
    AgendaKind.MILESTONE: 5,
    AgendaKind.FEEDBACK_SESSION: 20,
    AgendaKind.AGREEMENT: 10,
}
"""How many minutes an item of each kind is given."""


@attrs.frozen(kw_only=True)
class AgendaItem:
    """
    One thing to talk about.

    Attributes:
        title: What, in the words of the record, shortened to `TITLE` characters.

        why: Why it is there, as a sentence without its full stop.

        record: The id of the record that it cites.

        revision: The revision of that record.

        minutes: How long it is given.

        whose: Who brought it or has to act on it; *None* for both.
    """

    kind: AgendaKind
    title: str = attrs.field(repr=withheld)
    why: str
    record: RecordId
    revision: int
    minutes: int
    whose: PersonId | None


@attrs.frozen(kw_only=True)
class Agenda:
    """
    What the next session is about. It quotes the pair's words, and is for the pair.

    Attributes:
        meeting: The id of the meeting that it is for; *None* while none is planned.

        starts: When that meeting starts, in its own zone.

        minutes: How long the session is.

        items: What fits, in order.

        left_over: What does not fit, in order.

        because: Why there is nothing to plan; *None* where there could be something.
    """

    meeting: RecordId | None
    starts: datetime | None
    minutes: int
    items: tuple[AgendaItem, ...] = ()
    left_over: tuple[AgendaItem, ...] = ()
    because: str | None = None

    @property
    def free(self) -> int:
        """
        How many minutes nothing is planned for.
        """
        return self.minutes - sum(item.minutes for item in self.items)


def next_agenda(mentorship: Mentorship, *, at: datetime, minutes: int | None = None) -> Agenda:
    """
    Return what the next session is about.

    It is the first scheduled meeting that is not over. Items are taken in order while they fit; the last gets
    what is left, where that is at least `LEAST_MINUTES`. Due is what is due by the day of the meeting, in its
    own zone; while none is planned, by the day of *at* in UTC.

    Args:
        minutes: How long the session is, 5 to 1440; unless given, as long as the meeting is planned, as the
            last one was, or `USUAL_MINUTES`.

    Raises:
        InvalidValue: *at* is not timezone-aware (P2), or *minutes* is out of range (M1).
    """
    m, at = check_type(Mentorship, mentorship, "mentorship"), check_moment(at)
    meeting = next((x for x in m.meetings.scheduled if x.ends > at), None)
    length = _length(m, meeting) if minutes is None else LENGTH.check(minutes, "minutes")
    agenda = Agenda(
        meeting=None if meeting is None else meeting.id,
        starts=None if meeting is None else meeting.local_start,
        minutes=length,
    )
    if m.state not in RUNNING:
        state = m.state_at(at) if m.state is State.OFFERED else m.state
        return attrs.evolve(agenda, because=f"the relationship is {state.value}")

    due = _Due(at.date(), "ago", "today")
    if agenda.starts is not None:
        due = _Due(agenda.starts.date(), "before the meeting", "the day of the meeting")
    everything = sorted(_items(m, due), key=lambda item: item.whose != m.mentee_id)
    items, left_over = _fitted(everything, length)

    return attrs.evolve(agenda, items=items, left_over=left_over)


@attrs.frozen
class _Due:
    by: date
    before: str
    itself: str

    def why(self, due_on: date) -> str:
        days = (self.by - due_on).days
        when = f"{many(days, 'day')} {self.before}" if days else self.itself

        return f"due on {day_in_words(due_on)}, {when}"


def _length(m: Mentorship, meeting: Meeting | None) -> int:
    known = meeting or next(reversed(m.meetings.held), None)

    return USUAL_MINUTES if known is None else known.minutes


def _fitted(items: list[AgendaItem], minutes: int) -> tuple[tuple[AgendaItem, ...], tuple[AgendaItem, ...]]:
    taken: list[AgendaItem] = []
    left = minutes
    for item in items:
        if left < min(LEAST_MINUTES, item.minutes):
            break
        taken.append(attrs.evolve(item, minutes=min(item.minutes, left)))
        left -= taken[-1].minutes

    return tuple(taken), tuple(items[len(taken) :])


def _items(m: Mentorship, due: _Due) -> Iterator[AgendaItem]:
    yield from _questions(m, due)
    yield from _tasks(m, due)
    yield from _goals(m)
    yield from _milestones(m)
    yield from _feedback(m)
    yield from _agreement(m, due.by)


def _questions(m: Mentorship, due: _Due) -> Iterator[AgendaItem]:
    def item(kind: AgendaKind, question: Question, why: str) -> AgendaItem:
        return AgendaItem(
            kind=kind,
            title=shortened(question.text, TITLE),
            why=why,
            record=question.id,
            revision=question.revision,
            minutes=MINUTES[kind],
            whose=m.mentee_id,
        )

    for question in m.questions.open:
        if question.follow_up is None:
            yield item(AgendaKind.OPEN_QUESTION, question, _why_open(question))
    for question in m.questions.open:
        if question.follow_up is not None and question.follow_up.due_on <= due.by:
            said = day_in_words(question.answers[-1].at)
            owner = "mentor" if question.follow_up.owner == m.mentor_id else "mentee"
            late = due.why(question.follow_up.due_on)
            yield item(
                AgendaKind.FOLLOW_UP,
                question,
                f"answered “I don't know” on {said}; the {owner}'s follow-up is {late}",
            )


def _why_open(question: Question) -> str:
    why = f"asked on {day_in_words(question.entered_at)}, interest {question.interest} of 5"
    if question.answers and isinstance(question.answers[-1].answer, Unknown):
        why += f"; referred elsewhere on {day_in_words(question.answers[-1].at)}: did it help?"

    return why


def _tasks(m: Mentorship, due: _Due) -> Iterator[AgendaItem]:
    for action in m.actions.open:
        if action.due_on <= due.by:
            yield AgendaItem(
                kind=AgendaKind.ACTION,
                title=shortened(action.title, TITLE),
                why=due.why(action.due_on),
                record=action.id,
                revision=action.revision,
                minutes=MINUTES[AgendaKind.ACTION],
                whose=action.owner,
            )
    for reading in m.readings.open:
        if reading.due_on <= due.by:
            yield AgendaItem(
                kind=AgendaKind.READING,
                title=shortened(reading.title, TITLE),
                why=due.why(reading.due_on),
                record=reading.id,
                revision=reading.revision,
                minutes=MINUTES[AgendaKind.READING],
                whose=m.mentee_id,
            )


def _goals(m: Mentorship) -> Iterator[AgendaItem]:
    behind = goals_behind(m)
    recent = m.meetings.held[-m.policy.focus_meetings :]
    served = {goal_id for meeting in recent for goal_id in minutes_served(meeting, behind)}
    since = {
        0: "no meeting was held yet",
        1: "the last meeting did not serve it",
    }.get(len(recent), f"none of the last {len(recent)} meetings served it")
    for goal in m.goals.active:
        if goal.id not in served:
            yield AgendaItem(
                kind=AgendaKind.GOAL,
                title=shortened(goal.title, TITLE),
                why=f"goal number {goal.rank}; {since}",
                record=goal.id,
                revision=goal.revision,
                minutes=MINUTES[AgendaKind.GOAL],
                whose=m.mentee_id,
            )
    for goal in m.goals.suggested:
        yield AgendaItem(
            kind=AgendaKind.SUGGESTED_GOAL,
            title=shortened(goal.title, TITLE),
            why=f"suggested on {day_in_words(goal.entered_at)}; it counts once the mentee adopts it",
            record=goal.id,
            revision=goal.revision,
            minutes=MINUTES[AgendaKind.SUGGESTED_GOAL],
            whose=m.mentor_id,
        )


def _milestones(m: Mentorship) -> Iterator[AgendaItem]:
    for milestone in m.milestones.documented:
        (other,) = (person for person in m.pair if person != milestone.author)
        said = day_in_words(milestone.changed_at)
        match milestone.status:
            case MilestoneStatus.DOCUMENTED:
                why, whose = f"written down on {said}; it waits to be confirmed", other
            case MilestoneStatus.CONTESTED:
                why, whose = f"contested on {said}; its author can amend or retract it", milestone.author
            case _:
                continue
        yield AgendaItem(
            kind=AgendaKind.MILESTONE,
            title=shortened(milestone.title, TITLE),
            why=why,
            record=milestone.id,
            revision=milestone.revision,
            minutes=MINUTES[AgendaKind.MILESTONE],
            whose=whose,
        )


def _feedback(m: Mentorship) -> Iterator[AgendaItem]:
    every, terms = m.agreement.feedback_every, m.agreements.in_force
    if every is None:
        return
    sessions = {feedback.session for feedback in m.feedback}
    held = [meeting.id in sessions for meeting in m.meetings.held]
    since = held[::-1].index(True) if True in held else len(held)
    if since + 1 >= every:
        last = f"{many(since, 'meeting')} since the last one" if True in held else "there was none yet"
        yield AgendaItem(
            kind=AgendaKind.FEEDBACK_SESSION,
            title="Feedback session",
            why=f"agreed for every {'meeting' if every == 1 else many(every, 'meeting')}; {last}",
            record=terms.id,
            revision=terms.revision,
            minutes=MINUTES[AgendaKind.FEEDBACK_SESSION],
            whose=None,
        )


def _agreement(m: Mentorship, day: date) -> Iterator[AgendaItem]:
    proposal, terms = m.agreements.open, m.agreements.in_force
    if proposal is not None:
        (other,) = (person for person in m.pair if person != proposal.author)
        yield AgendaItem(
            kind=AgendaKind.AGREEMENT,
            title="Proposed change of the agreement",
            why=f"proposed on {day_in_words(proposal.entered_at)}; it waits for an answer",
            record=proposal.id,
            revision=proposal.revision,
            minutes=MINUTES[AgendaKind.AGREEMENT],
            whose=other,
        )
    if terms.terms.ends_on - timedelta(days=m.policy.end_notice_days) <= day:
        yield AgendaItem(
            kind=AgendaKind.AGREEMENT,
            title="How it goes on",
            why=f"the last day of the agreement is {day_in_words(terms.terms.ends_on)}",
            record=terms.id,
            revision=terms.revision,
            minutes=MINUTES[AgendaKind.AGREEMENT],
            whose=None,
        )
