"""
Running: contract tests against mutants, by pytest, in a process of its own.

``python -m tests.mutants.running RESULTS NAME [NAME::TEST …]`` runs all tests of a mutant, or the named ones,
and writes down which failed.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Collection, Mapping
from pathlib import Path

import attrs
import pytest


SUBJECTS = Path(__file__).with_name("subjects.py")
ROOT = SUBJECTS.parents[2]

PATIENCE = 3600.0
"""Seconds after which a process is ended that never comes to an end."""


@attrs.frozen
class Outcome:
    """
    What the contract tests found of one mutant.

    Attributes:
        ran: The tests that ran.

        failed: Those of them that failed.
    """

    ran: frozenset[str]
    failed: frozenset[str]

    @classmethod
    def of(cls, found: Mapping[str, bool]) -> Outcome:
        """
        Return the outcome of tests by whether they passed.
        """
        return cls(frozenset(found), frozenset(name for name, passed in found.items() if not passed))


def run(wanted: Mapping[str, Collection[str]]) -> dict[str, Outcome]:
    """
    Run contract tests in a new process.

    Args:
        wanted: The tests to run by the name of the mutant; all of them where none is named.

    Returns:
        The outcome for each mutant. Where pytest did not get to the end, nothing ran, and what it said goes
        to the standard error.
    """
    names = [part for name, tests in wanted.items() for part in [f"{name}::{t}" for t in tests] or [name]]
    found: dict[str, dict[str, bool]] = {}
    with tempfile.TemporaryDirectory() as folder:
        results = Path(folder) / "results.json"
        command = [sys.executable, "-m", "tests.mutants.running", str(results), *names]
        done = subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=PATIENCE
        )
        if results.exists():
            found = json.loads(results.read_text("utf-8"))
        else:
            sys.stderr.write(f"{', '.join(names)}: {done.stdout[-2000:]}{done.stderr[-2000:]}\n")

    return {name: Outcome.of(found.get(name, {})) for name in wanted}


class Recorder:
    """
    A pytest plugin that collects what is wanted, and remembers how it went.
    """

    def __init__(self, names: Collection[str]) -> None:
        self._wanted: defaultdict[str, set[str]] = defaultdict(set)
        for name in names:
            mutant, *test = name.split("::")
            self._wanted[f"Test{mutant}"].update(test)
        self.found: defaultdict[str, dict[str, bool]] = defaultdict(dict)

    def pytest_configure(self) -> None:
        """
        Have Hypothesis draw the same histories every time, and not look for simpler ones.
        """
        from hypothesis import Phase, settings

        settings.register_profile(
            "mutants", deadline=None, derandomize=True, database=None, phases=(Phase.generate,)
        )
        settings.load_profile("mutants")

    @pytest.hookimpl(tryfirst=True)
    def pytest_pycollect_makeitem(
        self, collector: pytest.Module | pytest.Class, name: str
    ) -> list[pytest.Item] | None:
        """
        Leave out what nobody asked for, before it costs anything.
        """
        if isinstance(collector, pytest.Class):
            tests = self._wanted[collector.name]
            return [] if tests and name.startswith("test_") and name not in tests else None

        return None if name in self._wanted else []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """
        Remember a test as failed when any part of it did, for any of its parameters.
        """
        _, name, test = report.nodeid.split("[")[0].split("::")
        of = self.found[name.removeprefix("Test")]
        of[test] = of.get(test, True) and not report.failed


def main(results: str, *names: str) -> None:
    """
    Run the tests here.
    """
    recorder = Recorder(names)
    with tempfile.TemporaryDirectory() as folder:
        options = ["-q", "--tb=no", "--noconftest", "--import-mode=importlib", f"--basetemp={folder}/tmp"]
        wanted = [f"{SUBJECTS}::Test{name}" for name in names]
        ini = ["-o", "addopts=", "-o", "tmp_path_retention_policy=none"]
        ended = pytest.main(
            [*options, *ini, "-p", "no:cacheprovider", "-p", "no:xdist", *wanted], plugins=[recorder]
        )
    if ended in {pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED}:
        Path(results).write_text(json.dumps(recorder.found), "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
