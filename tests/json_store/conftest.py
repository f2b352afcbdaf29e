"""
A store in a directory of its own for every test.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mentorcore_json import JsonBackend
from tests.json_store.samples import opened


@pytest.fixture
def where(tmp_path: Path) -> Path:
    return tmp_path / "store"


@pytest.fixture
def backend(where: Path) -> Iterator[JsonBackend]:
    made = opened(where)
    yield made
    made.close()
