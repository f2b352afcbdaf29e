"""
Seams: file systems that stop, fail or are watched at a chosen operation.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from io import FileIO
from typing import Any

from mentorcore_json import Files
from tests.json_store.samples import QuickFiles


OPERATIONS = tuple(name for name in vars(Files) if not name.startswith("_"))


class Killed(BaseException):
    """
    The process was killed.
    """


class Watched(QuickFiles):
    """
    Calls `before` and `after` around every operation, and knows what is open.
    """

    def __init__(self) -> None:
        self.open_files: set[FileIO] = set()
        self.databases: list[sqlite3.Connection] = []

    def before(self, name: str, *args: Any) -> None:
        """
        See an operation coming.
        """

    def after(self, name: str, *args: Any) -> None:
        """
        See an operation that was done.
        """

    def abandon(self) -> None:
        """
        Let go of everything, as the operating system does when a process dies.
        """
        for file in self.open_files:
            with suppress(OSError):
                file.close()
        for database in self.databases:
            database.close()


def _watched(name: str) -> Callable[..., Any]:
    def operation(self: Watched, *args: Any) -> Any:
        self.before(name, *args)
        result = getattr(QuickFiles, name)(self, *args)
        if name in {"create", "open", "open_to_read", "open_or_create"}:
            self.open_files.add(result)
        elif name == "close":
            self.open_files.discard(args[0])
        elif name == "connect":
            self.databases.append(result)
        self.after(name, *args)
        return result

    return operation


for _name in OPERATIONS:
    setattr(Watched, _name, _watched(_name))


class Counting(Watched):
    """
    Counts operations.
    """

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def before(self, name: str, *args: Any) -> None:
        self.count += 1


class Killing(Counting):
    """
    Stops at the n-th operation and does nothing any more; a write is stopped half-way.
    """

    def __init__(self, at: int) -> None:
        super().__init__()
        self._at = at

    def before(self, name: str, *args: Any) -> None:
        super().before(name, *args)
        if self.count == self._at and name == "write":
            file, data, offset = args
            os.pwrite(file.fileno(), data[: len(data) // 2], offset)
        if self.count >= self._at:
            raise Killed


class Failing(Counting):
    """
    Fails with an error from the n-th operation on, as often as it is told.
    """

    def __init__(
        self, at: int, error: Exception, *, times: int = 1, only: frozenset[str] | None = None
    ) -> None:
        super().__init__()
        self._error = error
        self._at = at
        self._times = times
        self._only = only
        self.hit: list[str] = []

    def before(self, name: str, *args: Any) -> None:
        if self._only is not None and name not in self._only:
            return
        super().before(name, *args)
        if self._at <= self.count < self._at + self._times:
            self.hit.append(name)
            raise self._error
