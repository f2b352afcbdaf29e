"""
Text: JSON inside JSON, readable where it comes back exactly, a checksum that a reader can see, and what any
number and name in it must look like.
"""

from __future__ import annotations

import zlib
from typing import Annotated, Final, TypeAlias, TypeVar

import msgspec

from mentorcore.backends import without_text
from mentorcore.errors import Corrupt


NO_SUM = "00000000"
JUNK = (msgspec.MsgspecError, RecursionError, UnicodeError)

E = TypeVar("E", bound=Exception)

MOST: Final = 2**63 - 1
"""The greatest number that the index can hold."""

Count: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=MOST)]
Number: TypeAlias = Annotated[int, msgspec.Meta(ge=1, le=MOST)]
Name: TypeAlias = Annotated[str, msgspec.Meta(pattern=r"\A[A-Za-z0-9_-]{1,64}\Z")]
"""A kind or an id; a path is made from nothing else."""

FullName: TypeAlias = Annotated[str, msgspec.Meta(pattern=r"\A[A-Za-z0-9_-]{1,64}/[A-Za-z0-9_-]{1,64}\Z")]
"""``kind/id``."""


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


def without_words(error: E) -> E:
    """
    Take out of one of `JUNK` what it repeats of what could not be read, and return the error.
    """
    if isinstance(error, msgspec.MsgspecError) and "unknown field" in str(error):
        error.args = ("a field is unknown",)

    return without_text(error)


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
    # What is long is not copied.
    if not data.startswith(head) or data[len(head) : end] != b"%08x" % zlib.crc32(memoryview(data)[end:]):
        raise Corrupt(where, "its checksum does not fit: it was cut short, or changed by something else")
