"""
A schema is recognised, made into a store, brought to another layout, or left as it is.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Barrier

import attrs
import pytest
from sqlalchemy.engine import make_url

from mentorcore.backends import Column, ColumnType, Condition, Key, KindLayout, Layout, Op, Query
from mentorcore.errors import Corrupt, MigrationNeeded, NotAStore, SchemaTooNew, Unsupported
from mentorcore.storage.layout import LAYOUT as OURS
from mentorcore_postgres.backend import PostgresBackend
from tests.postgres.samples import opened
from tests.postgres.server import server_url, sql, url_below, with_options
from tests.sqlite.samples import LAYOUT, TEXT, book, change, new, with_layout


def schema_of(url: str) -> str:
    return str(make_url(url).query["schema"])


def tables(url: str) -> list[str]:
    rows = sql(url, "SELECT tablename FROM pg_tables WHERE schemaname = %s ORDER BY 1", schema_of(url))

    return [name for (name,) in rows]


def found(backend: PostgresBackend, column: str, op: Op, value: str) -> list[str]:
    page = backend.find(Query(kind="book", where=(Condition(column, op, value),)))

    return [row.key.id for row in page.rows]


class TestMaking:
    def test_makes_schema_and_tables(self, url: str) -> None:
        """
        Where there is no schema it is made, and everything in it has our prefix.
        """
        opened(url).close()

        assert "mentorcore_documents_book" in tables(url)
        assert all(name.startswith("mentorcore_") for name in tables(url))

    def test_takes_a_schema_that_is_there(self, url: str) -> None:
        """
        An empty schema that somebody has made is taken.
        """
        sql(url, f"CREATE SCHEMA {schema_of(url)}")
        opened(url).close()

        assert "mentorcore_schema" in tables(url)

    def test_needs_no_right_to_make_schemas(self, url: str) -> None:
        """
        A user who owns the schema needs nothing else.
        """
        schema = schema_of(url)
        sql(url, f"CREATE ROLE {schema} LOGIN")
        sql(url, f"CREATE SCHEMA {schema} AUTHORIZATION {schema}")
        theirs = make_url(url).set(username=schema).render_as_string(hide_password=False)
        with closing(opened(theirs)) as backend:
            backend.commit(new(book("a")))
            assert list(backend.check()) == []

    def test_compares_text_by_code_point(self, url: str) -> None:
        """
        Every column of text compares by code point, whatever the database's own way.
        """
        opened(url).close()
        collations = sql(
            url,
            "SELECT DISTINCT collation_name FROM information_schema.columns "
            "WHERE table_schema = %s AND data_type = 'text'",
            schema_of(url),
        )

        assert collations == [("C",)]

    def test_makes_the_record_of_mentorcore(self, url: str) -> None:
        """
        The layout of mentorcore itself fits: no name is longer than the server keeps.
        """
        with closing(opened(url, OURS)) as backend:
            assert list(backend.check()) == []

    def test_of_many_at_once(self, url: str) -> None:
        """
        Of several who make the same store at the same moment one does, and all have it open.
        """
        together = Barrier(6)

        def work(number: int) -> int:
            together.wait()
            with closing(opened(url)) as backend:
                return backend.commit(new(book(f"b{number}")))

        with ThreadPoolExecutor(6) as threads:
            positions = sorted(threads.map(work, range(6)))

        assert positions == [1, 2, 3, 4, 5, 6]


class TestRefused:
    def test_nothing_is_made_unless_asked(self, url: str) -> None:
        """
        With *create* false there has to be a store.
        """
        with pytest.raises(NotAStore, match="no such schema, and create is false"):
            opened(url, create=False)
        sql(url, f"CREATE SCHEMA {schema_of(url)}")
        with pytest.raises(NotAStore, match="no store in this schema, and create is false"):
            opened(url, create=False)

        assert tables(url) == []

    @pytest.mark.parametrize(
        "thing", ["TABLE payroll (id int)", "VIEW payroll AS SELECT 1", "TABLE mentorcore_journal (id int)"]
    )
    def test_somebody_elses_schema(self, url: str, thing: str) -> None:
        """
        A schema that holds something else is left alone.
        """
        sql(url, f"CREATE SCHEMA {schema_of(url)}")
        sql(url, f"CREATE {thing}")
        before = tables(url)
        with pytest.raises(NotAStore, match="something else: it has a"):
            opened(url)

        assert tables(url) == before

    def test_an_applications_table_beside_a_store(self, url: str) -> None:
        """
        A table that comes later is no concern of the store's.
        """
        opened(url).close()
        sql(url, "CREATE TABLE payroll (id int)")
        with closing(opened(url)) as backend:
            assert list(backend.check()) == []

    def test_a_newer_release(self, url: str) -> None:
        """
        What a newer release made is not touched.
        """
        opened(url).close()
        sql(url, "UPDATE mentorcore_schema SET number = 2")
        with pytest.raises(SchemaTooNew):
            opened(url, upgrade=True)

    @pytest.mark.parametrize(
        "damage",
        [
            "DELETE FROM mentorcore_schema",
            "INSERT INTO mentorcore_schema VALUES (1, 'x')",
            "ALTER TABLE mentorcore_schema DROP COLUMN number",
            "ALTER TABLE mentorcore_documents_book ALTER version TYPE text",
            'ALTER TABLE mentorcore_documents_book ALTER id TYPE text COLLATE "POSIX"',
            "ALTER TABLE mentorcore_journal DROP COLUMN checksum",
            "ALTER TABLE mentorcore_tokens RENAME TO t; CREATE VIEW mentorcore_tokens AS SELECT * FROM t",
        ],
    )
    def test_what_is_no_store_any_more(self, url: str, damage: str) -> None:
        """
        Tables that are not as they were made are `Corrupt`, and left as they are.
        """
        opened(url).close()
        for statement in damage.split(";"):
            sql(url, statement)
        with pytest.raises(Corrupt):
            opened(url)

    def test_a_database_that_is_not_in_utf8(self, tmp_path: Path) -> None:
        """
        A database in another encoding could not keep every text.
        """
        server = server_url()
        sql(server, "DROP DATABASE IF EXISTS latin")
        sql(server, "CREATE DATABASE latin ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0")
        url = make_url(url_below(tmp_path)).set(database="latin").render_as_string(hide_password=False)
        with pytest.raises(NotAStore, match="not in UTF8"):
            opened(url)


class TestUpgrade:
    def test_another_layout_needs_one(self, url: str) -> None:
        """
        Another layout is refused, and the command that is named shows neither user nor password.
        """
        opened(url).close()
        secret = with_options(url, sslpassword="hunter2-secret")
        with pytest.raises(MigrationNeeded, match="upgrade=True") as caught:
            opened(secret, with_layout(views=()))

        assert "mentoring@" not in str(caught.value)
        assert "hunter2" not in str(caught.value)

    def test_keeps_what_both_layouts_have(self, url: str) -> None:
        """
        Documents, index values, journal and tokens stay; new columns are empty, indexes and views are new.
        """
        kept = book("a", title="T", shelf="s", readers=("ada", "ben"), tags=("x",))
        with closing(opened(url)) as backend:
            backend.commit(attrs.evolve(new(kept), token="t"))
        columns = (
            Column("title", TEXT),
            Column("readers", ColumnType.MANY),
            Column("shelf", ColumnType.MANY),
            Column("tags", TEXT),
            Column("price", TEXT),
        )
        later = Layout(
            kinds=(KindLayout("book", columns), KindLayout("shelf"), KindLayout("room")),
            indexes=(("book", ("price",)),),
            views=LAYOUT.views[:1],
        )
        with closing(opened(url, later, upgrade=True)) as backend:
            envelope = backend.load(kept.key)
            assert envelope is not None
            assert envelope.body == kept.body
            assert dict(envelope.index) == {
                "title": "T", "readers": ("ada", "ben"), "shelf": None, "tags": None, "price": None,
            }  # fmt: skip
            assert (found(backend, "title", Op.EQ, "T"), found(backend, "readers", Op.HAS, "ben")) == (
                ["a"],
                ["a"],
            )
            assert backend.position_of("t") == 1
            backend.commit(change(book("a", 2, title="U", shelf=("s",), tags="x", price="9")))
            assert found(backend, "shelf", Op.HAS, "s") == found(backend, "price", Op.EQ, "9") == ["a"]
            assert list(backend.check()) == []
        opened(url, later).close()

    def test_whoever_has_it_open_is_told(self, url: str) -> None:
        """
        Somebody who has the store open with the layout before writes nothing any more, and reads or is told.
        """
        later = with_layout(
            kinds=(KindLayout("book", (Column("title", TEXT),)), KindLayout("shelf")), indexes=(), views=()
        )
        with closing(opened(url)) as backend:
            backend.commit(new(book("a")))
            opened(url, later, upgrade=True).close()
            with pytest.raises(MigrationNeeded, match="another layout while it was open"):
                backend.commit(new(book("b")))
            with pytest.raises(MigrationNeeded, match="another layout while it was open"):
                backend.load(Key("book", "a"))
            assert len(backend.journal(after=0, limit=9, subject=None)) == 1

    def test_somebody_elses_view_is_in_the_way(self, url: str) -> None:
        """
        What rests on a view of ours is not dropped, and nothing is upgraded.
        """
        opened(url).close()
        sql(url, "CREATE VIEW report AS SELECT * FROM mentorcore_books")
        with pytest.raises(Unsupported, match="somebody else's view"):
            opened(url, with_layout(views=()), upgrade=True)
        sql(url, "DROP VIEW report")
        opened(url).close()


class TestSharing:
    def test_two_schemas_do_not_see_each_other(self, url: str) -> None:
        """
        Two applications on one server have a record, a journal and tokens each.
        """
        other = with_options(url, schema=f"{schema_of(url)}_b")
        with closing(opened(url)) as one, closing(opened(other)) as two:
            one.commit(attrs.evolve(new(book("a"), book("b")), token="t"))
            assert two.commit(new(book("a", title="Two"))) == 1
            assert two.position_of("t") is None
            assert len(two.journal(after=0, limit=9, subject=None)) == 1
            assert found(one, "title", Op.EQ, "Two") == []
