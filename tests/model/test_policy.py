"""
What organisations differ in.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from mentorcore.errors import InvalidValue
from mentorcore.model.mentorship import Mentorship
from mentorcore.model.pairing import PairingRequest
from mentorcore.model.people import Person
from mentorcore.model.policy import DEFAULT_POLICY, Policy
from tests.model.examples import ADA, AGREEMENT, BEN, CY, DAY, NOW, offer, refused


def test_has_the_documented_defaults() -> None:
    """
    P2, R5, R7, R10, D1: unless an organisation says otherwise, an offer stands for 30 days, clocks differ by
    2 minutes, an agreement runs for a week to two years, one piece of evidence is enough, and a line manager
    is no mentor.
    """
    assert timedelta(days=30) == DEFAULT_POLICY.offer_lifetime
    assert timedelta(minutes=2) == DEFAULT_POLICY.skew
    assert (7, 731) == (DEFAULT_POLICY.agreement_least_days, DEFAULT_POLICY.agreement_most_days)
    assert (1, False) == (DEFAULT_POLICY.evidence, DEFAULT_POLICY.line_managers)


@pytest.mark.parametrize(
    ("name", "least", "most", "rule"),
    [
        ("offer_days", 1, 366, "R5"),
        ("agreement_least_days", 1, 3660, "R7"),
        ("agreement_most_days", 1, 3660, "R7"),
        ("evidence", 0, 20, "D1"),
        ("skew_seconds", 0, 3600, "P2"),
    ],
)
def test_has_limits(name: str, least: int, most: int, rule: str) -> None:
    """
    R5, R7, D1, P2: each choice has its limits, and both of them can be chosen.
    """
    wide: dict[str, Any] = {"agreement_least_days": 1, "agreement_most_days": 3660}

    assert [least, most] == [getattr(Policy(**{**wide, name: n}), name) for n in (least, most)]

    for outside in (least - 1, most + 1):
        with refused(
            InvalidValue,
            rule=rule,
            tried=f"accept Policy.{name}",
            because=f"{outside} is out of range",
            accepted=f"{least} to {most} are accepted",
        ):
            Policy(**{**wide, name: outside})


def test_some_agreement_fits() -> None:
    """
    R7: a policy whose shortest agreement is longer than its longest would refuse every one.
    """
    assert 30 == Policy(agreement_least_days=30, agreement_most_days=30).agreement_most_days

    with refused(
        InvalidValue,
        rule="R7",
        tried="accept Policy.agreement_least_days",
        because="the shortest agreement, 31 days, is longer than the longest, 30",
        accepted="give a shorter shortest or a longer longest",
    ):
        Policy(agreement_least_days=31, agreement_most_days=30)


def test_decides_how_long_an_offer_stands() -> None:
    """
    R5: the policy that an offer is made with says when it lapses.
    """
    assert NOW + 3 * DAY == offer(policy=Policy(offer_days=3)).lapses_at


@pytest.mark.parametrize(
    "make",
    [
        lambda policy: Person.register(name="Ada", at=NOW, policy=policy),
        lambda policy: PairingRequest.open(mentee=BEN, decider=CY, by=BEN, at=NOW, why="…", policy=policy),
        lambda policy: Mentorship.offer(
            mentor=ADA,
            mentee=BEN,
            by=ADA,
            at=NOW,
            reasoning="…",
            potential="…",
            agreement=AGREEMENT,
            policy=policy,
        ),
    ],
)
def test_goes_with_whatever_it_judges(make: Any) -> None:
    """
    R7: an aggregate carries the policy it is made with, the default without one, and nothing else.
    """
    strict = Policy(evidence=2)

    assert [strict, DEFAULT_POLICY] == [make(strict).policy, make(None).policy]

    with pytest.raises(InvalidValue, match="a value of type str is not a Policy"):
        make("strict")
