"""
Policy: what organisations differ in.
"""

from __future__ import annotations

from datetime import timedelta

import attrs

from mentorcore.errors import InvalidValue
from mentorcore.model.checking import Value, of_value
from mentorcore.model.validators import Of, Whole
from mentorcore.model.values import check_type


_KEPT = Whole(0, 36500, "D3", optional=True)


@attrs.frozen(kw_only=True, field_transformer=of_value)
class Policy(Value):
    """
    The choices of one organisation. The store keeps them; they judge commands, never what is already kept.

    Attributes:
        offer_days: How long an offer stands unless it says otherwise, 1 to 366 days (R5).

        agreement_least_days: The shortest agreement, 1 to 3660 days (R7).

        agreement_most_days: The longest agreement, 1 to 3660 days (R7).

        line_managers: Whether a mentor may be the mentee's line manager (R10).

        evidence: How many pieces of evidence a milestone needs, 0 to 20 (D1).

        skew_seconds: How far clocks may differ, 0 to 3600 seconds (P2, R6).

        answer_days: How long an offer, or a proposed change of the agreement, may wait for an answer before
            it needs attention, 1 to 366 days (R3, R7).

        silent_cadences: After how many cadences without a held meeting somebody is needed, 1 to 12 (R7).

        missed_meetings: After how many meetings missed in a row somebody is needed, 1 to 20 (M2).

        progress_days: How long an active goal may go without progress, 1 to 731 days (G1).

        confirm_days: How long a milestone may wait to be confirmed, 1 to 366 days (D2).

        end_notice_days: How long before its last day an agreement needs attention, 0 to 366 days (R7).

        focus_meetings: Over how many of the last held meetings focus is judged, 1 to 50 (M3).

        focus_percent: The least share of their time that has to serve the mentee's own goals, 0 to 100; with
            0 nobody is ever alerted (M3, G2).

        keep_ended_days: How long what two people wrote is kept once their relationship is over, 0 to 36500
            days; *None* for as long as nobody erases it (D3).

        keep_requests_days: How long the words of a pairing request are kept once it is over, and those of an
            offer that came to nothing; likewise (D3).

        keep_departed_days: How long the data of a person is kept once they have left; likewise (D3).
    """

    offer_days: int = attrs.field(default=30, validator=Whole(1, 366, "R5"))
    agreement_least_days: int = attrs.field(default=7, validator=Whole(1, 3660, "R7"))
    agreement_most_days: int = attrs.field(default=731, validator=Whole(1, 3660, "R7"))
    line_managers: bool = attrs.field(default=False, validator=Of(bool))
    evidence: int = attrs.field(default=1, validator=Whole(0, 20, "D1"))
    skew_seconds: int = attrs.field(default=120, validator=Whole(0, 3600, "P2"))
    answer_days: int = attrs.field(default=7, validator=Whole(1, 366, "R3"))
    silent_cadences: int = attrs.field(default=2, validator=Whole(1, 12, "R7"))
    missed_meetings: int = attrs.field(default=2, validator=Whole(1, 20, "M2"))
    progress_days: int = attrs.field(default=60, validator=Whole(1, 731, "G1"))
    confirm_days: int = attrs.field(default=14, validator=Whole(1, 366, "D2"))
    end_notice_days: int = attrs.field(default=21, validator=Whole(0, 366, "R7"))
    focus_meetings: int = attrs.field(default=3, validator=Whole(1, 50, "M3"))
    focus_percent: int = attrs.field(default=50, validator=Whole(0, 100, "M3"))

    keep_ended_days: int | None = attrs.field(default=None, validator=_KEPT)
    keep_requests_days: int | None = attrs.field(default=None, validator=_KEPT)
    keep_departed_days: int | None = attrs.field(default=None, validator=_KEPT)

    def _check_whole(self) -> None:
        if self.agreement_least_days > self.agreement_most_days:
            raise InvalidValue(
                tried="accept Policy.agreement_least_days",
                because=f"the shortest agreement, {self.agreement_least_days} days, "
                f"is longer than the longest, {self.agreement_most_days}",
                accepted="give a shorter shortest or a longer longest",
                rule="R7",
                path="Policy.agreement_least_days",
            )

    @property
    def offer_lifetime(self) -> timedelta:
        """
        How long an offer stands unless it says otherwise.
        """
        return timedelta(days=self.offer_days)

    @property
    def skew(self) -> timedelta:
        """
        How far clocks may differ.
        """
        return timedelta(seconds=self.skew_seconds)


DEFAULT_POLICY = Policy()
"""What holds unless an organisation says otherwise."""


def chosen(policy: object) -> Policy:
    """
    Return the policy, or the default where it is *None*.

    Raises:
        InvalidValue: It is something else.
    """
    return DEFAULT_POLICY if policy is None else check_type(Policy, policy, "policy")
