"""
Reads the README, the documentation and the sources the way the tests beside it need them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path


ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
DOCS = ROOT / "docs"
SOURCES = ROOT / "src"

RULE = re.compile(r"\b(?!A4\b)(?:P|R|B|G|M|Q|A|F|N|D|C)[1-9][0-9]?\b")
"""The code of a rule, as it stands in docstrings, messages and pages; A4 is a size of paper."""

_FENCE = re.compile(r"^```(?P<language>[^\n`]*)\n(?P<source>.*?)^```$", re.MULTILINE | re.DOTALL)


def pages() -> tuple[Path, ...]:
    """
    Return the README and every page of the documentation.
    """
    return (README, *sorted(p for p in DOCS.rglob("*.md") if "_build" not in p.parts))


def blocks(page: Path) -> Iterator[tuple[str, str]]:
    """
    Return the language and the text of each fenced block of a page.
    """
    for match in _FENCE.finditer(text_of(page)):
        yield match["language"].strip(), match["source"]


def text_of(path: Path) -> str:
    """
    Return what stands in a file.
    """
    return path.read_text(encoding="utf-8")
