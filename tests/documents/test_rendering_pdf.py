"""
The PDF: tagged, in its language, with its links, and words that stay words.
"""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdf
import pytest
from hypothesis import given, settings

from mentorcore.documents.blocks import (
    Cite,
    Code,
    FigureBlock,
    Footnote,
    Footnotes,
    Heading,
    Link,
    Paragraph,
    Table,
    Text,
)
from mentorcore.documents.document import DocumentKind
from mentorcore.documents.figures import Figure
from mentorcore.documents.printable import printable
from mentorcore.documents.rendering.pdf import compiled, write
from mentorcore.errors import MissingExtra
from tests.documents.renderables import PLAIN, Rendered, everything, of_markdown, report, words


def opened(document: Rendered) -> pypdf.PdfReader:
    """
    Return a document as a reader of PDF opens it.
    """
    return pypdf.PdfReader(BytesIO(compiled(document)))


def said(reader: pypdf.PdfReader) -> str:
    """
    Return the words of all pages, one space between them, without word joiners.
    """
    return " ".join(" ".join(page.extract_text() for page in reader.pages).replace("\u2060", "").split())


def claims_access(reader: pypdf.PdfReader) -> bool:
    """
    Return whether a file says that it is accessible PDF.
    """
    catalogue: Any = reader.trailer["/Root"]

    return b"pdfuaid" in catalogue["/Metadata"].get_object().get_data()


def tags(reader: pypdf.PdfReader) -> list[str]:
    """
    Return the names of the tags of a file, in reading order.
    """

    def below(node: Any) -> list[str]:
        node = node.get_object()
        if not isinstance(node, dict):
            return []
        kids = node.get("/K", [])
        inside = kids if isinstance(kids, list) else [kids]

        return [str(node.get("/S", "")), *(tag for kid in inside for tag in below(kid))]

    catalogue: Any = reader.trailer["/Root"]

    return [tag for tag in below(catalogue["/StructTreeRoot"]) if tag]


def alternatives(reader: pypdf.PdfReader) -> list[str]:
    """
    Return the texts that stand for pictures, in reading order.
    """

    def below(node: Any) -> list[str]:
        node = node.get_object()
        if not isinstance(node, dict):
            return []
        kids = node.get("/K", [])
        inside = kids if isinstance(kids, list) else [kids]
        own = [str(node["/Alt"])] if "/Alt" in node else []

        return [*own, *(text for kid in inside for text in below(kid))]

    catalogue: Any = reader.trailer["/Root"]

    return below(catalogue["/StructTreeRoot"])


@pytest.fixture
def shown() -> pypdf.PdfReader:
    """
    A document with a block and an inline of every kind.
    """
    return opened(everything())


class TestTree:
    def test_every_word_is_in_it(self, shown: pypdf.PdfReader) -> None:
        """
        Headings, lists, quotes, tables and sources are there, in order.
        """
        assert said(shown) == (
            "All there is Words, strong and stressed, id-1, a page, a new line and a claim.[1] "
            "Lists • one • two still two 1. first 2. second 3. third 4. fourth Said once. "
            "A table What When A release[2] 20 February 2026 A talk 1 March 2026 "
            "A plain figure The end Cited twice.[1] "
            "Sources 1. The first source. 2. The second source."
        )

    def test_every_block_has_its_tag(self, shown: pypdf.PdfReader) -> None:
        """
        A screen reader meets headings, lists, a quote, a table with headers, a figure and links.
        """
        met = tags(shown)

        assert ["/H1", "/H2", "/H2", "/H3", "/H3"] == [
            tag for tag in met if tag[:2] == "/H" and tag[2:].isdigit()
        ]
        assert 4 == met.count("/L")
        assert 8 == met.count("/LI")
        assert {"/BlockQuote", "/Table", "/TH", "/TD", "/Figure", "/Link", "/Strong", "/Em", "/Code"} <= set(
            met
        )
        assert (2, 4) == (met.count("/TH"), met.count("/TD"))

    def test_links_lead_where_they_lead(self, shown: pypdf.PdfReader) -> None:
        """
        C2: a link leads to the web, a citation to its source in the same file.
        """
        notes: list[Any] = [a.get_object() for page in shown.pages for a in page.get("/Annots", [])]
        outside = {note["/A"]["/URI"] for note in notes if "/A" in note and "/URI" in note["/A"]}

        assert {"https://example.org/a?b=1&c=2"} == outside
        assert 4 == len(notes)

    def test_a_figure_is_told_in_words(self) -> None:
        """
        What stands for a picture is its description and its table.
        """
        document = report()
        figures = [block.figure for block in document.blocks if isinstance(block, FigureBlock)]
        told = alternatives(opened(document))

        assert 3 == len(told)
        assert "; January 2026: 0, 0, not enough record yet; " in told[1]
        for figure, text in zip(figures, told, strict=True):
            assert text.startswith(f"{figure.description} ")
            assert all(cell in text for row in figure.rows for cell in row)
        assert alternatives(opened(everything())) == ["There is a line. January 2026: 4; February 2026: none"]

    def test_a_figure_is_as_large_as_its_drawing(self) -> None:
        """
        A drawing of the whole width fills the page's, half of it fills half.
        """

        def width(drawing: int) -> float:
            svg = PLAIN.svg.replace('width="360"', f'width="{drawing}"').replace("H360", f"H{drawing}")
            figure = Figure(name="a", title="a", description="a", svg=svg, header=["a"], rows=[["a"]])
            (box,) = _boxes(opened(Rendered(blocks=(FigureBlock(figure),))))
            return box

        assert width(720) == pytest.approx(2 * width(360), rel=0.01)
        assert width(1440) == pytest.approx(width(720), rel=0.01)

    def test_a_citation_of_no_source_leads_nowhere(self) -> None:
        """
        In a tree made by hand it is only its number.
        """
        reader = opened(Rendered(blocks=(Paragraph((Text("a"), Cite(7))),)))

        assert "All there is a[7]" == said(reader)
        assert "/Link" not in tags(reader)


