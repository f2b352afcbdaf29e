"""
What needs somebody now, and from when on (R5, M2, A1, A2, Q3).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorcore.errors import InvalidValue
from mentorcore.insight.attention import Alert, Concern, alerts, attention, next_attention
from mentorcore.model.lifecycle import State
from mentorcore.model.meetings import Topic
from mentorcore.model.mentorship import Mentorship
from mentorcore.model.questions import FollowUp, Known, Unknown
from mentorcore.model.values import SYSTEM
from tests.model.examples import ADA, BEN, DAY, HOUR, LAPSES, NOW, brokered, offer


DUE = date(2026, 1, 20)
OVER = datetime(2026, 1, 21, 12, 0, tzinfo=UTC)
"""When the 20th of January is over everywhere."""

Command = Callable[[Mentorship], object]


def active() -> Mentorship:
    """
    Return a relationship that is active since `NOW`.
    """
    m = offer()
    m.accept(by=BEN, at=NOW)

    return m


def with_meeting() -> Mentorship:
    """
    Return one with a meeting that ends an hour after the 20th is over.
    """
    m = active()
    m.meetings.schedule(by=ADA, at=NOW, starts=OVER, minutes=60, id="meeting")

    return m


def with_action() -> Mentorship:
    """
    Return one in which Ben has taken something on until the 20th.
    """
    m = active()
    m.actions.take_on(by=BEN, at=NOW, title="…", due_on=DUE, id="action")

    return m


def with_reading() -> Mentorship:
    """
    Return one in which Ben has something to read until the 20th.
    """
    m = active()
    m.readings.assign(by=ADA, at=NOW, title="…", why="…", due_on=DUE, id="reading")

    return m


def with_follow_up() -> Mentorship:
    """
    Return one in which Ada said "I don't know" and looks into it until the 20th.
    """
    m = active()
    m.questions.ask(by=BEN, at=NOW, text="…", interest=5, id="question")
    m.questions.answer("question", by=ADA, at=NOW, answer=Unknown(follow_up=FollowUp(owner=ADA, due_on=DUE)))

    return m


ALERTS: list[tuple[Callable[[], Mentorship], Alert]] = [
    (
        offer,
        Alert(
            concern=Concern.OFFER_LAPSED,
            since=LAPSES,
            record="ada-and-ben",
            who=(ADA, BEN, SYSTEM),
            how="expire",
        ),
    ),
    (
        with_meeting,
        Alert(
            concern=Concern.MEETING_UNREPORTED,
            since=OVER + HOUR,
            record="meeting",
            who=(ADA, BEN),
            how="meetings.hold, meetings.miss, meetings.reschedule or meetings.cancel",
        ),
    ),
    (
        with_action,
        Alert(
            concern=Concern.ACTION_OVERDUE,
            since=OVER,
            record="action",
            who=(BEN,),
            how="actions.finish or actions.drop",
        ),
    ),
    (
        with_reading,
        Alert(
            concern=Concern.READING_OVERDUE,
            since=OVER,
            record="reading",
            who=(BEN,),
            how="readings.finish or readings.skip",
        ),
    ),
    (
        with_follow_up,
        Alert(
            concern=Concern.FOLLOW_UP_OVERDUE,
            since=OVER,
            record="question",
            who=(ADA, BEN),
            how="questions.answer, questions.resolve or questions.withdraw",
        ),
    ),
]

LATE = OVER + 9 * DAY

CLEARED: list[tuple[Callable[[], Mentorship], Command]] = [
    (offer, lambda m: m.accept(by=BEN, at=NOW)),
    (offer, lambda m: m.decline(by=BEN, at=NOW)),
    (offer, lambda m: m.withdraw(by=ADA, at=NOW)),
    (offer, lambda m: m.depart(BEN, at=NOW)),
    *((offer, lambda m, by=by: m.expire(by=by, at=LAPSES)) for by in (ADA, BEN, SYSTEM)),
    (
        with_meeting,
        lambda m: m.meetings.hold(
            "meeting", by=BEN, at=LATE, summary="…", topics=[Topic("…", minutes=5, raised_by=BEN)]
        ),
    ),
    (with_meeting, lambda m: m.meetings.miss("meeting", by=ADA, at=LATE, reason="…")),
    (with_meeting, lambda m: m.meetings.cancel("meeting", by=ADA, at=LATE, reason="…")),
    (with_action, lambda m: m.actions.finish("action", by=BEN, at=LATE)),
    (with_action, lambda m: m.actions.drop("action", by=BEN, at=LATE, reason="…")),
    (with_reading, lambda m: m.readings.finish("reading", by=BEN, at=LATE, takeaway="…")),
    (with_reading, lambda m: m.readings.skip("reading", by=BEN, at=LATE, reason="…")),
    (with_follow_up, lambda m: m.questions.answer("question", by=ADA, at=LATE, answer=Known("…"))),
    (with_follow_up, lambda m: m.questions.resolve("question", by=BEN, at=LATE)),
    (with_follow_up, lambda m: m.questions.withdraw("question", by=BEN, at=LATE)),
]


class TestAlerts:
    @pytest.mark.parametrize(("make", "alert"), ALERTS)
    def test_each_is_due_at_its_moment(self, make: Callable[[], Mentorship], alert: Alert) -> None:
        """
        R5, M2, A1, A2, Q3: what a rule implies is due from its moment on, and not a moment earlier.
        """
        m = make()

        assert () == attention(m, at=alert.since - timedelta.resolution)
        assert (alert,) == attention(m, at=alert.since)
        assert alert.since == next_attention(m)

    @pytest.mark.parametrize(("make", "alert"), ALERTS)
    def test_each_stays(self, make: Callable[[], Mentorship], alert: Alert) -> None:
        """
        R5, M2, A1, A2, Q3: what is due stays due, years later as well.
        """
        m = make()

        assert (alert,) == attention(m, at=alert.since + 3650 * DAY)

    @pytest.mark.parametrize(("make", "command"), CLEARED)
    def test_a_command_clears_it(self, make: Callable[[], Mentorship], command: Command) -> None:
        """
        R5, M2, A1, A2, Q3: each command that the alert names clears it.
        """
        m = make()

        command(m)

        assert () == alerts(m)
        assert next_attention(m) is None

    @pytest.mark.parametrize(("make", "alert"), ALERTS[1:])
    def test_a_pause_does_not_clear_it(self, make: Callable[[], Mentorship], alert: Alert) -> None:
        """
        R12: what is open while paused can be finished, and so still needs somebody.
        """
        m = make()
        m.pause(by=ADA, at=NOW)

        assert (alert,) == alerts(m)

    @pytest.mark.parametrize(
        ("make", "command"), [(make, command) for make, command in CLEARED if make is not offer]
    )
    def test_each_can_be_cleared_while_paused(self, make: Callable[[], Mentorship], command: Command) -> None:
        """
        R12: every command that an alert names is possible during a pause.
        """
        m = make()
        m.pause(by=ADA, at=NOW)

        command(m)

        assert () == alerts(m)

    @pytest.mark.parametrize(("make", "alert"), ALERTS[1:])
    def test_the_end_clears_it(self, make: Callable[[], Mentorship], alert: Alert) -> None:
        """
        R13: nothing is open when the relationship is over.
        """
        m = make()
        m.end(by=ADA, at=NOW, reason="…")

        assert () == alerts(m)

    def test_moving_a_meeting_moves_it(self) -> None:
        """
        M2: a meeting that was moved is due when it is over at its new time.
        """
        m = with_meeting()

        m.meetings.reschedule("meeting", by=ADA, at=LATE, starts=LATE + DAY)

        assert LATE + DAY + HOUR == next_attention(m)

    def test_a_referral_alone_is_nobodys_task(self) -> None:
        """
        Q3: without a follow-up an open question waits, and nobody is late.
        """
        m = active()
        m.questions.ask(by=BEN, at=NOW, text="…", interest=5)

        assert () == alerts(m)

    def test_a_brokered_offer_lapses_as_well(self) -> None:
        """
        R5: that one of the two has agreed does not clear it.
        """
        m = brokered()
        m.accept(by=ADA, at=NOW)

        assert [Concern.OFFER_LAPSED] == [alert.concern for alert in alerts(m)]

    def test_somebody_needs_a_moment(self) -> None:
        """
        P2: a naive moment is refused.
        """
        with pytest.raises(InvalidValue, match="it has no time zone"):
            attention(offer(), at=NOW.replace(tzinfo=None))


DAYS = st.integers(0, 60).map(lambda n: date(2026, 1, 13) + timedelta(days=n))


@st.composite
def relationships(draw: st.DrawFn) -> Mentorship:
    """
    Return relationships with some meetings, actions, readings and follow-ups; a few are paused or over.
    """
    m = active()
    hours = draw(st.lists(st.integers(0, 1000), max_size=3, unique=True))
    for hour in hours:
        m.meetings.schedule(by=ADA, at=NOW, starts=NOW + hour * HOUR, minutes=draw(st.integers(5, 60)))
    for due_on in draw(st.lists(DAYS, max_size=3)):
        m.actions.take_on(by=draw(st.sampled_from([ADA, BEN])), at=NOW, title="…", due_on=due_on)
    for due_on in draw(st.lists(DAYS, max_size=3)):
        m.readings.assign(by=ADA, at=NOW, title="…", why="…", due_on=due_on)
    for due_on in draw(st.lists(DAYS, max_size=3)):
        question = m.questions.ask(by=BEN, at=NOW, text="…", interest=3)
        answer = Unknown(follow_up=FollowUp(owner=ADA, due_on=due_on))
        m.questions.answer(question.id, by=ADA, at=NOW, answer=answer)
    match draw(st.sampled_from([State.ACTIVE, State.ACTIVE, State.PAUSED, State.ENDED])):
        case State.PAUSED:
            m.pause(by=ADA, at=NOW)
        case State.ENDED:
            m.end(by=ADA, at=NOW, reason="…")
        case _:
            pass

    return m


MOMENTS = st.integers(-100, 2500).map(lambda hours: NOW + hours * HOUR)


class TestMonotony:
    @given(relationships(), MOMENTS, MOMENTS)
    def test_once_due_it_stays(self, m: Mentorship, one: datetime, other: datetime) -> None:
        """
        R5, M2, A1, A2, Q3: without a command, what is due at a moment is due at every later one.
        """
        earlier, later = sorted((one, other))

        assert set(attention(m, at=earlier)) <= set(attention(m, at=later))

    @given(relationships(), MOMENTS)
    def test_is_what_began_until_then(self, m: Mentorship, at: datetime) -> None:
        """
        R5, M2, A1, A2, Q3: what needs somebody at a moment are the alerts that began by then, oldest first.
        """
        due = attention(m, at=at)

        assert set(due) == {alert for alert in alerts(m) if alert.since <= at}
        assert sorted(alert.since for alert in due) == [alert.since for alert in due]

    @given(relationships())
    def test_the_next_is_the_first_of_all(self, m: Mentorship) -> None:
        """
        R5, M2, A1, A2, Q3: the moment from which somebody is needed is the earliest of all alerts, and only
        what needs nobody ever has none.
        """
        first = next_attention(m)

        if first is None:
            assert () == alerts(m)
        else:
            assert first == min(alert.since for alert in alerts(m))
            assert () == attention(m, at=first - timedelta.resolution)
            assert () != attention(m, at=first)

    @given(relationships())
    def test_an_unrelated_command_clears_nothing(self, m: Mentorship) -> None:
        """
        R5, M2, A1, A2, Q3: only a command on what an alert is about clears it.
        """
        before = alerts(m)

        m.feedback.give(by=ADA, at=NOW, about=m.id, text="…")

        assert before == alerts(m)
