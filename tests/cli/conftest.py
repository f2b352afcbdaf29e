"""
The command line as somebody uses it: in this process, behind a pipe, and in a terminal.
"""

from __future__ import annotations

import os
import pty
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pexpect
import pytest
import typer
from typer.testing import CliRunner, Result

from mentorcore import open_store
from mentorcore.cli.program import app
from mentorcore.storage import store as storage
from tests.privacy.world import fill
from tests.storage.conftest import LATER, clock, url_of


Run = Callable[..., Result]
Look = Callable[..., tuple[str, int]]
Spawn = Callable[..., "pexpect.spawn[str]"]

COMMAND = (sys.executable, "-m", "mentorcore.cli")
SLOW = (sys.executable, "-m", "tests.cli.slow")
"""The same, with a copy that waits in the middle."""

TERMINAL = {"TERM": "xterm-256color"}
"""What a terminal says about itself."""

LEFT_OUT = frozenset(
    {
        "NO_COLOR",
        "FORCE_COLOR",
        "COLUMNS",
        "LINES",
        "MENTORCORE_TRACEBACK",
        "PYTHONIOENCODING",
        "PYTHONUNBUFFERED",
    }
)
"""What would colour or fold the output, or else change it."""


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


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """
    A folder for each backend that keeps a store, with one that has something in it.
    """
    folders = {backend: tmp_path_factory.mktemp(backend) for backend in ("sqlite", "json")}
    for backend, folder in folders.items():
        with open_store(url_of(backend, folder), clock=clock) as store:
            fill(store)

    return folders


@pytest.fixture(params=["sqlite", "json"])
def url(request: pytest.FixtureRequest, samples: Mapping[str, Path], tmp_path: Path) -> str:
    """
    A store with people, relationships and requests, on each backend that keeps one.
    """
    shutil.copytree(samples[request.param], tmp_path, dirs_exist_ok=True)

    return url_of(request.param, tmp_path)


@pytest.fixture
def lite(samples: Mapping[str, Path], tmp_path: Path) -> str:
    """
    The same, on SQLite alone.
    """
    shutil.copytree(samples["sqlite"], tmp_path, dirs_exist_ok=True)

    return url_of("sqlite", tmp_path)


@pytest.fixture
def run() -> Run:
    """
    Run a command in this process, where nobody looks at a terminal.
    """

    def invoke(*arguments: str, charset: str = "utf-8", **options: Any) -> Result:
        return CliRunner(charset).invoke(app, [*arguments], **options)

    return invoke


@pytest.fixture
def look(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Look:
    """
    Run a command in this process and in a terminal; return what the terminal is sent, and the exit code.
    """

    def invoke(*arguments: str, width: int = 100, **environment: str) -> tuple[str, int]:
        master, slave = pty.openpty()
        with ThreadPoolExecutor(1) as reader, monkeypatch.context() as changed:
            text = reader.submit(_read, master)
            with open(slave, "w", encoding="utf-8") as terminal:  # noqa: PTH123 - a number is no path
                for name in LEFT_OUT:
                    changed.delenv(name, raising=False)
                for name, value in {**TERMINAL, "COLUMNS": str(width), **environment}.items():
                    changed.setenv(name, value)
                for name in ("stdout", "stderr"):
                    changed.setattr(sys, name, terminal)
                changed.chdir(tmp_path)
                with pytest.raises(SystemExit) as ended:
                    typer.main.get_command(app).main([*arguments])

            return text.result(), int(ended.value.code or 0)

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
            env=surroundings(**{**TERMINAL, **environment}),
            dimensions=(40, width),
            encoding="utf-8",
            timeout=60,
        )
        children.append(child)
        return child

    yield start
    for child in children:
        child.close(force=True)


def _read(terminal: int) -> str:
    """
    Return what is written to a terminal until nobody has it open any more.
    """
    sent = b""
    with open(terminal, "rb", buffering=0) as screen:
        try:
            while part := screen.read(4096):
                sent += part
        except OSError:  # which is how Linux says that it is at its end
            pass

    return sent.decode()


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
    path = os.pathsep.join(entry for entry in sys.path if entry)

    return {k: v for k, v in os.environ.items() if k not in LEFT_OUT} | {"PYTHONPATH": path} | changes
