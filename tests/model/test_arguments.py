"""
Each argument of each command: a wrong one is refused, and the refusal says where it stood.
"""

from __future__ import annotations

import inspect
from typing import Any

import pytest

from mentorcore.errors import InvalidValue, NotTheirs
from mentorcore.testing.strategies.commands import calls_on
from tests.model.every_command import AT, EVERY, SERIES, TOGETHER, Case, person, running
from tests.model.examples import offer, request


CASES = (*EVERY, SERIES, TOGETHER)

ELSEWHERE = {
    ("agreement.accepted", "proposal_id"): "agreement_id",
    ("agreement.turned_down", "proposal_id"): "agreement_id",
    ("question.asked", "goal"): "goal_id",
    ("reading.assigned", "goal"): "goal_id",
    ("action.taken_on", "goal"): "goal_id",
    ("feedback.given", "session"): "meeting_id",
    ("meeting.corrected", "why"): "reason",
    ("mentorship.declined", "reason"): "words",
    ("mentorship.withdrawn", "reason"): "words",
    ("mentorship.paused", "reason"): "words",
}
"""Arguments that are looked up or kept under another name, which the refusal uses."""

TRIED = {
    "agreement.proposed": "propose an agreement",
    "agreement.accepted": "accept an agreement",
    "agreement.turned_down": "turn down an agreement",
    "goal.set": "set a goal",
    "goal.suggested": "suggest a goal",
    "goal.adopted": "adopt a goal",
    "goal.turned_down": "turn down a goal",
    "goal.revised": "revise a goal",
    "goal.prioritised": "prioritise a goal",
    "goal.progressed": "record progress",
    "goal.achieved": "achieve a goal",
    "goal.dropped": "drop a goal",
    "meeting.scheduled": "schedule a meeting",
    "meeting.series_scheduled": "schedule a series",
    "meeting.rescheduled": "reschedule a meeting",
    "meeting.cancelled": "cancel a meeting",
    "meeting.held": "hold a meeting",
    "meeting.missed": "miss a meeting",
    "meeting.corrected": "correct a meeting",
    "question.asked": "ask a question",
    "question.answered": "answer a question",
    "question.resolved": "resolve a question",
    "question.withdrawn": "withdraw a question",
    "question.released": "release an answer",
    "reading.assigned": "assign a reading",
    "reading.finished": "finish a reading",
    "reading.skipped": "skip a reading",
    "action.taken_on": "take on an action",
    "action.finished": "finish an action",
    "action.dropped": "drop an action",
    "feedback.given": "give feedback",
    "feedback.released": "release feedback",
    "note.written": "write a note",
    "note.released": "release a note",
    "milestone.documented": "document a milestone",
    "milestone.confirmed": "confirm a milestone",
    "milestone.contested": "contest a milestone",
    "milestone.amended": "amend a milestone",
    "milestone.retracted": "retract a milestone",
    "consent.given": "give consent",
    "consent.withdrawn": "withdraw a consent",
    "mentorship.activated": "accept an offer",
    "mentorship.accepted": "accept an offer",
    "mentorship.declined": "decline an offer",
    "mentorship.withdrawn": "withdraw an offer",
    "mentorship.expired": "expire an offer",
    "mentorship.paused": "pause a mentorship",
    "mentorship.resumed": "resume a mentorship",
    "mentorship.completed": "complete a mentorship",
    "mentorship.ended": "end a mentorship",
    "person.revised": "revise a person",
    "person.capacity_set": "set a capacity",
    "person.left": "leave",
    "person.hold_placed": "place a legal hold",
    "person.hold_lifted": "lift a legal hold",
    "person.erased": "erase a person",
    "pairing_request.proposed": "propose a pair",
    "pairing_request.declined": "decline a pairing request",
    "pairing_request.withdrawn": "withdraw a pairing request",
}
"""What a refusal says that was tried."""

BY_ANYBODY = {"person.manager_set"}


def method_of(something: object, name: str) -> Any:
    """
    Return the method of a command.
    """
    for part in name.split("."):
        something = getattr(something, part)

    return something


def each_argument() -> list[Any]:
    """
    Return each command with the name of each of its arguments in turn.
    """
    return [pytest.param(case, name, id=f"{case}-{name}") for case in CASES for name in case.arguments]


class TestEveryCommand:
    def test_is_tried(self) -> None:
        """
        P1 to P4: a command that is added later has to be tried here as well.
        """
        possible = {
            name
            for something in (running(), offer(), person(), request())
            for name in calls_on(something, AT, loose=True)
        }

        assert possible - {"erase"} == {case.name for case in CASES} - {"erase"}

    @pytest.mark.parametrize("case", CASES, ids=str)
    def test_is_given_every_argument(self, case: Case) -> None:
        """
        P1 to P4: so has an argument.
        """
        assert set(case.arguments) == set(inspect.signature(method_of(case.on(), case.name)).parameters)


class TestWrongArgument:
    @pytest.mark.parametrize(("case", "name"), each_argument())
    def test_is_named(self, case: Case, name: str) -> None:
        """
        P1 to P4: an argument that is no value at all is refused, and the refusal says where it stood.
        """
        something = case.on()
        before = something.document, something.noted
        with pytest.raises(InvalidValue) as caught:
            case.apply(something, **{name: object()})

        assert ELSEWHERE.get((case.noted.action, name), name) == caught.value.path.rpartition(".")[2]
        assert before == (something.document, something.noted)


class TestSomebodyElse:
    @pytest.mark.parametrize("case", [c for c in CASES if str(c) not in BY_ANYBODY], ids=str)
    def test_is_told_what_was_tried(self, case: Case) -> None:
        """
        R14, P5, B1: who has no part in something gives no command, and the refusal says which it was.
        """
        something = case.on()
        before = something.document, something.noted
        with pytest.raises(NotTheirs) as caught:
            case.apply(something, by="stranger")

        assert (TRIED[str(case)] if case is not TOGETHER else "rearrange meetings") == caught.value.tried
        assert before == (something.document, something.noted)
