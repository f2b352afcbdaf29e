"""
Registry: finds the backend that serves a URL.

Plugins announce themselves in the entry-point group ``mentorcore``; the entry point's name is the URL
scheme. Only the plugin that is asked for is imported, so a broken one never stops another.
"""

from __future__ import annotations

import importlib.metadata
import inspect
import re
from types import ModuleType

import pluggy

from mentorcore.backends.contract import Backend
from mentorcore.backends.fitting import misfit, no_backend
from mentorcore.backends.inspection import Inspection
from mentorcore.backends.layout import Layout
from mentorcore.backends.redaction import repeats_secret
from mentorcore.errors import MentorcoreError, NotAStore, PluginLoadFailed, UnknownScheme, Unsupported


GROUP = "mentorcore"

hookspec = pluggy.HookspecMarker(GROUP)
hookimpl = pluggy.HookimplMarker(GROUP)
"""Marks a plugin's `mentorcore_open`."""

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9.-]{0,31})(?:\+[A-Za-z0-9+._-]*)?:", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_applications_own: dict[str, object] = {}


@hookspec(firstresult=True)
def mentorcore_open(url: str, layout: Layout, create: bool, upgrade: bool) -> Backend:  # type: ignore[empty-body]
    """
    Open the store that a URL names.

    Args:
        url: The whole URL, as the caller gave it.

        layout: The kinds, index columns and views to make room for.

        create: Make the store where there is none; otherwise that is `NotAStore`.

        upgrade: Bring an older store to this layout, and keep its fingerprint; otherwise that is
            `MigrationNeeded`.

    Raises:
        NotAStore: What is there is something else, and was left alone.

        SchemaTooNew: A newer release made it.

        MigrationNeeded: It is older, and *upgrade* is false.

        Unavailable: It cannot be reached.
    """


@hookspec(firstresult=True)
def mentorcore_inspect(url: str) -> Inspection:  # type: ignore[empty-body]
    """
    Look at the store that a URL names, whatever its layout, without changing it.

    A plugin may leave this out; then its stores can neither be backed up nor looked at before an upgrade.
    One that does not keeps the layout's fingerprint with its stores, and refuses another one when it opens
    them.

    Raises:
        NotAStore: There is none.

        SchemaTooNew: A newer release made it.

        Unavailable: It cannot be reached.
    """


def register_plugin(scheme: str, plugin: object) -> None:
    """
    Use *plugin* for a URL scheme in this process, without an entry point.

    Args:
        scheme: The part of the URL before the colon, or before a ``+``.

        plugin: A module or object, such as an instance of a class of yours, with a `mentorcore_open` marked
            by `hookimpl`. It comes before an installed plugin for the same scheme.

    Raises:
        PluginLoadFailed: *scheme* is none: a small letter, then at most 31 small letters, digits, dots and
            hyphens.
    """
    if not re.fullmatch(r"[a-z][a-z0-9.-]{0,31}", str(scheme), re.ASCII):
        remedy = "a scheme is a small letter, then at most 31 small letters, digits, dots and hyphens"
        raise PluginLoadFailed(str(scheme)[:20], remedy)
    _applications_own[scheme] = plugin


def installed_schemes() -> tuple[str, ...]:
    """
    Return the URL schemes that can be asked for, without importing any plugin.
    """
    announced = (point.name for point in importlib.metadata.entry_points(group=GROUP))

    return tuple(sorted({*announced, *_applications_own}))


def open_backend(url: str, layout: Layout, *, create: bool, upgrade: bool) -> Backend:
    """
    Open the backend that serves a URL.

    Raises:
        UnknownScheme: No plugin serves it.

        PluginLoadFailed: Its plugin cannot be imported, has no `mentorcore_open` or one that returns no
            backend, raises an error of its own, was written for another contract, or declares what is no
            capability.

        StorageError: What the plugin says about the store.
    """
    scheme = scheme_of(url)
    backend = _called(scheme, "mentorcore_open", url=url, layout=layout, create=create, upgrade=upgrade)
    if not isinstance(backend, Backend):
        raise PluginLoadFailed(scheme, no_backend(backend, "its mentorcore_open"))
    if wrong := misfit(backend):
        backend.close()
        raise PluginLoadFailed(scheme, wrong)

    return backend


