"""
Recognising a store, and leaving alone what is none.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from mentorcore.backends import Batch
from mentorcore.errors import (
    Corrupt,
    MigrationNeeded,
    NotAStore,
    SchemaTooNew,
    StorageError,
    Unavailable,
    Unsupported,
)
from mentorcore.storage.layout import LAYOUT
from mentorcore_sqlite.connections import Connections
from mentorcore_sqlite.migration import Migration
from mentorcore_sqlite.opening import open_sqlite
from tests.sqlite.samples import book, files, new, opened, sql, with_layout


OTHER = with_layout(views=())
ENDLESS = (
    "WITH RECURSIVE r(number, fingerprint) AS (SELECT 1, 'a' UNION ALL SELECT 1, 'a' FROM r) SELECT * FROM r"
)


def refused(path: Path, **arguments: object) -> StorageError:
    """
    Return how opening this is refused; what is there is the same afterwards, byte for byte.
    """
    before = files(path.parent)
    with pytest.raises(StorageError) as caught:
        opened(path, **arguments)  # type: ignore[arg-type]
    after = files(path.parent)
    if f"{path.name}-shm" in before:
        # It holds no data; everybody who reads writes to it.
        del before[f"{path.name}-shm"], after[f"{path.name}-shm"]

    assert before == after

    return caught.value


def somebody_elses(path: Path) -> None:
    """
    Make a database that an application uses for something else.
    """
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE mine (value)")
        connection.execute("INSERT INTO mine VALUES ('kept')")


def crashed(path: Path, work: Callable[[], object]) -> None:
    """
    Leave the files as they are when the process that did this work is killed.
    """
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("SELECT * FROM sqlite_schema").fetchall()
        work()
        for file in path.parent.glob(f"{path.name}*"):
            shutil.copy(file, file.with_name(f"copy-{file.name}"))
    for file in path.parent.glob(f"copy-{path.name}*"):
        file.replace(file.with_name(file.name.removeprefix("copy-")))


class TestRecognising:
    def test_what_is_no_database_is_no_store(self, path: Path) -> None:
        """
        A file of anything else is refused, and kept.
        """
        path.write_text("Dear diary, " * 1000)
        error = refused(path)

        assert isinstance(error, NotAStore)
        assert "it is not an SQLite database; nothing there was changed" in str(error)
        assert isinstance(error.__cause__, sqlite3.DatabaseError)

    @pytest.mark.parametrize("kept", [1, 15, 100, 600, 4096, 20000])
    def test_a_file_cut_short_is_refused(self, path: Path, kept: int) -> None:
        """
        Whatever is left of a store, it is not taken for one, and is kept.
        """
        opened(path).close()
        path.write_bytes(path.read_bytes()[:kept])

        assert isinstance(refused(path), (Corrupt, NotAStore))

    @pytest.mark.parametrize("was_killed", [False, True])
    def test_somebody_elses_database_is_left_alone(self, path: Path, *, was_killed: bool) -> None:
        """
        Without *create*, tables of another application are no store; not even its log is touched.
        """
        somebody_elses(path)
        if was_killed:
            crashed(path, lambda: sql(path, "INSERT INTO mine VALUES ('in the log')"))

        assert was_killed == Path(f"{path}-wal").exists()
        assert "no store in this database, and create is false" in str(refused(path, create=False))

    def test_shares_a_database_when_asked(self, path: Path) -> None:
        """
        With *create*, a store moves in with another application, whose tables stay as they are.
        """
        somebody_elses(path)
        with closing(opened(path)) as backend:
            backend.commit(new(book("a")))

        assert sql(path, "SELECT * FROM mine") == [("kept",)]
        with closing(opened(path, create=False)) as backend:
            assert backend.load(book("a").key) == book("a")

    def test_every_name_has_the_prefix(self, path: Path) -> None:
        """
        Nothing in the database could be taken for another application's.
        """
        opened(path).close()
        names = [name for (name,) in sql(path, "SELECT name FROM sqlite_schema")]

        assert [] == [n for n in names if not n.removeprefix("sqlite_autoindex_").startswith("mentorcore_")]

    def test_half_a_store_is_refused(self, path: Path) -> None:
        """
        Tables with the prefix, but without the one that says what they are, are not ours to fill.
        """
        sql(path, "CREATE TABLE mentorcore_other (value)")

        assert "it has a mentorcore_other, but no mentorcore_schema" in str(refused(path))

    @pytest.mark.parametrize(
        "damage",
        [
            "DELETE FROM mentorcore_schema",
            "INSERT INTO mentorcore_schema SELECT * FROM mentorcore_schema",
        ],
    )
    def test_a_store_that_does_not_say_what_it_is_is_corrupt(self, path: Path, damage: str) -> None:
        """
        There is one number and one fingerprint.
        """
        opened(path).close()
        for statement in damage.split("; "):
            sql(path, statement)
        error = refused(path)

        assert isinstance(error, Corrupt)
        assert "does not hold one number and one fingerprint" in str(error)

    @pytest.mark.parametrize("table", ["schema", "journal", "tokens", "documents_book", "many_book_tags"])
    @pytest.mark.parametrize(
        "damage",
        [
            "ALTER TABLE {} ADD COLUMN more TEXT",
            "DROP TABLE {}; CREATE TABLE {} AS SELECT 1 number, '0' fingerprint",
            "DROP TABLE {}; CREATE VIEW {} AS SELECT 1 number, '0' fingerprint",
            f"DROP TABLE {{}}; CREATE VIEW {{}} AS {ENDLESS}",
            "CREATE TRIGGER secret AFTER INSERT ON {} BEGIN SELECT 1; END",
        ],
    )
    def test_a_store_of_other_tables_is_refused(self, path: Path, table: str, damage: str) -> None:
        """
        Each table is as it was made, and has no trigger: otherwise nothing is asked of it. Names that
        somebody else has given are not repeated.
        """
        opened(path).close()
        for statement in damage.split("; ") if "TRIGGER" not in damage else [damage]:
            sql(path, statement.format(f"mentorcore_{table}"))
        error = refused(path)

        assert isinstance(error, Corrupt)
        assert "secret" not in str(error)

    def test_a_table_in_other_letters_is_no_other(self, path: Path) -> None:
        """
        For SQLite, upper and lower case are the same.
        """
        opened(path).close()
        sql(path, "DROP TABLE mentorcore_journal")
        sql(path, "CREATE VIEW MentorCore_Journal AS SELECT 1 position, 'a' subject, '{}' body, 0 checksum")

        assert "something else is in the place of one of its tables" in str(refused(path))

    def test_a_virtual_table_is_none_of_ours(self, path: Path) -> None:
        """
        What a module of SQLite makes up is not what was written.
        """
        opened(path).close()
        sql(path, "DROP TABLE mentorcore_schema")
        sql(path, "CREATE VIRTUAL TABLE mentorcore_schema USING fts5(number, fingerprint)")

        assert "something else is in the place of one of its tables" in str(refused(path))

    def test_an_upgrade_keeps_nothing_of_somebody_elses(self, path: Path) -> None:
        """
        A migration leaves tables alone that need no change; if one is not ours, the store stays as it was.
        """
        opened(path, OTHER).close()
        sql(path, "DROP TABLE mentorcore_journal")
        sql(
            path,
            "CREATE TABLE mentorcore_journal (position INTEGER PRIMARY KEY ON CONFLICT IGNORE, subject TEXT, "
            "body TEXT, checksum INTEGER)",
        )

        assert "its table mentorcore_journal is not as it was made" in str(refused(path, upgrade=True))

    def test_what_is_changed_while_it_is_open_is_noticed(self, path: Path) -> None:
        """
        The next commit looks again, and is refused.
        """
        with closing(opened(path)) as backend:
            backend.commit(new(book("a")))
            sql(path, "CREATE TRIGGER t BEFORE INSERT ON mentorcore_journal BEGIN SELECT RAISE(IGNORE); END")
            with pytest.raises(Corrupt, match="there is a trigger on one of its tables"):
                backend.commit(new(book("b")))
            sql(path, "DROP TRIGGER t")
            backend.commit(new(book("b")))

            assert ["a", "b"] == [entry.subject for entry in backend.journal(after=0, limit=9, subject=None)]

    def test_tables_of_others_may_have_anything(self, path: Path) -> None:
        """
        An application that shares the database has its own views, triggers and indexes, on its own tables.
        """
        with closing(opened(path)) as backend:
            backend.commit(new(book("a")))
        sql(path, "CREATE TABLE mine (value)")
        sql(path, "CREATE TRIGGER t AFTER INSERT ON mine BEGIN SELECT 1; END")
        sql(path, "CREATE VIEW books AS SELECT * FROM mentorcore_books")
        sql(path, "CREATE INDEX i ON mentorcore_documents_book (version)")
        with closing(opened(path)) as backend:
            backend.commit(new(book("b")))

        assert [("a",), ("b",)] == sql(path, "SELECT id FROM books ORDER BY 1")

    def test_an_old_sqlite_is_refused(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        Before SQLite 3.38 there is no store.
        """
        monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 37, 2))

        with pytest.raises(Unsupported, match=r"too old"):
            opened(path)
        assert not path.exists()

    def test_needs_a_write_ahead_log(self, path: Path) -> None:
        """
        Where SQLite keeps no a log, the store says so.
        """

        class Elsewhere(sqlite3.Connection):
            def execute(self, statement: str, parameters: Any = (), /) -> sqlite3.Cursor:
                here = statement.replace("PRAGMA journal_mode = WAL", "SELECT 'memory'")

                return super().execute(here, parameters)

        with pytest.raises(Unavailable, match="cannot keep a write-ahead log here, only memory"):
            opened(path, connection=Elsewhere)


