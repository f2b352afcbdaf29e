"""
Documents: a script of plain batches, with everything that can be in one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import ClassVar

from mentorcore.backends import Backend, Batch, Entry, Envelope, Guard, Layout, Tombstone, Value, Write
from mentorcore.testing.contract.samples import BOOK, LAYOUT, SHELF, TEXTS, book, shelf
from mentorcore.testing.crash.script import SCRUB, Hand, Opened, Script, Scrub, Step


_WORDS = tuple(TEXTS.values())
_SHELVES = ("north", "south", "east", "west")
_TOGETHER = 50

MANY = "many"
"""The kind of step that makes many documents; none that is taken by chance."""


class Commit(Step):
    """
    Commit a batch.
    """

    def __init__(self, batch: Batch) -> None:
        self.token = batch.token
        self.removes = tuple(tombstone.key for tombstone in batch.tombstones)
        self._batch = batch

    def do(self, opened: Opened) -> int:
        return opened.backend.commit(self._batch)


class Documents(Script):
    """
    Batches of documents, tombstones, guards, journal entries and tokens, straight to the backend.
    """

    name = "documents"
    probe = "several"
    layout: ClassVar[Layout] = LAYOUT
    kinds: ClassVar[Mapping[str, int]] = {
        "one": 4,
        "several": 5,
        "removal": 2,
        "entries": 2,
        "token": 1,
        "large": 1,
        SCRUB: 1,
    }

    def open(self, backend: Backend) -> Opened:
        return Opened(backend)

    def plan(self, kind: str, hand: Hand, opened: Opened) -> Step:
        if kind == SCRUB:
            return Scrub()

        return Commit(self._batch(kind, hand, opened.backend))

    def _batch(self, kind: str, hand: Hand, backend: Backend) -> Batch:
        there = _there(backend)
        token = hand.new("t") if kind in {"entries", "token"} or hand.dice.random() < 0.8 else None
        match kind:
            case "one":
                return Batch(writes=_writes(hand, there, 1), entries=_entries(hand, 1), token=token)
            case "several":
                writes = _writes(hand, there, hand.dice.randint(2, 5))
                written = {write.envelope.key for write in writes}
                reads = tuple(Guard(e.key, e.version) for e in there if e.key not in written)[:2]
                return Batch(writes=writes, reads=reads, entries=_entries(hand, 3), token=token)
            case "removal":
                gone = hand.dice.sample(there, min(len(there), hand.dice.randint(1, 2)))
                return Batch(
                    writes=_writes(hand, [], 1),
                    tombstones=tuple(Tombstone(e.key, e.version, e.version + 1) for e in gone),
                    entries=_entries(hand, 1),
                    token=token,
                )
            case "large":
                return Batch(writes=(Write(_book(hand, hand.new("b"), 1, 200_000), 0),), token=token)
            case _ if kind == MANY:
                new = (_book(hand, hand.new("b"), 1) for _ in range(_TOGETHER))
                return Batch(writes=tuple(Write(e, 0) for e in new), entries=_entries(hand, 1), token=token)
            case "entries":
                return Batch(entries=_entries(hand, hand.dice.randint(1, 4)), token=token)
        return Batch(token=token)


def _there(backend: Backend) -> list[Envelope]:
    return [e for kind in (BOOK, SHELF) for e in backend.scan(kind, after=None, limit=200)]


def _writes(hand: Hand, there: list[Envelope], count: int) -> tuple[Write, ...]:
    changed = hand.dice.sample(there, min(len(there), hand.dice.randint(0, count)))
    after = [_after(hand, envelope) for envelope in changed]
    new = [_new(hand) for _ in range(count - len(after))]

    return tuple(Write(envelope, envelope.version - 1) for envelope in (*after, *new))


def _new(hand: Hand) -> Envelope:
    if hand.dice.random() < 0.2:
        return shelf(hand.new("S"), title=hand.dice.choice(_SHELVES))

    return _book(hand, hand.new("b"), 1)


def _after(hand: Hand, envelope: Envelope) -> Envelope:
    version = envelope.version + 1
    if envelope.key.kind == SHELF:
        return shelf(envelope.key.id, version, hand.dice.choice(_SHELVES))

    return _book(hand, envelope.key.id, version)


def _book(hand: Hand, name: str, version: int, size: int = 40) -> Envelope:
    dice = hand.dice
    text = dice.choice(_WORDS) + "x" * dice.randint(0, size)
    index: dict[str, Value] = {
        "title": f"{name}, version {version}",
        "group": dice.choice((None, *_SHELVES)),
        "due": dice.choice((None, f"2026-01-{dice.randint(10, 28)}T09:00:00.000000Z")),
        "day": f"2026-02-{dice.randint(10, 28)}",
        "readers": tuple(dice.sample(("ada", "ben", "cy", "dee"), dice.randint(0, 3))) or None,
    }

    return book(name, version, json.dumps({"id": name, "version": version, "text": text}), **index)


def _entries(hand: Hand, count: int) -> tuple[Entry, ...]:
    subjects = [f"{hand.name}-{hand.dice.choice(_SHELVES)}" for _ in range(count)]

    return tuple(Entry(subject, json.dumps({"number": hand.new("e")})) for subject in subjects)
