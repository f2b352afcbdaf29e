"""
Rounds: one kill after the other, in each of the ways there are.
"""

from __future__ import annotations

import functools
import itertools
import os
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import IO

import attrs

from mentorcore.backends import Capability
from mentorcore.testing.crash.children import PASSED, POINT, Child
from mentorcore.testing.crash.documents import MANY, Documents
from mentorcore.testing.crash.expecting import Expected
from mentorcore.testing.crash.ground import Ground, Outcome, acknowledged
from mentorcore.testing.crash.judging import HARM, KEPT
from mentorcore.testing.crash.lives import OPENED, beside, recovering, writing
from mentorcore.testing.crash.opening import Opener
from mentorcore.testing.crash.record import Record
from mentorcore.testing.crash.report import Figures, How
from mentorcore.testing.crash.script import SCRUB, Script
from mentorcore.testing.crash.victims import ENOUGH, STEPS, Victims


KILLS_PER_STORE = 12
"""After so many kills a new store is made."""

THOROUGH = 3
"""After every so many kills the store is checked thoroughly, and after the last of them."""

AGAIN = 12
"""How often the recovery of one store is killed where there are no points to be killed at."""

LATE = (40, 60)
"""How many steps of many documents a writer has taken who is killed late, and how many it would take."""


@attrs.frozen
class Result:
    """
    What came of one round.

    Attributes:
        seconds: How long the store took to open.

        points: How many points were passed by whoever was not killed at one.

        problems: What was wrong, as sentences.

        ends_sweep: Whether now every point has had its turn, one after the other.
    """

    figures: Figures
    seconds: float
    points: int
    problems: tuple[str, ...]
    ends_sweep: bool = False


