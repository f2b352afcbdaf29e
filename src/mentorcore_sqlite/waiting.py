"""
Waiting: for another connection to let go of the database.

SQLite's own waiting grows to a tenth of a second between two attempts, so that of several processes that
write all the time, those that have waited longest are the least likely to be next. Here everybody tries
again after a short and random time.
"""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Callable
from typing import TypeVar


T = TypeVar("T")

SHORTEST, LONGEST = 0.0005, 0.005
"""Seconds between two attempts."""


def until_free(attempt: Callable[[], T], seconds: float) -> T:
    """
    Do something, again while the database is busy and the time, in seconds, is not over.
    """
    deadline = time.monotonic() + seconds
    while True:
        try:
            return attempt()
        except sqlite3.OperationalError as error:
            code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
            if code & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
        time.sleep(random.uniform(SHORTEST, LONGEST))
