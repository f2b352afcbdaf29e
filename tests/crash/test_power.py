"""
What a power cut may leave is what the disk was not asked to keep; nothing less is looked at.
"""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.crash.power.disk import SECTOR, Directory, Disk, File, Tree
from tests.crash.power.legal import every, number, some
from tests.crash.power.sqlite_store import Recorder
from tests.crash.power.trial import CORRUPT, LOST, Damage, Extent, Scratch, Trial
from tests.sqlite.vfs import watched


@pytest.fixture
def disk() -> Disk:
    """
    A disk with one file, ``/a``, that holds ``old``.
    """
    return Disk.holding("", {"a": b"old"}, tears=False)


def states(disk: Disk) -> list[Tree]:
    """
    Return every state, each once.
    """
    found: list[Tree] = []
    for tree in every(disk, disk.moment):
        if tree not in found:
            found.append(tree)

    return found


def contents(disk: Disk) -> set[object]:
    """
    Return what the file can hold.
    """
    return {tree["a"] for tree in states(disk)}


class TestFiles:
    def test_what_was_synced_is_there(self, disk: Disk) -> None:
        """
        Nothing is left of what was before.
        """
        disk.file("/a").write(disk.next(), b"new", 0)
        disk.file("/a").sync()

        assert states(disk) == [{"a": b"new"}]

    def test_a_write_is_there_or_not(self, disk: Disk) -> None:
        """
        Without a sync, both may be.
        """
        disk.file("/a").write(disk.next(), b"new", 0)

        assert contents(disk) == {b"old", b"new"}

    def test_writes_come_in_any_order(self, disk: Disk) -> None:
        """
        A later one may be there without an earlier one.
        """
        disk.file("/a").write(disk.next(), b"N", 0)
        disk.file("/a").write(disk.next(), b"W", 2)

        assert contents(disk) == {b"old", b"Nld", b"olW", b"NlW"}

    def test_each_sector_by_itself(self, disk: Disk) -> None:
        """
        One write may be there in one sector and not in the next.
        """
        disk.file("/a").write(disk.next(), b"n" * 2 * SECTOR, 0)
        first, second = b"n" * SECTOR, b"\0" * SECTOR

        assert {first, first + second, b"old".ljust(SECTOR, b"\0") + b"n" * SECTOR} < contents(disk)

    def test_a_file_that_grew_may_hold_nothing_yet(self, disk: Disk) -> None:
        """
        Its size may be there and what was written not; then there are zeros, or what a removed file held.
        """
        disk.file("/a").stale = b"???secret"
        disk.file("/a").write(disk.next(), b"new", 3)

        assert contents(disk) == {b"old", b"oldnew", b"old\0\0\0", b"oldsec"}

    def test_a_write_may_be_torn(self) -> None:
        """
        It may be there up to any byte.
        """
        disk = Disk.holding("", {"a": b""})
        disk.file("/a").write(disk.next(), b"abcd", 0)

        assert {b"a", b"ab", b"abc"} < contents(disk)

    def test_a_cut_is_there_or_not(self, disk: Disk) -> None:
        """
        So is a file's having been cut.
        """
        disk.file("/a").truncate(disk.next(), 1)

        assert contents(disk) == {b"old", b"o", b"o\0\0"}

    def test_a_database_is_as_after_any_commit(self, disk: Disk) -> None:
        """
        Of a file that SQLite keeps, each commit since it was last forced to the disk may be the last.
        """
        for state, forced in ((b"1", False), (b"2", True), (b"3", False), (b"4", False)):
            disk.file("/a").commit(disk.next(), state, forced=forced)

        assert contents(disk) == {b"2", b"3", b"4"}


class TestNames:
    def test_a_file_that_was_synced_may_have_no_name(self, disk: Disk) -> None:
        """
        A sync of a file is none of its directory.
        """
        disk.add("/b", File())
        disk.file("/b").write(disk.next(), b"new", 0)
        disk.file("/b").sync()

        assert states(disk) == [{"a": b"old"}, {"a": b"old", "b": b"new"}]

    def test_a_name_that_was_synced_may_have_no_content(self, disk: Disk) -> None:
        """
        And the other way round.
        """
        disk.add("/b", File())
        disk.file("/b").write(disk.next(), b"new", 0)
        disk.directory("").sync()

        assert {"a": b"old", "b": b""} in states(disk)
        assert {"a": b"old"} not in states(disk)

    def test_a_move_is_there_or_not(self, disk: Disk) -> None:
        """
        The new name points to either file, also to one without content; the old one may still be there.
        """
        disk.add("/b", File())
        disk.directory("").sync()
        disk.file("/b").write(disk.next(), b"new", 0)
        disk.move("/b", "/a")

        for tree in ({"a": b"old", "b": b"new"}, {"a": b"new"}, {"a": b""}, {"a": b"new", "b": b"new"}):
            assert tree in states(disk)
        assert {"b": b"new"} not in states(disk)

    def test_directories_are_synced_one_by_one(self, disk: Disk) -> None:
        """
        A directory's names say nothing about whether it has a name itself.
        """
        disk.add("/d", Directory())
        disk.add("/d/f", File())
        disk.directory("/d").sync()

        assert states(disk) == [{"a": b"old"}, {"a": b"old", "d": {"f": b""}}]

    def test_a_sync_that_is_forgotten_keeps_nothing(self) -> None:
        """
        That is how the trials find out whether a sync is needed.
        """
        disk = Disk("", forget="this one")

        assert disk.syncing("another")
        assert not disk.syncing("this one")
        assert disk.synced == {"another", "this one"}


