"""
Living: what is there for as long as somebody has it.

A signal may interrupt a thread between any two steps, so that what it was to take back later stays for
good. Nothing has to be taken back here: what nobody has any more is gone.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Generic, TypeVar
from weakref import ref


_T = TypeVar("_T")


class Living(Generic[_T]):
    """
    Things that are still alive, in the order in which they were added; for many threads.
    """

    def __init__(self) -> None:
        # No callback takes the dead ones out: what a signal handler raises in one would be lost.
        self._all: dict[int, ref[_T]] = {}
        self._numbers = itertools.count()

    def add(self, one: _T) -> None:
        """
        Add something, as the last.
        """
        for number in list(self._all):
            reference = self._all.get(number)
            if reference is not None and reference() is None:
                self._all.pop(number, None)
        self._all[next(self._numbers)] = ref(one)

    def __iter__(self) -> Iterator[_T]:
        for reference in list(self._all.values()):
            one = reference()
            if one is not None:
                yield one
