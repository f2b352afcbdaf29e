"""
What the harness asks of a backend, and how it shares its kills out.
"""

from __future__ import annotations

import os
import signal
from pathlib import Path

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
        assert told[-1] == report.total.kills >= 2
        assert [*tmp_path.iterdir()] == []

    def test_says_why_a_backend_cannot_be_opened(self, tmp_path: Path) -> None:
        """
        An error at the very first opening is told, and the folder is left as it was.
        """
        with pytest.raises(Failed, match="Unavailable: the disk: it is on holiday"):
            kill_writers(broken.cannot_be_opened, tmp_path)

        assert [*tmp_path.iterdir()] == []

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
        ],
    )
    def test_refuses_what_no_other_process_finds(self, given: object, problem: str) -> None:
        """
        A URL names the directory, and a function stands at the top of a module.
        """
        with pytest.raises(TypeError, match=problem):
            Opening.of(given)  # type: ignore[arg-type]

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
