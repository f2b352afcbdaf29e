"""
Tables: the rows of a CSV file, whatever parts its cells and however its lines end.

One broken row costs that row. A quotation mark that is never closed would make one cell of all that
follows, so a row goes on for some lines at most, and reading starts again behind the line on which it
began.
"""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Iterator, Sequence
from typing import Final

import attrs

from mentorcore.exchange.rosters.formulas import restored


DELIMITERS: Final = (",", ";", "\t", "|")
"""What may part the cells of a row."""

LONGEST_ROW: Final = 50
"""How many lines a row may go on for, where its cells have line breaks."""

LARGEST_CELL: Final = 20_000
"""The most characters of a cell."""

_TRIED: Final = 200
"""How many rows are looked at to find out what parts their cells."""


@attrs.frozen
class Row:
    """
    One row.

    Attributes:
        line: The line on which it begins, counted from 1.

        cells: What stands in it; empty where *broken* says why it cannot be read.

        broken: Why it cannot be read.
    """

    line: int
    cells: tuple[str, ...] = attrs.field(repr=False)
    broken: str | None = None


def lines_of(text: str) -> list[str]:
    """
    Return the lines of a text with their ends, be they of Windows, Unix or an old Mac.
    """
    return list(io.StringIO(text, newline=""))


def delimiter_of(lines: Sequence[str]) -> str:
    """
    Return what parts the cells: that with which most rows are as wide as the first, which has several cells.
    """

    def consistency(delimiter: str) -> tuple[float, int]:
        rows = itertools.islice(rows_of(lines, delimiter), _TRIED)
        widths = [0 if row.broken else len(row.cells) for row in rows]
        first = widths[0] if widths else 0

        return (widths.count(first) / len(widths), first) if first > 1 else (0.0, 0)

    return max(DELIMITERS, key=consistency)


def rows_of(lines: Sequence[str], delimiter: str) -> Iterator[Row]:
    """
    Yield the rows that are not blank.
    """
    at = 0
    while at < len(lines):
        taken = _Taken(lines, at)
        reader = csv.reader(taken, delimiter=delimiter, strict=True)
        while True:
            begun = taken.at
            try:
                cells = next(reader, None)
                broken = None
            except csv.Error:
                cells, broken = [], taken.why or "a quotation mark stands where none may"
            if cells is None:
                return
            if broken is not None:
                yield Row(begun + 1, (), broken)
                break
            if any(len(cell) > LARGEST_CELL for cell in cells):
                yield Row(begun + 1, (), f"a cell has more than {LARGEST_CELL} characters")
            elif any(cell.strip() for cell in cells):
                yield Row(begun + 1, tuple(restored(cell) for cell in cells))
            taken.begin()
        at = begun + 1


class _Taken(Iterator[str]):
    """
    Hands lines to a reader, and stops it where a row goes on for too long.
    """

    def __init__(self, lines: Sequence[str], at: int) -> None:
        self._lines = lines
        self._begun = at
        self.at = at
        self.why: str | None = None

    def begin(self) -> None:
        """
        Begin the next row.
        """
        self._begun = self.at

    def __next__(self) -> str:
        if self.at >= len(self._lines):
            if self.at > self._begun:
                self.why = _UNCLOSED
            raise StopIteration
        if self.at - self._begun >= LONGEST_ROW:
            self.why = _UNCLOSED
            raise csv.Error(_UNCLOSED)
        line = self._lines[self.at]
        self.at += 1
        if len(line) > LONGEST_LINE:
            self.why = f"a cell has more than {LARGEST_CELL} characters"
            raise csv.Error(self.why)

        return line


LONGEST_LINE: Final = 100_000
"""The most characters of a line, which is within what the csv module accepts of a cell."""

_UNCLOSED: Final = "a quotation mark is opened and not closed"
