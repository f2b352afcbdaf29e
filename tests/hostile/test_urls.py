"""
URLs that name something else than they seem to, or more than a place, are refused, and nothing is changed.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from mentorcore import Person, open_store
from mentorcore.backends import Batch, KindLayout, Layout, inspect_backend, open_backend, register_plugin
from mentorcore.errors import (
    InvalidValue,
    MentorcoreError,
    NotAStore,
    PluginLoadFailed,
    StorageError,
    Unavailable,
    UnknownScheme,
)
from mentorcore.storage.layout import LAYOUT
from tests.hostile.places import kept, not_blocked
from tests.storage.conftest import url_of


SECRET = "hunter2"

NO_SCHEME = (
    "",
    ":",
    "::",
    SECRET,
    "1:",
    "-:",
    "+:",
    "..:",
    "_x:",
    " sqlite:///x",
    "sqlite :///x",
    "\nsqlite:///x",
    "ſqlite:///x",
    "sqlıte:///x",
    "sqlite\u200b:///x",
    "s\u202eqlite:///x",
    "a" * 33 + ":",
    "a" * 1_000_000 + ":",
    "a" * 1_000_000,
    f"{SECRET}@host/x",
)
"""What has no scheme, so that nothing of it is repeated."""

UNKNOWN = ("SQLITE:///x", "JSON:///x", "file:///etc/passwd", "javascript:alert(1)", "os.path:", "mentorcore:")
"""What has a scheme that nobody serves."""

NO_PLACE = (
    *("sqlite:", "sqlite:x", "sqlite:/", "sqlite://", "sqlite:///", "sqlite:\\\\x", "sqlite://[::1/x"),
    *("sqlite:///:memory:", "sqlite:///file:x?mode=memory", "sqlite:///file::memory:?cache=shared"),
    *(f"sqlite:///x?vfs={SECRET}", f"sqlite:///x?{SECRET}", f"sqlite:///x?{SECRET}=1", "sqlite:///x?"),
    *(f"sqlite:///x?k&{SECRET}", "sqlite:///x?" + "&".join(f"k{n}=1" for n in range(5000))),
    *(f"sqlite://ada:{SECRET}@host/x", f"sqlite://:{SECRET}@/x", "sqlite://host/x", "sqlite://[::1]/x"),
    *("sqlite://bücher.example/x", "sqlite://host:1/x", f"sqlite+{SECRET * 9}:///x", "sqlite+:///x"),
    *("sqlite+aiosqlite:///x", "sqlite++:///x"),
    *("json:", "json:x", "json:/x", "json://", "json:///", "json://host/x", f"json://ada:{SECRET}@host/x"),
    *(f"json:///x?a={SECRET}", f"json:///x#{SECRET}", "json:///x?", "json:///\ud800", "json+x:///y"),
    *(
        f"sqlite:///x.db#password={SECRET}",
        f"sqlite:///x.db;password={SECRET}",
        "sqlite:///x.db#",
        "sqlite:///;",
    ),
    *(f"sqlite:///x.db%3Fpassword={SECRET}", f"sqlite:///x%23{SECRET}", f"sqlite:////tmp/x%3b{SECRET}"),
    *(f"json:///x;password={SECRET}", f"json:///x%3Fpassword={SECRET}", f"json:////tmp/x%23{SECRET}"),
    *("memory://", "memory:///x", f"memory:{SECRET}", "memory+x:", "memory: "),
)
"""What a backend of ours serves, and no place that it knows."""

CONTROL = ("a\0b", "a\nb", "a\rb", "a\x1b[2Jb", "a\x07", "a\x7f", "a\x85b", "a\u2028b")


def refused(url: str, error: type[MentorcoreError]) -> str:
    """
    Return how opening is refused, whether or not a store may be made.
    """
    said = ""
    for create in (True, False):
        with pytest.raises(error) as caught, not_blocked():
            open_store(url, create=create)
        said = str(caught.value)
        assert len(said) < 700
        assert said.isprintable()
        assert SECRET not in f"{said} {caught.value!r}"

    return said


def everything_of(error: BaseException | None) -> str:
    """
    Return everything that somebody could print of an error and of those that it comes from.
    """
    if error is None:
        return ""
    said = f"{error} {error!r} {error.args} {vars(error)} {getattr(error, 'filename', '')}"

    return said + everything_of(error.__cause__) + everything_of(error.__context__)


@pytest.fixture(autouse=True)
def inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    The working directory is empty.
    """
    monkeypatch.chdir(tmp_path)


