"""
What DuckDB may say, and what is raised for it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mentorcore.backends import Backend, Batch, Entry, Key, Query
from mentorcore.errors import Corrupt, NotAStore, StorageError, Unavailable

from mentorcore_duckdb import log
from mentorcore_duckdb.opening import SETTINGS
from mentorcore_duckdb.trouble import translated
from tests.books import Opening, book


def beside(tmp_path: Path) -> closing[duckdb.DuckDBPyConnection]:
    """
    Return somebody else's connection to the store, in this process.
    """
    return closing(duckdb.connect(tmp_path / "team.duckdb", config=SETTINGS))


def checksum(block: bytes | bytearray) -> bytes:
    """
    Return what DuckDB writes in front of a block.
    """
    total = 5381
    for at in range(0, len(block), 8):
        total ^= int.from_bytes(block[at : at + 8], "little") * 0xBF58476D1CE4E5B9 % 2**64

    return total.to_bytes(8, "little")


class TestConflicts:
    def test_of_duckdb_are_worth_a_retry(self, backend: Backend, tmp_path: Path) -> None:
        """
        Where somebody writes to the same row with DuckDB alone, it is `Unavailable` and writes nothing.
        """
        with beside(tmp_path) as other:
            other.begin()
            other.execute("UPDATE mentorcore_store SET position = position + 1")
            with pytest.raises(Unavailable, match="at the same moment") as refused:
                backend.commit(book("kept"))
            other.rollback()

        assert refused.value.retryable
        assert backend.load(Key("book", "kept")) is None
        assert backend.journal(after=0, limit=9, subject=None) == []
        assert backend.commit(book("kept")) == 1

    @pytest.mark.parametrize("name", ["team.duckdb", "link"])
    def test_a_commit_waits_for_another(
        self, backend: Backend, opening: Opening, tmp_path: Path, name: str
    ) -> None:
        """
        Of many who commit at the same moment, by two instances, nobody is sent away; nor where one of the two
        was opened by another name of the file.
        """
        (tmp_path / "link").symlink_to(tmp_path / "team.duckdb")
        second = opening(f"duckdb:///{tmp_path}/{name}")
        problems: list[Exception] = []

        def write(name: str, through: Backend) -> None:
            try:
                for number in range(20):
                    through.commit(book(f"{name}-{number}"))
            except Exception as problem:  # noqa: BLE001 - whatever it is, it is looked at
                problems.append(problem)

        threads = [
            threading.Thread(target=write, args=(f"t{number}", (backend, second)[number % 2]))
            for number in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        positions = [entry.position for entry in backend.journal(after=0, limit=99, subject=None)]
        assert problems == []
        assert positions == list(range(1, 81))


class TestRights:
    def test_that_are_missing_say_what_helps(self) -> None:
        """
        Waiting grants nobody a right.
        """
        with pytest.raises(Unavailable) as refused, translated("team"):
            raise duckdb.IOException('IO Error: Cannot open file "/srv/team": Permission denied')

        assert not refused.value.retryable
        assert str(refused.value) == (
            "team: this user may not write there; let them, or copy it to where they may"
        )


class TestWords:
    def test_of_the_record_are_not_repeated(self, backend: Backend, tmp_path: Path) -> None:
        """
        DuckDB shows values in its messages; neither an error nor its cause does.
        """
        with pytest.raises(Unavailable) as refused, translated("duckdb:///team.duckdb"):
            duckdb.execute("SELECT 'Ben is afraid'::INTEGER")

        assert "afraid" not in f"{refused.value} {refused.value.__cause__!r}"
        assert isinstance(refused.value.__cause__, duckdb.ConversionException)


class TestDamage:
    @settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.data())
    def test_raises_nothing_foreign(self, opening: Opening, tmp_path: Path, data: st.DataObject) -> None:
        """
        Cut off or changed anywhere, a store is read rightly or refused, with an error of mentorcore's own.
        """
        file = tmp_path / "team.duckdb"
        file.unlink(missing_ok=True)
        with closing(opening(f"duckdb:///{file}")) as made:
            made.commit(book("kept", body='"' + "x" * 1000 + '"'))
        content = bytearray(file.read_bytes())
        at = data.draw(st.integers(0, len(content) - 1))
        if data.draw(st.booleans()):
            content = content[:at]
        else:
            content[at : at + 64] = data.draw(st.binary(min_size=64, max_size=64))
        file.write_bytes(content)

        try:
            with closing(opening(f"duckdb:///{file}", create=False)) as damaged:
                kept = damaged.load(Key("book", "kept"))
                damaged.find(Query(kind="book"))
                damaged.journal(after=0, limit=9, subject=None)
                assert kept is None or kept.key.id == "kept"
        except StorageError:
            pass

    def test_of_a_block_is_corrupt(self, opening: Opening, url: str, tmp_path: Path) -> None:
        """
        DuckDB has checksums; where one does not fit, the store is damaged, and not one of something else.
        """
        file = tmp_path / "team.duckdb"
        with closing(opening(url)) as made:
            made.commit(book("kept"))
        content = bytearray(file.read_bytes())
        for at in range(12288 + 100, len(content), 4096):
            content[at] ^= 0xFF
        file.write_bytes(content)

        with pytest.raises(Corrupt, match="DuckDB finds it damaged"):
            opening(url).load(Key("book", "kept"))

    def test_of_another_release_of_duckdb(self, opening: Opening, url: str, tmp_path: Path) -> None:
        """
        A file in a format that this DuckDB does not know is refused, and says of what it is.
        """
        file = tmp_path / "team.duckdb"
        opening(url).close()
        content = bytearray(file.read_bytes())
        content[12:20] = (9999).to_bytes(8, "little")
        content[:8] = checksum(content[8:4096])
        file.write_bytes(content)

        with pytest.raises(NotAStore, match="another release of DuckDB"):
            opening(url)

    def test_of_tables_is_corrupt(self, backend: Backend, tmp_path: Path) -> None:
        """
        Where somebody has taken a table away, that is damage, which does not go away by waiting.
        """
        with beside(tmp_path) as other:
            other.execute("DROP TABLE mentorcore_documents")

        with pytest.raises(Corrupt, match="its tables are not those"):
            backend.load(Key("book", "kept"))

    @pytest.mark.parametrize(
        "change",
        ["DELETE FROM mentorcore_store", "INSERT INTO mentorcore_store VALUES (1, 5)"],
        ids=["none", "two"],
    )
    def test_of_the_first_table_is_corrupt(
        self, opening: Opening, url: str, tmp_path: Path, change: str
    ) -> None:
        """
        A store without its one row of facts about itself, or with two, is not opened.
        """
        opening(url).close()
        with duckdb.connect(tmp_path / "team.duckdb") as connection:
            connection.execute(change)

        with pytest.raises(Corrupt, match="one row"):
            opening(url)

    @pytest.mark.parametrize("change", ["'Ben is afraid'", "'[]'", "NULL"])
    def test_of_index_values_cannot_be_done(self, backend: Backend, tmp_path: Path, change: str) -> None:
        """
        DuckDB itself refuses index values that could not be read again.
        """
        backend.commit(book("kept"))
        with beside(tmp_path) as other, pytest.raises(duckdb.Error):
            other.execute(f"UPDATE mentorcore_documents SET index_values = {change}")

    def test_in_the_tables_is_told(self, backend: Backend, tmp_path: Path) -> None:
        """
        A position that would be given out again, and a removal that nobody could expect, are found.
        """
        backend.commit(book("kept"))
        backend.commit(Batch(entries=(Entry("kept", "{}"),), token="once"))
        assert list(backend.check()) == []
        with beside(tmp_path) as other:
            other.execute("UPDATE mentorcore_store SET position = 1")
            other.execute("INSERT INTO mentorcore_documents VALUES ('book', 'gone', 0, NULL, NULL, NULL)")

        assert [problem.where for problem in backend.check()] == ["journal", "tokens", "removals"]


class TestRoom:
    def test_a_full_disk_loses_nothing(self, url: str) -> None:
        """
        A commit for which there is no room is `StorageFull` and wrote nothing; what was there is there.
        """
        program = f"""
