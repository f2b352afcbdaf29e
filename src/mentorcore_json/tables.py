"""
Tables: what the index holds, made from the layout.

Per kind there is one table with a column for every index column, and one with a row for every value of the
many-valued ones; then tombstones, tokens, where the journal entries stand, and how far the index is.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from functools import lru_cache
from typing import Final, NamedTuple

from mentorcore.backends import Layout
from mentorcore_json.commits import Commit, Document, Line, Removal
from mentorcore_json.kinds import KindTable
from mentorcore_json.trouble import numbers


FORMAT = 1
"""Increased whenever anything here changes; an index of another format is rebuilt."""

_COMMON = (
    """CREATE TABLE meta (store TEXT, layout TEXT, format INTEGER, number INTEGER, position INTEGER,
    base INTEGER, tail INTEGER, last INTEGER, journal INTEGER)""",
    "CREATE TABLE tombstones (kind TEXT, id TEXT, version INTEGER, PRIMARY KEY (kind, id)) WITHOUT ROWID",
    "CREATE TABLE tokens (token TEXT PRIMARY KEY, position INTEGER) WITHOUT ROWID",
    "CREATE TABLE entries (position INTEGER PRIMARY KEY, subject TEXT, line INTEGER, length INTEGER)",
    "CREATE INDEX entries_of ON entries (subject, position)",
)

_SCHEMA = "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name"


class State(NamedTuple):
    """
    How far the index is.

    Attributes:
        number: The last commit in it.

        position: The journal's last position.

        base: The last commit before the redo log begins.

        tail: Where the next record goes in the redo log.

        last: Where the record of the last commit stands there; 0 where the log is empty.

        journal: The size of the journal.
    """

    number: int
    position: int
    base: int
    tail: int
    last: int
    journal: int


class Tables:
    """
    All tables of an index.
    """

    def __init__(self, layout: Layout) -> None:
        self.layout: Final = layout
        self.kinds: Final = {kind.kind: KindTable(kind) for kind in layout.kinds}

    def create(self, database: sqlite3.Connection, store: str, state: State) -> None:
        """
        Make all tables, empty.
        """
        for statement in _COMMON:
            database.execute(statement)
        for kind, table in self.kinds.items():
            table.create(database, dict.fromkeys(over for of, over in self.layout.indexes if of == kind))
        database.execute(
            "INSERT INTO meta VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (store, self.layout.fingerprint, FORMAT, *state),
        )

    def fits(self, database: sqlite3.Connection, store: str) -> bool:
        """
        Tell whether these tables were made by this code, for this store and this layout, and nothing else is
        there: a trigger, say, or a view in a table's place.
        """
        made = _schema_of(self.layout)
        if database.execute(f"{_SCHEMA} LIMIT ?", (len(made) + 1,)).fetchall() != made:
            return False
        found = database.execute("SELECT store, layout, format FROM meta LIMIT 2").fetchall()

        return found == [(store, self.layout.fingerprint, FORMAT)]

    def apply(self, database: sqlite3.Connection, commit: Commit) -> None:
        """
        Enter what a commit changed.
        """
        for document in commit.documents:
            self.put(database, document)
        self.note(
            database,
            commit.position,
            commit.token,
            commit.subjects,
            at=commit.at,
            length=len(commit.line),
            removals=commit.removals,
        )

    def put(self, database: sqlite3.Connection, document: Document) -> None:
        """
        Enter a document; one of a kind that the layout no longer has is left out.
        """
        if table := self.kinds.get(document.kind):
            table.put(database, document.id, document.version, document.index)

    def note_line(self, database: sqlite3.Connection, line: Line, at: int, length: int) -> None:
        """
        Enter what a line of the journal says, apart from its documents.
        """
        removals = tuple(Removal(*named(key), version) for key, version in line.removed.items())
        subjects = tuple(entry.subject for entry in line.entries)
        self.note(database, line.position, line.token, subjects, at=at, length=length, removals=removals)

    def note(
        self,
        database: sqlite3.Connection,
        position: int,
        token: str | None,
        subjects: tuple[str, ...],
        *,
        at: int,
        length: int,
        removals: tuple[Removal, ...],
    ) -> None:
        """
        Enter the journal entries, the token and the tombstones of a commit.
        """
        if subjects:
            first = position - len(subjects) + 1
            database.executemany(
                "INSERT INTO entries VALUES (?, ?, ?, ?)",
                [(first + nth, subject, at, length) for nth, subject in enumerate(subjects)],
            )
        if token is not None:
            database.execute("INSERT INTO tokens VALUES (?, ?)", (token, position))
        for removal in removals:
            if table := self.kinds.get(removal.kind):
                table.drop(database, removal.id)
            database.execute(
                "INSERT INTO tombstones VALUES (?, ?, ?)", (removal.kind, removal.id, removal.version)
            )

    def version(self, database: sqlite3.Connection, kind: str, id: str) -> tuple[int, bool]:
        """
        Return the version of a document, 0 where the id was never used, and whether it may be written.
        """
        if found := database.execute(self.kinds[kind].version, (id,)).fetchone():
            return numbers(found)[0], True
        found = database.execute(
            "SELECT version FROM tombstones WHERE kind = ? AND id = ?", (kind, id)
        ).fetchone()

        return (numbers(found)[0], False) if found else (0, True)


def state_of(database: sqlite3.Connection) -> State:
    """
    Return how far the index is.
    """
    sql = "SELECT number, position, base, tail, last, journal FROM meta"

    return State(*numbers(database.execute(sql).fetchone()))


def set_state(database: sqlite3.Connection, state: State) -> None:
    """
    Remember how far the index is.
    """
    database.execute(
        "UPDATE meta SET number = ?, position = ?, base = ?, tail = ?, last = ?, journal = ?", state
    )


def named(key: str) -> tuple[str, str]:
    """
    Return the kind and the id in ``kind/id``.
    """
    kind, _, name = key.partition("/")

    return kind, name


@lru_cache(maxsize=8)
def _schema_of(layout: Layout) -> list[tuple[object, ...]]:
    """
    Return what SQLite says of the tables of a new index.
    """
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as new:
        Tables(layout).create(new, "", State(0, 0, 0, 0, 0, 0))

        return new.execute(_SCHEMA).fetchall()
