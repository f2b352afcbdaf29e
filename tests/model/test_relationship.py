"""
What every command on a record checks: who acts, in which state, and when (P4, R6, R12 to R14).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from mentorcore.errors import InvalidValue, NotFound, NotTheirs, WrongState, WrongTime
from mentorcore.model.consents import Purpose
from mentorcore.model.lifecycle import ALLOWED, Act, State
from mentorcore.model.meetings import Move, Topic
from mentorcore.model.mentorship import Mentorship
from mentorcore.model.milestones import Evidence
from mentorcore.model.questions import Known
from mentorcore.model.values import SYSTEM
from tests.model.examples import (
    ADA,
    AGREEMENT,
    BEN,
    CY,
    DAY,
    HOUR,
    NOW,
    TODAY,
    WEEK,
    brokered,
    offer,
    refused,
)


LATER = NOW + DAY

Command = Callable[[Mentorship], object]

LINK = [Evidence.link("https://example.org/notes")]

START: dict[str, Command] = {
    "propose an agreement": lambda m: m.agreements.propose(by=ADA, at=LATER, agreement=AGREEMENT),
    "set a goal": lambda m: m.goals.set(by=BEN, at=LATER, title="…", why="…", measure="…"),
    "suggest a goal": lambda m: m.goals.suggest(by=ADA, at=LATER, title="…", why="…", measure="…"),
    "schedule a meeting": lambda m: m.meetings.schedule(by=ADA, at=LATER, starts=LATER + WEEK, minutes=60),
    "schedule a series": lambda m: m.meetings.schedule_series(
        by=ADA, at=LATER, starts=LATER + 20 * WEEK, minutes=60
    ),
    "ask a question": lambda m: m.questions.ask(by=BEN, at=LATER, text="…", interest=3),
    "assign a reading": lambda m: m.readings.assign(by=ADA, at=LATER, title="…", why="…", due_on=TODAY),
    "take on an action": lambda m: m.actions.take_on(by=ADA, at=LATER, title="…", due_on=TODAY),
    "give feedback": lambda m: m.feedback.give(by=ADA, at=LATER, about=BEN, text="…"),
    "write a note": lambda m: m.notes.write(by=ADA, at=LATER, text="…"),
}
"""What starts something new: possible while active, and only then (R12)."""

FINISH: dict[str, Command] = {
    "turn down an agreement": lambda m: m.agreements.turn_down("terms", by=BEN, at=LATER),
    "accept an agreement": lambda m: m.agreements.accept("terms", by=BEN, at=LATER),
    "turn down a goal": lambda m: m.goals.turn_down("talk", by=BEN, at=LATER),
    "drop a goal": lambda m: m.goals.drop("lead", by=BEN, at=LATER, reason="…"),
    "reschedule a meeting": lambda m: m.meetings.reschedule("meeting", by=BEN, at=LATER, starts=LATER + DAY),
    "rearrange meetings": lambda m: m.meetings.rearrange(
        [Move(meeting="meeting", starts=LATER + DAY)], by=BEN, at=LATER
    ),
    "cancel a meeting": lambda m: m.meetings.cancel("meeting", by=BEN, at=LATER, reason="…"),
    "hold a meeting": lambda m: m.meetings.hold(
        "meeting", by=BEN, at=LATER, summary="…", topics=[Topic("…", minutes=5, raised_by=BEN)]
    ),
    "miss a meeting": lambda m: m.meetings.miss("meeting", by=BEN, at=LATER, reason="…"),
    "resolve a question": lambda m: m.questions.resolve("question", by=BEN, at=LATER),
    "withdraw a question": lambda m: m.questions.withdraw("question", by=BEN, at=LATER),
    "answer a question": lambda m: m.questions.answer("question", by=ADA, at=LATER, answer=Known("…")),
    "finish a reading": lambda m: m.readings.finish("reading", by=BEN, at=LATER, takeaway="…"),
    "skip a reading": lambda m: m.readings.skip("reading", by=BEN, at=LATER, reason="…"),
    "finish an action": lambda m: m.actions.finish("action", by=ADA, at=LATER),
    "drop an action": lambda m: m.actions.drop("action", by=ADA, at=LATER, reason="…"),
}
"""What finishes, moves or cancels something open: possible while active or paused (R12)."""

RECORD: dict[str, Command] = {
    "document a milestone": lambda m: m.milestones.document(
        by=ADA, at=LATER, title="…", statement="…", happened_on=TODAY, evidence=LINK
    ),
    "confirm a milestone": lambda m: m.milestones.confirm("milestone", by=ADA, at=LATER, revision=1),
    "contest a milestone": lambda m: m.milestones.contest("milestone", by=ADA, at=LATER, reason="…"),
    "amend a milestone": lambda m: m.milestones.amend("milestone", by=BEN, at=LATER, reason="…", title="…"),
    "retract a milestone": lambda m: m.milestones.retract("milestone", by=BEN, at=LATER, reason="…"),
    "give feedback": lambda m: m.feedback.give(by=ADA, at=LATER, about=m.id, text="…"),
    "release feedback": lambda m: m.feedback.release("feedback", by=ADA, at=LATER),
    "release a note": lambda m: m.notes.release("note", by=ADA, at=LATER),
    "release an answer": lambda m: m.questions.release("answered", by=ADA, at=LATER),
    "give consent": lambda m: m.consents.give(by=BEN, at=LATER, purpose=Purpose.TESTIMONIAL),
}
"""What completes the record: possible after the end as well (R13)."""


def filled(state: State) -> Mentorship:
    """
    Return a relationship that was active with something of every kind, and is in a state now.
    """
    m = offer()
    match state:
        case State.DECLINED:
            m.decline(by=BEN, at=NOW)
        case State.WITHDRAWN:
            m.withdraw(by=ADA, at=NOW)
        case State.EXPIRED:
            m.expire(by=SYSTEM, at=m.lapses_at)
        case _:
            pass
    if state not in {State.ACTIVE, State.PAUSED, State.COMPLETED, State.ENDED}:
        return m

    m.accept(by=BEN, at=NOW)
    m.goals.set(by=BEN, at=NOW, title="…", why="…", measure="…", id="lead")
    m.goals.suggest(by=ADA, at=NOW, title="…", why="…", measure="…", id="talk")
    m.meetings.schedule(by=ADA, at=NOW, starts=NOW, minutes=60, id="meeting")
    m.questions.ask(by=BEN, at=NOW, text="…", interest=5, id="question")
    m.questions.ask(by=BEN, at=NOW, text="…", interest=5, id="answered")
    m.questions.answer("answered", by=ADA, at=NOW, answer=Known("…"))
    m.readings.assign(by=ADA, at=NOW, title="…", why="…", due_on=TODAY, id="reading")
    m.actions.take_on(by=ADA, at=NOW, title="…", due_on=TODAY, id="action")
    m.agreements.propose(by=ADA, at=NOW, agreement=AGREEMENT, id="terms")
    m.feedback.give(by=ADA, at=NOW, about=BEN, text="…", id="feedback")
    m.notes.write(by=ADA, at=NOW, text="…", id="note")
    m.consents.give(by=BEN, at=NOW, purpose=Purpose.TESTIMONIAL, id="consent")
    m.milestones.document(
        by=BEN, at=NOW, title="…", statement="…", happened_on=TODAY, evidence=LINK, id="milestone"
    )
    if state is State.PAUSED:
        m.pause(by=ADA, at=NOW)
    elif state is State.COMPLETED:
        m.complete(by=ADA, at=NOW, summary="…", reviews={"lead": "…"})
    elif state is State.ENDED:
        m.end(by=ADA, at=NOW, reason="…")

    return m


class TestStates:
    @pytest.mark.parametrize(
        ("act", "tried", "command"),
        [
            *((Act.START, tried, command) for tried, command in START.items()),
            *((Act.FINISH, tried, command) for tried, command in FINISH.items()),
            *((Act.RECORD, tried, command) for tried, command in RECORD.items()),
        ],
    )
    @pytest.mark.parametrize("state", State)
    def test_what_is_possible_when(self, state: State, act: Act, tried: str, command: Command) -> None:
        """
        R12, R13: every command in every state: new things start while active, open ones are finished while
        active or paused, and the record is completed after the end as well.
        """
        m = filled(state)
        possible = {
            Act.START: {State.ACTIVE},
            Act.FINISH: {State.ACTIVE, State.PAUSED},
            Act.RECORD: {State.ACTIVE, State.PAUSED, State.COMPLETED, State.ENDED},
        }[act]

        if state in possible:
            command(m)
            assert LATER == m.noted[-1].at
            return

        # An answer starts something new unless its question is open, which none is when all is over.
        named = {State.ACTIVE} if tried == "answer a question" else possible
        with refused(
            WrongState,
            rule="R12" if state in {State.OFFERED, State.PAUSED} else "R13",
            tried=tried,
            because=f"the relationship is {state.value}",
            accepted=f"it has to be {' or '.join(sorted(s.value for s in named))}",
            unchanged=m,
        ):
            command(m)

    @pytest.mark.parametrize("state", [State.ACTIVE, State.PAUSED, State.COMPLETED, State.ENDED])
    def test_a_consent_can_always_be_withdrawn(self, state: State) -> None:
        """
        R12: whatever the state, the mentee takes a consent back.
        """
        m = filled(state)

        m.consents.withdraw("consent", by=BEN, at=LATER)

        assert LATER == m.consents["consent"].withdrawn_at
        assert frozenset(State) == ALLOWED[Act.TAKE_BACK]

    def test_even_by_somebody_who_has_left(self) -> None:
        """
        R12: somebody who has left gives no new consent, but takes one back.
        """
        m = filled(State.ACTIVE)
        m.depart(BEN, at=NOW)

        with refused(
            WrongState,
            rule="P5",
            tried="give consent",
            because="ben has left",
            accepted="a person who has left enters nothing new",
            unchanged=m,
        ):
            m.consents.give(by=BEN, at=LATER, purpose=Purpose.TESTIMONIAL)

        m.consents.withdraw("consent", by=BEN, at=LATER)

        assert LATER == m.consents["consent"].withdrawn_at


class TestWhoActs:
    @pytest.mark.parametrize("by", [CY, SYSTEM])
    def test_only_the_two(self, active: Mentorship, by: str) -> None:
        """
        R14: neither a third person nor the system writes into a relationship.
        """
        acting = "the system" if by == SYSTEM else by

        with refused(
            NotTheirs,
            rule="R14",
            tried="take on an action",
            because=f"{acting} is not the mentor or the mentee",
            accepted="only the mentor or the mentee can do this",
            unchanged=active,
        ):
            active.actions.take_on(by=by, at=NOW, title="…", due_on=TODAY)

    def test_who_it_is_comes_first(self, offered: Mentorship) -> None:
        """
        R14: a stranger does not learn from a refusal in what state a relationship is.
        """
        with pytest.raises(NotTheirs, match="rule R14"):
            offered.notes.write(by=CY, at=NOW, text="…")


class TestActivation:
    def test_nothing_precedes_it(self, active: Mentorship) -> None:
        """
        R6: what happens in a relationship happens at its activation or later; no skew is allowed.
        """
        active.notes.write(by=ADA, at=NOW, text="…")

        with refused(
            WrongTime,
            rule="R6",
            tried="write a note",
            because="it would happen at 2026-01-12T08:59:59.999999+00:00, before the relationship was active",
            accepted="nothing in it precedes 2026-01-12T09:00:00+00:00",
            unchanged=active,
        ):
            active.notes.write(by=ADA, at=NOW - timedelta.resolution, text="…")

    def test_no_meeting_precedes_it(self, active: Mentorship) -> None:
        """
        R6: a meeting that took place before is none of this relationship.
        """
        active.meetings.schedule(by=ADA, at=NOW + DAY, starts=NOW, minutes=60)

        with refused(
            WrongTime,
            rule="R6",
            tried="schedule a meeting",
            because="the meeting starts at 2026-01-12T08:00:00+00:00, before the relationship was active",
            accepted="nothing in it precedes 2026-01-12T09:00:00+00:00",
            unchanged=active,
        ):
            active.meetings.schedule(by=ADA, at=NOW + DAY, starts=NOW - HOUR, minutes=60)

    def test_no_milestone_precedes_its_day(self, active: Mentorship) -> None:
        """
        R6: a milestone of the day of activation counts, whatever the hour; one of the day before does not.
        """
        active.milestones.document(by=BEN, at=NOW, title="…", statement="…", happened_on=TODAY, evidence=LINK)

        with refused(
            WrongTime,
            rule="R6",
            tried="document a milestone",
            because="2026-01-11 lies before the relationship",
            accepted="give a day from 2026-01-12",
            unchanged=active,
        ):
            active.milestones.document(
                by=BEN, at=NOW, title="…", statement="…", happened_on=TODAY - DAY, evidence=LINK
            )

    def test_resuming_is_no_second_one(self, paused: Mentorship) -> None:
        """
        R6: what happened before a pause can be entered after it.
        """
        paused.resume(by=ADA, at=NOW + WEEK)

        paused.meetings.schedule(by=ADA, at=NOW + WEEK, starts=NOW + DAY, minutes=60)

        assert NOW == paused.activated_at


class TestAfterTheEnd:
    def test_a_milestone_of_its_last_day(self, ended: Mentorship) -> None:
        """
        R13: what was reached while the relationship ran is documented after its end, later days are not.
        """
        last = (NOW + DAY).date()

        ended.milestones.document(
            by=BEN, at=NOW + 9 * DAY, title="…", statement="…", happened_on=last, evidence=LINK
        )

        with refused(
            WrongTime,
            rule="R13",
            tried="document a milestone",
            because="2026-01-14 lies after the relationship",
            accepted="give a day that began before it ended, at 2026-01-13T09:00:00+00:00",
            unchanged=ended,
        ):
            ended.milestones.document(
                by=BEN, at=NOW + 9 * DAY, title="…", statement="…", happened_on=last + DAY, evidence=LINK
            )

    def test_a_day_that_began_somewhere_before_it_ended(self, active: Mentorship) -> None:
        """
        R13: a day is inside the relationship if it began, at UTC+14, at the moment of the end or earlier.
        """
        begins = datetime(2026, 1, 13, 10, 0, tzinfo=UTC)
        active.end(by=ADA, at=begins, reason="…")

        milestone = active.milestones.document(
            by=BEN, at=begins, title="…", statement="…", happened_on=date(2026, 1, 14), evidence=LINK
        )

        assert date(2026, 1, 14) == milestone.happened_on

    def test_what_was_documented_in_time_can_be_amended(self, active: Mentorship) -> None:
        """
        R13: whoever lives in the east documents what happened today, and amends it after the end.
        """
        evening = datetime(2026, 1, 12, 22, 0, tzinfo=UTC)
        milestone = active.milestones.document(
            by=BEN,
            at=evening,
            title="…",
            statement="…",
            happened_on=date(2026, 1, 13),
            evidence=LINK,
        )
        active.end(by=ADA, at=evening, reason="…")

        amended = active.milestones.amend(
            milestone.id, by=BEN, at=evening + DAY, reason="A word was wrong.", statement="Better."
        )

        assert 2 == amended.revision


class TestIds:
    @pytest.mark.parametrize(
        "taken", ["lead", "meeting", "question", "reading", "action", "terms", "feedback", "ada-and-ben"]
    )
    def test_are_used_once(self, taken: str) -> None:
        """
        P4: an id is unique in its mentorship, whatever kind of record has it.
        """
        m = filled(State.ACTIVE)

        with refused(
            InvalidValue,
            rule="P4",
            tried="enter a note",
            because=f"the id '{taken}' is already used in this mentorship",
            accepted="give an id that is new, or none",
            path="id",
            unchanged=m,
        ):
            m.notes.write(by=ADA, at=NOW, text="…", id=taken)

    def test_are_kept_when_given(self, active: Mentorship) -> None:
        """
        P4: an import brings its own ids.
        """
        active.notes.write(by=ADA, at=NOW, text="…", id="from-elsewhere")

        assert ["from-elsewhere"] == [note.id for note in active.notes]

    def test_name_records_of_this_mentorship(self, active: Mentorship) -> None:
        """
        P4: what does not exist is not found, and the message says what was looked for.
        """
        with pytest.raises(NotFound) as caught:
            active.notes["elsewhere"]

        assert ("note", "elsewhere") == (caught.value.kind, caught.value.id)
        assert "there is no note with the id 'elsewhere'; check the id, and that it belongs here" == str(
            caught.value
        )

    def test_name_goals_of_this_mentorship(self, active: Mentorship) -> None:
        """
        P4: a record belongs to a goal that exists.
        """
        with pytest.raises(NotFound, match="there is no goal with the id 'elsewhere'"):
            active.actions.take_on(by=ADA, at=NOW, title="…", due_on=TODAY, goal="elsewhere")


class TestCollections:
    def test_read_like_lists_with_ids(self) -> None:
        """
        P4: a collection iterates its records, counts them, and finds them by id.
        """
        notes = filled(State.ACTIVE).notes

        assert ["note"] == [note.id for note in notes]
        assert 1 == len(notes)
        assert "note" in notes
        assert "elsewhere" not in notes
        assert "<1 notes of mentorship ada-and-ben>" == repr(notes)

    def test_a_change_makes_a_revision(self) -> None:
        """
        N1: a record counts its revisions from 1, and says who made the last.
        """
        m = filled(State.ACTIVE)

        first = m.notes["note"]
        second = m.notes.release("note", by=ADA, at=LATER)

        assert [1, 2] == [first.revision, second.revision]
        assert (ADA, NOW, ADA, LATER) == (
            second.author,
            second.entered_at,
            second.changed_by,
            second.changed_at,
        )
        assert (second,) == m.notes.revisions("note")

    def test_earlier_revisions_stay_where_a_rule_says_so(self) -> None:
        """
        D3: of a milestone, every revision stays readable, the oldest first.
        """
        m = filled(State.ACTIVE)

        m.milestones.confirm("milestone", by=ADA, at=LATER, revision=1)

        assert [1, 2] == [revision.revision for revision in m.milestones.revisions("milestone")]


def test_says_where_it_came_from() -> None:
    """
    R2, R3: who made the offer, why, and what they saw can be read.
    """
    own, paired = offer(), brokered()

    assert (ADA, None) == (own.offered_by, own.request_id)
    assert (CY, "for-ben") == (paired.offered_by, paired.request_id)
    assert ("Their teams share a product.", "Ben will lead a release within the year.") == (
        paired.reasoning,
        paired.potential,
    )
