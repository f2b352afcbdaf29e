"""
Words that would be markup, code or commands where they are shown stay words, from the record to the file.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pypdf
import pytest
from lxml import etree, html  # type: ignore[import-untyped]
from markdown_it import MarkdownIt
from markdown_it.token import Token

from mentorcore import Evidence, Person
from mentorcore.documents import (
    Document,
    progress_report,
    promotion_case,
    recommendation_letter,
    testimonial,
)
from mentorcore.documents.escaping import escaped
from mentorcore.errors import InvalidValue, TemplateRefused
from mentorcore.model.validators import LINE, PROSE, line, prose
from tests.documents.examples import AT, allow, reach, started
from tests.documents.test_hostile_words import written
from tests.model.examples import ADA, BEN, NOW


WRITERS = (recommendation_letter, testimonial, promotion_case, progress_report)

PAYLOADS = (
    "<script>alert(1)</script><img src=x onerror=alert(1)><svg/onload=alert(1)>",
    "\"><iframe src=javascript:alert(1)></iframe><a href='data:text/html,x'>x</a>",
    "</title></style></textarea><base href=//evil.example><meta http-equiv=refresh content=0>",
    "[x](javascript:alert(1)) ![x](https://evil.example/x.png) <https://evil.example> [x]: //evil",
    "# *x* `x` | x | --- ~~~ ``` > - 1. [^1] [^1]: x &lt;b&gt; &#x3c;b&#x3e; \\<b>",
    "{{ 7 * 7 }} {% include '/etc/passwd' %} {{ ''.__class__.__mro__ }} {# x #} ${7*7} #{7*7}",
    '#eval("1") #read("/etc/passwd") #include "x" $x$ @x <x> // x /* x */ = x',
    "=cmd|' /C calc'!A0 +1 -1 @SUM(1) %0d%0a%09=1",
    "]]><w:p><w:r><w:t>x</w:t></w:r></w:p><!ENTITY x SYSTEM 'file:///etc/passwd'>&x;<?xml x?><!--",
    "INCLUDETEXT HYPERLINK DDEAUTO { = 1 + 1 } \\* MERGEFORMAT",
    "\u202egpj.exe\u2066\u2067\u2068\u2069\u200e\u200f\u061c\u202a\u202b\u202d x",
    "a\u0300" * 60 + " \u200b\u200c\u200d\ufeff\u00ad x",
    "'; DROP TABLE mentorcore_documents_person; -- \" ` $(id) `id` | id && id",
    "%s %(x)s %n {0} {0.__class__} \\u0041 \\x41 \\n ~ ^ $HOME %PATH%",
)
"""Lines that mean something to HTML, Markdown, templates, Typst, spreadsheets, XML, Word or shells."""

HELD_BACK = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""What no document may hold: control characters, and marks that turn the direction of what follows."""

LINKED = {"https://example.org/"}
"""Where the evidence of these records leads."""


def documents(words: str) -> Iterator[Document]:
    """
    Return a letter and a report of a record that holds these words wherever people write.
    """
    number = PAYLOADS.index(words)

    return (written(write, words) for write in (WRITERS[number % 3], progress_report))


def tokens(found: list[Token]) -> Iterator[Token]:
    """
    Return all parts of a Markdown text, those inside of others too.
    """
    for token in found:
        yield token
        yield from tokens(token.children or [])


