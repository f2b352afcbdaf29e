"""
Backends that keep order among their own threads and instances, and not among processes.
"""

from __future__ import annotations

import bisect
import contextlib
import itertools
import os
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from operator import attrgetter
from pathlib import Path
from typing import ClassVar

import attrs

from mentorcore.backends import Batch, Envelope, JournalEntry, Key, Write
from mentorcore.errors import AlreadyDone
from tests.mutants.base import PAUSE, InOneFile


class RemembersWhatIsMissing(InOneFile):
    """
    Has a stale cache: remembers where nothing is, until it commits something.
    """

    killed_by = "test_sees_another_processs_commits_at_once"

    def __init__(self, where: Path) -> None:
        super().__init__(where)
        self._missing: set[Key] = set()

    def load(self, key: Key) -> Envelope | None:
        found = super().load(key)
        if found is None:
            self._missing.add(key)

        return found if key not in self._missing else None

    def commit(self, batch: Batch) -> int:
        position = super().commit(batch)
        self._missing.clear()

        return position


class SharesACacheInItsProcess(InOneFile):
    """
    Has a stale cache: believes in what it loaded as long as the journal ends where it did.
    """

    killed_by = "test_commits_are_seen_by_another_process_at_once"
    _caches: ClassVar[defaultdict[Path, dict[tuple[Key, int], Envelope]]] = defaultdict(dict)

    def load(self, key: Key) -> Envelope | None:
        with self._open():
            cache = self._caches[self._where]
            found = cache.get((key, self._end)) or super().load(key)
            if found is not None:
                cache[key, self._end] = found

            return found

    def commit(self, batch: Batch) -> int:
        with self._open():
            self._caches[self._where].clear()

            return super().commit(batch)


class TakesANoteForACorrection(InOneFile):
    """
    Loses an update: lets a stale change overrule another process when an entry says so.
    """

    killed_by = "test_a_version_is_stale_for_another_process"

    def commit(self, batch: Batch) -> int:
        with self._open():
            writes = tuple(map(self._overruling, batch.writes)) if batch.entries else batch.writes
            position = super().commit(attrs.evolve(batch, writes=writes))
            self._writers |= {write.envelope.key: os.getpid() for write in writes}

            return position

    def _overruling(self, write: Write) -> Write:
        key = write.envelope.key
        is_stale = 0 < write.expected < self._version(key)

        return (
            attrs.evolve(write, expected=self._version(key))
            if is_stale and self._writers[key] != os.getpid()
            else write
        )

    def _forget(self) -> None:
        super()._forget()
        self._writers: dict[Key, int] = {}

    def _state(self) -> dict[str, object]:
        return super()._state() | {"_writers": dict(self._writers)}


class BuriesInMemory(InOneFile):
    """
    Keeps tombstones for as long as its process runs.
    """

    killed_by = "test_a_removed_id_is_used_for_another_process"
    _graves: ClassVar[defaultdict[Path, dict[Key, int]]] = defaultdict(dict)

    def _bury(self, key: Key, version: int) -> None:
        super()._bury(key, version)
        self._graves[self._where][key] = version

    def _read(self) -> None:
        super()._read()
        self._buried = dict(self._graves[self._where])

    def _state(self) -> dict[str, object]:
        return super()._state() | {"_buried": {}}


class TrustsVersionsMoreThanTokens(InOneFile):
    """
    Ignores a token of another process where there are documents, whose versions say enough.
    """

    killed_by = "test_a_token_is_known_to_another_process"
    _own: ClassVar[defaultdict[Path, set[str | None]]] = defaultdict(set)

    def commit(self, batch: Batch) -> int:
        with self._open():
            if batch.writes and batch.token is not None and batch.token not in self._own[self._where]:
                self._tokens.pop(batch.token, None)
            position = super().commit(batch)
            self._own[self._where].add(batch.token)

            return position


