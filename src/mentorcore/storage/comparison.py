"""
Comparison: whether two stores hold the same documents and the same journal.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from mentorcore.backends import Backend, Envelope, JournalEntry, Key, Row
from mentorcore.errors import Corrupt
from mentorcore.storage.index import AGGREGATES
from mentorcore.storage.maintenance import every_entry
from mentorcore.storage.problem import Problem
from mentorcore.storage.reading import readable_rows


def differences_of(backend: Backend, other: Backend) -> Iterator[Problem]:
    """
    Iterate over what only one of two stores has, and what is not the same in both.
    """
    for kind in AGGREGATES:
        for mine, yours in _side_by_side(_rows(backend, kind), _rows(other, kind)):
            if mine is None and yours is not None:
                yield Problem(str(yours.key), "only the other store has it")
            elif mine is not None and yours is None:
                yield Problem(str(mine.key), "the other store does not have it")
            elif mine is not None and _loaded(backend, mine.key) != _loaded(other, mine.key):
                yield Problem(str(mine.key), "it is not the same in the other store")
    pairs = itertools.zip_longest(every_entry(backend), every_entry(other))
    try:
        for number, (own, foreign) in enumerate(pairs, 1):
            if _said(own) != _said(foreign):
                yield Problem(f"journal entry number {number}", "it is not the same in the other store")
                return
    except Corrupt as error:
        yield Problem(error.where, "it cannot be compared with the other store")


def _rows(backend: Backend, kind: str) -> Iterator[Row]:
    return (row for row in readable_rows(backend, kind) if isinstance(row, Row))


def _side_by_side(ours: Iterator[Row], theirs: Iterator[Row]) -> Iterator[tuple[Row | None, Row | None]]:
    mine, yours = next(ours, None), next(theirs, None)
    while mine is not None or yours is not None:
        if yours is None or (mine is not None and mine.key.id < yours.key.id):
            yield mine, None
            mine = next(ours, None)
        elif mine is None or yours.key.id < mine.key.id:
            yield None, yours
            yours = next(theirs, None)
        else:
            yield mine, yours
            mine, yours = next(ours, None), next(theirs, None)


def _loaded(backend: Backend, key: Key) -> Envelope | None:
    try:
        return backend.load(key)
    except Corrupt:
        return None


def _said(entry: JournalEntry | None) -> tuple[str, str] | None:
    return None if entry is None else (entry.subject, entry.body)