@pytest.mark.parametrize("words", PAYLOADS, ids=range(len(PAYLOADS)))
class TestDocuments:
    def test_in_html(self, words: str) -> None:
        """
        A page holds no script, nothing that is loaded, no event, and no link that the record does not have.
        """
        for document in documents(words):
            page = document.to_html()
            shown = html.document_fromstring(page)
            attributes = {name.lower() for element in shown.iter() for name in element.attrib}
            links = {str(href) for href in shown.xpath("//@href") if not str(href).startswith("#")}

            assert [] == shown.xpath("//script | //iframe | //object | //embed | //base | //form | //img")
            assert ["Content-Security-Policy"] == shown.xpath("//meta/@http-equiv")
            assert not {name for name in attributes if name.startswith("on")} | ({"src"} & attributes)
            assert links <= LINKED
            assert not HELD_BACK.search(page)

    def test_in_markdown(self, words: str) -> None:
        """
        Whoever shows the text as Markdown, HTML in it allowed, meets no HTML, no image and no other link.
        """
        for document in documents(words):
            text = document.to_markdown()
            parsed = list(tokens(MarkdownIt("commonmark", {"html": True}).enable("table").parse(text)))
            links = {str(token.attrs["href"]) for token in parsed if token.type == "link_open"}

            assert not {"html_block", "html_inline", "image", "fence", "code_block"} & {
                t.type for t in parsed
            }
            assert links <= LINKED
            assert not HELD_BACK.search(text)

    def test_in_word(self, words: str, tmp_path: Path) -> None:
        """
        A Word document has no entity, field, object or macro, and no relationship to anywhere else.
        """
        document = written(WRITERS[PAYLOADS.index(words) % 4], words)
        document.to_docx(tmp_path / "letter.docx")
        with zipfile.ZipFile(tmp_path / "letter.docx") as parts:
            texts = {name: parts.read(name) for name in parts.namelist()}
        body = etree.fromstring(texts["word/document.xml"])
        outside = {
            str(target)
            for name, text in texts.items()
            if name.endswith(".rels")
            for target in etree.fromstring(text).xpath("//*[@TargetMode='External']/@Target")
        }
        kinds = {str(element.tag).rpartition("}")[2] for element in body.iter()}

        assert not [name for name in texts if not name.endswith((".xml", ".rels", ".jpeg"))]
        assert not any(b"<!ENTITY" in text or b"<!DOCTYPE" in text for text in texts.values())
        assert not {"instrText", "fldSimple", "object", "altChunk", "control"} & kinds
        assert outside <= LINKED
        assert not HELD_BACK.search("".join(body.itertext()))


def test_in_pdf(tmp_path: Path) -> None:
    """
    A PDF has no script, action or attachment, and no link that the record does not have.
    """
    for words in (PAYLOADS[0], PAYLOADS[6]):
        written(recommendation_letter, words).to_pdf(tmp_path / "letter.pdf")
        reader = pypdf.PdfReader(tmp_path / "letter.pdf")
        root: Any = reader.trailer["/Root"]
        notes: list[Any] = [note.get_object() for page in reader.pages for note in page.get("/Annots", ())]
        actions = [note["/A"] for note in notes if "/A" in note]

        assert not {"/OpenAction", "/AA", "/AcroForm"} & set(root)
        assert not {"/JavaScript", "/EmbeddedFiles"} & set(root.get("/Names", {}))
        assert {"/URI"} >= {str(action["/S"]) for action in actions}
        assert {str(action["/URI"]) for action in actions} <= LINKED
        assert words[:20] in reader.pages[0].extract_text().replace("\n", " ")


class TestTemplates:
    @pytest.mark.parametrize("words", [payload for payload in PAYLOADS if "{" in payload])
    def test_words_are_no_templates(self, words: str) -> None:
        """
        What stands in a name or a title is not carried out, with a template of the embedder's own either.
        """
        m = started()
        reach(m)
        allow(m)
        letter = recommendation_letter(
            m,
            mentor=Person.register(id=ADA, name=words, title=words, at=NOW),
            mentee=Person.register(id=BEN, name="Ben", at=NOW),
            at=AT,
            to=words,
            templates={"recommendation_letter": "{{ mentor.name }} {{ to }} {{ mentee.name }}\n"},
        )

        assert "49" not in letter.markdown
        assert "root:" not in letter.markdown
        assert letter.markdown.count(escaped(words)) >= 2

    @pytest.mark.parametrize(
        "source",
        [
            "{{ mentor.__class__ }}",
            "{{ (mentor|attr('x')) }}",
            "{% for a in milestones %}{% for b in milestones %}{{ a.__init__ }}{% endfor %}{% endfor %}",
            "{% include '/etc/passwd' %}",
            "{{ cycler.__init__.__globals__ }}",
            "{{ 'x' * 1000000000 }}",
            "{{ range(1000000000) }}",
            "{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}",
            "{{ " + "not " * 50_000 + "1 }}",
            "{% if 1 %}" * 5000 + "{% endif %}" * 5000,
            "{{ '" + "x" * 200_000 + "' }}",
            "{{ 9" + "9" * 5000 + " }}",
            "{% raw %}{{",
            "{{\0}}",
        ],
        ids=range(14),
    )
    def test_a_hostile_template_is_refused(self, source: str) -> None:
        """
        A template reaches nothing, computes nothing and does not go on for ever.
        """
        m = started()
        reach(m)
        allow(m)
        with pytest.raises(TemplateRefused) as caught:
            recommendation_letter(
                m,
                mentor=Person.register(id=ADA, name="Ada", at=NOW),
                mentee=Person.register(id=BEN, name="Ben", at=NOW),
                at=AT,
                templates={"recommendation_letter": source},
            )

        assert len(str(caught.value)) < 1000


