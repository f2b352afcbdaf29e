"""
Queries: documents by their index values, in a stable order.
"""

from __future__ import annotations

import attrs
import pytest

from mentorcore.backends import Backend, Op, Query, Row
from mentorcore.testing.contract.base import Contract
from mentorcore.testing.contract.samples import (
    SHELF,
    TEXTS,
    ask,
    book,
    change,
    ids,
    new,
    pages,
    removal,
    shelf,
)


EARLY, LATE = "2026-01-12T09:00:00.000000Z", "2026-01-12T09:00:00.000001Z"

BY_CODE_POINT = ["", " ", "1", "10", "1e1", "9", "B", "Z", "_", "a", "b", "e\u0301", "é", "\ufffd", "𐀀"]
"""Texts as their code points sort them: no collation, no number, no UTF-16 does."""


class QueryTests(Contract):
    """
    Finding by index values.
    """

    def test_finds_everything_by_id(self, backend: Backend) -> None:
        """
        Without conditions every document of the kind is found, ordered by id.
        """
        backend.commit(new(book("b"), book("B"), shelf("x"), book("_"), book("a")))

        assert ids(backend.find(ask())) == ["B", "_", "a", "b"]

    def test_gives_rows_as_they_are_kept(self, backend: Backend) -> None:
        """
        A row carries key, version and all index values of its document.
        """
        given = book("a", version=3, title="T", group="g", due=EARLY, readers=("b", "a", "b"))
        backend.commit(new(given))

        assert backend.find(ask()).rows == (Row(given.key, 3, given.index),)

    def test_finds_equal_texts_exactly(self, backend: Backend) -> None:
        """
        `Op.EQ` finds exactly the text: no other case, form, number or white space, and no pattern.
        """
        texts = [*TEXTS.values(), "null ", "NULL", "7", "7.0", "07", "Zoe", "zoë", "100%", "a"]
        backend.commit(new(*(book(f"n{n:02}", title=text) for n, text in enumerate(texts))))

        found = [ids(backend.find(ask(("title", Op.EQ, text)))) for text in texts]

        assert found == [[f"n{n:02}"] for n in range(len(texts))]

    @pytest.mark.parametrize("op", [Op.EQ, Op.LE, Op.GT])
    def test_compares_nothing_with_none(self, backend: Backend, op: Op) -> None:
        """
        A column that holds *None* meets no condition.
        """
        backend.commit(new(book("none"), book("some", title="")))
        expected = {Op.EQ: ["some"], Op.LE: ["some"], Op.GT: []}

        assert ids(backend.find(ask(("title", op, "")))) == expected[op]

    @pytest.mark.parametrize("at", range(0, len(BY_CODE_POINT), 2))
    def test_compares_by_code_point(self, backend: Backend, at: int) -> None:
        """
        `Op.LE` finds the text and what sorts before it, `Op.GT` all the rest.
        """
        _shelve(backend)
        text = BY_CODE_POINT[at]
        low, high = pages(backend, ask(("title", Op.LE, text))), pages(backend, ask(("title", Op.GT, text)))

        assert {*low} == {f"n{n:02}" for n in range(at + 1)}
        assert {*high} == {f"n{n:02}" for n in range(at + 1, len(BY_CODE_POINT))}

    def test_compares_moments(self, backend: Backend) -> None:
        """
        A moment is found up to and including itself, to the microsecond.
        """
        backend.commit(new(book("a", due=EARLY), book("b", due=LATE), book("c")))

        assert ids(backend.find(ask(("due", Op.LE, EARLY)))) == ["a"]
        assert ids(backend.find(ask(("due", Op.GT, EARLY)))) == ["b"]

    def test_compares_days(self, backend: Backend) -> None:
        """
        A day is found by equality and by order.
        """
        backend.commit(new(book("a", day="2026-01-12"), book("b", day="2026-02-01"), book("c")))

        assert ids(backend.find(ask(("day", Op.EQ, "2026-01-12")))) == ["a"]
        assert ids(backend.find(ask(("day", Op.GT, "2026-01-31")))) == ["b"]

    def test_finds_one_of_many(self, backend: Backend) -> None:
        """
        `Op.HAS` finds a document by each of its texts, as a whole and exactly.
        """
        backend.commit(
            new(
                book("a", readers=("ada", "ben")),
                book("b", readers=("adam",)),
                book("c", readers=("Ada", "ada,ben", 'x","ada')),
                book("d", readers=()),
                book("e", readers=None),
                book("f", readers=("ben", "ada", "ada")),
            )
        )

        assert ids(backend.find(ask(("readers", Op.HAS, "ada")))) == ["a", "f"]

    def test_finds_every_text_among_many(self, backend: Backend) -> None:
        """
        `Op.HAS` finds texts that databases stumble over.
        """
        backend.commit(new(book("a", readers=tuple(TEXTS.values())), book("b", readers=("other",))))

        found = [ids(backend.find(ask(("readers", Op.HAS, text)))) for text in TEXTS.values()]

        assert found == [["a"]] * len(TEXTS)

    def test_all_conditions_hold(self, backend: Backend) -> None:
        """
        Several conditions are all met by what is found, two on one column as well.
        """
        backend.commit(
            new(
                book("a", group="g", title="b", readers=("x", "y")),
                book("b", group="g", title="d", readers=("x", "y")),
                book("c", group="h", title="b", readers=("x", "y")),
                book("d", group="g", title="b", readers=("x",)),
                book("e", group="g", title="a", readers=("x", "y")),
            )
        )
        query = ask(
            ("group", Op.EQ, "g"),
            ("title", Op.GT, "a"),
            ("title", Op.LE, "c"),
            ("readers", Op.HAS, "x"),
            ("readers", Op.HAS, "y"),
        )

        assert ids(backend.find(query)) == ["a"]

    def test_a_query_asks_one_kind(self, backend: Backend) -> None:
        """
        A column of the same name in another kind is another column.
        """
        backend.commit(new(book("a", title="T"), shelf("b", title="T")))
        query = attrs.evolve(ask(("title", Op.EQ, "T")), kind=SHELF)

        assert ids(backend.find(query)) == ["b"]

    def test_orders_by_code_point(self, backend: Backend) -> None:
        """
        With an order, rows come by the column's text, compared by code point.
        """
        _shelve(backend)

        assert pages(backend, ask(order="title")) == [f"n{n:02}" for n in range(len(BY_CODE_POINT))]

    def test_orders_equal_values_by_id(self, backend: Backend) -> None:
        """
        Rows with the same value in the ordering column come by id.
        """
        backend.commit(new(book("b", title="x"), book("a", title="y"), book("_", title="x")))
        backend.commit(new(book("B", title="x")))

        assert ids(backend.find(ask(order="title"))) == ["B", "_", "b", "a"]

    def test_an_order_leaves_out_what_has_no_value(self, backend: Backend) -> None:
        """
        A document with *None* in the ordering column is left out; one with an empty text is not.
        """
        backend.commit(new(book("a", title="x"), book("b"), book("c", title="")))

        assert ids(backend.find(ask(order="title"))) == ["c", "a"]

    def test_orders_what_meets_the_conditions(self, backend: Backend) -> None:
        """
        Conditions and an order on another column go together.
        """
        backend.commit(
            new(
                book("a", group="g", due=LATE),
                book("b", group="g", due=EARLY),
                book("c", group="h", due=EARLY),
            )
        )

        assert ids(backend.find(ask(("group", Op.EQ, "g"), order="due"))) == ["b", "a"]

    def test_a_change_moves_a_document_in_the_index(self, backend: Backend) -> None:
        """
        After a change a document is found by its new values and by no old one.
        """
        backend.commit(new(book("a", title="old", readers=("ada", "ben"))))
        backend.commit(change(book("a", version=2, title="new", readers=("ben", "cy")), 1))

        found = {
            value: ids(backend.find(ask(condition)))
            for value in ("old", "new", "ada", "ben", "cy")
            for condition in [
                ("title", Op.EQ, value) if value in ("old", "new") else ("readers", Op.HAS, value)
            ]
        }

        assert found == {"old": [], "new": ["a"], "ada": [], "ben": ["a"], "cy": ["a"]}

    def test_a_change_to_none_leaves_the_index(self, backend: Backend) -> None:
        """
        After its values were taken away a document is found by none of them.
        """
        backend.commit(new(book("a", title="t", readers=("ada",))))
        backend.commit(change(book("a", version=2), 1))

        assert [
            *ids(backend.find(ask(("title", Op.EQ, "t")))),
            *ids(backend.find(ask(("readers", Op.HAS, "ada")))),
            *ids(backend.find(ask(order="title"))),
        ] == []

    def test_a_removal_leaves_the_index(self, backend: Backend) -> None:
        """
        A removed document is found by none of its values.
        """
        given = book("a", title="t", readers=("ada",))
        backend.commit(new(given))
        backend.commit(removal(given))

        assert [
            *ids(backend.find(ask(("title", Op.EQ, "t")))),
            *ids(backend.find(ask(("readers", Op.HAS, "ada")))),
            *ids(backend.find(ask(order="title"))),
        ] == []

    def test_a_refused_change_leaves_the_index(self, backend: Backend) -> None:
        """
        What a refused batch would have changed is found by its old values still.
        """
        backend.commit(new(book("a", title="old"), book("b")))
        batch = new(book("b"))
        moved = change(book("a", version=2, title="new"), 1)
        with pytest.raises(Exception, match="b"):
            backend.commit(attrs.evolve(moved, writes=moved.writes + batch.writes))

        assert ids(backend.find(ask(("title", Op.EQ, "old")))) == ["a"]

    def test_finds_nothing_among_another_kinds_rows(self, backend: Backend) -> None:
        """
        A kind without documents has an empty page.
        """
        backend.commit(new(book("a")))

        assert backend.find(Query(kind=SHELF)).rows == ()


def _shelve(backend: Backend) -> None:
    shuffled = sorted(enumerate(BY_CODE_POINT), key=lambda pair: pair[0] * 7 % len(BY_CODE_POINT))
    backend.commit(new(*(book(f"n{n:02}", title=text) for n, text in shuffled)))
