"""
The PostgreSQL backend, each time with a fault in what it says to its server.

They have a matrix of their own, since each test takes its time there, and only what differs on a server is
broken: the rest is the same code as SQLite's.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any, ClassVar, Self

import psycopg

from mentorcore.backends import Backend, Layout
from mentorcore_postgres.backend import PostgresBackend
from tests.mutants.base import Mutant
from tests.postgres.server import url_below


class Postgres(Mutant):
    """
    The PostgreSQL backend, on a cursor that can be broken.
    """

    cursor: ClassVar[type[psycopg.Cursor[tuple[Any, ...]]]] = psycopg.Cursor

    @classmethod
    def open(cls, where: Path, layout: Layout) -> Backend:
        return cls.opened(where, layout)

    @classmethod
    def opened(cls, where: Path, layout: Layout) -> PostgresBackend:
        """
        Open it, as what it is.
        """
        from mentorcore_postgres.opening import open_postgres

        def connect(**parameters: Any) -> psycopg.Connection[tuple[Any, ...]]:
            return psycopg.connect(**parameters, cursor_factory=cls.cursor)

        return open_postgres(url_below(where), layout, create=True, upgrade=False, connect=connect)


class WithoutTurns(Postgres):
    """
    Loses an update: has no writer wait for another one.
    """

    killed_by = "test_processes_lose_no_update"
    also_by = (
        "test_every_thread_is_told_its_own_position",
        "test_guards_hold_among_processes",
        "test_guards_hold_among_threads",
        "test_loses_no_update",
        "test_no_entry_appears_late_to_a_process",
        "test_no_entry_appears_late_to_a_thread",
        "test_one_process_commits_a_token",
        "test_one_process_creates_a_document",
        "test_one_thread_commits_a_token",
        "test_one_thread_creates_a_document",
        "test_the_entries_of_a_commit_stand_together",
        "test_threads_lose_no_update",
    )

    class cursor(psycopg.Cursor[tuple[Any, ...]]):  # noqa: N801 - it stands for the attribute
        def execute(self, query: Any, *arguments: Any, **named: Any) -> Self:
            return super().execute(str(query).replace("FOR UPDATE", ""), *arguments, **named)


class WithoutTheServersTransactions(Postgres):
    """
    Commits in part: has each statement be a transaction of its own.
    """

    killed_by = "test_a_process_sees_no_half_commit"
    also_by = (
        "test_a_thread_sees_no_half_commit",
        "test_every_thread_is_told_its_own_position",
        "test_guards_hold_among_processes",
        "test_guards_hold_among_threads",
        "test_loses_no_update",
        "test_no_entry_appears_late_to_a_process",
        "test_no_entry_appears_late_to_a_thread",
        "test_one_process_commits_a_token",
        "test_one_process_creates_a_document",
        "test_one_thread_commits_a_token",
        "test_one_thread_creates_a_document",
        "test_processes_lose_no_update",
        "test_the_entries_of_a_commit_stand_together",
        "test_threads_lose_no_update",
    )

    class cursor(psycopg.Cursor[tuple[Any, ...]]):  # noqa: N801 - as above
        def executemany(self, query: Any, params_seq: Iterable[Any], *, returning: bool = False) -> None:
            super().executemany(query, params_seq, returning=returning)
            time.sleep(0.01)  # for others to come in between, however busy the machine is

    @classmethod
    def open(cls, where: Path, layout: Layout) -> Backend:
        backend = cls.opened(where, layout)
        vars(backend._connections)["write"] = backend._connections.read

        return backend


class WithOldIndexValues(Postgres):
    """
    Finds a document by what it was: puts new values into an index, and takes no old one out.
    """

    killed_by = "test_a_change_moves_a_document_in_the_index"
    also_by = ("test_a_change_to_none_leaves_the_index",)

    class cursor(psycopg.Cursor[tuple[Any, ...]]):  # noqa: N801 - as above
        def executemany(self, query: Any, params_seq: Iterable[Any], *, returning: bool = False) -> None:
            if not str(query).startswith("DELETE"):
                super().executemany(query, params_seq, returning=returning)
