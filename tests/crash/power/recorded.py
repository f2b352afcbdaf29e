"""
Recorded: the file operations of the JSON backend, told to a `Disk` as they happen.
"""

from __future__ import annotations

import errno
import os
import sqlite3
import sys
from collections.abc import Sequence
from contextlib import suppress
from io import FileIO
from pathlib import Path

from mentorcore_json import Files
from tests.crash.power.disk import Directory, Disk, File, Piece
from tests.json_store.seams import Killed


class RecordedFiles(Files):
    """
    Files that tell a disk what happens to them.

    Args:
        above: The directory that the store is made in, which is the disk's top.

        dies_at: The process is killed ahead of this operation, counted from 1; 0 lets it live.

    Attributes:
        is_full: There is no room for a commit of the index.

        points: What was about to happen each time that the process could have been killed.
    """

    def __init__(self, disk: Disk, above: Path, *, dies_at: int = 0) -> None:
        self.is_full = False
        self.points: list[str] = []
        self._disk = disk
        self._above = str(above)
        self._dies_at = dies_at
        self._handles: dict[FileIO, File] = {}
        self._names: dict[FileIO, str] = {}
        self._databases: list[sqlite3.Connection] = []

    def let_go(self) -> None:
        """
        Close everything, as the operating system does when a process dies.
        """
        for file in list(self._handles):
            with suppress(OSError):
                self.close(file)
        for database in self._databases:
            database.close()

    def make_directory(self, path: str) -> None:
        self._live("make_directory")
        is_new = not Path(path).exists()
        super().make_directory(path)
        if is_new:
            self._disk.add(path, Directory())

    def create(self, path: str) -> FileIO:
        self._live("create")
        if self._disk.node(path) is not None:
            self._disk.remove(path)
        file = super().create(path)
        self._disk.add(path, File())

        return self._opened(file, path)

    def open(self, path: str) -> FileIO:
        return self._opened(super().open(path), path)

    def open_to_read(self, path: str) -> FileIO:
        return self._opened(super().open_to_read(path), path)

    def open_or_create(self, path: str) -> FileIO:
        self._live("open_or_create")
        if self._disk.node(path) is None:
            self._disk.add(path, File())

        return self._opened(super().open_or_create(path), path)

    def write(self, file: FileIO, data: bytes, at: int) -> None:
        self._live("write")
        super().write(file, data, at)
        self._handles[file].write(self._disk.next(), bytes(data), at)

    def truncate(self, file: FileIO, size: int) -> None:
        self._live("truncate")
        super().truncate(file, size)
        self._handles[file].truncate(self._disk.next(), size)

    def sync(self, file: FileIO) -> None:
        kept, name = self._handles[file], self._names[file]
        if name.endswith(".sqlite.tmp"):
            # SQLite wrote it, out of sight.
            content = os.pread(file.fileno(), self.size(file), 0)
            kept.parts.append(Piece(self._disk.next(), 0, content))
        if self._syncs(_without_digits(name)):
            kept.sync()

    def close(self, file: FileIO) -> None:
        del self._handles[file]
        super().close(file)

    def replace(self, source: str, target: str) -> None:
        self._live("replace")
        super().replace(source, target)
        self._disk.move(source, target)

    def unlink(self, path: str) -> None:
        self._live("unlink")
        super().unlink(path)
        if self._disk.node(path) is not None:
            self._disk.remove(path)

    def sync_files(self, paths: Sequence[str]) -> None:
        if paths and self._syncs("documents"):
            for path in paths:
                self._disk.file(path).sync()

    def sync_directories(self, paths: Sequence[str]) -> None:
        for path in paths:
            self.sync_directory(path)

    def sync_directory(self, path: str) -> None:
        depth = path.removeprefix(self._above).count("/")
        if self._syncs(f"names in {('above', 'store', 'documents', 'kind', 'folder')[depth]}"):
            self._disk.directory(path).sync()

    def connect(self, path: str) -> sqlite3.Connection:
        database = super().connect(path)
        self._databases.append(database)

        return database

    def commit(self, database: sqlite3.Connection) -> None:
        path = database.execute("PRAGMA database_list").fetchone()[2]
        is_used = path.endswith(".sqlite")
        if is_used and self.is_full:
            raise OSError(errno.ENOSPC, "no space")
        self._live("commit")
        super().commit(database)
        node = self._disk.node(path)
        if is_used and isinstance(node, File):
            is_forced = database.execute("PRAGMA synchronous").fetchone() == (2,) and self._syncs("index")
            node.commit(self._disk.next(), database.serialize(), forced=is_forced)

    def _opened(self, file: FileIO, path: str) -> FileIO:
        self._handles[file] = self._disk.file(path)
        self._names[file] = path.rpartition("/")[2]

        return file

    def _syncs(self, what: str) -> bool:
        name = f"{_caller()}: {what}"
        self._live(name)

        return self._disk.syncing(name)

    def _live(self, point: str) -> None:
        self.points.append(point)
        if 0 < self._dies_at <= len(self.points):
            raise Killed


def _caller() -> str:
    """
    Return the function of the backend that asked for an operation on the files.
    """
    frame = sys._getframe(2)
    while frame.f_globals["__name__"] in (__name__, "mentorcore_json.files", "contextlib"):
        assert frame.f_back is not None
        frame = frame.f_back

    return f"{frame.f_globals['__name__'].removeprefix('mentorcore_json.')}.{frame.f_code.co_name}"


def _without_digits(name: str) -> str:
    return "".join(letter for letter in name if not letter.isdigit())
