"""
The contract notices what would be wrong with a PostgreSQL backend.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.postgres.server import server_url


BROKEN = Path(__file__).with_name("broken.py")


@pytest.mark.parametrize(
    ("broken", "test"),
    [
        ("TestWithoutTurns", "test_processes_lose_no_update"),
        ("TestWithoutTurns", "test_one_process_commits_a_token"),
        ("TestWithoutTransactions", "test_a_process_sees_no_half_commit"),
        ("TestWithoutTransactions", "test_loses_no_update"),
    ],
)
def test_is_noticed(broken: str, test: str) -> None:
    """
    A backend with this fault fails this test of the contract, and not before it.
    """
    server_url()
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"{BROKEN}::{broken}::{test}"]
    done = subprocess.run(command, cwd=BROKEN.parents[2], capture_output=True, text=True, check=False)

    assert "1 failed" in done.stdout, done.stdout + done.stderr
    assert "error" not in done.stdout.splitlines()[-1]
