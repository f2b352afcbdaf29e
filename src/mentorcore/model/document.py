"""
Document: all that is kept of one mentorship, as one immutable value.
"""

from __future__ import annotations

from datetime import date, datetime

import attrs

from mentorcore.model.actions import Action
from mentorcore.model.agreement import Proposal
from mentorcore.model.checking import Value, of_value
from mentorcore.model.consents import Consent
from mentorcore.model.feedback import Feedback
from mentorcore.model.goals import Goal
from mentorcore.model.lifecycle import State, Step
from mentorcore.model.meetings import Meeting
from mentorcore.model.milestones import Milestone
from mentorcore.model.notes import Note
from mentorcore.model.questions import Question
from mentorcore.model.readings import Reading
from mentorcore.model.validators import (
    Many,
    Of,
    day_or_none,
    identifier,
    identifier_or_none,
    moment,
    prose,
    prose_or_none,
)
from mentorcore.model.values import PersonId


_UNBOUNDED = 1_000_000


@attrs.frozen(kw_only=True, field_transformer=of_value)
class MentorshipDocument(Value):
    """
    All that is kept of a mentorship.

    Attributes:
        offered_by: Who made the offer: one of the two, or the decider of a pairing request.

        request_id: The pairing request that it came from.

        reasoning: Why these two (R2).

        potential: What potential is seen in the mentee (R2).

        lapses_at: When the offer lapses (R5).

        accepted_by: Who has agreed so far (R3).

        activated_on: The day on which it became active, where that was entered: the day of the moment as it
            was told, in its own zone (R6).

        steps: Its life, the oldest step first.

        departed: Who of the two has left or was erased (R4).
    """

    id: str = attrs.field(validator=identifier)
    mentor_id: PersonId = attrs.field(validator=identifier)
    mentee_id: PersonId = attrs.field(validator=identifier)
    offered_by: PersonId = attrs.field(validator=identifier)
    request_id: str | None = attrs.field(default=None, validator=identifier_or_none)
    reasoning: str = attrs.field(validator=prose, metadata={"words_of": "offered_by"})
    potential: str | None = attrs.field(
        default=None, validator=prose_or_none, metadata={"words_of": "offered_by"}
    )
    lapses_at: datetime = attrs.field(validator=moment)
    state: State = attrs.field(default=State.OFFERED, validator=Of(State))
    accepted_by: tuple[PersonId, ...] = attrs.field(default=(), validator=Many(identifier))
    activated_on: date | None = attrs.field(default=None, validator=day_or_none)
    steps: tuple[Step, ...] = attrs.field(validator=Many(Of(Step), _UNBOUNDED, least=1))
    departed: tuple[PersonId, ...] = attrs.field(default=(), validator=Many(identifier))
    agreements: tuple[Proposal, ...] = attrs.field(validator=Many(Of(Proposal), _UNBOUNDED, least=1))
    goals: tuple[Goal, ...] = attrs.field(default=(), validator=Many(Of(Goal), _UNBOUNDED))
    meetings: tuple[Meeting, ...] = attrs.field(default=(), validator=Many(Of(Meeting), _UNBOUNDED))
    earlier_meetings: tuple[Meeting, ...] = attrs.field(default=(), validator=Many(Of(Meeting), _UNBOUNDED))
    questions: tuple[Question, ...] = attrs.field(default=(), validator=Many(Of(Question), _UNBOUNDED))
    readings: tuple[Reading, ...] = attrs.field(default=(), validator=Many(Of(Reading), _UNBOUNDED))
    actions: tuple[Action, ...] = attrs.field(default=(), validator=Many(Of(Action), _UNBOUNDED))
    feedback: tuple[Feedback, ...] = attrs.field(default=(), validator=Many(Of(Feedback), _UNBOUNDED))
    notes: tuple[Note, ...] = attrs.field(default=(), validator=Many(Of(Note), _UNBOUNDED))
    milestones: tuple[Milestone, ...] = attrs.field(default=(), validator=Many(Of(Milestone), _UNBOUNDED))
    earlier_milestones: tuple[Milestone, ...] = attrs.field(
        default=(), validator=Many(Of(Milestone), _UNBOUNDED)
    )
    consents: tuple[Consent, ...] = attrs.field(default=(), validator=Many(Of(Consent), _UNBOUNDED))