class TestVersions:
    @pytest.mark.parametrize("was_killed", [False, True])
    def test_a_newer_store_is_left_alone(self, path: Path, *, was_killed: bool) -> None:
        """
        What a newer release made is refused, upgrade or not; not even its log is touched.
        """
        opened(path).close()
        newer = "UPDATE mentorcore_schema SET number = 2"
        if was_killed:
            crashed(path, lambda: sql(path, newer))
        else:
            sql(path, newer)
        for upgrade in (False, True):
            error = refused(path, upgrade=upgrade)

            assert isinstance(error, SchemaTooNew)
            assert (error.found, error.known) == (2, 1)

    @pytest.mark.parametrize("was_killed", [False, True])
    def test_an_older_store_says_what_to_run(self, path: Path, *, was_killed: bool) -> None:
        """
        An older way of keeping a store needs a migration.
        """
        opened(path).close()
        older = "UPDATE mentorcore_schema SET number = 0"
        if was_killed:
            crashed(path, lambda: sql(path, older))
        else:
            sql(path, older)
        error = refused(path)

        assert isinstance(error, MigrationNeeded)
        assert error.command == f"open_store('sqlite:///{path}', upgrade=True)"

    def test_another_layout_needs_a_migration(self, path: Path) -> None:
        """
        A layout that differs in anything is refused.
        """
        opened(path).close()

        assert isinstance(refused(path, layout=OTHER), MigrationNeeded)

    def test_the_newest_makes_no_change(self, path: Path) -> None:
        """
        A store that is as it should be is opened without writing, even with *upgrade*.
        """
        opened(path).close()
        before = files(path.parent)
        opened(path, upgrade=True).close()

        assert files(path.parent) == before


