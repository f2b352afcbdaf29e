"""
Text: JSON inside JSON, readable where it comes back exactly, and a checksum that a reader can see.
"""

from __future__ import annotations

import zlib

import msgspec

from mentorcore.errors import Corrupt


NO_SUM = "00000000"
JUNK = (msgspec.MsgspecError, RecursionError, UnicodeError)


def nested(text: str) -> msgspec.Raw | None:
    """
    Return JSON text to be written as it is into a larger document, or *None* where it would not come back.

    Text with white space between its parts would not, nor would what is no JSON at all.
    """
    try:
        if msgspec.json.format(text, indent=-1) == text:
            return msgspec.Raw(text.encode())
    except JUNK:
        pass

    return None


def minified(text: msgspec.Raw) -> str:
    """
    Return JSON text without white space between its parts.
    """
    return msgspec.json.format(bytes(text), indent=-1).decode()


def sealed(data: bytes) -> bytes:
    """
    Fill in the checksum of a JSON object whose first field is an empty ``crc32``.
    """
    start = data.index(NO_SUM.encode())
    end = start + len(NO_SUM)

    return b"%b%08x%b" % (data[:start], zlib.crc32(data[end:]), data[end:])


def check_seal(data: bytes, head: bytes, where: str) -> None:
    """
    Refuse data that is not as it was written.

    Args:
        head: What stands before the checksum.

    Raises:
        Corrupt: It was cut short or changed.
    """
    end = len(head) + len(NO_SUM)
    if not data.startswith(head) or data[len(head) : end] != b"%08x" % zlib.crc32(data[end:]):
        raise Corrupt(where, "its checksum does not fit: it was cut short, or changed by something else")
