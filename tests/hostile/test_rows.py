"""
An SQLite file that somebody else has written in: values of any type in any column, and a schema of their own.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest

from mentorcore import Person, open_store, verify_store
from mentorcore.backends import Batch, Envelope, Key, Write
from mentorcore.errors import Corrupt, NotAStore, StorageError, Unsupported
from mentorcore_sql.checksum import checksum
from mentorcore_sqlite import connections
from tests.hostile.places import not_blocked, untouched
from tests.hostile.stores import answered, attempt, changes, filled, opened, questions
from tests.model.examples import ADA, BEN


VALUES = (
    "NULL",
    "-1",
    "0",
    "9223372036854775807",
    "-9223372036854775808",
    "1.5",
    "9e999",
    "''",
    "'secret words'",
    "x'fffe'",
    "CAST(x'ff00ff' AS TEXT)",
    "'a' || char(0)",
    "zeroblob(100000)",
    """'["a", 1]'""",
    """'[{"secret": []}]'""",
    "'{}'",
    "'null'",
    "printf('%.*c', 200000, '[')",
    "'../../etc/passwd'",
)
"""Values, as SQL, that a column may hold where its table is not strict."""


@contextmanager
def loosened(path: Path) -> Iterator[sqlite3.Connection]:
    """
    Let every table take values of any type, while its definition, which is looked at, stays as it was.
    """
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        made = database.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'table'").fetchall()
        database.execute("PRAGMA writable_schema = ON")
        for name, sql in made:
            columns, end, options = sql.rpartition(")")
            rowless = " WITHOUT ROWID" if "ROWID" in options else ""
            loose = f"{columns.replace(' NOT NULL', '')}{end}{rowless}"
            database.execute("UPDATE sqlite_schema SET sql = ? WHERE name = ?", (loose, name))
        database.execute("PRAGMA writable_schema = RESET")
        yield database
        database.execute("PRAGMA writable_schema = ON")
        for name, sql in made:
            database.execute("UPDATE sqlite_schema SET sql = ? WHERE name = ?", (sql, name))
        database.execute("PRAGMA writable_schema = RESET")


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """
    The file of a sound store.
    """
    where = tmp_path_factory.mktemp("sound")
    filled("sqlite", where)

    return where / "store.db"


@pytest.fixture
def path(sound: Path, tmp_path: Path) -> Path:
    """
    A copy of it.
    """
    return Path(shutil.copy(sound, tmp_path / "store.db"))


def columns(path: Path) -> list[tuple[str, str]]:
    """
    Return every column of every table of ours.
    """
    with closing(sqlite3.connect(path)) as database:
        return database.execute(
            "SELECT t.name, c.name FROM sqlite_schema t, pragma_table_info(t.name) c "
            "WHERE t.type = 'table' AND t.name LIKE 'mentorcore%' ORDER BY 1, 2"
        ).fetchall()


CHECKED = {
    "documents": "id, version, schema, body",
    "journal": "position, subject, body",
    "tokens": "token, position",
}
"""What the checksum of a row is made of."""


def damage(path: Path, table: str, column: str, value: str, where: str = "1") -> None:
    """
    Put a value into a column of rows, as far as it may stand there, and have their checksums fit again.
    """
    with loosened(path) as database:
        database.create_function("checksum", -1, checksum)
        database.text_factory = bytes
        # A position is SQLite's own number of the row, which nothing but a number can be.
        with suppress(sqlite3.IntegrityError):
            database.execute(f"UPDATE OR IGNORE {table} SET {column} = {value} WHERE {where}")
        parts = CHECKED.get(table.split("_")[1])
        if parts and column != "checksum" and "ff00ff" not in value:
            database.execute(f"UPDATE {table} SET checksum = checksum({parts})")


def restore(path: Path, sound: Path) -> None:
    """
    Put back what every table held.
    """
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("ATTACH ? AS sound", (str(sound),))
        database.execute("BEGIN IMMEDIATE")
        for table in sorted({table for table, _ in columns(path)}):
            database.execute(f"DELETE FROM {table}")
            database.execute(f"INSERT INTO {table} SELECT * FROM sound.{table}")
        database.execute("COMMIT")


class TestValues:
    def test_the_tables_hold_anything(self, path: Path) -> None:
        """
        The store that these tests change is sound, and any value can be put into any of its columns.
        """
        assert [] == attempt(f"sqlite:///{path}")
        for table, column in set(columns(path)) - {("mentorcore_journal", "position")}:
            damage(path, table, column, "x'00'")
            with closing(sqlite3.connect(path)) as database:
                assert (b"\0",) in database.execute(f"SELECT {column} FROM {table}").fetchall()

    def test_of_a_wrong_type_are_refused(self, path: Path, sound: Path) -> None:
        """
        Whatever stands in whatever column, every call gives an answer or an error of ours, which repeats no
        text that it could not read; once it is gone, so is the trouble.
        """
        refused = 0
        with opened(f"sqlite:///{path}") as store:
            asked = (*questions(store), *changes(store)[:2])
            for number, (table, column) in enumerate(columns(path)):
                for value in VALUES[number % 5 :: 5]:
                    damage(path, table, column, value)
                    with not_blocked():
                        refusals = answered(asked)
                    refused += len(refusals)
                    assert "secret" not in "".join(map(str, refusals)), (table, column, value)
                    restore(path, sound)
            assert [] == answered(questions(store))

        assert refused > 100

    @pytest.mark.parametrize("value", VALUES)
    def test_are_refused_when_opening(self, path: Path, value: str) -> None:
        """
        So is what the store says of itself.
        """
        for column in ("number", "fingerprint"):
            damage(path, "mentorcore_schema", column, value)
        with pytest.raises(StorageError) as caught, opened(f"sqlite:///{path}"):
            pass

        assert "secret" not in str(caught.value)

    @pytest.mark.parametrize("column", ["version", "schema", "body", "checksum", "ix_state"])
    def test_are_named_and_the_rest_is_read(self, path: Path, column: str) -> None:
        """
        The document with the wrong value is named, and everybody else is there.
        """
        damage(path, "mentorcore_documents_person", column, "x'00'", f"id = '{ADA}'")
        with opened(f"sqlite:///{path}") as store:
            with pytest.raises(Corrupt, match=r"^person/ada is damaged"):
                store.get(Person, ADA)
            with pytest.raises(Corrupt, match=r"^person/ada is damaged"):
                store.backend.scan("person", after=None, limit=10)
            assert "Ben" == store.get(Person, BEN).name
            assert {"person/ada"} <= {problem.where for problem in verify_store(store)}

    def test_hold_up_nobody(self, path: Path, sound: Path) -> None:
        """
        A text that cannot be decoded leaves nothing open that would go on seeing it, while its error is kept.
        """
        damage(path, "mentorcore_documents_person", "body", "CAST(x'ff00ff' AS TEXT)", f"id = '{ADA}'")
        with opened(f"sqlite:///{path}") as store:
            with pytest.raises(Corrupt, match="person/ada is damaged: its text is not UTF-8") as caught:
                store.get(Person, ADA)
            restore(path, sound)
            assert "Ada" == store.get(Person, ADA).name
        assert caught.value.__traceback__ is not None

    def test_an_id_that_is_none_is_not_repeated(self, path: Path) -> None:
        """
        P4: what stands in place of an id may be anybody's words.
        """
        damage(path, "mentorcore_documents_person", "id", "'secret words'", f"id = '{ADA}'")
        with opened(f"sqlite:///{path}") as store:
            with pytest.raises(Corrupt, match="one of its rows has an id that is none") as caught:
                store.find(Person)

        assert "secret" not in str(caught.value)

    def test_a_value_that_is_too_large_is_not_read(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        A row beyond any document is refused by SQLite, before it takes memory; it is named, for a scan too.
        """
        monkeypatch.setattr(connections, "LARGEST", 100_000)
        damage(path, "mentorcore_documents_person", "body", "zeroblob(200000)", f"id = '{ADA}'")
        with opened(f"sqlite:///{path}") as store:
            with pytest.raises(Corrupt, match="person/ada is damaged: its row is larger than any document"):
                store.get(Person, ADA)
            with pytest.raises(Corrupt, match="person/ada is damaged: its row is larger than any document"):
                store.backend.scan("person", after=None, limit=10)
            assert "Ben" == store.get(Person, BEN).name

    def test_nor_written(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        Nor is one kept.
        """
        monkeypatch.setattr(connections, "LARGEST", 100_000)
        with opened(f"sqlite:///{path}") as store:
            kept = store.backend.load(Key("person", ADA))
            assert kept is not None
            larger = Envelope(kept.key, 9, 1, kept.index, "x" * 200_000)
            with pytest.raises(Unsupported, match="larger than SQLite keeps"):
                store.backend.commit(Batch(writes=(Write(larger, kept.version),)))
            assert kept == store.backend.load(Key("person", ADA))


SCHEMAS = (
    "CREATE TRIGGER t AFTER UPDATE ON mentorcore_documents_person BEGIN SELECT load_extension('x'); END",
    "CREATE TRIGGER t AFTER UPDATE ON mentorcore_documents_person BEGIN SELECT writefile('x', 'y'); END",
    "CREATE TRIGGER t AFTER UPDATE ON mentorcore_documents_person BEGIN SELECT randomblob(2147483647); END",
    "CREATE TRIGGER t BEFORE INSERT ON mentorcore_journal BEGIN SELECT RAISE(ABORT, 'secret words'); END",
    "CREATE TRIGGER t BEFORE INSERT ON mentorcore_journal BEGIN SELECT RAISE(ROLLBACK, 'secret words'); END",
    "CREATE TRIGGER t BEFORE INSERT ON mentorcore_journal BEGIN SELECT RAISE(IGNORE); END",
    "DROP TABLE mentorcore_journal; CREATE VIEW mentorcore_journal AS SELECT 1, 'a', 'secret' AS body, 0",
    "DROP TABLE mentorcore_tokens",
    "DROP TABLE mentorcore_documents_person; CREATE TABLE mentorcore_documents_person (id, secret)",
    "CREATE UNIQUE INDEX i ON mentorcore_journal (subject)",
    "CREATE TABLE mentorcore_more (secret)",
    "PRAGMA application_id = 1; PRAGMA user_version = 99",
    "PRAGMA journal_mode = DELETE",
    "DELETE FROM mentorcore_schema",
    "INSERT INTO mentorcore_schema SELECT * FROM mentorcore_schema",
    "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = 'secret' WHERE name = 'mentorcore_journal'",
    "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET rootpage = 99999 WHERE name LIKE 'mentorcore_%'",
    "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET rootpage = 1 WHERE name LIKE 'mentorcore_%'",
)
"""What else somebody may have made of a database."""


@pytest.mark.parametrize("script", SCHEMAS)
def test_a_schema_of_somebody_else_is_refused_or_harmless(path: Path, script: str) -> None:
    """
    Triggers, views and tables that are not ours do nothing outside the file; what then goes wrong is an error
    of ours.
    """
    with closing(sqlite3.connect(path)) as database:
        with suppress(sqlite3.Error):
            database.executescript(script)
        database.commit()
    with not_blocked():
        refusals = attempt(f"sqlite:///{path}")

    assert "secret" not in "".join(map(str, refusals))
    assert {path.name} == {beside.name for beside in path.parent.iterdir()} - {"store.db-wal", "store.db-shm"}


class TestSideFiles:
    @pytest.mark.parametrize("suffix", ["-wal", "-shm", "-journal"])
    def test_that_are_links_are_not_followed(self, path: Path, tmp_path: Path, suffix: str) -> None:
        """
        SQLite refuses a link in place of a side file; what it leads to stays as it is.
        """
        outside = tmp_path / "outside"
        outside.mkdir()
        for content in ("Dear Ada", None):
            letter = outside / f"letter{suffix}"
            if content:
                letter.write_text(content)
            else:
                letter.unlink()
            Path(f"{path}{suffix}").unlink(missing_ok=True)
            Path(f"{path}{suffix}").symlink_to(letter)
            with untouched(outside), pytest.raises(NotAStore, match="that is no file"):
                open_store(f"sqlite:///{path}")

    @pytest.mark.parametrize("suffix", ["", "-wal", "-shm", "-journal"])
    def test_with_a_second_name_are_not_written_to(self, path: Path, tmp_path: Path, suffix: str) -> None:
        """
        What is written would be changed under the other name as well; the message says how a copy is made.
        """
        outside = tmp_path / "outside"
        outside.mkdir()
        if suffix:
            (outside / "letter").write_text("Dear Ada" * 100)
            os.link(outside / "letter", f"{path}{suffix}")
        else:
            os.link(path, outside / "letter")
        with untouched(outside), pytest.raises(Unsupported, match=r"a second name.*copy or cp -a"):
            open_store(f"sqlite:///{path}")

    def test_nor_is_a_store_that_gets_one(self, path: Path, tmp_path: Path) -> None:
        """
        While somebody else has the file as well, it is read, and nothing is committed to it.
        """
        with opened(f"sqlite:///{path}") as store:
            os.link(path, tmp_path / "snapshot")

            assert [] == answered(questions(store))
            assert {Unsupported} == {type(error) for error in answered(changes(store)[:2])}
            (tmp_path / "snapshot").unlink()
            assert [] == answered(changes(store))

    @pytest.mark.parametrize("suffix", ["-wal", "-shm", "-journal"])
    @pytest.mark.parametrize("make", [os.mkfifo, os.mkdir])
    def test_that_are_no_files_are_refused(
        self, path: Path, suffix: str, make: Callable[[str], None]
    ) -> None:
        """
        Nobody waits for a pipe, as SQLite would.
        """
        make(f"{path}{suffix}")
        with not_blocked(), pytest.raises(NotAStore, match=f"there is a {suffix} beside it that is no file"):
            open_store(f"sqlite:///{path}")

    @pytest.mark.parametrize("content", [b"", b"x", b"Dear Ada" * 5000, b"\0" * 5000])
    @pytest.mark.parametrize("suffix", ["-wal", "-shm", "-journal"])
    def test_that_hold_anything_are_refused_or_ignored(self, path: Path, suffix: str, content: bytes) -> None:
        """
        What SQLite did not write has no effect.
        """
        Path(f"{path}{suffix}").write_bytes(content)
        with not_blocked():
            assert [] == attempt(f"sqlite:///{path}")

    @pytest.mark.parametrize("make", [os.mkfifo, os.mkdir])
    def test_a_store_that_is_no_file_is_refused(self, tmp_path: Path, make: Callable[[Path], None]) -> None:
        """
        Nor is a store a pipe or a directory.
        """
        make(tmp_path / "pipe")
        with not_blocked(), pytest.raises(NotAStore, match="it is not a file"):
            open_store(f"sqlite:///{tmp_path}/pipe")

    def test_a_link_to_a_store_is_that_store(self, path: Path, tmp_path: Path) -> None:
        """
        What the caller names is the caller's choice; the side files stand beside the file itself.
        """
        (tmp_path / "elsewhere").mkdir()
        (tmp_path / "elsewhere" / "link.db").symlink_to(path)

        assert [] == attempt(f"sqlite:///{tmp_path}/elsewhere/link.db")
        assert ["link.db"] == [found.name for found in (tmp_path / "elsewhere").iterdir()]

    def test_a_link_that_leads_nowhere_makes_no_file(self, tmp_path: Path) -> None:
        """
        A store is made where its name is, or not at all.
        """
        (tmp_path / "outside").mkdir()
        (tmp_path / "link.db").symlink_to(tmp_path / "outside" / "new.db")
        with pytest.raises(StorageError):
            open_store(f"sqlite:///{tmp_path}/link.db")

        assert [] == list((tmp_path / "outside").iterdir())
