"""
Readers take no lock, and still see every commit whole.
"""

from __future__ import annotations

import errno
import os
import sqlite3
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from mentorcore.backends import Batch, Key
from mentorcore.errors import Corrupt, Unavailable
from mentorcore_json import JsonBackend, reader
from mentorcore_json.backend import _after_fork
from mentorcore_json.places import REDO
from tests.json_store.samples import QuickFiles, book, change, content, new, opened, path_of, removal
from tests.json_store.seams import Failing, Watched


class Meanwhile(Watched):
    """
    Does something just before a document's file is read.
    """

    def __init__(self, times: int) -> None:
        super().__init__()
        self.then: Callable[[], object] = list
        self._times = times

    def before(self, name: str, *args: object) -> None:
        if name == "read" and str(args[0]).endswith(".json") and "documents" in str(args[0]) and self._times:
            self._times -= 1
            self.then()


@pytest.mark.parametrize("times", [1, reader._ATTEMPTS - 1, reader._ATTEMPTS])
def test_a_scan_is_of_one_moment(where: Path, backend: JsonBackend, times: int) -> None:
    """
    A scan during which others write is repeated, and in the end holds the others up.
    """
    backend.commit(new(book("a"), book("b")))
    backend.commit(new(book("c")))
    files = Meanwhile(times)
    version = 1

    def write() -> None:
        nonlocal version
        version += 1
        backend.commit(change(book("a", version), book("b", version)))
        # The last record is another one now, so that the redo log does not have what the scan misses.
        backend.commit(change(book("c", version)))

    files.then = write
    other = opened(where, files=files)
    found = other.scan("book", after=None, limit=2)

    assert [envelope.version for envelope in found] == [times + 1, times + 1]
    other.close()


def test_a_load_sees_what_is_visible(where: Path, backend: JsonBackend) -> None:
    """
    A document that is written while it is read is as it is then; one that is removed is gone.
    """
    backend.commit(new(book("a"), book("b")))
    files = Meanwhile(1)
    files.then = partial(backend.commit, change(book("a", 2)))
    other = opened(where, files=files)

    assert other.load(Key("book", "a")) == book("a", 2)

    files.then, files._times = partial(backend.commit, removal("b", 1)), 1

    assert other.load(Key("book", "b")) is None
    other.close()


def _failing_behind_the_commit(where: Path) -> tuple[JsonBackend, Failing]:
    files = Failing(10**6, OSError(errno.EIO, "broken"), times=10**6, only=frozenset({"replace"}))
    backend = opened(where, files=files)
    backend.commit(new(book("a"), book("b")))
    files.count = 10**6

    return backend, files


def test_a_document_that_is_not_written_comes_from_the_redo_log(where: Path) -> None:
    """
    A commit whose files could not be written is acknowledged, and everybody sees it.
    """
    backend, files = _failing_behind_the_commit(where)
    backend.commit(Batch(writes=change(book("a", 2), book("b", 2)).writes, token="t1"))
    old = path_of(where, "a").read_text()

    assert '"version": 1' in old
    assert content(backend).bodies == {"a": book("a", 2).body, "b": book("b", 2).body}
    with pytest.raises(Unavailable):
        backend.commit(change(book("a", 3)))

    files._times = 0
    backend.commit(change(book("a", 3)))

    assert '"version": 3' in path_of(where, "a").read_text()
    assert '"version": 2' in path_of(where, "b").read_text()
    backend.close()
    again = opened(where)
    assert content(again).bodies == {"a": book("a", 3).body, "b": book("b", 2).body}
    again.close()


def test_a_record_is_needed_for_that(where: Path) -> None:
    """
    Without the redo log such a document is damaged, which is said, not guessed.
    """
    backend, files = _failing_behind_the_commit(where)
    backend.commit(change(book("a", 2)))
    (where / REDO).rename(where / "elsewhere")
    with pytest.raises(Corrupt, match="version 2"):
        backend.load(Key("book", "a"))
    assert backend.load(Key("book", "b")) == book("b")

    (where / "elsewhere").rename(where / REDO)
    assert backend.load(Key("book", "a")) == book("a", 2)
    files._times = 0
    backend.close()


