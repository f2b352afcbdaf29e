"""
Names the links of the built documentation that lead nowhere: ``python -m tests.docs.links docs/_build/html``.

Sphinx checks what it makes a link of; this looks at what came out, with the anchors.
"""

from __future__ import annotations

import sys
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit


class Read(HTMLParser):
    """
    What a page links to, and what on it can be linked to.
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.anchors: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """
        Remember ids, and whatever names another file.
        """
        for name, value in attrs:
            if value is not None and (name == "id" or (tag, name) == ("a", "name")):
                self.anchors.add(value)
            elif value is not None and name in {"href", "src"}:
                self.links.append(value)


def broken_links(folder: Path) -> list[str]:
    """
    Return each link within *folder* that names a file or an anchor that is not there.
    """

    @cache
    def read(page: Path) -> Read:
        return Read(page.read_text("utf-8"))

    problems = []
    for page in sorted(folder.rglob("*.html")):
        for link in dict.fromkeys(read(page).links):
            if urlsplit(link).scheme or link.startswith("//"):
                continue
            path, anchor = map(unquote, urldefrag(link))
            target = (page.parent / urlsplit(path).path).resolve() if path else page
            target = target / "index.html" if target.is_dir() else target
            if not target.is_file():
                why = "no such file"
            elif anchor and target.suffix == ".html" and anchor not in read(target).anchors:
                why = "no such anchor"
            else:
                continue
            problems.append(f"{page.relative_to(folder).as_posix()}: {link}: {why}")

    return problems


if __name__ == "__main__":
    sys.exit("\n".join(broken_links(Path(sys.argv[1]))) or 0)
