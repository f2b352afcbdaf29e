"""
Backend: the contract, on one directory.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from typing import ClassVar, TypeVar

from mentorcore.backends import (
    Backend,
    Batch,
    Capability,
    Envelope,
    JournalEntry,
    Key,
    Layout,
    Page,
    Query,
)
from mentorcore.errors import Corrupt, StorageError, Unavailable
from mentorcore_json.checking import DISPOSABLE, Checks
from mentorcore_json.files import Files
from mentorcore_json.index import Index
from mentorcore_json.journal import Journal
from mentorcore_json.lock import StoreLock
from mentorcore_json.opening import established
from mentorcore_json.places import Places, check_name
from mentorcore_json.prepared import Prepared, check_key
from mentorcore_json.queries import find
from mentorcore_json.reader import Ask, Reader, Wanted
from mentorcore_json.shelves import Shelves
from mentorcore_json.tables import Tables, state_of
from mentorcore_json.trouble import SYSTEM, IndexLost, despite, names, numbers, rebuilt, translated
from mentorcore_json.writer import Writer


_T = TypeVar("_T")


class JsonBackend(Backend):
    """
    One directory of readable JSON documents and a journal.

    Readers take no lock. What they see is what the index says; a document whose file is not written yet is
    read from the redo log.
    """

    contract_version: ClassVar[int] = 1
    capabilities: ClassVar[frozenset[Capability]] = frozenset(
        {Capability.DURABLE, Capability.INSTANCES, Capability.PROCESSES, Capability.SCRUBS}
    )

    def __init__(self, files: Files, places: Places, layout: Layout, store: str, lock: StoreLock) -> None:
        self._places = places
        self._tables = Tables(layout)
        self._lock = lock
        self._index = Index(files, places, self._tables, store)
        self._shelves = Shelves(files, places)
        self._journal = Journal(files, places)
        self._writer = Writer(files, places, self._tables, self._index, self._shelves)
        self._checks = Checks(files, places, self._tables)
        self._reader = Reader(files, places, self._shelves, self._read, self._alone)
        self._closed = False

    @classmethod
    def open(
        cls,
        root: str,
        layout: Layout,
        *,
        create: bool,
        upgrade: bool,
        files: Files | None = None,
        patience: float = 10,
    ) -> JsonBackend:
        """
        Open a directory.

        Args:
            root: Its absolute path.

            files: How to reach the file system.

            patience: Seconds to wait for others who are writing.

        Raises:
            Unsupported: The layout has a kind that cannot be the name of a directory.
        """
        for of in layout.kinds:
            check_name(of.kind)
        files = files or Files()
        places = Places(root)
        lock = StoreLock(files, places.lock, places.shown, patience=patience)
        backend: JsonBackend | None = None
        try:
            with (
                rebuilt(places.shown),
                translated(places.shown),
                established(files, places, layout, lock, create=create, upgrade=upgrade) as store,
            ):
                backend = cls(files, places, layout, store, lock)
                backend._writer.recover()
        except BaseException:
            if backend is not None:
                backend._let_go()
            raise

        return backend

    def load(self, key: Key) -> Envelope | None:
        """
        Return the document, or *None* where there is none or a tombstone.
        """
        check_key(key, self._tables.kinds)
        table = self._tables.kinds[key.kind]
        self._check_open()
        with despite(IndexLost, StorageError, *SYSTEM):
            row = self._index.row(table.version, key.id)
            if row is None:
                return None
            envelope = self._shelves.read(key)
            if envelope.version == row[0]:
                return envelope

        # Somebody is writing this document, or something is wrong: look closer.
        def wanted(database: sqlite3.Connection) -> Wanted:
            found = database.execute(table.version, (key.id,)).fetchone()

            return names([(key.id, *found)]) if found else []

        envelopes = self._reader.bodies(key.kind, wanted)

        return envelopes[0] if envelopes else None

    def scan(self, kind: str, *, after: str | None, limit: int) -> Sequence[Envelope]:
        """
        Return up to *limit* documents of a kind with an id behind *after*, ordered by id.
        """
        self._check_open()
        if kind not in self._tables.kinds:
            return ()
        sql = (
            f"SELECT id, version FROM {self._tables.kinds[kind].table} "  # noqa: S608 - a quoted name
            "WHERE id > ? ORDER BY id LIMIT ?"
        )

        return self._reader.bodies(kind, lambda database: names(database.execute(sql, (after or "", limit))))

    def find(self, query: Query) -> Page:
        """
        Return the documents that meet the query, in its order.
        """
        self._check_open()
        table = self._tables.kinds.get(query.kind)
        if table is None:
            return Page((), more=False)

        return self._read(lambda database: find(database, table, query))

    def commit(self, batch: Batch) -> int:
        """
        Do all of the batch, durably, or nothing of it.
        """
        self._check_open()
        prepared = Prepared.of(batch, self._tables.layout)
        with self._exclusive():
            return self._writer.commit(prepared)

    def position_of(self, token: str) -> int | None:
        """
        Return the position at which a token was committed, or *None*.
        """

        def found(database: sqlite3.Connection) -> int | None:
            row = database.execute("SELECT position FROM tokens WHERE token = ?", (token,)).fetchone()

            return numbers(row)[0] if row else None

        return self._read(found)

    def journal(self, *, after: int, limit: int, subject: str | None) -> Sequence[JournalEntry]:
        """
        Return up to *limit* entries behind *after*, of one subject or of all, in commit order.
        """
        of_subject, values = ("", ()) if subject is None else ("subject = ? AND ", (subject,))
        sql = (
            f"SELECT position, line, length FROM entries WHERE {of_subject}position > ? "  # noqa: S608
            "ORDER BY position LIMIT ?"
        )

        def entries(database: sqlite3.Connection) -> list[list[int]]:
            return [numbers(row) for row in database.execute(sql, (*values, after, limit))]

        found = self._read(entries)
        with translated(self._places.shown):
            return self._journal.entries(found)

    def scrub(self) -> None:
        """
        Remove every byte of superseded and deleted documents from the directory.
        """
        with self._exclusive():
            self._writer.scrub()

    def check(self) -> Iterable[Corrupt]:
        """
        Return what is wrong with marker, redo log, journal and index, and what does not belong there.
        """
        self._read(state_of)  # an index that is lost is rebuilt
        found: list[Corrupt] = []
        with self._exclusive():
            try:
                with self._index.opened() as database:
                    for trouble in self._checks.problems(database):
                        found.append(trouble)
            except Corrupt as error:
                found.append(error)
            except IndexLost:
                found.append(Corrupt("index", f"it cannot be read to its end; {DISPOSABLE}"))

        return found

    def close(self) -> None:
        """
        Let go of everything; calling it again does nothing.
        """
        if self._closed:
            return
        try:
            with self._exclusive():
                self._closed = True
                self._writer.close()
        except StorageError:
            # Nothing is lost: whoever opens the store next finds the redo log.
            pass
        finally:
            self._closed = True
            self._let_go()

    def _read(self, ask: Callable[[sqlite3.Connection], _T]) -> _T:
        """
        Ask the index, which is rebuilt where it is lost.
        """
        return self._ask(ask, self._exclusive)

    @contextmanager
    def _alone(self) -> Iterator[Ask]:
        """
        Hold the lock for the block, in which the index is asked without waiting for the lock.
        """
        with self._exclusive():
            yield lambda ask: self._ask(ask, nullcontext)

    def _ask(
        self, ask: Callable[[sqlite3.Connection], _T], exclusive: Callable[[], AbstractContextManager[None]]
    ) -> _T:
        for forced in (False, True):
            self._check_open()
            with suppress(IndexLost), translated(self._places.shown), self._index.opened() as database:
                return ask(database)
            with exclusive():
                self._writer.recover(forced=forced)
        with rebuilt(self._places.shown), translated(self._places.shown), self._index.opened() as database:
            return ask(database)

    @contextmanager
    def _exclusive(self) -> Iterator[None]:
        where = self._places.shown
        try:
            with rebuilt(where), translated(where), self._lock.held():
                self._check_open()
                yield
        finally:
            if self._closed:
                self._let_go()

    def _check_open(self) -> None:
        if self._closed:
            raise Unavailable(self._places.shown, "this store was closed", "open it again")

    def _let_go(self) -> None:
        self._index.close()
        # Nobody who gets the lock from now on begins anything; whoever has it comes here afterwards.
        if not self._lock.is_held:
            self._writer.let_go()
