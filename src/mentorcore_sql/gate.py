"""
Gate: counts the calls that are under way, and keeps others out while the process is forked.

A signal handler may raise between any two steps, and whatever is locked then stays so. So nothing is
locked here: a call is a token in a dictionary, and everybody who waits looks again after a moment.
"""

from __future__ import annotations

import threading
import time


MOMENT = 0.001
"""Seconds until somebody who waits looks again."""


class Gate:
    """
    A door that any number of threads pass.

    Args:
        shut: Nobody is let in while there is something in it, so that one list can shut several gates.

    Attributes:
        inside: Whoever is inside, with their threads. One leaves by taking oneself out with ``inside.pop(me,
            None)``, which is a single step.
    """

    def __init__(self, shut: list[None]) -> None:
        self._shut = shut
        self.inside: dict[object, int] = {}

    def enter(self, me: object, *, patience: float) -> None:
        """
        Go inside; wait first while the gate is shut, at most for some seconds.

        Whatever comes of it, one leaves afterwards.
        """
        # Whoever shuts the gate and looks who is inside sees this call, or is seen by it.
        self.inside[me] = threading.get_ident()
        if self._shut:
            self._wait(me, patience)

    def emptied(self, timeout: float) -> bool:
        """
        Wait until the calls of other threads are over or the time, in seconds, is.

        A call of this thread cannot end meanwhile: this is a signal handler, or inside the call.

        Returns:
            Whether nobody at all is inside.
        """
        me, deadline = threading.get_ident(), time.monotonic() + timeout
        while any(thread != me for thread in list(self.inside.values())) and time.monotonic() < deadline:
            time.sleep(MOMENT)

        return not self.inside

    def leave_behind(self) -> bool:
        """
        Forget whoever is inside, in the child of a fork; tell whether there was somebody.
        """
        was_used = bool(self.inside)
        self.inside.clear()

        return was_used

    def _wait(self, me: object, patience: float) -> None:
        deadline = time.monotonic() + patience
        while self._shut and time.monotonic() < deadline:
            self.inside.pop(me, None)
            time.sleep(MOMENT)
            self.inside[me] = threading.get_ident()
