"""
Writing tables: CSV that a spreadsheet opens without running anything.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Final, TypeAlias

from mentorcore.exchange.rosters.formulas import neutralised
from mentorcore.exchange.rosters.tables import DELIMITERS
from mentorcore.model.values import as_tuple, check_type, refusal, type_of


Cell: TypeAlias = str | int | float | date | datetime | tuple[str, ...] | list[str] | None
"""What a cell can hold: text, a number, a day or a moment, several texts, or nothing."""

_PARTING: Final = (";", "|", ",", "\n")

_TOO_LONG: Final = 10**308
"""From here on no spreadsheet has whole numbers."""


def write_table(
    rows: Iterable[Mapping[str, Cell]],
    *,
    columns: Sequence[str] | None = None,
    delimiter: str = ",",
    bom: bool = False,
) -> bytes:
    """
    Return rows as a CSV file (RFC 4180) in UTF-8, which `read_roster` reads back as it was, within the limits
    of rosters.

    An apostrophe stands wherever a spreadsheet could take text for a formula: at the start of a cell, and
    after what may part cells, before ``=``, ``+``, ``-``, ``@``, their full-width variants, a tab or a line
    break. Numbers are no formulas and stay as they are.

    Args:
        rows: The value of each column by its heading; what a row lacks stays empty.

        columns: The headings, in their order; those of all rows, in the order in which they appear, unless
            given.

        delimiter: What parts the cells: a comma, a semicolon, a tab or a bar.

        bom: Whether the file begins with a byte order mark, by which Excel recognises UTF-8.

    Raises:
        InvalidValue: A row is no mapping or has a column that is not among *columns*, a value is none that
            a cell can hold or no valid Unicode, or the delimiter is none of the four (P1).
    """
    given = as_tuple(rows, "rows")
    for place, row in enumerate(given):
        if not isinstance(row, Mapping):
            raise refusal(f"rows[{place}]", f"{type_of(row)} is no mapping", "give {heading: value}", "P1")
    headings = _headings(given, columns)
    if delimiter not in DELIMITERS:
        raise refusal(
            "delimiter", "it is none that is read back", "a comma, a semicolon, a tab or a bar", "P1"
        )
    written = io.StringIO()
    plain, quoting = (
        csv.writer(written, delimiter=delimiter, lineterminator="\r\n", quoting=quoting)
        for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_ALL)
    )
    table = (
        [_cell(row.get(heading), f"rows[{place}]") for heading in headings] for place, row in enumerate(given)
    )
    for cells in ([neutralised(heading) for heading in headings], *table):
        (quoting if any(cell.startswith(" ") for cell in cells) else plain).writerow(cells)

    return written.getvalue().encode("utf-8-sig" if bom else "utf-8")


def _headings(rows: tuple[Mapping[str, Cell], ...], columns: Sequence[str] | None) -> tuple[str, ...]:
    found = dict.fromkeys(heading for row in rows for heading in row)
    headings = tuple(found) if columns is None else as_tuple(columns, "columns")
    for heading in (*headings, *found):
        _text(check_type(str, heading, "columns"), "columns")
    if len(set(headings)) != len(headings) or not found.keys() <= set(headings):
        raise refusal(
            "columns", "they are not the columns of the rows, each once", "name every column once", "P1"
        )

    return headings


def _cell(value: object, path: str) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return neutralised(_text(value, path))
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, int) and abs(value) >= _TOO_LONG:
        raise refusal(path, "it is a number with more digits than a spreadsheet has", "give it as text", "P1")
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, tuple | list):
        return neutralised(_entries([_text(check_type(str, entry, path), path) for entry in value]))
    raise refusal(path, f"{type_of(value)} is nothing that a cell can hold", "give text or a number", "P1")


def _entries(entries: list[str]) -> str:
    """
    Return several texts in one cell, one a line where they hold what would part them.
    """
    if any(mark in entry for entry in entries for mark in _PARTING):
        return "\n".join([*entries, ""])

    return "; ".join(entries)


def _text(value: str, path: str) -> str:
    """
    Return the text; the error that is met here carries it, and ends here.
    """
    try:
        value.encode()
    except UnicodeEncodeError as error:
        lone = error.start
    else:
        return value
    raise refusal(
        path, f"it holds a lone surrogate at position {lone}", "give text that was decoded completely", "P1"
    )
