"""
Places: what a directory holds, so that a test sees what was touched, and a limit on how long anything takes.
"""

from __future__ import annotations

import signal
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType


PATIENCE = 20
"""Seconds after which a test counts as blocked; what it does takes a fraction of one."""


def kept(directory: Path) -> dict[str, object]:
    """
    Return every name below a directory, and what it is: bytes, the target of a link, or the type of a file.
    """
    found: dict[str, object] = {}
    for path in sorted(directory.rglob("*")):
        mode = path.lstat().st_mode
        name = str(path.relative_to(directory))
        if stat.S_ISLNK(mode):
            found[name] = str(path.readlink())
        elif stat.S_ISREG(mode):
            found[name] = (stat.S_IMODE(mode), path.read_bytes())
        else:
            found[name] = stat.S_IFMT(mode)

    return found


@contextmanager
def untouched(directory: Path) -> Iterator[None]:
    """
    Expect that nothing below a directory is different after the block.
    """
    before = kept(directory)
    yield
    assert before == kept(directory)


@contextmanager
def not_blocked() -> Iterator[None]:
    """
    Expect that the block ends, whatever it waits for.
    """

    def blocked(_signal: int, _frame: FrameType | None) -> None:
        raise AssertionError(f"it has been waiting for {PATIENCE} seconds")

    before = signal.signal(signal.SIGALRM, blocked)
    signal.alarm(PATIENCE)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
