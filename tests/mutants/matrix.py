"""
Matrix: every contract test against every mutant, and what that says about the contract.

A test of the contract is worth its place when there is a fault that it alone finds. So each mutant names
the one test that has to fail, and for each test there has to be a mutant that no other test notices.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import attrs

from mentorcore.testing import BackendContract
from tests.figures import Line, Table
from tests.mutants.base import Mutant
from tests.mutants.running import Outcome, run
from tests.mutants.subjects import MUTANTS


MAY_ALSO: Mapping[str, str] = {
    "test_behaves_like_a_few_dictionaries": (
        "It draws histories at random and compares everything, so that it meets most faults some day. The "
        "others meet theirs every time, and say which promise is broken: that it meets one as well takes "
        "nothing from them. That it is needed is shown by faults that it alone meets."
    )
}
"""Tests that may fail beside the one that a mutant names, each with the reason."""

TOGETHER = 8
"""Mutants in one process, because to start one takes as long as to run the tests."""

COLLECTIONS: Mapping[str, tuple[str, ...]] = {
    collection.__name__: tests
    for collection in reversed(BackendContract.__mro__)
    if (tests := tuple(name for name in vars(collection) if name.startswith("test_")))
}
"""The tests of the contract, by the class that they stand in."""

TESTS = frozenset(test for tests in COLLECTIONS.values() for test in tests)


@attrs.frozen
class Verdict:
    """
    What there is to say about one mutant.

    Attributes:
        alone: The test that noticed it and that nobody else was needed for, or *None*.

        escaped: Whether the test that it names did not notice.

        wrong: Tests that failed without being named.

        missed: Tests of the contract that did not run.
    """

    alone: str | None
    escaped: bool
    wrong: frozenset[str]
    missed: frozenset[str]


def verdict(mutant: type[Mutant], outcome: Outcome) -> Verdict:
    """
    Compare what failed with what a mutant names.
    """
    named = outcome.failed - (MAY_ALSO.keys() - {mutant.killed_by})

    return Verdict(
        alone=mutant.killed_by if named == {mutant.killed_by} else None,
        escaped=mutant.killed_by not in outcome.failed,
        wrong=named - {mutant.killed_by, *mutant.also_by},
        missed=TESTS - outcome.ran,
    )


def declared_alone(mutants: Mapping[str, type[Mutant]] = MUTANTS) -> frozenset[str]:
    """
    Return the tests that are, as the mutants say, the only ones to notice one of them.
    """
    return frozenset(mutant.killed_by for mutant in mutants.values() if not mutant.also_by)


def run_all(names: Sequence[str], *, jobs: int) -> dict[str, Outcome]:
    """
    Run every contract test against each of these, *jobs* at a time, several in one process.

    Where a process does not get to its end, each of its mutants gets one of its own.
    """

    def run_some(some: Sequence[str]) -> dict[str, Outcome]:
        found = run(dict.fromkeys(some, ()))
        if len(some) > 1 and not any(outcome.ran for outcome in found.values()):
            found = {name: outcome for one in some for name, outcome in run({one: ()}).items()}

        return found

    with ThreadPoolExecutor(jobs) as pool:
        parts = [names[start : start + TOGETHER] for start in range(0, len(names), TOGETHER)]
        found = [*pool.map(run_some, parts)]

    return {name: outcome for each in found for name, outcome in each.items()}


def table(
    runs: Sequence[Mapping[str, Outcome]],
    mutants: Mapping[str, type[Mutant]] = MUTANTS,
    *,
    is_complete: bool = True,
) -> Table:
    """
    Return what one or more runs of the matrix found, a line for each collection of tests.

    Args:
        is_complete: Each test has to be the only one to notice some mutant.
    """
    first = runs[0]
    verdicts = {name: verdict(mutants[name], first[name]) for name in first if name in mutants}
    alone = {each.alone for each in verdicts.values()}
    changed = {name for name in first if len({each[name] for each in runs}) > 1}
    lines = []
    for collection, tests in COLLECTIONS.items():
        of = {name: each for name, each in verdicts.items() if mutants[name].killed_by in tests}
        lines.append(
            Line(
                collection,
                {
                    "contract tests": len(tests),
                    "mutants": len(of),
                    "test runs": sum(len(first[name].ran) for name in of),
                    "killed": sum(not each.escaped for each in of.values()),
                    "by one test alone": sum(each.alone is not None for each in of.values()),
                    "escaped": sum(each.escaped for each in of.values()),
                    "wrong killer": sum(bool(each.wrong) for each in of.values()),
                    "not run": sum(len(each.missed) for each in of.values()),
                    "differed": len(changed & of.keys()),
                    "without a mutant": sum(test not in alone for test in tests),
                },
            )
        )
    sound = [name for name in first if name not in mutants]
    if sound:
        lines.append(
            Line(
                "without a fault",
                {
                    "mutants": 0,
                    "test runs": sum(len(first[name].ran) for name in sound),
                    "killed": 0,
                    "wrong killer": sum(bool(first[name].failed) for name in sound),
                    "not run": sum(len(TESTS - first[name].ran) for name in sound),
                    "differed": len(changed & {*sound}),
                },
            )
        )

    return Table(
        "the contract against broken backends",
        [*lines, _sum(lines)],
        zero=("escaped", "wrong killer", "not run", "differed", *["without a mutant"] * is_complete),
        least={"contract tests": 2 * len(TESTS), "mutants": 2 * len(mutants)},
    )


def remarks(outcomes: Mapping[str, Outcome], mutants: Mapping[str, type[Mutant]] = MUTANTS) -> list[str]:
    """
    Return a sentence for everything that is not as the mutants say.
    """
    said = []
    for name, outcome in outcomes.items():
        if name not in mutants:
            said += [f"{name}, which has no fault, fails {_list(outcome.failed)}"] if outcome.failed else []
            continue
        each = verdict(mutants[name], outcome)
        if each.escaped:
            said.append(f"{name} escapes {mutants[name].killed_by}")
        if each.wrong:
            said.append(f"{name} also fails {_list(each.wrong)}")
        if each.missed:
            said.append(f"{name} was not given to {_list(each.missed)}")

    return said


def _list(names: frozenset[str]) -> str:
    return ", ".join(sorted(names))


def _sum(lines: Sequence[Line]) -> Line:
    figures: Counter[str] = Counter()
    for line in lines:
        figures.update({column: int(figure) for column, figure in line.figures.items()})

    return Line("all", dict(figures))
