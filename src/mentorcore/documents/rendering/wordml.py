"""
WordprocessingML: what python-docx has no call for.
"""

from __future__ import annotations

from collections.abc import Container
from typing import TYPE_CHECKING, Any

import attrs
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import RGBColor
from docx.text.run import Run

from mentorcore.documents import blocks
from mentorcore.documents.blocks import Inlines
from mentorcore.documents.figures.palette import PALETTE


if TYPE_CHECKING:
    from docx.document import Document
    from docx.styles.style import ParagraphStyle
    from docx.table import Table, _Row
    from docx.text.paragraph import Paragraph


@attrs.frozen(kw_only=True)
class Style:
    """
    How words look.
    """

    bold: bool = False
    italic: bool = False
    mono: bool = False
    raised: bool = False
    link: bool = False


def say(paragraph: Paragraph, inlines: Inlines, style: Style, sources: Container[int]) -> None:
    """
    Add words to a paragraph.

    Args:
        sources: The numbers of the sources that a citation can lead to.
    """
    _say(paragraph, paragraph._p, inlines, style, sources)


def _say(paragraph: Paragraph, parent: Any, inlines: Inlines, style: Style, sources: Container[int]) -> None:
    for inline in inlines:
        match inline:
            case blocks.Text(text):
                _run(paragraph, parent, style).add_text(text)
            case blocks.Code(text):
                _run(paragraph, parent, attrs.evolve(style, mono=True)).add_text(text)
            case blocks.LineBreak():
                _run(paragraph, parent, style).add_break()
            case blocks.Strong(inside):
                _say(paragraph, parent, inside, attrs.evolve(style, bold=True), sources)
            case blocks.Emphasis(inside):
                _say(paragraph, parent, inside, attrs.evolve(style, italic=True), sources)
            case blocks.Link(href, inside):
                target = paragraph.part.relate_to(href, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
                link = _element(parent, "w:hyperlink", {"r:id": target})
                _say(paragraph, link, inside, attrs.evolve(style, link=True), ())
            case blocks.Cite(number):
                raised = attrs.evolve(style, raised=True)
                inside_link = number in sources
                where = (
                    _element(parent, "w:hyperlink", {"w:anchor": source(number)}) if inside_link else parent
                )
                _run(paragraph, where, raised).add_text(f"[{number}]")


def source(number: int) -> str:
    """
    Return the name of the place where a source stands.
    """
    return f"source_{number}"


def bookmark(paragraph: Paragraph, name: str, number: int) -> None:
    """
    Give the beginning of a paragraph a name that links can lead to.
    """
    start = _element(None, "w:bookmarkStart", {"w:id": str(number), "w:name": name})
    end = _element(None, "w:bookmarkEnd", {"w:id": str(number)})
    first = paragraph.runs[0]._r
    first.addprevious(start)
    first.addnext(end)


def counted(document: Document, style: str, start: int) -> int:
    """
    Return a numbering of the kind that a list style has, which starts anew.
    """
    numbering = document.part.numbering_part.element
    used = document.styles[style].element.pPr.numPr.numId.val
    abstract = numbering.num_having_numId(used).abstractNumId.val
    number = numbering.add_num(abstract)
    number.add_lvlOverride(ilvl=0).add_startOverride(start)

    return int(number.numId)


def number(paragraph: Paragraph, numbering: int | None) -> None:
    """
    Let a paragraph count in a numbering.
    """
    if numbering is not None:
        properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
        properties.get_or_add_ilvl().val = 0
        properties.get_or_add_numId().val = numbering


def underline(paragraph: Paragraph) -> None:
    """
    Draw a line below a paragraph.
    """
    borders = _element(paragraph._p.get_or_add_pPr(), "w:pBdr", {})
    _element(borders, "w:bottom", _line(PALETTE["line"].light))


def rule(table: Table, colour: str) -> None:
    """
    Draw lines between the rows of a table, and no others.
    """
    borders = _element(None, "w:tblBorders", {})
    table._tbl.tblPr.insert_element_before(borders, "w:tblLook")
    for side in ("top", "bottom", "insideH"):
        _element(borders, f"w:{side}", _line(colour))
    for side in ("left", "right", "insideV"):
        _element(borders, f"w:{side}", {"w:val": "nil"})


def keep(row: _Row, *, repeated: bool) -> None:
    """
    Keep a row on one page, and repeat it on each where it is the header.
    """
    properties = row._tr.get_or_add_trPr()
    _element(properties, "w:cantSplit", {})
    if repeated:
        _element(properties, "w:tblHeader", {})


def font(style: ParagraphStyle, name: str) -> None:
    """
    Give a style a font; the one of the theme would win over it.
    """
    style.font.name = name
    fonts = style.element.rPr.rFonts
    for attribute in [key for key in fonts.attrib if key.endswith("Theme")]:
        del fonts.attrib[attribute]


def space_out(style: ParagraphStyle) -> None:
    """
    Let the paragraphs of a style stand apart from each other.
    """
    style.element.pPr.remove(style.element.pPr.find(qn("w:contextualSpacing")))


def speak(document: Document, language: str) -> None:
    """
    Say which language a document is in.
    """
    (tag,) = document.styles.element.iter(qn("w:lang"))
    tag.set(qn("w:val"), language)


def _line(colour: str) -> dict[str, str]:
    return {"w:val": "single", "w:sz": "6", "w:space": "1", "w:color": colour.removeprefix("#")}


def _run(paragraph: Paragraph, parent: Any, style: Style) -> Run:
    run = Run(_element(parent, "w:r", {}), paragraph)
    run.bold, run.italic = style.bold or None, style.italic or None
    run.font.superscript = style.raised or None
    if style.mono:
        run.font.name = "Consolas"
    if style.link:
        run.font.underline = True
        run.font.color.rgb = RGBColor.from_string(PALETTE["link"].light.removeprefix("#"))

    return run


def _element(parent: Any, tag: str, attributes: dict[str, str]) -> Any:
    element = OxmlElement(tag)
    for key, value in attributes.items():
        element.set(qn(key), value)
    if parent is not None:
        parent.append(element)

    return element
