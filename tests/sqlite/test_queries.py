"""
Queries walk an index.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from mentorcore.backends import Batch, Condition, Guard, Key, Op, Query, Write
from mentorcore.errors import Unsupported
from mentorcore_sqlite.backend import SQLiteBackend
from tests.sqlite.samples import book, new, sql


def ask(*where: Condition, order: str | None = None, after: tuple[str | None, str] | None = None) -> Query:
    """
    Make a query for books.
    """
    return Query(kind="book", where=where, order=order, after=after, limit=2)


ON_SHELF = Condition("shelf", Op.EQ, "S")
TITLED = Condition("title", Op.EQ, "T")
DUE = Condition("due", Op.LE, "2026")
READ_BY_ADA = Condition("readers", Op.HAS, "ada")

WALKS = {
    "all": ask(),
    "all, behind": ask(after=(None, "a")),
    "equal": ask(ON_SHELF, TITLED),
    "equal, behind": ask(ON_SHELF, TITLED, after=(None, "a")),
    "in order": ask(order="due"),
    "in order, behind": ask(order="due", after=("2025", "a")),
    "up to": ask(DUE, order="due"),
    "up to, behind": ask(DUE, order="due", after=("2025", "a")),
    "later": ask(Condition("due", Op.GT, "2025"), order="due"),
    "one of several": ask(READ_BY_ADA),
    "one of several, behind": ask(READ_BY_ADA, after=(None, "a")),
    "two of several": ask(READ_BY_ADA, Condition("readers", Op.HAS, "ben"), after=(None, "a")),
    "of two columns": ask(READ_BY_ADA, Condition("tags", Op.HAS, "new")),
}


class TestPlans:
    @pytest.mark.parametrize("query", WALKS.values(), ids=WALKS.keys())
    def test_neither_sorts_nor_reads_everything(
        self, backend: SQLiteBackend, path: Path, query: Query
    ) -> None:
        """
        A page costs what its rows cost, however many documents there are and however far it is.
        """
        statement, parameters = backend._queries.sql(query)
        steps = [step for *_, step in sql(path, f"EXPLAIN QUERY PLAN {statement}", *parameters)]

        assert steps
        assert not any("TEMP B-TREE" in step for step in steps), steps
        assert all("SEARCH" in step or ("SCAN" in step and "USING INDEX" in step) for step in steps), steps

    @pytest.mark.parametrize("subject", [None, "a"])
    def test_the_journal_is_read_from_a_position(
        self, backend: SQLiteBackend, path: Path, subject: str | None
    ) -> None:
        """
        So does a page of the journal.
        """
        statement = backend._statements.journal if subject is None else backend._statements.journal_of
        given = (5, 5) if subject is None else (subject, 5, 5)
        steps = [step for *_, step in sql(path, f"EXPLAIN QUERY PLAN {statement}", *given)]

        assert len(steps) == 1
        assert steps[0].startswith("SEARCH")

    def test_a_shape_is_compiled_once(self, backend: SQLiteBackend) -> None:
        """
        Only the first query of a shape is turned into SQL.
        """
        first, _ = backend._queries.sql(ask(ON_SHELF))
        again, parameters = backend._queries.sql(ask(Condition("shelf", Op.EQ, "another")))

        assert first is again
        assert parameters == ["another", 3]


class TestMeaning:
    def test_several_conditions_on_several_values(self, backend: SQLiteBackend) -> None:
        """
        Every one of the values has to be there.
        """
        backend.commit(
            new(
                book("a", readers=("ada",), tags=("new",)),
                book("b", readers=("ben", "ada", "ada")),
                book("c", readers=("ada", "ben"), tags=("new", "big")),
                book("d", readers=()),
            )
        )

        def found(*where: Condition) -> list[str]:
            return [row.key.id for row in backend.find(ask(*where)).rows]

        assert found(READ_BY_ADA, Condition("readers", Op.HAS, "ben")) == ["b", "c"]
        assert found(READ_BY_ADA, Condition("tags", Op.HAS, "new")) == ["a", "c"]
        assert found(Condition("tags", Op.HAS, "big")) == ["c"]

    @pytest.mark.parametrize(
        "condition",
        [
            Condition("title", Op.HAS, "T"),
            Condition("readers", Op.EQ, '["ada"]'),
            Condition("readers", Op.LE, "z"),
            Condition("readers", Op.GT, ""),
        ],
    )
    def test_one_text_and_several_never_meet(self, backend: SQLiteBackend, condition: Condition) -> None:
        """
        A condition for one text is not met by several, nor the other way round.
        """
        backend.commit(new(book("a", title="T", readers=("ada",))))

        assert backend.find(ask(condition)).rows == ()

    def test_changes_of_several_values_are_followed(self, backend: SQLiteBackend) -> None:
        """
        What is taken out no longer finds the document, what stays and what is added does.
        """
        backend.commit(new(book("a", readers=("ada", "ben"))))
        backend.commit(new(book("b", readers=None)))
        backend.commit(
            Batch(
                writes=(
                    Write(book("a", 2, readers=("ben", "cem")), 1),
                    Write(book("b", 2, readers=("ada",)), 1),
                )
            )
        )

        def of(reader: str) -> list[str]:
            return [row.key.id for row in backend.find(ask(Condition("readers", Op.HAS, reader))).rows]

        assert [of("ada"), of("ben"), of("cem")] == [["b"], ["a"], ["a"]]


class TestUnknown:
    @pytest.mark.parametrize(
        "query",
        [
            ask(Condition("colour", Op.EQ, "red")),
            ask(Condition("colour", Op.HAS, "red")),
            ask(order="colour"),
            Query(kind="pen"),
        ],
    )
    def test_what_the_layout_does_not_have(self, backend: SQLiteBackend, query: Query) -> None:
        """
        A kind or a column that is not in the layout is named.
        """
        with pytest.raises(
            Unsupported, match=r"not have the (index column 'colour' of 'book'|kind 'pen'); ask"
        ):
            backend.find(query)

    def test_a_kind_that_the_layout_does_not_have(self, backend: SQLiteBackend) -> None:
        """
        A kind that is not in the layout can neither be read nor written.
        """
        with pytest.raises(Unsupported, match="the kind 'pen'"):
            backend.load(Key("pen", "a"))
        with pytest.raises(Unsupported, match="the kind 'pen'"):
            backend.scan("pen", after=None, limit=1)
        with pytest.raises(Unsupported, match="the kind 'pen'"):
            backend.commit(Batch(reads=(Guard(Key("pen", "a"), 1),)))
