"""
Files are private to their owner, at every moment and whatever the umask.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from mentorcore import Mentorship, Person, Policy, Store, open_store, recommendation_letter
from mentorcore.backends import inspect_backend
from mentorcore.storage.layout import LAYOUT
from mentorcore_sqlite.opening import open_sqlite
from tests.model.examples import ADA, BEN, NOW
from tests.trust.checks import Kept
from tests.trust.everything import WHEN, Everything
from tests.trust.keeping import LATER, clock, keep
from tests.trust.modes import Modes, looking, watched
from tests.trust.troubles import OPENED


pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="files have no modes there")

UMASKS = [0o000, 0o022, 0o077]


@contextmanager
def masked(umask: int) -> Iterator[None]:
    """
    Take these permissions from every new file in the block.
    """
    before = os.umask(umask)
    try:
        yield
    finally:
        os.umask(before)


def mode(path: Path) -> int:
    """
    Return the permissions of a file.
    """
    return stat.S_IMODE(path.stat().st_mode)


def a_life(url: str, copy_to: str) -> None:
    """
    Make a store, keep people in it, scrub it, open it with another policy, and make a backup.
    """
    with open_store(url, clock=clock) as store:
        with store.transaction(token="once") as tx:
            for person in Everything().people():
                tx.add(person)
        with open_store(url, clock=clock) as again:
            assert again.get(Person, ADA).name
        store.backend.scrub()
    with open_store(url, clock=clock, policy=Policy(evidence=2), upgrade=True) as store:
        with store.transaction() as tx:
            tx.get(Person, BEN).lift_hold(at=LATER)
    with inspect_backend(url) as inspection:
        inspection.back_up(copy_to)
    with open_store(copy_to, clock=clock) as copied:
        assert copied.get(Person, BEN).version


class TestStores:
    @pytest.mark.parametrize("umask", UMASKS)
    @pytest.mark.parametrize("scheme", OPENED)
    def test_are_never_open_to_anybody_else(self, scheme: str, umask: int, tmp_path: Path) -> None:
        """
        From the first moment of each file to its last, documents, journals, logs, locks, indexes, side files,
        temporaries and backups are 0600, and their directories 0700.
        """
        (tmp_path / "copy").mkdir(0o700)
        with masked(umask), watched(tmp_path) as modes:
            a_life(OPENED[scheme](tmp_path), OPENED[scheme](tmp_path / "copy"))

        assert {} == modes.wider
        assert 100 < modes.looks
        assert any(name in path for path in modes.seen for name in (".tmp", "-wal"))

    @pytest.mark.parametrize("umask", UMASKS)
    def test_sqlite_is_private_in_the_midst_of_a_statement(self, umask: int, tmp_path: Path) -> None:
        """
        So are the files without a name that a large VACUUM makes, which are gone when the statement ends.
        """
        modes, path = Modes(tmp_path), tmp_path / "store.db"
        with masked(umask):
            connection = looking(modes, 200)
            backend = open_sqlite(
                f"sqlite:///{path}", LAYOUT, create=True, upgrade=False, connection=connection
            )
            with Store(backend, clock=clock) as store:
                _large(store)
                with closing(connection(path)) as apart:
                    apart.execute("PRAGMA temp_store = FILE")
                    apart.execute("VACUUM")

        assert {} == modes.wider
        assert {"store.db", "store.db-wal", "store.db-shm"} <= set(modes.seen)
        assert "a file without a name" in modes.seen or not Path("/proc/self/fd").is_dir()

    @pytest.mark.parametrize("umask", UMASKS)
    def test_json_keeps_the_mode_of_a_directory_that_is_there(self, umask: int, tmp_path: Path) -> None:
        """
        A directory that somebody else made stays as they made it; what is in it is private all the same.
        """
        root = tmp_path / "store"
        root.mkdir()
        root.chmod(0o755)
        with masked(umask), watched(root) as modes, open_store(f"json:///{root}", clock=clock) as store:
            with store.transaction() as tx:
                tx.add(Person.register(id=ADA, name="Ada Osei", at=NOW))

        assert 0o755 == mode(root)
        assert {} == modes.wider
        assert 0o700 == mode(root / "documents")

    @pytest.mark.parametrize("umask", UMASKS)
    def test_sqlite_keeps_the_mode_of_a_file_that_is_there(self, umask: int, tmp_path: Path) -> None:
        """
        A group that somebody gave access has it to the side files too, without which it could read nothing; a
        backup is its owner's alone.
        """
        path = tmp_path / "store.db"
        path.touch()
        path.chmod(0o640)
        with masked(umask):
            with open_store(f"sqlite:///{path}", clock=clock) as store:
                with store.transaction() as tx:
                    tx.add(Person.register(id=ADA, name="Ada Osei", at=NOW))
                found = {file.name: mode(file) for file in tmp_path.iterdir()}
            with inspect_backend(f"sqlite:///{path}") as inspection:
                inspection.back_up(f"sqlite:///{tmp_path}/copy.db")

        assert dict.fromkeys(["store.db", "store.db-wal", "store.db-shm"], 0o640) == found
        assert 0o600 == mode(tmp_path / "copy.db")

    def test_a_mode_that_is_too_wide_is_seen(self, tmp_path: Path) -> None:
        """
        The watch sees a file that is readable for a moment only.
        """
        with watched(tmp_path) as modes:
            os.close(os.open(tmp_path / "open", os.O_CREAT | os.O_WRONLY, 0o644))
            (tmp_path / "open").chmod(0o600)

        assert ["open"] == list(modes.wider)


def _large(store: Store) -> None:
    everything = Everything()
    keep(store, everything)
    with store.transaction() as tx:
        m = tx.get(Mentorship, "ada-and-ben")
        for _ in range(200):
            m.feedback.give(by=ADA, at=WHEN, about=m.id, text="All is well. " * 1500)


class TestDocuments:
    @pytest.mark.parametrize("umask", UMASKS)
    @pytest.mark.parametrize("ending", ["docx", "pdf"])
    def test_are_their_owners_alone(self, ending: str, umask: int, tmp_path: Path) -> None:
        """
        A letter is personal data: a new file is 0600, and was never anything else.
        """
        write = _letter(ending)
        with masked(umask), watched(tmp_path) as modes:
            write(tmp_path / f"letter.{ending}")

        assert 0o600 == mode(tmp_path / f"letter.{ending}")
        assert {"directory 0700"} == _folders(modes)
        assert {"file 0600"} == modes.seen[f"letter.{ending}"]

    @pytest.mark.parametrize("ending", ["docx", "pdf"])
    def test_keep_the_mode_of_a_file_that_is_there(self, ending: str, tmp_path: Path) -> None:
        """
        Whoever could read the file before can read the new one.
        """
        path = tmp_path / f"letter.{ending}"
        path.touch()
        path.chmod(0o644)
        _letter(ending)(path)

        assert 0o644 == mode(path)
        assert 1000 < path.stat().st_size


def _letter(ending: str) -> Callable[[Path], None]:
    kept = Kept.anew()
    mentor, mentee, _ = kept.people
    letter = recommendation_letter(kept.mentorship, mentor=mentor, mentee=mentee, at=LATER)

    return letter.to_docx if ending == "docx" else letter.to_pdf


def _folders(modes: Modes) -> set[str]:
    return {mode for found in modes.seen.values() for mode in found if mode.startswith("directory")}
