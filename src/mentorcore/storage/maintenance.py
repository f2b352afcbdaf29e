"""
Maintenance: moving a record to another store, and checking one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

import attrs

from mentorcore.backends import Backend, Batch, Entry, Envelope, JournalEntry, Key, Query, Tombstone, Write
from mentorcore.errors import Conflict, MigrationNeeded
from mentorcore.model.people import Person
from mentorcore.model.values import check_callable, check_type
from mentorcore.storage.index import AGGREGATES, aggregate_of, envelope_of
from mentorcore.storage.journal import body_of
from mentorcore.storage.reading import is_id, removal_of
from mentorcore.storage.store import Store
from mentorcore.storage.transaction import every_row


TOGETHER = 200
"""How many documents are read or written together."""

ENTRIES_TOGETHER = 2000
"""How many journal entries are."""

ROWS_TOGETHER = 1000
"""How many rows of the index are."""

_CHARACTERS = 4_000_000

Progress = Callable[[int, int], None]


@attrs.frozen
class Copied:
    """
    What `copy_store` did.

    Attributes:
        documents: How many documents the target now has from the source.

        entries: How many journal entries.
    """

    documents: int
    entries: int


@attrs.frozen
class Size:
    """
    How much there is to copy.

    Attributes:
        documents: How many documents.

        entries: How many journal entries at most: the last position, and a journal may have gaps.
    """

    documents: int
    entries: int


def size_of(store: Store) -> Size:
    """
    Return how much a store holds, without reading its documents.

    Raises:
        Corrupt: The index cannot be read.
    """
    queries = (Query(kind=kind, limit=ROWS_TOGETHER) for kind in AGGREGATES)
    documents = sum(1 for query in queries for _ in every_row(store.backend, query))

    return Size(documents, last_position(store.backend))


def copy_store(source: Store, target: Store, *, progress: Progress | None = None) -> Copied:
    """
    Copy everything into another store: documents with their versions, and the journal in its order.

    It may be interrupted and run again; what is there already is not written twice. The source may be
    written meanwhile: what changes is copied again until nothing changes any more. What was removed from the
    source, and its journal tells of, is removed from the target, whose ids are as used up then. Positions and
    tokens belong to a store and do not travel.

    Args:
        progress: Called after each commit with the number of documents and of entries so far.

    Raises:
        Conflict: The target holds something that the source does not; that was not changed.

        MigrationNeeded: The target was opened with another policy.

        Corrupt: Something in the source cannot be read.
    """
    for store, path in ((source, "source"), (target, "target")):
        check_type(Store, store, path)
    if progress is not None:
        check_callable(progress, "progress")
    if source.policy != target.policy:
        raise MigrationNeeded(
            "the target",
            "it was opened with another policy than the source",
            "open_store(target, policy=source.policy, upgrade=True)",
        )

    return _Copy(source, target, progress).run()


class _Copy:
    def __init__(self, source: Store, target: Store, progress: Progress | None) -> None:
        self._source = source
        self._target = target.backend
        self._progress = progress
        self._documents = 0
        self._entries = 0
        self._seen = 0

    def run(self) -> Copied:
        gone = self._skipped_known_entries()
        # What is read from here on is as new as this entry, or newer.
        told = last_position(self._source.backend)
        for kind in AGGREGATES:
            for portion in _portions(every_envelope(self._source.backend, kind)):
                self._put(portion)
                self._documents += len(portion)
                self._tell()
        self._remove(gone)
        while entries := self._source.backend.journal(after=self._seen, limit=ENTRIES_TOGETHER, subject=None):
            changed = {_key_of(entry) for entry in entries if entry.position > told}
            for portion in _portions(self._changed(changed)):
                self._documents += self._put(portion)
            self._documents -= self._remove(changed.union(filter(None, map(self._lost, entries))))
            self._target.commit(Batch(entries=tuple(Entry(e.subject, e.body) for e in entries)))
            self._seen = entries[-1].position
            self._entries += len(entries)
            self._tell()

        return Copied(self._documents, self._entries)

    def _tell(self) -> None:
        if self._progress is not None:
            self._progress(self._documents, self._entries)

    def _skipped_known_entries(self) -> set[Key]:
        """
        Go past the entries that the target has, and return the documents among them that the source lacks.
        """
        gone = set()
        ours = every_entry(self._source.backend)
        for kept in every_entry(self._target):
            known = next(ours, None)
            if known is None or (known.subject, known.body) != (kept.subject, kept.body):
                raise Conflict(f"journal entry {kept.position} of the target", 0, kept.position)
            if (lost := self._lost(known)) is not None:
                gone.add(lost)
            self._seen = known.position
            self._entries += 1

        return gone

    def _lost(self, entry: JournalEntry) -> Key | None:
        """
        Return the document whose first entry this is, where the source lacks it; so each is looked for once.
        """
        body = body_of(entry)
        key = Key(body.kind, entry.subject)
        is_first = body.version == 1 and key.kind in AGGREGATES and is_id(key.id)

        return key if is_first and self._source.backend.load(key) is None else None

    def _changed(self, keys: Iterable[Key]) -> Iterator[Envelope]:
        backend = self._source.backend
        for key in sorted(keys):
            envelope = backend.load(key)
            if envelope is not None:
                yield envelope
                # An offer, an activation and a request write people without an entry of their own.
                for column in ("mentor", "mentee"):
                    person = envelope.index.get(column)
                    touched = backend.load(Key(Person.kind, person)) if isinstance(person, str) else None
                    if touched is not None:
                        yield touched

    def _put(self, envelopes: Iterable[Envelope]) -> int:
        """
        Write what is newer than the target's, and return how many documents it did not have.
        """
        current = {e.key: self._current(e) for e in envelopes}
        writes = [Write(e, 0) for e in current.values()]
        try:
            self._target.commit(Batch(writes=tuple(writes)))
        except Conflict:
            writes = [w for e in current.values() if (w := self._newer(e)) is not None]
            self._target.commit(Batch(writes=tuple(writes)))

        return sum(1 for write in writes if not write.expected)

    def _remove(self, keys: Iterable[Key]) -> int:
        """
        Remove those of the documents that were removed from the source, and return how many the target had.
        """
        removals = [removal for key in sorted(keys) if (removal := self._removal(key)) is not None]
        if removals:
            self._target.commit(Batch(tombstones=tuple(removals)))

        return sum(1 for removal in removals if removal.expected)

    def _removal(self, key: Key) -> Tombstone | None:
        source = self._source.backend
        if key.kind not in AGGREGATES or not is_id(key.id) or source.load(key) is not None:
            return None
        version = removal_of(source, key)
        kept = self._target.load(key)
        if version is None or (kept is None and removal_of(self._target, key) is not None):
            return None
        expected = 0 if kept is None else kept.version
        if expected >= version:
            raise Conflict(key, version, expected)

        return Tombstone(key, expected, version)

    def _current(self, envelope: Envelope) -> Envelope:
        codec = self._source.codec
        if envelope.schema == codec.schema(envelope.key.kind):
            return envelope
        aggregate = aggregate_of(envelope, codec, self._source.policy)

        return envelope_of(aggregate, envelope.version, codec)

    def _newer(self, envelope: Envelope) -> Write | None:
        kept = self._target.load(envelope.key)
        if kept == envelope:
            return None
        expected = 0 if kept is None else kept.version
        if expected >= envelope.version:
            raise Conflict(envelope.key, envelope.version, expected)

        return Write(envelope, expected)


def every_envelope(backend: Backend, kind: str) -> Iterator[Envelope]:
    """
    Return every document of a kind, by id.
    """
    after: str | None = None
    while batch := backend.scan(kind, after=after, limit=TOGETHER):
        yield from batch
        after = batch[-1].key.id


def every_entry(backend: Backend) -> Iterator[JournalEntry]:
    """
    Return every journal entry, in the order of the commits.
    """
    after = 0
    while batch := backend.journal(after=after, limit=ENTRIES_TOGETHER, subject=None):
        yield from batch
        after = batch[-1].position


def last_position(backend: Backend) -> int:
    """
    Return the position of the last journal entry; 0 where there is none.
    """

    def is_beyond(position: int) -> bool:
        return bool(backend.journal(after=position, limit=1, subject=None))

    least, most = 0, 1
    while is_beyond(most - 1):
        least, most = most, 2 * most
    while most - least > 1:
        middle = (least + most) // 2
        least, most = (middle, most) if is_beyond(middle - 1) else (least, middle)

    return least


def _key_of(entry: JournalEntry) -> Key:
    return Key(body_of(entry).kind, entry.subject)


def _portions(envelopes: Iterator[Envelope]) -> Iterator[Sequence[Envelope]]:
    portion: list[Envelope] = []
    characters = 0
    for envelope in envelopes:
        if portion and (len(portion) == TOGETHER or characters + len(envelope.body) > _CHARACTERS):
            yield portion
            portion, characters = [], 0
        portion.append(envelope)
        characters += len(envelope.body)
    if portion:
        yield portion
