"""
Expected: what a store should hold after some commits, in a few dictionaries.
"""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from mentorcore.backends import Batch, Condition, Envelope, JournalEntry, Key, Op, Page, Query, Row, Value


@attrs.define
class Expected:
    """
    What a store should hold.
    """

    documents: dict[Key, Envelope] = attrs.field(factory=dict)
    buried: dict[Key, int] = attrs.field(factory=dict)
    journal: list[JournalEntry] = attrs.field(factory=list)
    tokens: dict[str, int] = attrs.field(factory=dict)
    end: int = 0

    def version(self, key: Key) -> int:
        if key in self.buried:
            return self.buried[key]

        return self.documents[key].version if key in self.documents else 0

    def conflicts(self, batch: Batch) -> set[tuple[Key, int, int]]:
        named = [
            *((write.envelope.key, write.expected) for write in batch.writes),
            *((tombstone.key, tombstone.expected) for tombstone in batch.tombstones),
            *((guard.key, guard.version) for guard in batch.reads),
        ]

        return {
            (key, expected, self.version(key))
            for key, expected in named
            if key in self.buried or self.version(key) != expected
        }

    def apply(self, batch: Batch, position: int, kept: list[JournalEntry]) -> None:
        for write in batch.writes:
            self.documents[write.envelope.key] = write.envelope
        for tombstone in batch.tombstones:
            self.documents.pop(tombstone.key, None)
            self.buried[tombstone.key] = tombstone.version
        self.journal += kept
        if batch.token is not None:
            self.tokens[batch.token] = position
        self.end = position

    def page(self, query: Query) -> Page:
        def place(row: Row) -> tuple[str, str]:
            value = row.index[query.order] if query.order is not None else ""
            assert isinstance(value, str)
            return value, row.key.id

        rows = sorted(
            (
                Row(key, envelope.version, envelope.index)
                for key, envelope in self.documents.items()
                if all(_holds(condition, envelope.index) for condition in query.where)
                and (query.order is None or envelope.index[query.order] is not None)
            ),
            key=place,
        )
        if query.after is not None:
            after = (query.after[0] or "", query.after[1])
            rows = [row for row in rows if place(row) > after]

        return Page(tuple(rows[: query.limit]), more=len(rows) > query.limit)


def _holds(condition: Condition, index: Mapping[str, Value]) -> bool:
    value = index[condition.column]
    if value is None:
        return False
    if condition.op is Op.HAS:
        return condition.value in value
    assert isinstance(value, str)
    if condition.op is Op.EQ:
        return value == condition.value

    return (value <= condition.value) is (condition.op is Op.LE)
