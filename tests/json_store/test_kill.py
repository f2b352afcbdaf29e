"""
A process that is killed at any operation leaves every acknowledged commit whole, and of others all or
nothing.
"""

from __future__ import annotations

import itertools
from contextlib import suppress
from pathlib import Path

import pytest

from mentorcore.backends import Batch
from mentorcore.errors import Conflict
from mentorcore_json import writer
from tests.json_store.samples import Content, QuickFiles, book, change, content, new, opened, removal
from tests.json_store.seams import Counting, Killed, Killing


STEPS: tuple[Batch | None, ...] = (
    new(book("a"), book("b"), token="t1"),
    change(book("a", 2)),
    Batch(writes=change(book("b", 2), book("a", 3)).writes, token="t2"),
    new(book("c")),
    removal("b", 2),
    None,
    change(book("c", 2), book("a", 4)),
)
"""Commits, and *None* for a scrub."""


@pytest.fixture(autouse=True)
def _often(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Begin the redo log anew every few commits.
    """
    monkeypatch.setattr(writer, "ROUND", 1500)


def _work(where: Path, files: Counting, done: list[int]) -> None:
    backend = opened(where, files=files)
    for number, step in enumerate(STEPS):
        if step is None:
            backend.scrub()
        else:
            backend.commit(step)
        content(backend)
        done.append(number)
    backend.close()


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> list[Content]:
    """
    What the store holds after none, one, two … of the steps.
    """
    backend = opened(tmp_path_factory.mktemp("history"))
    states = [content(backend)]
    for step in STEPS:
        if step is not None:
            backend.commit(step)
        states.append(content(backend))
    backend.close()

    return states


def test_every_operation(tmp_path: Path, history: list[Content]) -> None:
    """
    Wherever the process is killed, the store opens, nothing acknowledged is missing, nothing is half there,
    and nothing is left lying about.
    """
    for at in itertools.count(1):
        where, files, done = tmp_path / str(at), Killing(at), list[int]()
        try:
            _work(where, files, done)
        except Killed:
            files.abandon()
        else:
            break
        _check(where, history[len(done) : len(done) + 2], at)

    assert at > 300


def test_every_operation_of_the_recovery(tmp_path: Path, history: list[Content]) -> None:
    """
    A process that is killed while it recovers leaves the same to the next one.
    """
    visible = _visible(tmp_path / "counted")
    for at in itertools.count(1):
        where, first, second = tmp_path / str(at), Killing(visible + 1), Killing(at)
        with pytest.raises(Killed):
            _work(where, first, [])
        first.abandon()
        try:
            opened(where, files=second).close()
        except Killed:
            second.abandon()
        else:
            break
        _check(where, history[4:6], at)

    assert at > 30


def test_another_process_goes_on(tmp_path: Path, history: list[Content]) -> None:
    """
    A process that is still running finishes what a killed one began, before it writes anything itself.
    """
    for at in itertools.count(1):
        where = tmp_path / str(at)
        survivor = opened(where)
        survivor.commit(new(book("a"), book("b"), token="t1"))
        survivor.commit(change(book("a", 2)))
        files = Killing(at)
        try:
            victim = opened(where, files=files)
            victim.commit(STEPS[2] or Batch())
            victim.close()
        except Killed:
            files.abandon()
        else:
            survivor.close()
            break
        assert content(survivor) in history[2:4], at
        with suppress(Conflict):
            survivor.commit(change(book("b", 2), book("a", 3)))
        assert content(survivor).bodies == history[3].bodies, at
        survivor.close()


def _visible(where: Path) -> int:
    """
    Return the operation that makes the fifth commit visible, its documents not being written yet.
    """

    class Looking(Counting):
        found = 0

        def before(self, name: str, *args: object) -> None:
            super().before(name, *args)
            if len(done) == 4 and name == "commit" and not self.found:
                self.found = self.count

    done: list[int] = []
    files = Looking()
    _work(where, files, done)

    return files.found


def _check(where: Path, allowed: list[Content], at: int) -> None:
    if not where.exists():
        return
    for _ in range(2):
        backend = opened(where, files=QuickFiles())
        assert content(backend) in allowed, at
        backend.commit(Batch())
        backend.close()
    backend = opened(where)
    backend.commit(new(book("z")))
    assert content(backend).bodies["z"] == book("z").body
    backend.close()
    names = sorted(path.name for path in where.rglob("*"))
    assert not [name for name in names if name.endswith((".tmp", "-wal", "-shm"))], (at, names)
    assert len([name for name in names if name.startswith("index-")]) == 1, (at, names)
