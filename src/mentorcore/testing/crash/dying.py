"""
Dying: the points at which a process may be killed from the inside.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable

import attrs


@attrs.define
class _Fate:
    passed: int = 0
    doomed: int = 0
    say: Callable[[str], None] = lambda _: None


_fate = _Fate()


def passing(what: str) -> None:
    """
    Say that this process is at a point at which it may be killed: ahead of a write, behind a statement.

    Call it from a storage that you put between your backend and whatever it is kept on. It does nothing,
    unless `kill_writers` has doomed this process to die at this very point.

    Args:
        what: What comes next, or came last, in a few words.
    """
    _fate.passed += 1
    if _fate.passed == _fate.doomed:
        _fate.say(what)
        os.kill(os.getpid(), signal.SIGKILL)


def doom(at: int, say: Callable[[str], None]) -> None:
    """
    Have this process killed at its point number *at*, from 1; with 0 it lives.

    Args:
        say: Told the name of the point, a moment before.
    """
    _fate.passed, _fate.doomed, _fate.say = 0, at, say


def passed() -> int:
    """
    Return how many points this process has passed since its fate was decided.
    """
    return _fate.passed
