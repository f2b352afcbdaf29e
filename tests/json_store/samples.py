"""
Samples: a small layout of another domain, documents of it, and what a store holds.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from io import FileIO
from pathlib import Path
from typing import Any

import attrs

from mentorcore.backends import (
    Backend,
    Batch,
    Column,
    ColumnType,
    Entry,
    Envelope,
    Key,
    KindLayout,
    Layout,
    Query,
    Tombstone,
    Value,
    Write,
)
from mentorcore_json import Files, JsonBackend


LAYOUT = Layout(
    kinds=(
        KindLayout("store"),
        KindLayout(
            "book",
            (
                Column("shelf", ColumnType.TEXT),
                Column("title", ColumnType.TEXT),
                Column("readers", ColumnType.MANY),
            ),
        ),
    ),
    indexes=(("book", ("shelf", "title")), ("book", ("title",))),
)


class QuickFiles(Files):
    """
    Files that never wait for the disk; a process that is killed needs no sync.
    """

    def sync(self, file: FileIO) -> None:
        pass

    def sync_files(self, paths: object) -> None:
        pass

    def sync_directories(self, paths: object) -> None:
        pass

    def sync_directory(self, path: str) -> None:
        pass

    def connect(self, path: str) -> sqlite3.Connection:
        database = sqlite3.connect(
            f"{Path(path).as_uri()}?mode=rw",
            uri=True,
            isolation_level=None,
            check_same_thread=False,
            factory=_QuickConnection,
        )
        try:
            database.execute("PRAGMA synchronous = 0")
        except sqlite3.Error:
            database.close()
            raise

        return database


class _QuickConnection(sqlite3.Connection):
    def execute(self, sql: str, *args: Any) -> sqlite3.Cursor:
        if sql.startswith("PRAGMA synchronous = "):
            sql = "PRAGMA synchronous = 0"

        return super().execute(sql, *args)


def opened(
    where: Path,
    layout: Layout = LAYOUT,
    *,
    create: bool = True,
    upgrade: bool = False,
    files: Files | None = None,
    patience: float = 10,
) -> JsonBackend:
    """
    Open a store in a directory.
    """
    return JsonBackend.open(
        str(where),
        layout,
        create=create,
        upgrade=upgrade,
        files=files or QuickFiles(),
        patience=patience,
    )


def book(id: str, version: int = 1, **index: Value) -> Envelope:
    """
    Make a book; its body says its version.
    """
    columns: dict[str, Value] = {"shelf": "s1", "title": f"{id}{version}", "readers": ("ann", "bob")}
    body = json.dumps({"id": id, "version": version, "text": "x" * 40}, separators=(",", ":"))

    return Envelope(Key("book", id), version, 1, columns | index, body)


def new(*envelopes: Envelope, token: str | None = None) -> Batch:
    """
    Make a batch that creates these, with a journal entry for each.
    """
    return Batch(
        writes=tuple(Write(envelope, 0) for envelope in envelopes),
        entries=tuple(Entry(envelope.key.id, '{"new":true}') for envelope in envelopes),
        token=token,
    )


def change(*envelopes: Envelope, token: str | None = None) -> Batch:
    """
    Make a batch that puts these in place of the versions before them.
    """
    return Batch(
        writes=tuple(Write(envelope, envelope.version - 1) for envelope in envelopes),
        entries=tuple(Entry(envelope.key.id, '{"changed":true}') for envelope in envelopes),
        token=token,
    )


def removal(id: str, version: int) -> Batch:
    """
    Make a batch that removes a book that is at this version.
    """
    return Batch(
        tombstones=(Tombstone(Key("book", id), version, version + 1),),
        entries=(Entry(id, '{"gone":true}'),),
    )


def path_of(where: Path, id: str) -> Path:
    """
    Return the file of a book whose id is in lower case.
    """
    (found,) = where.glob(f"documents/book/*/{id}.json")

    return found


def tampered(where: Path, *statements: str) -> None:
    """
    Do to the index what somebody with the file and a standard driver would do.
    """
    (path,) = where.glob("index-*.sqlite")
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        for statement in statements:
            database.execute(statement)


@attrs.frozen
class Content:
    """
    Everything that a store says of itself, and that must agree.
    """

    bodies: dict[str, str]
    entries: tuple[tuple[int, str], ...]
    tokens: dict[str, int]


def content(backend: Backend, tokens: tuple[str, ...] = ("t1", "t2")) -> Content:
    """
    Return what a store holds, having checked that every way of asking gives the same answer.
    """
    scanned = backend.scan("book", after=None, limit=100)
    page = backend.find(Query(kind="book", limit=100))
    assert [(row.key, row.version, dict(row.index)) for row in page.rows] == [
        (envelope.key, envelope.version, dict(envelope.index)) for envelope in scanned
    ]
    for envelope in scanned:
        assert backend.load(envelope.key) == envelope
        assert envelope == book(envelope.key.id, envelope.version)
    entries = backend.journal(after=0, limit=1000, subject=None)
    found: dict[str, Any] = {token: backend.position_of(token) for token in tokens}

    return Content(
        {envelope.key.id: envelope.body for envelope in scanned},
        tuple((entry.position, entry.subject) for entry in entries),
        {token: position for token, position in found.items() if position is not None},
    )
