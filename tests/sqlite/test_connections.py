"""
Connections are shared by threads, and cross no fork.
"""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from mentorcore.backends import Batch, Entry, Key, Query
from mentorcore.errors import Unavailable
from mentorcore_sql.gate import Gate
from mentorcore_sqlite import connections
from mentorcore_sqlite.backend import SQLiteBackend
from tests.sqlite.faults import Watched
from tests.sqlite.interrupting import Interrupted, interrupted
from tests.sqlite.samples import book, change, files, new, opened


class TestSettings:
    def test_are_those_of_a_durable_store(self, backend: SQLiteBackend) -> None:
        """
        Every connection writes ahead, waits for the disk, and begins no transaction of its own.
        """

        def ask(connection: sqlite3.Connection) -> tuple[dict[str, object], object]:
            settings = {
                name: connection.execute(f"PRAGMA {name}").fetchone()[0]
                for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
            }

            return settings, connection.isolation_level

        settings, isolation = backend._connections.read(ask)

        assert settings == {
            "journal_mode": "wal",
            "synchronous": 2,
            "foreign_keys": 1,
            "busy_timeout": 10_000,
        }
        assert isolation is None

    def test_a_writer_holds_the_lock_from_the_start(
        self, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """
        A commit takes the write lock before it reads anything, and its last statement lets go of it.
        """
        statements: list[str] = []
        with closing(opened(path, connection=Watched)) as backend, monkeypatch.context() as patch:
            patch.setattr(Watched, "before", statements.append)
            backend.commit(new(book("a")))

        first, *_, last = (statement for statement in statements if not statement.startswith("PRAGMA"))
        assert (first, last) == ("BEGIN IMMEDIATE", "COMMIT")

    def test_index_columns_are_written_when_they_change(
        self, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """
        A document whose index values stay the same is written without them.
        """
        statements: list[str] = []
        with closing(opened(path, connection=Watched)) as backend, monkeypatch.context() as patch:
            backend.commit(new(book("a", title="T", readers=("ada",))))
            patch.setattr(Watched, "before", statements.append)
            backend.commit(change(book("a", 2, title="T", readers=("ada",))))
            assert not any("ix_title=?" in statement for statement in statements)
            backend.commit(change(book("a", 3, title="U", readers=("ada",))))
            assert any("ix_title=?" in statement for statement in statements)


class TestThreads:
    def test_each_caller_has_a_connection(self, backend: SQLiteBackend) -> None:
        """
        More callers than the pool keeps do not wait for one another.
        """
        everybody = threading.Barrier(20, timeout=10)

        def ask(connection: sqlite3.Connection) -> int:
            everybody.wait()

            return id(connection)

        def read(_: int) -> int:
            return backend._connections.read(ask)

        with ThreadPoolExecutor(20) as threads:
            assert len(set(threads.map(read, range(20)))) == 20

    def test_writers_queue(self, path: Path) -> None:
        """
        A thread waits for another one that writes, but not for ever.
        """
        with closing(opened(path, busy_seconds=0.05)) as backend:

            def write(_: sqlite3.Connection) -> None:
                with (
                    ThreadPoolExecutor(1) as threads,
                    pytest.raises(Unavailable, match=r"another connection is using it \(SQLITE_BUSY\)"),
                ):
                    threads.submit(backend.commit, Batch()).result()

            backend._connections.write(write)
            assert backend.commit(Batch()) == 0

    def test_closing_waits_for_those_who_are_inside(self, path: Path) -> None:
        """
        A call that is under way ends as usual; those that come later are refused.
        """
        backend = opened(path)
        backend.commit(new(book("a")))
        inside, go_on = threading.Event(), threading.Event()

        def ask(connection: sqlite3.Connection) -> int:
            inside.set()
            go_on.wait(10)
            (count,) = connection.execute("SELECT count(*) FROM mentorcore_journal").fetchone()

            return int(count)

        def read() -> int:
            return backend._connections.read(ask)

        with ThreadPoolExecutor(3) as threads:
            reading = threads.submit(read)
            inside.wait(10)
            closing_ = threads.submit(backend.close)
            while not backend._connections._closed:
                pass
            late = threads.submit(backend.load, Key("book", "a"))
            with pytest.raises(Unavailable, match="this store is closed"):
                late.result()
            assert not closing_.done()
            go_on.set()

            assert reading.result() == 1
            closing_.result()

    def test_closing_does_not_wait_for_ever(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        A call that takes longer ends as usual, and its connection is closed then.
        """
        monkeypatch.setattr(connections, "CLOSE_SECONDS", 0.01)
        backend = opened(path)
        backend.commit(new(book("a")))

        def ask(connection: sqlite3.Connection) -> sqlite3.Connection:
            with ThreadPoolExecutor(1) as threads:
                threads.submit(backend.close).result()

            assert connection.execute("SELECT count(*) FROM mentorcore_journal").fetchall() == [(1,)]

            return connection

        connection = backend._connections.read(ask)
        with pytest.raises(sqlite3.ProgrammingError, match="closed"):
            connection.execute("SELECT 1")


class TestGate:
    def test_is_not_waited_for_longer_than_asked(self) -> None:
        """
        Waiting gives up on whoever does not come out in time, and then says so.
        """
        gate = Gate([])
        gate.enter("me", patience=0)
        with ThreadPoolExecutor(1) as threads:
            assert not threads.submit(gate.emptied, 0.01).result()
        gate.inside.pop("me")
        assert gate.emptied(0)

    def test_keeps_others_out_while_it_is_shut(self) -> None:
        """
        Somebody who comes while it is shut is let in as soon as it is open, and is not inside before.
        """
        shut: list[None] = [None]
        gate = Gate(shut)

        def enter() -> bool:
            gate.enter("me", patience=10)
            try:
                return not shut
            finally:
                gate.inside.pop("me")

        with ThreadPoolExecutor(1) as threads:
            entered = threads.submit(enter)
            assert gate.emptied(10)
            shut.clear()

            assert entered.result()

    def test_is_not_shut_for_ever(self) -> None:
        """
        After some time whoever waits goes in all the same, and whoever shut the gate can see it.
        """
        gate = Gate([None])
        gate.enter("me", patience=0.01)
        assert not gate.emptied(0)


FORKS = """
import os, sys, sqlite3, threading, time
from pathlib import Path
from mentorcore.backends import Batch, Entry, Key
from mentorcore.errors import Unavailable
from mentorcore_sqlite import connections
from mentorcore_sql.gate import Gate
from tests.sqlite.samples import book, change, new, opened

path = Path(sys.argv[1])
backend = opened(path)
backend.commit(new(book("a")))


def child(work):
    pid = os.fork()
    if not pid:
        try:
            work()
            backend.close()
        except BaseException as error:
            sys.stderr.write(repr(error))
            sys.exit(1)
        sys.exit(0)
    return pid


def wait(pid):
    assert os.waitpid(pid, 0)[1] == 0

"""


def run(path: Path, script: str) -> None:
    """
    Run a script in a process of its own, because forking one that has threads is not safe.
    """
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", FORKS + script, str(path)],
        cwd=root,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")


class TestFork:
    def test_both_sides_go_on(self, path: Path) -> None:
        """
        After a fork, the parent and the child use the store as two processes would.
        """
        run(
            path,
            """
def work():
    assert backend.load(Key("book", "a")) == book("a")
    for number in range(50):
        backend.commit(Batch(entries=(Entry("child", "{}"),)))
    backend.close()

pid = child(work)
for number in range(50):
    backend.commit(Batch(entries=(Entry("parent", "{}"),)))
wait(pid)
assert len(backend.journal(after=0, limit=999, subject=None)) == 101
backend.close()
""",
        )

    def test_the_child_has_locks_of_its_own(self, path: Path) -> None:
        """
        When the parent closes the store and a third process comes and goes, the child's commits are kept.
        """
        run(
            path,
            '''
import subprocess
reading, writing = os.pipe()

def work():
    backend.commit(new(book("before")))
    os.read(reading, 1)
    backend.commit(new(book("after")))
    backend.close()

pid = child(work)
while backend.load(Key("book", "before")) is None:
    pass
backend.close()
third = """import sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
connection.execute('SELECT * FROM mentorcore_tokens')
connection.close()
"""
subprocess.run([sys.executable, "-c", third, path], check=True)
os.write(writing, b"x")
wait(pid)
again = opened(path)
assert [e.key.id for e in again.scan("book", after=None, limit=9)] == ["a", "after", "before"]
again.close()
''',
        )

    def test_waits_for_a_commit_in_another_thread(self, path: Path) -> None:
        """
        A fork in the middle of another thread's commit leaves nothing locked in the child.
        """
        run(
            path,
            """
stop = threading.Event()

def busy():
    while not stop.wait(0.002):
        backend.commit(Batch(entries=(Entry("thread", "{}"),)))

thread = threading.Thread(target=busy)
thread.start()
for number in range(4):
    wait(child(lambda: backend.commit(Batch(entries=(Entry("child", "{}"),)))))
stop.set()
thread.join()
assert len(backend.journal(after=0, limit=99, subject="child")) == 4
backend.close()
""",
        )

    def test_does_not_wait_for_ever(self, path: Path) -> None:
        """
        While a call of the parent goes on, nothing can be committed in the child, where SQLite would
        believe in locks that it does not have; neither in the open store nor in one that is opened anew.
        """
        run(
            path,
            """
connections.FORK_SECONDS = 0.05
inside, go_on = threading.Event(), threading.Event()

def ask(connection):
    connection.execute("SELECT 1").fetchone()
    inside.set()
    go_on.wait(10)

def stuck():
    backend._connections.read(ask)

def work():
    for attempt in (
        lambda: backend.commit(new(book("child"))),
        lambda: backend.load(Key("book", "a")),
        backend.scrub,
        lambda: opened(path),
    ):
        try:
            attempt()
        except Unavailable as error:
            assert "in use when this process was forked; open it in a new process" in str(error)
        else:
            raise AssertionError(attempt)
    backend.close()
    opened(path.with_name("other.db")).close()

thread = threading.Thread(target=stuck)
thread.start()
inside.wait(10)
wait(child(work))
go_on.set()
thread.join()
assert backend.commit(new(book("parent"))) == 2
wait(child(lambda: backend.commit(new(book("child")))))
assert backend.load(Key("book", "child")) == book("child")
backend.close()
""",
        )

    def test_does_not_wait_for_its_own_thread(self, path: Path) -> None:
        """
        A call that the fork itself is a part of cannot end meanwhile; the child lets go of nothing.
        """
        run(
            path,
            """
connections.FORK_SECONDS = 30

def ask(connection):
    def work():
        assert connection.execute("SELECT 1").fetchall() == [(1,)]

    wait(child(work))

started = time.monotonic()
backend._connections.read(ask)
assert time.monotonic() - started < 15
assert backend.commit(new(book("parent"))) == 2
backend.close()
""",
        )

    def test_during_an_inspection(self, path: Path) -> None:
        """
        What looks at the file from outside of the store is in use as well.
        """
        run(
            path,
            """
from mentorcore_sqlite.inspection import inspect_sqlite

def work():
    try:
        backend.commit(new(book("child")))
    except Unavailable as error:
        assert "in use when this process was forked" in str(error)
    else:
        raise AssertionError
    inspection.close()
    backend.close()

inspection = inspect_sqlite(f"sqlite:///{path}")
wait(child(work))
assert list(inspection.ids("book")) == ["a"]
inspection.close()
wait(child(lambda: backend.commit(new(book("child")))))
backend.close()
""",
        )

    def test_the_end_of_the_child_closes_nothing(self, path: Path) -> None:
        """
        When a process died after a commit, a child that has inherited a connection does not take the log
        with that commit away as it ends.
        """
        run(
            path,
            '''
import subprocess
reading, writing = os.pipe()

with backend._connections.apart() as connection:
    assert connection.execute("SELECT count(*) FROM mentorcore_journal").fetchall() == [(1,)]
    pid = child(lambda: os.read(reading, 1))
backend.close()
third = """import os, sys
from pathlib import Path
from tests.sqlite.samples import book, new, opened
opened(Path(sys.argv[1])).commit(new(book("third")))
os._exit(0)
"""
subprocess.run([sys.executable, "-c", third, path], check=True)
os.write(writing, b"x")
wait(pid)
again = opened(path)
assert again.load(Key("book", "third")) == book("third")
again.close()
''',
        )

    def test_may_be_interrupted(self, path: Path) -> None:
        """
        When a signal handler raises while a fork waits, every store of the parent works afterwards, and a
        child that could not be prepared loses nothing.
        """
        run(
            path,
            """
others = [opened(path.with_name(f"{number}.db")) for number in range(3)]
for other in others:
    other.commit(Batch())
sys.unraisablehook = lambda _: None  # what a hook raises goes nowhere
waits = Gate.emptied
calls = []

def interrupted(gate, timeout):
    calls.append(gate)
    if len(calls) == 2:
        raise KeyboardInterrupt
    return waits(gate, timeout)

Gate.emptied = interrupted

def work():
    Gate.emptied = waits
    kept = 0
    for store in (backend, *others):
        try:
            store.commit(Batch(entries=(Entry("child", "{}"),)))
            kept += 1
        except Unavailable:
            pass
        store.close()
    assert kept == 1

pid = child(work)
Gate.emptied = waits
wait(pid)
for store in (backend, *others):
    store.commit(Batch(entries=(Entry("parent", "{}"),)))
    store.close()
assert len(calls) == 2
""",
        )


def is_open(connection: sqlite3.Connection) -> bool:
    """
    Tell whether a connection has been opened and not closed.
    """
    try:
        connection.execute("SELECT 1")
    except sqlite3.ProgrammingError:
        return False

    return True


class TestInterrupts:
    """
    A signal handler raises somewhere in a call, and the store works afterwards.
    """

    @pytest.mark.parametrize("name", ["load", "find", "journal", "commit", "scrub"])
    def test_at_every_step(self, path: Path, name: str) -> None:
        """
        Wherever a call is interrupted, another thread reads and writes as if nothing had been, and closing
        does not wait.
        """
        with closing(opened(path, busy_seconds=1)) as backend, ThreadPoolExecutor(1) as threads:
            backend.commit(new(book("a"), book("b")))
            calls = {
                "load": lambda: backend.load(Key("book", "a")),
                "find": lambda: backend.find(Query(kind="book", limit=1)),
                "journal": lambda: backend.journal(after=0, limit=9, subject=None),
                "commit": lambda: backend.commit(Batch(entries=(Entry("here", "{}"),))),
                "scrub": backend.scrub,
            }
            at = 0
            while interrupted(calls[name], at := at + 1):
                assert backend._connections._gate.emptied(0)
                written = threads.submit(backend.commit, Batch(entries=(Entry("there", "{}"),))).result()
                last = backend.journal(after=written - 1, limit=9, subject=None)

                assert [entry.subject for entry in last] == ["there"]
            assert at > 20

    def test_leave_no_lock(self, path: Path) -> None:
        """
        Wherever a commit is interrupted, others can write while the exception is still looked at.
        """
        with closing(opened(path, busy_seconds=0.05)) as backend, ThreadPoolExecutor(1) as threads:
            at, kept = 0, list[BaseException]()
            while interrupted(lambda: backend.commit(Batch(token="t")), at := at + 1, kept):
                threads.submit(backend.commit, Batch(entries=(Entry("there", "{}"),))).result()
                if backend.position_of("t") is not None:
                    break

            assert at == len(kept) > 20

    @pytest.mark.parametrize("name", ["load", "commit"])
    def test_leave_nothing_open(self, path: Path, name: str) -> None:
        """
        Wherever a call is interrupted, the next one closes what it has left, or uses it; and closing the
        store leaves nothing open, while the exceptions are still looked at.
        """
        made: list[sqlite3.Connection] = []

        class Known(sqlite3.Connection):
            def __init__(self, *args: Any, **kwargs: Any) -> None:
                made.append(self)
                super().__init__(*args, **kwargs)

        backend = opened(path, connection=Known)
        backend.commit(new(book("a")))
        calls: dict[str, Callable[[], object]] = {
            "load": lambda: backend.load(Key("book", "a")),
            "commit": lambda: backend.commit(Batch(entries=(Entry("here", "{}"),))),
        }
        at, kept = 0, list[BaseException]()
        while interrupted(calls[name], at := at + 1, kept):
            backend.load(Key("book", "a"))
            assert sum(map(is_open, made)) == 1, at
        backend.close()

        assert at == len(kept) + 1 > 20
        assert not any(map(is_open, made))

    @pytest.mark.parametrize("error", [Interrupted, TimeoutError, ValueError])
    def test_leave_no_snapshot_in_the_pool(self, path: Path, error: type[BaseException]) -> None:
        """
        While a statement hangs on an exception that is still looked at, the next read is not of an old state,
        and a commit is possible.
        """
        with closing(opened(path)) as backend, closing(opened(path)) as other:
            backend.commit(new(book("a"), book("b"), book("c")))

            def ask(connection: sqlite3.Connection) -> None:
                hanging = connection.execute("SELECT * FROM mentorcore_journal")
                hanging.fetchone()
                raise error

            with pytest.raises((error, Unavailable)) as kept:
                backend._connections.read(ask)
            other.commit(change(book("a", 2)))

            assert backend.load(Key("book", "a")) == book("a", 2)
            assert backend.commit(change(book("a", 3))) == 3
            assert kept.value is not None

    def test_a_page_is_read_in_one_step(self, path: Path) -> None:
        """
        Nothing can interrupt a query between two of its rows.
        """
        steps: list[str] = []

        class Cursor(sqlite3.Cursor):
            def __next__(self) -> Any:
                steps.append("next")
                return super().__next__()

            def fetchone(self) -> Any:
                steps.append("fetchone")
                return super().fetchone()

        class Connection(sqlite3.Connection):
            def execute(self, statement: str, parameters: Any = (), /) -> sqlite3.Cursor:
                return self.cursor(Cursor).execute(statement, parameters)

        with closing(opened(path, connection=Connection)) as backend:
            backend.commit(new(book("a"), book("b"), book("c")))
            steps.clear()

            assert backend.find(Query(kind="book", limit=2)).more
            assert steps == []

    def test_a_second_one_before_the_rollback(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        A connection that has not rolled back is not used again.
        """
        with closing(opened(path, busy_seconds=0.05, connection=Watched)) as backend:

            def interrupt(statement: str) -> None:
                if statement in ("COMMIT", "ROLLBACK"):
                    raise Interrupted

            with monkeypatch.context() as patch:
                patch.setattr(Watched, "before", interrupt)
                with pytest.raises(Interrupted):
                    backend.commit(new(book("a")))

            assert backend.load(Key("book", "a")) is None
            assert backend.commit(new(book("b"))) == 1

    def test_closing_in_a_signal_handler(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        A handler that closes the store in the middle of a commit does not wait for the commit, which ends
        as usual.
        """
        monkeypatch.setattr(connections, "CLOSE_SECONDS", 30)
        backend = opened(path, connection=Watched)

        def handle(statement: str) -> None:
            if statement == "COMMIT":
                started = time.monotonic()
                backend.close()
                assert time.monotonic() - started < 15

        with monkeypatch.context() as patch:
            patch.setattr(Watched, "before", handle)
            assert backend.commit(new(book("a"))) == 1
        assert files(path.parent).keys() == {"store.db"}
        with closing(opened(path)) as again:
            assert again.load(Key("book", "a")) == book("a")
