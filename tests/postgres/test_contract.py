"""
PostgreSQL keeps the contract that every backend keeps.
"""

from __future__ import annotations

from pathlib import Path

import mentorcore_postgres
from mentorcore.backends import Backend, Layout
from mentorcore.testing import BackendContract
from tests.postgres.server import url_below


class TestPostgres(BackendContract):
    def open_backend(self, where: Path, layout: Layout) -> Backend:
        return mentorcore_postgres.mentorcore_open(url_below(where), layout, create=True, upgrade=False)
