"""
The reference of the command line names everything that there is, and nothing that there is not.
"""

from __future__ import annotations

import json
import re
from contextlib import nullcontext
from typing import Any

import pytest
import typer

from mentorcore import Role
from mentorcore.cli.exits import Exit
from mentorcore.cli.program import app
from tests.cli.conftest import Run
from tests.docs.pages import DOCS, text_of
from tests.storage.upgrades import later_release


PAGE = text_of(DOCS / "reference/command-line.md")
GROUP: Any = typer.main.get_command(app)
COMMANDS: dict[str, Any] = GROUP.commands


def section(title: str) -> str:
    """
    Return what stands below a heading of the page.
    """
    match = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    assert match is not None, title

    return match[1]


def table(text: str, heading: str) -> list[str]:
    """
    Return the first column of the table with this heading.
    """
    match = re.search(rf"^\| {heading} \|.*?\n\| --- .*?\n((?:\|.*\n)+)", text, re.MULTILINE)
    assert match is not None, heading

    return [line.split("|")[1].strip() for line in match[1].splitlines()]


def keys(value: Any, below: str = "") -> set[str]:
    """
    Return the keys of a JSON document as the page writes them, down to what is in its lists.
    """
    found = {f"{below}{key}" for key in value}
    for key, inside in value.items():
        for one in inside if isinstance(inside, list) and not below else ():
            if isinstance(one, dict):
                found |= keys(one, f"{key}[].")

    return found


class TestReference:
    def test_has_every_command(self) -> None:
        """
        Each command has a section, and each section of a command has one.
        """
        sections = re.findall(r"^## mentorcore (\S+)$", PAGE, re.MULTILINE)

        assert [*COMMANDS] == sections

    @pytest.mark.parametrize("name", COMMANDS)
    def test_has_every_argument_and_option(self, name: str) -> None:
        """
        What a command takes is in its table, in the order of its help.
        """
        taken = [
            f"`{one.metavar}`" if one.param_type_name == "argument" else ", ".join(f"`{o}`" for o in one.opts)
            for one in COMMANDS[name].params
        ]

        assert taken == table(section(f"mentorcore {name}"), "argument or option")

    def test_has_the_options_of_every_command(self) -> None:
        """
        What stands before a command is in a table of its own.
        """
        options = {f"`{one}`" for param in GROUP.params for one in param.opts}

        assert options | {"`--help`, `-h`"} == {*table(section("Every command"), "option")}

    def test_has_every_exit_code(self) -> None:
        """
        Each exit code is explained, under its name.
        """
        told = re.findall(r"^\| (\d+) \| `(\w+)` \|", section("Exit codes"), re.MULTILINE)

        assert [(str(code.value), code.name) for code in Exit] == told

    @pytest.mark.parametrize(
        ("command", "arguments"),
        [
            ("backends", []),
            ("copy", ["{url}", "json:///copy"]),
            ("verify", ["{url}", "--against", "json:///other"]),
            ("upgrade", ["{url}"]),
            ("attention", ["{url}"]),
            ("erase-person", ["{url}", "ben", "--yes"]),
            ("journal", ["{url}", "--after", "35"]),
            ("show", ["{url}", "ada-ben"]),
            ("export-person", ["{url}", "ben"]),
        ],
        ids=lambda value: value if isinstance(value, str) else "",
    )
    def test_has_every_key(
        self,
        run: Run,
        lite: str,
        command: str,
        arguments: list[str],
        tmp_path: Any,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        """
        The keys of a command's JSON are in its table.
        """
        monkeypatch.chdir(tmp_path)
        if command == "verify":
            run("copy", lite, "json:///other")
            run("erase-person", lite, "ben", "--yes")
        with later_release() if command == "upgrade" else nullcontext():
            printed = run(command, *(one.format(url=lite) for one in arguments), "--json").stdout
        documented = {key.strip("`") for key in table(section(f"mentorcore {command}"), "key")}
        found = keys(json.loads(printed))
        if command in {"show", "export-person"}:  # what their lists hold is documented elsewhere
            found = {key for key in found if "[]" not in key}

        assert found == documented

    def test_its_roles_are_all(self) -> None:
        """
        The page names every role that somebody can look as.
        """
        (line,) = (line for line in section("mentorcore show").splitlines() if line.startswith("| `--role`"))

        assert {role.value for role in Role} == {*re.findall(r"`(\w+)`", line)}
