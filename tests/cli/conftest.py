"""
The command line as somebody uses it: in this process, behind a pipe, and in a terminal.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pexpect
import pytest
from typer.testing import CliRunner, Result

from mentorcore import open_store
from mentorcore.cli.program import app
from mentorcore.storage import store as storage
from tests.privacy.world import fill
from tests.storage.conftest import LATER, clock, url_of


Run = Callable[..., Result]
Spawn = Callable[..., "pexpect.spawn[str]"]

COMMAND = (sys.executable, "-m", "mentorcore.cli")
SLOW = (sys.executable, "-m", "tests.cli.slow")
"""The same, with a copy that waits in the middle."""


@pytest.fixture(autouse=True)
def _later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage, "_now", lambda: LATER)


@pytest.fixture(autouse=True, scope="session")
def _interruptible() -> Iterator[None]:
    """
    What a shell runs in the background is deaf to SIGINT, and so would be every command that is started here.
    """
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(params=["sqlite", "json"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """
    A store with people, relationships and requests, on each backend that keeps one.
    """
    return filled(url_of(request.param, tmp_path))


@pytest.fixture
def lite(tmp_path: Path) -> str:
    """
    The same, on SQLite alone.
    """
    return filled(url_of("sqlite", tmp_path))


@pytest.fixture
def run() -> Run:
    """
    Run a command in this process, where nobody looks at a terminal.
    """

    def invoke(*arguments: str, **options: Any) -> Result:
        return CliRunner().invoke(app, [*arguments], **options)

    return invoke


@pytest.fixture
def spawn(tmp_path: Path) -> Iterator[Spawn]:
    """
    Run a command in a terminal of its own.
    """
    children: list[pexpect.spawn[str]] = []

    def start(
        *arguments: str, command: tuple[str, ...] = COMMAND, width: int = 100, **environment: str
    ) -> pexpect.spawn[str]:
        program, *rest = command
        child = pexpect.spawn(
            program,
            [*rest, *arguments],
            cwd=str(tmp_path),
            env=surroundings(**{"TERM": "xterm-256color", **environment}),
            dimensions=(40, width),
            encoding="utf-8",
            timeout=60,
        )
        children.append(child)
        return child

    yield start
    for child in children:
        child.close(force=True)


def filled(url: str) -> str:
    """
    Make a store with something in it.
    """
    with open_store(url, clock=clock) as store:
        fill(store)

    return url


def piped(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """
    Run a command in a process of its own, behind a pipe.
    """
    return subprocess.run(
        [*COMMAND, *arguments],
        capture_output=True,
        encoding="utf-8",
        env=surroundings(**environment),
        timeout=120,
        check=False,
    )


def surroundings(**changes: str) -> dict[str, str]:
    """
    Return the environment without what would colour or fold the output, and with some changes.
    """
    left_out = {"NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES", "MENTORCORE_TRACEBACK"}
    left_out |= {"PYTHONIOENCODING", "PYTHONUNBUFFERED"}
    path = os.pathsep.join(entry for entry in sys.path if entry)

    return {k: v for k, v in os.environ.items() if k not in left_out} | {"PYTHONPATH": path} | changes
