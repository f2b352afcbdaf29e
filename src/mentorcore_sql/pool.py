"""
Pool: every connection of a store is idle or belongs to a call, with no step in between.

A signal handler may raise between any two steps, so that a call may not even come to giving back what it
holds. It stays the call's, and once that is over whoever comes next takes it away and closes it.
"""

from __future__ import annotations

from itertools import islice
from typing import Generic, Protocol, TypeVar

from mentorcore_sql.gate import Gate
from mentorcore_sql.inherited import keep_for_good


class Pooled(Protocol):
    """
    What is used of a connection here, whichever driver it is of.
    """

    @property
    def connection(self) -> object:
        """
        The driver's own.
        """

    def roll_back(self) -> bool:
        """
        Undo what a call has left undone; tell whether the next one can use it.
        """

    def close(self) -> None:
        """
        Close it, whatever hangs on it.
        """


P = TypeVar("P", bound=Pooled)


class Pool(Generic[P]):
    """
    The open connections of one store.

    Args:
        gate: Knows the calls that are under way.

        kept: How many connections are kept open for the next calls.

    Attributes:
        held: What each call holds, in a list of its own. A call puts that here once it is inside of the gate,
            before there is something in it; and takes it out, empty, before it leaves.
    """

    def __init__(self, gate: Gate, *, kept: int) -> None:
        self.held: dict[object, list[P]] = {}
        self._gate = gate
        self._kept = kept
        # Taken last in, first out.
        self._idle: list[P] = []

    def take(self, mine: list[P]) -> bool:
        """
        Move an idle connection into a list; tell whether there was one.
        """
        if len(self.held) > len(self._gate.inside):
            self._reclaim(mine)

        return _moved(self._idle, mine)

    def give_back(self, mine: list[P], *, is_sound: bool) -> None:
        """
        Roll back what a call has left undone; keep its connection for the next one, or close it.

        Args:
            is_sound: The call has gone through to its end.
        """
        may_stay = False
        try:
            if mine and is_sound and mine[0].roll_back():
                may_stay = len(self._idle) < self._kept
        finally:
            if may_stay:
                _moved(mine, self._idle)
            else:
                self.discard(mine)

    def discard(self, mine: list[P]) -> None:
        """
        Close what a call holds.
        """
        while mine:
            mine[-1].close()
            mine.pop()

    def empty(self) -> None:
        """
        Close what is idle, and what was left by calls that are over.
        """
        me, mine = object(), list[P]()
        try:
            self._gate.enter(me, patience=0)
            self.held[me] = mine
            self._reclaim(mine)
            while _moved(self._idle, mine):
                self.discard(mine)
            self.held.pop(me)
        finally:
            self._gate.inside.pop(me, None)

    def leave_behind(self) -> bool:
        """
        Give up, in the child of a fork, what is the parent's; tell whether there was something, or a call.
        """
        was_used = self._gate.leave_behind()
        left = [self._idle, *self.held.values()]
        was_used = was_used or any(left)
        for mine in left:
            for pooled in mine:
                keep_for_good(pooled.connection)
            mine.clear()  # a call that goes on in the child has nothing to close
        self.held.clear()

        return was_used

    def _reclaim(self, mine: list[P]) -> None:
        for call in self.held.copy():
            if call not in self._gate.inside:
                left = self.held.get(call, [])
                while _moved(left, mine):
                    self.discard(mine)
                self.held.pop(call, None)


def _moved(source: list[P], target: list[P]) -> bool:
    try:
        # One step, of which no part is Python's: neither a signal nor another thread comes in between.
        target.extend(islice(iter(source.pop, None), 1))
    except IndexError:
        return False

    return True
