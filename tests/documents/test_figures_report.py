"""
The figures of a progress report, drawn from a record.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

import pytest

from mentorcore.documents.figures import Figure, report_figures
from mentorcore.errors import InvalidValue
from mentorcore.insight.focus import goal_focus
from mentorcore.model.meetings import Topic
from mentorcore.model.mentorship import Mentorship
from mentorcore.model.milestones import Evidence
from tests.documents.reading_pictures import picture
from tests.model.examples import ADA, BEN, DAY, HOUR, NOW, offer


AT = NOW + 60 * DAY
"""The 13th of March."""


def active() -> Mentorship:
    """
    Return a relationship that is active since the 12th of January.
    """
    m = offer()
    m.accept(by=BEN, at=NOW)

    return m


def figures(m: Mentorship, at: datetime = AT) -> Mapping[str, Figure]:
    """
    Return the figures of a report that is made then.
    """
    return report_figures(m, goal_focus(m), at=at)


def meet(m: Mentorship, starts: datetime, *, held: bool = True, serves: str | None = None) -> str:
    """
    Enter a meeting of an hour.
    """
    meeting = m.meetings.schedule(by=ADA, at=NOW, starts=starts, minutes=60)
    if held:
        topics = [Topic("a", minutes=30, raised_by=BEN, serves=serves)]
        m.meetings.hold(meeting.id, by=ADA, at=starts + HOUR, summary="a", topics=topics)

    return meeting.id


def reach(m: Mentorship, id: str, title: str, day: date, *, goal: str | None = None) -> None:
    """
    Document a milestone.
    """
    m.milestones.document(
        by=BEN,
        at=AT,
        id=id,
        title=title,
        statement="a",
        happened_on=day,
        goal=goal,
        evidence=[Evidence.link("https://example.org/")],
    )


def the_goal(m: Mentorship, id: str = "goal", title: str = "Lead a release") -> None:
    """
    Set a goal.
    """
    m.goals.set(by=BEN, at=NOW, title=title, why="a", measure="a", id=id)


class TestNames:
    def test_the_three_figures_are_found_by_name(self) -> None:
        """
        A template shows them by these names.
        """
        drawn = figures(active())

        assert ["timeline", "focus_by_month", "goals_with_progress"] == list(drawn)
        assert all(figure.name == name for name, figure in drawn.items())

    def test_what_is_no_mentorship_is_refused(self) -> None:
        """
        P1: the error names the argument.
        """
        m = active()
        with pytest.raises(InvalidValue) as caught:
            report_figures("m", goal_focus(m), at=AT)  # type: ignore[arg-type]
        assert "mentorship" == caught.value.path
        with pytest.raises(InvalidValue) as caught:
            report_figures(m, "focus", at=AT)  # type: ignore[arg-type]
        assert "focus" == caught.value.path
        with pytest.raises(InvalidValue) as caught:
            report_figures(m, goal_focus(m), at=AT.replace(tzinfo=None))
        assert "at" == caught.value.path


class TestTimeline:
    def test_runs_from_the_beginning_to_today(self) -> None:
        """
        Without anything to come it ends with the month of the report, and marks its day.
        """
        figure = figures(active())["timeline"]

        assert ("January 2026", "February 2026", "March 2026") == tuple(row[0] for row in figure.rows)
        assert "today, 13 March 2026" in picture(figure).said()

    def test_shows_every_kind_of_meeting(self) -> None:
        """
        Held, missed, cancelled and scheduled ones are counted.
        """
        m = active()
        meet(m, NOW + 7 * DAY)
        missed = meet(m, NOW + 14 * DAY, held=False)
        m.meetings.miss(missed, by=ADA, at=NOW + 15 * DAY, reason="a")
        cancelled = meet(m, NOW + 21 * DAY, held=False)
        m.meetings.cancel(cancelled, by=ADA, at=NOW, reason="a")
        meet(m, NOW + 63 * DAY, held=False)

        assert figures(m)["timeline"].description == (
            "January 2026 to March 2026. Meetings: 1 held, 1 missed, 1 cancelled and 1 scheduled."
        )

    def test_looks_ahead_to_the_end_of_the_next_month(self) -> None:
        """
        What is scheduled until then is shown; what comes later is counted.
        """
        m = active()
        meet(m, datetime.combine(date(2026, 4, 30), NOW.time(), NOW.tzinfo), held=False)
        meet(m, datetime.combine(date(2026, 5, 1), NOW.time(), NOW.tzinfo), held=False)

        assert figures(m)["timeline"].description == (
            "January 2026 to April 2026. Meetings: 1 scheduled. Scheduled later: 1."
        )

    def test_a_meeting_is_on_its_own_day(self) -> None:
        """
        The day is that of the meeting's zone, not that of UTC.
        """
        m = active()
        late = datetime(2026, 1, 31, 23, 30, tzinfo=NOW.tzinfo)
        m.meetings.schedule(by=ADA, at=NOW, starts=late, minutes=60, zone="Asia/Tokyo")

        assert ("February 2026", "scheduled on 1", "none") == figures(m)["timeline"].rows[1]

    def test_words_of_a_milestone_need_its_confirmation(self) -> None:
        """
        C2: a confirmed one has its title, one that waits is counted, contested and retracted ones are not.
        """
        m = active()
        for status in ("confirmed", "waiting", "contested", "retracted"):
            reach(m, status, f"It is {status}", date(2026, 2, 20))
        m.milestones.confirm("confirmed", by=ADA, at=AT, revision=1)
        m.milestones.contest("contested", by=ADA, at=AT, revision=1, reason="a")
        m.milestones.retract("retracted", by=BEN, at=AT, reason="a")
        figure = figures(m)["timeline"]

        assert "Milestones: 1 confirmed, 1 waiting for confirmation." in figure.description
        assert figure.rows[1][2] == (
            "20 February 2026: It is confirmed (number 1); 20 February 2026: waits for confirmation"
        )
        for status in ("waiting", "contested", "retracted"):
            assert f"It is {status}" not in figure.svg + str(figure.rows)

    def test_pauses_are_shown(self) -> None:
        """
        R12: from the day of the pause to that of taking up again; one that lasts goes on until today.
        """
        m = active()
        m.pause(by=ADA, at=NOW + 10 * DAY)
        m.resume(by=BEN, at=NOW + 20 * DAY)
        m.pause(by=ADA, at=NOW + 50 * DAY)

        assert figures(m)["timeline"].description.endswith(
            "Paused: 22 January 2026 to 1 February 2026 and 3 March 2026 to 13 March 2026."
        )

    def test_a_pause_that_is_yet_to_come_is_a_day(self) -> None:
        """
        A report made for an earlier day has no pause that ends before it begins.
        """
        m = active()
        m.pause(by=ADA, at=AT)

        assert "Paused" not in figures(m, NOW + 5 * DAY)["timeline"].description
        assert figures(m)["timeline"].description.endswith("Paused: 13 March 2026 to 13 March 2026.")

    @pytest.mark.parametrize("completed", [True, False])
    def test_ends_with_the_relationship(self, *, completed: bool) -> None:
        """
        R13: what was cancelled by the end is not shown, and there is no today.
        """
        m = active()
        meet(m, NOW + 7 * DAY)
        meet(m, NOW + 60 * DAY, held=False)
        if completed:
            m.complete(by=ADA, at=NOW + 30 * DAY, summary="a")
        else:
            m.end(by=ADA, at=NOW + 30 * DAY, reason="a")
        figure = figures(m)["timeline"]

        assert "January 2026 to February 2026. Meetings: 1 held." == figure.description
        assert not any(text.startswith("today") for text in picture(figure).said())
        assert figure == figures(m, NOW + 30 * DAY)["timeline"]

    def test_an_offer_is_drawn_from_its_day(self) -> None:
        """
        A relationship that never became active has a timeline without anything.
        """
        assert figures(offer())["timeline"].description == (
            "January 2026 to March 2026. No meeting is on record yet."
        )


class TestFocus:
    def test_shows_what_goal_focus_measures(self) -> None:
        """
        The months and the share over all are those of the insight.
        """
        m = active()
        the_goal(m)
        meet(m, NOW + 7 * DAY, serves="goal")
        meet(m, NOW + 40 * DAY)
        figure = figures(m)["focus_by_month"]

        assert figure.rows == (
            ("January 2026", "1", "60", "50 % (30 of 60 minutes)"),
            ("February 2026", "1", "60", "0 % (0 of 60 minutes)"),
        )
        assert "all months together: 25 %" in picture(figure).said()


class TestGoals:
    def test_shows_the_mentees_own_goals_in_their_order(self) -> None:
        """
        G2: a suggestion is not there until it is adopted; the last percentage that was noted counts.
        """
        m = active()
        the_goal(m)
        the_goal(m, "second", "Give a talk")
        m.goals.suggest(by=ADA, at=NOW, title="Learn Rust", why="a", measure="a")
        m.goals.record_progress("goal", by=ADA, at=NOW, text="a", percent=60)
        m.goals.record_progress("goal", by=ADA, at=NOW, text="a", percent=50)
        m.goals.record_progress("goal", by=ADA, at=NOW, text="a", percent=40)
        m.goals.record_progress("goal", by=ADA, at=NOW, text="a")
        m.goals.prioritise("second", by=BEN, at=NOW, rank=1)

        assert figures(m)["goals_with_progress"].rows == (
            ("Give a talk", "active", "no percentage noted"),
            ("Lead a release", "active", "40 %"),
        )

    def test_an_unsupported_goal_is_not_used(self) -> None:
        """
        G3: it is only counted as soon as its last milestone is retracted.
        """
        m = active()
        the_goal(m)
        reach(m, "milestone", "a", date(2026, 2, 20), goal="goal")
        m.goals.achieve("goal", by=BEN, at=AT)

        assert (("Lead a release", "achieved", "no percentage noted"),) == (
            figures(m)["goals_with_progress"].rows
        )

        m.milestones.retract("milestone", by=BEN, at=AT, reason="a")

        assert figures(m)["goals_with_progress"].description == (
            "1 achieved goal is not shown: no milestone supports it any more."
        )

    def test_a_year_can_be_drawn(self) -> None:
        """
        Weekly meetings, several goals and milestones fit into their frames.
        """
        m = active()
        for n in range(12):
            the_goal(m, f"goal{n}", f"Goal {n}")
        for n in range(1, 50):
            meet(m, NOW + timedelta(weeks=n), serves=f"goal{n % 12}")
        drawn = figures(m, NOW + timedelta(weeks=52))

        assert 12 == len(drawn["goals_with_progress"].rows)
        assert 12 == len(drawn["focus_by_month"].rows)
        assert "Meetings: 49 held." in drawn["timeline"].description
