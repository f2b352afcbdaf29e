"""
Upgrades: a later release, played by this one, and what a store consists of on the disk.
"""

from __future__ import annotations

import hashlib
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

from mentorcore.storage.codec import FORMATS, Format


@contextmanager
def later_release(*, kind: str = "person", change: Callable[[Any], Any] | None = None) -> Iterator[None]:
    """
    Be a release in which one kind of document has a new schema for the block.

    Args:
        change: Turns the plain content of the schema before into that of the new one; the same unless given.
    """
    form = FORMATS[kind]
    upcasters = {**form.upcasters, form.schema: change or (lambda plain: plain)}
    with mock.patch.dict(FORMATS, {kind: Format(form.document, form.schema + 1, upcasters)}):
        yield


def shouted(plain: dict[str, Any]) -> dict[str, Any]:
    """
    Return a person as a later release keeps them: with their title in capitals.
    """
    return {**plain, "title": plain["title"] and plain["title"].upper()}


def bytes_of(folder: Path) -> dict[str, str]:
    """
    Return a checksum of every file below a folder, apart from what SQLite's readers share.
    """
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.endswith("-shm")
    }


def killed(work: Callable[[], object]) -> bool:
    """
    Do something in a child process; tell whether it was killed, rather than ended by itself.
    """
    child = os.fork()
    if child == 0:  # pragma: no cover - the child's coverage is not collected
        status = 1
        try:
            work()
            status = 0
        finally:
            os._exit(status)
    _, ended = os.waitpid(child, 0)
    assert os.WIFSIGNALED(ended) or os.WEXITSTATUS(ended) == 0, "the child failed"

    return os.WIFSIGNALED(ended)


def killing(work: Callable[..., Any], *, at: int, after: bool) -> Callable[..., Any]:
    """
    Return a function that kills its process at its nth call, before or after doing its work.
    """
    calls = 0

    def called(*arguments: Any, **named: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == at and not after:
            os.kill(os.getpid(), signal.SIGKILL)
        result = work(*arguments, **named)
        if calls == at and after:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    return called
