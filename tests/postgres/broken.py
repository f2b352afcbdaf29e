"""
Broken: PostgreSQL backends with one fault each, which the contract has to notice. Pytest meets them only when
it is told to.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg

from mentorcore.backends import Backend, Layout
from mentorcore.testing import BackendContract
from tests.postgres.samples import opened
from tests.postgres.server import url_below


class _Impatient(psycopg.Cursor[tuple[Any, ...]]):
    def execute(self, query: Any, *arguments: Any, **named: Any) -> _Impatient:
        super().execute(str(query).replace("FOR UPDATE", ""), *arguments, **named)

        return self


def _impatient(**parameters: Any) -> psycopg.Connection[tuple[Any, ...]]:
    return psycopg.connect(**parameters, cursor_factory=_Impatient)


class TestWithoutTurns(BackendContract):
    """
    Loses an update: writers do not wait for each other.
    """

    def open_backend(self, where: Path, layout: Layout) -> Backend:
        return opened(url_below(where), layout, connect=_impatient)


class TestWithoutTransactions(BackendContract):
    """
    Commits in part: each statement is a transaction of its own.
    """

    def open_backend(self, where: Path, layout: Layout) -> Backend:
        backend = opened(url_below(where), layout)
        vars(backend._connections)["write"] = backend._connections.read

        return backend
