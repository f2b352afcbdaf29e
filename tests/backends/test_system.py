"""
What the operating system refuses, told with what helps.
"""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from mentorcore.backends import in_place_of
from mentorcore.backends.system import unplaced
from mentorcore.errors import StorageFull, Unavailable


def refused(number: int, path: str = "/srv/team") -> OSError:
    return OSError(number, os.strerror(number), path)


class TestWhatIsRaised:
    @pytest.mark.parametrize(
        ("number", "remedy"),
        [
            (errno.EACCES, "let this user read and write there, or keep it where they may"),
            (errno.EPERM, "do it as its owner, or make this user the owner"),
            (errno.EROFS, "copy it to where it can be written, which reading takes as well"),
            (errno.ENAMETOOLONG, "give it a shorter name"),
            (errno.ENOTDIR, "name another place"),
            (errno.EISDIR, "name another place"),
            (errno.ELOOP, "name another place"),
            (errno.ENOLCK, "keep it on a file system that can do this, such as a local disk"),
            (errno.ENOSYS, "keep it on a file system that can do this, such as a local disk"),
            (errno.ENOTSUP, "keep it on a file system that can do this, such as a local disk"),
        ],
    )
    def test_says_what_helps_where_waiting_does_not(self, number: int, remedy: str) -> None:
        """
        What stays refused until somebody does something says what, and asks nobody for patience.
        """
        error = in_place_of(refused(number), "/srv/team")

        assert isinstance(error, Unavailable)
        assert (remedy, False) == (error.remedy, error.retryable)
        assert f"/srv/team: {os.strerror(number)}; {remedy}" == str(error)

    @pytest.mark.parametrize(
        "number", [errno.EIO, errno.EAGAIN, errno.EMFILE, errno.ENOMEM, errno.ETIMEDOUT, errno.ECONNREFUSED]
    )
    def test_asks_for_patience_where_that_helps(self, number: int) -> None:
        """
        What may be otherwise a moment later may be tried again.
        """
        error = in_place_of(refused(number), "/srv/team")

        assert isinstance(error, Unavailable)
        assert error.retryable
        assert f"/srv/team: {os.strerror(number)}; try again later" == str(error)

    @pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
    def test_tells_that_no_room_is_left(self, number: int) -> None:
        """
        A full disk, a quota and a largest size are the same trouble.
        """
        assert isinstance(in_place_of(refused(number), "/srv/team"), StorageFull)

    def test_takes_what_has_no_number(self) -> None:
        """
        An error that says nothing is told all the same.
        """
        assert "x: it cannot be reached; try again later" == str(in_place_of(OSError("secret"), "x"))

    def test_leaves_what_may_be_a_password_out_of_the_cause(self) -> None:
        """
        The error that becomes the cause is in somebody's log.
        """
        cause = refused(errno.EACCES, "/ada:hunter2@db/team")
        in_place_of(cause, "/srv/team")

        assert "hunter2" not in str(cause)


class TestWhereNothingCanBeMade:
    def test_a_directory_is_missing(self, tmp_path: Path) -> None:
        """
        What has to be made first is named.
        """
        told = unplaced(f"{tmp_path}/team/a/store.db")

        assert f"its directory does not exist; make {tmp_path}/team/a first" == told

    def test_a_file_is_in_the_way(self, tmp_path: Path) -> None:
        """
        No advice is given to make what is there already, as something else.
        """
        (tmp_path / "team").touch()

        for path in ("team/store.db", "team/a/store.db"):
            assert f"{tmp_path}/team is no directory; name another place" == unplaced(f"{tmp_path}/{path}")

    def test_a_link_leads_nowhere(self, tmp_path: Path) -> None:
        """
        A link to nothing is there as well, and no directory.
        """
        (tmp_path / "team").symlink_to("nowhere")

        assert f"{tmp_path}/team is no directory; name another place" == unplaced(f"{tmp_path}/team/store")

    def test_the_directory_takes_nothing(self, tmp_path: Path) -> None:
        """
        Some directories, such as /proc, exist and take nothing new.
        """
        assert "nothing can be made in its directory; name another place" == unplaced(f"{tmp_path}/store")

    def test_is_found_from_where_one_is(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        A relative path is told as a whole one.
        """
        monkeypatch.chdir(tmp_path)

        assert f"its directory does not exist; make {tmp_path}/team first" == unplaced("team/store")

    def test_can_always_be_shown(self, tmp_path: Path) -> None:
        """
        What may be a password is left out, and what is no text is escaped.
        """
        told = unplaced(f"{tmp_path}/ada:hunter2@team\udcff/store")

        assert told.encode()
        assert "hunter2" not in told
