"""
A schema is recognised, made into a store, brought to another layout, or left as it is.
"""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Barrier

import attrs
import pytest
from servers.postgres import connected, with_options
from sqlalchemy.engine import make_url

from mentorcore.backends import Batch, Column, ColumnType, Condition, Key, KindLayout, Layout, Op, Query
from mentorcore.errors import (
    AlreadyDone,
    Corrupt,
    MigrationNeeded,
    NotAStore,
    SchemaTooNew,
    Unavailable,
    Unsupported,
)
from mentorcore.storage.layout import LAYOUT as OURS
from mentorcore_postgres.backend import PostgresBackend
from mentorcore_postgres.inspection import inspect_postgres
from tests.postgres.faults import Watched
from tests.postgres.releases import ON_BOTH
from tests.postgres.samples import opened
from tests.postgres.server import server_url, sql, url_below
from tests.sqlite.samples import LAYOUT, TEXT, book, change, new, with_layout


pytestmark = ON_BOTH


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

    @pytest.mark.parametrize("schema", ["user", "lateral", "collation", "tablesample", "s" * 63])
    def test_takes_any_name_that_a_url_may_give(self, url: str, schema: str) -> None:
        """
        A schema may be called by a word that SQL has kept for itself, and be as long as names are.
        """
        named = with_options(url, schema=schema)
        try:
            for _ in range(2):
                with closing(opened(named)) as backend:
                    assert list(backend.check()) == []
            with closing(opened(named, with_layout(views=()), upgrade=True)) as backend:
                backend.commit(new(book("a", title="T", readers=("ada",))))
                assert found(backend, "readers", Op.HAS, "ada") == ["a"]
            with inspect_postgres(named) as inspection:
                assert list(inspection.ids("book")) == ["a"]
        finally:
            sql(url, f'DROP SCHEMA "{schema}" CASCADE')

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

    def test_a_database_that_is_not_in_utf8(self, tmp_path: Path, release: str) -> None:
        """
        A database in another encoding could not keep every text.
        """
        server = server_url(release)
        sql(server, "DROP DATABASE IF EXISTS latin")
        sql(server, "CREATE DATABASE latin ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0")
        url = (
            make_url(url_below(tmp_path, server)).set(database="latin").render_as_string(hide_password=False)
        )
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


@pytest.fixture
def role(url: str) -> str:
    """
    Somebody who may log in and nothing else.
    """
    name = schema_of(url)
    sql(url, f"CREATE ROLE {name} LOGIN")

    return name


def as_role(url: str, role: str) -> str:
    return make_url(url).set(username=role).render_as_string(hide_password=False)


