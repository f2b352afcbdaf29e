"""
The page: what stands on it, how it is found by keyboard and by screen reader, and that words stay words.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from lxml import html as lxml_html  # type: ignore[import-untyped]
from lxml.html import HtmlElement  # type: ignore[import-untyped]

from mentorcore.documents.blocks import (
    BulletList,
    Cite,
    Code,
    Emphasis,
    FigureBlock,
    Footnote,
    Footnotes,
    Heading,
    Link,
    Paragraph,
    Quote,
    Strong,
    Table,
    Text,
)
from mentorcore.documents.document import DocumentKind
from mentorcore.documents.figures import Figure, GoalBar, MilestoneMark, goals_with_progress, timeline
from mentorcore.documents.figures.palette import PAINTS, PALETTE
from mentorcore.documents.printable import printable
from mentorcore.documents.rendering.html import page, stylesheet
from mentorcore.errors import MissingExtra
from mentorcore.model.goals import GoalStatus
from tests.documents.renderables import AT, Rendered, everything, of_markdown, report, words


def opened(text: str) -> HtmlElement:
    """
    Return a page as a browser reads it.
    """
    return lxml_html.document_fromstring(text)


def texts(page: HtmlElement, path: str) -> list[str]:
    """
    Return the text of what a path finds.
    """
    return [" ".join(found.text_content().split()) for found in page.xpath(path)]


@pytest.fixture
def shown() -> HtmlElement:
    """
    A page with a block and an inline of every kind.
    """
    return opened(page(everything()))


class TestPage:
    def test_says_what_it_is(self, shown: HtmlElement) -> None:
        """
        Language, encoding, title and size of the screen are stated.
        """
        assert "en" == shown.get("lang")
        assert ["utf-8"] == shown.xpath("//meta/@charset")
        assert ["All there is"] == texts(shown, "//title")
        assert ["width=device-width, initial-scale=1"] == shown.xpath("//meta[@name='viewport']/@content")

    def test_is_a_document_of_html(self) -> None:
        """
        No quirks: the first thing is the document type.
        """
        assert page(everything()).startswith("<!DOCTYPE html>\n<html")

    def test_needs_nothing_else(self, shown: HtmlElement) -> None:
        """
        No script, no form, nothing that is loaded; and the page forbids all of it.
        """
        assert ["default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"] == (
            shown.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
        )
        assert [] == shown.xpath("//script | //link | //img | //iframe | //object | //form | //*[@src]")
        assert [f"\n{stylesheet()}\n"] == [style.text for style in shown.xpath("//style")]
        assert "@import" not in stylesheet()
        assert "url(" not in stylesheet()

    def test_the_tree_stands_on_it(self, shown: HtmlElement) -> None:
        """
        Every block and inline has the element that HTML has for it.
        """
        assert ["All there is"] == texts(shown, "//main//h1")
        assert ["Lists", "A table"] == texts(shown, "//main//h2")
        assert ["strong"] == texts(shown, "//main/p/strong")
        assert ["stressed"] == texts(shown, "//main/p/em")
        assert ["id-1"] == texts(shown, "//main/p/code")
        assert 1 == len(shown.xpath("//main/p/br"))
        assert ["one", "two still two first second"] == texts(shown, "//main/ul/li")
        assert ["two", "still two"] == texts(shown, "//main/ul/li/p")
        assert ["first", "second"] == texts(shown, "//main/ul/li/ol[not(@start)]/li")
        assert ["third", "fourth"] == texts(shown, "//main/ol[@start='3']/li")
        assert ["Said once."] == texts(shown, "//main/blockquote/p")
        assert ["What", "When"] == texts(shown, "//main/div//th[@scope='col']")
        assert ["A release[2]", "20 February 2026", "A talk", "1 March 2026"] == texts(
            shown, "//main/div//td"
        )
        assert 1 == len(shown.xpath("//main/hr"))

    def test_a_link_keeps_its_address(self, shown: HtmlElement) -> None:
        """
        The address is escaped once, and tells nobody where the reader came from.
        """
        (link,) = shown.xpath("//main/p/a")

        assert ("https://example.org/a?b=1&c=2", "noreferrer") == (link.get("href"), link.get("rel"))

    @pytest.mark.parametrize(
        ("kind", "look"),
        [
            (DocumentKind.RECOMMENDATION_LETTER, "letter"),
            (DocumentKind.TESTIMONIAL, "letter"),
            (DocumentKind.PROMOTION_CASE, "report"),
            (DocumentKind.PROGRESS_REPORT, "report"),
        ],
    )
    def test_letters_look_like_letters(self, kind: DocumentKind, look: str) -> None:
        """
        The kind of a document decides how it looks.
        """
        assert [look] == opened(page(everything(kind))).xpath("//body/@class")

    def test_another_language_is_stated(self) -> None:
        """
        A template in German makes a German page.
        """
        assert "de" == opened(page(of_markdown("a", language="de"))).get("lang")

    def test_is_made_of_jinja2(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        Without the library the error says what to install.
        """
        from mentorcore.documents import packaged

        packaged.template.cache_clear()
        monkeypatch.setitem(sys.modules, "jinja2", None)
        with pytest.raises(MissingExtra, match=r"pip install 'mentorcore\[documents\]'"):
            page(everything())


