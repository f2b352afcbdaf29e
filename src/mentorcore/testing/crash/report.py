"""
Report: how often a writer was killed, and what that did.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping

import attrs


class How(enum.Enum):
    """
    How writers are killed.

    Attributes:
        AT_RANDOM: At any moment between opening and closing.

        AT_POINTS: At every point that calls `passing`, one after the other.

        RECOVERING: A second time, while the store is opened after the first: at every point, or at any moment
            where there are none. The directory in which the store is kept is copied for this.

        BESIDE: While another process is writing to the same store, and goes on: at any moment, or at a point
            where there are any. Every second one mostly scrubs, and so does whoever goes on.

        CREATING: While the store is made: at every point, or at any moment where there are none.

        LATE: At any moment after thousands of documents, none of which the writer had time to tidy up.
    """

    AT_RANDOM = "killed at random"
    AT_POINTS = "killed at every point"
    RECOVERING = "killed again while recovering"
    BESIDE = "killed beside another writer"
    CREATING = "killed while making the store"
    LATE = "killed after much work"


@attrs.frozen
class Figures:
    """
    What was done, and in how many cases something was wrong.

    Attributes:
        kills: Processes that were killed with SIGKILL.

        acknowledged: Commits that they, and those beside them, had seen return.

        kept: Commits that were under way and turned out to be there, whole.

        corrupt: The store did not open, said something that nobody wrote or that contradicts itself, or
            refused the next commit.

        lost: Something acknowledged was missing.

        partial: A commit that was under way was there in part.

        leftovers: After recovering and closing, there were other files than where nobody was killed.

        slow: It took more than a second longer to open than when there is nothing to recover.
    """

    kills: int = 0
    acknowledged: int = 0
    kept: int = 0
    corrupt: int = 0
    lost: int = 0
    partial: int = 0
    leftovers: int = 0
    slow: int = 0

    def __add__(self, other: Figures) -> Figures:
        both = zip(attrs.astuple(self), attrs.astuple(other), strict=True)

        return Figures(*(one + another for one, another in both))

    @property
    def harm(self) -> int:
        """
        In how many cases something was wrong, a slow opening apart.
        """
        return self.corrupt + self.lost + self.partial + self.leftovers


@attrs.frozen
class Report:
    """
    What `kill_writers` did and found.

    Attributes:
        figures: By how the writers were killed.

        points: The most points that were passed by a process that was not killed at one.

        sweeps: How often all the points of a writer, or of the making of a store, have had their turn.

        slowest: The longest that an opening took after a kill, in seconds.

        problems: What was wrong, as sentences; the first of them. Each ends with the number of the kill, and
            with the last point that was passed by whoever died at one.
    """

    figures: Mapping[How, Figures]
    points: int = 0
    sweeps: int = 0
    slowest: float = 0.0
    problems: tuple[str, ...] = ()

    @property
    def total(self) -> Figures:
        """
        The figures of all ways together.
        """
        return sum(self.figures.values(), Figures())

    @property
    def harm(self) -> int:
        """
        In how many cases something was wrong, a slow opening apart; 0 is what a backend promises.
        """
        return self.total.harm

    def __str__(self) -> str:
        lines = [f"{how.value}: {figures}" for how, figures in self.figures.items()]

        return "\n".join([*lines, *self.problems])
