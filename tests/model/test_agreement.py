"""
The agreement, and how it changes (R7).
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorcore.errors import InvalidValue, NotFound, NotTheirs, WrongState
from mentorcore.model.agreement import CONFIDENCES, Agreement, AgreementStatus, within_limits
from mentorcore.model.cadence import Cadence
from mentorcore.model.mentorship import Mentorship
from mentorcore.model.policy import Policy
from tests.model.examples import ADA, AGREEMENT, BEN, DAY, NOW, TODAY, offer, refused


MONTHLY = attrs.evolve(AGREEMENT, cadence=Cadence.monthly())
FORTNIGHTLY = attrs.evolve(AGREEMENT, cadence=Cadence.weekly(2))


class TestAgreement:
    def test_has_defaults(self) -> None:
        """
        R7: without readings, without feedback sessions, and with a standard sentence on confidences.
        """
        terms = Agreement(cadence=Cadence.monthly(), starts_on=TODAY, ends_on=TODAY + 30 * DAY)

        assert (False, None, CONFIDENCES) == (terms.readings, terms.feedback_every, terms.confidences)

    @pytest.mark.parametrize("later", [0, 1])
    def test_ends_after_it_starts(self, later: int) -> None:
        """
        R7: an agreement that ends on its first day, or before, is refused.
        """
        with refused(
            InvalidValue,
            rule="R7",
            tried="accept Agreement.ends_on",
            because=f"{TODAY - later * DAY} is not after the start, {TODAY}",
            accepted="give a later last day",
        ):
            Agreement(cadence=Cadence.monthly(), starts_on=TODAY, ends_on=TODAY - later * DAY)

    @pytest.mark.parametrize(
        ("wrong", "path"),
        [
            ({"cadence": "weekly"}, "Agreement.cadence"),
            ({"starts_on": NOW}, "Agreement.starts_on"),
            ({"ends_on": "2026-07-12"}, "Agreement.ends_on"),
            ({"readings": "yes"}, "Agreement.readings"),
            ({"feedback_every": 0}, "Agreement.feedback_every"),
            ({"feedback_every": 53}, "Agreement.feedback_every"),
            ({"confidences": " "}, "Agreement.confidences"),
        ],
    )
    def test_says_what_is_wrong(self, wrong: dict[str, Any], path: str) -> None:
        """
        R7: each part has its own form, and the message names the part.
        """
        right: dict[str, Any] = {"cadence": Cadence.monthly(), "starts_on": TODAY, "ends_on": TODAY + DAY}

        with pytest.raises(InvalidValue) as caught:
            Agreement(**{**right, **wrong})

        assert path == caught.value.path

    @pytest.mark.parametrize("every", [1, 52])
    def test_feedback_is_due_every_nth_meeting(self, every: int) -> None:
        """
        R7: feedback sessions are part of it, with every nth meeting, 1 to 52.
        """
        assert every == attrs.evolve(AGREEMENT, feedback_every=every).feedback_every


class TestLimits:
    @given(st.integers(1, 60), st.integers(1, 60), st.integers(1, 80))
    def test_are_the_policys(self, one: int, other: int, days: int) -> None:
        """
        R7: for any limits and any length, an agreement fits if it is neither shorter nor longer.
        """
        least, most = min(one, other), max(one, other)
        policy = Policy(agreement_least_days=least, agreement_most_days=most)
        terms = Agreement(
            cadence=Cadence.weekly(), starts_on=TODAY, ends_on=date(2026, 1, 12) + timedelta(days=days)
        )

        if least <= days <= most:
            assert terms == within_limits(terms, policy, to="offer a mentorship")
        else:
            with refused(
                InvalidValue,
                rule="R7",
                tried="offer a mentorship",
                because=f"the agreement runs for {days} days",
                accepted=f"the policy accepts {least} to {most}",
                path="agreement",
            ):
                within_limits(terms, policy, to="offer a mentorship")

    def test_hold_for_an_offer(self) -> None:
        """
        R7: an offer with too long an agreement is refused.
        """
        with refused(
            InvalidValue,
            rule="R7",
            tried="offer a mentorship",
            because="the agreement runs for 181 days",
            accepted="the policy accepts 7 to 180",
            path="agreement",
        ):
            offer(policy=Policy(agreement_most_days=180))

    def test_hold_for_a_change(self, active: Mentorship) -> None:
        """
        R7: a proposal with too short an agreement is refused.
        """
        short = attrs.evolve(AGREEMENT, ends_on=TODAY + 6 * DAY)

        with refused(
            InvalidValue,
            rule="R7",
            tried="propose an agreement",
            because="the agreement runs for 6 days",
            accepted="the policy accepts 7 to 731",
            path="agreement",
            unchanged=active,
        ):
            active.agreements.propose(by=ADA, at=NOW, agreement=short)


class TestPropose:
    @pytest.mark.parametrize("by", [ADA, BEN])
    def test_changes_nothing_yet(self, active: Mentorship, by: str) -> None:
        """
        R7: either proposes a change, and the old terms hold until the other accepts.
        """
        proposal = active.agreements.propose(by=by, at=NOW, agreement=MONTHLY, why="Weekly is too much.")

        assert AGREEMENT == active.agreement
        assert proposal == active.agreements.open
        assert (by, "Weekly is too much.", AgreementStatus.PROPOSED) == (
            proposal.author,
            proposal.why,
            proposal.status,
        )

    @pytest.mark.parametrize("by", [ADA, BEN])
    def test_a_newer_one_replaces_it(self, active: Mentorship, by: str) -> None:
        """
        R7: whoever makes it, only the newest proposal waits for an answer.
        """
        old = active.agreements.propose(by=ADA, at=NOW, agreement=MONTHLY)
        new = active.agreements.propose(by=by, at=NOW + DAY, agreement=FORTNIGHTLY)

        assert AgreementStatus.REPLACED is active.agreements[old.id].status
        assert new == active.agreements.open

        with refused(
            WrongState,
            rule="R7",
            tried="accept an agreement",
            because=f"the agreement {old.id} is replaced",
            accepted="only a change that waits for an answer can be answered",
            unchanged=active,
        ):
            active.agreements.accept(old.id, by=BEN, at=NOW + DAY)

    def test_is_an_agreement(self, active: Mentorship) -> None:
        """
        R7: a cadence alone is no agreement.
        """
        with pytest.raises(InvalidValue, match=r"a value of type Cadence is not a Agreement .*\(rule R7\)"):
            active.agreements.propose(by=ADA, at=NOW, agreement=Cadence.monthly())  # type: ignore[arg-type]


class TestAccept:
    @pytest.mark.parametrize(("one", "other"), [(ADA, BEN), (BEN, ADA)])
    def test_the_other_puts_it_in_force(self, active: Mentorship, one: str, other: str) -> None:
        """
        R7: when the other accepts, the new terms hold at once and the old ones are replaced.
        """
        proposal = active.agreements.propose(by=one, at=NOW, agreement=MONTHLY)

        accepted = active.agreements.accept(proposal.id, by=other, at=NOW)

        assert MONTHLY == active.agreement
        assert active.agreements.in_force == accepted
        assert active.agreements.open is None
        assert [AgreementStatus.REPLACED, AgreementStatus.IN_FORCE] == [p.status for p in active.agreements]

    def test_again_and_again(self, active: Mentorship) -> None:
        """
        R7: exactly one agreement is in force, however often it changes.
        """
        for terms in (MONTHLY, FORTNIGHTLY, AGREEMENT):
            proposal = active.agreements.propose(by=ADA, at=NOW, agreement=terms)
            active.agreements.accept(proposal.id, by=BEN, at=NOW)

            assert terms == active.agreement
            assert 1 == [p.status for p in active.agreements].count(AgreementStatus.IN_FORCE)

    @pytest.mark.parametrize("command", ["accept", "turn_down"])
    def test_not_ones_own(self, active: Mentorship, command: str) -> None:
        """
        R7: nobody answers their own proposal.
        """
        proposal = active.agreements.propose(by=ADA, at=NOW, agreement=MONTHLY)

        with refused(
            NotTheirs,
            rule="R7",
            tried=f"{command.replace('_', ' ')} an agreement",
            because="ada proposed it",
            accepted="only the other person can answer it",
            unchanged=active,
        ):
            getattr(active.agreements, command)(proposal.id, by=ADA, at=NOW)

    def test_not_the_one_in_force(self, active: Mentorship) -> None:
        """
        R7: the agreement that came with the offer was answered with the offer.
        """
        first = active.agreements.in_force

        with refused(
            WrongState,
            rule="R7",
            tried="accept an agreement",
            because=f"the agreement {first.id} is in_force",
            accepted="only a change that waits for an answer can be answered",
            unchanged=active,
        ):
            active.agreements.accept(first.id, by=BEN, at=NOW)

    def test_one_that_exists(self, active: Mentorship) -> None:
        """
        R7: an unknown proposal is not found.
        """
        with pytest.raises(NotFound, match="there is no agreement with the id 'elsewhere'"):
            active.agreements.accept("elsewhere", by=BEN, at=NOW)


class TestTurnDown:
    @pytest.mark.parametrize("reason", [None, "Weekly suits me."])
    def test_keeps_the_old_terms(self, active: Mentorship, reason: str | None) -> None:
        """
        R7: what the other turns down changes nothing; they may say why.
        """
        proposal = active.agreements.propose(by=ADA, at=NOW, agreement=MONTHLY)

        down = active.agreements.turn_down(proposal.id, by=BEN, at=NOW, reason=reason)

        assert (AgreementStatus.TURNED_DOWN, reason, BEN) == (down.status, down.reason, down.changed_by)
        assert AGREEMENT == active.agreement
        assert active.agreements.open is None

    def test_once(self, active: Mentorship) -> None:
        """
        R7: what was turned down cannot be accepted later; it is proposed anew.
        """
        proposal = active.agreements.propose(by=ADA, at=NOW, agreement=MONTHLY)
        active.agreements.turn_down(proposal.id, by=BEN, at=NOW)

        with refused(
            WrongState,
            rule="R7",
            tried="accept an agreement",
            because=f"the agreement {proposal.id} is turned_down",
            accepted="only a change that waits for an answer can be answered",
            unchanged=active,
        ):
            active.agreements.accept(proposal.id, by=BEN, at=NOW)
