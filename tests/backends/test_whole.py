"""
A backend's tests are the whole contract: what is changed or left out of it has a reason, or fails.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from mentorcore.backends import Backend
from mentorcore.backends.memory import MemoryBackend
from mentorcore.testing import BackendContract
from mentorcore.testing.contract.commits import CommitTests
from mentorcore.testing.contract.tokens import TokenTests
from mentorcore.testing.contract.whole import contract_tests


pytest_plugins = ["pytester"]

MODULE = """
import pytest

from mentorcore.backends import memory
from mentorcore.testing import BackendContract

{before}
class TestMine(BackendContract):
    {inside}

    def open_backend(self, where, layout):
        {opening}
        return memory.MemoryBackend()

{after}
"""

QUICK = "test_may_be_closed_again"
"""A contract test that takes no time."""


class Good(BackendContract):
    def open_backend(self, *arguments: object) -> Backend:
        return MemoryBackend()


def _made(name: str, *bases: type, **inside: Any) -> type:
    return type(name, bases or (Good,), inside)


class Mixin:
    def test_may_be_closed_again(self) -> None: ...


class TestWhenAClassIsMade:
    @pytest.mark.parametrize("instead", [None, lambda self: None, pytest.mark.skip(lambda self: None)])
    def test_a_test_is_not_replaced_silently(self, instead: object) -> None:
        """
        A subclass that replaces a contract test, or takes it away, says why.
        """
        with pytest.raises(TypeError, match=rf"Sly .* {QUICK}; say why: deviations = {{'{QUICK}': "):
            _made("Sly", **{QUICK: instead})

    def test_a_mixin_replaces_nothing_silently(self) -> None:
        """
        A test that comes from another base class replaces the contract's as well.
        """
        with pytest.raises(TypeError, match=f"Sly replaces {QUICK}; say why"):
            _made("Sly", Mixin, Good)

    @pytest.mark.parametrize("name", ["backend", "opened", "elsewhere", "pytest_generate_tests"])
    def test_a_fixture_is_not_replaced_silently(self, name: str) -> None:
        """
        What the tests stand on is as much a part of the contract as they are.
        """
        with pytest.raises(TypeError, match=f"replaces {name}; say why"):
            _made("Sly", **{name: lambda self: None})

    @pytest.mark.parametrize("said", ["", "  ", None, 7])
    def test_a_blank_reason_is_none(self, said: object) -> None:
        """
        A reason consists of more than spaces.
        """
        with pytest.raises(TypeError, match="say why"):
            _made("Sly", **{QUICK: None, "deviations": {QUICK: said}})

    @pytest.mark.parametrize("name", [QUICK, "ClosingTests", "BackendContract"])
    def test_a_test_is_replaced_with_a_reason(self, name: str) -> None:
        """
        With a reason for a test, for its collection or for everything, a contract test may be replaced.
        """
        made = _made(
            "Honest",
            **{QUICK: None, "deviations": {name: "closing is the server's"}, "test_of_ours": lambda s: None},
        )

        assert issubclass(made, BackendContract)

    def test_a_reason_is_handed_down(self) -> None:
        """
        What a base class has declared, its subclasses need not say again; what they do, they say.
        """
        base = _made("Base", **{QUICK: None, "deviations": {QUICK: "closing is the server's"}})
        made = _made(
            "Other", base, deviations={"test_positions_grow": "it counts down"}, test_positions_grow=1
        )

        assert getattr(made, QUICK) is None
        with pytest.raises(TypeError, match="test_tokens_stay_known; say why"):
            _made("Sly", made, test_tokens_stay_known=None)

    def test_a_reason_is_for_something(self) -> None:
        """
        A reason for a test that the contract does not have is a mistake.
        """
        with pytest.raises(
            TypeError, match="reason for test_may_be_cloned, which the contract does not have"
        ):
            _made("Wrong", deviations={"test_may_be_cloned": "it cannot"})

    def test_a_part_of_the_contract_is_not_enough(self) -> None:
        """
        A class that stands on some of the collections says why it leaves out the others.
        """
        with pytest.raises(TypeError, match=r"leaves out .*JournalTests.*; say why: .*'JournalTests': "):
            _made("Part", CommitTests, TokenTests)

        made = _made("Part", CommitTests, deviations={"BackendContract": "it only commits"})
        assert issubclass(made, CommitTests)

    @pytest.mark.parametrize(
        "inside", [{"__test__": False}, {"__init__": lambda self: None}, {"__new__": lambda cls: None}]
    )
    def test_a_class_that_pytest_passes_over_says_why(self, inside: dict[str, Any]) -> None:
        """
        What keeps pytest from collecting the class at all has a reason, too.
        """
        with pytest.raises(TypeError, match="pytest runs nothing of BackendContract; say why"):
            _made("Sly", **inside)

        made = _made("Base", **inside, deviations={"BackendContract": "its subclasses are run"})
        assert issubclass(made, BackendContract)

    def test_the_author_gives_a_way_to_open(self, tmp_path: Any) -> None:
        """
        Without a method that opens the backend the contract says what is missing.
        """
        with pytest.raises(NotImplementedError, match="open_backend"):
            BackendContract().open_backend(tmp_path, None)  # type: ignore[arg-type]


Run = Callable[..., pytest.RunResult]

TEST = f"test_mine.py::TestMine::{QUICK}"

ONE_RUNS = """
def pytest_runtest_protocol(item):
    return None if item.name == "the_whole_contract" else True  # the others would only take time
