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
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from io import FileIO
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
    anything but plain files are refused with `errno.ELOOP`. A file with a second name is not opened for
    writing, which would change it under that name as well: `errno.EMLINK`.

    What is open belongs to an object: an interruption that comes before somebody closes it leaves nothing
    open, and no number is mistaken for another file's.
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

    def create(self, path: str) -> FileIO:
        """
        Make an empty file in place of whatever has this name, and open it.
        """
        # Never emptied: under another name it may belong to somebody else.
        try:
            return self._owned(path, os.O_RDWR | os.O_CREAT | os.O_EXCL)
        except FileExistsError:
            os.unlink(path)

        return self._owned(path, os.O_RDWR | os.O_CREAT | os.O_EXCL)

    def open(self, path: str) -> FileIO:
        """
        Open a file for reading and writing.
        """
        return self._owned(path, os.O_RDWR)

    def open_to_read(self, path: str) -> FileIO:
        """
        Open a file for reading.
        """
        return self._owned(path, os.O_RDONLY)

    def open_or_create(self, path: str) -> FileIO:
        """
        Open a file for reading and writing, made empty where there is none.
        """
        return self._owned(path, os.O_RDWR | os.O_CREAT)

    def write(self, file: FileIO, data: bytes, at: int) -> None:
        """
        Write all of *data* at an offset.
        """
        rest = memoryview(data)
        while rest:
            written = os.pwrite(file.fileno(), rest, at)
            rest = rest[written:]
            at += written

    def truncate(self, file: FileIO, size: int) -> None:
        """
        Cut a file to *size* bytes.
        """
        os.ftruncate(file.fileno(), size)

    def sync(self, file: FileIO) -> None:
        """
        Wait until the content of a file, and its size, is on the disk.
        """
        _sync(file.fileno())

    def close(self, file: FileIO) -> None:
        """
        Close a file; one that is closed is fine.
        """
        file.close()

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

    def read_at(self, file: FileIO, size: int, at: int) -> bytes:
        """
        Return up to *size* bytes from an offset.
        """
        # What says the size may be damaged; the file does not grow by that.
        return _read(file.fileno(), min(size, max(0, self.size(file) - at)), at)

    def size(self, file: FileIO) -> int:
        """
        Return the size of a file in bytes.
        """
        return os.fstat(file.fileno()).st_size

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
        Tell whether a link, anything else that is no plain file, or a file with a second name has this name.
        """
        try:
            found = os.lstat(path)
        except FileNotFoundError:
            return False

        return not stat.S_ISREG(found.st_mode) or found.st_nlink > 1

    def identity(self, path: str) -> tuple[int, int] | None:
        """
        Return what tells this file from every other one that is open, or *None* where there is none.
        """
        try:
            found = os.lstat(path)
        except FileNotFoundError:
            return None

        return found.st_dev, found.st_ino

    def is_still(self, path: str, identity: tuple[int, int]) -> bool:
        """
        Tell whether this is still the file with this name, and has no second one.
        """
        try:
            found = os.lstat(path)
        except FileNotFoundError:
            return False

        return (found.st_dev, found.st_ino) == identity and found.st_nlink <= 1

    def is_at(self, file: FileIO, path: str) -> bool:
        """
        Tell whether the open file is still the one with this name, and has no second one.
        """
        found = os.fstat(file.fileno())

        return self.identity(path) == (found.st_dev, found.st_ino) and found.st_nlink <= 1

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

    def _owned(self, path: str, flags: int) -> FileIO:
        return FileIO(self._open(path, flags), "r+b" if flags & os.O_RDWR else "rb")

    def _open(self, path: str, flags: int) -> int:
        fd = os.open(path, flags | _PLAIN, 0o600)
        try:
            _check(fd, path, flags)
        except BaseException:
            os.close(fd)
            raise

        return fd


def _check(fd: int, path: str, flags: int) -> None:
    found = os.fstat(fd)
    if not stat.S_ISREG(found.st_mode):
        raise OSError(errno.ELOOP, "not a plain file", path)
    if flags & os.O_RDWR and found.st_nlink > 1:
        raise OSError(errno.EMLINK, "a file with a second name", path)
    if flags & os.O_CREAT and stat.S_IMODE(found.st_mode) != 0o600:
        os.fchmod(fd, 0o600)


def _read(fd: int, size: int, at: int) -> bytes:
    data = os.pread(fd, size, at)
    while len(data) < size and (more := os.pread(fd, size - len(data), at + len(data))):
        data += more

    return data


def _sync_all(paths: Sequence[str]) -> None:
    # A file system that several threads ask at once writes its own journal once for all of them.
    syncs: list[Future[None]] = []
    if len(paths) > 1:
        with ThreadPoolExecutor(min(len(paths), _THREADS)) as pool, suppress(RuntimeError):
            # Python is ending, or the system has no more threads: the rest is synced here.
            syncs.extend(pool.submit(_sync_path, path) for path in paths)
    for done in syncs:
        done.result()
    for path in paths[len(syncs) :]:
        _sync_path(path)


def _sync_path(path: str) -> None:
    fd = os.open(path, (os.O_RDWR if sys.platform == "win32" else os.O_RDONLY) | _PLAIN)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


_sync = getattr(os, "fdatasync", os.fsync)
