"""
Rebuilding: a new index out of the journal, the documents and the redo log.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from mentorcore.backends import Key
from mentorcore.errors import Corrupt
from mentorcore_json.journal import Journal
from mentorcore_json.places import JOURNAL
from mentorcore_json.redo import FIRST, Record, Start
from mentorcore_json.shelves import Shelves
from mentorcore_json.tables import State, Tables, named


def fill(
    database: sqlite3.Connection,
    *,
    tables: Tables,
    journal: Journal,
    shelves: Shelves,
    start: Start,
    records: Sequence[Record],
) -> State:
    """
    Enter everything that journal, documents and redo log say into new tables.

    Returns:
        How far the index is then.

    Raises:
        Corrupt: The journal is damaged.
    """
    versions: dict[str, int] = {}
    number = position = 0
    for at, length, line in journal.lines(start.journal):
        if line.commit != number + 1:
            raise Corrupt(JOURNAL, f"commit {number + 1} is missing")
        if line.position != position + (len(line.entries) or (line.token is not None)):
            raise Corrupt(JOURNAL, f"commit {number + 1} has not the position behind the one before it")
        number, position = line.commit, line.position
        try:
            tables.note_line(database, line, at, length)
        except sqlite3.IntegrityError as error:
            raise Corrupt(JOURNAL, f"commit {number} repeats a token or a removal") from error
        versions |= line.documents
        for name in line.removed:
            versions.pop(name, None)
    if (number, position) != (start.number, start.position):
        raise Corrupt(JOURNAL, f"it ends with commit {number}, and {start.number} were made")
    for record in records:
        for document in record.commit.documents:
            versions.pop(f"{document.kind}/{document.id}", None)
    for name, version in versions.items():
        key = Key(*named(name))
        if table := tables.kinds.get(key.kind):
            try:
                index = shelves.read(key).index
            except Corrupt:
                # It is found by its id, and whoever loads it is told what is wrong with it.
                index = {}
            table.put(database, key.id, version, index)
    for record in records:
        tables.apply(database, record.commit)

    return after_record(records[-1], start) if records else at_start(start)


def at_start(start: Start) -> State:
    """
    Return how far an index is whose redo log is empty.
    """
    return State(start.number, start.position, start.number, FIRST, 0, start.journal)


def after_record(record: Record, start: Start) -> State:
    """
    Return how far an index is that ends with this record.
    """
    commit = record.commit

    return State(commit.number, commit.position, start.number, record.end, record.at, commit.end)
