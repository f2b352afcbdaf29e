"""
Rows that row-level security hides are not taken for lost: whoever does not see all of a store is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from types import SimpleNamespace
from typing import Any

import attrs
import psycopg
import pytest
from servers.postgres import with_options
from sqlalchemy.engine import make_url

from mentorcore.backends import Condition, Op, Query
from mentorcore.errors import Unsupported
from mentorcore_postgres.backend import PostgresBackend
from mentorcore_postgres.inspection import inspect_postgres
from tests.postgres.releases import ON_BOTH
from tests.postgres.samples import opened
from tests.postgres.server import sql
from tests.sqlite.samples import book, change, new, with_layout


pytestmark = ON_BOTH

CALLS: dict[str, tuple[str, Callable[[PostgresBackend], object]]] = {
    "load": ("documents_book", lambda b: b.load(book("a").key)),
    "scan": ("documents_book", lambda b: b.scan("book", after=None, limit=9)),
    "find": ("documents_book", lambda b: b.find(Query(kind="book"))),
    "find by one of several": (
        "many_book_readers",
        lambda b: b.find(Query(kind="book", where=(Condition("readers", Op.HAS, "ada"),))),
    ),
    "journal": ("journal", lambda b: b.journal(after=0, limit=9, subject=None)),
    "token": ("tokens", lambda b: b.position_of("t")),
    "a commit of a new document": ("documents_book", lambda b: b.commit(new(book("a")))),
    "a commit of a token": ("tokens", lambda b: b.commit(attrs.evolve(new(book("b")), token="t"))),
    "a commit of an entry": ("journal", lambda b: b.commit(new(book("b")))),
    "a commit": ("schema", lambda b: b.commit(new(book("b")))),
    "a change": ("many_book_readers", lambda b: b.commit(change(book("a", 2, readers=())))),
    "check": ("many_book_tags", lambda b: list(b.check())),
}
"""A table that each call needs, and the call."""


@pytest.fixture
def theirs(url: str) -> str:
    """
    Return the URL of a store with one book, for somebody who may read and write it.
    """
    schema = str(make_url(url).query["schema"])
    with closing(opened(url)) as backend:
        backend.commit(attrs.evolve(new(book("a", readers=("ada",))), token="t"))
    sql(url, f"CREATE ROLE {schema} LOGIN")
    sql(url, f"GRANT USAGE ON SCHEMA {schema} TO {schema}")
    sql(url, f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {schema}")

    return make_url(url).set(username=schema).render_as_string(hide_password=False)


@pytest.fixture
def backend(theirs: str) -> Iterator[PostgresBackend]:
    with closing(opened(theirs)) as made:
        yield made


class TestOfAnOpenStore:
    @pytest.mark.parametrize("name", CALLS)
    def test_every_call_says_so(self, backend: PostgresBackend, url: str, name: str) -> None:
        """
        Whatever needs a table of which rows are hidden is refused; the error says of which, and what to do.
        """
        table, call = CALLS[name]
        sql(url, f"ALTER TABLE mentorcore_{table} ENABLE ROW LEVEL SECURITY")
        with pytest.raises(Unsupported, match=rf"row-level security .* \S+\.mentorcore_{table} .* BYPASSRLS"):
            call(backend)

    def test_nothing_starts_anew(self, backend: PostgresBackend, url: str) -> None:
        """
        A policy that hides what is there, and lets everything be added, has nothing be written a second time.
        """
        for table in ("documents_book", "journal", "tokens"):
            sql(url, f"ALTER TABLE mentorcore_{table} ENABLE ROW LEVEL SECURITY")
            sql(url, f"CREATE POLICY adding ON mentorcore_{table} FOR INSERT WITH CHECK (true)")
        with pytest.raises(Unsupported, match="row-level security"):
            backend.commit(attrs.evolve(new(book("a")), token="t"))
        for table in ("documents_book", "journal", "tokens"):
            sql(url, f"ALTER TABLE mentorcore_{table} DISABLE ROW LEVEL SECURITY")

        assert backend.load(book("a").key) == book("a", readers=("ada",))
        assert (backend.position_of("t"), len(backend.journal(after=0, limit=9, subject=None))) == (1, 1)

    def test_what_is_not_ours_may_have_it(self, backend: PostgresBackend, url: str) -> None:
        """
        An application's own table in the schema is no concern of the store's.
        """
        sql(url, "CREATE TABLE payroll (id int)")
        sql(url, "ALTER TABLE payroll ENABLE ROW LEVEL SECURITY")

        assert backend.load(book("a").key) is not None
        assert list(backend.check()) == []


class TestOpening:
    @pytest.mark.parametrize("table", ["schema", "documents_book", "many_book_readers", "journal", "tokens"])
    def test_is_refused(self, theirs: str, url: str, table: str) -> None:
        """
        A store of which rows are hidden is neither opened nor upgraded, inspected or copied.
        """
        sql(url, f"ALTER TABLE mentorcore_{table} ENABLE ROW LEVEL SECURITY")
        for call in (
            lambda: opened(theirs),
            lambda: opened(theirs, with_layout(views=()), upgrade=True),
            lambda: inspect_postgres(theirs),
        ):
            with pytest.raises(Unsupported, match=f"mentorcore_{table} from this user"):
                call()

    def test_a_name_that_is_none_is_not_repeated(self, theirs: str, url: str) -> None:
        """
        A table that is called by somebody's words is not named.
        """
        sql(url, 'CREATE TABLE "mentorcore_documents_secret words" (id int)')
        sql(url, 'ALTER TABLE "mentorcore_documents_secret words" ENABLE ROW LEVEL SECURITY')
        with pytest.raises(Unsupported, match="row-level security") as caught:
            opened(theirs)

        assert "secret" not in str(caught.value)


class TestWhoSeesAll:
    def test_its_owner(self, url: str, theirs: str) -> None:
        """
        Row-level security shows the owner of a table everything, unless it is forced on them as well.
        """
        role = str(make_url(theirs).username)
        tables = sql(url, "SELECT tablename FROM pg_tables WHERE schemaname = %s", role)
        for (table,) in tables:
            sql(url, f"ALTER TABLE {table} OWNER TO {role}")
            sql(url, f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        with closing(opened(theirs)) as backend:
            assert backend.commit(new(book("b"))) == 2
            assert list(backend.check()) == []
            sql(url, "ALTER TABLE mentorcore_documents_book FORCE ROW LEVEL SECURITY")
            with pytest.raises(Unsupported, match="row-level security"):
                backend.load(book("b").key)

    def test_who_passes_by_it(self, url: str, theirs: str) -> None:
        """
        So it does for whom whoever runs the server has said so.
        """
        sql(url, "ALTER TABLE mentorcore_documents_book ENABLE ROW LEVEL SECURITY")
        sql(url, f"ALTER ROLE {make_url(theirs).username} BYPASSRLS")
        with closing(opened(theirs)) as backend:
            assert backend.load(book("a").key) is not None
            assert list(backend.check()) == []


class TestConnections:
    def test_of_its_own_are_told_once(self, backend: PostgresBackend) -> None:
        """
        What a connection is told holds for all that it is used for.
        """
        shown = {
            backend._connections.read(lambda c: c.execute("SHOW row_security").fetchone()) for _ in range(3)
        }

        assert shown == {("off",)}

    def test_that_a_pooler_lends_are_left_as_they_are(self, theirs: str, url: str) -> None:
        """
        One that others use as well is told in each transaction, so that opening, a check and a commit are
        refused.
        """

        class Lent(psycopg.Connection[tuple[Any, ...]]):
            info: Any = property(lambda self: SimpleNamespace(**_info(super(Lent, self).info), backend_pid=1))

        with closing(opened(theirs, connect=Lent.connect)) as backend:
            assert backend._connections.read(lambda c: c.execute("SHOW row_security").fetchone()) == ("on",)
            sql(url, "ALTER TABLE mentorcore_documents_book ENABLE ROW LEVEL SECURITY")
            with pytest.raises(Unsupported, match="row-level security"):
                backend.commit(new(book("b")))
            with pytest.raises(Unsupported, match="row-level security"):
                list(backend.check())
        with pytest.raises(Unsupported, match="row-level security"):
            opened(with_options(theirs, application_name="again"), connect=Lent.connect)


def _info(info: psycopg.ConnectionInfo) -> dict[str, Any]:
    return {"transaction_status": info.transaction_status, "server_version": info.server_version}
