"""
Goal focus: whom and what the time served, and what the record does not support (G1, G2, M3, Q2).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorcore.errors import InvalidValue, WrongTime
from mentorcore.insight.focus import (
    METHOD,
    TREND_MEETINGS,
    AnswersGiven,
    Focus,
    GoalFocus,
    MonthFocus,
    goal_focus,
)
from mentorcore.insight.shares import NOT_ENOUGH, STEADY, Direction, Share, Trend
from mentorcore.model.mentorship import Mentorship
from mentorcore.model.questions import FollowUp, Known, Story, Unknown
from mentorcore.testing.strategies import mentorships
from tests.insight.relationships import active, goal, held, question, topic
from tests.model.examples import ADA, BEN, DAY, HOUR, NOW, WEEK, offer, refused


def minutes(part: int, whole: int) -> Share:
    """
    Return a share of minutes.
    """
    return Share(part=part, whole=whole, unit="minutes")


class TestShares:
    @pytest.mark.parametrize(
        ("part", "whole", "percent", "said"),
        [
            (0, 0, None, NOT_ENOUGH),
            (0, 60, 0, "0 % (0 of 60 minutes)"),
            (60, 60, 100, "100 % (60 of 60 minutes)"),
            (1, 3, 33, "33 % (1 of 3 minutes)"),
            (2, 3, 67, "67 % (2 of 3 minutes)"),
            (1, 8, 13, "13 % (1 of 8 minutes)"),
        ],
    )
    def test_are_said_with_their_numbers(self, part: int, whole: int, percent: int | None, said: str) -> None:
        """
        M3: a share is told with what it is made of, halves rounded up, and nothing is divided by zero.
        """
        share = minutes(part, whole)

        assert (percent, said) == (share.percent, str(share))
        assert (part / whole if whole else None) == share.value

    @pytest.mark.parametrize(
        ("earlier", "later", "change", "direction", "said"),
        [
            ((0, 0), (0, 0), None, None, NOT_ENOUGH),
            ((0, 0), (6, 60), None, None, NOT_ENOUGH),
            ((6, 60), (0, 0), None, None, NOT_ENOUGH),
            (
                (30, 100), (30, 100), 0, Direction.STEADY,
                "steady, from 30 % (30 of 100 minutes) to 30 % (30 of 100 minutes)",
            ),
            (
                (30, 100), (39, 100), 9, Direction.STEADY,
                "steady, from 30 % (30 of 100 minutes) to 39 % (39 of 100 minutes)",
            ),
            (
                (30, 100), (40, 100), STEADY, Direction.RISING,
                "rising by 10 points, from 30 % (30 of 100 minutes) to 40 % (40 of 100 minutes)",
            ),
            (
                (40, 100), (30, 100), -STEADY, Direction.FALLING,
                "falling by 10 points, from 40 % (40 of 100 minutes) to 30 % (30 of 100 minutes)",
            ),
            (
                (1, 3), (2, 3), 33, Direction.RISING,
                "rising by 33 points, from 33 % (1 of 3 minutes) to 67 % (2 of 3 minutes)",
            ),
            (
                (0, 200), (1, 200), 1, Direction.STEADY,
                "steady, from 0 % (0 of 200 minutes) to 1 % (1 of 200 minutes)",
            ),
        ],
    )  # fmt: skip
    def test_make_a_trend(
        self,
        earlier: tuple[int, int],
        later: tuple[int, int],
        change: int | None,
        direction: Direction | None,
        said: str,
    ) -> None:
        """
        M3: a trend is steady within ten points, and says nothing without both halves.
        """
        trend = Trend(earlier=minutes(*earlier), later=minutes(*later))

        assert (change, direction, said) == (trend.change, trend.direction, str(trend))


class TestNothing:
    def test_is_not_enough_record(self) -> None:
        """
        M3: of a relationship without meetings no number is told.
        """
        nothing = minutes(0, 0)

        assert goal_focus(offer()) == Focus(
            meetings=0,
            overall=nothing,
            by_goal=(),
            by_month=(),
            raised_by_mentee=Share(part=0, whole=0, unit="topics"),
            followed_question=Share(part=0, whole=0, unit="answers and topics"),
            answers=AnswersGiven(known=0, story=0, unknown=0),
            unserved=(),
            unaccounted=0,
            trend=Trend(earlier=nothing, later=nothing),
        )
        assert (
            "Time for the mentee's own goals: not enough record yet.",
            "Topics that the mentee raised: not enough record yet.",
            "What the mentor brought in that answered a question: not enough record yet.",
            "Active goals that got no time: not enough record yet.",
            "Where it is going: not enough record yet.",
        ) == goal_focus(offer()).sentences


class TestTime:
    def test_served_goals_directly_or_through_what_belongs_to_them(self) -> None:
        """
        M3: a topic serves a goal itself, or through a question, a reading or an action that belongs to
        it.
        """
        m = active()
        first, second = goal(m, "first"), goal(m, "second")
        question(m, "asked", goal=first)
        question(m, "free")
        m.readings.assign(by=ADA, at=NOW, title="…", why="…", due_on=date(2026, 2, 1), goal=second, id="read")
        m.actions.take_on(by=BEN, at=NOW, title="…", due_on=date(2026, 2, 1), goal=second, id="do")
        starts = NOW + DAY
        held(
            m,
            starts,
            topic(10, first),
            topic(5, "asked"),
            topic(4, "free"),
            topic(3, "read"),
            topic(2, "do"),
            topic(1),
        )
        focus = goal_focus(m)

        assert minutes(20, 60) == focus.overall
        assert (
            GoalFocus(goal="first", minutes=15, share=minutes(15, 60), last_served=starts),
            GoalFocus(goal="second", minutes=5, share=minutes(5, 60), last_served=starts),
        ) == focus.by_goal
        assert 35 == focus.unaccounted

    def test_a_suggested_goal_counts_from_adoption(self) -> None:
        """
        G2: what served a suggestion served nothing, until a meeting ends after the mentee adopted it.
        """
        m = active()
        m.goals.suggest(by=ADA, at=NOW, title="…", why="…", measure="…", id="goal")
        held(m, NOW + DAY, topic(60, "goal"))

        assert minutes(0, 60) == goal_focus(m).overall
        assert () == goal_focus(m).by_goal

        m.goals.adopt("goal", by=BEN, at=NOW + 2 * DAY + HOUR)
        held(m, NOW + 2 * DAY, topic(40, "goal"))
        focus = goal_focus(m)

        assert minutes(40, 120) == focus.overall
        assert [("goal", 40, NOW + 2 * DAY)] == [(g.goal, g.minutes, g.last_served) for g in focus.by_goal]

    def test_a_goal_counts_until_it_is_dropped(self) -> None:
        """
        G1: time for a goal that the mentee has dropped serves none of theirs; a meeting that began before
        does.
        """
        m = active()
        goal(m, "goal")
        m.goals.drop("goal", by=BEN, at=NOW + DAY + HOUR / 2, reason="…")
        held(m, NOW + DAY, topic(30, "goal"))
        held(m, NOW + 2 * DAY, topic(60, "goal"))

        assert minutes(30, 120) == goal_focus(m).overall

    def test_a_goal_that_was_dropped_keeps_its_time(self) -> None:
        """
        G1: what a goal got while it was the mentee's stays counted; it is no active goal without time.
        """
        m = active()
        goal(m, "goal")
        goal(m, "other")
        held(m, NOW + DAY, topic(30, "goal"))
        m.goals.drop("goal", by=BEN, at=NOW + 2 * DAY, reason="…")
        m.goals.drop("other", by=BEN, at=NOW + 2 * DAY, reason="…")

        assert minutes(30, 60) == goal_focus(m).overall
        assert () == goal_focus(m).unserved

    def test_only_held_meetings_count(self) -> None:
        """
        M2: what was missed, cancelled or is planned took no time.
        """
        m = active()
        m.meetings.schedule(by=ADA, at=NOW, starts=NOW + DAY, minutes=60, id="missed")
        m.meetings.schedule(by=ADA, at=NOW, starts=NOW + 2 * DAY, minutes=60, id="cancelled")
        m.meetings.schedule(by=ADA, at=NOW, starts=NOW + 3 * DAY, minutes=60)
        m.meetings.miss("missed", by=ADA, at=NOW + WEEK, reason="…")
        m.meetings.cancel("cancelled", by=ADA, at=NOW + WEEK, reason="…")

        assert 0 == goal_focus(m).overall.whole

    def test_goals_without_time_are_named(self) -> None:
        """
        G1: active goals that got no minute are named, in the mentee's order.
        """
        m = active()
        for name in ("first", "second", "third"):
            goal(m, name)
        m.goals.prioritise("third", by=BEN, at=NOW, rank=1)
        held(m, NOW + DAY, topic(5, "first"))
        focus = goal_focus(m)

        assert ("third", "second") == focus.unserved
        assert "Active goals that got no time: 2." in focus.sentences

        held(m, NOW + 2 * DAY, topic(5, "second"), topic(5, "third"))

        assert "Active goals that got no time: none." in goal_focus(m).sentences


class TestMonths:
    def test_are_those_of_the_meetings_own_zone(self) -> None:
        """
        M3: the last evening of a month in Los Angeles belongs to that month, though it is the next in
        UTC.
        """
        m = active()
        held(m, datetime(2026, 2, 1, 2, tzinfo=UTC), zone="America/Los_Angeles")

        assert [date(2026, 1, 1)] == [month.month for month in goal_focus(m).by_month]

    def test_without_a_meeting_stand_empty(self) -> None:
        """
        M3: between the first and the last month of meetings none is left out, across the year as well.
        """
        m = active()
        goal(m, "goal")
        held(m, datetime(2026, 11, 30, 9, tzinfo=UTC), topic(30, "goal"))
        held(m, datetime(2026, 11, 30, 11, tzinfo=UTC), topic(15, "goal"))
        held(m, datetime(2027, 1, 31, 9, tzinfo=UTC))

        assert (
            MonthFocus(month=date(2026, 11, 1), meetings=2, share=minutes(45, 120)),
            MonthFocus(month=date(2026, 12, 1), meetings=0, share=minutes(0, 0)),
            MonthFocus(month=date(2027, 1, 1), meetings=1, share=minutes(0, 60)),
        ) == goal_focus(m).by_month


class TestWhoSetsTheCourse:
    def test_topics_that_the_mentee_raised(self) -> None:
        """
        M3: topics are counted, however long they took.
        """
        m = active()
        held(m, NOW + DAY, topic(1), topic(1, by=ADA), topic(50))

        assert Share(part=2, whole=3, unit="topics") == goal_focus(m).raised_by_mentee

    def test_answers_against_what_was_brought_in_unasked(self) -> None:
        """
        Q2: the mentor's answers are set against the topics they raised that serve no question.
        """
        m = active()
        goal(m, "goal")
        for name in ("one", "two", "three"):
            question(m, name)
        unknown = Unknown(follow_up=FollowUp(owner=ADA, due_on=date(2026, 2, 1)))
        for name, answer in (("one", Known("…")), ("two", Story("…", lesson="…")), ("three", unknown)):
            m.questions.answer(name, by=ADA, at=NOW + DAY, answer=answer)
        m.questions.answer("three", by=ADA, at=NOW + 2 * DAY, answer=Known("…"))
        held(m, NOW + DAY, topic(1, "one", by=ADA), topic(1, "goal", by=ADA), topic(1, by=ADA), topic(1))
        focus = goal_focus(m)

        assert Share(part=4, whole=6, unit="answers and topics") == focus.followed_question
        assert AnswersGiven(known=2, story=1, unknown=1) == focus.answers
        assert 4 == focus.answers.total


class TestTrend:
    def shares(self, *served: int) -> Trend:
        """
        Return the trend of one meeting of an hour a week.
        """
        m = active()
        goal(m, "goal")
        for number, part in enumerate(served, 1):
            held(m, NOW + number * WEEK, topic(part, "goal"))

        return goal_focus(m).trend

    def test_needs_four_meetings(self) -> None:
        """
        M3: three meetings make no trend, four do.
        """
        assert TREND_MEETINGS == 4
        assert NOT_ENOUGH == str(self.shares(1, 30, 60))
        assert Trend(earlier=minutes(3, 120), later=minutes(90, 120)) == self.shares(1, 2, 30, 60)

    def test_leaves_the_middle_one_out(self) -> None:
        """
        M3: the middle one of an odd number belongs to neither half.
        """
        assert Trend(earlier=minutes(3, 120), later=minutes(9, 120)) == self.shares(1, 2, 60, 4, 5)


class TestTheWindow:
    def test_is_from_since_until_before_until(self) -> None:
        """
        M3: a meeting counts by its start, at *since* and not at *until*; so do answers and goals.
        """
        m = active()
        goal(m, "goal")
        question(m, "one")
        for day in (1, 2, 3):
            held(m, NOW + day * DAY, topic(day, "goal"))
            m.questions.answer("one", by=ADA, at=NOW + day * DAY, answer=Known("…"))
        goal(m, "later", at=NOW + 3 * DAY)
        m.goals.prioritise("later", by=BEN, at=NOW + 3 * DAY, rank=1)
        focus = goal_focus(m, since=NOW + 2 * DAY, until=NOW + 3 * DAY)

        assert (1, minutes(2, 60), 1) == (focus.meetings, focus.overall, focus.answers.total)
        assert ["goal"] == [of_goal.goal for of_goal in focus.by_goal]
        assert ("later",) == goal_focus(m, since=NOW + 3 * DAY).unserved
        assert () == focus.unserved

    def test_a_goal_of_a_meeting_across_its_end(self) -> None:
        """
        G2: a goal that was adopted during a meeting that began inside counts with its minutes.
        """
        m = active()
        m.goals.suggest(by=ADA, at=NOW, title="…", why="…", measure="…", id="goal")
        m.goals.adopt("goal", by=BEN, at=NOW + DAY + HOUR / 2)
        held(m, NOW + DAY, topic(20, "goal"))
        focus = goal_focus(m, until=NOW + DAY + HOUR / 4)

        assert focus.overall.part == sum(of_goal.minutes for of_goal in focus.by_goal) == 20

    def test_has_an_order(self) -> None:
        """
        P2: *until* lies after *since*, and both are aware.
        """
        with refused(
            WrongTime,
            rule="P2",
            tried="measure goal focus",
            because="until, 2026-01-12T09:00:00+00:00, is not after since, 2026-01-12T09:00:00+00:00",
            accepted="give a later until, or leave one of them out",
        ):
            goal_focus(active(), since=NOW, until=NOW)
        for name in ("since", "until"):
            with pytest.raises(InvalidValue, match=f"cannot accept {name}: .*no time zone"):
                goal_focus(active(), **{name: datetime(2026, 1, 12)})
        with pytest.raises(InvalidValue, match="cannot accept mentorship: "):
            goal_focus("ada")  # type: ignore[arg-type]


class TestMethod:
    def test_every_figure_says_how_it_is_made(self) -> None:
        """
        M3: each figure says what is counted and what it leaves out.
        """
        figures = {field.name for field in attrs.fields(Focus)} - {"meetings"}

        assert figures == set(METHOD)
        for method in METHOD.values():
            assert method.computed.endswith(".")
            assert method.leaves_out.endswith(".")


SPLITS: st.SearchStrategy[Callable[[Mentorship], datetime]] = st.integers(0, 400).map(
    lambda days: lambda m: m.steps[0].at + timedelta(days=days)
)


class TestWhateverTheRecordHolds:
    @given(mentorships())
    def test_parts_make_the_whole(self, m: Mentorship) -> None:
        """
        M3: goals and months add up to the whole, and no share is more than all of it.
        """
        focus = goal_focus(m)

        assert focus.overall.part == sum(of_goal.minutes for of_goal in focus.by_goal)
        assert focus.overall.part == sum(month.share.part for month in focus.by_month)
        assert focus.overall.whole == sum(month.share.whole for month in focus.by_month)
        assert focus.meetings == sum(month.meetings for month in focus.by_month)
        for share in (focus.overall, focus.raised_by_mentee, focus.followed_question):
            assert 0 <= share.part <= share.whole
        assert 0 <= focus.unaccounted <= focus.overall.whole
        assert 5 == len(focus.sentences)

    @given(mentorships(), SPLITS)
    def test_two_windows_make_the_whole(self, m: Mentorship, split: Callable[[Mentorship], datetime]) -> None:
        """
        M3: what is measured before a moment and from it on is what is measured at once.
        """
        moment = split(m)
        before, after, all_ = goal_focus(m, until=moment), goal_focus(m, since=moment), goal_focus(m)

        for name in ("overall", "raised_by_mentee", "followed_question"):
            shares = [getattr(focus, name) for focus in (before, after, all_)]
            assert shares[0].part + shares[1].part == shares[2].part
            assert shares[0].whole + shares[1].whole == shares[2].whole
        assert before.unaccounted + after.unaccounted == all_.unaccounted

    @given(mentorships())
    def test_a_suggestion_changes_nothing(self, m: Mentorship) -> None:
        """
        G2: a goal that the mentee never made their own is in no figure.
        """
        suggested = {goal.id for goal in m.goals if goal.adopted_at is None}
        focus = goal_focus(m)

        assert suggested.isdisjoint(of_goal.goal for of_goal in focus.by_goal)
        assert suggested.isdisjoint(focus.unserved)
