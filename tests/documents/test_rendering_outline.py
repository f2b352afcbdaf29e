"""
One title, headings that never skip a level, and the sources at the end.
"""

from __future__ import annotations

from mentorcore.documents.blocks import (
    Block,
    BulletList,
    Cite,
    Footnote,
    Footnotes,
    Heading,
    NumberedList,
    Paragraph,
    Quote,
    Text,
)
from mentorcore.documents.rendering.outline import outlined
from tests.documents.renderables import Rendered, of_markdown


def heading(level: int, text: str) -> Heading:
    """
    Return a heading.
    """
    return Heading(level, (Text(text),))


def outline(markdown: str) -> tuple[Block, ...]:
    """
    Return the blocks of a document as every format shows them.
    """
    return outlined(of_markdown(markdown, title="Its title"))


class TestTitle:
    def test_a_document_that_starts_with_one_keeps_it(self) -> None:
        """
        The first heading of level 1 is the title.
        """
        assert outline("# Mine\n\na") == (heading(1, "Mine"), Paragraph((Text("a"),)))

    def test_a_document_without_one_gets_its_title(self) -> None:
        """
        A text or a smaller heading at the beginning is not lost.
        """
        assert outline("a\n\n# Mine") == (
            heading(1, "Its title"),
            Paragraph((Text("a"),)),
            heading(2, "Mine"),
        )
        assert outline("## Mine") == (heading(1, "Its title"), heading(2, "Mine"))

    def test_an_empty_document_is_its_title(self) -> None:
        """
        Nothing was written; it still has a name.
        """
        assert outlined(Rendered(blocks=(), title="Its title")) == (heading(1, "Its title"),)


class TestLevels:
    def test_no_level_is_skipped(self) -> None:
        """
        A heading is at most one level below the one before it.
        """
        assert outline("# a\n\n#### b\n\n###### c\n\n## d\n\n### e\n\n# f") == (
            heading(1, "a"),
            heading(2, "b"),
            heading(3, "c"),
            heading(2, "d"),
            heading(3, "e"),
            heading(2, "f"),
        )

    def test_headings_inside_quotes_and_lists_count(self) -> None:
        """
        They are part of the way through the document.
        """
        assert outline("# a\n\n> #### b\n\n- ###### c\n\n2. ###### d") == (
            heading(1, "a"),
            Quote((heading(2, "b"),)),
            BulletList(((heading(3, "c"),),)),
            NumberedList(((heading(4, "d"),),), start=2),
        )


class TestSources:
    def test_come_last_below_a_heading(self) -> None:
        """
        C2: the sources are a part of the last chapter.
        """
        assert outline("# a\n\n## b\n\nc[^1]\n\n[^1]: d") == (
            heading(1, "a"),
            heading(2, "b"),
            Paragraph((Text("c"), Cite(1))),
            heading(3, "Sources"),
            Footnotes((Footnote(1, (Text("d"),)),)),
        )

    def test_are_a_chapter_where_there_is_none(self) -> None:
        """
        A document without chapters has its sources as the only one.
        """
        *_, above, _notes = outline("# a\n\nc[^1]\n\n[^1]: d")

        assert above == heading(2, "Sources")

    def test_are_never_deeper_than_a_part_of_a_chapter(self) -> None:
        """
        They belong to the whole document.
        """
        *_, above, _notes = outline("# a\n\n## b\n\n### c\n\n#### d\n\ne[^1]\n\n[^1]: f")

        assert above == heading(3, "Sources")

    def test_are_gathered_from_wherever_they_stand(self) -> None:
        """
        A tree made by hand may have them in between.
        """
        one, two = Footnote(1, (Text("a"),)), Footnote(2, (Text("b"),))
        blocks = (heading(1, "a"), Footnotes((one,)), Paragraph((Text("c"),)), Footnotes((two,)))

        assert outlined(Rendered(blocks=blocks)) == (
            heading(1, "a"),
            Paragraph((Text("c"),)),
            heading(2, "Sources"),
            Footnotes((one, two)),
        )
