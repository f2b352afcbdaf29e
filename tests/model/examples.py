"""
Ada mentors Ben: the people, the moments and the words that the tests of the model share.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import pytest

from mentorcore.errors import InvalidValue, RuleViolation
from mentorcore.model.aggregate import Aggregate
from mentorcore.model.agreement import Agreement
from mentorcore.model.cadence import Cadence
from mentorcore.model.mentorship import Mentorship
from mentorcore.model.pairing import PairingRequest
from mentorcore.model.people import Person
from mentorcore.model.policy import Policy


ADA = "ada"
"""The mentor."""

BEN = "ben"
"""The mentee."""

CY = "cy"
"""Somebody else; the decider where one is needed."""

DEE = "dee"
"""Somebody who has a part in nothing."""

NOW = datetime(2026, 1, 12, 9, 0, tzinfo=UTC)
"""A Monday: the offer is made and accepted, and the agreement starts."""

TODAY = NOW.date()
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)

LAPSES = NOW + timedelta(days=30)
"""When an offer made at `NOW` lapses."""

AGREEMENT = Agreement(
    cadence=Cadence.weekly(),
    starts_on=date(2026, 1, 12),
    ends_on=date(2026, 7, 12),
    readings=True,
    feedback_every=4,
)


def offer(
    *, by: str = ADA, at: datetime = NOW, agreement: Agreement = AGREEMENT, policy: Policy | None = None
) -> Mentorship:
    """
    Return what Ada offers Ben, or what Ben asks of Ada.
    """
    return Mentorship.offer(
        mentor=ADA,
        mentee=BEN,
        by=by,
        at=at,
        reasoning="We have worked on two releases together.",
        potential="Ben asks the question that everybody else forgot.",
        agreement=agreement,
        policy=policy,
        id="ada-and-ben",
    )


def request(*, at: datetime = NOW) -> PairingRequest:
    """
    Return Ben's request to Cy to find him a mentor.
    """
    return PairingRequest.open(
        mentee=BEN, decider=CY, by=BEN, at=at, why="I would like to lead a release.", id="for-ben"
    )


def brokered(*, at: datetime = NOW) -> Mentorship:
    """
    Return the pair that Cy proposes: Ada mentors Ben.
    """
    return request(at=at).propose(
        mentor=ADA,
        by=CY,
        at=at,
        reasoning="Their teams share a product.",
        potential="Ben will lead a release within the year.",
        agreement=AGREEMENT,
        id="ada-and-ben",
    )


@contextmanager
def refused(
    error: type[RuleViolation],
    *,
    rule: str,
    tried: str,
    because: str,
    accepted: str,
    path: str | None = None,
    unchanged: Aggregate[object] | Mentorship | PairingRequest | Person | None = None,
) -> Iterator[None]:
    """
    Expect that a command is refused by a rule, with exactly this message, and leaves *unchanged* as it was.

    Args:
        path: Where the value stands that is refused; what *tried* says that it accepts, unless given.
    """
    before = None if unchanged is None else (unchanged.document, unchanged.noted, unchanged.version)
    with pytest.raises(error) as caught:
        yield

    refusal = caught.value
    assert error is type(refusal)
    assert (rule, tried, because, accepted) == (
        refusal.rule,
        refusal.tried,
        refusal.because,
        refusal.accepted,
    )
    assert f"cannot {tried}: {because} (rule {rule}); {accepted}" == str(refusal)
    if path is not None or (isinstance(refusal, InvalidValue) and tried.startswith("accept ")):
        assert (path or tried.removeprefix("accept ")) == getattr(refusal, "path", None)
    if unchanged is not None:
        assert before == (unchanged.document, unchanged.noted, unchanged.version)


Make = Callable[[], Mentorship]
