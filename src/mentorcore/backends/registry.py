"""
Registry: finds the backend that serves a URL.

Plugins announce themselves in the entry-point group ``mentorcore``; the entry point's name is the URL
scheme. Only the plugin that is asked for is imported, so a broken one never stops another.
"""

from __future__ import annotations

import importlib.metadata
import re
from types import ModuleType

import pluggy

from mentorcore.backends.contract import CONTRACT_VERSION, Backend
from mentorcore.backends.layout import Layout
from mentorcore.errors import MentorcoreError, PluginLoadFailed, UnknownScheme


GROUP = "mentorcore"

hookspec = pluggy.HookspecMarker(GROUP)
hookimpl = pluggy.HookimplMarker(GROUP)
"""Marks a plugin's `mentorcore_open`."""

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9.-]*)(?:\+[A-Za-z0-9+._-]*)?:", re.ASCII)
_applications_own: dict[str, object] = {}


@hookspec(firstresult=True)
def mentorcore_open(url: str, layout: Layout, create: bool, upgrade: bool) -> Backend:  # type: ignore[empty-body]
    """
    Open the store that a URL names.

    Args:
        url: The whole URL, as the caller gave it.

        layout: The kinds, index columns and views to make room for.

        create: Make the store where there is none; otherwise that is `NotAStore`.

        upgrade: Bring an older store to this layout; otherwise that is `MigrationNeeded`.

    Raises:
        NotAStore: What is there is something else, and was left alone.

        SchemaTooNew: A newer release made it.

        MigrationNeeded: It is older, and *upgrade* is false.

        Unavailable: It cannot be reached.
    """


def register_plugin(scheme: str, plugin: object) -> None:
    """
    Use *plugin* for a URL scheme in this process, without an entry point.

    Args:
        scheme: The part of the URL before the colon, or before a ``+``.

        plugin: A module or object with a `mentorcore_open` marked by `hookimpl`. It comes before an
            installed plugin for the same scheme.

    Raises:
        PluginLoadFailed: *scheme* is none: a small letter, then small letters, digits, dots and hyphens.
    """
    if not re.fullmatch(r"[a-z][a-z0-9.-]*", str(scheme), re.ASCII):
        remedy = "a scheme is a small letter, then small letters, digits, dots and hyphens"
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

        PluginLoadFailed: Its plugin cannot be imported, has no `mentorcore_open`, raises an error of its
            own, or was written for another contract.

        StorageError: What the plugin says about the store.
    """
    scheme = _scheme(url)
    plugin = _plugin(scheme)
    manager = pluggy.PluginManager(GROUP)
    manager.add_hookspecs(_Specs)
    try:
        manager.register(plugin, name=scheme)
    except pluggy.PluginValidationError as error:
        remedy = "its mentorcore_open takes other arguments; install a release that matches this one"
        raise PluginLoadFailed(scheme, remedy) from error
    try:
        backend = manager.hook.mentorcore_open(url=url, layout=layout, create=create, upgrade=upgrade)
    except MentorcoreError:
        raise
    except ImportError as error:
        raise PluginLoadFailed(scheme, _install(scheme)) from error
    except Exception as error:  # a plugin may fail in any way
        remedy = "its mentorcore_open raised an error of its own, which is the cause"
        raise PluginLoadFailed(scheme, remedy) from error
    if not isinstance(backend, Backend):
        raise PluginLoadFailed(scheme, "it has no mentorcore_open that returns a Backend")
    spoken = getattr(backend, "contract_version", None)
    if spoken != CONTRACT_VERSION:
        backend.close()
        raise PluginLoadFailed(
            scheme,
            f"it speaks backend contract {spoken}, this release {CONTRACT_VERSION}; "
            "install matching releases of the two",
        )

    return backend


class _Specs:
    mentorcore_open = staticmethod(mentorcore_open)


def _scheme(url: object) -> str:
    if not isinstance(url, str):
        return type(url).__name__
    match = _SCHEME.match(url)

    return match[1] if match else ""  # what is no scheme may be a password


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


def _install(scheme: str) -> str:
    return f"install what it needs, for example: pip install 'mentorcore[{scheme}]'"
