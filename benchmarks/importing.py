"""
Importing: how long ``import mentorcore`` takes in a fresh interpreter, against ``import attrs``.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from typing import Final

from benchmarks.measuring import Times


ATTRS, OURS, USED = "import attrs", "import mentorcore", "and use what the README's example uses"

_STATEMENTS: Final[Mapping[str, str]] = {
    ATTRS: "import attrs",
    OURS: "import mentorcore",
    USED: "from mentorcore import Agreement, Cadence, Evidence, Mentorship, Person, Topic, open_store",
}
_PROGRAM: Final = "import time; begun = time.perf_counter(); {}; print(time.perf_counter() - begun)"


def imports(rounds: int) -> dict[str, Times]:
    """
    Return how long each import takes.
    """
    found: dict[str, list[float]] = {name: [] for name in _STATEMENTS}
    for _ in range(rounds + 1):
        for name, statement in _STATEMENTS.items():
            command = [sys.executable, "-c", _PROGRAM.format(statement)]
            told = subprocess.run(  # noqa: S603 - statements of ours
                command, check=True, capture_output=True, text=True
            )
            found[name].append(float(told.stdout))

    # The first time the files have to be found.
    return {name: Times(tuple(times[1:])) for name, times in found.items()}
