"""
What the broken backends are made of: two sound ones, and the name of the test that must notice.
"""

from __future__ import annotations

import contextlib
import pickle
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import ClassVar

import attrs
from filelock import FileLock

from mentorcore.backends import Backend, Capability, Layout
from mentorcore.backends.memory import MemoryBackend
from mentorcore.errors import Corrupt
from mentorcore.testing import BackendContract


class InMemory(MemoryBackend):
    """
    The memory backend, to be broken.

    Attributes:
        killed_by: The contract test that must fail.
    """

    killed_by: ClassVar[str] = ""

    def __init__(self, where: Path) -> None:
        self._where = where
        super().__init__()


class InOneFile(InMemory):
    """
    A backend that declares everything: all of the store in one file, read and written by every call.
    """

    capabilities = frozenset(Capability)

    def __init__(self, where: Path) -> None:
        self._inside = False
        super().__init__(where)

    def close(self) -> None:
        self._closed = True

    @contextlib.contextmanager
    def _open(self) -> Iterator[None]:
        with super()._open():
            if self._inside:
                yield
                return
            self._inside = True
            try:
                with self._alone():
                    self._read()
                    before = self._state()
                    yield
                    if (after := self._state()) != before:
                        self._write(after)
            finally:
                self._inside = False

    def _alone(self) -> AbstractContextManager[object]:
        return FileLock(self._where / "lock")

    def _read(self) -> None:
        self._forget()
        with contextlib.suppress(FileNotFoundError):
            kept = (self._where / "store").read_bytes()
            try:
                state = pickle.loads(kept)
            except Exception as error:
                raise Corrupt(str(self._where), "its file cannot be read") from error
            for envelope in state.pop("documents"):
                self._put(envelope)
            vars(self).update(state)
            for entry in self._journal:
                self._journal_of.setdefault(entry.subject, []).append(entry)

    def _write(self, state: dict[str, object]) -> None:
        (self._where / "new").write_bytes(pickle.dumps(state))
        (self._where / "new").replace(self._where / "store")

    def _state(self) -> dict[str, object]:
        return {
            "documents": [attrs.evolve(e, index=dict(e.index)) for e in self._documents.values()],
            "_buried": dict(self._buried),
            "_journal": list(self._journal),
            "_tokens": dict(self._tokens),
            "_end": self._end,
        }


class MutantContract(BackendContract):
    """
    The contract, run against one mutant.
    """

    mutant: ClassVar[type[InMemory]]

    def open_backend(self, where: Path, layout: Layout) -> Backend:
        return self.mutant(where)