class TestWhatIsNoUrl:
    @pytest.mark.parametrize("url", NO_SCHEME, ids=range(len(NO_SCHEME)))
    def test_is_not_repeated(self, tmp_path: Path, url: str) -> None:
        """
        Text without a scheme may be anything, a password too, and is not part of the message.
        """
        assert refused(url, UnknownScheme).startswith("this is no store URL, which begins with")
        assert {} == kept(tmp_path)

    @pytest.mark.parametrize("url", UNKNOWN)
    def test_or_has_a_scheme_that_nobody_serves(self, tmp_path: Path, url: str) -> None:
        """
        Only the scheme is named; upper and lower case differ.
        """
        assert f"no backend is installed for {url.partition(':')[0]!r}" in refused(url, UnknownScheme)
        assert {} == kept(tmp_path)

    @pytest.mark.parametrize("url", [None, 5, b"memory:", ["memory:"], Path("x")])
    def test_or_no_text(self, url: object) -> None:
        """
        P1: a URL is text.
        """
        with pytest.raises(InvalidValue, match="is no URL"):
            open_store(url)  # type: ignore[arg-type]


class TestPlaces:
    @pytest.mark.parametrize("url", NO_PLACE, ids=range(len(NO_PLACE)))
    def test_that_are_none_are_refused(self, tmp_path: Path, url: str) -> None:
        """
        Users, hosts, options, drivers and anything else that a backend does not know are refused, never
        ignored, and nothing is made.
        """
        assert "nothing there was changed" in refused(url, NotAStore)
        assert {} == kept(tmp_path)

    @pytest.mark.parametrize("text", CONTROL)
    @pytest.mark.parametrize("backend", ["sqlite", "json", "memory"])
    def test_with_control_characters_are_refused(self, tmp_path: Path, backend: str, text: str) -> None:
        """
        A URL holds no character that would write to a terminal, or end a name early.
        """
        assert "control character" in refused(f"{url_of(backend, tmp_path)}{text}", NotAStore)
        assert {} == kept(tmp_path)

    @pytest.mark.parametrize("name", ["a" * 300, "a/" * 3000 + "a", "a" * 1_000_000])
    @pytest.mark.parametrize("prefix", ["sqlite:///", "json:///"])
    def test_that_are_too_long_are_refused(self, tmp_path: Path, prefix: str, name: str) -> None:
        """
        Names beyond what the system has are refused, with a short message.
        """
        refused(f"{prefix}{name}", StorageError)
        assert {} == kept(tmp_path)

    @pytest.mark.parametrize(
        "url",
        [
            *("sqlite:////etc/passwd", "sqlite:////etc", "sqlite:////", "sqlite:////dev/null"),
            *("sqlite:////dev/zero", "sqlite:////proc/self/mem", "sqlite:////dev/tty"),
            *("json:////etc/passwd", "json:////etc", "json:////", "json:////dev/null", "json:////dev/zero"),
            *("json:////proc/self/fd", "json:////proc/self"),
        ],
    )
    def test_of_the_system_are_left_alone(self, url: str) -> None:
        """
        Files, devices and directories that are no stores are refused, and nothing is waited for.
        """
        refused(url, StorageError)

    @pytest.mark.parametrize("target", ["sqlite:///letter.txt", "json:///letters"])
    def test_of_somebody_else_are_left_alone(self, tmp_path: Path, target: str) -> None:
        """
        What is there and no store is as it was.
        """
        (tmp_path / "letter.txt").write_text("Dear Ada, " * 100)
        (tmp_path / "letters").mkdir()
        (tmp_path / "letters" / "letter.txt").write_text("Dear Ada")
        before = kept(tmp_path)
        refused(target, NotAStore)

        assert before == kept(tmp_path)

    @pytest.mark.parametrize(
        ("url", "made"),
        [
            ("sqlite:///file:x.db", "file:x.db"),
            ("sqlite:///@work.db", "@work.db"),
            ("sqlite:///Zoë (1) & co.db", "Zoë (1) & co.db"),
            ("json:///ada@work", "ada@work"),
            ("json:///Zoë (1) & co", "Zoë (1) & co"),
            ("sqlite:///a%20b.db", "a b.db"),
            ("sqlite:///%2e%2e%2fx", "../x"),
            ("json:///file:x", "file:x"),
            ("json:///a%20b", "a%20b"),
            ("json:///%2e%2e%2fx", "%2e%2e%2fx"),
            ("json:///~", "~"),
            ("json:///$HOME", "$HOME"),
        ],
    )
    def test_are_what_they_say(self, tmp_path: Path, url: str, made: str) -> None:
        """
        What looks like an instruction to a shell, to SQLite or to a browser is part of a name. In a URL for
        SQLite what is percent-encoded is decoded, as SQLAlchemy does; in one for JSON it is not.
        """
        (tmp_path / "below").mkdir()
        os.chdir(tmp_path / "below")
        open_store(url).close()

        assert (tmp_path / "below" / made).exists()


