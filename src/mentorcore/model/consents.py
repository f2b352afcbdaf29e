"""
Consents: what the mentee allows the record to be used for (C1).
"""

from __future__ import annotations

import enum
from datetime import date, datetime

import attrs

from mentorcore.errors import WrongState
from mentorcore.model.checking import of_value
from mentorcore.model.lifecycle import Act
from mentorcore.model.records import Record, Records
from mentorcore.model.validators import Of, day_or_none, moment_or_none
from mentorcore.model.values import SYSTEM, PersonId, RecordId, check_moment, day_is_over


class Purpose(enum.Enum):
    """
    What the record may be used for.
    """

    RECOMMENDATION_LETTER = "recommendation_letter"
    TESTIMONIAL = "testimonial"
    PROMOTION_CASE = "promotion_case"


@attrs.frozen(kw_only=True, field_transformer=of_value)
class Consent(Record):
    """
    The mentee's consent for one purpose.

    Attributes:
        until: The last day on which it holds; *None* for no end.

        withdrawn_at: When it was withdrawn, or ended because the mentee's data was erased; *changed_by* is
            `SYSTEM` then.
    """

    purpose: Purpose = attrs.field(validator=Of(Purpose))
    until: date | None = attrs.field(default=None, validator=day_or_none)
    withdrawn_at: datetime | None = attrs.field(default=None, validator=moment_or_none)

    @property
    def is_erased(self) -> bool:
        """
        Whether it ended because the mentee's data was erased, and not because they withdrew it.
        """
        return self.withdrawn_at is not None and self.changed_by == SYSTEM

    def in_force(self, at: datetime | None) -> bool:
        """
        Tell whether it holds: given, not withdrawn, and not past its date (C1).

        Args:
            at: The moment to judge; without one, a consent with a last day does not count.

        Raises:
            InvalidValue: *at* is not timezone-aware (P2).
        """
        at = None if at is None else check_moment(at)
        if self.withdrawn_at is not None and (at is None or self.withdrawn_at <= at):
            return False
        if at is None:
            return self.until is None

        return self.entered_at <= at and (self.until is None or at < day_is_over(self.until))


class Consents(Records[Consent]):
    """
    The consents that the mentee gave, in order of entry.
    """

    noun = "consent"
    field = "consents"

    def in_force(self, purpose: Purpose, at: datetime) -> Consent | None:
        """
        Return the consent for a purpose that holds at a moment, if there is one (C1).

        Raises:
            InvalidValue: *at* is not timezone-aware (P2).
        """
        at = check_moment(at)

        return next((c for c in self._kept if c.purpose is purpose and c.in_force(at)), None)

    def give(
        self,
        *,
        by: PersonId,
        at: datetime,
        purpose: Purpose,
        until: date | None = None,
        id: RecordId | None = None,
    ) -> Consent:
        """
        Allow the record to be used for a purpose; possible after the end of the relationship as well (R13).

        While any consent is in force, managers and HR also see the record tier: confirmed milestones, and
        what its author released.

        Args:
            until: The last day on which the consent holds.

        Raises:
            NotTheirs: *by* is not the mentee (C1).
        """
        to = "give consent"
        by, at = self._begin(Act.RECORD, by, at, to=to)
        self._mentee_only(by, to=to, rule="C1")

        return self._add(Consent(**self._stamp(by, at, id), purpose=purpose, until=until), verb="given")

    def withdraw(self, consent_id: RecordId, *, by: PersonId, at: datetime) -> Consent:
        """
        Take a consent back; always possible (R12).

        Raises:
            NotFound: There is no such consent.

            NotTheirs: *by* is not the mentee (C1).

            WrongState: It is withdrawn already (C1).
        """
        to = "withdraw a consent"
        by, at = self._begin(Act.TAKE_BACK, by, at, to=to)
        self._mentee_only(by, to=to, rule="C1")
        consent = self[consent_id]
        if consent.withdrawn_at is not None:
            raise WrongState(
                tried=to,
                because=f"the consent {consent.id} is withdrawn",
                accepted="nothing needs to be done",
                rule="C1",
            )

        return self._revise(consent, by, at, verb="withdrawn", withdrawn_at=at)

    def ended(self, by: PersonId, at: datetime) -> tuple[Consent, ...]:
        """
        Return those that were not withdrawn as they are once the mentee's data is erased: nobody is left
        whose consent could hold (C1).
        """
        return tuple(
            self._next(consent, by, at, withdrawn_at=at)
            for consent in self._kept
            if consent.withdrawn_at is None
        )
