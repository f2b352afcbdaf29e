"""
Reader: documents at exactly the versions that the index says, without a lock.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol, TypeAlias, TypeVar, cast

from mentorcore.backends import Envelope, Key
from mentorcore.errors import Corrupt
from mentorcore_json.documents import parsed
from mentorcore_json.files import Files
from mentorcore_json.places import Places
from mentorcore_json.redo import record_at
from mentorcore_json.shelves import Shelves
from mentorcore_json.tables import State, state_of
from mentorcore_json.trouble import translated


_T = TypeVar("_T")
Wanted: TypeAlias = list[tuple[str, int]]
"""Ids and the versions to read."""

_ATTEMPTS = 8


class Ask(Protocol):
    """
    Asks the index.
    """

    def __call__(self, ask: Callable[[sqlite3.Connection], _T]) -> _T: ...


class Reader:
    """
    Reads documents from their files, and those that are not written yet from the redo log.

    Args:
        ask: Asks the index.

        exclusive: Holds the lock for a block, and gives what asks the index in it.
    """

    def __init__(
        self,
        files: Files,
        places: Places,
        shelves: Shelves,
        ask: Ask,
        exclusive: Callable[[], AbstractContextManager[Ask]],
    ) -> None:
        self._files = files
        self._places = places
        self._shelves = shelves
        self._ask = ask
        self._exclusive = exclusive

    def bodies(self, kind: str, wanted: Callable[[sqlite3.Connection], Wanted]) -> list[Envelope]:
        """
        Return documents of one kind, all as they were at one moment.

        Args:
            wanted: Says, in one query, which ones.

        Raises:
            Corrupt: One of them cannot be read.
        """
        for _ in range(_ATTEMPTS):
            found = self._attempt(kind, wanted, self._ask)
            if found is not None:
                return found
        with self._exclusive() as ask:
            # Nobody else writes now, so that this is an answer.
            return cast("list[Envelope]", self._attempt(kind, wanted, ask))

    def _attempt(
        self, kind: str, wanted: Callable[[sqlite3.Connection], Wanted], ask: Ask
    ) -> list[Envelope] | None:
        """
        Read documents, all at the versions that the index says; *None* where somebody wrote meanwhile.
        """
        before, versions = ask(lambda database: (state_of(database), wanted(database)))
        unwritten: dict[Key, Envelope] | None = None
        envelopes: list[Envelope] = []
        with translated(self._places.shown):
            for name, version in versions:
                key = Key(kind, name)
                envelope, trouble = self._from_file(key, version)
                if envelope is None:
                    if unwritten is None:
                        unwritten = self._from_redo(before)
                    envelope = unwritten.get(key)
                if envelope is None or envelope.version != version:
                    if ask(state_of) == before:
                        raise trouble
                    return None
                envelopes.append(envelope)

        return envelopes

    def _from_file(self, key: Key, version: int) -> tuple[Envelope | None, Corrupt]:
        trouble = Corrupt(str(key), f"its file does not hold version {version}, which was committed")
        try:
            envelope = self._shelves.read(key)
        except Corrupt as error:
            return None, error

        return (envelope if envelope.version == version else None), trouble

    def _from_redo(self, state: State) -> dict[Key, Envelope]:
        record = record_at(self._files, self._places, state.last, state.number) if state.last else None
        if record is None:
            return {}
        keys = ((Key(d.kind, d.id), d.file) for d in record.commit.documents)

        return {key: parsed(file, key) for key, file in keys}
