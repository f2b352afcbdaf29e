"""
Paging: what a query finds, page by page.
"""

from __future__ import annotations

import attrs
import pytest

from mentorcore.backends import Backend, Batch, Op
from mentorcore.testing.contract.base import Contract
from mentorcore.testing.contract.samples import ask, book, ids, mark, new, pages, removal


class PagingTests(Contract):
    """
    Going from page to page.
    """

    @pytest.mark.parametrize("limit", [1, 2, 3, 5, 6])
    @pytest.mark.parametrize("order", [None, "title"])
    def test_pages_meet_every_row_once(self, backend: Backend, order: str | None, limit: int) -> None:
        """
        Going on behind the last row of each page meets every row once and in order.
        """
        titles = ["y", "x", "x", "", "x", "y"]
        backend.commit(new(*(book(name, title=titles[n]) for n, name in enumerate("abcdef"))))
        expected = list("abcdef") if order is None else list("dbceaf")

        assert pages(backend, ask(order=order, limit=limit)) == expected

    @pytest.mark.parametrize("order", [None, "title"])
    def test_pages_meet_the_conditions(self, backend: Backend, order: str | None) -> None:
        """
        Every page holds as many rows that meet the conditions as the limit allows.
        """
        backend.commit(new(*(book(f"n{n}", group="gh"[n % 2], title="t", readers=("x",)) for n in range(9))))
        query = ask(("group", Op.EQ, "g"), ("readers", Op.HAS, "x"), order=order, limit=2)

        assert ids(backend.find(query)) == ["n0", "n2"]
        assert pages(backend, query) == ["n0", "n2", "n4", "n6", "n8"]

    @pytest.mark.parametrize("order", [None, "title"])
    @pytest.mark.parametrize(("limit", "more"), [(2, True), (3, False), (4, False)])
    def test_says_whether_there_is_more(
        self, backend: Backend, order: str | None, limit: int, more: bool
    ) -> None:
        """
        A page says that there is more exactly when a row stands behind it.
        """
        backend.commit(new(*(book(name, title="t") for name in "abc"), book("d", group="g")))
        page = backend.find(ask(("title", Op.EQ, "t"), order=order, limit=limit))

        assert (len(page.rows), page.more) == (min(limit, 3), more)

    @pytest.mark.parametrize("order", [None, "title"])
    def test_is_empty_behind_the_last_row(self, backend: Backend, order: str | None) -> None:
        """
        Behind the last row there is an empty page, and no more.
        """
        backend.commit(new(book("a", title="t")))
        query = ask(order=order)
        after = mark(backend.find(query), order)

        page = backend.find(attrs.evolve(query, after=after))

        assert (page.rows, page.more) == ((), False)

    @pytest.mark.parametrize("order", [None, "title"])
    def test_pages_stand_still_while_others_write(self, backend: Backend, order: str | None) -> None:
        """
        What is added or removed between two pages makes no other row come twice or not at all.
        """
        given = {name: book(name, title=name) for name in "bdfh"}
        backend.commit(new(*given.values()))
        query = ask(order=order, limit=2)
        first = backend.find(query)

        backend.commit(new(*(book(name, title=name) for name in "aceg")))
        backend.commit(Batch(tombstones=removal(given["b"]).tombstones))
        behind = pages(backend, attrs.evolve(query, after=mark(first, order)))

        assert ids(first) == ["b", "d"]
        assert behind == ["e", "f", "g", "h"]

    def test_goes_on_where_a_row_was_removed(self, backend: Backend) -> None:
        """
        The last row of a page may be gone when the next page is asked for.
        """
        given = {name: book(name, title="t") for name in "abc"}
        backend.commit(new(*given.values()))
        query = ask(order="title", limit=2)
        first = backend.find(query)
        backend.commit(removal(given["b"]))

        assert ids(backend.find(attrs.evolve(query, after=mark(first, "title")))) == ["c"]