class TestSome:
    def test_are_among_every(self, disk: Disk) -> None:
        """
        Where all states can be told, those that are chosen are among them.
        """
        disk.file("/a").write(disk.next(), b"N", 0)
        disk.add("/b", File())
        disk.file("/b").write(disk.next(), b"n" * 700, 0)
        disk.move("/b", "/a")
        chosen = list(some(disk, disk.moment, share=1, samples=50, choose=random.Random(1)))
        everything = states(disk)

        assert len(chosen) > 50
        assert all(tree in everything for tree in chosen)
        assert number(disk, disk.moment) == len(list(every(disk, disk.moment))) >= len(everything)


class TestTrial:
    @pytest.fixture
    def trial(self) -> Callable[[Callable[[Path, str], None]], Trial[str]]:
        def make(check: Callable[[Path, str], None]) -> Trial[str]:
            return Trial(Disk.holding("", {"a": b"old"}), check, Extent(most=100))

        return make

    def test_counts_what_is_not_as_promised(
        self, trial: Callable[[Callable[[Path, str], None]], Trial[str]]
    ) -> None:
        """
        Every state is held once against what was promised when it could come about.
        """

        def check(where: Path, promise: str) -> None:
            if (where / "a").read_bytes() != promise.encode():
                raise Damage(LOST, promise)

        with closing(trial(check)) as made:
            made.promise("old")
            made.disk.file("/a").write(made.disk.next(), b"new", 0)
            made.promise("new")
            made.disk.syncing("a")
            made.disk.file("/a").sync()
            made.promise(None)

        # As before, torn in two ways, or whole: only the first is right at first, only the last then.
        assert made.figures == {"cuts": 4, "exhaustive cuts": 4, "states": 8, LOST: 6}

    def test_puts_back_what_is_left(self) -> None:
        """
        One tree takes the place of the one before it.
        """
        with closing(Scratch()) as scratch:
            scratch.hold({"a": b"1", "d": {"e": {"f": b"2"}}, "g": {}})
            where = scratch.hold({"a": {}, "d": {"e": {"h": b"3"}}})

            found = sorted(str(path.relative_to(where)) for path in where.rglob("*"))

        assert found == ["a", "d", "d/e", "d/e/h"]


def test_a_database_that_is_not_forced_is_behind_but_whole() -> None:
    """
    What the trials of the JSON backend take for granted of its index: with ``synchronous = NORMAL``, SQLite
    may lose the last commits since one that was forced, and nothing else.
    """

    def check(where: Path, least: int) -> None:
        try:
            with closing(sqlite3.connect(where / "index.db")) as database:
                ((first, second),) = database.execute("SELECT a.n, b.n FROM a, b").fetchall()
                assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        except (sqlite3.Error, AssertionError, ValueError) as error:
            raise Damage(CORRUPT, repr(error)) from error
        if first != second or first < least:
            raise Damage(LOST, f"{first}, {second}, at least {least}")

    trial = _counting(check, forced=5)

    assert trial.damages == []
    assert trial.figures["states"] > 50
    assert _counting(check, forced=0, promised=5).damages != []


def _counting(check: Callable[[Path, int], None], *, forced: int, promised: int | None = None) -> Trial[int]:
    """
    Count in two tables at once, in a database of which one commit is forced to the disk.
    """
    with closing(Scratch()) as scratch:
        above = scratch.hold({})
        path = above / "index.db"
        with closing(sqlite3.connect(path)) as database:
            database.executescript(
                "PRAGMA journal_mode = WAL; CREATE TABLE a (n); CREATE TABLE b (n);"
                "INSERT INTO a VALUES (0); INSERT INTO b VALUES (0)"
            )
        disk = Disk.holding(str(above), {"index.db": path.read_bytes()}, tears=False)
        extent = Extent(share=0.2, samples=2)
        with (
            closing(Trial(disk, check, extent)) as trial,
            watched(Recorder(disk, above)) as vfs,
            closing(
                sqlite3.connect(f"{path.as_uri()}?vfs={vfs}", uri=True, isolation_level=None)
            ) as database,
        ):
            database.execute("PRAGMA wal_autocheckpoint = 4")
            trial.promise(0)
            for count in range(1, 9):
                database.execute(f"PRAGMA synchronous = {'FULL' if count == forced else 'NORMAL'}")
                database.executescript(f"BEGIN; UPDATE a SET n = {count}; UPDATE b SET n = {count}; COMMIT")
                if count == (promised or forced):
                    trial.promise(count)
            trial.promise(None)

    return trial
