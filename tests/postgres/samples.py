"""
Samples: the documents of the tests of SQLite, in a schema.
"""

from __future__ import annotations

from typing import Any

from mentorcore.backends import Layout
from mentorcore_postgres.backend import PostgresBackend
from mentorcore_postgres.opening import open_postgres
from tests.sqlite.samples import LAYOUT


def opened(url: str, layout: Layout = LAYOUT, **arguments: Any) -> PostgresBackend:
    """
    Open a store, making it where there is none.
    """
    given: dict[str, Any] = {"create": True, "upgrade": False, **arguments}

    return open_postgres(url, layout, **given)
