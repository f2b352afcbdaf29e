"""
Standing: which relationships people are in, as far as pairing them depends on it (R5, R8, R9).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Final, Protocol

import attrs

from mentorcore.errors import InvalidValue
from mentorcore.model.lifecycle import OPEN, RUNNING, State
from mentorcore.model.values import PersonId


EARLIER: Final = frozenset({State.COMPLETED, State.ENDED})
"""The states of relationships that two people have behind them."""


class Tie(Protocol):
    """
    A relationship as pairing needs it: a `Mentorship`, or a summary that `Store.find` gives.
    """

    @property
    def mentor_id(self) -> PersonId:
        """
        The mentor.
        """

    @property
    def mentee_id(self) -> PersonId:
        """
        The mentee.
        """

    @property
    def state(self) -> State:
        """
        The state that was last written down.
        """

    @property
    def lapses_at(self) -> datetime:
        """
        When the offer lapses.
        """


@attrs.frozen
class Standing:
    """
    Who is in which relationship.

    Attributes:
        states: The states of all relationships of a mentor and a mentee.
    """

    states: dict[tuple[PersonId, PersonId], frozenset[State]]
    _running: Counter[PersonId]
    _open: Counter[PersonId]

    def between(self, mentor: PersonId, mentee: PersonId) -> frozenset[State]:
        """
        Return the states of the relationships of these two.
        """
        return self.states.get((mentor, mentee), frozenset())

    def open_between(self, mentor: PersonId, mentee: PersonId) -> bool:
        """
        Tell whether the two have an open relationship (R8).
        """
        return not OPEN.isdisjoint(self.between(mentor, mentee))

    def running_as_mentor(self, mentor: PersonId) -> int:
        """
        Return how many active and paused relationships count against a mentor's capacity (R9).
        """
        return self._running[mentor]

    def open_as_mentee(self, mentee: PersonId) -> int:
        """
        Return in how many open relationships somebody is the mentee.
        """
        return self._open[mentee]


def standing_of(relationships: Iterable[Tie], at: datetime) -> Standing:
    """
    Return who is in which relationship. An offer that has lapsed by *at* counts as expired (R5).

    Raises:
        InvalidValue: Something among them is no relationship.
    """
    states: dict[tuple[PersonId, PersonId], frozenset[State]] = {}
    running: Counter[PersonId] = Counter()
    opened: Counter[PersonId] = Counter()
    for position, tie in enumerate(relationships):
        if not isinstance(getattr(tie, "state", None), State):
            raise InvalidValue(
                tried=f"accept relationships[{position}]",
                because=f"a value of type {type(tie).__name__} is no relationship",
                accepted="give mentorships, or summaries of them",
                rule="P1",
                path=f"relationships[{position}]",
            )
        lapsed = tie.state is State.OFFERED and at >= tie.lapses_at
        state = State.EXPIRED if lapsed else tie.state
        pair = (tie.mentor_id, tie.mentee_id)
        states[pair] = states.get(pair, frozenset()) | {state}
        running[tie.mentor_id] += state in RUNNING
        opened[tie.mentee_id] += state in OPEN

    return Standing(states, running, opened)
