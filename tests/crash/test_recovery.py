"""
What there is to do after a crash is bounded, however much was written.
"""

from __future__ import annotations

from io import FileIO
from pathlib import Path

import pytest

from mentorcore.backends import Batch, Tombstone, Write
from mentorcore.testing.contract.samples import LAYOUT, book
from mentorcore_json import Files, JsonBackend, writer


class _Counting(Files):
    """
    Counts the documents that are put in their places, and how often the redo log begins anew.
    """

    def __init__(self) -> None:
        self.documents = 0
        self.rounds = 0

    def replace(self, source: str, target: str) -> None:
        self.documents += "/documents/" in target
        self.rounds += target.endswith("redo.log")
        super().replace(source, target)


class _Stopped(BaseException):
    """
    The process was killed.
    """


class _Stopping(Files):
    """
    Is stopped when it has made an unfinished document.
    """

    def create(self, path: str) -> FileIO:
        file = super().create(path)
        if path.endswith(".json.tmp") and "/documents/" in path:
            self.close(file)
            raise _Stopped
        return file


def _opened(where: Path, files: Files) -> JsonBackend:
    return JsonBackend.open(str(where), LAYOUT, create=True, upgrade=False, files=files)


def test_few_documents_are_written_again(tmp_path: Path) -> None:
    """
    Whoever opens a JSON store after a crash writes no more documents again than one round holds.
    """
    together, counting = 20, _Counting()
    left = _opened(tmp_path / "store", Files())
    numbers = range(0, 2 * writer.UNSETTLED + 3 * together, together)
    for first in numbers:
        new = [Write(book(f"b{first + n}"), 0) for n in range(together)]
        left.commit(Batch(writes=tuple(new)))

    opened = _opened(tmp_path / "store", counting)
    kept = opened.scan("book", after=None, limit=10_000)
    opened.close()
    left.close()

    assert len(kept) == len(numbers) * together
    assert 0 < counting.documents <= writer.UNSETTLED + together


def test_the_same_documents_count_once(tmp_path: Path) -> None:
    """
    Changing the same few documents over and over does not begin new rounds.
    """
    counting = _Counting()
    backend = _opened(tmp_path / "store", counting)
    for version in range(1, writer.UNSETTLED + 50):
        backend.commit(Batch(writes=(Write(book("b", version), version - 1),)))
    while_open = counting.rounds
    backend.close()

    assert while_open == 1, "it has begun when the store was made, and not since"


@pytest.mark.parametrize("removed", [False, True])
def test_whoever_is_left_tidies_up(tmp_path: Path, removed: bool) -> None:
    """
    Of somebody who was stopped while opening the store nothing is left, once those who had it open have
    closed it.
    """
    where = tmp_path / "store"
    survivor = _opened(where, Files())
    survivor.commit(Batch(writes=(Write(book("b"), 0),)))
    with pytest.raises(_Stopped):
        _opened(where, _Stopping())
    assert len([*where.rglob("*.tmp")]) == 1
    if removed:
        survivor.commit(Batch(tombstones=(Tombstone(book("b").key, 1, 2),)))
    survivor.close()

    assert [*where.rglob("*.tmp")] == []
