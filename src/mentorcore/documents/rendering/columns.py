"""
Columns: how wide those of a table are, by what stands in them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from mentorcore.documents.blocks import Code, Inlines, Text


NARROWEST: Final = 14
"""The least that a column counts, in letters."""

WIDEST: Final = 40
"""The most that a column counts, in letters."""


def shares(header: Sequence[Inlines], rows: Iterable[Sequence[Inlines]]) -> list[int]:
    """
    Return how much of the page each column gets, relative to the others: as its longest text.
    """
    return [
        min(max(NARROWEST, *(_letters(cell) for cell in column)), WIDEST)
        for column in zip(header, *rows, strict=True)
    ]


def _letters(inlines: Inlines) -> int:
    return sum(
        len(inline.text) if isinstance(inline, Text | Code) else _letters(getattr(inline, "inlines", ()))
        for inline in inlines
    )
