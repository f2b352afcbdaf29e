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


def test_has_the_documented_thresholds() -> None:
    """
    R3, R7, M2, G1, D2, M3: unless an organisation says otherwise, somebody is needed when an answer is a week
    late, for twice the cadence nobody met, two meetings in a row were missed, a goal stood still for 60 days,
    a milestone waited for a fortnight, an agreement ends in three weeks, or less than half of the time of the
    last three meetings served the mentee's goals.
    """
    policy = DEFAULT_POLICY

    assert (7, 2, 2) == (policy.answer_days, policy.silent_cadences, policy.missed_meetings)
    assert (60, 14, 21) == (policy.progress_days, policy.confirm_days, policy.end_notice_days)
    assert (3, 50) == (policy.focus_meetings, policy.focus_percent)


@pytest.mark.parametrize(
    ("name", "least", "most", "rule"),
    [
        ("offer_days", 1, 366, "R5"),
        ("agreement_least_days", 1, 3660, "R7"),
        ("agreement_most_days", 1, 3660, "R7"),
        ("evidence", 0, 20, "D1"),
        ("skew_seconds", 0, 3600, "P2"),
        ("answer_days", 1, 366, "R3"),
        ("silent_cadences", 1, 12, "R7"),
        ("missed_meetings", 1, 20, "M2"),
        ("progress_days", 1, 731, "G1"),
        ("confirm_days", 1, 366, "D2"),
        ("end_notice_days", 0, 366, "R7"),
        ("focus_meetings", 1, 50, "M3"),
        ("focus_percent", 0, 100, "M3"),
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