class TestSettings:
    """
    What whoever runs the server has set for a user.
    """

    @pytest.mark.parametrize(
        "setting",
        [
            "default_transaction_isolation = 'serializable'",
            "default_transaction_deferrable = on",
            "client_encoding = 'LATIN1'",
            "standard_conforming_strings = off",
            "quote_all_identifiers = on",
            "search_path = 'elsewhere'",
            "lock_timeout = '1ms'",
        ],
    )
    def test_changes_nothing(self, url: str, role: str, setting: str) -> None:
        """
        No setting changes what a statement means.
        """
        for schema in (role, f"{role}_2"):
            sql(url, f"CREATE SCHEMA {schema} AUTHORIZATION {role}")
        sql(url, f"ALTER ROLE {role} SET {setting}")
        theirs = as_role(url, role)
        kept = book("a", title="ü\\'\"", readers=("ö", '"\\n'))
        with closing(opened(theirs)) as backend:
            backend.commit(new(kept))
            assert backend.load(kept.key) == kept
            assert found(backend, "readers", Op.HAS, '"\\n') == ["a"]
            assert list(backend.check()) == []
        with inspect_postgres(theirs) as inspection:
            inspection.back_up(with_options(theirs, schema=f"{role}_2"))
        with closing(opened(with_options(theirs, schema=f"{role}_2"), create=False)) as copied:
            assert copied.load(kept.key) == kept
            assert list(copied.check()) == []

    def test_one_that_cancels_calls_is_told(self, url: str, role: str) -> None:
        """
        A commit that waits longer than the server lets it is `Unavailable`, and nothing of it is kept.
        """
        sql(url, f"CREATE SCHEMA {role} AUTHORIZATION {role}")
        sql(url, f"ALTER ROLE {role} SET statement_timeout = 500")
        with closing(opened(as_role(url, role))) as backend, closing(connected(url)) as other:
            other.execute("BEGIN")
            other.execute(f"SELECT * FROM {role}.mentorcore_schema FOR UPDATE")
            with pytest.raises(Unavailable, match="raise statement_timeout"):
                backend.commit(new(book("a")))
            other.execute("ROLLBACK")
            assert backend.commit(new(book("b"))) == 1

    @pytest.mark.parametrize(
        ("setting", "told"),
        [("statement_timeout", "raise statement_timeout"), ("lock_timeout", "an upgrade")],
    )
    def test_one_that_lets_readers_wait_for_nobody_is_told(
        self, url: str, role: str, setting: str, told: str
    ) -> None:
        """
        A reader, a check or an upgrade that waits for somebody who has locked a table is `Unavailable`.
        """
        sql(url, f"CREATE SCHEMA {role} AUTHORIZATION {role}")
        theirs = as_role(url, role)
        opened(theirs).close()
        sql(url, f"ALTER ROLE {role} SET {setting} = 100")
        with closing(opened(theirs, busy_seconds=0.1)) as backend, closing(connected(url)) as other:
            other.execute("BEGIN")
            other.execute(f"LOCK TABLE {role}.mentorcore_documents_book")
            with pytest.raises(Unavailable, match=told):
                backend.load(book("a").key)
            with pytest.raises(Unavailable, match=told):
                list(backend.check())
            with pytest.raises(Unavailable, match=told):
                opened(theirs, with_layout(views=()), upgrade=True, busy_seconds=0.1)
            other.execute("ROLLBACK")
            assert backend.load(book("a").key) is None
            assert list(backend.check()) == []

    @pytest.mark.parametrize("setting", ["idle_in_transaction_session_timeout", "transaction_timeout"])
    def test_one_that_ends_transactions_is_told(
        self, url: str, role: str, setting: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """
        A commit that the server ends because it takes too long is `Unavailable`, and nothing of it is kept.
        """
        if not sql(url, "SELECT 1 FROM pg_settings WHERE name = %s", setting):
            pytest.skip(f"this server does not have {setting} yet")
        sql(url, f"CREATE SCHEMA {role} AUTHORIZATION {role}")
        theirs = as_role(url, role)
        with closing(opened(theirs)) as backend:
            backend.commit(new(book("a")))
        sql(url, f"ALTER ROLE {role} SET {setting} = 200")
        with closing(opened(theirs, connect=Watched.opened)) as backend:
            with monkeypatch.context() as patch:
                # Each of its attempts has to pause.
                pause = staticmethod(lambda query: time.sleep(0.5) if "FOR UPDATE" in query else None)
                patch.setattr(Watched, "before", pause)
                with pytest.raises(Unavailable, match=f"raise {setting}"):
                    backend.commit(new(book("b")))
            assert backend.load(book("b").key) is None
            assert backend.commit(new(book("c"))) == 2

    def test_one_that_lets_nobody_write_is_told(self, url: str, role: str) -> None:
        """
        Where whoever runs the server has stopped all writing, a store is read, and none is made or changed.
        """
        sql(url, f"CREATE SCHEMA {role} AUTHORIZATION {role}")
        theirs = as_role(url, role)
        opened(theirs).close()
        sql(url, f"CREATE SCHEMA {role}_2 AUTHORIZATION {role}")
        sql(url, f"ALTER ROLE {role} SET default_transaction_read_only = on")
        with closing(opened(theirs)) as backend:
            assert backend.load(book("a").key) is None
            with pytest.raises(Unavailable, match="set default_transaction_read_only to off"):
                backend.commit(new(book("a")))
        with pytest.raises(Unavailable, match="set default_transaction_read_only to off"):
            opened(with_options(theirs, schema=f"{role}_2"))

    def test_no_path_leads_elsewhere(self, url: str, role: str) -> None:
        """
        Somebody who has types and tables of another schema come before the server's own changes nothing.
        """
        sql(url, f"CREATE SCHEMA {role} AUTHORIZATION {role}")
        sql(url, f"CREATE SCHEMA {role}_other AUTHORIZATION {role}")
        for made in (
            "TABLE %s.pg_class (relname text)",
            "TABLE %s.mentorcore_schema ()",
            "DOMAIN %s.text AS int",
        ):
            sql(url, f"CREATE {made % (role + '_other')}")
        sql(url, f"ALTER ROLE {role} SET search_path = {role}_other, pg_catalog")
        for layout in (LAYOUT, with_layout(views=())):
            with closing(opened(as_role(url, role), layout, upgrade=True)) as backend:
                assert list(backend.check()) == []
        with inspect_postgres(as_role(url, role)) as inspection:
            assert list(inspection.ids("book")) == []

    @pytest.mark.parametrize("path", ["{0}_other", "{0}_other, pg_catalog", "pg_catalog, {0}_other"])
    def test_no_operator_of_somebody_elses_is_used(self, url: str, role: str, path: str) -> None:
        """
        Somebody who has made operators that fit the types better than the server's own, wherever the search
        path leads, changes no answer; nor does a collation with the name of ours.
        """
        other = f"{role}_other"
        for schema in (role, other, f"{role}_copy"):
            sql(url, f"CREATE SCHEMA {schema} AUTHORIZATION {role}")
        for types in ("text, varchar", "varchar, text", "text, text", "bigint, bigint"):
            sql(url, f"CREATE FUNCTION {other}.never({types}) RETURNS bool LANGUAGE sql AS 'SELECT false'")
            left, right = types.split(", ")
            for operator in ("=", "<>", "<", "<=", ">", ">="):
                made = f"LEFTARG = {left}, RIGHTARG = {right}, FUNCTION = {other}.never"
                sql(url, f"CREATE OPERATOR {other}.{operator} ({made})")
        sql(url, f'CREATE COLLATION {other}."C" FROM "POSIX"')
        sql(url, f"ALTER ROLE {role} SET search_path = {path.format(role)}")
        a, b = book("a", title="T", due="2026", readers=("ada",)), book("b", title="U", shelf="s", due="2027")
        with closing(opened(as_role(url, role))) as backend:
            backend.commit(attrs.evolve(new(a, b), token="t"))
            assert backend.load(a.key) == a
            assert [e.key.id for e in backend.scan("book", after="a", limit=9)] == ["b"]
            assert backend.position_of("t") == 2
            assert [e.position for e in backend.journal(after=1, limit=9, subject="b")] == [2]
            assert (found(backend, "title", Op.EQ, "T"), found(backend, "readers", Op.HAS, "ada")) == (
                ["a"],
                ["a"],
            )
            assert (found(backend, "due", Op.LE, "2026"), found(backend, "due", Op.GT, "2026")) == (
                ["a"],
                ["b"],
            )
            page = backend.find(Query(kind="book", order="due", limit=1))
            assert [row.key.id for row in page.rows] == ["a"]
            page = backend.find(Query(kind="book", order="due", after=("2026", "a")))
            assert [row.key.id for row in page.rows] == ["b"]
            assert list(backend.check()) == []
            with pytest.raises(AlreadyDone):
                backend.commit(Batch(token="t"))
        with inspect_postgres(as_role(url, role)) as inspection:
            assert list(inspection.ids("book")) == ["a", "b"]
            inspection.back_up(with_options(as_role(url, role), schema=f"{role}_copy"))


class TestRights:
    def test_to_read_are_enough_to_read(self, url: str, role: str) -> None:
        """
        Who may only read has the store open, reads and checks it; a write is refused, and the error says what
        is missing.
        """
        with closing(opened(url)) as backend:
            backend.commit(new(book("a")))
        theirs = as_role(url, role)
        with pytest.raises(Unavailable, match="grant it the right"):
            opened(theirs)
        sql(url, f"GRANT USAGE ON SCHEMA {schema_of(url)} TO {role}")
        sql(url, f"GRANT SELECT ON ALL TABLES IN SCHEMA {schema_of(url)} TO {role}")
        with closing(opened(theirs)) as backend:
            assert backend.load(book("a").key) == book("a")
            assert list(backend.check()) == []
            with pytest.raises(Unavailable, match="grant it the right"):
                backend.commit(new(book("b")))
        with pytest.raises(Unavailable, match="grant it the right"):
            opened(theirs, with_layout(views=()), upgrade=True)
        opened(url).close()

    def test_to_write_need_no_others(self, url: str, role: str) -> None:
        """
        Who may change rows, and nothing about tables, writes.
        """
        opened(url).close()
        sql(url, f"GRANT USAGE ON SCHEMA {schema_of(url)} TO {role}")
        sql(url, f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema_of(url)} TO {role}")
        with closing(opened(as_role(url, role))) as backend:
            assert backend.commit(new(book("a", readers=("ada",)))) == 1
            backend.commit(change(book("a", 2, readers=())))
            assert backend.load(book("a").key) == book("a", 2, readers=())

    def test_to_make_a_schema_are_needed_where_there_is_none(self, url: str, role: str) -> None:
        """
        Who may make no schema is told so.
        """
        with pytest.raises(Unavailable, match="grant it the right"):
            opened(as_role(url, role))


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
