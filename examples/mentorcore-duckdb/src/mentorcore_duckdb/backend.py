"""
Documents, journal and tokens in four tables.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from ctypes import py_object, pythonapi
from typing import Any

import duckdb
from mentorcore.backends import (
    Backend,
    Batch,
    Capability,
    Envelope,
    JournalEntry,
    Key,
    Page,
    Query,
    Row,
    Value,
)
from mentorcore.errors import AlreadyDone, Conflict, Corrupt, Unavailable, Unsupported

from mentorcore_duckdb import log, queries
from mentorcore_duckdb.holding import Held, opened
from mentorcore_duckdb.trouble import translated


class DuckBackend(Backend):
    """
    One DuckDB file.

    Each call has a cursor of its own, which in DuckDB is a connection of its own. Each reads with one
    statement, and so sees one state. Commits wait for each other.
    """

    contract_version = 1
    capabilities = frozenset({Capability.DURABLE, Capability.INSTANCES})

    def __init__(self, connection: duckdb.DuckDBPyConnection, held: Held, where: str) -> None:
        self._connection, self._held, self._where = connection, held, where
        self._lock = threading.RLock()
        self._under_way = 0
        self._closed = False
        opened.add(self)

    def load(self, key: Key) -> Envelope | None:
        rows = self._read(queries.LOAD, [key.kind, key.id])

        return _envelope(*rows[0]) if rows else None

    def scan(self, kind: str, *, after: str | None, limit: int) -> Sequence[Envelope]:
        return [_envelope(*row) for row in self._read(queries.SCAN, [kind, after or "", limit])]

    def find(self, query: Query) -> Page:
        found = self._read(*queries.statement(query))
        rows = [Row(Key(*name), version, _index(kept)) for *name, version, kept in found]

        return Page(tuple(rows[: query.limit]), more=len(rows) > query.limit)

    def commit(self, batch: Batch) -> int:
        with self._held.writing, self._cursor() as cursor:
            log.shorten(self._held.file, cursor)
            cursor.begin()
            done = cursor.execute(queries.POSITION, [batch.token]).fetchall()
            if done:
                raise AlreadyDone(done[0][0])
            _require(cursor, batch)
            ((end,),) = cursor.execute(queries.END).fetchall()
            position: int = end + (len(batch.entries) or (batch.token is not None))
            if _write(cursor, batch, end, position):
                log.make_private(self._held.file)
                cursor.commit()

        return position

    def position_of(self, token: str) -> int | None:
        rows = self._read(queries.POSITION, [token])

        return rows[0][0] if rows else None

    def journal(self, *, after: int, limit: int, subject: str | None) -> Sequence[JournalEntry]:
        rows = self._read(queries.JOURNAL, {"after": after, "limit": limit, "subject": subject})

        return [JournalEntry(*row) for row in rows]

    def scrub(self) -> None:
        with self._cursor():
            raise Unsupported(
                "DuckDB keeps deleted text in its file until it needs the room, and cannot scrub it"
            )

    def check(self) -> Iterable[Corrupt]:
        ((entries, tokens, removals),) = self._read(queries.CHECK, [])
        found = {
            "journal": (entries, "entries are behind the last position of the store"),
            "tokens": (tokens, "tokens are at a position that the store has not come to"),
            "removals": (removals, "removed documents have no version"),
        }

        return [Corrupt(where, f"{count} {what}") for where, (count, what) in found.items() if count]

    def close(self) -> None:
        with self._lock:
            if not self._closed:
                self._closed = True
                self._let_go()

    def leave_behind(self) -> None:
        """
        Keep the connection for good, in a process that was forked while it was open.

        DuckDB would end it at the end of the process at the latest, and wait for threads that only the parent
        has. At its end Python lets go of all that modules hold, but not of this.
        """
        pythonapi.Py_IncRef(py_object(self._connection))

    @contextmanager
    def _cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """
        Give a cursor for one call; what it began and did not commit is undone.
        """
        with self._lock:
            if self._closed:
                raise Unavailable(self._where, "it was closed", "open it again")
            self._held.require_own(self._where)
            self._under_way += 1
        try:
            with translated(self._where), closing(self._connection.cursor()) as cursor:
                yield cursor
        finally:
            with self._lock:
                self._under_way -= 1
                self._let_go()

    def _let_go(self) -> None:
        """
        Close the connection, once nobody needs it: it would take the cursors of calls under way with it.
        """
        if not self._closed or self._under_way or self._held.pid != os.getpid():
            return
        try:
            with closing(self._connection):
                self._have_log_written()
        finally:
            self._held.let_go()

    def _have_log_written(self) -> None:
        """
        Have DuckDB leave one file when the last connection is closed.
        """
        if self._held.users == 1:
            with suppress(duckdb.FatalException):  # then it writes nothing more, and reads the log next time
                self._connection.execute("PRAGMA enable_checkpoint_on_shutdown")

    def _read(self, statement: str, parameters: queries.Parameters) -> list[tuple[Any, ...]]:
        with self._cursor() as cursor:
            return cursor.execute(statement, parameters).fetchall()


def _require(cursor: duckdb.DuckDBPyConnection, batch: Batch) -> None:
    """
    Refuse the batch unless every document is at the version that it names.
    """
    expected = {
        **{write.envelope.key: write.expected for write in batch.writes},
        **{tombstone.key: tombstone.expected for tombstone in batch.tombstones},
        **{guard.key: guard.version for guard in batch.reads},
    }
    keys = [[key.kind for key in expected], [key.id for key in expected]]
    rows = cursor.execute(queries.VERSIONS, keys).fetchall() if expected else []
    kept = {Key(*name): (version, removed) for *name, version, removed in rows}
    for key, version in expected.items():
        actual, removed = kept.get(key, (0, False))
        if removed or actual != version:
            raise Conflict(key, version, actual)


def _write(cursor: duckdb.DuckDBPyConnection, batch: Batch, end: int, position: int) -> bool:
    """
    Write what is in the batch, and tell whether that is anything.
    """
    documents: list[tuple[object, ...]] = [
        (new.key.kind, new.key.id, new.version, new.schema, _kept(new.index), new.body)
        for new in (write.envelope for write in batch.writes)
    ]
    documents += [(gone.key.kind, gone.key.id, gone.version, None, None, None) for gone in batch.tombstones]
    entries = [(number, entry.subject, entry.body) for number, entry in enumerate(batch.entries, end + 1)]
    tokens = [] if batch.token is None else [(batch.token, position)]
    for statement, rows in (
        (queries.PUT_DOCUMENT, documents),
        (queries.PUT_ENTRY, entries),
        (queries.PUT_DONE, tokens),
    ):
        if rows:
            cursor.executemany(statement, rows)
    if position != end:
        cursor.execute(queries.PUT_END, [position])

    return bool(documents or entries or tokens)


def _envelope(kind: str, id: str, version: int, schema: int, index: str, body: str) -> Envelope:
    return Envelope(Key(kind, id), version, schema, _index(index), body)


def _kept(index: Mapping[str, Value]) -> str:
    return json.dumps(dict(index), ensure_ascii=False)


def _index(kept: str) -> dict[str, Value]:
    values = json.loads(kept).items()

    return {name: tuple(value) if isinstance(value, list) else value for name, value in values}
