"""
Faults: a driver whose statements are watched, and fail on demand.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

import psycopg


class Watched(psycopg.Connection[tuple[Any, ...]]):
    """
    A connection that calls its class's `before` and `after` around every statement.
    """

    before: ClassVar[Callable[[str], None]] = staticmethod(lambda _: None)
    after: ClassVar[Callable[[str], None]] = staticmethod(lambda _: None)

    @classmethod
    def opened(cls, **parameters: Any) -> Watched:
        """
        Open one, as `psycopg.connect` does.
        """
        made = cls.connect(**parameters, cursor_factory=_Cursor)
        assert isinstance(made, Watched)

        return made


class _Cursor(psycopg.Cursor[tuple[Any, ...]]):
    def execute(self, query: Any, *arguments: Any, **named: Any) -> _Cursor:
        return self._watched(query, super().execute, *arguments, **named)

    def executemany(self, query: Any, *arguments: Any, **named: Any) -> None:
        self._watched(query, super().executemany, *arguments, **named)

    def _watched(self, query: Any, run: Callable[..., object], *arguments: Any, **named: Any) -> _Cursor:
        watched = type(self.connection)
        assert issubclass(watched, Watched)
        watched.before(query)
        run(query, *arguments, **named)
        watched.after(query)

        return self
