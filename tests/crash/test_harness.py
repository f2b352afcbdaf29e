"""
What the harness asks of a backend, and how it shares its kills out.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import attrs
import pytest

from mentorcore.backends import Backend, Capability, Layout
from mentorcore.errors import Unsupported
from mentorcore.testing.contract.elsewhere import Failed
from mentorcore.testing.crash import Figures, How, Report, dying, harness, kill_writers, passing
from mentorcore.testing.crash.opening import Opening
from tests.crash import broken
from tests.crash.stores import json_store


ALL = frozenset(Capability)


SCRIPT = """
from pathlib import Path

from mentorcore.testing.crash import How, kill_writers
from mentorcore_json import mentorcore_open

def opened(where, layout):
    return mentorcore_open(f"json:///{where}", layout, create=True, upgrade=False)

if __name__ == "__main__":
    print(kill_writers(opened, Path(), kills={How.AT_RANDOM: 1}).total.kills, "killed")
"""


def ignores_where(where: Path, layout: Layout) -> Backend:
    return json_store(where.with_name("always here"), layout)


def opens_nothing(where: Path, layout: Layout) -> None: ...


def declares_nothing(where: Path, layout: Layout) -> Backend:
    made = json_store(where, layout)
    vars(made)["capabilities"] = None

    return made


class TestKillWriters:
    def test_kills_by_url(self, tmp_path: Path) -> None:
        """
        A URL is enough; progress is told, and the folder is left as it was.
        """
        told: list[int] = []
        report = kill_writers(
            "sqlite:///{where}/store.db", tmp_path, kills={How.AT_RANDOM: 2}, progress=told.append
        )

        assert report.harm == 0, report
        assert told[-1] == report.total.kills == 2
        assert [*tmp_path.iterdir()] == []

    def test_says_why_a_backend_cannot_be_opened(self, tmp_path: Path) -> None:
        """
        An error at the very first opening is told, and the folder is left as it was.
        """
        with pytest.raises(Failed, match="Unavailable: the disk: it is on holiday"):
            kill_writers(broken.cannot_be_opened, tmp_path)

        assert [*tmp_path.iterdir()] == []

    @pytest.mark.parametrize(
        ("how", "given"),
        [([], SCRIPT), (["-m"], SCRIPT), ([], SCRIPT.replace('__name__ == "__main__"', "True"))],
        ids=["script", "module", "unguarded"],
    )
    def test_kills_from_the_script_that_is_run(self, how: list[str], given: str, tmp_path: Path) -> None:
        """
        A function of the script that is run is found, and a script that kills when it is imported is told so.
        """
        (tmp_path / "script.py").write_text(given)
        command = [sys.executable, *how, "script" if how else "script.py"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

        if given == SCRIPT:
            assert (done.stdout, done.stderr) == ("1 killed\n", "")
        else:
            assert "call it under: if __name__ == '__main__'" in done.stderr

    @pytest.mark.parametrize(
        ("backend", "error", "said"),
        [
            (ignores_where, ValueError, "was not empty: does your function use where"),
            (opens_nothing, TypeError, r"opens_nothing\(\) returned None, which is no Backend"),
            (declares_nothing, TypeError, "its capabilities are None; declare a frozenset of Capability"),
        ],
    )
    def test_tries_what_opens_the_backend(
        self, backend: Any, error: type[Exception], said: str, tmp_path: Path
    ) -> None:
        """
        A function that opens always the same store, or none, is told so before anybody is killed.
        """
        with pytest.raises(error, match=said):
            kill_writers(backend, tmp_path)

        assert [*tmp_path.iterdir()] == []

    @pytest.mark.parametrize(
        ("kills", "error"),
        [
            (0, ValueError),
            (-1, ValueError),
            ({}, ValueError),
            ({How.AT_RANDOM: 0}, ValueError),
            ("5", TypeError),
            (True, TypeError),
            (None, TypeError),
            ({"random": 1}, TypeError),
            ({How.AT_RANDOM: 0.5}, TypeError),
        ],
    )
    def test_says_how_to_ask_for_kills(self, kills: Any, error: type[Exception], tmp_path: Path) -> None:
        """
        Kills are a number, or a number for a `How`, from 1.
        """
        with pytest.raises(error, match="give"):
            kill_writers(json_store, tmp_path, kills=kills)

    def test_needs_a_folder(self, tmp_path: Path) -> None:
        """
        The folder is there already.
        """
        with pytest.raises(ValueError, match="is no directory; make it first"):
            kill_writers(json_store, tmp_path / "missing")

    @pytest.mark.parametrize("how", [How.AT_RANDOM, How.RECOVERING, How.BESIDE])
    def test_kills_as_many_as_asked(self, how: How, tmp_path: Path) -> None:
        """
        As many are killed as were asked for, and not one more, where one round may kill two.
        """
        report = kill_writers(json_store, tmp_path, kills={how: 4}, seed=3)

        assert report.total.kills == 4

    def test_refuses_a_backend_that_keeps_nothing(self, tmp_path: Path) -> None:
        """
        What is not durable has nothing to lose.
        """
        opening = attrs.asdict(Opening.of(broken.remembers_nothing))
        answers = harness._answers(opening, str(tmp_path), kills=1, seed=0)

        with pytest.raises(Unsupported, match="does not declare DURABLE"):
            harness._gathered(answers, None)

    def test_needs_a_way_to_fork(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        Where there is no fork it says so, before it does anything.
        """
        monkeypatch.delattr(os, "fork")

        with pytest.raises(Unsupported, match="no fork"):
            kill_writers(json_store, tmp_path)


