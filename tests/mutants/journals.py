"""
Backends that keep or read the journal wrongly.
"""

from __future__ import annotations

import bisect
from collections.abc import Sequence

import attrs

from mentorcore.backends import Batch, Entry, JournalEntry, Key
from tests.mutants.base import InMemory


class HasAnEntryBeforeTheFirst(InMemory):
    """
    Gives an entry without content where there are documents and no entry yet.
    """

    killed_by = "test_a_new_journal_is_empty"

    def journal(self, *, after: int, limit: int, subject: str | None) -> Sequence[JournalEntry]:
        kept = super().journal(after=after, limit=limit, subject=subject)
        is_new = self._documents and self._end == 0

        return (JournalEntry(0, "", "{}"),) if is_new else kept


class SortsTheEntriesOfACommit(InMemory):
    """
    Keeps the entries of a commit by subject.
    """

    killed_by = "test_keeps_the_order_of_commits"

    def commit(self, batch: Batch) -> int:
        entries = sorted(batch.entries, key=lambda entry: entry.subject)

        return super().commit(attrs.evolve(batch, entries=tuple(entries)))


class KeepsOneLineAnEntry(InMemory):
    """
    Keeps the first line of an entry, and lines end wherever Unicode says so.
    """

    killed_by = "test_keeps_entries_exactly"

    def commit(self, batch: Batch) -> int:
        entries = (Entry(entry.subject, entry.body.splitlines()[0]) for entry in batch.entries)

        return super().commit(attrs.evolve(batch, entries=tuple(entries)))


class NumbersEntriesBySubject(InMemory):
    """
    Keeps the entries of a commit in their order, and numbers them in the order of their subjects.
    """

    killed_by = "test_positions_grow"

    def commit(self, batch: Batch) -> int:
        with self._open():
            position = super().commit(batch)
            kept = self._journal[len(self._journal) - len(batch.entries) :]
            by_subject = sorted(kept, key=lambda entry: entry.subject)
            for place, entry in zip(kept, by_subject, strict=True):
                renumbered = attrs.evolve(entry, position=place.position)
                self._journal[self._journal.index(entry)] = renumbered
                of = self._journal_of[entry.subject]
                of[of.index(entry)] = renumbered

            return position


class GivesThePositionOfItsFirstSubject(InMemory):
    """
    Gives the position of the last entry that is about what its first entry is about.
    """

    killed_by = "test_a_commit_gives_the_position_of_its_last_entry"

    def commit(self, batch: Batch) -> int:
        with self._open():
            position = super().commit(batch)
            subjects = [entry.subject for entry in batch.entries]
            position -= subjects[::-1].index(subjects[0]) if subjects else 0
            if batch.token is not None:
                self._tokens[batch.token] = position

            return position


class GivesNothingForDocuments(InMemory):
    """
    Gives the position of a commit that takes none as 0.
    """

    killed_by = "test_a_commit_without_entries_gives_the_end"

    def commit(self, batch: Batch) -> int:
        position = super().commit(batch)
        is_silent = (batch.writes or batch.tombstones) and not batch.entries and batch.token is None

        return 0 if is_silent else position


class StartsAtTheNextCommit(InMemory):
    """
    Reads all the rest commit by commit, from the first that begins behind a position.
    """

    killed_by = "test_starts_behind_a_position"

    def _forget(self) -> None:
        super()._forget()
        self._ends: list[int] = []

    def commit(self, batch: Batch) -> int:
        with self._open():
            position = super().commit(batch)
            self._ends += [position] * bool(batch.entries)

            return position

    def journal(self, *, after: int, limit: int, subject: str | None) -> Sequence[JournalEntry]:
        with self._open():
            if 0 < after < self._end and limit >= len(self._journal) and subject is None:
                after = self._ends[bisect.bisect_left(self._ends, after)]

            return super().journal(after=after, limit=limit, subject=subject)


class StartsOverBehindTheEnd(InMemory):
    """
    Takes a position that it never gave for no position at all.
    """

    killed_by = "test_is_empty_behind_its_end"

    def journal(self, *, after: int, limit: int, subject: str | None) -> Sequence[JournalEntry]:
        return super().journal(after=after if after <= self._end else 0, limit=limit, subject=subject)


class GivesWholeCommits(InMemory):
    """
    Goes beyond the limit to the end of the commit that it has begun with.
    """

    killed_by = "test_gives_no_more_than_the_limit"

    def _forget(self) -> None:
        super()._forget()
        self._ends: list[int] = []

    def commit(self, batch: Batch) -> int:
        with self._open():
            position = super().commit(batch)
            self._ends += [position] * bool(batch.entries)

            return position

    def journal(self, *, after: int, limit: int, subject: str | None) -> Sequence[JournalEntry]:
        with self._open():
            page = super().journal(after=after, limit=limit, subject=subject)
            if page and subject is None:
                end = self._ends[bisect.bisect_left(self._ends, page[-1].position)]
                limit += end - page[-1].position

            return super().journal(after=after, limit=limit, subject=subject)


class MatchesTheStartOfASubject(InMemory):
    """
    Gives the entries about every id that begins with the subject.
    """

    killed_by = "test_gives_the_entries_of_one_subject"

    def journal(self, *, after: int, limit: int, subject: str | None) -> Sequence[JournalEntry]:
        behind = super().journal(after=after, limit=10**9, subject=None)

        return [entry for entry in behind if entry.subject.startswith(subject or "")][:limit]


class CountsTheLimitFirst(InMemory):
    """
    Takes as many entries as the limit allows, and only then looks at their subjects.
    """

    killed_by = "test_limits_the_entries_of_one_subject"

    def journal(self, *, after: int, limit: int, subject: str | None) -> Sequence[JournalEntry]:
        some = super().journal(after=after, limit=limit, subject=None)

        return [entry for entry in some if subject in (None, entry.subject)]


class CountsWithinASubject(InMemory):
    """
    Takes a position for the number of entries of the subject that were read.
    """

    killed_by = "test_follows_one_subject_from_a_position"

    def journal(self, *, after: int, limit: int, subject: str | None) -> Sequence[JournalEntry]:
        if subject is None:
            return super().journal(after=after, limit=limit, subject=None)

        return super().journal(after=0, limit=after + limit, subject=subject)[after:]


class KeepsEqualEntriesOnce(InMemory):
    """
    Drops an entry that says the same as the one before, as if it were a repetition.
    """

    killed_by = "test_keeps_equal_entries"

    def commit(self, batch: Batch) -> int:
        kept = [e for e, before in zip(batch.entries, (None, *batch.entries), strict=False) if e != before]

        return super().commit(attrs.evolve(batch, entries=tuple(kept)))


class RemovesTheHistory(InMemory):
    """
    Removes what the journal says about a document together with it.
    """

    killed_by = "test_keeps_the_entries_of_a_removed_document"

    def _bury(self, key: Key, version: int) -> None:
        super()._bury(key, version)
        self._journal_of.pop(key.id, None)
        self._journal = [entry for entry in self._journal if entry.subject != key.id]


class LooksAtThePositionItself(InMemory):
    """
    Has a short way for a single entry, which begins with the position instead of behind it.
    """

    killed_by = "test_can_be_read_in_pages"

    def journal(self, *, after: int, limit: int, subject: str | None) -> Sequence[JournalEntry]:
        return super().journal(after=after - (limit == 1), limit=limit, subject=subject)
