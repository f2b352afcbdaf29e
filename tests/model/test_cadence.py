"""
How often the two meet (R7), and when the next meeting of a series is (M4).
"""

from __future__ import annotations

import calendar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorcore.errors import InvalidValue
from mentorcore.model.cadence import Cadence, Every
from tests.model.examples import refused


BERLIN = "Europe/Berlin"


def in_berlin(*when: int) -> datetime:
    """
    Return a moment by its wall-clock time in Berlin.
    """
    year, month, day, hour, minute = when

    return datetime(year, month, day, hour, minute, tzinfo=ZoneInfo(BERLIN))


class TestWeekly:
    @pytest.mark.parametrize("every", [1, 2, 12])
    def test_is_every_n_weeks(self, every: int) -> None:
        """
        R7: two meetings lie n weeks apart, 1 to 12.
        """
        cadence = Cadence.weekly(every)

        assert date(2026, 1, 12) + timedelta(weeks=every) == cadence.day(date(2026, 1, 12), 1)
        assert timedelta(weeks=every) == cadence.longest

    @pytest.mark.parametrize("every", [0, 13, -1])
    def test_is_not_more_seldom(self, every: int) -> None:
        """
        R7: a cadence outside 1 to 12 weeks is refused.
        """
        with refused(
            InvalidValue,
            rule="R7",
            tried="accept Cadence.count",
            because=f"{every} is out of range",
            accepted="1 to 12 are accepted",
        ):
            Cadence.weekly(every)

    @given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 12), st.integers(0, 100))
    def test_keeps_the_weekday(self, first: date, every: int, number: int) -> None:
        """
        M4: every occurrence falls on the weekday of the first.
        """
        assert first.weekday() == Cadence.weekly(every).day(first, number).weekday()


class TestMonthly:
    def test_is_once_a_month(self) -> None:
        """
        R7: two meetings lie a month apart, 31 days at most.
        """
        assert Cadence(Every.MONTH, 1) == Cadence.monthly()
        assert timedelta(days=31) == Cadence.monthly().longest

    def test_is_once_a_month_and_nothing_else(self) -> None:
        """
        R7: a cadence is every n weeks, or monthly.
        """
        with refused(
            InvalidValue,
            rule="R7",
            tried="accept Cadence.count",
            because="a cadence of 3 months is not known",
            accepted="use Cadence.monthly() or Cadence.weekly(every=n)",
        ):
            Cadence(Every.MONTH, 3)

    @given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 100))
    def test_keeps_the_day_where_there_is_one(self, first: date, number: int) -> None:
        """
        M4: occurrence n falls n months later on the same day, or on the last day of a shorter month.
        """
        day = Cadence.monthly().day(first, number)

        assert number == (day.year - first.year) * 12 + day.month - first.month
        assert min(first.day, calendar.monthrange(day.year, day.month)[1]) == day.day

    def test_a_short_month_does_not_move_the_following_ones(self) -> None:
        """
        M4: after February the 31st is the 31st again.
        """
        days = [Cadence.monthly().day(date(2026, 1, 31), n) for n in range(4)]

        assert [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30)] == days

    def test_a_leap_day_is_the_last_of_february(self) -> None:
        """
        M4: in a leap year the last day of February is the 29th.
        """
        assert date(2028, 2, 29) == Cadence.monthly().day(date(2027, 12, 31), 2)


class TestMoment:
    def test_keeps_the_wall_clock_when_clocks_change(self) -> None:
        """
        M4: ten in the morning stays ten in the morning, in winter and in summer.
        """
        first = in_berlin(2026, 3, 23, 10, 0)

        moments = [Cadence.weekly().moment(first, BERLIN, n) for n in (0, 1)]

        assert [
            datetime(2026, 3, 23, 9, 0, tzinfo=UTC),
            datetime(2026, 3, 30, 8, 0, tzinfo=UTC),
        ] == moments

    def test_a_time_that_does_not_exist_moves_forward(self) -> None:
        """
        M4: half past two in the night in which clocks skip from two to three is half past three.
        """
        moment = Cadence.weekly().moment(in_berlin(2026, 3, 22, 2, 30), BERLIN, 1)

        assert in_berlin(2026, 3, 29, 3, 30) == moment.astimezone(ZoneInfo(BERLIN))

    def test_the_week_after_is_at_the_agreed_time_again(self) -> None:
        """
        M4: a time that moved forward once does not move the following ones.
        """
        moment = Cadence.weekly().moment(in_berlin(2026, 3, 22, 2, 30), BERLIN, 2)

        assert in_berlin(2026, 4, 5, 2, 30) == moment.astimezone(ZoneInfo(BERLIN))

    def test_a_time_that_exists_twice_is_the_first(self) -> None:
        """
        M4: half past two in the night in which clocks go back is the one in summer time.
        """
        moment = Cadence.weekly().moment(in_berlin(2026, 10, 18, 2, 30), BERLIN, 1)

        assert datetime(2026, 10, 25, 0, 30, tzinfo=UTC) == moment
        assert UTC is moment.tzinfo

    def test_the_second_of_two_equal_hours_is_meant_once(self) -> None:
        """
        M4: also where the first meeting was in the second such hour, the next such night has it in the first.
        """
        second = in_berlin(2026, 10, 25, 2, 30).replace(fold=1)

        assert datetime(2027, 10, 31, 0, 30, tzinfo=UTC) == Cadence.weekly().moment(second, BERLIN, 53)

    def test_the_first_is_the_moment_that_was_given(self) -> None:
        """
        M4: whoever starts in the second of two equal hours means that one.
        """
        second = in_berlin(2026, 10, 25, 2, 30).replace(fold=1)

        assert datetime(2026, 10, 25, 1, 30, tzinfo=UTC) == Cadence.weekly().moment(second, BERLIN, 0)

    @given(
        st.datetimes(datetime(2000, 1, 1), datetime(2037, 1, 1)),
        st.timezone_keys(),
        st.sampled_from([Cadence.weekly(1), Cadence.weekly(3), Cadence.monthly()]),
        st.integers(0, 30),
    )
    def test_keeps_it_in_every_zone(self, wall: datetime, zone: str, cadence: Cadence, number: int) -> None:
        """
        M4: in any zone, an occurrence has the wall-clock time of the first, or that time moved forward by
        what the clocks skip.
        """
        first = wall.replace(tzinfo=UTC)
        agreed = first.astimezone(ZoneInfo(zone))

        shown = cadence.moment(first, zone, number).astimezone(ZoneInfo(zone))

        exact = datetime.combine(cadence.day(agreed.date(), number), agreed.time())
        exists = exact.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).astimezone(ZoneInfo(zone))
        if exists.replace(tzinfo=None) == exact:
            assert exact == shown.replace(tzinfo=None)
        else:
            assert exact < shown.replace(tzinfo=None)


def test_has_a_unit() -> None:
    """
    R7: a cadence is weekly or monthly.
    """
    with pytest.raises(InvalidValue, match="a value of type str is not a Every"):
        Cadence("week")  # type: ignore[arg-type]