class TestSources:
    def test_a_citation_leads_to_its_source_and_back(self, shown: HtmlElement) -> None:
        """
        C2: every citation is a link with a name, and the source leads back to each place.
        """
        cites = shown.xpath("//sup/a[@role='doc-noteref']")

        assert [("cite-1-1", "#source-1"), ("cite-2-1", "#source-2"), ("cite-1-2", "#source-1")] == [
            (cite.get("id"), cite.get("href")) for cite in cites
        ]
        assert ["Source 1", "Source 2", "Source 1"] == [cite.get("aria-label") for cite in cites]
        assert ["[1]", "[2]", "[1]"] == [cite.text for cite in cites]
        assert [
            ("#cite-1-1", "Back to where source 1 is cited, place 1"),
            ("#cite-1-2", "Back to where source 1 is cited, place 2"),
            ("#cite-2-1", "Back to where source 2 is cited"),
        ] == [(back.get("href"), back.get("aria-label")) for back in shown.xpath("//a[@role='doc-backlink']")]

    def test_are_a_list_in_a_section_of_their_own(self, shown: HtmlElement) -> None:
        """
        A screen reader finds them by their role and their heading.
        """
        (section,) = shown.xpath("//main/section[@role='doc-endnotes']")

        assert ["Sources"] == texts(section, f"//*[@id='{section.get('aria-labelledby')}']")
        assert 1 == len(section.xpath("./h3[@id='sources']"))
        assert [("source-1", "1"), ("source-2", "2")] == [
            (note.get("id"), note.get("value")) for note in section.xpath("./ol/li")
        ]
        assert ["The first source. ↩ ↩", "The second source. ↩"] == texts(section, "./ol/li")

    def test_can_be_reached_at_once(self, shown: HtmlElement) -> None:
        """
        The first link of the page skips to the sources.
        """
        first = shown.xpath("//body//a")[0]

        assert ("skip", "#sources", "Skip to the sources") == (
            first.get("class"),
            first.get("href"),
            first.text,
        )

    def test_a_document_without_sources_has_none(self) -> None:
        """
        Neither a section nor a link that leads nowhere.
        """
        without = opened(page(of_markdown("# a\n\nb")))

        assert [] == without.xpath("//section | //a")

    def test_a_citation_of_no_source_leads_nowhere(self) -> None:
        """
        In a tree made by hand it is only its number.
        """
        shown = opened(page(Rendered(blocks=(Paragraph((Text("a"), Cite(7))),))))

        assert ["[7]"] == texts(shown, "//sup")
        assert [] == shown.xpath("//a")


