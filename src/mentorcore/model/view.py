"""
View: what one viewer may see of a mentorship. What is not put in here is not shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, TypeVar

import attrs

from mentorcore.model.actions import Action
from mentorcore.model.agreement import Proposal
from mentorcore.model.cadence import Cadence
from mentorcore.model.consents import Consent
from mentorcore.model.feedback import Feedback
from mentorcore.model.goals import Goal
from mentorcore.model.lifecycle import State
from mentorcore.model.meetings import Meeting, MeetingStatus
from mentorcore.model.milestones import Milestone
from mentorcore.model.notes import Note
from mentorcore.model.questions import Answered, Question
from mentorcore.model.readings import Reading
from mentorcore.model.records import Record
from mentorcore.model.values import PersonId, withheld
from mentorcore.model.visibility import Viewer, Visibility, shows, tiers


if TYPE_CHECKING:
    from mentorcore.model.relationship import Relationship


@attrs.frozen(kw_only=True)
class MeetingDates:
    """
    When a meeting is or was, and what became of it; nothing of what was said.
    """

    starts: datetime
    minutes: int
    status: MeetingStatus


@attrs.frozen(kw_only=True)
class Overview:
    """
    The programme tier: dates, counts and states.

    Attributes:
        state: At the moment of looking, an offer that has lapsed is expired (R5); without one it is the state
            that was last written down.

        steps: Each state and when it began.

        counts: For each kind of record, how many there are in each state; private notes are not counted.
    """

    mentor_id: PersonId
    mentee_id: PersonId
    state: State
    steps: tuple[tuple[State, datetime], ...]
    lapses_at: datetime
    cadence: Cadence
    starts_on: date
    ends_on: date
    meetings: tuple[MeetingDates, ...]
    counts: Mapping[str, Mapping[str, int]]


@attrs.frozen(kw_only=True)
class View:
    """
    What one viewer may see; everything is empty unless a rule shows it.

    Attributes:
        tiers: The tiers that the viewer sees.

        overview: Dates, counts and states; *None* without the programme tier.

        reasoning: Why these two; *None* outside the pair.

        potential: What potential was seen; *None* outside the pair.

        words: What was said at each step of its life; empty outside the pair.

        answers: The answers that the viewer sees: the pair all of them, the record tier the released ones.

        earlier_meetings: The revisions before those of *meetings* (M2); empty outside the pair.

        earlier_milestones: The revisions before those of *milestones* (D3); empty outside the pair, since one
            that was confirmed is not of the record any more.
    """

    viewer: Viewer
    tiers: frozenset[Visibility]
    overview: Overview | None = None
    reasoning: str | None = attrs.field(default=None, repr=withheld)
    potential: str | None = attrs.field(default=None, repr=withheld)
    words: tuple[tuple[State, str], ...] = attrs.field(default=(), repr=withheld)
    agreements: tuple[Proposal, ...] = ()
    goals: tuple[Goal, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    earlier_meetings: tuple[Meeting, ...] = ()
    questions: tuple[Question, ...] = ()
    answers: tuple[Answered, ...] = ()
    readings: tuple[Reading, ...] = ()
    actions: tuple[Action, ...] = ()
    feedback: tuple[Feedback, ...] = ()
    notes: tuple[Note, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    earlier_milestones: tuple[Milestone, ...] = ()
    consents: tuple[Consent, ...] = ()


R = TypeVar("R", bound=Record)


def view_of(mentorship: Relationship, viewer: Viewer, at: datetime | None) -> View:
    """
    Return what the viewer may see.

    It shows the record as it is now, whatever moment is given; so a consent that was withdrawn since opens it
    for no earlier moment either, and one that is over opens nothing that was changed later than *at*.

    Args:
        at: The moment of looking, at which consents are judged.
    """
    consented = any(c.withdrawn_at is None and c.in_force(at) for c in mentorship.consents)
    seen = tiers(viewer, mentorship.pair, consented=consented)
    of_pair = Visibility.PAIR in seen

    def is_in_time(record: Record) -> bool:
        return of_pair or at is None or record.changed_at <= at

    def visible(records: Iterable[R]) -> tuple[R, ...]:
        return tuple(
            r for r in records if is_in_time(r) and shows(r.tier, r.author, viewer=viewer, seen=seen)
        )

    def answers(question: Question) -> tuple[Answered, ...]:
        given = question.answers if is_in_time(question) else ()
        return tuple(a for a in given if shows(a.visibility, a.author, viewer=viewer, seen=seen))

    return View(
        viewer=viewer,
        tiers=seen,
        overview=_overview(mentorship, at) if Visibility.PROGRAMME in seen else None,
        reasoning=mentorship.document.reasoning if of_pair else None,
        potential=mentorship.document.potential if of_pair else None,
        words=tuple((s.state, s.words) for s in mentorship.steps if s.words) if of_pair else (),
        agreements=visible(mentorship.agreements),
        goals=visible(mentorship.goals),
        meetings=visible(mentorship.meetings),
        earlier_meetings=mentorship.document.earlier_meetings if of_pair else (),
        questions=tuple(attrs.evolve(q, answers=answers(q)) for q in visible(mentorship.questions)),
        answers=tuple(answer for question in mentorship.questions for answer in answers(question)),
        readings=visible(mentorship.readings),
        actions=visible(mentorship.actions),
        feedback=visible(mentorship.feedback),
        notes=visible(mentorship.notes),
        milestones=visible(mentorship.milestones),
        earlier_milestones=mentorship.document.earlier_milestones if of_pair else (),
        consents=visible(mentorship.consents),
    )


def _overview(mentorship: Relationship, at: datetime | None) -> Overview:
    terms = mentorship.agreement
    has_lapsed = mentorship.state is State.OFFERED and at is not None and at >= mentorship.lapses_at
    counts = {
        "goals": Counter(goal.status.value for goal in mentorship.goals),
        "meetings": Counter(meeting.status.value for meeting in mentorship.meetings),
        "questions": Counter(question.status.value for question in mentorship.questions),
        "readings": Counter(reading.status.value for reading in mentorship.readings),
        "actions": Counter(action.status.value for action in mentorship.actions),
        "milestones": Counter(milestone.status.value for milestone in mentorship.milestones),
        "feedback": Counter(feedback.tier.value for feedback in mentorship.feedback),
        "notes": Counter(note.tier.value for note in mentorship.notes if note.tier is not Visibility.PRIVATE),
    }

    return Overview(
        mentor_id=mentorship.mentor_id,
        mentee_id=mentorship.mentee_id,
        state=State.EXPIRED if has_lapsed else mentorship.state,
        steps=tuple((step.state, step.at) for step in mentorship.steps),
        lapses_at=mentorship.lapses_at,
        cadence=terms.cadence,
        starts_on=terms.starts_on,
        ends_on=terms.ends_on,
        meetings=tuple(
            MeetingDates(starts=m.starts, minutes=m.minutes, status=m.status) for m in mentorship.meetings
        ),
        counts={kind: dict(counter) for kind, counter in counts.items()},
    )
