"""
Document: what was made of the record, with what it rests on.
"""

from __future__ import annotations

import enum
import os
import re
from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Final

import attrs

from mentorcore.documents.blocks import Block, parse
from mentorcore.documents.citations import Citation, Staleness, changes
from mentorcore.documents.escaping import escaped
from mentorcore.documents.figures import Figure
from mentorcore.errors import InvalidValue
from mentorcore.model.mentorship import Mentorship
from mentorcore.model.values import check_moment, check_type, withheld


if TYPE_CHECKING:
    from os import PathLike


class DocumentKind(enum.Enum):
    """
    What a document is.
    """

    RECOMMENDATION_LETTER = "recommendation_letter"
    TESTIMONIAL = "testimonial"
    PROMOTION_CASE = "promotion_case"
    PROGRESS_REPORT = "progress_report"


_FIGURE: Final = re.compile(r"^!\[[^\n]*\]\(figure:([a-z_]+)\)$", re.MULTILINE)


@attrs.frozen(kw_only=True)
class Document:
    """
    A letter, a testimonial, a promotion case or a progress report.

    Attributes:
        mentorship_id: The relationship whose record it draws on.

        at: The moment at which the record was read.

        citations: What it rests on, in the order in which it is cited.

        caveats: What limits it, in sentences; they are part of the document.

        markdown: Its text, with figures as images named ``figure:…``.

        figures: Its figures, by name.

        language: The IETF tag of the language of the templates.
    """

    kind: DocumentKind
    mentorship_id: str
    title: str = attrs.field(repr=withheld)
    at: datetime
    citations: tuple[Citation, ...]
    caveats: tuple[str, ...] = attrs.field(repr=withheld)
    markdown: str = attrs.field(repr=False)
    figures: Mapping[str, Figure] = attrs.field(factory=dict, repr=False)
    language: str = "en"

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """
        Its text as a tree, which every format is made from.
        """
        return parse(self.markdown, self.figures)

    def is_stale(self, mentorship: Mentorship, *, at: datetime | None = None) -> Staleness:
        """
        Tell whether anything that it cites has changed, and what (C2).

        Args:
            mentorship: The relationship as it is now.

            at: The moment at which consents with a last day are judged; unless given, they are not.

        Returns:
            What has changed; it is true where anything has.

        Raises:
            InvalidValue: It is another relationship.
        """
        m = check_type(Mentorship, mentorship, "mentorship")
        if m.id != self.mentorship_id:
            raise InvalidValue(
                tried="tell whether a document is stale",
                because=f"it draws on the mentorship {self.mentorship_id}, and not on {m.id}",
                accepted="give the mentorship that it draws on",
                rule="C2",
                path="mentorship",
            )

        moment = None if at is None else check_moment(at)

        return Staleness(changes=tuple(change for c in self.citations for change in changes(m, c, moment)))

    def to_markdown(self) -> str:
        """
        Return it as CommonMark with footnotes; figures are tables.
        """
        return _FIGURE.sub(lambda found: _table(self.figures[found[1]]), self.markdown)

    def to_html(self) -> str:
        """
        Return it as one self-contained page, which prints well.

        Raises:
            MissingExtra: Jinja2 is not installed.
        """
        from mentorcore.documents.rendering import html

        return html.page(self)

    def to_docx(self, path: str | PathLike[str]) -> None:
        """
        Write it as a Word document; figures are tables. What is at the path is replaced at once or not. A new
        file is private to its owner; one that is there keeps its permissions.

        Raises:
            MissingExtra: python-docx is not installed.

            OSError: The file cannot be written.
        """
        from mentorcore.documents.rendering import docx

        docx.write(self, os.fspath(path))

    def to_pdf(self, path: str | PathLike[str]) -> None:
        """
        Write it as a tagged PDF. What is at the path is replaced at once or not. A new file is private to its
        owner; one that is there keeps its permissions.

        Raises:
            MissingExtra: typst is not installed.

            OSError: The file cannot be written.
        """
        from mentorcore.documents.rendering import pdf

        pdf.write(self, os.fspath(path))


def _table(figure: Figure) -> str:
    lines = [
        f"**{escaped(figure.title)}**",
        "",
        f"| {' | '.join(escaped(cell) for cell in figure.header)} |",
        f"|{' --- |' * len(figure.header)}",
        *(f"| {' | '.join(escaped(cell) for cell in row)} |" for row in figure.rows),
    ]

    return "\n".join(lines)