"""


@pytest.fixture
def run(pytester: pytest.Pytester) -> Run:
    """
    Run pytest on a class of contract tests.
    """

    def run(*arguments: str, conftest: str = "", ini: str = "", **parts: str) -> pytest.RunResult:
        given = {"before": "", "inside": "", "opening": "", "after": "", **parts}
        pytester.makepyfile(test_mine=MODULE.format(**given))
        pytester.makeconftest(conftest)
        pytester.makeini(f"[pytest]\n{ini}")

        return pytester.runpytest_inprocess("-p", "no:cacheprovider", "-p", "no:xdist", *arguments)

    return run


class TestWhenTestsRun:
    @pytest.mark.parametrize(
        "how",
        [
            {"before": '@pytest.mark.skip(reason="not today")'},
            {"before": 'pytestmark = pytest.mark.skipif(True, reason="not today")'},
            {"inside": 'pytestmark = pytest.mark.skip(reason="not today")'},
            {"opening": 'pytest.skip("not today")'},
            {
                "conftest": """
                import pytest

                def pytest_collection_modifyitems(items):
                    for item in items:
                        item.add_marker(pytest.mark.skip(reason="not today"))
                """
            },
        ],
        ids=["class", "module", "inside", "opening", "hook"],
    )
    def test_a_test_is_not_skipped_silently(self, run: Run, how: dict[str, str]) -> None:
        """
        However a contract test comes to be skipped, it fails instead.
        """
        done = run(TEST, **how)

        assert done.parseoutcomes().keys() <= {"failed", "error", "errors"}
        done.stdout.fnmatch_lines([f"*TestMine skips {QUICK}; say why: deviations = *"])

    @pytest.mark.parametrize("strict", [True, False])
    def test_a_test_is_not_expected_to_fail_silently(self, run: Run, strict: bool) -> None:
        """
        A contract test that may fail counts as failed, whether it does or not.
        """
        for opening in ("pass", "raise OSError"):
            done = run(TEST, before=f"@pytest.mark.xfail(strict={strict})", opening=opening)

            assert "xfailed" not in done.parseoutcomes()
            assert "xpassed" not in done.parseoutcomes()
            assert done.ret == pytest.ExitCode.TESTS_FAILED
        done.stdout.fnmatch_lines([f"*TestMine expects to fail {QUICK}; say why: deviations = *"])

    def test_a_test_is_skipped_with_a_reason(self, run: Run) -> None:
        """
        With a declared reason a contract test is skipped; one of the author's own needs none.
        """
        done = run(
            "test_mine.py::TestMine",
            "-k",
            f"{QUICK} or test_of_ours",
            before='@pytest.mark.skip(reason="no server")',
            inside="""
    deviations = {"ClosingTests": "the server is not there"}

    def test_of_ours(self): ...
""",
        )

        done.assert_outcomes(skipped=2, deselected=done.parseoutcomes()["deselected"])

    def test_the_whole_contract_passes(self, run: Run) -> None:
        """
        A class that has all of the contract gets nothing added.
        """
        done = run("--collect-only", "-q")

        done.stdout.no_fnmatch_line("*the_whole_contract*")
        done.stdout.fnmatch_lines([f"*TestMine::{QUICK}"])

    @pytest.mark.parametrize(
        ("how", "what"),
        [
            ({"after": f"TestMine.{QUICK} = None"}, f"leaves out {QUICK}"),
            ({"after": "TestMine.test_positions_grow = lambda self: None"}, "replaces test_positions_grow"),
            ({"ini": f"addopts = --deselect {TEST}"}, f"does not run {QUICK}"),
            ({"ini": "addopts = -k 'not test_may_be'"}, f"does not run {QUICK}, test_may_be_closed_unused"),
            ({"ini": "python_functions = test_a*"}, "does not run *, PagingTests, *"),
            (
                {"conftest": "def pytest_collection_modifyitems(items): del items[0]"},
                "does not run test_speaks_this_contract",
            ),
            (
                {"conftest": "def pytest_collection_modifyitems(items): items[:] = items[:1]"},
                "does not run *, ProcessTests, *",
            ),
            ({"conftest": "def pytest_collection_modifyitems(items): items.clear()"}, "does not run *"),
            (
                {
                    "conftest": """
