"""
How every command ends: its exit code, and one line where it could not do what was asked.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st

from mentorcore import Person, __version__, open_store
from mentorcore.backends import register_plugin, registry
from mentorcore.cli import keeping, main
from mentorcore.cli.exits import Exit
from mentorcore.cli.trouble import Failed, exit_of, line_of, traced
from mentorcore.errors import (
    Clash,
    Conflict,
    Corrupt,
    InvalidValue,
    MissingExtra,
    NotAStore,
    NotFound,
    PluginLoadFailed,
    SchemaTooNew,
    Unavailable,
    UnknownScheme,
)
from tests.cli.conftest import Run, piped, surroundings
from tests.model.examples import BEN, NOW
from tests.storage.upgrades import later_release


SECRET = "postgres://ada:hunter2@db.example/mentoring"


def _refusal(kind: type[Clash]) -> Clash:
    return kind(tried="try", because="no", accepted="stop", rule="R8")


class TestExitCode:
    @pytest.mark.parametrize(
        ("error", "code"),
        [
            (_refusal(InvalidValue), 2),  # type: ignore[arg-type]
            (typer.BadParameter("no"), 2),
            (_refusal(Clash), 3),
            (NotFound("person", "x"), 3),
            (Conflict("person/x", 1, 2), 4),
            (Corrupt("person/x", "bent"), 4),
            (NotAStore("x"), 4),
            (SchemaTooNew("x", 2, 1), 4),
            (Unavailable("x", "busy"), 4),
            (PermissionError(13, "Permission denied"), 4),
            (UnknownScheme("x", ()), 5),
            (PluginLoadFailed("x", "install it"), 5),
            (MissingExtra("a PDF", "documents"), 5),
            (ZeroDivisionError("x"), 70),
            (KeyboardInterrupt(), 130),
            (Failed("no", Exit.FOUND), 1),
        ],
        ids=lambda value: type(value).__name__ if isinstance(value, BaseException) else str(value),
    )
    def test_says_what_kind_of_trouble_it_is(self, error: BaseException, code: int) -> None:
        """
        Each kind of error has its exit code.
        """
        assert code == exit_of(error)

    @pytest.mark.parametrize(
        ("arguments", "code"),
        [
            ("verify {url}", 0),
            ("verify", 2),
            ("verfy {url}", 2),
            ("", 2),
            ("verify {url} --agains x", 2),
            ("show {url} x!", 2),
            ("journal {url} --after x", 2),
            ("journal {url} --after -1", 2),
            ("journal {url} --follow --interval 0", 2),
            ("journal {url} --follow --interval inf", 2),
            ("journal {url} --subject x!", 2),
            ("attention {url} --at 2026-09-01", 2),
            ("attention {url} --at soon", 2),
            ("copy {url} {url}", 2),
            ("upgrade postgresql://localhost:1/db --yes --backup before", 2),
            ("upgrade {url} --backup before", 2),
            ("show {url} nobody", 3),
            ("attention {url} --person nobody", 3),
            ("export-person {url} nobody", 3),
            ("erase-person {url} nobody --yes", 3),
            ("verify sqlite:///nowhere.db", 4),
            ("verify json:///nowhere", 4),
            ("upgrade sqlite:///nowhere.db", 4),
            ("verify memory:", 4),
            ("copy {url} memory:", 4),
            ("verify mentoring.db", 2),
            ("copy {url} copy.db", 2),
            ("verify postgress://db/mentoring", 5),
            ("copy {url} postgress://db/mentoring", 5),
        ],
    )
    def test_of_a_command(
        self, run: Run, lite: str, arguments: str, code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """
        A command that cannot do what was asked says so in one line on the error stream, and prints nothing.
        """
        monkeypatch.chdir(tmp_path)
        result = run(*arguments.format(url=lite).split())

        assert code == result.exit_code
        if code:
            assert "" == result.stdout
            assert 1 == len(result.stderr.splitlines())
            assert result.stderr.startswith("mentorcore: ")

    def test_of_a_refusal_is_the_rule(self, run: Run, lite: str) -> None:
        """
        P5: a legal hold refuses erasure, in the words of the rule.
        """
        with open_store(lite) as store, store.transaction() as tx:
            tx.get(Person, BEN).place_hold(by="<system>", at=NOW, reason="court")
        result = run("erase-person", lite, BEN, "--yes")

        assert 3 == result.exit_code
        assert "(rule P5)" in result.stderr

    def test_of_an_older_store_names_the_command(self, run: Run, lite: str) -> None:
        """
        A store that has to be upgraded is told so in the words of the command line.
        """
        with later_release():
            result = run("verify", lite)

        assert 4 == result.exit_code
        assert "'mentorcore upgrade' says what has to be done" in result.stderr

    @pytest.mark.parametrize("command", ["verify", "upgrade", "journal", "attention"])
    def test_of_a_store_in_memory_says_why(self, run: Run, command: str) -> None:
        """
        Nobody else can have made such a store, whatever is asked of it.
        """
        result = run(command, "memory:")

        assert 4 == result.exit_code
        assert "a store in memory is gone with the process that made it" in result.stderr

    def test_of_nothing_there_speaks_to_people(self, run: Run, tmp_path: Path) -> None:
        """
        Where no store is, it is said without the words of a program.
        """
        result = run("verify", f"sqlite:///{tmp_path}/none.db")

        assert (
            f"mentorcore: {tmp_path}/none.db: there is no store; nothing there was changed\n" == result.stderr
        )

    @pytest.mark.parametrize("moment", ["2026-09-01", "2026-09-01T10:00", "soon"])
    def test_of_a_moment_without_a_zone(self, run: Run, lite: str, moment: str) -> None:
        """
        P2: a moment says in which zone it is, and it is said how.
        """
        result = run("attention", lite, "--at", moment)

        assert 2 == result.exit_code
        assert "'--at': write a moment with its zone, such as 2026-01-30T22:00Z" in result.stderr

    def test_of_what_nobody_foresaw(self, run: Run, lite: str, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        An error of ours is no traceback, and does not repeat what it says.
        """

        def broken(*arguments: Any) -> None:
            raise ZeroDivisionError("somebody's words")

        monkeypatch.setattr(keeping, "verify_store", broken)
        result = run("verify", lite)

        assert 70 == result.exit_code
        assert (
            "mentorcore: a fault of mentorcore itself, ZeroDivisionError; "
            "please report what --traceback shows\n"
        ) == result.stderr

    def test_of_a_file_that_cannot_be_written(self, run: Run, lite: str, tmp_path: Path) -> None:
        """
        What the operating system refuses is one line as well.
        """
        result = run("export-person", lite, BEN, "--to", str(tmp_path / "no" / "ben.json"))

        assert 4 == result.exit_code
        assert "No such file or directory" in result.stderr