NO_LINKS = (
    "",
    " ",
    "x",
    "javascript:alert(1)",
    "JAVASCRIPT:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "file:///etc/passwd",
    "ftp://example.org/x",
    "//example.org/x",
    "/x",
    "http:",
    "http://",
    "http:///x",
    "https:example.org",
    " https://example.org",
    "https://example.org/\n",
    "https://example.org/\0",
    "https://exa mple.org/",
    "https://example.org/\u202egpj",
    "https://example.org/\ud800",
    "https://example.org/\x1b[2J",
    "https://example.org/" + "x" * 2000,
    "https\u200b://example.org/",
)
"""What is no web address, however a browser might take it."""


class TestLinks:
    @pytest.mark.parametrize("url", NO_LINKS)
    def test_that_are_none_are_refused(self, url: str) -> None:
        """
        D1: evidence on the web has an http or https address, and nothing that looks like one.
        """
        with pytest.raises(InvalidValue) as caught:
            Evidence.link(url)

        assert caught.value.rule in {"D1", "P1"}
        assert "alert" not in str(caught.value)

    @pytest.mark.parametrize(
        "url", ["https://example.org/'\"><script>", "https://ada:pw@example.org/", "http://example.org:1/<x>"]
    )
    def test_that_are_odd_stay_one_address(self, url: str) -> None:
        """
        An address with characters that mean something elsewhere leads where it says, and nowhere else.
        """
        m = started()
        reach(m, evidence=Evidence.link(url, "x"))
        allow(m)
        ada, ben = (Person.register(id=person, name=person.title(), at=NOW) for person in (ADA, BEN))
        shown = html.document_fromstring(promotion_case(m, mentor=ada, mentee=ben, at=AT).to_html())
        links = {str(href) for href in shown.xpath("//@href") if not str(href).startswith("#")}

        assert [] == shown.xpath("//script")
        assert 1 == len(links)
        assert links.pop().startswith(re.split("['<]", url)[0])


class TestText:
    @pytest.mark.parametrize("check", [line, prose])
    @pytest.mark.parametrize(
        "text",
        ["", " ", "\n\t", "\u00a0\u2003\u3000", "a\0b", "\ud800", "a\udfff", "\ud83d \ude00", b"a", 5, ["a"]],
    )
    def test_that_is_none_is_refused_everywhere(self, check: Callable[..., object], text: object) -> None:
        """
        P1: text is no white space alone, and holds no NUL and no half of a character.
        """
        with pytest.raises(InvalidValue) as caught:
            check.check(text, "here")  # type: ignore[attr-defined]

        assert "P1" == caught.value.rule

    @pytest.mark.parametrize(
        "text", ["a\nb", "a\rb", "a\tb", "a\x1b[31m", "a\x07", "a\x7f", "a\x85", "a\u2028"]
    )
    def test_on_one_line_holds_no_control_character(self, text: str) -> None:
        """
        P1: a name, a title or a label writes nothing to a terminal, and is not two lines in a table.
        """
        with pytest.raises(InvalidValue, match="it holds a line break or control character"):
            line.check(text, "here")
        assert text == prose.check(text, "here")

    @pytest.mark.parametrize(("check", "most"), [(line, LINE), (prose, PROSE)])
    def test_is_counted_in_characters(self, check: Callable[..., object], most: int) -> None:
        """
        P1: marks that pile up on one letter are counted each, so that a flood of them is as long as it is.
        """
        flood = "a" + "\u0301" * (most - 1)

        assert flood == check.check(flood, "here")  # type: ignore[attr-defined]
        with pytest.raises(InvalidValue, match=f"at most {most} are accepted"):
            check.check(f"{flood}\u0301", "here")  # type: ignore[attr-defined]

    @pytest.mark.parametrize("control", ["\x1b[2J", "\x07", "\u202e", "\u2066", "\x00", "\n"])
    def test_in_a_refusal_is_not_repeated(self, control: str) -> None:
        """
        P1: a message about a text does not carry it to a terminal or into a log.
        """
        with pytest.raises(InvalidValue) as caught:
            Person.register(name=f"Ada{control}" * 100, at=NOW)

        assert str(caught.value).isprintable()
        assert "Ada" not in str(caught.value)
