"""
The command line in a process of its own, behind a pipe: no colours, no bars, and a reader who may leave.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from mentorcore import Person, open_store
from tests.cli.conftest import COMMAND, piped, surroundings
from tests.model.examples import NOW
from tests.storage.conftest import clock


def started(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*COMMAND, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env=surroundings(),
    )


class TestPipe:
    @pytest.mark.parametrize(
        "arguments",
        [
            "backends",
            "verify {url}",
            "show {url} ada-ben",
            "attention {url}",
            "journal {url}",
            "upgrade {url}",
        ],
    )
    def test_gets_plain_text(self, lite: str, arguments: str) -> None:
        """
        Behind a pipe nothing is coloured and nothing moves, and the error stream is silent.
        """
        done = piped(*arguments.format(url=lite).split())

        assert (0, "") == (done.returncode, done.stderr)
        assert done.stdout
        assert "\x1b" not in done.stdout
        assert [] == [line for line in done.stdout.splitlines() if line != line.rstrip(" ")]

    def test_gets_no_bar(self, lite: str, tmp_path: Path) -> None:
        """
        A copy that nobody watches says what it did, and no more.
        """
        done = piped("copy", lite, f"json:///{tmp_path}/copy")

        assert (0, "", 1) == (done.returncode, done.stderr, len(done.stdout.splitlines()))

    def test_gets_one_line_for_each_thing(self, lite: str) -> None:
        """
        However long, what needs somebody is on one line each, so that it can be cut and counted.
        """
        lines = piped("attention", lite, "--at", "2026-09-01T00:00Z").stdout.splitlines()

        assert 8 == len(lines)
        assert {5} == {len(line.split("\t")) for line in lines}
        assert max(map(len, lines)) > 100

    @pytest.mark.parametrize("option", [(), ("--json",), ("--follow", "--after", "35", "--interval", "0.05")])
    def test_may_be_closed(self, lite: str, option: tuple[str, ...]) -> None:
        """
        A reader who has had enough ends it well, also one who leaves while nothing comes in.
        """
        process = started("journal", lite, *option)
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()

        assert 0 == process.wait(timeout=60)
        assert "" == process.stderr.read()
        process.stderr.close()

    def test_may_be_closed_with_much_to_come(self, lite: str) -> None:
        """
        More than a pipe holds is not written to nobody.
        """
        with open_store(lite, clock=clock) as store, store.transaction() as tx:
            for number in range(2000):
                tx.add(Person.register(name="P", id=f"p{number}", at=NOW))
        process = started("journal", lite, "--json")
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()

        assert 0 == process.wait(timeout=60)
        assert "" == process.stderr.read()
        process.stderr.close()

    def test_closed_hides_no_problem(self, lite: str) -> None:
        """
        What was found wrong is in the exit code, whether or not somebody reads it.
        """
        reading, writing = os.pipe()
        os.close(reading)
        path = Path(lite.removeprefix("sqlite:///"))
        path.write_bytes(path.read_bytes().replace(b"Ada Osei", b"Eva Osei"))
        process = subprocess.Popen(
            [*COMMAND, "verify", lite], stdout=writing, stderr=subprocess.PIPE, env=surroundings()
        )
        os.close(writing)
        _, told = process.communicate(timeout=60)

        assert (1, b"") == (process.returncode, told)

    def test_following_ends_with_a_signal(self, lite: str) -> None:
        """
        SIGTERM and SIGINT end following well, with everything that was printed.
        """
        for number in (signal.SIGTERM, signal.SIGINT):
            process = started("journal", lite, "--follow", "--after", "35", "--interval", "0.05")
            assert process.stdout is not None
            first = process.stdout.readline()
            process.send_signal(number)
            rest, told = process.communicate(timeout=60)

            assert (0, "36", "", "") == (process.returncode, first.split("\t")[0], rest, told)


class TestStream:
    def test_that_is_full(self, lite: str) -> None:
        """
        Output that cannot be written is an error, in one line.
        """
        if not Path("/dev/full").exists():
            pytest.skip("this system has no /dev/full")
        with Path("/dev/full").open("w") as full:
            done = subprocess.run(
                [*COMMAND, "journal", lite],
                stdout=full,
                stderr=subprocess.PIPE,
                encoding="utf-8",
                env=surroundings(),
                check=False,
            )

        assert 4 == done.returncode
        assert ["mentorcore: [Errno 28] No space left on device"] == done.stderr.splitlines()

    @pytest.mark.skipif(sys.platform == "win32", reason="needs a shell of Unix")
    def test_that_is_not_there(self, lite: str) -> None:
        """
        Without an output stream the exit code is the result.
        """
        command = " ".join([*COMMAND, "verify", lite, ">&-"])
        done = subprocess.run(
            ["sh", "-c", command], stderr=subprocess.PIPE, encoding="utf-8", env=surroundings(), check=False
        )

        assert (0, "") == (done.returncode, done.stderr)

    @pytest.mark.parametrize("encoding", ["cp1252", "cp437", "ascii"])
    def test_that_lacks_a_letter(self, lite: str, encoding: str) -> None:
        """
        In an encoding that lacks a letter of somebody's name, it is escaped; JSON stays the same data.
        """
        with open_store(lite, clock=clock) as store, store.transaction() as tx:
            tx.get(Person, "ada").revise(by="ada", at=NOW, name="Łucja 张伟")
        page = _encoded("show", lite, "ada-ben", encoding=encoding)
        data = _encoded("export-person", lite, "ada", encoding=encoding)

        assert r"\u5f20\u4f1f" in page
        assert "Łucja 张伟" == json.loads(data)["profile"]["name"]

    def test_keeps_letters_where_it_can(self, lite: str) -> None:
        """
        In UTF-8 nothing is escaped.
        """
        assert "Benedikt Ruißál" in piped("export-person", lite, "ben", PYTHONIOENCODING="utf-8").stdout


def _encoded(*arguments: str, encoding: str) -> str:
    done = subprocess.run(
        [*COMMAND, *arguments],
        capture_output=True,
        env=surroundings(PYTHONIOENCODING=encoding),
        check=False,
    )
    assert (0, b"") == (done.returncode, done.stderr)

    return done.stdout.decode(encoding)
