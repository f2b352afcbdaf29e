"""
The long run, ``python -m tests.crash``: writers are killed, power is cut, operations fail, processes race.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence

from tests.crash import faults, kills, power, races
from tests.figures import Line, Table


LONG = 2000
"""From so many kills on, everything else is done at length as well."""


Part = Callable[[int, int], Iterable[Line]]


KILLED: Mapping[str, Sequence[str]] = {"kills": kills.BACKENDS, "postgres": (kills.SERVER,)}
"""Parts in which writers are killed, and the backends of each."""


def _killed(part: str) -> Part:
    return lambda number, seed: [
        line for backend in KILLED[part] for line in kills.lines(backend, number, seed)
    ]


PARTS: Mapping[str, Part] = {
    **{part: _killed(part) for part in KILLED},
    "power": lambda number, seed: power.lines(long=number >= LONG),
    "faults": lambda number, seed: faults.lines(long=number >= LONG),
    "races": lambda number, seed: races.lines(long=number >= LONG),
}


def main() -> int:
    """
    Do what the command line asks for, and end in one table.
    """
    parser = argparse.ArgumentParser(prog="python -m tests.crash", description=__doc__)
    parser.add_argument("--kills", type=int, default=LONG, help="for each backend")
    parser.add_argument("--seed", type=int, default=0, help="what the dice are thrown with")
    parser.add_argument("--part", action="append", choices=PARTS, help="all of them unless given")
    asked = parser.parse_args()
    parts, long = asked.part or PARTS, asked.kills >= LONG
    lines = [line for part in parts for line in PARTS[part](asked.kills, asked.seed)]
    least = {}
    killed = [backend for part in parts for backend in KILLED.get(part, ())]
    if killed:
        least["kills"] = len(killed) * asked.kills
    if "kills" in parts and long:
        least["sweeps"] = len(kills.BACKENDS) * kills.SWEEPS
    zero = dict.fromkeys((*kills.ZERO, *faults.ZERO, *races.ZERO, "unnoticed syncs"))

    return Table("Crash", lines, zero, least).ended()


if __name__ == "__main__":
    sys.exit(main())