class TestMessages:
    @pytest.mark.parametrize("prefix", ["sqlite:///", "json:///"])
    def test_show_what_cannot_be_seen(self, prefix: str) -> None:
        """
        A path with marks that turn the direction of text is shown with these marks spelled out.
        """
        said = refused(f"{prefix}nowhere/\u202egpj.exe", StorageError)

        assert r"\u202egpj.exe" in said

    @pytest.mark.parametrize(
        "place",
        [
            f"/ada:{SECRET}@host/x",
            f"ada:{SECRET}@nowhere/x",
            f"ada:{SECRET}@taken/x",
            f"a/b:{SECRET}@c/x",
            f"/tmp/ada:{SECRET}/@nowhere/x",
            f"ada:{SECRET}@dir",
        ],
    )
    @pytest.mark.parametrize("prefix", ["sqlite:///", "json:///"])
    def test_hide_what_stands_before_an_at_sign(self, tmp_path: Path, prefix: str, place: str) -> None:
        """
        A path that looks like a server with a user and a password is shown from the host on; so are the
        paths in the errors that it comes from.
        """
        (tmp_path / f"ada:{SECRET}@taken").write_text("Dear Ada")
        (tmp_path / f"ada:{SECRET}@dir").mkdir()
        (tmp_path / f"ada:{SECRET}@dir" / "letter").write_text("Dear Ada")
        for create in (True, False):
            with pytest.raises(StorageError) as caught:
                open_store(f"{prefix}{place}", create=create)

            assert f"***@{place.rpartition('@')[2]}" in str(caught.value)
            assert SECRET not in everything_of(caught.value)

    @pytest.mark.parametrize("prefix", ["sqlite:///", "json:///"])
    def test_hide_it_also_later(self, tmp_path: Path, prefix: str) -> None:
        """
        A directory may have such a name. It is opened, and hidden in what is said of it, whenever that is.
        """
        (tmp_path / f"ada:{SECRET}@work").mkdir()
        place = tmp_path / f"ada:{SECRET}@work" / "store"
        url = f"{prefix}{place}"
        said = []
        store = open_store(url)
        store.close()
        for ask in (
            lambda: store.get(Person, "ada"),
            lambda: store.backend.commit(Batch()),
            store.backend.scrub,
            lambda: open_backend(url, Layout(kinds=(KindLayout("book"),)), create=False, upgrade=False),
        ):
            with pytest.raises(StorageError) as caught:
                ask()
            said.append(everything_of(caught.value))
        with closing(inspect_backend(url)) as inspection:
            for target in (url, f"{prefix}{tmp_path}/ada:{SECRET}@nowhere/copy"):
                with pytest.raises(StorageError) as caught:
                    inspection.back_up(target)
                said.append(everything_of(caught.value))
        if place.is_dir():
            (place / "redo.log").unlink()
            (place / "redo.log").symlink_to("nowhere")
        else:
            place.write_text("Dear Ada" * 1000)
        with pytest.raises(StorageError) as caught:
            open_store(url)
        said.append(everything_of(caught.value))

        assert SECRET not in "".join(said)
        assert 6 <= sum("***@" in one for one in said)

    @pytest.mark.parametrize("make", [NotAStore, Unavailable])
    def test_are_short(self, make: Callable[[str, str], StorageError]) -> None:
        """
        So is what another backend says about its place.
        """
        said = str(make("x\n\x1b[2J" + "y" * 10_000 + "end", "it is away"))

        assert said.startswith(r"x\n\x1b[2Jyyy")
        assert "yend: it is away" in said
        assert len(said) < 500


class TestSchemes:
    @pytest.mark.parametrize("scheme", ["", "A", "a+b", "1", "a" * 33, "a b", "a\n", "ſ", None, 5])
    def test_that_are_none_are_not_registered(self, scheme: object) -> None:
        """
        An application's own plugin needs a scheme that a URL can have.
        """
        with pytest.raises(PluginLoadFailed, match="a scheme is a small letter"):
            register_plugin(scheme, object())  # type: ignore[arg-type]


def test_layouts_are_ours() -> None:
    """
    The kinds of our own layout are plain names, which every backend takes.
    """
    assert all(of.kind.isidentifier() and of.kind.islower() for of in LAYOUT.kinds)
