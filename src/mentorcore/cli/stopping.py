"""
Stopping: being told to stop, by Ctrl-C, by SIGTERM, or by a reader who has gone.
"""

from __future__ import annotations

import contextlib
import select
import signal
import sys
import threading
import time
from collections.abc import Iterator
from typing import NoReturn, TextIO


class Terminated(KeyboardInterrupt):
    """
    SIGTERM. It stops what Ctrl-C stops, in the same way.
    """


@contextlib.contextmanager
def terminable() -> Iterator[None]:
    """
    Make SIGTERM stop the block as Ctrl-C does, so that what is open is closed.
    """
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread is told of signals
        return
    before = signal.signal(signal.SIGTERM, _terminate)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL if before is None else before)


def waited(seconds: float, reader: TextIO) -> bool:
    """
    Wait, and return whether there is still somebody who reads what is written.
    """
    time.sleep(seconds)

    return not _has_gone(reader)


def _terminate(*_: object) -> NoReturn:
    raise Terminated


def _has_gone(stream: TextIO) -> bool:
    """
    Tell whether the other end of a pipe or terminal is closed, which writing alone would show too late.
    """
    if sys.platform == "win32":
        return False
    try:
        number = stream.fileno()
    except (OSError, ValueError):  # a stream in memory has no other end
        return False
    poll = select.poll()
    poll.register(number, 0)

    return any(event & (select.POLLERR | select.POLLHUP) for _, event in poll.poll(0))
