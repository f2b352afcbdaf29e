"""
Samples: a small layout of another domain, and documents of it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import attrs

from mentorcore.backends import (
    Batch,
    Column,
    ColumnType,
    Entry,
    Envelope,
    Key,
    KindLayout,
    Layout,
    Value,
    View,
    ViewColumn,
    Write,
)
from mentorcore_sqlite.backend import SQLiteBackend
from mentorcore_sqlite.opening import open_sqlite


TEXT, MANY = ColumnType.TEXT, ColumnType.MANY

LAYOUT = Layout(
    kinds=(
        KindLayout(
            "book",
            (
                Column("title", TEXT),
                Column("shelf", TEXT),
                Column("due", ColumnType.INSTANT),
                Column("readers", MANY),
                Column("tags", MANY),
            ),
        ),
        KindLayout("shelf"),
    ),
    indexes=(
        ("book", ("shelf", "title")),
        ("book", ("due",)),
        ("book", ("readers",)),
    ),
    views=(
        View(
            "chapters",
            kind="book",
            each="chapters",
            columns=(
                ViewColumn("book_id", ("id",), TEXT, of_document=True),
                ViewColumn("heading", ("heading",), TEXT),
                ViewColumn("pages", ("size", "pages"), ColumnType.INTEGER),
                ViewColumn("read", ("is read",), ColumnType.BOOLEAN),
                ViewColumn("weight", ("weight",), ColumnType.REAL),
            ),
        ),
        View("words", kind="book", each="words", columns=(ViewColumn("word", (), TEXT),)),
        View(
            "books",
            kind="book",
            each=None,
            columns=(ViewColumn("id", ("id",), TEXT), ViewColumn("price", ("price",), TEXT)),
        ),
    ),
)


def book(id: str, version: int = 1, body: Mapping[str, Any] | None = None, **index: Value) -> Envelope:
    """
    Make a book, with the index values that are named.
    """
    columns: dict[str, Value] = {column.name: None for column in LAYOUT.of("book").columns}
    text = json.dumps({"id": id, **(body or {})}, ensure_ascii=False)

    return Envelope(Key("book", id), version, 1, columns | index, text)


def new(*envelopes: Envelope) -> Batch:
    """
    Make a batch that creates these, with a journal entry for each.
    """
    return Batch(
        writes=tuple(Write(envelope, 0) for envelope in envelopes),
        entries=tuple(Entry(envelope.key.id, "{}") for envelope in envelopes),
    )


def change(envelope: Envelope) -> Batch:
    """
    Make a batch that puts a document in place of the version before it.
    """
    return Batch(writes=(Write(envelope, envelope.version - 1),))


def opened(path: Path, layout: Layout = LAYOUT, **arguments: Any) -> SQLiteBackend:
    """
    Open a store, making it where there is none.
    """
    given: dict[str, Any] = {"create": True, "upgrade": False, **arguments}

    return open_sqlite(f"sqlite:///{path}", layout, **given)


def sql(path: Path, statement: str, *parameters: object) -> list[Any]:
    """
    Do what somebody with the file and a standard driver would do.
    """
    with closing(sqlite3.connect(path)) as connection, connection:
        return connection.execute(statement, parameters).fetchall()


def files(directory: Path) -> dict[str, bytes]:
    """
    Return every file below a directory with its bytes.
    """
    return {
        str(path.relative_to(directory)): path.read_bytes()
        for path in sorted(directory.rglob("*"))
        if path.is_file()
    }


def with_layout(**changes: Any) -> Layout:
    """
    Return the layout with other parts.
    """
    return attrs.evolve(LAYOUT, **changes)
