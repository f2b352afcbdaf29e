"""
Upgrading: planned without a trace, with a copy of what there was, and whole or repeatable.
"""

from __future__ import annotations

import errno
import itertools
import os
import pkgutil
import shutil
import sqlite3
import stat
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import attrs
import pytest

from mentorcore import (
    Mentorship,
    Person,
    Policy,
    Problem,
    Rewrite,
    Store,
    back_up_store,
    open_store,
    plan_upgrade,
    verify_store,
)
from mentorcore.backends import STORE_KIND, Batch, Key, Write, inspect_backend
from mentorcore.errors import (
    BackupExists,
    Corrupt,
    InvalidValue,
    MigrationNeeded,
    NotAStore,
    SchemaTooNew,
    StorageError,
    StorageFull,
    Unavailable,
    Unsupported,
)
from mentorcore.storage import opening
from mentorcore.storage.codec import FORMATS
from mentorcore.storage.layout import LAYOUT
from mentorcore.storage.opening import ABOUT
from mentorcore_json import Files
from tests.golden.record import LATER
from tests.golden.stores import BACKENDS, all_golden, form, said
from tests.storage.upgrades import bytes_of, killed, killing, later_release, shouted


(GOLDEN,) = (g for g in all_golden() if form() == {name: g.expected[name] for name in form()})

forks = pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")


@pytest.fixture(params=BACKENDS)
def backend_name(request: pytest.FixtureRequest) -> str:
    """
    Each backend that keeps something.
    """
    name: str = request.param
    return name


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """
    Where the store is, and nothing else.
    """
    path = tmp_path / "place"
    path.mkdir()
    return path


@pytest.fixture
def url(backend_name: str, folder: Path) -> str:
    """
    A store of this release, with a bit of everything.
    """
    return GOLDEN.copied(backend_name, folder)


@pytest.fixture
def backup(backend_name: str, tmp_path: Path) -> str:
    """
    Where a copy can go.
    """
    return f"{backend_name}:///{tmp_path / 'backup'}"


def opened(url: str, **arguments: Any) -> Store:
    """
    Open a store by the clock of the golden ones.
    """
    return open_store(url, clock=lambda: LATER, create=False, **arguments)


def spoil(url: str, key: Key, **changes: Any) -> None:
    """
    Replace a document behind the core's back.
    """
    with opened(url) as store:
        kept = store.backend.load(key)
        assert kept is not None
        written = attrs.evolve(kept, version=kept.version + 1, **changes)
        store.backend.commit(Batch(writes=(Write(written, kept.version),)))


def people(url: str) -> dict[str, tuple[int, str]]:
    """
    Return schema number and text of every person, as they are kept.
    """
    with inspect_backend(url) as inspection:
        kept = [inspection.load(Key("person", name)) for name in inspection.ids("person")]

    return {one.key.id: (one.schema, one.body) for one in kept if one is not None}


