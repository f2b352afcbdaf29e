"""
Trouble: what SQLite and its driver report, in the words of `mentorcore.errors`.

SQLite's own message stays in the cause. Here it is told by the name of its result code, because a message
may repeat what somebody wrote.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from mentorcore.backends import in_place_of, without_text
from mentorcore.errors import (
    Corrupt,
    NotAStore,
    StorageError,
    StorageFull,
    Unavailable,
    Unsupported,
)
from mentorcore_sqlite.location import is_denied


FOREIGN = (sqlite3.Error, sqlite3.Warning, UnicodeError, OverflowError, OSError, MemoryError)
"""What the driver may raise."""

_BUSY = ("another connection is using it", None)
_DENIED = ("access is denied", "let this user read and write it and its folder, or copy it to where they may")
_UNAVAILABLE = {
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_LOCKED: _BUSY,
    sqlite3.SQLITE_PROTOCOL: _BUSY,
    sqlite3.SQLITE_CANTOPEN: ("it cannot be opened", None),
    sqlite3.SQLITE_PERM: _DENIED,
    sqlite3.SQLITE_AUTH: _DENIED,
    sqlite3.SQLITE_READONLY: ("it can only be read", _DENIED[1]),
    sqlite3.SQLITE_READONLY_DBMOVED: ("its file was moved while it was open", "open it again"),
    sqlite3.SQLITE_IOERR: ("the disk reports an error", None),
    sqlite3.SQLITE_INTERRUPT: ("the call was interrupted", None),
    sqlite3.SQLITE_NOMEM: ("there is not enough memory", None),
}
"""By its code, what is wrong, and what helps where waiting does not."""


def translated(
    error: BaseException, where: str, *, what: str | None = None, file: Path | None = None
) -> StorageError:
    """
    Return the error to raise in place of one of the driver's.

    Args:
        where: The store's file.

        what: The document that was asked for, where it is one.

        file: The same file as a path: SQLite does not say whether it was a right that was missing.
    """
    without_text(error)
    if isinstance(error, UnicodeDecodeError):
        return Corrupt(what or where, "its text is not UTF-8")
    if isinstance(error, (UnicodeEncodeError, OverflowError, sqlite3.InterfaceError)):
        return Unsupported("SQLite keeps no lone surrogate and no number over 64 bits", "give another value")
    if isinstance(error, MemoryError):
        return Unavailable(where, *_UNAVAILABLE[sqlite3.SQLITE_NOMEM])
    if isinstance(error, OSError):
        return in_place_of(error, where)

    return _by_code(error, where, what or where, file)


def is_too_large(error: BaseException | None) -> bool:
    """
    Tell whether SQLite has refused a value or a row for its size.
    """
    return getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_TOOBIG


def is_refused(error: BaseException) -> bool:
    """
    Tell whether SQLite has refused a statement itself: for what the tables are, unless it is our mistake.
    """
    return getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR


def _by_code(error: BaseException, where: str, what: str, file: Path | None) -> StorageError:
    code = getattr(error, "sqlite_errorcode", None)
    name = getattr(error, "sqlite_errorname", type(error).__name__)
    primary = code & 0xFF if isinstance(code, int) else None
    for each in (code, primary):
        if each in _UNAVAILABLE:
            problem, remedy = _UNAVAILABLE[each]
            if each == sqlite3.SQLITE_CANTOPEN and file is not None and is_denied(file):
                remedy = _DENIED[1]
            return Unavailable(where, f"{problem} ({name})", remedy)
    if primary == sqlite3.SQLITE_FULL:
        return StorageFull(where)
    if primary == sqlite3.SQLITE_NOTADB:
        return NotAStore(where, "it is not an SQLite database")
    if is_too_large(error):
        return Unsupported("this document is larger than SQLite keeps", "make it smaller")
    if primary is None or is_refused(error):
        return Unsupported(f"the driver refuses what it was asked to do ({name})", "report this as a defect")

    return Corrupt(what, f"SQLite reports {name}")
