"""
The long run, ``python -m tests.crash``: writers are killed, power is cut, operations fail, processes race.
"""

from __future__ import annotations

import argparse
import sys

from tests.crash import faults, kills, power, races
from tests.figures import Table


LONG = 2000
"""From so many kills on, everything else is done at length as well."""


def main() -> int:
    """
    Do what the command line asks for, and end in one table.
    """
    parser = argparse.ArgumentParser(prog="python -m tests.crash", description=__doc__)
    parser.add_argument("--kills", type=int, default=LONG, help="for each backend")
    parser.add_argument("--seed", type=int, default=0, help="what the dice are thrown with")
    parser.add_argument(
        "--backend", choices=kills.BACKENDS, help="kill the writers of one backend, and no more"
    )
    asked = parser.parse_args()
    backends = (asked.backend,) if asked.backend else kills.BACKENDS
    lines = [line for backend in backends for line in kills.lines(backend, asked.kills, asked.seed)]
    if not asked.backend:
        lines += power.lines(long=asked.kills >= LONG)
        lines += faults.lines(long=asked.kills >= LONG)
        lines += races.lines(long=asked.kills >= LONG)
    least = {"kills": len(backends) * asked.kills}
    if asked.kills >= LONG:
        least["sweeps"] = len(backends) * kills.SWEEPS
    zero = dict.fromkeys((*kills.ZERO, *faults.ZERO, *races.ZERO, "unnoticed syncs"))

    return Table("Crash", lines, zero, least).ended()


if __name__ == "__main__":
    sys.exit(main())
