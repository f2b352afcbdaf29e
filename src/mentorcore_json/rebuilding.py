"""
Rebuilding: a new index out of the journal, the documents and the redo log.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence

from mentorcore.backends import Key
from mentorcore.errors import Corrupt
from mentorcore_json.commits import Line, Values
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
    remembered: Callable[[Key], Values],
) -> State:
    """
    Enter everything that journal, documents and redo log say into new tables.

    Args:
        remembered: Says by which values a document was found that cannot be read now.

    Returns:
        How far the index is then.

    Raises:
        Corrupt: The journal is damaged.
    """
    versions: dict[str, int] = {}
    for at, length, line in _sound(journal, start):
        try:
            tables.note_line(database, line, at, length)
        except sqlite3.IntegrityError as error:
            raise Corrupt(JOURNAL, f"commit {line.commit} repeats a token or a removal") from error
        _follow(versions, line)
    for record in records:
        for document in record.commit.documents:
            versions.pop(f"{document.kind}/{document.id}", None)
    for name, version in versions.items():
        key = Key(*named(name))
        if table := tables.kinds.get(key.kind):
            try:
                index = shelves.read(key).index
            except Corrupt:
                # It is found as before or by its id, and whoever loads it is told what is wrong with it.
                index = remembered(key)
            table.put(database, key.id, version, index)
    for record in records:
        tables.apply(database, record.commit)

    return after_record(records[-1], start) if records else at_start(start)


def kept(journal: Journal, start: Start) -> set[str]:
    """
    Return the ``kind/id`` of every document that the journal says is there, while the redo log is empty.

    The index says so as well, without a checksum: what is removed for good is not decided by it.

    Raises:
        Corrupt: The journal is damaged.
    """
    versions: dict[str, int] = {}
    for _, _, line in _sound(journal, start):
        _follow(versions, line)

    return set(versions)


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


def _sound(journal: Journal, start: Start) -> Iterator[tuple[int, int, Line]]:
    """
    Iterate over the lines of the journal, each of which has to be the next.
    """
    number = position = 0
    for at, length, line in journal.lines(start.journal):
        if line.commit != number + 1:
            raise Corrupt(JOURNAL, f"commit {number + 1} is missing")
        if line.position != position + (len(line.entries) or (line.token is not None)):
            raise Corrupt(JOURNAL, f"commit {number + 1} has not the position behind the one before it")
        number, position = line.commit, line.position
        yield at, length, line
    if (number, position) != (start.number, start.position):
        raise Corrupt(JOURNAL, f"it ends with commit {number}, and {start.number} were made")


def _follow(versions: dict[str, int], line: Line) -> None:
    versions |= line.documents
    for name in line.removed:
        versions.pop(name, None)
