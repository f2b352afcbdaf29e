"""
Whoever does what a page says has what it needs: each page names what to install.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.needs import EXTRAS, missing
from tests.docs.pages import ROOT, pages, text_of


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.relative_to(ROOT).as_posix())
def test_names_what_it_needs(page: Path) -> None:
    """
    What a page imports, opens and runs is among what it has its reader install.
    """
    assert missing(page) == []


@pytest.mark.parametrize(
    ("block", "lacks"),
    [
        ('open_store("sqlite:///mentoring.db")', "[sqlite]"),
        ('open_store(f"json:///{folder}")', "[json]"),
        ('open_store("postgresql+psycopg://hr@db.example/people")', "[postgres]"),
        ("from mentorcore import to_ics", "[ical]"),
        ("from mentorcore.testing import BackendContract", "[testing]"),
        ('match(mentors, mentees, method="best")', "[matching]"),
        ("import httpx", "httpx"),
    ],
)
def test_a_need_that_is_not_named_is_found(block: str, lacks: str, tmp_path: Path) -> None:
    """
    A page lacks what its block needs until it names it.
    """
    page = tmp_path / "page.md"
    page.write_text(f"```python\n{block}\n```\n", "utf-8")
    assert missing(page) == [lacks]

    wanted = f"mentorcore{lacks}" if lacks.startswith("[") else lacks
    page.write_text(f"`pip install '{wanted}'`\n\n{text_of(page)}", "utf-8")
    assert missing(page) == []


def test_contributors_have_every_extra() -> None:
    """
    What CONTRIBUTING.md installs is enough for all tests.
    """
    (extras,) = re.findall(r"--editable '\.\[([\w,]+)\]'", text_of(ROOT / "CONTRIBUTING.md"))

    assert set(extras.split(",")) == {*EXTRAS}
