"""
Tells what a page needs, from its own blocks and the examples that it runs, and what it has one install.

Nothing is installed for that; `tests.release.extras` holds that an extra brings what it promises.
"""

from __future__ import annotations

import ast
import re
import shlex
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

from packaging.requirements import Requirement

from tests.docs.pages import ROOT, blocks, text_of


EXTRA_OF = {
    "sqlite:": "sqlite",
    "json:": "json",
    "postgresql:": "postgres",
    "recommendation_letter": "documents",
    "testimonial": "documents",
    "promotion_case": "documents",
    "progress_report": "documents",
    "to_ics": "ical",
    "from_ics": "ical",
    "mentorcore.testing": "testing",
    "mentorcore_sqlite": "sqlite",
}
"""What uses an extra: a scheme, a function, a package."""

_INSTALLED = re.compile(r"pip install ([^\n`]+)")
_URL = re.compile(r"(\w+)(?:\+\w+)?://")
_SCRIPT = re.compile(r"python (examples/\w+\.py)")


def _names(requirements: list[str]) -> list[str]:
    return [Requirement(one).name for one in requirements]


def project(folder: Path) -> tuple[list[str], dict[str, list[str]]]:
    """
    Return what a project requires, and what with each of its extras, by the names of distributions.
    """
    read = tomllib.loads(text_of(folder / "pyproject.toml"))["project"]
    extras = read.get("optional-dependencies", {})

    return _names(read["dependencies"]), {extra: _names(wanted) for extra, wanted in extras.items()}


REQUIRED, EXTRAS = project(ROOT)
DISTRIBUTIONS = packages_distributions()


def installed(page: Path) -> set[str]:
    """
    Return what a page has its reader install: distributions by name, and extras of ours in brackets.
    """
    found = {*REQUIRED}
    for command in _INSTALLED.findall(text_of(page)):
        for word in shlex.split(command.partition(" && ")[0]):
            name, _, extras = word.rstrip("]").partition("[")
            found.add(Path(name).name)
            for extra in filter(None, extras.split(",")):
                found |= {f"[{extra}]", *EXTRAS[extra]}
            if name.startswith("./"):
                found |= {*project(ROOT / name)[0]}

    return found


def needed(source: str) -> Iterator[str]:
    """
    Yield what a program needs: modules by name, and extras of ours in brackets.
    """
    for node in ast.walk(ast.parse(source)):
        used = []
        match node:
            case ast.Constant(value=str(text)) if found := _URL.match(text):
                used = [f"{found[1]}:"]
            case ast.keyword(arg="method", value=ast.Constant(value="best")):
                yield "[matching]"
            case ast.Import(names=names):
                used = [one.name for one in names]
                yield from (name.partition(".")[0] for name in used)
            case ast.ImportFrom(module=str(module), names=names):
                used = [module, *(one.name for one in names)]
                yield module.partition(".")[0]
        yield from (f"[{EXTRA_OF[one]}]" for one in used if one in EXTRA_OF)


def missing(page: Path) -> list[str]:
    """
    Return what a page needs and does not have installed.
    """
    there = installed(page)
    sources = [text for language, text in blocks(page) if language == "python"]
    shell = [text for language, text in blocks(page) if language == "shell"]
    sources += [text_of(ROOT / script) for text in shell for script in _SCRIPT.findall(text)]
    ours = {path.stem for path in (*(ROOT / "src").iterdir(), *(ROOT / "examples").glob("*.py"))}
    wanted = {one for source in sources for one in needed(source)} - ours - sys.stdlib_module_names

    return sorted(
        one for one in wanted if not there & {one, one.replace("_", "-"), *DISTRIBUTIONS.get(one, [])}
    )
