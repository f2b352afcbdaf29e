"""
Word: a Word document as it is filled, block by block.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING, Final

import docx
from docx.shared import Mm, Pt, RGBColor

from mentorcore.documents import blocks
from mentorcore.documents.blocks import Block, Inlines
from mentorcore.documents.figures.palette import PALETTE
from mentorcore.documents.printable import printable
from mentorcore.documents.rendering import wordml
from mentorcore.documents.rendering.columns import shares
from mentorcore.documents.rendering.html import look
from mentorcore.documents.rendering.renderable import Renderable
from mentorcore.documents.rendering.wordml import Style


if TYPE_CHECKING:
    from docx.text.paragraph import Paragraph


FONTS: Final = {"letter": "Cambria", "report": "Calibri"}
"""The font of each look; Word takes another where it is missing."""

DEEPEST: Final = 3
"""How many styles Word has for lists inside lists; deeper ones look like the last."""

LISTS: Final = [f"List {kind}{level}" for kind in ("Bullet", "Number") for level in ("", " 2", " 3")]
"""The styles of list entries, which stand as far apart as paragraphs."""

INK: Final = RGBColor.from_string(PALETTE["ink"].light.removeprefix("#"))
"""The colour of headings."""

_PAGE: Final = 210
_MARGIN: Final = 26
_SIZES: Final = {1: 18, 2: 14, 3: 12, 4: 11, 5: 11, 6: 11}


class Word:
    """
    A Word document, A4, in the fonts and colours of a document's look.
    """

    def __init__(self, document: Renderable) -> None:
        self._docx = docx.Document()
        self._sources = {
            note.number
            for block in document.blocks
            if isinstance(block, blocks.Footnotes)
            for note in block.notes
        }
        self._describe(document)
        self._dress(FONTS[look(document)])
        wordml.speak(self._docx, document.language)

    def save(self, path: Path) -> None:
        """
        Write it to a file.
        """
        self._docx.save(str(path))

    def flow(self, flowing: Iterable[Block], style: str = "Normal", depth: int = 0) -> None:
        """
        Add blocks at the end.

        Args:
            style: The style of paragraphs.

            depth: In how many lists they stand.
        """
        for block in flowing:
            match block:
                case blocks.Heading(level, inlines):
                    self._say(f"Heading {level}", inlines)
                case blocks.Paragraph(inlines):
                    self._say(style, inlines)
                case blocks.BulletList(items):
                    self._list("List Bullet", items, depth)
                case blocks.NumberedList(items, start):
                    self._list("List Number", items, depth, start)
                case blocks.Quote(inside):
                    self.flow(inside, "Quote", depth)
                case blocks.Table(header, rows):
                    self._table(header, rows)
                case blocks.Rule():
                    wordml.underline(self._docx.add_paragraph())
                case blocks.FigureBlock(figure):
                    self._docx.add_paragraph(figure.title, "Caption")
                    self._table(_cells(figure.header), [_cells(row) for row in figure.rows])
                case blocks.Footnotes(notes):
                    for note in notes:
                        self._source(note)

    def _say(self, style: str, inlines: Inlines) -> Paragraph:
        paragraph = self._docx.add_paragraph(style=style)
        wordml.say(paragraph, inlines, Style(), self._sources)

        return paragraph

    def _list(
        self, style: str, items: Sequence[Sequence[Block]], depth: int, start: int | None = None
    ) -> None:
        level = "" if depth == 0 else f" {min(depth + 1, DEEPEST)}"
        numbering = None if start is None else wordml.counted(self._docx, f"{style}{level}", start)
        for first, *rest in (item for item in items if item):
            remaining = [first, *rest]
            if isinstance(first, blocks.Paragraph):
                paragraph = self._say(f"{style}{level}", first.inlines)
                wordml.number(paragraph, numbering)
                remaining = rest
            self.flow(remaining, f"List Continue{level}", depth + 1)

    def _table(self, header: Sequence[Inlines], rows: Sequence[Sequence[Inlines]]) -> None:
        table = self._docx.add_table(rows=0, cols=len(header), style="Table Grid")
        wordml.rule(table, PALETTE["line"].light)
        parts = shares(header, rows)
        widths = [Mm((_PAGE - 2 * _MARGIN) * part / sum(parts)) for part in parts]
        table.autofit = False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        for position, cells in enumerate((header, *rows)):
            row = table.add_row()
            wordml.keep(row, repeated=position == 0)
            for cell, inlines, width in zip(row.cells, cells, widths, strict=True):
                cell.width = width
                paragraph = cell.paragraphs[0]
                paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)
                wordml.say(paragraph, inlines, Style(bold=position == 0), self._sources)
        self._docx.add_paragraph()

    def _source(self, note: blocks.Footnote) -> None:
        number = blocks.Text(f"[{note.number}] ")
        paragraph = self._say("List", (number, *note.inlines))
        paragraph.paragraph_format.left_indent = Mm(8)
        paragraph.paragraph_format.first_line_indent = Mm(-8)
        wordml.bookmark(paragraph, wordml.source(note.number), note.number)

    def _describe(self, document: Renderable) -> None:
        properties = self._docx.core_properties
        properties.title = printable(document.title)[:255]
        properties.language = document.language
        properties.author = properties.last_modified_by = properties.comments = ""
        properties.created = properties.modified = document.at.astimezone(UTC).replace(tzinfo=None)

    def _dress(self, font: str) -> None:
        section = self._docx.sections[0]
        section.page_width, section.page_height = Mm(_PAGE), Mm(297)
        section.left_margin = section.right_margin = Mm(_MARGIN)
        section.top_margin = section.bottom_margin = Mm(24)
        normal = self._docx.styles["Normal"]
        wordml.font(normal, font)
        normal.font.size = Pt(11)
        normal.paragraph_format.space_after = Pt(8)
        normal.paragraph_format.line_spacing = 1.15
        for level, size in _SIZES.items():
            heading = self._docx.styles[f"Heading {level}"]
            wordml.font(heading, font)
            heading.font.size = Pt(size)
            heading.font.italic = False
            heading.font.color.rgb = INK
            heading.paragraph_format.space_after = Pt(size / 2)
        self._docx.styles["Caption"].font.size = Pt(11)
        self._docx.styles["Caption"].font.color.rgb = INK
        for name in LISTS:
            wordml.space_out(self._docx.styles[name])


def _cells(row: Iterable[str]) -> list[Inlines]:
    return [(blocks.Text(cell),) for cell in row]
