"""
Escaping: text of the record as it stands in Markdown, where it stays text whatever it holds.
"""

from __future__ import annotations

import re
from typing import Final

import attrs

from mentorcore.model.values import withheld


_SPACE: Final = re.compile(r"\s+")
_UNSEEN: Final = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufff9-\uffff]"
)
UNSEEN: Final = "[…]"
"""What stands for a text in which nothing can be seen."""

_MARKUP: Final = re.compile(r"([\\`*_{}\[\]<>#|~&!^$])")
_NUMBER: Final = re.compile(r"^(\d+)([.)])(?=\s|$)")


@attrs.frozen
class Mark:
    """
    Markdown that is put in as it is: a citation, a figure, a link that was checked.
    """

    markdown: str = attrs.field(repr=withheld)


def plain(text: str) -> str:
    """
    Return a text on one line without what cannot be seen: control characters, and marks that turn the
    direction of what follows.

    >>> plain("one\\n two\\x07")
    'one two'
    """
    shown = _SPACE.sub(" ", _UNSEEN.sub("", text)).strip()

    return shown if shown or not text.strip() else UNSEEN


def escaped(text: str) -> str:
    """
    Return a text as Markdown that reads as just this text, on one line.

    >>> escaped("# *No* heading")
    '\\\\# \\\\*No\\\\* heading'
    """
    line = _NUMBER.sub(r"\1\\\2", _MARKUP.sub(r"\\\1", plain(text)))

    return f"\\{line}" if line[:1] in {"-", "+", "=", ":"} else line
