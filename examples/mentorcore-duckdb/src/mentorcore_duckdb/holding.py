"""
Which files this process has open, and what becomes of them in a process that is forked.
"""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol
from weakref import WeakSet

from mentorcore.errors import Unavailable


@dataclass
class Held:
    """
    A file that this process has open, once or several times.

    Attributes:
        writing: Held by whoever commits. DuckDB would refuse the second of two writers instead of letting it
            wait, and sees nothing wrong where one reads what the other writes.
    """

    file: Path
    pid: int
    users: int = 0
    writing: threading.RLock = field(default_factory=threading.RLock)

    @staticmethod
    def by_this_process(file: Path, where: str) -> Held:
        """
        Take a file that nobody has, or that this process has already.

        Raises:
            Unavailable: A process had it open when it forked this one. DuckDB's memory of it was copied, its
                lock was not.
        """
        with _looking:
            held = _files.setdefault(file, Held(file, os.getpid()))
            held.require_own(where)
            held.users += 1

        return held

    def require_own(self, where: str) -> None:
        """
        Refuse a process that was forked from the one that opened the file.
        """
        if self.pid != os.getpid():
            problem = "it was open when this process was forked"
            raise Unavailable(where, problem, "open it in one of the two only")

    def let_go(self) -> None:
        """
        Take note that one of those who have it open has closed it.
        """
        with _looking:
            self.users -= 1
            if not self.users:
                del _files[self.file]


class Inheritable(Protocol):
    """
    What a forked process gets a copy of.
    """

    def leave_behind(self) -> None:
        """
        Become the parent's, in the child.
        """


opened: WeakSet[Inheritable] = WeakSet()
"""What has a file open."""

_files: dict[Path, Held] = {}
_looking = threading.Lock()


def _in_child() -> None:
    # another thread, which the child does not have, may have taken it
    _looking.release()
    for each in opened:
        each.leave_behind()


os.register_at_fork(before=_looking.acquire, after_in_parent=_looking.release, after_in_child=_in_child)
