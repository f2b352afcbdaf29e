"""
Backends that leave bytes when they scrub, or lose some.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import ClassVar

from mentorcore.backends import Batch, Key, Value
from mentorcore.errors import Unavailable
from tests.mutants.base import InMemory, InOneFile, write_file


class ScrubsTheLastVersionOnly(InOneFile):
    """
    Leaves bytes: keeps the history of each body, and scrubs what was superseded last.
    """

    killed_by = "test_nothing_superseded_is_left"

    def commit(self, batch: Batch) -> int:
        with self._open():
            old = {w.envelope.key: self._documents.get(w.envelope.key) for w in batch.writes}
            position = super().commit(batch)
            for key, kept in old.items():
                self._history.setdefault(key, []).extend([kept.body] if kept else [])
            for tombstone in batch.tombstones:
                self._history.pop(tombstone.key, None)

            return position

    def scrub(self) -> None:
        with self._open():
            for bodies in self._history.values():
                del bodies[-1:]

    def _forget(self) -> None:
        super()._forget()
        self._history: dict[Key, list[str]] = {}

    def _state(self) -> dict[str, object]:
        return super()._state() | {"_history": {key: [*bodies] for key, bodies in self._history.items()}}


class _KeepsOldTexts(InOneFile):
    """
    Has room beside the documents for what is no longer one.
    """

    def _forget(self) -> None:
        super()._forget()
        self._old: list[Value] = []

    def _state(self) -> dict[str, object]:
        return super()._state() | {"_old": [*self._old]}


class ForgetsLongBodies(_KeepsOldTexts):
    """
    Leaves bytes: keeps long bodies apart, and does not scrub them there.
    """

    killed_by = "test_nothing_deleted_is_left"

    def _bury(self, key: Key, version: int) -> None:
        body = self._documents[key].body
        self._old += [body] if len(body) > 2**16 else []
        super()._bury(key, version)


class KeepsOldIndexValues(_KeepsOldTexts):
    """
    Leaves bytes: enters new index values, and scrubs documents only.
    """

    killed_by = "test_no_old_index_value_is_left"

    def commit(self, batch: Batch) -> int:
        with self._open():
            kept = [self._documents.get(write.envelope.key) for write in batch.writes]
            position = super().commit(batch)
            self._old += [value for old in kept if old for value in old.index.values()]

            return position


class ScrubsAHundred(_KeepsOldTexts):
    """
    Leaves bytes: scrubs as many deleted documents as it takes in one go.
    """

    killed_by = "test_nothing_of_many_is_left"

    def _bury(self, key: Key, version: int) -> None:
        self._old.append(self._documents[key].body)
        super()._bury(key, version)

    def scrub(self) -> None:
        with self._open():
            del self._old[:100]


class WritesItDownOnClosing(InOneFile):
    """
    Leaves bytes: writes what was deleted to a file when it closes.
    """

    killed_by = "test_nothing_comes_back_on_closing"

    def __init__(self, where: Path) -> None:
        super().__init__(where)
        self._removed: list[str] = []

    def _bury(self, key: Key, version: int) -> None:
        self._removed.append(self._documents[key].body)
        super()._bury(key, version)

    def close(self) -> None:
        super().close()
        write_file(self._where / "removed", "\n".join(self._removed).encode())


class ScrubsTombstones(InMemory):
    """
    Takes tombstones for a part of what was deleted.
    """

    killed_by = "test_scrubbing_keeps_everything_else"

    def scrub(self) -> None:
        with self._open():
            self._buried.clear()


class ScrubsOnce(InMemory):
    """
    Marks the store as being scrubbed, and leaves the mark there.
    """

    killed_by = "test_scrubbing_stops_nobody"
    _scrubs = False

    def scrub(self) -> None:
        with self._open():
            if self._scrubs:
                raise Unavailable("memory:", "it is being scrubbed")
            self._scrubs = True


class ScrubsByTheLongestBody(InMemory):
    """
    Makes room for the longest body that there is or was.
    """

    killed_by = "test_a_new_store_may_be_scrubbed"

    def scrub(self) -> None:
        with self._open():
            lengths = [len(envelope.body) for envelope in self._documents.values()]
            bytearray(max([*lengths, *(0 for _ in self._buried)]))


class StaysWithTheFileItKnows(InOneFile):
    """
    Has a stale cache: knows which file scrubbing made last, in its own process.
    """

    killed_by = "test_scrubs_while_open_in_another_process"
    _scrubbed: ClassVar[dict[Path, int]] = {}

    def __init__(self, where: Path) -> None:
        numbers = [int(path.suffix[1:]) for path in where.glob("store.?")]
        self._scrubbed.setdefault(where, max(numbers, default=0))
        super().__init__(where)

    def scrub(self) -> None:
        with self._open():
            old = self._file
            self._scrubbed[self._where] += 1
            self._write(self._state())
            old.unlink(missing_ok=True)

    @property
    def _file(self) -> Path:
        return self._where / f"store.{self._scrubbed[self._where]}"


class ScrubsItsOwnLog(InOneFile):
    """
    Leaves bytes: keeps a log for each instance, and scrubs its own and those of other processes.
    """

    killed_by = "test_scrubs_while_open_twice"

    def __init__(self, where: Path) -> None:
        super().__init__(where)
        self._log = where / f"log-{os.getpid()}-{id(self)}"

    def commit(self, batch: Batch) -> int:
        with self._open():
            position = super().commit(batch)
            logged = self._log.read_bytes() if self._log.exists() else b""
            write_file(self._log, logged + "".join(each.envelope.body for each in batch.writes).encode())

            return position

    def scrub(self) -> None:
        with self._open():
            for log in self._where.glob("log-*"):
                if log == self._log or not log.match(f"log-{os.getpid()}-*"):
                    log.unlink()

    def close(self) -> None:
        super().close()
        self._log.unlink(missing_ok=True)
