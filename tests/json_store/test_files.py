"""
The operations on the file system do what they say, however little the operating system does at once.
"""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from mentorcore_json import Files
from mentorcore_json.redo import FIRST


def test_short_reads_and_writes_are_continued(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    The operating system may write and read less than it was asked to.
    """
    pread, pwrite = os.pread, os.pwrite
    monkeypatch.setattr(os, "pread", lambda fd, size, at: pread(fd, min(size, 3), at))
    monkeypatch.setattr(os, "pwrite", lambda fd, data, at: pwrite(fd, data[:3], at))
    files, path = Files(), str(tmp_path / "file")
    file = files.create(path)
    files.write(file, b"Dear Ada, dear Ben", 0)

    assert files.read(path) == b"Dear Ada, dear Ben"
    assert files.read_at(file, 100, 10) == b"dear Ben"

    files.truncate(file, 8)

    assert files.read(path) == b"Dear Ada"
    files.close(file)


def test_a_directory_is_made_once(tmp_path: Path) -> None:
    """
    One that is there is fine; a link in its place is not.
    """
    files = Files()
    files.make_directory(f"{tmp_path}/a")
    files.make_directory(f"{tmp_path}/a")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    with pytest.raises(OSError, match="not a directory") as refused:
        files.make_directory(f"{tmp_path}/b")

    assert refused.value.errno == errno.ELOOP


def _no_threads(monkeypatch: pytest.MonkeyPatch, *, but: int = 0) -> None:
    """
    Let no thread start, but for the first ones.
    """
    start, started = threading.Thread.start, iter(range(but))

    def refused(thread: threading.Thread) -> None:
        if next(started, None) is None:
            raise RuntimeError("can't start new thread")
        start(thread)

    monkeypatch.setattr(threading.Thread, "start", refused)


@pytest.mark.parametrize(("number", "threads"), [(1, 0), (3, 0), (3, 1), (3, 3)])
def test_files_are_synced_with_as_many_threads_as_there_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, threads: int
) -> None:
    """
    The system may have no more threads for us; every file is synced all the same.
    """
    paths = [tmp_path / str(nth) for nth in range(number)]
    for path in paths:
        path.touch()
    synced: set[int] = set()
    monkeypatch.setattr(os, "fsync", lambda fd: synced.add(os.fstat(fd).st_ino))
    _no_threads(monkeypatch, but=threads)
    Files().sync_files([str(path) for path in paths])

    assert synced == {path.stat().st_ino for path in paths}


def test_a_sync_that_fails_says_so(tmp_path: Path) -> None:
    """
    That the others were synced does not hide it.
    """
    (tmp_path / "a").touch()
    with pytest.raises(FileNotFoundError):
        Files().sync_files([str(tmp_path / "a"), str(tmp_path / "missing")])


def test_a_store_is_closed_when_python_ends(tmp_path: Path) -> None:
    """
    Python starts no more threads then.
    """
    script = """
import atexit, sys
from pathlib import Path
from mentorcore_json import Files
from tests.json_store.samples import book, new, opened

backend = opened(Path(sys.argv[1]), files=Files())
backend.commit(new(book("a"), book("b")))
atexit.register(backend.close)
"""
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "store")],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "store" / "redo.log").stat().st_size == FIRST
