"""
Backends that say the wrong thing when they are asked what is wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import cast

from mentorcore.backends import Batch
from mentorcore.errors import Corrupt
from tests.mutants.base import InMemory, InOneFile


class ChecksWhenItIsRead(InMemory):
    """
    Looks, and so notices that it was closed, when somebody reads what it found.
    """

    killed_by = "test_a_closed_backend_is_unavailable"

    def check(self) -> Iterator[Corrupt]:
        yield from super().check()


class MissesItsLastEntry(InMemory):
    """
    Takes a journal without a last entry for one that was cut off.
    """

    killed_by = "test_nothing_is_wrong_with_a_new_store"

    def check(self) -> Iterable[Corrupt]:
        with self._open():
            return [] if self._journal else [Corrupt("journal", "it was cut off")]


class FindsWhatItRefused(InMemory):
    """
    Writes down what it begins, and takes what it refused for something that was interrupted.
    """

    killed_by = "test_nothing_is_wrong_with_a_sound_store"
    _is_begun = False

    def commit(self, batch: Batch) -> int:
        with self._open():
            self._is_begun = True
            position = super().commit(batch)
            self._is_begun = False

            return position

    def check(self) -> Iterable[Corrupt]:
        with self._open():
            return [Corrupt("journal", "a commit was interrupted")] if self._is_begun else []


class SaysNothingOfRemovals(InMemory):
    """
    Has nothing to return when it has looked at its removals.
    """

    killed_by = "test_nothing_is_wrong_with_a_sound_store"

    def check(self) -> Iterable[Corrupt]:
        with self._open():
            return cast("Iterable[Corrupt]", None if self._buried else ())


class FindsWhatItScrubbed(InMemory):
    """
    Remembers how much it keeps, and not that scrubbing makes that less.
    """

    killed_by = "test_nothing_is_wrong_with_a_sound_store"
    _is_scrubbed = False

    def scrub(self) -> None:
        super().scrub()
        self._is_scrubbed = True

    def check(self) -> Iterable[Corrupt]:
        with self._open():
            return [Corrupt("memory:", "it is shorter than it was")] if self._is_scrubbed else []


class NamesItsLeftovers(InOneFile):
    """
    Gives the names of files that nobody needs, and not what is wrong with them.
    """

    killed_by = "test_what_a_check_finds_is_damage"

    def check(self) -> Iterable[Corrupt]:
        with self._open():
            names = {path.name for path in self._where.iterdir()}

            return cast("Iterable[Corrupt]", sorted(names - {"store", "lock"}))
