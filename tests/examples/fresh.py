"""
An environment in which nothing is but what the READMEs of the examples have their readers install.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.docs.pages import ROOT, blocks


EXAMPLES = ROOT / "examples"
COMMANDS = [
    (readme.parent.name, command)
    for readme in sorted(EXAMPLES.rglob("README.md"))
    for language, text in blocks(readme)
    if language == "shell"
    for command in text.splitlines()
]
"""What the READMEs have one type, each with the folder of its example."""

INSTALLS = [(name, command) for name, command in COMMANDS if command.startswith("pip ")]


def with_python(folder: Path, **more: str) -> dict[str, str]:
    """
    Return the variables of a shell in which ``python`` is the one of a folder, and which say nothing else of
    where modules are.
    """
    kept = {name: text for name, text in os.environ.items() if not name.startswith(("PYTHON", "COVERAGE"))}
    path = f"{folder}{os.pathsep}{os.environ.get('PATH', '')}"

    return {**kept, "PATH": path, "PYTHONDONTWRITEBYTECODE": "1", **more}


def run(
    command: str, cwd: Path, env: dict[str, str], said: str | None = None
) -> subprocess.CompletedProcess[str]:
    """
    Run a command in a shell.
    """
    return subprocess.run(
        ["sh", "-c", command], cwd=cwd, env=env, input=said or "", capture_output=True, text=True, check=False
    )


def install(folder: Path) -> None:
    """
    Make the environment, and do every installation in it as it is written.
    """
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    quiet = {"PIP_QUIET": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    # First what installs this checkout, so that what is asked for by name is not looked for as a release.
    commands = sorted((command for _, command in INSTALLS), key=lambda command: "install . " not in command)
    for command in (*commands, "pip install 'mentorcore[json]'"):
        done = run(command, ROOT, with_python(folder / "bin", **quiet))
        assert done.returncode == 0, (command, done.stderr)