import resource, signal
import mentorcore_duckdb
from mentorcore.backends import Batch, Entry, Envelope, Key, Layout, Write
from mentorcore.errors import StorageFull

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
backend = mentorcore_duckdb.mentorcore_open({url!r}, Layout(()), True, False)

def write(id, size):
    envelope = Envelope(Key("book", id), 1, 1, {{}}, '"' + "x" * size + '"')
    return backend.commit(Batch(writes=(Write(envelope, 0),), entries=(Entry(id, "{{}}"),)))

write("kept", 10)
resource.setrlimit(resource.RLIMIT_FSIZE, (500_000, resource.RLIM_INFINITY))
try:
    write("large", 1_000_000)
except StorageFull:
    print("full")
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
backend.close()
backend = mentorcore_duckdb.mentorcore_open({url!r}, Layout(()), False, False)
print(*(envelope.key.id for envelope in backend.scan("book", after=None, limit=9)))
print(write("later", 10), *(entry.subject for entry in backend.journal(after=0, limit=9, subject=None)))
"""
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)

        assert (done.stdout.splitlines(), done.stderr) == (["full", "kept", "2 kept later"], "")

    def test_the_name_of_the_log_is_on_the_disk_first(
        self, backend: Backend, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """
        Before the first commit into a new log its directory is synced; later commits need that no more.
        """
        synced: list[int] = []
        monkeypatch.setattr(os, "fsync", lambda descriptor: synced.append(os.fstat(descriptor).st_ino))
        backend.commit(book("first"))
        backend.commit(book("second"))

        assert synced == [tmp_path.stat().st_ino]

    def test_the_log_does_not_grow_for_ever(
        self, backend: Backend, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """
        Past its limit the log is written into the file, and the next one is as private as the first.
        """
        monkeypatch.setattr(log, "LIMIT", 20_000)
        wal = tmp_path / "team.duckdb.wal"
        sizes = []
        for number in range(20):
            backend.commit(book(f"b{number}", body='"' + "x" * 4000 + '"'))
            sizes.append(wal.stat().st_size)
            assert wal.stat().st_mode & 0o777 == 0o600

        assert max(sizes) < 30_000
        assert len(backend.scan("book", after=None, limit=99)) == 20

    def test_a_log_that_cannot_be_shortened_stops_nobody(
        self, backend: Backend, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """
        DuckDB does not shorten its log while somebody writes; commits go on, and it is done after that.
        """
        monkeypatch.setattr(log, "LIMIT", 0)
        wal = tmp_path / "team.duckdb.wal"
        backend.commit(book("first", body='"' + "x" * 9000 + '"'))
        with beside(tmp_path) as other:
            other.execute("CREATE TABLE theirs (number INTEGER)")
            other.begin()
            other.execute("INSERT INTO theirs VALUES (1)")
            backend.commit(book("second"))
            backend.commit(book("third"))
            long = wal.stat().st_size
            other.rollback()
        backend.commit(book("fourth"))

        assert wal.stat().st_size < long
        assert len(backend.scan("book", after=None, limit=9)) == 4


class TestClose:
    def test_lets_calls_end(self, backend: Backend, opening: Opening, url: str) -> None:
        """
        A call that is under way when another thread closes the store ends well, and the next is refused.
        """
        for number in range(50):
            backend.commit(book(f"b{number}"))
        seen: list[int] = []
        problems: list[Exception] = []

        def read() -> None:
            try:
                while True:
                    seen.append(len(backend.scan("book", after=None, limit=99)))
            except Exception as problem:  # noqa: BLE001 - whatever it is, it is looked at
                problems.append(problem)

        readers = [threading.Thread(target=read) for _ in range(4)]
        for reader in readers:
            reader.start()
        while len(seen) < 20:
            pass
        backend.close()
        for reader in readers:
            reader.join()

        assert set(seen) == {50}
        assert [type(problem) for problem in problems] == [Unavailable] * 4
        assert len(opening(url).scan("book", after=None, limit=99)) == 50

    def test_leaves_one_file(self, backend: Backend, tmp_path: Path) -> None:
        """
        The log is written into the file, so that the file alone can be copied.
        """
        backend.commit(book("kept"))
        backend.close()

        assert [file.name for file in tmp_path.iterdir()] == ["team.duckdb"]
