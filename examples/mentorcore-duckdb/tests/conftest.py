"""
What the tests share: a store of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import settings
from mentorcore.backends import Backend

import mentorcore_duckdb
from tests.books import LAYOUT, Opening


settings.register_profile("steady", deadline=None, derandomize=True, max_examples=50)
settings.load_profile("steady")


@pytest.fixture
def opening() -> Iterator[Opening]:
    """
    Return what opens a store by its URL, and closes it after the test.
    """
    with ExitStack() as stack:

        def opened(url: str, *, create: bool = True) -> Backend:
            backend = mentorcore_duckdb.mentorcore_open(url, LAYOUT, create=create, upgrade=False)
            stack.callback(backend.close)

            return backend

        yield opened


@pytest.fixture
def url(tmp_path: Path) -> str:
    """
    Return the URL of a store that is not there yet.
    """
    return f"duckdb:///{tmp_path}/team.duckdb"


@pytest.fixture
def backend(opening: Opening, url: str) -> Backend:
    """
    Return a new store.
    """
    return opening(url)
