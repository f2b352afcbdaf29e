"""
Below: faults in the file operations of SQLite itself, which deals with them before anybody else does.
"""

from __future__ import annotations

import sqlite3
from typing import Any, Final

from tests.crash.faults.trial import Fault
from tests.sqlite.vfs import Watcher


_IO: Final = {
    "open": sqlite3.SQLITE_CANTOPEN,
    "delete": sqlite3.SQLITE_IOERR_DELETE,
    "access": sqlite3.SQLITE_IOERR_ACCESS,
    "read": sqlite3.SQLITE_IOERR_READ,
    "write": sqlite3.SQLITE_IOERR_WRITE,
    "truncate": sqlite3.SQLITE_IOERR_TRUNCATE,
    "sync": sqlite3.SQLITE_IOERR_FSYNC,
    "size": sqlite3.SQLITE_IOERR_FSTAT,
    "lock": sqlite3.SQLITE_IOERR_LOCK,
    "map": sqlite3.SQLITE_IOERR_SHMMAP,
    "lock_map": sqlite3.SQLITE_IOERR_SHMLOCK,
}
_CODES: Final = {
    "I/O error": _IO,
    "no room": {**_IO, "write": sqlite3.SQLITE_FULL, "map": sqlite3.SQLITE_IOERR_SHMSIZE},
    "denied": {
        # Of the shared memory, "read only" would mean that it is there.
        **dict.fromkeys(("open", "map"), sqlite3.SQLITE_CANTOPEN),
        **dict.fromkeys(("write", "truncate"), sqlite3.SQLITE_READONLY),
        **dict.fromkeys(
            ("read", "access", "size", "lock", "lock_map", "sync", "delete"), sqlite3.SQLITE_PERM
        ),
    },
    "busy": {**_IO, "lock": sqlite3.SQLITE_BUSY, "lock_map": sqlite3.SQLITE_BUSY},
    "no memory": dict.fromkeys(_IO, sqlite3.SQLITE_IOERR_NOMEM),
}
_CHANGES: Final = frozenset({"delete", "write", "truncate", "sync"})

FAULTS: Final = (
    Fault("I/O error"),
    Fault("no room", when="half"),
    Fault("denied"),
    Fault("busy"),
    Fault("no memory"),
    Fault("I/O error", when="half"),
    Fault("no room", lasts=True),
    Fault("I/O error", lasts=True),
)


class FailingBelow(Watcher):
    """
    Lets one operation on the files of SQLite go wrong.
    """

    def __init__(self) -> None:
        self.hit = ""
        self._count = 0
        self._at = 0
        self._fault = FAULTS[0]

    def arm(self, at: int, fault: Fault) -> None:
        """
        Count anew, and let the operation with this number, from 1, go wrong.
        """
        self.hit, self._count, self._at, self._fault = "", 0, at, fault

    def disarm(self) -> str:
        """
        Let nothing go wrong any more; return which operation did.
        """
        self._at = 0

        return self.hit

    def before(self, operation: str, path: str, *given: Any) -> int:
        self._count += 1
        lasts = self._fault.lasts and self.hit and operation in _CHANGES
        if not self._at or not (self._count == self._at or lasts):
            return 0
        self.hit = self.hit or f"{operation} of {path.rpartition('/')[2]}"

        return _CODES[self._fault.name][operation]

    def tears(self) -> bool:
        return self._fault.when == "half"
