"""
A link of the built documentation that leads nowhere is found.

``nox -s docs`` looks at all of them.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.docs.links import broken_links


def built(folder: Path, link: str) -> Path:
    """
    Write two pages, of which the first has a link.
    """
    (folder / "how-to").mkdir()
    (folder / "index.html").write_text(f'<h1 id="top">Top</h1><a href="{link}">Go</a>')
    (folder / "how-to" / "embed.html").write_text('<a name="old"></a><h2 id="a-clock">A clock</h2>')

    return folder


@pytest.mark.parametrize(
    "link",
    [
        "how-to/embed.html",
        "how-to/embed.html#a-clock",
        "how-to/embed.html#old",
        "how-to/embed.html?highlight=x#a-clock",
        "how-to/../index.html#top",
        "how-to/embed%2Ehtml",
        "#top",
        "",
        "https://example.org/nowhere#at-all",
        "//example.org/nowhere",
        "mailto:nobody@example.org",
    ],
)
def test_a_link_that_leads_somewhere_is_none(tmp_path: Path, link: str) -> None:
    """
    Files, anchors and whatever is elsewhere are not complained of.
    """
    assert [] == broken_links(built(tmp_path, link))


@pytest.mark.parametrize(
    ("link", "why"),
    [
        ("how-to/embedding.html", "no such file"),
        ("embed.html#a-clock", "no such file"),
        ("how-to/embed.html#no-clock", "no such anchor"),
        ("#a-clock", "no such anchor"),
        ("how-to", "no such file"),
    ],
)
def test_a_link_that_leads_nowhere_is_found(tmp_path: Path, link: str, why: str) -> None:
    """
    It is named with its page, and with what is missing.
    """
    assert [f"index.html: {link}: {why}"] == broken_links(built(tmp_path, link))


def test_a_picture_that_is_missing_is_found(tmp_path: Path) -> None:
    """
    What a page loads is looked at as well.
    """
    (tmp_path / "index.html").write_text('<img src="house.png">')

    assert ["index.html: house.png: no such file"] == broken_links(tmp_path)
