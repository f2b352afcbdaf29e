"""
Fixtures: a store, a clock and a relationship for tests with pytest.

Nothing here is loaded unless it is asked for: ``pytest_plugins = ["mentorcore.testing.fixtures"]`` in the
topmost ``conftest.py`` or in a test module.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from mentorcore.model.agreement import Agreement
from mentorcore.model.cadence import Cadence
from mentorcore.model.mentorship import Mentorship
from mentorcore.model.people import Person
from mentorcore.model.policy import Policy
from mentorcore.model.values import check_moment, check_type, refusal
from mentorcore.storage.store import Store
from mentorcore.storage.urls import open_store


class MentoringClock:
    """
    A clock that stands still until a test sets it; calling it tells the time.
    """

    def __init__(self, now: datetime = datetime(2026, 1, 12, 9, tzinfo=UTC)) -> None:
        self._now = check_moment(now, "now")

    def __call__(self) -> datetime:
        return self._now

    def __repr__(self) -> str:
        return f"<MentoringClock at {self._now.isoformat()}>"

    def set(self, now: datetime) -> datetime:
        """
        Set it to a moment, later or earlier.

        Returns:
            The moment, in UTC.

        Raises:
            InvalidValue: *now* is not timezone-aware (P2).
        """
        self._now = check_moment(now, "now")

        return self._now

    def advance(self, by: timedelta) -> datetime:
        """
        Set it on by some time, or back by a negative one.

        Returns:
            The moment that it is now, in UTC.

        Raises:
            InvalidValue: *by* is no timedelta, or leads out of the years 1900 to 2999 (P2).
        """
        try:
            now = self._now + check_type(timedelta, by, "by")
        except OverflowError:
            raise refusal("by", "no year is that far away", "1900 to 2999", "P2") from None

        return self.set(now)


@pytest.fixture
def mentoring_clock() -> MentoringClock:
    """
    The clock of `memory_store`: 12 January 2026, 09:00 UTC, a Monday, until a test sets it.
    """
    return MentoringClock()


@pytest.fixture
def mentoring_policy() -> Policy:
    """
    The policy of `memory_store`: the default one. Define a fixture of this name for your own.
    """
    return Policy()


@pytest.fixture
def memory_store(mentoring_clock: MentoringClock, mentoring_policy: Policy) -> Iterator[Store]:
    """
    An empty store in memory, which is closed after the test.
    """
    with open_store("memory:", clock=mentoring_clock, policy=mentoring_policy) as store:
        yield store


@pytest.fixture
def offered_mentorship(memory_store: Store, mentoring_clock: MentoringClock) -> Mentorship:
    """
    What Ada (``ada``) has just offered Ben (``ben``) in `memory_store`, with a weekly cadence for half a
    year.
    """
    now, policy = mentoring_clock(), memory_store.policy
    days = min(max(182, policy.agreement_least_days), policy.agreement_most_days)
    agreement = Agreement(
        cadence=Cadence.weekly(),
        starts_on=now.date(),
        ends_on=now.date() + timedelta(days=days),
        readings=True,
        feedback_every=4,
    )
    with memory_store.transaction() as tx:
        tx.add(Person.register(name="Ada Osei", id="ada", at=now))
        tx.add(Person.register(name="Ben Ruiz", id="ben", at=now))
        offered = Mentorship.offer(
            mentor="ada",
            mentee="ben",
            by="ada",
            at=now,
            reasoning="We review each other's work every week.",
            potential="You ask what everybody else was afraid to ask.",
            agreement=agreement,
            id="ada-and-ben",
        )
        tx.add(offered)

    return memory_store.get(Mentorship, offered.id)


@pytest.fixture
def active_mentorship(
    memory_store: Store, mentoring_clock: MentoringClock, offered_mentorship: Mentorship
) -> Mentorship:
    """
    The relationship that has just become of `offered_mentorship`; to change it, load it in a transaction.
    """
    with memory_store.transaction() as tx:
        tx.get(Mentorship, offered_mentorship.id).accept(by="ben", at=mentoring_clock())

    return memory_store.get(Mentorship, offered_mentorship.id)
