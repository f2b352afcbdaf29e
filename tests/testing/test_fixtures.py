"""
The fixtures for tests of embedders: what they give, and that nobody has them who did not ask.
"""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone

import pytest

from mentorcore.errors import InvalidValue
from mentorcore.testing.fixtures import MentoringClock
from tests.docs.pages import DOCS, blocks


pytest_plugins = ["pytester"]

ASKED = 'pytest_plugins = ["mentorcore.testing.fixtures"]'

AN_EMBEDDERS_TESTS = """
from datetime import timedelta

import pytest

from mentorcore import Mentorship, State, attention
from mentorcore.errors import NotFound, ReadOnly


def test_the_store_is_empty(memory_store):
    assert list(memory_store.journal()) == []


def test_the_store_has_the_clock(memory_store, mentoring_clock):
    assert memory_store.now() == mentoring_clock()
    mentoring_clock.advance(timedelta(days=3))
    assert memory_store.now() == mentoring_clock()


def test_an_offer(memory_store, offered_mentorship):
    assert offered_mentorship.state is State.OFFERED
    assert memory_store.get(Mentorship, "ada-and-ben") == offered_mentorship


def test_an_active_one(memory_store, active_mentorship):
    assert active_mentorship.state is State.ACTIVE
    assert active_mentorship.pair == ("ada", "ben")
    assert memory_store.get(Mentorship, active_mentorship.id) == active_mentorship
    with pytest.raises(ReadOnly):
        active_mentorship.pause(by="ada", at=memory_store.now())


def test_time_goes_by(memory_store, mentoring_clock, active_mentorship):
    assert attention(active_mentorship, at=mentoring_clock()) == ()
    later = mentoring_clock.advance(timedelta(weeks=3))
    (alert,) = attention(active_mentorship, at=later)
    memory_store.transact(
        lambda tx: tx.get(Mentorship, active_mentorship.id).pause(by=alert.who[0], at=later)
    )
    assert memory_store.get(Mentorship, active_mentorship.id).state is State.PAUSED


def test_each_has_its_own(memory_store):
    with pytest.raises(NotFound):
        memory_store.get(Mentorship, "ada-and-ben")
"""

AN_OWN_POLICY = """
import pytest

from mentorcore import Policy


@pytest.fixture(params=[(400, 500), (7, 30)])
def mentoring_policy(request):
    least, most = request.param
    return Policy(agreement_least_days=least, agreement_most_days=most)


def test_own(memory_store, active_mentorship, mentoring_policy):
    assert memory_store.policy == mentoring_policy
    assert active_mentorship.policy == mentoring_policy
"""


class TestFixtures:
    def test_serve_an_embedders_tests(self, pytester: pytest.Pytester) -> None:
        """
        With one line in a conftest there is a store, a clock and a relationship, each test with its own.
        """
        pytester.makeconftest(ASKED)
        pytester.makepyfile(AN_EMBEDDERS_TESTS)

        pytester.runpytest_subprocess("-W", "error").assert_outcomes(passed=6)

    def test_do_what_their_page_shows(self, pytester: pytest.Pytester) -> None:
        """
        The line and the test of the reference, word for word.
        """
        asked, shown, *_ = (
            code for language, code in blocks(DOCS / "reference/testing.md") if language == "python"
        )
        pytester.makeconftest(asked)
        pytester.makepyfile(shown)

        pytester.runpytest_subprocess("-W", "error").assert_outcomes(passed=1)

    def test_may_be_asked_for_in_a_module_or_on_the_command_line(self, pytester: pytest.Pytester) -> None:
        """
        The line may stand in a test module as well, or the option -p takes its place.
        """
        module = pytester.makepyfile(f"{ASKED}\n{AN_EMBEDDERS_TESTS}")
        pytester.runpytest_subprocess("-W", "error", str(module)).assert_outcomes(passed=6)

        plain = pytester.makepyfile(test_plain=AN_EMBEDDERS_TESTS)
        asked = ("-p", "mentorcore.testing.fixtures")
        pytester.runpytest_subprocess(*asked, "-W", "error", str(plain)).assert_outcomes(passed=6)

    def test_take_an_own_policy(self, pytester: pytest.Pytester) -> None:
        """
        R7: a fixture of the same name takes the place of the policy, and the agreement keeps to its limits.
        """
        pytester.makeconftest(ASKED)
        pytester.makepyfile(AN_OWN_POLICY)

        pytester.runpytest_subprocess("-W", "error").assert_outcomes(passed=2)

    def test_are_nobodys_who_did_not_ask(self, pytester: pytest.Pytester) -> None:
        """
        Where mentorcore is merely installed, pytest neither loads it nor has its fixtures.
        """
        pytester.makepyfile(
            """
            import sys

            def test_nothing_is_loaded():
                assert not [name for name in sys.modules if name.startswith(("mentorcore", "hypothesis"))]

            def test_no_store(memory_store):
                pass
            """
        )
        # Hypothesis has an entry point of its own, which is not ours to answer for.
        told = pytester.runpytest_subprocess("-p", "no:hypothesispytest")

        told.assert_outcomes(passed=1, errors=1)
        told.stdout.fnmatch_lines(["*fixture 'memory_store' not found*"])

    def test_load_no_backend_but_memory(self) -> None:
        """
        Asking for them loads no database.
        """
        program = (
            "import sys, mentorcore.testing.fixtures\n"
            "print([name for name in sys.modules if name.startswith(('sqlalchemy', 'mentorcore_'))])"
        )
        told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

        assert "[]\n" == told.stdout


class TestClock:
    def test_stands_still_until_it_is_set(self) -> None:
        """
        It tells the moment that it was set to, in UTC, however often it is asked.
        """
        clock = MentoringClock()
        assert datetime(2026, 1, 12, 9, tzinfo=UTC) == clock() == clock()

        berlin = timezone(timedelta(hours=1))
        assert (
            datetime(2026, 2, 1, 8, tzinfo=UTC)
            == clock.set(datetime(2026, 2, 1, 9, tzinfo=berlin))
            == clock()
        )
        assert clock().tzinfo is UTC

    def test_goes_on_and_back(self) -> None:
        """
        By any timedelta.
        """
        clock = MentoringClock(datetime(2026, 1, 1, tzinfo=UTC))

        assert datetime(2026, 1, 3, tzinfo=UTC) == clock.advance(timedelta(days=2)) == clock()
        assert datetime(2026, 1, 2, tzinfo=UTC) == clock.advance(timedelta(days=-1))
        assert "<MentoringClock at 2026-01-02T00:00:00+00:00>" == repr(clock)

    def test_refuses_what_is_no_time(self) -> None:
        """
        P2: a moment without a time zone is refused, and so is an amount that is no timedelta or leads out of
        all years; it stays as it was.
        """
        clock = MentoringClock()
        before = clock()
        with pytest.raises(InvalidValue, match="no time zone"):
            clock.set(datetime(2026, 1, 1))
        with pytest.raises(InvalidValue, match="timedelta"):
            clock.advance(3)  # type: ignore[arg-type]
        for far in (timedelta.max, timedelta.min, timedelta(days=365 * 1000)):
            with pytest.raises(InvalidValue, match="far away"):
                clock.advance(far)
        with pytest.raises(InvalidValue):
            MentoringClock(datetime(2026, 1, 1))

        assert before == clock()
