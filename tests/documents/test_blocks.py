"""
How the text of a document becomes a tree.
"""

from __future__ import annotations

import sys
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from mentorcore.documents import commonmark
from mentorcore.documents.blocks import (
    Block,
    BulletList,
    Cite,
    Code,
    Emphasis,
    FigureBlock,
    Footnote,
    Footnotes,
    Heading,
    Inline,
    LineBreak,
    Link,
    NumberedList,
    Paragraph,
    Quote,
    Rule,
    Strong,
    Table,
    Text,
    parse,
)
from mentorcore.documents.escaping import escaped, plain
from mentorcore.documents.printable import printable
from mentorcore.errors import InvalidValue, MissingExtra
from tests.documents.renderables import EVERYTHING, PLAIN, words


def read(markdown: str) -> tuple[Block, ...]:
    """
    Return the tree of a document that may show the plain figure.
    """
    return parse(markdown, {"plain": PLAIN})


def inlines(markdown: str) -> tuple[Inline, ...]:
    """
    Return the words of a document that is one paragraph.
    """
    (paragraph,) = read(markdown)
    assert isinstance(paragraph, Paragraph)

    return paragraph.inlines


class TestBlocks:
    def test_every_kind_of_block_is_read(self) -> None:
        """
        A document with everything becomes exactly this tree.
        """
        assert read(EVERYTHING) == (
            Heading(1, (Text("All "), Emphasis((Text("there"),)), Text(" is"))),
            Paragraph(
                (
                    Text("Words, "),
                    Strong((Text("strong"),)),
                    Text(" and "),
                    Emphasis((Text("stressed"),)),
                    Text(", "),
                    Code("id-1"),
                    Text(", a "),
                    Link("https://example.org/a?b=1&c=2", (Text("page"),)),
                    Text(","),
                    LineBreak(),
                    Text("a new line and a claim."),
                    Cite(1),
                )
            ),
            Heading(2, (Text("Lists"),)),
            BulletList(
                (
                    (Paragraph((Text("one"),)),),
                    (
                        Paragraph((Text("two"),)),
                        Paragraph((Text("still two"),)),
                        NumberedList(
                            ((Paragraph((Text("first"),)),), (Paragraph((Text("second"),)),)), start=1
                        ),
                    ),
                )
            ),
            NumberedList(((Paragraph((Text("third"),)),), (Paragraph((Text("fourth"),)),)), start=3),
            Quote((Paragraph((Text("Said once."),)),)),
            Heading(2, (Text("A table"),)),
            Table(
                ((Text("What"),), (Text("When"),)),
                (
                    ((Text("A release"), Cite(2)), (Text("20 February 2026"),)),
                    ((Text("A talk"),), (Text("1 March 2026"),)),
                ),
            ),
            FigureBlock(PLAIN),
            Rule(),
            Heading(3, (Text("The end"),)),
            Paragraph((Text("Cited twice."), Cite(1))),
            Footnotes(
                (
                    Footnote(1, (Text("The first source."),)),
                    Footnote(2, (Text("The "), Emphasis((Text("second"),)), Text(" source."))),
                )
            ),
        )

    def test_an_empty_document_has_no_blocks(self) -> None:
        """
        Nothing is made up.
        """
        assert () == parse("", {})

    def test_a_table_may_have_no_rows(self) -> None:
        """
        A header alone is a table.
        """
        assert read("| a |\n| --- |") == (Table(((Text("a"),),), ()),)

    def test_a_line_break_in_the_source_is_a_space(self) -> None:
        """
        Lines of a paragraph are joined, as one text.
        """
        assert inlines("one\ntwo") == (Text("one two"),)

    def test_words_of_nothing_are_left_out(self) -> None:
        """
        What is only control characters is no text.
        """
        assert inlines("`a`\x07") == (Code("a"),)

    def test_html_is_text(self) -> None:
        """
        Markup of HTML is shown as it was typed, as a block and inside a sentence.
        """
        assert inlines("<div onclick=x>") == (Text("<div onclick=x>"),)
        assert inlines("a <b>c</b> &lt;") == (Text("a <b>c</b> <"),)


