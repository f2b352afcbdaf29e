"""
Where a store is, and whether one may be there.
"""

from __future__ import annotations

import errno
import os
import stat
from contextlib import closing
from pathlib import Path

import pytest

import mentorcore_sqlite
from mentorcore.errors import NotAStore, StorageError, Unavailable
from mentorcore_sqlite import location
from mentorcore_sqlite.inspection import inspect_sqlite
from tests.sqlite.samples import LAYOUT, book, files, new, opened


def refused(url: str, *, create: bool = True) -> StorageError:
    """
    Return how opening this is refused.
    """
    with pytest.raises(StorageError) as caught:
        mentorcore_sqlite.mentorcore_open(url, LAYOUT, create=create, upgrade=False)

    return caught.value


class TestUrl:
    def test_three_slashes_are_relative(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        A relative path starts at the working directory, and stays there when that changes.
        """
        monkeypatch.chdir(tmp_path)
        url = "sqlite:///mentoring.db"
        with closing(mentorcore_sqlite.mentorcore_open(url, LAYOUT, create=True, upgrade=False)) as backend:
            monkeypatch.chdir("/")
            backend.commit(new(book("a")))

        assert list(files(tmp_path)) == ["mentoring.db"]

    @pytest.mark.parametrize("scheme", ["sqlite", "sqlite+pysqlite"])
    def test_four_slashes_are_absolute(self, path: Path, scheme: str) -> None:
        """
        An absolute path is one, with or without the driver's name.
        """
        url = f"{scheme}:///{path}"
        mentorcore_sqlite.mentorcore_open(url, LAYOUT, create=True, upgrade=False).close()

        assert path.exists()

    @pytest.mark.parametrize(
        ("name", "file"),
        [
            ("Zoë & co (1).db", "Zoë & co (1).db"),
            ("100%25.db", "100%.db"),
            ("', x' -- DROP TABLE x", "', x' -- DROP TABLE x"),
            ("@work.db", "@work.db"),
        ],
    )
    def test_any_name_is_taken(self, tmp_path: Path, name: str, file: str) -> None:
        """
        What means something in SQL is part of the name, and what does in a URL can be written as there.
        """
        opened(tmp_path / name).close()

        assert list(files(tmp_path)) == [file]

    @pytest.mark.parametrize("url", ["sqlite://", "sqlite:///", "sqlite:///:memory:"])
    def test_memory_is_another_backend(self, url: str) -> None:
        """
        A database in memory is refused, with the name of what to use.
        """
        assert "or memory: for a store that lasts as long as the process" in str(refused(url))

    def test_options_are_refused_by_name(self, path: Path) -> None:
        """
        What stands behind a question mark is named, but not its value.
        """
        error = refused(f"sqlite:///{path}?mode=ro&key=hunter2")

        assert isinstance(error, NotAStore)
        assert "takes no options (key, mode)" in str(error)
        assert "hunter2" not in f"{error} {error!r}"

    @pytest.mark.parametrize("who", ["ada:hunter2@host", "ada:hunter2@", "ada:hun@ter2/@h", "host:5432"])
    def test_a_server_is_refused_without_the_password(self, who: str) -> None:
        """
        SQLite has no server; a password that was given is not repeated.
        """
        error = refused(f"sqlite://{who}/mentoring.db")

        assert isinstance(error, NotAStore)
        assert "has no user and no host; use sqlite:///relative.db" in str(error)
        assert "hun" not in f"{error} {error!r}"
        assert "ter2" not in f"{error} {error!r}"

    @pytest.mark.parametrize("url", ["sqlite+aiosqlite:///a.db", "sqlite+pysqlcipher://:hunter2@/a.db"])
    def test_another_driver_is_refused(self, url: str) -> None:
        """
        There is one driver.
        """
        error = refused(url)

        assert "this backend has no driver 'sqlite+" in str(error)
        assert "hunter2" not in f"{error} {error!r}"

    @pytest.mark.parametrize("url", ["sqlite", "sqlite:a.db", "sqlite://a:b:c/x", "sqlite://h:port/x"])
    def test_what_is_no_url_is_refused(self, url: str) -> None:
        """
        The error says what a URL looks like.
        """
        assert "it cannot be read as a URL; use sqlite:///relative.db" in str(refused(url))


class TestFile:
    @pytest.mark.parametrize("create", [True, False])
    @pytest.mark.parametrize("inside", ["missing/store.db", "file/store.db"])
    def test_the_directory_is_not_made(self, tmp_path: Path, inside: str, *, create: bool) -> None:
        """
        A store needs a directory that is there.
        """
        (tmp_path / "file").write_text("mine")
        error = refused(f"sqlite:///{tmp_path / inside}", create=create)

        assert isinstance(error, NotAStore)
        parent = (tmp_path / inside).parent
        problem = f"{parent} is no directory" if parent.exists() else f"make {parent} first"
        assert problem in str(error) or not create
        assert list(files(tmp_path)) == ["file"]

    def test_is_not_made_unasked(self, path: Path) -> None:
        """
        Without *create*, a missing store stays missing.
        """
        error = refused(f"sqlite:///{path}", create=False)

        assert isinstance(error, NotAStore)
        assert "there is no store, and create is false" in str(error)
        assert not path.exists()

    def test_an_empty_file_is_no_store(self, path: Path) -> None:
        """
        A file without a byte counts as absent: it is filled when asked, and otherwise left.
        """
        path.touch()

        assert "there is no store" in str(refused(f"sqlite:///{path}", create=False))
        assert path.read_bytes() == b""
        opened(path).close()
        assert path.read_bytes() != b""

    def test_a_directory_is_no_store(self, tmp_path: Path) -> None:
        """
        A directory is refused.
        """
        assert "it is not a file" in str(refused(f"sqlite:///{tmp_path}"))

    def test_a_pipe_is_not_waited_for(self, path: Path) -> None:
        """
        What is neither file nor directory is not even opened.
        """
        os.mkfifo(path)

        assert "it is not a file" in str(refused(f"sqlite:///{path}"))

    def test_a_link_to_nothing_is_unavailable(self, path: Path) -> None:
        """
        A symbolic link to nothing is not filled through.
        """
        path.symlink_to(path.with_name("elsewhere.db"))
        error = refused(f"sqlite:///{path}")

        assert isinstance(error, Unavailable)
        assert "it cannot be opened (SQLITE_CANTOPEN)" in str(error)
        assert not path.with_name("elsewhere.db").exists()

    def test_a_link_is_followed(self, path: Path) -> None:
        """
        A symbolic link to a store is that store.
        """
        opened(path).close()
        link = path.with_name("link.db")
        link.symlink_to(path)
        with closing(opened(link)) as backend:
            backend.commit(new(book("a")))
        with closing(opened(path)) as backend:
            assert backend.load(book("a").key) == book("a")

    @pytest.mark.parametrize("name", ["a\x00b", "\ud800.db"])
    def test_what_no_file_can_be_called_is_refused(self, tmp_path: Path, name: str) -> None:
        """
        A name that the operating system cannot have is refused, and can be shown.
        """
        error = refused(f"sqlite:///{tmp_path}/{name}")

        assert isinstance(error, NotAStore)
        assert "this cannot be the name of a file" in str(error)
        assert str(error).encode()

    def test_a_refusal_of_the_system_is_unavailable(
        self, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """
        What the operating system says is passed on, and is the cause.
        """

        def refuse(*_: object) -> None:
            raise PermissionError(errno.EACCES, "Permission denied")

        monkeypatch.setattr(location, "_touch", refuse)
        error = refused(f"sqlite:///{path}")

        assert isinstance(error, Unavailable)
        assert "Permission denied" in str(error)
        assert isinstance(error.__cause__, PermissionError)

    def test_a_refusal_is_told_to_whoever_looks(self, tmp_path: Path) -> None:
        """
        What the operating system refuses is `Unavailable` to somebody who only looks at a store as well.
        """
        with pytest.raises(Unavailable, match="name too long"):
            inspect_sqlite(f"sqlite:///{tmp_path / ('x' * 300)}")

    def test_another_process_may_be_faster(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        A file that appears while it is about to be made is used.
        """
        path.touch()
        monkeypatch.setattr(location, "_size", lambda _: None)
        opened(path).close()

        assert path.read_bytes() != b""


class TestPrivacy:
    @pytest.mark.parametrize("umask", [0, 0o022, 0o777])
    def test_belongs_to_its_owner(self, path: Path, umask: int) -> None:
        """
        Nobody else may read the file or one of its side files, whatever the umask.
        """
        before = os.umask(umask)
        try:
            with closing(opened(path)) as backend:
                backend.commit(new(book("a")))
                modes = {p.name: stat.S_IMODE(p.stat().st_mode) for p in path.parent.iterdir()}
        finally:
            os.umask(before)

        assert modes == dict.fromkeys(["store.db", "store.db-wal", "store.db-shm"], 0o600)

    def test_keeps_the_mode_of_an_existing_file(self, path: Path) -> None:
        """
        A mode that somebody chose is left, and the side files have it as well.
        """
        path.touch(0o640)
        path.chmod(0o640)
        with closing(opened(path)):
            modes = {stat.S_IMODE(p.stat().st_mode) for p in path.parent.iterdir()}

        assert modes == {0o640}
