"""
A short run over everything that reads, and a look at whether the check can fail.
"""

from __future__ import annotations

import functools
import json
from importlib.util import find_spec
from pathlib import Path

import pytest

from mentorcore.errors import Corrupt
from tests.figures import Table
from tests.fuzz import planted
from tests.fuzz.__main__ import FOUND, INPUTS, PLANTED, ZERO
from tests.fuzz.judging import Judged, judge
from tests.fuzz.mutating import mutated
from tests.fuzz.running import guided, unguided
from tests.fuzz.targets import Target, Unstable, targets
from tests.hostile.bodies import MARK


TARGETS = {target.name: target for target in targets()}


FEW = {
    "page": 20,
    "words": 100,
    "SQLite file": 20,
    "JSON store with another journal": 20,
    "PostgreSQL row": 40,
}
"""How many inputs the slow ones get; the others get more."""


@functools.cache
def ran(name: str) -> Judged:
    """
    Return what came of a short run at random.
    """
    return unguided(TARGETS[name], FEW.get(name, 300), seed=1)


class TestTargets:
    @pytest.mark.parametrize("name", TARGETS)
    def test_refuse_with_typed_errors(self, name: str) -> None:
        """
        Whatever is read, it comes back the same or is refused with a typed error that repeats nobody's words.
        """
        judged = ran(name)

        assert judged.inputs == judged.read + judged.refused == FEW.get(name, 300)
        assert 0 == judged.found

    @pytest.mark.parametrize("name", TARGETS)
    def test_read_what_is_sound(self, name: str) -> None:
        """
        Each has an input that is read, or the rest would be refused for nothing.
        """
        judged = Judged()
        for seed in TARGETS[name].seeds:
            judge(TARGETS[name], seed, judged)

        assert judged.read > 0

    @pytest.mark.parametrize("name", TARGETS)
    def test_are_reached_by_changes(self, name: str) -> None:
        """
        Some of the changed inputs are read as well, and some are refused.
        """
        judged = ran(name)

        assert judged.read > 1 or name == "JSON store with another journal"
        assert judged.refused > 0 or name in {"words", "page"}


def _target(read: object) -> Target:
    return Target("planted", read, (b'{"a": 1}',))  # type: ignore[arg-type]


class TestJudging:
    @pytest.mark.parametrize(
        ("error", "column"),
        [
            (KeyError("a"), "untyped"),
            (RecursionError(), "untyped"),
            (Unstable("x"), "unstable"),
            (Corrupt("here", f"it says {MARK}"), "leaked"),
        ],
    )
    def test_sees_what_is_wrong(self, error: Exception, column: str, tmp_path: Path) -> None:
        """
        An untyped error, a text that does not come back and a message with somebody's words are counted and
        kept.
        """

        def read(data: bytes) -> object:
            raise error

        judged = Judged()
        judge(_target(read), b"input", judged, tmp_path)

        assert 1 == getattr(judged, column) == judged.found
        assert b"input" == (tmp_path / "planted-1.input").read_bytes()

    def test_sees_words_in_a_cause(self) -> None:
        """
        An error that a typed one comes from is shown with it, so its words count as well.
        """

        def read(data: bytes) -> object:
            raise Corrupt("here", "it is no JSON") from ValueError(f"{MARK} is no JSON")

        judged = Judged()
        judge(_target(read), b"", judged)

        assert 1 == judged.leaked

    def test_finds_a_reader_that_trusts_what_it_reads(self) -> None:
        """
        A reader with an ordinary mistake is found in a short run.
        """

        def read(data: bytes) -> object:
            try:
                return json.loads(data)["a"] + 1
            except ValueError as error:
                raise Corrupt("here", "it is no JSON") from error

        assert unguided(_target(read), 200, seed=1).untyped > 0

    def test_sees_what_is_slow(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        An input that takes too long is counted.
        """
        monkeypatch.setattr("tests.fuzz.judging.SLOW_SECONDS", -1)

        judged = Judged()
        judge(_target(len), b"", judged)

        assert (1, 1) == (judged.slow, judged.read)


class TestMutating:
    def test_is_repeatable(self) -> None:
        """
        The same seed makes the same inputs.
        """
        from random import Random

        seed = b'{"a": [1, {"b": "c"}]}'
        made = [mutated(seed, (seed,), Random(number)) for number in range(100)]

        assert made == [mutated(seed, (seed,), Random(number)) for number in range(100)]
        assert len(set(made)) > 80


class TestPlanted:
    """
    The check finds what it looks for; whether or not it is guided.
    """

    @pytest.mark.parametrize(
        ("name", "column"), [("trusting", "untyped"), ("talkative", "leaked"), ("forgetful", "unstable")]
    )
    def test_a_mistake_is_found_at_random(self, name: str, column: str) -> None:
        """
        A short run at random finds an ordinary mistake.
        """
        judged = unguided(_planted(name), 300, seed=1)

        assert getattr(judged, column) > 0
        assert judged.found == getattr(judged, column)

    def test_chance_alone_does_not_find_all(self) -> None:
        """
        What lies behind several conditions is not found that way.
        """
        assert 0 == unguided(_planted("maze"), 20_000, seed=1).found

    @pytest.mark.skipif(not find_spec("atheris"), reason="atheris is installed by nox -s fuzz")
    @pytest.mark.parametrize(("name", "column"), FOUND)
    def test_guided_by_coverage_it_is_found(
        self, name: str, column: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
    ) -> None:
        """
        A process that sees which code an input reaches finds it, and so does one that ends or takes too much.
        """
        line = guided(name, INPUTS, 1, tmp_path, module=PLANTED)

        assert line.figures[column] > 0
        assert any(failure.endswith(column) for failure in Table("", [line], zero=ZERO).failures)
        assert column == "too large" or name in capfd.readouterr().out


def _planted(name: str) -> Target:
    (found,) = [target for target in planted.targets() if target.name == name]

    return found
