"""
Whole: a subclass keeps every test of the contract, or says why not.
"""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

import attrs


EVERYTHING = "BackendContract"
"""The name under which a reason counts for the whole contract."""


class Whole:
    """
    What makes a class refuse to be made when it silently has less than the contract.

    Attributes:
        deviations: What a subclass replaces, leaves out or skips, each with its reason. A name is that of a
            test or a fixture, of a collection of tests such as ``ProcessTests``, or ``BackendContract`` for
            all of them. What a base class has declared need not be said again.
    """

    deviations: ClassVar[Mapping[str, str]] = {}

    def __init_subclass__(cls, **arguments: Any) -> None:
        super().__init_subclass__(**arguments)
        if cls.__module__.startswith(_HERE):
            _collections.append(cls)
        elif wrong := problem(cls):
            raise TypeError(wrong)


@attrs.frozen
class Promise:
    """
    Something of the contract that every subclass has: a test, or a fixture that the tests stand on.
    """

    name: str
    collection: str
    original: object


@functools.cache
def promises() -> Mapping[str, Promise]:
    """
    Return everything that a subclass has, by name.
    """
    return {
        name: Promise(name, collection.__name__, original)
        for collection in _collections
        for name, original in vars(collection).items()
        if not name.startswith("_") and name not in _AUTHORS
    }


@functools.cache
def contract_tests() -> Mapping[str, Promise]:
    """
    Return the contract's tests, by name.
    """
    return {name: promise for name, promise in promises().items() if name.startswith("test_")}


def reason(cls: type, promise: Promise) -> str | None:
    """
    Return why a class deviates from a promise, or *None* where it does not say.
    """
    given = _given(cls)
    reasons = (given.get(name) for name in (promise.name, promise.collection, EVERYTHING))

    return next((said for said in reasons if isinstance(said, str) and said.strip()), None)


def problem(cls: type) -> str | None:
    """
    Return what a class has silently changed of the contract, as a sentence, or *None*.
    """
    unknown = sorted(set(vars(cls).get("deviations", ())) - _known())
    if unknown:
        return f"{cls.__qualname__} gives a reason for {', '.join(unknown)}, which the contract does not have"
    found = _inherited(cls)
    changed = [
        promise
        for promise in promises().values()
        if found.get(promise.name) is not promise.original and reason(cls, promise) is None
    ]
    if changed:
        is_there = all(callable(found.get(promise.name)) for promise in changed)
        return say_why(cls, changed, "replaces" if is_there else "leaves out")
    all_of_it = Promise(EVERYTHING, EVERYTHING, None)
    if (what := _uncollected(cls)) and reason(cls, all_of_it) is None:
        return say_why(cls, [all_of_it], f"has {what}, so that pytest runs nothing of")

    return None


def say_why(cls: type, promised: list[Promise], verb: str) -> str:
    """
    Return the sentence that asks for a reason.
    """
    names = [*_summed_up(promised)]
    wanted = ", ".join(f"{name!r}: 'the reason'" for name in names)

    return f"{cls.__qualname__} {verb} {', '.join(names)}; say why: deviations = {{{wanted}}}"


_HERE = "mentorcore.testing.contract"
_AUTHORS = {"deviations", "open_backend"}
_collections: list[type] = []


def _inherited(cls: type) -> dict[str, object]:
    found: dict[str, object] = {}
    for base in reversed(cls.__mro__):
        found |= vars(base)

    return found


def _given(cls: type) -> dict[str, object]:
    given: dict[str, object] = {}
    for base in reversed(cls.__mro__):
        given |= vars(base).get("deviations", {})

    return given


def _known() -> set[str]:
    return {*promises(), *(collection.__name__ for collection in _collections)}


def _uncollected(cls: type) -> str | None:
    if not getattr(cls, "__test__", True):
        return "__test__ = False"
    for name in ("__init__", "__new__"):
        if getattr(cls, name) is not getattr(object, name):
            return f"a method {name}"

    return None


def _summed_up(promised: list[Promise]) -> Iterator[str]:
    """
    Iterate over the names of promises; a collection that is there as a whole is named once.
    """
    of: defaultdict[str, list[str]] = defaultdict(list)
    for promise in promised:
        of[promise.collection].append(promise.name)
    for collection, names in of.items():
        whole = [promise.name for promise in promises().values() if promise.collection == collection]
        yield from [collection] if names == whole and len(whole) > 1 else names
