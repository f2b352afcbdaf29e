"""
Prepared: a batch checked and rendered, before anybody has to wait for it.
"""

from __future__ import annotations

from collections.abc import Container, Iterator

import attrs

from mentorcore.backends import Batch, Key, Layout, without_text
from mentorcore.errors import Unsupported
from mentorcore_json.commits import Document, LineEntry, Removal, line_entry, line_of
from mentorcore_json.documents import rendered
from mentorcore_json.files import LARGEST
from mentorcore_json.places import check_name
from mentorcore_json.text import MOST


@attrs.frozen
class Prepared:
    """
    What a batch asks for, as the store keeps it.

    Attributes:
        expected: The version at which each document has to be.
    """

    token: str | None
    expected: tuple[tuple[Key, int], ...]
    entries: tuple[LineEntry, ...]
    documents: tuple[Document, ...]
    removals: tuple[Removal, ...]

    @property
    def is_empty(self) -> bool:
        """
        Whether there is nothing to write down.
        """
        return self.token is None and not (self.entries or self.documents or self.removals)

    @classmethod
    def of(cls, batch: Batch, kinds: Layout) -> Prepared:
        """
        Check and render a batch.

        Raises:
            Unsupported: It names a kind that the layout does not have, an id or a version that is none, or
                holds text that is no valid Unicode or a document that is too large.
        """
        expected = tuple(_expected(batch))
        known = {kind.kind for kind in kinds.kinds}
        for key, _ in expected:
            check_key(key, known)
        for number in _numbers(batch):
            if not 1 <= number <= MOST:
                raise Unsupported("this is no version and no schema number", f"give 1 to {MOST}")
        documents = tuple(
            Document(
                write.envelope.key.kind,
                write.envelope.key.id,
                write.envelope.version,
                dict(write.envelope.index),
                rendered(write.envelope),
            )
            for write in batch.writes
        )
        if any(len(document.file) > LARGEST for document in documents):
            raise Unsupported("this document is larger than the JSON backend keeps", "make it smaller")
        removals = tuple(Removal(t.key.kind, t.key.id, t.version) for t in batch.tombstones)
        entries = tuple(line_entry(entry) for entry in batch.entries)
        try:
            line_of(number=1, position=1, token=batch.token, entries=entries, documents=(), removals=())
        except UnicodeError as error:
            raise Unsupported(
                "a journal entry or token is no valid Unicode", "give text that was decoded completely"
            ) from without_text(error)

        return cls(batch.token, expected, entries, documents, removals)


def check_key(key: Key, kinds: Container[str]) -> None:
    """
    Refuse a key before a path is made from it.

    Raises:
        Unsupported: Its kind is not in the layout, or its id is none.
    """
    if key.kind not in kinds:
        raise Unsupported("the layout does not have this kind of document", "ask for one that it has")
    check_name(key.id)


def _numbers(batch: Batch) -> Iterator[int]:
    for write in batch.writes:
        yield write.envelope.version
        yield write.envelope.schema
    for tombstone in batch.tombstones:
        yield tombstone.version


def _expected(batch: Batch) -> Iterator[tuple[Key, int]]:
    for write in batch.writes:
        yield write.envelope.key, write.expected
    for tombstone in batch.tombstones:
        yield tombstone.key, tombstone.expected
    for guard in batch.reads:
        yield guard.key, guard.version
