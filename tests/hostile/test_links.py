"""
A store's directory with something else in place of what belongs there: a link, a pipe, a directory.

Nothing is followed, for reading or for writing, nothing outside is changed, and nobody waits for ever.
"""

from __future__ import annotations

import os
import shutil
import socket
import stat
from collections.abc import Callable
from contextlib import closing, nullcontext
from pathlib import Path

import pytest

from mentorcore import Person
from mentorcore.errors import AlreadyDone, Corrupt, StorageError, Unsupported
from mentorcore.storage.layout import LAYOUT
from mentorcore_json import JsonBackend
from tests.hostile.places import kept, not_blocked, untouched
from tests.hostile.stores import answered, attempt, changes, filled, opened, questions
from tests.model.examples import ADA, BEN


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """
    The directory of a sound store.
    """
    where = tmp_path_factory.mktemp("sound")
    filled("json", where)

    return where / "store"


@pytest.fixture
def store(sound: Path, tmp_path: Path) -> Path:
    """
    A copy of it, with an empty directory ``outside`` beside it.
    """
    (tmp_path / "outside").mkdir()

    return shutil.copytree(sound, tmp_path / "store")


@pytest.fixture
def outside(store: Path) -> Path:
    """
    The directory beside the store.
    """
    return store.parent / "outside"


def folder_of(store: Path, person: str) -> Path:
    """
    Return the directory that a person's document is in.
    """
    (found,) = store.glob(f"documents/person/*/{person}.json")

    return found.parent


def index_of(store: Path) -> Path:
    """
    Return the index.
    """
    (found,) = store.glob("index-*.sqlite")

    return found


FILES: dict[str, Callable[[Path], Path]] = {
    "marker": lambda store: store / "mentorcore.json",
    "journal": lambda store: store / "journal.jsonl",
    "redo log": lambda store: store / "redo.log",
    "lock": lambda store: store / "lock",
    "index": index_of,
    "document": lambda store: folder_of(store, ADA) / "ada.json",
}
"""Every kind of file in a store, of which there is one."""

BESIDE: dict[str, Callable[[Path], Path]] = {
    "unfinished marker": lambda store: store / "mentorcore.json.tmp",
    "unfinished redo log": lambda store: store / "redo.log.tmp",
    "unfinished document": lambda store: folder_of(store, ADA) / "ada.json.tmp",
    "unfinished index": lambda store: store / "index-2.sqlite.tmp",
    "next index": lambda store: store / "index-2.sqlite",
    "log of the index": lambda store: Path(f"{index_of(store)}-wal"),
    "memory of the index": lambda store: Path(f"{index_of(store)}-shm"),
    "journal of the index": lambda store: Path(f"{index_of(store)}-journal"),
}
"""Every name that is made and goes away again."""

FOLDERS: dict[str, Callable[[Path], Path]] = {
    "documents": lambda store: store / "documents",
    "people": lambda store: store / "documents" / "person",
    "people of a folder": lambda store: folder_of(store, ADA),
}
"""Every directory below a store."""

NAMED: dict[str, Callable[[Path], Path]] = {**FILES, **BESIDE, **FOLDERS}


def replaced(path: Path, outside: Path) -> Path:
    """
    Move what is there outside, or make a file there, and put a link in its place; return where it is now.
    """
    moved = outside / path.name
    if path.exists():
        path.rename(moved)
    else:
        moved.write_text("Dear Ada")
    path.symlink_to(moved)

    return moved


