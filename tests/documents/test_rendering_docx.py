"""
The Word document: real headings, lists, tables and links, and words that stay words.
"""

from __future__ import annotations

import re
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from hypothesis import given

from mentorcore.documents.blocks import (
    BulletList,
    Cite,
    Code,
    Emphasis,
    FigureBlock,
    Footnote,
    Footnotes,
    Heading,
    Link,
    NumberedList,
    Paragraph,
    Strong,
    Table,
    Text,
)
from mentorcore.documents.document import DocumentKind
from mentorcore.documents.figures import Figure
from mentorcore.documents.printable import printable
from mentorcore.documents.rendering.docx import write
from mentorcore.errors import MissingExtra
from tests.documents.renderables import Rendered, everything, of_markdown, report, words


def opened(document: Rendered, folder: Path) -> Document:
    """
    Return a document as it is written and read again.
    """
    write(document, folder / "document.docx")

    return docx.Document(str(folder / "document.docx"))


@pytest.fixture
def shown(tmp_path: Path) -> Document:
    """
    A document with a block and an inline of every kind.
    """
    return opened(everything(), tmp_path)


def styled(document: Document) -> list[tuple[str, str]]:
    """
    Return the paragraphs that say something, with the names of their styles.
    """
    return [(str(p.style and p.style.name), p.text) for p in document.paragraphs if p.text]


def links(document: Document) -> list[tuple[str, str]]:
    """
    Return the links of a document: what they say, and where they lead.
    """
    found = []
    for link in document.element.body.iter(qn("w:hyperlink")):
        inside, outside = link.get(qn("w:anchor")), link.get(qn("r:id"))
        target = f"#{inside}" if outside is None else document.part.rels[outside].target_ref
        found.append(("".join(t.text or "" for t in link.iter(qn("w:t"))), target))

    return found


def runs(document: Document, text: str) -> list[Any]:
    """
    Return the properties of the runs that say exactly this.
    """
    return [
        run.find(qn("w:rPr"))
        for run in document.element.body.iter(qn("w:r"))
        if text == "".join(t.text or "" for t in run.iter(qn("w:t")))
    ]


