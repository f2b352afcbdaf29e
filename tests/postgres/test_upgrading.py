"""
A store on a server is looked at, copied and brought up to date as any other.
"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import make_url

from mentorcore import Store, back_up_store, open_store, plan_upgrade, verify_store
from mentorcore.backends import Batch, Key, Layout, Tombstone, inspect_backend
from mentorcore.errors import (
    BackupExists,
    Conflict,
    Corrupt,
    MigrationNeeded,
    NotAStore,
    SchemaTooNew,
    Unavailable,
    Unsupported,
)
from mentorcore_postgres.inspection import inspect_postgres
from tests.golden.record import LATER, POLICY, fill
from tests.golden.stores import said
from tests.postgres.samples import opened as opened_backend
from tests.postgres.server import Server, server_url, sql, url_below, with_options
from tests.sqlite.samples import book, new, with_layout
from tests.storage.upgrades import later_release, shouted


def opened(url: str, **arguments: Any) -> Store:
    """
    Open a store by the clock of the golden ones.
    """
    return open_store(url, clock=lambda: LATER, **arguments)


def people(url: str) -> dict[str, tuple[int, str]]:
    """
    Return schema number and text of every person, as they are kept.
    """
    with inspect_backend(url) as inspection:
        kept = [inspection.load(Key("person", name)) for name in inspection.ids("person")]

    return {e.key.id: (e.schema, e.body) for e in kept if e is not None}


@pytest.fixture
def store_url(url: str) -> str:
    """
    A store with a bit of everything.
    """
    with opened(url, policy=POLICY) as store:
        fill(store)

    return url


@pytest.fixture
def backup(url: str) -> str:
    """
    Where a copy can go.
    """
    return with_options(url, schema=f"{make_url(url).query['schema']}_copy")


class TestBackup:
    def test_is_the_store_as_it_was(self, store_url: str, backup: str) -> None:
        """
        Documents, journal, tokens, removals, indexes and views are in it, and this release opens it.
        """
        before = people(store_url)
        back_up_store(store_url, backup)

        assert before == people(backup) != {}
        with opened(store_url) as store, opened(backup, create=False) as copied:
            assert said(store) == said(copied)
            assert () == verify_store(copied, against=store)
            assert list(copied.backend.check()) == []

    def test_has_removals_and_tokens(self, url: str, backup: str) -> None:
        """
        An id that was used stays used, and a token committed.
        """
        with closing(opened_backend(url)) as backend:
            backend.commit(new(book("a", title="Ü", readers=("ada",))))
            backend.commit(Batch(tombstones=(Tombstone(book("a").key, 1, 2),), token="t"))
        with inspect_postgres(url) as inspection:
            inspection.back_up(backup)
        with closing(opened_backend(backup, create=False)) as copied:
            assert copied.position_of("t") == 2
            with pytest.raises(Conflict):
                copied.commit(new(book("a")))
            assert list(copied.check()) == []

    def test_goes_to_another_server(self, store_url: str, server: Server, tmp_path: Path) -> None:
        """
        A copy may be kept on another server, and is brought back by the same call.
        """
        elsewhere = url_below(tmp_path / "copy", server.url)
        back_up_store(store_url, elsewhere)
        with opened(store_url) as store:
            expected = said(store)
        schema = make_url(store_url).query["schema"]
        sql(store_url, f"DROP SCHEMA {schema} CASCADE")
        back_up_store(elsewhere, store_url)
        with opened(store_url, create=False) as again:
            assert expected == said(again)

    def test_shows_only_its_own(self, store_url: str, backup: str) -> None:
        """
        The views of a copy read the copy.
        """
        back_up_store(store_url, backup)
        sql(store_url, f"DROP SCHEMA {make_url(store_url).query['schema']} CASCADE")

        assert sql(backup, "SELECT count(*) FROM mentorcore_milestones")[0][0] > 0

    def test_replaces_nothing(self, store_url: str, backup: str) -> None:
        """
        Where anything is, no copy is put.
        """
        back_up_store(store_url, backup)
        for place in (backup, store_url):
            with pytest.raises(BackupExists):
                back_up_store(store_url, place)
        other = with_options(backup, schema=f"{make_url(backup).query['schema']}2")
        sql(server_url(), f"CREATE SCHEMA {make_url(other).query['schema']}")
        sql(other, "CREATE TABLE payroll (id int)")
        with pytest.raises(BackupExists):
            back_up_store(store_url, other)

    def test_that_fails_leaves_nothing(self, store_url: str, backup: str) -> None:
        """
        A copy that does not come to its end is not there, and the store is as it was.
        """
        sql(store_url, "CREATE DOMAIN odd AS text")
        sql(store_url, "ALTER TABLE mentorcore_journal ADD COLUMN more odd")
        with pytest.raises(Unsupported, match="report this as a defect"):
            back_up_store(store_url, backup)
        sql(store_url, "ALTER TABLE mentorcore_journal DROP COLUMN more")
        back_up_store(store_url, backup)

    def test_to_a_server_that_is_not_there(self, store_url: str) -> None:
        """
        The place that cannot be reached is named.
        """
        with pytest.raises(Unavailable, match=r"127\.0\.0\.1:1/hr"):
            back_up_store(store_url, "postgresql+psycopg://127.0.0.1:1/hr")


class TestInspection:
    def test_is_of_one_moment(self, url: str) -> None:
        """
        What is written meanwhile does not show.
        """
        with closing(opened_backend(url)) as backend:
            backend.commit(new(book("a")))
            with inspect_postgres(url) as inspection:
                backend.commit(new(book("b")))

                assert list(inspection.ids("book")) == ["a"]
                assert inspection.load(book("b").key) is None
                assert list(inspection.ids("nothing")) == []
                assert inspection.load(Key("nothing", "a")) is None

    def test_of_many_documents(self, url: str) -> None:
        """
        Every id comes once, in order.
        """
        names = [f"{number:04}" for number in range(1203)]
        with closing(opened_backend(url)) as backend:
            backend.commit(new(*map(book, names)))
        with inspect_postgres(url) as inspection:
            assert list(inspection.ids("book")) == names

    def test_of_no_store(self, url: str) -> None:
        """
        Where there is none, that is said.
        """
        with pytest.raises(NotAStore, match="no store in this schema"):
            inspect_postgres(url)

    def test_of_a_newer_one(self, url: str) -> None:
        """
        What a newer release made is not read.
        """
        opened_backend(url).close()
        sql(url, "UPDATE mentorcore_schema SET number = 2")
        with pytest.raises(SchemaTooNew):
            inspect_postgres(url)

    def test_of_a_damaged_document(self, url: str) -> None:
        """
        A document that was changed by somebody else is named.
        """
        with closing(opened_backend(url)) as backend:
            backend.commit(new(book("a")))
        sql(url, "UPDATE mentorcore_documents_book SET body = '{}'")
        with inspect_postgres(url) as inspection, pytest.raises(Corrupt, match="book/a"):
            inspection.load(book("a").key)

    def test_knows_the_layout(self, url: str) -> None:
        """
        It has the fingerprint of the layout that the store was made for.
        """
        layout: Layout = with_layout(views=())
        opened_backend(url, layout).close()
        with inspect_postgres(url) as inspection:
            assert inspection.fingerprint == layout.fingerprint


class TestUpgrade:
    def test_is_planned_copied_and_done(self, store_url: str, backup: str) -> None:
        """
        A later release plans without a trace, keeps a copy of what there was, and rewrites every document.
        """
        before = people(store_url)
        with later_release(change=shouted):
            plan = plan_upgrade(store_url)
            assert plan.needed
            assert plan.possible
            assert before == people(store_url)
            with pytest.raises(MigrationNeeded):
                opened(store_url)
            with opened(store_url, upgrade=True, backup=backup) as store:
                assert () == verify_store(store)
            assert {2} == {schema for schema, _ in people(store_url).values()}

        assert before == people(backup)
        with opened(backup, create=False) as copied:
            assert () == verify_store(copied)


class TestDump:
    def test_is_a_store_again(self, server: Server, tmp_path: Path) -> None:
        """
        What PostgreSQL's own tools dump of a schema is, where they restore it, the same store.
        """
        url = url_below(tmp_path, server.url)
        with opened(url, policy=POLICY) as store:
            fill(store)
            expected = said(store)
        schema = str(make_url(url).query["schema"])
        who = ("-h", str(server.folder), "-U", "mentoring")
        file = str(server.folder / "mentoring.dump")
        server.run("pg_dump", *who, "-d", "postgres", "-n", schema, "-Fc", "-f", file)
        server.run("createdb", *who, "restored")
        server.run("pg_restore", *who, "-d", "restored", file)
        restored = make_url(url).set(database="restored").render_as_string(hide_password=False)
        with opened(restored, create=False) as again:
            assert expected == said(again)
            assert () == verify_store(again)
            assert list(again.backend.check()) == []