def inspect_backend(url: str) -> Inspection:
    """
    Look at the store that a URL names, without opening it.

    Raises:
        Unsupported: Its backend does not offer that.

        UnknownScheme: No plugin serves the URL.

        PluginLoadFailed: Its plugin cannot be imported, or raises an error of its own.

        StorageError: What the plugin says about the store.
    """
    scheme = scheme_of(url)
    inspection = _called(scheme, "mentorcore_inspect", url=url)
    if inspection is None:
        raise Unsupported(
            f"the backend for {scheme!r} does not let a store be looked at or backed up without opening it",
            "use what the storage itself offers",
        )
    if not isinstance(inspection, Inspection):
        raise PluginLoadFailed(scheme, "its mentorcore_inspect returns no Inspection")

    return inspection


def scheme_of(url: object) -> str:
    """
    Return the scheme of a URL, by which its plugin is found; empty where it has none.
    """
    if not isinstance(url, str):
        return type(url).__name__
    match = _SCHEME.match(url)

    return match[1] if match else ""  # what is no scheme may be a password


class _Specs:
    mentorcore_open = staticmethod(mentorcore_open)
    mentorcore_inspect = staticmethod(mentorcore_inspect)


def _called(scheme: str, hook: str, **arguments: object) -> object:
    manager = pluggy.PluginManager(GROUP)
    manager.add_hookspecs(_Specs)
    plugin = _plugin(scheme)
    try:
        manager.register(plugin, name=scheme)
    except pluggy.PluginValidationError as error:
        remedy = "one of its hooks takes other arguments; install a release that matches this one"
        raise PluginLoadFailed(scheme, remedy) from error
    called = getattr(manager.hook, hook)
    if wrong := _uncallable(plugin, hook, is_found=bool(called.get_hookimpls())):
        raise PluginLoadFailed(scheme, wrong)
    if _CONTROL.search(str(arguments["url"])):
        raise NotAStore("the URL given", "it holds a line break or control character, which no URL does")
    try:
        return called(**arguments)
    except Exception as error:  # a plugin may fail in any way
        name = type(error).__name__
        if not repeats_secret(error, str(arguments["url"])):
            if isinstance(error, MentorcoreError):
                raise
            raise PluginLoadFailed(scheme, _remedy(scheme, hook, error)) from error
    # Out here no traceback shows the error itself.
    remedy = f"its {hook} raised {name}, whose text repeats what is secret in the URL and is left out"
    raise PluginLoadFailed(scheme, remedy)


def _plugin(scheme: str) -> object:
    if scheme in _applications_own:
        return _applications_own[scheme]
    points = tuple(importlib.metadata.entry_points(group=GROUP, name=scheme))
    if not points:
        raise UnknownScheme(scheme, installed_schemes())
    try:
        loaded: ModuleType = points[0].load()
    except Exception as error:  # a plugin may fail to import in any way
        raise PluginLoadFailed(scheme, _install(scheme)) from error

    return loaded


def _uncallable(plugin: object, hook: str, *, is_found: bool) -> str | None:
    """
    Return why a hook of a plugin cannot be called, as a sentence, or *None*; one of the two may be missing.
    """
    it = inspect.getattr_static(plugin, hook, None)
    if inspect.isclass(plugin) and inspect.isfunction(it):
        return f"{plugin.__qualname__} is a class; register an instance of it"
    if not is_found and it is not None:
        return f"its {hook} is not marked with @hookimpl"
    if not is_found and hook == mentorcore_open.__name__:
        return f"it has no {hook}"

    return None


def _remedy(scheme: str, hook: str, error: Exception) -> str:
    if isinstance(error, ImportError):
        return _install(scheme)

    return f"its {hook} raised an error of its own, which is the cause"


def _install(scheme: str) -> str:
    return f"install what it needs, for example: pip install 'mentorcore[{scheme}]'"
