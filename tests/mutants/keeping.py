"""
Backends that lose or keep too much on the way to their file.
"""

from __future__ import annotations

import contextlib
from contextlib import AbstractContextManager
from pathlib import Path

from mentorcore.backends import Envelope, Key
from tests.mutants.base import InOneFile


class RemembersWhatItRead(InOneFile):
    """
    Loads a document once, and believes for ever what it saw.
    """

    killed_by = "test_forgets_what_it_has_seen"

    def load(self, key: Key) -> Envelope | None:
        seen: dict[Key, Envelope] = vars(self).setdefault("seen", {})
        seen |= {e.key: e for e in super().scan(key.kind, after=None, limit=99) if e.key not in seen}

        return seen.get(key) or super().load(key)


class ForgetsTokens(InOneFile):
    """
    Keeps tokens in memory only.
    """

    killed_by = "test_tokens_stay_known"

    def _read(self) -> None:
        kept = self._tokens
        super()._read()
        self._tokens = kept

    def _state(self) -> dict[str, object]:
        return super()._state() | {"_tokens": {}}


class CountsPositionsAgain(InOneFile):
    """
    Takes the position of the last entry for the end, forgetting those that only a token took.
    """

    killed_by = "test_positions_go_on"

    def __init__(self, where: Path) -> None:
        super().__init__(where)
        with self._open():
            self._end = self._journal[-1].position if self._journal else 0


class KeepsABackup(InOneFile):
    """
    Keeps the file before the last change, and forgets it when scrubbing.
    """

    killed_by = "test_nothing_deleted_is_left"

    def _write(self, state: dict[str, object]) -> None:
        with contextlib.suppress(FileNotFoundError):
            (self._where / "backup").write_bytes((self._where / "store").read_bytes())
        super()._write(state)


class WritesWithoutTheLock(InOneFile):
    """
    Locks out other threads, but no other process.
    """

    killed_by = "test_processes_lose_no_update"

    def _alone(self) -> AbstractContextManager[object]:
        return contextlib.nullcontext()

    def _write(self, state: dict[str, object]) -> None:
        with contextlib.suppress(FileNotFoundError):
            super()._write(state)
