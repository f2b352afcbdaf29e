"""
Observing: telling what an application registered about each commit.

An observer comes after the commit and stands outside it: nothing that it does undoes or fails what is kept.
It is told once, by the store object that committed, and never again; whoever may miss nothing reads the
journal.
"""

from __future__ import annotations

import inspect
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import attrs
import pluggy

from mentorcore.backends import Backend, Entry, JournalEntry
from mentorcore.backends.registry import GROUP, hookspec
from mentorcore.errors import InvalidValue
from mentorcore.model.values import type_of
from mentorcore.storage.journal import Change, change_of


if TYPE_CHECKING:
    from mentorcore.storage.store import Store


HOOK: Final = "mentorcore_committed"


@attrs.frozen
class Committed:
    """
    What a commit put into the journal.

    Attributes:
        position: That of its last entry.

        entries: All of them, in their order.
    """

    position: int
    entries: tuple[Entry, ...]


@hookspec
def mentorcore_committed(store: Store, changes: Sequence[Change]) -> None:
    """
    Hear of a commit that was made through a store object, after it is durable.

    It is called in the thread that committed, before that thread goes on; so several threads may call it at
    once, and what they commit, or what another observer does, may be told in another order than it was made.
    An observer may leave arguments out. It is not told of what it commits itself.

    Args:
        store: The one that committed; what is read from it may be newer than the changes.

        changes: What the commit put into the journal, at least one entry, in order.
    """


class _Specs:
    mentorcore_committed = staticmethod(mentorcore_committed)


class Observers:
    """
    The observers of one store object, in the order in which they were registered; true when there are some.
    """

    def __init__(self) -> None:
        self._told: tuple[tuple[object, Callable[..., Any]], ...] = ()
        self._changing = threading.Lock()
        self._running = threading.local()

    def __bool__(self) -> bool:
        return bool(self._told)

    def add(self, observer: object) -> None:
        """
        Tell an observer of every commit from now on; one that is told already is told once all the same.

        Raises:
            InvalidValue: It has no `mentorcore_committed` that is marked and takes the arguments of the hook.
        """
        hook = _hook_of(observer)
        with self._changing:
            if all(known is not observer for known, _ in self._told):
                self._told = (*self._told, (observer, hook))

    def remove(self, observer: object) -> None:
        """
        Tell an observer no more; where it was not told, nothing happens.
        """
        with self._changing:
            self._told = tuple(one for one in self._told if one[0] is not observer)

    def tell(self, store: Store, committed: Committed) -> None:
        """
        Tell each observer of a commit; an error of one is logged and keeps nothing from the others.
        """
        running: list[object] = getattr(self._running, "observers", [])
        waiting = [one for one in self._told if all(one[0] is not busy for busy in running)]
        if not waiting:
            return
        try:
            changes = _changes_of(store.backend, committed)
        except Exception as error:  # noqa: BLE001 - the commit is made, whatever keeps us from reading it
            _report(
                "the changes of the commit at journal position %d could not be read for its observers: "
                "%s; store.journal() has them",
                committed.position,
                type(error).__name__,
            )
            return
        for observer, hook in waiting:
            if all(observer is not known for known, _ in self._told):
                continue  # one before it has ended that
            self._running.observers = [*running, observer]
            try:
                hook(store=store, changes=changes)
            except Exception as error:  # noqa: BLE001 - an observer may fail in any way
                # The error's own text could hold somebody's words.
                _report(
                    "the observer %s raised %s in %s; the commit at journal position %d is kept",
                    _name_of(observer),
                    type(error).__name__,
                    _place_of(error),
                    committed.position,
                )
            finally:
                self._running.observers = running


def _hook_of(observer: object) -> Callable[..., Any]:
    """
    Return what calls an observer; pluggy leaves out the arguments that it does not take.
    """
    manager = pluggy.PluginManager(GROUP)
    manager.add_hookspecs(_Specs)
    try:
        manager.register(observer)
    except pluggy.PluginValidationError:
        raise _refused(f"its {HOOK} takes other arguments than store and changes") from None
    hook: Callable[..., Any] = getattr(manager.hook, HOOK)
    marked = getattr(manager.hook, HOOK).get_hookimpls()
    if isinstance(observer, type):
        raise _refused(f"{observer.__qualname__} is a class and no instance of it")
    if not marked:
        raise _refused(f"{type_of(observer)} has no {HOOK} that is marked with @hookimpl")
    (own,) = marked
    if inspect.iscoroutinefunction(own.function) or inspect.isasyncgenfunction(own.function):
        raise _refused(f"its {HOOK} is async, and nobody would await it")
    if inspect.isgeneratorfunction(own.function) and not (own.wrapper or own.hookwrapper):
        raise _refused(f"its {HOOK} is a generator, and nobody would go through it")

    return hook


def _refused(because: str) -> InvalidValue:
    return InvalidValue(
        tried="observe a store",
        because=because,
        accepted=f"give an object or a module with @hookimpl def {HOOK}(store, changes)",
        rule="P1",
        path="observer",
    )


def _changes_of(backend: Backend, committed: Committed) -> tuple[Change, ...]:
    """
    Return what a commit put into the journal, as it stands there.

    The entries of a commit stand together, but a backend may leave gaps between positions; so this looks back
    as far as there would be entries without gaps, and further while it has not seen enough.
    """
    number = len(committed.entries)
    back = number
    while True:
        after = max(0, committed.position - back)
        seen = _between(backend, after, committed.position)
        if len(seen) >= number or not after:
            return tuple(change_of(entry) for entry in seen[-number:])
        back *= 2


def _between(backend: Backend, after: int, last: int) -> list[JournalEntry]:
    seen: list[JournalEntry] = []
    while after < last and (page := backend.journal(after=after, limit=500, subject=None)):
        seen += [entry for entry in page if entry.position <= last]
        after = page[-1].position

    return seen


def _report(message: str, *told: object) -> None:
    import logging  # here, since most programs never come here

    logging.getLogger("mentorcore").error(message, *told)


def _name_of(observer: object) -> str:
    return getattr(observer, "__name__", type(observer).__qualname__)


def _place_of(error: Exception) -> str:
    import traceback

    frames = traceback.extract_tb(error.__traceback__)

    return f"{Path(frames[-1].filename).name}, line {frames[-1].lineno}" if frames else "no known place"
