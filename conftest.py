"""
Runs every code block of the README and the documentation.

The blocks of one page run in order, in one namespace and in an empty folder of their own. What a page prints
is compared with the ``text`` block that follows; ``sql`` blocks run against the SQLite store that the page
made; ``shell`` blocks name commands and files that exist, and those of ``mentorcore`` are run.
"""

from __future__ import annotations

import contextlib
import io
import os
import shlex
import sqlite3
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any
from unittest import mock

from sybil import Example, Sybil
from sybil.evaluators.python import PythonEvaluator
from sybil.parsers.markdown import CodeBlockParser


ROOT = Path(__file__).parent
PLUGIN = ROOT / "examples" / "mentorcore-duckdb" / "src"
PRINTED = "__printed__"

_run_python = PythonEvaluator()


def python(example: Example) -> None:
    """
    Run the block, and keep what it prints.
    """
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        _run_python(example)
    example.namespace[PRINTED] = printed.getvalue()


def sql(example: Example) -> None:
    """
    Run the query against the page's store, and keep its rows as the ``sqlite3`` shell prints them.
    """
    (database,) = Path().glob("*.db")
    with contextlib.closing(sqlite3.connect(database)) as connection:
        rows = connection.execute(str(example.parsed)).fetchall()
    lines = ("|".join("" if value is None else str(value) for value in row) for row in rows)
    example.namespace[PRINTED] = "".join(f"{line}\n" for line in lines)


def text(example: Example) -> str | None:
    """
    Compare with what the block before printed.
    """
    expected, printed = str(example.parsed).strip(), example.namespace.pop(PRINTED, "").strip()

    return None if expected == printed else f"expected:\n{expected}\n\nprinted:\n{printed}"


def shell(example: Example) -> str | None:
    """
    Look at each command: it is one that the page may ask for, and what it names exists. One of ``mentorcore``
    is run, and what it prints is kept.
    """
    lines = str(example.parsed).replace(" && ", "\n").splitlines()
    commands = [shlex.split(line, comments=True) for line in lines]
    ours = [command[1:] for command in commands if command[:1] == ["mentorcore"]]
    if ours:
        example.namespace[PRINTED] = "".join(map(_output, ours))
    problems = (_problem(command) for command in commands if command[:1] != ["mentorcore"])

    return next((problem for problem in problems if problem is not None), None)


def _output(arguments: list[str]) -> str:
    """
    Return what a command of ``mentorcore`` prints behind a pipe; ``| head -3`` behind it takes three lines.
    """
    from typer.testing import CliRunner

    from mentorcore.cli.program import app

    most = None
    if arguments[-3:-1] == ["|", "head"]:
        most, arguments = int(arguments[-1].removeprefix("-")), arguments[:-3]
    printed = CliRunner().invoke(app, arguments).output

    return "".join(printed.splitlines(keepends=True)[:most])


def _problem(words: list[str]) -> str | None:
    match words:
        case []:
            return None
        case ["python", script, *_] if script.endswith(".py"):
            return None if (ROOT / script).is_file() else f"{script} does not exist"
        case ["pip", "install", *wanted]:
            return next((problem for name in wanted if (problem := _unknown_extra(name))), None)
        case ["nox", *rest]:
            sessions = {word for word in rest if not word.startswith("-")}
            missing = [s for s in sessions if f"def {s}(" not in (ROOT / "noxfile.py").read_text()]
            return f"noxfile.py has no session {missing}" if missing else None
        case ["sqlite3", *_] | ["pytest", *_] | ["git", *_] | ["cp", *_]:
            return None
    return f"no reader is told what {words[0]!r} is"


def _unknown_extra(requirement: str) -> str | None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    name, _, extras = requirement.rstrip("]").partition("[")
    if name not in {".", "mentorcore"} or not extras:
        return None
    unknown = set(extras.split(",")) - set(project["optional-dependencies"])

    return f"pyproject.toml has no extra {sorted(unknown)}" if unknown else None


def _enter(namespace: dict[str, Any]) -> None:
    stack = contextlib.ExitStack()
    folder = stack.enter_context(tempfile.TemporaryDirectory())
    stack.callback(os.chdir, Path.cwd())
    os.chdir(folder)
    stack.callback(setattr, sys, "path", sys.path)
    sys.path = [*sys.path, str(PLUGIN)]  # pages may import the example without its being installed
    stack.callback(setattr, sys, "argv", sys.argv)
    sys.argv = ["page"]
    # a page's plugins are no other test's
    stack.enter_context(mock.patch.dict("mentorcore.backends.registry._applications_own"))
    namespace["__leave__"] = stack.close
    namespace["__name__"] = "__main__"


def _leave(namespace: dict[str, Any]) -> None:
    namespace["__leave__"]()


pytest_collect_file = Sybil(
    parsers=[
        CodeBlockParser(language="python", evaluator=python),
        CodeBlockParser(language="sql", evaluator=sql),
        CodeBlockParser(language="text", evaluator=text),
        CodeBlockParser(language="shell", evaluator=shell),
    ],
    patterns=["docs/**/*.md", "docs/*.md"],
    filenames=["README.md"],
    setup=_enter,
    teardown=_leave,
).pytest()
