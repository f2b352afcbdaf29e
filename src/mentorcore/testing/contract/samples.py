"""
Samples: the layout, the documents and the texts that the contract tests store.

The layout has nothing to do with mentoring: a backend stores what it is told to.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

import attrs

from mentorcore.backends import (
    STORE_KIND,
    Backend,
    Batch,
    Column,
    ColumnType,
    Condition,
    Entry,
    Envelope,
    JournalEntry,
    Key,
    KindLayout,
    Layout,
    Op,
    Page,
    Query,
    Tombstone,
    Value,
    View,
    ViewColumn,
    Write,
)


BOOK = "book"
SHELF = "shelf"

LAYOUT = Layout(
    kinds=(
        KindLayout(STORE_KIND),
        KindLayout(
            BOOK,
            (
                Column("title", ColumnType.TEXT),
                Column("group", ColumnType.TEXT),
                Column("due", ColumnType.INSTANT),
                Column("day", ColumnType.DATE),
                Column("readers", ColumnType.MANY),
            ),
        ),
        KindLayout(SHELF, (Column("title", ColumnType.TEXT),)),
    ),
    indexes=((BOOK, ("title",)), (BOOK, ("group", "due")), (SHELF, ("title",))),
    views=(
        View(
            "chapters",
            kind=BOOK,
            each="chapters",
            columns=(
                ViewColumn("book_id", ("id",), ColumnType.TEXT, of_document=True),
                ViewColumn("heading", ("heading",), ColumnType.TEXT),
            ),
        ),
    ),
)
"""The layout with which the contract tests open every backend."""

TEXTS: Mapping[str, str] = {
    "quotes": "'single' \"double\" `back` ''two''",
    "backslashes": "C:\\new\\table \\' \\\\ \\",
    "sql": "'); DROP TABLE book; -- /* ? :name %s %(x)s $1 */",
    "wildcards": "100%_[a-z]*?",
    "line ends": "one\ntwo\r\nthree\rfour\u2028five\u2029six\u0085seven\x0beight",
    "tabs and controls": "\ta\x01b\x1fc\x7fd",
    "outer spaces": "  \u00a0kept\u3000 \t",
    "emoji": "🧑🏽‍🏫 👩‍👩‍👧‍👦 🇩🇪",
    "composed": "Zoë",
    "combining": "Zoe\u0308",
    "right to left": "\u202bشكراً \u05ea\u05d5\u05d3\u05d4\u202c",
    "noncharacters": "\ufffe\uffff\U0010ffff\ufdd0",
    "byte order mark": "\ufeffstart",
    "escapes": "\\u0000 \\n &amp; %00 ${x} {{x}}",
    "number": "007.0e1",
    "nothing": "null",
    "empty": "",
}
"""Texts that databases, files and formats stumble over, each with a name."""


def json_text(text: str) -> str:
    """
    Return a document that says *text*, unescaped.
    """
    return json.dumps({"text": text}, ensure_ascii=False)


def book(id: str, version: int = 1, body: str = '{"pages": 1}', **index: Value) -> Envelope:
    """
    Make a document with every index value that is not named left empty.
    """
    columns: dict[str, Value] = {column.name: None for column in LAYOUT.of(BOOK).columns}

    return Envelope(Key(BOOK, id), version, 1, columns | index, body)


def shelf(id: str, version: int = 1, title: str | None = None) -> Envelope:
    """
    Make a document of another kind.
    """
    return Envelope(Key(SHELF, id), version, 1, {"title": title}, "{}")


def new(*envelopes: Envelope) -> Batch:
    """
    Make a batch that creates all of these documents.
    """
    return Batch(writes=tuple(Write(envelope, 0) for envelope in envelopes))


def change(envelope: Envelope, expected: int) -> Batch:
    """
    Make a batch that puts one document in the place of a version.
    """
    return Batch(writes=(Write(envelope, expected),))


def removal(envelope: Envelope) -> Batch:
    """
    Make a batch that removes one document, its tombstone one version on.
    """
    version = envelope.version

    return Batch(tombstones=(Tombstone(envelope.key, version, version + 1),))


def entries(*subjects: str) -> Batch:
    """
    Make a batch of nothing but journal entries.
    """
    return Batch(entries=tuple(Entry(subject, "{}") for subject in subjects))


def noted(batch: Batch, *subjects: str) -> Batch:
    """
    Add journal entries to a batch.
    """
    return attrs.evolve(batch, entries=entries(*subjects).entries)


def ask(*conditions: tuple[str, Op, str], order: str | None = None, limit: int = 100) -> Query:
    """
    Make a query for books.
    """
    where = tuple(Condition(*condition) for condition in conditions)

    return Query(kind=BOOK, where=where, order=order, limit=limit)


def ids(page: Page) -> list[str]:
    """
    Return the ids on a page, in its order.
    """
    return [row.key.id for row in page.rows]


def pages(backend: Backend, query: Query) -> list[str]:
    """
    Return the ids on all pages of a query, in order, asking for each page as the core does.
    """
    found: list[str] = []
    while True:
        page = backend.find(query)
        found += ids(page)
        if not page.more:
            return found
        assert page.rows, "a page that says there are more is not empty"
        assert len(found) == len(set(found)), "a row came twice"
        query = attrs.evolve(query, after=mark(page, query.order))


def mark(page: Page, order: str | None) -> tuple[str | None, str]:
    """
    Return where a page ended.
    """
    last = page.rows[-1]
    value = last.index[order] if order is not None else None
    assert value is None or isinstance(value, str)

    return value, last.key.id


@attrs.frozen
class Contents:
    """
    Everything that can be read of a store, tokens apart.
    """

    documents: tuple[Envelope, ...]
    journal: tuple[JournalEntry, ...]


def contents(backend: Backend) -> Contents:
    """
    Read everything.
    """
    return Contents(
        tuple(
            envelope
            for layout in LAYOUT.kinds
            for envelope in backend.scan(layout.kind, after=None, limit=100_000)
        ),
        tuple(backend.journal(after=0, limit=100_000, subject=None)),
    )
