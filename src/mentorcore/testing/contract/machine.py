"""
State machine: any sequence of commits, compared step by step with a few dictionaries.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, cast

import attrs
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from mentorcore.backends import (
    Backend,
    Batch,
    Capability,
    Condition,
    Entry,
    Envelope,
    Guard,
    JournalEntry,
    Key,
    Op,
    Page,
    Query,
    Row,
    Tombstone,
    Value,
    Write,
)
from mentorcore.errors import AlreadyDone, Conflict
from mentorcore.testing.contract.base import Contract
from mentorcore.testing.contract.samples import BOOK, LAYOUT, book, contents, mark


TEXT = st.sampled_from(["", "a", "A", "b", "é", "\uffff", "𐀀", "'"])
TEXTS = st.lists(TEXT, max_size=3).map(tuple)
IDS = st.sampled_from(["a", "A", "b", "-", "_", "x" * 64])
TOKENS = st.sampled_from([None, None, None, "t", "T", "u"])
MOMENTS = st.sampled_from(["2026-01-12T09:00:00.000000Z", "2026-01-12T09:00:00.000001Z"])
OFF = st.sampled_from([0, 0, 0, 0, 0, 0, 0, 0, 1, -1])
"""How far an expected version is off; mostly it is right."""

CONDITIONS = st.one_of(
    st.builds(
        Condition,
        st.sampled_from(["title", "group"]),
        st.sampled_from([Op.EQ, Op.LE, Op.GT]),
        TEXT,
    ),
    st.builds(Condition, st.just("due"), st.sampled_from([Op.LE, Op.GT]), MOMENTS),
    st.builds(Condition, st.just("readers"), st.just(Op.HAS), TEXT),
)


@st.composite
def changes(draw: st.DrawFn) -> tuple[str, str, int, Envelope]:
    """
    Draw what a batch does to one document: how, to which, how far off, and what is written.
    """
    name = draw(IDS)
    envelope = book(
        name,
        body=json.dumps({"text": draw(TEXT)}, ensure_ascii=draw(st.booleans())),
        title=draw(st.none() | TEXT),
        group=draw(st.none() | TEXT),
        due=draw(st.none() | MOMENTS),
        readers=draw(st.none() | TEXTS),
    )

    return draw(st.sampled_from(["write", "write", "remove", "guard"])), name, draw(OFF), envelope


@attrs.define
class Model:
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


class StoreMachine(RuleBasedStateMachine):
    """
    Commits, queries and reopenings in any order.
    """

    def __init__(self, opening: Callable[[], Backend]) -> None:
        super().__init__()
        self._opening = opening
        self._backend = opening()
        self._model = Model()

    @rule(
        drawn=st.lists(changes(), max_size=4, unique_by=lambda change: change[1]),
        subjects=st.lists(IDS, max_size=3),
        token=TOKENS,
    )
    def commit(
        self, drawn: list[tuple[str, str, int, Envelope]], subjects: list[str], token: str | None
    ) -> None:
        batch = self._batch(drawn, subjects, token)
        conflicts = self._model.conflicts(batch)
        if token in self._model.tokens:
            with pytest.raises(AlreadyDone) as done:
                self._backend.commit(batch)
            assert done.value.position == self._model.tokens[token]
        elif conflicts:
            with pytest.raises(Conflict) as refused:
                self._backend.commit(batch)
            error = refused.value
            assert (error.key, error.expected, error.actual) in conflicts
        else:
            self._check(batch, self._backend.commit(batch))

    @rule(
        where=st.lists(CONDITIONS, max_size=2).map(tuple),
        order=st.sampled_from([None, "title", "due"]),
        limit=st.integers(1, 4),
    )
    def find(self, where: tuple[Condition, ...], order: str | None, limit: int) -> None:
        query = Query(kind=BOOK, where=where, order=order, limit=limit)
        while True:
            page = self._backend.find(query)
            assert page == self._model.page(query)
            if not page.more:
                break
            query = attrs.evolve(query, after=mark(page, order))

    @rule(after=st.integers(0, 9), limit=st.integers(1, 5), subject=st.none() | IDS)
    def journal(self, after: int, limit: int, subject: str | None) -> None:
        expected = [
            entry
            for entry in self._model.journal
            if entry.position > after and subject in (None, entry.subject)
        ]
        kept = self._backend.journal(after=after, limit=limit, subject=subject)

        assert [*kept] == expected[:limit]

    @rule()
    def reopen(self) -> None:
        if Capability.DURABLE in self._backend.capabilities:
            self._backend.close()
            self._backend = self._opening()

    @rule()
    def scrub(self) -> None:
        if Capability.SCRUBS in self._backend.capabilities:
            self._backend.scrub()

    @invariant()
    def holds_what_it_should(self) -> None:
        kept = contents(self._backend)
        expected = sorted(self._model.documents.values(), key=lambda envelope: envelope.key)

        assert [*kept.documents] == expected
        assert [*kept.journal] == self._model.journal
        for token in ("t", "T", "u"):
            assert self._backend.position_of(token) == self._model.tokens.get(token)

    def teardown(self) -> None:
        self._backend.close()

    def _batch(
        self, drawn: list[tuple[str, str, int, Envelope]], subjects: list[str], token: str | None
    ) -> Batch:
        parts: dict[str, list[Any]] = {"write": [], "remove": [], "guard": []}
        for how, name, off, envelope in drawn:
            key = Key(BOOK, name)
            expected = max(0, self._model.version(key) + off)
            after = attrs.evolve(envelope, version=expected + 1)
            part = {
                "write": Write(after, expected),
                "remove": Tombstone(key, expected, expected + 1),
                "guard": Guard(key, expected),
            }
            parts[how].append(part[how])

        return Batch(
            writes=tuple(parts["write"]),
            tombstones=tuple(parts["remove"]),
            reads=tuple(parts["guard"]),
            entries=tuple(Entry(subject, json.dumps({"number": n})) for n, subject in enumerate(subjects)),
            token=token,
        )

    def _check(self, batch: Batch, position: int) -> None:
        end = self._model.end
        kept = self._backend.journal(after=end, limit=100, subject=None)
        positions = [end, *(entry.position for entry in kept)]

        assert [Entry(entry.subject, entry.body) for entry in kept] == [*batch.entries]
        assert positions == sorted(set(positions))
        if batch.entries:
            assert position == positions[-1]
        elif batch.token is not None:
            assert position > end
        else:
            assert position == end
        self._model.apply(batch, position, [*kept])


class MachineTests(Contract):
    """
    Any sequence of calls.
    """

    def test_behaves_like_a_few_dictionaries(self, tmp_path: Path) -> None:
        """
        After any sequence of commits, queries, scrubbings and reopenings everything is as it should be.
        """
        numbers = itertools.count()

        def on_a_new_store() -> StoreMachine:
            where = tmp_path / f"store{next(numbers)}"
            where.mkdir()
            return StoreMachine(lambda: self.open_backend(where, LAYOUT))

        run_state_machine_as_test(
            cast("type[StoreMachine]", on_a_new_store),
            settings=settings(
                max_examples=10,
                stateful_step_count=20,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )


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
