"""
HTML: one page that needs nothing else, reads well in light and dark, and prints well.
"""

from __future__ import annotations

from collections import Counter
from typing import Final

from mentorcore.documents.blocks import Block, Footnote, Footnotes, Heading
from mentorcore.documents.figures.palette import PAINTS, PALETTE
from mentorcore.documents.packaged import template
from mentorcore.documents.printable import printable
from mentorcore.documents.rendering.outline import outlined
from mentorcore.documents.rendering.renderable import Renderable


LETTERS: Final = frozenset({"recommendation_letter", "testimonial"})
"""The kinds of documents that look like a letter; the others look like a report."""


def page(document: Renderable) -> str:
    """
    Return a document as one page: no script, nothing that is loaded from elsewhere.

    Raises:
        MissingExtra: Jinja2 is not installed.
    """
    from markupsafe import Markup

    body, heading, notes = _apart(outlined(document))

    return template("page.html.jinja").render(
        document=document,
        title=printable(document.title),
        look=look(document),
        css=Markup(stylesheet()),  # noqa: S704 - it is ours and holds nothing of the record
        body=body,
        heading=heading,
        notes=notes,
        numbers={note.number for note in notes},
        citations=_Citations(),
        called=lambda node: type(node).__name__,
    )


def _apart(blocks: tuple[Block, ...]) -> tuple[tuple[Block, ...], Heading | None, tuple[Footnote, ...]]:
    match blocks:
        case [*before, Heading() as heading, Footnotes(notes)]:
            return tuple(before), heading, notes

    return blocks, None, ()


def look(document: Renderable) -> str:
    """
    Return how a document looks: ``"letter"`` or ``"report"``.
    """
    return "letter" if document.kind.value in LETTERS else "report"


def stylesheet() -> str:
    """
    Return the style of a page, in the colours of the palette.
    """
    return template("page.css.jinja").render(palette=PALETTE, paints=PAINTS)


class _Citations:
    """
    Where each source is cited, as far as the page is written.
    """

    def __init__(self) -> None:
        self._cited: Counter[int] = Counter()

    def next(self, number: int) -> str:
        self._cited[number] += 1

        return f"cite-{number}-{self._cited[number]}"

    def of(self, number: int) -> list[str]:
        return [f"cite-{number}-{place}" for place in range(1, self._cited[number] + 1)]