def pytest_collection_modifyitems(items):
    items[:] = [item for item in items if "megabyte" not in item.name]
"""
                },
                "does not run all of test_keeps_a_body_exactly",
            ),
            (
                {
                    "conftest": """
def pytest_pycollect_makeitem(name):
    return [] if name == "test_positions_grow" else None
"""
                },
                "does not run test_positions_grow",
            ),
        ],
        ids=[
            "taken away later",
            "replaced later",
            "deselected",
            "deselected by words",
            "not named like a test",
            "removed by a hook",
            "nearly all removed",
            "all removed",
            "one parameter removed",
            "not collected",
        ],
    )
    def test_a_test_is_not_dropped_silently(self, run: Run, how: dict[str, str], what: str) -> None:
        """
        However a contract test comes not to be run, there is one more that says so and fails.
        """
        done = run(**{**how, "conftest": how.get("conftest", "") + ONE_RUNS})

        assert done.parseoutcomes()["failed"] == 1
        done.stdout.fnmatch_lines([f"TestMine {what}; say why: deviations = *"])

    def test_a_test_is_dropped_with_a_reason(self, run: Run) -> None:
        """
        With a declared reason contract tests may be deselected, and with a second one others, too.
        """
        done = run(
            "--collect-only",
            inside='deviations = {"ScanTests": "it has no order", "test_positions_grow": "it counts down"}',
            ini="addopts = -k 'not test_scans and not test_positions_grow'",
        )

        done.stdout.no_fnmatch_line("*the_whole_contract*")

    @pytest.mark.parametrize(
        "arguments",
        [
            ("-k", QUICK),
            (f"-qk{QUICK}",),
            (f"test_mine.py::TestMine::{QUICK}",),
            ("-m", "not parametrize"),
            ("--last-failed", "-p", "cacheprovider"),
        ],
    )
    def test_a_developer_may_ask_for_a_part(self, run: Run, arguments: tuple[str, ...]) -> None:
        """
        Whoever asks on the command line for some of the tests gets them and nothing else.
        """
        done = run("--collect-only", *arguments)

        assert done.ret == pytest.ExitCode.OK
        done.stdout.no_fnmatch_line("*the_whole_contract*")
        done.stdout.fnmatch_lines([f"*{QUICK}*"])

    def test_a_developer_may_ask_in_the_environment(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        ``PYTEST_ADDOPTS`` counts as the command line.
        """
        monkeypatch.setenv("PYTEST_ADDOPTS", f"-k {QUICK}")

        run("--collect-only").stdout.no_fnmatch_line("*the_whole_contract*")

    def test_a_part_shows_what_is_wrong_with_it(self, run: Run) -> None:
        """
        A class from which something was taken says so even when only another test of it is asked for.
        """
        done = run("-k", QUICK, after="TestMine.test_positions_grow = None")

        assert done.parseoutcomes()["failed"] == 1
        done.stdout.fnmatch_lines(["TestMine leaves out test_positions_grow; say why: *"])

    def test_every_process_of_xdist_says_the_same(self, pytester: pytest.Pytester) -> None:
        """
        Distributed over processes, the tests that are added are the same everywhere.
        """
        pytester.makepyfile(test_mine=MODULE.format(before="", inside="", opening="pass", after=""))
        pytester.makeconftest(f"def pytest_collection_modifyitems(items): del items[0]\n{ONE_RUNS}")
        done = pytester.runpytest_subprocess("-p", "no:cacheprovider", "-n", "2")

        assert done.parseoutcomes()["failed"] == 1
        done.stdout.fnmatch_lines(["TestMine does not run test_speaks_this_contract; say why: *"])


def test_the_contract_keeps_its_own_word() -> None:
    """
    The class that authors subclass has every test, each in one collection.
    """
    assert contract_tests().keys() == {name for name in dir(BackendContract) if name.startswith("test_")}
    assert len(contract_tests()) == sum(
        name.startswith("test_") for base in BackendContract.__mro__ for name in vars(base)
    )
