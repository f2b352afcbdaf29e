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

    When the block fails the target is as it was. A new file is private to its owner (0600), since a letter is
    personal data; one that was there keeps its permissions. The temporary path lies in a folder of its own
    that nobody else can enter.

    Raises:
        OSError: The folder does not exist, or cannot be written to.
    """
    target = Path(path)
    with tempfile.TemporaryDirectory(prefix=f".{target.name}.", dir=target.parent) as folder:
        unfinished = Path(folder, target.name)
        yield unfinished
        unfinished.chmod(target.stat().st_mode & 0o777 if target.exists() else 0o600)
        unfinished.replace(target)
