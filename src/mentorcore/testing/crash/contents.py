"""
Contents: everything that a store says of one writer's work, read in every way there is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeAlias

import attrs

from mentorcore.backends import (
    STORE_KIND,
    Backend,
    Batch,
    Column,
    ColumnType,
    Condition,
    Envelope,
    Guard,
    JournalEntry,
    Key,
    Layout,
    Op,
    Query,
    Row,
)
from mentorcore.errors import Conflict
from mentorcore.storage.maintenance import every_entry, every_envelope
from mentorcore.storage.transaction import every_row


_ASKED_FOR = 40

Said: TypeAlias = tuple[str, str]
"""Subject and body of a journal entry."""


@attrs.frozen
class Contents:
    """
    What there is of one writer.

    Attributes:
        documents: By their names.

        journal: In the order of the commits.

        tokens: Those that were committed.

        versions: For ids at which there may be a tombstone, the version that a commit meets.
    """

    documents: Mapping[Key, Envelope]
    journal: tuple[Said, ...]
    tokens: frozenset[str]
    versions: Mapping[Key, int]


@attrs.frozen
class Found:
    """
    What was read of a whole store.

    Attributes:
        documents: Every one, by kind.

        journal: Every entry.

        tokens: The positions of the tokens that were asked for.

        versions: The version that a commit meets, by the ids that were asked for.
    """

    documents: Mapping[str, tuple[Envelope, ...]]
    journal: tuple[JournalEntry, ...]
    tokens: Mapping[str, int]
    versions: Mapping[Key, int]

    def of(self, name: str, settled: Callable[[str], str]) -> Contents:
        """
        Return what there is of one writer, by the beginning of its ids and tokens.

        Args:
            settled: Takes out of a body what does not count.
        """
        own = f"{name}-"

        return Contents(
            {
                envelope.key: attrs.evolve(envelope, index=dict(envelope.index), body=settled(envelope.body))
                for envelopes in self.documents.values()
                for envelope in envelopes
                if envelope.key.id.startswith(own)
            },
            tuple((e.subject, e.body) for e in self.journal if e.subject.startswith(own)),
            frozenset(token for token in self.tokens if token.startswith(own)),
            {key: version for key, version in self.versions.items() if key.id.startswith(own)},
        )


def read(backend: Backend, layout: Layout, tokens: Iterable[str], keys: Iterable[Key]) -> Found:
    """
    Read everything.

    Args:
        tokens: Those to ask for.

        keys: Those at which there may be a tombstone.
    """
    # A commit makes a store whole that a dead writer has left, so that it comes before everything else.
    versions = {key: _version(backend, key) for key in keys}
    positions = {token: backend.position_of(token) for token in tokens}

    return Found(
        {
            kind.kind: tuple(every_envelope(backend, kind.kind))
            for kind in layout.kinds
            if kind.kind != STORE_KIND
        },
        tuple(every_entry(backend)),
        {token: position for token, position in positions.items() if position is not None},
        versions,
    )


def disagreements(backend: Backend, layout: Layout, found: Found) -> Iterator[str]:
    """
    Read again in other ways, and say where it is not the same.

    By index, one column of each kind is read, a different one whenever the journal has grown.
    """
    turn = len(found.journal)
    for kind in layout.kinds:
        if kind.kind in found.documents:
            column = kind.columns[turn % len(kind.columns)] if kind.columns else None
            yield from _of_kind(backend, kind.kind, column, found.documents[kind.kind])
    yield from _of_journal(backend, found.journal)


def _version(backend: Backend, key: Key) -> int:
    """
    Return the version that a commit meets at an id; 0 where it was never used.
    """
    try:
        backend.commit(Batch(reads=(Guard(key, 0),)))
    except Conflict as conflict:
        return conflict.actual
    return 0


def _of_kind(
    backend: Backend, kind: str, column: Column | None, documents: tuple[Envelope, ...]
) -> Iterator[str]:
    for envelope in documents[-_ASKED_FOR:]:
        if backend.load(envelope.key) != envelope:
            yield f"{envelope.key}: load and scan do not give the same"
    rows = tuple(Row(e.key, e.version, dict(e.index)) for e in documents)
    for query, expected in _queries(kind, column, rows):
        found = tuple(Row(r.key, r.version, dict(r.index)) for r in every_row(backend, query))
        if found != expected:
            asked = ", ".join(f"{c.column} {c.op.value} {c.value}" for c in query.where)
            yield f"{kind}: find({asked or query.order or ''}) does not give what is there"


def _queries(
    kind: str, column: Column | None, rows: tuple[Row, ...]
) -> Iterator[tuple[Query, tuple[Row, ...]]]:
    yield Query(kind=kind), rows
    if column is None:
        return
    name, many = column.name, column.type is ColumnType.MANY
    held = [(value, row) for row in rows if (value := row.index.get(name)) is not None]
    values = {one for value, _ in held for one in ((value,) if isinstance(value, str) else value)}
    for value in sorted({min(values), max(values)} if values else ()):
        condition = Condition(name, Op.HAS if many else Op.EQ, value)
        hits = tuple(row for row in rows if condition.holds(row.index.get(name)))
        yield Query(kind=kind, where=(condition,)), hits
    if not many:
        ordered = sorted(held, key=lambda pair: (str(pair[0]), pair[1].key.id))
        yield Query(kind=kind, order=name), tuple(row for _, row in ordered)


def _of_journal(backend: Backend, journal: tuple[JournalEntry, ...]) -> Iterator[str]:
    positions = [entry.position for entry in journal]
    if positions != sorted(set(positions)):
        yield "journal: positions do not grow"
    for subject in dict.fromkeys(entry.subject for entry in journal[-4:]):
        expected = [entry for entry in journal if entry.subject == subject]
        if [*backend.journal(after=0, limit=len(journal), subject=subject)] != expected:
            yield f"journal: the entries of {subject} are not those in the whole journal"
