"""
A backend of your own: the record in LMDB, a memory-mapped key-value store (``pip install lmdb``).

Yours keeps the contract when it passes `BackendContract`, and an entry point in ``mentorcore`` offers it.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from itertools import islice, takewhile

from mentorcore import Person, backends, open_store
from mentorcore.backends import Backend, Batch, Capability, Envelope, JournalEntry, Key, Layout, hookimpl
from mentorcore.errors import AlreadyDone, Conflict, NotAStore, StorageFull, Unavailable, Unsupported


try:
    import lmdb
except ImportError:
    raise (SystemExit if __name__ == "__main__" else ImportError)("It needs LMDB: pip install lmdb") from None


@hookimpl
def mentorcore_open(url: str, layout: Layout, create: bool, upgrade: bool) -> Backend:
    """
    Open ``lmdb:///directory``, or ``lmdb:////absolute/directory``.
    """
    del layout, upgrade  # nothing is prepared for queries, so nothing has to follow a new layout
    where = url.removeprefix("lmdb:///")
    try:
        return LmdbBackend(where, lmdb.open(where, map_size=2**30, max_dbs=3, create=create, mode=0o700))
    except lmdb.Error as error:
        if "already open" in str(error):
            raise Unsupported(f"{where} is open already, and LMDB opens it once in a process") from error
        raise NotAStore(where, str(error)) from error


class LmdbBackend(Backend):
    """
    Documents and tombstones by kind and id, the journal by position, positions by token.

    LMDB does the hard part: its transactions are atomic. The inherited `find` reads every document of a kind.
    """

    contract_version = 1
    capabilities = frozenset({Capability.DURABLE, Capability.PROCESSES})

    def __init__(self, where: str, environment: lmdb.Environment) -> None:
        self._where, self._lmdb = where, environment
        tables = (b"documents", b"journal", b"tokens")
        self._documents, self._journal, self._tokens = map(environment.open_db, tables)

    def load(self, key: Key) -> Envelope | None:
        with self._transaction() as now:
            return _unpacked(key, now.get(str(key).encode(), b"[0]", db=self._documents))

    def scan(self, kind: str, *, after: str | None, limit: int) -> list[Envelope]:
        with self._transaction() as now, now.cursor(self._documents) as cursor:
            there = cursor if cursor.set_range(f"{kind}/{after or ''}".encode()) else ()
            kept = ((Key(*bytes(name).decode().split("/")), value) for name, value in there)
            same = takewhile(lambda pair: pair[0].kind == kind, kept)
            found = (_unpacked(key, value) for key, value in same if key.id != after)
            return list(islice((envelope for envelope in found if envelope is not None), limit))

    def commit(self, batch: Batch) -> int:
        token = sha256(batch.token.encode()).digest() if batch.token is not None else None
        with self._transaction(write=True) as now, now.cursor(self._journal) as cursor:
            position = int.from_bytes(cursor.key()) if cursor.last() else 0
            if token is not None and (done := now.get(token, db=self._tokens)):
                raise AlreadyDone(int.from_bytes(done))
            for guard in batch.reads:
                self._check(now, guard.key, guard.version)
            for write in batch.writes:
                new = write.envelope
                kept = [new.version, new.schema, dict(new.index), new.body]
                self._check(now, new.key, write.expected, kept)
            for removed in batch.tombstones:
                self._check(now, removed.key, removed.expected, [removed.version])
            entries = [[entry.subject, entry.body] for entry in batch.entries]
            for entry in entries or [[]] * (token is not None):  # a token takes a position
                position += 1
                now.put(position.to_bytes(8), json.dumps(entry).encode(), db=self._journal)
            if token is not None:
                now.put(token, position.to_bytes(8), db=self._tokens)
            return position

    def position_of(self, token: str) -> int | None:
        with self._transaction() as now:
            return int.from_bytes(now.get(sha256(token.encode()).digest(), b"", db=self._tokens)) or None

    def journal(self, *, after: int, limit: int, subject: str | None) -> list[JournalEntry]:
        with self._transaction() as now, now.cursor(self._journal) as cursor:
            there = cursor if cursor.set_range((after + 1).to_bytes(8)) else ()
            kept = (JournalEntry(int.from_bytes(n), *json.loads(bytes(e))) for n, e in there if e != b"[]")
            return list(islice((entry for entry in kept if subject in (None, entry.subject)), limit))

    def scrub(self) -> None:
        raise Unsupported("LMDB keeps the pages that it frees, so deleted text would stay in its file")

    def close(self) -> None:
        self._lmdb.close()

    @contextmanager
    def _transaction(self, *, write: bool = False) -> Iterator[lmdb.Transaction]:
        try:
            with self._lmdb.begin(write=write) as now:  # undone when an exception leaves it
                yield now
        except lmdb.MapFullError as error:
            raise StorageFull(self._where) from error
        except lmdb.Error as error:
            remedy = "open it again" if "closed" in str(error) else None
            raise Unavailable(self._where, str(error), remedy) from error

    def _check(self, now: lmdb.Transaction, key: Key, expected: int, new: list[object] | None = None) -> None:
        name = str(key).encode()
        version, *alive = json.loads(bytes(now.get(name, b"[0, 0]", db=self._documents)))
        if version != expected or not alive:
            raise Conflict(key, expected, version)
        if new is not None:
            now.put(name, json.dumps(new).encode(), db=self._documents)


def _unpacked(key: Key, kept: bytes | memoryview) -> Envelope | None:
    version, *alive = json.loads(bytes(kept))
    if not alive:  # of a removed document only the version is left
        return None
    schema, index, body = alive
    values = {column: tuple(value) if isinstance(value, list) else value for column, value in index.items()}
    return Envelope(key, version, schema, values, body)


def main() -> None:
    """
    Keep one person in LMDB, and read her and the journal back.
    """
    backends.register_plugin("lmdb", sys.modules[__name__])
    with tempfile.TemporaryDirectory() as directory:
        with open_store(f"lmdb:///{directory}") as store, store.transaction() as tx:
            ada = tx.add(Person.register(name="Ada Osei", timezone="Europe/Berlin", at=datetime.now(UTC)))
        with open_store(f"lmdb:///{directory}", create=False) as store:
            print(store.get(Person, ada.id).name, *(change.action for change in store.journal()), sep=": ")


if __name__ == "__main__":
    main()
