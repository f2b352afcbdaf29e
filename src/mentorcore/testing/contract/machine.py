"""
State machine: any sequence of commits, compared step by step with a few dictionaries.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import attrs
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from mentorcore.backends import (
    Backend,
    Batch,
    Capability,
    Condition,
    Entry,
    Envelope,
    Guard,
    Key,
    Op,
    Query,
    Tombstone,
    Write,
)
from mentorcore.errors import AlreadyDone, Conflict
from mentorcore.testing.contract.base import Contract, opened_by
from mentorcore.testing.contract.expected import Expected
from mentorcore.testing.contract.samples import BOOK, book, contents, mark


TEXT = st.sampled_from(["", "a", "A", "b", "é", "\uffff", "𐀀", "'"])
TEXTS = st.lists(TEXT, max_size=3).map(tuple)
IDS = st.sampled_from(["a", "A", "b", "-", "_", "x" * 64])
TOKENS = st.sampled_from([None, None, None, "t", "T", "u"])
MOMENTS = st.sampled_from(["2026-01-12T09:00:00.000000Z", "2026-01-12T09:00:00.000001Z"])
OFF = st.sampled_from([0, 0, 0, 0, 0, 0, 0, 0, 1, -1])
"""How far an expected version is off; mostly it is right."""

LONGER_AND_LONGER = (3, 8, 20)
"""
How many steps the histories have. A fault that takes few is so told in few, without Hypothesis looking for a
simpler history, which with a storage on disk takes it minutes.
"""

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

QUERIES = st.builds(
    Query,
    kind=st.just(BOOK),
    where=st.lists(CONDITIONS, max_size=2).map(tuple),
    order=st.sampled_from([None, "title", "due"]),
    limit=st.integers(1, 4),
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


class StoreMachine(RuleBasedStateMachine):
    """
    Commits, queries and reopenings in any order.
    """

    def __init__(self, opening: Callable[[], Backend]) -> None:
        super().__init__()
        self._opening = opening
        self._backend = opening()
        self._model = Expected()

    @initialize(drawn=st.lists(changes(), min_size=3, unique_by=lambda change: change[1]))
    def fill(self, drawn: list[tuple[str, str, int, Envelope]]) -> None:
        self.commit([("write", name, 0, envelope) for _, name, _, envelope in drawn], [], None)

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

    @rule(queries=st.lists(QUERIES, min_size=4, max_size=8))
    def find(self, queries: list[Query]) -> None:
        for query in queries:
            self._find(query)

    @rule(
        reads=st.lists(
            st.tuples(st.integers(0, 9), st.integers(1, 5), st.none() | IDS), min_size=4, max_size=8
        )
    )
    def journal(self, reads: list[tuple[int, int, str | None]]) -> None:
        for after, limit, subject in reads:
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

    def _find(self, query: Query) -> None:
        while True:
            page = self._backend.find(query)
            assert page == self._model.page(query)
            if not page.more:
                break
            query = attrs.evolve(query, after=mark(page, query.order))

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
            return StoreMachine(lambda: opened_by(self, where))

        for steps in LONGER_AND_LONGER:
            run_state_machine_as_test(
                cast("type[StoreMachine]", on_a_new_store),
                settings=settings(
                    max_examples=10,
                    stateful_step_count=steps,
                    phases=(Phase.reuse, Phase.generate),
                    deadline=None,
                    suppress_health_check=list(HealthCheck),
                ),
            )
