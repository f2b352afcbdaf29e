"""
Verification: reading everything that a store keeps, and saying what is wrong where.

Three things are kept of a document: itself, its row in the index, and its entries in the journal. Each is
held against the other two, and whatever a query looks for is looked for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from mentorcore.backends import STORE_KIND, Backend, JournalEntry, Key, Query, Row
from mentorcore.errors import Corrupt, SchemaTooNew, StorageError
from mentorcore.model.mentorship import Mentorship
from mentorcore.model.pairing import PairingRequest
from mentorcore.model.people import Person
from mentorcore.model.values import SYSTEM, check_type
from mentorcore.storage.accounts import contradictions
from mentorcore.storage.comparison import differences_of
from mentorcore.storage.index import AGGREGATES, aggregate_of, index_of
from mentorcore.storage.journal import change_of
from mentorcore.storage.opening import ABOUT, about
from mentorcore.storage.problem import Problem
from mentorcore.storage.reading import (
    is_id,
    just_before,
    readable_entries,
    readable_envelopes,
    readable_rows,
    removal_of,
)
from mentorcore.storage.searching import misled
from mentorcore.storage.store import Store


_LOOKS = 50
"""How often a document that others keep writing is looked at before it counts as wrong."""


def verify_store(store: Store, against: Store | None = None) -> tuple[Problem, ...]:
    """
    Check every document, index value and journal entry.

    Others may use the store meanwhile.

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
    found = [*_Verification(store).problems()]
    if against is not None:
        found += differences_of(store.backend, against.backend)

    return tuple(dict.fromkeys(found))