class TestLinks:
    @pytest.mark.parametrize("name", NAMED)
    def test_nothing_outside_is_touched(self, store: Path, outside: Path, name: str) -> None:
        """
        Whatever is a link, to something that would do or to something else, what it leads to stays as it is.
        """
        replaced(NAMED[name](store), outside)

        with untouched(outside), not_blocked():
            attempt(f"json:///{store}")

    @pytest.mark.parametrize("name", FILES)
    def test_a_link_that_leads_nowhere_makes_no_file(self, store: Path, outside: Path, name: str) -> None:
        """
        Nor is anything made where it leads to.
        """
        replaced(FILES[name](store), outside).unlink()

        with untouched(outside), not_blocked():
            attempt(f"json:///{store}")

    @pytest.mark.parametrize("name", FOLDERS)
    def test_a_linked_directory_is_not_read(self, store: Path, outside: Path, name: str) -> None:
        """
        A document behind a link is damaged, although it would be sound, and so is a change to it.
        """
        replaced(FOLDERS[name](store), outside)

        with pytest.raises(Corrupt, match=r"/[a-z]+ is damaged: its directory is missing or a link"):
            with opened(f"json:///{store}") as found:
                found.get(Person, ADA)

    @pytest.mark.parametrize("name", FOLDERS)
    def test_nothing_in_a_linked_directory_is_removed(self, store: Path, outside: Path, name: str) -> None:
        """
        Scrubbing removes what belongs to no document, and not from elsewhere.
        """
        moved = replaced(FOLDERS[name](store), outside)
        inside = {"documents": moved / "person" / "01", "people": moved / "01"}.get(name, moved)
        inside.mkdir(exist_ok=True)
        (inside / "letter.json").write_text("Dear Ada")

        backend = JsonBackend.open(str(store), LAYOUT, create=False, upgrade=False)
        with closing(backend), untouched(outside):
            if name == "people of a folder":
                backend.scrub()
            else:
                with pytest.raises(Corrupt, match="a link"):
                    backend.scrub()

    def test_a_linked_document_is_named_and_the_rest_is_read(self, store: Path, outside: Path) -> None:
        """
        Only what is behind a link is lost.
        """
        replaced(FILES["document"](store), outside)

        with opened(f"json:///{store}") as found:
            with pytest.raises(Corrupt, match="person/ada is damaged: its file is a link or no plain file"):
                found.get(Person, ADA)
            assert "Ben" == found.get(Person, BEN).name

    @pytest.mark.parametrize("name", ["marker", "journal", "redo log", "lock"])
    def test_a_linked_file_of_the_store_is_named(self, store: Path, outside: Path, name: str) -> None:
        """
        A store with a link in place of what it needs is damaged, and the message says what.
        """
        path = FILES[name](store)
        replaced(path, outside)
        refusals = attempt(f"json:///{store}")

        assert refusals
        assert all(isinstance(error, Corrupt) for error in refusals)
        assert path.name in str(refusals[0])

    def test_a_linked_index_is_made_anew(self, store: Path, outside: Path) -> None:
        """
        The index is disposable: the link is removed, and a new one made from what is kept.
        """
        replaced(index_of(store), outside)

        with untouched(outside):
            assert [] == attempt(f"json:///{store}")
        assert not index_of(store).is_symlink()

    @pytest.mark.parametrize("suffix", ["-wal", "-shm", "-journal"])
    def test_so_is_one_with_a_link_beside_it(self, store: Path, outside: Path, suffix: str) -> None:
        """
        SQLite would find its side files there.
        """
        replaced(Path(f"{index_of(store)}{suffix}"), outside)

        with untouched(outside):
            assert [] == attempt(f"json:///{store}")


class TestSecondNames:
    def test_a_document_is_not_changed_under_another_name(self, store: Path, outside: Path) -> None:
        """
        A hard link to a document keeps what it had: documents are replaced, never written over.
        """
        path = FILES["document"](store)
        os.link(path, outside / "ada.json")

        with untouched(outside):
            assert [] == attempt(f"json:///{store}")
        assert path.read_bytes() != (outside / "ada.json").read_bytes()

    @pytest.mark.parametrize("name", ["journal", "redo log", "lock"])
    @pytest.mark.parametrize("when", ["closed", "open"])
    def test_a_file_that_is_written_to_has_one_name(
        self, store: Path, outside: Path, name: str, when: str
    ) -> None:
        """
        What is changed in place would be changed under the other name as well: nothing is committed until
        that is gone, and the message says how a copy is made.
        """
        path = FILES[name](store)
        if when == "closed":
            os.link(path, outside / "snapshot")
        with untouched(outside) if when == "closed" else nullcontext():
            with pytest.raises(Unsupported, match=r"has a second name.* with mentorcore copy or cp -a"):
                with opened(f"json:///{store}") as found:
                    if when == "open":
                        os.link(path, outside / "snapshot")
                    changes(found)[0]()

        (outside / "snapshot").unlink()
        assert [] == attempt(f"json:///{store}")

    def test_a_store_is_read_while_a_snapshot_shares_its_files(self, store: Path, outside: Path) -> None:
        """
        Only what would change the snapshot is refused.
        """
        with opened(f"json:///{store}") as found:
            for path in FILES.values():
                if not path(store).name.startswith("index"):
                    os.link(path(store), outside / path(store).name)
            with untouched(outside):
                assert [] == answered(questions(found))
                assert {Unsupported} == set(map(type, answered(changes(found))))

    @pytest.mark.parametrize(
        "name", ["index", "log of the index", "memory of the index", "journal of the index"]
    )
    def test_the_index_is_made_anew_instead(self, store: Path, outside: Path, name: str) -> None:
        """
        What is disposable leaves its other name to whoever has that.
        """
        (outside / "letter").write_text("Dear Ada")
        path = NAMED[name](store)
        if path.exists():
            os.link(path, outside / path.name)
        else:
            os.link(outside / "letter", path)

        with untouched(outside):
            assert [] == attempt(f"json:///{store}")

    def test_also_while_the_store_is_open(self, store: Path, outside: Path) -> None:
        """
        So it is when somebody gives the index a second name after it was opened.
        """
        with opened(f"json:///{store}") as found:
            os.link(index_of(store), outside / "index")
            with untouched(outside):
                assert [] == answered(changes(found))

    @pytest.mark.parametrize(
        "name", ["unfinished marker", "unfinished redo log", "unfinished document", "unfinished index"]
    )
    def test_what_has_the_name_of_something_unfinished_is_not_emptied(
        self, store: Path, outside: Path, name: str
    ) -> None:
        """
        A hard link where a file is about to be made loses its name in the store, and not its content.
        """
        (outside / "letter").write_text("Dear Ada")
        os.link(outside / "letter", BESIDE[name](store))

        with untouched(outside):
            assert [] == attempt(f"json:///{store}")


