"""
What the tests of the examples share: one fresh environment, also among the workers of one run.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from filelock import FileLock

from tests.examples.fresh import install


@pytest.fixture(scope="session")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """
    Return where the programs of an environment are in which every README's installation was done.

    Whoever needs it first makes it, and the others wait.
    """
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "fresh"
    made = folder / "made"
    with FileLock(f"{folder}.lock"):
        if not made.exists():
            install(folder)
            made.touch()

    return folder / "bin"
