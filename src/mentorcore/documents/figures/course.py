"""
Course: what happened in a relationship, and when.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import Final, Self

import attrs

from mentorcore.insight.wording import day_in_words
from mentorcore.model.meetings import MeetingStatus
from mentorcore.model.values import withheld


CALLED: Final[Mapping[MeetingStatus, str]] = {
    MeetingStatus.HELD: "held",
    MeetingStatus.MISSED: "missed",
    MeetingStatus.CANCELLED: "cancelled",
    MeetingStatus.SCHEDULED: "scheduled",
    MeetingStatus.LAPSED: "never reported",
}
"""What became of a meeting, in words."""


@attrs.frozen
class MeetingMark:
    """
    A meeting as a timeline shows it.
    """

    day: date
    status: MeetingStatus

    def __str__(self) -> str:
        return f"{day_in_words(self.day)}: {CALLED[self.status]}"


@attrs.frozen
class MilestoneMark:
    """
    A milestone as a timeline shows it.

    Attributes:
        title: Its words; *None* while it is not confirmed.
    """

    day: date
    title: str | None = attrs.field(default=None, repr=withheld)

    def __str__(self) -> str:
        return f"{day_in_words(self.day)}: {self.title or 'waits for confirmation'}"


@attrs.frozen
class Pause:
    """
    A time in which the relationship was paused.

    Attributes:
        until: The day on which it was taken up again.
    """

    since: date
    until: date

    def __str__(self) -> str:
        return f"{day_in_words(self.since)} to {day_in_words(self.until)}"


@attrs.frozen(kw_only=True, slots=False)
class Course:
    """
    What happened from one day to another, the earliest first.

    Attributes:
        later: How many meetings are scheduled after the last day.
    """

    first: date
    last: date
    meetings: tuple[MeetingMark, ...]
    milestones: tuple[MilestoneMark, ...]
    pauses: tuple[Pause, ...]
    later: int

    @classmethod
    def between(
        cls,
        first: date,
        last: date,
        meetings: Iterable[MeetingMark],
        milestones: Iterable[MilestoneMark],
        pauses: Iterable[Pause],
    ) -> Self:
        """
        Return what lies between two days, both included.
        """
        met = sorted(meetings, key=lambda mark: mark.day)
        reached = sorted(milestones, key=lambda mark: mark.day)

        return cls(
            first=first,
            last=last,
            meetings=tuple(mark for mark in met if first <= mark.day <= last),
            milestones=tuple(mark for mark in reached if first <= mark.day <= last),
            pauses=tuple(pause for pause in pauses if pause.since <= last and first <= pause.until),
            later=sum(mark.day > last and mark.status is MeetingStatus.SCHEDULED for mark in met),
        )

    @cached_property
    def counted(self) -> Mapping[MeetingStatus, int]:
        """
        How many meetings there are of each status that occurs, in the order of `CALLED`.
        """
        counts = Counter(mark.status for mark in self.meetings)

        return {status: counts[status] for status in CALLED if counts[status]}

    @cached_property
    def confirmed(self) -> tuple[MilestoneMark, ...]:
        """
        The milestones that are shown with their words.
        """
        return tuple(mark for mark in self.milestones if mark.title is not None)

    @property
    def waiting(self) -> int:
        """
        How many milestones wait for confirmation.
        """
        return len(self.milestones) - len(self.confirmed)

    def number(self, milestone: MilestoneMark) -> int | None:
        """
        Return the number of a confirmed milestone, from 1; *None* for one that waits.
        """
        return None if milestone.title is None else self.confirmed.index(milestone) + 1