def _boxes(reader: pypdf.PdfReader) -> list[float]:
    """
    Return how wide the figures of a file are.
    """
    catalogue: Any = reader.trailer["/Root"]
    widths = []

    def below(node: Any) -> None:
        node = node.get_object()
        if isinstance(node, dict):
            if node.get("/S") == "/Figure":
                (box,) = [part["/BBox"] for part in node["/A"] if "/BBox" in part]
                widths.append(float(box[2]) - float(box[0]))
            kids = node.get("/K", [])
            for kid in kids if isinstance(kids, list) else [kids]:
                below(kid)

    below(catalogue["/StructTreeRoot"])

    return widths


class TestDocument:
    def test_says_what_it_is(self, shown: pypdf.PdfReader) -> None:
        """
        Title, language and moment are in the file, and that it is tagged.
        """
        catalogue: Any = shown.trailer["/Root"]

        assert shown.metadata is not None
        assert "All there is" == shown.metadata.title
        assert "D:20260412093000Z" == str(shown.metadata["/CreationDate"])
        assert "en" == catalogue["/Lang"]
        assert catalogue["/MarkInfo"]["/Marked"]

    @pytest.mark.parametrize(
        ("language", "tag"),
        [
            ("de", "de"),
            ("de-CH", "de-CH"),
            ("DE-ch", "de-CH"),
            ("zh-Hant-TW", "zh-TW"),
            ("gsw", "gsw"),
            ("en-GB-oed", "en-GB"),
            ("not a tag", "en"),
            ("x", "en"),
        ],
    )
    def test_is_in_its_language(self, language: str, tag: str) -> None:
        """
        The tag is given as PDF has it; what is no tag is as good as none.
        """
        catalogue: Any = opened(of_markdown("a", language=language)).trailer["/Root"]

        assert tag == catalogue["/Lang"]

    def test_the_same_document_gives_the_same_bytes(self) -> None:
        """
        Nothing in the file depends on when it is made.
        """
        assert compiled(report()) == compiled(report())

    @pytest.mark.parametrize("kind", list(DocumentKind))
    def test_claims_to_be_accessible(self, kind: DocumentKind) -> None:
        """
        Every kind of document is made as PDF/UA-1, which typst checks.
        """
        assert claims_access(opened(everything(kind)))

    def test_claims_nothing_where_letters_are_missing(self) -> None:
        """
        Letters that no font can show become boxes; the file is made all the same, and claims less.
        """
        reader = opened(of_markdown("# \U0001fbc5\U000e0041 a"))

        assert not claims_access(reader)
        assert "a" in said(reader)

    def test_a_page_is_numbered_where_there_are_several(self) -> None:
        """
        One page needs no number.
        """
        one, several = opened(of_markdown("# a\n\nb")), opened(of_markdown("# a\n\n" + "b\n\n" * 60))

        assert "a b" == said(one)
        assert 2 == len(several.pages)
        assert said(several).endswith("All there is 2 / 2")

    def test_is_a_page_of_a4(self, shown: pypdf.PdfReader) -> None:
        """
        The paper is that of the printed page.
        """
        box = shown.pages[0].mediabox

        assert (595, 842) == (round(box.width), round(box.height))

    def test_is_written_to_a_path(self, tmp_path: Path) -> None:
        """
        The file holds exactly what is compiled.
        """
        write(everything(), tmp_path / "a.pdf")

        assert compiled(everything()) == (tmp_path / "a.pdf").read_bytes()
        assert ["a.pdf"] == [path.name for path in tmp_path.iterdir()]

    def test_is_made_of_typst(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        Without the library the error says what to install, and no file is made.
        """
        monkeypatch.setitem(sys.modules, "typst", None)

        with pytest.raises(MissingExtra, match=r"a PDF .* pip install 'mentorcore\[documents\]'"):
            write(everything(), tmp_path / "a.pdf")

        assert [] == list(tmp_path.iterdir())


class TestHostile:
    @settings(max_examples=25)
    @given(words)
    def test_any_words_can_be_set(self, text: str) -> None:
        """
        Whatever a record says, the file is made; nothing of it is markup of typst.
        """
        words, clean = (Text(text),), printable(text)
        figure = Figure(name="f", title=text, description=text, svg=PLAIN.svg, header=[text], rows=[[text]])
        blocks = (
            Heading(1, words),
            Paragraph((Code(text), Link("https://example.org", words))),
            Table((words,), ((words,),)),
            FigureBlock(figure),
            Footnotes((Footnote(1, words),)),
        )
        reader = opened(Rendered(title=text, blocks=blocks))

        assert reader.metadata is not None
        assert clean == (reader.metadata.title or "")

    @pytest.mark.parametrize(
        "text",
        [
            '#eval("1") #panic()',
            "= no heading",
            "*a* _b_ `c` $d$ @e <f>",
            "// no comment",
            "\\u{41} -- ~ ...",
        ],
    )
    def test_words_of_typst_are_words(self, text: str) -> None:
        """
        They are shown as they were typed.
        """
        assert f"All there is {text}" == said(opened(Rendered(blocks=(Paragraph((Text(text),)),))))
