"""
Actions: what one of the two has taken on (A2).
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from mentorcore.errors import InvalidValue, NotFound, NotTheirs, WrongState
from mentorcore.model.actions import Action, ActionStatus
from mentorcore.model.mentorship import Mentorship
from mentorcore.model.values import SYSTEM
from tests.model.examples import ADA, BEN, CY, DAY, HOUR, NOW, TODAY, refused


PAIR = [(ADA, BEN), (BEN, ADA)]
CLOSING: list[tuple[str, dict[str, str]]] = [("finish", {"outcome": "…"}), ("drop", {"reason": "…"})]


def take_on(mentorship: Mentorship, *, by: str = ADA, due_on: date = TODAY) -> Action:
    """
    Return something that is taken on.
    """
    return mentorship.actions.take_on(by=by, at=NOW, title="Introduce Ben to the guild", due_on=due_on)


class TestTakeOn:
    @pytest.mark.parametrize("by", [ADA, BEN])
    def test_who_does_is_its_owner(self, active: Mentorship, by: str) -> None:
        """
        A2: an action has a due date, and belongs to who takes it on.
        """
        action = take_on(active, by=by)

        assert (ActionStatus.OPEN, by, TODAY, "Introduce Ben to the guild") == (
            action.status,
            action.owner,
            action.due_on,
            action.title,
        )
        assert (action,) == active.actions.open

    @pytest.mark.parametrize(("by", "who"), [(CY, "cy"), (SYSTEM, "the system")])
    def test_not_for_others(self, active: Mentorship, by: str, who: str) -> None:
        """
        R14: nobody outside takes anything on in the relationship.
        """
        with refused(
            NotTheirs,
            rule="R14",
            tried="take on an action",
            because=f"{who} is not the mentor or the mentee",
            accepted="only the mentor or the mentee can do this",
            unchanged=active,
        ):
            take_on(active, by=by)

    @pytest.mark.parametrize("due_on", [None, NOW, "2026-02-02"])
    def test_has_a_day(self, active: Mentorship, due_on: Any) -> None:
        """
        A2: without a due date it is refused.
        """
        before = active.document
        with pytest.raises(InvalidValue, match=r"cannot accept Action.due_on: .* \(rule P2\)"):
            take_on(active, due_on=due_on)

        assert before == active.document

    def test_for_a_goal(self, active: Mentorship) -> None:
        """
        A2: it may belong to a goal of the relationship, and to no other.
        """
        goal = active.goals.set(by=BEN, at=NOW, title="…", why="…", measure="…")
        action = active.actions.take_on(by=ADA, at=NOW, title="…", due_on=TODAY, goal=goal.id)
        before = active.document

        assert goal.id == action.goal
        with pytest.raises(NotFound, match="there is no goal with the id 'x'"):
            active.actions.take_on(by=ADA, at=NOW, title="…", due_on=TODAY, goal="x")
        assert before == active.document

    def test_not_while_paused(self, paused: Mentorship) -> None:
        """
        R12: nothing new is taken on during a pause.
        """
        with refused(
            WrongState,
            rule="R12",
            tried="take on an action",
            because="the relationship is paused",
            accepted="it has to be active",
            unchanged=paused,
        ):
            take_on(paused)

    def test_the_most_urgent_is_first(self, active: Mentorship) -> None:
        """
        A2: what is due first is listed first, whoever owns it.
        """
        late, early = take_on(active, due_on=date(2026, 3, 1)), take_on(active, by=BEN)

        assert (early, late) == active.actions.open


class TestFinish:
    @pytest.mark.parametrize("outcome", [None, "They liked him."])
    @pytest.mark.parametrize("owner", [ADA, BEN])
    def test_by_its_owner(self, active: Mentorship, owner: str, outcome: str | None) -> None:
        """
        A2: its owner finishes it, with or without a word on what came of it.
        """
        action = take_on(active, by=owner)
        finished = active.actions.finish(action.id, by=owner, at=NOW + HOUR, outcome=outcome)

        assert (ActionStatus.FINISHED, outcome, None, 2) == (
            finished.status,
            finished.outcome,
            finished.reason,
            finished.revision,
        )
        assert () == active.actions.open


class TestDrop:
    @pytest.mark.parametrize("owner", [ADA, BEN])
    def test_by_its_owner(self, active: Mentorship, owner: str) -> None:
        """
        A2: its owner drops it with a reason.
        """
        action = take_on(active, by=owner)
        dropped = active.actions.drop(action.id, by=owner, at=NOW, reason="The guild is closed.")

        assert (ActionStatus.DROPPED, "The guild is closed.", None) == (
            dropped.status,
            dropped.reason,
            dropped.outcome,
        )
        assert () == active.actions.open

    @pytest.mark.parametrize("reason", [" ", None])
    def test_not_without_a_reason(self, active: Mentorship, reason: Any) -> None:
        """
        A2: it is not dropped without a word.
        """
        action = take_on(active)
        before = active.document
        with pytest.raises(InvalidValue, match=r"cannot accept reason: .* \(rule P1\)"):
            active.actions.drop(action.id, by=ADA, at=NOW, reason=reason)

        assert before == active.document


class TestEither:
    @pytest.mark.parametrize(("owner", "other"), PAIR)
    @pytest.mark.parametrize(("closing", "words"), CLOSING)
    def test_is_not_for_the_other(
        self, active: Mentorship, owner: str, other: str, closing: str, words: dict[str, str]
    ) -> None:
        """
        A2: what one has taken on, the other neither finishes nor drops.
        """
        action = take_on(active, by=owner)
        with refused(
            NotTheirs,
            rule="A2",
            tried=f"{closing} an action",
            because=f"{other} is not its owner",
            accepted="only its owner can do this",
            unchanged=active,
        ):
            getattr(active.actions, closing)(action.id, by=other, at=NOW, **words)

    @pytest.mark.parametrize(("closing", "words"), CLOSING)
    @pytest.mark.parametrize(("first", "said"), CLOSING)
    def test_is_once(
        self, active: Mentorship, first: str, said: dict[str, str], closing: str, words: dict[str, str]
    ) -> None:
        """
        A2: what is finished or dropped stays so.
        """
        action = getattr(active.actions, first)(take_on(active).id, by=ADA, at=NOW, **said)
        with refused(
            WrongState,
            rule="A2",
            tried=f"{closing} an action",
            because=f"the action {action.id} is {action.status.value}",
            accepted="only an open action can be finished or dropped",
            unchanged=active,
        ):
            getattr(active.actions, closing)(action.id, by=ADA, at=NOW, **words)

    @pytest.mark.parametrize(("closing", "words"), CLOSING)
    def test_while_paused(self, active: Mentorship, closing: str, words: dict[str, str]) -> None:
        """
        R12: what is open may be finished or dropped during a pause.
        """
        action = take_on(active)
        active.pause(by=BEN, at=NOW)
        getattr(active.actions, closing)(action.id, by=ADA, at=NOW, **words)

        assert () == active.actions.open

    @pytest.mark.parametrize(("closing", "words"), CLOSING)
    def test_needs_the_action(self, active: Mentorship, closing: str, words: dict[str, str]) -> None:
        """
        A2: there has to be such an action.
        """
        with pytest.raises(NotFound, match="there is no action with the id 'x'"):
            getattr(active.actions, closing)("x", by=ADA, at=NOW, **words)

    def test_lapses_with_the_relationship(self, active: Mentorship) -> None:
        """
        R13: what is not done at the end lapses, whoever owns it; what was done stays done.
        """
        mine, yours, done = take_on(active), take_on(active, by=BEN), take_on(active)
        active.actions.finish(done.id, by=ADA, at=NOW)
        active.end(by=BEN, at=NOW + DAY, reason="Ben moves.")

        assert [ActionStatus.LAPSED, ActionStatus.LAPSED, ActionStatus.FINISHED] == [
            active.actions[one.id].status for one in (mine, yours, done)
        ]
        assert [ADA, BEN] == [active.actions[one.id].owner for one in (mine, yours)]
