"""
Commits: what happens to a batch inside a transaction that holds the write lock.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from mentorcore.backends import Batch, Envelope, Key, Value
from mentorcore.errors import AlreadyDone, Conflict, Corrupt, Unsupported
from mentorcore_sql.checksum import checksum
from mentorcore_sql.driver import Cursor
from mentorcore_sql.rows import Rows, number
from mentorcore_sql.state import another_layout
from mentorcore_sql.statements import Statements


Work: TypeAlias = "defaultdict[str, list[Sequence[Any]]]"
"""The parameters to run each statement with."""


class Commits:
    """
    Carries out batches.

    Args:
        fingerprint: The layout that this process knows; a store that another process has brought to a
            newer one is not written to.
    """

    def __init__(
        self, statements: Statements, rows: Mapping[str, Rows], *, where: str, fingerprint: str
    ) -> None:
        self._statements = statements
        self._rows = rows
        self._where = where
        self._fingerprint = fingerprint

    def apply(self, cursor: Cursor, batch: Batch) -> int:
        """
        Check the token, then every version, then write.

        Returns:
            The position of the commit.
        """
        self._refuse_known_token(cursor, batch.token)
        work: Work = defaultdict(list)
        for write in batch.writes:
            kept = self._checked(cursor, write.envelope.key, write.expected)
            self._put(work, write.envelope, kept)
        for tombstone in batch.tombstones:
            kept = self._checked(cursor, tombstone.key, tombstone.expected)
            self._bury(work, tombstone.key, tombstone.version, kept)
        for guard in batch.reads:
            self._checked(cursor, guard.key, guard.version)
        position = self._end(cursor)
        for entry in batch.entries:
            position += 1
            work[self._statements.insert_entry].append(
                (position, entry.subject, entry.body, checksum(position, entry.subject, entry.body))
            )
        if batch.token is not None:
            position += not batch.entries
            work[self._statements.insert_token].append(
                (batch.token, position, checksum(batch.token, position))
            )
        for statement, parameters in work.items():
            cursor.executemany(statement, parameters)
            # A value that is gone already is gone; anything else that has no effect was not kept.
            if 0 <= cursor.rowcount < len(parameters) and not statement.startswith("DELETE"):
                raise Corrupt(self._where, "it does not keep what is written to it")

        return position

    def _refuse_known_token(self, cursor: Cursor, token: str | None) -> None:
        if token is None:
            return
        cursor.execute(self._statements.token, (token,))
        found = cursor.fetchone()
        if found is not None:
            raise AlreadyDone(number(found[0], "a token"))

    def _checked(self, cursor: Cursor, key: Key, expected: int) -> Sequence[Any] | None:
        if key.kind not in self._rows:
            raise Unsupported(f"the layout does not have the kind {key.kind!r}", "ask for one that it has")
        cursor.execute(self._statements.kinds[key.kind].versions, (key.id,))
        kept: Sequence[Any] | None = cursor.fetchone()
        actual, is_buried = (0, False) if kept is None else (number(kept[0], str(key)), kept[1] is None)
        if actual != expected or is_buried:
            raise Conflict(key, expected, actual)

        return kept

    def _put(self, work: Work, envelope: Envelope, kept: Sequence[Any] | None) -> None:
        key, version, schema, body = envelope.key, envelope.version, envelope.schema, envelope.body
        of = self._statements.kinds[key.kind]
        columns = self._rows[key.kind].columns(envelope.index)
        _check_numbers(version, schema)
        written = checksum(key.id, version, schema, body)
        if kept is None:
            work[of.insert].append((key.id, version, schema, written, *columns, body))
        elif list(kept[2:]) == columns:
            work[of.rewrite].append((version, schema, written, body, key.id))
        else:
            work[of.replace].append((version, schema, written, *columns, body, key.id))
        self._index(work, key, envelope.index, kept)

    def _bury(self, work: Work, key: Key, version: int, kept: Sequence[Any] | None) -> None:
        of = self._statements.kinds[key.kind]
        columns = self._rows[key.kind].columns({})
        _check_numbers(version)
        written = checksum(key.id, version, None, None)
        if kept is None:
            work[of.insert].append((key.id, version, None, written, *columns, None))
        else:
            work[of.replace].append((version, None, written, *columns, None, key.id))
        self._index(work, key, {}, kept)

    def _index(self, work: Work, key: Key, index: Mapping[str, Value], kept: Sequence[Any] | None) -> None:
        of, rows = self._statements.kinds[key.kind].many, self._rows[key.kind]
        if not of:
            return
        before = rows.sets({}) if kept is None else rows.many(key.id, kept[2:])
        for statements, old, new in zip(of, before, rows.sets(index), strict=True):
            for value in sorted(old - new):
                work[statements.delete].append((value, key.id))
            for value in sorted(new - old):
                work[statements.insert].append((value, key.id))

    def _end(self, cursor: Cursor) -> int:
        cursor.execute(self._statements.state)
        entry, token, fingerprint = cursor.fetchone()
        if fingerprint != self._fingerprint:
            raise another_layout(self._where)

        return max(number(entry or 0, "the journal"), number(token or 0, "the tokens"))


def _check_numbers(*numbers: int) -> None:
    if min(numbers) < 1:
        raise Unsupported("this is no version and no schema number", "give one from 1")
