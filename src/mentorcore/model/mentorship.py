"""
Mentorship: one mentor and one mentee, from the offer to the end (R1 to R7, R13).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Self

import attrs

from mentorcore.errors import Clash, InvalidValue, NotTheirs, WrongState, WrongTime
from mentorcore.model.aggregate import Noted, only, part_of
from mentorcore.model.agreement import Agreement, AgreementStatus, Proposal, within_limits
from mentorcore.model.document import MentorshipDocument
from mentorcore.model.erasure import erased, erased_wholly
from mentorcore.model.goals import Goals
from mentorcore.model.lifecycle import NEXT, OPEN, RUNNING, State, Step
from mentorcore.model.milestones import enough_evidence
from mentorcore.model.policy import Policy, chosen
from mentorcore.model.relationship import Relationship
from mentorcore.model.validators import prose
from mentorcore.model.values import (
    SYSTEM,
    PersonId,
    RecordId,
    check_actor,
    check_id,
    check_moment,
    check_type,
    new_id,
)
from mentorcore.model.view import View, view_of
from mentorcore.model.visibility import Viewer


class Mentorship(Relationship):
    """
    One mentor and one mentee. Made by `offer`, or by `PairingRequest.propose`.

    It changes only through commands: its own, and those of its collections `agreements`, `goals`, `meetings`,
    `questions`, `readings`, `actions`, `feedback`, `notes`, `milestones` and `consents`.
    """

    @classmethod
    def offer(
        cls,
        *,
        mentor: PersonId,
        mentee: PersonId,
        by: PersonId,
        at: datetime,
        reasoning: str,
        agreement: Agreement,
        potential: str | None = None,
        lapses_at: datetime | None = None,
        policy: Policy | None = None,
        id: str | None = None,
    ) -> Self:
        """
        Offer a mentorship: as a mentor to a mentee, or the other way round.

        The offer counts as its maker's consent; only the other accepts it (R3).

        Args:
            reasoning: Why these two (R2).

            potential: What potential the mentor sees; a mentee who asks leaves it out (R2).

            agreement: What the two would commit to (R7).

            lapses_at: When it can no longer be accepted; after the policy's days unless given (R5).

            policy: The choices that judge it; the default until the store gives its own.

        Raises:
            NotTheirs: *by* is neither of the two (R14).

            Clash: The two are the same person (R1).

            InvalidValue: Something is missing (R2) or outside its limits (R7).

            WrongTime: It would lapse before it is made (R5).
        """
        to = "offer a mentorship"
        by = check_actor(by)
        only((mentor, mentee), by, to=to, who="the mentor or the mentee", rule="R14")

        return cls._make(
            mentor=mentor,
            mentee=mentee,
            by=by,
            at=at,
            reasoning=reasoning,
            potential=potential,
            needs_potential=by == mentor,
            agreement=agreement,
            lapses_at=lapses_at,
            accepted_by=(by,),
            request_id=None,
            policy=chosen(policy),
            id=id,
            to=to,
        )

    def put_under(self, policy: Policy) -> None:
        """
        Put it under another policy, which judges what is not kept yet; the store calls this when it is added.

        Raises:
            InvalidValue: An agreement is outside the policy's limits (R7), or a milestone has too little
                evidence (D1).
        """
        if not self.version and policy != self.policy:
            for proposal in self.agreements:
                within_limits(proposal.terms, policy, to="add a mentorship")
            for milestone in self.milestones:
                enough_evidence(milestone, policy, to="add a mentorship")
        super().put_under(policy)

    @classmethod
    def _make(
        cls,
        *,
        mentor: PersonId,
        mentee: PersonId,
        by: PersonId,
        at: datetime,
        reasoning: str,
        potential: str | None,
        needs_potential: bool,
        agreement: Agreement,
        lapses_at: datetime | None,
        accepted_by: tuple[PersonId, ...],
        request_id: str | None,
        policy: Policy,
        id: str | None,
        to: str,
    ) -> Self:
        at = check_moment(at)
        if id is not None and id in (mentor, mentee):
            raise InvalidValue(
                tried=to,
                because="its id would be that of one of the two",
                accepted="give another id, or none",
                rule="P4",
                path="id",
            )
        if check_id(mentor, "mentor") == check_id(mentee, "mentee"):
            raise Clash(
                tried=to,
                because="mentor and mentee are the same person",
                accepted="name two people",
                rule="R1",
            )
        if needs_potential and potential is None:
            raise InvalidValue(
                tried=to,
                because="it does not say what potential is seen in the mentee",
                accepted="give potential=",
                rule="R2",
                path="potential",
            )
        terms = within_limits(agreement, policy, to=to)
        lapses = at + policy.offer_lifetime if lapses_at is None else check_moment(lapses_at, "lapses_at")
        if lapses <= at:
            raise WrongTime(
                tried=to,
                because="it would lapse before it is made",
                accepted="give a later lapses_at, or none",
                rule="R5",
            )
        first = Proposal(
            id=new_id(),
            author=by,
            entered_at=at,
            changed_by=by,
            changed_at=at,
            terms=terms,
        )
        document = MentorshipDocument(
            id=new_id(id),
            mentor_id=mentor,
            mentee_id=mentee,
            offered_by=by,
            request_id=request_id,
            reasoning=reasoning,
            potential=potential,
            lapses_at=lapses,
            accepted_by=accepted_by,
            steps=(Step(state=State.OFFERED, by=by, at=at),),
            agreements=(first,),
        )

        return cls(document, policy=policy)._note_first(Noted(action="mentorship.offered", by=by, at=at))

    def as_seen_by(self, viewer: Viewer, *, at: datetime | None = None) -> View:
        """
        Return what somebody may see; what no rule shows is left out.

        Args:
            at: The moment at which consents are judged; without one, a consent with a last day does not
                count. Where only a consent opens the record, what was changed later is left out.
        """
        return view_of(
            self, check_type(Viewer, viewer, "viewer", "N1"), None if at is None else check_moment(at)
        )

    def accept(self, *, by: PersonId, at: datetime) -> State:
        """
        Agree to the offer. A brokered one becomes active when the second of the two agrees (R3).

        Returns:
            The state it is in now.

        Raises:
            NotTheirs: *by* is neither of the two (R14).

            WrongState: It is no longer offered (R4), has lapsed (R5), or *by* has agreed already (R3).

            WrongTime: *at* lies before the offer (R6).
        """
        to, told = "accept an offer", at
        by, at = self._step(State.ACTIVE, self.pair, by, at, to=to, who="the mentor or the mentee")
        self._not_agreed(by, to=to)
        accepted = (*self._document.accepted_by, by)
        if set(self.pair) - set(accepted):
            self._change(
                attrs.evolve(self._document, accepted_by=accepted),
                Noted(action="mentorship.accepted", by=by, at=at),
            )
            return self.state

        terms = self.agreements.in_force
        in_force = self.agreements._next(terms, by, at, status=AgreementStatus.IN_FORCE)

        return self._enter(
            Step(state=State.ACTIVE, by=by, at=at),
            action="mentorship.activated",
            accepted_by=accepted,
            activated_on=told.date(),
            **self.agreements.placed((in_force,)),
        )

    def decline(self, *, by: PersonId, at: datetime, reason: str | None = None) -> State:
        """
        Turn the offer down.

        Raises:
            NotTheirs: *by* is neither of the two (R14), or made the offer (R3).

            WrongState: It is no longer offered (R4) or has lapsed (R5).

            WrongTime: *at* lies before the offer (R6).
        """
        to = "decline an offer"
        by, at = self._step(State.DECLINED, self.pair, by, at, to=to, who="the mentor or the mentee")
        if by == self._document.offered_by:
            raise NotTheirs(
                tried=to,
                because=f"{by} made it",
                accepted="its maker withdraws it instead",
                rule="R3",
            )

        step = Step(state=State.DECLINED, by=by, at=at, words=reason)

        return self._let_lapse(step)

    def withdraw(self, *, by: PersonId, at: datetime, reason: str | None = None) -> State:
        """
        Take the offer back.

        Raises:
            NotTheirs: *by* did not make it (R3).

            WrongState: It is no longer offered (R4) or has lapsed (R5).

            WrongTime: *at* lies before the offer (R6).
        """
        to, maker = "withdraw an offer", (self._document.offered_by,)
        by, at = self._step(
            State.WITHDRAWN, maker, by, at, to=to, who="the one who made the offer", rule="R3"
        )

        step = Step(state=State.WITHDRAWN, by=by, at=at, words=reason)

        return self._let_lapse(step)

    def expire(self, *, by: PersonId, at: datetime) -> State:
        """
        Write down that the offer has lapsed, which clears the alert (R5).

        Raises:
            NotTheirs: *by* is neither of the two nor `SYSTEM` (R5).

            WrongState: It is no longer offered (R4).

            WrongTime: It has not lapsed yet (R5).
        """
        to, who = "expire an offer", "the mentor, the mentee or the system"
        by, at = self._step(State.EXPIRED, (*self.pair, SYSTEM), by, at, to=to, who=who, rule="R5")
        if at < self.lapses_at:
            raise WrongTime(
                tried=to,
                because=f"it lapses at {self.lapses_at.isoformat()}",
                accepted="wait until then, or withdraw or decline it",
                rule="R5",
            )

        return self._let_lapse(Step(state=State.EXPIRED, by=by, at=at))

    def pause(self, *, by: PersonId, at: datetime, reason: str | None = None) -> State:
        """
        Interrupt the relationship; what is open may still be finished (R12).

        Raises:
            NotTheirs: *by* is neither of the two (R14).

            WrongState: It is not active (R4).

            WrongTime: *at* lies before the step before (R6).
        """
        by, at = self._by_pair(State.PAUSED, by, at, to="pause a mentorship")

        return self._enter(Step(state=State.PAUSED, by=by, at=at, words=reason), action="mentorship.paused")

    def resume(self, *, by: PersonId, at: datetime) -> State:
        """
        Take the relationship up again.

        Raises:
            NotTheirs: *by* is neither of the two (R14).

            WrongState: It is not paused (R4).

            WrongTime: *at* lies before the step before (R6).
        """
        to = "resume a mentorship"
        by, at = self._by_pair(State.ACTIVE, by, at, to=to)
        if self.state is State.OFFERED:
            raise self._no_transition(State.ACTIVE, to=to)

        return self._enter(Step(state=State.ACTIVE, by=by, at=at), action="mentorship.resumed")

    def complete(
        self,
        *,
        by: PersonId,
        at: datetime,
        summary: str,
        reviews: Mapping[RecordId, str] | None = None,
    ) -> State:
        """
        Bring the relationship to its end, looking back on every active goal.

        Args:
            summary: The closing summary.

            reviews: What there is to say about each goal that is still active, by its id.

        Raises:
            NotTheirs: *by* is neither of the two (R14).

            WrongState: It is neither active nor paused (R4).

            InvalidValue: The reviews are not those of exactly the active goals (R4).

            WrongTime: *at* lies before the step before (R6).
        """
        to = "complete a mentorship"
        by, at = self._by_pair(State.COMPLETED, by, at, to=to)
        given = _reviews(reviews)
        active = [goal.id for goal in self.goals.active]
        if set(given) != set(active):
            missing = [goal_id for goal_id in active if goal_id not in given]
            unknown = [goal_id for goal_id in given if goal_id not in active]
            raise InvalidValue(
                tried=to,
                because="; ".join(
                    f"{what} {', '.join(ids)}"
                    for what, ids in (("a review is missing for", missing), ("no active goal is", unknown))
                    if ids
                ),
                accepted="give reviews={goal id: text} for every active goal and no other",
                rule="R4",
                path="reviews",
            )
        for goal_id, text in given.items():
            prose.check(text, f"reviews[{goal_id}]")
        step = Step(state=State.COMPLETED, by=by, at=at, words=prose.check(summary, "summary"))

        return self._close(step, action="mentorship.completed", reviews=given)

    def end(self, *, by: PersonId, at: datetime, reason: str) -> State:
        """
        End the relationship early, and say why.

        Raises:
            NotTheirs: *by* is neither of the two (R14).

            WrongState: It is neither active nor paused (R4).

            WrongTime: *at* lies before the step before (R6).
        """
        by, at = self._by_pair(State.ENDED, by, at, to="end a mentorship")
        step = Step(state=State.ENDED, by=by, at=at, words=prose.check(reason, "reason"))

        return self._close(step, action="mentorship.ended")

    def depart(self, person_id: PersonId, *, at: datetime) -> State:
        """
        Enter, by `SYSTEM`, that one of the two has left: withdraw the offer or end the relationship (R4).

        The store calls it in the commit in which somebody leaves or is erased. A step that is dated later
        stays where it is: the departure then takes its moment. From then on the person enters nothing new in
        it, even where it was over before (P5).

        Raises:
            NotTheirs: *person_id* is neither of the two (R4).
        """
        self._writable()
        part_of(self.pair, person_id, to="enter a departure", what="this mentorship", rule="R4")
        at = max(check_moment(at), self.steps[-1].at)
        if person_id in self._document.departed:
            return self.state
        departed = (*self._document.departed, person_id)
        if self.state in RUNNING:
            step = Step(state=State.ENDED, by=SYSTEM, at=at, words="One of the two has left.")
            return self._close(step, action="mentorship.ended", departed=departed)
        if self.state is State.OFFERED:
            lapsed = at >= self.lapses_at
            step = Step(state=State.EXPIRED if lapsed else State.WITHDRAWN, by=SYSTEM, at=at)
            return self._let_lapse(step, departed=departed)
        self._change(
            attrs.evolve(self._document, departed=departed),
            Noted(action="mentorship.departed", by=SYSTEM, at=at, record=person_id),
        )

        return self.state

    def erase(
        self,
        person_id: PersonId,
        *,
        at: datetime,
        by: PersonId = SYSTEM,
        names: tuple[str, ...] = (),
    ) -> None:
        """
        Replace a person's own words by a marker, and their names in everybody's words (D3).

        What happened, when, and what the other person did stays readable; random ids stay. When it is the
        mentee, their consents end, so that managers and HR no longer see the record tier (C1).

        Args:
            names: Names, addresses and the like; `mentorcore.model.names.Names` says how they are found.

        Raises:
            NotTheirs: *by* is not `SYSTEM`, or *person_id* has no part in it.
        """
        to = "erase a person"
        by, at = self._of_system(by, at, to=to)
        people = (*self.pair, self._document.offered_by)
        part_of(people, person_id, to=to, what="this mentorship", rule="D3")
        blanked = erased(self._document, person_id, names)
        if person_id == self.mentee_id:
            blanked = attrs.evolve(blanked, **self.consents.placed(self.consents.ended(by, at)))
        self._change(blanked, Noted(action="mentorship.erased", by=by, at=at, record=person_id))

    def erase_names(
        self, person_id: PersonId, *, names: tuple[str, ...], at: datetime, by: PersonId = SYSTEM
    ) -> None:
        """
        Replace the names of somebody by a marker in everybody's words, whether or not they have a part in it
        (D3).

        Args:
            names: Names, addresses and the like; `mentorcore.model.names.Names` says how they are found.

        Raises:
            NotTheirs: *by* is not `SYSTEM`.
        """
        by, at = self._of_system(by, at, to="erase a person")
        blanked = erased(self._document, None, names)
        noted = Noted(action="mentorship.names_erased", by=by, at=at, record=check_id(person_id, "person_id"))
        self._change(blanked, noted)

    def erase_words(self, *, at: datetime, by: PersonId = SYSTEM) -> None:
        """
        Replace everybody's words by a marker once the time for which they are kept is over (D3).

        What the programme tier shows stays: who, when, and what became of what.

        Raises:
            NotTheirs: *by* is not `SYSTEM`.

            WrongState: It is still open.
        """
        to = "erase what is no longer kept"
        by, at = self._of_system(by, at, to=to)
        if self.state in OPEN:
            raise WrongState(
                tried=to,
                because=f"the relationship is {self.state.value}",
                accepted="it has to be over",
                rule="D3",
            )
        self._change(erased_wholly(self._document), Noted(action="mentorship.words_erased", by=by, at=at))

    def _of_system(self, by: PersonId, at: datetime, *, to: str) -> tuple[PersonId, datetime]:
        self._writable()
        by, at = check_actor(by), check_moment(at)
        only((SYSTEM,), by, to=to, who="the system", rule="D3")

        return by, at

    def _step(
        self,
        state: State,
        allowed: tuple[PersonId, ...],
        by: PersonId,
        at: datetime,
        *,
        to: str,
        who: str,
        rule: str = "R14",
    ) -> tuple[PersonId, datetime]:
        self._writable()
        by, at = check_actor(by), check_moment(at)
        only(allowed, by, to=to, who=who, rule=rule)
        if state not in NEXT[self.state]:
            raise self._no_transition(state, to=to)
        if at < self.steps[-1].at - self.policy.skew:
            raise WrongTime(
                tried=to,
                because=f"the step before was at {self.steps[-1].at.isoformat()}",
                accepted="give a moment that is not earlier",
                rule="R6",
            )
        if self.state is State.OFFERED and state is not State.EXPIRED and at >= self.lapses_at:
            raise WrongState(
                tried=to,
                because=f"it lapsed at {self.lapses_at.isoformat()}",
                accepted="expire it and make a new offer",
                rule="R5",
            )

        return by, at

    def _by_pair(self, state: State, by: PersonId, at: datetime, *, to: str) -> tuple[PersonId, datetime]:
        return self._step(state, self.pair, by, at, to=to, who="the mentor or the mentee")

    def _no_transition(self, state: State, *, to: str) -> WrongState:
        possible = sorted(s.value for s in NEXT[self.state])

        return WrongState(
            tried=to,
            because=f"a relationship that is {self.state.value} does not become {state.value} this way",
            accepted=f"it can become: {', '.join(possible) or 'nothing else any more'}",
            rule="R4",
        )

    def _not_agreed(self, by: PersonId, *, to: str) -> None:
        if self.state is not State.OFFERED:
            raise self._no_transition(State.ACTIVE, to=to)
        if by in self._document.accepted_by:
            raise WrongState(
                tried=to,
                because=f"{by} has agreed already",
                accepted="the other person has to accept now",
                rule="R3",
            )

    def _let_lapse(self, step: Step, **changes: Any) -> State:
        offered = self.agreements.in_force
        lapsed = self.agreements._next(offered, step.by, step.at, status=AgreementStatus.LAPSED)

        return self._enter(
            step, action=f"mentorship.{step.state.value}", **self.agreements.placed((lapsed,)), **changes
        )

    def _enter(self, step: Step, *, action: str, **changes: Any) -> State:
        document = attrs.evolve(self._document, state=step.state, steps=(*self.steps, step), **changes)
        self._change(document, Noted(action=action, by=step.by, at=step.at))

        return step.state

    def _close(
        self,
        step: Step,
        *,
        action: str,
        reviews: Mapping[RecordId, str] | None = None,
        **changes: Any,
    ) -> State:
        for records in self._collections:
            lapsed = records.lapsed(step.by, step.at)
            if isinstance(records, Goals):
                texts = reviews or {}
                lapsed = tuple(attrs.evolve(g, review=texts.get(g.id)) for g in lapsed)
            if lapsed:
                changes |= records.placed(lapsed)

        return self._enter(step, action=action, **changes)


def _reviews(reviews: object) -> dict[RecordId, str]:
    given = {} if reviews is None else reviews
    if not isinstance(given, Mapping):
        raise InvalidValue(
            tried="accept reviews",
            because=f"a value of type {type(reviews).__name__} is not a mapping",
            accepted="give reviews={goal id: text}",
            rule="R4",
            path="reviews",
        )

    return {check_id(goal_id, "reviews"): text for goal_id, text in given.items()}
