"""
Files: what a backend makes is for its owner alone.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mentorcore.backends import Capability
from mentorcore.testing.contract.base import Contract, Opened
from mentorcore.testing.contract.samples import book, change, new, noted


class FileTests(Contract):
    """
    Making files.
    """

    def test_files_are_for_their_owner_alone(self, opened: Opened) -> None:
        """
        No file or directory below the store's own can be read or written by others, whatever the umask.
        """
        seen: list[str] = []
        with _umask(0):
            backend = opened()
            seen += _for_others(opened.where)
            backend.commit(noted(new(book("a", title="t"), book("b")), "a"))
            seen += _for_others(opened.where)
            backend.commit(noted(change(book("a", version=2), 1), "a"))
            if Capability.SCRUBS in backend.capabilities:
                backend.scrub()
            seen += _for_others(opened.where)
            backend.close()
            seen += _for_others(opened.where)
            if Capability.DURABLE in backend.capabilities:
                opened().commit(new(book("c")))
            seen += _for_others(opened.where)

        assert [*dict.fromkeys(seen)] == []


@contextmanager
def _umask(mask: int) -> Iterator[None]:
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


def _for_others(where: Path) -> list[str]:
    """
    Return what is for others as well, with its mode; nothing where there are no such modes.
    """
    if os.name != "posix":
        return []
    modes = {path.relative_to(where): path.lstat().st_mode for path in where.rglob("*")}

    return [
        f"{path}: {stat.filemode(mode)}"
        for path, mode in modes.items()
        if not stat.S_ISLNK(mode) and mode & (stat.S_IRWXG | stat.S_IRWXO)
    ]
