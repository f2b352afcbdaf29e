"""
Backends that commit wrongly.
"""

from __future__ import annotations

import json
import time

import attrs

from mentorcore.backends import Batch, Envelope, JournalEntry, Key
from mentorcore.errors import AlreadyDone, Conflict
from tests.mutants.base import InMemory


class LosesUpdates(InMemory):
    """
    Checks the versions, lets go of the lock, and writes.
    """

    killed_by = "test_threads_lose_no_update"

    def commit(self, batch: Batch) -> int:
        with self._open():
            if batch.token in self._tokens:
                raise AlreadyDone(self._tokens[batch.token or ""])
            self._check(batch)
        with self._open():
            self._checked = True
            return super().commit(batch)

    def _check(self, batch: Batch) -> None:
        if not vars(self).pop("_checked", False):
            super()._check(batch)


class ChecksGuardsLate(InMemory):
    """
    Has written the documents when a guard turns out not to hold.
    """

    killed_by = "test_all_or_nothing"

    def commit(self, batch: Batch) -> int:
        with self._open():
            if batch.token not in self._tokens:
                self._check(attrs.evolve(batch, reads=()))
                if any(self._is_off(guard.key, guard.version) for guard in batch.reads):
                    for write in batch.writes:
                        self._put(write.envelope)
            return super().commit(batch)

    def _is_off(self, key: Key, version: int) -> bool:
        kept = self._documents.get(key)

        return (kept.version if kept else 0) != version


class SwallowsConflicts(InMemory):
    """
    Takes a write that comes too late for one that was made already, and says nothing.
    """

    killed_by = "test_refuses_another_version"

    def commit(self, batch: Batch) -> int:
        try:
            return super().commit(batch)
        except Conflict as conflict:
            if conflict.expected < conflict.actual:
                return self._end
            raise


class UsesIdsAgain(InMemory):
    """
    Lets a removed document be made anew.
    """

    killed_by = "test_refuses_a_removed_id"

    def _check(self, batch: Batch) -> None:
        for write in batch.writes:
            if write.expected == 0:
                self._buried.pop(write.envelope.key, None)
        super()._check(batch)


class ChecksVersionsFirst(InMemory):
    """
    Looks at the versions before it looks at the token.
    """

    killed_by = "test_a_token_is_looked_at_first"

    def commit(self, batch: Batch) -> int:
        with self._open():
            self._check(batch)
            return super().commit(batch)


class TokensTakeNoPosition(InMemory):
    """
    Gives a token without entries the position of the entry before.
    """

    killed_by = "test_a_token_without_entries_takes_a_position"

    def commit(self, batch: Batch) -> int:
        with self._open():
            end = self._end
            position = super().commit(batch)
            if batch.token is not None and not batch.entries:
                self._end = self._tokens[batch.token] = position = end
            return position


class KeepsEqualEntriesOnce(InMemory):
    """
    Takes an entry that says the same as the one before for a repetition.
    """

    killed_by = "test_keeps_equal_entries"

    def commit(self, batch: Batch) -> int:
        kept = [e for e, before in zip(batch.entries, (None, *batch.entries), strict=False) if e != before]

        return super().commit(attrs.evolve(batch, entries=tuple(kept)))


class TidiesBodies(InMemory):
    """
    Reads and writes the JSON of a body, which is the same JSON but not the same text.
    """

    killed_by = "test_keeps_a_body_exactly"

    def _put(self, envelope: Envelope) -> None:
        super()._put(attrs.evolve(envelope, body=json.dumps(json.loads(envelope.body), ensure_ascii=False)))


class AppendsEntriesLate(InMemory):
    """
    Takes positions under the lock, and appends the entries after letting go of it.
    """

    killed_by = "test_no_entry_appears_late_to_a_thread"

    def commit(self, batch: Batch) -> int:
        with self._open():
            first = self._end
            self._end += len(batch.entries)
        time.sleep(0.0005 * len(batch.entries[0].subject) if batch.entries else 0)
        with self._open():
            for offset, entry in enumerate(batch.entries, 1):
                kept = JournalEntry(first + offset, entry.subject, entry.body)
                self._journal = sorted([*self._journal, kept], key=lambda e: e.position)
            position = super().commit(attrs.evolve(batch, entries=()))
            return first + len(batch.entries) if batch.entries else position


class WritesOneByOne(InMemory):
    """
    Lets go of the lock between two documents of one commit.
    """

    killed_by = "test_a_thread_sees_no_half_commit"

    def commit(self, batch: Batch) -> int:
        with self._open():
            self._check(batch)
        for write in batch.writes:
            with self._open():
                self._put(write.envelope)
            time.sleep(0)
        with self._open():
            return super().commit(attrs.evolve(batch, writes=()))
