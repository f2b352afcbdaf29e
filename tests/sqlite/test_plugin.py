"""
The plugin is found by its URL and costs nothing before it is used.
"""

from __future__ import annotations

import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

import mentorcore_sqlite
from mentorcore.backends import Capability, open_backend, registry
from tests.sqlite.samples import LAYOUT


class TestPlugin:
    def test_loads_no_sqlalchemy(self) -> None:
        """
        Importing the plugin does not load SQLAlchemy.
        """
        script = "import sys, mentorcore_sqlite; print('sqlalchemy' in sys.modules)"
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

        assert done.stdout == "False\n"

    def test_is_opened_through_the_registry(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        The registry takes what it opens, which declares every capability.
        """
        monkeypatch.setitem(registry._applications_own, "sqlite", mentorcore_sqlite)
        url = f"sqlite+pysqlite:///{path}"
        with closing(open_backend(url, LAYOUT, create=True, upgrade=False)) as backend:
            assert backend.capabilities == set(Capability)
