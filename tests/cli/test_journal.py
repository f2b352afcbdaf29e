"""
Reading the journal from the command line.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mentorcore import open_store
from mentorcore.backends import Batch, Entry
from mentorcore.cli import journal
from tests.cli.conftest import Run
from tests.model.examples import BEN
from tests.storage.conftest import clock, register


class TestJournal:
    def test_has_every_change_in_order(self, run: Run, url: str) -> None:
        """
        Each change is on a line with its position, when it was kept, what it was, and by whom.
        """
        lines = [line.split("\t") for line in run("journal", url).stdout.splitlines()]

        assert [str(position) for position in range(1, 37)] == [line[0] for line in lines]
        assert ["2027-01-12T09:00:00.000000Z", "person/ada", "person.registered", "<system>", ""] == lines[0][
            1:
        ]
        assert ["mentorship/dee-cy", "note.written", "dee", "dee-private"] == lines[34][2:]

    def test_as_json_is_one_document_a_line(self, run: Run, url: str) -> None:
        """
        --json gives the same as JSON lines, with keys that stay.
        """
        told = [json.loads(line) for line in run("journal", url, "--json").stdout.splitlines()]

        assert 36 == len(told)
        assert {
            "position": 35,
            "recorded_at": "2027-01-12T09:00:00.000000Z",
            "at": "2026-01-12T09:00:00.000000Z",
            "kind": "mentorship",
            "subject": "dee-cy",
            "version": 1,
            "action": "note.written",
            "by": "dee",
            "record": "dee-private",
            "revision": 1,
        } == told[34]

    def test_after_a_position(self, run: Run, url: str) -> None:
        """
        Somebody who has seen some of it goes on behind that.
        """
        assert ["35", "36"] == [
            line.split("\t")[0] for line in run("journal", url, "--after", "34").stdout.splitlines()
        ]
        assert "" == run("journal", url, "--after", "36").stdout

    def test_of_one_subject(self, run: Run, url: str) -> None:
        """
        The changes of one person, request or relationship.
        """
        told = run("journal", url, "--subject", BEN).stdout.splitlines()

        assert ["person/ben"] == [line.split("\t")[2] for line in told]

    @pytest.mark.parametrize("stop", [KeyboardInterrupt, None])
    def test_follows(
        self, run: Run, lite: str, monkeypatch: pytest.MonkeyPatch, stop: type[BaseException] | None
    ) -> None:
        """
        What comes in meanwhile is printed once, until it is interrupted or nobody reads it any more; both end
        it well.
        """
        looks: list[float] = []

        def waited(seconds: float, reader: object) -> bool:
            looks.append(seconds)
            if len(looks) == 1:
                with open_store(lite, clock=clock) as store:
                    register(store, "late")
            if len(looks) == 4 and stop is not None:
                raise stop
            return len(looks) < 4

        monkeypatch.setattr(journal, "waited", waited)
        result = run("journal", lite, "--follow", "--after", "35", "--interval", "0.5")

        assert (0, "") == (result.exit_code, result.stderr)
        assert ["36", "37"] == [line.split("\t")[0] for line in result.stdout.splitlines()]
        assert [0.5] * 4 == looks

    def test_follows_until_the_store_is_gone(
        self, run: Run, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """
        Who follows a store that cannot be read any more is told so, behind all that was read.
        """

        def waited(seconds: float, reader: object) -> bool:
            for kept in tmp_path.iterdir():
                kept.rename(tmp_path.parent / f"{tmp_path.name}-{kept.name}")
            return True

        monkeypatch.setattr(journal, "waited", waited)
        result = run("journal", url, "--follow", "--after", "34")

        assert 4 == result.exit_code
        assert ["35", "36"] == [line.split("\t")[0] for line in result.stdout.splitlines()]
        assert 1 == len(result.stderr.splitlines())

    def test_cannot_steer_the_terminal(self, run: Run, lite: str) -> None:
        """
        A journal that somebody else wrote holds whatever they put there; none of it reaches the terminal.
        """
        with open_store(lite) as store:
            *_, last = store.backend.journal(after=0, limit=99, subject=BEN)
            body = last.body.replace("person.registered", r"\u001b[2J\tb\n")
            store.backend.commit(Batch(entries=(Entry(BEN, body),)))
        parts = run("journal", lite, "--after", "36").stdout.split("\t")

        assert (6, "\ufffd[2J b") == (len(parts), " ".join(parts[3].split()))

    def test_interrupted_without_following(
        self, run: Run, lite: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """
        Who interrupts a list has not got all of it, and the exit code says so.
        """

        def interrupted(*arguments: object, **named: object) -> int:
            raise KeyboardInterrupt

        monkeypatch.setattr(journal, "_printed", interrupted)
        result = run("journal", lite)

        assert (130, "mentorcore: interrupted\n") == (result.exit_code, result.stderr)
