"""
A schema of its own for every test, on the server that all of them share.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mentorcore_postgres.backend import PostgresBackend
from tests.postgres.samples import opened
from tests.postgres.server import Server, url_below


@pytest.fixture
def url(tmp_path: Path) -> str:
    return url_below(tmp_path)


@pytest.fixture
def backend(url: str) -> Iterator[PostgresBackend]:
    made = opened(url)
    yield made
    made.close()


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """
    A server that a test may stop, with every safeguard that it has by itself.
    """
    made = Server()
    yield made
    made.remove()
