"""
Memory, JSON and SQLite keep the very same contract.
"""

from __future__ import annotations

from pathlib import Path

import mentorcore_json
import mentorcore_sqlite
from mentorcore.backends import Backend, Layout, memory
from mentorcore.testing import BackendContract


class TestMemory(BackendContract):
    def open_backend(self, where: Path, layout: Layout) -> Backend:
        return memory.mentorcore_open("memory:", layout, create=True, upgrade=False)


class TestJson(BackendContract):
    def open_backend(self, where: Path, layout: Layout) -> Backend:
        return mentorcore_json.mentorcore_open(f"json:///{where}", layout, create=True, upgrade=False)


class TestSqlite(BackendContract):
    def open_backend(self, where: Path, layout: Layout) -> Backend:
        return mentorcore_sqlite.mentorcore_open(
            f"sqlite:///{where / 'store.db'}", layout, create=True, upgrade=False
        )
