"""
Goals: what the mentee wants from the relationship (G1 to G3).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorcore.errors import InvalidValue, NotFound, NotTheirs, WrongState
from mentorcore.model.goals import Goal, GoalStatus
from mentorcore.model.mentorship import Mentorship
from mentorcore.model.milestones import Evidence, Milestone
from mentorcore.model.values import SYSTEM
from tests.model.examples import ADA, BEN, CY, DAY, HOUR, NOW, TODAY, offer, refused


def set_goal(mentorship: Mentorship, title: str = "Lead a release") -> Goal:
    """
    Return a goal that Ben sets himself.
    """
    return mentorship.goals.set(by=BEN, at=NOW, title=title, why="I want to.", measure="It is out.")


def suggest_goal(mentorship: Mentorship) -> Goal:
    """
    Return a goal that Ada suggests.
    """
    return mentorship.goals.suggest(
        by=ADA, at=NOW, title="Give a talk", why="You explain well.", measure="A talk at the guild."
    )


def document(mentorship: Mentorship, goal: Goal, by: str = BEN) -> Milestone:
    """
    Return a milestone that is linked to a goal.
    """
    return mentorship.milestones.document(
        by=by,
        at=NOW,
        title="Out",
        statement="Release 4 went out.",
        happened_on=TODAY,
        evidence=[Evidence.link("https://releases.example/4")],
        goal=goal.id,
    )


def titles(mentorship: Mentorship) -> list[str]:
    """
    Return the titles of the active goals in their order, whose ranks are checked.
    """
    active = mentorship.goals.active

    assert list(range(1, len(active) + 1)) == [goal.rank for goal in active]

    return [goal.title for goal in active]


class TestSet:
    def test_is_active_and_ranked_last(self, active: Mentorship) -> None:
        """
        G1: the mentee sets a goal; it is active at once and ranks after those before.
        """
        first = set_goal(active, "Lead a release")
        second = set_goal(active, "Run a meeting")

        assert (GoalStatus.ACTIVE, 1, BEN, 1) == (first.status, first.rank, first.author, first.revision)
        assert (GoalStatus.ACTIVE, 2) == (second.status, second.rank)
        assert (first, second) == active.goals.active

    def test_keeps_the_words(self, active: Mentorship) -> None:
        """
        G1: what the mentee wrote is kept as it is, with when it was entered.
        """
        goal = active.goals.set(by=BEN, at=NOW + HOUR, title="a", why="b\nc", measure=" d ", id="g-1")

        assert ("g-1", "a", "b\nc", " d ") == (goal.id, goal.title, goal.why, goal.measure)
        assert (NOW + HOUR, NOW + HOUR, BEN) == (goal.entered_at, goal.changed_at, goal.changed_by)
        assert goal is active.goals["g-1"]

    def test_is_not_for_the_mentor(self, active: Mentorship) -> None:
        """
        G1: a goal is the mentee's; the mentor does not set one.
        """
        with refused(
            NotTheirs,
            rule="G1",
            tried="set a goal",
            because="ada is not the mentee",
            accepted="only the mentee can do this",
            unchanged=active,
        ):
            active.goals.set(by=ADA, at=NOW, title="Lead a release", why="…", measure="…")

    @pytest.mark.parametrize(("by", "who"), [(CY, "cy"), (SYSTEM, "the system")])
    def test_is_not_for_others(self, active: Mentorship, by: str, who: str) -> None:
        """
        R14: nobody else acts in the relationship of the two.
        """
        with refused(
            NotTheirs,
            rule="R14",
            tried="set a goal",
            because=f"{who} is not the mentor or the mentee",
            accepted="only the mentor or the mentee can do this",
            unchanged=active,
        ):
            active.goals.set(by=by, at=NOW, title="Lead a release", why="…", measure="…")

    @pytest.mark.parametrize("field", ["title", "why", "measure"])
    def test_says_what_why_and_how_to_tell(self, active: Mentorship, field: str) -> None:
        """
        P1: a goal without a title, a reason or a measure is refused.
        """
        words = {"title": "Lead a release", "why": "…", "measure": "…", field: " \n"}
        with refused(
            InvalidValue,
            rule="P1",
            tried=f"accept Goal.{field}",
            because="it is blank",
            accepted="write something that is not only white space",
            unchanged=active,
        ):
            active.goals.set(by=BEN, at=NOW, **words)

    @pytest.mark.parametrize(("field", "limit"), [("title", 200), ("why", 20_000), ("measure", 20_000)])
    def test_has_limits(self, active: Mentorship, field: str, limit: int) -> None:
        """
        P1: each text is accepted up to its length and refused beyond.
        """
        words = {"title": "Lead a release", "why": "…", "measure": "…"}
        active.goals.set(by=BEN, at=NOW, **{**words, field: "x" * limit})
        with refused(
            InvalidValue,
            rule="P1",
            tried=f"accept Goal.{field}",
            because=f"it has {limit + 1} characters",
            accepted=f"at most {limit} are accepted",
            unchanged=active,
        ):
            active.goals.set(by=BEN, at=NOW, **{**words, field: "x" * (limit + 1)})


class TestSuggest:
    def test_counts_for_nothing_yet(self, active: Mentorship) -> None:
        """
        G2: a suggested goal has no rank and is not among the active ones.
        """
        goal = suggest_goal(active)

        assert (GoalStatus.SUGGESTED, None, ADA) == (goal.status, goal.rank, goal.author)
        assert ((), (goal,)) == (active.goals.active, active.goals.suggested)

    def test_does_not_move_ranks(self, active: Mentorship) -> None:
        """
        G2: a goal that is set after a suggestion ranks as if there was none.
        """
        suggest_goal(active)

        assert 1 == set_goal(active).rank

    def test_needs_no_review(self, active: Mentorship) -> None:
        """
        G2: a relationship is completed without a word on what was only suggested, which lapses.
        """
        goal = suggest_goal(active)
        active.complete(by=BEN, at=NOW, summary="Done.")

        assert GoalStatus.LAPSED is active.goals[goal.id].status

    def test_is_for_the_mentor(self, active: Mentorship) -> None:
        """
        G2: the mentee sets goals and does not suggest them.
        """
        with refused(
            NotTheirs,
            rule="G2",
            tried="suggest a goal",
            because="ben is not the mentor",
            accepted="only the mentor can do this",
            unchanged=active,
        ):
            active.goals.suggest(by=BEN, at=NOW, title="Give a talk", why="…", measure="…")


class TestAdopt:
    def test_counts_only_once_adopted(self, active: Mentorship) -> None:
        """
        G2: a suggested goal is not among the active ones until the mentee adopts it; then it ranks last.
        """
        set_goal(active)
        goal = suggest_goal(active)

        assert ["Lead a release"] == titles(active)

        adopted = active.goals.adopt(goal.id, by=BEN, at=NOW)

        assert ["Lead a release", "Give a talk"] == titles(active)
        assert (2, ADA, BEN) == (adopted.revision, adopted.author, adopted.changed_by)
        assert () == active.goals.suggested

    def test_is_the_mentees_own_from_then_on(self, active: Mentorship) -> None:
        """
        G2: a goal knows since when it is the mentee's own: a suggested one not before it is adopted, one that
        the mentee sets from the start.
        """
        own = set_goal(active)
        goal = suggest_goal(active)

        assert (NOW, None) == (own.adopted_at, goal.adopted_at)

        adopted = active.goals.adopt(goal.id, by=BEN, at=NOW + DAY)
        revised = active.goals.prioritise(goal.id, by=BEN, at=NOW + 2 * DAY, rank=1)

        assert (NOW + DAY, NOW + DAY) == (adopted.adopted_at, revised.adopted_at)

    def test_is_not_for_the_mentor(self, active: Mentorship) -> None:
        """
        G1: the mentor does not adopt their own suggestion.
        """
        goal = suggest_goal(active)
        with refused(
            NotTheirs,
            rule="G1",
            tried="adopt a goal",
            because="ada is not the mentee",
            accepted="only the mentee can do this",
            unchanged=active,
        ):
            active.goals.adopt(goal.id, by=ADA, at=NOW)

    def test_is_once(self, active: Mentorship) -> None:
        """
        G2: what is adopted, or the mentee's own, is no suggestion any more.
        """
        goal = set_goal(active)
        with refused(
            WrongState,
            rule="G2",
            tried="adopt a goal",
            because=f"the goal {goal.id} is active",
            accepted="the goal has to be suggested",
            unchanged=active,
        ):
            active.goals.adopt(goal.id, by=BEN, at=NOW)

    def test_not_while_paused(self, active: Mentorship) -> None:
        """
        R12: to adopt a goal is to start something, which waits until the relationship goes on.
        """
        goal = suggest_goal(active)
        active.pause(by=BEN, at=NOW)
        with refused(
            WrongState,
            rule="R12",
            tried="adopt a goal",
            because="the relationship is paused",
            accepted="it has to be active",
            unchanged=active,
        ):
            active.goals.adopt(goal.id, by=BEN, at=NOW)

    def test_needs_the_goal(self, active: Mentorship) -> None:
        """
        G2: there has to be such a goal.
        """
        before = active.document
        with pytest.raises(NotFound, match="there is no goal with the id 'other'; check the id") as caught:
            active.goals.adopt("other", by=BEN, at=NOW)

        assert ("goal", "other") == (caught.value.kind, caught.value.id)
        assert before == active.document


class TestTurnDown:
    @pytest.mark.parametrize("reason", [None, "Not this year."])
    def test_with_or_without_a_reason(self, active: Mentorship, reason: str | None) -> None:
        """
        G1: the mentee turns a suggestion down, and need not say why.
        """
        goal = suggest_goal(active)
        turned_down = active.goals.turn_down(goal.id, by=BEN, at=NOW, reason=reason)

        assert (GoalStatus.TURNED_DOWN, reason, None) == (
            turned_down.status,
            turned_down.reason,
            turned_down.rank,
        )
        assert ((), ()) == (active.goals.active, active.goals.suggested)

    def test_while_paused(self, active: Mentorship) -> None:
        """
        R12: a suggestion that is open may be turned down during a pause.
        """
        goal = suggest_goal(active)
        active.pause(by=BEN, at=NOW)

        assert GoalStatus.TURNED_DOWN is active.goals.turn_down(goal.id, by=BEN, at=NOW).status

    def test_is_not_for_the_mentor(self, active: Mentorship) -> None:
        """
        G1: the mentor does not take a suggestion back in the mentee's place.
        """
        goal = suggest_goal(active)
        with refused(
            NotTheirs,
            rule="G1",
            tried="turn down a goal",
            because="ada is not the mentee",
            accepted="only the mentee can do this",
            unchanged=active,
        ):
            active.goals.turn_down(goal.id, by=ADA, at=NOW)

    def test_is_final(self, active: Mentorship) -> None:
        """
        G2: what is turned down is not adopted later.
        """
        goal = suggest_goal(active)
        active.goals.turn_down(goal.id, by=BEN, at=NOW)
        with refused(
            WrongState,
            rule="G2",
            tried="adopt a goal",
            because=f"the goal {goal.id} is turned_down",
            accepted="the goal has to be suggested",
            unchanged=active,
        ):
            active.goals.adopt(goal.id, by=BEN, at=NOW)


class TestRevise:
    def test_changes_what_is_given(self, active: Mentorship) -> None:
        """
        G1: the mentee puts a goal in other words; the rest, its rank among it, stays.
        """
        goal = set_goal(active)
        revised = active.goals.revise(goal.id, by=BEN, at=NOW + HOUR, title="Lead two releases")

        assert ("Lead two releases", goal.why, goal.measure) == (revised.title, revised.why, revised.measure)
        assert (2, 1, NOW, NOW + HOUR) == (
            revised.revision,
            revised.rank,
            revised.entered_at,
            revised.changed_at,
        )

    def test_keeps_who_worded_what(self, active: Mentorship) -> None:
        """
        D3: the words of a goal of one's own are one's own anyway; those of a suggestion are once replaced.
        """
        own = active.goals.revise(set_goal(active).id, by=BEN, at=NOW, title="Lead two releases")
        suggested = active.goals.suggest(by=ADA, at=NOW, title="Give a talk", why="…", measure="…")
        active.goals.adopt(suggested.id, by=BEN, at=NOW)
        adopted = active.goals.revise(suggested.id, by=BEN, at=NOW, title="Give two talks")

        assert () == own.worded
        assert [("title", BEN)] == [(words.field, words.by) for words in adopted.worded]

    def test_changes_everything(self, active: Mentorship) -> None:
        """
        G1: title, reason and measure can all change.
        """
        goal = set_goal(active)
        revised = active.goals.revise(goal.id, by=BEN, at=NOW, title="a", why="b", measure="c")

        assert ("a", "b", "c") == (revised.title, revised.why, revised.measure)

    def test_does_not_blank(self, active: Mentorship) -> None:
        """
        P1: None is no way to take a text away.
        """
        goal = set_goal(active)
        nothing: Any = None
        with refused(
            InvalidValue,
            rule="P1",
            tried="accept Goal.why",
            because="a value of type NoneType is not text",
            accepted="give a str",
            unchanged=active,
        ):
            active.goals.revise(goal.id, by=BEN, at=NOW, why=nothing)

    def test_is_not_for_the_mentor(self, active: Mentorship) -> None:
        """
        G1: the mentor does not reword the mentee's goal.
        """
        goal = set_goal(active)
        with refused(
            NotTheirs,
            rule="G1",
            tried="revise a goal",
            because="ada is not the mentee",
            accepted="only the mentee can do this",
            unchanged=active,
        ):
            active.goals.revise(goal.id, by=ADA, at=NOW, title="Lead two releases")

    def test_is_for_active_goals(self, active: Mentorship) -> None:
        """
        G2: a suggestion is the mentor's words, and is adopted before it is changed.
        """
        goal = suggest_goal(active)
        with refused(
            WrongState,
            rule="G1",
            tried="revise a goal",
            because=f"the goal {goal.id} is suggested",
            accepted="the goal has to be active",
            unchanged=active,
        ):
            active.goals.revise(goal.id, by=BEN, at=NOW, title="Give two talks")


class TestPrioritise:
    @pytest.mark.parametrize(
        ("title", "rank", "order"),
        [("c", 1, "cabd"), ("a", 3, "bcad"), ("b", 2, "abcd"), ("a", 10_000, "bcda"), ("d", 2, "adbc")],
    )
    def test_the_others_make_room(self, active: Mentorship, title: str, rank: int, order: str) -> None:
        """
        G1: the mentee gives a goal another rank, and the others keep their order around it.
        """
        goals = {name: set_goal(active, name) for name in "abcd"}
        moved = active.goals.prioritise(goals[title].id, by=BEN, at=NOW, rank=rank)

        assert list(order) == titles(active)
        assert order.index(title) + 1 == moved.rank
        assert 2 == moved.revision

    @settings(max_examples=50, deadline=None)
    @given(st.lists(st.tuples(st.integers(0, 4), st.integers(1, 7)), max_size=8))
    def test_ranks_have_no_gaps(self, moves: list[tuple[int, int]]) -> None:
        """
        G1: whatever is moved, ranks run from 1 without a gap, and the goals are iterated in their order.
        """
        mentorship = offer()
        mentorship.accept(by=BEN, at=NOW)
        goals = [set_goal(mentorship, str(number)) for number in range(5)]
        expected = [goal.title for goal in goals]
        for position, rank in moves:
            mentorship.goals.prioritise(goals[position].id, by=BEN, at=NOW, rank=rank)
            expected.remove(goals[position].title)
            expected.insert(rank - 1, goals[position].title)

        assert expected == titles(mentorship)
        assert expected == [goal.title for goal in mentorship.goals]

    def test_notes_the_one_that_was_moved(self, active: Mentorship) -> None:
        """
        G1: the journal names the goal that was moved, once.
        """
        set_goal(active, "a")
        goal = set_goal(active, "b")
        before = len(active.noted)
        active.goals.prioritise(goal.id, by=BEN, at=NOW, rank=1)

        assert [("goal.prioritised", goal.id, 2)] == [
            (entry.action, entry.record, entry.revision) for entry in active.noted[before:]
        ]

    @pytest.mark.parametrize("rank", [0, -1, 10_001])
    def test_starts_at_one(self, active: Mentorship, rank: int) -> None:
        """
        G1: ranks are 1 to 10000.
        """
        goal = set_goal(active)
        with refused(
            InvalidValue,
            rule="G1",
            tried="accept rank",
            because=f"{rank} is out of range",
            accepted="1 to 10000 are accepted",
            unchanged=active,
        ):
            active.goals.prioritise(goal.id, by=BEN, at=NOW, rank=rank)

    def test_is_not_for_the_mentor(self, active: Mentorship) -> None:
        """
        G1: what matters most is for the mentee to say.
        """
        goal = set_goal(active)
        with refused(
            NotTheirs,
            rule="G1",
            tried="prioritise a goal",
            because="ada is not the mentee",
            accepted="only the mentee can do this",
            unchanged=active,
        ):
            active.goals.prioritise(goal.id, by=ADA, at=NOW, rank=1)

    def test_is_for_active_goals(self, active: Mentorship) -> None:
        """
        G2: a suggestion has no rank.
        """
        goal = suggest_goal(active)
        with refused(
            WrongState,
            rule="G1",
            tried="prioritise a goal",
            because=f"the goal {goal.id} is suggested",
            accepted="the goal has to be active",
            unchanged=active,
        ):
            active.goals.prioritise(goal.id, by=BEN, at=NOW, rank=1)


class TestRecordProgress:
    @pytest.mark.parametrize("by", [ADA, BEN])
    def test_by_either(self, active: Mentorship, by: str) -> None:
        """
        G1: either of the two records progress, and what was recorded before stays.
        """
        goal = set_goal(active)
        active.goals.record_progress(goal.id, by=BEN, at=NOW, text="Begun.")
        goal = active.goals.record_progress(goal.id, by=by, at=NOW + DAY, text="Half way.", percent=50)

        assert [(BEN, NOW, "Begun.", None), (by, NOW + DAY, "Half way.", 50)] == [
            (p.author, p.at, p.text, p.percent) for p in goal.progress
        ]
        assert (GoalStatus.ACTIVE, 3, by) == (goal.status, goal.revision, goal.changed_by)

    @pytest.mark.parametrize("percent", [0, 100])
    def test_is_a_percentage(self, active: Mentorship, percent: int) -> None:
        """
        G1: from nothing to all of it; being there does not achieve the goal (G3).
        """
        goal = set_goal(active)
        goal = active.goals.record_progress(goal.id, by=BEN, at=NOW, text="…", percent=percent)

        assert (percent, GoalStatus.ACTIVE) == (goal.progress[0].percent, goal.status)

    @pytest.mark.parametrize("percent", [-1, 101])
    def test_is_no_other_number(self, active: Mentorship, percent: int) -> None:
        """
        G1: less than nothing and more than all are refused.
        """
        goal = set_goal(active)
        with refused(
            InvalidValue,
            rule="G1",
            tried="accept Progress.percent",
            because=f"{percent} is out of range",
            accepted="0 to 100 are accepted",
            unchanged=active,
        ):
            active.goals.record_progress(goal.id, by=BEN, at=NOW, text="…", percent=percent)

    def test_not_on_a_suggestion(self, active: Mentorship) -> None:
        """
        G2: a suggestion counts for nothing, so nothing progresses.
        """
        goal = suggest_goal(active)
        with refused(
            WrongState,
            rule="G1",
            tried="record progress",
            because=f"the goal {goal.id} is suggested",
            accepted="the goal has to be active",
            unchanged=active,
        ):
            active.goals.record_progress(goal.id, by=ADA, at=NOW, text="…")


class TestAchieve:
    @pytest.mark.parametrize("by", [ADA, BEN])
    def test_with_a_documented_milestone(self, active: Mentorship, by: str) -> None:
        """
        G3: a goal is achieved with a documented milestone, whoever wrote it, and leaves the ranks.
        """
        goal, other = set_goal(active, "a"), set_goal(active, "b")
        document(active, goal, by=by)
        achieved = active.goals.achieve(goal.id, by=BEN, at=NOW)

        assert (GoalStatus.ACHIEVED, None, 2) == (achieved.status, achieved.rank, achieved.revision)
        assert ["b"] == titles(active)
        assert 2 == active.goals[other.id].revision
        assert ((achieved,), ()) == (active.goals.achieved, active.goals.unsupported)

    def test_not_without_one(self, active: Mentorship) -> None:
        """
        G3: without a milestone of its own a goal is not achieved; one of another goal does not do.
        """
        goal, other = set_goal(active, "a"), set_goal(active, "b")
        document(active, other)
        with refused(
            WrongState,
            rule="G3",
            tried="achieve a goal",
            because="no documented milestone is linked to it",
            accepted="document a milestone with goal= first",
            unchanged=active,
        ):
            active.goals.achieve(goal.id, by=BEN, at=NOW)

    def test_not_with_a_retracted_one(self, active: Mentorship) -> None:
        """
        G3: a milestone that was retracted supports nothing.
        """
        goal = set_goal(active)
        milestone = document(active, goal)
        active.milestones.retract(milestone.id, by=BEN, at=NOW, reason="It was postponed.")
        with refused(
            WrongState,
            rule="G3",
            tried="achieve a goal",
            because="no documented milestone is linked to it",
            accepted="document a milestone with goal= first",
            unchanged=active,
        ):
            active.goals.achieve(goal.id, by=BEN, at=NOW)

    def test_reads_as_unsupported_afterwards(self, active: Mentorship) -> None:
        """
        G3: when the last of its milestones is retracted, an achieved goal reads as unsupported.
        """
        goal = set_goal(active)
        first, second = document(active, goal), document(active, goal)
        active.goals.achieve(goal.id, by=BEN, at=NOW)
        active.milestones.retract(first.id, by=BEN, at=NOW, reason="Counted twice.")

        assert [goal.id] == [g.id for g in active.goals.achieved]

        active.milestones.retract(second.id, by=BEN, at=NOW, reason="It was postponed.")

        assert () == active.goals.achieved
        assert [goal.id] == [g.id for g in active.goals.unsupported]
        assert GoalStatus.ACHIEVED is active.goals[goal.id].status

    def test_is_supported_again(self, active: Mentorship) -> None:
        """
        G3: a new milestone supports an achieved goal again, and one that is amended away does not.
        """
        goal = set_goal(active)
        milestone = document(active, goal)
        active.goals.achieve(goal.id, by=BEN, at=NOW)
        active.milestones.amend(milestone.id, by=BEN, at=NOW, reason="Another goal.", goal=None)

        assert not active.goals.achieved

        document(active, goal)

        assert [goal.id] == [g.id for g in active.goals.achieved]

    def test_is_not_for_the_mentor(self, active: Mentorship) -> None:
        """
        G1: only the mentee says that a goal is reached.
        """
        goal = set_goal(active)
        document(active, goal)
        with refused(
            NotTheirs,
            rule="G1",
            tried="achieve a goal",
            because="ada is not the mentee",
            accepted="only the mentee can do this",
            unchanged=active,
        ):
            active.goals.achieve(goal.id, by=ADA, at=NOW)

    def test_while_paused(self, active: Mentorship) -> None:
        """
        R12: a goal that is open may be achieved during a pause.
        """
        goal = set_goal(active)
        document(active, goal)
        active.pause(by=ADA, at=NOW)

        assert GoalStatus.ACHIEVED is active.goals.achieve(goal.id, by=BEN, at=NOW).status

    def test_not_a_suggestion(self, active: Mentorship) -> None:
        """
        G2: a suggestion counts for nothing, even with a milestone.
        """
        goal = suggest_goal(active)
        document(active, goal)
        with refused(
            WrongState,
            rule="G1",
            tried="achieve a goal",
            because=f"the goal {goal.id} is suggested",
            accepted="the goal has to be active",
            unchanged=active,
        ):
            active.goals.achieve(goal.id, by=BEN, at=NOW)


class TestDrop:
    def test_says_why_and_leaves_the_ranks(self, active: Mentorship) -> None:
        """
        G1: the mentee drops a goal with a reason; the others close the gap.
        """
        set_goal(active, "a")
        goal = set_goal(active, "b")
        set_goal(active, "c")
        dropped = active.goals.drop(goal.id, by=BEN, at=NOW, reason="Another team does it.")

        assert (GoalStatus.DROPPED, "Another team does it.", None) == (
            dropped.status,
            dropped.reason,
            dropped.rank,
        )
        assert ["a", "c"] == titles(active)
        assert ["a", "c", "b"] == [g.title for g in active.goals]

    def test_needs_a_reason(self, active: Mentorship) -> None:
        """
        G1: a goal is not dropped without a word.
        """
        goal = set_goal(active)
        nothing: Any = None
        with refused(
            InvalidValue,
            rule="P1",
            tried="accept reason",
            because="a value of type NoneType is not text",
            accepted="give a str",
            unchanged=active,
        ):
            active.goals.drop(goal.id, by=BEN, at=NOW, reason=nothing)

    def test_is_not_for_the_mentor(self, active: Mentorship) -> None:
        """
        G1: the mentor does not drop the mentee's goal.
        """
        goal = set_goal(active)
        with refused(
            NotTheirs,
            rule="G1",
            tried="drop a goal",
            because="ada is not the mentee",
            accepted="only the mentee can do this",
            unchanged=active,
        ):
            active.goals.drop(goal.id, by=ADA, at=NOW, reason="…")

    @pytest.mark.parametrize(
        ("tried", "command"),
        [
            ("drop a goal", lambda m, g: m.goals.drop(g, by=BEN, at=NOW, reason="…")),
            ("achieve a goal", lambda m, g: m.goals.achieve(g, by=BEN, at=NOW)),
            ("revise a goal", lambda m, g: m.goals.revise(g, by=BEN, at=NOW, title="…")),
            ("prioritise a goal", lambda m, g: m.goals.prioritise(g, by=BEN, at=NOW, rank=1)),
            ("record progress", lambda m, g: m.goals.record_progress(g, by=ADA, at=NOW, text="…")),
        ],
    )
    def test_is_final(
        self, active: Mentorship, tried: str, command: Callable[[Mentorship, str], object]
    ) -> None:
        """
        G1: nothing is done to a goal that was dropped.
        """
        goal = set_goal(active)
        document(active, goal)
        active.goals.drop(goal.id, by=BEN, at=NOW, reason="…")
        with refused(
            WrongState,
            rule="G1",
            tried=tried,
            because=f"the goal {goal.id} is dropped",
            accepted="the goal has to be active",
            unchanged=active,
        ):
            command(active, goal.id)


class TestAfterTheEnd:
    def test_open_goals_lapse(self, active: Mentorship) -> None:
        """
        R13: ending lapses the goals that are active or suggested, and touches no other.
        """
        goal, suggestion, dropped = set_goal(active), suggest_goal(active), set_goal(active)
        active.goals.drop(dropped.id, by=BEN, at=NOW, reason="…")
        active.end(by=ADA, at=NOW + DAY, reason="Ada moves.")

        goals = [active.goals[one.id] for one in (goal, suggestion, dropped)]
        lapsed = GoalStatus.LAPSED

        assert [lapsed, lapsed, GoalStatus.DROPPED] == [one.status for one in goals]
        assert [(None, 2)] * 3 == [(one.rank, one.revision) for one in goals]
        assert ((), ()) == (active.goals.active, active.goals.suggested)

    def test_completing_keeps_the_reviews(self, active: Mentorship) -> None:
        """
        R4: what is said about each active goal at the completion stays with it.
        """
        first, second = set_goal(active, "a"), set_goal(active, "b")
        reviews = {first.id: "Nearly.", second.id: "Not begun."}
        active.complete(by=ADA, at=NOW + DAY, summary="A good year.", reviews=reviews)

        assert reviews == {goal.id: goal.review for goal in active.goals}

    def test_nothing_is_set(self, completed: Mentorship) -> None:
        """
        R13: after the end no goal is set.
        """
        with refused(
            WrongState,
            rule="R13",
            tried="set a goal",
            because="the relationship is completed",
            accepted="it has to be active",
            unchanged=completed,
        ):
            completed.goals.set(by=BEN, at=NOW + DAY, title="…", why="…", measure="…")

    def test_a_late_milestone_supports(self, active: Mentorship) -> None:
        """
        G3, R13: a milestone that is documented after the end supports the goal it is linked to.
        """
        goal = set_goal(active)
        milestone = document(active, goal)
        active.goals.achieve(goal.id, by=BEN, at=NOW)
        active.milestones.retract(milestone.id, by=BEN, at=NOW, reason="Wrong link.")
        active.end(by=ADA, at=NOW + DAY, reason="Ada moves.")

        assert [goal.id] == [g.id for g in active.goals.unsupported]

        active.milestones.document(
            by=ADA,
            at=NOW + 9 * DAY,
            title="Out",
            statement="Release 4 went out.",
            happened_on=date(2026, 1, 13),
            evidence=[Evidence.link("https://releases.example/4")],
            goal=goal.id,
        )

        assert [goal.id] == [g.id for g in active.goals.achieved]
