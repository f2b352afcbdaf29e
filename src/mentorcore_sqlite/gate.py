"""
Gate: lets calls in, and can be shut until everybody is out.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Gate:
    """
    A door that any number of threads pass, and that one thread at a time can shut.
    """

    def __init__(self) -> None:
        self._turn = threading.Condition(threading.Lock())
        self._inside = 0
        self._shut = 0

    @contextmanager
    def passed(self) -> Iterator[None]:
        """
        Be inside for a while; wait first while the gate is shut.
        """
        with self._turn:
            while self._shut:
                self._turn.wait()
            self._inside += 1
        try:
            yield
        finally:
            with self._turn:
                self._inside -= 1
                if self._shut:
                    self._turn.notify_all()

    def shut(self, timeout: float | None = None) -> None:
        """
        Let nobody in any more, and wait until everybody is out or the time, in seconds, is over.
        """
        with self._turn:
            self._shut += 1
            self._turn.wait_for(lambda: not self._inside, timeout)

    def reopen(self, *, emptied: bool = False) -> None:
        """
        Take back one `shut`.

        Args:
            emptied: Whoever was inside is gone and will not say so: this is the child of a fork.
        """
        with self._turn:
            self._shut -= 1
            if emptied:
                self._inside = 0
            self._turn.notify_all()
