"""
What stands in a docstring is there, and what it shows is true.
"""

from __future__ import annotations

import doctest
import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from typing import Any

import pytest


PACKAGES = ("mentorcore", "mentorcore_json", "mentorcore_postgres", "mentorcore_sql", "mentorcore_sqlite")

INNER = ("mentorcore.testing.contract.", "mentorcore_json.", "mentorcore_postgres.", "mentorcore_sql")
"""Where a method is met by nobody outside; what a class or function there is for is said all the same."""


def _modules() -> Iterator[str]:
    for package in PACKAGES:
        yield package
        path = importlib.import_module(package).__path__
        yield from (found.name for found in pkgutil.walk_packages(path, f"{package}."))


def _public(module: str) -> Iterator[tuple[str, Any]]:
    """
    Return the public classes and functions that a module defines, and what others call on its classes.
    """
    for name, value in vars(importlib.import_module(module)).items():
        if name.startswith("_") or getattr(value, "__module__", None) != module:
            continue
        if inspect.isfunction(value) or inspect.isclass(value):
            yield f"{module}.{name}", value
        if inspect.isclass(value) and not module.startswith(INNER):
            for inner, member in vars(value).items():
                method = getattr(member, "__func__", getattr(member, "fget", member))
                if not inner.startswith("_") and inspect.isfunction(method):
                    yield f"{module}.{name}.{inner}", getattr(value, inner)


@pytest.mark.parametrize("module", list(_modules()))
class TestDocstrings:
    def test_examples_are_true(self, module: str) -> None:
        """
        A doctest shows what happens.
        """
        failed, _ = doctest.testmod(importlib.import_module(module))

        assert failed == 0

    def test_everything_public_has_one(self, module: str) -> None:
        """
        Every module, class, function and method that others see says what it is; a method may inherit it.
        """
        assert inspect.getdoc(importlib.import_module(module)), module

        assert [name for name, value in _public(module) if not inspect.getdoc(value)] == []
