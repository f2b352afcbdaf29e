"""
Trouble: what goes wrong below this package, said in the errors of mentorcore.
"""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from mentorcore.backends import in_place_of, without_paths, without_text
from mentorcore.errors import Corrupt, StorageError, StorageFull, Unavailable, Unsupported
from mentorcore_json.places import check_name


class IndexLost(Exception):
    """
    The index is missing, damaged or of another store, and has to be rebuilt.
    """


NO_FILE = {errno.ELOOP, errno.EISDIR, errno.ENOTDIR, errno.ENXIO}
"""What is said of a link, a directory, a pipe or a socket in place of a file."""

_SECOND_NAME = "its file has a second name, and what is written to it would be changed there as well"
_UNSHARED = (
    "remove that name: a snapshot that cp -al makes shares its files with the store; make a copy of them "
    "instead, with mentorcore copy or cp -a"
)

SYSTEM = (OSError, sqlite3.Error, MemoryError, UnicodeDecodeError)
"""What the operating system, and the index, may raise; a damaged index has errors that are no text."""

_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


def is_foreign(error: BaseException) -> bool:
    """
    Tell whether no operation raised this: an application's time limit is a `TimeoutError` out of a signal
    handler, which is an `OSError` as well.
    """
    return isinstance(error, OSError) and error.errno is None


class despite:  # noqa: N801 - reads like `suppress`
    """
    Go on behind the block in spite of these errors, unless they are foreign.
    """

    def __init__(self, *errors: type[Exception]) -> None:
        self._errors = errors

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> bool:
        return isinstance(error, self._errors) and not is_foreign(error)


@contextmanager
def translated(where: str) -> Iterator[None]:
    """
    Raise errors of the operating system and of SQLite as `StorageError`, with the original as the cause.
    """
    try:
        yield
    except StorageError as error:
        without_paths(error)
        raise
    except OSError as error:
        if is_foreign(error):
            raise
        raise of_system(error, where) from error
    except sqlite3.Error as error:
        raise of_sqlite(error, where) from error
    except UnicodeDecodeError as error:
        raise Unavailable(where, "its index cannot be used now") from without_text(error)
    except MemoryError as error:
        raise Unavailable(where, "there is not enough memory") from error
    except (UnicodeEncodeError, OverflowError) as error:
        raise Unsupported(
            "no lone surrogate and no number over 64 bits is kept", "give another value"
        ) from without_text(error)


def of_system(error: OSError, where: str) -> StorageError:
    """
    Return the storage error that an error of the operating system stands for.
    """
    without_paths(error)
    if error.errno == errno.EOVERFLOW:
        return Corrupt(str(error.filename or where), "it is larger than anything that is kept here")
    if error.errno == errno.EMLINK:
        return Unsupported(f"{error.filename or where}: {_SECOND_NAME}", _UNSHARED)
    if error.errno in NO_FILE:
        path = str(error.filename2 or error.filename or where)
        return Corrupt(path, "it is a link or no plain file, which is never followed")

    return in_place_of(error, where)


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
    return Unavailable(where, "the commit may or may not have been kept; with a token that is found out")


@contextmanager
def rebuilt(where: str) -> Iterator[None]:
    """
    Give up on an index that is lost again although it was just rebuilt.
    """
    try:
        yield
    except IndexLost as error:
        raise Unavailable(where, "its index is lost again and again") from error


def is_damage(error: BaseException) -> bool:
    """
    Tell whether the index itself is damaged, so that only rebuilding helps.
    """
    if isinstance(error, UnicodeDecodeError):
        return True
    if not isinstance(error, sqlite3.Error):
        return False
    code = getattr(error, "sqlite_errorcode", None)
    said = str(error)

    return (code is not None and code & 0xFF in _DAMAGED) or "no such" in said or "not decode" in said


def numbers(row: Sequence[object] | None) -> list[int]:
    """
    Return the numbers in a row of the index.

    Raises:
        IndexLost: There is no row, or something else is in it.
    """
    if row is None:
        raise IndexLost
    found = [value for value in row if isinstance(value, int) and value >= 0]
    if len(found) != len(row):
        raise IndexLost

    return found


def names(rows: Iterable[Sequence[object]]) -> list[tuple[str, int]]:
    """
    Return the ids and versions in rows of the index.

    Raises:
        IndexLost: Something else is in them; a path must not be made from it.
    """
    return [(_name(row[0]), numbers(row[1:])[0]) for row in rows]


def _name(value: object) -> str:
    try:
        check_name(value)
    except Unsupported as error:
        raise IndexLost from error

    return str(value)
