"""
The page in a real Chromium: what is loaded, seen, reached by keyboard, heard and printed.
"""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pypdf
import pytest

from mentorcore.documents.blocks import Paragraph, Text
from mentorcore.documents.document import DocumentKind
from mentorcore.documents.rendering.html import page
from tests.documents.chromium import Chromium
from tests.documents.renderables import HOSTILE, Rendered, everything, of_markdown, report


LETTER = everything(DocumentKind.RECOMMENDATION_LETTER)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """
    A folder with a page of each look.
    """
    for name, document in (("letter", LETTER), ("report", report())):
        (tmp_path / f"{name}.html").write_text(page(document), encoding="utf-8")

    return tmp_path


def brightness(png: bytes) -> tuple[float, int]:
    """
    Return how bright a picture is on average, 0 to 255, and how many shades of grey it has.
    """
    width, height, _, colour = struct.unpack(">IIBB", png[16:26])
    data, place = b"", 8
    while place < len(png):
        (length,), kind = struct.unpack(">I", png[place : place + 4]), png[place + 4 : place + 8]
        data += png[place + 8 : place + 8 + length] if kind == b"IDAT" else b""
        place += 12 + length
    step = {2: 3, 6: 4}[colour]
    raw, line = zlib.decompress(data), bytearray(width * step)
    total, shades = 0, set[int]()
    for row in range(height):
        start = row * (width * step + 1)
        line = _unfiltered(raw[start], bytearray(raw[start + 1 : start + 1 + width * step]), line, step)
        total += sum(line[::step])
        shades.update(line[::step])

    return total / (width * height), len(shades)


