"""
Tables: what every table of a document is held to.
"""

from __future__ import annotations

from collections.abc import Iterable, Sized

from mentorcore.errors import InvalidValue
from mentorcore.insight.wording import many


def check_rows(header: Sized, rows: Iterable[Sized], path: str) -> None:
    """
    Check that a table has a cell below every header, and no other.

    Raises:
        InvalidValue: A row is longer or shorter (P1).
    """
    for position, row in enumerate(rows):
        if len(row) != len(header):
            raise InvalidValue(
                tried=f"accept {path}[{position}]",
                because=f"it has {many(len(row), 'cell')}",
                accepted=f"give {len(header)}, one for each column",
                rule="P1",
                path=f"{path}[{position}]",
            )
