"""
Releases: the PostgreSQL that pip has installed, which is always there, and the one that the system has.
"""

from __future__ import annotations

from typing import Final

import pytest
from servers.postgres import DEBIAN, installed

from tests.postgres.server import PACKAGED, SYSTEM


NEEDS_THE_SYSTEMS: Final = pytest.mark.skipif(
    installed() is None, reason=f"the system has no PostgreSQL, neither in {DEBIAN} nor in the PATH"
)

BOTH: Final = pytest.mark.parametrize(
    "release", [PACKAGED, pytest.param(SYSTEM, marks=NEEDS_THE_SYSTEMS)], indirect=True, scope="module"
)
"""Has a test run on one after the other."""

ON_BOTH: Final[list[pytest.MarkDecorator]] = [pytest.mark.usefixtures("release"), BOTH]
"""Has each test of a module do so."""
