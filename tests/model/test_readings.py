"""
Readings: what the two read, and what the mentee took from it (A1).
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from mentorcore.errors import InvalidValue, NotFound, NotTheirs, WrongState
from mentorcore.model.mentorship import Mentorship
from mentorcore.model.readings import Reading, ReadingStatus
from tests.model.examples import ADA, BEN, CY, DAY, HOUR, NOW, TODAY, refused


def assign(mentorship: Mentorship, *, by: str = ADA, due_on: date = TODAY) -> Reading:
    """
    Return something that Ben has to read.
    """
    return mentorship.readings.assign(
        by=by, at=NOW, title="Release It!", why="It shows what breaks.", due_on=due_on
    )


class TestAssign:
    @pytest.mark.parametrize("by", [ADA, BEN])
    def test_by_either(self, active: Mentorship, by: str) -> None:
        """
        A1: either assigns a reading, and says why and by when.
        """
        reading = assign(active, by=by)

        assert (ReadingStatus.OPEN, "Release It!", "It shows what breaks.", TODAY, by) == (
            reading.status,
            reading.title,
            reading.why,
            reading.due_on,
            reading.author,
        )
        assert (reading,) == active.readings.open

    def test_with_where_and_what_for(self, active: Mentorship) -> None:
        """
        A1: it may say where it is found, and which goal it serves.
        """
        goal = active.goals.set(by=BEN, at=NOW, title="…", why="…", measure="…")
        reading = active.readings.assign(
            by=ADA, at=NOW, title="…", why="…", due_on=TODAY, source="Shelf 3", goal=goal.id, id="r-1"
        )

        assert ("Shelf 3", goal.id, "r-1") == (reading.source, reading.goal, reading.id)

    @pytest.mark.parametrize(
        ("field", "wrong", "rule"),
        [
            ("why", "", "P1"),
            ("why", None, "P1"),
            ("title", "two\nlines", "P1"),
            ("source", " ", "P1"),
            ("due_on", None, "P2"),
            ("due_on", NOW, "P2"),
            ("due_on", "2026-02-02", "P2"),
        ],
    )
    def test_not_without(self, active: Mentorship, field: str, wrong: Any, rule: str) -> None:
        """
        A1: without a reason or a day it is refused.
        """
        given: dict[str, Any] = {"title": "…", "why": "…", "due_on": TODAY, field: wrong}
        before = active.document
        with pytest.raises(InvalidValue, match=rf"cannot accept Reading.{field}: .* \(rule {rule}\)"):
            active.readings.assign(by=ADA, at=NOW, **given)

        assert before == active.document

    def test_for_a_goal_that_is_there(self, active: Mentorship) -> None:
        """
        A1: the goal is one of the relationship.
        """
        before = active.document
        with pytest.raises(NotFound, match="there is no goal with the id 'x'"):
            active.readings.assign(by=ADA, at=NOW, title="…", why="…", due_on=TODAY, goal="x")

        assert before == active.document

    def test_not_by_others(self, active: Mentorship) -> None:
        """
        R14: nobody else gives the mentee something to read.
        """
        with refused(
            NotTheirs,
            rule="R14",
            tried="assign a reading",
            because="cy is not the mentor or the mentee",
            accepted="only the mentor or the mentee can do this",
            unchanged=active,
        ):
            assign(active, by=CY)

    def test_not_while_paused(self, paused: Mentorship) -> None:
        """
        R12: nothing new is assigned during a pause.
        """
        with refused(
            WrongState,
            rule="R12",
            tried="assign a reading",
            because="the relationship is paused",
            accepted="it has to be active",
            unchanged=paused,
        ):
            assign(paused)


class TestOpen:
    def test_the_most_urgent_is_first(self, active: Mentorship) -> None:
        """
        A1: what is due first is listed first, whatever the order of entry.
        """
        late = assign(active, due_on=date(2026, 3, 1))
        early = assign(active, due_on=date(2026, 2, 1))

        assert (early, late) == active.readings.open
        assert [late, early] == list(active.readings)


class TestFinish:
    @pytest.mark.parametrize("by", [ADA, BEN])
    def test_by_the_mentee(self, active: Mentorship, by: str) -> None:
        """
        A1: whoever assigned it, the mentee finishes it with what they took from it.
        """
        reading = assign(active, by=by)
        finished = active.readings.finish(reading.id, by=BEN, at=NOW + HOUR, takeaway="Set timeouts.")

        assert (ReadingStatus.FINISHED, "Set timeouts.", None, 2) == (
            finished.status,
            finished.takeaway,
            finished.reason,
            finished.revision,
        )
        assert () == active.readings.open

    @pytest.mark.parametrize("takeaway", ["", None])
    def test_with_a_takeaway(self, active: Mentorship, takeaway: Any) -> None:
        """
        A1: reading without a word on what it gave is not finishing.
        """
        reading = assign(active)
        before = active.document
        with pytest.raises(InvalidValue, match=r"cannot accept takeaway: .* \(rule P1\)"):
            active.readings.finish(reading.id, by=BEN, at=NOW, takeaway=takeaway)

        assert before == active.document

    def test_while_paused(self, active: Mentorship) -> None:
        """
        R12: what is open may be finished during a pause.
        """
        reading = assign(active)
        active.pause(by=BEN, at=NOW)

        assert ReadingStatus.FINISHED is (
            active.readings.finish(reading.id, by=BEN, at=NOW, takeaway="…").status
        )


class TestSkip:
    def test_with_a_reason(self, active: Mentorship) -> None:
        """
        A1: the mentee leaves it unread, and says why.
        """
        skipped = active.readings.skip(assign(active).id, by=BEN, at=NOW, reason="I know it.")

        assert (ReadingStatus.SKIPPED, "I know it.", None) == (
            skipped.status,
            skipped.reason,
            skipped.takeaway,
        )
        assert () == active.readings.open

    def test_not_without(self, active: Mentorship) -> None:
        """
        A1: without a reason it is not skipped.
        """
        reading = assign(active)
        with refused(
            InvalidValue,
            rule="P1",
            tried="accept reason",
            because="it is blank",
            accepted="write something that is not only white space",
            unchanged=active,
        ):
            active.readings.skip(reading.id, by=BEN, at=NOW, reason="\t")


CLOSING: list[tuple[str, dict[str, str]]] = [("finish", {"takeaway": "…"}), ("skip", {"reason": "…"})]


class TestEither:
    @pytest.mark.parametrize(("closing", "words"), CLOSING)
    def test_is_not_for_the_mentor(self, active: Mentorship, closing: str, words: dict[str, str]) -> None:
        """
        A1: the mentor neither reads nor skips for the mentee.
        """
        reading = assign(active)
        with refused(
            NotTheirs,
            rule="A1",
            tried=f"{closing} a reading",
            because="ada is not the mentee",
            accepted="only the mentee can do this",
            unchanged=active,
        ):
            getattr(active.readings, closing)(reading.id, by=ADA, at=NOW, **words)

    @pytest.mark.parametrize(("closing", "words"), CLOSING)
    @pytest.mark.parametrize(("first", "said"), CLOSING)
    def test_is_once(
        self, active: Mentorship, first: str, said: dict[str, str], closing: str, words: dict[str, str]
    ) -> None:
        """
        A1: what is finished or skipped stays so.
        """
        reading = getattr(active.readings, first)(assign(active).id, by=BEN, at=NOW, **said)
        with refused(
            WrongState,
            rule="A1",
            tried=f"{closing} a reading",
            because=f"the reading {reading.id} is {reading.status.value}",
            accepted="only an open reading can be finished or skipped",
            unchanged=active,
        ):
            getattr(active.readings, closing)(reading.id, by=BEN, at=NOW, **words)

    @pytest.mark.parametrize(("closing", "words"), CLOSING)
    def test_needs_the_reading(self, active: Mentorship, closing: str, words: dict[str, str]) -> None:
        """
        A1: there has to be such a reading.
        """
        with pytest.raises(NotFound, match="there is no reading with the id 'x'"):
            getattr(active.readings, closing)("x", by=BEN, at=NOW, **words)

    def test_lapses_with_the_relationship(self, active: Mentorship) -> None:
        """
        R13: what is unread at the end lapses; what was read stays read.
        """
        unread, read = assign(active), assign(active)
        active.readings.finish(read.id, by=BEN, at=NOW, takeaway="…")
        active.end(by=BEN, at=NOW + DAY, reason="Ben moves.")

        assert [ReadingStatus.LAPSED, ReadingStatus.FINISHED] == [
            active.readings[one.id].status for one in (unread, read)
        ]
