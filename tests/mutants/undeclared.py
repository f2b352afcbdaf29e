"""
Backends that do by halves what they do not declare.
"""

from __future__ import annotations

import weakref
from pathlib import Path
from typing import ClassVar

from mentorcore.backends import Capability
from mentorcore.errors import Unsupported
from mentorcore.testing import BackendContract
from tests.mutants.base import InMemory, InOneFile
from tests.mutants.reopening import WritesWhenItCloses


def needing(capability: Capability) -> tuple[str, ...]:
    """
    Return the contract tests that check a backend without a capability for having none of it.
    """
    return tuple(
        name
        for base in BackendContract.__mro__
        for name, test in vars(base).items()
        if capability in getattr(test, "needs", ())
    )


def _beside(name: str, capability: Capability) -> tuple[str, ...]:
    return tuple(other for other in needing(capability) if other != name)


class KeepsSomethingAllTheSame(WritesWhenItCloses):
    """
    Does not declare that it is durable, and is when it is closed.
    """

    killed_by = "test_everything_is_there_again"
    also_by = _beside(killed_by, Capability.DURABLE)
    capabilities = frozenset({Capability.SCRUBS})


class IsOneHoweverOftenItIsOpen(InMemory):
    """
    Does not declare that it may be open twice, and gives the same store when it is.
    """

    killed_by = "test_sees_the_others_commits_at_once"
    also_by = _beside(killed_by, Capability.INSTANCES)
    _all: ClassVar[weakref.WeakSet[IsOneHoweverOftenItIsOpen]] = weakref.WeakSet()

    def __init__(self, where: Path) -> None:
        super().__init__(where)
        for other in self._all:
            if other._where == where and not other._closed:
                vars(self).update(vars(other))
        self._all.add(self)


class LeavesItsFileForOthers(InOneFile):
    """
    Does not declare that processes may share it, and has a file that they find.
    """

    killed_by = "test_sees_another_processs_commits_at_once"
    also_by = _beside(killed_by, Capability.PROCESSES)
    capabilities = frozenset({Capability.SCRUBS})
    _open_here: ClassVar[set[Path]] = set()

    def __init__(self, where: Path) -> None:
        if where in self._open_here:
            raise Unsupported("it is open already", "close it first")
        self._open_here.add(where)
        super().__init__(where)

    def close(self) -> None:
        if not self._closed:
            self._open_here.discard(self._where)
            (self._where / "store").unlink(missing_ok=True)
        super().close()


class ScrubsToBeKind(InMemory):
    """
    Does not declare that it scrubs, and says nothing when it is asked to.
    """

    killed_by = "test_nothing_superseded_is_left"
    also_by = _beside(killed_by, Capability.SCRUBS)
    capabilities = frozenset()
