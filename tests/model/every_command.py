"""
Every command once, with every argument, each on something that takes it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

import attrs

from mentorcore.model.aggregate import Aggregate, Noted
from mentorcore.model.cadence import Cadence
from mentorcore.model.consents import Purpose
from mentorcore.model.meetings import MeetingStatus, Move, Topic
from mentorcore.model.mentorship import Mentorship
from mentorcore.model.milestones import Evidence
from mentorcore.model.people import Person
from mentorcore.model.questions import Known
from mentorcore.model.values import SYSTEM, UNCHANGED
from mentorcore.model.visibility import Visibility
from mentorcore.testing.strategies import Command
from tests.model.examples import (
    ADA,
    AGREEMENT,
    BEN,
    CY,
    DAY,
    HOUR,
    LAPSES,
    NOW,
    TODAY,
    brokered,
    offer,
    request,
)


AT = NOW + 2 * DAY
"""When the commands are given."""

WORDS = {"title": "Lead a release", "why": "I want to.", "measure": "It ships."}
EVIDENCE = (Evidence.link("https://example.org/release"),)
TOPICS = (Topic("Scope", minutes=20, raised_by=BEN),)
REVIEWS = {"goal": "Nearly.", "other-goal": "Not yet."}


def running() -> Mentorship:
    """
    Return an active relationship with one or two records of each kind, each with an id that tells what it is.
    """
    m = offer()
    m.accept(by=BEN, at=NOW)
    m.agreements.propose(by=ADA, at=NOW, agreement=AGREEMENT, id="proposal")
    m.goals.set(by=BEN, at=NOW, id="goal", **WORDS)
    m.goals.set(by=BEN, at=NOW, id="other-goal", **WORDS)
    m.goals.suggest(by=ADA, at=NOW, id="suggestion", **WORDS)
    m.meetings.schedule(by=ADA, at=NOW, starts=NOW, minutes=60, id="held")
    m.meetings.hold("held", by=BEN, at=NOW, summary="We began.", topics=TOPICS)
    m.meetings.schedule(by=ADA, at=NOW, starts=NOW + DAY, minutes=60, id="meeting")
    m.questions.ask(by=BEN, at=NOW, text="How?", interest=5, id="question")
    m.questions.ask(by=BEN, at=NOW, text="Why?", interest=4, id="answered")
    m.questions.answer("answered", by=ADA, at=NOW, answer=Known("Because."))
    m.readings.assign(by=ADA, at=NOW, title="A book", why="It helps.", due_on=TODAY, id="reading")
    m.actions.take_on(by=ADA, at=NOW, title="Ask around", due_on=TODAY, id="action")
    m.feedback.give(by=ADA, at=NOW, about=BEN, text="Well prepared.", id="feedback")
    m.notes.write(by=ADA, at=NOW, text="He listens.", id="note")
    m.milestones.document(
        by=ADA,
        at=NOW,
        title="Begun",
        statement="He began.",
        happened_on=TODAY,
        evidence=EVIDENCE,
        goal="goal",
        id="milestone",
    )
    m.consents.give(by=BEN, at=NOW, purpose=Purpose.TESTIMONIAL, id="consent")

    return m


def paused() -> Mentorship:
    """
    Return a relationship that is interrupted.
    """
    m = running()
    m.pause(by=BEN, at=NOW)

    return m


def over() -> Mentorship:
    """
    Return a relationship that was ended.
    """
    m = running()
    m.end(by=BEN, at=NOW, reason="Enough.")

    return m


def person() -> Person:
    """
    Return Ada.
    """
    return Person.register(name="Ada Osei", at=NOW, id=ADA)


def held_person() -> Person:
    """
    Return Ada, whose data is under a legal hold.
    """
    held = person()
    held.place_hold("A dispute.", at=NOW)

    return held


@attrs.frozen
class Case:
    """
    A command that is accepted, and what it notes.

    Attributes:
        on: Returns what it is given to.

        name: The method, as `Command` takes it.

        arguments: Every argument that the method has.

        noted: What it adds for the journal.
    """

    on: Callable[[], Aggregate[Any]]
    name: str
    arguments: Mapping[str, Any]
    noted: Noted

    def apply(self, target: Aggregate[Any], **other: Any) -> Any:
        """
        Give the command, with other arguments where they are named.
        """
        return Command(self.name, {**self.arguments, **other}).apply(target)

    def __str__(self) -> str:
        return self.noted.action


def _enters(method: str, action: str, /, *, by: str, **arguments: Any) -> Case:
    given = {"by": by, "at": AT, "id": "new", **arguments}

    return Case(running, method, given, Noted(action=action, by=by, at=AT, record="new", revision=1))


def _changes(
    method: str, action: str, about: dict[str, str], /, *, by: str, noted_as: int = 2, **arguments: Any
) -> Case:
    (record,) = about.values()
    noted = Noted(action=action, by=by, at=AT, record=record, revision=noted_as)

    return Case(running, method, {**about, "by": by, "at": AT, **arguments}, noted)


def _steps(
    on: Callable[[], Mentorship], method: str, action: str, /, *, by: str, at: datetime = AT, **arguments: Any
) -> Case:
    return Case(on, method, {"by": by, "at": at, **arguments}, Noted(action=action, by=by, at=at))


def _of_person(
    method: str,
    action: str,
    on: Callable[[], Person] = person,
    /,
    *,
    by: str,
    noted_as: int = 2,
    **arguments: Any,
) -> Case:
    return Case(
        on, method, {"by": by, "at": AT, **arguments}, Noted(action=action, by=by, at=AT, revision=noted_as)
    )


def _of_request(method: str, action: str, /, *, by: str, **arguments: Any) -> Case:
    return Case(
        request, method, {"by": by, "at": AT, **arguments}, Noted(action=action, by=by, at=AT, revision=2)
    )


ON_RECORDS = (
    _enters("agreements.propose", "agreement.proposed", by=BEN, agreement=AGREEMENT, why="It is longer."),
    _changes("agreements.accept", "agreement.accepted", {"proposal_id": "proposal"}, by=BEN),
    _changes(
        "agreements.turn_down",
        "agreement.turned_down",
        {"proposal_id": "proposal"},
        by=BEN,
        reason="It is too long.",
    ),
    _enters("goals.set", "goal.set", by=BEN, **WORDS),
    _enters("goals.suggest", "goal.suggested", by=ADA, **WORDS),
    _changes("goals.adopt", "goal.adopted", {"goal_id": "suggestion"}, by=BEN),
    _changes(
        "goals.turn_down", "goal.turned_down", {"goal_id": "suggestion"}, by=BEN, reason="It is not mine."
    ),
    _changes(
        "goals.revise",
        "goal.revised",
        {"goal_id": "goal"},
        by=BEN,
        title="Lead two",
        why="One is no habit.",
        measure="Two are out.",
    ),
    _changes("goals.prioritise", "goal.prioritised", {"goal_id": "other-goal"}, by=BEN, rank=1),
    _changes(
        "goals.record_progress",
        "goal.progressed",
        {"goal_id": "goal"},
        by=ADA,
        text="Half of it.",
        percent=50,
    ),
    _changes("goals.achieve", "goal.achieved", {"goal_id": "goal"}, by=BEN),
    _changes("goals.drop", "goal.dropped", {"goal_id": "goal"}, by=BEN, reason="Another team does it."),
    _enters("meetings.schedule", "meeting.scheduled", by=ADA, starts=AT, minutes=60, zone="Europe/Berlin"),
    _changes(
        "meetings.reschedule",
        "meeting.rescheduled",
        {"meeting_id": "meeting"},
        by=ADA,
        starts=AT + HOUR,
        minutes=45,
        zone="Europe/Berlin",
    ),
    _changes(
        "meetings.cancel", "meeting.cancelled", {"meeting_id": "meeting"}, by=ADA, reason="Both travel."
    ),
    _changes(
        "meetings.hold",
        "meeting.held",
        {"meeting_id": "meeting"},
        by=BEN,
        summary="We went on.",
        topics=TOPICS,
        minutes=45,
    ),
    _changes(
        "meetings.miss", "meeting.missed", {"meeting_id": "meeting"}, by=BEN, reason="The train stood still."
    ),
    _changes(
        "meetings.correct",
        "meeting.corrected",
        {"meeting_id": "held"},
        by=BEN,
        noted_as=3,
        reason="It was another day.",
        status=MeetingStatus.HELD,
        starts=NOW + HOUR,
        minutes=90,
        summary="We began late.",
        topics=TOPICS,
        why=UNCHANGED,
    ),
    _enters("questions.ask", "question.asked", by=BEN, text="When?", interest=3, goal="goal"),
    _changes(
        "questions.answer",
        "question.answered",
        {"question_id": "question"},
        by=ADA,
        answer=Known("Like this."),
    ),
    _changes("questions.resolve", "question.resolved", {"question_id": "question"}, by=BEN),
    _changes("questions.withdraw", "question.withdrawn", {"question_id": "question"}, by=BEN),
    _changes(
        "questions.release", "question.released", {"question_id": "answered"}, by=ADA, noted_as=3, answer=1
    ),
    _enters(
        "readings.assign",
        "reading.assigned",
        by=ADA,
        title="An essay",
        why="It is short.",
        due_on=TODAY,
        source="The second shelf.",
        goal="goal",
    ),
    _changes("readings.finish", "reading.finished", {"reading_id": "reading"}, by=BEN, takeaway="Ask first."),
    _changes(
        "readings.skip", "reading.skipped", {"reading_id": "reading"}, by=BEN, reason="It is out of print."
    ),
    _enters("actions.take_on", "action.taken_on", by=BEN, title="Book a room", due_on=TODAY, goal="goal"),
    _changes("actions.finish", "action.finished", {"action_id": "action"}, by=ADA, outcome="Three names."),
    _changes("actions.drop", "action.dropped", {"action_id": "action"}, by=ADA, reason="Nobody knew."),
    _enters("feedback.give", "feedback.given", by=BEN, about=ADA, text="Patient.", session="held"),
    _changes("feedback.release", "feedback.released", {"feedback_id": "feedback"}, by=ADA),
    _enters(
        "notes.write",
        "note.written",
        by=BEN,
        text="She waits.",
        reflection=True,
        visibility=Visibility.PAIR,
    ),
    _changes("notes.release", "note.released", {"note_id": "note"}, by=ADA, visibility=Visibility.RECORD),
    _enters(
        "milestones.document",
        "milestone.documented",
        by=BEN,
        title="Out",
        statement="It is out.",
        happened_on=TODAY,
        evidence=EVIDENCE,
        goal="goal",
    ),
    _changes("milestones.confirm", "milestone.confirmed", {"milestone_id": "milestone"}, by=BEN, revision=1),
    _changes(
        "milestones.contest",
        "milestone.contested",
        {"milestone_id": "milestone"},
        by=BEN,
        reason="It was later.",
        revision=1,
    ),
    _changes(
        "milestones.amend",
        "milestone.amended",
        {"milestone_id": "milestone"},
        by=ADA,
        reason="It says too little.",
        title="Well begun",
        statement="He began and went on.",
        happened_on=date(2026, 1, 13),
        goal="other-goal",
        evidence=[Evidence.of("held", "the meeting")],
    ),
    _changes(
        "milestones.retract",
        "milestone.retracted",
        {"milestone_id": "milestone"},
        by=ADA,
        reason="It was undone.",
    ),
    _enters("consents.give", "consent.given", by=BEN, purpose=Purpose.PROMOTION_CASE, until=date(2027, 1, 1)),
    _changes("consents.withdraw", "consent.withdrawn", {"consent_id": "consent"}, by=BEN),
)
"""All that can be done to one record."""

ON_RELATIONSHIPS = (
    _steps(offer, "accept", "mentorship.activated", by=BEN),
    _steps(brokered, "accept", "mentorship.accepted", by=ADA),
    _steps(offer, "decline", "mentorship.declined", by=BEN, reason="I leave soon."),
    _steps(offer, "withdraw", "mentorship.withdrawn", by=ADA, reason="I leave soon."),
    _steps(offer, "expire", "mentorship.expired", by=SYSTEM, at=LAPSES),
    _steps(running, "pause", "mentorship.paused", by=BEN, reason="A holiday."),
    _steps(paused, "resume", "mentorship.resumed", by=ADA),
    _steps(running, "complete", "mentorship.completed", by=ADA, summary="Done.", reviews=REVIEWS),
    _steps(running, "end", "mentorship.ended", by=ADA, reason="Enough."),
)
"""All steps that somebody takes in the life of a relationship."""

ON_PEOPLE = (
    _of_person(
        "revise",
        "person.revised",
        by=ADA,
        name="Ada O.",
        email="ada@example.org",
        external_id="7",
        title="Engineer",
        experience=12,
        skills=["releases"],
        wishes=["sailing"],
        timezone="Europe/Berlin",
    ),
    _of_person("set_manager", "person.manager_set", by=CY, manager_id=CY),
    _of_person("set_capacity", "person.capacity_set", by=ADA, capacity=1),
    _of_person("leave", "person.left", by=ADA),
    _of_person("place_hold", "person.hold_placed", by=SYSTEM, reason="A dispute."),
    _of_person("lift_hold", "person.hold_lifted", held_person, by=SYSTEM, noted_as=3),
    _of_person("erase", "person.erased", by=SYSTEM),
)
"""All that can be done to a person."""

ON_REQUESTS = (
    _of_request(
        "propose",
        "pairing_request.proposed",
        by=CY,
        mentor=ADA,
        reasoning="One product.",
        potential="Much.",
        agreement=AGREEMENT,
        lapses_at=LAPSES,
        id="new",
    ),
    _of_request("decline", "pairing_request.declined", by=CY, reason="Nobody is free."),
    _of_request("withdraw", "pairing_request.withdrawn", by=BEN),
)
"""All that can be done to a pairing request."""

SERIES = Case(
    running,
    "meetings.schedule_series",
    {
        "by": ADA,
        "at": AT,
        "starts": AT + DAY,
        "minutes": 30,
        "until": TODAY + 30 * DAY,
        "cadence": Cadence.weekly(2),
        "zone": "Europe/Berlin",
    },
    Noted(action="meeting.series_scheduled", by=ADA, at=AT, revision=1),
)
"""What enters several records at once, and notes the id that they share."""

TOGETHER = Case(
    running,
    "meetings.rearrange",
    {"moves": [Move(meeting="meeting", starts=AT + HOUR, minutes=45)], "by": ADA, "at": AT},
    Noted(action="meeting.rescheduled", by=ADA, at=AT, record="meeting", revision=2),
)
"""What moves several meetings, and notes each as if it were moved alone."""

EVERY = (*ON_RECORDS, *ON_RELATIONSHIPS, *ON_PEOPLE, *ON_REQUESTS)
