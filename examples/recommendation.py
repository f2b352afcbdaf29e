"""
Recommendation: write everything that a year of mentoring allows to be written about one mentee.

Run ``python examples/recommendation.py DIR``; it needs the extra ``documents``. It replays the year in
memory, and writes a recommendation letter, a testimonial, a promotion case and a progress report into the
folder, each as Markdown, HTML, Word and PDF. Then it tells what they rest on, what could not be written, and
what happens when the record changes afterwards.
"""

from __future__ import annotations

import sys
import textwrap
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from reader import while_read
from yearlog import read_log, read_roster
from yearreplay import replay

from mentorcore import Mentorship, Person, Purpose, Store, open_store
from mentorcore.documents import (
    Document,
    progress_report,
    promotion_case,
    recommendation_letter,
    testimonial,
)
from mentorcore.errors import MissingExtra, RuleViolation


DATA = Path(__file__).parent / "data"
PAIR, WITHDRAWN, UNASKED, UNCONFIRMED = "m01", "m02", "m08", "m09"
NOW = datetime(2025, 12, 19, 10, 0, tzinfo=ZoneInfo("Europe/Oslo"))
WIDTH = 92

SOURCES = {
    "relationship": "the course of the mentorship",
    "meetings": "all its meetings",
    "milestones": "all its milestones",
    "goals": "all its goals",
    "questions": "all its questions",
    "milestone": "{n} confirmed milestone{}",
    "feedback": "{n} released piece{} of feedback",
    "question": "{n} released answer{}",
    "note": "{n} released note{}",
    "goal": "{n} goal{}",
    "consent": "the consent",
}

WRITTEN: dict[str, Callable[..., Document]] = {
    "recommendation letter": recommendation_letter,
    "testimonial": testimonial,
    "promotion case": promotion_case,
    "progress report": progress_report,
}


def main(arguments: list[str]) -> int:
    """
    Run the example and return its exit status.
    """
    if len(arguments) != 1:
        print("usage: python examples/recommendation.py DIR", file=sys.stderr)
        return 2

    people = read_roster(DATA)
    entries = [entry for entry in read_log(DATA, people) if entry.at <= NOW]
    folder = Path(arguments[0])
    with open_store("memory:") as store:
        replay(store, people, entries)
        try:
            lines = list(told(store, folder))
        except (MissingExtra, OSError) as error:
            print(f"recommendation: {error}", file=sys.stderr)
            return 1
    print("\n".join(lines))

    return 0


def told(store: Store, folder: Path) -> Iterator[str]:
    """
    Write the documents, and tell about them.
    """
    m = store.get(Mentorship, PAIR)
    mentor, mentee = store.get(Person, m.mentor_id), store.get(Person, m.mentee_id)

    yield from heading(f"{mentor.name} about {mentee.name}, {NOW.day} {NOW:%B %Y}", "=")
    yield from consented(store, mentee)
    documents = {noun: document_of(store, PAIR, write) for noun, write in WRITTEN.items()}

    yield from heading("What was written", "-")
    for noun, document in documents.items():
        names = published(document, folder)
        yield from said(f"The {noun}, as {', '.join(names[:-1])} and {names[-1]}.")
        yield from said(f"It rests on {sources_of(document)}.", indent=4)
        for caveat in document.caveats:
            yield from said(f"It says: {caveat}", indent=4)
    yield ""

    yield from heading("The letter, as it is signed", "-")
    body, _, _ = documents["recommendation letter"].to_markdown().partition("\n---\n")
    for paragraph in body.strip().splitlines():
        yield from said(paragraph) if paragraph else [""]
    yield ""

    yield from refusals(store)
    yield from changed(store, documents["recommendation letter"])


def document_of(store: Store, pair: str, write: Callable[..., Document]) -> Document:
    """
    Write a document of a relationship as the store has it now.
    """
    m = store.get(Mentorship, pair)

    return write(m, mentor=store.get(Person, m.mentor_id), mentee=store.get(Person, m.mentee_id), at=NOW)


