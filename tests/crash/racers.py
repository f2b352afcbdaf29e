"""
Racers: several processes that have the same store open, and are let go at the same moment.

They are forked from one process that has loaded everything, so that starting them costs nothing. Each reads
tasks as lines of JSON and answers with lines of JSON. In the middle of its task it waits at a barrier until
all the others are there, so that they really collide.
"""

from __future__ import annotations

import contextlib
import faulthandler
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self, TextIO, TypeAlias

from mentorcore import Person, Store, open_store


PATIENCE = 300.0
"""Seconds after which a task that gets nowhere ends its process, with its stack on the standard error."""

KILLED = "killed"
"""What is given for a racer that was killed in its task."""

_ROOT = Path(__file__).parents[2]
_START = "from tests.crash.racers import fork_on_demand; fork_on_demand(int(__import__('sys').argv[1]))"

Task: TypeAlias = tuple[str, dict[str, Any]]
"""The name of a function of `tests.crash.racing`, and its arguments."""


class Barrier:
    """
    Where a task waits for the others, the first time that it comes by.
    """

    def __init__(self, line: TextIO) -> None:
        self._line = line
        self._passed = False

    def wait(self) -> None:
        """
        Wait until everybody is here.
        """
        if not self._passed:
            self._passed = True
            _send(self._line, {"barrier": True})
            self._line.readline()


class Racers:
    """
    Processes to race.

    Args:
        number: How many.
    """

    def __init__(self, number: int) -> None:
        self._asking, theirs = socket.socketpair()
        with theirs:
            self._origin = subprocess.Popen(
                [sys.executable, "-c", _START, str(theirs.fileno())],
                env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, [*sys.path, str(_ROOT)]))},
                pass_fds=[theirs.fileno()],
            )
        self._lines = [self._started() for _ in range(number)]

    def __len__(self) -> int:
        return len(self._lines)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for line in self._lines:
            line.close()
        self._asking.close()
        self._origin.wait(30)

    def race(self, url: str, *tasks: Task) -> list[Any]:
        """
        Have each racer do a task on a store, and return what each gave, or `KILLED`.

        Args:
            tasks: At most one a racer.
        """
        lines = self._lines[: len(tasks)]
        for line, (task, arguments) in zip(lines, tasks, strict=True):
            _send(line, {"url": url, "task": task, "arguments": arguments})
        answers = [_received(line) for line in lines]
        for line, answer in zip(lines, answers, strict=True):
            if "barrier" in answer:
                _send(line, {})
        last = [
            _received(line) if "barrier" in answer else answer
            for line, answer in zip(lines, answers, strict=True)
        ]

        return [self._given(place, answer) for place, answer in enumerate(last)]

    def _given(self, place: int, answer: dict[str, Any]) -> Any:
        if not answer:
            self._lines[place].close()
            self._lines[place] = self._started()
            return KILLED
        if "raised" in answer:
            raise RuntimeError(f"a racer met what it should not have met: {answer['raised']}")

        return answer["gave"]

    def _started(self) -> TextIO:
        ours, theirs = socket.socketpair()
        with ours, theirs:
            socket.send_fds(self._asking, [b"fork"], [theirs.fileno()])
            return ours.makefile("rw", encoding="utf-8")


def alike(number: int, task: str, **arguments: Any) -> list[Task]:
    """
    Return the same task for several racers.
    """
    return [(task, arguments)] * number


def differing(argument: str, values: Sequence[str], task: str, **others: Any) -> list[Task]:
    """
    Return the same task for several racers, which differs in one argument.
    """
    return [(task, {argument: value, **others}) for value in values]


def fork_on_demand(handle: int) -> None:
    """
    Load everything, and make a racer for every line that is handed over: what runs in their origin.
    """
    _warm_up()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for them
    with socket.socket(fileno=handle) as asking:
        while True:
            message, handles, _, _ = socket.recv_fds(asking, 4, 1)
            if not message:
                return
            if os.fork() == 0:
                asking.close()
                break
            os.close(handles[0])
    _serve(handles[0])
    os._exit(0)


def _warm_up() -> None:
    """
    Use every backend once, so that what is compiled on first use is compiled.
    """
    from tests.crash import racing

    with tempfile.TemporaryDirectory() as folder:
        for backend in ("sqlite", "json"):
            with open_store(f"{backend}:///{folder}/{backend}") as store:
                store.find(Person)
                list(store.journal())
                racing.prepare(store)


def _serve(handle: int) -> None:
    from tests.crash import racing

    opened: dict[str, Store] = {}
    with socket.socket(fileno=handle) as end:
        line = end.makefile("rw", encoding="utf-8")
    with line:
        while text := line.readline():
            asked = json.loads(text)
            faulthandler.dump_traceback_later(PATIENCE, exit=True)
            try:
                url = asked["url"]
                if url not in opened:
                    _let_go(opened)
                    opened[url] = open_store(url)
                task = getattr(racing, asked["task"])
                answer = {"gave": task(opened[url], Barrier(line), **asked["arguments"])}
            except Exception as error:  # noqa: BLE001 - whatever it is, the parent wants to know
                answer = {"raised": f"{type(error).__name__}: {error}"}
            faulthandler.cancel_dump_traceback_later()
            _send(line, answer)
    _let_go(opened)


def _let_go(opened: dict[str, Store]) -> None:
    for store in opened.values():
        store.close()
    opened.clear()


def _send(line: TextIO, message: dict[str, Any]) -> None:
    with contextlib.suppress(BrokenPipeError):  # one that is gone gives no answer either
        line.write(json.dumps(message) + "\n")
        line.flush()


def _received(line: TextIO) -> dict[str, Any]:
    """
    Return the next answer, empty when there will be none.
    """
    try:
        answer: dict[str, Any] = json.loads(line.readline() or "{}")
    except ConnectionResetError:
        return {}

    return answer
