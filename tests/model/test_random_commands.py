"""
Random commands, by anyone, at any moment, with any arguments: a refused one changes nothing, and an accepted
one leaves a record that keeps the rules.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any, TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorcore.errors import InvalidValue, NotFound, ReadOnly, RuleViolation
from mentorcore.model.actions import ActionStatus
from mentorcore.model.agreement import Agreement, AgreementStatus
from mentorcore.model.cadence import Cadence
from mentorcore.model.consents import Purpose
from mentorcore.model.goals import GoalStatus
from mentorcore.model.lifecycle import NEXT, RUNNING, State
from mentorcore.model.meetings import MeetingStatus, Topic
from mentorcore.model.mentorship import Mentorship
from mentorcore.model.milestones import Evidence
from mentorcore.model.pairing import PairingRequest, RequestState
from mentorcore.model.people import Person
from mentorcore.model.policy import Policy
from mentorcore.model.questions import FollowUp, Known, QuestionStatus, Referral, Story, Unknown
from mentorcore.model.readings import ReadingStatus
from mentorcore.model.values import SYSTEM
from mentorcore.model.visibility import Viewer
from mentorcore.testing import strategies
from mentorcore.testing.strategies import Command
from mentorcore.testing.strategies.commands import JUNK, Commanded, calls_on, junk
from tests.model.examples import ADA, AGREEMENT, BEN, DAY, NOW, TODAY, offer, request


C = TypeVar("C", bound=Commanded)

modest = settings(max_examples=20)

_OPEN = {
    AgreementStatus.PROPOSED,
    GoalStatus.ACTIVE,
    GoalStatus.SUGGESTED,
    MeetingStatus.SCHEDULED,
    QuestionStatus.OPEN,
    ReadingStatus.OPEN,
    ActionStatus.OPEN,
}


def explains(refusal: RuleViolation | NotFound) -> None:
    """
    Check that a refusal says something of a readable length, by a known rule, and where a wrong value stood.
    """
    assert 20 < len(str(refusal)) < 1000
    if isinstance(refusal, RuleViolation):
        assert re.fullmatch(r"[PRBGMQAFNDC]\d{1,2}", refusal.rule)
        assert refusal.tried
        assert refusal.because
        assert refusal.accepted
    if isinstance(refusal, InvalidValue):
        assert refusal.path


def accepted(aggregate: Commanded, command: Command) -> bool:
    """
    Make a call and tell whether it was accepted; check that it changed nothing, or noted one entry, or one
    for each meeting that it moved.

    Anything but the documented errors ends the test.
    """
    before = copy.copy(aggregate)
    try:
        command.apply(aggregate)
    except (RuleViolation, NotFound) as refusal:
        assert before == aggregate
        explains(refusal)
        return False

    earlier, added = aggregate.noted[: len(before.noted)], aggregate.noted[len(before.noted) :]
    assert before.noted == earlier
    assert before.version == aggregate.version
    assert len(added) == len(command.arguments.get("moves", "1"))
    for noted in added:
        assert re.fullmatch(r"[a-z_]+\.[a-z_]+", noted.action)
        assert noted.by == SYSTEM or re.fullmatch(r"[\w-]{1,64}", noted.by, re.ASCII)
        assert noted.at.utcoffset() == timedelta()
        assert noted.record is None or noted.record in _known(aggregate)

    return True


def afresh(aggregate: C) -> C:
    """
    Return another aggregate of the same content, as if it was just loaded.
    """
    kind: Any = type(aggregate)
    loaded: C = kind(aggregate.document)

    return loaded


def _known(aggregate: Commanded) -> set[str]:
    if not isinstance(aggregate, Mentorship):
        return {aggregate.id, *_named(aggregate)}
    series = {meeting.series for meeting in aggregate.meetings if meeting.series}

    return {*aggregate._ids(), *series, *_named(aggregate)}


def _named(aggregate: Commanded) -> tuple[str, ...]:
    if isinstance(aggregate, Mentorship):
        return (*aggregate.pair, aggregate.document.offered_by)
    if isinstance(aggregate, PairingRequest):
        return aggregate.mentee_id, aggregate.decider_id, aggregate.document.asked_by

    return (aggregate.id,)


def keeps_the_rules(mentorship: Mentorship) -> None:
    """
    Check what has to hold between the records of a mentorship, whatever was done to it.
    """
    ids = [record.id for records in mentorship._collections for record in records]
    assert sorted({mentorship.id, *ids}) == sorted([mentorship.id, *ids])

    ranks = [goal.rank for goal in mentorship.goals.active]
    assert list(range(1, len(ranks) + 1)) == ranks
    assert all(goal.rank is None for goal in mentorship.goals if goal.status is not GoalStatus.ACTIVE)

    booked = sorted((*mentorship.meetings.scheduled, *mentorship.meetings.held), key=lambda m: m.starts)
    assert all(first.ends <= second.starts for first, second in pairwise(booked))

    for records in (mentorship.meetings, mentorship.milestones):
        for record_id in [record.id for record in records]:
            revisions = [revision.revision for revision in records.revisions(record_id)]
            assert list(range(1, len(revisions) + 1)) == revisions

    states = [step.state for step in mentorship.steps]
    assert all(after in NEXT[before] for before, after in pairwise(states))
    if mentorship.state not in {State.OFFERED, *RUNNING}:
        later = mentorship.document.agreements[1:]
        everything = (*later, *(r for c in mentorship._collections[1:] for r in c))
        assert not [record for record in everything if getattr(record, "status", None) in _OPEN]


def counts_up(before: Mentorship, after: Mentorship) -> None:
    """
    Check that a change made new revisions, one at a time, and rewrote no earlier one.
    """
    for old, new in zip(before._collections, after._collections, strict=True):
        for record in old:
            changed = new[record.id] != record
            assert record.revision + changed == new[record.id].revision
        assert old._superseded == new._superseded[: len(old._superseded)]


class TestRandomCommands:
    @modest
    @given(st.data())
    def test_on_a_mentorship(self, data: st.DataObject) -> None:
        """
        P1 to D3: a refused command leaves a mentorship equal, and an accepted one keeps its invariants.
        """
        at = NOW
        mentorship = data.draw(strategies.mentorships(at=at, changes=6))
        at += timedelta(days=40)
        for _ in range(12):
            at += data.draw(st.sampled_from((timedelta(), timedelta(minutes=20), timedelta(days=5))))
            choose = data.draw(st.sampled_from((strategies.commands, strategies.spoiled, strategies.spoiled)))
            if mentorship.state in {State.DECLINED, State.WITHDRAWN, State.EXPIRED}:
                choose = strategies.spoiled
            command = data.draw(choose(mentorship, at=at))
            before = afresh(mentorship)
            if accepted(mentorship, command):
                keeps_the_rules(mentorship)
                if command.name != "erase":
                    counts_up(before, mentorship)

    @modest
    @given(st.data())
    def test_on_a_person(self, data: st.DataObject) -> None:
        """
        P1 to P5: a refused command leaves a person equal, and an accepted one makes one new revision.
        """
        person = data.draw(strategies.people(at=NOW))
        for _ in range(10):
            command = data.draw(strategies.spoiled(person, at=NOW + DAY))
            revision = person.profile.revision
            done = accepted(person, command)

            assert revision + done == person.profile.revision
            assert person.manager_id != person.id
            assert person.capacity >= 0

    @modest
    @given(st.data())
    def test_on_a_pairing_request(self, data: st.DataObject) -> None:
        """
        B1: a refused command leaves a pairing request equal, and it is answered once.
        """
        asked = data.draw(strategies.pairing_requests(at=NOW))
        for _ in range(10):
            state = asked.state
            command = data.draw(strategies.spoiled(asked, at=NOW + DAY))
            if accepted(asked, command) and command.name != "erase":
                assert RequestState.OPEN is state
                assert RequestState.OPEN is not asked.state

    @modest
    @pytest.mark.parametrize("kind", [Person, PairingRequest, Mentorship])
    @given(data=st.data())
    def test_that_make_something(self, kind: type[Commanded], data: st.DataObject) -> None:
        """
        P1 to R7: what is made has one entry; what is not made was refused by a documented error.
        """
        command = data.draw(strategies.spoiled(kind, at=NOW))
        try:
            made = command.apply(kind)
        except RuleViolation as refusal:
            explains(refusal)
        else:
            assert 1 == len(made.noted)
            assert 0 == made.version

    @modest
    @given(st.data())
    def test_on_what_is_sealed(self, data: st.DataObject) -> None:
        """
        ReadOnly: no command, valid or not, changes what is sealed.
        """
        some: Commanded = data.draw(
            st.one_of(
                strategies.mentorships(at=NOW, changes=4),
                strategies.people(at=NOW),
                strategies.pairing_requests(at=NOW),
            )
        )
        some.seal()
        before = copy.copy(some)
        for _ in range(5):
            command = data.draw(strategies.spoiled(some, at=NOW + DAY))
            with pytest.raises(ReadOnly, match="can only be read here"):
                command.apply(some)

            assert before == some


def person() -> Person:
    """
    Return Ada.
    """
    return Person.register(name="Ada Osei", at=NOW, id=ADA)


def eventful() -> Mentorship:
    """
    Return an active relationship with open and closed records of every kind.
    """
    m = offer()
    m.accept(by=BEN, at=NOW)
    words = {"title": "Lead a release", "why": "I want to.", "measure": "It is out."}
    goal = m.goals.set(by=BEN, at=NOW, **words)
    m.goals.set(by=BEN, at=NOW, **words)
    m.goals.suggest(by=ADA, at=NOW, **words)
    m.agreements.propose(by=ADA, at=NOW, agreement=AGREEMENT)
    held = m.meetings.schedule(by=ADA, at=NOW, starts=NOW, minutes=60)
    topic = Topic("Scope", minutes=20, raised_by=BEN, serves=goal.id)
    m.meetings.hold(held.id, by=BEN, at=NOW, summary="We began.", topics=[topic])
    m.meetings.schedule(by=ADA, at=NOW, starts=NOW + DAY, minutes=60)
    for answer in (Known("Like this."), None):
        question = m.questions.ask(by=BEN, at=NOW, text="How?", interest=5, goal=goal.id)
        if answer is not None:
            m.questions.answer(question.id, by=ADA, at=NOW, answer=answer)
    m.readings.assign(by=ADA, at=NOW, title="A book", why="It helps.", due_on=TODAY)
    m.actions.take_on(by=ADA, at=NOW, title="Ask around", due_on=TODAY)
    m.feedback.give(by=ADA, at=NOW, about=BEN, text="Well prepared.", session=held.id)
    m.notes.write(by=ADA, at=NOW, text="He listens.", reflection=True)
    evidence = [Evidence.of(held.id)]
    m.milestones.document(
        by=ADA,
        at=NOW,
        title="Begun",
        statement="He began.",
        happened_on=TODAY,
        evidence=evidence,
        goal=goal.id,
    )
    m.consents.give(by=BEN, at=NOW, purpose=Purpose.TESTIMONIAL)

    return m


class TestWrongArguments:
    @settings(modest, max_examples=2)
    @pytest.mark.parametrize("make", [eventful, offer, person, request])
    @given(data=st.data())
    def test_one_at_a_time(self, make: Callable[[], Commanded], data: st.DataObject) -> None:
        """
        P1 to P4: each argument of each command, replaced by each kind of junk, is refused by a documented
        error or does no harm.
        """
        kept = make()
        for name, call in calls_on(kept, NOW + 2 * DAY, loose=True).items():
            if not call.about:
                continue
            record = data.draw(st.sampled_from(call.about))
            arguments = {**data.draw(call.arguments(record)), "at": NOW + 2 * DAY}
            for argument in arguments:
                for wrong in JUNK:
                    fresh = afresh(kept)
                    done = accepted(fresh, Command(name, {**arguments, argument: wrong()}))
                    if done and isinstance(fresh, Mentorship):
                        keeps_the_rules(fresh)


class TestWayOut:
    @modest
    @given(strategies.mentorships(at=NOW, states=(State.ACTIVE, State.PAUSED)))
    def test_of_a_running_relationship(self, mentorship: Mentorship) -> None:
        """
        R4: whatever was recorded, either of the two can complete a running relationship, and end it early.
        """
        at = NOW + timedelta(days=365)
        early, late = afresh(mentorship), afresh(mentorship)
        reviews = {goal.id: "Reached in parts." for goal in late.goals.active}

        assert State.ENDED is early.end(by=early.mentee_id, at=at, reason="We moved on.")
        assert State.COMPLETED is late.complete(by=late.mentor_id, at=at, summary="Done.", reviews=reviews)
        keeps_the_rules(early)
        keeps_the_rules(late)

    @modest
    @given(strategies.mentorships(at=NOW, states=(State.OFFERED,)))
    def test_of_an_offer(self, mentorship: Mentorship) -> None:
        """
        R3, R5: an offer can be withdrawn by its maker, and once it has lapsed, be expired by the system.
        """
        withdrawn, expired = afresh(mentorship), afresh(mentorship)

        assert State.WITHDRAWN is withdrawn.withdraw(by=mentorship.document.offered_by, at=NOW)
        assert State.EXPIRED is expired.expire(by=SYSTEM, at=mentorship.lapses_at)

    @modest
    @given(strategies.pairing_requests(at=NOW, changes=0))
    def test_of_a_pairing_request(self, asked: PairingRequest) -> None:
        """
        B1: an open request can be withdrawn by whoever asked, and declined by its decider.
        """
        declined = afresh(asked)
        asked.withdraw(by=asked.document.asked_by, at=NOW)
        declined.decline(by=declined.decider_id, at=NOW, reason="Nobody has time.")

        assert (RequestState.WITHDRAWN, RequestState.DECLINED) == (asked.state, declined.state)

    @modest
    @given(st.data())
    def test_of_every_open_record(self, data: st.DataObject) -> None:
        """
        R4, R12: what is open in a running relationship can be closed by one more command of one of the two.
        """
        mentorship = data.draw(strategies.mentorships(at=NOW, states=(State.ACTIVE, State.PAUSED)))
        at = NOW + timedelta(days=365)
        closing: dict[Any, tuple[str, str, dict[str, Any]]] = {
            AgreementStatus.PROPOSED: ("agreements.turn_down", "proposal_id", {}),
            GoalStatus.ACTIVE: ("goals.drop", "goal_id", {"reason": "No longer."}),
            GoalStatus.SUGGESTED: ("goals.turn_down", "goal_id", {}),
            MeetingStatus.SCHEDULED: ("meetings.cancel", "meeting_id", {"reason": "Ill."}),
            QuestionStatus.OPEN: ("questions.resolve", "question_id", {}),
            ReadingStatus.OPEN: ("readings.skip", "reading_id", {"reason": "Known."}),
            ActionStatus.OPEN: ("actions.drop", "action_id", {"reason": "Moot."}),
        }
        for records in mentorship._collections:
            for record in tuple(records):
                status = getattr(record, "status", None)
                if status not in _OPEN:
                    continue
                name, key, more = closing[status]
                by = {
                    "agreements.turn_down": _other(mentorship, record.author),
                    "actions.drop": record.author,
                }.get(name, mentorship.mentee_id)

                assert accepted(mentorship, Command(name, {key: record.id, "by": by, "at": at, **more}))
                assert records[record.id].status not in _OPEN


def _other(mentorship: Mentorship, person: str) -> str:
    return next(one for one in mentorship.pair if one != person)


VALUES: dict[str, tuple[Callable[..., object], dict[str, Any]]] = {
    "Topic": (Topic, {"title": "Scope", "minutes": 20, "raised_by": ADA, "serves": None}),
    "Evidence": (Evidence, {"url": None, "record": "a", "label": "notes"}),
    "Evidence.link": (Evidence.link, {"url": "https://a.example/b", "label": None}),
    "Evidence.of": (Evidence.of, {"record_id": "a", "label": None}),
    "FollowUp": (FollowUp, {"owner": ADA, "due_on": date(2026, 2, 2), "task": None}),
    "Referral": (Referral, {"to": "The legal team", "why": None}),
    "Known": (Known, {"text": "Ask the release team."}),
    "Story": (Story, {"text": "I once shipped it anyway.", "lesson": "Do not."}),
    "Unknown": (Unknown, {"follow_up": None, "referral": Referral("The legal team")}),
    "Viewer": (Viewer, {"id": ADA}),
    "Cadence.weekly": (Cadence.weekly, {"every": 2}),
    "Policy": (Policy, {"offer_days": 7, "line_managers": True, "evidence": 2, "skew_seconds": 0}),
    "Agreement": (
        Agreement,
        {
            "cadence": Cadence.monthly(),
            "starts_on": date(2026, 1, 12),
            "ends_on": date(2026, 7, 12),
            "readings": True,
            "feedback_every": 4,
            "confidences": "Between us.",
        },
    ),
}


class TestWrongValues:
    @modest
    @pytest.mark.parametrize("name", sorted(VALUES))
    @given(data=st.data())
    def test_in_a_value(self, name: str, data: st.DataObject) -> None:
        """
        P1 to P4: a value with a wrong part is refused as such, with the path to the part.
        """
        make, arguments = VALUES[name]
        wrong = data.draw(st.sampled_from(sorted(arguments)))
        try:
            make(**{**arguments, wrong: data.draw(junk())})
        except InvalidValue as refusal:
            explains(refusal)

    @modest
    @given(junk())
    def test_in_a_lookup(self, wrong: Any) -> None:
        """
        P4: looking a record up by what is no id is refused, and by an id that is not there finds nothing.
        """
        mentorship = offer()
        for records in mentorship._collections:
            assert wrong not in records
            with pytest.raises((InvalidValue, NotFound)):
                records[wrong]
            with pytest.raises((InvalidValue, NotFound)):
                records.revisions(wrong)

    @modest
    @given(junk())
    def test_in_a_reading_call(self, wrong: Any) -> None:
        """
        P2, N1: a state is asked for at an aware moment, and a view for a viewer; nothing else is accepted.
        """
        mentorship = offer()
        if not (isinstance(wrong, datetime) and wrong.tzinfo and wrong.year == 2026):
            with pytest.raises(InvalidValue, match="accept at: "):
                mentorship.state_at(wrong)
        with pytest.raises(InvalidValue, match=r"accept viewer: .*\(rule N1\)"):
            mentorship.as_seen_by(wrong)

    @modest
    @given(junk())
    def test_in_a_departure(self, wrong: Any) -> None:
        """
        R4: only somebody who is in it departs, and at an aware moment.
        """
        for departs in (offer(), request()):
            before = copy.copy(departs)
            moment = isinstance(wrong, datetime) and wrong.tzinfo and wrong.year == 2026
            if isinstance(departs, Mentorship):
                with pytest.raises(RuleViolation):
                    departs.depart(wrong, at=NOW)
                if not moment:
                    with pytest.raises(InvalidValue):
                        departs.depart(BEN, at=wrong)
            elif not moment:
                with pytest.raises(InvalidValue):
                    departs.depart(at=wrong)

            assert before == departs

    def test_in_reviews(self) -> None:
        """
        R4: the reviews of a completion are a mapping from goal ids to texts.
        """
        mentorship = offer()
        mentorship.accept(by=BEN, at=NOW)
        before = copy.copy(mentorship)
        for wrong in (
            5,
            "goal",
            [("goal", "text")],
            {5: "text"},
            {(): ""},
            {"../..": "text"},
            {10**5000: ""},
        ):
            with pytest.raises(InvalidValue):
                mentorship.complete(by=ADA, at=NOW, summary="Done.", reviews=wrong)  # type: ignore[arg-type]

            assert before == mentorship
