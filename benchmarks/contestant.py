"""
Contestant: one way of keeping the workload, and what it is asked to do.
"""

from __future__ import annotations

import abc
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import ClassVar, Final, TypeAlias

import attrs

from benchmarks.entities import Summary
from benchmarks.workload import NOW, Workload, record_id
from mentorcore import MentorshipSummary


Listed: TypeAlias = Summary | MentorshipSummary
"""A relationship in a list, in either class; everybody has the attributes of `Summary`."""


@attrs.frozen
class Milestone:
    """
    A milestone that the mentee of a relationship documents, with two pieces of evidence.

    Attributes:
        number: Of the relationship.

        place: Counts what was added, so that each has an id of its own.
    """

    number: int
    place: int

    @property
    def id(self) -> str:
        """
        Its own.
        """
        return record_id(f"added-{self.place}", self.number)

    @property
    def goal(self) -> str:
        """
        The id of the goal that it is for.
        """
        return record_id("goal-0-1", self.number)

    @property
    def record(self) -> str:
        """
        The id of the meeting that shows it.
        """
        return record_id("meeting-0-4", self.number)

    at: ClassVar[datetime] = NOW - timedelta(days=2)
    happened_on: ClassVar[date] = date(2026, 1, 5)
    title: ClassVar[str] = "Led the planning of the spring release"
    statement: ClassVar[str] = "Planned the release with three teams, and kept its day. " * 6
    url: ClassVar[str] = "https://example.org/release"
    label: ClassVar[str] = "Release notes"


class Contestant(abc.ABC):
    """
    Keeps relationships in a directory of its own, durably: what a call has written is on the disk when it
    returns.

    Attributes:
        name: What it is called in tables.

        most: The largest number of relationships that it is given.

        slow: Where it has to read everything for an operation, how often it is asked in a round.
    """

    name: ClassVar[str]
    most: ClassVar[int | None] = None
    slow: ClassVar[Mapping[str, int]] = {}

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    @property
    @abc.abstractmethod
    def settings(self) -> str:
        """
        Versions, and how it is set up.
        """

    @abc.abstractmethod
    def prepare(self, workload: Workload) -> None:
        """
        Make what `fill` is given, in whatever form is best, before the time counts.
        """

    @abc.abstractmethod
    def fill(self) -> None:
        """
        Keep everything that was prepared, and be open.
        """

    def forget(self) -> None:
        """
        Let go of what was prepared.
        """
        self._prepared: Sequence[object] = []

    @abc.abstractmethod
    def load(self, number: int) -> int:
        """
        Load a relationship, read every field of it, and return of how many records.
        """

    @abc.abstractmethod
    def add(self, milestone: Milestone) -> None:
        """
        Load a relationship, add a milestone, and commit.
        """

    @abc.abstractmethod
    def active(self, mentor: str) -> Sequence[Listed]:
        """
        List the active relationships of a mentor, by id.
        """

    @abc.abstractmethod
    def reopen(self) -> None:
        """
        Close, and open what is there.
        """

    @abc.abstractmethod
    def close(self) -> None:
        """
        Let go of everything.
        """


ONES_TOGETHER: Final = 500
"""How many relationships one transaction of an import holds, where that is one's own choice."""