class OneAtATimeHere(InOneFile):
    """
    Lets one call at a time do something in a process, however many instances there are.
    """

    _doors: ClassVar[defaultdict[Path, threading.RLock]] = defaultdict(threading.RLock)

    @contextlib.contextmanager
    def _open(self) -> Iterator[None]:
        with self._doors[self._where], super()._open():
            yield

    def commit(self, batch: Batch) -> int:
        with self._doors[self._where]:
            return self._commit(batch)

    def _commit(self, batch: Batch) -> int:
        return super().commit(batch)

    def _let_others_in(self) -> None:
        time.sleep(5 * PAUSE)  # longer than another process takes for its part, so that they meet


class LosesUpdatesElsewhere(OneAtATimeHere):
    """
    Loses an update: checks the version of a change before it has locked the file.
    """

    killed_by = "test_processes_lose_no_update"

    def _commit(self, batch: Batch) -> int:
        if not any(write.expected for write in batch.writes) or batch.reads or batch.token is not None:
            return super()._commit(batch)
        with self._open():
            self._check(batch)
        self._let_others_in()
        with self._open():
            for write in batch.writes:
                self._put(write.envelope)

            return super()._commit(attrs.evolve(batch, writes=()))


class CreatesTwiceElsewhere(OneAtATimeHere):
    """
    Looks whether an id is free before it has locked the file.
    """

    killed_by = "test_one_process_creates_a_document"

    def _commit(self, batch: Batch) -> int:
        if not batch.writes or any(write.expected for write in batch.writes) or batch.token is not None:
            return super()._commit(batch)
        with self._open():
            self._check(batch)
        self._let_others_in()
        with self._open():
            for write in batch.writes:
                self._put(write.envelope)

            return super()._commit(attrs.evolve(batch, writes=()))


class TakesTokensTwiceElsewhere(OneAtATimeHere):
    """
    Ignores a token that another process commits while the file is not locked.
    """

    killed_by = "test_one_process_commits_a_token"

    def _commit(self, batch: Batch) -> int:
        if batch.token is None or batch.writes:
            return super()._commit(batch)
        with self._open():
            if batch.token in self._tokens:
                raise AlreadyDone(self._tokens[batch.token])
        self._let_others_in()
        with self._open():
            self._tokens.pop(batch.token, None)

            return super()._commit(batch)


class LetsGuardsGoElsewhere(OneAtATimeHere):
    """
    Looks at what was only read before it has locked the file.
    """

    killed_by = "test_guards_hold_among_processes"

    def _commit(self, batch: Batch) -> int:
        if not batch.reads or batch.token is not None:
            return super()._commit(batch)
        with self._open():
            self._check(batch)
        self._let_others_in()

        return super()._commit(attrs.evolve(batch, reads=()))


class WritesOneByOneElsewhere(OneAtATimeHere):
    """
    Commits in part: writes the file between two documents of one commit.
    """

    killed_by = "test_a_process_sees_no_half_commit"

    def _commit(self, batch: Batch) -> int:
        if len(batch.writes) != 2 or batch.token is not None:
            return super()._commit(batch)
        with self._open():
            self._check(batch)
            self._put(batch.writes[0].envelope)
        self._let_others_in()

        return super()._commit(attrs.evolve(batch, writes=batch.writes[1:]))


class AppendsEntriesLateElsewhere(OneAtATimeHere):
    """
    Has positions appear late: takes them in the locked file, and appends the entries in a second go.
    """

    killed_by = "test_no_entry_appears_late_to_a_process"
    _count: ClassVar[itertools.count[int]] = itertools.count()

    def _commit(self, batch: Batch) -> int:
        if batch.writes or not batch.entries or batch.token is not None:
            return super()._commit(batch)
        with self._open():
            super()._commit(attrs.evolve(batch, entries=()))
            first = self._end + 1
            self._end += len(batch.entries)
        if next(self._count) % 2:
            time.sleep(20 * PAUSE)  # until somebody has read what came later
        with self._open():
            for position, entry in enumerate(batch.entries, first):
                kept = JournalEntry(position, entry.subject, entry.body)
                for entries in (self._journal, self._journal_of.setdefault(entry.subject, [])):
                    bisect.insort(entries, kept, key=attrgetter("position"))

            return position
