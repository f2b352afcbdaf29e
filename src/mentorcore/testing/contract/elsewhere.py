"""
Elsewhere: other processes that work on the same store.

They are plain interpreters that read one line of JSON a task and answer with one. A child finds the contract
class by its module's name or, where pytest imported it by path, by its file; so a test module need not be
importable.
"""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import inspect
import json
import os
import subprocess
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from functools import reduce
from pathlib import Path
from types import ModuleType
from typing import IO, Any

from mentorcore.backends import Backend
from mentorcore.testing.contract import work
from mentorcore.testing.contract.samples import LAYOUT


_START = "from mentorcore.testing.contract.elsewhere import serve; serve()"


class Failed(Exception):
    """
    Something was raised in another process.

    Attributes:
        kind: The exception's class, by name.
    """

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(f"in another process: {kind}: {message}")
        self.kind = kind


class Elsewhere:
    """
    Two other processes, started when they are first asked for.
    """

    def __init__(self, contract: type) -> None:
        self._contract = contract
        self._processes: dict[str, Process] = {}

    @property
    def first(self) -> Process:
        return self._running("first")

    @property
    def second(self) -> Process:
        return self._running("second")

    def let_go(self, where: Path) -> None:
        """
        Close the store in whichever process has it open.
        """
        for process in self._processes.values():
            if not process.ended:
                process.do("close", where)

    def stop(self) -> None:
        """
        End the processes.
        """
        for process in self._processes.values():
            process.stop()

    def _running(self, which: str) -> Process:
        process = self._processes.get(which)
        if process is not None and process.ended:  # it broke another test; this one gets a new one
            process.stop()
            process = None
        if process is None:
            process = self._processes[which] = Process(self._contract)

        return process


class Process:
    """
    One other process, which opens the store with the author's own method.

    Attributes:
        contract: The class that has the method.
    """

    def __init__(self, contract: type) -> None:
        if "<locals>" in contract.__qualname__:
            raise TypeError(
                f"{contract.__qualname__} stands inside a function, where another process cannot find it; "
                "move it to the top of its module"
            )
        self.contract = contract
        self._child = subprocess.Popen(  # noqa: S603 - our own interpreter and code
            [sys.executable, "-c", _START],
            env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        self._line = ThreadPoolExecutor(1)
        self._say(module=contract.__module__, file=inspect.getfile(contract), name=contract.__qualname__)

    @property
    def ended(self) -> bool:
        """
        Whether it ended by itself.
        """
        return self._child.poll() is not None

    def do(self, task: str, where: Path, **arguments: Any) -> Any:
        """
        Have a task of `work` done on a store, and return its result.

        Raises:
            Failed: It raised something.
        """
        return self.start(task, where, **arguments).result(2 * work.PATIENCE)

    def start(self, task: str, where: Path, **arguments: Any) -> Future[Any]:
        """
        Have a task done while this process goes on with something else.
        """
        return self._line.submit(self._exchange, task, str(where), arguments)

    def kill(self) -> None:
        """
        End the process at once, whatever it has open.
        """
        self._child.kill()
        self._child.wait()

    def stop(self) -> None:
        """
        End the process.
        """
        assert self._child.stdin is not None
        assert self._child.stdout is not None
        with contextlib.suppress(OSError):
            self._child.stdin.close()
        try:
            self._child.wait(10)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()
        self._line.shutdown()
        self._child.stdout.close()

    def _exchange(self, task: str, where: str, arguments: dict[str, Any]) -> Any:
        assert self._child.stdout is not None
        self._say(task=task, where=where, arguments=arguments)
        line = self._child.stdout.readline()
        if not line:
            self._child.wait(work.PATIENCE)  # it lets go of its pipes a moment before it ends
            raise Failed("EOFError", "it ended without an answer; its own output says why")
        answer = json.loads(line)
        if "raised" in answer:
            raise Failed(answer["raised"], answer["message"])

        return answer["result"]

    def _say(self, **message: Any) -> None:
        assert self._child.stdin is not None
        with contextlib.suppress(BrokenPipeError):  # a child that is gone gives no answer either
            self._child.stdin.write(json.dumps(message) + "\n")
            self._child.stdin.flush()


def serve() -> None:
    """
    Do tasks until there are no more: what runs in the other process.
    """
    with os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8") as answers:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a plugin prints is no answer
        contract = _find(**json.loads(sys.stdin.readline()))
        _answer_all(contract, sys.stdin, answers)


def _answer_all(contract: Any, tasks: IO[str], answers: IO[str]) -> None:
    opened: dict[str, Backend] = {}
    for line in tasks:
        task = json.loads(line)
        try:
            answer = {"result": _do(contract, opened, **task)}
        except Exception as error:  # noqa: BLE001 - whatever it is, the test that asked wants to know
            answer = {"raised": type(error).__name__, "message": str(error)}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()
    for backend in opened.values():
        backend.close()


def _do(contract: Any, opened: dict[str, Backend], task: str, where: str, arguments: dict[str, Any]) -> Any:
    if task == "close":
        return opened.pop(where).close() if where in opened else None
    if where not in opened:
        opened[where] = contract().open_backend(Path(where), LAYOUT)
    if task == "open":
        return None

    return getattr(work, task)(opened[where], **arguments)


def _find(module: str, file: str, name: str) -> Any:
    return reduce(getattr, name.split("."), _module(module, Path(file)))


def _module(name: str, file: Path) -> ModuleType:
    root = file.parents[name.count(".")]
    if root.joinpath(*name.split(".")).with_suffix(".py") == file:
        sys.path.append(str(root))
    with contextlib.suppress(ImportError):
        found = importlib.import_module(name)
        if found.__file__ is not None and Path(found.__file__).samefile(file):
            return found
    spec = importlib.util.spec_from_file_location(name, file)
    if spec is None or spec.loader is None:
        raise ImportError(f"{file} cannot be imported")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)

    return module
