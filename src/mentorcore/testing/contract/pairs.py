"""
Pairs: two documents that belong together, and the ways to see that they have come apart.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

from mentorcore.backends import Backend, Batch, Entry, Envelope, JournalEntry, Key, Query, Write
from mentorcore.testing.contract.samples import BOOK, book


PAIR = ("left", "right")
"""The names of the two."""

ALL = 100_000
"""More journal entries than there are."""


def pair(version: int) -> Batch:
    """
    Make a batch that brings two documents to a version, with an entry for each.
    """
    said = json.dumps({"version": version})

    return Batch(
        writes=tuple(
            Write(book(name, version, body=said, title=str(version), group="pair"), version - 1)
            for name in PAIR
        ),
        entries=tuple(Entry(name, said) for name in PAIR),
    )


def loaded(backend: Backend, name: str) -> Envelope:
    """
    Load a book that is there.
    """
    kept = backend.load(Key(BOOK, name))
    assert kept is not None, name

    return kept


def slipped(entries: Sequence[JournalEntry]) -> list[list[int]]:
    """
    Follow what `work.guard` noted, from two documents at version 1 on.

    Returns:
        The versions that were guarded and those that were there, wherever they are not the same.
    """
    versions = dict.fromkeys(PAIR, 1)
    wrong: list[list[int]] = []
    for entry in entries:
        (other,) = {*PAIR} - {entry.subject}
        guarded = json.loads(entry.body)["guarded"]
        if guarded != versions[other]:
            wrong.append([guarded, versions[other]])
        versions[entry.subject] += 1

    return wrong


def _versions(kept: Envelope) -> list[int]:
    title = kept.index["title"]
    assert isinstance(title, str)

    return [kept.version, json.loads(kept.body)["version"], int(title)]


def _scanned(backend: Backend) -> list[int]:
    seen = backend.scan(BOOK, after=None, limit=10)

    return [version for kept in seen if kept.key.id in PAIR for version in _versions(kept)]


def _found(backend: Backend) -> list[int]:
    rows = [row for row in backend.find(Query(kind=BOOK)).rows if row.key.id in PAIR]

    return [number for row in rows for number in (row.version, int(str(row.index["title"])))]


def _entered(backend: Backend) -> list[int]:
    entries = backend.journal(after=0, limit=ALL, subject=None)

    return [json.loads(entries[-1].body)["version"], len(entries) // 2, (len(entries) + 1) // 2]


def _in_turn(backend: Backend) -> list[int]:
    left, right = PAIR
    before = loaded(backend, left).version
    entries = backend.journal(after=0, limit=ALL, subject=left)

    return [before, json.loads(entries[-1].body)["version"], loaded(backend, right).version]


LOOKS: dict[str, Callable[[Backend], list[int]]] = {
    "load": lambda backend: _versions(loaded(backend, PAIR[0])),
    "scan": _scanned,
    "find": _found,
    "journal": _entered,
    "in turn": _in_turn,
}
"""The ways to look at a pair."""
