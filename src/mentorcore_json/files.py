"""
Files: every operation on the file system, and the commit of the index, in one replaceable place.

Tests put their own `Files` in to record operations, to fail one of them or to stop at one of them. Nothing
else in this package touches the file system.
"""

# The paths of documents are built and used on every call; plain strings cost a tenth of `pathlib.Path`.
# ruff: noqa: PTH101, PTH102, PTH105, PTH106, PTH108, PTH208

from __future__ import annotations

import errno
import os
import sqlite3
import stat
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Final


_EXTRA = getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
# A pipe in place of a file must not block, a link must not be followed.
_PLAIN = _EXTRA | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)

_THREADS = 16

LARGEST: Final = 256 << 20
"""The size in bytes of the largest file that is read at once; several times that of any document."""


class Files:
    """
    What the JSON backend does to the file system: one method, one operation.

    Files are made for their owner alone (0600, directories 0700), whatever the umask. Symbolic links and
    anything but plain files are refused with `errno.ELOOP`.
    """

    def make_directory(self, path: str) -> None:
        """
        Make a directory for its owner alone; one that is there already is fine.
        """
        try:
            os.mkdir(path, 0o700)
        except FileExistsError:
            if not stat.S_ISDIR(os.lstat(path).st_mode):
                raise OSError(errno.ELOOP, "not a directory", path) from None
        else:
            os.chmod(path, 0o700)

    def remove_directory(self, path: str) -> None:
        """
        Remove an empty directory.
        """
        os.rmdir(path)

    def create(self, path: str) -> int:
        """
        Make an empty file in place of whatever has this name, and open it.
        """
        # Never emptied: under another name it may belong to somebody else.
        try:
            return self._open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL)
        except FileExistsError:
            os.unlink(path)

        return self._open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL)

    def open(self, path: str) -> int:
        """
        Open a file for reading and writing.
        """
        return self._open(path, os.O_RDWR)

    def open_or_create(self, path: str) -> int:
        """
        Open a file for reading and writing, made empty where there is none.
        """
        return self._open(path, os.O_RDWR | os.O_CREAT)

    def write(self, fd: int, data: bytes, at: int) -> None:
        """
        Write all of *data* at an offset.
        """
        rest = memoryview(data)
        while rest:
            written = os.pwrite(fd, rest, at)
            rest = rest[written:]
            at += written

    def truncate(self, fd: int, size: int) -> None:
        """
        Cut a file to *size* bytes.
        """
        os.ftruncate(fd, size)

    def sync(self, fd: int) -> None:
        """
        Wait until the content of a file, and its size, is on the disk.
        """
        _sync(fd)

    def close(self, fd: int) -> None:
        """
        Close a file.
        """
        os.close(fd)

    def replace(self, source: str, target: str) -> None:
        """
        Give a file another name, in place of whatever has it.
        """
        os.replace(source, target)

    def unlink(self, path: str) -> None:
        """
        Remove a file; one that is not there is fine.
        """
        with suppress(FileNotFoundError):
            os.unlink(path)

    def sync_files(self, paths: Sequence[str]) -> None:
        """
        Wait until the content of files is on the disk, of all together.
        """
        _sync_all(paths)

    def sync_directories(self, paths: Sequence[str]) -> None:
        """
        Wait until the names in directories are on the disk, of all together.
        """
        if sys.platform != "win32":  # pragma: no branch - Windows has no such call
            _sync_all(paths)

    def sync_directory(self, path: str) -> None:
        """
        Wait until the names in a directory are on the disk; a link to a directory, as a store may be, counts.
        """
        if sys.platform != "win32":  # pragma: no branch - Windows has no such call
            _sync_path(os.path.realpath(path))

    def read(self, path: str) -> bytes:
        """
        Return the whole content of a file; one beyond `LARGEST` is refused with `errno.EOVERFLOW`.
        """
        fd = self._open(path, os.O_RDONLY)
        try:
            size = os.fstat(fd).st_size
            if size > LARGEST:
                raise OSError(errno.EOVERFLOW, "too large", path)
            return _read(fd, size, 0)
        finally:
            os.close(fd)

    def read_at(self, fd: int, size: int, at: int) -> bytes:
        """
        Return up to *size* bytes from an offset.
        """
        # What says the size may be damaged; the file does not grow by that.
        return _read(fd, min(size, max(0, os.fstat(fd).st_size - at)), at)

    def size(self, fd: int) -> int:
        """
        Return the size of a file in bytes.
        """
        return os.fstat(fd).st_size

    def names(self, path: str) -> list[str]:
        """
        Return the names in a directory, in order.
        """
        return sorted(os.listdir(path))

    def is_directory(self, path: str) -> bool:
        """
        Tell whether a directory is there; a link to one does not count.
        """
        try:
            return stat.S_ISDIR(os.lstat(path).st_mode)
        except FileNotFoundError:
            return False

    def is_foreign(self, path: str) -> bool:
        """
        Tell whether a link, or anything else that is no plain file, has this name.
        """
        try:
            return not stat.S_ISREG(os.lstat(path).st_mode)
        except FileNotFoundError:
            return False

    def identity(self, path: str) -> tuple[int, int] | None:
        """
        Return what tells this file from every other one that is open, or *None* where there is none.
        """
        try:
            found = os.lstat(path)
        except FileNotFoundError:
            return None

        return found.st_dev, found.st_ino

    def is_at(self, fd: int, path: str) -> bool:
        """
        Tell whether the open file is still the one with this name.
        """
        found = os.fstat(fd)

        return self.identity(path) == (found.st_dev, found.st_ino)

    def connect(self, path: str) -> sqlite3.Connection:
        """
        Open an SQLite file that is there.
        """
        return sqlite3.connect(
            f"{Path(path).as_uri()}?mode=rw",
            uri=True,
            timeout=10,
            isolation_level=None,
            check_same_thread=False,
        )

    def commit(self, database: sqlite3.Connection) -> None:
        """
        Commit the transaction of an SQLite file.
        """
        database.execute("COMMIT")

    def _open(self, path: str, flags: int) -> int:
        fd = os.open(path, flags | _PLAIN, 0o600)
        try:
            _make_private(fd, path, made=bool(flags & os.O_CREAT))
        except OSError:
            os.close(fd)
            raise

        return fd


def _make_private(fd: int, path: str, *, made: bool) -> None:
    mode = os.fstat(fd).st_mode
    if not stat.S_ISREG(mode):
        raise OSError(errno.ELOOP, "not a plain file", path)
    if made and stat.S_IMODE(mode) != 0o600:
        os.fchmod(fd, 0o600)


def _read(fd: int, size: int, at: int) -> bytes:
    data = os.pread(fd, size, at)
    while len(data) < size and (more := os.pread(fd, size - len(data), at + len(data))):
        data += more

    return data


def _sync_all(paths: Sequence[str]) -> None:
    # A file system that several threads ask at once writes its own journal once for all of them.
    with ThreadPoolExecutor(min(len(paths), _THREADS) or 1) as pool:
        for _ in pool.map(_sync_path, paths):
            pass


def _sync_path(path: str) -> None:
    fd = os.open(path, (os.O_RDWR if sys.platform == "win32" else os.O_RDONLY) | _PLAIN)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


_sync = getattr(os, "fdatasync", os.fsync)
