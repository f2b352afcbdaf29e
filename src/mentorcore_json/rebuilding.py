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
        number, position = line.commit, line.position
        tables.note_line(database, line, at, length)
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

    return (
        after_record(records[-1], start)
        if records
        else State(number, position, number, FIRST, 0, start.journal)
    )


def after_record(record: Record, start: Start) -> State:
    """
    Return how far an index is that ends with this record.
    """
    commit = record.commit

    return State(commit.number, commit.position, start.number, record.end, record.at, commit.end)
