"""
One contract class for every mutant, and for what they are made of. Pytest meets them only when it is told to.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from types import ModuleType
from typing import ClassVar

from mentorcore.backends import Backend, Layout
from mentorcore.testing import BackendContract
from mentorcore.testing.contract import work
from tests.mutants import (
    checks,
    closing,
    commits,
    documents,
    files,
    histories,
    instances,
    journals,
    paging,
    postgres,
    processes,
    queries,
    real,
    reopening,
    scans,
    scrubbing,
    threads,
    tokens,
    undeclared,
    wide,
)
from tests.mutants.base import InMemory, InOneFile, Mutant


work.HURRY = 0.02
"""Less than usual, here and in other processes: the races of mutants stay open so long that any try shows."""


class MutantContract(BackendContract):
    """
    The contract, run against one mutant.
    """

    mutant: ClassVar[type[Mutant]]

    def open_backend(self, where: Path, layout: Layout) -> Backend:
        return self.mutant.open(where, layout)


MODULES = (
    documents,
    commits,
    journals,
    tokens,
    scans,
    queries,
    paging,
    reopening,
    instances,
    threads,
    processes,
    closing,
    checks,
    files,
    scrubbing,
    histories,
    undeclared,
    wide,
    real,
)

SOUND: Mapping[str, type[Mutant]] = {
    sound.__name__: sound for sound in (InMemory, InOneFile, real.Sqlite, real.Json)
}
"""What the mutants are made of, by name; without a fault."""


def _mutants_of(modules: Iterable[ModuleType]) -> Mapping[str, type[Mutant]]:
    return {
        name: thing
        for module in modules
        for name, thing in vars(module).items()
        if isinstance(thing, type) and issubclass(thing, Mutant) and vars(thing).get("killed_by")
    }


MUTANTS: Mapping[str, type[Mutant]] = _mutants_of(MODULES)
"""Every mutant, by name, but for those on a server."""

SOUND_ON_A_SERVER: Mapping[str, type[Mutant]] = {"Postgres": postgres.Postgres}

MUTANTS_ON_A_SERVER: Mapping[str, type[Mutant]] = _mutants_of([postgres])
"""Those that have a matrix of their own."""

EVERYTHING: Mapping[str, type[Mutant]] = {**SOUND, **MUTANTS, **SOUND_ON_A_SERVER, **MUTANTS_ON_A_SERVER}

for _name, _mutant in EVERYTHING.items():
    globals()[f"Test{_name}"] = type(
        f"Test{_name}", (MutantContract,), {"mutant": _mutant, "__module__": __name__}
    )
