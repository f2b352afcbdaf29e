"""
Backends that scan wrongly.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from mentorcore.backends import Envelope, Key, Value
from tests.mutants.base import InMemory, indexed


class ScansAsWritten(InMemory):
    """
    Reorders a scan: gives documents in the order in which they were made.
    """

    killed_by = "test_scans_in_the_order_of_ids"

    def scan(self, kind: str, *, after: str | None, limit: int) -> Sequence[Envelope]:
        with self._open():
            of_kind = [envelope for key, envelope in self._documents.items() if key.kind == kind]

            return [envelope for envelope in of_kind if envelope.key.id > (after or "")][:limit]


class ScansFromTheIdItself(InMemory):
    """
    Goes on with the id that the page before ended with, where that leaves room for another.
    """

    killed_by = "test_scans_in_pages"

    def scan(self, kind: str, *, after: str | None, limit: int) -> Sequence[Envelope]:
        everything = super().scan(kind, after=None, limit=sys.maxsize)

        from_there = [envelope for envelope in everything if envelope.key.id >= (after or "")]

        return from_there[:limit] if limit > 1 else super().scan(kind, after=after, limit=limit)


class LooksTheIdUp(InMemory):
    """
    Looks up where an id stands, and begins anew when it stands nowhere.
    """

    killed_by = "test_scans_behind_an_id_that_is_not_there"

    def scan(self, kind: str, *, after: str | None, limit: int) -> Sequence[Envelope]:
        is_there = after is not None and Key(kind, after) in self._documents

        return super().scan(kind, after=after if is_there else None, limit=limit)


class RunsIntoTheNextKind(InMemory):
    """
    Seeks the first document of a kind, and does not notice where the next kind begins.
    """

    killed_by = "test_scans_one_kind_only"

    def scan(self, kind: str, *, after: str | None, limit: int) -> Sequence[Envelope]:
        with self._open():
            keys = [key for key in sorted(self._documents) if key > Key(kind, after or "")]

            return [self._documents[key] for key in keys[:limit]]


class ScansFirstReaders(InMemory):
    """
    Scans a table in which a change updates every column but the one of many texts.
    """

    killed_by = "test_scans_whole_documents"

    def _forget(self) -> None:
        super()._forget()
        self._readers: dict[Key, Value] = {}

    def _put(self, envelope: Envelope) -> None:
        super()._put(envelope)
        if "readers" in envelope.index:
            self._readers.setdefault(envelope.key, envelope.index["readers"])

    def scan(self, kind: str, *, after: str | None, limit: int) -> Sequence[Envelope]:
        found = super().scan(kind, after=after, limit=limit)

        return [indexed(e, readers=self._readers[e.key]) if e.key in self._readers else e for e in found]


class CountsRemovedDocuments(InMemory):
    """
    Counts the limit before it leaves out what was removed.
    """

    killed_by = "test_a_limit_counts_no_removed_documents"

    def scan(self, kind: str, *, after: str | None, limit: int) -> Sequence[Envelope]:
        with self._open():
            keys = sorted(key for key in (*self._documents, *self._buried) if key.kind == kind)
            page = [key for key in keys if key.id > (after or "")][:limit]

            return [self._documents[key] for key in page if key in self._documents]