class TestLinks:
    @pytest.mark.parametrize(
        "href",
        ["https://example.org/", "http://example.org/x", "HTTPS://EXAMPLE.ORG", "mailto:ada@example.org"],
    )
    def test_leads_to_the_web_or_to_a_mailbox(self, href: str) -> None:
        """
        Such a link is a link.
        """
        (link,) = inlines(f"[there]({href})")

        assert isinstance(link, Link)
        assert link.href.lower() == href.lower()
        assert link.inlines == (Text("there"),)

    @pytest.mark.parametrize(
        "href",
        [
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "data:text/html,x",
            "file:///etc/passwd",
            "vbscript:x",
            "//example.org",
            "/relative",
            "#inside",
            "https:///nowhere",
            "https://",
            "mailto:",
            "ftp://example.org",
            "<>",
        ],
    )
    def test_anything_else_is_its_words(self, href: str) -> None:
        """
        A link that leads anywhere else is only text.
        """
        assert inlines(f"[*there*]({href})") == (Emphasis((Text("there"),)),)

    def test_no_tree_holds_another_link(self) -> None:
        """
        A link made by hand is held to the same.
        """
        with pytest.raises(InvalidValue) as caught:
            Link("javascript:alert(1)", (Text("there"),))

        assert str(caught.value) == (
            "cannot make a link: it leads neither to the web nor to a mailbox (rule P1); "
            "give an address that starts with https://, http:// or mailto:"
        )
        assert "Link.href" == caught.value.path

    def test_an_address_in_angle_brackets_is_a_link(self) -> None:
        """
        CommonMark's autolinks are read, and those that lead elsewhere are text.
        """
        assert inlines("<https://example.org/a>") == (
            Link("https://example.org/a", (Text("https://example.org/a"),)),
        )
        assert inlines("<ada@example.org>") == (Link("mailto:ada@example.org", (Text("ada@example.org"),)),)
        assert inlines("<javascript:alert>") == (Text("javascript:alert"),)


class TestFigures:
    def test_an_image_that_is_no_figure_is_its_words(self) -> None:
        """
        Nothing is loaded: the alternative text stands in its place.
        """
        assert inlines("See ![a *photo*](https://example.org/x.png).") == (
            Text("See a "),
            Emphasis((Text("photo"),)),
            Text("."),
        )

    def test_several_figures_may_follow_each_other(self) -> None:
        """
        Figures on lines of their own need no blank line between them.
        """
        assert read("![a](figure:plain)\n![b](figure:plain)") == (FigureBlock(PLAIN), FigureBlock(PLAIN))


class TestFootnotes:
    def test_are_numbered_as_they_are_first_cited(self) -> None:
        """
        C2: what a footnote is called in the source does not matter.
        """
        assert read("A[^b] B[^a] A[^b]\n\n[^a]: first\n[^b]: second\n[^c]: third") == (
            Paragraph((Text("A"), Cite(1), Text(" B"), Cite(2), Text(" A"), Cite(1))),
            Footnotes(
                (
                    Footnote(1, (Text("second"),)),
                    Footnote(2, (Text("first"),)),
                    Footnote(3, (Text("third"),)),
                )
            ),
        )

    def test_stand_at_the_end_wherever_they_are_written(self) -> None:
        """
        A footnote between two paragraphs comes last.
        """
        assert read("A[^1]\n\n[^1]: source\n\nB") == (
            Paragraph((Text("A"), Cite(1))),
            Paragraph((Text("B"),)),
            Footnotes((Footnote(1, (Text("source"),)),)),
        )

    def test_a_reference_to_none_is_text(self) -> None:
        """
        A footnote that is not defined is shown as it was typed.
        """
        assert inlines("A[^1]") == (Text("A[^1]"),)

    def test_inline_footnotes_are_text(self) -> None:
        """
        A document names its sources; it invents none on the way.
        """
        assert inlines("A^[b]") == (Text("A^[b]"),)


DEEP = "something is nested too deep", "nest less"
INSIDE = "a figure stands inside a sentence", "give it a paragraph of its own"
BLOCKS = "write headings, paragraphs, lists, quotes, tables and figures"
ONE = "a footnote is not one paragraph", "write one paragraph for each source"
TITLE = "the title of a link would not be shown", "put it into the text"


