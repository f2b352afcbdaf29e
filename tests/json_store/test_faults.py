"""
An operation that fails gives a typed error with its cause; what was stored stays readable, and the next
commit is fine.
"""

from __future__ import annotations

import errno
import itertools
from contextlib import suppress
from pathlib import Path

import pytest

from mentorcore.backends import Backend, Batch
from mentorcore.errors import AlreadyDone, Conflict, StorageError, StorageFull, Unavailable
from mentorcore_json import writer
from tests.json_store.samples import Content, QuickFiles, book, change, content, new, opened, removal
from tests.json_store.seams import Failing


STEPS = (
    new(book("a"), book("b"), token="t1"),
    change(book("a", 2)),
    Batch(writes=change(book("b", 2), book("a", 3)).writes, token="t2"),
    removal("b", 2),
    change(book("a", 4)),
)
WRITES = frozenset(
    {
        "make_directory",
        "create",
        "write",
        "truncate",
        "sync",
        "replace",
        "unlink",
        "sync_files",
        "sync_directories",
        "sync_directory",
        "commit",
    }
)


@pytest.fixture(autouse=True)
def _often(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Begin the redo log anew every few commits.
    """
    monkeypatch.setattr(writer, "ROUND", 1000)


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


ERRORS = (
    OSError(errno.ENOSPC, "no space"),
    OSError(errno.EIO, "broken"),
    PermissionError(errno.EACCES, "not allowed"),
)


@pytest.mark.parametrize("lasting", [False, True], ids=["once", "lasting"])
def test_every_operation(tmp_path: Path, history: list[Content], lasting: bool) -> None:
    """
    Whatever operation fails, once or until further notice, the step is done whole or not at all, what was
    stored can be read meanwhile, and the step succeeds when the fault is gone.
    """
    for at in itertools.count(1):
        if not _one_fault(tmp_path / str(at), history, ERRORS[at % 3], at, lasting=lasting):
            break

    assert at > 50


def _one_fault(where: Path, history: list[Content], error: Exception, at: int, *, lasting: bool) -> bool:
    calm = opened(where)
    files = Failing(at, error, times=10**6 if lasting else 1, only=WRITES if lasting else None)
    try:
        backend = opened(where, files=files)
    except StorageError as raised:
        _check_error(raised, error)
        calm.close()
        return True
    for done, step in enumerate(STEPS):
        try:
            backend.commit(step)
        except StorageError as raised:
            _check_error(raised, error)
            sure = "may or may not" not in str(raised)
            found = content(calm)
            assert found == history[done] or (not sure and found == history[done + 1]), (at, files.hit)
            files._times = 0
            _again(backend, step, sure=sure)
        if lasting or not files.hit:
            assert content(calm) == history[done + 1], (at, files.hit)
        try:
            found = content(backend)
        except StorageError as raised:
            _check_error(raised, error)
            found = content(backend)
        assert found == history[done + 1], (at, files.hit)
    backend.close()
    calm.close()
    backend = opened(where, files=QuickFiles())
    assert content(backend) == history[-1], at
    backend.close()

    return bool(files.hit)


def _again(backend: Backend, step: Batch, *, sure: bool) -> None:
    if sure:
        backend.commit(step)
    else:
        with suppress(Conflict, AlreadyDone):
            backend.commit(step)


def _check_error(raised: StorageError, error: Exception) -> None:
    full = isinstance(error, OSError) and error.errno == errno.ENOSPC

    assert isinstance(raised, (StorageFull, Unavailable) if full else Unavailable)
    assert raised.__cause__ is error
