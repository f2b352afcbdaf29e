"""
Victims: processes that are killed with SIGKILL, at a point or at a moment that the dice decide.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from mentorcore.testing.crash.children import Child
from mentorcore.testing.crash.ground import Ground
from mentorcore.testing.crash.lives import DONE, recovering, writing


STEPS = 6
"""How many steps a writer takes, more or less."""

ENOUGH = 4 * STEPS
"""How many it would take: so many that it is still at work when it is killed a little late."""

_OPENING, _WORKING, _CLOSING = range(3)


class Victims:
    """
    Ends processes that work on a store.
    """

    def __init__(self, dice: Random) -> None:
        self._dice = dice

    def at_point(self, ground: Ground, kinds: Sequence[str], at: int) -> Child:
        """
        Return a writer that was killed at a point; one that passes fewer has ended.
        """
        writer = Child(writing(ground.place, ground.writer, kinds), doomed=at)
        writer.join()

        return writer

    def in_time(self, ground: Ground, kinds: Sequence[str], *, alone: bool = True) -> Child:
        """
        Return a writer that was killed while it opened the store, took a step or closed it.
        """
        writer = Child(writing(ground.place, ground.writer, kinds, alone=alone))
        phase = self._dice.choices((_OPENING, _WORKING, _CLOSING), (2, 12, 1))[0]
        if phase == _OPENING:
            writer.kill(self._dice.uniform(0, 1.5 * ground.opening))
        else:
            writer.listen_for(DONE, len(kinds) if phase == _CLOSING else self._dice.randint(0, STEPS))
            writer.kill(self._dice.uniform(0, 1.5 * ground.pace))

        return writer

    def anywhere(self, ground: Ground, kinds: Sequence[str], *, alone: bool = True) -> Child:
        """
        Return a writer that was killed at one of its points, where there are any, or in time.
        """
        if not ground.points or self._dice.random() < 0.3:
            return self.in_time(ground, kinds, alone=alone)

        return self.at_any_point(ground, kinds, alone=alone)

    def at_any_point(self, ground: Ground, kinds: Sequence[str], *, alone: bool = True) -> Child:
        """
        Return a writer that was killed at one of its points.
        """
        at = self._dice.randint(1, ground.points)
        writer = Child(writing(ground.place, ground.writer, kinds, alone=alone), doomed=at)
        writer.join()

        return writer

    def late(self, ground: Ground, kinds: Sequence[str], least: int) -> Child:
        """
        Return a writer that was killed when it had taken at least so many steps.
        """
        writer = Child(writing(ground.place, ground.writer, kinds))
        writer.listen_for(DONE, self._dice.randint(least, len(kinds)))
        writer.kill(self._dice.uniform(0, ground.pace))

        return writer

    def opening(self, ground: Ground, at: int = 0) -> Child:
        """
        Return a process that was killed while it opened the store: at a point, or in time.
        """
        second = Child(recovering(ground.place), doomed=at)
        if at:
            second.join()
        else:
            second.kill(self._dice.uniform(0, 2 * ground.opening))

        return second
