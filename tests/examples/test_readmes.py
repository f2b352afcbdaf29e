"""
The commands that the examples give for themselves, each run as it is written.

Those of the READMEs run in one fresh virtual environment, in which nothing is but what they install; those in
the docstrings of scripts run with the Python of the tests. What comes of them is tested elsewhere.
"""

from __future__ import annotations

import ast
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from tests.docs.needs import needed
from tests.docs.pages import ROOT, blocks, text_of
from tests.examples.fresh import COMMANDS, EXAMPLES, INSTALLS, run, with_python


_DOCSTRING_COMMAND = re.compile(r"``(python\s[^`]+)``")
PLACES = {"STORE_URL": "memory:", "DIR": "written"}
"""What stands in a command for a place of one's own."""

SCRIPT_COMMANDS = [
    (script.name, " ".join(command.split()))
    for script in sorted(EXAMPLES.glob("*.py"))
    for command in _DOCSTRING_COMMAND.findall(ast.get_docstring(ast.parse(script.read_text("utf-8"))) or "")
]


OVERVIEW = dict(
    re.findall(
        r"^\| \[`([\w.-]+)`\]\([^)]+\) \| [^|]+ \| ?([^|]*) ?\|$",
        text_of(EXAMPLES / "README.md"),
        flags=re.MULTILINE,
    )
)
"""What each example needs, as the overview says it."""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """
    Return a folder in which the examples are where they are in the project's, and nothing else is.
    """
    (tmp_path / "examples").symlink_to(EXAMPLES, target_is_directory=True)

    return tmp_path


def command_of(name: str, program: str) -> str:
    """
    Return the one command in the README of an example that runs a program and installs nothing.
    """
    (found,) = (c for where, c in COMMANDS if where == name and program in c and (where, c) not in INSTALLS)

    return found


class TestReadmes:
    def test_have_no_command_that_is_not_run_here(self) -> None:
        """
        Every example in a folder of its own has a README with commands, and each is one of those below.
        """
        folders = {path.parent.name for path in EXAMPLES.glob("*/*.*") if path.suffix in {".py", ".toml"}}
        others = [(name, command) for name, command in COMMANDS if (name, command) not in INSTALLS]

        assert {name for name, _ in COMMANDS} == folders
        assert [(name, command.split()[0]) for name, command in others] == [
            ("chat_bot", "PYTHONPATH=examples"),
            ("fastapi_app", "uvicorn"),
            ("mentorcore-duckdb", "pytest"),
        ]
        assert {name for name, _ in INSTALLS} == {"fastapi_app", "mentorcore-duckdb"}

    def test_chat_bot_talks(self, environment: Path, project: Path) -> None:
        """
        It answers what somebody types, and keeps nothing.
        """
        command = command_of("chat_bot", "chat_bot")
        done = run(command, project, with_python(environment), "ben> /accept\n")

        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.splitlines()[-1].startswith("bot to ben: It is a mentorship now.")
        assert [path.name for path in project.iterdir()] == ["examples"]

    def test_chat_bot_answers_the_conversation_of_its_readme(self, environment: Path, project: Path) -> None:
        """
        No line that the README suggests is refused.
        """
        (talk,) = (text for language, text in blocks(EXAMPLES / "chat_bot/README.md") if language == "none")
        done = run(command_of("chat_bot", "chat_bot"), project, with_python(environment), talk)

        answers = done.stdout.splitlines()[1:]
        assert len([line for line in answers if line.startswith("bot to ")]) == len(talk.splitlines())
        assert not [line for line in answers if "Sorry" in line or "Please" in line]

    def test_fastapi_app_serves(self, environment: Path, project: Path) -> None:
        """
        It starts, shows its routes, and stops when it is told to.
        """
        log = project / "log"
        command = f"exec {command_of('fastapi_app', 'uvicorn')}"
        env = with_python(environment, UVICORN_PORT="0", MENTORING_URL=f"sqlite:///{project}/mentoring.db")
        with log.open("wb") as written:
            server = subprocess.Popen(
                ["sh", "-c", command], cwd=project, env=env, stdout=written, stderr=written
            )
        try:
            deadline = time.monotonic() + 30
            while not (served := re.search(r"running on (http://[\d.:]+)", log.read_text("utf-8"))):
                assert server.poll() is None, log.read_text("utf-8")
                assert time.monotonic() < deadline, log.read_text("utf-8")
                time.sleep(0.05)
            with httpx.Client(base_url=served[1]) as client:
                assert client.get("/docs").status_code == 200
                assert client.get("/mentorships", headers={"X-User-Id": "ada"}).json()["items"] == []
        finally:
            server.send_signal(signal.SIGINT)
            assert server.wait(20) in {0, -signal.SIGINT}, log.read_text("utf-8")
        assert (project / "mentoring.db").is_file()

    def test_plugin_passes_its_tests(self, environment: Path, tmp_path: Path) -> None:
        """
        The contract holds with what the README installs, and so does what the plugin adds.
        """
        options = f"--quiet -p no:cacheprovider --basetemp={tmp_path}/tests"
        env = with_python(environment, PYTHONWARNINGS="error", PYTEST_ADDOPTS=options)
        done = run(command_of("mentorcore-duckdb", "pytest"), ROOT, env)

        assert done.returncode == 0, done.stdout
        assert "skipped" not in done.stdout.splitlines()[-1]


class TestOverview:
    def test_has_every_example(self) -> None:
        """
        What can be run, and every folder with programs, has its line.
        """
        scripts = {name for name, _ in SCRIPT_COMMANDS} | {"custom_backend.py"}
        folders = {path.parent.name for path in EXAMPLES.glob("*/*.*") if path.suffix in {".py", ".toml"}}

        assert set(OVERVIEW) == scripts | folders

    @pytest.mark.parametrize("script", [name for name in OVERVIEW if name.endswith(".py")])
    def test_names_what_a_script_needs(self, script: str) -> None:
        """
        The extras that a script uses stand in its line.
        """
        extras = {one.strip("[]") for one in needed(text_of(EXAMPLES / script)) if one.startswith("[")}

        assert extras <= set(re.findall(r"`(\w+)`", OVERVIEW[script]))


class TestScripts:
    def test_say_how_they_are_run(self) -> None:
        """
        Each script that can be run says so, but for the backend, which says what has to be installed.
        """
        runnable = {path.name for path in EXAMPLES.glob("*.py") if "__main__" in path.read_text("utf-8")}

        assert runnable - {"custom_backend.py"} <= {name for name, _ in SCRIPT_COMMANDS}

    @pytest.mark.parametrize(
        ("script", "command"), SCRIPT_COMMANDS, ids=[command for _, command in SCRIPT_COMMANDS]
    )
    def test_run_as_they_say(self, script: str, command: str, project: Path) -> None:
        """
        The command is the script's own, ends well, tells something, and complains about nothing.
        """
        assert f"examples/{script}" in command.split()
        for name, place in PLACES.items():
            command = re.sub(rf"\b{name}\b", place, command)
        paths = {"PYTHONPATH": os.environ["PYTHONPATH"]} if "PYTHONPATH" in os.environ else {}
        env = with_python(Path(sys.executable).parent, PYTHONWARNINGS="error", **paths)

        if "sqlite:///mentoring.db" in command:  # a store that is there already
            assert run("python examples/quickstart.py sqlite:///mentoring.db", project, env).returncode == 0

        done = run(command, project, env)

        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.strip()