class TestTree:
    def test_every_block_has_its_style(self, shown: Document) -> None:
        """
        Headings, lists, quotes, captions and sources are what Word calls them.
        """
        assert styled(shown) == [
            ("Heading 1", "All there is"),
            (
                "Normal",
                "Words, strong and stressed, id-1, a page,\na new line and a claim.[1]",
            ),
            ("Heading 2", "Lists"),
            ("List Bullet", "one"),
            ("List Bullet", "two"),
            ("List Continue", "still two"),
            ("List Number 2", "first"),
            ("List Number 2", "second"),
            ("List Number", "third"),
            ("List Number", "fourth"),
            ("Quote", "Said once."),
            ("Heading 2", "A table"),
            ("Caption", "A plain figure"),
            ("Heading 3", "The end"),
            ("Normal", "Cited twice.[1]"),
            ("Heading 3", "Sources"),
            ("List", "[1] The first source."),
            ("List", "[2] The second source."),
        ]

    def test_tables_hold_their_cells(self, shown: Document) -> None:
        """
        A table and a figure's table say the same as in the tree.
        """
        assert [[[cell.text for cell in row.cells] for row in table.rows] for table in shown.tables] == [
            [["What", "When"], ["A release[2]", "20 February 2026"], ["A talk", "1 March 2026"]],
            [["Month", "Meetings"], ["January 2026", "4"], ["February 2026", "none"]],
        ]

    def test_the_header_of_a_table_is_repeated(self, shown: Document) -> None:
        """
        The first row is a header, in bold, on every page; no row is torn apart.
        """
        for table in shown.tables:
            repeated = [bool(row._tr.findall(f".//{qn('w:tblHeader')}")) for row in table.rows]
            whole = [bool(row._tr.findall(f".//{qn('w:cantSplit')}")) for row in table.rows]

            assert [True, False, False] == repeated
            assert [True, True, True] == whole
            assert "Table Grid" == (table.style and table.style.name)
            assert [True, None] == [table.rows[n].cells[1].paragraphs[0].runs[0].bold for n in (0, 1)]

    def test_columns_are_as_wide_as_their_words(self, tmp_path: Path) -> None:
        """
        Together they are as wide as the page between its margins.
        """
        table = "| a | b | c |\n| --- | --- | --- |\n| x | {} | {} |".format("y" * 30, "*z* " * 90)
        (shown,) = opened(of_markdown(table), tmp_path).tables

        assert [[26.3, 56.4, 75.2]] * 2 == [
            [round((cell.width or 0) / 36000, 1) for cell in row.cells] for row in shown.rows
        ]
        assert [26.3, 56.4, 75.2] == [round((column.width or 0) / 36000, 1) for column in shown.columns]
        assert not shown.autofit
        for row in shown.rows:
            room = row.cells[0].paragraphs[0].paragraph_format
            assert (2, 2) == (
                room.space_before and room.space_before.pt,
                room.space_after and room.space_after.pt,
            )

    def test_a_table_has_lines_between_rows_only(self, shown: Document) -> None:
        """
        It looks like the table on the page.
        """
        borders = shown.tables[0]._tbl.tblPr.find(qn("w:tblBorders"))

        assert {
            "top": "single",
            "bottom": "single",
            "insideH": "single",
            "left": "nil",
            "right": "nil",
            "insideV": "nil",
        } == {border.tag.split("}")[1]: border.get(qn("w:val")) for border in borders}
        assert {("c9d0d9", "6", "1"), (None, None, None)} == {
            tuple(border.get(qn(f"w:{key}")) for key in ("color", "sz", "space")) for border in borders
        }
        assert ["tblBorders", "tblLayout", "tblLook"] == [
            part.tag.split("}")[1] for part in shown.tables[0]._tbl.tblPr
        ][-3:]

    def test_a_rule_is_a_line(self, shown: Document) -> None:
        """
        It is the lower border of an empty paragraph.
        """
        (line,) = shown.element.body.iter(qn("w:pBdr"))

        assert [("bottom", "single")] == [(b.tag.split("}")[1], b.get(qn("w:val"))) for b in line]

    def test_words_look_as_they_are_meant(self, shown: Document) -> None:
        """
        Strong is bold, stressed is italic, code has letters of one width, citations are raised.
        """
        (strong,), (stressed,), (code,) = (runs(shown, text) for text in ("strong", "stressed", "id-1"))

        assert [qn("w:b")] == [part.tag for part in strong]
        assert [qn("w:i")] == [part.tag for part in stressed]
        assert ["Consolas"] == [part.get(qn("w:ascii")) for part in code]
        assert ["superscript"] * 3 == [
            part.get(qn("w:val")) for cite in (*runs(shown, "[1]"), *runs(shown, "[2]")) for part in cite
        ]

    def test_looks_add_up(self, tmp_path: Path) -> None:
        """
        A stressed link inside strong words is all of it.
        """
        link = Link("https://example.org", (Emphasis((Text("there"),)),))
        (look,) = runs(opened(Rendered(blocks=(Paragraph((Strong((link,)),)),)), tmp_path), "there")

        assert {"b", "i", "u", "color"} == {part.tag.split("}")[1] for part in look}
        assert "single" == look.find(qn("w:u")).get(qn("w:val"))
        assert "0B5394" == look.find(qn("w:color")).get(qn("w:val"))


class TestLinks:
    def test_lead_where_they_lead(self, shown: Document) -> None:
        """
        A link leads to the web, a citation to its source.
        """
        assert links(shown) == [
            ("page", "https://example.org/a?b=1&c=2"),
            ("[1]", "#source_1"),
            ("[2]", "#source_2"),
            ("[1]", "#source_1"),
        ]

    def test_sources_can_be_led_to(self, shown: Document) -> None:
        """
        C2: every source has a bookmark around its number.
        """
        marks = {
            mark.get(qn("w:name")): mark.getnext().find(qn("w:t")).text
            for mark in shown.element.body.iter(qn("w:bookmarkStart"))
        }
        ids = [mark.get(qn("w:id")) for mark in shown.element.body.iter(qn("w:bookmarkStart"))]

        assert {"source_1": "[1] ", "source_2": "[2] "} == marks
        assert ids == [mark.get(qn("w:id")) for mark in shown.element.body.iter(qn("w:bookmarkEnd"))]
        assert ["1", "2"] == ids
        for paragraph in shown.paragraphs[-2:]:
            assert (8, -8) == tuple(
                round((indent or 0) / 36000)
                for indent in (
                    paragraph.paragraph_format.left_indent,
                    paragraph.paragraph_format.first_line_indent,
                )
            )

    def test_stressed_words_can_lead_somewhere(self, tmp_path: Path) -> None:
        """
        C2: a citation leads to its source, and a link to its page, also inside strong and stressed words.
        """
        shown = opened(of_markdown("**a[^1]** *b[^1]* *[c](https://e)*\n\n[^1]: d"), tmp_path)

        assert [("[1]", "#source_1"), ("[1]", "#source_1"), ("c", "https://e")] == links(shown)

    def test_a_citation_of_no_source_leads_nowhere(self, tmp_path: Path) -> None:
        """
        In a tree made by hand, and inside a link, it is only its number.
        """
        inside = Link("https://example.org", (Text("a"), Cite(1)))
        blocks = (Paragraph((Cite(7), inside)), Footnotes((Footnote(1, (Text("b"),)),)))
        shown = opened(Rendered(blocks=blocks), tmp_path)

        assert [("a[1]", "https://example.org")] == links(shown)
        assert 1 == len(runs(shown, "[7]"))