class TestAccess:
    def test_ids_are_unique_and_links_inside_lead_somewhere(self) -> None:
        """
        Every fragment that is linked to, or that names something, exists exactly once.
        """
        for shown in (opened(page(everything())), opened(page(report()))):
            ids = Counter(shown.xpath("//@id"))
            named = " ".join(shown.xpath("//@aria-labelledby")).split()
            inside = [href.removeprefix("#") for href in shown.xpath("//a/@href") if href.startswith("#")]

            assert {1} == set(ids.values())
            assert set(named) | set(inside) <= set(ids)

    def test_headings_descend_by_one(self) -> None:
        """
        There is one heading of level 1, and no level is skipped.
        """
        levels = [int(heading.tag[1]) for heading in opened(page(everything())).xpath("//h1|//h2|//h3|//h4")]

        assert 1 == levels[0]
        assert 1 == levels.count(1)
        assert all(after <= before + 1 for before, after in pairwise(levels))

    def test_the_keyboard_reaches_everything_in_order(self) -> None:
        """
        Nothing jumps the queue; what scrolls and what opens can be reached, and has a name.
        """
        shown = opened(page(report()))
        scrolling = shown.xpath("//div[@class='picture' or @class='scroll']")

        assert [] == [value for value in shown.xpath("//@tabindex") if value != "0"]
        assert 6 == len(scrolling)
        assert all(
            part.get("tabindex") == "0" and part.get("role") and part.get("aria-label") for part in scrolling
        )
        assert 3 == len(shown.xpath("//details/summary"))

    def test_a_figure_says_what_it_shows(self) -> None:
        """
        A picture has a name and a description, and its table stands below it.
        """
        document = report()
        shown = opened(page(document))
        figures = [block.figure for block in document.blocks if isinstance(block, FigureBlock)]

        for figure, element in zip(figures, shown.xpath("//figure"), strict=True):
            (picture,) = element.xpath(".//svg")
            assert "img" == picture.get("role")
            named = [shown.get_element_by_id(name).text for name in picture.get("aria-labelledby").split()]
            assert [figure.title, figure.description] == named
            assert [figure.title] == texts(element, "./figcaption")
            assert [f"{figure.title}, as a table"] == texts(element, "./details/summary")
            assert list(figure.header) == texts(element, "./details//th")
            assert [" ".join(cell.split()) for row in figure.rows for cell in row] == texts(
                element, "./details//td"
            )

    def test_focus_is_seen(self) -> None:
        """
        The style draws a ring around what has the focus.
        """
        assert ":focus-visible { outline: 3px solid var(--link);" in stylesheet()


def luminance(colour: str) -> float:
    """
    Return the relative luminance of a colour, as WCAG 2 defines it.
    """
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]

    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """
    Return the contrast of two colours, 1 to 21.
    """
    darker, lighter = sorted((luminance(one), luminance(other)))

    return (lighter + 0.05) / (darker + 0.05)


def variables(scheme: str) -> dict[str, str]:
    """
    Return the colours that the style sets for a scheme.
    """
    style = stylesheet()
    dark = style[style.index("@media (prefers-color-scheme: dark)") :]
    part = {"light": style, "dark": dark, "print": style[style.index("@media print") :]}[scheme]

    return dict(re.findall(r"--([a-z]+): (#[0-9a-f]{6});", part[: part.index("}")]))