def consented(store: Store, mentee: Person) -> Iterator[str]:
    """
    Tell what the mentee allows, and let them allow the rest, as they would in your application.
    """
    m = store.get(Mentorship, PAIR)
    for purpose in Purpose:
        noun = purpose.value.replace("_", " ")
        if consent := m.consents.in_force(purpose, NOW):
            given = consent.entered_at
            yield from said(f"{mentee.name} consented to a {noun} on {given.day} {given:%B}.")
        else:
            with store.transaction() as tx:
                tx.get(Mentorship, PAIR).consents.give(by=mentee.id, at=NOW, purpose=purpose)
            yield from said(f"{mentee.name} had not been asked about a {noun}, and consents to it now.")
    yield from said("The progress report is for the two of them, and needs no consent.")
    yield ""


def published(document: Document, folder: Path) -> list[str]:
    """
    Write a document in all four formats, and return the names of the files.
    """
    paths = [folder / f"{document.kind.value}.{ending}" for ending in ("md", "html", "docx", "pdf")]
    markdown, html, docx, pdf = paths
    folder.mkdir(parents=True, exist_ok=True)
    document.to_docx(docx)
    document.to_pdf(pdf)
    markdown.write_text(document.to_markdown(), encoding="utf-8")
    html.write_text(document.to_html(), encoding="utf-8")

    return [path.name for path in paths]


def sources_of(document: Document) -> str:
    """
    Return what a document cites, counted.
    """
    counts = Counter(citation.kind for citation in document.citations)
    *most, last = (SOURCES[kind].format("" if n == 1 else "s", n=n) for kind, n in counts.items())

    return f"{', '.join(most)} and {last}"


def refusals(store: Store) -> Iterator[str]:
    """
    Ask for what may not be written, and tell why not.
    """
    yield from heading("What could not be written", "-")
    emile = store.get(Mentorship, UNCONFIRMED).mentee_id
    with store.transaction() as tx:
        tx.get(Mentorship, UNCONFIRMED).consents.give(by=emile, at=NOW, purpose=Purpose.RECOMMENDATION_LETTER)
    for why, pair in (
        ("who had consented before", WITHDRAWN),
        ("who was never asked", UNASKED),
        ("who has just consented", UNCONFIRMED),
    ):
        name = store.get(Person, store.get(Mentorship, pair).mentee_id).name
        try:
            document_of(store, pair, recommendation_letter)
        except RuleViolation as refusal:
            yield from said(f"About {name}, {why}: {refusal}.")
    yield ""


def changed(store: Store, letter: Document) -> Iterator[str]:
    """
    Let the mentee put something right that the letter tells, and tell what becomes of the letter.
    """
    yield from heading("A week later", "-")
    later = NOW + timedelta(days=7)
    milestone = store.get(Mentorship, PAIR).milestones["m-talk"]
    with store.transaction() as tx:
        m = tx.get(Mentorship, PAIR)
        m.milestones.amend(
            milestone.id,
            by=milestone.author,
            at=later,
            reason="I have seen the list of who was there.",
            statement=milestone.statement.replace("38 people", "41 people"),
        )
    m = store.get(Mentorship, PAIR)
    stale = letter.is_stale(m, at=later)
    yield from said(f"{milestone.title!r} had 41 listeners and not 38; its author amends it.")
    yield from said(f"Is the letter stale? {'Yes' if stale else 'No'}: {stale}.")
    with store.transaction() as tx:
        m = tx.get(Mentorship, PAIR)
        m.milestones.confirm(milestone.id, by=m.mentor_id, at=later, revision=m.milestones["m-talk"].revision)
    m = store.get(Mentorship, PAIR)
    yield from said(
        f"The mentor confirms the new words. Is it still? {'Yes' if letter.is_stale(m) else 'No'}."
    )
    again = recommendation_letter(
        m,
        mentor=store.get(Person, m.mentor_id),
        mentee=store.get(Person, m.mentee_id),
        at=later,
    )
    yield from said(f"The letter is written anew, with the 41, and {again.is_stale(m)} since.")


def heading(text: str, line: str) -> Iterator[str]:
    """
    Give a heading with a line below it.
    """
    yield from (text, line * len(text), "")


def said(text: str, indent: int = 2) -> Iterator[str]:
    """
    Give a sentence, line by line.
    """
    yield from textwrap.wrap(text, WIDTH, initial_indent=" " * indent, subsequent_indent=" " * (indent + 2))


if __name__ == "__main__":
    sys.exit(while_read(main, sys.argv[1:]))
