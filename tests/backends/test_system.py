"""
What the operating system refuses, told with what helps.
"""

from __future__ import annotations

import errno
import os

import pytest

from mentorcore.backends import in_place_of
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