class TestOpening:
    @pytest.mark.parametrize(
        ("given", "problem"),
        [
            ("sqlite:///store.db", "does not say {where} its stores are"),
            (lambda where, layout: None, "nothing that another process can import"),
            (print, "nothing that another process can import"),
            (7, "nothing that another process can import"),
        ],
    )
    def test_refuses_what_no_other_process_finds(self, given: object, problem: str) -> None:
        """
        A URL names the directory, and a function stands at the top of a module.
        """
        with pytest.raises(TypeError, match=problem):
            Opening.of(given)  # type: ignore[arg-type]

    @pytest.mark.parametrize("url", ["json:///{where}/{x}", "json:///{where}/{}", "json:///{where}/{"])
    def test_a_url_has_one_thing_to_fill_in(self, url: str) -> None:
        """
        Braces that mean something else than the directory are refused, with how to write them.
        """
        with pytest.raises(ValueError, match=r"write {{ and }} for braces"):
            Opening.of(url)

    def test_a_function_has_a_file(self) -> None:
        """
        A function that was typed in, and stands in no file, cannot be imported.
        """
        scope: dict[str, Any] = {"__name__": "__main__"}
        exec(compile("def opened(where, layout): ...", "<stdin>", "exec"), scope)

        with pytest.raises(TypeError, match=r"opened.* is nothing that another process can import"):
            Opening.of(scope["opened"])

    def test_finds_a_function_again(self) -> None:
        """
        A function is found by its module.
        """
        assert Opening.of(json_store).found() is json_store

    def test_finds_a_function_by_its_file(self, tmp_path: Path) -> None:
        """
        A module that cannot be imported by its name is loaded from its file.
        """
        file = tmp_path / "mine.py"
        file.write_text("def opened(where, layout):\n    return 'opened'\n")

        opener = Opening(module="a_module_of_mine", file=str(file), name="opened").found()

        assert str(opener(tmp_path, Layout(()))) == "opened"

    def test_opens_by_url(self, tmp_path: Path) -> None:
        """
        The directory takes its place in the URL.
        """
        backend: Backend = Opening.of("json:///{where}/store").found()(tmp_path, Layout(()))
        backend.close()

        assert (tmp_path / "store" / "mentorcore.json").is_file()


class TestShares:
    def test_every_way_gets_some(self) -> None:
        """
        A thousand kills are shared out over every way.
        """
        shares = harness._shares(1000, ALL, points=7)

        assert sum(shares.values()) == 1000
        assert {*shares} == {*How}

    def test_what_a_backend_lacks_gets_none(self) -> None:
        """
        Without points and other processes there is more for the rest.
        """
        shares = harness._shares(100, frozenset({Capability.DURABLE}), points=0)

        assert sum(shares.values()) == 100
        assert {*shares} == {How.AT_RANDOM, How.RECOVERING, How.CREATING}

    @pytest.mark.parametrize(
        ("how", "problem"), [(How.AT_POINTS, r"never calls passing\(\)"), (How.BESIDE, "PROCESSES")]
    )
    def test_what_a_backend_lacks_cannot_be_asked_for(self, how: How, problem: str) -> None:
        """
        What was asked for by name and is not there is refused.
        """
        with pytest.raises(Unsupported, match=problem):
            harness._shares({how.name: 3}, frozenset({Capability.DURABLE}), points=0)


class TestPassing:
    def test_harms_nobody_who_is_not_doomed(self) -> None:
        """
        Outside the harness a point is nothing.
        """
        passing("a write")

    def test_kills_at_the_point_that_was_chosen(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        The chosen point is told, and then it is over; those before it count.
        """
        killed: list[tuple[int, int]] = []
        said: list[str] = []
        monkeypatch.setattr(os, "kill", lambda *args: killed.append(args))
        dying.doom(2, said.append)
        try:
            for what in ("first", "second", "third"):
                passing(what)
            assert dying.passed() == 3
        finally:
            dying.doom(0, said.append)

        assert (said, killed) == (["second"], [(os.getpid(), signal.SIGKILL)])


class TestReport:
    def test_adds_up(self) -> None:
        """
        A slow opening is no harm; everything else is.
        """
        one = Figures(kills=3, acknowledged=9, slow=1)
        other = Figures(kills=2, corrupt=1, lost=1, partial=1, leftovers=1)
        report = Report({How.AT_RANDOM: one, How.LATE: other}, problems=("lost: everything",))

        assert report.total == Figures(
            kills=5, acknowledged=9, corrupt=1, lost=1, partial=1, leftovers=1, slow=1
        )
        assert (one.harm, report.harm) == (0, 4)
        assert str(report).splitlines()[-1] == "lost: everything"
