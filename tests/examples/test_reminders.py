"""
The reminders: each once, wherever the job is stopped.
"""

from __future__ import annotations

import gc
import importlib.util
import itertools
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import FrameType, ModuleType
from typing import Any
from unittest import mock

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mentorcore import SYSTEM, Mentorship, Policy, Store, attention, open_store


EXAMPLE = Path(__file__).parents[2] / "examples/reminders.py"
START = datetime(2026, 1, 12, 9, tzinfo=UTC)
TONIGHT = START + timedelta(days=20)
LATER = START + timedelta(days=60)


def _loaded() -> ModuleType:
    spec = importlib.util.spec_from_file_location("reminders", EXAMPLE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    with mock.patch.object(sys, "path", [str(EXAMPLE.parent), *sys.path]):
        spec.loader.exec_module(module)
    return module


reminders = _loaded()


class Stopped(BaseException):
    """
    The machine was switched off.
    """


class Gateway:
    """
    A sender that delivers a key once, as the job asks of it.
    """

    def __init__(self) -> None:
        self.delivered: list[Any] = []
        self.asked: Counter[str] = Counter()

    def send(self, reminder: Any) -> None:
        self.asked[reminder.key] += 1
        if self.asked[reminder.key] == 1:
            self.delivered.append(reminder)

    def told(self) -> Counter[tuple[str, str]]:
        """
        Return who was told what, and how often.
        """
        return Counter((reminder.person, reminder.text.partition(" (")[0]) for reminder in self.delivered)


@contextmanager
def stopped_at(line: int) -> Iterator[None]:
    """
    Stop at the so-and-so-many-th line of the example that is run, counted from 0.
    """
    left = itertools.count(line, -1)

    def trace(frame: FrameType, event: str, _: object) -> Any:
        if frame.f_code.co_filename != str(EXAMPLE):
            return None
        if event == "line" and next(left) == 0:
            raise Stopped
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        yield
    finally:
        sys.settrace(before)


def let_go() -> None:
    """
    Have everything closed that nobody refers to any more, as when a process ends; outside of ``except``,
    which still refers to what was raised.
    """
    gc.collect()


def run(store: Store, folder: Path, gateway: Gateway, at: datetime) -> int:
    """
    Run the job once.
    """
    with closing(reminders.Job(folder)) as job:
        sent: int = job.run(store, gateway, at)
        return sent


def due(store: Store, at: datetime) -> Counter[tuple[str, str]]:
    """
    Return whom something needs at a moment, without the job.
    """
    return Counter(
        (person, str(alert))
        for found in store.find(Mentorship)
        for alert in attention(store.get(Mentorship, found.id), at=at)
        for person in alert.who
        if person != SYSTEM
    )


@pytest.fixture
def store() -> Iterator[Store]:
    """
    A record in which three things are overdue tonight, and more will be.
    """
    with open_store("memory:", clock=lambda: LATER) as opened:
        reminders.enter(opened, START)
        yield opened


def finish_actions(store: Store) -> None:
    """
    Have everybody finish what is open.
    """
    with store.transaction() as tx:
        m = tx.get(Mentorship, "ada-and-ben")
        for action in m.actions.open:
            m.actions.finish(action.id, by=action.owner, at=TONIGHT)


class TestReminders:
    def test_tell_everybody_whom_something_needs(self, store: Store, tmp_path: Path) -> None:
        """
        What `attention` says of tonight is sent to each person whom it names, and nothing else.
        """
        gateway = Gateway()

        assert 3 == run(store, tmp_path, gateway, TONIGHT)
        assert due(store, TONIGHT) == gateway.told()
        assert {("ada", "an action is overdue"): 1, ("ben", "an action is overdue"): 1} == {
            told: times for told, times in gateway.told().items() if "action" in told[1]
        }

    def test_come_once(self, store: Store, tmp_path: Path) -> None:
        """
        The next run sends what is new by then, though nothing was committed meanwhile.
        """
        gateway = Gateway()
        run(store, tmp_path, gateway, TONIGHT)

        assert 0 == run(store, tmp_path, gateway, TONIGHT)
        assert 3 == len(gateway.delivered)
        assert run(store, tmp_path, gateway, LATER) > 0
        assert due(store, LATER) == gateway.told()
        assert {1} == set(gateway.asked.values())

    def test_are_not_sent_for_what_is_done(self, store: Store, tmp_path: Path) -> None:
        """
        What a command clears in time is taken off the plan.
        """
        gateway = Gateway()
        run(store, tmp_path, gateway, START)
        finish_actions(store)
        run(store, tmp_path, gateway, LATER)

        assert due(store, LATER) == gateway.told()
        assert not any("action" in text for _, text in gateway.told())

    def test_follow_another_policy(self, tmp_path: Path) -> None:
        """
        Thresholds are the policy's: under another one everything is planned anew, and nothing is sent twice.
        """
        url, gateway = f"sqlite:///{tmp_path}/store.db", Gateway()
        with open_store(url, clock=lambda: LATER) as store:
            reminders.enter(store, START)
            run(store, tmp_path / "job", gateway, TONIGHT)
            assert not any("no meeting" in text for _, text in gateway.told())
        strict = Policy(silent_cadences=1)
        with open_store(url, clock=lambda: LATER, policy=strict, upgrade=True) as store:
            run(store, tmp_path / "job", gateway, TONIGHT)

            assert ("ben", "no meeting was held for longer than agreed") in gateway.told()
            assert due(store, TONIGHT) == gateway.told()

    def test_load_what_has_changed_and_nothing_else(
        self, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """
        A run in which nothing has changed loads no relationship.
        """
        gateway = Gateway()
        run(store, tmp_path, gateway, TONIGHT)
        monkeypatch.delattr(Store, "get")

        assert run(store, tmp_path, gateway, LATER) > 0

    def test_one_run_at_a_time(
        self, store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """
        A second run says that there is another, and does nothing.
        """
        url = f"sqlite:///{tmp_path}/store.db"
        with open_store(url, clock=lambda: LATER) as kept:
            reminders.enter(kept, START)
        with closing(reminders.Job(tmp_path / "job")):
            assert 1 == reminders.main([url, str(tmp_path / "job")])
        told = capsys.readouterr()

        assert "another run is under way" in told.err
        assert "" == told.out
        assert 0 == reminders.main([url, str(tmp_path / "job")])


# A process that ends closes nothing first, and Python 3.13 says so.
@pytest.mark.filterwarnings("ignore:unclosed database:ResourceWarning")
class TestStopped:
    @pytest.fixture
    def _let_go_of_what_is_new(self) -> Iterator[None]:
        """
        Have `let_go` look at what a test has made, and not at everything that was ever imported.
        """
        gc.freeze()
        yield
        let_go()
        gc.unfreeze()

    @pytest.mark.usefixtures("_let_go_of_what_is_new")
    def test_at_any_line(self, store: Store, tmp_path: Path) -> None:
        """
        Stopped at any line of the example and begun again, the job has told everybody once.
        """
        expected, lines = due(store, TONIGHT), 0
        for line in itertools.count():
            gateway = Gateway()
            with tempfile.TemporaryDirectory(dir=tmp_path) as folder:
                try:
                    with stopped_at(line):
                        run(store, Path(folder), gateway, TONIGHT)
                except Stopped:
                    lines += 1
                else:
                    break
                let_go()
                run(store, Path(folder), gateway, TONIGHT)
            assert expected == gateway.told(), line
        assert lines > 100

    def test_between_sending_and_writing_it_down_asks_again(self, store: Store, tmp_path: Path) -> None:
        """
        That is why keys are there: the job asks for one thing twice, under one key.
        """
        gateway = Gateway()

        class Dying:
            def send(self, reminder: Any) -> None:
                gateway.send(reminder)
                raise Stopped

        with pytest.raises(Stopped):
            run(store, tmp_path, Dying(), TONIGHT)  # type: ignore[arg-type]
        run(store, tmp_path, gateway, TONIGHT)

        assert [1, 1, 2] == sorted(gateway.asked.values())
        assert due(store, TONIGHT) == gateway.told()

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
    @given(
        stops=st.lists(st.tuples(st.integers(0, 250), st.booleans(), st.integers(0, 60)), max_size=6),
    )
    def test_again_and_again_while_people_act(
        self, stops: list[tuple[int, bool, int]], tmp_path: Path
    ) -> None:
        """
        Whatever is committed between runs that are stopped, nobody is told anything twice, and whatever still
        needs somebody in the end was told.
        """
        with (
            open_store("memory:", clock=lambda: LATER) as store,
            tempfile.TemporaryDirectory(dir=tmp_path) as folder,
        ):
            reminders.enter(store, START)
            gateway, at = Gateway(), START
            for line, somebody_acts, days in stops:
                at = max(at, START + timedelta(days=days))
                try:
                    with stopped_at(line):
                        run(store, Path(folder), gateway, at)
                except Stopped:
                    pass
                let_go()
                if somebody_acts:
                    finish_actions(store)
                    with store.transaction() as tx:
                        tx.get(Mentorship, "ada-and-ben").actions.take_on(
                            by="ben", at=START, title="Another", due_on=START.date()
                        )
            run(store, Path(folder), gateway, LATER)

            keys = [reminder.key for reminder in gateway.delivered]
            assert len(keys) == len(set(keys))
            assert due(store, LATER) <= gateway.told()

    def test_by_a_kill(self, tmp_path: Path) -> None:
        """
        The real script, killed at random moments and begun again, has a line for each reminder, once.
        """
        url = f"sqlite:///{tmp_path}/store.db"
        with open_store(url, clock=lambda: LATER) as store:
            reminders.enter(store, START)
            expected = due(store, datetime.now(UTC))
        dice = random.Random(7)
        command = [sys.executable, "-W", "error", str(EXAMPLE), url, "job"]
        killed = 0
        for _ in range(12):
            job = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL)
            _wait_for((tmp_path / "job").exists)
            time.sleep(dice.uniform(0, 0.03))
            job.send_signal(signal.SIGKILL)
            killed += job.wait(20) == -signal.SIGKILL
        subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)

        lines = (tmp_path / "job/sent.txt").read_text("utf-8").splitlines()
        assert sum(expected.values()) == len(lines) == len({line.split()[0] for line in lines})
        assert expected == Counter(
            (person, text.partition(": ")[2].partition(" (")[0])
            for person, _, text in (line.partition(" ")[2].partition(": ") for line in lines)
        )
        assert killed


def _wait_for(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.002)


class TestPrinter:
    def test_delivers_a_key_once(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """
        Also after it was opened anew.
        """
        reminder = reminders.Reminder("k1", "ada-and-ben", "ben", "2026", "a reading is overdue")
        for _ in range(2):
            with closing(reminders.Printer(tmp_path)) as printer:
                printer.send(reminder)
                printer.send(reminder)

        assert "  ben: ada-and-ben: a reading is overdue\n" == capsys.readouterr().out

    @pytest.mark.parametrize("before", ["", "k0 ben: x: y\n"])
    def test_takes_a_torn_line_for_not_delivered(self, tmp_path: Path, before: str) -> None:
        """
        What a machine left unfinished is cut off, and delivered.
        """
        (tmp_path / "sent.txt").write_text(f"{before}k1 ben: ada-and-b", "utf-8")
        with closing(reminders.Printer(tmp_path)) as printer:
            printer.send(reminders.Reminder("k1", "ada-and-ben", "ben", "2026", "a reading is overdue"))

        assert f"{before}k1 ben: ada-and-ben: a reading is overdue\n" == (tmp_path / "sent.txt").read_text(
            "utf-8"
        )


class TestTrouble:
    @pytest.mark.parametrize(
        ("url", "told"),
        [
            ("sqlite:///{here}/none.db", "there is no store"),
            ("json:///{here}/none", "there is nothing"),
            ("nothing:///x", "no backend is installed for 'nothing'"),
        ],
    )
    def test_with_the_store_is_told_in_one_line(
        self, url: str, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """
        Where there is no store, as in the wrong folder, it says so, ends with 1, and makes nothing.
        """
        assert 1 == reminders.main([url.format(here=tmp_path), str(tmp_path / "job")])
        said = capsys.readouterr()

        assert said.err.startswith("reminders: the store cannot be used: ")
        assert told in said.err
        assert (1, "") == (said.err.count("\n"), said.out)
        assert [] == list(tmp_path.iterdir())

    @pytest.mark.parametrize("name", ["job", "job/reminders.db", "job/sent.txt"])
    def test_with_its_folder_is_told_in_one_line(
        self, name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """
        A file where the folder should be, a database that is none, a folder in the place of a file.
        """
        url, there = f"sqlite:///{tmp_path}/store.db", tmp_path / name
        open_store(url).close()
        there.parent.mkdir(exist_ok=True)
        if name.endswith("txt"):
            there.mkdir()
        else:
            there.write_bytes(b"neither a folder nor a database " * 100)

        assert 1 == reminders.main([url, str(tmp_path / "job")])
        said = capsys.readouterr()

        assert said.err.startswith(f"reminders: {tmp_path}/job: ")
        assert "under way" not in said.err
        assert (1, "") == (said.err.count("\n"), said.out)

    def test_with_its_command_is_told(self, capsys: pytest.CaptureFixture[str]) -> None:
        """
        An argument too many is refused, and the usage is shown.
        """
        with pytest.raises(SystemExit) as ended:
            reminders.main(["sqlite:///none.db", "job", "more"])

        assert 2 == ended.value.code
        assert "usage: reminders" in capsys.readouterr().err


class TestScript:
    def test_shows_itself(self, tmp_path: Path) -> None:
        """
        Without arguments it plays some days, and leaves nothing behind.
        """
        told = subprocess.run(
            [sys.executable, "-W", "error", str(EXAMPLE)],
            cwd=tmp_path,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )

        assert (0, "") == (told.returncode, told.stderr)
        sent = [line.strip() for line in told.stdout.splitlines() if line.startswith("  ")]
        assert 1 == told.stdout.count("ada: ada-and-ben: an action is overdue")
        assert 1 == told.stdout.count("ben: ada-and-ben: an action is overdue")
        assert "0 reminders" in sent
        assert len(sent) == len(set(sent))
        assert [] == list(tmp_path.iterdir())