def _unfiltered(kind: int, line: bytearray, above: bytearray, step: int) -> bytearray:
    for place, value in enumerate(line):
        left = line[place - step] if place >= step else 0
        corner = above[place - step] if place >= step else 0
        up = above[place]
        guess = left + up - corner
        paeth = min((left, up, corner), key=lambda near: abs(guess - near))
        line[place] = (value + (0, left, up, (left + up) // 2, paeth)[kind]) % 256

    return line


class TestLoading:
    @pytest.mark.parametrize("name", ["letter", "report"])
    def test_nothing_else_is_asked_for(self, chromium: Chromium, folder: Path, name: str) -> None:
        """
        The page is the only thing that is loaded, and the browser has nothing to complain about.
        """
        chromium.open(folder / f"{name}.html")

        assert [(folder / f"{name}.html").as_uri()] == [
            request["request"]["url"] for request in chromium.told("Network.requestWillBeSent")
        ]
        assert [] == chromium.told("Log.entryAdded")
        assert [] == chromium.told("Runtime.consoleAPICalled")
        assert [] == chromium.told("Runtime.exceptionThrown")

    def test_hostile_words_do_nothing(self, chromium: Chromium, tmp_path: Path) -> None:
        """
        Scripts, handlers and images in a record are shown; none of them runs or loads.
        """
        blocks = tuple(Paragraph((Text(text),)) for text in HOSTILE)
        document = Rendered(blocks=blocks, title=HOSTILE[1])
        (tmp_path / "a.html").write_text(page(document), encoding="utf-8")
        chromium.open(tmp_path / "a.html")

        assert 1 == len(chromium.told("Network.requestWillBeSent"))
        assert [] == chromium.told("Page.javascriptDialogOpening")
        assert [] == chromium.told("Log.entryAdded")
        assert [block.inlines[0].text.split() for block in blocks] == [  # type: ignore[union-attr]
            text.split()
            for text in chromium.evaluate(
                "[...document.querySelectorAll('main > p')].map(p => p.textContent)"
            )
        ]


class TestSeeing:
    @pytest.mark.parametrize("name", ["letter", "report"])
    def test_light_and_dark_differ(self, chromium: Chromium, folder: Path, name: str) -> None:
        """
        Each shows something, and the page is light by day and dark by night.
        """
        bright = {}
        for dark in (False, True):
            chromium.open(folder / f"{name}.html", dark=dark, width=420, height=420)
            bright[dark], shades = brightness(chromium.screenshot())
            assert shades > 20

        assert bright[False] > 200
        assert bright[True] < 60

    @pytest.mark.parametrize("dark", [False, True])
    def test_figures_have_the_colours_of_the_page(
        self, chromium: Chromium, folder: Path, *, dark: bool
    ) -> None:
        """
        Words in a picture are as bright or dark as the words around it.
        """
        chromium.open(folder / "report.html", dark=dark)
        colour = "getComputedStyle(document.querySelector('{}')).{}"

        assert chromium.evaluate(colour.format("svg text.f-ink", "fill")) == chromium.evaluate(
            colour.format("main", "color")
        )

    @pytest.mark.parametrize("width", [320, 420, 1000])
    @pytest.mark.parametrize("name", ["letter", "report"])
    def test_nothing_is_wider_than_the_screen(
        self, chromium: Chromium, folder: Path, name: str, width: int
    ) -> None:
        """
        On a telephone only figures and tables scroll sideways, never the page.
        """
        chromium.open(folder / f"{name}.html", width=width)

        assert chromium.evaluate("document.documentElement.scrollWidth") <= width

    def test_a_letter_has_lines_that_are_easy_to_read(self, chromium: Chromium, folder: Path) -> None:
        """
        A line holds about 65 letters, however wide the screen is.
        """
        chromium.open(folder / "letter.html", width=1600)
        measured = chromium.evaluate(
            "(() => { const probe = document.createElement('span'); probe.textContent = '0'.repeat(65);"
            "const main = document.querySelector('main'); main.append(probe);"
            "const wide = probe.getBoundingClientRect().width; probe.remove();"
            "return document.querySelector('main p').getBoundingClientRect().width / wide })()"
        )

        assert measured == pytest.approx(1, abs=0.1)


FOCUSED = "document.activeElement.getAttribute('aria-label') || document.activeElement.textContent.trim()"


class TestKeyboard:
    def test_tab_visits_everything_in_order(self, chromium: Chromium, folder: Path) -> None:
        """
        Links, figures and their tables are reached one after the other, as they stand on the page.
        """
        chromium.open(folder / "report.html")
        visited = []
        for _ in range(9):
            chromium.press("Tab")
            visited.append(chromium.evaluate(FOCUSED))

        assert visited == [
            "Skip to the sources",
            "Source 1",
            "Meetings and milestones",
            "Meetings and milestones, as a table",
            "Time for the mentee's own goals, month by month",
            "Time for the mentee's own goals, month by month, as a table",
            "Goals and how far they are",
            "Goals and how far they are, as a table",
            "Back to where source 1 is cited",
        ]

    def test_the_first_key_shows_the_way_to_the_sources(self, chromium: Chromium, folder: Path) -> None:
        """
        The skip link is out of sight until it has the focus; Enter follows it.
        """
        chromium.open(folder / "letter.html")
        top = "document.querySelector('.skip').getBoundingClientRect().top"

        assert chromium.evaluate(top) < 0
        chromium.press("Tab")
        assert chromium.evaluate(top) >= 0
        chromium.press("Enter")
        assert "#sources" == chromium.evaluate("location.hash")

    def test_enter_opens_the_table_of_a_figure(self, chromium: Chromium, folder: Path) -> None:
        """
        What the picture shows can be read without a mouse.
        """
        chromium.open(folder / "report.html")
        for _ in range(4):
            chromium.press("Tab")
        is_open = "document.querySelector('details').open"

        assert not chromium.evaluate(is_open)
        chromium.press("Enter")
        assert chromium.evaluate(is_open)
        chromium.press("Tab")
        assert "DIV" == chromium.evaluate("document.activeElement.tagName")


class TestHearing:
    def test_a_screen_reader_meets_the_parts_of_the_page(self, chromium: Chromium, folder: Path) -> None:
        """
        Headings, landmarks, citations and pictures have roles, and names that say what they are.
        """
        chromium.open(folder / "report.html")
        heard = chromium.heard()
        named = {role: [name for other, name in heard if other == role] for role, _ in heard}

        assert ["Progress", "Sources"] == named["heading"]
        assert 1 == len(named["main"])
        assert ["Sources"] == named["doc-endnotes"]
        assert ["Source 1"] == named["doc-noteref"]
        assert ["Back to where source 1 is cited"] == named["doc-backlink"]
        assert [
            "Meetings and milestones",
            "Time for the mentee's own goals, month by month",
            "Goals and how far they are",
        ] == [
            name[: name.index(shown)].strip() for name, shown in zip(named["image"], DESCRIBED, strict=True)
        ]


DESCRIBED = ("November 2025 to April 2026.", "Over 4 months:", "6 goals:")
"""How the descriptions of the figures begin."""


class TestPrinting:
    def test_a_letter_is_a_page(self, chromium: Chromium, folder: Path) -> None:
        """
        What is printed is the document on A4, without what only a screen needs.
        """
        chromium.open(folder / "letter.html", dark=True)
        printed = pypdf.PdfReader(BytesIO(chromium.printed()))
        said = " ".join(printed.pages[0].extract_text().split())

        assert 1 == len(printed.pages)
        assert (595, 842) == (round(printed.pages[0].mediabox.width), round(printed.pages[0].mediabox.height))
        assert "All there is" in said
        assert "page (https://example.org/a?b=1&c=2)" in said
        assert "Skip to the sources" not in said
        assert "as a table" not in said

    def test_figures_are_printed_whole(self, chromium: Chromium, folder: Path) -> None:
        """
        A report may take several pages; its figures are on them in colour.
        """
        chromium.open(folder / "report.html")
        printed = pypdf.PdfReader(BytesIO(chromium.printed()))
        said = [" ".join(page.extract_text().split()) for page in printed.pages]

        assert 2 == len(printed.pages)
        assert "Meetings and milestones" in said[0]
        assert any("Goals and how far they are" in text and "lapsed, 0 %" in text for text in said)

    def test_a_long_letter_breaks_between_its_parts(self, chromium: Chromium, tmp_path: Path) -> None:
        """
        No point of a list is torn apart by the end of a page.
        """
        points = "\n".join(f"- begin{n} {'and so on ' * 40} end{n}" for n in range(20))
        document = of_markdown(f"# a\n\n{points}", kind=DocumentKind.TESTIMONIAL)
        (tmp_path / "a.html").write_text(page(document), encoding="utf-8")
        chromium.open(tmp_path / "a.html")
        printed = [p.extract_text().split() for p in pypdf.PdfReader(BytesIO(chromium.printed())).pages]

        assert len(printed) > 1
        for n in range(20):
            assert [f"begin{n}" in words for words in printed] == [f"end{n}" in words for words in printed]
        assert all(before and after for before, after in pairwise(printed))