class TestColours:
    @pytest.mark.parametrize("scheme", ["light", "dark", "print"])
    @pytest.mark.parametrize("name", ["ink", "quiet", "link", "accent", "gold", "alarm"])
    def test_words_can_be_read(self, scheme: str, name: str) -> None:
        """
        Every colour of words has a contrast of at least 4.5 to 1 on paper; ink and links also where marked.
        """
        colours = variables(scheme)

        assert 4.5 <= contrast(colours[name], colours["paper"])
        if name in {"ink", "link"}:
            assert 4.5 <= contrast(colours[name], colours["soft"])

    def test_paper_is_always_light(self) -> None:
        """
        What is printed has the light colours, also where the screen is dark.
        """
        assert variables("light") == variables("print") == {n: c.light for n, c in PALETTE.items()}
        assert variables("dark") == {n: c.dark for n, c in PALETTE.items()}

    def test_every_paint_follows_the_scheme(self) -> None:
        """
        Whatever a figure paints is painted in the colours of the page.
        """
        style = stylesheet()

        for name, paint in PAINTS.items():
            (rule,) = re.findall(rf"\.f-{name} {{([^}}]*)}}", style)
            assert (f"fill: var(--{paint.fill});" in rule) == (paint.fill not in {None, "hatch"})
            assert (f"stroke: var(--{paint.stroke});" in rule) == (paint.stroke is not None)

    def test_paints_have_colours(self) -> None:
        """
        A paint names a colour of the palette, or stripes.
        """
        used = {name for paint in PAINTS.values() for name in (paint.fill, paint.stroke)}

        assert used - {None, "hatch"} <= set(PALETTE)


def skeleton(text: str) -> list[tuple[str, tuple[str, ...]]]:
    """
    Return the elements of a page with the names of their attributes.
    """
    return [(str(e.tag), tuple(sorted(e.attrib))) for e in opened(text).iter()]


def holding(text: str, title: str = "x") -> Rendered:
    """
    Return a document that holds a text wherever a tree can hold one.
    """
    said = (Text(text),)
    figure = Figure(name="plain", title=text, description="", svg="<svg></svg>", header=[text], rows=[[text]])

    return Rendered(
        title=title,
        blocks=(
            Heading(1, said),
            Paragraph((Strong(said), Emphasis(said), Code(text), Link("https://example.org", said), Cite(1))),
            BulletList(((Paragraph(said),),)),
            Quote((Paragraph(said),)),
            Table((said,), ((said,),)),
            FigureBlock(figure),
            Footnotes((Footnote(1, said),)),
        ),
    )


class TestHostile:
    @given(words)
    def test_words_never_become_markup(self, text: str) -> None:
        """
        Whatever a record says, the page has the same elements and attributes, and says exactly that.
        """
        clean = printable(text)
        written = page(holding(text, title=text))
        shown = opened(written)

        assert skeleton(page(holding("x"))) == skeleton(written)
        assert [clean] == [found.text_content() for found in shown.xpath("//h1")]
        for path in (
            "//main/p/strong",
            "//main/p/em",
            "//main/p/code",
            "//main/p/a",
            "//th",
            "//td",
            "//title",
        ):
            found = [element.text_content() for element in shown.xpath(path)]
            assert found == [clean] * len(found) != []

    @given(words)
    def test_words_in_a_figure_never_become_markup(self, text: str) -> None:
        """
        The titles of milestones and goals are text in the picture, too.
        """
        named = skeleton(_shown_in_figures("x" * 3))

        assert named == skeleton(_shown_in_figures(f"{printable(text).strip()[:20]}xxx"))

    @given(words)
    def test_an_address_is_an_attribute(self, text: str) -> None:
        """
        What follows the scheme of a link cannot leave the attribute.
        """
        tail = re.sub(r"\s", "", printable(text))
        shown = opened(page(Rendered(blocks=(Paragraph((Link(f"https://e/{tail}", (Text("x"),)),)),))))

        assert [f"https://e/{tail}"] == shown.xpath("//p/a/@href")
        assert ["href", "rel"] == sorted(shown.xpath("//p/a")[0].attrib)


def _shown_in_figures(text: str) -> str:
    day = AT.date()
    line = timeline([], [MilestoneMark(day, text)], first=day, last=day)
    goals = goals_with_progress([GoalBar(text, GoalStatus.ACTIVE, 50)])

    return f"{line.svg}{goals.svg}"
