"""
Faults: a driver whose statements fail on demand.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any, ClassVar, cast


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
    A connection that calls its class's `before` and `after` around every statement.
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
        return self._watched(sql, super().execute, parameters)

    def executemany(self, sql: str, parameters: Any, /) -> _Cursor:
        return self._watched(sql, super().executemany, parameters)

    def _watched(self, sql: str, run: Callable[[str, Any], object], parameters: Any) -> _Cursor:
        watched = cast("type[Watched]", type(self.connection))
        watched.before(sql)
        run(sql, parameters)
        try:
            watched.after(sql)
        except BaseException:
            # As after a failure of its own: the statement is over.
            self.close()
            raise

        return self
