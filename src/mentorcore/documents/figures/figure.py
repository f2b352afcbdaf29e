"""
Figure: a picture and the table that says the same.
"""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from mentorcore.documents.printable import printable
from mentorcore.documents.tables import check_rows
from mentorcore.model.values import as_tuple, withheld


def _row(cells: Iterable[str]) -> tuple[str, ...]:
    return tuple(printable(cell) for cell in as_tuple(cells, "Figure.header"))


def _rows(rows: Iterable[Iterable[str]]) -> tuple[tuple[str, ...], ...]:
    return tuple(_row(cells) for cells in as_tuple(rows, "Figure.rows"))


@attrs.frozen(kw_only=True)
class Figure:
    """
    A picture that says the same as the table beside it.

    Attributes:
        name: What a document calls it, for example ``"timeline"``.

        title: What it shows, in a few words.

        description: What there is to see, in sentences, for whoever does not see it.

        svg: The picture as an ``<svg>`` element. It is put into a page as it is, so whatever it prints of the
            record has to be escaped.

        header: The names of the table's columns.

        rows: The table, row by row.
    """

    name: str
    title: str = attrs.field(converter=printable, repr=withheld)
    description: str = attrs.field(converter=printable, repr=withheld)
    svg: str = attrs.field(repr=withheld)
    header: tuple[str, ...] = attrs.field(converter=_row, repr=withheld)
    rows: tuple[tuple[str, ...], ...] = attrs.field(converter=_rows, repr=withheld)

    def __attrs_post_init__(self) -> None:
        check_rows(self.header, self.rows, "Figure.rows")
