"""
A store may be used on both sides of a fork, which no connection to the index and no lock crosses.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from mentorcore_json import JsonBackend, connections, lock
from tests.json_store.samples import book, change, new


pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")


FORKS = """
import os, sys, threading, time
from pathlib import Path
from mentorcore.backends import Key
from mentorcore_json import connections
from tests.json_store.samples import QuickFiles, book, change, content, new, opened

where = Path(sys.argv[1])


def child(work):
    pid = os.fork()
    if not pid:
        try:
            work()
        except BaseException as error:
            os.write(2, repr(error).encode())
            os._exit(1)
        os._exit(0)
    return pid


def wait(pid):
    assert os.waitpid(pid, 0)[1] == 0

"""


def run(where: Path, script: str) -> None:
    """
    Run a script in a process of its own, because forking one that has threads is not safe.
    """
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", FORKS + script, str(where)],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")


def test_both_sides_go_on(where: Path) -> None:
    """
    The parent and the child use the store as two processes would, and each sees what the other commits.
    """
    run(
        where,
        """
backend = opened(where)
backend.commit(new(book("a")))

def work():
    assert backend.load(Key("book", "a")) == book("a")
    for number in range(30):
        backend.commit(new(book(f"c{number}")))
    backend.close()

pid = child(work)
for number in range(30):
    backend.commit(new(book(f"p{number}")))
wait(pid)
assert len(content(backend).bodies) == 61
backend.close()
""",
    )


def test_the_child_has_locks_of_its_own(where: Path) -> None:
    """
    What the child commits after the parent has closed the store is there for everybody.
    """
    run(
        where,
        """
begin, done = os.pipe(), os.pipe()
backend = opened(where)
backend.commit(new(book("a")))

def work():
    backend.commit(new(book("b")))
    os.write(done[1], b"x")
    os.read(begin[0], 1)
    backend.commit(change(book("a", 2)))
    os.write(done[1], b"x")
    os.read(begin[0], 1)

pid = child(work)
os.read(done[0], 1)
backend.close()
other = opened(where)
assert other.load(Key("book", "a")) == book("a")
os.write(begin[1], b"x")
os.read(done[0], 1)
assert other.load(Key("book", "a")) == book("a", 2)
assert other.commit(new(book("c"))) == 4
assert list(other.check()) == []
os.write(begin[1], b"x")
wait(pid)
other.close()
""",
    )


def test_waits_for_a_commit_in_another_thread(where: Path) -> None:
    """
    A fork in the middle of another thread's commit leaves nothing locked in the child.
    """
    run(
        where,
        """
inside = threading.Event()

class Slow(QuickFiles):
    is_slow = False

    def commit(self, database):
        if self.is_slow:
            inside.set()
            time.sleep(0.3)
        super().commit(database)

files = Slow()
backend = opened(where, files=files, patience=2)
files.is_slow = True
thread = threading.Thread(target=backend.commit, args=[new(book("a"))])
thread.start()
inside.wait()
pid = child(lambda: backend.commit(new(book("b"))))
files.is_slow = False
thread.join()
wait(pid)
assert list(content(backend).bodies) == ["a", "b"]
backend.close()
""",
    )


def test_does_not_wait_for_ever(where: Path) -> None:
    """
    A connection that is in use for long is left to the parent, and so is the lock.
    """
    run(
        where,
        """
connections.FORK_SECONDS = 0.05
backend = opened(where, patience=2)
backend.commit(new(book("a")))
held, go = threading.Event(), threading.Event()

def hold():
    with backend._lock.held(), backend._index.opened():
        held.set()
        go.wait()

thread = threading.Thread(target=hold)
thread.start()
held.wait()

def work():
    assert not backend._lock.is_held
    backend.commit(change(book("a", 2)))

pid = child(work)
go.set()
thread.join()
wait(pid)
assert backend.load(Key("book", "a")) == book("a", 2)
backend.close()
""",
    )


@pytest.mark.parametrize("end", ["warnings.simplefilter('ignore')", "backend.close()"])
def test_the_end_of_the_child_closes_nothing(where: Path, end: str) -> None:
    """
    When a process died after a commit, a child that was forked in the midst of a read does not take the
    index's log with that commit away, neither with the read nor as it ends.
    """
    run(
        where,
        f"""
import subprocess, warnings
connections.FORK_SECONDS = 0.05
reading, writing = os.pipe()
backend = opened(where)
backend.commit(new(book("a")))
with backend._index.opened() as database:
    assert database.execute("SELECT count(*) FROM entries").fetchall() == [(1,)]
    pid = os.fork()
    if not pid:
        os.read(reading, 1)
if not pid:
    {end}
    sys.exit(0)
backend.close()
third = '''import os, sys
from pathlib import Path
from tests.json_store.samples import book, new, opened
opened(Path(sys.argv[1])).commit(new(book("third")))
os._exit(0)
'''
subprocess.run([sys.executable, "-c", third, where], check=True)
logs = [path.read_bytes() for path in where.glob("index-*-wal")]
os.write(writing, b"x")
wait(pid)
assert [path.read_bytes() for path in where.glob("index-*-wal")] == logs != []
again = opened(where)
assert again.load(Key("book", "third")) == book("third")
again.close()
""",
    )


def test_what_the_child_commits_is_seen(where: Path) -> None:
    """
    A child that was forked in the midst of a read commits to an index on which its locks are its own, so that
    others see what it commits, whoever has come and gone meanwhile.
    """
    run(
        where,
        """
connections.FORK_SECONDS = 0.05
begin, done = os.pipe(), os.pipe()
backend = opened(where)
backend.commit(new(book("a")))

def work():
    backend.commit(new(book("before")))
    os.write(done[1], b"x")
    os.read(begin[0], 1)
    backend.commit(new(book("after")))
    os.write(done[1], b"x")
    os.read(begin[0], 1)

with backend._index.opened() as database:
    assert database.execute("SELECT count(*) FROM entries").fetchall() == [(1,)]
    pid = child(work)
os.read(done[0], 1)
backend.close()
third = opened(where)
assert third.load(Key("book", "before")) == book("before")
third.close()
other = opened(where)
os.write(begin[1], b"x")
os.read(done[0], 1)
assert other.load(Key("book", "after")) == book("after")
assert [entry.subject for entry in other.journal(after=0, limit=9, subject=None)] == ["a", "before", "after"]
os.write(begin[1], b"x")
wait(pid)
assert list(other.check()) == []
other.close()
""",
    )


def test_a_child_lets_go_of_what_the_parent_holds(backend: JsonBackend) -> None:
    """
    What a thread of the parent held is not there to be waited for, and connections are made anew.
    """
    backend.commit(new(book("a")))
    with backend._lock.held(), backend._index.opened() as parents:
        lock._after_fork()
        connections._after_fork_in_child()

        assert not backend._lock.is_held
        assert backend.commit(change(book("a", 2))) == 2
        with backend._index.opened() as own:
            assert own is not parents


def test_a_connection_is_not_made_meanwhile(where: Path) -> None:
    """
    Another thread that comes while a fork is waited for goes on behind it.
    """
    run(
        where,
        """
backend = opened(where)
backend.commit(new(book("a")))
connections._forking.append(0)
backend._index._connections.before_fork(time.monotonic() + 5)
thread = threading.Thread(target=backend.load, args=[Key("book", "a")])
thread.start()
thread.join(0.1)
assert thread.is_alive()
connections._forking.clear()
thread.join(5)
assert not thread.is_alive()
backend.close()
""",
    )
