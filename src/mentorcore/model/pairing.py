"""
Pairing: asking a decision maker for a mentor (B1).
"""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any, ClassVar, Self

import attrs

from mentorcore.errors import Clash, WrongState, WrongTime
from mentorcore.model.aggregate import Aggregate, Noted, only, part_of
from mentorcore.model.agreement import Agreement
from mentorcore.model.checking import Value, of_value
from mentorcore.model.erasure import erased, erased_wholly
from mentorcore.model.mentorship import Mentorship
from mentorcore.model.policy import Policy, chosen
from mentorcore.model.validators import (
    Of,
    actor,
    identifier,
    identifier_or_none,
    moment,
    prose,
    prose_or_none,
    revision_number,
)
from mentorcore.model.values import SYSTEM, PersonId, check_actor, check_id, check_moment, new_id


class RequestState(enum.Enum):
    """
    Where a pairing request stands.
    """

    OPEN = "open"
    PROPOSED = "proposed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


@attrs.frozen(kw_only=True, field_transformer=of_value)
class Request(Value):
    """
    What is kept of a pairing request.

    Attributes:
        asked_by: Who asks: anyone, or `SYSTEM`.

        mentee_id: For whom.

        decider_id: Who is asked to decide.

        why: What the mentee hopes for, or why a mentor is needed.

        mentorship_id: The offered mentorship, once one is proposed.

        reason: Why it was declined.
    """

    id: str = attrs.field(validator=identifier)
    revision: int = attrs.field(default=1, validator=revision_number)
    asked_by: PersonId = attrs.field(validator=actor)
    asked_at: datetime = attrs.field(validator=moment)
    changed_by: PersonId = attrs.field(validator=actor)
    changed_at: datetime = attrs.field(validator=moment)
    mentee_id: PersonId = attrs.field(validator=identifier)
    decider_id: PersonId = attrs.field(validator=identifier)
    why: str = attrs.field(validator=prose, metadata={"words_of": "asked_by"})
    state: RequestState = attrs.field(default=RequestState.OPEN, validator=Of(RequestState))
    mentorship_id: str | None = attrs.field(default=None, validator=identifier_or_none)
    reason: str | None = attrs.field(
        default=None, validator=prose_or_none, metadata={"words_of": "changed_by"}
    )


