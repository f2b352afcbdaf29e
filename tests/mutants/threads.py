"""
Backends that let two threads in at the same time.
"""

from __future__ import annotations

import bisect
import itertools
import time
from operator import attrgetter

import attrs

from mentorcore.backends import Batch, Envelope, JournalEntry
from mentorcore.errors import AlreadyDone
from tests.mutants.base import PAUSE, InMemory


class ChecksFirst(InMemory):
    """
    Checks some batches, lets go of the lock, and writes.
    """

    def _forget(self) -> None:
        super()._forget()
        self._is_checked = False

    def commit(self, batch: Batch) -> int:
        first = self._first(batch)
        if first == Batch():
            return super().commit(batch)
        with self._open():
            self._check(first)
        time.sleep(PAUSE)
        with self._open():
            self._is_checked = True
            try:
                return super().commit(batch)
            finally:
                self._is_checked = False

    def _check(self, batch: Batch) -> None:
        super()._check(self._rest(batch) if self._is_checked else batch)

    def _first(self, batch: Batch) -> Batch:
        """
        Return what is checked too early.
        """
        raise NotImplementedError

    def _rest(self, batch: Batch) -> Batch:
        """
        Return what is checked in time.
        """
        return Batch()


class LosesUpdates(ChecksFirst):
    """
    Loses an update: checks the version of a change before it has the lock.
    """

    killed_by = "test_threads_lose_no_update"

    def _first(self, batch: Batch) -> Batch:
        is_hasty = any(write.expected for write in batch.writes) and batch.token is None and not batch.reads

        return attrs.evolve(batch, entries=()) if is_hasty else Batch()


class CreatesTwice(ChecksFirst):
    """
    Looks whether an id is free before it has the lock.
    """

    killed_by = "test_one_thread_creates_a_document"

    def _first(self, batch: Batch) -> Batch:
        is_hasty = any(not write.expected for write in batch.writes) and batch.token is None

        return attrs.evolve(batch, entries=()) if is_hasty else Batch()


class LetsGuardsGo(ChecksFirst):
    """
    Looks at what was only read before it has the lock.
    """

    killed_by = "test_guards_hold_among_threads"

    def _first(self, batch: Batch) -> Batch:
        return attrs.evolve(batch, entries=()) if batch.reads and batch.token is None else Batch()

    def _rest(self, batch: Batch) -> Batch:
        return attrs.evolve(batch, reads=())


class TakesTokensTwice(InMemory):
    """
    Ignores a token that somebody commits while it has no lock.
    """

    killed_by = "test_one_thread_commits_a_token"

    def commit(self, batch: Batch) -> int:
        if batch.token is None:
            return super().commit(batch)
        with self._open():
            if batch.token in self._tokens:
                raise AlreadyDone(self._tokens[batch.token])
        time.sleep(PAUSE)
        with self._open():
            self._tokens.pop(batch.token, None)

            return super().commit(batch)


class WritesOneByOne(InMemory):
    """
    Commits in part: lets go of the lock between two documents of one commit.
    """

    killed_by = "test_a_thread_sees_no_half_commit"

    def commit(self, batch: Batch) -> int:
        if len(batch.writes) != 2 or batch.token is not None:
            return super().commit(batch)
        with self._open():
            self._check(batch)
            self._put(batch.writes[0].envelope)
        time.sleep(PAUSE)

        return super().commit(attrs.evolve(batch, writes=batch.writes[1:]))


class EntersOneByOne(InMemory):
    """
    Commits in part: lets go of the lock between two journal entries of one commit that has documents.
    """

    killed_by = "test_a_thread_sees_no_half_commit"

    def commit(self, batch: Batch) -> int:
        if not batch.writes or len(batch.entries) != 2 or batch.token is not None:
            return super().commit(batch)
        super().commit(attrs.evolve(batch, entries=batch.entries[:1]))
        time.sleep(PAUSE)

        return super().commit(Batch(entries=batch.entries[1:]))


class EntersBeforeItWrites(InMemory):
    """
    Commits in part: tells in the journal what it is going to write.
    """

    killed_by = "test_a_thread_sees_no_half_commit"

    def commit(self, batch: Batch) -> int:
        if not batch.writes or not batch.entries or batch.reads or batch.token is not None:
            return super().commit(batch)
        with self._open():
            self._check(batch)
            position = super().commit(Batch(entries=batch.entries))
        time.sleep(PAUSE)
        super().commit(attrs.evolve(batch, entries=()))

        return position


class WritesBodiesLater(InMemory):
    """
    Commits in part: changes what is indexed of a document in a group, and then its body.
    """

    killed_by = "test_a_thread_sees_no_half_commit"

    def _put(self, envelope: Envelope) -> None:
        kept = self._documents.get(envelope.key)
        if kept is not None and kept.index.get("group"):
            super()._put(attrs.evolve(envelope, body=kept.body))
            self._lock.release()
            time.sleep(PAUSE)
            self._lock.acquire()
        super()._put(envelope)


class AppendsEntriesLate(InMemory):
    """
    Has positions appear late: takes them under the lock, and appends the entries after letting go of it.
    """

    killed_by = "test_no_entry_appears_late_to_a_thread"

    def _forget(self) -> None:
        super()._forget()
        self._count = itertools.count()

    def commit(self, batch: Batch) -> int:
        if batch.writes or not batch.entries or batch.token is not None:
            return super().commit(batch)
        with self._open():
            super().commit(attrs.evolve(batch, entries=()))
            first = self._end + 1
            self._end += len(batch.entries)
        if next(self._count) % 2:
            time.sleep(PAUSE)
        with self._open():
            for position, entry in enumerate(batch.entries, first):
                kept = JournalEntry(position, entry.subject, entry.body)
                for entries in (self._journal, self._journal_of.setdefault(entry.subject, [])):
                    bisect.insort(entries, kept, key=attrgetter("position"))

            return position


class MixesEntries(InMemory):
    """
    Lets the entries of another thread in between those of one commit.
    """

    killed_by = "test_the_entries_of_a_commit_stand_together"

    def commit(self, batch: Batch) -> int:
        if batch.writes or batch.token is not None:
            return super().commit(batch)
        position = super().commit(attrs.evolve(batch, entries=batch.entries[:1]))
        for entry in batch.entries[1:]:
            time.sleep(PAUSE)
            position = super().commit(Batch(entries=(entry,)))

        return position


class TellsTheEndOfTheJournal(InMemory):
    """
    Looks up where its entries stand when it has let go of the lock.
    """

    killed_by = "test_every_thread_is_told_its_own_position"

    def commit(self, batch: Batch) -> int:
        position = super().commit(batch)
        time.sleep(PAUSE if batch.entries else 0)

        return self._end if batch.entries else position
