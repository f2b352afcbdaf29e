"""
Lives: what the processes do that work on a store: the writer, somebody beside it, somebody who recovers it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

import attrs

from mentorcore.errors import Unavailable
from mentorcore.testing.crash.children import Say
from mentorcore.testing.crash.contents import read
from mentorcore.testing.crash.expecting import Expected
from mentorcore.testing.crash.history import History
from mentorcore.testing.crash.judging import judged, tell
from mentorcore.testing.crash.opening import Opener
from mentorcore.testing.crash.script import Opened, Script, Step


BUSY = 30.0
"""Seconds after which a store that is still busy with others counts as broken."""

OPENED = "opened"
"""What is said when the store is open."""

DONE = "done"
"""What is said of a step that has returned, with the position of its commit."""

Life: TypeAlias = Callable[[Say], None]


@attrs.frozen
class Place:
    """
    Where a store is, and how it is opened for a script.
    """

    where: Path
    opener: Opener
    script: Script

    @contextmanager
    def opened(self) -> Iterator[Opened]:
        """
        Open the store for a block, and close it.
        """
        backend = self.opener(self.where, self.script.layout)
        try:
            yield self.script.open(backend)
        finally:
            backend.close()


def writing(place: Place, history: History, kinds: Sequence[str], *, alone: bool = True) -> Life:
    """
    Return the life of a writer: it opens the store, takes its steps, says so after each, and closes it.

    Args:
        alone: Whether nobody else is there, so that the store is never busy.
    """

    def live(say: Say) -> None:
        with place.opened() as opened:
            say(OPENED)
            _take_all(opened, history, kinds, say, patience=0.0 if alone else BUSY)

    return live


def recovering(place: Place) -> Life:
    """
    Return the life of somebody who opens the store and closes it.
    """

    def live(say: Say) -> None:
        with place.opened():
            say(OPENED)

    return live


def beside(
    place: Place,
    history: History,
    kinds: tuple[Sequence[str], Sequence[str]],
    other: History,
    other_kinds: Sequence[str],
    wait: Callable[[], int],
) -> Life:
    """
    Return the life of somebody who writes while another writer is killed, and goes on afterwards.

    Args:
        kinds: The steps to take meanwhile, and those afterwards.

        other: The history of the other writer before its steps, which are of *other_kinds*.

        wait: Waits for the other's death and returns how many of its steps were acknowledged.
    """

    def live(say: Say) -> None:
        meanwhile, afterwards = kinds
        with place.opened() as opened:
            say(OPENED)
            _take_all(opened, history, meanwhile, say, patience=BUSY)
            expected = Expected.of(other, other_kinds, [None] * wait())
            found = read(opened.backend, place.script.layout, other.tokens, other.buried)
            own = found.of(other.name, place.script.settled)
            tell(say, judged(own, expected.before, expected.after))
            _take_all(opened, history, afterwards, say, patience=BUSY)

    return live


def _take_all(opened: Opened, history: History, kinds: Sequence[str], say: Say, *, patience: float) -> None:
    for kind in kinds:
        step = history.plan(kind)
        say(DONE, _taken(step, opened, patience))
        history.take(step)


def _taken(step: Step, opened: Opened, patience: float) -> int | None:
    deadline = time.monotonic() + patience
    while True:
        try:
            return step.do(opened)
        except Unavailable:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.005)
