"""
Faults: a driver whose statements fail on demand.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any, ClassVar


def trouble(code: int, name: str) -> sqlite3.OperationalError:
    """
    Make the error that the driver raises for a result code of SQLite.
    """
    error = sqlite3.OperationalError("somebody's secret words")
    error.sqlite_errorcode = code
    error.sqlite_errorname = name

    return error


class Watched(sqlite3.Connection):
    """
    A connection that calls `before` and `after` around every statement.
    """

    before: ClassVar[Callable[[str], None]] = staticmethod(lambda _: None)
    after: ClassVar[Callable[[str], None]] = staticmethod(lambda _: None)

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        made: sqlite3.Cursor = self.cursor().execute(sql, parameters)

        return made

    def cursor(self, factory: Any = None) -> Any:
        return super().cursor(_Cursor)


class _Cursor(sqlite3.Cursor):
    def execute(self, sql: str, parameters: Any = (), /) -> _Cursor:
        Watched.before(sql)
        super().execute(sql, parameters)
        Watched.after(sql)

        return self

    def executemany(self, sql: str, parameters: Any, /) -> _Cursor:
        Watched.before(sql)
        super().executemany(sql, parameters)
        Watched.after(sql)

        return self
