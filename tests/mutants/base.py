"""
What the broken backends are made of: two sound ones, in parts that can be broken one by one.
"""

from __future__ import annotations

import contextlib
import os
import pickle
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, ClassVar

import attrs
from filelock import FileLock

from mentorcore.backends import (
    Backend,
    Capability,
    Condition,
    Envelope,
    Key,
    Layout,
    Page,
    Query,
    Row,
    Value,
)
from mentorcore.backends.memory import MemoryBackend
from mentorcore.errors import Corrupt


PAUSE = 0.001
"""Seconds for which a race stays open: many times as long as a call takes."""

PRIVATE = 0o600
"""The mode of every file that is made."""


class Mutant:
    """
    A backend with one fault.

    Attributes:
        killed_by: The contract test that must fail.

        also_by: The other contract tests that fail as well, because the fault is a wide one.
    """

    killed_by: ClassVar[str] = ""
    also_by: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def open(cls, where: Path, layout: Layout) -> Backend:
        """
        Open the store that is kept in a directory.
        """
        raise NotImplementedError


class InMemory(MemoryBackend, Mutant):
    """
    The memory backend, with a search that can be broken.
    """

    def __init__(self, where: Path) -> None:
        self._where = where
        super().__init__()

    @classmethod
    def open(cls, where: Path, layout: Layout) -> Backend:
        return cls(where)

    def find(self, query: Query) -> Page:
        with self._open():
            found = {
                self._place(query.order, _value(envelope, query.order), envelope.key.id): envelope
                for envelope in self._searched(query)
                if all(self._holds(condition, envelope) for condition in query.where)
                and (query.order is None or envelope.index.get(query.order) is not None)
            }
            places = sorted(found)
            if query.after is not None:
                mark = self._place(query.order, query.after[0] or "", query.after[1])
                places = [place for place in places if place > mark]
            page = [found[place] for place in places[: query.limit]]
            rows = tuple(Row(envelope.key, envelope.version, envelope.index) for envelope in page)

            return Page(rows, more=len(places) > query.limit)

    def _searched(self, query: Query) -> Iterable[Envelope]:
        return [envelope for envelope in self._documents.values() if envelope.key.kind == query.kind]

    def _holds(self, condition: Condition, envelope: Envelope) -> bool:
        return condition.holds(envelope.index.get(condition.column))

    def _place(self, order: str | None, value: str, id: str) -> tuple[Any, ...]:
        return value, id

    def _version(self, key: Key) -> int:
        kept = self._documents.get(key)

        return kept.version if kept is not None else 0


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
        return FileLock(self._where / "lock", mode=PRIVATE, poll_interval=PAUSE / 2)

    def _read(self) -> None:
        self._forget()
        with contextlib.suppress(FileNotFoundError):
            kept = self._file.read_bytes()
            try:
                state = pickle.loads(kept)
            except Exception as error:
                raise Corrupt(str(self._where), "its file cannot be read") from error
            for envelope in state.pop("documents"):
                MemoryBackend._put(self, envelope)
            vars(self).update(state)
            for entry in self._journal:
                self._journal_of.setdefault(entry.subject, []).append(entry)

    def _write(self, state: dict[str, object]) -> None:
        write_file(self._where / "new", pickle.dumps(state))
        (self._where / "new").replace(self._file)

    @property
    def _file(self) -> Path:
        return self._where / "store"

    def _state(self) -> dict[str, object]:
        return {
            "documents": [attrs.evolve(e, index=dict(e.index)) for e in self._documents.values()],
            "_buried": dict(self._buried),
            "_journal": list(self._journal),
            "_tokens": dict(self._tokens),
            "_end": self._end,
        }


def write_file(path: Path, kept: bytes) -> None:
    """
    Write a file that is for its owner alone.
    """
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE), "wb") as file:
        file.write(kept)


def indexed(envelope: Envelope, **values: Value) -> Envelope:
    """
    Return a document with other index values.
    """
    return attrs.evolve(envelope, index={**envelope.index, **values})


def _value(envelope: Envelope, order: str | None) -> str:
    value = envelope.index.get(order) if order is not None else ""

    return value if isinstance(value, str) else ""
