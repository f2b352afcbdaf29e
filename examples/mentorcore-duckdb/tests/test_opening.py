"""
What may stand at a URL, and what is made there.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mentorcore.backends import Backend, Key
from mentorcore.errors import NotAStore, SchemaTooNew, Unavailable

from tests.books import Opening, book


class TestUrl:
    def test_three_slashes_are_relative(
        self, opening: Opening, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """
        What stands behind three slashes is found from the current directory.
        """
        monkeypatch.chdir(tmp_path)
        opening("duckdb:///team.duckdb")

        assert (tmp_path / "team.duckdb").is_file()

    def test_nothing_is_decoded(self, opening: Opening, tmp_path: Path) -> None:
        """
        A percent sign is a character like others.
        """
        opening(f"duckdb:///{tmp_path}/a%20team.duckdb")

        assert (tmp_path / "a%20team.duckdb").is_file()

    def test_memory_is_a_name_like_others(
        self, opening: Opening, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """
        What DuckDB takes for a database in memory is a file here: the store is said to be durable.
        """
        monkeypatch.chdir(tmp_path)
        opening("duckdb:///:memory:")

        assert (tmp_path / ":memory:").is_file()

    @pytest.mark.parametrize(
        "url",
        [
            "duckdb:",
            "duckdb:///",
            "duckdb:team.duckdb",
            "duckdb://server/team.duckdb",
            "duckdb+fast:///team.duckdb",
            "duckdb:///team.duckdb?threads=1",
            "duckdb:///team.duckdb#now",
            "duckdb:///team\0.duckdb",
            "duckdb:///team\ud800.duckdb",
        ],
    )
    def test_what_it_does_not_know_is_refused(
        self, opening: Opening, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """
        Drivers, servers and options are refused, with what to write instead, and nothing is made.
        """
        monkeypatch.chdir(tmp_path)
        with pytest.raises(NotAStore, match="write duckdb:///file"):
            opening(url)

        assert list(tmp_path.iterdir()) == []


class TestPlace:
    def test_nothing_is_made_unasked(self, opening: Opening, url: str, tmp_path: Path) -> None:
        """
        Without *create* a missing file stays missing.
        """
        with pytest.raises(NotAStore, match="create is false"):
            opening(url, create=False)

        assert list(tmp_path.iterdir()) == []

    def test_a_missing_directory_is_not_made(self, opening: Opening, tmp_path: Path) -> None:
        """
        The directory above was mistyped, and is named as missing.
        """
        with pytest.raises(NotAStore, match="directory that it would be in is missing"):
            opening(f"duckdb:///{tmp_path}/taem/team.duckdb")

        assert list(tmp_path.iterdir()) == []

    def test_a_directory_is_no_store(self, opening: Opening, tmp_path: Path) -> None:
        """
        Only a file can be one.
        """
        with pytest.raises(NotAStore, match="it is no file"):
            opening(f"duckdb:///{tmp_path}")

    def test_a_pipe_is_not_waited_for(self, opening: Opening, tmp_path: Path) -> None:
        """
        Reading a pipe would wait for somebody who writes; it is refused at once.
        """
        os.mkfifo(tmp_path / "pipe")

        with pytest.raises(NotAStore, match="it is no file"):
            opening(f"duckdb:///{tmp_path}/pipe")

    @settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.binary(max_size=20_000))
    def test_any_other_file_is_left_alone(self, opening: Opening, tmp_path: Path, content: bytes) -> None:
        """
        Whatever is in a file that DuckDB did not write, it is refused and stays as it is.
        """
        file = tmp_path / "diary"
        file.write_bytes(content)

        with pytest.raises(NotAStore, match="it is no DuckDB database"):
            opening(f"duckdb:///{file}")

        assert file.read_bytes() == content
        assert list(tmp_path.iterdir()) == [file]

    def test_sqlite_is_no_duckdb(self, opening: Opening, tmp_path: Path) -> None:
        """
        DuckDB can read SQLite with an extension; here it is something else.
        """
        file = tmp_path / "other.db"
        with closing(sqlite3.connect(file)) as connection:
            connection.execute("CREATE TABLE mentorcore_store (format, position)")
        content = file.read_bytes()

        with pytest.raises(NotAStore, match="it is no DuckDB database"):
            opening(f"duckdb:///{file}")

        assert file.read_bytes() == content

    def test_a_database_of_something_else_is_left_alone(self, opening: Opening, tmp_path: Path) -> None:
        """
        A DuckDB database without our tables gets none, and can be opened by its owner at once.
        """
        file = tmp_path / "sales.duckdb"
        with duckdb.connect(file) as connection:
            connection.execute("CREATE TABLE sales (amount INTEGER)")

        with pytest.raises(NotAStore, match="database of something else"):
            opening(f"duckdb:///{file}")

        with duckdb.connect(file) as connection:
            tables = connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()
        assert tables == [("sales",)]

    def test_a_newer_store_is_left_alone(self, opening: Opening, url: str, tmp_path: Path) -> None:
        """
        A store of a newer release of the plugin is refused, with both numbers and what to install.
        """
        opening(url).close()
        with duckdb.connect(tmp_path / "team.duckdb") as connection:
            connection.execute("UPDATE mentorcore_store SET format = 7")

        with pytest.raises(SchemaTooNew, match="install a newer mentorcore-duckdb") as refused:
            opening(url)

        assert (refused.value.found, refused.value.known) == (7, 1)

    @pytest.mark.parametrize("content", [b"", b"half a header"])
    def test_what_a_killed_maker_left_is_cleared(
        self, opening: Opening, url: str, tmp_path: Path, content: bytes
    ) -> None:
        """
        Who was killed while they were making the store stops nobody, and the directory they made it in goes.
        """
        left = tmp_path / ".team.duckdb.new"
        left.mkdir()
        (left / "store").write_bytes(content)
        (left / "store.wal").write_bytes(content)

        opening(url)

        assert [file.name for file in tmp_path.iterdir()] == ["team.duckdb"]

    def test_what_a_maker_left_at_the_very_end_is_cleared(
        self, opening: Opening, url: str, tmp_path: Path
    ) -> None:
        """
        The same where the store has its name already.
        """
        opening(url).close()
        left = tmp_path / ".team.duckdb.new"
        left.mkdir()
        (left / "store").hardlink_to(tmp_path / "team.duckdb")

        opening(url).commit(book("kept"))

        assert sorted(file.name for file in tmp_path.iterdir()) == ["team.duckdb", "team.duckdb.wal"]

    def test_a_maker_at_work_is_left_alone(self, opening: Opening, url: str, tmp_path: Path) -> None:
        """
        While another process makes the store, it is `Unavailable`.
        """
        workshop = tmp_path / ".team.duckdb.new"
        workshop.mkdir()
        (workshop / "store").write_bytes(b"theirs")
        descriptor = os.open(workshop, os.O_RDONLY)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        try:
            with pytest.raises(Unavailable, match="another process is making it"):
                opening(url)
        finally:
            os.close(descriptor)

        assert [file.name for file in workshop.iterdir()] == ["store"]

    def test_a_link_in_place_of_the_workshop_is_not_followed(
        self, opening: Opening, url: str, tmp_path: Path
    ) -> None:
        """
        Somebody who puts a link where the store would be made cannot have us clear another directory.
        """
        theirs = tmp_path / "theirs"
        theirs.mkdir()
        (theirs / "store").write_bytes(b"theirs")
        (tmp_path / ".team.duckdb.new").symlink_to(theirs)

        with pytest.raises(Unavailable, match="name another place"):
            opening(url)

        assert (theirs / "store").read_bytes() == b"theirs"

    def test_a_workshop_is_closed_to_others(self, opening: Opening, url: str, tmp_path: Path) -> None:
        """
        A directory that was there before is made private before anything is made in it.
        """
        left = tmp_path / ".team.duckdb.new"
        left.mkdir()
        left.chmod(0o777)
        seen = []

        def connect(path: Path, **_: object) -> duckdb.DuckDBPyConnection:
            seen.append(path.parent.stat().st_mode & 0o777)
            raise duckdb.IOException("stop here")

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(duckdb, "connect", connect)
            with pytest.raises(Unavailable):
                opening(url)

        assert seen == [0o700]


class TestLock:
    def test_another_process_waits_its_turn(self, opening: Opening, url: str) -> None:
        """
        A file that another process has open is `Unavailable`, and can be opened once that has ended.
        """
        opening(url).close()
        program = (
            "import sys, mentorcore_duckdb\n"
            "from mentorcore.backends import Layout\n"
            f"kept = mentorcore_duckdb.mentorcore_open({url!r}, Layout(()), False, False)\n"
            "print('open', flush=True)\n"
            "sys.stdin.read()\n"
        )
        other = subprocess.Popen(
            [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        with other:
            assert other.stdout is not None
            assert other.stdout.readline() == "open\n"
            with pytest.raises(Unavailable, match="another process has it open"):
                opening(url)
            other.kill()

        assert opening(url).load(Key("book", "none")) is None

    def test_opening_twice_keeps_the_lock(self, opening: Opening, url: str) -> None:
        """
        Whoever opens and closes the file a second time does not lose the first one's lock.
        """
        opening(url)
        opening(url).close()
        program = f"import duckdb; duckdb.connect({url.removeprefix('duckdb:///')!r})"
        other = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)

        assert "Could not set lock" in other.stderr

    def test_somebody_elses_settings_are_in_the_way(self, opening: Opening, url: str, tmp_path: Path) -> None:
        """
        Where the application has the file open by itself, in the same process, it is told to close it.
        """
        opening(url).close()
        with (
            duckdb.connect(tmp_path / "team.duckdb"),
            pytest.raises(Unavailable, match="close it there first"),
        ):
            opening(url)

        opening(url)


@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
class TestFork:
    def test_a_child_is_refused(self, backend: Backend, opening: Opening, url: str) -> None:
        """
        A forked child can neither use what its parent has open, nor open it again; its end harms nothing.
        """
        backend.commit(book("kept"))
        child = os.fork()
        if not child:
            refused = 0
            for attempt in (lambda: backend.load(Key("book", "kept")), lambda: opening(url)):
                try:
                    attempt()
                except Unavailable as error:
                    refused += "forked" in str(error)
            backend.close()
            os._exit(refused)
        _, status = os.waitpid(child, 0)

        assert os.waitstatus_to_exitcode(status) == 2
        backend.commit(book("another"))
        backend.close()
        assert [kept.key.id for kept in opening(url).scan("book", after=None, limit=9)] == ["another", "kept"]

    def test_a_child_that_ends_writes_nothing(self, url: str, tmp_path: Path) -> None:
        """
        Python lets go of everything at the end of a child, which does not touch the file or its log.
        """
        program = f"""
import os, sys
from pathlib import Path
import mentorcore_duckdb
from tests.books import LAYOUT, book

backend = mentorcore_duckdb.mentorcore_open({url!r}, LAYOUT, create=True, upgrade=False)
backend.commit(book("kept"))
before = {{file.name: file.read_bytes() for file in Path({str(tmp_path)!r}).iterdir()}}
if not (child := os.fork()):
    del backend
    sys.exit(0)
os.waitpid(child, 0)
assert len(before) == 2
assert before == {{file.name: file.read_bytes() for file in Path({str(tmp_path)!r}).iterdir()}}
"""
        subprocess.run([sys.executable, "-c", program], check=True, cwd=Path(__file__).parents[1])
