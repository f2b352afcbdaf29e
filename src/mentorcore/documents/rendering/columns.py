"""
Columns: how wide those of a table are, by what stands in them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from mentorcore.documents.blocks import Inlines, Text


NARROWEST: Final = 10
"""The least that a column counts, in letters."""

WIDEST: Final = 40
"""The most that a column counts, in letters."""


def shares(header: Sequence[Inlines], rows: Iterable[Sequence[Inlines]]) -> list[int]:
    """
    Return how much of the page each column gets, relative to the others: as its longest text.
    """
    return [
        min(max(max(_letters(cell) for cell in column), NARROWEST), WIDEST)
        for column in zip(header, *rows, strict=True)
    ]


def _letters(cell: Inlines) -> int:
    return sum(len(inline.text) for inline in cell if isinstance(inline, Text))
