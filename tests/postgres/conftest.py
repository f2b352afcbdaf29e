"""
A schema of its own for every test, on the server that all of them share.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from servers.postgres import Server

from mentorcore_postgres.backend import PostgresBackend
from tests.postgres.samples import opened
from tests.postgres.server import PACKAGED, programs, server_url, url_below


@pytest.fixture(scope="module")
def release(request: pytest.FixtureRequest) -> str:
    """
    Give the release that a test runs on, which is pip's unless its module asks for both.
    """
    return str(getattr(request, "param", PACKAGED))


@pytest.fixture
def url(tmp_path: Path, release: str) -> str:
    return url_below(tmp_path, server_url(release))


@pytest.fixture
def backend(url: str) -> Iterator[PostgresBackend]:
    made = opened(url)
    yield made
    made.close()


@pytest.fixture(scope="module")
def server(release: str) -> Iterator[Server]:
    """
    A server that a test may stop, with every safeguard that it has by itself.
    """
    made = Server(programs(release))
    yield made
    made.remove()
