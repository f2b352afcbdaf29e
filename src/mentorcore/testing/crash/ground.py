"""
Ground: one store under attack, everything that is known about it, and its twin that nobody attacks.
"""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import attrs

from mentorcore.testing.crash.checking import CHECKED, POSITIONS, SLOW, USUAL, checking
from mentorcore.testing.crash.children import Child
from mentorcore.testing.crash.expecting import Expected
from mentorcore.testing.crash.history import History
from mentorcore.testing.crash.judging import HARM, KEPT
from mentorcore.testing.crash.lives import DONE, OPENED, Place
from mentorcore.testing.crash.opening import Opener
from mentorcore.testing.crash.report import Figures
from mentorcore.testing.crash.script import Script, Step


@attrs.frozen
class Outcome:
    """
    What a check found.

    Attributes:
        seconds: How long the store took to open.

        positions: Where the entries of its journal stand.

        problems: What is wrong, as sentences.
    """

    figures: Figures
    seconds: float
    positions: tuple[int, ...]
    problems: tuple[str, ...]


class Ground:
    """
    A store in a directory of its own.

    The twin is the same kind of store, in which every step is taken that the store has seen, without anybody
    being killed. So it says which files there should be.

    Args:
        folder: Where the directory is made.

        seed: What the dice are thrown with.

        opening: How many seconds it takes to open such a store, as far as is known.

    Attributes:
        writer: The history of those who are killed.

        neighbour: That of those who write beside them.

        pace: How many seconds a step takes.

        points: How many points a writer passes.

        kills: How many there were.
    """

    def __init__(
        self, folder: Path, opener: Opener, script: Script, seed: str, *, opening: float = 0.0
    ) -> None:
        self.script = script
        self.writer = History("w", script, seed)
        self.neighbour = History("n", script, seed)
        self.place = Place(folder / "store", opener, script)
        self.opening = opening
        self.pace = 0.0
        self.points = 0
        self.kills = 0
        self._folder = folder
        self._twin = Place(folder / "twin", opener, script)
        self._positions: tuple[int, ...] = ()
        self._ahead: list[Step] = []
        for place in (self.place, self._twin):
            place.where.mkdir(parents=True)

    def remove(self) -> None:
        """
        Remove the directory.
        """
        shutil.rmtree(self._folder)

    def expect(self, kinds: Sequence[str], writer: Child) -> Expected:
        """
        Return what the store has to say of its writer, who has ended.
        """
        return Expected.of(self.writer, kinds, acknowledged(writer))

    def check(self, *expected: Expected, thorough: bool) -> Outcome:
        """
        Check the store in a fresh process.

        Args:
            expected: For the writer, and for whoever else has ever written to it.

            thorough: Also verify it as a whole, and compare its files with those of its twin.
        """
        self.note(*expected)
        if thorough:
            self.catch_up()
        outcome = self.look(*expected)
        self.accept(outcome)

        return outcome

    def note(self, *expected: Expected) -> None:
        """
        Remember which steps the store will have seen when it is checked.
        """
        self._ahead += [step for one in expected for step in one.steps]

    def catch_up(self) -> None:
        """
        Bring the twin to where the store is once it is checked.
        """
        with self._twin.opened() as opened:
            for step in self._ahead:
                step.do(opened)
        self._ahead.clear()

    def accept(self, outcome: Outcome) -> None:
        """
        Go on from a check.
        """
        self._positions = outcome.positions

    def look(self, *expected: Expected) -> Outcome:
        """
        Check the store in a fresh process, as thoroughly as the twin allows that is where the store will be.
        """
        is_even = not self._ahead
        child = Child(checking(self.place, expected, self._positions, thorough=is_even))
        child.join()
        said = {word: child.told(word) for word in HARM}
        if child.problem or not child.told(CHECKED):
            said["corrupt"] = [*said["corrupt"], child.problem or "the check was cut short"]
        left = self._leftovers() if is_even and not any(said.values()) else ()
        seconds, usual = (sum(map(float, child.told(word))) for word in (OPENED, USUAL))
        positions = json.loads(child.told(POSITIONS)[0]) if child.told(POSITIONS) else ()
        problems = [f"{word}: {what}" for word, about in said.items() for what in about]

        return Outcome(
            Figures(
                kept=len(child.told(KEPT)),
                corrupt=int(bool(said["corrupt"])),
                lost=int(bool(said["lost"])),
                partial=int(bool(said["partial"])),
                leftovers=int(bool(left)),
                slow=int(seconds - usual > SLOW),
            ),
            seconds,
            tuple(positions),
            (*problems, *(f"leftovers: {what}" for what in left)),
        )

    def _leftovers(self) -> tuple[str, ...]:
        here, there = _names(self.place.where), _names(self._twin.where)

        return tuple(
            f"{count} × {name} more than in a store where nobody was killed"
            for name, count in (here - there).items()
        ) + tuple(f"{count} × {name} fewer" for name, count in (there - here).items())


def acknowledged(child: Child) -> list[int | None]:
    """
    Return the positions of the steps that a process has seen return.
    """
    return [None if position == "None" else int(position) for position in child.told(DONE)]


def _names(where: Path) -> Counter[str]:
    """
    Return every name below a directory, numbers aside: a file may be given a new one.
    """
    return Counter(re.sub(r"\d+", "0", str(path.relative_to(where))) for path in where.rglob("*"))
