"""
Actions: what one of the two has taken on (A2).
"""

from __future__ import annotations

import enum
from datetime import date, datetime

import attrs

from mentorcore.errors import NotTheirs
from mentorcore.model.checking import of_value
from mentorcore.model.lifecycle import Act
from mentorcore.model.records import Record, Records
from mentorcore.model.validators import Of, day, identifier_or_none, line, prose, prose_or_none
from mentorcore.model.values import PersonId, RecordId


class ActionStatus(enum.Enum):
    """
    What became of an action.
    """

    OPEN = "open"
    FINISHED = "finished"
    DROPPED = "dropped"
    LAPSED = "lapsed"


@attrs.frozen(kw_only=True, field_transformer=of_value)
class Action(Record):
    """
    Something that its author has taken on.

    Attributes:
        title: What, at most 200 characters.

        due_on: By when.

        goal: The goal that it belongs to.

        outcome: What came of it.

        reason: Why it was dropped.
    """

    title: str = attrs.field(validator=line)
    due_on: date = attrs.field(validator=day)
    goal: RecordId | None = attrs.field(default=None, validator=identifier_or_none)
    status: ActionStatus = attrs.field(default=ActionStatus.OPEN, validator=Of(ActionStatus))
    outcome: str | None = attrs.field(default=None, validator=prose_or_none)
    reason: str | None = attrs.field(default=None, validator=prose_or_none)

    @property
    def owner(self) -> PersonId:
        """
        Who has taken it on.
        """
        return self.author


class Actions(Records[Action]):
    """
    The actions of one mentorship, in order of entry.
    """

    noun = "action"
    field = "actions"

    @property
    def open(self) -> tuple[Action, ...]:
        """
        The actions that are not finished, the most urgent first.
        """
        found = (action for action in self._kept if action.status is ActionStatus.OPEN)

        return tuple(sorted(found, key=lambda action: action.due_on))

    def take_on(
        self,
        *,
        by: PersonId,
        at: datetime,
        title: str,
        due_on: date,
        goal: RecordId | None = None,
        id: RecordId | None = None,
    ) -> Action:
        """
        Take something on; whoever does is its owner (A2).

        Raises:
            NotFound: There is no such goal.
        """
        by, at = self._begin(Act.START, by, at, to="take on an action")
        self._root._existing_goal(goal)

        return self._add(
            Action(**self._stamp(by, at, id), title=title, due_on=due_on, goal=goal),
            verb="taken_on",
        )

    def finish(
        self, action_id: RecordId, *, by: PersonId, at: datetime, outcome: str | None = None
    ) -> Action:
        """
        Enter that it is done.

        Raises:
            NotFound: There is no such action.

            NotTheirs: *by* is not its owner (A2).

            WrongState: It is not open (A2).
        """
        action, by, at = self._own(action_id, by, at, to="finish an action")

        return self._revise(action, by, at, verb="finished", status=ActionStatus.FINISHED, outcome=outcome)

    def drop(self, action_id: RecordId, *, by: PersonId, at: datetime, reason: str) -> Action:
        """
        Give it up, and say why.

        Raises:
            NotFound: There is no such action.

            NotTheirs: *by* is not its owner (A2).

            WrongState: It is not open (A2).
        """
        action, by, at = self._own(action_id, by, at, to="drop an action")

        return self._revise(
            action,
            by,
            at,
            verb="dropped",
            status=ActionStatus.DROPPED,
            reason=prose.check(reason, "reason"),
        )

    def lapsed(self, by: PersonId, at: datetime) -> tuple[Action, ...]:
        """
        Return the open actions as they are once the relationship has ended (R13).
        """
        return tuple(self._next(a, by, at, status=ActionStatus.LAPSED) for a in self.open)

    def _own(
        self, action_id: RecordId, by: PersonId, at: datetime, *, to: str
    ) -> tuple[Action, PersonId, datetime]:
        by, at = self._begin(Act.FINISH, by, at, to=to)
        action = self[action_id]
        if by != action.owner:
            raise NotTheirs(
                tried=to,
                because=f"{by} is not its owner",
                accepted="only its owner can do this",
                rule="A2",
            )
        if action.status is not ActionStatus.OPEN:
            raise self._refuse(
                action,
                to=to,
                status=action.status.value,
                accepted="only an open action can be finished or dropped",
                rule="A2",
            )

        return action, by, at
