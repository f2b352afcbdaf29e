"""
Gate: counts the calls that are under way, and keeps others out while the process is forked.

A signal handler may raise between any two steps, and whatever is locked then stays so. So nothing is
locked here: a call is a token in a dictionary, and everybody who waits looks again after a moment.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager


MOMENT = 0.001
"""Seconds until somebody who waits looks again."""


class Gate:
    """
    A door that any number of threads pass.

    Args:
        shut: Nobody is let in while there is something in it, so that one list can shut several gates.
    """

    def __init__(self, shut: list[None]) -> None:
        self._shut = shut
        self._inside: dict[object, int] = {}

    @contextmanager
    def passed(self, *, patience: float) -> Iterator[None]:
        """
        Be inside for a while; wait first while the gate is shut, at most for some seconds.
        """
        me = object()
        try:
            # Whoever shuts the gate and looks who is inside sees this call, or is seen by it.
            self._inside[me] = threading.get_ident()
            if self._shut:
                self._wait(me, patience)
            yield
        finally:
            self._inside.pop(me, None)

    def emptied(self, timeout: float) -> bool:
        """
        Wait until the calls of other threads are over or the time, in seconds, is.

        A call of this thread cannot end meanwhile: this is a signal handler, or inside the call.

        Returns:
            Whether nobody at all is inside.
        """
        me, deadline = threading.get_ident(), time.monotonic() + timeout
        while any(thread != me for thread in list(self._inside.values())) and time.monotonic() < deadline:
            time.sleep(MOMENT)

        return not self._inside

    def leave_behind(self) -> bool:
        """
        Forget whoever is inside, in the child of a fork; tell whether there was somebody.
        """
        was_used = bool(self._inside)
        self._inside.clear()

        return was_used

    def _wait(self, me: object, patience: float) -> None:
        deadline = time.monotonic() + patience
        while self._shut and time.monotonic() < deadline:
            self._inside.pop(me, None)
            time.sleep(MOMENT)
            self._inside[me] = threading.get_ident()
