"""
Backends that do not know that the store is open twice in one process.
"""

from __future__ import annotations

import os
import time
import weakref
from contextlib import AbstractContextManager
from pathlib import Path
from typing import ClassVar

import attrs
from filelock import FileLock

from mentorcore.backends import Batch, Envelope, Key, Page, Query, Write
from tests.mutants.base import PAUSE, PRIVATE, InOneFile


class RemembersWhatItFound(InOneFile):
    """
    Has a stale cache: asks each question once, and again after a commit of its own.
    """

    killed_by = "test_sees_the_others_commits_at_once"

    def __init__(self, where: Path) -> None:
        super().__init__(where)
        self._found: dict[Query, Page] = {}

    def find(self, query: Query) -> Page:
        found = super().find(query)

        return self._found.setdefault(query, found) if query.where else found

    def commit(self, batch: Batch) -> int:
        position = super().commit(batch)
        self._found.clear()

        return position


class BelievesInWhatWasRemoved(InOneFile):
    """
    Has a stale cache: loads what is there, and where nothing is, gives what it saw before.
    """

    killed_by = "test_forgets_what_it_has_seen"

    def __init__(self, where: Path) -> None:
        super().__init__(where)
        self._seen: dict[Key, Envelope] = {}

    def load(self, key: Key) -> Envelope | None:
        found = super().load(key)
        if found is not None:
            self._seen[key] = found

        return self._seen.get(key)

    def commit(self, batch: Batch) -> int:
        position = super().commit(batch)
        for tombstone in batch.tombstones:
            self._seen.pop(tombstone.key, None)

        return position


class MergesIndexValues(InOneFile):
    """
    Loses an update: lets a stale change through that leaves the body as it is.
    """

    killed_by = "test_a_version_is_stale_for_all"

    def commit(self, batch: Batch) -> int:
        with self._open():
            writes = tuple(map(self._merged, batch.writes))

            return super().commit(attrs.evolve(batch, writes=writes))

    def _merged(self, write: Write) -> Write:
        kept, new = self._documents.get(write.envelope.key), write.envelope
        is_stale = kept is not None and 0 < write.expected < kept.version
        if kept is None or not is_stale or kept.body != new.body or dict(kept.index) == dict(new.index):
            return write

        return attrs.evolve(write, expected=kept.version)


class RemembersUnknownTokens(InOneFile):
    """
    Ignores a token that it once did not know, and has not committed since.
    """

    killed_by = "test_a_token_is_known_to_all"

    def __init__(self, where: Path) -> None:
        super().__init__(where)
        self._unknown: set[str] = set()

    def position_of(self, token: str) -> int | None:
        position = super().position_of(token)
        if position is None:
            self._unknown.add(token)

        return position

    def commit(self, batch: Batch) -> int:
        with self._open():
            if batch.token in self._unknown:
                self._tokens.pop(batch.token, None)
            position = super().commit(batch)
            self._unknown.discard(batch.token or "")

            return position


class TakesTheLastCommitForItsOwn(InOneFile):
    """
    Uses positions again: remembers by its process who was last, and trusts its own count when it was it.
    """

    killed_by = "test_positions_are_shared"

    def __init__(self, where: Path) -> None:
        super().__init__(where)
        with self._open():
            self._mine = self._end

    def _forget(self) -> None:
        super()._forget()
        self._last = 0

    def commit(self, batch: Batch) -> int:
        with self._open():
            if self._last == os.getpid():
                self._end = self._mine
            position = super().commit(batch)
            self._mine, self._last = self._end, os.getpid()

            return position

    def _state(self) -> dict[str, object]:
        return super()._state() | {"_last": self._last}


class ClosesAllAtOnce(InOneFile):
    """
    Shares something between all that have the store open, and lets go of it for all.
    """

    killed_by = "test_closing_one_leaves_the_other"
    _all: ClassVar[weakref.WeakSet[ClosesAllAtOnce]] = weakref.WeakSet()

    def __init__(self, where: Path) -> None:
        super().__init__(where)
        self._all.add(self)

    def close(self) -> None:
        for other in [*self._all]:
            if other._where == self._where:
                other._closed = True


class LocksByProcess(InOneFile):
    """
    Loses updates: has a lock that belongs to the process, and lets in whoever comes from the same one.
    """

    killed_by = "test_loses_no_update"
    _locks: ClassVar[dict[Path, FileLock]] = {}

    def _alone(self) -> AbstractContextManager[object]:
        lock = FileLock(self._where / "lock", mode=PRIVATE, thread_local=False, poll_interval=PAUSE / 2)

        return self._locks.setdefault(self._where, lock)

    def _write(self, state: dict[str, object]) -> None:
        time.sleep(PAUSE)
        super()._write(state)