class PairingRequest(Aggregate[Request]):
    """
    A request to a decision maker to find somebody a mentor. Made by `open`.
    """

    kind: ClassVar[str] = "pairing_request"
    noun: ClassVar[str] = "pairing request"

    @classmethod
    def open(
        cls,
        *,
        mentee: PersonId,
        decider: PersonId,
        by: PersonId,
        at: datetime,
        why: str,
        policy: Policy | None = None,
        id: str | None = None,
    ) -> Self:
        """
        Ask a decision maker for a mentor.

        Args:
            by: Who asks: anyone, or `SYSTEM`.

            why: What the mentee hopes for, or why a mentor is needed.

        Raises:
            Clash: The decider is the mentee (B1).
        """
        by, at = check_actor(by), check_moment(at)
        request = Request(
            id=new_id(id),
            asked_by=by,
            asked_at=at,
            changed_by=by,
            changed_at=at,
            mentee_id=mentee,
            decider_id=decider,
            why=why,
        )
        _outside(decider, mentee, to="open a pairing request", who="mentee")

        return cls(request, policy=chosen(policy))._note_first(
            Noted(action="pairing_request.opened", by=by, at=at, revision=1)
        )

    @property
    def state(self) -> RequestState:
        """
        Where it stands.
        """
        return self._document.state

    @property
    def mentee_id(self) -> PersonId:
        """
        For whom a mentor is wanted.
        """
        return self._document.mentee_id

    @property
    def decider_id(self) -> PersonId:
        """
        Who is asked to decide.
        """
        return self._document.decider_id

    @property
    def why(self) -> str:
        """
        What the mentee hopes for, or why a mentor is needed.
        """
        return self._document.why

    @property
    def mentorship_id(self) -> str | None:
        """
        The offered mentorship, once one is proposed.
        """
        return self._document.mentorship_id

    def propose(
        self,
        *,
        mentor: PersonId,
        by: PersonId,
        at: datetime,
        reasoning: str,
        potential: str,
        agreement: Agreement,
        lapses_at: datetime | None = None,
        id: str | None = None,
    ) -> Mentorship:
        """
        Propose a pair. Both people still have to agree (R3).

        Returns:
            The offered mentorship; it is added to the same transaction: ``tx.add(request.propose(…))``.

        Raises:
            NotTheirs: *by* is not the decider (B1).

            WrongState: The request is not open (B1).

            Clash: The mentor is the decider (B1) or the mentee (R1).
        """
        to = "propose a pair"
        by, at = self._begin(by, at, (self.decider_id,), to=to, who="the decider")
        _outside(self.decider_id, check_id(mentor, "mentor"), to=to, who="mentor")
        mentorship = Mentorship._make(
            mentor=mentor,
            mentee=self.mentee_id,
            by=by,
            at=at,
            reasoning=reasoning,
            potential=potential,
            needs_potential=True,
            agreement=agreement,
            lapses_at=lapses_at,
            accepted_by=(),
            request_id=self.id,
            policy=self.policy,
            id=id,
            to=to,
        )
        self._settle(RequestState.PROPOSED, by, at, verb="proposed", mentorship_id=mentorship.id)

        return mentorship

    def decline(self, *, by: PersonId, at: datetime, reason: str) -> Request:
        """
        Propose nobody, and say why.

        Raises:
            NotTheirs: *by* is not the decider (B1).

            WrongState: The request is not open (B1).
        """
        to = "decline a pairing request"
        by, at = self._begin(by, at, (self.decider_id,), to=to, who="the decider")

        return self._settle(
            RequestState.DECLINED, by, at, verb="declined", reason=prose.check(reason, "reason")
        )

    def withdraw(self, *, by: PersonId, at: datetime) -> Request:
        """
        Take the request back.

        Raises:
            NotTheirs: *by* did not ask (B1).

            WrongState: The request is not open (B1).
        """
        to = "withdraw a pairing request"
        by, at = self._begin(by, at, (self._document.asked_by,), to=to, who="the one who asked")

        return self._settle(RequestState.WITHDRAWN, by, at, verb="withdrawn")

    def depart(self, *, at: datetime) -> Request:
        """
        Withdraw it by `SYSTEM` because the mentee has left (R4); the store calls this.

        Raises:
            WrongState: The request is not open (B1).
        """
        at = max(check_moment(at), self._document.changed_at)
        by, at = self._begin(SYSTEM, at, (SYSTEM,), to="enter a departure", who="the system")

        return self._settle(RequestState.WITHDRAWN, by, at, verb="withdrawn")

    def erase(
        self,
        person_id: PersonId,
        *,
        at: datetime,
        by: PersonId = SYSTEM,
        names: tuple[str, ...] = (),
    ) -> Request:
        """
        Replace a person's own words by a marker, and their names in everybody's words.

        Args:
            names: Names, addresses and the like; `mentorcore.model.names.Names` says how they are found.

        Raises:
            NotTheirs: *by* is not `SYSTEM`, or *person_id* has no part in it.
        """
        to = "erase a person"
        by, at = self._of_system(by, at, to=to)
        kept = self._document
        people = (kept.asked_by, kept.mentee_id, kept.decider_id)
        part_of(people, person_id, to=to, what="this pairing request", rule="D3")
        blanked = erased(kept, person_id, names)
        self._change(blanked, Noted(action="pairing_request.erased", by=by, at=at, record=person_id))

        return blanked

    def erase_names(
        self, person_id: PersonId, *, names: tuple[str, ...], at: datetime, by: PersonId = SYSTEM
    ) -> Request:
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
        record = check_id(person_id, "person_id")
        self._change(blanked, Noted(action="pairing_request.names_erased", by=by, at=at, record=record))

        return blanked

    def erase_words(self, *, at: datetime, by: PersonId = SYSTEM) -> Request:
        """
        Replace everybody's words by a marker once the time for which they are kept is over (D3).

        Raises:
            NotTheirs: *by* is not `SYSTEM`.

            WrongState: It is still open.
        """
        to = "erase what is no longer kept"
        by, at = self._of_system(by, at, to=to)
        if self.state is RequestState.OPEN:
            raise WrongState(tried=to, because="the request is open", accepted="it has to be over", rule="D3")
        blanked = erased_wholly(self._document)
        self._change(blanked, Noted(action="pairing_request.words_erased", by=by, at=at))

        return blanked

    def _of_system(self, by: PersonId, at: datetime, *, to: str) -> tuple[PersonId, datetime]:
        self._writable()
        by, at = check_actor(by), check_moment(at)
        only((SYSTEM,), by, to=to, who="the system", rule="D3")

        return by, at

    def _begin(
        self, by: PersonId, at: datetime, allowed: tuple[PersonId, ...], *, to: str, who: str
    ) -> tuple[PersonId, datetime]:
        self._writable()
        by, at = check_actor(by), check_moment(at)
        only(allowed, by, to=to, who=who, rule="B1")
        if self.state is not RequestState.OPEN:
            raise WrongState(
                tried=to,
                because=f"the request is {self.state.value}",
                accepted="the request has to be open; open a new one",
                rule="B1",
            )
        if at < self._document.asked_at - self.policy.skew:
            raise WrongTime(
                tried=to,
                because=f"it was asked at {self._document.asked_at.isoformat()}",
                accepted="give a moment that is not earlier",
                rule="R6",
            )

        return by, at

    def _settle(
        self, state: RequestState, by: PersonId, at: datetime, *, verb: str, **changes: Any
    ) -> Request:
        settled = attrs.evolve(
            self._document,
            state=state,
            revision=self._document.revision + 1,
            changed_by=by,
            changed_at=at,
            **changes,
        )
        self._change(
            settled,
            Noted(action=f"pairing_request.{verb}", by=by, at=at, revision=settled.revision),
        )

        return settled


def _outside(decider: PersonId, person: PersonId, *, to: str, who: str) -> None:
    if decider == person:
        raise Clash(
            tried=to,
            because=f"the decider would be the {who}",
            accepted="the decider is neither of the two",
            rule="B1",
        )
