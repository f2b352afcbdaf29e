"""
Beginning: which row of a file has the headings, what parts its cells, and what stands before them.

HR systems write a title, a day and who asked for it above the headings, in rows that are narrower. Nobody is
left out because of that, and nobody is made of headings: where it could be otherwise the file is refused, and
the refusal says which lines are meant.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Final

import attrs

from mentorcore.errors import Unreadable
from mentorcore.exchange.rosters.headings import EXAMPLES, folded, is_about_names, is_heading, meanings
from mentorcore.exchange.rosters.tables import DELIMITERS, Row, rows_of


LOOKED_THROUGH: Final = 20
"""In how many rows, blank ones not counted, the headings are looked for."""

_CALLED_SO: Final = "such as {}; or say what its own mean: columns={{heading: field}}".format(
    ", ".join(EXAMPLES)
)


@attrs.frozen
class Beginning:
    """
    How a file begins.

    Attributes:
        delimiter: What parts its cells.

        headings: The row of the headings.

        before: The rows before it.

        people: The rows behind it, one by one.
    """

    delimiter: str
    headings: Row
    before: tuple[Row, ...]
    people: Iterator[Row] = attrs.field(repr=False)


def beginning_of(
    lines: Sequence[str], named: Mapping[str, str | None], *, at: int = 0, delimiter: str | None = None
) -> Beginning:
    """
    Return how a file begins.

    What parts its cells is that with which most headings are understood, in the first row that has a name
    among them.

    Args:
        named: What the caller says of headings, folded.

        at: The line on which it begins, counted from 0.

        delimiter: What parts the cells; found out unless given.

    Raises:
        Unreadable: It is empty, no row has headings that say where the names are, more than one may be that
            row, or it cannot be read.
    """
    tried = [_Tried(one, lines, at, named) for one in ([delimiter] if delimiter else DELIMITERS)]
    found = [one for one in tried if one.is_headed]
    if not found:
        raise max(tried, key=lambda one: one.fitness).refusal()
    if len({one.line for one in found}) > 1:
        signs = {one.delimiter for one in found}
        found = [one for one in found if not one.is_parted_by(signs - {one.delimiter})] or found
        found = [one for one in found if one.parts_what_follows] or found
    best = max(found, key=lambda one: one.fitness)
    other = next((one.line for one in found if one.line != best.line), best.rival)
    if other is not None:
        raise _ambiguous(best.line, other)
    begun = best.place or 0

    return Beginning(
        best.delimiter,
        best.rows[begun],
        best.rows[:begun],
        itertools.islice(rows_of(lines, best.delimiter, at), begun + 1, None),
    )


class _Tried:
    """
    The first rows of a file, with one way of parting their cells.

    Attributes:
        rows: Those before the first that cannot be read.

        place: Which of them is the first with a name among its headings, counted from 0; *None* for none.
    """

    def __init__(
        self, delimiter: str, lines: Sequence[str], at: int, named: Mapping[str, str | None]
    ) -> None:
        first = tuple(itertools.islice(rows_of(lines, delimiter, at), LOOKED_THROUGH))
        self.delimiter = delimiter
        self.rows = tuple(itertools.takewhile(lambda row: row.broken is None, first))
        self._broken = first[len(self.rows)] if len(self.rows) < len(first) else None
        self._named = named
        self._understood = [meanings(row.cells, named) for row in self.rows]
        self.place = next((n for n, fields in enumerate(self._understood) if fields), None)

    @property
    def line(self) -> int:
        """
        The line of the headings, or of what could be them.
        """
        return self.rows[self.place or 0].line

    @property
    def is_headed(self) -> bool:
        """
        Whether there are headings, and nothing before them could be a person.

        A row of people is about as wide as the headings are, and a heading such as *Employee* may be a value.
        """
        if self.place is None:
            return False
        headings, fields = self.rows[self.place], self._understood[self.place]
        is_sure = (
            len(fields) > 2
            or is_about_names(headings.cells, self._named)
            or any(self._named.get(folded(cell)) is not None for cell in headings.cells)
        )

        return self.place == 0 or (
            is_sure and all(_width(row) < _width(headings) for row in self.rows[: self.place])
        )

    @property
    def fitness(self) -> tuple[int, int, int]:
        """
        How much speaks for it: the headings that are understood, the cells, and the most headings that are
        understood further down.
        """
        if self.place is None:
            return 0, len(self.rows[0].cells) if self.rows else 1, 0
        counts = [len(fields) for fields in self._understood]

        return counts[self.place], len(self.rows[self.place].cells), max(counts)

    @property
    def parts_what_follows(self) -> bool:
        """
        Whether it parts the cells of any row behind the headings.
        """
        return any(len(row.cells) > 1 for row, _ in self._behind())

    def is_parted_by(self, signs: AbstractSet[str]) -> bool:
        """
        Tell whether one of some signs stands in the headings.
        """
        return self.place is not None and any(
            sign in cell for cell in self.rows[self.place].cells for sign in signs
        )

    @property
    def rival(self) -> int | None:
        """
        The line of another row that may have the headings; *None* where there is none.

        One is that has a heading of names and more of them that are understood, or headings wherever people
        would have values, or several cells below a word that stands alone. A row that repeats the headings is
        none. People are called *Nom* and *Person*, so one word is too little below a heading of names.
        """
        if self.place is None:
            return None
        headings = self.rows[self.place]
        words = {n: folded(cell) for n, cell in enumerate(headings.cells) if is_heading(cell, self._named)}
        is_sure = is_about_names(headings.cells, self._named)
        enough = len(self._understood[self.place]) + is_sure
        for row, fields in self._behind():
            below = {n: folded(row.cells[n]) for n in words if n < len(row.cells) and row.cells[n].strip()}
            is_repeated = is_sure and bool(below) and below.items() <= words.items()
            if not fields or is_repeated or _words(row) == _words(headings):
                continue
            has_no_values = bool(below) and all(is_heading(row.cells[n], self._named) for n in below)
            if (
                (len(fields) >= enough and is_about_names(row.cells, self._named))
                or (len(fields) > is_sure and has_no_values)
                or (not is_sure and _width(headings) == 1 < _width(row))
            ):
                return row.line

        return None

    def _behind(self) -> Iterator[tuple[Row, frozenset[str]]]:
        first = len(self.rows) if self.place is None else self.place + 1

        return zip(self.rows[first:], self._understood[first:], strict=True)

    def refusal(self) -> Unreadable:
        """
        Return why there are no headings.
        """
        if self.place is not None:
            line = self.line
            return Unreadable(
                "the roster",
                f"its headings may be on line {line}, and what stands before them may be people",
                "take out what stands before them; if that line has none, give it a line of headings, "
                f"with one {_CALLED_SO}",
                line,
            )
        if self._broken is not None:
            where = "its headings" if not self.rows else "that line"
            return Unreadable(
                "the roster", self._broken.broken or "", f"put {where} right", self._broken.line
            )
        if not self.rows:
            return Unreadable("the roster", "it is empty", "give it a line of headings, and people")

        return Unreadable(
            "the roster",
            "no column is headed as a name",
            f"give it a line of headings, among its first {LOOKED_THROUGH}, with one {_CALLED_SO}",
            self.rows[0].line,
        )


def _ambiguous(line: int, other: int) -> Unreadable:
    first, second = sorted((line, other))

    return Unreadable(
        "the roster",
        f"its headings may be on line {first} or on line {second}",
        "leave one line of headings, above the people; of a word that is none say columns={word: None}",
        first,
    )


def _width(row: Row) -> int:
    """
    Return how many cells have text.
    """
    return sum(1 for cell in row.cells if cell.strip())


def _words(row: Row) -> list[str]:
    return [folded(cell) for cell in row.cells if cell.strip()]
