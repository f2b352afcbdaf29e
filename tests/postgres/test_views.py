"""
What an analyst sees with any client of the server.
"""

from __future__ import annotations

from contextlib import closing

import pytest
from sqlalchemy.engine import make_url

from mentorcore.backends import Batch, ColumnType, Tombstone, View, ViewColumn
from mentorcore_postgres.backend import PostgresBackend
from tests.postgres.releases import ON_BOTH
from tests.postgres.samples import opened
from tests.postgres.server import sql
from tests.sqlite.samples import LAYOUT, book, change, new, with_layout


pytestmark = ON_BOTH


class TestViews:
    def test_gives_plain_columns(self, backend: PostgresBackend, url: str) -> None:
        """
        Text, numbers, booleans and nested values are columns of their types, one row for each element.
        """
        chapters = [
            {"heading": "Über", "size": {"pages": 3}, "is read": True, "weight": 2},
            {"heading": "'two'", "size": {"pages": 2**40}, "is read": False, "weight": 0.5},
            {"heading": None, "size": None},
        ]
        backend.commit(new(book("a", body={"chapters": chapters})))

        assert sql(url, "SELECT * FROM mentorcore_chapters") == [
            ("a", "Über", 3, True, 2.0),
            ("a", "'two'", 2**40, False, 0.5),
            ("a", None, None, None, None),
        ]

    def test_has_the_columns_of_the_layout(self, backend: PostgresBackend, url: str) -> None:
        """
        Views and their columns are called as the layout says, as in every backend that has views.
        """
        rows = sql(
            url,
            "SELECT c.table_name, c.column_name FROM information_schema.columns AS c "
            "JOIN information_schema.views AS v USING (table_schema, table_name) "
            "WHERE table_schema = %s ORDER BY c.table_name, c.ordinal_position",
            make_url(url).query["schema"],
        )

        assert rows == [
            (f"mentorcore_{view.name}", column.name)
            for view in sorted(LAYOUT.views, key=lambda view: view.name)
            for column in view.columns
        ]

    def test_elements_may_be_plain(self, backend: PostgresBackend, url: str) -> None:
        """
        A path of no keys is the element itself.
        """
        backend.commit(new(book("a", body={"words": ["one", "Zwei", ""]})))

        assert sql(url, "SELECT * FROM mentorcore_words") == [("one",), ("Zwei",), ("",)]

    def test_a_document_is_a_row(self, backend: PostgresBackend, url: str) -> None:
        """
        A view over documents has a row for each, with the value as it was written.
        """
        backend.commit(new(book("a", body={"price": "007.50"}), book("b")))

        assert sql(url, "SELECT * FROM mentorcore_books ORDER BY id") == [("a", "007.50"), ("b", None)]

    @pytest.mark.parametrize("nothing", [{}, {"chapters": None}, {"chapters": []}, {"chapters": "many"}])
    def test_no_elements_are_no_rows(
        self, backend: PostgresBackend, url: str, nothing: dict[str, object]
    ) -> None:
        """
        Where there is no array, there is no row of empty columns.
        """
        backend.commit(new(book("a", body=nothing)))

        assert sql(url, "SELECT * FROM mentorcore_chapters") == []

    def test_follows_the_documents(self, backend: PostgresBackend, url: str) -> None:
        """
        A change shows at once, and a document that was removed is gone.
        """
        backend.commit(new(book("a", body={"words": ["old"]}), book("b", body={"words": ["gone"]})))
        backend.commit(change(book("a", 2, body={"words": ["new"]})))
        backend.commit(Batch(tombstones=(Tombstone(book("b").key, 1, 2),)))

        assert sql(url, "SELECT * FROM mentorcore_words") == [("new",)]
        assert sql(url, "SELECT id FROM mentorcore_books") == [("a",)]

    def test_moments_sort_as_time_does(self, url: str) -> None:
        """
        A moment of whole seconds is written with its fraction, and text is compared by code point.
        """
        view = View("events", "book", "events", (ViewColumn("at", ("at",), ColumnType.INSTANT),))
        moments = ["2026-01-12T09:00:00Z", "2026-01-12T09:00:00.500000Z", "2026-01-12T09:00:01Z"]
        with closing(opened(url, with_layout(views=(view,)))) as backend:
            backend.commit(new(book("a", body={"events": [{"at": at} for at in reversed(moments)]})))

        assert sql(url, "SELECT at FROM mentorcore_events ORDER BY at") == [
            ("2026-01-12T09:00:00.000000Z",),
            ("2026-01-12T09:00:00.500000Z",),
            ("2026-01-12T09:00:01.000000Z",),
        ]

    def test_odd_names_are_names(self, url: str) -> None:
        """
        A name that means something in SQL, in a path or to the driver is only a name.
        """
        odd = "it's a.b[0] select \\ {x,y} 100%s"
        view = View("order", "book", odd, (ViewColumn("group by", (odd,), ColumnType.TEXT),))
        with closing(opened(url, with_layout(views=(view,)))) as backend:
            backend.commit(new(book("a", body={odd: [{odd: "found"}]})))

        assert sql(url, 'SELECT "group by" FROM mentorcore_order') == [("found",)]
