"""
What `import mentorcore` brings, and what it does not.
"""

from __future__ import annotations

import importlib.metadata
import importlib.resources
import json
import subprocess
import sys
import tomllib
from types import ModuleType

import pytest

import mentorcore
import mentorcore.backends
import mentorcore.testing
from tests.docs.pages import ROOT


HEAVY = (
    "sqlalchemy",
    "sqlite3",
    "filelock",
    "hypothesis",
    "pytest",
    "mentorcore_json",
    "mentorcore_postgres",
    "mentorcore_sql",
    "mentorcore_sqlite",
    "psycopg",
    "mentorcore.testing",
    "scipy",
    "numpy",
    "jinja2",
    "markdown_it",
    "docx",
    "typst",
    "typer",
    "rich",
    "mentorcore.cli",
    "icalendar",
    "dateutil",
    "charset_normalizer",
    "mentorcore.exchange",
)


def _loaded_by(statement: str) -> set[str]:
    """
    Return the modules that a statement loads in a fresh interpreter, besides what was there before it.
    """
    program = f"import json, sys\nbefore = set(sys.modules)\n{statement}\n"
    program += "print(json.dumps(sorted(set(sys.modules) - before)))"
    finished = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    return set(json.loads(finished.stdout))


class TestImport:
    def test_loads_no_plugin_and_no_test_tool(self) -> None:
        """
        `import mentorcore` loads neither a database nor a plugin nor a test tool.
        """
        assert sorted(_loaded_by("import mentorcore").intersection(HEAVY)) == []

    def test_loads_insight_and_documents_when_they_are_asked_for(self) -> None:
        """
        What an application does not use costs it nothing; a name is there from its first use on.
        """
        modules = {"mentorcore.insight.focus", "mentorcore.insight.matching", "mentorcore.documents"}

        assert _loaded_by("import mentorcore").isdisjoint(modules)
        assert "mentorcore.insight.focus" in _loaded_by("import mentorcore\nmentorcore.goal_focus")
        assert mentorcore.goal_focus is vars(mentorcore)["goal_focus"]

    def test_opening_a_store_loads_its_plugin_only(self) -> None:
        """
        A URL loads the backend that serves it, and no other.
        """
        loaded = _loaded_by("import mentorcore\nmentorcore.open_store('memory:').close()")

        assert sorted(loaded.intersection(HEAVY)) == []


class TestPublicNames:
    @pytest.mark.parametrize(
        "module", [mentorcore, mentorcore.backends, mentorcore.testing], ids=lambda module: module.__name__
    )
    def test_are_sorted_and_there(self, module: ModuleType) -> None:
        """
        `__all__` is sorted the way Ruff sorts it, holds nothing twice, and everything in it is there.
        """
        names = list(module.__all__)
        constants = [name for name in names if name.isupper()]
        classes = [name for name in names if name[0].isupper() and not name.isupper()]
        functions = [name for name in names if name[0].islower()]

        assert names == [*sorted(constants), *sorted(classes), *sorted(functions)]
        assert len(names) == len(set(names))
        assert [name for name in names if not hasattr(module, name)] == []

    @pytest.mark.parametrize("module", [mentorcore, mentorcore.backends], ids=lambda module: module.__name__)
    def test_are_complete(self, module: ModuleType) -> None:
        """
        Whatever a package imports for others to use is in `__all__`.
        """
        from_inside = {
            name
            for name, value in vars(module).items()
            if not name.startswith("_") and str(getattr(value, "__module__", "")).startswith("mentorcore.")
        }

        assert sorted(from_inside - set(module.__all__)) == []

    def test_version_is_that_of_the_distribution(self) -> None:
        """
        `mentorcore.__version__` is found when it is asked for.
        """
        assert mentorcore.__version__ == importlib.metadata.version("mentorcore")

    def test_an_unknown_name_is_an_attribute_error(self) -> None:
        """
        A name that is not there is refused as Python does it.
        """
        with pytest.raises(AttributeError, match="'mentorcore' has no attribute 'nothing'"):
            mentorcore.nothing  # noqa: B018


class TestDistribution:
    @pytest.mark.parametrize(
        "package",
        ["mentorcore", "mentorcore_json", "mentorcore_postgres", "mentorcore_sql", "mentorcore_sqlite"],
    )
    def test_ships_its_types(self, package: str) -> None:
        """
        Type checkers find `py.typed` in every package.
        """
        assert importlib.resources.files(package).joinpath("py.typed").is_file()

    def test_announces_its_backends(self) -> None:
        """
        The four backends are entry points, named after their URL schemes.
        """
        announced = {point.name for point in importlib.metadata.entry_points(group="mentorcore")}

        assert announced >= {"memory", "json", "postgresql", "sqlite"}

    def test_brings_a_command(self) -> None:
        """
        `mentorcore` is a command, which loads what it needs only when it is run.
        """
        project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        module, _, function = project["scripts"]["mentorcore"].partition(":")

        assert callable(getattr(importlib.import_module(module), function))
        assert _loaded_by(f"import {module}").isdisjoint({"typer", "rich", "sqlalchemy"})
