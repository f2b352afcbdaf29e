"""
The plugin is found by its URL and costs nothing before it is used.
"""

from __future__ import annotations

import subprocess
import sys
from contextlib import closing

import pytest

import mentorcore_postgres
from mentorcore.backends import Capability, inspect_backend, open_backend, registry
from mentorcore.errors import PluginLoadFailed
from tests.sqlite.samples import LAYOUT


@pytest.fixture(autouse=True)
def _registered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(registry._applications_own, "postgresql", mentorcore_postgres)


class TestPlugin:
    def test_loads_no_driver(self) -> None:
        """
        Importing the plugin loads neither SQLAlchemy nor psycopg.
        """
        script = "import sys, mentorcore_postgres; print({'sqlalchemy', 'psycopg'} & {*sys.modules})"
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

        assert done.stdout == "set()\n"

    def test_is_opened_through_the_registry(self, url: str) -> None:
        """
        The registry takes what it opens, which declares all but that it scrubs.
        """
        with closing(open_backend(url, LAYOUT, create=True, upgrade=False)) as backend:
            assert backend.capabilities == {*Capability} - {Capability.SCRUBS}
        with inspect_backend(url) as inspection:
            assert inspection.fingerprint == LAYOUT.fingerprint

    def test_names_what_to_install(self, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        Without its driver it says which extra has it.
        """
        monkeypatch.setitem(sys.modules, "mentorcore_postgres.opening", None)
        monkeypatch.setitem(sys.modules, "mentorcore_postgres.inspection", None)
        with pytest.raises(PluginLoadFailed, match=r"mentorcore\[postgres\]"):
            open_backend(url, LAYOUT, create=True, upgrade=False)
        with pytest.raises(PluginLoadFailed, match=r"mentorcore\[postgres\]"):
            inspect_backend(url)
