"""
Trouble: what goes wrong below this package, said in the errors of mentorcore.
"""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from mentorcore.errors import Corrupt, StorageError, StorageFull, Unavailable


class IndexLost(Exception):
    """
    The index is missing, damaged or of another store, and has to be rebuilt.
    """


_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


@contextmanager
def translated(where: str) -> Iterator[None]:
    """
    Raise errors of the operating system and of SQLite as `StorageError`, with the original as the cause.
    """
    try:
        yield
    except OSError as error:
        raise of_system(error, where) from error
    except sqlite3.Error as error:
        raise of_sqlite(error, where) from error


def of_system(error: OSError, where: str) -> StorageError:
    """
    Return the storage error that an error of the operating system stands for.
    """
    if error.errno in _FULL:
        return StorageFull(where)
    if error.errno == errno.ELOOP:
        return Corrupt(str(error.filename or where), "it is a link or no plain file, which is never followed")

    return Unavailable(where, error.strerror or type(error).__name__)


def of_sqlite(error: sqlite3.Error, where: str) -> StorageError:
    """
    Return the storage error that an error of the index stands for.
    """
    if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL:
        return StorageFull(where)

    return Unavailable(where, "its index cannot be used now")


def in_doubt(where: str) -> Unavailable:
    """
    Return what is said of a commit that could neither be completed nor be withdrawn.
    """
    return Unavailable(where, "the commit may or may not have been kept")


def is_damage(error: sqlite3.Error) -> bool:
    """
    Tell whether the index itself is damaged, so that only rebuilding helps.
    """
    code = getattr(error, "sqlite_errorcode", None)

    return (code is not None and code & 0xFF in _DAMAGED) or "no such" in str(error)
