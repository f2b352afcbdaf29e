"""
Printable: text as every format can hold it.
"""

from __future__ import annotations

import re
from typing import Final

from mentorcore.model.values import check_type


_BREAK: Final = re.compile(r"[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]")
_IMPOSSIBLE: Final = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)


def printable(text: object) -> str:
    """
    Return a text on one line, without the characters that no document can hold.

    Line breaks and tabs become spaces; control characters, marks that turn the direction of what follows,
    lone surrogates and the two characters that XML excludes are gone.

    >>> printable("one\\ntwo\\x07")
    'one two'

    Raises:
        InvalidValue: It is not text (P1).
    """
    return _IMPOSSIBLE.sub("", _BREAK.sub(" ", check_type(str, text, "text")))
