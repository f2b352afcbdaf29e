"""
A store in a file of its own for every test.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mentorcore_sqlite.backend import SQLiteBackend
from tests.sqlite.samples import opened


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store.db"


@pytest.fixture
def backend(path: Path) -> Iterator[SQLiteBackend]:
    made = opened(path)
    yield made
    made.close()