class TestWhileOpen:
    @pytest.mark.parametrize("name", FOLDERS)
    def test_a_directory_that_becomes_a_link_is_not_written_to(
        self, store: Path, outside: Path, name: str
    ) -> None:
        """
        A directory that was sound when the store was opened is looked at again for every document that goes
        into it. What is committed is kept, and told by whoever asks for it; the next commit is refused.
        """
        path = FOLDERS[name](store)
        with opened(f"json:///{store}") as found:
            changes(found)[0]()
            moved = replaced(path, outside)
            with untouched(outside):
                changes(found)[1]()
                refusals = answered(changes(found))
            assert refusals
            assert {Corrupt} <= set(map(type, refusals)) <= {Corrupt, AlreadyDone}
        path.unlink()
        moved.rename(path)
        with opened(f"json:///{store}") as found:
            assert "Engineer" == found.get(Person, ADA).profile.title
            assert "Dee" == found.get(Person, "dee").name


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _directory(path: Path) -> None:
    path.mkdir()


def _socket(path: Path) -> None:
    short = Path(os.path.relpath(path))  # the name of a socket is short
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(str(short))


def _zeros(path: Path) -> None:
    path.symlink_to("/dev/zero")


OTHERS = (_pipe, _directory, _socket, _zeros)
"""What is no file."""


@pytest.fixture
def nearby(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    The working directory is the one that holds the store.
    """
    monkeypatch.chdir(tmp_path)


@pytest.mark.usefixtures("nearby")
class TestOtherThanFiles:
    @pytest.mark.parametrize("make", OTHERS)
    @pytest.mark.parametrize("name", [*FILES, *BESIDE])
    def test_is_refused_or_replaced(self, store: Path, name: str, make: Callable[[Path], None]) -> None:
        """
        Something that is no file is refused, or replaced where it is disposable; nobody waits for it.
        """
        path = NAMED[name](store)
        path.unlink(missing_ok=True)
        make(path)

        with not_blocked():
            refusals = attempt(f"json:///{store}")
        if name in FILES and name != "index":
            assert refusals
            assert {Corrupt} == set(map(type, refusals))

    @pytest.mark.parametrize("make", OTHERS)
    def test_a_document_that_is_no_file_is_named(self, store: Path, make: Callable[[Path], None]) -> None:
        """
        The message names the document, and the others are read.
        """
        path = FILES["document"](store)
        path.unlink()
        make(path)

        with not_blocked(), opened(f"json:///{store}") as found:
            with pytest.raises(Corrupt) as caught:
                found.get(Person, ADA)
            assert "Ben" == found.get(Person, BEN).name
        assert "person/ada" == caught.value.where

    @pytest.mark.parametrize("make", [_pipe, _socket, _zeros])
    @pytest.mark.parametrize("name", FOLDERS)
    def test_a_directory_that_is_none_is_refused(
        self, store: Path, name: str, make: Callable[[Path], None]
    ) -> None:
        """
        So is what stands in place of a directory.
        """
        path = FOLDERS[name](store)
        shutil.rmtree(path)
        make(path)

        with not_blocked():
            refusals = attempt(f"json:///{store}")
        assert refusals
        assert {Corrupt} == set(map(type, refusals))

    @pytest.mark.parametrize("make", [_pipe, _socket])
    def test_the_store_itself_is_no_directory(self, tmp_path: Path, make: Callable[[Path], None]) -> None:
        """
        A URL that names a pipe or a socket names no store.
        """
        make(tmp_path / "store")

        with not_blocked(), pytest.raises(StorageError, match="it is a file, not a directory"):
            with opened(f"json:///{tmp_path}/store"):
                pass


def test_a_link_to_the_whole_store_is_that_store(store: Path) -> None:
    """
    What the caller names is the caller's choice: only what is inside is never a link.
    """
    (store.parent / "link").symlink_to(store)

    assert [] == attempt(f"json:///{store.parent}/link")
    assert stat.S_ISLNK((store.parent / "link").lstat().st_mode)
    assert kept(store)
