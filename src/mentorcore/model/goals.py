"""
Goals: what the mentee wants from the relationship.

Every rule about goals (G1 to G3) lives in this module.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from datetime import datetime

import attrs

from mentorcore.errors import WrongState
from mentorcore.model.checking import Value, of_value
from mentorcore.model.lifecycle import Act
from mentorcore.model.records import Record, Records, Worded, reworded
from mentorcore.model.validators import (
    Many,
    Of,
    Whole,
    actor,
    line,
    moment,
    moment_or_none,
    prose,
    prose_or_none,
)
from mentorcore.model.values import UNCHANGED, PersonId, RecordId, Unchanged


class GoalStatus(enum.Enum):
    """
    What became of a goal.
    """

    SUGGESTED = "suggested"
    ACTIVE = "active"
    TURNED_DOWN = "turned_down"
    ACHIEVED = "achieved"
    DROPPED = "dropped"
    LAPSED = "lapsed"


@attrs.frozen(kw_only=True, field_transformer=of_value)
class Progress(Value):
    """
    One observation on the way to a goal.

    Attributes:
        text: What was observed.

        percent: How far it is, 0 to 100, where that can be said.
    """

    author: PersonId = attrs.field(validator=actor)
    at: datetime = attrs.field(validator=moment)
    text: str = attrs.field(validator=prose)
    percent: int | None = attrs.field(default=None, validator=Whole(0, 100, "G1", optional=True))


@attrs.frozen(kw_only=True, field_transformer=of_value)
class Goal(Record):
    """
    One thing the mentee wants to reach.

    Attributes:
        title: A few words, at most 200 characters.

        why: Why it matters to the mentee.

        measure: How both people will know that it is reached.

        adopted_at: From when on it was the mentee's own: when they set or adopted it; *None* for a suggestion
            that they have not adopted (G2).

        rank: 1 is what matters most to the mentee; *None* until adopted, and once it is no longer active.

        reason: Why it was turned down or dropped.

        review: What was said about it when the relationship was completed, by the one who completed it.

        worded: Which of its texts the mentee has put into other words than the mentor, who suggested it.
    """

    title: str = attrs.field(validator=line)
    why: str = attrs.field(validator=prose)
    measure: str = attrs.field(validator=prose)
    status: GoalStatus = attrs.field(default=GoalStatus.ACTIVE, validator=Of(GoalStatus))
    adopted_at: datetime | None = attrs.field(default=None, validator=moment_or_none)
    rank: int | None = attrs.field(default=None, validator=Whole(1, 10_000, "G1", optional=True))
    progress: tuple[Progress, ...] = attrs.field(default=(), validator=Many(Of(Progress), 10_000))
    reason: str | None = attrs.field(
        default=None, validator=prose_or_none, metadata={"words_of": "changed_by"}
    )
    review: str | None = attrs.field(
        default=None, validator=prose_or_none, metadata={"words_of": "changed_by"}
    )
    worded: tuple[Worded, ...] = attrs.field(default=(), validator=Many(Of(Worded)))


class Goals(Records[Goal]):
    """
    The goals of one mentorship, in the mentee's order; those without a rank follow in order of entry.
    """

    noun = "goal"
    field = "goals"

    def __iter__(self) -> Iterator[Goal]:
        return iter(sorted(self._kept, key=lambda goal: goal.rank or len(self._kept) + 1))

    @property
    def active(self) -> tuple[Goal, ...]:
        """
        The goals that the mentee pursues, the most important first.
        """
        return tuple(goal for goal in self if goal.status is GoalStatus.ACTIVE)

    @property
    def suggested(self) -> tuple[Goal, ...]:
        """
        What the mentor suggested and the mentee has not answered; it counts for nothing yet (G2).
        """
        return tuple(goal for goal in self if goal.status is GoalStatus.SUGGESTED)

    @property
    def achieved(self) -> tuple[Goal, ...]:
        """
        The goals that were reached and are still supported by a documented milestone (G3).
        """
        return tuple(g for g in self if g.status is GoalStatus.ACHIEVED and self._supported(g.id))

    @property
    def unsupported(self) -> tuple[Goal, ...]:
        """
        The goals that were reached, but whose last milestone was retracted since (G3).
        """
        return tuple(g for g in self if g.status is GoalStatus.ACHIEVED and not self._supported(g.id))

    def set(
        self,
        *,
        by: PersonId,
        at: datetime,
        title: str,
        why: str,
        measure: str,
        id: RecordId | None = None,
    ) -> Goal:
        """
        Set a goal of one's own.

        Returns:
            The goal, active and ranked last.

        Raises:
            NotTheirs: *by* is not the mentee (G1).
        """
        to = "set a goal"
        by, at = self._begin(Act.START, by, at, to=to)
        self._mentee_only(by, to=to, rule="G1")

        return self._add(
            Goal(
                **self._stamp(by, at, id),
                title=title,
                why=why,
                measure=measure,
                adopted_at=at,
                rank=len(self.active) + 1,
            ),
            verb="set",
        )

    def suggest(
        self,
        *,
        by: PersonId,
        at: datetime,
        title: str,
        why: str,
        measure: str,
        id: RecordId | None = None,
    ) -> Goal:
        """
        Suggest a goal to the mentee.

        Returns:
            The goal, which counts for nothing until the mentee adopts it.

        Raises:
            NotTheirs: *by* is not the mentor (G2).
        """
        to = "suggest a goal"
        by, at = self._begin(Act.START, by, at, to=to)
        self._mentor_only(by, to=to, rule="G2")

        return self._add(
            Goal(
                **self._stamp(by, at, id),
                title=title,
                why=why,
                measure=measure,
                status=GoalStatus.SUGGESTED,
            ),
            verb="suggested",
        )

    def adopt(self, goal_id: RecordId, *, by: PersonId, at: datetime) -> Goal:
        """
        Take on a goal that the mentor suggested.

        Returns:
            The goal, active and ranked last.

        Raises:
            NotFound: There is no such goal.

            NotTheirs: *by* is not the mentee (G1).

            WrongState: It is not a suggestion that waits for an answer (G2).
        """
        to = "adopt a goal"
        goal, by, at = self._of_mentee(goal_id, by, at, GoalStatus.SUGGESTED, act=Act.START, to=to)

        return self._revise(
            goal,
            by,
            at,
            verb="adopted",
            status=GoalStatus.ACTIVE,
            adopted_at=at,
            rank=len(self.active) + 1,
        )

    def turn_down(self, goal_id: RecordId, *, by: PersonId, at: datetime, reason: str | None = None) -> Goal:
        """
        Decline a goal that the mentor suggested.

        Raises:
            NotFound: There is no such goal.

            NotTheirs: *by* is not the mentee (G1).

            WrongState: It is not a suggestion that waits for an answer (G2).
        """
        to = "turn down a goal"
        goal, by, at = self._of_mentee(goal_id, by, at, GoalStatus.SUGGESTED, act=Act.FINISH, to=to)

        return self._revise(goal, by, at, verb="turned_down", status=GoalStatus.TURNED_DOWN, reason=reason)

    def revise(
        self,
        goal_id: RecordId,
        *,
        by: PersonId,
        at: datetime,
        title: str | Unchanged = UNCHANGED,
        why: str | Unchanged = UNCHANGED,
        measure: str | Unchanged = UNCHANGED,
    ) -> Goal:
        """
        Put an active goal in other words; what is not given stays.

        Raises:
            NotFound: There is no such goal.

            NotTheirs: *by* is not the mentee (G1).

            WrongState: It is not active (G1).
        """
        to = "revise a goal"
        goal, by, at = self._of_mentee(goal_id, by, at, GoalStatus.ACTIVE, act=Act.START, to=to)
        given = {"title": title, "why": why, "measure": measure}
        changes = {name: words for name, words in given.items() if words is not UNCHANGED}

        worded = reworded(goal.worded, changes, by=by, owner=goal.author)

        return self._revise(goal, by, at, verb="revised", worded=worded, **changes)

    def prioritise(self, goal_id: RecordId, *, by: PersonId, at: datetime, rank: int) -> Goal:
        """
        Give an active goal another rank; the others make room.

        Args:
            rank: 1 for what matters most; one beyond the last counts as last.

        Raises:
            NotFound: There is no such goal.

            NotTheirs: *by* is not the mentee (G1).

            WrongState: It is not active (G1).

            InvalidValue: *rank* is not 1 to 10000.
        """
        to = "prioritise a goal"
        goal, by, at = self._of_mentee(goal_id, by, at, GoalStatus.ACTIVE, act=Act.START, to=to)
        others = [other for other in self.active if other.id != goal_id]
        others.insert(Whole(1, 10_000, "G1").check(rank, "rank") - 1, goal)
        moved = {g.id: g for g in self._ranked(others, by, at)}
        moved.setdefault(goal.id, self._next(goal, by, at))
        self._put(tuple(moved.values()), moved[goal.id], verb="prioritised")

        return moved[goal.id]

    def record_progress(
        self,
        goal_id: RecordId,
        *,
        by: PersonId,
        at: datetime,
        text: str,
        percent: int | None = None,
    ) -> Goal:
        """
        Write down how far an active goal is; either of the two may (G1).

        Raises:
            NotFound: There is no such goal.

            WrongState: It is not active (G1).
        """
        to = "record progress"
        by, at = self._begin(Act.START, by, at, to=to)
        goal = self._in(goal_id, GoalStatus.ACTIVE, to)
        progress = Progress(author=by, at=at, text=text, percent=percent)

        return self._revise(goal, by, at, verb="progressed", progress=(*goal.progress, progress))

    def achieve(self, goal_id: RecordId, *, by: PersonId, at: datetime) -> Goal:
        """
        Say that a goal is reached.

        Raises:
            NotFound: There is no such goal.

            NotTheirs: *by* is not the mentee (G1).

            WrongState: It is not active (G1), or no documented milestone is linked to it (G3).
        """
        to = "achieve a goal"
        goal, by, at = self._of_mentee(goal_id, by, at, GoalStatus.ACTIVE, act=Act.FINISH, to=to)
        if not self._supported(goal.id):
            raise WrongState(
                tried=to,
                because="no documented milestone is linked to it",
                accepted="document a milestone with goal= first",
                rule="G3",
            )

        return self._leave(goal, by, at, verb="achieved", status=GoalStatus.ACHIEVED)

    def drop(self, goal_id: RecordId, *, by: PersonId, at: datetime, reason: str) -> Goal:
        """
        Stop pursuing a goal, and say why.

        Raises:
            NotFound: There is no such goal.

            NotTheirs: *by* is not the mentee (G1).

            WrongState: It is not active (G1).
        """
        to = "drop a goal"
        goal, by, at = self._of_mentee(goal_id, by, at, GoalStatus.ACTIVE, act=Act.FINISH, to=to)

        return self._leave(
            goal,
            by,
            at,
            verb="dropped",
            status=GoalStatus.DROPPED,
            reason=prose.check(reason, "reason"),
        )

    def lapsed(self, by: PersonId, at: datetime) -> tuple[Goal, ...]:
        """
        Return the open goals as they are once the relationship has ended (R13).
        """
        return tuple(
            self._next(goal, by, at, status=GoalStatus.LAPSED, rank=None)
            for goal in (*self.active, *self.suggested)
        )

    def _of_mentee(
        self,
        goal_id: RecordId,
        by: PersonId,
        at: datetime,
        status: GoalStatus,
        *,
        act: Act,
        to: str,
    ) -> tuple[Goal, PersonId, datetime]:
        by, at = self._begin(act, by, at, to=to)
        self._mentee_only(by, to=to, rule="G1")

        return self._in(goal_id, status, to), by, at

    def _in(self, goal_id: RecordId, status: GoalStatus, to: str) -> Goal:
        goal = self[goal_id]
        if goal.status is not status:
            raise self._refuse(
                goal,
                to=to,
                status=goal.status.value,
                accepted=f"the goal has to be {status.value}",
                rule="G2" if status is GoalStatus.SUGGESTED else "G1",
            )

        return goal

    def _leave(self, goal: Goal, by: PersonId, at: datetime, *, verb: str, **changes: object) -> Goal:
        left = self._next(goal, by, at, rank=None, **changes)
        others = [other for other in self.active if other.id != goal.id]
        self._put((left, *self._ranked(others, by, at)), left, verb=verb)

        return left

    def _ranked(self, goals: list[Goal], by: PersonId, at: datetime) -> tuple[Goal, ...]:
        return tuple(
            self._next(goal, by, at, rank=rank) for rank, goal in enumerate(goals, 1) if goal.rank != rank
        )

    def _supported(self, goal_id: RecordId) -> bool:
        return any(milestone.goal == goal_id for milestone in self._root.milestones.documented)
