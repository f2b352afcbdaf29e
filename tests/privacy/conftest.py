"""
Stores in which four people have left traces everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mentorcore import Policy, Store, open_store
from tests.privacy.world import fill
from tests.storage.conftest import clock, url_of


POLICY = Policy(keep_ended_days=200, keep_requests_days=30, keep_departed_days=90)


@pytest.fixture(params=["memory", "sqlite", "json"])
def backend_name(request: pytest.FixtureRequest) -> str:
    """
    Each backend in turn.
    """
    name: str = request.param
    return name


@pytest.fixture
def store(backend_name: str, tmp_path: Path) -> Iterator[Store]:
    """
    A store with all that `fill` enters.
    """
    with open_store(url_of(backend_name, tmp_path), clock=clock, policy=POLICY) as opened:
        fill(opened)
        yield opened


@pytest.fixture
def memory() -> Iterator[Store]:
    """
    The same in memory.
    """
    with open_store("memory:", clock=clock, policy=POLICY) as opened:
        fill(opened)
        yield opened