class TestPlan:
    def test_says_what_would_be_written(self, url: str) -> None:
        """
        It counts the documents by kind and schema number, and says which number they get.
        """
        with later_release():
            plan = plan_upgrade(url)
        counts = {kind: len(ids) for kind, ids in GOLDEN.expected["documents"].items()}

        assert (plan.needed, plan.possible) == (True, True)
        assert ("another layout or older schemas",) == plan.differences
        assert {
            Rewrite("person", 1, 2, counts["person"]),
            Rewrite("pairing_request", 1, 1, counts["pairing_request"]),
            Rewrite("mentorship", 1, 1, counts["mentorship"]),
        } == set(plan.rewrites)
        assert (
            "it was made with another layout or older schemas\n"
            "written anew: 9 × mentorship, schema 1\n"
            "written anew: 4 × pairing_request, schema 1\n"
            "written anew: 6 × person, schema 1 becomes 2"
        ) == str(plan)

    def test_says_which_choices_change(self, url: str) -> None:
        """
        A policy that differs is told choice by choice.
        """
        with opened(url) as store:
            kept = store.policy
        plan = plan_upgrade(url, policy=attrs.evolve(kept, evidence=3, offer_days=7))

        assert (("offer_days", 21, 7), ("evidence", 1, 3)) == plan.policy
        assert "policy: offer_days 21 becomes 7\npolicy: evidence 1 becomes 3" in str(plan)

    def test_says_all_that_differs(self, url: str) -> None:
        """
        Another schema and another policy are told in one sentence.
        """
        with later_release():
            plan = plan_upgrade(url, policy=Policy(evidence=7))

        assert str(plan).startswith("it was made with another layout or older schemas and another policy\n")

    def test_of_what_is_up_to_date_is_empty(self, url: str) -> None:
        """
        There is nothing to be done, and that is said.
        """
        plan = plan_upgrade(url)

        assert (plan.needed, plan.possible, plan.rewrites) == (False, True, ())
        assert "nothing is to be done" == str(plan)

    def test_writes_not_one_byte(self, url: str, folder: Path) -> None:
        """
        Every file is the same before and after, and there is none that was not there; so it is for a copy.
        """
        before = bytes_of(folder)
        with later_release():
            plan_upgrade(url)
        assert before == bytes_of(folder)

        with opened(url) as store:
            with store.transaction() as tx:
                tx.add(Person.register(id="late", name="Late", at=LATER))
            in_use = bytes_of(folder)
            with later_release():
                plan = plan_upgrade(url)

            assert in_use == bytes_of(folder)
        assert 7 == next(rewrite.documents for rewrite in plan.rewrites if rewrite.kind == "person")

    def test_sees_what_is_written_meanwhile(self, url: str) -> None:
        """
        Somebody who writes between two looks is no damage.
        """
        with opened(url) as store, inspect_backend(url) as inspection:
            with store.transaction() as tx:
                tx.get(Person, "ben").revise(by="ben", at=LATER, title="Lead")
            seen = inspection.load(Key("person", "ben"))

        assert seen is not None

    @pytest.mark.parametrize("schema", [1, 99])
    def test_names_what_is_in_the_way(self, url: str, schema: int) -> None:
        """
        Documents that cannot be read, or that a newer release wrote, are named, and the rest is counted.
        """
        spoil(url, Key("person", "cy"), schema=schema, body='{"id":"cy"}')
        with later_release():
            plan = plan_upgrade(url)

        assert not plan.possible
        assert ["person/cy"] == [problem.where for problem in plan.problems]
        assert 5 == next(rewrite.documents for rewrite in plan.rewrites if rewrite.kind == "person")
        assert "in the way: person/cy: " in str(plan)
        if schema == 99:
            assert (Problem("person/cy", "it has schema 99, this release knows up to 2"),) == plan.problems

    def test_of_no_store(self, backup: str, tmp_path: Path) -> None:
        """
        Where there is none, that is said, and nothing is made.
        """
        with pytest.raises(NotAStore):
            plan_upgrade(backup)

        assert not (tmp_path / "backup").exists()

    def test_of_what_keeps_nothing(self) -> None:
        """
        A store in memory has nothing to look at.
        """
        with pytest.raises(Unsupported, match="'memory'"):
            plan_upgrade("memory:")

    @pytest.mark.parametrize(("wrong", "path"), [({"url": 7}, "url"), ({"policy": {}}, "policy")])
    def test_takes_a_url_and_a_policy(self, wrong: dict[str, Any], path: str) -> None:
        """
        P1: anything else is refused.
        """
        with pytest.raises(InvalidValue) as caught:
            plan_upgrade(**{"url": "json:///x", **wrong})

        assert path == caught.value.path


