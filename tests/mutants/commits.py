"""
Backends that commit wrongly, one writer at a time.
"""

from __future__ import annotations

import threading

import attrs

from mentorcore.backends import Batch, Envelope, Key
from mentorcore.errors import Conflict, Unavailable
from tests.mutants.base import InMemory


class TakesNewerForRead(InMemory):
    """
    Has a guard of what writes nothing hold when the document is still there, in that version or a newer one.
    """

    killed_by = "test_refuses_another_version"

    def _check(self, batch: Batch) -> None:
        reads = (guard for guard in batch.reads if not 0 < guard.version < self._version(guard.key))
        super()._check(batch if batch.writes else attrs.evolve(batch, reads=tuple(reads)))


class TakesRemovedForUnused(InMemory):
    """
    Guards an id that must never have been used, and forgets the removed ones.
    """

    killed_by = "test_refuses_a_removed_id"

    def _check(self, batch: Batch) -> None:
        reads = (guard for guard in batch.reads if guard.version or guard.key not in self._buried)
        super()._check(attrs.evolve(batch, reads=tuple(reads)))


class GuardsOnlyWhatIsThere(InMemory):
    """
    Finds no row for a guard of what must be missing, and takes that for a conflict.
    """

    killed_by = "test_a_missing_document_may_be_guarded"

    def _check(self, batch: Batch) -> None:
        super()._check(batch)
        for guard in batch.reads:
            if guard.version == 0:
                raise Conflict(guard.key, 0, 0)


class LocksByWriting(InMemory):
    """
    Writes a guarded row again, to lock it, without what it did not read.
    """

    killed_by = "test_a_guard_changes_nothing"

    def commit(self, batch: Batch) -> int:
        with self._open():
            position = super().commit(batch)
            for guard in batch.reads:
                if (kept := self._documents.get(guard.key)) is not None:
                    self._put(attrs.evolve(kept, index=dict.fromkeys(kept.index)))

            return position


class CountsVersionsItself(InMemory):
    """
    Gives a changed document the version after the one that is there.
    """

    killed_by = "test_stores_the_version_as_given"

    def commit(self, batch: Batch) -> int:
        writes = (
            attrs.evolve(w, envelope=attrs.evolve(w.envelope, version=w.expected + 1)) if w.expected else w
            for w in batch.writes
        )

        return super().commit(attrs.evolve(batch, writes=tuple(writes)))


class TakesAnEqualBatchForARetry(InMemory):
    """
    Lets a version be used twice: takes a batch that equals the caller's last one for its repetition.
    """

    killed_by = "test_checks_the_version_that_is_kept_now"

    def _forget(self) -> None:
        super()._forget()
        self._last: dict[int, Batch] = {}

    def commit(self, batch: Batch) -> int:
        with self._open():
            if batch.writes and self._last.get(threading.get_ident()) == batch:
                return self._end
            position = super().commit(batch)
            self._last[threading.get_ident()] = batch

            return position


class LoadsTheRemoved(InMemory):
    """
    Takes a removed document out of every list, and still gives it to whoever knows its name, as long as there
    are others of its kind.
    """

    killed_by = "test_a_removed_document_is_gone"

    def _forget(self) -> None:
        super()._forget()
        self._removed: dict[Key, Envelope] = {}

    def _bury(self, key: Key, version: int) -> None:
        self._removed[key] = self._documents[key]
        super()._bury(key, version)

    def load(self, key: Key) -> Envelope | None:
        return super().load(key) or (self._removed.get(key) if self._ids.get(key.kind) else None)


class RemembersAttempts(InMemory):
    """
    Commits all or nothing, but tells of a token that was refused that it is done.
    """

    killed_by = "test_all_or_nothing"

    def _forget(self) -> None:
        super()._forget()
        self._attempted: set[str | None] = set()

    def commit(self, batch: Batch) -> int:
        self._attempted.add(batch.token)

        return super().commit(batch)

    def position_of(self, token: str) -> int | None:
        position = super().position_of(token)

        return self._end if position is None and token in self._attempted else position


class HoldsOnToATokenInUse(InMemory):
    """
    Marks a token as in use, and does not let go of it when the commit is refused.
    """

    killed_by = "test_a_refused_batch_may_be_corrected"

    def _forget(self) -> None:
        super()._forget()
        self._in_use: set[str] = set()

    def commit(self, batch: Batch) -> int:
        with self._open():
            if batch.token in self._in_use:
                raise Unavailable("memory:", "this token is in use")
            if batch.token is None or batch.token in self._tokens:
                return super().commit(batch)
            self._in_use.add(batch.token)
            position = super().commit(batch)
            self._in_use.discard(batch.token)

            return position


class TakesAPositionEarly(InMemory):
    """
    Draws the next position before it looks at the versions, like a sequence in a database.
    """

    killed_by = "test_a_refused_batch_takes_no_position"

    def commit(self, batch: Batch) -> int:
        with self._open():
            try:
                return super().commit(batch)
            except Conflict:
                self._end += bool(batch.entries)
                raise


class DropsTheEntryOfAMixedCommit(InMemory):
    """
    Drops the journal entry of a commit that both writes and removes.
    """

    killed_by = "test_everything_in_one_commit"

    def commit(self, batch: Batch) -> int:
        is_mixed = batch.writes and batch.tombstones

        return super().commit(attrs.evolve(batch, entries=()) if is_mixed else batch)


class AsksTheTokensForTheEnd(InMemory):
    """
    Gives an empty batch the position of the last token, as if every commit had one.
    """

    killed_by = "test_an_empty_batch_is_no_trouble"

    def commit(self, batch: Batch) -> int:
        position = super().commit(batch)

        return position if batch != Batch() else max(self._tokens.values(), default=0)


class BeginsAtOne(InMemory):
    """
    Gives 1 for the end of a journal in which nothing ever was.
    """

    killed_by = "test_the_end_of_a_new_journal_is_zero"

    def commit(self, batch: Batch) -> int:
        return max(1, super().commit(batch))
