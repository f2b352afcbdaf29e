"""
How wide the columns of a table are.
"""

from __future__ import annotations

from mentorcore.documents.blocks import Cite, Code, Emphasis, Inlines, LineBreak, Link, Strong, Text
from mentorcore.documents.rendering.columns import shares


def text(letters: int) -> Inlines:
    """
    Return words of that many letters.
    """
    return (Text("x" * letters),)


class TestShares:
    def test_the_longest_cell_counts(self) -> None:
        """
        Whether it is in the header or below it.
        """
        assert [20, 30] == shares((text(20), text(3)), [(text(11), text(30)), (text(12), text(29))])

    def test_no_column_vanishes_and_none_takes_all(self) -> None:
        """
        There is a least and a most.
        """
        assert [14, 14, 15, 39, 40, 40] == shares([text(n) for n in (0, 14, 15, 39, 40, 900)], [])

    def test_all_words_of_a_cell_count(self) -> None:
        """
        Also those that are stressed or lead somewhere; numbers of sources and line breaks do not.
        """
        link = Link("https://example.org", (Strong(text(6)), Cite(1)))

        assert [21] == shares([(*text(4), LineBreak(), Code("xxxxx"), Emphasis((*text(6), link)))], [])
