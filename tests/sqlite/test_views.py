"""
What an analyst sees with a standard driver.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from mentorcore.backends import Batch, ColumnType, Tombstone, View, ViewColumn
from mentorcore_sqlite.backend import SQLiteBackend
from tests.sqlite.samples import book, change, new, opened, sql, with_layout


class TestViews:
    def test_gives_plain_columns(self, backend: SQLiteBackend, path: Path) -> None:
        """
        Text, numbers, booleans and nested values are columns, one row for each element.
        """
        chapters = [
            {"heading": "Über", "size": {"pages": 3}, "is read": True, "weight": 2},
            {"heading": "'two'", "size": {"pages": 2**40}, "is read": False, "weight": 0.5},
            {"heading": None, "size": None},
        ]
        backend.commit(new(book("a", body={"chapters": chapters})))

        assert sql(path, "SELECT * FROM mentorcore_chapters") == [
            ("a", "Über", 3, 1, 2.0),
            ("a", "'two'", 2**40, 0, 0.5),
            ("a", None, None, None, None),
        ]
        assert sql(path, "SELECT DISTINCT typeof(weight) FROM mentorcore_chapters") == [("real",), ("null",)]

    def test_has_the_columns_of_the_layout(self, backend: SQLiteBackend, path: Path) -> None:
        """
        Columns are called as the layout says.
        """
        with closing(sqlite3.connect(path)) as connection:
            named = connection.execute("SELECT * FROM mentorcore_chapters").description

        assert [name for name, *_ in named] == ["book_id", "heading", "pages", "read", "weight"]

    def test_elements_may_be_plain(self, backend: SQLiteBackend, path: Path) -> None:
        """
        A path of no keys is the element itself.
        """
        backend.commit(new(book("a", body={"words": ["one", "Zwei", ""]})))

        assert sql(path, "SELECT * FROM mentorcore_words") == [("one",), ("Zwei",), ("",)]

    def test_a_document_is_a_row(self, backend: SQLiteBackend, path: Path) -> None:
        """
        A view over documents has a row for each, with the value as it was written.
        """
        backend.commit(new(book("a", body={"price": "007.50"}), book("b")))

        assert sql(path, "SELECT * FROM mentorcore_books ORDER BY id") == [("a", "007.50"), ("b", None)]

    @pytest.mark.parametrize("nothing", [{}, {"chapters": None}, {"chapters": []}, {"chapters": "many"}])
    def test_no_elements_are_no_rows(
        self, backend: SQLiteBackend, path: Path, nothing: dict[str, object]
    ) -> None:
        """
        Where there is no array, there is no row of empty columns.
        """
        backend.commit(new(book("a", body=nothing)))

        assert sql(path, "SELECT * FROM mentorcore_chapters") == []

    def test_follows_the_documents(self, backend: SQLiteBackend, path: Path) -> None:
        """
        A change shows at once, and a document that was removed is gone.
        """
        backend.commit(new(book("a", body={"words": ["old"]}), book("b", body={"words": ["gone"]})))
        backend.commit(change(book("a", 2, body={"words": ["new"]})))
        backend.commit(Batch(tombstones=(Tombstone(book("b").key, 1, 2),)))

        assert sql(path, "SELECT * FROM mentorcore_words") == [("new",)]
        assert sql(path, "SELECT id FROM mentorcore_books") == [("a",)]

    def test_odd_names_are_names(self, path: Path) -> None:
        """
        A name that means something in SQL or in a JSON path is only a name.
        """
        odd = "it's a.b[0] select"
        view = View("order", "book", odd, (ViewColumn("group by", (odd,), ColumnType.TEXT),))
        with closing(opened(path, with_layout(views=(view,)))) as backend:
            backend.commit(new(book("a", body={odd: [{odd: "found"}]})))

        assert sql(path, 'SELECT "group by" FROM mentorcore_order') == [("found",)]
