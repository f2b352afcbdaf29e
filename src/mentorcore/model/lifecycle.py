"""
Lifecycle: the states of a relationship, and what may be done in each (R4, R12, R13).
"""

from __future__ import annotations

import enum
from datetime import datetime

import attrs

from mentorcore.model.checking import Value, of_value
from mentorcore.model.validators import Of, actor, moment, prose_or_none
from mentorcore.model.values import PersonId


class State(enum.Enum):
    """
    Where a relationship is in its life.
    """

    OFFERED = "offered"
    ACTIVE = "active"
    PAUSED = "paused"
    COMPLETED = "completed"
    ENDED = "ended"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


OPEN = frozenset({State.OFFERED, State.ACTIVE, State.PAUSED})
"""The states in which a relationship is open (R8)."""

RUNNING = frozenset({State.ACTIVE, State.PAUSED})
"""The states that count against a mentor's capacity (R9)."""

NEXT: dict[State, frozenset[State]] = {
    State.OFFERED: frozenset({State.ACTIVE, State.DECLINED, State.WITHDRAWN, State.EXPIRED}),
    State.ACTIVE: frozenset({State.PAUSED, State.COMPLETED, State.ENDED}),
    State.PAUSED: frozenset({State.ACTIVE, State.COMPLETED, State.ENDED}),
    State.COMPLETED: frozenset(),
    State.ENDED: frozenset(),
    State.DECLINED: frozenset(),
    State.WITHDRAWN: frozenset(),
    State.EXPIRED: frozenset(),
}
"""The transitions of R4; there is no other."""


class Act(enum.Enum):
    """
    What a command does to the record, which decides when it is possible.

    Attributes:
        START: Something new starts.

        FINISH: Something open is finished, moved, cancelled or corrected (R12).

        RECORD: What stays possible when the relationship is over (R13).

        TAKE_BACK: Withdrawing a consent, which is always possible (R12).
    """

    START = "start something new"
    FINISH = "finish something open"
    RECORD = "complete the record"
    TAKE_BACK = "take something back"


ALLOWED: dict[Act, frozenset[State]] = {
    Act.START: frozenset({State.ACTIVE}),
    Act.FINISH: RUNNING,
    Act.RECORD: frozenset({*RUNNING, State.COMPLETED, State.ENDED}),
    Act.TAKE_BACK: frozenset(State),
}
"""In which states each kind of command is possible (R12, R13)."""


@attrs.frozen(kw_only=True, field_transformer=of_value)
class Step(Value):
    """
    One step in the life of a relationship.

    Attributes:
        state: The state that it led to.

        words: What was said about it: the reason for a pause or an end, or the closing summary.
    """

    state: State = attrs.field(validator=Of(State))
    by: PersonId = attrs.field(validator=actor)
    at: datetime = attrs.field(validator=moment)
    words: str | None = attrs.field(default=None, validator=prose_or_none)