class TestTraceback:
    def test_is_shown_when_it_is_asked_for(self, run: Run, lite: str) -> None:
        """
        --traceback shows where an error came from, and the line behind it.
        """
        result = run("--traceback", "show", lite, "nobody")

        assert 3 == result.exit_code
        assert result.stderr.startswith("Traceback (most recent call last)")
        assert result.stderr.splitlines()[-1].startswith("mentorcore: there is no mentorship")

    def test_is_shown_where_the_environment_says_so(self, run: Run, lite: str) -> None:
        """
        MENTORCORE_TRACEBACK does the same.
        """
        result = run("show", lite, "nobody", env={"MENTORCORE_TRACEBACK": "1"})

        assert result.stderr.startswith("Traceback (most recent call last)")

    def test_repeats_no_secret(self) -> None:
        """
        A traceback that would repeat the password of a URL is left out.
        """
        assert "hunter2" not in traced(ValueError(f"cannot read {SECRET}"), ["verify", SECRET])
        assert "cannot read" in traced(ValueError("cannot read it"), ["verify", SECRET])


class TestSecrets:
    @pytest.mark.parametrize(
        "arguments",
        [
            ["verify", SECRET],
            ["verify", "sqlite:///x.db", "--against", SECRET],
            [SECRET],
            ["verify", SECRET, SECRET],
            ["verify", "sqlite:///x.db", SECRET],
            ["verify", f"--agains={SECRET}"],
            [f"--{SECRET}"],
            ["journal", "sqlite:///x.db", "--after", SECRET],
            ["journal", "sqlite:///x.db", f"--after={SECRET}"],
            ["attention", "sqlite:///x.db", "--at", SECRET],
            ["show", "sqlite:///x.db", SECRET],
            ["show", "sqlite:///x.db", "x", "--role", SECRET],
            ["upgrade", "sqlite:///x.db", "--yes", "--backup", SECRET],
            ["copy", SECRET, SECRET],
            ["copy", "sqlite:///x.db", SECRET],
            ["verify", "sqlite://ada:hunter2@x/y.db"],
            ["verify", "json://ada:hunter2@x/y"],
        ],
        ids=lambda arguments: " ".join(arguments)[:60],
    )
    @pytest.mark.parametrize("traceback", [False, True])
    def test_of_a_url_are_not_repeated(
        self,
        run: Run,
        arguments: list[str],
        traceback: bool,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        """
        Wherever a URL with a password stands on the command line, the password is in no message.
        """
        monkeypatch.chdir(tmp_path)
        result = run(*(["--traceback"] if traceback else []), *arguments)

        assert result.exit_code
        assert "mentorcore: " in result.stderr
        assert "hunter2" not in result.output

    @given(
        st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=6),
        st.sampled_from(["cannot read {}", "{!r} is no number", "<{}>", "a{}b: {}"]),
    )
    def test_are_left_out_of_any_line(self, password: str, sentence: str) -> None:
        """
        Whatever an error repeats of the command line, the password is not in it.
        """
        password = f"hunter2{password}"
        url = f"postgres://ada:{password}@db.example/mentoring"
        line = line_of(Failed(sentence.format(url, url), Exit.STORE), ["verify", url])

        assert password not in line

    def test_leave_the_rest_of_a_url_readable(self) -> None:
        """
        Of a URL that an error repeats, what cannot be a secret stays.
        """
        line = line_of(Failed(f"cannot read {SECRET}", Exit.STORE), ["verify", SECRET])

        assert "cannot read postgres://***@db.example/mentoring" == line

    def test_are_found_without_their_url(self) -> None:
        """
        A line that repeats the password alone is left out as a whole.
        """
        line = line_of(Failed("hunter2 is wrong", Exit.STORE), ["verify", SECRET])

        assert "Failed: what it says repeats what is secret in a URL, and is left out" == line

    def test_line_breaks_make_no_second_line(self) -> None:
        """
        What is said is one line, and cannot steer the terminal, and neither can a traceback.
        """
        error = Failed("a\nb \x1b[31m", Exit.STORE)

        assert "a b \ufffd[31m" == line_of(error, [])
        assert traced(error, []).endswith("a\nb \ufffd[31m\n")