class _Verification:
    def __init__(self, store: Store) -> None:
        self._store = store
        self._backend = store.backend
        self._told: dict[Key, None] = {}
        self._entries: Counter[str] = Counter()
        self._is_whole = True
        self._there: dict[str, bool] = {}
        self._unknown: set[str] = set()

    def problems(self) -> Iterator[Problem]:
        yield from self._below()
        yield from self._own()
        yield from self._journal()
        for kind in AGGREGATES:
            yield from self._documents(kind)
            yield from misled(self._backend, kind)
        yield from self._lost()

    def _below(self) -> Iterator[Problem]:
        """
        Ask the backend, whose `check` may be as wrong as what it looks at.
        """
        name = type(self._backend).__qualname__
        found: Problem | None = None
        try:
            checked: object = self._backend.check()
            if not isinstance(checked, Iterable):
                yield Problem(name, f"its check returned {_typed(checked)}, and not several Corrupt")
                return
            for each in checked:
                found = (
                    Problem.of(each)
                    if isinstance(each, Corrupt)
                    else Problem(name, f"its check found {_typed(each)}, which is no Corrupt")
                )
                yield found
        except Corrupt as error:
            yield Problem.of(error)
        except Exception as error:  # a plugin may fail in any way, and the rest is to be read
            if found is None and isinstance(error, StorageError):
                raise
            yield Problem(name, f"its check raised {type(error).__name__}, so that the rest of it is unknown")

    def _own(self) -> Iterator[Problem]:
        """
        Check what the store keeps about itself, which is one document.
        """
        for row in readable_rows(self._backend, STORE_KIND):
            if isinstance(row, Corrupt):
                yield Problem.of(row)
            elif row.key != ABOUT:
                yield Problem(_name(row.key), "nobody knows what it is")
        try:
            envelope = self._backend.load(ABOUT)
            if envelope is None:
                yield Problem(str(ABOUT), "it is missing")
            elif self._store.codec.encode(STORE_KIND, about(envelope, self._store.codec)) != envelope.body:
                yield Problem(str(ABOUT), "its text is not canonical")
        except (Corrupt, SchemaTooNew) as error:
            yield Problem.of(error)

    def _journal(self) -> Iterator[Problem]:
        last = 0
        for entry in readable_entries(self._backend):
            if isinstance(entry, Corrupt):
                self._is_whole = False
                yield Problem.of(entry)
                continue
            where = f"journal entry {entry.position}"
            if entry.position <= last:
                yield Problem(where, f"it stands behind {last}")
            last = entry.position
            self._entries[entry.subject] += 1
            yield from (Problem(where, what) for what in self._entry(entry))

    def _entry(self, entry: JournalEntry) -> Iterator[str]:
        try:
            change = change_of(entry)
        except Corrupt as error:
            yield error.problem
            return
        if change.kind not in AGGREGATES:
            yield "it is about an unknown kind"
        elif not is_id(change.subject):
            yield "what it is about is no id"
        else:
            self._told[Key(change.kind, change.subject)] = None
        if change.by != SYSTEM and not self._is_known(change.by) and change.by not in self._unknown:
            self._unknown.add(change.by)  # one entry is enough to say so
            yield (
                f"it is by person/{change.by}, who is not kept" if is_id(change.by) else "its author is no id"
            )

    def _documents(self, kind: str) -> Iterator[Problem]:
        for row in readable_rows(self._backend, kind):
            if isinstance(row, Corrupt):
                yield Problem.of(row)
            elif is_id(row.key.id):
                self._told.pop(row.key, None)
                yield from self._document(row.key, row)
            else:
                yield Problem(kind, "something in it has an id that is none")
        for envelope in readable_envelopes(self._backend, kind):
            if isinstance(envelope, Corrupt):
                yield Problem.of(envelope)
            elif is_id(envelope.key.id) and self._row(envelope.key) is None:
                yield from self._document(envelope.key, None)

    def _document(self, key: Key, row: Row | None) -> list[Problem]:
        """
        Return what is wrong with a document, which others may be writing.
        """
        for _ in range(_LOOKS):
            found = [Problem(str(key), what) for what in self._once(key, row)]
            before, row = row, self._row(key)
            if not found or before == row:
                break

        return found

    def _once(self, key: Key, row: Row | None) -> Iterator[str]:
        try:
            envelope = self._backend.load(key)
            if envelope is None:
                yield "the index names it, and it is not there"
                return
            aggregate = aggregate_of(envelope, self._store.codec, self._store.policy)
        except (Corrupt, SchemaTooNew) as error:
            yield Problem.of(error).problem
            return
        if row is None:
            yield "it is there, and the index does not name it"
        elif envelope.version != row.version:
            yield f"it has version {envelope.version}, the index says {row.version}"
        current = self._store.codec.schema(key.kind)
        if envelope.schema != current:
            yield f"it is of schema {envelope.schema}, and an upgrade should have made it one of {current}"
        else:
            if self._store.codec.encode(key.kind, aggregate.document) != envelope.body:
                yield "its text is not canonical"
            expected = index_of(aggregate)
            for column in sorted(expected.keys() | envelope.index.keys()):
                values = {envelope.index.get(column), *((row.index.get(column),) if row else ())}
                if values != {expected.get(column)}:
                    yield f"its index value {column} is not what the document says"
        for person in _people_of(aggregate):
            if not self._is_known(person):
                yield f"it names person/{person}, who is not kept"
        yield from contradictions(self._backend, aggregate, self._entries if self._is_whole else None)

    def _lost(self) -> Iterator[Problem]:
        """
        Look for documents that the journal tells of and no query finds.
        """
        for key in self._told:
            try:
                is_there = self._backend.load(key) is not None
            except Corrupt as error:
                yield Problem.of(error)
                continue
            if is_there:
                yield from self._document(key, self._row(key))
            elif removal_of(self._backend, key) is None:
                yield Problem(str(key), "the journal tells of it, and it is not there")

    def _row(self, key: Key) -> Row | None:
        try:
            page = self._backend.find(Query(kind=key.kind, after=(None, just_before(key.id)), limit=1))
        except Corrupt:
            return None

        return next((row for row in page.rows if row.key == key), None)

    def _is_known(self, person: str) -> bool:
        if not self._there.get(person):
            self._there[person] = is_id(person) and _is_there(self._backend, Key(Person.kind, person))

        return self._there[person]


def _typed(thing: object) -> str:
    return "None" if thing is None else f"something of type {type(thing).__qualname__}"


def _name(key: Key) -> str:
    return str(key) if is_id(key.id) else key.kind


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
