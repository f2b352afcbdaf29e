"""
Trouble that the operating system makes itself; and backends that deal badly with faults, which are found out.
"""

from __future__ import annotations

import gc
import itertools
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any

import pytest

from mentorcore.backends import Batch
from mentorcore.errors import StorageError
from mentorcore_json import JsonBackend, backend, lock
from mentorcore_json.index import Index
from mentorcore_json.redo import Redo
from mentorcore_sqlite.connections import Connections
from tests.crash.faults import real
from tests.crash.faults.json_store import JsonFiles
from tests.crash.faults.sqlite_store import Statements
from tests.crash.faults.trial import CASES, CORRUPT, LEAKED, LOST, STUCK, UNTYPED, Fault, Faulty, Trials


@pytest.mark.parametrize("kind", real.TROUBLES)
@pytest.mark.parametrize("name", real.BACKENDS)
def test_trouble_of_the_operating_system(name: str, kind: str) -> None:
    """
    A commit, a scrub or an opening is refused with a typed error, and works when nothing is in its way.
    """
    try:
        figures = real.figures(kind, name, rounds=12)
    except real.NotHere as reason:
        pytest.skip(str(reason))

    assert figures.pop("faults") > 0
    assert not figures


class TestBadBackends:
    """
    Each deals badly with faults in one way, and a trial says which.
    """

    def test_one_that_lets_foreign_errors_out(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        The caller of a backend meets mentorcore's errors only.
        """

        @contextmanager
        def untranslated(where: str) -> Iterator[None]:
            yield

        monkeypatch.setattr(backend, "translated", untranslated)

        assert UNTYPED in _found(JsonFiles, "commit", Fault("EIO"))

    def test_one_that_hides_the_cause(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        A typed error without the original is not enough.
        """
        commit = JsonBackend.commit

        def without_cause(self: JsonBackend, batch: Batch) -> int:
            try:
                return commit(self, batch)
            except StorageError as error:
                raise error from None

        monkeypatch.setattr(JsonBackend, "commit", without_cause)

        assert UNTYPED in _found(JsonFiles, "commit", Fault("EIO"))

    def test_one_that_keeps_what_it_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        What was refused for sure is not there afterwards.
        """
        monkeypatch.setattr(Redo, "withdraw", lambda self, at: None)

        assert CORRUPT in _found(JsonFiles, "commit", Fault("ENOSPC", is_full=True))

    def test_one_that_swallows_an_error(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        A commit that failed and says nothing has lost something.
        """
        commit = JsonBackend.commit

        def swallowing(self: JsonBackend, batch: Batch) -> int:
            try:
                return commit(self, batch)
            except StorageError:
                return 99

        monkeypatch.setattr(JsonBackend, "commit", swallowing)

        assert CORRUPT in _found(JsonFiles, "commit", Fault("EIO"))

    def test_one_that_stays_locked(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        A fault must not outlive itself as a lock.
        """
        held = lock.StoreLock.held

        @contextmanager
        def for_ever(self: lock.StoreLock) -> Iterator[None]:
            with held(self):
                try:
                    yield
                except OSError:
                    self._first = lambda: None  # type: ignore[method-assign]
                    raise

        monkeypatch.setattr(lock.StoreLock, "held", for_ever)

        assert STUCK in _found(JsonFiles, "commit", Fault("EIO"), most=9)

    @pytest.mark.filterwarnings("ignore:unclosed database:ResourceWarning")
    def test_one_that_leaves_files_open(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        A connection that was in use when something went wrong is closed as well.
        """
        monkeypatch.setattr(Index, "close", lambda self: None)

        assert LEAKED in _found(JsonFiles, "commit", Fault("EIO"), most=2)
        gc.collect()  # before another test is told of it

    def test_one_that_commits_too_early(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        Half of a commit is found.
        """
        write: Any = Connections.write

        def by_itself(self: Connections, work: Callable[[sqlite3.Connection], object]) -> object:
            def early(connection: sqlite3.Connection) -> object:
                connection.execute("COMMIT")
                try:
                    return work(connection)
                finally:
                    connection.execute("BEGIN IMMEDIATE")

            return write(self, early)

        monkeypatch.setattr(Connections, "write", by_itself)

        assert CORRUPT in _found(Statements, "commit", Fault("SQLITE_IOERR_WRITE"))

    def test_one_that_forgets_what_was_there(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        What was acknowledged before a fault is there behind it.
        """
        write: Any = Connections.write

        def careless(self: Connections, work: Callable[[sqlite3.Connection], object]) -> object:
            try:
                return write(self, work)
            except StorageError:
                write(self, lambda connection: connection.execute("DELETE FROM mentorcore_journal"))
                raise

        monkeypatch.setattr(Connections, "write", careless)

        assert LOST in _found(Statements, "commit", Fault("SQLITE_IOERR_WRITE"))


def _found(layer: Callable[[], Faulty], name: str, fault: Fault, *, most: int = 60) -> set[str]:
    """
    Return the kinds of what went wrong when each operation of a call failed in the same way.
    """
    (case,) = [case for case in CASES if case.name == name]
    with closing(Trials(layer())) as trials:
        trials.run(case, itertools.repeat(fault), most=most)

    return set(trials.figures) - {"faults"}
