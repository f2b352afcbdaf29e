"""
What needs somebody now, and from when on (R5, M2, A1, A2, Q3).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import attrs
import pytest

from mentorcore.errors import InvalidValue
from mentorcore.insight.alert import SENTENCES, Alert, Concern
from mentorcore.insight.attention import alerts, attention
from mentorcore.insight.served import goals_behind, minutes_served
from mentorcore.model.cadence import Cadence
from mentorcore.model.meetings import MeetingStatus, Topic
from mentorcore.model.mentorship import Mentorship
from mentorcore.model.policy import Policy
from mentorcore.model.questions import Known
from mentorcore.model.values import SYSTEM
from tests.insight.unattended import (
    LATE,
    OVER,
    about,
    active,
    document,
    hold,
    with_action,
    with_contested,
    with_follow_up,
    with_goal,
    with_meeting,
    with_meetings,
    with_milestone,
    with_proposal,
    with_reading,
)
from tests.model.examples import ADA, AGREEMENT, BEN, CY, DAY, HOUR, LAPSES, NOW, brokered, offer


Command = Callable[[Mentorship], object]

ALERTS: list[tuple[Callable[[], Mentorship], Alert]] = [
    (
        offer,
        Alert(
            concern=Concern.OFFER_UNANSWERED,
            since=NOW + 7 * DAY,
            record="ada-and-ben",
            who=(BEN, ADA),
            how="accept, decline or withdraw; expire once it has lapsed",
        ),
    ),
    (
        brokered,
        Alert(
            concern=Concern.OFFER_UNANSWERED,
            since=NOW + 7 * DAY,
            record="ada-and-ben",
            who=(ADA, BEN, CY),
            how="accept, decline or withdraw; expire once it has lapsed",
        ),
    ),
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
        active,
        Alert(
            concern=Concern.NO_MEETING,
            since=NOW + 14 * DAY,
            record="ada-and-ben",
            who=(ADA, BEN),
            how="meetings.hold, pause, complete or end",
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
        lambda: with_meetings("held", "missed", "missed"),
        Alert(
            concern=Concern.MEETINGS_MISSED,
            since=NOW + 3 * DAY + HOUR,
            record="meeting-3",
            who=(ADA, BEN),
            how="meetings.hold for a later one, meetings.correct, complete or end",
        ),
    ),
    (
        lambda: with_meetings("missed", "missed", "missed"),
        Alert(
            concern=Concern.MEETINGS_MISSED,
            since=NOW + 2 * DAY + HOUR,
            record="meeting-2",
            who=(ADA, BEN),
            how="meetings.hold for a later one, meetings.correct, complete or end",
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
            who=(ADA,),
            how="questions.answer by the mentor; questions.resolve or questions.withdraw by the mentee",
        ),
    ),
    (
        with_goal,
        Alert(
            concern=Concern.GOAL_WITHOUT_PROGRESS,
            since=NOW + 60 * DAY,
            record="goal",
            who=(ADA, BEN),
            how="goals.record_progress, milestones.document or meetings.hold for it; "
            "goals.achieve or goals.drop by the mentee",
        ),
    ),
    (
        with_milestone,
        Alert(
            concern=Concern.MILESTONE_UNCONFIRMED,
            since=NOW + 15 * DAY,
            record="milestone",
            who=(ADA,),
            how="milestones.confirm or milestones.contest",
        ),
    ),
    (
        with_contested,
        Alert(
            concern=Concern.MILESTONE_CONTESTED,
            since=NOW + 2 * DAY,
            record="milestone",
            who=(ADA, BEN),
            how="milestones.amend or milestones.retract by its author, milestones.confirm by the other",
        ),
    ),
    (
        with_proposal,
        Alert(
            concern=Concern.AGREEMENT_UNANSWERED,
            since=NOW + 8 * DAY,
            record="proposal",
            who=(ADA,),
            how="agreements.accept or agreements.turn_down",
        ),
    ),
    (
        lambda: with_meetings("held", "held", "held"),
        Alert(
            concern=Concern.FOCUS_LOW,
            since=NOW + 3 * DAY + HOUR,
            record="meeting-3",
            who=(ADA, BEN),
            how="meetings.hold with more time for the mentee's goals, meetings.correct, complete or end",
        ),
    ),
]

ENDING = datetime(2026, 6, 20, 10, tzinfo=UTC)
"""Three weeks before the 12th of July begins anywhere."""

CLEARED: list[tuple[Callable[[], Mentorship], Concern, Command]] = [
    *(
        (offer, concern, command)
        for concern in (Concern.OFFER_UNANSWERED, Concern.OFFER_LAPSED)
        for command in (
            lambda m: m.accept(by=BEN, at=NOW),
            lambda m: m.decline(by=BEN, at=NOW),
            lambda m: m.withdraw(by=ADA, at=NOW),
            lambda m: m.depart(BEN, at=NOW),
            lambda m: m.expire(by=ADA, at=LAPSES),
            lambda m: m.expire(by=BEN, at=LAPSES),
            lambda m: m.expire(by=SYSTEM, at=LAPSES),
        )
    ),
    *(
        (brokered, Concern.OFFER_UNANSWERED, command)
        for command in (
            lambda m: (m.accept(by=ADA, at=NOW), m.accept(by=BEN, at=NOW)),
            lambda m: m.decline(by=ADA, at=NOW),
            lambda m: m.decline(by=BEN, at=NOW),
            lambda m: m.withdraw(by=CY, at=NOW),
        )
    ),
    (active, Concern.NO_MEETING, lambda m: m.pause(by=ADA, at=LATE)),
    (active, Concern.NO_MEETING, lambda m: m.end(by=ADA, at=LATE, reason="…")),
    (active, Concern.NO_MEETING, lambda m: m.complete(by=BEN, at=LATE, summary="…")),
    (with_meeting, Concern.MEETING_UNREPORTED, lambda m: hold(m, "meeting", at=LATE)),
    (
        with_meeting,
        Concern.MEETING_UNREPORTED,
        lambda m: m.meetings.miss("meeting", by=ADA, at=LATE, reason="…"),
    ),
    (
        with_meeting,
        Concern.MEETING_UNREPORTED,
        lambda m: m.meetings.cancel("meeting", by=ADA, at=LATE, reason="…"),
    ),
    (
        lambda: with_meetings("missed", "missed", "planned"),
        Concern.MEETINGS_MISSED,
        lambda m: hold(m, "meeting-3", at=LATE),
    ),
    (
        lambda: with_meetings("missed", "missed"),
        Concern.MEETINGS_MISSED,
        lambda m: m.meetings.correct(
            "meeting-2", by=ADA, at=LATE, reason="…", status=MeetingStatus.CANCELLED
        ),
    ),
    (with_action, Concern.ACTION_OVERDUE, lambda m: m.actions.finish("action", by=BEN, at=LATE)),
    (with_action, Concern.ACTION_OVERDUE, lambda m: m.actions.drop("action", by=BEN, at=LATE, reason="…")),
    (
        with_reading,
        Concern.READING_OVERDUE,
        lambda m: m.readings.finish("reading", by=BEN, at=LATE, takeaway="…"),
    ),
    (
        with_reading,
        Concern.READING_OVERDUE,
        lambda m: m.readings.skip("reading", by=BEN, at=LATE, reason="…"),
    ),
    (
        with_follow_up,
        Concern.FOLLOW_UP_OVERDUE,
        lambda m: m.questions.answer("question", by=ADA, at=LATE, answer=Known("…")),
    ),
    (with_follow_up, Concern.FOLLOW_UP_OVERDUE, lambda m: m.questions.resolve("question", by=BEN, at=LATE)),
    (with_follow_up, Concern.FOLLOW_UP_OVERDUE, lambda m: m.questions.withdraw("question", by=BEN, at=LATE)),
    (
        with_goal,
        Concern.GOAL_WITHOUT_PROGRESS,
        lambda m: m.goals.drop("goal", by=BEN, at=LATE, reason="…"),
    ),
    (
        with_milestone,
        Concern.MILESTONE_UNCONFIRMED,
        lambda m: m.milestones.confirm("milestone", by=ADA, at=LATE, revision=1),
    ),
    (
        with_milestone,
        Concern.MILESTONE_UNCONFIRMED,
        lambda m: m.milestones.contest("milestone", by=ADA, at=LATE, reason="…"),
    ),
    (
        with_milestone,
        Concern.MILESTONE_UNCONFIRMED,
        lambda m: m.milestones.retract("milestone", by=BEN, at=LATE, reason="…"),
    ),
    (
        with_contested,
        Concern.MILESTONE_CONTESTED,
        lambda m: m.milestones.confirm("milestone", by=ADA, at=LATE, revision=2),
    ),
    (
        with_contested,
        Concern.MILESTONE_CONTESTED,
        lambda m: m.milestones.amend("milestone", by=BEN, at=LATE, reason="…", title="….."),
    ),
    (
        with_contested,
        Concern.MILESTONE_CONTESTED,
        lambda m: m.milestones.retract("milestone", by=BEN, at=LATE, reason="…"),
    ),
    (
        with_proposal,
        Concern.AGREEMENT_UNANSWERED,
        lambda m: m.agreements.accept("proposal", by=ADA, at=LATE),
    ),
    (
        with_proposal,
        Concern.AGREEMENT_UNANSWERED,
        lambda m: m.agreements.turn_down("proposal", by=ADA, at=LATE),
    ),
]

STANDSTILL = {Concern.NO_MEETING, Concern.GOAL_WITHOUT_PROGRESS}
"""What is expected of nobody during a pause."""


class TestAlerts:
    def test_there_is_a_case_for_each(self) -> None:
        """
        Every concern has its case here, or a test of its own.
        """
        assert set(Concern) == {alert.concern for _, alert in ALERTS} | {Concern.AGREEMENT_ENDING}

    @pytest.mark.parametrize(("make", "alert"), ALERTS)
    def test_each_is_due_at_its_moment(self, make: Callable[[], Mentorship], alert: Alert) -> None:
        """
        R3, R5, R7, M2, M3, A1, A2, Q3, G1, D2: each is due from its moment on, and not a moment earlier.
        """
        m = make()

        assert [alert] == about(m, alert.concern)
        assert alert not in attention(m, at=alert.since - timedelta.resolution)
        assert alert in attention(m, at=alert.since)
        assert alert in attention(m, at=alert.since + 3650 * DAY)

    @pytest.mark.parametrize(("make", "concern", "command"), CLEARED)
    def test_a_command_clears_it(
        self, make: Callable[[], Mentorship], concern: Concern, command: Command
    ) -> None:
        """
        R3, R5, R7, M2, A1, A2, Q3, G1, D2: each command that the alert names clears it.
        """
        m = make()

        assert about(m, concern)

        command(m)

        assert [] == about(m, concern)

    @pytest.mark.parametrize(("make", "alert"), [case for case in ALERTS if case[0] not in {offer, brokered}])
    def test_a_pause_clears_what_it_suspends(self, make: Callable[[], Mentorship], alert: Alert) -> None:
        """
        R12: what is open while paused can be finished, and so still needs somebody; nobody has to meet or to
        get on.
        """
        m = make()
        m.pause(by=ADA, at=LATE)

        assert ([] if alert.concern in STANDSTILL else [alert]) == about(m, alert.concern)

    @pytest.mark.parametrize(
        ("make", "concern", "command"),
        [
            (make, concern, command)
            for make, concern, command in CLEARED
            if make not in {offer, brokered} and concern not in STANDSTILL
        ],
    )
    def test_each_can_be_cleared_while_paused(
        self, make: Callable[[], Mentorship], concern: Concern, command: Command
    ) -> None:
        """
        R12: every command that an alert names is possible during a pause.
        """
        m = make()
        m.pause(by=ADA, at=OVER)

        command(m)

        assert [] == about(m, concern)

    @pytest.mark.parametrize(("make", "alert"), [case for case in ALERTS if case[0] not in {offer, brokered}])
    def test_the_end_clears_all_but_milestones(self, make: Callable[[], Mentorship], alert: Alert) -> None:
        """
        R13: nothing is open when the relationship is over, but a milestone can still be answered.
        """
        m = make()
        m.end(by=ADA, at=LATE, reason="…")
        stays = {Concern.MILESTONE_UNCONFIRMED, Concern.MILESTONE_CONTESTED}

        assert ([alert] if alert.concern in stays else []) == list(alerts(m))

    def test_moving_a_meeting_moves_it(self) -> None:
        """
        M2: a meeting that was moved is due when it is over at its new time.
        """
        m = with_meeting()

        m.meetings.reschedule("meeting", by=ADA, at=LATE, starts=LATE + DAY)

        assert [LATE + DAY + HOUR] == [alert.since for alert in about(m, Concern.MEETING_UNREPORTED)]

    def test_a_referral_alone_is_nobodys_task(self) -> None:
        """
        Q3: without a follow-up an open question waits, and nobody is late.
        """
        m = active()
        m.questions.ask(by=BEN, at=NOW, text="…", interest=5)

        assert [] == about(m, Concern.FOLLOW_UP_OVERDUE)

    def test_a_brokered_offer_waits_for_the_other(self) -> None:
        """
        R3, R5: that one of the two has agreed clears neither alert; now it waits for the other.
        """
        m = brokered()
        m.accept(by=ADA, at=NOW)

        assert [Concern.OFFER_UNANSWERED, Concern.OFFER_LAPSED] == [alert.concern for alert in alerts(m)]
        assert [(BEN, CY)] == [alert.who for alert in about(m, Concern.OFFER_UNANSWERED)]

    def test_says_what_is_the_matter(self) -> None:
        """
        Every concern is said in a sentence, without anybody's words.
        """
        m = with_action()

        assert "an action is overdue" == str(about(m, Concern.ACTION_OVERDUE)[0])
        assert set(SENTENCES) == set(Concern)
        assert len(set(SENTENCES.values())) == len(Concern)


class TestOffers:
    @pytest.mark.parametrize(("days", "due"), [(29, True), (30, False), (31, False)])
    def test_one_that_lapses_first_waits_for_nobody(self, days: int, due: bool) -> None:
        """
        R3, R5: from the moment at which an offer lapses nobody can answer it; what is left is to expire it.
        """
        m = offer(policy=Policy(answer_days=days))

        assert due == bool(about(m, Concern.OFFER_UNANSWERED))
        assert [LAPSES] == [alert.since for alert in about(m, Concern.OFFER_LAPSED)]

    def test_one_by_the_mentee_waits_for_the_mentor(self) -> None:
        """
        R3: the mentor accepts or declines what the mentee asks, and the mentee can take it back.
        """
        (alert,) = about(offer(by=BEN), Concern.OFFER_UNANSWERED)

        assert (ADA, BEN) == alert.who

    @pytest.mark.parametrize(
        "command",
        [
            lambda m: m.decline(by=BEN, at=NOW),
            lambda m: m.withdraw(by=ADA, at=NOW),
            lambda m: m.expire(by=SYSTEM, at=LAPSES),
            lambda m: m.depart(BEN, at=NOW),
        ],
    )
    def test_one_that_came_to_nothing_needs_nobody(self, command: Command) -> None:
        """
        R4: what is over without having begun needs nobody, ever.
        """
        m = offer()
        command(m)

        assert () == alerts(m)


class TestNoMeeting:
    def since(self, m: Mentorship) -> datetime:
        """
        Return from when on the two have not met for too long.
        """
        (alert,) = about(m, Concern.NO_MEETING)

        return alert.since

    def test_counts_from_the_last_held_meeting(self) -> None:
        """
        R7: twice the cadence after the end of the last held meeting, and a missed one does not count.
        """
        assert NOW + 2 * DAY + HOUR + 14 * DAY == self.since(with_meetings("held", "held", "missed"))

    def test_counts_from_the_resumption(self) -> None:
        """
        R7, R12: a pause gives the time anew.
        """
        m = with_meetings("held")
        m.pause(by=ADA, at=NOW + 2 * DAY)
        m.resume(by=ADA, at=NOW + 30 * DAY)

        assert NOW + 44 * DAY == self.since(m)

    def test_counts_from_the_first_day_of_the_agreement(self) -> None:
        """
        R7: nobody has to meet before the agreement starts.
        """
        m = offer(agreement=attrs.evolve(AGREEMENT, starts_on=date(2026, 2, 1), cadence=Cadence.monthly()))
        m.accept(by=BEN, at=NOW)

        assert datetime(2026, 1, 31, 10, tzinfo=UTC) + 62 * DAY == self.since(m)


class TestMeetingsMissed:
    @pytest.mark.parametrize(
        ("outcomes", "due"),
        [
            (("missed",), False),
            (("missed", "held"), False),
            (("missed", "held", "missed"), False),
            (("missed", "missed", "held"), False),
            (("held", "missed", "missed"), True),
            (("missed", "planned", "missed"), True),
        ],
    )
    def test_counts_those_in_a_row(self, outcomes: tuple[str, ...], due: bool) -> None:
        """
        M2: two missed since the last held one need somebody; what is only planned does not break the row.
        """
        assert due == bool(about(with_meetings(*outcomes), Concern.MEETINGS_MISSED))

    def test_counts_by_their_start(self) -> None:
        """
        M2: the order is that of the meetings, not of their entry.
        """
        m = with_meetings("planned", "missed", "missed")
        hold(m, "meeting-1", at=LATE)

        assert [NOW + 3 * DAY + HOUR] == [alert.since for alert in about(m, Concern.MEETINGS_MISSED)]


class TestGoalWithoutProgress:
    def since(self, m: Mentorship, goal: str = "goal") -> datetime:
        """
        Return from when on nothing was noted about a goal for too long.
        """
        return {alert.record: alert.since for alert in about(m, Concern.GOAL_WITHOUT_PROGRESS)}[goal]

    def test_progress_counts(self) -> None:
        """
        G1: what either of the two noted is progress.
        """
        m = with_goal()
        m.goals.record_progress("goal", by=ADA, at=NOW + DAY, text="…")

        assert NOW + 61 * DAY == self.since(m)

    def test_a_milestone_counts_until_it_is_retracted(self) -> None:
        """
        D1, D3: a milestone for the goal counts from when it was written down.
        """
        m = with_goal()
        document(m, "other", at=NOW + DAY)
        document(m, "milestone", at=NOW + 2 * DAY, goal="goal")

        assert NOW + 62 * DAY == self.since(m)

        m.milestones.retract("milestone", by=BEN, at=NOW + 3 * DAY, reason="…")

        assert NOW + 60 * DAY == self.since(m)

    def test_a_meeting_that_served_it_counts(self) -> None:
        """
        M3: a held meeting with a topic that served the goal counts, another does not.
        """
        m = with_goal()
        m.goals.set(by=BEN, at=NOW, title="…", why="…", measure="…", id="second")
        m.meetings.schedule(by=ADA, at=NOW, starts=NOW + DAY, minutes=60, id="meeting")
        hold(m, "meeting", at=NOW + 2 * DAY, goal="goal", minutes=5)

        assert NOW + 61 * DAY + HOUR == self.since(m)
        assert NOW + 60 * DAY == self.since(m, "second")

    def test_a_meeting_about_what_belongs_to_it_counts(self) -> None:
        """
        M3: a topic that served a question, a reading or an action of the goal served the goal.
        """
        m = with_goal()
        m.questions.ask(by=BEN, at=NOW, text="…", interest=5, goal="goal", id="question")
        m.questions.ask(by=BEN, at=NOW, text="…", interest=5, id="other")
        for day, served in enumerate(("question", "other"), 1):
            m.meetings.schedule(by=ADA, at=NOW, starts=NOW + day * DAY, minutes=60, id=f"about-{served}")
            hold(m, f"about-{served}", at=LATE, goal=served)

        assert NOW + 61 * DAY + HOUR == self.since(m)

    def test_a_meeting_counts_up_to_its_end(self) -> None:
        """
        G2: what the mentee adopts at the very end of a meeting is what it served, and a moment later no more.
        """
        m = active()
        for goal in ("goal", "second"):
            m.goals.suggest(by=ADA, at=NOW, title="…", why="…", measure="…", id=goal)
        m.goals.adopt("goal", by=BEN, at=NOW + HOUR)
        m.goals.adopt("second", by=BEN, at=NOW + HOUR + timedelta.resolution)
        m.meetings.schedule(by=ADA, at=NOW, starts=NOW, minutes=60, id="meeting")
        topics = [Topic("…", minutes=5, raised_by=BEN, serves=goal) for goal in ("goal", "second")]
        held = m.meetings.hold("meeting", by=BEN, at=LATE, summary="…", topics=topics)

        assert {"goal": 5} == minutes_served(held, goals_behind(m))

    def test_counts_from_adoption(self) -> None:
        """
        G2: a suggestion is nobody's goal, and an adopted one has its time from then on.
        """
        m = active()
        m.goals.suggest(by=ADA, at=NOW, title="…", why="…", measure="…", id="goal")

        assert [] == about(m, Concern.GOAL_WITHOUT_PROGRESS)

        m.goals.adopt("goal", by=BEN, at=NOW + 5 * DAY)

        assert NOW + 65 * DAY == self.since(m)

    def test_counts_from_the_resumption(self) -> None:
        """
        R12: a pause gives the time anew.
        """
        m = with_goal()
        m.pause(by=ADA, at=NOW)
        m.resume(by=ADA, at=NOW + 30 * DAY)

        assert NOW + 90 * DAY == self.since(m)


class TestMilestones:
    def test_of_somebody_who_cannot_answer_any_more(self) -> None:
        """
        P5: a milestone that nobody is left to answer needs nobody; a contested one can still be amended.
        """
        m = with_milestone()
        m.depart(ADA, at=LATE)

        assert [] == about(m, Concern.MILESTONE_UNCONFIRMED)

        contested = with_contested()
        contested.depart(ADA, at=LATE)

        assert [(BEN,)] == [alert.who for alert in about(contested, Concern.MILESTONE_CONTESTED)]

        contested.depart(BEN, at=LATE)

        assert [] == about(contested, Concern.MILESTONE_CONTESTED)

    def test_waits_anew_after_an_amendment(self) -> None:
        """
        D3: an amendment asks for a new confirmation, with its own time.
        """
        m = with_contested()
        m.milestones.amend("milestone", by=BEN, at=NOW + 5 * DAY, reason="…", title="…..")

        assert [NOW + 19 * DAY] == [alert.since for alert in about(m, Concern.MILESTONE_UNCONFIRMED)]


class TestAgreementEnding:
    def test_three_weeks_before_its_last_day(self) -> None:
        """
        R7: an agreement that is about to end needs both, until another is accepted or the relationship ends.
        """
        m = active()
        (alert,) = about(m, Concern.AGREEMENT_ENDING)

        assert (ENDING, m.agreements.in_force.id, (ADA, BEN)) == (alert.since, alert.record, alert.who)
        assert "agreements.propose, while active, and agreements.accept; complete or end" == alert.how

        m.pause(by=ADA, at=NOW)

        assert [alert] == about(m, Concern.AGREEMENT_ENDING)

    def test_a_longer_one_moves_it(self) -> None:
        """
        R7: with the next agreement in force it is due before that one ends.
        """
        m = with_proposal()
        m.agreements.accept("proposal", by=ADA, at=LATE)

        assert [datetime(2026, 11, 20, 10, tzinfo=UTC)] == [
            alert.since for alert in about(m, Concern.AGREEMENT_ENDING)
        ]

    def test_a_short_one_is_due_at_once(self) -> None:
        """
        R7: it needs nobody before it is in force, be it the first one or one that came later.
        """
        m = offer(agreement=attrs.evolve(AGREEMENT, ends_on=date(2026, 1, 20)))
        m.accept(by=BEN, at=NOW + DAY)

        assert [NOW + DAY] == [alert.since for alert in about(m, Concern.AGREEMENT_ENDING)]

        m.agreements.propose(
            by=BEN, at=NOW + 2 * DAY, agreement=attrs.evolve(AGREEMENT, ends_on=date(2026, 1, 25)), id="next"
        )
        m.agreements.accept("next", by=ADA, at=NOW + 3 * DAY)

        assert [("next", NOW + 3 * DAY)] == [
            (alert.record, alert.since) for alert in about(m, Concern.AGREEMENT_ENDING)
        ]


class TestFocus:
    def focused(self, *minutes: int, percent: int = 50) -> Mentorship:
        """
        Return one with a meeting of an hour a day, of which some minutes served Ben's goal.
        """
        m = offer(policy=Policy(focus_percent=percent))
        m.accept(by=BEN, at=NOW)
        m.goals.set(by=BEN, at=NOW, title="…", why="…", measure="…", id="goal")
        for number, served in enumerate(minutes, 1):
            m.meetings.schedule(by=ADA, at=NOW, starts=NOW + number * DAY, minutes=60, id=f"m{number}")
            hold(m, f"m{number}", at=NOW + number * DAY + HOUR, goal="goal", minutes=served)

        return m

    @pytest.mark.parametrize(
        ("minutes", "due"),
        [
            ((1, 1), False),
            ((30, 30, 30), False),
            ((30, 30, 29), True),
            ((1, 30, 30, 30), False),
            ((60, 30, 30, 29), True),
            ((60, 29, 1, 60), False),
        ],
    )
    def test_is_judged_over_the_last_meetings(self, minutes: tuple[int, ...], due: bool) -> None:
        """
        M3, G2: less than half of the time of the last three held meetings is too little, counted in meetings.
        """
        assert due == bool(about(self.focused(*minutes), Concern.FOCUS_LOW))

    def test_is_judged_to_the_minute(self) -> None:
        """
        M3: a share that is a minute too small is too small.
        """
        assert about(self.focused(60, 60, 59, percent=100), Concern.FOCUS_LOW)
        assert not about(self.focused(60, 60, 60, percent=100), Concern.FOCUS_LOW)

    def test_counts_every_topic(self) -> None:
        """
        M3: several topics of one meeting that served one goal count together.
        """
        m = active()
        m.goals.set(by=BEN, at=NOW, title="…", why="…", measure="…", id="goal")
        for number in range(3):
            m.meetings.schedule(by=ADA, at=NOW, starts=NOW + number * DAY, minutes=60, id=f"m{number}")
            topics = [Topic("…", minutes=15, raised_by=BEN, serves="goal") for _ in range(2)]
            m.meetings.hold(f"m{number}", by=BEN, at=LATE, summary="…", topics=topics)

        assert [] == about(m, Concern.FOCUS_LOW)

    def test_an_organisation_can_leave_it_out(self) -> None:
        """
        M3: with a threshold of nothing nobody is ever alerted.
        """
        m = offer(policy=Policy(focus_percent=0))
        m.accept(by=BEN, at=NOW)
        for number in range(3):
            m.meetings.schedule(by=ADA, at=NOW, starts=NOW + number * DAY, minutes=60, id=f"m{number}")
            hold(m, f"m{number}", at=LATE)

        assert [] == about(m, Concern.FOCUS_LOW)
        assert about(self.focused(1, 1, 1, percent=2), Concern.FOCUS_LOW)

    def test_a_suggested_goal_counts_for_nothing(self) -> None:
        """
        G2: time for what the mentor suggested is no time for the mentee's goals, until they adopt it.
        """
        m = active()
        m.goals.suggest(by=ADA, at=NOW, title="…", why="…", measure="…", id="goal")
        for number in range(3):
            m.meetings.schedule(by=ADA, at=NOW, starts=NOW + number * DAY, minutes=60, id=f"m{number}")
            hold(m, f"m{number}", at=LATE, goal="goal")

        assert about(m, Concern.FOCUS_LOW)


class TestThresholds:
    @pytest.mark.parametrize(
        ("policy", "make", "since"),
        [
            (Policy(answer_days=3), offer, {Concern.OFFER_UNANSWERED: NOW + 3 * DAY}),
            (Policy(answer_days=3), with_proposal, {Concern.AGREEMENT_UNANSWERED: NOW + 4 * DAY}),
            (Policy(silent_cadences=3), active, {Concern.NO_MEETING: NOW + 21 * DAY}),
            (
                Policy(missed_meetings=1),
                lambda: with_meetings("missed", "missed"),
                {Concern.MEETINGS_MISSED: NOW + DAY + HOUR},
            ),
            (Policy(progress_days=5), with_goal, {Concern.GOAL_WITHOUT_PROGRESS: NOW + 5 * DAY}),
            (Policy(confirm_days=1), with_milestone, {Concern.MILESTONE_UNCONFIRMED: NOW + 2 * DAY}),
            (Policy(end_notice_days=20), active, {Concern.AGREEMENT_ENDING: ENDING + DAY}),
            (
                Policy(focus_meetings=2),
                lambda: with_meetings("held", "held"),
                {Concern.FOCUS_LOW: NOW + 2 * DAY + HOUR},
            ),
        ],
    )
    def test_are_the_organisations(
        self, policy: Policy, make: Callable[[], Mentorship], since: dict[Concern, datetime]
    ) -> None:
        """
        R3, R7, M2, M3, G1, D2: each threshold is the policy's.
        """
        m = make()
        m.put_under(policy)

        assert since == {concern: about(m, concern)[0].since for concern in since}


class TestMoments:
    def test_somebody_needs_a_moment(self) -> None:
        """
        P2: a naive moment is refused.
        """
        with pytest.raises(InvalidValue, match="it has no time zone"):
            attention(offer(), at=NOW.replace(tzinfo=None))

    def test_it_is_of_a_relationship(self) -> None:
        """
        P1: what is no mentorship is refused, and the refusal names the argument.
        """
        with pytest.raises(InvalidValue) as caught:
            attention(offer().document, at=NOW)  # type: ignore[arg-type]

        assert "mentorship" == caught.value.path
