"""
Readers take no lock, and still see every commit whole.
"""

from __future__ import annotations

import errno
import sqlite3
import threading
from collections.abc import Callable
from functools import partial
from io import FileIO
from pathlib import Path

import pytest

from mentorcore.backends import Batch, Key
from mentorcore.errors import Corrupt, Unavailable
from mentorcore_json import JsonBackend, reader
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


def test_closing_waits_for_nobody(backend: JsonBackend) -> None:
    """
    A connection that is in use while the store is closed is closed when it comes back.
    """
    with backend._index.opened() as database:
        backend.close()
        assert database.execute("SELECT 1").fetchone() == (1,)
    with pytest.raises(sqlite3.ProgrammingError):
        database.execute("SELECT 1")


def test_a_commit_that_closing_waited_for_in_vain(where: Path) -> None:
    """
    Closing ends with the patience; a commit that another thread is in the middle of keeps its files until it
    is done, and lets go of them then.
    """

    class Slow(Watched):
        is_slow = False

        def before(self, name: str, *args: object) -> None:
            if self.is_slow and name == "write" and args[0] is backend._writer._redo._file:
                reached.set()
                go.wait(10)

    reached, go = threading.Event(), threading.Event()
    files, done = Slow(), list[int]()
    backend = opened(where, files=files, patience=0.05)
    files.is_slow = True
    thread = threading.Thread(target=lambda: done.append(backend.commit(new(book("a")))))
    thread.start()
    assert reached.wait(10)
    backend.close()
    with pytest.raises(Unavailable, match="closed"):
        backend.commit(new(book("b")))
    go.set()
    thread.join()

    assert done == [1]
    assert not files.open_files
    again = opened(where)
    assert list(content(again).bodies) == ["a"]
    again.close()


def test_the_last_attempt_does_not_wait_for_itself(where: Path, backend: JsonBackend) -> None:
    """
    An index that is lost while a reader holds the others up is rebuilt by that reader.
    """

    class Losing(Meanwhile):
        def before(self, name: str, *args: object) -> None:
            super().before(name, *args)
            if name == "open_or_create" and not self._times:
                for path in where.glob("index-*"):
                    path.unlink()

    backend.commit(new(book("a")))
    backend.commit(new(book("c")))
    files, version = Losing(reader._ATTEMPTS), 1

    def write() -> None:
        nonlocal version
        version += 1
        backend.commit(change(book("a", version)))
        backend.commit(change(book("c", version)))

    files.then = write
    other = opened(where, files=files, patience=1)
    found = other.scan("book", after=None, limit=1)

    assert [envelope.version for envelope in found] == [reader._ATTEMPTS + 1]
    other.close()


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
    with other._lock.held(), pytest.raises(Unavailable, match="writing"):
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

        def is_at(self, file: FileIO, path: str) -> bool:
            if path.endswith("lock") and self.left:
                self.left -= 1
                Path(path).unlink()
            return super().is_at(file, path)

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
