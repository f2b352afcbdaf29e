"""
The backend that docs/how-to/write-a-backend.md builds keeps the contract that the page explains, and the
package that it shows is the one that there is.
"""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mentorcore.backends import Backend, Layout
from mentorcore.testing import BackendContract
from tests.docs.pages import DOCS, ROOT, blocks, text_of


PAGE = DOCS / "how-to/write-a-backend.md"
PLUGIN = ROOT / "examples" / "mentorcore-duckdb"


def _notebook() -> Any:
    namespace: dict[str, Any] = {"__name__": __name__}
    python = [source for language, source in blocks(PAGE) if language == "python"]
    for source in python[:2]:
        exec(source, namespace)

    return namespace["NotebookPlugin"]()


class TestNotebook(BackendContract):
    def open_backend(self, where: Path, layout: Layout) -> Backend:
        backend: Backend = _notebook().mentorcore_open("notebook:", layout, create=True, upgrade=False)

        return backend


def _excerpts() -> Iterator[tuple[str, str]]:
    """
    Return the blocks that say which file of the package they are from, and the file.
    """
    for language, source in blocks(PAGE):
        first, _, rest = source.partition("\n")
        if language == "python" and first.startswith("# src/"):
            yield first.removeprefix("# "), rest


def _statements(source: str) -> set[str]:
    """
    Return what a module defines, imports aside, however it is laid out and explained.
    """
    module = ast.parse(source)
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef) and ast.get_docstring(node) is not None:
            del node.body[0]

    return {ast.dump(node) for node in module.body if not isinstance(node, ast.Import | ast.ImportFrom)}


class TestPlugin:
    @pytest.mark.parametrize(("file", "shown"), [*_excerpts()], ids=[file for file, _ in _excerpts()])
    def test_is_shown_as_it_is(self, file: str, shown: str) -> None:
        """
        What the page shows of a file stands there, statement by statement.
        """
        assert _statements(shown) - _statements(text_of(PLUGIN / file)) == set()

    def test_is_announced_as_it_is(self) -> None:
        """
        What the page shows of the package's metadata is in its pyproject.toml.
        """
        project = tomllib.loads(text_of(PLUGIN / "pyproject.toml"))["project"]
        (shown,) = (
            table
            for language, text in blocks(PAGE)
            if language == "toml" and "name" in (table := tomllib.loads(text)["project"])
        )

        assert {name: project[name] for name in shown} == shown

    def test_has_the_files_that_are_listed(self) -> None:
        """
        The page lists every module of the package, and none that is not there.
        """
        (tree,) = (
            text for language, text in blocks(PAGE) if language == "none" and "mentorcore-duckdb/" in text
        )
        listed = {word for word in tree.split() if word.endswith(".py")}

        assert listed == {path.name for path in (PLUGIN / "src").rglob("*.py")}
