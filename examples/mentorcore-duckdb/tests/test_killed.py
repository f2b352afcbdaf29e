"""
Writers that are killed lose nothing that was committed, and leave nothing half done.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from mentorcore.backends import Backend, Layout
from mentorcore.testing.crash import kill_writers

import mentorcore_duckdb


def opened(where: Path, layout: Layout) -> Backend:
    """
    Open the store of one writer.
    """
    return mentorcore_duckdb.mentorcore_open(
        f"duckdb:///{where}/team.duckdb", layout, create=True, upgrade=False
    )


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is of Linux and macOS")
def test_nothing_is_lost(tmp_path: Path) -> None:
    """
    After each of some thirty deaths everything acknowledged is there, and nothing by halves.
    """
    report = kill_writers(opened, tmp_path, kills=30, seed=11)

    assert report.total.kills > 20
    assert report.problems == ()
    assert report.harm == 0