class TestProgram:
    def test_tells_its_version(self, run: Run) -> None:
        """
        --version prints the version of the distribution.
        """
        result = run("--version")

        assert (0, f"mentorcore {__version__}\n") == (result.exit_code, result.stdout)

    @pytest.mark.parametrize("option", ["-h", "--help"])
    def test_explains_itself(self, run: Run, option: str) -> None:
        """
        The help names every command, and each has a help of its own.
        """
        result = run(option)

        assert 0 == result.exit_code
        for command in ("backends", "copy", "verify", "upgrade", "show", "attention", "journal"):
            assert f"\n  {command} " in result.stdout
            assert 0 == run(command, option).exit_code

    def test_cuts_no_first_sentence_of_a_command(self, run: Run) -> None:
        """
        What a command does is told whole in the list of commands.
        """
        assert "..." not in run("--help").stdout.partition("Commands:")[2]

    def test_runs_in_any_thread(self, run: Run, lite: str) -> None:
        """
        Signals are the main thread's; a command that runs in another one does without them.
        """
        with ThreadPoolExecutor(1) as other:
            result = other.submit(run, "verify", lite).result()

        assert 0 == result.exit_code

    def test_leaves_signals_as_they_were(self, run: Run, lite: str) -> None:
        """
        After a command SIGTERM does what it did before.
        """
        before = signal.getsignal(signal.SIGTERM)
        run("verify", lite)

        assert before is signal.getsignal(signal.SIGTERM)

    def test_completes_in_a_shell(self) -> None:
        """
        A shell that asks is told the commands that begin so.
        """
        asked = {"COMP_WORDS": "mentorcore ver", "COMP_CWORD": "1"}
        completed = piped(_MENTORCORE_COMPLETE="complete_bash", **asked)

        assert "verify" == completed.stdout.strip()

    def test_without_its_extra_says_how_to_install_it(self) -> None:
        """
        Where typer or rich is missing the script says so in one line.
        """
        for missing in ("typer", "rich"):
            program = f"import sys; sys.modules[{missing!r}] = None; from mentorcore.cli import main; main()"
            finished = subprocess.run(
                [sys.executable, "-c", program],
                capture_output=True,
                text=True,
                env=surroundings(),
                check=False,
            )

            assert 5 == finished.returncode
            assert "" == finished.stdout
            assert (
                "mentorcore: the command line needs the extra 'cli': pip install 'mentorcore[cli]'\n"
                == finished.stderr
            )

    def test_another_missing_module_is_no_missing_extra(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        A module of ours that cannot be loaded is not explained away.
        """
        monkeypatch.setitem(sys.modules, "mentorcore.cli.program", None)
        with pytest.raises(ImportError):
            main()

    def test_interrupted_while_it_is_loaded(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """
        Ctrl-C before anything is done ends it with a line, and without a traceback.
        """

        def interrupted(name: str, *rest: Any) -> None:
            raise KeyboardInterrupt

        monkeypatch.delitem(sys.modules, "mentorcore.cli.program", raising=False)
        monkeypatch.setattr("builtins.__import__", interrupted)
        with pytest.raises(SystemExit) as caught:
            main()

        assert 130 == caught.value.code
        assert "mentorcore: interrupted\n" == capsys.readouterr().err


class TestBackends:
    @pytest.fixture(autouse=True)
    def _forget(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(registry, "_applications_own", {})

    def test_lists_what_is_installed(self, run: Run) -> None:
        """
        Each backend is on a line with its state.
        """
        result = run("backends")

        assert 0 == result.exit_code
        assert {"json\tready", "memory\tready", "sqlite\tready"} <= {*result.stdout.splitlines()}

    @pytest.mark.parametrize(
        ("opening", "problem", "cause"),
        [
            (ImportError("No module named 'driver'"), "pip install", "ImportError: No module named 'driver'"),
            (RuntimeError("bent"), "an error of its own", "RuntimeError: bent"),
            (None, "returned None, which is no Backend", None),
        ],
    )
    def test_says_why_one_cannot_be_used(
        self, run: Run, opening: Exception | None, problem: str, cause: str | None
    ) -> None:
        """
        One that does not load is told with the cause, and the others are listed all the same.
        """

        class Plugin:
            @registry.hookimpl
            def mentorcore_open(self, url: str, layout: Any, create: bool, upgrade: bool) -> None:
                if opening is not None:
                    raise opening

        register_plugin("broken", Plugin())
        (told,) = (line for line in run("backends").stdout.splitlines() if line.startswith("broken"))
        found = {one["scheme"]: one for one in json.loads(run("backends", "--json").stdout)["backends"]}

        assert told.startswith("broken\tfailed\tthe backend for 'broken' could not be loaded; ")
        assert problem in told
        assert {"scheme", "state", "problem", "cause"} == found["broken"].keys()
        assert ("failed", cause) == (found["broken"]["state"], found["broken"]["cause"])
        assert ("ready", None) == (found["sqlite"]["state"], found["sqlite"]["problem"])

    def test_asks_for_nothing_to_be_made(self, run: Run) -> None:
        """
        Looking makes no store.
        """
        asked: list[tuple[str, bool, bool]] = []

        class Plugin:
            @registry.hookimpl
            def mentorcore_open(self, url: str, layout: Any, create: bool, upgrade: bool) -> None:
                asked.append((url, create, upgrade))
                raise NotAStore(url)

        register_plugin("asked", Plugin())

        assert "asked\tready" in run("backends").stdout.splitlines()
        assert [("asked:", False, False)] == asked
