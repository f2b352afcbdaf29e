"""
Formulas: cells that a spreadsheet would run, and how they are made harmless.

A spreadsheet takes a cell that begins with ``=``, ``+``, ``-`` or ``@`` for a formula, also where it stands
in a file that somebody else filled in, and a formula can read other cells and send them away. An apostrophe
before it makes it text. A cell is opened at its first character; with a different separator than the one it
was written with, also at a character that follows a comma, a semicolon, a bar, a tab, a quotation mark or
the end of a line.
"""

from __future__ import annotations

import re
from typing import Final


_STARTS: Final = "=+\\-@\\t\\r\\n\ufeff＝＋－＠"
"""What begins a formula, full-width variants among it, or is dropped before one."""

_CELL_BEGINS: Final = '(?:^|(?<=[,;|"\\t\\r\\n]))'

_RISKY: Final = re.compile(f"{_CELL_BEGINS}(?='*[{_STARTS}])")

_HARMLESS: Final = re.compile(f"{_CELL_BEGINS}'(?='*[{_STARTS}])")

_TEXT: Final = re.compile('="([^"]*)"')
"""A formula that is nothing but text: so programs write ``007`` where Excel would take it for a number."""


def neutralised(cell: str) -> str:
    """
    Return a cell with an apostrophe wherever a formula could begin; `restored` takes it out again.

    >>> neutralised("=1+1"), neutralised("'=1+1"), neutralised("1+1"), neutralised("a;=1")
    ("'=1+1", "''=1+1", '1+1', "a;'=1")
    """
    return _RISKY.sub("'", cell)


def restored(cell: str) -> str:
    """
    Return a cell as it was before it was made harmless, or made a formula that gives its text.

    >>> restored("'=1+1"), restored("''=1+1"), restored("O'Brien"), restored("'til noon")
    ('=1+1', "'=1+1", "O'Brien", "'til noon")
    >>> restored('="007"')
    '007'
    """
    text = _TEXT.fullmatch(cell)

    return _HARMLESS.sub("", cell) if text is None else text[1]