def test_many_threads_share_one_instance(backend: JsonBackend) -> None:
    """
    Writers take turns; readers never see one half of a commit.
    """
    backend.commit(new(book("a"), book("b")))
    done = threading.Event()
    torn: list[object] = []

    def read() -> None:
        while not done.is_set():
            versions = {e.version for e in backend.scan("book", after=None, limit=9)}
            torn.extend(versions if len(versions) > 1 else ())

    readers = [threading.Thread(target=read) for _ in range(3)]
    for thread in readers:
        thread.start()
    for version in range(2, 60):
        backend.commit(change(book("a", version), book("b", version)))
    done.set()
    for thread in readers:
        thread.join()

    assert torn == []


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_forked_child_goes_on(where: Path, backend: JsonBackend) -> None:
    """
    A child has its own connections and locks, even when a thread of the parent was writing at that moment.
    """
    backend.commit(new(book("a")))
    with backend._lock.held():
        child = os.fork()
        if child == 0:  # pragma: no cover - the child's coverage is not collected
            status = 1
            try:
                found = backend.load(Key("book", "a"))
                backend.commit(change(book("a", 2)))
                status = 0 if found == book("a") else 2
            finally:
                os._exit(status)
    assert os.waitpid(child, 0)[1] == 0
    backend.commit(change(book("a", 3)))

    assert content(backend).bodies == {"a": book("a", 3).body}


def test_a_child_lets_go_of_what_the_parent_holds(where: Path, backend: JsonBackend) -> None:
    """
    What a thread of the parent held is not there to be waited for, and connections are made anew.
    """
    backend.commit(new(book("a")))
    backend._lock._mutex.acquire()
    backend._lock._fd = os.open(where / "lock", os.O_RDWR)
    parents = list(backend._index._idle)
    _after_fork()

    assert backend.commit(change(book("a", 2))) == 2
    assert not {id(pooled) for pooled in parents} & {id(pooled) for pooled in backend._index._idle}
    for pooled in parents:
        pooled.database.close()


def test_closing_waits_for_nobody(backend: JsonBackend) -> None:
    """
    A connection that is in use while the store is closed is closed when it comes back.
    """
    with backend._index.opened() as database:
        backend.close()
        assert database.execute("SELECT 1").fetchone() == (1,)
    with pytest.raises(sqlite3.ProgrammingError):
        database.execute("SELECT 1")


def test_a_busy_store_says_so(where: Path, backend: JsonBackend) -> None:
    """
    Who cannot get the lock in time, in this instance or another one, is told so; readers go on.
    """
    backend.commit(new(book("a")))
    other = opened(where, patience=0.05)
    with backend._lock.held():
        with pytest.raises(Unavailable, match="writing"):
            other.commit(new(book("b")))
        assert other.load(Key("book", "a")) == book("a")
    with other._lock._mutex, pytest.raises(Unavailable, match="writing"):
        other.commit(new(book("b")))

    assert other.commit(new(book("b"))) == 2
    with backend._lock.held():
        other.close()


def test_a_replaced_lock_file_is_noticed(where: Path, backend: JsonBackend) -> None:
    """
    A lock on a file that somebody deleted is none.
    """

    class Replacing(QuickFiles):
        left = 1

        def is_at(self, fd: int, path: str) -> bool:
            if path.endswith("lock") and self.left:
                self.left -= 1
                Path(path).unlink()
            return super().is_at(fd, path)

    other = opened(where, files=Replacing())
    assert other.commit(new(book("a"))) == 1
    other.close()


def test_a_lock_that_cannot_be_taken_is_let_go(where: Path) -> None:
    """
    Trouble with the lock file leaves nothing open.
    """
    opened(where).close()
    files = Failing(10**6, OSError(errno.EIO, "broken"), only=frozenset({"is_at"}))
    backend = opened(where, files=files)
    files._at = files.count + 1
    with pytest.raises(Unavailable, match="broken"):
        backend.commit(new(book("a")))

    assert backend.commit(new(book("a"))) == 1
    backend.close()
