"""
Relationship: the two people, their collections, and what every command on a record checks (R6, R12 to R14).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import cached_property
from typing import Any, ClassVar

import attrs

from mentorcore.errors import WrongState, WrongTime
from mentorcore.model.actions import Actions
from mentorcore.model.aggregate import Aggregate, Noted, only
from mentorcore.model.agreement import Agreement, Agreements
from mentorcore.model.consents import Consents
from mentorcore.model.document import MentorshipDocument
from mentorcore.model.feedback import FeedbackGiven
from mentorcore.model.goals import Goals
from mentorcore.model.lifecycle import ALLOWED, RUNNING, Act, State, Step
from mentorcore.model.meetings import Meetings
from mentorcore.model.milestones import Milestones
from mentorcore.model.notes import Notes
from mentorcore.model.questions import Questions
from mentorcore.model.readings import Readings
from mentorcore.model.records import Records
from mentorcore.model.values import PersonId, RecordId, check_actor, check_moment, day_begins


class Relationship(Aggregate[MentorshipDocument]):
    """
    What there is to read of a mentorship, and the collections that its records live in.
    """

    kind: ClassVar[str] = "mentorship"
    noun: ClassVar[str] = "mentorship"

    @property
    def mentor_id(self) -> PersonId:
        """
        The mentor.
        """
        return self._document.mentor_id

    @property
    def mentee_id(self) -> PersonId:
        """
        The mentee.
        """
        return self._document.mentee_id

    @property
    def pair(self) -> tuple[PersonId, PersonId]:
        """
        The mentor and the mentee.
        """
        return self._document.mentor_id, self._document.mentee_id

    @property
    def state(self) -> State:
        """
        The state that was last written down; `state_at` also knows offers that have lapsed since.
        """
        return self._document.state

    @property
    def steps(self) -> tuple[Step, ...]:
        """
        Its life so far, the oldest step first.
        """
        return self._document.steps

    @property
    def lapses_at(self) -> datetime:
        """
        When the offer lapses, or would have (R5).
        """
        return self._document.lapses_at

    @property
    def offered_by(self) -> PersonId:
        """
        Who made the offer: one of the two, or the decider of a pairing request.
        """
        return self._document.offered_by

    @property
    def request_id(self) -> str | None:
        """
        The pairing request that it came from.
        """
        return self._document.request_id

    @property
    def reasoning(self) -> str:
        """
        Why these two (R2).
        """
        return self._document.reasoning

    @property
    def potential(self) -> str | None:
        """
        What potential is seen in the mentee (R2).
        """
        return self._document.potential

    @property
    def activated_at(self) -> datetime | None:
        """
        When it became active for the first time.
        """
        return next((step.at for step in self.steps if step.state is State.ACTIVE), None)

    @property
    def agreement(self) -> Agreement:
        """
        The agreement in force; before the relationship is active, the one that was offered.
        """
        return self.agreements.in_force.terms

    @cached_property
    def agreements(self) -> Agreements:
        """
        The agreement and its proposed changes.
        """
        return Agreements(self)

    @cached_property
    def goals(self) -> Goals:
        """
        The mentee's goals.
        """
        return Goals(self)

    @cached_property
    def meetings(self) -> Meetings:
        """
        The meetings.
        """
        return Meetings(self)

    @cached_property
    def questions(self) -> Questions:
        """
        The mentee's questions and the mentor's answers.
        """
        return Questions(self)

    @cached_property
    def readings(self) -> Readings:
        """
        The readings.
        """
        return Readings(self)

    @cached_property
    def actions(self) -> Actions:
        """
        What either of the two has taken on.
        """
        return Actions(self)

    @cached_property
    def feedback(self) -> FeedbackGiven:
        """
        The feedback.
        """
        return FeedbackGiven(self)

    @cached_property
    def notes(self) -> Notes:
        """
        The notes and reflections.
        """
        return Notes(self)

    @cached_property
    def milestones(self) -> Milestones:
        """
        The milestones.
        """
        return Milestones(self)

    @cached_property
    def consents(self) -> Consents:
        """
        The mentee's consents.
        """
        return Consents(self)

    def state_at(self, at: datetime) -> State:
        """
        Return the state at a moment: that in which the steps until then left it, where an offer that has
        lapsed counts as expired, whether or not anybody has written that down (R5).

        A moment before the offer gives `State.OFFERED`.
        """
        at = check_moment(at)
        state = next((s.state for s in reversed(self.steps) if s.at <= at), State.OFFERED)

        return State.EXPIRED if state is State.OFFERED and at >= self.lapses_at else state

    @property
    def _collections(self) -> tuple[Records[Any], ...]:
        return (
            self.agreements,
            self.goals,
            self.meetings,
            self.questions,
            self.readings,
            self.actions,
            self.feedback,
            self.notes,
            self.milestones,
            self.consents,
        )

    def _ids(self) -> set[str]:
        return {self.id, *(r.id for records in self._collections for r in records._kept)}

    def _noun_of(self, record_id: RecordId) -> str | None:
        return next((c.noun for c in self._collections if record_id in c), None)

    def _existing_goal(self, goal_id: RecordId | None) -> None:
        if goal_id is not None:
            self.goals[goal_id]

    def _begin(self, act: Act, by: PersonId, at: datetime, *, to: str) -> tuple[PersonId, datetime]:
        self._writable()
        by, at = check_actor(by), check_moment(at)
        only(self.pair, by, to=to, who="the mentor or the mentee", rule="R14")
        if by in self._document.departed and act is not Act.TAKE_BACK:
            raise WrongState(
                tried=to,
                because=f"{by} has left",
                accepted="a person who has left enters nothing new",
                rule="P5",
            )
        if self.state not in ALLOWED[act]:
            over = self.state not in {State.OFFERED, *RUNNING}
            states = sorted(state.value for state in ALLOWED[act])
            raise WrongState(
                tried=to,
                because=f"the relationship is {self.state.value}",
                accepted=f"it has to be {' or '.join(states)}",
                rule="R13" if over else "R12",
            )
        self._not_before_activation(at, to=to, what="it would happen")

        return by, at

    def _not_before_activation(self, moment_: datetime, *, to: str, what: str) -> None:
        activated = self.activated_at
        if activated is not None and moment_ < activated:
            raise WrongTime(
                tried=to,
                because=f"{what} at {moment_.isoformat()}, before the relationship was active",
                accepted=f"nothing in it precedes {activated.isoformat()}",
                rule="R6",
            )

    def _inside(self, happened_on: date, *, to: str) -> None:
        first = self._document.activated_on
        if first is not None and happened_on < first:
            raise WrongTime(
                tried=to,
                because=f"{happened_on} lies before the relationship",
                accepted=f"give a day from {first}",
                rule="R6",
            )
        last = self.steps[-1]
        if last.state in {State.COMPLETED, State.ENDED} and day_begins(happened_on) > last.at:
            raise WrongTime(
                tried=to,
                because=f"{happened_on} lies after the relationship",
                accepted=f"give a day that began before it ended, at {last.at.isoformat()}",
                rule="R13",
            )

    def _record(
        self,
        fields: Mapping[str, Any],
        *,
        action: str,
        by: PersonId,
        at: datetime,
        record: RecordId | None,
        revision: int,
    ) -> None:
        self._change(
            attrs.evolve(self._document, **fields),
            Noted(action=action, by=by, at=at, record=record, revision=revision),
        )
