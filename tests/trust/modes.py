"""
Modes: who else may read a file, looked at whenever a call to the operating system or to SQLite has returned.
"""

from __future__ import annotations

import os
import sqlite3
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import attrs


_MAKING = frozenset(
    {
        *("chmod", "fchmod", "link", "mkdir", "open", "rename", "replace"),
        *("commit", "connect", "execute", "executemany", "executescript"),
    }
)
"""What the calls are called that make a file, give it a mode or a name."""

_OPEN = Path("/proc/self/fd")


@attrs.define
class Modes:
    """
    Every mode that anything below a directory ever had, and every file without a name that was ever open.

    Attributes:
        root: The directory.

        seen: By path, below the directory, the modes.

        looks: How often it was looked.
    """

    root: Path
    seen: dict[str, set[str]] = attrs.field(factory=dict)
    looks: int = 0

    def look(self) -> None:
        """
        Look at everything that is there now.
        """
        self.looks += 1
        waiting = [str(self.root)]
        while waiting:
            folder = waiting.pop()
            with os.scandir(folder) as entries:
                for entry in entries:
                    self._note(os.path.relpath(entry.path, self.root), entry.stat(follow_symlinks=False))
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)

    def look_at_nameless(self) -> None:
        """
        Look at the files that are open and have no name any more, as the temporary ones of SQLite.
        """
        for link in _OPEN.iterdir() if _OPEN.is_dir() else ():
            try:
                target = link.readlink()
                if target.name.endswith(" (deleted)") and "etilqs" in target.name:
                    self._note("a file without a name", link.stat())
            except FileNotFoundError:
                continue

    def _note(self, path: str, found: os.stat_result) -> None:
        kind = "directory" if stat.S_ISDIR(found.st_mode) else "file"
        self.seen.setdefault(path, set()).add(f"{kind} {stat.S_IMODE(found.st_mode):04o}")

    @property
    def wider(self) -> dict[str, set[str]]:
        """
        What somebody else than its owner could have read or changed at some moment.
        """
        private = {"file 0600", "directory 0700"}

        return {path: modes for path, modes in self.seen.items() if not modes <= private}


@contextmanager
def watched(root: Path) -> Iterator[Modes]:
    """
    Look at a directory after every call in the block that may have made a file.
    """
    modes = Modes(root)

    def after(_: FrameType, event: str, function: Any) -> None:
        if event == "c_return" and function.__name__ in _MAKING:
            sys.setprofile(None)
            try:
                modes.look()
            finally:
                sys.setprofile(after)

    before = sys.getprofile()
    sys.setprofile(after)
    try:
        yield modes
    finally:
        sys.setprofile(before)
    modes.look()


def looking(modes: Modes, every: int) -> type[sqlite3.Connection]:
    """
    Return a class of connections that look in the midst of a statement as well, after every few instructions.
    """

    class Looking(sqlite3.Connection):
        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options)
            self.set_progress_handler(self._look, every)

        def _look(self) -> int:
            modes.look()
            modes.look_at_nameless()
            return 0

    return Looking
