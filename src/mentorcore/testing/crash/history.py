"""
History: what one writer has done to a store so far, mirrored in memory.

The dice of a history fall the same way in every process that has a copy of it. So a writer and whoever waits
for it know the same steps, and the number of those that were acknowledged says everything.
"""

from __future__ import annotations

from random import Random

from mentorcore.backends import Key
from mentorcore.backends.memory import MemoryBackend
from mentorcore.testing.crash.contents import Contents, read
from mentorcore.testing.crash.script import Hand, Opened, Script, Step


class History:
    """
    Everything that one writer has done.

    Attributes:
        name: What all of its ids begin with.

        tokens: Those of its commits, each with the position that was acknowledged; *None* where that was not
            heard of.

        buried: What it has removed.
    """

    def __init__(self, name: str, script: Script, seed: str) -> None:
        self.name = name
        self.script = script
        self.tokens: dict[str, int | None] = {}
        self.buried: dict[Key, None] = {}
        self._hand = Hand(name, Random(f"{seed}, {name}"))
        self._mirror: Opened = script.open(MemoryBackend())

    def plan(self, kind: str) -> Step:
        """
        Return the next step; whoever asks for it takes it before the next one.
        """
        step = self.script.plan(kind, self._hand, self._mirror)
        self.buried |= dict.fromkeys(step.removes)
        if step.token is not None:
            self.tokens[step.token] = None

        return step

    def take(self, step: Step, position: int | None = None) -> None:
        """
        Take a step in the mirror.

        Args:
            position: What was acknowledged.
        """
        step.do(self._mirror)
        if step.token is not None:
            self.tokens[step.token] = position

    def contents(self) -> Contents:
        """
        Return what a store should hold of it.
        """
        found = read(self._mirror.backend, self.script.layout, self.tokens, self.buried)

        return found.of(self.name, self.script.settled)