class TestRefused:
    @pytest.mark.parametrize(
        ("markdown", "because", "accepted", "line"),
        [
            ("a\n\n```\nb\n```", "a document has no place for a block of the kind fence", BLOCKS, 3),
            ("    code", "a document has no place for a block of the kind code_block", BLOCKS, 1),
            ("a\n\nb ![c](figure:plain)", *INSIDE, 3),
            ("# a ![c](figure:plain)", *INSIDE, 1),
            ("**![c](figure:plain)**", *INSIDE, 1),
            ("a\n\n![c](figure:other)", "it shows a figure that is not given", "these are: plain", 3),
            ("a[^1]\n\n[^1]: b\n\n    c", *ONE, 3),
            ("a[^1]\n\n[^1]: - b", *ONE, 3),
            ("a[^1]\n\n[^1]: b\n[^1]: c", "two footnotes have the same name", "give each its own", 4),
            ("a\n\n" + "- " * 12 + "b", *DEEP, 3),
            ("> " * 22 + "b", *DEEP, 1),
            ("- " * 200 + "b", *DEEP, 1),
            ("*" * 200 + "b" + "*" * 200, *DEEP, 1),
            ("a\n\n[b](https://example.org 'c')", *TITLE, 3),
            ("![b](https://example.org 'c')", *TITLE, 1),
        ],
    )
    def test_what_the_tree_has_no_place_for(
        self, markdown: str, because: str, accepted: str, line: int
    ) -> None:
        """
        It is refused with its line, and never left out.
        """
        with pytest.raises(InvalidValue) as caught:
            read(markdown)

        assert ("read a document", because, accepted, "P1", f"markdown, line {line}") == (
            caught.value.tried,
            caught.value.because,
            caught.value.accepted,
            caught.value.rule,
            caught.value.path,
        )

    def test_the_figures_that_are_given_are_named(self) -> None:
        """
        With no figure at all there is none to name.
        """
        with pytest.raises(InvalidValue, match="these are: none"):
            parse("![c](figure:plain)", {})

        with pytest.raises(InvalidValue, match="these are: plain, wide"):
            parse("![c](figure:other)", {"wide": PLAIN, "plain": PLAIN})

    def test_a_document_is_text(self) -> None:
        """
        P1: bytes are not read.
        """
        with pytest.raises(InvalidValue) as caught:
            parse(b"a", {})  # type: ignore[arg-type]

        assert "markdown" == caught.value.path

    @pytest.mark.parametrize("library", ["markdown_it", "mdit_py_plugins.footnote"])
    def test_is_read_by_markdown_it(self, monkeypatch: pytest.MonkeyPatch, library: str) -> None:
        """
        Without the libraries the error says what to install.
        """
        monkeypatch.setitem(sys.modules, library, None)

        with pytest.raises(MissingExtra, match=r"^a document needs .* pip install 'mentorcore\[documents\]'"):
            read("a")

    def test_nesting_up_to_the_limit_is_read(self) -> None:
        """
        Nine lists or nineteen quotes inside each other are read, one more is one too many.
        """
        assert read("- " * 9 + "b")
        assert read("> " * 19 + "b")

        for deeper in ("- " * 10 + "b", "> " * 20 + "b"):
            with pytest.raises(InvalidValue):
                read(deeper)

    def test_words_that_a_parser_may_know_one_day(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        Whatever it reads that the tree has no place for is refused, too.
        """
        parser = MarkdownIt("commonmark").enable("strikethrough")
        monkeypatch.setattr(commonmark, "_parser", lambda: parser)

        with pytest.raises(InvalidValue) as caught:
            read("a\n\n~~b~~")

        assert "a document has no place for words of the kind s" == caught.value.because
        assert "write text, emphasis, code, links and footnotes" == caught.value.accepted
        assert "markdown, line 3" == caught.value.path


class TestTables:
    def test_a_row_has_a_cell_for_every_column(self) -> None:
        """
        P1: a table made by hand is held to it, as CommonMark holds its own.
        """
        cell = (Text("a"),)
        with pytest.raises(InvalidValue) as caught:
            Table((cell, cell), ((cell, cell), (cell,)))

        assert "Table.rows[1]" == caught.value.path
        assert str(caught.value) == (
            "cannot accept Table.rows[1]: it has 1 cell (rule P1); give 2, one for each column"
        )
        assert read("| a | b |\n| --- | --- |\n| a |") == (
            Table(((Text("a"),), (Text("b"),)), (((Text("a"),), ()),)),
        )


class TestPrintable:
    def test_line_breaks_become_spaces(self) -> None:
        """
        Text is on one line.
        """
        assert printable("a\nb\tc\x85d\u2028e\u2029f\r\ng") == "a b c d e f  g"

    def test_what_no_document_can_hold_is_gone(self) -> None:
        """
        Control characters, surrogates and non-characters are not in the tree, wherever it comes from.
        """
        assert Text("a\x00b\x07c\x1bd\x9fe\ud800f\uffffg\ufffeh").text == "abcdefgh"
        assert Code("a\x00").text == "a"

    def test_only_text_is_printed(self) -> None:
        """
        P1: a number is not turned into text.
        """
        with pytest.raises(InvalidValue) as caught:
            Text(7)

        assert "text" == caught.value.path

    def test_everything_else_stays(self) -> None:
        """
        Other scripts and emoji are text like any other; marks that turn the direction of what follows are
        gone.
        """
        assert printable("é́ 日本 👩\u200d👩\u200d👧 \u202ex\u202c \xa0") == "é́ 日本 👩\u200d👩\u200d👧 x \xa0"


def said(blocks: tuple[Block, ...]) -> str:
    """
    Return the text of paragraphs that hold nothing else.
    """
    texts = []
    for block in blocks:
        assert isinstance(block, Paragraph)
        for inline in block.inlines:
            assert isinstance(inline, Text)
            texts.append(inline.text)

    return "".join(texts)


class TestProperties:
    @given(words)
    def test_escaped_text_of_a_record_is_just_that_text(self, text: str) -> None:
        """
        Whatever somebody wrote, it is one paragraph that says exactly that.
        """
        assert said(read(escaped(text))) == printable(plain(text))

    @given(st.text(alphabet="ab \n\t#*_`[]()<>!|-+:^\\&~>1.=\"'", max_size=80))
    def test_any_text_is_read_or_refused(self, markdown: str) -> None:
        """
        There is no third way: no other error, and nothing that a renderer does not know.
        """
        with suppress(InvalidValue):
            assert all(isinstance(block, Block) for block in read(markdown))
