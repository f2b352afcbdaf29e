"""
What is shown of a store's path, and of the errors that a backend meets.
"""

from __future__ import annotations

import pytest

from mentorcore.backends import shown_path, without_paths


class TestShownPath:
    @pytest.mark.parametrize(
        ("path", "shown"),
        [
            ("/srv/mentoring.db", "/srv/mentoring.db"),
            ("/srv/Zoë (1)/a b.db", "/srv/Zoë (1)/a b.db"),
            ("", ""),
            ("/ada:hunter2@host/x.db", "/***@host/x.db"),
            ("ada:hunter2@host", "***@host"),
            ("/srv/ada:hun/ter2@host/x.db", "/***@host/x.db"),
            ("//ada:hun@ter2@host/x.db", "//***@host/x.db"),
            ("/srv/@work/x.db", "/***@work/x.db"),
            ("@", "***@"),
        ],
    )
    def test_hides_what_stands_before_the_last_at_sign(self, path: str, shown: str) -> None:
        """
        There a user and a password may stand; any other path is shown as it is.
        """
        assert shown == shown_path(path)


class TestWithoutPaths:
    def test_hides_it_in_every_error_that_one_comes_from(self) -> None:
        """
        Errors of the operating system repeat the paths that they were given; what else they say stays.
        """
        cause = OSError(2, "No such file", "/ada:hunter2@host/x", None, "/ada:hunter2@host/y")
        context = OSError(2, "No such file", b"/ada:hunter2@host/z")
        error = ValueError("it is away")
        error.__cause__, cause.__context__ = cause, context

        assert error is without_paths(error)
        assert "[Errno 2] No such file: '/***@host/x' -> '/***@host/y'" == str(cause)
        assert "[Errno 2] No such file: '/***@host/z'" == str(context)
        assert "it is away" == str(error)

    def test_leaves_an_error_without_paths_alone(self) -> None:
        """
        Not every error has one.
        """
        assert "[Errno 28] full" == str(without_paths(OSError(28, "full")))
        assert "[Errno 28] full: 3" == str(without_paths(OSError(28, "full", 3)))
