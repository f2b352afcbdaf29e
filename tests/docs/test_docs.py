"""
The documentation names everything that there is, and nothing that there is not.
"""

from __future__ import annotations

import importlib
import inspect
import json
import re
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

import mentorcore
import mentorcore.backends
import mentorcore.errors
import mentorcore.testing
import mentorcore.testing.crash
from mentorcore.backends import Backend, Capability
from mentorcore.storage.layout import LAYOUT
from tests.docs.pages import DOCS, README, ROOT, blocks, pages, text_of


_DIRECTIVE = re.compile(
    r"^\.\. (?P<kind>auto\w+|py:module|py:currentmodule):: (?P<name>[\w.]+)", re.MULTILINE
)


def _documented() -> set[str]:
    """
    Return the full names of everything that the reference documents from its docstring.
    """
    names = set()
    for page in (DOCS / "reference").glob("*.md"):
        module = ""
        for match in _DIRECTIVE.finditer(text_of(page)):
            name = match["name"]
            if match["kind"].endswith("module"):
                module = name
                names.add(name)
            else:
                names.add(name if name.startswith("mentorcore.") else f"{module}.{name}")

    return names


class TestReference:
    @pytest.mark.parametrize(
        "module",
        [
            mentorcore,
            mentorcore.backends,
            mentorcore.testing,
            mentorcore.testing.crash,
            mentorcore.testing.strategies,
        ],
        ids=lambda module: module.__name__,
    )
    def test_every_public_name_is_documented(self, module: ModuleType) -> None:
        """
        What a package exports has an entry in the reference.
        """
        wanted = {f"{module.__name__}.{name}" for name in module.__all__}

        assert sorted(wanted - _documented()) == []

    def test_every_error_is_documented(self) -> None:
        """
        Every exception has an entry in the reference and a line in its overview.
        """
        errors = {
            name
            for name, value in vars(mentorcore.errors).items()
            if inspect.isclass(value) and issubclass(value, mentorcore.errors.MentorcoreError)
        }
        overview = next(text for language, text in blocks(DOCS / "reference/errors.md") if language == "none")

        assert sorted({f"mentorcore.errors.{name}" for name in errors} - _documented()) == []
        assert sorted(errors - set(re.findall(r"\w+", overview))) == []

    def test_everything_documented_exists(self) -> None:
        """
        The reference has no entry for something that is gone.
        """
        for name in _documented() - {"mentorcore"}:
            module, _, attribute = name.rpartition(".")
            assert hasattr(importlib.import_module(module), attribute), name

    def test_every_backend_method_and_capability_is_explained(self) -> None:
        """
        The page for plugin authors explains each method and each capability.
        """
        page = text_of(DOCS / "how-to/write-a-backend.md")
        methods = {name for name, value in vars(Backend).items() if inspect.isfunction(value)}
        public = {name for name in methods if not name.startswith("_")}

        assert sorted(public - set(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE))) == []
        assert (
            sorted(set(Capability.__members__) - set(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE))) == []
        )

    def test_every_view_is_listed_with_its_columns(self) -> None:
        """
        The page about SQL lists each view with its columns, in their order.
        """
        page = text_of(DOCS / "how-to/query-with-sql.md")
        shared = re.search(r"begins with these columns: (.*?)\.\n", page, re.DOTALL)
        assert shared is not None
        common = re.findall(r"`(\w+)`", shared[1])
        listed = {}
        for name, text in re.findall(r"^\| `mentorcore_(\w+)` \| (.*) \|$", page, re.MULTILINE):
            own = re.findall(r"`(\w+)`", text)
            listed[name] = [*common, *own] if "the columns above" in text else own

        assert listed == {view.name: [column.name for column in view.columns] for view in LAYOUT.views}

    def test_every_command_is_listed(self) -> None:
        """
        The overview has every command, which is whatever takes `by` and `at`, and nothing else.
        """
        by_the_relationship = {"ended", "lapsed"}
        page = text_of(DOCS / "reference/index.md")
        for on, commands in re.findall(r"^\| `([\w.]+)` \| (`\w+`(?:, `\w+`)*) \|$", page, re.MULTILINE):
            owner = on.rpartition(".")[2]
            cls = getattr(mentorcore, owner, None) or type(getattr(_mentorship(), owner))
            there = {name for name in dir(cls) if not name.startswith("_") and _is_command(cls, name)}
            assert set(re.findall(r"`(\w+)`", commands)) == there - by_the_relationship, on


class TestReadme:
    def test_has_the_two_commands(self) -> None:
        """
        The README's shell blocks are the two commands, each alone in its block.
        """
        assert [text for language, text in blocks(README) if language == "shell"] == [
            "pip install '.[sqlite,json]' && python examples/quickstart.py\n",
            "pip install nox && nox -s tests\n",
        ]

    def test_shows_the_quickstart_word_for_word(self) -> None:
        """
        The README's first program is examples/quickstart.py.
        """
        shown = next(text for language, text in blocks(README) if language == "python")

        assert shown == text_of(ROOT / "examples/quickstart.py")

    def test_says_what_it_is_in_five_lines(self) -> None:
        """
        Between the title and the first command there are five lines, and one that leads to it.
        """
        before, _, _ = text_of(README).partition("```shell")
        title, paragraph, *_ = before.split("\n\n")

        assert title == "# mentorcore"
        assert len(paragraph.splitlines()) == 5


class TestPages:
    @pytest.mark.parametrize("page", pages(), ids=lambda page: page.relative_to(ROOT).as_posix())
    def test_every_block_is_checked(self, page: Path) -> None:
        """
        A code block is in a language that the tests run or read; anything else would never be looked at.
        """
        for language, text in blocks(page):
            match language:
                case "python" | "text" | "sql" | "shell" | "none":
                    continue
                case "toml":
                    tomllib.loads(text)
                case "json":
                    json.loads(text)
                case _:
                    assert re.fullmatch(r"\{(eval-rst|toctree|note|warning)\}|\{picture\} \w+", language), (
                        language
                    )

    @pytest.mark.parametrize(
        "page",
        [
            *pages(),
            *(ROOT / f"{name}.md" for name in ("CONTRIBUTING", "CHANGELOG", "SECURITY")),
            *sorted((ROOT / "examples").rglob("README.md")),
        ],
        ids=lambda page: page.relative_to(ROOT).as_posix(),
    )
    def test_links_lead_somewhere(self, page: Path) -> None:
        """
        What a page links to in the project is there.
        """
        targets = re.findall(r"\]\((?!https?://)([^)#]+)[^)]*\)", text_of(page))

        assert [target for target in targets if not (page.parent / target).exists()] == []

    def test_examples_that_are_named_exist(self) -> None:
        """
        A page names no example that is not there.
        """
        named = {name for page in pages() for name in re.findall(r"examples/\w+\.py", text_of(page))}

        assert [name for name in sorted(named) if not (ROOT / name).exists()] == []


def _is_command(cls: type, name: str) -> bool:
    value = getattr(cls, name)

    return callable(value) and {"by", "at"} <= set(inspect.signature(value).parameters)


def _mentorship() -> mentorcore.Mentorship:
    from datetime import UTC, date, datetime

    return mentorcore.Mentorship.offer(
        mentor="ada",
        mentee="ben",
        by="ada",
        at=datetime(2026, 1, 5, tzinfo=UTC),
        reasoning="We work together.",
        potential="You ask well.",
        agreement=mentorcore.Agreement(
            cadence=mentorcore.Cadence.monthly(), starts_on=date(2026, 1, 12), ends_on=date(2026, 7, 12)
        ),
    )
