"""
Harness: runs the rounds in a process of their own, from which every other process is forked.

It has one thread and everything imported, so that a fork is quick and harms nobody.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import attrs

from mentorcore.backends import Backend, Batch, Capability, Entry
from mentorcore.backends.fitting import misfit, no_backend
from mentorcore.errors import StorageError, Unsupported
from mentorcore.testing.contract.elsewhere import Failed
from mentorcore.testing.crash.documents import Documents
from mentorcore.testing.crash.opening import Opener, Opening, search_path
from mentorcore.testing.crash.report import Figures, How, Report
from mentorcore.testing.crash.rounds import Rounds


TOLD = 20
"""How many problems a report tells at most."""

_PARTS = {
    How.AT_RANDOM: 328,
    How.AT_POINTS: 300,
    How.RECOVERING: 120,
    How.BESIDE: 160,
    How.CREATING: 90,
    How.LATE: 2,
}
"""How many of a thousand are killed how, where nobody says so; `How.LATE` takes very long."""

_is_serving = False
"""Whether this is the process that kills."""

_START = "from mentorcore.testing.crash.harness import serve; serve()"


def kill_writers(
    backend: str | Opener,
    folder: Path,
    *,
    kills: int | Mapping[How, int] = 100,
    seed: int = 0,
    progress: Callable[[int], None] | None = None,
) -> Report:
    """
    Kill writers with SIGKILL, open their stores in a fresh process, and check everything that they hold.

    What a writer does is decided by *seed*, plain batches on one store and domain commands on the next; a few
    kills go on the same store. After each, every acknowledged commit has to be there, and one that was under
    way as a whole or not at all; doing it again with its token has to have no other effect; and the next
    commit has to work. Every third time the store is looked at more closely: `verify_store` has to find
    nothing, and once it is closed, there have to be the same files as where nobody was killed.

    Args:
        backend: A URL with ``{where}`` for an absolute directory, or a function that takes the directory and
            a layout; it stands at the top of a module, because another process imports it.

        folder: An existing directory to make stores in; what is made is removed again.

        kills: How many, at least 1; shared out over every `How` that the backend is made for, unless it says
            how many of each. Fewer are killed where a backend is so quick that writers end before that.

        progress: Called after each kill with the number of kills so far.

    Raises:
        TypeError: *backend* is neither, or gives no backend of this contract; or *kills* does not say how
            many, or of which `How`.

        ValueError: *backend* does not keep its store in the directory that it is given, or is a URL with more
            than that to fill in; *folder* is no directory; or there is nobody to kill.

        Unsupported: The backend does not declare `Capability.DURABLE`, or does not offer what *kills* asks
            for, or this operating system has no fork.

        Failed: The backend could not be opened at all, or its module not be imported.
    """
    if not hasattr(os, "fork"):
        raise Unsupported("this operating system has no fork", "kill writers on Linux or macOS")
    if _is_serving:
        raise RuntimeError(
            "kill_writers() is called wherever its module is imported, by the process that kills as well; "
            "call it under: if __name__ == '__main__'"
        )
    shares = _asked(kills)
    opening = attrs.asdict(Opening.of(backend))
    if not Path(folder).is_dir():
        raise ValueError(f"{str(folder)!r} is no directory; make it first, the stores are made inside it")
    with tempfile.TemporaryDirectory(prefix="kills-", dir=folder) as made:
        task = {"opening": opening, "folder": str(Path(made).absolute()), "kills": shares, "seed": seed}
        with _serving(task) as child:
            assert child.stdout is not None
            report = _gathered(map(json.loads, child.stdout), progress)
            if child.wait():
                raise Failed("RuntimeError", "it ended early; its own output says why")

    return report


@contextlib.contextmanager
def _serving(task: dict[str, Any]) -> Iterator[subprocess.Popen[str]]:
    """
    Have another process do the rounds; at the end of the block, it and all that it has forked are gone.
    """
    child = subprocess.Popen(  # noqa: S603 - our own interpreter and code
        [sys.executable, "-c", _START],
        env=search_path(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        process_group=0,
    )
    with child:
        assert child.stdin is not None
        child.stdin.write(json.dumps(task))
        child.stdin.close()
        try:
            yield child
        finally:
            if child.poll() is None:
                os.killpg(child.pid, signal.SIGKILL)


def serve() -> None:
    """
    Do the rounds: what runs in the other process.
    """
    global _is_serving  # noqa: PLW0603 - for as long as the process runs
    _is_serving = True
    with os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8") as answers:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a plugin prints is no answer
        for answer in _answers(**json.loads(sys.stdin.read())):
            answers.write(json.dumps(answer) + "\n")
            answers.flush()


def _answers(opening: dict[str, str], folder: str, kills: Any, seed: int) -> Iterator[dict[str, Any]]:
    how = Opening(**opening)
    try:
        opener = how.found()
        capabilities = _tried(opener, Path(folder), by=f"{how.name}()")
    except _Unfit as unfit:
        yield {"unfit": [type(unfit.error).__name__, str(unfit.error)]}
        return
    except Exception as error:  # noqa: BLE001 - whatever it is, whoever asked wants to know
        yield {"raised": [type(error).__name__, str(error)]}
        return
    if Capability.DURABLE not in capabilities:
        yield {"unsupported": "the backend does not declare DURABLE, and has nothing to lose"}
        return
    rounds = Rounds(Path(folder), opener, capabilities, seed)
    points = rounds.points
    gc.freeze()  # what is frozen is not copied for every child
    try:
        shares = _shares(kills, capabilities, points)
    except Unsupported as error:
        yield {"unsupported": "; without being killed: ".join([error.what, *rounds.problems])}
        return
    for killed, number in shares.items():
        for result in rounds.killed(killed, number):
            yield {"how": killed.name, **attrs.asdict(result)}


class _Unfit(Exception):
    """
    What opens the backend does not do what it has to, in the words of the error that its author gets.
    """

    def __init__(self, error: TypeError | ValueError) -> None:
        super().__init__(str(error))
        self.error = error


def _tried(opener: Opener, folder: Path, *, by: str) -> frozenset[Capability]:
    """
    Return what a backend declares, once two new stores turned out to be two.
    """
    for name in ("first", "second"):
        where = folder / name
        where.mkdir()
        backend = opener(where, Documents.layout)
        if not isinstance(backend, Backend):
            raise _Unfit(TypeError(no_backend(backend, by)))
        if wrong := misfit(backend):
            raise _Unfit(TypeError(wrong))
        with contextlib.closing(backend):
            if backend.journal(after=0, limit=1, subject=None):
                raise _Unfit(ValueError(f"the store at {where} was not empty: does your function use where?"))
            with contextlib.suppress(StorageError):  # which the kills will tell of
                backend.commit(Batch(entries=(Entry("tried", "{}"),)))
    for name in ("first", "second"):
        shutil.rmtree(folder / name)

    return backend.capabilities


def _asked(kills: Any) -> int | dict[str, int]:
    """
    Return how many to kill, in plain values.
    """
    asked = kills if isinstance(kills, Mapping) else {How.AT_RANDOM: kills}
    for how, number in asked.items():
        if not isinstance(how, How) or not isinstance(number, int) or isinstance(number, bool):
            raise TypeError(f"kills={kills!r}: give a number, or numbers by How, as in {{How.AT_RANDOM: 10}}")
    if not asked or min(asked.values()) < 1:
        raise ValueError(f"kills={kills!r} kills nobody; give numbers from 1")

    return {how.name: number for how, number in asked.items()} if asked is kills else asked[How.AT_RANDOM]


def _shares(
    kills: int | Mapping[str, int], capabilities: frozenset[Capability], points: int
) -> dict[How, int]:
    """
    Share the kills out over every way in which this backend can be killed.
    """
    missing = {
        How.AT_POINTS: "" if points else "the backend never calls passing()",
        How.BESIDE: "" if Capability.PROCESSES in capabilities else "the backend does not declare PROCESSES",
    }
    if not isinstance(kills, int):
        asked = {How[name]: number for name, number in kills.items()}
        for how in asked:
            if missing.get(how):
                raise Unsupported(missing[how])
        return asked
    shares = {how: kills * part // 1000 for how, part in _PARTS.items() if not missing.get(how)}
    shares[How.AT_RANDOM] += kills - sum(shares.values())

    return {how: number for how, number in shares.items() if number}


def _gathered(answers: Iterator[dict[str, Any]], progress: Callable[[int], None] | None) -> Report:
    figures: dict[How, Figures] = {}
    points = sweeps = 0
    problems: list[str] = []
    slowest = 0.0
    for answer in answers:
        if "raised" in answer:
            raise Failed(*answer["raised"])
        if "unfit" in answer:
            kind, message = answer["unfit"]
            raise {"TypeError": TypeError, "ValueError": ValueError}[kind](message)
        if "unsupported" in answer:
            raise Unsupported(answer["unsupported"], "ask for other kills, or choose another backend")
        how = How[answer["how"]]
        figures[how] = figures.get(how, Figures()) + Figures(**answer["figures"])
        points = max(points, answer["points"])
        sweeps += answer["ends_sweep"]
        problems += [f"{how.value}: {problem}" for problem in answer["problems"]]
        slowest = max(slowest, answer["seconds"])
        if progress is not None:
            progress(sum(f.kills for f in figures.values()))

    return Report(figures, points, sweeps, slowest, (*problems[:TOLD],))
