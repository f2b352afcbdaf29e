"""
Outline: a document with exactly one title, headings that never skip a level, and its sources at the end.

Whoever reads with a screen reader finds the way by these; the templates need not care.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import attrs

from mentorcore.documents.blocks import (
    Block,
    BulletList,
    Footnotes,
    Heading,
    NumberedList,
    Quote,
    Text,
)
from mentorcore.documents.rendering.renderable import Renderable


SOURCES: Final = "Sources"


def outlined(document: Renderable) -> tuple[Block, ...]:
    """
    Return the blocks of a document under one heading of level 1.

    A document that does not start with one gets its title; a further one becomes a heading of level 2. The
    sources come last, below a heading of their own.
    """
    title, *rest = _titled(document)
    levels = _Levels()
    body = tuple(levels.put_right(block for block in rest if not isinstance(block, Footnotes)))
    notes = tuple(note for block in rest if isinstance(block, Footnotes) for note in block.notes)
    if not notes:
        return (title, *body)

    return (title, *body, Heading(levels.below, (Text(SOURCES),)), Footnotes(notes))


def _titled(document: Renderable) -> tuple[Block, ...]:
    match document.blocks:
        case (Heading(level=1), *_):
            return document.blocks

    return (Heading(1, (Text(document.title),)), *document.blocks)


class _Levels:
    def __init__(self) -> None:
        self._last = 1

    @property
    def below(self) -> int:
        """
        The level of a part of the last chapter; of a chapter where there is none.
        """
        return min(self._last + 1, 3)

    def put_right(self, blocks: Iterable[Block]) -> Iterator[Block]:
        for block in blocks:
            match block:
                case Heading(level):
                    self._last = min(max(level, 2), self._last + 1)
                    yield attrs.evolve(block, level=self._last)
                case Quote(inside):
                    yield Quote(tuple(self.put_right(inside)))
                case BulletList(items) | NumberedList(items):
                    yield attrs.evolve(block, items=tuple(tuple(self.put_right(item)) for item in items))
                case _:
                    yield block