class Rounds:
    """
    Kills writers on one store after the other.

    Args:
        folder: An empty directory for the stores.

        capabilities: What the backend declares.

        seed: What all dice are thrown with.
    """

    def __init__(self, folder: Path, opener: Opener, capabilities: frozenset[Capability], seed: int) -> None:
        self._folder = folder
        self._opener = opener
        self._scrubs = Capability.SCRUBS in capabilities
        self._seed = seed
        self._dice = Random(f"{seed}")
        self._victims = Victims(self._dice)
        self._numbers = itertools.count()
        self._scripts: Sequence[Script] = (Documents(), Record())
        self._ground: Ground | None = None
        self._killed = 0
        self._left = 0
        self._unasked: list[Result] = []

    def killed(self, how: How, kills: int) -> Iterator[Result]:
        """
        Kill so many writers in one way; fewer where they cannot be killed in several times as many rounds.
        """
        ways = {
            How.AT_RANDOM: self._at_random,
            How.AT_POINTS: self._at_points,
            How.RECOVERING: self._recovering,
            How.BESIDE: self._beside,
            How.CREATING: self._creating,
            How.LATE: self._late,
        }
        self._left = kills
        for result in itertools.islice(ways[how](kills), 3 * kills + 10):
            yield from (*self._unasked, result)
            self._unasked.clear()
            self._left -= result.figures.kills
            if self._left <= 0:
                break
        self._leave()

    @functools.cached_property
    def points(self) -> int:
        """
        How many points a writer passes, roughly.
        """
        return self._current().points

    @property
    def problems(self) -> tuple[str, ...]:
        """
        What was wrong with the store that there is now while nobody was killed.
        """
        return tuple(problem for result in self._unasked for problem in result.problems)

    def _at_random(self, kills: int) -> Iterator[Result]:
        while True:
            ground = self._current()
            kinds = self._kinds(ground.script, ENOUGH)
            writer = self._victims.in_time(ground, kinds)
            dead = [writer]
            if writer.was_killed and self._dice.random() < 1 / 3 and self._left > 1:
                dead.append(self._victims.opening(ground))
            yield self._checked(ground, dead, ground.expect(kinds, writer))

    def _at_points(self, kills: int) -> Iterator[Result]:
        # Where there are fewer kills than points, they are spread evenly over them.
        stride = max(1, len(self._scripts) * self.points // kills)
        for script in itertools.cycle(self._scripts):
            self._leave()
            kinds = self._kinds(script, STEPS, unlike=True)
            for at in itertools.count(self._dice.randint(1, stride), stride):
                ground = self._current(script)
                writer = self._victims.at_point(ground, kinds, at)
                result = self._checked(ground, [writer], ground.expect(kinds, writer))
                yield attrs.evolve(result, ends_sweep=stride == 1 and not writer.was_killed)
                if not writer.was_killed:
                    break

    def _recovering(self, kills: int) -> Iterator[Result]:
        while True:
            ground = self._current()
            kinds = self._kinds(ground.script, ENOUGH)
            writer = self._victims.anywhere(ground, kinds)
            expected = ground.expect(kinds, writer)
            if writer.was_killed and self._left > 1:
                yield from self._killed_again(ground, writer, expected)
            else:
                yield self._checked(ground, [writer], expected)

    def _killed_again(self, ground: Ground, writer: Child, expected: Expected) -> Iterator[Result]:
        """
        Kill whoever recovers a store, at one point after the other, each time as the first death left it.
        """
        aside = self._folder / "aside"
        shutil.copytree(ground.place.where, aside, symlinks=True)
        ground.note(expected)
        ground.catch_up()
        dead = [writer]
        for at in itertools.count(1):
            shutil.rmtree(ground.place.where)
            shutil.copytree(aside, ground.place.where, symlinks=True)
            second = self._victims.opening(ground, at if ground.points else 0)
            outcome = ground.look(expected)
            yield self._result(ground, [*dead, second], outcome, [expected] if at == 1 else [])
            dead = []
            is_over = at == AGAIN and not ground.points
            if is_over or outcome.figures.harm or not second.was_killed:
                break
        ground.accept(outcome)
        shutil.rmtree(aside)

    def _beside(self, kills: int) -> Iterator[Result]:
        for number in itertools.count():
            ground = self._current()
            kinds = self._kinds(ground.script, ENOUGH)
            before, after = self._kinds(ground.script, STEPS), self._kinds(ground.script, STEPS // 2)
            is_scrubbing = self._scrubs and number % 2 == 0
            if is_scrubbing:  # what a dead one leaves of that is met by whoever scrubs next
                kinds[::2] = [SCRUB] * len(kinds[::2])
                after[1] = SCRUB
            reading, writing_end = os.pipe()
            with os.fdopen(reading) as known, os.fdopen(writing_end, "w") as telling:

                def wait(known: IO[str] = known, telling: IO[str] = telling) -> int:
                    telling.close()  # its own end: when nobody is left to tell it anything, it ends

                    return int(known.readline())

                life = beside(ground.place, ground.neighbour, (before, after), ground.writer, kinds, wait)
                survivor = Child(life)
                survivor.listen_for(OPENED)
                at_point = self._victims.at_any_point if is_scrubbing and ground.points else None
                writer = (at_point or self._victims.anywhere)(ground, kinds, alone=False)
                telling.write(f"{len(acknowledged(writer))}\n")
                telling.flush()
                survivor.join()
            survived = Expected.of(ground.neighbour, [*before, *after], acknowledged(survivor))
            yield self._checked(ground, [writer, survivor], ground.expect(kinds, writer), survived)

    def _creating(self, kills: int) -> Iterator[Result]:
        whole, seconds = self._created()
        stride = max(1, len(self._scripts) * whole // kills)
        for script in itertools.cycle(self._scripts):
            for at in itertools.count(self._dice.randint(1, stride), stride):
                ground = self._new(script, opening=seconds)
                maker = self._victims.opening(ground, at if whole else 0)
                result = self._checked(ground, [maker], ground.expect((), maker), thorough=True)
                yield attrs.evolve(result, ends_sweep=stride == 1 and whole > 0 and not maker.was_killed)
                ground.remove()
                if not maker.was_killed:
                    break

    def _created(self) -> tuple[int, float]:
        """
        Return how many points are passed while a store is made, and how many seconds that takes.
        """
        ground = self._new(self._scripts[0])
        maker = Child(recovering(ground.place))
        maker.join()
        ground.remove()

        return sum(map(int, maker.told(PASSED))), maker.seconds

    def _late(self, kills: int) -> Iterator[Result]:
        least, most = LATE
        while True:
            self._leave()
            ground = self._current(self._scripts[0])
            kinds = [MANY] * most
            writer = self._victims.late(ground, kinds, least)
            yield self._checked(ground, [writer], ground.expect(kinds, writer), thorough=True)

    def _checked(
        self, ground: Ground, processes: Sequence[Child], *expected: Expected, thorough: bool = False
    ) -> Result:
        kills = ground.kills + sum(process.was_killed for process in processes)
        is_due = thorough or kills // THOROUGH > ground.kills // THOROUGH or kills >= KILLS_PER_STORE

        return self._result(ground, processes, ground.check(*expected, thorough=is_due), expected)

    def _result(
        self, ground: Ground, processes: Sequence[Child], outcome: Outcome, expected: Sequence[Expected]
    ) -> Result:
        seen = {word: [what for process in processes for what in process.told(word)] for word in HARM}
        seen["corrupt"] += [process.problem for process in processes if process.problem is not None]
        if not outcome.figures.kept and any(process.told(KEPT) for process in processes):
            seen["lost"].append("a commit that another process has seen")
        figures = attrs.evolve(
            outcome.figures,
            kills=sum(process.was_killed for process in processes),
            acknowledged=sum(len(one.acknowledged) for one in expected),
            **{word: 1 for word, what in seen.items() if what},
        )
        ground.kills = KILLS_PER_STORE if figures.harm else ground.kills + figures.kills
        self._killed += figures.kills
        passed = [f"last point passed: {at}" for process in processes for at in process.told(POINT)]
        after = f" ({'; '.join([*passed, f'kill {self._killed}'])})" if figures.kills else ""
        problems = (*(f"{word}: {what}" for word, about in seen.items() for what in about), *outcome.problems)

        return Result(
            figures,
            outcome.seconds,
            max((int(points) for process in processes for points in process.told(PASSED)), default=0),
            tuple(f"{problem}{after}" for problem in problems),
        )

    def _kinds(self, script: Script, count: int, *, unlike: bool = False) -> list[str]:
        """
        Return kinds of steps.

        Args:
            unlike: Each at most once.
        """
        weights = {kind: n for kind, n in script.kinds.items() if self._scrubs or kind != SCRUB}
        if unlike:
            return self._dice.sample([*weights], count)

        return self._dice.choices([*weights], [*weights.values()], k=count)

    def _current(self, script: Script | None = None) -> Ground:
        """
        Return the store to work on; from time to time a new one, on which one writer was not killed.
        """
        if self._ground is not None and self._ground.kills >= KILLS_PER_STORE:
            self._leave()
        if self._ground is None:
            self._ground = ground = self._new(script)
            kinds = self._kinds(ground.script, STEPS, unlike=True)
            writer = Child(writing(ground.place, ground.writer, kinds))
            writer.join()
            first = self._checked(ground, [writer], ground.expect(kinds, writer))
            ground.opening, ground.points = first.seconds, first.points
            ground.pace = max(0.001, writer.seconds - first.seconds) / STEPS
            self._unasked.append(first)

        return self._ground

    def _new(self, script: Script | None, *, opening: float = 0.0) -> Ground:
        number = next(self._numbers)
        script = script or self._scripts[number % len(self._scripts)]
        folder = self._folder / f"{number}"

        return Ground(folder, self._opener, script, f"{self._seed}, {number}", opening=opening)

    def _leave(self) -> None:
        if self._ground is not None:
            self._ground.remove()
            self._ground = None
