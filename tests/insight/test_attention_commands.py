"""
Whoever an alert names can clear it, and with what it names.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorcore.errors import RuleViolation
from mentorcore.insight.alert import Alert, Concern
from mentorcore.insight.attention import alerts
from mentorcore.model.mentorship import Mentorship
from mentorcore.model.values import SYSTEM
from mentorcore.testing.strategies import mentorships
from tests.insight.busy import busy
from tests.insight.clearing import CLEARING
from tests.insight.unattended import (
    about,
    active,
    document,
    with_action,
    with_contested,
    with_follow_up,
    with_goal,
    with_meeting,
    with_meetings,
    with_mentees_follow_up,
    with_milestone,
    with_proposal,
    with_reading,
)
from tests.model.examples import ADA, BEN, CY, DAY, NOW, brokered, offer


NAMED = re.compile(r"[a-z]+\.[a-z_]+|\b(?:accept|decline|withdraw|expire|pause|complete|end)\b")
"""A command in what an alert says about how to clear it."""

Make = Callable[[], Mentorship]


def with_documented_goal() -> Mentorship:
    """
    Return one with a goal that a milestone supports.
    """
    m = with_goal()
    document(m, "milestone", at=NOW, goal="goal")

    return m


def missed_with_goal() -> Mentorship:
    """
    Return one with a goal, in which the last two meetings were missed.
    """
    m = with_meetings("missed", "missed")
    m.goals.set(by=BEN, at=NOW, title="…", why="…", measure="…", id="goal")

    return m


def unfocused() -> Mentorship:
    """
    Return one with a goal that none of the last three meetings served.
    """
    m = with_meetings("held", "held", "held")
    m.goals.set(by=BEN, at=NOW, title="…", why="…", measure="…", id="goal")

    return m


BOTH = frozenset({ADA, BEN})

WHO: list[tuple[Make, Concern, dict[str, frozenset[str]]]] = [
    (
        offer,
        Concern.OFFER_UNANSWERED,
        {
            "accept": frozenset({BEN}),
            "decline": frozenset({BEN}),
            "withdraw": frozenset({ADA}),
            "expire": BOTH,
        },
    ),
    (
        brokered,
        Concern.OFFER_UNANSWERED,
        {
            "accept": frozenset(),
            "decline": BOTH,
            "withdraw": frozenset({CY}),
            "expire": BOTH,
        },
    ),
    (offer, Concern.OFFER_LAPSED, {"expire": BOTH | {SYSTEM}}),
    (
        with_goal,
        Concern.NO_MEETING,
        {"meetings.hold": BOTH, "pause": BOTH, "complete": BOTH, "end": BOTH},
    ),
    (
        with_meeting,
        Concern.MEETING_UNREPORTED,
        {
            "meetings.hold": BOTH,
            "meetings.miss": BOTH,
            "meetings.reschedule": BOTH,
            "meetings.cancel": BOTH,
        },
    ),
    (
        missed_with_goal,
        Concern.MEETINGS_MISSED,
        {"meetings.hold": BOTH, "meetings.correct": BOTH, "complete": BOTH, "end": BOTH},
    ),
    (
        with_action,
        Concern.ACTION_OVERDUE,
        {"actions.finish": frozenset({BEN}), "actions.drop": frozenset({BEN})},
    ),
    (
        with_reading,
        Concern.READING_OVERDUE,
        {"readings.finish": frozenset({BEN}), "readings.skip": frozenset({BEN})},
    ),
    (
        with_follow_up,
        Concern.FOLLOW_UP_OVERDUE,
        {
            "questions.answer": frozenset({ADA}),
            "questions.resolve": frozenset(),
            "questions.withdraw": frozenset(),
        },
    ),
    (
        with_mentees_follow_up,
        Concern.FOLLOW_UP_OVERDUE,
        {
            "questions.answer": frozenset(),
            "questions.resolve": frozenset({BEN}),
            "questions.withdraw": frozenset({BEN}),
        },
    ),
    (
        with_documented_goal,
        Concern.GOAL_WITHOUT_PROGRESS,
        {
            "goals.record_progress": BOTH,
            "milestones.document": BOTH,
            "meetings.hold": BOTH,
            "goals.achieve": frozenset({BEN}),
            "goals.drop": frozenset({BEN}),
        },
    ),
    (
        with_milestone,
        Concern.MILESTONE_UNCONFIRMED,
        {"milestones.confirm": frozenset({ADA}), "milestones.contest": frozenset({ADA})},
    ),
    (
        with_contested,
        Concern.MILESTONE_CONTESTED,
        {
            "milestones.amend": frozenset({BEN}),
            "milestones.retract": frozenset({BEN}),
            "milestones.confirm": frozenset({ADA}),
        },
    ),
    (
        with_proposal,
        Concern.AGREEMENT_UNANSWERED,
        {"agreements.accept": frozenset({ADA}), "agreements.turn_down": frozenset({ADA})},
    ),
    (
        active,
        Concern.AGREEMENT_ENDING,
        {"agreements.propose": BOTH, "agreements.accept": BOTH, "complete": BOTH, "end": BOTH},
    ),
    (
        unfocused,
        Concern.FOCUS_LOW,
        {"meetings.hold": BOTH, "meetings.correct": BOTH, "complete": BOTH, "end": BOTH},
    ),
]
"""For a case of each concern, who clears it with which command at the moment at which it is due."""


def clears(m: Mentorship, alert: Alert, command: str, by: str) -> bool:
    """
    Tell whether somebody can give the command when the alert is due, and is rid of it then.
    """
    tried = Mentorship(m.document, policy=m.policy)
    at = max(alert.since, *(step.at for step in m.steps))
    try:
        CLEARING[alert.concern][command](tried, alert, by, at)
    except RuleViolation:
        return False

    return not any(
        (alert.concern, alert.record) == (left.concern, left.record) and left.since <= at
        for left in alerts(tried)
    )


class TestWhoAndHow:
    def test_every_concern_has_its_case(self) -> None:
        """
        No concern is left out.
        """
        assert set(Concern) == {concern for _, concern, _ in WHO} == set(CLEARING)

    @pytest.mark.parametrize(("make", "concern", "who"), WHO)
    def test_are_those_who_can_and_what_clears(
        self, make: Make, concern: Concern, who: dict[str, frozenset[str]]
    ) -> None:
        """
        R3 to R5, R7, R12, R14, A1, A2, Q3, G1, D2, D3: the commands that an alert names clear it, given by
        those of the people it names whom the rules let give them, and nobody is named who can give none.
        """
        (alert,) = about(make(), concern)
        found = {
            command: frozenset(person for person in alert.who if clears(make(), alert, command, person))
            for command in CLEARING[concern]
        }

        assert who == found
        assert set(NAMED.findall(alert.how)) == set(who)
        assert set(alert.who) == frozenset().union(*who.values())

    def test_the_second_of_a_brokered_pair_can_accept(self) -> None:
        """
        R3: once one of the two has agreed, the other clears it by agreeing as well.
        """
        m = brokered()
        m.accept(by=ADA, at=NOW)
        (alert,) = about(m, Concern.OFFER_UNANSWERED)

        assert clears(m, alert, "accept", BEN)
        assert not clears(m, alert, "accept", ADA)

    @pytest.mark.parametrize(
        ("make", "concern"),
        [(make, concern) for make, concern, _ in WHO if make not in {offer, brokered}],
    )
    def test_everybody_named_can_clear_it_during_a_pause(self, make: Make, concern: Concern) -> None:
        """
        R12: what still needs somebody during a pause can be cleared during the pause, by each of them.
        """
        m = make()
        m.pause(by=ADA, at=NOW + 30 * DAY)

        for alert in about(m, concern):
            for person in alert.who:
                assert any(clears(m, alert, command, person) for command in CLEARING[concern])

    @pytest.mark.parametrize("make", [with_milestone, with_contested])
    def test_everybody_named_can_clear_it_after_the_end(self, make: Make) -> None:
        """
        R13, D2, D3: a milestone can be answered when the relationship is over.
        """
        m = make()
        m.end(by=ADA, at=NOW + 30 * DAY, reason="…")

        (alert,) = alerts(m)
        for person in alert.who:
            assert any(clears(m, alert, command, person) for command in CLEARING[alert.concern])


class TestNobodyIsNamedInVain:
    @given(mentorships() | busy(), st.sampled_from([0, 1]), st.sampled_from([0, 1, 2]))
    def test_whatever_the_record(self, m: Mentorship, first: int, departures: int) -> None:
        """
        R3 to R5, R12 to R14, P5, A1, A2, Q3, G1, D2, D3: whatever a relationship holds and whoever has left
        it, each person that an alert names clears it with at least one of the commands that it names.
        """
        for person in (m.pair[first], m.pair[1 - first])[:departures]:
            m.depart(person, at=m.steps[-1].at)

        for alert in alerts(m):
            for person in alert.who:
                assert any(clears(m, alert, command, person) for command in CLEARING[alert.concern]), alert
