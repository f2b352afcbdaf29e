"""
The JSON backend with faults: in its own operations on files, and in those of the index below SQLite.
"""

from __future__ import annotations

import errno
import os
import sqlite3
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final
from unittest import mock

from mentorcore.backends import Backend, Layout
from mentorcore.errors import MentorcoreError
from mentorcore_json import writer
from tests.crash.faults.below import FAULTS, FailingBelow
from tests.crash.faults.trial import Fault, Faulty
from tests.json_store.samples import QuickFiles, opened
from tests.json_store.seams import Watched
from tests.sqlite.vfs import watched


CHANGES: Final = frozenset(
    {
        *("make_directory", "create", "write", "truncate", "sync", "replace", "unlink"),
        *("sync_files", "sync_directories", "sync_directory", "commit"),
    }
)
_OPENS: Final = frozenset({"create", "open", "open_to_read", "open_or_create", "connect"})


def _errors(name: str) -> BaseException:
    if name == "MemoryError":
        return MemoryError()
    if name == "KeyboardInterrupt":
        return KeyboardInterrupt()

    return OSError(getattr(errno, name), os.strerror(getattr(errno, name)))


class FailingFiles(Watched):
    """
    Lets one operation go wrong.
    """

    def __init__(self) -> None:
        super().__init__()
        self.hit = ""
        self.error: BaseException = OSError()
        self._count = 0
        self._at = 0
        self._fault = Fault("EIO")

    def arm(self, at: int, fault: Fault) -> None:
        """
        Count anew, and let the operation with this number, from 1, go wrong.
        """
        self.hit, self._count, self._at, self._fault = "", 0, at, fault
        self.error = _errors(fault.name)

    def disarm(self) -> str:
        """
        Let nothing go wrong any more; return which operation did.
        """
        self._at = 0

        return self.hit

    def before(self, name: str, *args: Any) -> None:
        self._count += 1
        # A file that cannot be closed is closed all the same.
        when = "after" if name == "close" else "before" if name in _OPENS else self._fault.when
        if not self._goes_wrong(name) or when == "after":
            return
        if name == "write" and when == "half":
            file, data, at = args
            os.pwrite(file.fileno(), data[: len(data) // 2], at)
        self.hit = self.hit or name
        raise self.error

    def after(self, name: str, *args: Any) -> None:
        if name not in _OPENS and self._goes_wrong(name):
            self.hit = self.hit or name
            raise self.error

    def _goes_wrong(self, name: str) -> bool:
        return bool(self._at) and (
            self._count == self._at or bool(self._fault.lasts and self.hit and name in CHANGES)
        )


class _JsonFaulty(Faulty):
    def __init__(self) -> None:
        self._stack = ExitStack()
        # Each commit begins the redo log anew where the one before it left anything there.
        self._stack.enter_context(mock.patch.object(writer, "ROUND", 500))

    def calm(self, where: Path, layout: Layout, *, create: bool, upgrade: bool) -> Backend:
        return opened(where, layout, create=create, upgrade=upgrade, files=QuickFiles(), patience=1)

    def left(self, names: list[str]) -> list[str]:
        ends = (".tmp", "-wal", "-shm", "-journal")
        indexes = [name for name in names if name.startswith("index-")]

        return [name for name in names if name.endswith(ends)] + indexes[1:]

    def is_doubtful(self, error: MentorcoreError) -> bool:
        # Memory runs out anywhere, also where everything was done.
        return "may or may not" in str(error) or "not enough memory" in str(error)

    def close(self) -> None:
        self._stack.close()


class JsonFiles(_JsonFaulty):
    """
    Faults in the backend's own operations.
    """

    name = "JSON, file operations"
    faults = (
        Fault("ENOSPC", is_full=True),
        Fault("EIO"),
        Fault("EACCES"),
        Fault("EINTR", when="half"),
        Fault("ENOSPC", is_full=True, when="half"),
        Fault("EIO", when="after"),
        Fault("EPERM"),
        Fault("MemoryError"),
        Fault("KeyboardInterrupt", foreign=True),
        Fault("EROFS", lasts=True),
        Fault("ENOSPC", is_full=True, when="half", lasts=True),
        Fault("KeyboardInterrupt", foreign=True, when="after"),
    )

    def __init__(self) -> None:
        super().__init__()
        self._files = FailingFiles()

    def open(self, where: Path, layout: Layout, *, create: bool, upgrade: bool) -> Backend:
        return opened(where, layout, create=create, upgrade=upgrade, files=self._files, patience=1)

    def arm(self, at: int, fault: Fault) -> None:
        self._files.arm(at, fault)

    def disarm(self) -> str:
        return self._files.disarm()

    def is_cause(self, error: BaseException) -> bool:
        return error is self._files.error


class JsonIndex(_JsonFaulty):
    """
    Faults in the operations on the index's files.
    """

    name = "JSON, index below SQLite"
    faults = FAULTS

    def __init__(self) -> None:
        super().__init__()
        self._below = FailingBelow()
        vfs = self._stack.enter_context(watched(self._below))

        class Files(QuickFiles):
            def connect(self, path: str) -> sqlite3.Connection:
                return sqlite3.connect(
                    f"{Path(path).as_uri()}?mode=rw&vfs={vfs}",
                    uri=True,
                    timeout=0.2,
                    isolation_level=None,
                    check_same_thread=False,
                )

        self._files = Files()

    def open(self, where: Path, layout: Layout, *, create: bool, upgrade: bool) -> Backend:
        return opened(where, layout, create=create, upgrade=upgrade, files=self._files, patience=1)

    def arm(self, at: int, fault: Fault) -> None:
        self._below.arm(at, fault)

    def disarm(self) -> str:
        return self._below.disarm()

    def is_cause(self, error: BaseException) -> bool:
        return isinstance(error, (sqlite3.Error, MemoryError))
