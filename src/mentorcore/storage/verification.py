"""
Verification: reading everything that a store keeps, and saying what is wrong where.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import attrs

from mentorcore.backends import Backend, Envelope, JournalEntry, Key, Query, Row
from mentorcore.errors import Corrupt, SchemaTooNew
from mentorcore.model.mentorship import Mentorship
from mentorcore.model.pairing import PairingRequest
from mentorcore.model.people import Person
from mentorcore.model.values import check_type
from mentorcore.storage.index import AGGREGATES, aggregate_of, index_of
from mentorcore.storage.journal import change_of
from mentorcore.storage.maintenance import TOGETHER, every_entry
from mentorcore.storage.store import Store
from mentorcore.storage.transaction import every_row


@attrs.frozen
class Problem:
    """
    Something that `verify_store` found.

    Attributes:
        where: A document (``kind/id``) or a journal entry.

        problem: What is wrong with it; nobody's words are repeated.
    """

    where: str
    problem: str

    def __str__(self) -> str:
        return f"{self.where}: {self.problem}"


def verify_store(store: Store, against: Store | None = None) -> tuple[Problem, ...]:
    """
    Check every document, index value and journal entry.

    Args:
        against: Another store that should hold the same documents and the same journal.

    Returns:
        What is wrong; empty when nothing is. What is damaged is named, and the rest is checked all the same.

    Raises:
        Unavailable: The storage cannot be reached.
    """
    for given, path in ((store, "store"), (against, "against")):
        if given is not None or path == "store":
            check_type(Store, given, path)
    problems = itertools.chain(
        _documents(store),
        _journal(store),
        () if against is None else _differences(store.backend, against.backend),
    )

    return tuple(problems)


def _documents(store: Store) -> Iterator[Problem]:
    for kind in AGGREGATES:
        for row in every_row(store.backend, Query(kind=kind, limit=TOGETHER)):
            yield from (Problem(str(row.key), what) for what in _document(store, row))
        yield from _unindexed(store.backend, kind)


def _document(store: Store, row: Row) -> Iterator[str]:
    try:
        envelope = store.backend.load(row.key)
        if envelope is None:
            yield "the index names it, and it is not there"
            return
        aggregate = aggregate_of(envelope, store.codec, store.policy)
    except (Corrupt, SchemaTooNew) as error:
        yield str(error)
        return
    if envelope.version != row.version:
        yield f"it has version {envelope.version}, the index says {row.version}"
    if envelope.schema == store.codec.schema(row.key.kind):
        if store.codec.encode(row.key.kind, aggregate.document) != envelope.body:
            yield "its text is not canonical"
        expected = index_of(aggregate)
        for column in sorted(expected):
            if not envelope.index.get(column) == row.index.get(column) == expected[column]:
                yield f"its index value {column} is not what the document says"
    for person in _people_of(aggregate):
        if not _is_there(store.backend, Key(Person.kind, person)):
            yield f"it names person/{person}, who is not kept"


def _is_there(backend: Backend, key: Key) -> bool:
    try:
        return backend.load(key) is not None
    except Corrupt:
        return True


def _people_of(aggregate: Person | PairingRequest | Mentorship) -> tuple[str, ...]:
    match aggregate:
        case Mentorship():
            return aggregate.pair
        case PairingRequest():
            return aggregate.mentee_id, aggregate.decider_id
        case Person():
            return () if aggregate.manager_id is None else (aggregate.manager_id,)


def _unindexed(backend: Backend, kind: str) -> Iterator[Problem]:
    indexed = (row.key.id for row in every_row(backend, Query(kind=kind, limit=TOGETHER)))
    known = next(indexed, None)
    for envelope in _readable(backend, kind):
        while known is not None and known < envelope.key.id:
            known = next(indexed, None)
        if known != envelope.key.id:
            yield Problem(str(envelope.key), "it is there, and the index does not name it")


def _readable(backend: Backend, kind: str) -> Iterator[Envelope]:
    after: str | None = None
    limit = TOGETHER
    while True:
        try:
            batch = backend.scan(kind, after=after, limit=limit)
        except Corrupt:
            if limit == 1:
                return
            limit = 1
            continue
        if not batch:
            return
        yield from batch
        after = batch[-1].key.id


def _journal(store: Store) -> Iterator[Problem]:
    entries, last = every_entry(store.backend), 0
    while True:
        try:
            entry = next(entries, None)
        except Corrupt as error:
            yield Problem(error.where, error.problem)
            return
        if entry is None:
            return
        where = f"journal entry {entry.position}"
        if entry.position <= last:
            yield Problem(where, f"it stands behind {last}")
        last = entry.position
        try:
            change = change_of(entry)
        except Corrupt as error:
            yield Problem(where, error.problem)
            continue
        if change.kind not in AGGREGATES:
            yield Problem(where, "it is about an unknown kind")


def _differences(backend: Backend, other: Backend) -> Iterator[Problem]:
    for kind in AGGREGATES:
        ours = every_row(backend, Query(kind=kind, limit=TOGETHER))
        theirs = every_row(other, Query(kind=kind, limit=TOGETHER))
        for mine, yours in _side_by_side(ours, theirs):
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
