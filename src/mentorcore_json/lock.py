"""
Lock: one writer at a time, whatever thread, instance or process it is in.

Each call locks a file that it opens for itself, and the lock is let go by whoever drops that file. So nothing
stays locked when a signal interrupts a thread on its way in or out.
"""

from __future__ import annotations

import os
import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import FileIO

from filelock import lock_descriptor, unlock_descriptor

from mentorcore.errors import Unavailable
from mentorcore_json.files import Files
from mentorcore_json.living import Living
from mentorcore_json.trouble import despite


class _Turn:
    """
    One call's place in the queue of its instance.

    Attributes:
        file: What carries the lock, or may soon.

        has_come: The call has the lock.

        is_over: It needs it no more.
    """

    def __init__(self) -> None:
        self.file: FileIO | None = None
        self.has_come = False
        self.is_over = False
        self._called = threading.Lock()
        self._called.acquire()

    def wait(self, seconds: float) -> None:
        """
        Wait to be called, for a time.
        """
        self._called.acquire(timeout=seconds)

    def call(self) -> None:
        """
        Wake whoever waits.
        """
        with suppress(RuntimeError):
            self._called.release()


class StoreLock:
    """
    The exclusive lock of a store.

    Args:
        patience: Seconds to wait for it.
    """

    def __init__(self, files: Files, path: str, where: str, *, patience: float) -> None:
        self._files = files
        self._path = path
        self._where = where
        self._patience = patience
        self._queue: Living[_Turn] = Living()
        _all.add(self)

    @property
    def is_held(self) -> bool:
        """
        Whether a call of this instance has the lock.
        """
        return any(turn.has_come and not turn.is_over for turn in self._queue)

    @contextmanager
    def held(self) -> Iterator[None]:
        """
        Hold the lock for the block.

        Raises:
            Unavailable: Others held it all the time.
        """
        turn = _Turn()
        try:
            self._queue.add(turn)
            self._wait_for(turn)
            yield
        finally:
            self._end(turn)

    def after_fork(self) -> None:
        """
        Forget, in a child, what a thread of the parent holds.
        """
        turns, self._queue = list(self._queue), Living()
        for turn in turns:
            turn.is_over = True
            # Closing the child's copy leaves the parent's lock alone; keeping it would outlive the parent.
            if turn.file is not None:
                with despite(OSError):
                    self._files.close(turn.file)

    def _wait_for(self, turn: _Turn) -> None:
        deadline = time.monotonic() + self._patience
        wait = 0.0002
        while True:
            # Threads take turns; other processes, who do not queue, come when they happen to ask.
            is_first = self._first() is turn
            if is_first and self._locks(turn):
                return
            if time.monotonic() > deadline:
                raise Unavailable(self._where, f"others have been writing for {self._patience:g} seconds")
            turn.wait(wait * random.uniform(0.5, 1.5))
            # Whoever is not the first is called, unless the one before was interrupted on the way out.
            wait = min(wait * 2, 0.005 if is_first else 0.05)

    def _locks(self, turn: _Turn) -> bool:
        turn.file = self._files.open_or_create(self._path)
        if lock_descriptor(turn.file.fileno(), blocking=False) and self._files.is_at(turn.file, self._path):
            turn.has_come = True
            return True
        self._files.close(turn.file)

        return False

    def _end(self, turn: _Turn) -> None:
        turn.is_over = True
        file = turn.file
        if file is not None and not file.closed:
            # What was done under the lock is done, whether or not letting go of it works.
            try:
                with despite(OSError):
                    unlock_descriptor(file.fileno())
            finally:
                with despite(OSError):
                    self._files.close(file)
        first = self._first()
        if first is not None:
            first.call()

    def _first(self) -> _Turn | None:
        return next((turn for turn in self._queue if not turn.is_over), None)


_all: Living[StoreLock] = Living()


def _after_fork() -> None:
    for lock in _all:
        lock.after_fork()


if hasattr(os, "register_at_fork"):  # pragma: no branch - Windows has no fork
    os.register_at_fork(after_in_child=_after_fork)
