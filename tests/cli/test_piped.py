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

from mentorcore import Person, Presence, open_store
from tests.cli.conftest import COMMAND, Run, piped, surroundings
from tests.model.examples import NOW
from tests.storage.conftest import clock


FULL = pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")


NO_SPACE = "mentorcore: No space left on device"


def started(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*COMMAND, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env=surroundings(),
    )


def left(*arguments: str) -> tuple[int, str]:
    """
    Run a command whose reader leaves after a line; return its exit code, and what is on the error stream.
    """
    process = started(*arguments)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    with process.stderr as told:
        return process.wait(timeout=60), told.read()


def unread(*arguments: str) -> tuple[int, str]:
    """
    Run a command whose reader has left already; return its exit code, and what is on the error stream.
    """
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [*COMMAND, *arguments],
        stdout=writing,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env=surroundings(),
        timeout=60,
        check=False,
    )
    os.close(writing)

    return done.returncode, done.stderr


class TestPipe:
    @pytest.mark.parametrize(
        "arguments",
        [
            "backends",
            "copy {url} json:///{folder}/copy",
            "verify {url}",
            "upgrade {url}",
            "show {url} ada-ben",
            "attention {url}",
            "export-person {url} ben",
            "erase-person {url} ben --yes",
            "journal {url}",
        ],
    )
    def test_gets_plain_text(self, run: Run, lite: str, tmp_path: Path, arguments: str) -> None:
        """
        Behind a pipe nothing is coloured and nothing moves, and the error stream is silent.
        """
        done = run(*arguments.format(url=lite, folder=tmp_path).split())

        assert (0, "") == (done.exit_code, done.stderr)
        assert done.stdout
        assert "\x1b" not in done.stdout
        assert [] == [line for line in done.stdout.splitlines() if line != line.rstrip(" ")]

    @pytest.mark.parametrize(
        "arguments",
        ["backends", "upgrade {url}", "attention {url} --at 2026-09-01T00:00Z", "export-person {url} ben"],
    )
    def test_of_a_process_gets_the_same(self, run: Run, lite: str, arguments: str) -> None:
        """
        What a command prints in a process of its own is what it prints in this one.
        """
        given = arguments.format(url=lite).split()
        done = piped(*given)

        assert (0, "") == (done.returncode, done.stderr)
        assert _undated(run(*given).stdout) == _undated(done.stdout)

    def test_gets_no_bar(self, lite: str, tmp_path: Path) -> None:
        """
        A copy that nobody watches says what it did, and no more.
        """
        done = piped("copy", lite, f"json:///{tmp_path}/copy")

        assert (0, "", 1) == (done.returncode, done.stderr, len(done.stdout.splitlines()))

    def test_gets_one_line_for_each_thing(self, run: Run, lite: str) -> None:
        """
        However long, what needs somebody is on one line each, so that it can be cut and counted, also where a
        variable asks for colours.
        """
        environment = {"FORCE_COLOR": "1", "TERM": "xterm"}
        lines = run("attention", lite, "--at", "2026-09-01T00:00Z", env=environment).stdout.splitlines()

        assert 8 == len(lines)
        assert {5} == {len(line.split("\t")) for line in lines}
        assert max(map(len, lines)) > 100

    def test_may_be_closed_while_nothing_comes(self, lite: str) -> None:
        """
        A reader who has had enough ends following well, also where nothing comes in.
        """
        assert (0, "") == left("journal", lite, "--follow", "--after", "35", "--interval", "0.05")

    def test_may_be_closed_with_much_to_come(self, lite: str) -> None:
        """
        More than a pipe holds is not written to nobody, which is a good end as well.
        """
        with open_store(lite, clock=clock) as store, store.transaction() as tx:
            for number in range(2000):
                tx.add(Person.register(name="P", id=f"p{number}", at=NOW))

        assert (0, "") == left("journal", lite, "--json")

    def test_closed_hides_no_problem(self, lite: str) -> None:
        """
        What was found wrong is in the exit code, whether or not somebody reads it.
        """
        path = Path(lite.removeprefix("sqlite:///"))
        path.write_bytes(path.read_bytes().replace(b"Ada Osei", b"Eva Osei"))

        assert (1, "") == unread("verify", lite)

    @pytest.mark.parametrize("option", ["--version", "--help"])
    def test_closed_before_anything_is_printed(self, option: str) -> None:
        """
        Who does not even read the version or the help has had enough as well.
        """
        assert (0, "") == unread(option)

    def test_closed_for_questions_is_no_answer(self, lite: str) -> None:
        """
        A question that nobody can read erases nothing, and that is not the end that was asked for.
        """
        reading, writing = os.pipe()
        os.close(reading)
        done = subprocess.run(
            [*COMMAND, "erase-person", lite, "ben"],
            input=b"ben\n",
            stdout=subprocess.PIPE,
            stderr=writing,
            env=surroundings(),
            timeout=60,
            check=False,
        )
        os.close(writing)

        assert (3, b"") == (done.returncode, done.stdout)

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
    @pytest.mark.skipif(sys.platform == "win32", reason="needs a shell of Unix")
    @pytest.mark.parametrize(
        ("command", "code", "told"),
        [
            ("verify {url} >&-", 0, ""),
            ("show {url} nobody 2>&-", 3, ""),
            ("erase-person {url} ben <&-", 3, "mentorcore: that is not the id; nothing was erased"),
            pytest.param("journal {url} >/dev/full", 4, NO_SPACE, marks=FULL),
            pytest.param("--version >/dev/full", 4, NO_SPACE, marks=FULL),
            pytest.param("show {url} nobody 2>/dev/full", 3, "", marks=FULL),
            pytest.param("export-person {url} ben --to {folder}/ben.json 2>/dev/full", 0, "", marks=FULL),
            pytest.param("erase-person {url} ben 2>/dev/full", 3, "", marks=FULL),
        ],
        ids=lambda value: value if isinstance(value, str) and " " in value else "",
    )
    def test_that_is_full_or_not_there(
        self, lite: str, tmp_path: Path, command: str, code: int, told: str
    ) -> None:
        """
        A result that cannot be written is an error, in one line; where nothing can be told, the exit code is
        what it would be; and who cannot be asked has not answered.
        """
        done = subprocess.run(
            ["sh", "-c", " ".join([*COMMAND, command.format(url=lite, folder=tmp_path)])],
            input="ben\n",
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            env=surroundings(),
            timeout=60,
            check=False,
        )
        *_, last = ["", *done.stderr.splitlines()]

        assert (code, told) == (done.returncode, last.rpartition("it: ")[2])
        with open_store(lite) as store:
            assert Presence.PRESENT is store.get(Person, "ben").presence

    @pytest.mark.parametrize("encoding", ["cp1252", "cp437", "ascii"])
    def test_that_lacks_a_letter(self, run: Run, lite: str, encoding: str) -> None:
        """
        In an encoding that lacks a letter of somebody's name, it is escaped; JSON stays the same data.
        """
        with open_store(lite, clock=clock) as store, store.transaction() as tx:
            tx.get(Person, "ada").revise(by="ada", at=NOW, name="Łucja 张伟")
        page = run("show", lite, "ada-ben", charset=encoding)
        data = run("export-person", lite, "ada", charset=encoding)

        assert (0, 0) == (page.exit_code, data.exit_code)
        assert rb"\u5f20\u4f1f" in page.stdout_bytes
        assert "Łucja 张伟" == json.loads(data.stdout)["profile"]["name"]

    def test_keeps_letters_where_it_can(self, run: Run, lite: str) -> None:
        """
        In UTF-8 nothing is escaped.
        """
        assert "Benedikt Ruißál" in run("export-person", lite, "ben").stdout


def _undated(printed: str) -> list[str]:
    return [line for line in printed.splitlines() if '"exported_at"' not in line]
