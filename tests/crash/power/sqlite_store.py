"""
The SQLite backend under power cuts.

SQLite writes its files itself. What it does to them is seen from below, so that nothing is taken on trust
but the order in which it asks the operating system for things, which is what was recorded.
"""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import ExitStack, closing, suppress
from functools import partial
from pathlib import Path
from typing import Any, Final
from unittest import mock

from mentorcore.backends import Layout
from mentorcore_sqlite import connections
from mentorcore_sqlite.backend import SQLiteBackend
from tests.crash.power.disk import Disk, File, Tree
from tests.crash.power.promise import Promise, hold
from tests.crash.power.trial import CORRUPT, Damage, Enough, Extent, Trial
from tests.crash.power.work import Work
from tests.sqlite.samples import opened, sql
from tests.sqlite.vfs import OPEN_JOURNAL, OPEN_WAL, Watcher, watched


NAME: Final = "store.db"
OFTEN, USUALLY = 8, 1000
"""Beyond so many pages in the write-ahead log SQLite moves them into the database."""


def record(
    extent: Extent,
    *,
    forget: str | None = None,
    recoveries: int = 0,
    pages: int = OFTEN,
    synchronous: str = "FULL",
) -> Trial[Promise]:
    """
    Do all steps, and cut the power at every moment.

    Args:
        forget: The one kind of sync that is left out.

        recoveries: Of every so many states one is also recovered with the power cut again.

        pages: How long the write-ahead log grows.

        synchronous: What the connections are set to, in place of what the backend asks for.
    """
    with tempfile.TemporaryDirectory() as name:
        above = Path(name)
        with closing(Trial(Disk(name, forget=forget, tears=False), check, extent)) as trial:
            if recoveries:
                trial.every(recoveries, _recover)
            with suppress(Enough), closing(_SqliteWork(above, trial, pages, synchronous)) as work:
                work.run()

    return trial


def is_noticed(sync: str) -> bool:
    """
    Tell whether something is damaged when one kind of sync is left out.
    """
    return any(
        record(Extent(share=0, first=True), forget=sync, pages=pages).damages for pages in (OFTEN, USUALLY)
    )


def check(where: Path, promise: Promise) -> None:
    """
    Hold the store that is left in a directory to what was promised.

    Raises:
        Damage: It is something else.
    """
    path = where / NAME
    hold(where, promise, partial(_opened, path))
    try:
        said = sql(path, "PRAGMA integrity_check")
    except sqlite3.DatabaseError as error:
        raise Damage(CORRUPT, str(error)) from error
    if said != [("ok",)]:
        raise Damage(CORRUPT, f"SQLite finds {said}")
    if names := {found.name for found in where.iterdir()} - {NAME}:
        raise Damage(CORRUPT, f"{names} were left behind")


class Recorder(Watcher):
    """
    Tells a disk what SQLite does to the files on it.
    """

    def __init__(self, disk: Disk, above: Path) -> None:
        self.is_full = False
        self._disk = disk
        self._above = f"{above}/"
        self._new: set[str] = set()

    def before(self, operation: str, path: str, *given: Any) -> int:
        is_ours = path.startswith(self._above)

        return sqlite3.SQLITE_FULL if self.is_full and is_ours and operation == "write" else 0

    def after(self, operation: str, path: str, *given: Any) -> None:
        if not path.startswith(self._above):
            return
        match operation:
            case "open":
                if self._disk.node(path) is None:
                    self._disk.add(path, File())
                # The first time that it syncs a journal, SQLite syncs the directory as well.
                if given[0] & (OPEN_JOURNAL | OPEN_WAL):
                    self._new.add(path)
            case "write":
                self._disk.file(path).write(self._disk.next(), *given)
            case "truncate":
                self._disk.file(path).truncate(self._disk.next(), *given)
            case "sync":
                self.sync(path)
            case "delete":
                self._disk.remove(path)
                if given[0]:
                    self._sync_names()

    def sync(self, path: str, *, by: str = "SQLite") -> None:
        """
        See a file synced.
        """
        if self._disk.syncing(f"{by}: {_kind(path)}"):
            self._disk.file(path).sync()
        if path in self._new:
            self._new.remove(path)
            self._sync_names()

    def _sync_names(self) -> None:
        if self._disk.syncing("SQLite: names"):
            self._disk.top.sync()


def _kind(path: str) -> str:
    return "journal" if path.endswith("-journal") else "log" if path.endswith("-wal") else "database"


def _recover(above: Path, left: Tree, promise: Promise) -> Trial[Promise]:
    with closing(Trial(Disk.holding(str(above), left, tears=False), check, Extent(share=0.05))) as trial:
        trial.promise(promise)
        with closing(_SqliteWork(above, trial, OFTEN, "FULL")) as work:
            work.go_on(promise)

    return trial


class _Quick(sqlite3.Connection):
    def execute(self, statement: str, parameters: Any = (), /) -> sqlite3.Cursor:
        return super().execute(statement.replace("synchronous = FULL", "synchronous = OFF"), parameters)


def _opened(path: Path, layout: Layout, *, create: bool, upgrade: bool) -> SQLiteBackend:
    return opened(path, layout, create=create, upgrade=upgrade, connection=_Quick)


class _SqliteWork(Work):
    def __init__(self, above: Path, trial: Trial[Promise], pages: int, synchronous: str) -> None:
        super().__init__(trial)
        self._path = above / NAME
        self._recorder = Recorder(trial.disk, above)
        self._vfs = ExitStack()
        vfs = self._vfs.enter_context(watched(self._recorder))
        self._vfs.enter_context(mock.patch.object(connections, "sync_file", self._synced))

        class Recorded(sqlite3.Connection):
            def __init__(self, database: str, *arguments: Any, **named: Any) -> None:
                super().__init__(f"{database}&vfs={vfs}", *arguments, **named)
                super().execute(f"PRAGMA wal_autocheckpoint = {pages}")

            def execute(self, statement: str, parameters: Any = (), /) -> sqlite3.Cursor:
                return super().execute(statement.replace("= FULL", f"= {synchronous}"), parameters)

        self._connection = Recorded

    def open(self, layout: Layout, *, create: bool, upgrade: bool) -> SQLiteBackend:
        return opened(self._path, layout, create=create, upgrade=upgrade, connection=self._connection)

    def fill_up(self, is_full: bool) -> None:
        self._recorder.is_full = is_full

    def close(self) -> None:
        self._vfs.close()

    def _synced(self, path: str) -> None:
        if path.startswith(f"{self._path}"):
            self._recorder.sync(path, by="scrub")
