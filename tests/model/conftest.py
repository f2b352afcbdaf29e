"""
One relationship in each state of its life.
"""

from __future__ import annotations

import pytest

from mentorcore.model.agreement import Agreement
from mentorcore.model.mentorship import Mentorship
from tests.model.examples import ADA, AGREEMENT, BEN, DAY, NOW, offer


@pytest.fixture
def agreement() -> Agreement:
    """
    Six months of weekly meetings, from the day of `NOW`.
    """
    return AGREEMENT


@pytest.fixture
def offered() -> Mentorship:
    """
    Ada offered it to Ben at `NOW`.
    """
    return offer()


@pytest.fixture
def active(offered: Mentorship) -> Mentorship:
    """
    Ben accepted it at `NOW`.
    """
    offered.accept(by=BEN, at=NOW)

    return offered


@pytest.fixture
def paused(active: Mentorship) -> Mentorship:
    """
    Ada paused it at `NOW`.
    """
    active.pause(by=ADA, at=NOW)

    return active


@pytest.fixture
def ended(active: Mentorship) -> Mentorship:
    """
    Ada ended it early, a day after it began.
    """
    active.end(by=ADA, at=NOW + DAY, reason="Ada changes to another site.")

    return active


@pytest.fixture
def completed(active: Mentorship) -> Mentorship:
    """
    Ben completed it, a day after it began.
    """
    active.complete(by=BEN, at=NOW + DAY, summary="We are done.")

    return active
