"""
Checksum: tells what was written from what a disk, or somebody else, has made of it.

SQLite notices damage to its own structure, and none to the text that it keeps. So every row of documents,
journal and tokens holds the checksum of what the core gave.
"""

from __future__ import annotations

import zlib


DAMAGED = "its checksum does not fit: something else has changed it"


def checksum(*parts: str | int | None) -> int:
    """
    Return the checksum of the parts of a row; none of them contains a NUL.
    """
    return zlib.crc32("\0".join(map(str, parts)).encode())
