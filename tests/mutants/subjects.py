"""
One contract class for every mutant. Its name does not begin with ``test``: `test_mutants` runs it.
"""

from __future__ import annotations

from tests.mutants import commits, keeping, reading
from tests.mutants.base import InMemory, InOneFile, MutantContract


MUTANTS: tuple[type[InMemory], ...] = tuple(
    thing
    for module in (commits, reading, keeping)
    for thing in vars(module).values()
    if isinstance(thing, type) and issubclass(thing, InMemory) and thing not in (InMemory, InOneFile)
)

for _mutant in MUTANTS:
    _name = f"Test{_mutant.__name__}"
    globals()[_name] = type(_name, (MutantContract,), {"mutant": _mutant, "__module__": __name__})
