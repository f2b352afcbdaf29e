"""
The registry finds the plugin that serves a URL, loads that one only, and says what is wrong with it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from mentorcore.backends import (
    Backend,
    Capability,
    Layout,
    hookimpl,
    installed_schemes,
    open_backend,
    register_plugin,
    registry,
)
from mentorcore.backends.memory import MemoryBackend
from mentorcore.errors import NotAStore, PluginLoadFailed, UnknownScheme


LAYOUT = Layout(kinds=())

SOUND = """
from mentorcore.backends import hookimpl
from mentorcore.backends.memory import MemoryBackend

@hookimpl
def mentorcore_open(url, layout, create, upgrade):
    return MemoryBackend()
"""

PLUGINS = {
    "sound": SOUND,
    "broken": "import a_driver_that_is_not_there",
    "crashing": "raise ZeroDivisionError('at import')",
    "hookless": "",
    "unmarked": SOUND.replace("@hookimpl", ""),
    "mistaken": SOUND.replace("return MemoryBackend()", "return url"),
    "forgetful": SOUND.replace("return MemoryBackend()", "return None"),
    "older": SOUND.replace("MemoryBackend()", "type('Old', (MemoryBackend,), {'contract_version': 0})()"),
}


class Watched(MemoryBackend):
    """
    Speaks a contract of the future, and remembers that it was closed.
    """

    contract_version = 2
    closed = False

    def close(self) -> None:
        Watched.closed = True


class Plugin:
    """
    A plugin that an application made itself.
    """

    def __init__(self) -> None:
        self.urls: list[str] = []

    @hookimpl
    def mentorcore_open(self, url: str, layout: Layout, create: bool, upgrade: bool) -> Backend:
        self.urls.append(url)
        return MemoryBackend()


@pytest.fixture(autouse=True)
def _forget_registered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_applications_own", {})


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """
    Install a distribution with a sound plugin and several that are not.
    """
    info = tmp_path / "plugins-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: plugins\nVersion: 1.0\n")
    points = "".join(f"{scheme} = a_plugin_{scheme}\n" for scheme in PLUGINS)
    (info / "entry_points.txt").write_text(f"[mentorcore]\n{points}")
    for scheme, code in PLUGINS.items():
        (tmp_path / f"a_plugin_{scheme}.py").write_text(code)
    monkeypatch.syspath_prepend(tmp_path)
    yield
    for scheme in PLUGINS:
        sys.modules.pop(f"a_plugin_{scheme}", None)


def opened(url: str) -> Backend:
    return open_backend(url, LAYOUT, create=True, upgrade=False)


@pytest.mark.usefixtures("installed")
class TestInstalled:
    def test_names_what_is_installed(self) -> None:
        """
        The schemes of all installed plugins are known, in alphabetical order.
        """
        schemes = installed_schemes()

        assert {*PLUGINS} <= {*schemes}
        assert [*schemes] == sorted(schemes)

    def test_names_them_without_importing(self) -> None:
        """
        To know what is installed no plugin is imported.
        """
        installed_schemes()

        assert not [name for name in sys.modules if name.startswith("a_plugin_")]

    def test_opens_by_scheme(self) -> None:
        """
        A URL is opened by the plugin whose entry point has the name of its scheme.
        """
        assert isinstance(opened("sound:///somewhere"), MemoryBackend)

    def test_imports_only_what_is_asked_for(self) -> None:
        """
        A broken plugin stops no other, because it is not imported.
        """
        opened("sound:")

        assert [n for n in sys.modules if n.startswith("a_plugin_")] == ["a_plugin_sound"]

    def test_a_driver_belongs_to_its_scheme(self) -> None:
        """
        What follows a plus is the plugin's affair.
        """
        assert isinstance(opened("sound+some_driver2:///somewhere"), MemoryBackend)

    @pytest.mark.parametrize(
        ("scheme", "cause"), [("broken", ModuleNotFoundError), ("crashing", ZeroDivisionError)]
    )
    def test_a_broken_plugin_says_what_to_install(self, scheme: str, cause: type[Exception]) -> None:
        """
        A plugin that cannot be imported names the extra to install, and keeps its own error as the cause.
        """
        with pytest.raises(PluginLoadFailed, match=rf"mentorcore\[{scheme}\]") as caught:
            opened(f"{scheme}:")

        assert caught.value.scheme == scheme
        assert isinstance(caught.value.__cause__, cause)

    def test_works_on_after_a_broken_one(self) -> None:
        """
        After one plugin failed another one opens.
        """
        with pytest.raises(PluginLoadFailed):
            opened("broken:")

        assert isinstance(opened("sound:"), MemoryBackend)

    @pytest.mark.parametrize(
        ("scheme", "said"),
        [
            ("hookless", "it has no mentorcore_open"),
            ("unmarked", "its mentorcore_open is not marked with @hookimpl"),
            ("forgetful", "its mentorcore_open returned None, which is no Backend"),
            ("mistaken", "its mentorcore_open returned something of type str, which is no Backend"),
        ],
    )
    def test_a_plugin_returns_a_backend(self, scheme: str, said: str) -> None:
        """
        A plugin without the hook, or whose hook gives no backend, is refused, and told which.
        """
        with pytest.raises(PluginLoadFailed) as caught:
            opened(f"{scheme}:")

        assert caught.value.remedy == said

    def test_another_contract_is_refused(self) -> None:
        """
        A plugin that was written for another contract is refused, with both numbers.
        """
        with pytest.raises(PluginLoadFailed, match="contract 0, this release 1; install matching"):
            opened("older:")


class TestUnknown:
    @pytest.mark.usefixtures("installed")
    def test_says_what_is_installed(self) -> None:
        """
        An unknown scheme is named, with those that could be asked for instead.
        """
        with pytest.raises(UnknownScheme, match=r"'carrier'; installed are: .*sound") as caught:
            opened("carrier://pigeon/mentoring")

        assert caught.value.scheme == "carrier"
        assert "sound" in caught.value.installed

    @pytest.mark.parametrize(
        ("scheme", "meant"), [("postgres", "postgresql"), ("sqlit", "sqlite"), ("JSON", "json")]
    )
    def test_says_what_may_have_been_meant(self, scheme: str, meant: str) -> None:
        """
        A scheme that is nearly one that is installed is taken for a slip.
        """
        with pytest.raises(UnknownScheme, match=rf"'{scheme}' \(did you mean '{meant}'\?\); installed"):
            opened(f"{scheme}:///mentoring")

    @pytest.mark.parametrize(
        "url",
        [
            "postgres://ada:hunter2@host/db",
            "ada:hunter2@host",
            "postgres//ada:hunter2@host",
            "//ada:hunter2@host/db",
            "hunter2@host",
            "ada hunter2",
            "hunter2",
            "",
            ":hunter2",
            "Hunter2:hunter2",
        ],
    )
    def test_never_prints_a_password(self, url: str) -> None:
        """
        Of a URL that nobody serves the scheme alone is printed.
        """
        with pytest.raises(UnknownScheme) as caught:
            opened(url)

        assert "hunter2" not in str(caught.value)
        assert "hunter2" not in repr(caught.value)

    @pytest.mark.parametrize("url", [None, 7, b"memory:", Path("memory:")])
    def test_a_url_is_text(self, url: object) -> None:
        """
        What is no text is no URL that anybody serves.
        """
        with pytest.raises(UnknownScheme):
            opened(url)  # type: ignore[arg-type]


class TestRegistered:
    def test_an_application_brings_its_own(self) -> None:
        """
        A registered object serves its scheme, is told the whole URL, and is listed among what is installed.
        """
        plugin = Plugin()
        register_plugin("mine", plugin)
        opened("mine+driver://ada:secret@host/db?x=1")

        assert plugin.urls == ["mine+driver://ada:secret@host/db?x=1"]
        assert "mine" in installed_schemes()

    @pytest.mark.usefixtures("installed")
    def test_an_applications_own_comes_first(self) -> None:
        """
        What an application registers is used instead of what is installed for the same scheme.
        """
        plugin = Plugin()
        register_plugin("sound", plugin)
        opened("sound:")

        assert plugin.urls == ["sound:"]

    def test_an_object_without_the_hook_is_refused(self) -> None:
        """
        An object that has nothing marked by `hookimpl` opens nothing.
        """
        register_plugin("mine", SimpleNamespace(mentorcore_open=lambda url: MemoryBackend()))

        with pytest.raises(PluginLoadFailed, match="its mentorcore_open is not marked with @hookimpl"):
            opened("mine:")

    def test_a_class_is_no_plugin(self) -> None:
        """
        A class whose hooks are methods is refused: an instance of it would be one.
        """
        register_plugin("mine", Plugin)

        with pytest.raises(PluginLoadFailed, match="Plugin is a class; register an instance of it"):
            opened("mine:")
        with pytest.raises(PluginLoadFailed, match="it has no mentorcore_open"):
            register_plugin("mine", SimpleNamespace())
            opened("mine:")

    def test_a_class_with_static_hooks_is_one(self) -> None:
        """
        A class that needs no instance serves as it is.
        """

        class Static:
            mentorcore_open = staticmethod(hookimpl(lambda url: MemoryBackend()))

        register_plugin("mine", Static)

        assert isinstance(opened("mine:"), MemoryBackend)

    def test_a_hook_with_other_arguments_is_refused(self) -> None:
        """
        A hook that asks for what no release hands out is refused, with pluggy's error as the cause.
        """

        class Wishful:
            @hookimpl
            def mentorcore_open(self, url: str, colour: str) -> Backend:
                return MemoryBackend()

        register_plugin("wishful", Wishful())
        with pytest.raises(PluginLoadFailed, match="takes other arguments") as caught:
            opened("wishful:")

        assert caught.value.__cause__ is not None

    def test_what_is_refused_is_closed(self) -> None:
        """
        A backend of another contract is closed again.
        """

        class Newer:
            @hookimpl
            def mentorcore_open(self, url: str) -> Backend:
                return Watched()

        register_plugin("newer", Newer())
        with pytest.raises(PluginLoadFailed, match="contract 2"):
            opened("newer:")

        assert Watched.closed

    def test_a_foreign_error_does_not_come_through(self) -> None:
        """
        An error that is none of mentorcore's is the cause of one that names the plugin.
        """

        class Stumbling:
            @hookimpl
            def mentorcore_open(self, url: str) -> Backend:
                raise ZeroDivisionError

        register_plugin("stumbling", Stumbling())
        with pytest.raises(PluginLoadFailed, match=r"'stumbling'.*an error of its own") as caught:
            opened("stumbling:")

        assert isinstance(caught.value.__cause__, ZeroDivisionError)

    def test_what_a_hook_misses_can_be_installed(self) -> None:
        """
        A plugin that imports late, and misses something then, says what to install as well.
        """

        class Bare:
            @hookimpl
            def mentorcore_open(self, url: str) -> Backend:
                raise ModuleNotFoundError

        register_plugin("bare", Bare())
        with pytest.raises(PluginLoadFailed, match=r"'bare'.*pip install 'mentorcore\[bare\]'"):
            opened("bare:")

    @pytest.mark.parametrize(
        ("declared", "said"),
        [
            ({"contract_version": None}, "contract None, this release 1"),
            ({"contract_version": "1"}, "contract '1', this release 1"),
            ({"capabilities": None}, "its capabilities are None; declare a frozenset of Capability"),
            ({"capabilities": {Capability.SCRUBS}}, "declare a frozenset of Capability"),
            ({"capabilities": frozenset({"scrubs"})}, "declare a frozenset of Capability"),
        ],
    )
    def test_what_a_backend_declares_has_a_form(self, declared: dict[str, Any], said: str) -> None:
        """
        A contract that is none, or capabilities that are none, are refused, and shown.
        """
        Silent = type("Silent", (MemoryBackend,), declared)  # noqa: N806 - it is a class

        class Plugin:
            @hookimpl
            def mentorcore_open(self, url: str) -> Backend:
                backend: Backend = Silent()
                return backend

        register_plugin("silent", Plugin())
        with pytest.raises(PluginLoadFailed) as caught:
            opened("silent:")

        assert said in caught.value.remedy

    @pytest.mark.parametrize("scheme", ["", "my scheme", "UPPER", "a+b", "1st", 7, None])
    def test_a_scheme_has_a_form(self, scheme: Any) -> None:
        """
        What no URL could ask for cannot be registered.
        """
        with pytest.raises(PluginLoadFailed, match="a scheme is a small letter"):
            register_plugin(scheme, self)

    def test_the_plugins_own_error_comes_through(self) -> None:
        """
        What a plugin says about the store reaches the caller as it is.
        """

        class Refusing:
            @hookimpl
            def mentorcore_open(self, url: str) -> Backend:
                raise NotAStore("there")

        register_plugin("refusing", Refusing())
        with pytest.raises(NotAStore, match="there"):
            opened("refusing:")


class TestMemory:
    @pytest.mark.parametrize("url", ["memory:x", "memory://", "memory:///store", "memory+x:", "memory: "])
    def test_has_no_place(self, url: str) -> None:
        """
        Anything behind the colon of ``memory:`` is refused.
        """
        from mentorcore.backends import memory

        with pytest.raises(NotAStore, match="write just 'memory:'"):
            memory.mentorcore_open(url, LAYOUT, create=True, upgrade=False)

    def test_is_always_new(self) -> None:
        """
        A memory store cannot be opened as one that exists already.
        """
        from mentorcore.backends import memory

        with pytest.raises(NotAStore, match="always new"):
            memory.mentorcore_open("memory:", LAYOUT, create=False, upgrade=False)

    def test_two_are_two(self) -> None:
        """
        Opening again makes another store.
        """
        from mentorcore.backends import Batch, memory

        first, second = (
            memory.mentorcore_open("memory:", LAYOUT, create=True, upgrade=True) for _ in range(2)
        )
        first.commit(Batch(token="t"))

        assert second.position_of("t") is None