class TestRaces:
    def test_another_process_makes_the_same_store(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        When two make a store at the same time, both have it.
        """
        _meanwhile(monkeypatch, lambda: opened(path).close())
        with closing(opened(path)) as backend:
            backend.commit(new(book("a")))

        assert sql(path, "SELECT count(*) FROM mentorcore_schema") == [(1,)]

    def test_another_process_makes_another_store(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        What the faster one made is not written over.
        """
        _meanwhile(monkeypatch, lambda: opened(path, OTHER).close())

        with pytest.raises(MigrationNeeded):
            opened(path)
        opened(path, OTHER).close()

    def test_is_made_whole_or_not_at_all(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        When making a store fails at the end, nothing of it is there, and it can be made again.
        """
        with monkeypatch.context() as patch:
            patch.setattr(Migration, "sign", _pulled)
            with pytest.raises(RuntimeError, match="pulled"):
                opened(path)

        assert sql(path, "SELECT * FROM sqlite_schema") == []
        opened(path).close()


def _meanwhile(monkeypatch: pytest.MonkeyPatch, work: Callable[[], object]) -> None:
    keep_log = Connections.keep_log

    def then(connections: Connections) -> None:
        monkeypatch.setattr(Connections, "keep_log", keep_log)
        work()
        keep_log(connections)

    monkeypatch.setattr(Connections, "keep_log", then)


def _pulled(*_: object, **__: object) -> None:
    raise RuntimeError("the plug was pulled")


class TestTheFile:
    def test_that_is_gone_takes_no_commit(self, tmp_path: Path) -> None:
        """
        What would be written to a file that was removed or replaced is not acknowledged.
        """
        path = tmp_path / "store.db"
        backend = open_sqlite(f"sqlite:///{path}", LAYOUT, create=True, upgrade=False)
        path.rename(tmp_path / "backup.db")
        with pytest.raises(Unavailable, match="removed or replaced"):
            backend.commit(Batch(token="t"))
        (tmp_path / "backup.db").rename(path)
        assert backend.commit(Batch(token="t")) == 1
        backend.close()

    def test_with_many_slashes_is_the_same(self, tmp_path: Path) -> None:
        """
        Slashes at the beginning of a path are one.
        """
        backend = open_sqlite(f"sqlite:////{tmp_path}/store.db", LAYOUT, create=True, upgrade=False)
        backend.close()

        assert (tmp_path / "store.db").is_file()
