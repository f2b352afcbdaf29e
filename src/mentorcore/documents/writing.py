"""
Writing: a file that is replaced at once, or not at all.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def replaced(path: str | os.PathLike[str]) -> Iterator[Path]:
    """
    Give a temporary path beside the target, and put what was written there in the target's place at the end.

    When the block fails the target is as it was. A new file gets the permissions that the process gives to
    new files; one that was there keeps its own.

    Raises:
        OSError: The folder does not exist, or cannot be written to.
    """
    target = Path(path)
    with tempfile.TemporaryDirectory(prefix=f".{target.name}.", dir=target.parent) as folder:
        unfinished = Path(folder, target.name)
        yield unfinished
        if target.exists():
            unfinished.chmod(target.stat().st_mode & 0o777)
        unfinished.replace(target)
