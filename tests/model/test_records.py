"""
Records: ids are used once, revisions are counted, and earlier ones are kept where a rule asks for it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs
import pytest

from mentorcore.errors import InvalidValue, NotFound
from mentorcore.model.consents import Purpose
from mentorcore.model.goals import Goal
from mentorcore.model.mentorship import Mentorship
from mentorcore.model.milestones import Evidence
from mentorcore.model.records import Record
from tests.model.examples import ADA, AGREEMENT, BEN, HOUR, NOW, TODAY, WEEK, refused


Enter = Callable[[Mentorship, str | None], Record]

ENTER: dict[str, Enter] = {
    "agreement": lambda m, id_: m.agreements.propose(by=ADA, at=NOW, agreement=AGREEMENT, id=id_),
    "goal": lambda m, id_: m.goals.set(by=BEN, at=NOW, title="…", why="…", measure="…", id=id_),
    "meeting": lambda m, id_: m.meetings.schedule(
        by=ADA, at=NOW, starts=NOW + WEEK * len(m.meetings), minutes=60, id=id_
    ),
    "question": lambda m, id_: m.questions.ask(by=BEN, at=NOW, text="…", interest=3, id=id_),
    "reading": lambda m, id_: m.readings.assign(by=ADA, at=NOW, title="…", why="…", due_on=TODAY, id=id_),
    "action": lambda m, id_: m.actions.take_on(by=ADA, at=NOW, title="…", due_on=TODAY, id=id_),
    "feedback": lambda m, id_: m.feedback.give(by=ADA, at=NOW, about=BEN, text="…", id=id_),
    "note": lambda m, id_: m.notes.write(by=ADA, at=NOW, text="…", id=id_),
    "milestone": lambda m, id_: m.milestones.document(
        by=BEN,
        at=NOW,
        title="…",
        statement="…",
        happened_on=TODAY,
        evidence=[Evidence.link("https://a.example")],
        id=id_,
    ),
    "consent": lambda m, id_: m.consents.give(by=BEN, at=NOW, purpose=Purpose.TESTIMONIAL, id=id_),
}
"""For each kind of record, the command that enters one."""

KINDS = sorted(ENTER)


class TestIds:
    @pytest.mark.parametrize("kind", KINDS)
    def test_are_random(self, active: Mentorship, kind: str) -> None:
        """
        P4: an id that is not given is random, long, and carries nothing of what is entered.
        """
        first, second = ENTER[kind](active, None), ENTER[kind](active, None)

        assert first.id != second.id
        assert (20, 20) == (len(first.id), len(second.id))
        assert int(first.id, 16) >= 0

    @pytest.mark.parametrize("kind", KINDS)
    @pytest.mark.parametrize("given", ["a", "A_z-9", "x" * 64])
    def test_can_be_given(self, active: Mentorship, kind: str, given: str) -> None:
        """
        P4: an import gives its own ids.
        """
        assert given == ENTER[kind](active, given).id

    @pytest.mark.parametrize("kind", KINDS)
    @pytest.mark.parametrize("given", ["", "x" * 65, "../../etc", "a b", "ä", "a\n", "\0", 7, b"a", []])
    def test_have_a_form(self, active: Mentorship, kind: str, given: Any) -> None:
        """
        P4: what is no id is refused.
        """
        what = "this text" if isinstance(given, str) else f"a value of type {type(given).__name__}"
        with refused(
            InvalidValue,
            rule="P4",
            tried="accept id",
            because=f"{what} is not an id",
            accepted="an id is 1 to 64 of A-Z, a-z, 0-9, _ and -",
            unchanged=active,
        ):
            ENTER[kind](active, given)

    @pytest.mark.parametrize("first", KINDS)
    @pytest.mark.parametrize("second", KINDS)
    def test_are_unique_across_kinds(self, active: Mentorship, first: str, second: str) -> None:
        """
        P4: an id is used once in a mentorship, whatever kinds of records are concerned.
        """
        ENTER[first](active, "same")
        with refused(
            InvalidValue,
            rule="P4",
            tried=f"enter a {second}",
            because="the id 'same' is already used in this mentorship",
            accepted="give an id that is new, or none",
            path="id",
            unchanged=active,
        ):
            ENTER[second](active, "same")

    @pytest.mark.parametrize("kind", KINDS)
    def test_are_not_that_of_the_mentorship(self, active: Mentorship, kind: str) -> None:
        """
        P4: a record does not take the id of its mentorship, nor that of its first agreement.
        """
        for taken in (active.id, active.agreements.in_force.id):
            with refused(
                InvalidValue,
                rule="P4",
                tried=f"enter a {kind}",
                because=f"the id '{taken}' is already used in this mentorship",
                accepted="give an id that is new, or none",
                path="id",
                unchanged=active,
            ):
                ENTER[kind](active, taken)

    def test_of_what_is_over_are_still_taken(self, active: Mentorship) -> None:
        """
        P4: the id of a record that was dropped, withdrawn or retracted is not used again.
        """
        active.goals.set(by=BEN, at=NOW, title="…", why="…", measure="…", id="same")
        active.goals.drop("same", by=BEN, at=NOW, reason="…")
        before = active.document
        with pytest.raises(InvalidValue, match="is already used"):
            active.notes.write(by=BEN, at=NOW, text="…", id="same")

        assert before == active.document


class TestCollections:
    @pytest.mark.parametrize("kind", KINDS)
    def test_hold_what_was_entered(self, active: Mentorship, kind: str) -> None:
        """
        P4: a collection iterates its records in order of entry, counts them, and finds them by id.
        """
        records = next(c for c in active._collections if c.noun == kind)
        before = len(records)
        first, second = ENTER[kind](active, None), ENTER[kind](active, "second")

        assert [first.id, "second"] == [record.id for record in records][before:]
        assert before + 2 == len(records)
        assert (True, True, False) == (first.id in records, "second" in records, "third" in records)
        assert records["second"] == second
        assert "second" not in {r.id for c in active._collections if c is not records for r in c}
        assert f"<{before + 2} {records.field} of mentorship ada-and-ben>" == repr(records)

    @pytest.mark.parametrize("kind", KINDS)
    def test_find_nothing_else(self, active: Mentorship, kind: str) -> None:
        """
        P4: an id that is not there is not found, and what is no id is refused as such.
        """
        records = next(c for c in active._collections if c.noun == kind)
        for look in (records.__getitem__, records.revisions):
            with pytest.raises(NotFound) as caught:
                look("x")
            assert (kind, "x") == (caught.value.kind, caught.value.id)
            with refused(
                InvalidValue,
                rule="P4",
                tried=f"accept {kind}_id",
                because="this text is not an id",
                accepted="an id is 1 to 64 of A-Z, a-z, 0-9, _ and -",
                unchanged=active,
            ):
                look("../../etc/passwd")

    def test_are_read_by_those_who_were_there_before(self, active: Mentorship) -> None:
        """
        P4: a collection that was asked for earlier shows what was entered since.
        """
        goals = active.goals
        ENTER["goal"](active, "g")

        assert (True, 1, goals) == ("g" in goals, len(goals), active.goals)


class TestRevisions:
    @pytest.mark.parametrize("kind", KINDS)
    def test_are_counted_from_one(self, active: Mentorship, kind: str) -> None:
        """
        P4: what is entered is revision 1, by who entered it, at the moment of the command.
        """
        record = ENTER[kind](active, None)

        assert (1, record.author, NOW, NOW) == (
            record.revision,
            record.changed_by,
            record.entered_at,
            record.changed_at,
        )
        assert (f"{kind}.", record.id, 1, record.author, NOW) == (
            active.noted[-1].action[: len(kind) + 1],
            active.noted[-1].record,
            active.noted[-1].revision,
            active.noted[-1].by,
            active.noted[-1].at,
        )

    def test_the_last_one_of_most_records(self, active: Mentorship) -> None:
        """
        M2, D3: of records other than meetings and milestones, the last revision is kept.
        """
        ENTER["goal"](active, "g")
        revised = active.goals.revise("g", by=BEN, at=NOW + HOUR, title="Another")

        assert (revised,) == active.goals.revisions("g")
        assert (2, NOW, NOW + HOUR) == (revised.revision, revised.entered_at, revised.changed_at)

    def test_every_one_of_meetings_and_milestones(self, active: Mentorship) -> None:
        """
        M2, D3: of meetings and milestones every revision is kept, apart for each of them.
        """
        for id_ in ("m-1", "m-2"):
            ENTER["meeting"](active, id_)
        for hours in (1, 2, 3):
            active.meetings.reschedule("m-1", by=ADA, at=NOW, starts=NOW + hours * HOUR)
        ENTER["milestone"](active, "s-1")
        active.milestones.confirm("s-1", by=ADA, at=NOW, revision=1)

        assert [NOW + hours * HOUR for hours in range(4)] == [
            meeting.starts for meeting in active.meetings.revisions("m-1")
        ]
        assert [1] == [meeting.revision for meeting in active.meetings.revisions("m-2")]
        assert [1, 2] == [milestone.revision for milestone in active.milestones.revisions("s-1")]

    def test_records_are_frozen(self, active: Mentorship) -> None:
        """
        D3: nobody changes a record but by a command.
        """
        record = ENTER["goal"](active, None)
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            record.revision = 7  # type: ignore[misc]

        assert isinstance(record, Goal)
