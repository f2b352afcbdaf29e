"""
The SQLite backend with faults: in its statements, and in the operations on files below them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any, ClassVar, Final

from mentorcore.backends import Backend, Layout
from mentorcore.errors import MentorcoreError
from tests.crash.faults.below import FAULTS, FailingBelow
from tests.crash.faults.trial import Fault, Faulty
from tests.sqlite.faults import Watched, trouble
from tests.sqlite.samples import opened
from tests.sqlite.vfs import watched


NAME: Final = "store.db"


class _Quick(sqlite3.Connection):
    def execute(self, statement: str, parameters: Any = (), /) -> sqlite3.Cursor:
        return super().execute(statement.replace("synchronous = FULL", "synchronous = OFF"), parameters)


class _SqliteFaulty(Faulty):
    connection: type[sqlite3.Connection]

    def open(self, where: Path, layout: Layout, *, create: bool, upgrade: bool) -> Backend:
        return opened(
            where / NAME,
            layout,
            create=create,
            upgrade=upgrade,
            busy_seconds=0.05,
            connection=self.connection,
        )

    def calm(self, where: Path, layout: Layout, *, create: bool, upgrade: bool) -> Backend:
        where.mkdir(exist_ok=True)

        return opened(where / NAME, layout, create=create, upgrade=upgrade, busy_seconds=1, connection=_Quick)

    def has_no_cause(self, error: MentorcoreError) -> bool:
        # SQLite takes some trouble for a reader who is in the way, and says so in a row.
        return "somebody is still reading" in str(error)

    def left(self, names: list[str]) -> list[str]:
        return [name for name in names if name != NAME]


class Statements(_SqliteFaulty):
    """
    Faults in the backend's statements.
    """

    name = "SQLite, statements"
    faults = (
        Fault("SQLITE_FULL", is_full=True),
        Fault("SQLITE_IOERR_WRITE"),
        Fault("SQLITE_IOERR_FSYNC", when="after"),
        Fault("SQLITE_READONLY"),
        Fault("SQLITE_PERM"),
        Fault("SQLITE_CANTOPEN"),
        Fault("SQLITE_INTERRUPT", when="during"),
        Fault("SQLITE_BUSY"),
        Fault("MemoryError"),
        Fault("KeyboardInterrupt", foreign=True),
        Fault("SQLITE_IOERR_READ", lasts=True),
        Fault("SQLITE_FULL", is_full=True, lasts=True),
        Fault("KeyboardInterrupt", foreign=True, when="after"),
    )

    def __init__(self) -> None:
        self._hit = ""
        self._count = 0
        self._at = 0
        self._fault = self.faults[0]
        self._error: BaseException = sqlite3.Error()
        self._interrupts = False
        faulty = self

        class Connection(Watched):
            before: ClassVar[Callable[[str], None]] = staticmethod(self._before)
            after: ClassVar[Callable[[str], None]] = staticmethod(self._after)

            def __init__(self, *arguments: Any, **named: Any) -> None:
                super().__init__(*arguments, **named)
                self.set_progress_handler(lambda: faulty._interrupts, 1)

        self.connection = Connection

    def arm(self, at: int, fault: Fault) -> None:
        self._hit, self._count, self._at, self._fault = "", 0, at, fault
        self._error = _error(fault.name)

    def disarm(self) -> str:
        self._at, self._interrupts = 0, False

        return self._hit

    def is_cause(self, error: BaseException) -> bool:
        if self._fault.when == "during":
            return getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_INTERRUPT

        return error is self._error

    def _before(self, statement: str) -> None:
        self._count += 1
        self._interrupts = False
        if self._fault.when != "after" and self._goes_wrong(statement):
            self._hit = self._hit or statement
            if self._fault.when != "during":
                raise self._error
            self._interrupts = True

    def _after(self, statement: str) -> None:
        self._interrupts = False
        if self._fault.when == "after" and self._goes_wrong(statement):
            self._hit = self._hit or statement
            raise self._error

    def _goes_wrong(self, statement: str) -> bool:
        changes = not statement.startswith(("SELECT", "ROLLBACK", "PRAGMA"))

        return bool(self._at) and (
            self._count == self._at or bool(self._fault.lasts and self._hit and changes)
        )


class Below(_SqliteFaulty):
    """
    Faults in SQLite's operations on its files.
    """

    name = "SQLite, file operations below"
    faults = FAULTS

    def __init__(self) -> None:
        self._below = FailingBelow()
        self._stack = ExitStack()
        vfs = self._stack.enter_context(watched(self._below))

        class Connection(_Quick):
            def __init__(self, database: str, *arguments: Any, **named: Any) -> None:
                super().__init__(f"{database}&vfs={vfs}", *arguments, **named)

            def execute(self, statement: str, parameters: Any = (), /) -> sqlite3.Cursor:
                return sqlite3.Connection.execute(self, statement, parameters)

        self.connection = Connection

    def arm(self, at: int, fault: Fault) -> None:
        self._below.arm(at, fault)

    def disarm(self) -> str:
        return self._below.disarm()

    def is_cause(self, error: BaseException) -> bool:
        return isinstance(error, (sqlite3.Error, MemoryError))

    def close(self) -> None:
        self._stack.close()


def _error(name: str) -> BaseException:
    if name == "MemoryError":
        return MemoryError()
    if name == "KeyboardInterrupt":
        return KeyboardInterrupt()

    return trouble(getattr(sqlite3, name), name)
