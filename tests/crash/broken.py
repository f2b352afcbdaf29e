"""
Broken: stores that look fine until somebody is killed.
"""

from __future__ import annotations

import os
import sqlite3
import time
from io import FileIO
from pathlib import Path
from typing import Any, ClassVar

from mentorcore.backends import Backend, Layout
from mentorcore.backends.memory import MemoryBackend
from mentorcore.errors import Unavailable
from mentorcore.testing.crash import passing
from mentorcore.testing.crash.checking import SLOW
from mentorcore_json.redo import FIRST
from mentorcore_sqlite.opening import open_sqlite
from tests.crash.stores import PassingFiles, json_store


class _LateFiles(PassingFiles):
    """
    Puts what is written to the redo log off until the next record, or until all of them are read.
    """

    def __init__(self) -> None:
        self._redo: set[FileIO] = set()
        self._put_off: list[tuple[FileIO, bytes, int]] = []

    def open(self, path: str) -> FileIO:
        file = super().open(path)
        if path.endswith("redo.log"):
            self._redo.add(file)
        return file

    def write(self, file: FileIO, data: bytes, at: int) -> None:
        if file in self._redo and any(data):
            self._catch_up()
            self._put_off.append((file, data, at))
        else:
            super().write(file, data, at)

    def read_at(self, file: FileIO, size: int, at: int) -> bytes:
        if at <= FIRST:
            self._catch_up()
        return super().read_at(file, size, at)

    def close(self, file: FileIO) -> None:
        if file in self._redo:
            self._catch_up()
            self._redo.remove(file)
        super().close(file)

    def _catch_up(self) -> None:
        while self._put_off:
            super().write(*self._put_off.pop(0))


def acknowledges_before_the_redo_record(where: Path, layout: Layout) -> Backend:
    return json_store(where, layout, _LateFiles())


class _Littering(PassingFiles):
    """
    Has a file with the number of the process next to the lock while it is held, and removes only its own.
    """

    def __init__(self) -> None:
        self._held: dict[FileIO, str] = {}

    def open_or_create(self, path: str) -> FileIO:
        file = super().open_or_create(path)
        self._held[file] = f"{path}.{os.getpid()}"
        Path(self._held[file]).touch()

        return file

    def close(self, file: FileIO) -> None:
        if file in self._held:
            Path(self._held.pop(file)).unlink()
        super().close(file)


def leaves_files_behind(where: Path, layout: Layout) -> Backend:
    return json_store(where, layout, _Littering())


def takes_its_time_after_a_crash(where: Path, layout: Layout) -> Backend:
    log = where / "redo.log"
    if log.exists() and log.stat().st_size > 1000:
        time.sleep(SLOW + 0.5)

    return json_store(where, layout)


class _Deferring(sqlite3.Connection):
    """
    Commits when the next transaction begins, or somebody else has to see what is there.
    """

    _everybody: ClassVar[list[_Deferring]] = []

    def __init__(self, *args: Any, **keywords: Any) -> None:
        for one in self._everybody:
            one.catch_up()
        super().__init__(*args, **keywords)
        self._is_due = False
        self._everybody.append(self)

    @property
    def in_transaction(self) -> bool:
        return super().in_transaction and not self._is_due

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        if sql == "COMMIT":
            self._is_due = True
            return self.cursor()
        if sql.startswith("BEGIN"):
            passing("before a transaction")
            self.catch_up()

        return super().execute(sql, parameters)

    def close(self) -> None:
        self.catch_up()
        self._everybody.remove(self)
        super().close()

    def catch_up(self) -> None:
        """
        Do what is due.
        """
        if self._is_due:
            super().execute("COMMIT")
        self._is_due = False


def commits_with_the_next_commit(where: Path, layout: Layout) -> Backend:
    return _sqlite(where, layout, _Deferring)


class _Autocommitting(sqlite3.Connection):
    """
    Commits after every statement that writes.
    """

    def cursor(self, factory: Any = None) -> Any:
        return super().cursor(_AutocommittingCursor)


class _AutocommittingCursor(sqlite3.Cursor):
    def executemany(self, sql: str, parameters: Any, /) -> _AutocommittingCursor:
        super().executemany(sql, parameters)
        super().execute("COMMIT")
        passing("after a statement")
        super().execute("BEGIN IMMEDIATE")

        return self


def commits_after_every_statement(where: Path, layout: Layout) -> Backend:
    return _sqlite(where, layout, _Autocommitting)


def remembers_nothing(where: Path, layout: Layout) -> Backend:
    return MemoryBackend()


def cannot_be_opened(where: Path, layout: Layout) -> Backend:
    raise Unavailable("the disk", "it is on holiday")


def _sqlite(where: Path, layout: Layout, connection: type[sqlite3.Connection]) -> Backend:
    return open_sqlite(
        f"sqlite:///{where}/store.db", layout, create=True, upgrade=False, connection=connection
    )
