"""
Feed hostile input to everything that reads, and print what came of it.

``python -m tests.fuzz [--inputs 1000000] [--seed 1] [--target NAME] [--keep DIR]``

First the check itself is tested: readers with a mistake have to be found.
"""

from __future__ import annotations

import argparse
import math
import sys
import tempfile
from pathlib import Path

from tests.figures import Table
from tests.fuzz.running import guided
from tests.fuzz.targets import targets


ZERO = ("untyped", "unstable", "leaked", "slow", "crashed", "too large")

SHARES = {
    "document mentorship": 0.5,
    "JSON redo log": 0.4,
    "SQLite row": 0.4,
    "template": 0.2,
    "JSON index": 0.2,
    "words": 0.05,
    "page": 0.01,
    "SQLite file": 0.01,
    "PostgreSQL row": 0.01,
    "JSON store with another journal": 0.005,
}
"""How much less than the others the slow ones are given."""


PLANTED = "tests.fuzz.planted"
INPUTS = 60_000
FOUND = (("maze", "untyped"), ("greedy", "too large"), ("deadly", "crashed"))
"""Readers with a mistake that only a guided run in a process of its own finds, and where it shows."""


def overlooked(folder: Path) -> list[str]:
    """
    Return the readers with a mistake that are not found.
    """
    return [
        name
        for name, column in FOUND
        if not guided(name, INPUTS, 1, folder, module=PLANTED).figures.get(column)
    ]


def main() -> int:
    """
    Fuzz every target, or the one that is named.
    """
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__.splitlines()[1])
    parser.add_argument("--inputs", type=int, default=1_000_000, help="how many in all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--target", action="append", help="its name; all of them unless given")
    parser.add_argument("--keep", type=Path, help="a directory for what shows that something is wrong")
    given = parser.parse_args()

    names = [target.name for target in targets() if given.target is None or target.name in given.target]
    if unknown := set(given.target or ()) - set(names):
        parser.error(f"there is no target {', '.join(sorted(unknown))}")
    weights = {name: SHARES.get(name, 1) for name in names}
    with tempfile.TemporaryDirectory() as scratch:
        folder = given.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        if given.target is None and (missed := overlooked(folder)):
            print(f"the check overlooks what was planted: {', '.join(missed)}")  # noqa: T201
            return 1
        lines = []
        for name, weight in weights.items():
            share = math.ceil(given.inputs * weight / sum(weights.values()))
            print(f"{name}: {share} inputs", flush=True)  # noqa: T201 - it takes long, so it says where it is
            lines.append(guided(name, share, given.seed, folder))

    return Table("Fuzzing", lines, zero=ZERO, least={"inputs": given.inputs}).ended()


if __name__ == "__main__":
    sys.exit(main())
