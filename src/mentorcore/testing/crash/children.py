"""
Children: processes that are forked off this one, and what they say before they end or are killed.

What a child has said arrives even when it is killed a moment later: nothing is held back on its side.
"""

from __future__ import annotations

import os
import select
import signal
import time
from collections.abc import Callable
from typing import NoReturn, Protocol

from mentorcore.testing.crash import dying


PATIENCE = 60.0
"""Seconds after which a child that says nothing more counts as stuck."""

FAILED = "failed"
"""What a child says of an error that ended it."""

POINT = "point"
"""What a child says of the point at which it dies."""

PASSED = "passed"
"""What a child says in the end: how many points it has passed."""


class Say(Protocol):
    """
    Says a word, and what there is to say about it, on one line.
    """

    def __call__(self, word: str, about: object = "", /) -> None: ...


class Child:
    """
    A process that does some work and ends.

    Args:
        work: What it does, given a way to say something to this process.

        doomed: At which of its points it is killed, from 1; 0 for none.

    Attributes:
        seconds: How long it has lived, once it has ended.
    """

    def __init__(self, work: Callable[[Say], object], *, doomed: int = 0) -> None:
        self._reading, writing = os.pipe()
        self._began = time.monotonic()
        self._pid = os.fork()
        if self._pid == 0:
            os.close(self._reading)
            _live(work, writing, doomed)
        os.close(writing)
        self._heard = b""
        self._status: int | None = None
        self._is_stuck = False
        self.seconds = 0.0

    @property
    def said(self) -> list[tuple[str, str]]:
        """
        Every word that it has said, and what about it.
        """
        lines = self._heard.decode("utf-8", "replace").splitlines()

        return [(word, about) for word, _, about in (line.partition(" ") for line in lines)]

    def told(self, word: str) -> list[str]:
        """
        Return what it has said about one word.
        """
        return [about for said, about in self.said if said == word]

    @property
    def was_killed(self) -> bool:
        """
        Whether it was killed with SIGKILL before it was done.
        """
        return self._status == signal.SIGKILL and not self._is_stuck

    @property
    def problem(self) -> str | None:
        """
        Why it ended, where it was neither killed nor done.
        """
        if self._is_stuck:
            return f"it was stuck for {PATIENCE:g} seconds"
        if self._status in (0, signal.SIGKILL):
            return None

        return next(iter(self.told(FAILED)), f"it ended with status {self._status}")

    def listen_for(self, word: str, times: int = 1) -> bool:
        """
        Wait until it has said a word so many times; tell whether it did before it ended.
        """
        while len(self.told(word)) < times:
            if not self._listen():
                return False
        return True

    def kill(self, after: float = 0.0) -> None:
        """
        Kill it with SIGKILL, unless it has ended, and wait for its end.

        Args:
            after: Seconds to let it live until then.
        """
        if self._status is None:
            time.sleep(after)
            os.kill(self._pid, signal.SIGKILL)
        self.join()

    def join(self) -> None:
        """
        Wait for its end; one that is stuck is ended, and its problem says so.
        """
        if self._status is not None:
            return
        while self._listen():
            pass
        if self._is_stuck:
            os.kill(self._pid, signal.SIGKILL)
        os.close(self._reading)
        _, self._status = os.waitpid(self._pid, 0)
        self.seconds = time.monotonic() - self._began

    def _listen(self) -> bool:
        """
        Hear what there is, waiting for it; tell whether there may be more.
        """
        if not select.select([self._reading], [], [], PATIENCE)[0]:
            self._is_stuck = True
            return False
        heard = os.read(self._reading, 1 << 16)
        self._heard += heard

        return bool(heard)


def _live(work: Callable[[Say], object], writing: int, doomed: int) -> NoReturn:
    def say(word: str, about: object = "", /) -> None:
        line = f"{word} {' '.join(str(about).split())}\n".encode()
        while line:
            line = line[os.write(writing, line) :]

    status = 1
    try:
        dying.doom(doomed, lambda what: say(POINT, what))
        work(say)
        say(PASSED, dying.passed())
        status = 0
    except BaseException as error:  # noqa: BLE001 - whatever it is, the parent wants to know
        say(FAILED, f"{type(error).__name__}: {error}")
    finally:
        os._exit(status)
