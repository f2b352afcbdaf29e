"""
Uses each extra alone: ``python -m tests.release.extras WHEEL [EXTRA …]``.

For every extra the wheel is installed with it, and nothing else, into an environment of its own; then the
extra's file in ``uses`` is run there. In an environment without any extra each of them has to fail, so that
a use is known to need its extra.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
import tomllib
import venv
from collections.abc import Iterable
from pathlib import Path


ROOT = Path(__file__).parents[2]
USES = Path(__file__).parent / "uses"


def all_extras() -> tuple[str, ...]:
    """
    Return the extras that pyproject.toml has.
    """
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]

    return tuple(project["optional-dependencies"])


def use_of(extra: str) -> Path:
    """
    Return the program that uses an extra.
    """
    return USES / f"use_{extra}.py"


class Environment:
    """
    A fresh environment with the wheel and at most one extra.
    """

    def __init__(self, path: Path, wheel: Path, extra: str | None = None) -> None:
        """
        Make it.

        Raises:
            CalledProcessError: The wheel cannot be installed.
        """
        venv.create(path)
        self.python = path / ("Scripts" if sys.platform == "win32" else "bin") / "python"
        wanted = f"mentorcore[{extra}] @ {wheel.absolute().as_uri()}" if extra else str(wheel)
        pip = [sys.executable, "-m", "pip", "--quiet", "--python", str(self.python), "install", wanted]
        subprocess.run(pip, check=True)

    def run(self, program: Path) -> subprocess.CompletedProcess[str]:
        """
        Run a program here, where nothing else can be imported: not the sources, not the tests.
        """
        return subprocess.run(
            [str(self.python), "-I", str(program)],
            cwd=self.python.parent,
            capture_output=True,
            text=True,
            check=False,
        )


def wrong_with(wheel: Path, extras: Iterable[str], scratch: Path) -> list[str]:
    """
    Return which of the extras do not work alone, or are not needed for what uses them.
    """
    problems = []
    bare = Environment(scratch / "bare", wheel)
    for extra in extras:
        began = time.monotonic()
        used = Environment(scratch / extra, wheel, extra).run(use_of(extra))
        if used.returncode != 0:
            problems.append(f"{extra} does not work alone:\n{used.stdout}{used.stderr}")
        if bare.run(use_of(extra)).returncode == 0:
            problems.append(f"{use_of(extra).name} works without the extra {extra}, so it tests nothing")
        _say(f"{extra}: tried in {time.monotonic() - began:.1f} s")

    return problems


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - a check that takes a minute tells where it is


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        sys.exit("\n".join(wrong_with(Path(sys.argv[1]), sys.argv[2:] or all_extras(), Path(folder))) or 0)
