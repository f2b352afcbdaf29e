"""
Blocks: a document as a small tree, which every format is made from.

The tree is clean wherever it comes from: texts hold no control characters, links lead to the web or to a
mailbox and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, TypeAlias

import attrs

from mentorcore.documents.figures import Figure
from mentorcore.documents.printable import printable
from mentorcore.documents.tables import check_rows
from mentorcore.errors import InvalidValue
from mentorcore.model.validators import Many, Of, Whole
from mentorcore.model.values import withheld


LINKS: Final = re.compile(r"(?:https?://[^\s/]|mailto:[^\s])\S*", re.IGNORECASE)
"""Where a link may lead."""


def _leads_somewhere(_instance: object, _field: object, value: str) -> None:
    if not LINKS.fullmatch(value):
        raise InvalidValue(
            tried="make a link",
            because="it leads neither to the web nor to a mailbox",
            accepted="give an address that starts with https://, http:// or mailto:",
            rule="P1",
            path="Link.href",
        )


@attrs.frozen
class Text:
    """
    Words, on one line.
    """

    text: str = attrs.field(converter=printable, repr=withheld)


@attrs.frozen
class Code:
    """
    Words that are meant letter by letter, such as an id.
    """

    text: str = attrs.field(converter=printable, repr=withheld)


@attrs.frozen
class LineBreak:
    """
    A new line in the same paragraph.
    """


@attrs.frozen
class Cite:
    """
    A reference to a source.

    Attributes:
        number: Which one, from 1.
    """

    number: int = attrs.field(validator=Whole(1, 1_000_000, "C2"))


@attrs.frozen
class Emphasis:
    """
    Words that are stressed.
    """

    inlines: tuple[Inline, ...]


@attrs.frozen
class Strong:
    """
    Words that are important.
    """

    inlines: tuple[Inline, ...]


@attrs.frozen
class Link:
    """
    Words that lead somewhere.

    Attributes:
        href: Where to: an http, https or mailto address.
    """

    href: str = attrs.field(converter=printable, validator=_leads_somewhere, repr=withheld)
    inlines: tuple[Inline, ...]


Inline: TypeAlias = Text | Code | LineBreak | Cite | Emphasis | Strong | Link
Inlines: TypeAlias = tuple[Inline, ...]


@attrs.frozen
class Heading:
    """
    The heading of what follows.

    Attributes:
        level: 1 for the title of the document, down to 6.
    """

    level: int = attrs.field(validator=Whole(1, 6, "P1"))
    inlines: Inlines


@attrs.frozen
class Paragraph:
    """
    Words that belong together.
    """

    inlines: Inlines


@attrs.frozen
class BulletList:
    """
    A list in no order; each item is a few blocks.
    """

    items: tuple[tuple[Block, ...], ...]


@attrs.frozen
class NumberedList:
    """
    A list in order; each item is a few blocks.

    Attributes:
        start: The number of the first item.
    """

    items: tuple[tuple[Block, ...], ...]
    start: int = 1


@attrs.frozen
class Quote:
    """
    What somebody said.
    """

    blocks: tuple[Block, ...]


@attrs.frozen
class Table:
    """
    A table with a header; every row has as many cells as the header.
    """

    header: tuple[Inlines, ...]
    rows: tuple[tuple[Inlines, ...], ...]

    def __attrs_post_init__(self) -> None:
        check_rows(self.header, self.rows, "Table.rows")


@attrs.frozen
class Rule:
    """
    A line across the page.
    """


@attrs.frozen
class FigureBlock:
    """
    A figure.
    """

    figure: Figure = attrs.field(validator=Of(Figure))


@attrs.frozen
class Footnote:
    """
    One source that is cited.

    Attributes:
        number: What a `Cite` calls it.
    """

    number: int = attrs.field(validator=Whole(1, 1_000_000, "C2"))
    inlines: Inlines


@attrs.frozen
class Footnotes:
    """
    The sources, in the order of their numbers.
    """

    notes: tuple[Footnote, ...] = attrs.field(validator=Many(Of(Footnote), 1_000_000))


Block: TypeAlias = (
    Heading | Paragraph | BulletList | NumberedList | Quote | Table | Rule | FigureBlock | Footnotes
)


def parse(markdown: str, figures: Mapping[str, Figure]) -> tuple[Block, ...]:
    """
    Read a document that is written in CommonMark with tables and footnotes.

    Markup of HTML is text, an image ``![…](figure:name)`` in a paragraph of its own is that figure, any other
    image is its alternative text, and a link that leads neither to the web nor to a mailbox is its words.
    Footnotes are numbered in the order in which they are first cited, those that nobody cites last, and come
    at the end.

    Args:
        figures: The figures that the document may show, by name.

    Raises:
        InvalidValue: It holds something that a document cannot: code blocks, titles of links, a figure inside
            a sentence or one that is not given, a footnote that is more than a few sentences or defined twice
            (C2).

        MissingExtra: markdown-it-py or mdit-py-plugins is not installed.
    """
    from mentorcore.documents.commonmark import read

    return read(markdown, figures)
