"""
Reading: everything that a backend keeps, past whatever of it cannot be read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mentorcore.backends import Backend, Batch, Envelope, Guard, JournalEntry, Key, Query, Row
from mentorcore.errors import Conflict, Corrupt


_ID = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
_POSITION = re.compile(r"\d+$", re.ASCII)
_TOGETHER = 200


def readable_rows(backend: Backend, kind: str) -> Iterator[Row | Corrupt]:
    """
    Iterate over what the index says of every document of a kind, by id, or over what is wrong with it.
    """
    after: str | None = None
    limit = _TOGETHER
    while True:
        mark = None if after is None else (None, after)
        try:
            page = backend.find(Query(kind=kind, after=mark, limit=limit))
        except Corrupt as error:
            if limit > 1:
                limit = 1
                continue
            damaged = _named(error, kind) or _next_id(backend, kind, after)
            yield Corrupt(str(Key(kind, damaged)), error.problem) if damaged else error
            if damaged is None or damaged <= (after or ""):
                return
            after = damaged
            continue
        yield from page.rows
        if not page.more:
            return
        after, limit = page.rows[-1].key.id, _TOGETHER


def readable_envelopes(backend: Backend, kind: str) -> Iterator[Envelope | Corrupt]:
    """
    Iterate over every document of a kind, by id, or over what is wrong with it.
    """
    after: str | None = None
    limit = _TOGETHER
    while True:
        try:
            batch = backend.scan(kind, after=after, limit=limit)
        except Corrupt as error:
            if limit > 1:
                limit = 1
                continue
            yield error
            damaged = _named(error, kind)
            if damaged is None or damaged <= (after or ""):
                return
            after = damaged
            continue
        if not batch:
            return
        yield from batch
        after, limit = batch[-1].key.id, _TOGETHER


def readable_entries(backend: Backend) -> Iterator[JournalEntry | Corrupt]:
    """
    Iterate over every journal entry, in the order of the commits, or over what is wrong with it.
    """
    after, limit = 0, _TOGETHER
    while True:
        try:
            batch = backend.journal(after=after, limit=limit, subject=None)
        except Corrupt as error:
            if limit > 1:
                limit = 1
                continue
            yield error
            named = _POSITION.search(error.where)
            if named is None or int(named[0]) <= after:
                return
            after = int(named[0])
            continue
        if not batch:
            return
        yield from batch
        after, limit = batch[-1].position, _TOGETHER


def removal_of(backend: Backend, key: Key) -> int | None:
    """
    Return the version at which a document that is not there was removed, or *None* where it was not: a commit
    that only asks for that writes nothing.
    """
    try:
        backend.commit(Batch(reads=(Guard(key, 0),)))
    except Conflict as error:
        return error.actual

    return None


def is_id(name: object) -> bool:
    """
    Tell whether something can be the id of a document.
    """
    return isinstance(name, str) and _ID.fullmatch(name) is not None


def just_before(name: str) -> str:
    """
    Return a text that sorts behind every id before this one, and before this one.
    """
    return f"{name[:-1]}{chr(ord(name[-1]) - 1)}~"


def _named(error: Corrupt, kind: str) -> str | None:
    """
    Return the id of the document that an error names.
    """
    of, _, name = error.where.partition("/")

    return name if of == kind and name else None


def _next_id(backend: Backend, kind: str, after: str | None) -> str | None:
    """
    Return the id of the document that comes next, whether or not it can be read.
    """
    try:
        batch = backend.scan(kind, after=after, limit=1)
    except Corrupt as error:
        return _named(error, kind)

    return batch[0].key.id if batch else None
