"""
Watching: what pytest does with the tests of the contract, and a failure for each that is silently dropped.

A test may be gone without any trace in its class: skipped by a mark or while it runs, expected to fail, or
not collected or deselected because of a hook or of the project's own configuration. Pytest passes all the
same. So the first contract class that is collected has everything watched.
"""

from __future__ import annotations

import os
import re
import shlex
from collections import Counter, defaultdict
from collections.abc import Generator
from typing import Any, NoReturn

import pytest

from mentorcore.testing.contract.whole import Promise, Whole, contract_tests, problem, reason, say_why


NAME = "mentorcore-contract"
"""The name of the plugin, once a session."""


class Watch:
    """
    The plugin that watches.
    """

    def __init__(self) -> None:
        self._classes: dict[str, pytest.Class] = {}
        self._collected: defaultdict[str, list[pytest.Item]] = defaultdict(list)

    @classmethod
    def over(cls, config: pytest.Config) -> Watch:
        """
        Return the plugin of a session, which is registered the first time.
        """
        watch = config.pluginmanager.get_plugin(NAME)
        if watch is None:
            watch = cls()
            config.pluginmanager.register(watch, NAME)
        assert isinstance(watch, cls)

        return watch

    def meet(self, collected: pytest.Class) -> None:
        """
        Watch a class of contract tests from now on.
        """
        self._classes.setdefault(collected.nodeid, collected)

    def pytest_itemcollected(self, item: pytest.Item) -> None:
        """
        Remember each test before anything is deselected.
        """
        of = item.getparent(pytest.Class)
        if of is not None and _promise(item) is not None:
            self._collected[of.nodeid].append(item)

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        """
        Add a failing test to each class that has less than the contract.
        """
        selected = set(items)
        is_a_part = any(map(_selects, [*config.invocation_params.args, *_from_environment()]))
        for name, collected in self._classes.items():
            here = [item for item in self._collected[name] if item in selected]
            wrong = problem(collected.obj)
            if wrong is None and not is_a_part:
                wrong = self._without(collected, here)
            if wrong is not None and (here or not is_a_part):
                items.append(LeftOut.from_parent(collected, name="the_whole_contract", wrong=wrong))

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """
        Have a test fail that is skipped or expected to fail.
        """
        report = yield
        how = "skips" if report.skipped else "expects to fail"
        if hasattr(report, "wasxfail"):
            how = "expects to fail"
        elif not report.skipped:
            return report
        promise = _undeclared(item)
        if promise is not None:
            report.outcome = "failed"
            report.longrepr = say_why(_class(item), [promise], how)
            vars(report).pop("wasxfail", None)

        return report

    def _without(self, collected: pytest.Class, here: list[pytest.Item]) -> str | None:
        gone = Counter(_name(item) for item in self._collected[collected.nodeid])
        gone.subtract(map(_name, here))
        left = {*map(_name, here)}
        dropped = [
            promise
            for name, promise in contract_tests().items()
            if (name not in left or gone[name]) and reason(collected.obj, promise) is None
        ]
        is_there = all(promise.name in left for promise in dropped)

        return (
            say_why(collected.obj, dropped, "does not run all of" if is_there else "does not run")
            if dropped
            else None
        )


class LeftOut(pytest.Item):
    """
    A test that always fails, and says what is left out.
    """

    def __init__(self, *, wrong: str, **others: Any) -> None:
        super().__init__(**others)
        self._wrong = wrong

    def runtest(self) -> NoReturn:
        """
        Fail.
        """
        pytest.fail(self._wrong, pytrace=False)

    def reportinfo(self) -> tuple[os.PathLike[str], None, str]:
        """
        Name the class.
        """
        return self.path, None, f"{self.parent and self.parent.name}: {self.name}"


_OPTIONS = ("--lf", "--last-failed", "--sw", "--stepwise", "--splits", "--num-shards")
_SHORT = re.compile(r"-[hlqsvx]*[km]")


def _selects(argument: str) -> bool:
    """
    Tell whether an argument on the command line asks for a part of the tests.

    ``--deselect`` does not: it takes tests away, for good where a script says so.
    """
    if argument.startswith("-"):
        return bool(_SHORT.match(argument)) or argument.partition("=")[0] in _OPTIONS

    return "::" in argument


def _from_environment() -> list[str]:
    return shlex.split(os.environ.get("PYTEST_ADDOPTS", ""))


def _class(item: pytest.Item) -> Any:
    return getattr(item, "cls", None)


def _name(item: pytest.Item) -> str:
    return getattr(item, "originalname", "")


def _promise(item: pytest.Item) -> Promise | None:
    cls = _class(item)

    return contract_tests().get(_name(item)) if isinstance(cls, type) and issubclass(cls, Whole) else None


def _undeclared(item: pytest.Item) -> Promise | None:
    promise = _promise(item)

    return promise if promise is not None and reason(_class(item), promise) is None else None
