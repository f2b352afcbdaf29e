"""
Expecting: what a store has to say of a writer, once it is known how many of its steps were acknowledged.
"""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from mentorcore.testing.crash.contents import Contents
from mentorcore.testing.crash.history import History
from mentorcore.testing.crash.script import Step


@attrs.frozen
class Expected:
    """
    What a store has to say of one writer who was killed, or has ended.

    Attributes:
        before: Without the step that was under way.

        after: With it.

        final: With the next step as well.

        pending: The step that was under way.

        probe: The next step.

        acknowledged: Every step that was, with this death.
    """

    history: History
    before: Contents
    after: Contents
    final: Contents
    pending: Step | None
    probe: Step
    acknowledged: tuple[Step, ...]

    @classmethod
    def of(cls, history: History, kinds: Sequence[str], positions: Sequence[int | None]) -> Expected:
        """
        Bring a history to where it is after the steps that were acknowledged, the one after them and a probe.

        Args:
            kinds: The kinds of the steps that were to be taken.

            positions: What was acknowledged.
        """
        acknowledged = []
        for kind, position in zip(kinds, positions, strict=False):
            step = history.plan(kind)
            history.take(step, position)
            acknowledged.append(step)
        is_through = len(acknowledged) == len(kinds)
        pending = None if is_through else history.plan(kinds[len(acknowledged)])
        before = history.contents()
        if pending is not None:
            history.take(pending)
        after = history.contents()
        probe = history.plan(history.script.probe)
        history.take(probe)

        return cls(history, before, after, history.contents(), pending, probe, tuple(acknowledged))

    @property
    def steps(self) -> tuple[Step, ...]:
        """
        Every step that the store has seen once the check is made.
        """
        return (*self.acknowledged, *(() if self.pending is None else (self.pending,)), self.probe)
