"""
The backend keeps what mentorcore asks of every backend.
"""

from __future__ import annotations

from pathlib import Path

from mentorcore.backends import Backend, Layout
from mentorcore.testing import BackendContract

import mentorcore_duckdb


class TestDuckBackend(BackendContract):
    def open_backend(self, where: Path, layout: Layout) -> Backend:
        url = f"duckdb:///{where}/team.duckdb"

        return mentorcore_duckdb.mentorcore_open(url, layout, create=True, upgrade=False)
