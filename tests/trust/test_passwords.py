"""
A password in a URL is never printed, wherever it stands and whoever's plugin it is for.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mentorcore import open_store
from mentorcore.backends import Backend, Layout, hookimpl, redacted, register_plugin, without_text
from mentorcore.backends import registry as plugins
from mentorcore.backends.memory import MemoryBackend
from mentorcore.backends.redaction import repeats_secret
from mentorcore.errors import (
    MentorcoreError,
    NotAStore,
    PluginLoadFailed,
    Unavailable,
    UnknownScheme,
)
from tests.trust.leaks import logged, raised


SECRET = "pqx"
"""Part of every password here, and of nothing else."""

PASSWORDS = [
    "pqx1",
    "pqx1@pqx2",
    "pqx1:pqx2",
    "pqx1/pqx2",
    "pqx1@pqx2:pqx3/pqx4",
    "pqx1?pqx2#pqx3",
    "pqx1&pqx2;pqx3",
    "1&pqx=2",
    "pqx1 pqx2",
    "pqx1\npqx2",
    "pqx1%40pqx2%3Apqx3%2Fpqx4",
    "%70qx1",
    "päx-pqx1-\U0001f512",
]

PLACES = [
    "{scheme}://ada:{password}@host/path",
    "{scheme}://ada:{password}@host:5432/path?sslmode=require",
    "{scheme}://:{password}@host",
    "{scheme}://{password}@host/path",
    "{scheme}://ada:{password}@",
    "{scheme}://ada:{password}",
    "{scheme}://host/path?password={password}",
    "{scheme}://host/path?sslmode=require&sslpassword={password}",
    "{scheme}://host/path?token={password}#x",
    "{scheme}://host/path;password={password}",
    "{scheme}:///path?api_key={password}",
    "{scheme}:ada:{password}@host",
    "{scheme}:host=localhost password={password}",
    "{scheme}+driver://ada:{password}@host/path",
]

URLS = [(place, password) for place in PLACES for password in PASSWORDS]

REPEATED = [
    (place, password)
    for place, password in URLS
    if "://" in place and "@" in place and password.isprintable()
]
"""Where a password is one by the grammar of URLs, and no control character makes the URL none."""


def shown(error: BaseException) -> list[str]:
    """
    Return every text of an error, and of those that it comes from, that holds a part of a password.
    """
    return [surface.name for surface in raised("the error", error) if SECRET in surface.text]


@contextmanager
def plugin(open_: Callable[[str], Backend]) -> Iterator[str]:
    """
    Install a plugin of somebody else's for the block, and give its scheme.
    """

    class Plugin:
        @hookimpl
        def mentorcore_open(self, url: str, layout: Layout, create: bool, upgrade: bool) -> Backend:
            return open_(url)

    before = dict(plugins._applications_own)
    register_plugin("theirs", Plugin())
    try:
        yield "theirs"
    finally:
        plugins._applications_own.clear()
        plugins._applications_own.update(before)


class TestOwnBackends:
    @pytest.mark.parametrize("scheme", ["sqlite", "json", "memory", "postgres"])
    def test_never_print_a_password(
        self, scheme: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """
        Whatever is wrong with a URL is said without what may be a password.
        """
        monkeypatch.chdir(tmp_path)
        refused = 0
        urls = URLS if scheme == "sqlite" else URLS[::5]
        with logged() as found:
            for place, password in urls:
                with pytest.raises(MentorcoreError) as caught:
                    open_store(place.format(scheme=scheme, password=password))
                refused += 1
                assert [] == shown(caught.value), place.format(scheme=scheme, password=password)

        assert len(urls) == refused
        assert [] == [surface for surface in found if SECRET in surface.text]
        assert [] == list(tmp_path.iterdir())

    @pytest.mark.parametrize("password", PASSWORDS)
    def test_a_url_without_a_scheme_is_not_printed(self, password: str) -> None:
        """
        What has no scheme may be nothing but a password.
        """
        for url in (password, f"//ada:{password}@host", f"://{password}"):
            with pytest.raises(UnknownScheme) as caught:
                open_store(url.replace(":", "_") if url == password else url)

            assert [] == shown(caught.value)


class TestPluginsOfOthers:
    @pytest.mark.parametrize("error", [ValueError, ImportError, OSError, KeyError])
    @pytest.mark.parametrize(("place", "password"), REPEATED)
    def test_an_error_that_repeats_a_password_is_left_out(
        self, error: type[Exception], place: str, password: str
    ) -> None:
        """
        It is said that it was left out, and what it was; neither it nor what it came from hangs on the error.
        """

        def open_(url: str) -> Backend:
            raise error(f"cannot connect to {url}") from ValueError(password)

        with plugin(open_) as scheme, pytest.raises(PluginLoadFailed) as caught:
            open_store(place.format(scheme=scheme, password=password))

        assert [] == shown(caught.value)
        assert f"raised {error.__name__}, whose text repeats what is secret in the URL" in str(caught.value)
        assert caught.value.__cause__ is None

    def test_an_error_of_mentorcores_that_repeats_a_password_is_left_out(self) -> None:
        """
        A plugin that names the place with its password is told so by its users.
        """

        def open_(url: str) -> Backend:
            raise NotAStore(url)

        with plugin(open_) as scheme, pytest.raises(PluginLoadFailed) as caught:
            open_store(f"{scheme}://ada:{SECRET}1@host/path")

        assert [] == shown(caught.value)
        assert "raised NotAStore, whose text repeats" in str(caught.value)

    def test_a_password_that_was_decoded_is_recognised(self) -> None:
        """
        A driver prints what it understood, not what the URL says.
        """

        def open_(url: str) -> Backend:
            raise ValueError(f"password '{SECRET}@1' was refused")

        with plugin(open_) as scheme, pytest.raises(PluginLoadFailed) as caught:
            open_store(f"{scheme}://ada:{SECRET}%401@host/path")

        assert [] == shown(caught.value)

    @pytest.mark.parametrize("parameter", ["password", "sslpassword", "TOKEN", "api_key", "client%5Fsecret"])
    def test_a_secret_parameter_is_recognised(self, parameter: str) -> None:
        """
        A parameter whose name says that it is secret counts as a password.
        """

        def open_(url: str) -> Backend:
            raise ValueError(f"{SECRET} 1")

        with plugin(open_) as scheme, pytest.raises(PluginLoadFailed) as caught:
            open_store(f"{scheme}://host/path?mode=ro&{parameter}={SECRET}+1")

        assert [] == shown(caught.value)

    def test_an_error_that_redacts_the_url_stays_as_it_is(self) -> None:
        """
        `redacted` gives a plugin what it may show, and its error reaches the caller.
        """

        def open_(url: str) -> Backend:
            raise Unavailable(redacted(url), "the server does not answer")

        with plugin(open_) as scheme, pytest.raises(Unavailable) as caught:
            open_store(f"{scheme}://ada:{SECRET}1@host:5432/path?sslmode=require")

        assert "theirs://***@host:5432/path?***: the server does not answer" in str(caught.value)
        assert [] == shown(caught.value)

    def test_an_error_without_a_password_keeps_its_cause(self) -> None:
        """
        What repeats nothing secret is passed on whole, however short the password or common the parameter.
        """
        cause = ValueError("port 5432 is not open to read-only postgres users")

        def open_(url: str) -> Backend:
            raise cause

        with plugin(open_) as scheme, pytest.raises(PluginLoadFailed) as caught:
            open_store(f"{scheme}://u:p@host:5432/path?mode=ro")

        assert cause is caught.value.__cause__

    def test_a_place_with_an_at_sign_is_no_password(self) -> None:
        """
        A path may hold an @, and the error about it stays what it is.
        """

        def open_(url: str) -> Backend:
            raise NotAStore("/srv/ada@home/team")

        with plugin(open_) as scheme, pytest.raises(NotAStore):
            open_store(f"{scheme}:////srv/ada@home/team")

    def test_a_store_does_not_print_its_url(self) -> None:
        """
        A store that is open says what it is kept on, and not where.
        """
        with plugin(lambda _: MemoryBackend()) as scheme:
            with logged() as found, open_store(f"{scheme}://ada:{SECRET}1@host/path") as store:
                print(store, repr(store), vars(store))  # noqa: T201 - so that it is found

        assert [] == [surface for surface in found if SECRET in surface.text]


class TestRedacted:
    @pytest.mark.parametrize(
        ("url", "told"),
        [
            ("sqlite:///mentoring.db", "sqlite:///mentoring.db"),
            ("sqlite:////srv/mentoring.db", "sqlite:////srv/mentoring.db"),
            ("sqlite:///C:/data/mentoring.db", "sqlite:///C:/data/mentoring.db"),
            ("json:///my%20team", "json:///my%20team"),
            ("memory:", "memory:"),
            ("pg://host", "pg://host"),
            ("pg+driver://host:5432/a/b", "pg+driver://host:5432/a/b"),
            ("pg://[::1]:5432/a", "pg://[::1]:5432/a"),
            ("mongo://a:1,b:2/x", "mongo://a:1,b:2/x"),
            ("pg://ada:pqx@host/a", "pg://***@host/a"),
            ("pg://ada@host/a", "pg://***@host/a"),
            ("pg://host/a?b=c", "pg://host/a?***"),
            ("pg://host?b=c", "pg://host?***"),
            ("pg://host/a#b", "pg://host/a#***"),
            ("pg://host/a;b=c", "pg://host/a;***"),
            ("pg://host/a?b=c@d", "pg://***@d"),
            ("pg://ada:pqx", "pg://***"),
            ("pg:///ada:pqx@host/a", "pg:///***@host/a"),
            ("pg:///ada:pqx", "pg:///ada***"),
            ("jdbc:thin:ada/pqx@//host/a", "jdbc:***@//host/a"),
            ("memory:pqx", "memory:***"),
            ("json:///a b", "json:///a***"),
            ("json:///a\nb", "json:///a***"),
            ("pqx", "***"),
            ("", "***"),
            (":", "***"),
            (None, "***"),
            (b"pg://ada:pqx@host", "***"),
            ("pg://host/" + "a" * 1000, "pg://host/" + "a" * 190),
        ],
    )
    def test_shows_what_cannot_hold_a_password(self, url: object, told: str) -> None:
        """
        That is the scheme, the host, the port and the path.
        """
        assert told == redacted(url)

    @given(st.sampled_from(PLACES), st.text(max_size=12), st.text(max_size=12))
    def test_shows_nothing_of_any_password(self, place: str, before: str, behind: str) -> None:
        """
        Whatever characters surround it, wherever it stands.
        """
        # Without a host, digits and a slash are a port and a path, and nobody can tell.
        assume(not before[:1].isdigit() or "@" in place)

        assert SECRET not in redacted(place.format(scheme="pg", password=f"{before}{SECRET}{behind}"))

    @given(st.text())
    def test_takes_any_text(self, text: str) -> None:
        """
        It shows one printable line of at most 200 characters, whatever it is given.
        """
        shown_ = redacted(text)

        assert shown_.isprintable()
        assert len(shown_) <= 200


class TestRepeatsSecret:
    @pytest.mark.parametrize(
        ("text", "repeats"),
        [
            ("cannot connect to pg://ada:pqx@host", True),
            ("user ada:pqx", True),
            ("(pqx)", True),
            ("pqx", True),
            ("pqxy", False),
            ("ada", False),
            ("host", False),
        ],
    )
    def test_looks_for_the_password_as_a_word(self, text: str, repeats: bool) -> None:
        """
        A part of another word is none.
        """
        assert repeats is repeats_secret(ValueError(text), "pg://ada:pqx@host/a")

    def test_looks_behind_the_error(self) -> None:
        """
        What it came from, what it was met with, its notes and those of its group count as well.
        """
        url = "pg://ada:pqx@host/a"
        cause, context, noted = ValueError("a"), ValueError("b"), ValueError("c")
        cause.__cause__ = KeyError("pqx")
        context.__context__ = KeyError("pqx")
        noted.add_note("pqx")

        for error in (cause, context, noted, ExceptionGroup("d", [ValueError("pqx")])):
            assert repeats_secret(error, url), repr(error)

    def test_goes_round_in_no_circle(self) -> None:
        """
        Two errors can be each other's cause.
        """
        one, other = ValueError("a"), ValueError("b")
        one.__cause__, other.__cause__ = other, one

        assert not repeats_secret(one, "pg://ada:pqx@host/a")


class TestWithoutText:
    def test_takes_the_text_out(self) -> None:
        """
        Where it went wrong stays.
        """
        for make in (
            b"pqx\xff".decode,
            "pqx\ud800".encode,
            functools.partial(json.loads, '{"pqx":'),
        ):
            with pytest.raises(ValueError) as caught:
                make()

            assert shown(caught.value)

            error = without_text(caught.value)

            assert caught.value is error
            assert not [name for name in shown(error) if "traceback" not in name]
            assert str(error)

    def test_leaves_other_errors_alone(self) -> None:
        """
        It can be given whatever was caught.
        """
        error = OSError(5, "pqx")

        assert ["pqx"] == [arg for arg in without_text(error).args if arg == "pqx"]
