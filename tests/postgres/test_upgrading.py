"""
A store on a server is looked at, copied and brought up to date as any other.
"""

from __future__ import annotations

import itertools
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Barrier, Event
from typing import Any

import pytest
from servers.postgres import Server, with_options
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
from mentorcore_postgres import copying
from mentorcore_postgres.connections import Connection
from mentorcore_postgres.inspection import inspect_postgres
from mentorcore_postgres.location import Place
from tests.golden.record import LATER, POLICY, fill
from tests.golden.stores import said
from tests.postgres.samples import opened as opened_backend
from tests.postgres.server import server_url, sql, url_below
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

    def test_whose_place_is_lost_names_the_place(
        self, store_url: str, backup: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """
        When the connection to the place that a copy goes to is lost, that place is named; the look at the
        store goes on.
        """
        fill_one = copying._fill

        def fill_less(source: Connection, place: Place, connection: Connection, *of: Any) -> None:
            sql(store_url, "SELECT pg_terminate_backend(%s, 5000)", connection.info.backend_pid)
            fill_one(source, place, connection, *of)

        with inspect_postgres(store_url) as inspection:
            names = list(inspection.ids("person"))
            monkeypatch.setattr(copying, "_fill", fill_less)
            with pytest.raises(Unavailable, match=str(make_url(backup).query["schema"])):
                inspection.back_up(backup)
            monkeypatch.undo()
            assert list(inspection.ids("person")) == names != []
            inspection.back_up(backup)

        assert people(backup) == people(store_url)

    def test_of_a_store_that_is_lost_names_the_store(
        self, store_url: str, backup: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """
        When it is the connection to the store, the store is named, and no copy is there.
        """
        fill_one = copying._fill

        def fill_less(source: Connection, *of: Any) -> None:
            sql(store_url, "SELECT pg_terminate_backend(%s, 5000)", source.info.backend_pid)
            fill_one(source, *of)

        monkeypatch.setattr(copying, "_fill", fill_less)
        with pytest.raises(Unavailable) as caught:
            back_up_store(store_url, backup)
        monkeypatch.undo()

        assert caught.value.where.endswith(f"schema={make_url(store_url).query['schema']}")
        back_up_store(store_url, backup)

    def test_of_several_at_once_one_is_made(self, store_url: str, backup: str) -> None:
        """
        Of several who copy to the same place at the same moment one does, and the others are told.
        """
        together = Barrier(3)

        def work(_: int) -> type[Exception] | None:
            with inspect_postgres(store_url) as inspection:
                together.wait()
                try:
                    inspection.back_up(backup)
                except BackupExists as error:
                    return type(error)
                return None

        with ThreadPoolExecutor(3) as threads:
            told = list(threads.map(work, range(3)))

        assert sorted(told, key=str) == [BackupExists, BackupExists, None]
        assert people(backup) == people(store_url)

    def test_goes_to_no_database_in_which_no_store_is_opened(self, store_url: str) -> None:
        """
        Where a store could not be opened, no copy is put.
        """
        name = f"latin_{uuid.uuid4().hex}"
        sql(server_url(), f"CREATE DATABASE {name} ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' "
                          "TEMPLATE template0")  # fmt: skip
        place = make_url(store_url).set(database=name).render_as_string(hide_password=False)
        with pytest.raises(NotAStore, match="not in UTF8"):
            back_up_store(store_url, place)

        assert sql(place, "SELECT FROM pg_namespace WHERE nspname LIKE 't%%'") == []

    def test_of_what_has_odd_names(self, store_url: str, backup: str) -> None:
        """
        What somebody else has given a name with our prefix is copied under that name.
        """
        sql(store_url, 'CREATE TABLE "mentorcore_5%% of \'all\' ""it""" (id int)')
        back_up_store(store_url, backup)

        assert sql(backup, 'SELECT * FROM "mentorcore_5%% of \'all\' ""it"""') == []

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

    def test_is_over_with_what_failed(self, url: str) -> None:
        """
        After the server has cancelled a call, the look is over, and says so.
        """
        with closing(opened_backend(url)) as backend:
            backend.commit(new(book("a")))
        with inspect_postgres(url) as inspection:
            inspection._connection.execute("SET LOCAL statement_timeout = 1")
            with pytest.raises(Unavailable, match="cancelled the call"):
                inspection._rows("SELECT pg_sleep(5)")
            with pytest.raises(Unavailable, match="this look at the store"):
                inspection.load(book("a").key)

    def test_of_a_document_whose_id_is_none(self, url: str) -> None:
        """
        What stands in the place of an id may be somebody's words, and is not repeated.
        """
        with closing(opened_backend(url)) as backend:
            backend.commit(new(book("a"), book("b")))
        sql(url, "UPDATE mentorcore_documents_book SET id = 'secret words' WHERE id = 'a'")
        with inspect_postgres(url) as inspection:
            for name in inspection.ids("book"):
                if name == "b":
                    assert inspection.load(Key("book", name)) is not None
                else:
                    with pytest.raises(Corrupt, match="an id that is none") as caught:
                        inspection.load(Key("book", name))
                    assert "secret" not in str(caught.value)

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

    def test_comes_through_while_others_write(self, url: str) -> None:
        """
        Writers who never rest do not keep an upgrade from its turn, and then write nothing any more.
        """
        over = Event()

        def write(name: str) -> int:
            for number in itertools.count():
                try:
                    backend.commit(new(book(f"{name}-{number}")))
                except MigrationNeeded:
                    return number
                if over.is_set():
                    break
            raise AssertionError("nobody has told it")

        with closing(opened_backend(url)) as backend, ThreadPoolExecutor(4) as threads:
            writing = [threads.submit(write, name) for name in "abcd"]
            try:
                while len(backend.journal(after=0, limit=20, subject=None)) < 20:
                    time.sleep(0.001)
                opened_backend(url, with_layout(views=()), upgrade=True).close()
            except BaseException:
                over.set()
                raise
            written = sum(each.result() for each in writing)
            assert len(backend.journal(after=0, limit=100_000, subject=None)) == written

    def test_drops_what_has_an_odd_name(self, url: str) -> None:
        """
        An index or view of somebody else's with our prefix goes, whatever it is called.
        """
        opened_backend(url).close()
        sql(url, 'CREATE INDEX "mentorcore_50%% ""more""" ON mentorcore_journal (subject)')
        sql(url, 'CREATE VIEW "mentorcore_%%s" AS SELECT 1')
        with closing(opened_backend(url, with_layout(views=()), upgrade=True)) as backend:
            assert list(backend.check()) == []


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
