"""
Bringing a store to another layout.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import attrs
import pytest

from mentorcore.backends import (
    Batch,
    Column,
    ColumnType,
    Condition,
    Key,
    KindLayout,
    Layout,
    Op,
    Query,
    Tombstone,
    View,
    ViewColumn,
)
from mentorcore.errors import Conflict, MigrationNeeded
from mentorcore_sqlite.migration import Migration
from tests.sqlite.samples import LAYOUT, book, change, new, opened, sql


def columns(*wanted: Column) -> Layout:
    """
    Return the layout with other columns for books, and nothing but them.
    """
    shelf = LAYOUT.of("shelf")

    return Layout(kinds=(KindLayout("book", wanted), shelf))


TITLE, SHELF = Column("title", ColumnType.TEXT), Column("shelf", ColumnType.TEXT)
READERS = Column("readers", ColumnType.MANY)


def having(column: str, op: Op, value: str) -> Query:
    """
    Make a query with one condition.
    """
    return Query(kind="book", where=(Condition(column, op, value),))


class TestUpgrade:
    def test_keeps_documents_and_journal(self, path: Path) -> None:
        """
        Nothing that was kept is lost, and what is new in the layout is empty.
        """
        with closing(opened(path, columns(TITLE, READERS))) as backend:
            envelope = attrs.evolve(book("a"), index={"title": "T", "readers": ("ben", "ada")})
            backend.commit(attrs.evolve(new(envelope), token="t"))
        with closing(opened(path, columns(SHELF, READERS, TITLE), upgrade=True)) as backend:
            kept = backend.load(Key("book", "a"))
            found = [
                backend.find(having("title", Op.EQ, "T")),
                backend.find(having("readers", Op.HAS, "ada")),
            ]

            assert kept == attrs.evolve(
                envelope, index={"shelf": None, "readers": ("ben", "ada"), "title": "T"}
            )
            assert [[row.key.id for row in page.rows] for page in found] == [["a"], ["a"]]
            assert backend.position_of("t") == 1
            assert [e.subject for e in backend.journal(after=0, limit=9, subject=None)] == ["a"]

    def test_what_is_new_can_be_filled(self, path: Path) -> None:
        """
        A document that is written again has the new index values.
        """
        opened(path, columns(TITLE)).close()
        with closing(opened(path, columns(SHELF, READERS), upgrade=True)) as backend:
            envelope = attrs.evolve(book("a"), index={"shelf": "S", "readers": ("ada",)})
            backend.commit(new(envelope))

            assert backend.find(having("readers", Op.HAS, "ada")).rows
            assert backend.find(having("shelf", Op.EQ, "S")).rows

    def test_keeps_tombstones(self, path: Path) -> None:
        """
        An id that was used is not free after an upgrade.
        """
        with closing(opened(path, columns(TITLE))) as backend:
            envelope = attrs.evolve(book("a"), index={"title": "T"})
            backend.commit(new(envelope))
            backend.commit(Batch(tombstones=(Tombstone(envelope.key, 1, 2),)))
        with (
            closing(opened(path, columns(SHELF), upgrade=True)) as backend,
            pytest.raises(Conflict),
        ):
            backend.commit(new(attrs.evolve(envelope, index={"shelf": None})))

    def test_leaves_no_value_of_a_column_that_is_gone(self, path: Path) -> None:
        """
        A value that the layout no longer has does not stay behind, where nobody would erase it.
        """
        with closing(opened(path, columns(TITLE, READERS))) as backend:
            backend.commit(new(attrs.evolve(book("a"), index={"title": "secret", "readers": ("ada",)})))
        with closing(opened(path, columns(SHELF), upgrade=True)) as backend:
            backend.scrub()

        assert b"secret" not in path.read_bytes()
        assert sql(path, "SELECT name FROM sqlite_schema WHERE name LIKE '%many%'") == []

    @pytest.mark.parametrize(
        ("before", "after", "value"),
        [
            (TITLE, Column("title", ColumnType.MANY), "one"),
            (Column("title", ColumnType.MANY), TITLE, ("one", "two")),
        ],
        ids=["one to many", "many to one"],
    )
    def test_a_column_that_turns_starts_empty(
        self, path: Path, before: Column, after: Column, value: str | tuple[str, ...]
    ) -> None:
        """
        One text is not taken for several, nor several for one.
        """
        with closing(opened(path, columns(before))) as backend:
            backend.commit(new(attrs.evolve(book("a"), index={"title": value})))
        with closing(opened(path, columns(after), upgrade=True)) as backend:
            kept = backend.load(Key("book", "a"))

        assert kept is not None
        assert kept.index == {"title": None}

    def test_makes_views_and_indexes_anew(self, path: Path) -> None:
        """
        Views and indexes are those of the new layout, and no others.
        """
        opened(path).close()
        view = View("titles", "book", None, (ViewColumn("title", ("id",), ColumnType.TEXT),))
        layout = attrs.evolve(LAYOUT, views=(view,), indexes=(("book", ("title",)),))
        opened(path, layout, upgrade=True).close()
        made = sql(
            path,
            "SELECT name FROM sqlite_schema WHERE type IN ('view', 'index') AND sql IS NOT NULL ORDER BY 1",
        )

        assert [name for (name,) in made] == [
            "mentorcore_ix_book_title",
            "mentorcore_ix_journal_subject",
            "mentorcore_ix_tokens_position",
            "mentorcore_titles",
        ]

    def test_makes_room_for_a_new_kind(self, path: Path) -> None:
        """
        Documents of a kind that is new can be kept.
        """
        opened(path, columns(TITLE)).close()
        pen = KindLayout("pen", (READERS,))
        layout = attrs.evolve(columns(TITLE), kinds=(*columns(TITLE).kinds, pen))
        with closing(opened(path, layout, upgrade=True)) as backend:
            envelope = attrs.evolve(book("a"), key=Key("pen", "a"), index={"readers": ()})
            backend.commit(new(envelope))

            assert backend.load(envelope.key) == envelope

    def test_is_done_once(self, path: Path) -> None:
        """
        Afterwards the store opens with the new layout, and not with the old.
        """
        opened(path, columns(TITLE)).close()
        opened(path, columns(SHELF), upgrade=True).close()
        opened(path, columns(SHELF)).close()

        with pytest.raises(MigrationNeeded):
            opened(path, columns(TITLE))

    def test_happens_whole_or_not_at_all(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        An upgrade that fails at its end leaves the store as it was.
        """
        with closing(opened(path)) as backend:
            backend.commit(new(book("a", title="T")))

        def pulled(*_: object, **__: object) -> None:
            raise RuntimeError("the plug was pulled")

        with monkeypatch.context() as patch:
            patch.setattr(Migration, "sign", pulled)
            with pytest.raises(RuntimeError, match="pulled"):
                opened(path, columns(TITLE), upgrade=True)
        with closing(opened(path)) as backend:
            assert backend.load(Key("book", "a")) == book("a", title="T")

    def test_stops_those_who_have_the_old_one_open(self, path: Path) -> None:
        """
        A store that was upgraded elsewhere while it was open is not written to with the old layout,
        because the new index columns would stay empty.
        """
        with closing(opened(path, columns(TITLE))) as backend:
            envelope = attrs.evolve(book("a"), index={"title": "T"})
            backend.commit(new(envelope))
            opened(path, columns(TITLE, SHELF), upgrade=True).close()

            with pytest.raises(MigrationNeeded, match="another process brought it to another layout"):
                backend.commit(change(attrs.evolve(envelope, version=2)))
            assert backend.load(envelope.key) == envelope

    @pytest.mark.parametrize("call", ["load", "scan", "find", "commit", "create"])
    def test_tells_those_whose_column_is_gone(self, path: Path, call: str) -> None:
        """
        A store from which an upgrade took a column, while it was open with the old layout, is not damaged.
        """
        with closing(opened(path, columns(TITLE, SHELF))) as backend:
            envelope = attrs.evolve(book("a"), index={"title": "T", "shelf": "S"})
            backend.commit(new(envelope))
            opened(path, columns(TITLE), upgrade=True).close()
            calls: dict[str, Callable[[], object]] = {
                "load": lambda: backend.load(envelope.key),
                "scan": lambda: backend.scan("book", after=None, limit=9),
                "find": lambda: backend.find(having("shelf", Op.EQ, "S")),
                "commit": lambda: backend.commit(change(attrs.evolve(envelope, version=2))),
                "create": lambda: backend.commit(new(attrs.evolve(envelope, key=Key("book", "b")))),
            }

            with pytest.raises(MigrationNeeded, match="another process brought it to another layout"):
                calls[call]()

    @pytest.mark.parametrize(
        ("definition", "row"),
        [
            ("SELECT id FROM mentorcore_documents_book", "a"),
            ("SELECT id FROM mentorcore_books", "a"),
            ("SELECT ix_title FROM mentorcore_documents_book", "T"),
            ("SELECT b.id FROM mentorcore_documents_book AS b JOIN mentorcore_books USING (id)", "a"),
        ],
        ids=["of a table", "of a view", "of an index value", "of both"],
    )
    def test_keeps_the_views_of_others(self, path: Path, definition: str, row: str) -> None:
        """
        A view that an analyst has made of ours neither stops an upgrade nor is changed by it.
        """
        with closing(opened(path)) as backend:
            backend.commit(new(book("a", title="T")))
        made = f"CREATE VIEW theirs AS {definition}"
        sql(path, made)
        layout = attrs.evolve(columns(TITLE), views=LAYOUT.views)
        with closing(opened(path, layout, upgrade=True)) as backend:
            assert list(backend.check()) == []

        assert sql(path, "SELECT sql FROM sqlite_schema WHERE name = 'theirs'") == [(made,)]
        assert sql(path, "SELECT * FROM theirs") == [(row,)]

    def test_survives_a_view_of_what_is_gone(self, path: Path) -> None:
        """
        Nor does a view stop it that reads what the new layout no longer has, or that never worked.
        """
        opened(path).close()
        sql(path, "CREATE VIEW gone AS SELECT ix_shelf FROM mentorcore_documents_book, mentorcore_chapters")
        sql(path, "CREATE VIEW broken AS SELECT * FROM nowhere")
        with closing(opened(path, columns(TITLE), upgrade=True)) as backend:
            envelope = attrs.evolve(book("a"), index={"title": "T"})
            backend.commit(new(envelope))

            assert backend.load(envelope.key) == envelope
