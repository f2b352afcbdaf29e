"""
The benchmark: its workload, its arithmetic, and a small run of all of it.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from benchmarks.growing import Grown
from benchmarks.measuring import Ratio, Task, Times, in_words, measured, times_as_often
from benchmarks.parts import parts
from benchmarks.postgres import ON_POSTGRES
from benchmarks.targets import at_least, at_most
from benchmarks.workload import TEMPLATES, Workload, lived, mentorship_id, record_id, template

from benchmarks import __main__ as benchmark
from benchmarks import awaited, memory
from mentorcore import Mentorship, Store, copy_store, open_store, verify_store
from mentorcore.model.meetings import MeetingStatus
from mentorcore.model.questions import QuestionStatus


class TestWorkload:
    def test_is_a_sound_record(self) -> None:
        """
        What is made of the few different relationships is as if it had been committed step by step.
        """
        with open_store("memory:") as store:
            copy_store(Store(Workload(TEMPLATES + 3)), store)

            assert () == verify_store(store)

    @pytest.mark.parametrize("number", [0, TEMPLATES, TEMPLATES + 4])
    def test_has_what_a_year_brings(self, number: int) -> None:
        """
        3 goals, 12 held meetings, 4 readings, 6 answered questions, 5 milestones with evidence.
        """
        with open_store("memory:") as store:
            copy_store(Store(Workload(number + 1)), store)
            kept = store.get(Mentorship, mentorship_id(number))

            held = [meeting for meeting in kept.meetings if meeting.status is MeetingStatus.HELD]
            answered = [q for q in kept.questions if q.answers and q.status is not QuestionStatus.WITHDRAWN]
            shown = [milestone for milestone in kept.milestones if milestone.evidence]
            assert (3, 12, 4, 6, 5) == (
                len(kept.goals),
                len(held),
                len(kept.readings),
                len(answered),
                len(shown),
            )
            assert all(280 < len(meeting.summary or "") <= 301 for meeting in held)

    def test_is_the_same_each_time(self) -> None:
        """
        The dice are seeded.
        """
        again = lived(3)

        assert again.document.goals == lived(3).document.goals
        assert template(3).envelope.body.count(record_id("agreement")) == 1

    def test_can_be_as_large_as_asked(self) -> None:
        """
        One that holds more than a year holds so many times as much.
        """
        assert 3 * 12 == len(lived(0, 3).meetings)

    @pytest.mark.parametrize("number", [0, -1, 10_000_001])
    def test_is_of_some_size(self, number: int) -> None:
        """
        There is at least one relationship, and no more than its ids can tell apart.
        """
        with pytest.raises(ValueError, match="relationships can be made"):
            Workload(number)


class TestMeasuring:
    def test_lets_everybody_do_it_in_turn(self) -> None:
        """
        Each does as much in each round, and nobody is first each time; a warm round before does not count.
        """
        done: list[tuple[str, int]] = []

        def task(name: str) -> Task:
            return Task(lambda number, _: done.append((name, number)), 2)

        tasks = {name: task(name) for name in ("one", "other")}
        times = measured(tasks, 2)

        assert [3 * [2], 3 * [2]] == [
            [done.count((name, number)) for number in (-1, 0, 1)] for name in ("one", "other")
        ]
        assert {done[4 * place][0] for place in range(3)} == {"one", "other"}
        assert [2, 2] == [len(each.rounds) for each in times.values()]

    def test_compares_within_a_round(self) -> None:
        """
        A round in which everything is slow says as much as another one.
        """
        ratio = Times((2.0, 20.0, 3.0)).against(Times((1.0, 10.0, 1.0)))

        assert (2.0, 2.0, 3.0) == (ratio.median, ratio.least, ratio.most)

    @pytest.mark.parametrize(
        ("seconds", "words"), [(2.5, "2.5 s"), (0.0025, "2.5 ms"), (0.0000025, "2.5 µs"), (120, "120 s")]
    )
    def test_tells_times(self, seconds: float, words: str) -> None:
        """
        A time is told in the unit that suits it.
        """
        assert words == in_words(seconds)

    @pytest.mark.parametrize(
        ("ratio", "words"), [(0.5, "0.50"), (9.99, "9.99"), (12.34, "12.3"), (1234.5, "1,234")]
    )
    def test_tells_ratios(self, ratio: float, words: str) -> None:
        """
        A ratio is told in as many digits as matter.
        """
        assert words == times_as_often(ratio)


class TestTargets:
    def test_are_met_or_not(self) -> None:
        """
        What counts is the usual round.
        """
        assert at_most("a", Ratio((1.0, 1.4, 9.0)), 1.4).is_met
        assert not at_most("a", Ratio((1.0, 1.5, 9.0)), 1.4).is_met
        assert at_least("a", Ratio((1.0, 3.0, 9.0)), 3).is_met
        assert not at_least("a", Ratio((1.0, 2.9, 9.0)), 3).is_met

    def test_see_whether_growth_is_linear(self) -> None:
        """
        A cost that grows as its records do has no bend; one that grows faster has.
        """
        linear = Grown({10: Times((1.0,)), 20: Times((2.0,)), 30: Times((3.0,))})
        square = Grown({10: Times((1.0,)), 20: Times((4.0,)), 30: Times((9.0,))})

        assert linear.slope == pytest.approx(0.1)
        assert linear.bend.median == pytest.approx(1)
        assert square.bend.median > 1.3


def test_all_of_it_in_small(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    Every part runs, ends in a line for each target, and writes what a machine reads.
    """
    figures = tmp_path / "figures.json"
    small = ["--number=7", "--rounds=1", "--imports=1", "--share=0.01"]
    small += ["--grown", "5", "6", "--years", "1", "2", "3"]
    monkeypatch.setattr(sys, "argv", ["benchmarks", *small, "--json", str(figures)])

    assert 0 == benchmark.main()

    printed = capsys.readouterr().out
    told = json.loads(figures.read_text(encoding="utf-8"))
    lines = [line for line in printed.splitlines() if line.endswith(("met", "not met"))]
    assert len(told["targets"]) == len(lines) == 30
    assert not any(" met" in line for line in printed.splitlines() if line not in lines)
    assert {kind.name for kind in benchmark.KINDS} == set(told["compare"]["load"])
    assert {kind.name for kind in ON_POSTGRES} == set(told["postgres"]["load"])
    assert 3 == printed.count("fsync=on, synchronous_commit=on")


