"""
After a power cut at any moment every acknowledged commit is there, and of others all or nothing.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from mentorcore.backends import Batch
from mentorcore.errors import MentorcoreError
from mentorcore_json import writer
from tests.json_store.disk import Disk, put_back
from tests.json_store.samples import Content, QuickFiles, book, change, content, new, opened, removal


STEPS = (
    new(book("a"), book("b"), token="t1"),
    change(book("a", 2)),
    Batch(writes=change(book("b", 2), book("a", 3)).writes, token="t2"),
    removal("b", 2),
    change(book("a", 4)),
    new(book("c")),
)


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> list[Content]:
    """
    What the store holds after none, one, two … of the steps.
    """
    backend = opened(tmp_path_factory.mktemp("history"))
    states = [content(backend)]
    for step in STEPS:
        backend.commit(step)
        states.append(content(backend))
    backend.close()

    return states


def _recorded(above: Path, forget: tuple[str, str] | None = None) -> Disk:
    """
    Run all steps, with a scrub and a reopening in between, and return the disk.
    """
    disk = Disk(above, forget)
    backend = opened(above / "store", files=disk)
    disk.acknowledged = 1
    for step in STEPS:
        backend.commit(step)
        disk.acknowledged += 1
        if step is STEPS[3]:
            backend.scrub()
        if step is STEPS[4]:
            backend.close()
            backend = opened(above / "store", files=disk)
    backend.close()

    return disk


def _newest(names: Iterable[str]) -> str | None:
    """
    Return the name of the newest index.
    """
    return max((name for name in names if re.fullmatch(r"index-\d\.sqlite", name)), default=None)


def _lost(disk: Disk, history: list[Content], tmp_path: Path) -> Iterator[str]:
    """
    Say what is wrong with the states that a power cut could have left.
    """
    seen: set[tuple[int, str]] = set()
    for acknowledged, left in disk.left:
        if (mark := (acknowledged, repr(left))) in seen:
            continue
        seen.add(mark)
        put_back(left, tmp_path / "left")
        where = tmp_path / "left" / "store"
        try:
            if where.exists() or acknowledged:
                backend = opened(where, create=not acknowledged, files=QuickFiles())
                done = max(acknowledged - 1, 0)
                if content(backend) not in history[done : done + 2]:
                    yield f"lost after {done} commits"
                backend.close()
                before = _newest(left.get("store", {}))
                if acknowledged and before and before != _newest(path.name for path in where.iterdir()):
                    yield "the index was rebuilt, which takes long in a large store"
        except MentorcoreError as error:
            yield f"{type(error).__name__}: {error}"
        shutil.rmtree(tmp_path / "left")


@pytest.fixture(autouse=True)
def _often(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Begin the redo log anew every few commits.
    """
    monkeypatch.setattr(writer, "ROUND", 1000)


SYNCS = {
    ("sync", "redo.log"),
    ("sync", "redo.log.tmp"),
    ("sync", "journal.jsonl"),
    ("sync", "mentorcore.json.tmp"),
    ("sync", "index-.sqlite.tmp"),
    ("sync_files", "documents"),
    ("sync_directories", "documents"),
    ("sync_directory", "store"),
    ("sync_directory", "above"),
    ("commit", "forced"),
}


def test_nothing_is_lost(tmp_path: Path, history: list[Content]) -> None:
    """
    Whatever was not synced may be there or not; the store opens and holds what was acknowledged.
    """
    (tmp_path / "above").mkdir()
    disk = _recorded(tmp_path / "above")

    assert disk.synced == SYNCS
    assert list(_lost(disk, history, tmp_path)) == []


@pytest.mark.parametrize("forget", sorted(SYNCS), ids=" ".join)
def test_every_sync_is_needed(tmp_path: Path, history: list[Content], forget: tuple[str, str]) -> None:
    """
    Leaving any one sync out loses something, and the test above would see it.
    """
    (tmp_path / "above").mkdir()

    disk = _recorded(tmp_path / "above", forget)

    assert next(_lost(disk, history, tmp_path), None) is not None
