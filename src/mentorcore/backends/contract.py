"""
Contract: what a storage backend promises, and the plain values it exchanges with the core.

A backend stores documents, a journal and tokens. It sees only text and small index values and never
decides anything about mentoring. `mentorcore.testing.BackendContract` tests every sentence on this page.
No repr of these values shows a body, an index value or a token, which can hold somebody's words or address.
"""

from __future__ import annotations

import abc
import enum
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar, TypeAlias

import attrs

from mentorcore.errors import Corrupt


CONTRACT_VERSION = 1
"""The contract that this release of mentorcore speaks."""

Value: TypeAlias = str | tuple[str, ...] | None
"""An index value: text, several texts, or nothing."""


class Capability(enum.Enum):
    """
    What a backend declares about itself; it is never detected.

    Attributes:
        DURABLE: What was committed is there after closing and opening again.

        INSTANCES: The same store may be open more than once in one process.

        PROCESSES: The same store may be open in several processes at once.

        SCRUBS: `Backend.scrub` leaves no byte of superseded or deleted documents.
    """

    DURABLE = "durable"
    INSTANCES = "instances"
    PROCESSES = "processes"
    SCRUBS = "scrubs"


@attrs.frozen(order=True)
class Key:
    """
    The name of a document.

    Attributes:
        kind: One of the layout's kinds.

        id: 1 to 64 of ``A-Z a-z 0-9 _ -``; upper and lower case differ.
    """

    kind: str
    id: str

    def __str__(self) -> str:
        return f"{self.kind}/{self.id}"


@attrs.frozen
class Envelope:
    """
    A document as a backend keeps it, given back exactly as it was written.

    Attributes:
        key: Its name.

        version: At least 1, and decided by the core.

        schema: The number of the body's format, at least 1, decided by the core.

        index: The value of every index column of its kind.

        body: JSON text in any language, without NUL and without lone surrogates.
    """

    key: Key
    version: int
    schema: int
    index: Mapping[str, Value] = attrs.field(repr=False)
    body: str = attrs.field(repr=False)


@attrs.frozen
class Write:
    """
    Put a document in place of the version that is expected; 0 means that the id was never used.
    """

    envelope: Envelope
    expected: int


@attrs.frozen
class Tombstone:
    """
    Remove a document. Its id and *version* are remembered, so that the id is never used again; *expected* 0
    remembers them for an id that never was.
    """

    key: Key
    expected: int
    version: int


@attrs.frozen
class Guard:
    """
    A document that was only read, and must still be at this version for the commit to happen; 0 means that
    the id must never have been used.
    """

    key: Key
    version: int


@attrs.frozen
class Entry:
    """
    A journal entry on its way into the store.

    Attributes:
        subject: The id of what it is about.

        body: JSON text.
    """

    subject: str
    body: str = attrs.field(repr=False)


@attrs.frozen
class JournalEntry:
    """
    A journal entry as it is kept.

    Attributes:
        position: From 1, growing in commit order; gaps are allowed, going back is not.
    """

    position: int
    subject: str
    body: str = attrs.field(repr=False)


@attrs.frozen(kw_only=True)
class Batch:
    """
    One commit: all of it happens, or nothing.

    A key stands in at most one of *writes*, *tombstones* and *reads*.

    Attributes:
        token: Text that the caller chose, at most 200 characters without NUL and without lone surrogates;
            committed once and remembered.
    """

    writes: tuple[Write, ...] = ()
    tombstones: tuple[Tombstone, ...] = ()
    reads: tuple[Guard, ...] = ()
    entries: tuple[Entry, ...] = ()
    token: str | None = attrs.field(default=None, repr=False)


class Op(enum.Enum):
    """
    How a condition compares. Nothing compares with a column that holds *None*.

    Attributes:
        EQ: The column is the value.

        LE: The column is the value or sorts before it.

        GT: The column sorts after the value.

        HAS: The `ColumnType.MANY` column holds the value.
    """

    EQ = "eq"
    LE = "le"
    GT = "gt"
    HAS = "has"


@attrs.frozen
class Condition:
    """
    One condition on one index column.
    """

    column: str
    op: Op
    value: str = attrs.field(repr=False)

    def holds(self, value: Value) -> bool:
        """
        Tell whether an index value meets the condition.
        """
        if value is None:
            return False
        if isinstance(value, tuple):
            return self.op is Op.HAS and self.value in value
        return {
            Op.EQ: value == self.value,
            Op.LE: value <= self.value,
            Op.GT: value > self.value,
            Op.HAS: False,
        }[self.op]


@attrs.frozen(kw_only=True)
class Query:
    """
    Ask for documents of one kind by their index values.

    Attributes:
        where: All of these hold.

        order: The column to order by, which is none of many values, then by id; documents without a value
            there are left out. *None* orders by id. Text is compared by Unicode code point.

        after: Where the page before ended: the last row's order value (*None* without *order*) and its id.

        limit: At most this many rows, from 1.
    """

    kind: str
    where: tuple[Condition, ...] = ()
    order: str | None = None
    after: tuple[str | None, str] | None = attrs.field(default=None, repr=False)
    limit: int = 100