class TestLists:
    def test_each_list_counts_for_itself(self, tmp_path: Path) -> None:
        """
        A second list does not go on where the first ended; a list starts where it says.
        """
        shown = opened(of_markdown("1. a\n2. b\n\nc\n\n1. d\n\ne\n\n7. f"), tmp_path)
        numbering = shown.part.numbering_part.element
        counted = [int(number.get(qn("w:val"))) for number in shown.element.body.iter(qn("w:numId"))]
        starts = {
            num.numId: [int(start.get(qn("w:val"))) for start in num.iter(qn("w:startOverride"))]
            for num in numbering.findall(qn("w:num"))
        }

        first, again, second, third = counted
        assert first == again
        assert 3 == len({first, second, third})
        assert [[1], [1], [7]] == [starts[number] for number in (first, second, third)]

        used = shown.styles["List Number"].element.pPr.numPr.numId.val
        kinds = {num.numId: num.abstractNumId.val for num in numbering.findall(qn("w:num"))}
        assert {kinds[used]} == {kinds[number] for number in counted}
        assert {"0"} == {mark.get(qn("w:val")) for mark in shown.element.body.iter(qn("w:ilvl"))}
        assert {"0"} == {mark.get(qn("w:ilvl")) for mark in numbering.iter(qn("w:lvlOverride"))}

    def test_deep_lists_use_the_deepest_style(self, tmp_path: Path) -> None:
        """
        Word has three; a fourth list looks like the third.
        """
        shown = opened(of_markdown("- a\n  - b\n    - c\n      - d\n\n        e"), tmp_path)

        assert styled(shown)[1:] == [
            ("List Bullet", "a"),
            ("List Bullet 2", "b"),
            ("List Bullet 3", "c"),
            ("List Bullet 3", "d"),
            ("List Continue 3", "e"),
        ]

    def test_lists_count_their_depth_through_quotes(self, tmp_path: Path) -> None:
        """
        A list in a quote in a list is a list in a list.
        """
        shown = opened(of_markdown("- a\n\n  > b\n  >\n  > - c"), tmp_path)

        assert styled(shown)[1:] == [("List Bullet", "a"), ("Quote", "b"), ("List Bullet 2", "c")]

    def test_an_item_need_not_start_with_words(self, tmp_path: Path) -> None:
        """
        Whatever it holds is there; an empty one is left out.
        """
        items = ((Heading(2, (Text("a"),)), Paragraph((Text("b"),))), (), (Table(((Text("c"),),), ()),))
        shown = opened(Rendered(blocks=(BulletList(items), NumberedList(((),)))), tmp_path)

        assert [("Heading 2", "a"), ("List Continue", "b")] == styled(shown)[1:]
        assert "c" == shown.tables[0].rows[0].cells[0].text


