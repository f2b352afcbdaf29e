"""
State: what a store says about itself, by which it is recognised.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import attrs

from mentorcore.errors import Corrupt, MigrationNeeded, SchemaTooNew
from mentorcore_sql.tables import STATE


NUMBER = 1
"""The way in which this release keeps a store in a relational database."""


@attrs.frozen
class State:
    """
    What a store says about itself.
    """

    number: int
    fingerprint: str

    @classmethod
    def of(cls, rows: Sequence[Sequence[Any]], where: str) -> State:
        """
        Return the state that the rows of its table say, of which there is one.

        Raises:
            SchemaTooNew: A newer release made the store.

            Corrupt: What it says cannot be.
        """
        if [tuple(map(type, row)) for row in rows] != [(int, str)]:
            raise Corrupt(where, f"{STATE} does not hold one number and one fingerprint")
        state = cls(*rows[0])
        if state.number > NUMBER:
            raise SchemaTooNew(where, state.number, NUMBER)

        return state


def another_layout(where: str) -> MigrationNeeded:
    """
    Return the error for a store that has changed under somebody who has it open.
    """
    return MigrationNeeded(
        where,
        "another process brought it to another layout while it was open here",
        "open_store(…) again, with the release of mentorcore that did so",
    )