def test_parts_of_an_operation(tmp_path: Path) -> None:
    """
    Each part that is named takes its time, and leaves a rest.
    """
    found = parts(tmp_path, 6, times=3)

    now_and_then = {"sync everything now and then"}
    assert [7, 5, 9, 5, 10, 12] == [len(spent) for spent in found.values()]
    assert not {name for spent in found.values() for name, took in spent.items() if took <= 0} - now_and_then


@pytest.mark.parametrize("backend", ["sqlite", "json"])
def test_how_much_a_large_store_takes(
    backend: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    A store is filled and read to its end, and each step says of how many.
    """
    monkeypatch.setattr(memory, "MOST_MIB", 100_000)
    monkeypatch.setattr(sys, "argv", ["memory", "--number", "1000", "--backend", backend])

    assert 0 == memory.main()

    printed = capsys.readouterr().out
    assert printed.count("1,000\n") == 3
    assert "GiB on the disk" in printed


def test_a_store_that_takes_too_much_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    More memory than a store may take is a failure.
    """
    monkeypatch.setattr(memory, "MOST_MIB", 1)
    monkeypatch.setattr(sys, "argv", ["memory", "--number", "500"])

    assert 1 == memory.main()


def test_what_awaiting_costs(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Each kind of call is made plainly and awaited, and both take time.
    """
    monkeypatch.setattr(sys, "argv", ["awaited", "--rounds", "1", "--calls", "8"])

    assert 0 == awaited.main()

    printed = capsys.readouterr().out
    for what in ("load a relationship", "list a mentor's", "commit a change", "load, 8 tasks at once"):
        (row,) = (line for line in printed.splitlines() if line.startswith(what))
        assert float(row.split()[-1]) > 0
