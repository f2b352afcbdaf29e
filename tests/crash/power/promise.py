"""
Promise: what a store that a power cut left has to be.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Final, Protocol

import attrs

from mentorcore.backends import (
    Backend,
    Batch,
    Column,
    ColumnType,
    Envelope,
    JournalEntry,
    Key,
    KindLayout,
    Layout,
    Query,
)
from mentorcore.errors import AlreadyDone, MentorcoreError, MigrationNeeded
from tests.crash.power.trial import CORRUPT, LOST, Damage


OLD: Final = Layout(kinds=(KindLayout("store"), KindLayout("book", (Column("title", ColumnType.TEXT),))))
NEW: Final = Layout(
    kinds=(
        KindLayout("store"),
        KindLayout("book", (Column("title", ColumnType.TEXT), Column("shelf", ColumnType.TEXT))),
    ),
    indexes=(("book", ("shelf",)),),
)

TOKENS: Final = tuple(f"t{number}" for number in range(1, 11))


@attrs.frozen
class Kept:
    """
    Everything that a store says of itself.
    """

    documents: tuple[Envelope, ...]
    entries: tuple[JournalEntry, ...]
    tokens: tuple[tuple[str, int], ...]


@attrs.frozen
class Promise:
    """
    What is promised of a store at a moment.

    Attributes:
        allowed: What it holds is one of these.

        layouts: Its layout is one of these.

        is_new: It may not be there at all.

        rebuilds: What answers questions about it may have to be made anew.

        gone: Words that are nowhere.

        again: What was being committed; to do it again makes it count once.
    """

    allowed: tuple[Kept, ...]
    layouts: tuple[Layout, ...] = (OLD,)
    is_new: bool = False
    rebuilds: bool = False
    gone: tuple[bytes, ...] = ()
    again: Batch | None = None


class Opens(Protocol):
    """
    Opens the store that is to be held to a promise.
    """

    def __call__(self, layout: Layout, *, create: bool, upgrade: bool) -> Backend: ...


def book(id: str, version: int, times: int = 13) -> Envelope:
    """
    Make a book that can be told, by words that are in it so many times, from every other version of it.
    """
    words = f"{id}{version} " * times

    return Envelope(
        Key("book", id),
        version,
        1,
        {"title": f"{id}{version}", "shelf": None},
        f'{{"id":"{id}","text":"{words}"}}',
    )


def kept(backend: Backend) -> Kept:
    """
    Return what a store holds, having checked that every way of asking gives the same answer.

    Raises:
        Damage: One does not.
    """
    documents = tuple(_with_shelf(document) for document in backend.scan("book", after=None, limit=100))
    for document in documents:
        times = document.body.count(f"{document.key.id}{document.version} ")
        written = book(document.key.id, document.version, times)
        loaded = backend.load(document.key)
        if loaded is None or _with_shelf(loaded) != document or document != written:
            raise Damage(CORRUPT, f"{document.key} is not as it was written")
    rows = backend.find(Query(kind="book", limit=100)).rows
    found = [(row.key, row.version, row.index["title"]) for row in rows]
    if found != [(document.key, document.version, document.index["title"]) for document in documents]:
        raise Damage(CORRUPT, "find does not give what scan does")
    positions = ((token, backend.position_of(token)) for token in TOKENS)

    return Kept(
        documents,
        tuple(backend.journal(after=0, limit=1000, subject=None)),
        tuple((token, position) for token, position in positions if position is not None),
    )


def hold(where: Path, promise: Promise, opens: Opens, *, opened: Callable[[], None] = lambda: None) -> None:
    """
    Hold a store to a promise, and see that it can be written to.

    Args:
        where: A directory, in which it is the only thing.

        opened: Called once it is open.

    Raises:
        Damage: It is something else.
    """
    for path in where.rglob("*") if promise.gone else ():
        if path.is_file() and any(word in path.read_bytes() for word in promise.gone):
            raise Damage(CORRUPT, f"what was scrubbed is back in {path.name}")
    if not any(where.iterdir()) and not promise.is_new:
        raise Damage(LOST, "the store is gone")
    try:
        with closing(_opened(promise, opens)) as backend:
            opened()
            expected = _held(backend, promise)
        with closing(_opened(attrs.evolve(promise, is_new=False), opens)) as backend:
            if (found := kept(backend)) != expected:
                raise Damage(CORRUPT, f"once it was opened, it holds {found}")
    except MentorcoreError as error:
        raise Damage(CORRUPT, f"{type(error).__name__}: {error}") from error


def _held(backend: Backend, promise: Promise) -> Kept:
    found = kept(backend)
    if found not in promise.allowed:
        is_older = found.entries == promise.allowed[0].entries[: len(found.entries)]
        raise Damage(LOST if is_older else CORRUPT, f"it holds {found}")
    if promise.again is None:
        return found
    try:
        backend.commit(promise.again)
    except AlreadyDone:
        if found != promise.allowed[-1]:
            raise

    return promise.allowed[-1]


def _opened(promise: Promise, opens: Opens) -> Backend:
    *others, last = promise.layouts
    for layout in others:
        with suppress(MigrationNeeded):
            return opens(layout, create=promise.is_new, upgrade=False)

    return opens(last, create=promise.is_new, upgrade=bool(others))


def _with_shelf(document: Envelope) -> Envelope:
    # The layout before the upgrade has none.
    return attrs.evolve(document, index={"shelf": None, **document.index})