class TestDocument:
    def test_says_what_it_is(self, shown: Document) -> None:
        """
        Title, language and moment are in the properties; no program is named as its author.
        """
        properties = shown.core_properties

        assert ("All there is", "en") == (properties.title, properties.language)
        assert ("", "", "") == (properties.author, properties.last_modified_by, properties.comments)
        assert properties.created == properties.modified
        assert datetime(2026, 4, 12, 9, 30) == (properties.created or datetime.max).replace(tzinfo=None)

    def test_is_spell_checked_in_its_language(self, tmp_path: Path) -> None:
        """
        The language is also that of all words.
        """
        shown = opened(of_markdown("a", language="de-CH"), tmp_path)
        (language,) = shown.styles.element.iter(qn("w:lang"))

        assert "de-CH" == language.get(qn("w:val"))

    def test_is_a_page_of_a4(self, shown: Document) -> None:
        """
        The paper is that of the PDF.
        """
        (section,) = shown.sections

        assert (210, 297) == (
            round((section.page_width or 0) / 36000),
            round((section.page_height or 0) / 36000),
        )
        assert (26, 26) == (
            round((section.left_margin or 0) / 36000),
            round((section.right_margin or 0) / 36000),
        )
        assert (24, 24) == (
            round((section.top_margin or 0) / 36000),
            round((section.bottom_margin or 0) / 36000),
        )

    @pytest.mark.parametrize(
        ("kind", "font"), [(DocumentKind.TESTIMONIAL, "Cambria"), (DocumentKind.PROMOTION_CASE, "Calibri")]
    )
    def test_a_letter_has_the_font_of_a_letter(self, tmp_path: Path, kind: DocumentKind, font: str) -> None:
        """
        The look decides the font of words and headings; that of the theme does not win over it.
        """
        shown = opened(everything(kind), tmp_path)

        for name in ("Normal", "Heading 1", "Heading 6"):
            fonts = shown.styles[name].element.rPr.rFonts
            assert font == fonts.get(qn("w:ascii"))
            assert [] == [key for key in fonts.attrib if key.endswith("Theme")]

    def test_headings_are_dark_and_upright(self, shown: Document) -> None:
        """
        They are as large as on the page, and not the blue of the theme.
        """
        sizes = []
        for level in range(1, 7):
            style = shown.styles[f"Heading {level}"]
            sizes.append((style.font.size.pt, style.paragraph_format.space_after.pt))
            assert ("1C2430", False) == (str(style.font.color.rgb), style.font.italic)
        caption = shown.styles["Caption"].font

        assert [(18, 9), (14, 7), (12, 6), (11, 5.5), (11, 5.5), (11, 5.5)] == sizes
        assert (11, "1C2430") == (caption.size.pt, str(caption.color.rgb))

    def test_words_have_room(self, shown: Document) -> None:
        """
        Paragraphs, and entries of lists too, stand apart, and lines are not crowded.
        """
        normal = shown.styles["Normal"]

        assert (11, 8, 1.15) == (
            normal.font.size.pt,
            normal.paragraph_format.space_after.pt,
            normal.paragraph_format.line_spacing,
        )
        for name in ("List Bullet", "List Bullet 3", "List Number", "List Number 2"):
            assert shown.styles[name].element.pPr.find(qn("w:contextualSpacing")) is None

    def test_figures_are_their_tables(self, tmp_path: Path) -> None:
        """
        Everything that a picture says is there as a table below its title.
        """
        document = report()
        shown = opened(document, tmp_path)
        figures = [block.figure for block in document.blocks if isinstance(block, FigureBlock)]

        assert [figure.title for figure in figures] == [t for style, t in styled(shown) if style == "Caption"]
        assert [[list(figure.header), *map(list, figure.rows)] for figure in figures] == [
            [[cell.text for cell in row.cells] for row in table.rows] for table in shown.tables
        ]

    def test_a_title_is_cut_to_what_word_accepts(self, tmp_path: Path) -> None:
        """
        A property has at most 255 characters.
        """
        shown = opened(of_markdown("a", title="x" * 300), tmp_path)

        assert "x" * 255 == shown.core_properties.title
        assert "x" * 300 == shown.paragraphs[0].text

    def test_is_made_of_python_docx(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        Without the library the error says what to install, and no file is made.
        """
        monkeypatch.setitem(sys.modules, "docx", None)
        monkeypatch.delitem(sys.modules, "mentorcore.documents.rendering.word", raising=False)

        with pytest.raises(MissingExtra, match=r"a Word document .* pip install 'mentorcore\[documents\]'"):
            write(everything(), tmp_path / "a.docx")

        assert [] == list(tmp_path.iterdir())


class TestHostile:
    @given(text=words)
    def test_words_stay_words(self, text: str, tmp_path_factory: pytest.TempPathFactory) -> None:
        """
        Whatever a record says, the document opens and says it, without the characters that XML excludes.
        """
        said, clean = (Text(text),), printable(text)
        figure = Figure(name="f", title=text, description="", svg="", header=[text], rows=[[text]])
        tail = re.sub(r"\s", "", clean)
        blocks = (
            Heading(1, said),
            Paragraph((Strong(said), Code(text), Link(f"https://example.org/{tail}", said))),
            FigureBlock(figure),
        )
        shown = opened(Rendered(title=text, blocks=blocks), tmp_path_factory.mktemp("docx"))

        assert [clean, clean * 3, clean] == [p.text for p in shown.paragraphs[:3]]
        assert [clean, clean] == [cell.text for row in shown.tables[0].rows for cell in row.cells]
        assert clean[:255] == shown.core_properties.title
        assert [(clean, f"https://example.org/{tail}")] == links(shown)
