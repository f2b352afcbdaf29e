"""
Strategies: what embedders generate for their own tests is valid, and it varies.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable

from mentorcore.errors import NotFound, RuleViolation
from mentorcore.model.agreement import Agreement
from mentorcore.model.cadence import Cadence
from mentorcore.model.lifecycle import State
from mentorcore.model.mentorship import Mentorship
from mentorcore.model.pairing import PairingRequest, RequestState
from mentorcore.model.people import Person, Presence
from mentorcore.model.policy import Policy
from mentorcore.model.validators import line, prose
from mentorcore.model.values import check_day, check_id, check_moment, check_zone
from mentorcore.testing import strategies
from mentorcore.testing.strategies import Command


NOW = datetime(2026, 1, 12, 9, 0, tzinfo=UTC)

few = settings(max_examples=40, database=None, phases=[Phase.generate])


class TestValues:
    @few
    @given(strategies.lines(), strategies.lines(40), strategies.prose(), strategies.prose(1000))
    def test_texts(self, one: str, short: str, some: str, more: str) -> None:
        """
        P1: lines and prose are what the rules accept, and keep the length that was asked for.
        """
        line.check(one, "line")
        line.check(short, "line")
        prose.check(some, "prose")
        prose.check(more, "prose")

        assert len(short) <= 40
        assert len(some) <= 200

    @few
    @given(strategies.ids(), strategies.zones(), strategies.moments(), strategies.days())
    def test_ids_zones_moments_and_days(self, id_: str, zone: str, moment: datetime, day: date) -> None:
        """
        P2, P4: ids, zones, moments and days are what the rules accept.
        """
        check_id(id_, "id")
        check_zone(zone, "zone")
        check_moment(moment)
        check_day(day, "day")

    @few
    @given(strategies.moments(NOW, NOW + timedelta(hours=1)), strategies.days(NOW.date(), NOW.date()))
    def test_within_limits(self, moment: datetime, day: date) -> None:
        """
        P2: moments and days keep their limits, whatever zone they are in.
        """
        assert NOW <= moment <= NOW + timedelta(hours=1)
        assert NOW.date() == day

    @few
    @given(
        strategies.agreements(),
        strategies.agreements(
            starts_on=NOW.date(), policy=Policy(agreement_least_days=10, agreement_most_days=12)
        ),
        strategies.cadences(),
    )
    def test_agreements(self, any_: Agreement, given_: Agreement, cadence: Cadence) -> None:
        """
        R7: agreements are within the limits of the policy, and start when they are told.
        """
        assert 7 <= (any_.ends_on - any_.starts_on).days <= 731
        assert NOW.date() == given_.starts_on
        assert 10 <= (given_.ends_on - given_.starts_on).days <= 12
        assert timedelta(days=7) <= cadence.longest <= timedelta(days=84)


class TestAggregates:
    def test_people(self) -> None:
        """
        P5: people are present, and after some changes have left or were erased.
        """
        seen: Counter[Presence] = Counter()

        @settings(few, max_examples=200)
        @given(strategies.people(), strategies.people(at=NOW, changes=0))
        def collect(person: Person, fresh: Person) -> None:
            seen[person.presence] += 1

            assert Presence.PRESENT is fresh.presence
            assert ["person.registered"] == [entry.action for entry in fresh.noted]
            assert NOW == fresh.noted[0].at

        collect()

        assert set(Presence) == set(seen)

    def test_pairing_requests(self) -> None:
        """
        B1: pairing requests are in every state, and open without changes.
        """
        seen: Counter[RequestState] = Counter()

        @settings(few, max_examples=100)
        @given(strategies.pairing_requests(), strategies.pairing_requests(at=NOW, changes=0))
        def collect(request: PairingRequest, fresh: PairingRequest) -> None:
            seen[request.state] += 1

            assert RequestState.OPEN is fresh.state
            assert NOW == fresh.document.asked_at

        collect()

        assert set(RequestState) == set(seen)

    def test_mentorships(self) -> None:
        """
        R4: mentorships are in every state, offered by either or brokered, with records of every kind, all of
        them made by commands.
        """
        states: Counter[State] = Counter()
        kinds: Counter[str] = Counter()
        actions: Counter[str] = Counter()
        brokered: Counter[bool] = Counter()

        @settings(few, max_examples=400)
        @given(strategies.mentorships())
        def collect(mentorship: Mentorship) -> None:
            states[mentorship.state] += 1
            brokered[mentorship.document.request_id is not None] += 1
            kinds.update(records.field for records in mentorship._collections if len(records))
            actions.update(entry.action for entry in mentorship.noted)

            assert "mentorship.offered" == mentorship.noted[0].action

        collect()

        assert set(State) == set(states)
        assert {True, False} == set(brokered)
        assert {
            "agreements",
            "goals",
            "meetings",
            "questions",
            "readings",
            "actions",
            "feedback",
            "notes",
            "milestones",
            "consents",
        } == set(kinds)
        assert len(actions) >= 30

    @pytest.mark.parametrize("state", list(State))
    def test_in_the_state_that_was_asked_for(self, state: State) -> None:
        """
        R4: a state can be asked for, and without changes the mentorship has no records.
        """

        @settings(few, max_examples=10)
        @given(strategies.mentorships(at=NOW, states=[state], changes=0))
        def check(mentorship: Mentorship) -> None:
            assert state is mentorship.state
            assert NOW == mentorship.steps[0].at
            assert 1 == sum(len(records) for records in mentorship._collections)

        check()


class TestCommands:
    @few
    @given(st.data())
    def test_fit(self, data: st.DataObject) -> None:
        """
        R4 to D3: most commands that fit are accepted, and a refusal is one by a rule.
        """
        mentorship = data.draw(strategies.mentorships(at=NOW, states=[State.ACTIVE], changes=4))
        command = data.draw(strategies.commands(mentorship, at=NOW + timedelta(days=30)))
        before = len(mentorship.noted)
        try:
            command.apply(mentorship)
        except RuleViolation:
            assert before == len(mentorship.noted)
        else:
            assert before + 1 == len(mentorship.noted)

    @few
    @given(st.data())
    def test_of_one_kind(self, data: st.DataObject) -> None:
        """
        G1: what is generated can be limited by name.
        """
        mentorship = data.draw(strategies.mentorships(at=NOW, states=[State.ACTIVE], changes=0))
        command = data.draw(strategies.commands(mentorship, at=NOW, only=r"goals[.](set|suggest)"))
        command.apply(mentorship)

        assert 1 == len(mentorship.goals)
        assert repr(command).startswith(f"{command.name}(")

    def test_that_do_not_exist(self) -> None:
        """
        R4: where nothing fits, nothing is generated.
        """
        request = PairingRequest.open(mentee="ben", decider="cy", by="ben", at=NOW, why="I would like one.")
        request.withdraw(by="ben", at=NOW)

        @settings(few, max_examples=5)
        @given(strategies.commands(request, at=NOW))
        def nothing(command: Command) -> None:
            raise AssertionError(command)

        with pytest.raises(Unsatisfiable):
            nothing()

    def test_are_spoiled_in_many_ways(self) -> None:
        """
        P1 to D3: spoiled commands meet many rules, and show themselves in a line, whatever they hold.
        """
        rules: Counter[str] = Counter()

        @settings(few, max_examples=400)
        @given(st.data())
        def collect(data: st.DataObject) -> None:
            some: Any = data.draw(strategies.mentorships(at=NOW, states=[State.ACTIVE], changes=2))
            command = data.draw(strategies.spoiled(some, at=NOW + timedelta(days=30)))
            assert len(repr(command)) < 2000
            try:
                command.apply(some)
            except RuleViolation as refusal:
                rules[refusal.rule] += 1
            except NotFound:
                rules["not found"] += 1

        collect()

        assert {"P2", "P4", "R4"} <= set(rules)
        assert len(rules) >= 7
