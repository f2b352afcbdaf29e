"""
The command line in a real terminal: what is seen there, and what Ctrl-C does.
"""

from __future__ import annotations

import os
import re
import signal
import sqlite3
from contextlib import closing
from pathlib import Path

import pexpect
import pyte

from mentorcore import Person, Presence, open_store, verify_store
from tests.cli.conftest import SLOW, Look, Spawn
from tests.cli.test_relationships import words
from tests.model.examples import ADA, BEN, NOW
from tests.storage.conftest import clock, register, url_of


COLOUR = re.compile(r"\x1b\[[0-9;]*(?:3|4|9|10)[0-9](?:;[0-9;]*)?m")
"""What switches a colour on; bold and the like are none."""


def ended(child: pexpect.spawn[str]) -> tuple[str, int | None]:
    """
    Return what was still to come, and the exit code.
    """
    child.expect(pexpect.EOF)
    child.close()

    return child.before or "", child.exitstatus


def screen(text: str, width: int) -> list[str]:
    """
    Return the lines that somebody sees in a terminal.
    """
    seen = pyte.Screen(width, 200)
    pyte.Stream(seen).feed(text)

    return [line.rstrip() for line in seen.display]


class TestCopy:
    def test_shows_how_far_it_is(self, look: Look, lite: str) -> None:
        """
        Two bars grow to what there is, with how many in a second and how long it still takes.
        """
        text, code = look("copy", lite, "json:///copy")
        lines = screen(text, 100)

        assert 0 == code
        (documents,) = (line for line in lines if line.startswith("documents"))
        (journal,) = (line for line in lines if line.startswith("journal"))
        assert re.search(r" 8/8 +\S+/s +\d?\d:\d\d", documents)
        assert " 36/36 " in journal
        assert any(line.startswith("json:///copy has 8 documents and 36 journal") for line in lines)

    def test_is_interrupted_and_goes_on(self, spawn: Spawn, look: Look, lite: str, tmp_path: str) -> None:
        """
        Ctrl-C leaves what was copied, says how to go on, and the same command completes the copy.
        """
        child = spawn("copy", lite, "sqlite:///copy.db", command=SLOW)
        child.expect(r"6/8")
        child.sendintr()
        text, code = ended(child)

        assert 130 == code
        told = "mentorcore: interrupted; what was copied stays, run the same command again to go on"
        assert text.splitlines()[-1].endswith(told)
        assert 1 == text.count("mentorcore: ")
        assert "Traceback" not in text
        with open_store(lite) as old, open_store(f"sqlite:///{tmp_path}/copy.db") as new:
            assert 4 == sum(1 for _ in new.find(Person))
            assert () != verify_store(new, against=old)

        again, code = look("copy", lite, "sqlite:///copy.db")

        assert 0 == code
        assert "8/8" in again
        with open_store(lite) as old, open_store(f"sqlite:///{tmp_path}/copy.db") as new:
            assert () == verify_store(new, against=old)

    def test_is_terminated(self, spawn: Spawn, lite: str, tmp_path: str) -> None:
        """
        SIGTERM does what Ctrl-C does, with an exit code of its own.
        """
        child = spawn("copy", lite, "sqlite:///copy.db", command=SLOW)
        child.expect(r"6/8")
        child.kill(signal.SIGTERM)
        text, code = ended(child)

        assert 143 == code
        assert "mentorcore: told to stop; what was copied stays" in text.splitlines()[-1]
        with closing(sqlite3.connect(f"{tmp_path}/copy.db")) as kept:
            assert [("ok",)] == kept.execute("PRAGMA integrity_check").fetchall()


class TestErase:
    def test_asks(self, spawn: Spawn, lite: str) -> None:
        """
        It waits for the id, and erases when it is typed.
        """
        child = spawn("erase-person", lite, BEN)
        child.expect("Type the id again to erase it: ")
        with open_store(lite) as store:
            assert Presence.PRESENT is store.get(Person, BEN).presence
        child.sendline(BEN)
        text, code = ended(child)

        assert 0 == code
        assert "ben was erased from:" in text
        with open_store(lite) as store:
            assert Presence.ERASED is store.get(Person, BEN).presence

    def test_asks_and_is_interrupted(self, spawn: Spawn, lite: str) -> None:
        """
        Ctrl-C at the question erases nothing.
        """
        child = spawn("erase-person", lite, BEN)
        child.expect("Type the id again to erase it: ")
        child.sendintr()
        text, code = ended(child)

        assert 130 == code
        assert "Traceback" not in text
        with open_store(lite) as store:
            assert Presence.PRESENT is store.get(Person, BEN).presence


