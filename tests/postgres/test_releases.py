"""
The system's PostgreSQL is found, and tests that are said to run on it do.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path

import pytest
from servers import postgres

from tests.postgres.releases import BOTH
from tests.postgres.server import programs, sql


@pytest.fixture
def nothing_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """
    Give an empty folder in which Debian's releases would be, and the only one that is in the PATH.
    """
    monkeypatch.setattr(postgres, "DEBIAN", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))

    return tmp_path


def install(folder: Path) -> Path:
    """
    Have the program of a server there, and return the folder.
    """
    folder.mkdir(parents=True)
    (folder / "postgres").touch(mode=0o755)

    return folder


class TestServer:
    def test_that_does_not_start_leaves_nothing(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """
        Of a server that could not be made, no folder is left.
        """
        folders = tmp_path / "folders"
        folders.mkdir()
        monkeypatch.setattr(tempfile, "tempdir", str(folders))
        monkeypatch.setattr(os, "geteuid", lambda: 1000)  # nobody needs a copy
        with pytest.raises(OSError, match="initdb"):
            postgres.Server(install(tmp_path / "bin"))

        assert list(folders.iterdir()) == []


class TestInstalled:
    def test_is_the_newest(self, nothing_installed: Path) -> None:
        """
        Of several releases of Debian's the newest is taken, by number and not by letter.
        """
        for release in ("9.6", "15", "14"):
            install(nothing_installed / release / "bin")

        assert postgres.installed() == nothing_installed / "15" / "bin"

    def test_may_be_in_the_path(self, nothing_installed: Path) -> None:
        """
        A program in the PATH that leads elsewhere is found where the others of its kind are.
        """
        there = install(nothing_installed / "opt")
        (nothing_installed / "bin").mkdir()
        (nothing_installed / "bin" / "postgres").symlink_to(there / "postgres")

        assert postgres.installed() == there

    def test_may_be_nowhere(self, nothing_installed: Path) -> None:
        """
        A system without PostgreSQL has none; what pip has installed does not count.
        """
        assert postgres.installed() is None


@BOTH
def test_runs_on_the_release_that_it_names(release: str, url: str) -> None:
    """
    The server is of the version of the programs that were found.
    """
    told = subprocess.run(
        [programs(release) / "postgres", "--version"], capture_output=True, text=True, check=True
    )
    ((version,),) = sql(url, "SELECT current_setting('server_version')")

    assert version.split()[0] in told.stdout.split()
