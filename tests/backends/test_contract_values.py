"""
The plain values of the contract: conditions, layouts, and the finding that every backend inherits.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import attrs
import pytest

from mentorcore.backends import (
    Backend,
    Batch,
    Column,
    ColumnType,
    Condition,
    Envelope,
    JournalEntry,
    Key,
    KindLayout,
    Layout,
    Op,
    Query,
    Value,
    View,
    ViewColumn,
)
from mentorcore.storage.layout import LAYOUT


class TestCondition:
    @pytest.mark.parametrize(
        ("op", "value", "holds"),
        [
            (Op.EQ, "b", True),
            (Op.EQ, "B", False),
            (Op.LE, "b", True),
            (Op.LE, "a", True),
            (Op.LE, "c", False),
            (Op.GT, "b", False),
            (Op.GT, "c", True),
            (Op.GT, "a", False),
            (Op.HAS, "b", False),
            (Op.HAS, ("a", "b"), True),
            (Op.HAS, ("bb",), False),
            (Op.EQ, ("b",), False),
            (Op.LE, ("b",), False),
        ],
    )
    def test_compares_with_its_value(self, op: Op, value: Value, holds: bool) -> None:
        """
        A condition on "b" holds for what is equal to it, sorts before or after it, or contains it.
        """
        assert Condition("column", op, "b").holds(value) is holds

    @pytest.mark.parametrize("op", Op)
    def test_never_holds_for_nothing(self, op: Op) -> None:
        """
        Nothing compares with *None*.
        """
        assert not Condition("column", op, "").holds(None)


class TestKey:
    def test_is_printed_with_a_slash(self) -> None:
        """
        A key reads ``kind/id``, as in the messages of errors.
        """
        assert str(Key("person", "ada")) == "person/ada"

    def test_is_ordered_by_kind_and_id(self) -> None:
        """
        Keys sort by kind, then by id.
        """
        keys = [Key("b", "a"), Key("a", "b"), Key("a", "B")]

        assert sorted(keys) == [Key("a", "B"), Key("a", "b"), Key("b", "a")]


class TestLayout:
    def test_gives_the_layout_of_a_kind(self) -> None:
        """
        A kind and its columns are found by name.
        """
        assert LAYOUT.of("person").column("email").type is ColumnType.TEXT

    def test_knows_no_other_kind(self) -> None:
        """
        A kind that is not there is a *KeyError*, and so is a column.
        """
        with pytest.raises(KeyError):
            LAYOUT.of("dog")
        with pytest.raises(KeyError):
            LAYOUT.of("person").column("tail")

    def test_has_a_steady_fingerprint(self) -> None:
        """
        Two layouts that say the same have the same fingerprint.
        """
        assert attrs.evolve(LAYOUT).fingerprint == LAYOUT.fingerprint

    @pytest.mark.parametrize(
        "change",
        [
            {"kinds": (KindLayout("a", (Column("c", ColumnType.TEXT),)),)},
            {"kinds": (KindLayout("a", (Column("c", ColumnType.DATE),)),)},
            {"kinds": (KindLayout("a", (Column("d", ColumnType.TEXT),)),)},
            {"kinds": (KindLayout("a"), KindLayout("b"))},
            {"kinds": (KindLayout("b"), KindLayout("a"))},
            {"indexes": (("a", ("c",)),)},
            {"views": (View("v", "a", None, ()),)},
            {"views": (View("v", "a", "c", ()),)},
            {"views": (View("v", "a", None, (ViewColumn("c", ("c",), ColumnType.TEXT),)),)},
            {"views": (View("v", "a", None, (ViewColumn("c", ("c",), ColumnType.TEXT, True),)),)},
        ],
    )
    def test_every_change_shows_in_the_fingerprint(self, change: dict[str, Any]) -> None:
        """
        Whatever differs between two layouts, their fingerprints differ.
        """
        plain = Layout(kinds=(KindLayout("a"),))

        assert attrs.evolve(plain, **change).fingerprint != plain.fingerprint


class OnlyScans(Backend):
    """
    A backend that can do nothing but scan.
    """

    contract_version = 1
    capabilities = frozenset()

    def __init__(self, *envelopes: Envelope) -> None:
        self._kept = sorted(envelopes, key=lambda envelope: envelope.key.id)
        self.scans = 0

    def scan(self, kind: str, *, after: str | None, limit: int) -> Sequence[Envelope]:
        self.scans += 1
        return [e for e in self._kept if e.key.kind == kind and (after is None or e.key.id > after)][:limit]

    def load(self, key: Key) -> Envelope | None:
        raise NotImplementedError

    def commit(self, batch: Batch) -> int:
        raise NotImplementedError

    def position_of(self, token: str) -> int | None:
        raise NotImplementedError

    def journal(self, *, after: int, limit: int, subject: str | None) -> Sequence[JournalEntry]:
        raise NotImplementedError

    def scrub(self) -> None:
        raise NotImplementedError

    def close(self) -> None:
        raise NotImplementedError


def _dog(name: str, colour: str | None = None) -> Envelope:
    return Envelope(Key("dog", name), 1, 1, {"colour": colour}, "{}")


class TestInheritedFind:
    def test_reads_every_document(self) -> None:
        """
        A kind with more documents than one page of a scan is searched to its end.
        """
        backend = OnlyScans(*(_dog(f"{n:05}", "brown") for n in range(1_200)), _dog("z", "black"))
        page = backend.find(Query(kind="dog", where=(Condition("colour", Op.EQ, "black"),)))

        assert [row.key.id for row in page.rows] == ["z"]

    def test_sees_one_state(self) -> None:
        """
        It scans once, however many documents there are, since a commit could come between two scans.
        """
        backend = OnlyScans(*(_dog(f"{n:05}", "brown") for n in range(1_200)))
        backend.find(Query(kind="dog"))

        assert backend.scans == 1

    def test_orders_and_pages(self) -> None:
        """
        Rows come by the ordering column and the id, behind the last row of the page before.
        """
        backend = OnlyScans(_dog("a", "red"), _dog("b", "black"), _dog("c"), _dog("d", "black"))
        query = Query(kind="dog", order="colour", limit=2)
        first = backend.find(query)
        second = backend.find(attrs.evolve(query, after=("black", "d")))

        assert ([row.key.id for row in first.rows], first.more) == (["b", "d"], True)
        assert ([row.key.id for row in second.rows], second.more) == (["a"], False)
