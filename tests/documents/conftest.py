"""
What the tests of documents share: one Chromium a module, where there is one.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.documents.chromium import NAMES, Chromium, found


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    """
    A Chromium of its own for this module; without one the tests are skipped.
    """
    path = found()
    if path is None:
        pytest.skip(f"there is no Chromium: set CHROMIUM, or install one of {', '.join(NAMES)}")
    with Chromium.started(path, tmp_path_factory.mktemp("profile")) as browser:
        yield browser
