"""
Tables: the rows of a CSV file, whatever parts its cells and however its lines end.

One broken row costs that row. A quotation mark that is never closed would make one cell of all that
follows, so a row goes on for some lines at most, and reading starts again behind the line on which it
began. Where the next quotation mark closes the cell it was a long one, and reading starts again behind it:
no line of it is taken for a row.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Final

import attrs

from mentorcore.exchange.rosters.formulas import restored


DELIMITERS: Final = (",", ";", "\t", "|")
"""What may part the cells of a row."""

LONGEST_ROW: Final = 50
"""How many lines a row may go on for, where its cells have line breaks."""

LONGEST_LINE: Final = 100_000
"""The most characters of a line, and of a row; it is within what the csv module accepts of a cell."""

LARGEST_CELL: Final = 20_000
"""The most characters of a cell."""

_UNCLOSED: Final = "a quotation mark is opened and not closed"


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


def rows_of(lines: Sequence[str], delimiter: str, at: int = 0) -> Iterator[Row]:
    """
    Yield the rows that are not blank; a space before a cell is none of it.

    Args:
        at: The line of the first, counted from 0.
    """
    while at < len(lines):
        taken = _Taken(lines, at)
        reader = csv.reader(taken, delimiter=delimiter, strict=True, skipinitialspace=True)
        while True:
            begun = taken.at
            behind = begun + 1
            try:
                cells = next(reader, None)
                broken = None
            except csv.Error:
                cells, broken = [], taken.why or "a quotation mark stands where none may"
            if cells is None:
                return
            if broken is not None:
                if taken.why and taken.at > begun and (closed := _closed(lines, taken.at, delimiter)):
                    behind = closed
                    broken = (
                        f"it goes on for more than {LONGEST_ROW} lines" if broken == _UNCLOSED else broken
                    )
                yield Row(begun + 1, (), broken)
                break
            if any(len(cell) > LARGEST_CELL for cell in cells):
                yield Row(begun + 1, (), f"a cell has more than {LARGEST_CELL} characters")
            elif any(cell.strip() for cell in cells):
                yield Row(begun + 1, tuple(restored(cell) for cell in cells))
            taken.begin()
        at = behind


class _Taken(Iterator[str]):
    """
    Hands lines to a reader, and stops it where a row goes on for too long.

    Attributes:
        at: The line that is handed out next, counted from 0.

        why: Why it was stopped.
    """

    def __init__(self, lines: Sequence[str], at: int) -> None:
        self._lines = lines
        self._begun = at
        self._characters = 0
        self.at = at
        self.why: str | None = None

    def begin(self) -> None:
        """
        Begin the next row.
        """
        self._begun = self.at
        self._characters = 0

    def __next__(self) -> str:
        if self.at >= len(self._lines):
            if self.at > self._begun:
                self.why = _UNCLOSED
            raise StopIteration
        if self.at - self._begun >= LONGEST_ROW:
            self.why = _UNCLOSED
            raise csv.Error(_UNCLOSED)
        line = self._lines[self.at]
        self._characters += len(line)
        if self._characters > LONGEST_LINE:
            self.why = f"it has more than {LONGEST_LINE} characters"
            raise csv.Error(self.why)
        self.at += 1

        return line


def _closed(lines: Sequence[str], at: int, delimiter: str) -> int | None:
    """
    Return behind which line a cell ends that is open before some line; *None* where the next quotation mark
    does not close it.
    """
    for place in range(at, len(lines)):
        _, mark, after = lines[place].replace('""', "").partition('"')
        if mark:
            return place + 1 if after[:1] in {"", "\r", "\n", delimiter} else None

    return None