@attrs.frozen
class Row:
    """
    A document that a query found, without its body.
    """

    key: Key
    version: int
    index: Mapping[str, Value] = attrs.field(repr=False)


@attrs.frozen
class Page:
    """
    The rows of one page, and whether there are more behind it.
    """

    rows: tuple[Row, ...]
    more: bool


class Backend(abc.ABC):
    """
    Where the record is kept.

    One instance serves many threads. Each single call sees all of a commit or nothing of it. A backend
    lets no foreign exception out: trouble is one of `mentorcore.errors.StorageError`, with the original
    as its cause. After `close`, every call but `close` raises `Unavailable`, with a remedy.
    """

    contract_version: ClassVar[int]
    """
    The `CONTRACT_VERSION` it was written for, as a number that you write down yourself: ``1``.

    Do not take it from mentorcore, which would then always find what it looks for. The core refuses a backend
    with another one when it is opened.
    """

    capabilities: ClassVar[frozenset[Capability]]
    """
    What it declares about itself, as a frozenset of `Capability`, empty for nothing.

    Its class declares it, and nothing that an instance does changes that. What is declared is tested; what is
    not is never used, and has to be `Unsupported`.
    """

    @abc.abstractmethod
    def load(self, key: Key) -> Envelope | None:
        """
        Return the document, or *None* where there is none or a tombstone.

        Raises:
            Corrupt: It is there, but what is kept cannot be read.
        """

    @abc.abstractmethod
    def scan(self, kind: str, *, after: str | None, limit: int) -> Sequence[Envelope]:
        """
        Return up to *limit* documents of a kind with an id behind *after*, ordered by id. Who wants
        all of them asks for `sys.maxsize`.

        Raises:
            Corrupt: One of them cannot be read; its key is named.
        """

    def find(self, query: Query) -> Page:
        """
        Return the documents that meet the query, in its order.

        This default reads every document of the kind, in one scan, so that it sees one state. Override it
        to use an index.
        """
        found = sorted(
            (
                (_order_value(envelope.index, query.order), envelope)
                for envelope in self.scan(query.kind, after=None, limit=sys.maxsize)
                if all(c.holds(envelope.index.get(c.column)) for c in query.where)
                and (query.order is None or envelope.index.get(query.order) is not None)
            ),
            key=lambda pair: (pair[0], pair[1].key.id),
        )
        if query.after is not None:
            mark = (query.after[0] or "", query.after[1])
            found = [pair for pair in found if (pair[0], pair[1].key.id) > mark]
        rows = tuple(Row(e.key, e.version, e.index) for _, e in found[: query.limit])

        return Page(rows, more=len(found) > query.limit)

    @abc.abstractmethod
    def commit(self, batch: Batch) -> int:
        """
        Do all of the batch, durably, or nothing of it.

        The token is looked at first, then every expected and guarded version. A tombstone's key is at no
        version that can be expected, not even 0 or the tombstone's own. A batch without entries takes a
        position of its own when it carries a token; the journal holds nothing there.

        Returns:
            The position of the last entry; where the batch took none, the last one that was ever taken, 0
            in a new store.

        Raises:
            AlreadyDone: The token was committed before, whatever else is in the batch.

            Conflict: A document is not at the version that a write, a tombstone or a guard names; where that
                is so for several, any one of them. Its *actual* is the tombstone's version for a removed
                document.

            StorageFull: There is no room.

            Unavailable: The store is busy or closed.
        """

    @abc.abstractmethod
    def position_of(self, token: str) -> int | None:
        """
        Return the position at which a token was committed, or *None*.
        """

    @abc.abstractmethod
    def journal(self, *, after: int, limit: int, subject: str | None) -> Sequence[JournalEntry]:
        """
        Return up to *limit* entries behind *after*, of one subject or of all, in commit order.

        A reader that has seen a position never later meets a new entry at or before it.

        Raises:
            Corrupt: One of them cannot be read; what it names ends with the position.
        """

    @abc.abstractmethod
    def scrub(self) -> None:
        """
        Remove every byte of superseded and deleted documents from whatever the store is kept on.

        Raises:
            Unsupported: The backend does not declare `Capability.SCRUBS`.
        """

    def check(self) -> Iterable[Corrupt]:
        """
        Return what is wrong with what is kept and would not be told by reading all of it: structures of the
        storage itself, removals, tokens, leftovers.

        In a sound store that is nothing: not after a commit that was refused, and not after scrubbing. A
        closed backend is `Unavailable` when it is called, not when somebody iterates over what it returns.

        `verify_store` reads everything, and asks for this as well. By default there is nothing to add.
        """
        self.position_of("")  # which a closed one refuses

        return ()

    @abc.abstractmethod
    def close(self) -> None:
        """
        Let go of everything; calling it again does nothing.
        """


def _order_value(index: Mapping[str, Value], column: str | None) -> str:
    value = index.get(column) if column is not None else None

    return value if isinstance(value, str) else ""
