"""
Memory: a store that lives as long as its backend is open, for tests and for trying things out.

The URL is ``memory:`` and nothing else. Every opening makes a new, empty store, so that there is nothing
to find with ``create=False`` and nothing to upgrade.
"""

from __future__ import annotations

import bisect
import contextlib
import threading
from collections.abc import Iterator, Sequence
from itertools import islice
from operator import attrgetter
from types import MappingProxyType

import attrs

from mentorcore.backends.contract import (
    Backend,
    Batch,
    Capability,
    Envelope,
    JournalEntry,
    Key,
    Page,
    Query,
    Row,
)
from mentorcore.backends.layout import Layout
from mentorcore.backends.registry import hookimpl
from mentorcore.errors import AlreadyDone, Conflict, NotAStore, Unavailable


URL = "memory:"

_position = attrgetter("position")


@hookimpl
def mentorcore_open(url: str, layout: Layout, create: bool, upgrade: bool) -> Backend:  # noqa: ARG001
    """
    Make a new store in memory.

    Raises:
        NotAStore: There is more behind the colon, or *create* is false.
    """
    if url != URL:
        raise NotAStore(URL, "a memory store has no name or place; write just 'memory:'")
    if not create:
        raise NotAStore(URL, "a memory store is always new; open it with create=True")

    return MemoryBackend()


class MemoryBackend(Backend):
    """
    Documents, journal and tokens in dictionaries behind one lock.

    It scrubs because it never refers to what was superseded or deleted.
    """

    contract_version = 1
    capabilities = frozenset({Capability.SCRUBS})

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._closed = False
        self._forget()

    def load(self, key: Key) -> Envelope | None:
        with self._open():
            return self._documents.get(key)

    def scan(self, kind: str, *, after: str | None, limit: int) -> Sequence[Envelope]:
        with self._open():
            return tuple(islice(self._behind(kind, after), limit))

    def find(self, query: Query) -> Page:
        with self._open():
            if query.order is not None:
                return super().find(query)
            found = (
                Row(envelope.key, envelope.version, envelope.index)
                for envelope in self._behind(query.kind, query.after and query.after[1])
                if all(c.holds(envelope.index.get(c.column)) for c in query.where)
            )
            rows = tuple(islice(found, query.limit))

            return Page(rows, more=next(found, None) is not None)

    def commit(self, batch: Batch) -> int:
        with self._open():
            if batch.token is not None and batch.token in self._tokens:
                raise AlreadyDone(self._tokens[batch.token])
            self._check(batch)
            for write in batch.writes:
                self._put(write.envelope)
            for tombstone in batch.tombstones:
                self._bury(tombstone.key, tombstone.version)
            for entry in batch.entries:
                self._end += 1
                kept = JournalEntry(self._end, entry.subject, entry.body)
                self._journal.append(kept)
                self._journal_of.setdefault(entry.subject, []).append(kept)
            if batch.token is not None:
                self._end += not batch.entries
                self._tokens[batch.token] = self._end

            return self._end

    def position_of(self, token: str) -> int | None:
        with self._open():
            return self._tokens.get(token)

    def journal(self, *, after: int, limit: int, subject: str | None) -> Sequence[JournalEntry]:
        with self._open():
            entries = self._journal if subject is None else self._journal_of.get(subject, [])
            start = bisect.bisect_right(entries, after, key=_position)

            return tuple(entries[start : start + limit])

    def scrub(self) -> None:
        with self._open():
            pass

    def close(self) -> None:
        with self._lock:
            self._closed = True
            self._forget()

    @contextlib.contextmanager
    def _open(self) -> Iterator[None]:
        with self._lock:
            if self._closed:
                raise Unavailable(URL, "this store was closed, and what it held is gone", "open another")
            yield

    def _forget(self) -> None:
        self._documents: dict[Key, Envelope] = {}
        self._ids: dict[str, list[str]] = {}
        self._buried: dict[Key, int] = {}
        self._journal: list[JournalEntry] = []
        self._journal_of: dict[str, list[JournalEntry]] = {}
        self._tokens: dict[str, int] = {}
        self._end = 0

    def _behind(self, kind: str, after: str | None) -> Iterator[Envelope]:
        ids = self._ids.get(kind, [])
        start = 0 if after is None else bisect.bisect_right(ids, after)

        return (self._documents[Key(kind, name)] for name in islice(ids, start, None))

    def _check(self, batch: Batch) -> None:
        named = (
            *((write.envelope.key, write.expected) for write in batch.writes),
            *((tombstone.key, tombstone.expected) for tombstone in batch.tombstones),
            *((guard.key, guard.version) for guard in batch.reads),
        )
        for key, expected in named:
            if key in self._buried:
                raise Conflict(key, expected, self._buried[key])
            kept = self._documents.get(key)
            actual = kept.version if kept is not None else 0
            if actual != expected:
                raise Conflict(key, expected, actual)

    def _put(self, envelope: Envelope) -> None:
        key = envelope.key
        if key not in self._documents:
            bisect.insort(self._ids.setdefault(key.kind, []), key.id)
        index = MappingProxyType(dict(envelope.index))
        self._documents[key] = attrs.evolve(envelope, index=index)

    def _bury(self, key: Key, version: int) -> None:
        if self._documents.pop(key, None) is not None:
            ids = self._ids[key.kind]
            del ids[bisect.bisect_left(ids, key.id)]
        self._buried[key] = version
