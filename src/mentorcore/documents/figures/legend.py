"""
Legend: what the marks of a figure mean, in rows that are as long as there is room.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import attrs

from mentorcore.documents.figures.drawing import WIDTH, Item, Shape, Words, width_of


_ROW: Final = 20
_SIZE: Final = 12
_GAP: Final = 18


@attrs.frozen
class Entry:
    """
    What a mark means.

    Attributes:
        path: The mark, drawn around the origin, no larger than 8 each way; blank for none.

        paint: What it is, a key of `PAINTS`.
    """

    meaning: str
    path: str = ""
    paint: str = ""


def flowing(entries: Iterable[Entry], left: float, top: float) -> tuple[list[Item], float]:
    """
    Return the entries one after another, and where the last row of them stands.
    """
    items: list[Item] = []
    x, y = left, top
    for entry in entries:
        width = 22 + width_of(entry.meaning, _SIZE)
        if x > left and x + width > WIDTH - left:
            x, y = left, y + _ROW
        if entry.path:
            items.append(Shape(entry.path, entry.paint, at=(x + 8, y)))
        items.append(Words(x + 22 if entry.path else x, y + 4, entry.meaning))
        x += width + _GAP

    return items, y
