"""
Consents (C1).
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from mentorcore.errors import InvalidValue, NotFound, NotTheirs, WrongState
from mentorcore.model.consents import Purpose
from mentorcore.model.mentorship import Mentorship
from mentorcore.model.values import SYSTEM
from tests.model.examples import ADA, BEN, DAY, NOW, refused


LETTER = Purpose.RECOMMENDATION_LETTER
UNTIL = date(2026, 3, 31)
OVER = datetime(2026, 4, 1, 12, 0, tzinfo=UTC)
"""When the last of March is over everywhere."""


class TestGive:
    @pytest.mark.parametrize("purpose", Purpose)
    def test_is_for_one_purpose(self, active: Mentorship, purpose: Purpose) -> None:
        """
        C1: a consent holds for the purpose it names and for no other.
        """
        consent = active.consents.give(by=BEN, at=NOW, purpose=purpose)

        assert {purpose: consent} == {
            p: found for p in Purpose if (found := active.consents.in_force(p, NOW)) is not None
        }

    def test_is_the_mentees(self, active: Mentorship) -> None:
        """
        C1: a mentor does not consent for the mentee.
        """
        with refused(
            NotTheirs,
            rule="C1",
            tried="give consent",
            because="ada is not the mentee",
            accepted="only the mentee can do this",
            unchanged=active,
        ):
            active.consents.give(by=ADA, at=NOW, purpose=LETTER)

    @pytest.mark.parametrize(
        ("wrong", "path"),
        [({"purpose": "letter"}, "Consent.purpose"), ({"until": NOW}, "Consent.until"), ({"id": ""}, "id")],
    )
    def test_refuses_what_it_cannot_keep(self, active: Mentorship, wrong: dict[str, Any], path: str) -> None:
        """
        P2, P4: the message names the place of the wrong value.
        """
        right: dict[str, Any] = {"by": BEN, "at": NOW, "purpose": LETTER}

        with pytest.raises(InvalidValue) as caught:
            active.consents.give(**{**right, **wrong})

        assert path == caught.value.path


class TestInForce:
    def test_from_when_it_is_given(self, active: Mentorship) -> None:
        """
        C1: a consent does not hold before it is given.
        """
        consent = active.consents.give(by=BEN, at=NOW + DAY, purpose=LETTER)

        assert active.consents.in_force(LETTER, NOW + DAY - timedelta.resolution) is None
        assert consent == active.consents.in_force(LETTER, NOW + DAY)

    def test_until_its_day_is_over(self, active: Mentorship) -> None:
        """
        C1: a consent holds on its last day, wherever on earth it still is that day, and then no more.
        """
        consent = active.consents.give(by=BEN, at=NOW, purpose=LETTER, until=UNTIL)

        assert consent == active.consents.in_force(LETTER, OVER - timedelta.resolution)
        assert active.consents.in_force(LETTER, OVER) is None

    def test_without_a_moment_a_last_day_may_be_past(self, active: Mentorship) -> None:
        """
        C1: where no moment is known, only a consent without a last day counts.
        """
        limited = active.consents.give(by=BEN, at=NOW, purpose=LETTER, until=UNTIL)
        endless = active.consents.give(by=BEN, at=NOW, purpose=LETTER)

        assert [False, True] == [limited.in_force(None), endless.in_force(None)]

    def test_another_one_counts_when_the_first_is_over(self, active: Mentorship) -> None:
        """
        C1: a later consent for the same purpose holds on its own.
        """
        active.consents.give(by=BEN, at=NOW, purpose=LETTER, until=UNTIL)
        endless = active.consents.give(by=BEN, at=NOW, purpose=LETTER)

        assert endless == active.consents.in_force(LETTER, OVER)

    def test_needs_a_zone(self, active: Mentorship) -> None:
        """
        P2: a naive moment is refused, whether or not there is a consent.
        """
        naive = NOW.replace(tzinfo=None)

        with pytest.raises(InvalidValue, match="it has no time zone"):
            active.consents.in_force(LETTER, naive)

        consent = active.consents.give(by=BEN, at=NOW, purpose=LETTER)

        with pytest.raises(InvalidValue, match="it has no time zone"):
            consent.in_force(naive)


class TestWithdraw:
    def test_ends_it(self, active: Mentorship) -> None:
        """
        C1: from its withdrawal on a consent holds no more; that it held before stays true.
        """
        consent = active.consents.give(by=BEN, at=NOW, purpose=LETTER)

        withdrawn = active.consents.withdraw(consent.id, by=BEN, at=NOW + DAY)

        assert withdrawn == active.consents.in_force(LETTER, NOW + DAY - timedelta.resolution)
        assert active.consents.in_force(LETTER, NOW + DAY) is None
        assert not withdrawn.in_force(None)

    def test_is_the_mentees(self, active: Mentorship) -> None:
        """
        C1: a mentor does not take the mentee's consent away.
        """
        consent = active.consents.give(by=BEN, at=NOW, purpose=LETTER)

        with refused(
            NotTheirs,
            rule="C1",
            tried="withdraw a consent",
            because="ada is not the mentee",
            accepted="only the mentee can do this",
            unchanged=active,
        ):
            active.consents.withdraw(consent.id, by=ADA, at=NOW)

    def test_once(self, active: Mentorship) -> None:
        """
        C1: the moment of a withdrawal does not change.
        """
        consent = active.consents.give(by=BEN, at=NOW, purpose=LETTER)
        active.consents.withdraw(consent.id, by=BEN, at=NOW)

        with refused(
            WrongState,
            rule="C1",
            tried="withdraw a consent",
            because=f"the consent {consent.id} is withdrawn",
            accepted="nothing needs to be done",
            unchanged=active,
        ):
            active.consents.withdraw(consent.id, by=BEN, at=NOW + DAY)

    def test_of_one_that_exists(self, offered: Mentorship) -> None:
        """
        R12: even while offered a withdrawal is possible, only there is nothing to withdraw.
        """
        with pytest.raises(NotFound, match="there is no consent with the id 'elsewhere'"):
            offered.consents.withdraw("elsewhere", by=BEN, at=NOW)


class TestErased:
    def test_ends_with_the_mentees_data(self, active: Mentorship) -> None:
        """
        C1: once the mentee's data is erased no consent is in force; that it ended then, and by whom, is said.
        """
        given = active.consents.give(by=BEN, at=NOW, purpose=LETTER)
        limited = active.consents.give(by=BEN, at=NOW, purpose=Purpose.TESTIMONIAL, until=UNTIL)

        active.erase(BEN, at=NOW + DAY)

        assert [(given.id, 2, SYSTEM, NOW + DAY), (limited.id, 2, SYSTEM, NOW + DAY)] == [
            (c.id, c.revision, c.changed_by, c.withdrawn_at) for c in active.consents
        ]
        assert all(c.is_erased for c in active.consents)
        assert not any(c.in_force(at) for c in active.consents for at in (None, NOW + DAY))
        assert all(c.in_force(NOW + DAY - timedelta.resolution) for c in active.consents)

    def test_leaves_a_withdrawal_as_it_was(self, active: Mentorship) -> None:
        """
        C1: when the mentee withdrew a consent does not change, and neither does what is done already.
        """
        consent = active.consents.give(by=BEN, at=NOW, purpose=LETTER)
        withdrawn = active.consents.withdraw(consent.id, by=BEN, at=NOW)

        active.erase(BEN, at=NOW + DAY)
        active.erase(BEN, at=NOW + 2 * DAY)

        assert withdrawn == active.consents[consent.id]
        assert not withdrawn.is_erased

    def test_does_not_end_with_the_mentors(self, active: Mentorship) -> None:
        """
        C1: it is the mentee's; that the mentor is erased changes nothing about it.
        """
        consent = active.consents.give(by=BEN, at=NOW, purpose=LETTER)

        active.erase(ADA, at=NOW + DAY)

        assert consent == active.consents.in_force(LETTER, NOW + DAY)
