"""
Documents to put into a store.
"""

from __future__ import annotations

from collections.abc import Callable

from mentorcore.backends import (
    Backend,
    Batch,
    Column,
    ColumnType,
    Entry,
    Envelope,
    Key,
    KindLayout,
    Layout,
    Write,
)


LAYOUT = Layout((KindLayout("book", (Column("shelf", ColumnType.TEXT),)),))

Opening = Callable[..., Backend]


def book(id: str, version: int = 1, body: str = "{}", shelf: str | None = None) -> Batch:
    """
    Return a commit that writes one book.
    """
    envelope = Envelope(Key("book", id), version, 1, {"shelf": shelf}, body)

    return Batch(writes=(Write(envelope, version - 1),), entries=(Entry(id, "{}"),))
