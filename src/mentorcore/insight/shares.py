"""
Shares: parts of a whole that say when there is no whole.
"""

from __future__ import annotations

import enum
from typing import Final

import attrs


NOT_ENOUGH: Final = "not enough record yet"
"""What stands where the record does not support a number."""

STEADY: Final = 10
"""How many percentage points two halves may differ and still count as steady."""


@attrs.frozen(kw_only=True)
class Share:
    """
    A part of a whole.

    Attributes:
        part: How much of it.

        whole: Of how much; 0 where there is nothing to measure.

        unit: Of what, in the plural: ``"minutes"``, ``"topics"``.
    """

    part: int
    whole: int
    unit: str

    @property
    def value(self) -> float | None:
        """
        The share, 0 to 1; *None* where there is nothing to measure.
        """
        return self.part / self.whole if self.whole else None

    @property
    def percent(self) -> int | None:
        """
        The share in whole percent, halves rounded up; *None* where there is nothing to measure.
        """
        return (200 * self.part + self.whole) // (2 * self.whole) if self.whole else None

    def __str__(self) -> str:
        if not self.whole:
            return NOT_ENOUGH

        return f"{self.percent} % ({self.part} of {self.whole} {self.unit})"


class Direction(enum.Enum):
    """
    Where a share is going.
    """

    RISING = "rising"
    FALLING = "falling"
    STEADY = "steady"


@attrs.frozen(kw_only=True)
class Trend:
    """
    How a share of the earlier half of the meetings compares with that of the later half.

    Attributes:
        earlier: The share of the earlier half.

        later: That of the later half; both measure nothing while there are too few meetings.
    """

    earlier: Share
    later: Share

    @property
    def change(self) -> int | None:
        """
        By how many percentage points the later half is above the earlier one, rounded, halves up; *None*
        while there are too few meetings.
        """
        if not (self.earlier.whole and self.later.whole):
            return None
        whole = self.earlier.whole * self.later.whole
        gain = self.later.part * self.earlier.whole - self.earlier.part * self.later.whole

        return (200 * gain + whole) // (2 * whole)

    @property
    def direction(self) -> Direction | None:
        """
        Where it is going; steady within `STEADY` percentage points, *None* while there are too few meetings.
        """
        if self.change is None:
            return None
        if abs(self.change) < STEADY:
            return Direction.STEADY

        return Direction.RISING if self.change > 0 else Direction.FALLING

    def __str__(self) -> str:
        if self.change is None or self.direction is None:
            return NOT_ENOUGH
        by = "" if self.direction is Direction.STEADY else f" by {abs(self.change)} points"

        return f"{self.direction.value}{by}, from {self.earlier} to {self.later}"
