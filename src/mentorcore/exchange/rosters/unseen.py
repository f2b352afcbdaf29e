"""
Unseen: characters without a shape, which are copied along from web pages and mail programs.

Around a name or an address nobody means them, and nobody sees why two that look alike are not the same.
Inside a word they may be part of its spelling, as in Persian, and stay.
"""

from __future__ import annotations

from typing import Final


UNSEEN: Final = "".join(
    map(
        chr,
        (
            *(0xAD, 0x61C, 0x180E, 0xFEFF),  # a soft hyphen, marks of direction, a byte order mark
            *range(0x200B, 0x2010),
            *range(0x202A, 0x202F),
            *range(0x2060, 0x2065),
            *range(0x2066, 0x2070),
        ),
    )
)
"""Those that stand around what somebody has copied."""

_AROUND: Final = UNSEEN + "".join(filter(str.isspace, map(chr, range(0x3001))))


def stripped(cell: str) -> str:
    """
    Return a cell without white space and without unseen characters around what it says.

    >>> stripped(" \\u200bAda Osei\\xa0\\u200e")
    'Ada Osei'
    """
    return cell.strip(_AROUND)
