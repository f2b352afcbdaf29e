"""
The examples where nobody reads what they print, or reads on: no traceback, and the end is a good one.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest


EXAMPLES = Path(__file__).parents[2] / "examples"

PRINTING = (
    "embedding.py",
    "next_meeting.py",
    "personal_data.py",
    "programme_matching.py",
    "recommendation.py folder",
    "reminders.py",
    "roster_and_calendar.py",
    "year_of_mentoring.py memory:",
    "-m chat_bot",
)
BRIEF = ("quickstart.py", "custom_backend.py")
"""They print once, at the end, and keep to what their page is about."""

BASH = shutil.which("bash")


def command_of(example: str) -> list[str]:
    """
    Return what runs an example, with every warning an error.
    """
    what, *rest = example.split()

    return [sys.executable, "-W", "error", what if what == "-m" else str(EXAMPLES / what), *rest]


def surroundings(*, buffered: bool) -> dict[str, str]:
    """
    Return the variables of an environment in which lines are kept back for each other, or not.
    """
    path = os.pathsep.join([str(EXAMPLES), os.environ.get("PYTHONPATH", "")])

    return {**os.environ, "PYTHONPATH": path, "PYTHONUNBUFFERED": "" if buffered else "1"}


class TestUnread:
    @pytest.mark.parametrize("buffered", [True, False], ids=["buffered", "unbuffered"])
    @pytest.mark.parametrize("example", PRINTING)
    def test_ends_well(self, example: str, buffered: bool, tmp_path: Path) -> None:
        """
        A reader who has left before anything came is a good end, told without a word.
        """
        reading, writing = os.pipe()
        os.close(reading)
        done = subprocess.run(
            command_of(example),
            input="ben> /help\n",
            stdout=writing,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            cwd=tmp_path,
            env=surroundings(buffered=buffered),
            check=False,
        )
        os.close(writing)

        assert (0, "") == (done.returncode, done.stderr)

    @pytest.mark.skipif(BASH is None, reason="needs a shell that tells how each part of a pipe ended")
    @pytest.mark.parametrize("example", [*PRINTING, *BRIEF])
    def test_but_for_its_first_line(self, example: str, tmp_path: Path) -> None:
        """
        Behind ``head -1`` there is one line, and no word about those that nobody reads.
        """
        done = subprocess.run(
            [str(BASH), "-c", f"{shlex.join(command_of(example))} | head -1; exit ${{PIPESTATUS[0]}}"],
            input="ben> /help\n" * 50,
            capture_output=True,
            encoding="utf-8",
            cwd=tmp_path,
            env=surroundings(buffered=example in BRIEF),
            check=False,
        )

        assert (0, 1, "") == (done.returncode, len(done.stdout.splitlines()), done.stderr)

    def test_is_no_other_trouble(self, tmp_path: Path) -> None:
        """
        An example that cannot do its work says so all the same.
        """
        done = subprocess.run(
            command_of("year_of_mentoring.py nothing:///x"),
            capture_output=True,
            encoding="utf-8",
            cwd=tmp_path,
            check=False,
        )

        assert (1, 1) == (done.returncode, len(done.stderr.splitlines()))
