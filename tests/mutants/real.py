"""
The JSON and SQLite backends, each with a fault in what it asks of its files.
"""

from __future__ import annotations

import os
import sqlite3
import time
from pathlib import Path
from typing import Any, ClassVar

from mentorcore.backends import Backend, Layout
from mentorcore_json.files import Files
from mentorcore_json.places import DOCUMENTS, REDO
from tests.mutants.base import Mutant


class Sqlite(Mutant):
    """
    The SQLite backend, on a connection that can be broken.
    """

    connection: ClassVar[type[sqlite3.Connection]] = sqlite3.Connection

    @classmethod
    def open(cls, where: Path, layout: Layout) -> Backend:
        from mentorcore_sqlite.opening import open_sqlite  # late: every other mutant does without

        url = f"sqlite:///{where / 'store.db'}"

        return open_sqlite(url, layout, create=True, upgrade=False, connection=cls.connection)


class Json(Mutant):
    """
    The JSON backend, on files that can be broken.
    """

    files: ClassVar[type[Files]] = Files

    @classmethod
    def open(cls, where: Path, layout: Layout) -> Backend:
        from mentorcore_json.backend import JsonBackend

        return JsonBackend.open(str(where), layout, create=True, upgrade=False, files=cls.files())


class WithoutVacuum(Sqlite):
    """
    Leaves bytes: takes deleted pages for empty ones.
    """

    killed_by = "test_nothing_deleted_is_left"
    also_by = (
        "test_nothing_of_many_is_left",
        "test_nothing_superseded_is_left",
    )

    class connection(sqlite3.Connection):  # noqa: N801 - it stands for the attribute
        def execute(self, sql: str, *parameters: Any) -> sqlite3.Cursor:
            return super().execute("SELECT 0" if sql == "VACUUM" else sql, *parameters)


class WithTheOldLog(Sqlite):
    """
    Leaves bytes: scrubs the database, and not the write-ahead log beside it.
    """

    killed_by = "test_nothing_superseded_is_left"
    also_by = (
        "test_no_old_index_value_is_left",
        "test_nothing_deleted_is_left",
        "test_nothing_of_many_is_left",
        "test_scrubs_while_open_in_another_process",
        "test_scrubs_while_open_twice",
    )

    class connection(sqlite3.Connection):  # noqa: N801 - as above
        def execute(self, sql: str, *parameters: Any) -> sqlite3.Cursor:
            return super().execute("SELECT 0" if "wal_checkpoint" in sql else sql, *parameters)


class WithoutTransactions(Sqlite):
    """
    Commits in part: has each statement be a transaction of its own.
    """

    killed_by = "test_a_thread_sees_no_half_commit"
    also_by = (
        "test_a_process_sees_no_half_commit",
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

    class connection(sqlite3.Connection):  # noqa: N801 - as above
        def execute(self, sql: str, *parameters: Any) -> sqlite3.Cursor:
            is_ours = sql in {"BEGIN IMMEDIATE", "COMMIT"}

            return super().execute("SELECT 0" if is_ours else sql, *parameters)


class WithTheOldRedoLog(Json):
    """
    Leaves bytes: scrubs documents, journal and index, and keeps the redo log that was replaced.
    """

    killed_by = "test_nothing_superseded_is_left"
    also_by = (
        "test_no_old_index_value_is_left",
        "test_nothing_comes_back_on_closing",
        "test_nothing_deleted_is_left",
        "test_nothing_of_many_is_left",
        "test_scrubs_while_open_in_another_process",
        "test_scrubs_while_open_twice",
    )

    class files(Files):  # noqa: N801 - as above
        def replace(self, source: str, target: str) -> None:
            if target.endswith(REDO) and Path(target).exists():
                os.link(target, f"{target}-{time.time_ns()}")
            super().replace(source, target)


class WithEveryDocument(Json):
    """
    Leaves bytes: takes a deleted document out of the index, and leaves its file.
    """

    killed_by = "test_nothing_deleted_is_left"
    also_by = (
        "test_no_old_index_value_is_left",
        "test_nothing_comes_back_on_closing",
        "test_nothing_is_wrong_with_a_sound_store",
        "test_nothing_of_many_is_left",
    )

    class files(Files):  # noqa: N801 - as above
        def unlink(self, path: str) -> None:
            if f"/{DOCUMENTS}/" not in path:
                super().unlink(path)