class TestFollow:
    def test_until_it_is_interrupted(self, spawn: Spawn, lite: str) -> None:
        """
        What comes in is shown; Ctrl-C is a good end.
        """
        child = spawn("journal", lite, "--follow", "--after", "35", "--interval", "0.05", "--json")
        child.expect('"position": 36')
        with open_store(lite, clock=clock) as store:
            register(store, "late")
        child.expect('"position": 37')
        child.sendintr()
        text, code = ended(child)

        assert 0 == code
        assert "Traceback" not in text
        assert "interrupted" not in text


class TestLooks:
    def test_colours_can_be_switched_off(self, look: Look, lite: str) -> None:
        """
        With NO_COLOR nothing is coloured, not even the bars.
        """
        coloured, _ = look("copy", lite, "json:///one")
        plain, code = look("copy", lite, "json:///two", NO_COLOR="1")

        assert COLOUR.search(coloured)
        assert 0 == code
        assert not COLOUR.search(plain)

    def test_a_page_folds_in_a_narrow_terminal(self, spawn: Spawn, lite: str) -> None:
        """
        In forty columns no line is longer, and no word is lost.
        """
        text, code = ended(spawn("show", lite, "ada-ben", width=40))
        lines = [re.sub(r"\x1b\[[0-9;]*m", "", line) for line in text.splitlines()]

        assert 0 == code
        assert 40 >= max(map(len, lines))
        assert "BENWROTE a private note" in " ".join(" ".join(lines).split())

    def test_a_list_folds_in_a_narrow_terminal(self, look: Look, lite: str) -> None:
        """
        What needs somebody stands below one another there, each part beside its day.
        """
        text, code = look("attention", lite, "--at", "2026-09-01T00:00Z", width=40)
        lines = screen(text, 40)

        assert 0 == code
        assert [
            "2026-01-13  ada-ben",
            "            Ada Osei and Benedikt Ruißál",
            "            an action is overdue",
        ] == lines[:3]

    def test_a_list_cuts_no_word(self, look: Look, tmp_path: Path) -> None:
        """
        A place that is longer than the terminal is wide goes on below, beside what is wrong there.
        """
        place = tmp_path / ("long" * 20)
        place.mkdir()
        url = url_of("sqlite", place)
        open_store(url).close()
        os.truncate(place / "store.db", 4096)
        text, code = look("verify", url, width=50)
        columns = [line.partition("  ")[::2] for line in screen(text, 50)]

        assert 1 == code
        assert f"{place}/store.db" == "".join(where for where, _ in columns)
        assert "SQLite reports SQLITE_CORRUPT" == words(" ".join(what for _, what in columns))

    def test_names_are_no_markup(self, look: Look, lite: str) -> None:
        """
        What somebody is called is shown as it is, whatever a library for terminals makes of it.
        """
        with open_store(lite, clock=clock) as store, store.transaction() as tx:
            tx.get(Person, ADA).revise(by=ADA, at=NOW, name="Ada [red]Osei[/red] :smile:")
        text, _ = look("attention", lite, "--at", "2026-09-01T00:00Z")

        assert screen(text, 100)[1] == "            Ada [red]Osei[/red] :smile: and Benedikt Ruißál"

    def test_a_problem_is_one_line(self, look: Look, lite: str) -> None:
        """
        An error in a terminal is the same line as elsewhere.
        """
        text, code = look("show", lite, "nobody", width=40)

        assert 3 == code
        assert 1 == len(text.splitlines())

    def test_a_dumb_terminal_is_not_steered(self, look: Look, lite: str) -> None:
        """
        A terminal that can do nothing is sent no escape sequence.
        """
        text, code = look("verify", lite, TERM="dumb")

        assert 0 == code
        assert "is sound" in text
        assert "\x1b" not in text
