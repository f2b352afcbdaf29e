"""
What holds of attention whatever a relationship holds, under whatever policy.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from mentorcore.insight.attention import alerts, attention, next_attention
from mentorcore.model.mentorship import Mentorship
from mentorcore.model.policy import Policy
from mentorcore.model.values import SYSTEM
from mentorcore.testing.strategies import mentorships
from tests.insight.busy import busy
from tests.insight.unattended import with_action
from tests.model.examples import ADA, NOW


FIRST, LAST = datetime(1950, 1, 1), datetime(2900, 1, 1)

POLICIES = st.builds(
    Policy,
    answer_days=st.integers(1, 90),
    silent_cadences=st.integers(1, 12),
    missed_meetings=st.integers(1, 3),
    progress_days=st.integers(1, 90),
    confirm_days=st.integers(1, 90),
    end_notice_days=st.integers(0, 366),
    focus_meetings=st.integers(1, 3),
    focus_percent=st.integers(0, 100),
)


@st.composite
def relationships(draw: st.DrawFn) -> Mentorship:
    """
    Return relationships under any thresholds, which one of the two, or both, may have left.
    """
    m = draw(mentorships() | busy())
    m.put_under(draw(POLICIES))
    for person in draw(st.lists(st.sampled_from(m.pair), unique=True, max_size=2)):
        m.depart(person, at=m.steps[-1].at)

    return m


@st.composite
def moments(draw: st.DrawFn, m: Mentorship) -> datetime:
    """
    Return a moment at which an alert begins, one just before or after, or any other.
    """
    any_moment = st.datetimes(FIRST, LAST, timezones=st.just(UTC))
    since = [alert.since for alert in alerts(m)]
    shift = draw(st.sampled_from((-timedelta.resolution, timedelta(), timedelta.resolution)))

    return draw(st.sampled_from(since).map(lambda at: at + shift) | any_moment if since else any_moment)


class TestWhateverTheRecord:
    @given(relationships())
    def test_they_are_in_order_and_each_is_there_once(self, m: Mentorship) -> None:
        """
        The longest due comes first, then by record; no two alerts are about the same concern of one record.
        """
        found = alerts(m)

        assert sorted(found, key=lambda a: (a.since, a.record, a.concern.value)) == list(found)
        assert len({(alert.concern, alert.record) for alert in found}) == len(found)

    @given(relationships(), st.data())
    def test_what_is_due_is_what_began_until_then(self, m: Mentorship, data: st.DataObject) -> None:
        """
        What needs somebody at a moment are the alerts that began by then, in the same order.
        """
        at = data.draw(moments(m))

        assert tuple(alert for alert in alerts(m) if alert.since <= at) == attention(m, at=at)

    @given(relationships(), st.data())
    def test_once_due_it_stays(self, m: Mentorship, data: st.DataObject) -> None:
        """
        Without a command, what is due at a moment is due at every later one.
        """
        earlier, later = sorted(data.draw(st.tuples(moments(m), moments(m))))

        assert set(attention(m, at=earlier)) <= set(attention(m, at=later))

    @given(relationships())
    def test_the_next_is_the_first_of_all(self, m: Mentorship) -> None:
        """
        The moment from which somebody is needed is the earliest of all; only what needs nobody ever has none.
        """
        first = next_attention(m)

        assert min((alert.since for alert in alerts(m)), default=None) == first
        if first is not None:
            assert () == attention(m, at=first - timedelta.resolution)
            assert () != attention(m, at=first)

    @given(relationships())
    def test_each_names_somebody_who_is_still_there(self, m: Mentorship) -> None:
        """
        R3, R14, P5: an alert names the two, the maker of the offer, or the system, once each, and never
        somebody who has left.
        """
        able = {*m.pair, m.offered_by, SYSTEM} - set(m.document.departed)

        for alert in alerts(m):
            assert alert.who
            assert set(alert.who) <= able
            assert len(set(alert.who)) == len(alert.who)

    @given(relationships())
    def test_the_record_it_names_is_there(self, m: Mentorship) -> None:
        """
        An alert is about a record of the relationship, or about the whole.
        """
        assert {alert.record for alert in alerts(m)} <= m._ids()

    def test_an_unrelated_command_clears_nothing(self) -> None:
        """
        F1: only a command on what an alert is about clears it.
        """
        m = with_action()
        before = alerts(m)

        m.feedback.give(by=ADA, at=NOW, about=m.id, text="…")

        assert before == alerts(m)
