"""
The redo log: what was never acknowledged does not count, and what was is never skipped.
"""

from __future__ import annotations

import errno
import shutil
from pathlib import Path

import pytest

from mentorcore.errors import Corrupt, Unavailable
from mentorcore_json import JsonBackend, redo
from mentorcore_json.redo import _MAGIC, FIRST
from tests.json_store.samples import book, change, content, new, opened
from tests.json_store.seams import Failing


def _left(where: Path, backend: JsonBackend) -> tuple[Path, list[int]]:
    """
    Return a copy of a store as a killed process leaves it, and where the records of its log begin.
    """
    backend.commit(new(book("a")))
    backend.commit(change(book("a", 2)))
    backend.commit(change(book("a", 3)))
    copy = where.parent / "copy"
    shutil.copytree(where, copy)
    data, at, found = (copy / "redo.log").read_bytes(), FIRST, []
    while (at := data.find(_MAGIC, at)) >= 0:
        found.append(at)
        at += 1

    return copy, found


def _damaged(path: Path, at: int) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(bytes(data))


@pytest.mark.parametrize("part", [0, 8, 16, 20, 30])
@pytest.mark.parametrize("index", [True, False], ids=["index", "no index"])
def test_a_damaged_record_in_the_middle_is_named(
    where: Path, backend: JsonBackend, part: int, index: bool
) -> None:
    """
    Later records were acknowledged; leaving the damaged one out would lose a commit quietly.
    """
    copy, records = _left(where, backend)
    _damaged(copy / "redo.log", records[1] + part)
    if not index:
        for path in copy.glob("index-*"):
            path.unlink()
    with pytest.raises(Corrupt, match=r"redo\.log"):
        opened(copy)


def test_a_damaged_last_record_that_was_acknowledged_is_named(where: Path, backend: JsonBackend) -> None:
    """
    The index and the journal know that it was there.
    """
    copy, records = _left(where, backend)
    _damaged(copy / "redo.log", records[2] + 30)
    with pytest.raises(Corrupt, match=r"redo\.log"):
        opened(copy)


def test_a_torn_last_record_does_not_count(where: Path, backend: JsonBackend) -> None:
    """
    Where nothing else knows of it, it was never acknowledged.
    """
    copy, records = _left(where, backend)
    _damaged(copy / "redo.log", records[2] + 30)
    for path in copy.glob("index-*"):
        path.unlink()
    again = opened(copy)

    assert content(again).bodies == {"a": book("a", 2).body}
    again.commit(change(book("a", 3)))
    again.close()


def test_damage_is_noticed_while_open(where: Path, backend: JsonBackend) -> None:
    """
    Whoever commits next looks whether the last commit is whole.
    """
    other = opened(where)
    _, records = _left(where, backend)
    _damaged(where / "redo.log", records[2] + 30)
    with pytest.raises(Corrupt, match=r"redo\.log"):
        other.commit(new(book("b")))
    _damaged(where / "redo.log", records[2] + 30)
    other.commit(new(book("b")))
    other.close()


def test_an_index_of_later_commits_is_rebuilt(where: Path, backend: JsonBackend) -> None:
    """
    A directory that was put back from a backup, but for its index, is as it was then.
    """
    backend.commit(new(book("a")))
    backend.close()
    copy = where.parent / "copy"
    shutil.copytree(where, copy)
    later = opened(where)
    later.commit(change(book("a", 2)))
    later.close()
    for path in copy.glob("index-*"):
        path.unlink()
    for path in where.glob("index-*"):
        shutil.copy(path, copy)
    again = opened(copy)

    assert content(again).bodies == {"a": book("a").body}
    again.close()


def test_damaged_first_bytes_are_named(where: Path, backend: JsonBackend) -> None:
    """
    Nothing can be said about a log whose beginning is damaged.
    """
    backend.close()
    _damaged(where / "redo.log", 12)
    with pytest.raises(Corrupt, match="first bytes"):
        opened(where)


def test_a_commit_in_doubt_says_so(where: Path) -> None:
    """
    Where a failed record cannot even be withdrawn, the next commit finds out what became of it.
    """
    opened(where).close()
    files = Failing(10**6, OSError(errno.EIO, "broken"), times=10**6, only=frozenset({"sync"}))
    backend = opened(where, files=files)
    files.count = 10**6
    with pytest.raises(Unavailable, match="may or may not"):
        backend.commit(new(book("a")))
    files._times = 0

    assert backend.commit(new(book("b"))) == len(content(backend).bodies)
    backend.close()


def test_a_large_commit_is_kept(where: Path, backend: JsonBackend) -> None:
    """
    The log grows as needed, and is small again afterwards.
    """
    backend.commit(new(*(book(f"b{n}") for n in range(2000))))
    assert (where / "redo.log").stat().st_size > 500_000
    backend.close()

    assert (where / "redo.log").stat().st_size == FIRST
    again = opened(where)
    assert len(again.scan("book", after=None, limit=5000)) == 2000
    again.close()


def test_a_record_of_another_form_is_named(where: Path, backend: JsonBackend) -> None:
    """
    A record whose checksum fits was acknowledged, even when this release cannot read it.
    """
    copy, records = _left(where, backend)
    data = bytearray((copy / "redo.log").read_bytes())
    payload = b"\xc0" * 10
    check = redo._check(3, payload)
    record = redo._RECORD.pack(_MAGIC, 3, len(payload), check) + payload
    data[records[2] : records[2] + len(record)] = record
    (copy / "redo.log").write_bytes(bytes(data))
    with pytest.raises(Corrupt, match="commit 3 cannot be read"):
        opened(copy)
