"""
Kills: the long run of writers that are killed, for each backend that keeps what it is told.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from mentorcore.testing.crash import Figures, How, kill_writers
from mentorcore.testing.crash.opening import Opener
from tests.crash.stores import json_store, postgres_store, sqlite_store
from tests.figures import Line


ZERO = ("corrupt", "lost", "partial", "leftovers", "slow")

BACKENDS = ("json", "sqlite")

SERVER = "postgres"
"""Where a server of its own keeps the store, and only what writes to it is killed."""

_NAMES = {"json": "JSON", "sqlite": "SQLite", SERVER: "PostgreSQL"}
_EVERY = {"json": "every file operation", "sqlite": "every statement", SERVER: "every statement"}

_BY_URL = {How.AT_RANDOM: 220, How.LATE: 3}
"""How many of a thousand are killed how, in a store that is opened as anybody opens it."""

_AT_SEAMS = {How.AT_POINTS: 450, How.CREATING: 100, How.RECOVERING: 120, How.BESIDE: 107}
"""And how many in one that is watched from within."""

_ON_A_SERVER = {How.AT_RANDOM: 280, How.LATE: 3, How.AT_POINTS: 450, How.CREATING: 120, How.BESIDE: 147}
"""The same for writers to a server, which leave nothing behind that another one has to recover."""

_WAYS: Mapping[str, Sequence[tuple[str | Opener, Mapping[How, int]]]] = {
    "json": (("json:///{where}/store", _BY_URL), (json_store, _AT_SEAMS)),
    "sqlite": (("sqlite:///{where}/store.db", _BY_URL), (sqlite_store, _AT_SEAMS)),
    SERVER: ((postgres_store, _ON_A_SERVER),),
}

_SWEPT = (How.AT_POINTS, How.CREATING)

SWEEPS = 4
"""How often, at least, all the points of a writer or of making a store have had their turn in a long run."""


def lines(backend: str, kills: int, seed: int) -> Iterator[Line]:
    """
    Kill so many writers of one backend, and return a line for each way in which they were killed.
    """
    for given, parts in _WAYS[backend]:
        for how, part in parts.items():
            with tempfile.TemporaryDirectory() as folder:
                wanted = {how: -(-kills * part // 1000)}
                report = kill_writers(given, Path(folder), kills=wanted, seed=seed)
            swept = {"sweeps": report.sweeps} if how in _SWEPT else {}
            line = Line(_what(backend, how), _columns(report.figures[how]) | swept)
            print(f"{line.what}: {line.figures['kills']}", *report.problems, sep="\n", flush=True)  # noqa: T201 - says how far it is
            yield line


def _what(backend: str, how: How) -> str:
    return (
        f"{_NAMES[backend]}, "
        + {
            How.AT_RANDOM: "killed at random",
            How.AT_POINTS: f"at {_EVERY[backend]}",
            How.RECOVERING: f"again at {_EVERY[backend]} of the recovery",
            How.BESIDE: "beside another writer",
            How.CREATING: f"at {_EVERY[backend]} of making the store",
            How.LATE: "after thousands of documents",
        }[how]
    )


def _columns(figures: Figures) -> dict[str, int | float]:
    return {
        "kills": figures.kills,
        "acknowledged": figures.acknowledged,
        "in flight kept": figures.kept,
        **{column: getattr(figures, column) for column in ZERO},
    }
