"""
System: what the operating system refuses, in the words of `mentorcore.errors`.
"""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Final

from mentorcore.backends.redaction import shown_path, without_paths
from mentorcore.errors import StorageFull, Unavailable


_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})

_RIGHTS: Final = "let this user read and write there, or keep it where they may"
_ELSEWHERE: Final = "keep it on a file system that can do this, such as a local disk"
_REMEDIES: Final = {
    errno.EACCES: _RIGHTS,
    errno.EPERM: "do it as its owner, or make this user the owner",
    errno.EROFS: "copy it to where it can be written, which reading takes as well",
    errno.ENAMETOOLONG: "give it a shorter name",
    errno.ENOTDIR: "name another place",
    errno.EISDIR: "name another place",
    errno.ELOOP: "name another place",
    errno.ENOLCK: _ELSEWHERE,
    errno.ENOSYS: _ELSEWHERE,
    errno.ENOTSUP: _ELSEWHERE,
    errno.EOPNOTSUPP: _ELSEWHERE,
}
"""What helps where waiting does not."""


def unplaced(path: str) -> str:
    """
    Return why there is no folder in which something could be made at a path, and what to do about it.
    """
    parent = there = Path(path).absolute().parent
    while not os.path.lexists(there):
        there = there.parent
    if not there.is_dir():
        return f"{_printable(there)} is no directory; name another place"
    if there == parent:
        return "nothing can be made in its directory; name another place"

    return f"its directory does not exist; make {_printable(parent)} first"


def _printable(path: Path) -> str:
    return shown_path(str(path)).encode("utf-8", "backslashreplace").decode()


def in_place_of(error: OSError, where: str) -> StorageFull | Unavailable:
    """
    Return what to raise in place of an error of the operating system, with that as its cause: it says what to
    do about it. The paths in the error are shortened to what may be shown.

    Args:
        where: The place, as it may be shown.
    """
    without_paths(error)
    if error.errno in _FULL:
        return StorageFull(where)
    remedy = None if error.errno is None else _REMEDIES.get(error.errno)

    return Unavailable(where, error.strerror or "it cannot be reached", remedy)
