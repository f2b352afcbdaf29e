"""
Lock: one writer at a time, whatever thread, instance or process it is in.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from filelock import lock_descriptor, unlock_descriptor

from mentorcore.errors import Unavailable
from mentorcore_json.files import Files


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
        self._mutex = threading.Lock()
        self._fd: int | None = None

    @contextmanager
    def held(self) -> Iterator[None]:
        """
        Hold the lock for the block.

        Raises:
            Unavailable: Others held it all the time.
        """
        deadline = time.monotonic() + self._patience
        if not self._mutex.acquire(timeout=self._patience):
            raise self._busy()
        try:
            self._fd = self._acquire(deadline)
            try:
                yield
            finally:
                fd, self._fd = self._fd, None
                # What was done under the lock is done, whether or not letting go of it works.
                with suppress(OSError):
                    unlock_descriptor(fd)
                with suppress(OSError):
                    self._files.close(fd)
        finally:
            self._mutex.release()

    def after_fork(self) -> None:
        """
        Forget, in a child, what a thread of the parent holds.
        """
        self._mutex = threading.Lock()
        if self._fd is not None:
            # Closing the child's copy leaves the parent's lock alone; keeping it would outlive the parent.
            self._files.close(self._fd)
            self._fd = None

    def _acquire(self, deadline: float) -> int:
        wait = 0.0002
        while True:
            fd = self._files.open_or_create(self._path)
            try:
                locked = lock_descriptor(fd, blocking=False)
                if locked and self._files.is_at(fd, self._path):
                    return fd
            except BaseException:
                self._files.close(fd)
                raise
            self._files.close(fd)
            if time.monotonic() > deadline:
                raise self._busy()
            time.sleep(wait * random.uniform(0.5, 1.5))
            wait = min(wait * 2, 0.005)

    def _busy(self) -> Unavailable:
        return Unavailable(self._where, f"others have been writing for {self._patience:g} seconds")
