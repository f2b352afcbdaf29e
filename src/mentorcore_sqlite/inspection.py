"""
Inspection: a database that is read, and copied, without being opened as a store.
"""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

from mentorcore.backends import in_place_of, without_paths
from mentorcore.backends.system import unplaced
from mentorcore.errors import BackupExists, Corrupt, NotAStore
from mentorcore_sql.inspection import RelationalInspection
from mentorcore_sql.state import State
from mentorcore_sqlite.connections import Connections
from mentorcore_sqlite.location import has_log, locate, make_room, printable
from mentorcore_sqlite.migration import names
from mentorcore_sqlite.recognition import state_of
from mentorcore_sqlite.trouble import FOREIGN, translated


UNFINISHED = ".tmp"
"""What the name of a copy ends with until it is whole."""

_NO_SECOND_NAME = {errno.EPERM, errno.ENOTSUP, errno.ENOSYS, errno.EMLINK}
"""What file systems say on which a file has one name."""

_BESIDE = ("", "-wal", "-shm", "-journal")


def inspect_sqlite(url: str, *, busy_seconds: float = 10.0) -> SQLiteInspection:
    """
    Look at the store that an SQLite URL names.

    Args:
        busy_seconds: How long to wait for another connection.

    Raises:
        StorageError: As `mentorcore.backends.mentorcore_inspect` says.
    """
    path = locate(url)
    # What the operating system refuses is told below.
    with suppress(OSError):
        if not path.exists():
            raise NotAStore(printable(str(path)), "there is no store")
    make_room(path, create=False)

    return SQLiteInspection(path, Connections(path, busy_seconds=busy_seconds, connection=sqlite3.Connection))


class SQLiteInspection(RelationalInspection[sqlite3.Connection]):
    """
    A look at one file, as it is at one moment.
    """

    _connections: Connections

    def __init__(self, path: Path, connections: Connections) -> None:
        # The last connection to leave moves what is in the log into the file, unless it may only read; and
        # one that may only read leaves an empty log behind where there was none.
        self._mode = "ro" if has_log(path) else "rw"
        self._path = path
        super().__init__(connections, connections.apart(self._mode), SQLiteDialect_pysqlite())

    def back_up(self, url: str) -> None:
        target = locate(url)
        where = printable(str(target))
        if any(os.path.lexists(f"{target}{ending}") for ending in _BESIDE):
            raise BackupExists(where)
        unfinished = target.with_name(f"{target.name}{UNFINISHED}")
        try:
            _make_anew(unfinished, where)
            try:
                self._copy(unfinished, where)
                _publish(unfinished, target, where)
            finally:
                for ending in _BESIDE:
                    Path(f"{unfinished}{ending}").unlink(missing_ok=True)
        except OSError as error:
            raise in_place_of(error, where) from error

    def _state(self) -> State | None:
        return state_of(self._connection, self._where)

    def _found(self) -> Mapping[str, str]:
        return names(self._connection)

    @contextmanager
    def _told(self, what: str | None = None) -> Iterator[None]:
        try:
            yield
        except FOREIGN as error:
            raise translated(error, self._where, what=what, file=self._path) from error

    def _copy(self, unfinished: Path, where: str) -> None:
        """
        Write everything that counts, as it is at one moment, while others go on writing.
        """
        with self._connections.apart(self._mode) as connection:
            try:
                connection.execute("VACUUM INTO ?", (f"file:{quote(os.fsencode(unfinished))}",))
            except FOREIGN as error:
                trouble = translated(error, where)
                if isinstance(trouble, Corrupt):  # that cannot be the copy
                    trouble = Corrupt(self._where, trouble.problem)
                raise trouble from error


def _make_anew(unfinished: Path, where: str) -> None:
    # What a copy that was interrupted has left.
    with suppress(FileNotFoundError):
        unfinished.unlink()
    try:
        handle = os.open(unfinished, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise NotAStore(where, unplaced(str(unfinished))) from without_paths(error)
    try:
        os.fchmod(handle, 0o600)  # whatever the umask takes away
    finally:
        os.close(handle)


def _publish(unfinished: Path, target: Path, where: str) -> None:
    _sync(unfinished)
    try:
        # Unlike a new name, a second one never takes the place of anything.
        os.link(unfinished, target)
    except FileExistsError as error:
        raise BackupExists(where) from without_paths(error)
    except OSError as error:
        if error.errno not in _NO_SECOND_NAME:
            raise
        if os.path.lexists(target):
            raise BackupExists(where) from without_paths(error)
        unfinished.rename(target)
    _sync(target.parent)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
