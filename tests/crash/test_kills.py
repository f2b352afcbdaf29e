"""
Writers are killed with SIGKILL, and nothing acknowledged is lost: the short run of `python -m tests.crash`.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from mentorcore.testing.crash import How, kill_writers
from mentorcore.testing.crash.opening import Opener
from tests.crash.stores import json_store, lmdb_store, postgres_store, sqlite_store


@pytest.fixture(autouse=True)
def _unmeasured(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Leave the processes in peace that a test run with coverage would measure; they take twice as long.
    """
    for name in [name for name in os.environ if name.startswith("COVERAGE_PROCESS")]:
        monkeypatch.delenv(name)


@pytest.mark.parametrize("store", [json_store, sqlite_store])
def test_nothing_is_lost(store: Opener, tmp_path: Path) -> None:
    """
    However and wherever a writer is killed, every acknowledged commit is there whole, none is there in part,
    the next one works, and nothing is left lying about.
    """
    report = kill_writers(store, tmp_path, kills=100, seed=1)

    assert report.harm == 0, report
    assert report.total.kills >= 100
    assert report.total.acknowledged > 100
    assert {*report.figures} == {*How} - {How.LATE}
    assert [*tmp_path.iterdir()] == []


def test_nothing_is_lost_on_a_server(tmp_path: Path) -> None:
    """
    The same for writers to a PostgreSQL server, which does what recovery there is by itself.
    """
    kills = {How.AT_RANDOM: 35, How.AT_POINTS: 35, How.CREATING: 15, How.BESIDE: 15}
    report = kill_writers(postgres_store, tmp_path, kills=kills, seed=1)

    assert report.harm == 0, report
    assert report.total.kills >= 100
    assert report.total.acknowledged > 100
    assert [*tmp_path.iterdir()] == []


def test_nothing_is_lost_in_the_example(tmp_path: Path) -> None:
    """
    The example of a backend of one's own survives as well.
    """
    report = kill_writers(lmdb_store, tmp_path, kills={How.AT_RANDOM: 5, How.BESIDE: 3}, seed=1)

    assert report.harm == 0, report
    assert report.total.kills >= 8