class TestUpgrade:
    def test_brings_every_document_up_to_date(self, url: str) -> None:
        """
        Afterwards all documents have the new schema, and everything else says what it said.
        """
        with later_release(change=shouted):
            with pytest.raises(MigrationNeeded, match="older schemas"):
                opened(url)
            with opened(url, upgrade=True) as store:
                assert "STAFF ENGINEER" == store.get(Person, "ada").profile.title
                assert () == verify_store(store)
                told = said(store)
            assert {2} == {schema for schema, _ in people(url).values()}
            opened(url).close()

        assert GOLDEN.expected["journal"] == told["journal"]
        assert GOLDEN.expected["tokens"] == told["tokens"]

    def test_is_refused_as_a_whole(self, url: str, backup: str, folder: Path, tmp_path: Path) -> None:
        """
        One document that cannot be read stops it before anything was written, the copy included.
        """
        spoil(url, Key("person", "Fay-2"), body='{"id":"Fay-2"}')
        before = bytes_of(folder)
        with later_release(), pytest.raises(Corrupt, match="person/Fay-2"):
            opened(url, upgrade=True, backup=backup)

        assert before == bytes_of(folder)
        assert not (tmp_path / "backup").exists()

    def test_reads_everything_first_on_any_backend(self, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        A backend that does not let its stores be looked at is read before it is written, too.
        """
        spoil(url, Key("person", "dee"), body='{"id":"dee"}')
        before = people(url)

        def unsupported(url: str) -> Any:
            raise Unsupported("looking")

        with monkeypatch.context() as patch:
            patch.setattr("mentorcore.storage.upgrading.inspect_backend", unsupported)
            with later_release(), pytest.raises(Corrupt, match="person/dee"):
                opened(url, upgrade=True)
            with later_release(), pytest.raises(Unsupported, match="looking"):
                opened(url, upgrade=True, backup=url)

        assert before == people(url)

    @forks
    @pytest.mark.parametrize(
        ("at", "after"), [(1, False), (2, True), (9, False), (21, False), (21, True)], ids=str
    )
    def test_goes_on_after_it_was_killed(
        self, url: str, backup: str, backend_name: str, at: int, after: bool, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """
        Killed before or after any commit, it is repeated and comes to its end; or the copy is brought back.
        """
        monkeypatch.setattr(opening, "_TOGETHER", 1)
        before = people(url)

        def upgrade() -> None:
            step = {
                "json": "mentorcore_json.backend.JsonBackend.commit",
                "sqlite": "mentorcore_sqlite.backend.SQLiteBackend.commit",
            }[backend_name]
            monkeypatch.setattr(step, killing(pkgutil.resolve_name(step), at=at, after=after))
            opened(url, upgrade=True, backup=backup).close()

        with later_release(change=shouted):
            assert killed(upgrade)
            if (at, after) != (21, True):
                assert plan_upgrade(url).needed
                with pytest.raises(MigrationNeeded):
                    opened(url)
            with opened(url, upgrade=True) as store:
                assert () == verify_store(store)
                assert GOLDEN.expected["journal"] == said(store)["journal"]
                assert "STAFF ENGINEER" == store.get(Person, "ada").profile.title
            assert {2} == {schema for schema, _ in people(url).values()}

        assert before == people(backup)
        with opened(backup) as store:
            assert () == verify_store(store)

    @forks
    @pytest.mark.parametrize("part", ["marker", "migration"])
    def test_goes_on_after_the_layout_was_begun(
        self, url: str, backend_name: str, part: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """
        Killed while the backend itself is brought to another layout, it is repeated and comes to its end.
        """
        step = {
            ("json", "marker"): "mentorcore_json.marker.Marker.write",
            ("json", "migration"): "mentorcore_json.index.Index._publish",
            ("sqlite", "marker"): "mentorcore_sqlite.migration.Migration.sign",
            ("sqlite", "migration"): "mentorcore_sqlite.migration.Migration.upgrade",
        }[backend_name, part]
        later = attrs.evolve(LAYOUT, indexes=LAYOUT.indexes[:-1])
        for module in ("urls", "upgrading", "opening"):
            monkeypatch.setattr(f"mentorcore.storage.{module}.LAYOUT", later)
        assert ("another layout or older schemas",) == plan_upgrade(url).differences

        def upgrade() -> None:
            monkeypatch.setattr(step, killing(pkgutil.resolve_name(step), at=1, after=True))
            opened(url, upgrade=True).close()

        assert killed(upgrade)
        with opened(url, upgrade=True) as store:
            assert () == verify_store(store)
            assert GOLDEN.expected["journal"] == said(store)["journal"]
        opened(url).close()


class TestBackup:
    def test_is_the_store_as_it_was(self, url: str, backup: str) -> None:
        """
        Documents, schema numbers, journal, tokens and removals are in it, and this release opens it.
        """
        before = people(url)
        back_up_store(url, backup)

        assert before == people(backup)
        with opened(url) as store, opened(backup) as copied:
            assert said(store) == said(copied)
            assert () == verify_store(copied, against=store)

    def test_comes_before_the_upgrade(self, url: str, backup: str) -> None:
        """
        It has the schema numbers of before, so that the release that made the store opens it.
        """
        before = people(url)
        with later_release(change=shouted):
            opened(url, upgrade=True, backup=backup).close()

        assert before == people(backup)
        assert before != people(url)
        with opened(backup) as store:
            assert "Staff engineer" == store.get(Person, "ada").profile.title

    def test_is_not_made_where_nothing_is_upgraded(self, url: str, backup: str, tmp_path: Path) -> None:
        """
        An application may always ask for it; there is one for each upgrade, and none in between.
        """
        opened(url, upgrade=True, backup=backup).close()

        assert not (tmp_path / "backup").exists()

    def test_is_never_written_over(self, url: str, backup: str, folder: Path, tmp_path: Path) -> None:
        """
        Whatever is in its place stays, and the store is not upgraded.
        """
        opened(url).close()
        for something in ("file", "directory"):
            if something == "file":
                (tmp_path / "backup").write_text("Dear Ada")
            else:
                (tmp_path / "backup").mkdir()
            before = bytes_of(tmp_path)
            with later_release(), pytest.raises(BackupExists, match="backup is there already"):
                opened(url, upgrade=True, backup=backup)
            with pytest.raises(BackupExists):
                back_up_store(url, backup)
            assert before == bytes_of(tmp_path)
            (tmp_path / "backup").rename(tmp_path / something)

    def test_is_private(self, url: str, backup: str, tmp_path: Path) -> None:
        """
        Files are 0600 and directories 0700, whatever the umask and whatever the store's own modes.
        """
        for path in (tmp_path / "place").rglob("*"):
            path.chmod(0o777)
        old = os.umask(0)
        try:
            back_up_store(url, backup)
        finally:
            os.umask(old)
        made = [tmp_path / "backup", *(tmp_path / "backup").rglob("*")]

        assert {0o600 if path.is_file() else 0o700 for path in made} >= {
            stat.S_IMODE(path.stat().st_mode) for path in made
        }
        assert {0o600} == {stat.S_IMODE(path.stat().st_mode) for path in made if path.is_file()}

    def test_is_of_one_moment(self, url: str, backup: str) -> None:
        """
        While others write, it holds what two commits bring together, or nothing of it.
        """
        stop = threading.Event()
        written = threading.Event()

        def write() -> None:
            with opened(url) as store:
                for number in itertools.count():
                    with store.transaction() as tx:
                        for name in ("ben", "cy"):
                            tx.get(Person, name).revise(by=name, at=LATER, title=f"Number {number}")
                    written.set()
                    if stop.is_set():
                        return

        writer = threading.Thread(target=write)
        writer.start()
        try:
            assert written.wait(30)
            for number in range(3):
                back_up_store(url, f"{backup}-{number}")
        finally:
            stop.set()
            writer.join()
        for number in range(3):
            with opened(f"{backup}-{number}") as copied:
                assert copied.get(Person, "ben").profile.title == copied.get(Person, "cy").profile.title
                assert () == verify_store(copied)

    def test_brings_a_store_back(self, url: str, backup: str, folder: Path) -> None:
        """
        With the two places exchanged, the same call puts a copy where the store was.
        """
        back_up_store(url, backup)
        shutil.rmtree(folder)
        folder.mkdir()
        back_up_store(backup, url)

        with opened(url) as store:
            assert GOLDEN.expected["summaries"] == said(store)["summaries"]
            assert () == verify_store(store)

    def test_of_a_store_that_was_killed(self, url: str, backup: str, backend_name: str, folder: Path) -> None:
        """
        What stands only in a log yet is in it, and the store is not touched.
        """
        with opened(url) as store:
            with store.transaction() as tx:
                tx.add(Person.register(id="late", name="Late", at=LATER))
            shutil.copytree(folder, folder.parent / "crashed")
        crashed = url.replace(str(folder), str(folder.parent / "crashed"))
        before = bytes_of(folder.parent / "crashed")
        back_up_store(crashed, backup)

        assert before == bytes_of(folder.parent / "crashed")
        with opened(backup) as copied:
            assert "Late" == copied.get(Person, "late").name

    def test_needs_the_directory_above(self, url: str, backup: str) -> None:
        """
        Only one directory is made.
        """
        with pytest.raises(NotAStore, match="does not exist"):
            back_up_store(url, f"{backup}/deeper")

    def test_of_no_store(self, backup: str, tmp_path: Path) -> None:
        """
        There is nothing to copy, and nothing is made.
        """
        with pytest.raises(NotAStore):
            back_up_store(f"{backup}-none", backup)

        assert [] == list(tmp_path.iterdir())

    def test_is_for_the_same_backend(self, url: str, tmp_path: Path) -> None:
        """
        Another backend does not keep documents as they are; that is a move, and `copy_store` does it.
        """
        other = f"sqlite:///{tmp_path / 'o.db'}" if url.startswith("json") else f"json:///{tmp_path / 'o'}"
        with pytest.raises(Unsupported) as caught:
            back_up_store(url, other)
        assert str(caught.value).startswith("a copy of a store is kept by the same backend, so that whatever")
        assert str(caught.value).endswith("move the record to another one with copy_store()")
        with pytest.raises(Unsupported, match="copy_store"):
            opened(url, upgrade=True, backup=other)

    @pytest.mark.parametrize("wrong", [7, Path("x"), b"json:///x"])
    def test_goes_to_a_url(self, url: str, wrong: Any) -> None:
        """
        P1: anything else is refused.
        """
        with pytest.raises(InvalidValue) as caught:
            back_up_store(url, wrong)
        assert "backup" == caught.value.path
        with pytest.raises(InvalidValue) as caught:
            opened(url, backup=wrong)
        assert "backup" == caught.value.path
        with pytest.raises(InvalidValue, match="url"):
            back_up_store(wrong, url)

    @forks
    @pytest.mark.parametrize("nth", range(3))
    def test_that_was_killed_is_made_again(
        self,
        url: str,
        backup: str,
        backend_name: str,
        nth: int,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        """
        A copy that is not whole is not at its place, and is no obstacle to the next one.
        """
        step, at = {
            "json": (
                ("mentorcore_json.copying._fill", 1),
                ("mentorcore_json.files.Files.create", 7),
                ("mentorcore_json.files.Files.sync_directories", 1),
            ),
            "sqlite": (
                ("mentorcore_sqlite.inspection.SQLiteInspection._copy", 1),
                ("mentorcore_sqlite.inspection._publish", 1),
                ("os.link", 1),
            ),
        }[backend_name][nth]

        def copy() -> None:
            monkeypatch.setattr(step, killing(pkgutil.resolve_name(step), at=at, after=False))
            back_up_store(url, backup)

        assert killed(copy)
        assert not (tmp_path / "backup").exists()
        assert (tmp_path / "backup.tmp").exists()

        back_up_store(url, backup)

        assert {"backup", "place"} == {path.name for path in tmp_path.iterdir()}
        with opened(backup) as copied:
            assert () == verify_store(copied)

    def test_that_fails_leaves_nothing(
        self, url: str, backup: str, backend_name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """
        Where there is no room, that is said, and what was begun is removed.
        """
        full = OSError(errno.ENOSPC, "no room")
        if backend_name == "json":
            monkeypatch.setattr(Files, "sync_files", _raising(full))
        else:
            monkeypatch.setattr("mentorcore_sqlite.inspection._sync", _raising(full))
        with pytest.raises(StorageFull) as caught:
            back_up_store(url, backup)

        assert str(tmp_path / "backup") in str(caught.value)
        assert caught.value.__cause__ is full
        assert ["place"] == [path.name for path in tmp_path.iterdir()]


def _raising(error: Exception) -> Any:
    def fail(*_: object) -> None:
        raise error

    return fail


class TestOneBackend:
    def test_json_leaves_alone_what_is_in_the_way(self, tmp_path: Path) -> None:
        """
        What stands where a copy is made, and is no copy that was interrupted, is refused and kept.
        """
        url = GOLDEN.copied("json", tmp_path)
        (tmp_path / "backup.tmp").mkdir()
        (tmp_path / "backup.tmp" / "letter.txt").write_text("Dear Ada")
        with pytest.raises(NotAStore, match="something else"):
            back_up_store(url, f"json:///{tmp_path / 'backup'}")

        assert "Dear Ada" == (tmp_path / "backup.tmp" / "letter.txt").read_text()

    def test_json_makes_no_copy_inside_the_store(self, tmp_path: Path) -> None:
        """
        It would be part of the next one.
        """
        url = GOLDEN.copied("json", tmp_path)
        with pytest.raises(NotAStore, match="inside the store"):
            back_up_store(url, f"{url}/backup")

    @pytest.mark.parametrize("where", ["person", "person/40", "person/40/ada.json"])
    def test_json_follows_no_link(self, tmp_path: Path, where: str) -> None:
        """
        A link in the store may lead to anything.
        """
        url = GOLDEN.copied("json", tmp_path)
        path = tmp_path / "golden" / "documents" / where
        path.rename(tmp_path / "elsewhere")
        path.symlink_to(tmp_path / "elsewhere")
        with pytest.raises(Corrupt, match="link"):
            back_up_store(url, f"json:///{tmp_path / 'backup'}")

        assert not (tmp_path / "backup").exists()

    def test_json_without_a_lock_file_gets_none(self, tmp_path: Path) -> None:
        """
        A folder that was copied without it is looked at all the same.
        """
        url = GOLDEN.copied("json", tmp_path)
        (tmp_path / "golden" / "lock").unlink()
        (tmp_path / "golden" / "documents" / ".DS_Store").write_text("")
        before = bytes_of(tmp_path)
        plan_upgrade(url, policy=Policy())
        assert before == bytes_of(tmp_path)

        back_up_store(url, f"json:///{tmp_path / 'backup'}")
        opened(f"json:///{tmp_path / 'backup'}").close()

    @pytest.mark.parametrize("ending", ["-wal", "-shm", "-journal"])
    def test_sqlite_minds_what_is_beside_it(self, tmp_path: Path, ending: str) -> None:
        """
        SQLite would take a log that lies there for that of the copy.
        """
        url = GOLDEN.copied("sqlite", tmp_path)
        (tmp_path / f"backup.db{ending}").write_bytes(b"")
        with pytest.raises(BackupExists):
            back_up_store(url, f"sqlite:///{tmp_path / 'backup.db'}")

    def test_sqlite_names_the_store_when_it_is_damaged(self, tmp_path: Path) -> None:
        """
        A page that cannot be read is the store's, not the copy's.
        """
        url = GOLDEN.copied("sqlite", tmp_path)
        path = tmp_path / "golden.db"
        data = bytearray(path.read_bytes())
        data[4096 * 9 : 4096 * 12] = b"\xff" * 4096 * 3
        path.write_bytes(data)
        with pytest.raises(Corrupt, match=r"golden\.db"):
            back_up_store(url, f"sqlite:///{tmp_path / 'backup.db'}")

        assert ["golden.db"] == sorted(p.name for p in tmp_path.iterdir() if "golden.db-" not in p.name)

    def test_sqlite_where_a_file_has_one_name_only(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """
        On a file system without second names the copy is renamed.
        """
        url = GOLDEN.copied("sqlite", tmp_path)
        monkeypatch.setattr(os, "link", _raising(OSError(errno.ENOTSUP, "no second names")))
        back_up_store(url, f"sqlite:///{tmp_path / 'backup.db'}")
        with opened(f"sqlite:///{tmp_path / 'backup.db'}") as copied:
            assert () == verify_store(copied)

    def test_sqlite_loses_a_race_for_the_place(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        What came to be at the place meanwhile stays.
        """
        url = GOLDEN.copied("sqlite", tmp_path)
        target = tmp_path / "backup.db"
        link = os.link

        def later(source: Path, name: Path) -> None:
            target.write_text("Dear Ada")
            link(source, name)

        monkeypatch.setattr(os, "link", later)
        with pytest.raises(BackupExists):
            back_up_store(url, f"sqlite:///{target}")

        assert "Dear Ada" == target.read_text()
        assert not Path(f"{target}.tmp").exists()

    @pytest.mark.parametrize(
        ("code", "expected"),
        [(errno.EPERM, BackupExists), (errno.EMLINK, BackupExists), (errno.EIO, Unavailable)],
        ids=["no second names", "too many", "a fault"],
    )
    def test_sqlite_renames_over_nothing(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, expected: type[StorageError]
    ) -> None:
        """
        So it does where the copy has to be renamed; and where a second name fails for another reason, nothing
        is renamed.
        """
        url = GOLDEN.copied("sqlite", tmp_path)
        target = tmp_path / "backup.db"

        def later(*_: Path) -> None:
            target.write_text("Dear Ada")
            raise OSError(code, "no")

        monkeypatch.setattr(os, "link", later)
        with pytest.raises(expected):
            back_up_store(url, f"sqlite:///{target}")

        assert "Dear Ada" == target.read_text()
        assert not Path(f"{target}.tmp").exists()

    def test_sqlite_of_somebody_else(self, tmp_path: Path) -> None:
        """
        A database without a store has nothing to be looked at.
        """
        path = tmp_path / "other.db"
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute("CREATE TABLE mine (value)")
        before = bytes_of(tmp_path)
        with pytest.raises(NotAStore, match="no store in this database"):
            plan_upgrade(f"sqlite:///{path}")

        assert before == bytes_of(tmp_path)


class TestNewer:
    """
    What a newer release made is refused, whatever is asked for, and not one byte of it is changed.
    """

    @pytest.fixture(params=["place", "layout"])
    def newer(self, request: pytest.FixtureRequest, url: str, backend_name: str, folder: Path) -> str:
        """
        A store that says at one level that it is newer.
        """
        if request.param == "layout":
            spoil(url, ABOUT, schema=FORMATS[STORE_KIND].schema + 1)
        elif backend_name == "json":
            marker = folder / "golden" / "mentorcore.json"
            marker.write_text(marker.read_text().replace('"format": 1', '"format": 2'))
        else:
            with closing(sqlite3.connect(folder / "golden.db")) as connection, connection:
                connection.execute("UPDATE mentorcore_schema SET number = 2")

        return url

    def test_store_is_left_alone(self, newer: str, folder: Path, backup: str, tmp_path: Path) -> None:
        """
        Neither opening nor upgrading nor planning touches it, and no copy is made.
        """
        before = bytes_of(folder)
        for call in (
            lambda: opened(newer),
            lambda: opened(newer, upgrade=True),
            lambda: opened(newer, upgrade=True, backup=backup),
            lambda: opened(newer, upgrade=True, policy=Policy(evidence=5)),
            lambda: plan_upgrade(newer),
        ):
            with pytest.raises(SchemaTooNew):
                call()

        assert before == bytes_of(folder)
        assert not (tmp_path / "backup").exists()

    def test_document_stops_an_upgrade(self, url: str, folder: Path) -> None:
        """
        A store into which a newer release has written one document is not upgraded, and stays readable.
        """
        spoil(url, Key("mentorship", "ended"), schema=FORMATS["mentorship"].schema + 1)
        before = bytes_of(folder)
        with pytest.raises(SchemaTooNew, match="mentorship/ended"):
            opened(url, policy=Policy(evidence=5), upgrade=True)

        assert before == bytes_of(folder)
        with opened(url) as store:
            with pytest.raises(SchemaTooNew, match="mentorship/ended"):
                store.get(Mentorship, "ended")
            assert "Ada Ōsei" == store.get(Person, "ada").name
            assert ["mentorship/ended"] == [problem.where for problem in verify_store(store)]

    def test_layout_is_not_taken_back(self, url: str, folder: Path) -> None:
        """
        A release that changes the layout gives the store's own document a new schema number; the one before
        then refuses the store, and does not bring it back to its own layout.
        """
        with later_release(kind=STORE_KIND):
            opened(url, upgrade=True).close()
        before = bytes_of(folder)
        with pytest.raises(SchemaTooNew):
            opened(url, upgrade=True)

        assert before == bytes_of(folder)


def test_a_store_that_was_begun_is_no_obstacle(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Where somebody was stopped before the store kept anything about itself, there is nothing to upgrade.
    """
    with inspect_backend(url) as inspection:
        monkeypatch.setattr(type(inspection), "load", lambda self, key: None)

        assert not plan_upgrade(url).needed
        assert plan_upgrade(url, policy=Policy(evidence=7)).possible
