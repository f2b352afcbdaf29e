"""
Agreement: what the two have committed to, and how that changes (R7).
"""

from __future__ import annotations

import enum
from datetime import date, datetime

import attrs

from mentorcore.errors import InvalidValue, NotTheirs
from mentorcore.model.cadence import Cadence
from mentorcore.model.checking import Value, of_value
from mentorcore.model.lifecycle import Act
from mentorcore.model.policy import Policy
from mentorcore.model.records import Record, Records
from mentorcore.model.validators import Of, Whole, day, prose, prose_or_none
from mentorcore.model.values import PersonId, RecordId, check_type


CONFIDENCES = (
    "What is said between the two stays between them, unless its author releases it "
    "or somebody's safety is at risk."
)
"""How confidences are kept unless an agreement says otherwise."""


@attrs.frozen(kw_only=True, field_transformer=of_value)
class Agreement(Value):
    """
    What the two commit to (R7).

    Attributes:
        cadence: How often they meet.

        starts_on: The first day.

        ends_on: The last day, after the first.

        readings: Whether reading assignments are part of it.

        feedback_every: A feedback session is due with every nth held meeting, 1 to 52; *None* for none.

        confidences: How confidences are kept.
    """

    cadence: Cadence = attrs.field(validator=Of(Cadence))
    starts_on: date = attrs.field(validator=day)
    ends_on: date = attrs.field(validator=day)
    readings: bool = attrs.field(default=False, validator=Of(bool))
    feedback_every: int | None = attrs.field(default=None, validator=Whole(1, 52, "R7", optional=True))
    confidences: str = attrs.field(default=CONFIDENCES, validator=prose)

    def _check_whole(self) -> None:
        if self.ends_on <= self.starts_on:
            raise InvalidValue(
                tried="accept Agreement.ends_on",
                because=f"{self.ends_on} is not after the start, {self.starts_on}",
                accepted="give a later last day",
                rule="R7",
                path="Agreement.ends_on",
            )


def within_limits(agreement: object, policy: Policy, *, to: str) -> Agreement:
    """
    Return the agreement.

    Raises:
        InvalidValue: It is none, or its length is outside the policy's limits (R7).
    """
    checked = check_type(Agreement, agreement, "agreement", "R7")
    days = (checked.ends_on - checked.starts_on).days
    least, most = policy.agreement_least_days, policy.agreement_most_days
    if not least <= days <= most:
        raise InvalidValue(
            tried=to,
            because=f"the agreement runs for {days} days",
            accepted=f"the policy accepts {least} to {most}",
            rule="R7",
            path="agreement",
        )

    return checked


class AgreementStatus(enum.Enum):
    """
    What became of a proposed agreement.
    """

    PROPOSED = "proposed"
    IN_FORCE = "in_force"
    TURNED_DOWN = "turned_down"
    REPLACED = "replaced"
    LAPSED = "lapsed"


@attrs.frozen(kw_only=True, field_transformer=of_value)
class Proposal(Record):
    """
    An agreement as one of the two, or a decider, proposed it.

    Attributes:
        terms: The agreement itself.

        why: Why it is proposed.

        reason: Why it was turned down.
    """

    terms: Agreement = attrs.field(validator=Of(Agreement))
    status: AgreementStatus = attrs.field(default=AgreementStatus.PROPOSED, validator=Of(AgreementStatus))
    why: str | None = attrs.field(default=None, validator=prose_or_none)
    reason: str | None = attrs.field(
        default=None, validator=prose_or_none, metadata={"words_of": "changed_by"}
    )


class Agreements(Records[Proposal]):
    """
    The agreement that came with the offer, and every change that was proposed since.
    """

    noun = "agreement"
    field = "agreements"

    @property
    def in_force(self) -> Proposal:
        """
        The one that holds; before the relationship is active, the one that was offered.
        """
        first, *later = self._kept

        return next((p for p in reversed(later) if p.status is AgreementStatus.IN_FORCE), first)

    @property
    def open(self) -> Proposal | None:
        """
        The change that waits for an answer.
        """
        later = self._kept[1:]

        return next((p for p in later if p.status is AgreementStatus.PROPOSED), None)

    def propose(
        self,
        *,
        by: PersonId,
        at: datetime,
        agreement: Agreement,
        why: str | None = None,
        id: RecordId | None = None,
    ) -> Proposal:
        """
        Propose other terms. A proposal that still waits for an answer is replaced (R7).

        Raises:
            InvalidValue: Its length is outside the policy's limits (R7).
        """
        to = "propose an agreement"
        by, at = self._begin(Act.START, by, at, to=to)
        terms = within_limits(agreement, self._root.policy, to=to)
        proposal = Proposal(**self._stamp(by, at, id), terms=terms, why=why)
        replaced = (self._next(self.open, by, at, status=AgreementStatus.REPLACED),) if self.open else ()
        self._put((*replaced, proposal), proposal, verb="proposed")

        return proposal

    def accept(self, proposal_id: RecordId, *, by: PersonId, at: datetime) -> Proposal:
        """
        Agree to the terms that the other proposed; they are in force at once.

        Raises:
            NotFound: There is no such proposal.

            NotTheirs: *by* proposed it (R7).

            WrongState: It no longer waits for an answer (R7).
        """
        proposal, by, at = self._answer(proposal_id, by, at, to="accept an agreement")
        replaced = self._next(self.in_force, by, at, status=AgreementStatus.REPLACED)
        accepted = self._next(proposal, by, at, status=AgreementStatus.IN_FORCE)
        self._put((replaced, accepted), accepted, verb="accepted")

        return accepted

    def turn_down(
        self, proposal_id: RecordId, *, by: PersonId, at: datetime, reason: str | None = None
    ) -> Proposal:
        """
        Keep the agreement as it is.

        Raises:
            NotFound: There is no such proposal.

            NotTheirs: *by* proposed it (R7).

            WrongState: It no longer waits for an answer (R7).
        """
        proposal, by, at = self._answer(proposal_id, by, at, to="turn down an agreement")

        return self._revise(
            proposal, by, at, verb="turned_down", status=AgreementStatus.TURNED_DOWN, reason=reason
        )

    def lapsed(self, by: PersonId, at: datetime) -> tuple[Proposal, ...]:
        """
        Return the open proposal as it is once the relationship has ended (R13).
        """
        return (self._next(self.open, by, at, status=AgreementStatus.LAPSED),) if self.open else ()

    def _answer(
        self, proposal_id: RecordId, by: PersonId, at: datetime, *, to: str
    ) -> tuple[Proposal, PersonId, datetime]:
        by, at = self._begin(Act.FINISH, by, at, to=to)
        proposal = self[proposal_id]
        if proposal.status is not AgreementStatus.PROPOSED or proposal is self._kept[0]:
            raise self._refuse(
                proposal,
                to=to,
                status=proposal.status.value,
                accepted="only a change that waits for an answer can be answered",
                rule="R7",
            )
        if by == proposal.author:
            raise NotTheirs(
                tried=to,
                because=f"{by} proposed it",
                accepted="only the other person can answer it",
                rule="R7",
            )

        return proposal, by, at
