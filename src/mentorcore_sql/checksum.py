"""
Checksum: tells what was written from what a disk, or somebody else, has made of it.

A database notices damage to its own structure, and seldom any to the text that it keeps. So every row of
documents, journal and tokens holds the checksum of what the core gave.
"""

from __future__ import annotations

import zlib


DAMAGED = "its checksum does not fit: something else has changed it"


def checksum(*parts: str | int | None) -> int:
    """
    Return the checksum of the parts of a row, of which the last may be long; none of them contains a NUL.
    """
    *others, last = map(str, parts)
    # What is long is not copied.
    before = zlib.crc32("".join([f"{part}\0" for part in others]).encode())

    return zlib.crc32(last.encode(), before)
