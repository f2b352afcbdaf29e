"""
Documented: what the generated documents say, in every format, and how they are refused.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from pypdf import PdfReader

from mentorcore import (
    Document,
    DocumentKind,
    Mentorship,
    Person,
    progress_report,
    promotion_case,
    recommendation_letter,
    testimonial,
)
from mentorcore.errors import MentorcoreError
from tests.trust.keeping import LATER
from tests.trust.leaks import Surface
from tests.trust.troubles import Raised


Writes = Callable[..., Document]

LETTERS: tuple[Writes, ...] = (recommendation_letter, testimonial, promotion_case)

ALL: tuple[Writes, ...] = (*LETTERS, progress_report)

RELEASED = frozenset(
    {
        "a confirmed milestone",
        "a profile",
        "a released answer",
        "a released note",
        "released feedback",
    }
)
"""What a letter may say: of the record tier, and who the two are."""

MAY_SAY = {
    DocumentKind.RECOMMENDATION_LETTER: RELEASED,
    DocumentKind.TESTIMONIAL: RELEASED,
    DocumentKind.PROMOTION_CASE: RELEASED,
    DocumentKind.PROGRESS_REPORT: RELEASED | {"a goal"},
}
"""What each document may say; a progress report is for the two, and tells their goals."""

TEMPLATES = (
    "{{ relationship[milestones[0].statement] }}",
    "{{ relationship[feedback[0].text] }}",
    "{{ milestones[milestones[0].title] }}",
    "{{ milestones[0][mentor.name] }}",
    "{{ mentor.name.mk }}",
    "{{ mentor.name[mentee.name] }}",
    "{{ milestones[0].title | first | nothing }}",
    "{{ milestones | first | first }}",
    "{{ milestones[0].statement | length | upper }}",
    "{% for x in milestones[0].statement %}{{ x }}{% endfor %}",
    "{% for x in relationship %}{{ x }}{% endfor %}",
    "{{ milestones }}",
    "{{ milestones[0] }}",
    "{{ milestones[0].statement }}",
    "{{ milestones[0].statement < 5 }}",
    "{{ 5 in milestones[0].statement }}",
    "{{ milestones[0].statement in 5 }}",
    "{% if milestones[0].statement > milestones %}{% endif %}",
    "{{ milestones[milestones[0].statement | length] }}",
    "{{ unknown[milestones[0].statement] }}",
    "{{ mentor.unknown[milestones[0].statement] }}",
    "[^{{ milestones[0].title }}]",
    "[^99]",
    "`{{ milestones[0].cite }}`",
    "{{ self }}",
    "{{ milestones[0].title.__class__ }}",
    "{{ milestones[0].statement() }}",
    "{{ ",
    "x" * 200_000,
)
"""Templates that are wrong, most of them at a place where somebody's words are in reach."""


def said(
    m: Mentorship, mentor: Person, mentee: Person, place: Path, *, documents: Iterable[Writes] = ALL
) -> Iterator[tuple[Document, Surface]]:
    """
    Yield what each document says, in each format.
    """
    for write in documents:
        document = write(m, mentor=mentor, mentee=mentee, at=LATER)
        name = document.kind.value
        yield document, Surface(f"{name}.md", document.to_markdown())
        yield document, Surface(f"{name}.html", document.to_html())
        document.to_docx(place / f"{name}.docx")
        yield document, Surface(f"{name}.docx", _in_zip((place / f"{name}.docx").read_bytes()))
        document.to_pdf(place / f"{name}.pdf")
        yield document, Surface(f"{name}.pdf", _in_pdf((place / f"{name}.pdf").read_bytes()))
        for citation in document.citations:
            yield document, Surface(f"a citation of {name}", str(citation))


def refused(m: Mentorship, mentor: Person, mentee: Person) -> Iterator[Raised]:
    """
    Yield how documents are refused: for lack of consent or of substance, and for templates that are wrong.
    """
    thin = Mentorship(m.document)
    for milestone in list(thin.milestones.documented):
        thin.milestones.retract(milestone.id, by=milestone.author, at=LATER, reason="It is not so.")
    unconsented = Mentorship(m.document)
    for consent in unconsented.consents:
        unconsented.consents.withdraw(consent.id, by=m.mentee_id, at=LATER)
    for write in ALL:
        kind = write.__name__
        good: dict[str, Any] = {"mentor": mentor, "mentee": mentee, "at": LATER}
        for what, about, given in (
            ("without consent", unconsented, good),
            ("without a milestone", thin, good),
            ("of the wrong people", m, {**good, "mentor": mentee}),
            ("too early", m, {**good, "at": m.steps[-1].at.replace(year=2020)}),
            ("with no template", m, {**good, "templates": {kind: " "}}),
            ("with another template", m, {**good, "templates": {"eulogy": "x"}}),
            ("with templates that are none", m, {**good, "templates": mentee.name}),
            *((f"from {text[:60]!r}", m, {**good, "templates": {kind: text}}) for text in TEMPLATES),
        ):
            try:
                write(about, **given)
            except MentorcoreError as error:
                yield f"{kind} {what}", error


def _in_zip(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        return "\n".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())


def _in_pdf(data: bytes) -> str:
    reader = PdfReader(io.BytesIO(data))
    pages = [page.extract_text() for page in reader.pages]
    streams = [_inflated(stream) for stream in re.findall(rb"stream\r?\n(.*?)endstream", data, re.DOTALL)]
    inside = b"\n".join([data, *streams])
    hexadecimal = [bytes.fromhex(text.decode()) for text in re.findall(rb"<((?:[0-9A-Fa-f]{2})+)>", inside)]
    written = b"\n".join([inside, *hexadecimal]).replace(b"\0", b"").decode("latin-1")

    return "\n".join([*pages, str(reader.metadata), written])


def _inflated(stream: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(stream)
    except zlib.error:
        return stream
