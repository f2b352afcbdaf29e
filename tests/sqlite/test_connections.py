"""
Connections are shared by threads, and cross no fork.
"""

from __future__ import annotations

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from mentorcore.backends import Batch, Key
from mentorcore.errors import Unavailable
from mentorcore_sqlite.backend import SQLiteBackend
from mentorcore_sqlite.gate import Gate
from tests.sqlite.faults import Watched
from tests.sqlite.samples import book, change, new, opened


class TestSettings:
    def test_are_those_of_a_durable_store(self, backend: SQLiteBackend) -> None:
        """
        Every connection writes ahead, waits for the disk, and begins no transaction of its own.
        """
        with backend._connections.reading() as connection:
            settings = {
                name: connection.execute(f"PRAGMA {name}").fetchone()[0]
                for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
            }

            assert settings == {
                "journal_mode": "wal",
                "synchronous": 2,
                "foreign_keys": 1,
                "busy_timeout": 10_000,
            }
            assert connection.isolation_level is None

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

        def read(_: int) -> int:
            with backend._connections.reading() as connection:
                everybody.wait()

                return id(connection)

        with ThreadPoolExecutor(20) as threads:
            assert len(set(threads.map(read, range(20)))) == 20

    def test_writers_queue(self, path: Path) -> None:
        """
        A thread waits for another one that writes, but not for ever.
        """
        with closing(opened(path, busy_seconds=0.05)) as backend:
            with (
                backend._connections.writing(),
                ThreadPoolExecutor(1) as threads,
                pytest.raises(Unavailable, match="another thread is writing to it"),
            ):
                threads.submit(backend.commit, Batch()).result()
            assert backend.commit(Batch()) == 0

    def test_closing_waits_for_those_who_are_inside(self, path: Path) -> None:
        """
        A call that is under way ends as usual; those that come later are refused.
        """
        backend = opened(path)
        backend.commit(new(book("a")))
        inside, go_on = threading.Event(), threading.Event()

        def read() -> int:
            with backend._connections.reading() as connection:
                inside.set()
                go_on.wait(10)
                (count,) = connection.execute("SELECT count(*) FROM mentorcore_journal").fetchone()

                return int(count)

        with ThreadPoolExecutor(3) as threads:
            reading = threads.submit(read)
            inside.wait(10)
            closing_ = threads.submit(backend.close)
            while not backend._connections._gate._shut:
                pass
            late = threads.submit(backend.load, Key("book", "a"))
            assert not closing_.done()
            go_on.set()

            assert reading.result() == 1
            closing_.result()
            with pytest.raises(Unavailable, match="this store is closed"):
                late.result()


class TestGate:
    def test_is_not_waited_for_longer_than_asked(self) -> None:
        """
        Shutting gives up on whoever does not come out in time.
        """
        gate = Gate()
        with gate.passed():
            gate.shut(timeout=0.01)
            gate.reopen()
        with gate.passed():
            pass


FORKS = """
import os, sys, sqlite3, threading
from pathlib import Path
from mentorcore.backends import Batch, Entry, Key
from mentorcore_sqlite import connections
from tests.sqlite.samples import book, change, new, opened

path = Path(sys.argv[1])
backend = opened(path)
backend.commit(new(book("a")))


def child(work):
    pid = os.fork()
    if not pid:
        try:
            work()
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
        A call that does not end in time is left to the parent; the child opens connections of its own.
        """
        run(
            path,
            """
connections.FORK_SECONDS = 0.05
inside, go_on = threading.Event(), threading.Event()

def stuck():
    with backend._connections.reading() as connection:
        connection.execute("SELECT 1").fetchone()
        inside.set()
        go_on.wait(10)

thread = threading.Thread(target=stuck)
thread.start()
inside.wait(10)
wait(child(lambda: backend.commit(new(book("child")))))
go_on.set()
thread.join()
assert backend.load(Key("book", "child")) == book("child")
backend.close()
""",
        )
