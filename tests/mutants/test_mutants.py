"""
The contract tests are tested: every broken backend passes a casual try and fails the test that names it.

The whole matrix, every contract test against every mutant, takes long: ``nox -s mutants``.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from mentorcore.backends import Capability
from mentorcore.testing.contract.samples import LAYOUT
from tests.figures import Table
from tests.mutants import matrix
from tests.mutants.base import InMemory, Mutant
from tests.mutants.casual import casual_try
from tests.mutants.matrix import MAY_ALSO, TESTS, declared_alone, remarks, table
from tests.mutants.running import Outcome, run
from tests.mutants.subjects import EVERYTHING, MUTANTS, MUTANTS_ON_A_SERVER, SOUND, SOUND_ON_A_SERVER
from tests.postgres.server import server_url


ALL = {**SOUND, **MUTANTS}
BROKEN = {**MUTANTS, **MUTANTS_ON_A_SERVER}

ON_A_SERVER = {**SOUND_ON_A_SERVER, **MUTANTS_ON_A_SERVER}

HURRIED = frozenset(name for name in TESTS if "thread" in name or "process" in name)
"""Tests that go on for a while by the clock."""


class Loses(InMemory):
    killed_by = "test_threads_lose_no_update"


class Forgets(InMemory):
    killed_by = "test_tokens_stay_known"
    also_by = ("test_positions_go_on",)


@pytest.fixture(scope="module")
def outcomes() -> dict[str, Outcome]:
    """
    What happened when each mutant was given the test that it names, and each sound one the quick ones.
    """
    server_url()
    wanted = {name: (mutant.killed_by,) for name, mutant in BROKEN.items()}
    quick = {name: sorted(TESTS - HURRIED) for name in ("InMemory", "InOneFile")}

    return run({**wanted, **quick})


class TestMutants:
    @pytest.mark.parametrize("name", EVERYTHING)
    def test_passes_a_casual_try(self, name: str, tmp_path: Path) -> None:
        """
        Whoever tries a broken backend out for a minute believes that it works.
        """
        casual_try(lambda: EVERYTHING[name].open(tmp_path, LAYOUT))

    @pytest.mark.parametrize("name", BROKEN)
    def test_is_noticed(self, name: str, outcomes: dict[str, Outcome]) -> None:
        """
        A broken backend fails the contract test that it names.
        """
        assert outcomes[name] == Outcome.of({BROKEN[name].killed_by: False})

    @pytest.mark.parametrize("name", ["InMemory", "InOneFile"])
    def test_nothing_else_is_wrong_with_it(self, name: str, outcomes: dict[str, Outcome]) -> None:
        """
        What the mutants are made of keeps the contract.
        """
        assert outcomes[name].ran == TESTS - HURRIED
        assert outcomes[name].failed == frozenset()

    @pytest.mark.parametrize("name", BROKEN)
    def test_names_tests_that_there_are(self, name: str) -> None:
        """
        A mutant names one test of the contract, and none twice.
        """
        mutant = BROKEN[name]
        named = [mutant.killed_by, *mutant.also_by]

        assert sorted({*named}) == sorted(named)
        assert {*named} <= TESTS

    def test_there_are_enough(self) -> None:
        """
        There is a mutant for each kind of fault that a backend is known to have.
        """
        said = " ".join(str(mutant.__doc__) for mutant in MUTANTS.values())
        wanted = (
            "Loses an update",
            "Commits in part",
            "stale cache",
            "Drops the journal entry",
            "Reorders a scan",
            "Swallows an error",
            "version be used twice",
            "Ignores a token",
            "positions appear late",
            "Shares its state",
            "Leaves bytes",
        )

        assert [fault for fault in wanted if fault not in said] == []
        assert len(MUTANTS) >= 25

    def test_each_contract_test_is_needed(self) -> None:
        """
        For each test of the contract there is a mutant that, as it says, no other one notices.
        """
        assert sorted(TESTS - declared_alone()) == []

    def test_who_may_also_notice_says_why(self) -> None:
        """
        A test that takes nothing from others when it fails beside them has a reason, and its own mutants.
        """
        assert {*MAY_ALSO} <= declared_alone()
        assert all(len(reason) > 40 for reason in MAY_ALSO.values())

    def test_says_what_a_backend_by_halves_fails(self) -> None:
        """
        For each capability there is a mutant that has it without saying so.
        """
        halves = [mutant for mutant in MUTANTS.values() if mutant.__module__.endswith("undeclared")]

        assert len(halves) == len(Capability)


class TestMatrix:
    def test_is_quiet_when_all_is_well(self) -> None:
        """
        Mutants that die by the tests that they name, and by those that may also, leave nothing to say.
        """
        found = _table(
            Loses={Loses.killed_by, "test_behaves_like_a_few_dictionaries"},
            Forgets={Forgets.killed_by, *Forgets.also_by},
            InMemory=set(),
        )

        assert (_column(found, "killed"), _column(found, "by one test alone")) == (2, 1)
        assert [_column(found, name) for name in ("escaped", "wrong killer", "not run", "differed")] == [
            0
        ] * 4
        assert _column(found, "without a mutant") == len(TESTS) - 1

    @pytest.mark.parametrize(
        ("failed", "column", "said"),
        [
            (set(), "escaped", "Loses escapes test_threads_lose_no_update"),
            (
                {Loses.killed_by, "test_positions_grow"},
                "wrong killer",
                "Loses also fails test_positions_grow",
            ),
        ],
    )
    def test_tells_what_is_wrong(self, failed: set[str], column: str, said: str) -> None:
        """
        A mutant that escapes, or dies by a test that it does not name, is told and counts.
        """
        found = _table(Loses=failed)

        assert _column(found, column) == 1
        assert _column(found, "without a mutant") == len(TESTS)
        assert any(column in failure for failure in found.failures)
        assert remarks({"Loses": _outcome(failed)}, _SOME) == [said]

    def test_tells_what_did_not_run(self) -> None:
        """
        A test that was not run against a mutant is missed, and so are all when pytest broke down.
        """
        outcome = Outcome(TESTS - {"test_positions_grow"}, frozenset({Loses.killed_by}))

        assert _column(table([{"Loses": outcome}], _SOME), "not run") == 1
        assert _column(table([{"Loses": Outcome.of({})}], _SOME), "not run") == len(TESTS)
        assert "Loses was not given to test_positions_grow" in remarks({"Loses": outcome}, _SOME)

    def test_tells_what_is_no_mutant_of_its_own(self) -> None:
        """
        A sound backend that fails a test shows a fault of the contract, or of what mutants are made of.
        """
        found = _table(InMemory={"test_positions_grow"})

        assert _column(found, "wrong killer") == 1
        assert remarks({"InMemory": _outcome({"test_positions_grow"})}, _SOME) == [
            "InMemory, which has no fault, fails test_positions_grow"
        ]

    def test_tells_no_missing_mutant_of_a_few(self) -> None:
        """
        A matrix that is not meant to be complete passes with tests that none of its few mutants is for.
        """
        run = {"Loses": _outcome({Loses.killed_by})}

        assert any("without a mutant" in failure for failure in table([run], _SOME).failures)
        assert not any(
            "without a mutant" in failure for failure in table([run], _SOME, is_complete=False).failures
        )

    def test_tells_what_is_different_another_time(self) -> None:
        """
        Runs that do not agree are told.
        """
        runs = [{"Loses": _outcome({Loses.killed_by})}, {"Loses": _outcome(set())}]

        assert _column(table(runs, _SOME), "differed") == 1
        assert _column(table(runs[:1] * 2, _SOME), "differed") == 0

    def test_runs_from_the_command_line(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
    ) -> None:
        """
        ``python -m tests.mutants`` runs every mutant, prints the table, and fails where one escapes.
        """
        from tests.mutants.__main__ import main

        def run_one(wanted: dict[str, tuple[str, ...]]) -> dict[str, Outcome]:
            failed = {
                name: {BROKEN[name].killed_by, *BROKEN[name].also_by} if name in BROKEN else ()
                for name in wanted
            }
            return {name: _outcome({*failed[name]} - {escaping}) for name in wanted}

        monkeypatch.setattr(matrix, "run", run_one)
        escaping = ""
        assert main(["--jobs", "1", "--times", "2", "--kills", str(tmp_path / "kills")]) == 0
        assert capsys.readouterr().out.rstrip().endswith("passed")
        assert len((tmp_path / "kills").read_text("utf-8").splitlines()) == len(ALL)

        assert main(["--server", "--kills", str(tmp_path / "kills")]) == 0
        assert len((tmp_path / "kills").read_text("utf-8").splitlines()) == len(ON_A_SERVER)

        escaping = "test_positions_grow"
        assert main([]) == 1
        assert "NumbersEntriesBySubject escapes test_positions_grow" in capsys.readouterr().out


_SOME: dict[str, type[Mutant]] = {"Loses": Loses, "Forgets": Forgets}


def _outcome(failed: set[str]) -> Outcome:
    return Outcome(TESTS, frozenset(failed))


def _table(**failed: set[str]) -> Table:
    return table([{name: _outcome(tests) for name, tests in failed.items()}], _SOME)


def _column(found: Table, name: str) -> float:
    return found.lines[-1].figures[name]
