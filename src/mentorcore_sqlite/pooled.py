"""
Pooled: a connection to a file as the pool has it.
"""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from typing import NamedTuple


KEPT = 8
"""How many connections are kept open for the next calls; there are as many as concurrent callers."""


class Pooled(NamedTuple):
    """
    A connection, and whether its file could be written to when it was opened.
    """

    connection: sqlite3.Connection
    writes: bool

    def roll_back(self) -> bool:
        """
        Undo what a call has left undone; tell whether the next one can use it.
        """
        try:
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")
        except sqlite3.Error:
            return False

        return True

    def close(self) -> None:
        """
        Close it, whatever hangs on it.
        """
        try:
            # Closing it would not do: a cursor that hangs on a traceback keeps it open.
            self.roll_back()
        finally:
            # Whoever was interrupted before it was opened has nothing to close.
            with suppress(sqlite3.ProgrammingError):
                self.connection.close()
