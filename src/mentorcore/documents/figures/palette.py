"""
Palette: the colours of figures and pages, in light and in dark.

A figure carries the light colours itself, so that it prints and stands alone; a page that knows the classes
puts its own in their place.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import attrs


@attrs.frozen
class Colour:
    """
    A colour for light and one for dark surroundings.
    """

    light: str
    dark: str


PALETTE: Final[Mapping[str, Colour]] = {
    "paper": Colour("#ffffff", "#15191e"),
    "desk": Colour("#eef0f3", "#0c0f12"),
    "ink": Colour("#1c2430", "#e9ecf0"),
    "quiet": Colour("#566070", "#a9b3c0"),
    "line": Colour("#c9d0d9", "#3d4754"),
    "soft": Colour("#e3ebf0", "#2a333e"),
    "link": Colour("#0b5394", "#8ec5ff"),
    "accent": Colour("#17695a", "#5fc7ad"),
    "alarm": Colour("#b3261e", "#ff9188"),
    "gold": Colour("#8a4b08", "#f2b866"),
}
"""The colours by name."""


@attrs.frozen
class Paint:
    """
    How something in a figure is painted.

    Attributes:
        fill: The name of a colour, ``"hatch"`` for stripes, or *None*.

        stroke: The name of a colour, or *None*.

        width: How wide the stroke is.

        dash: The pattern of the stroke; blank for a solid one.
    """

    fill: str | None = None
    stroke: str | None = None
    width: float = 0
    dash: str = ""


PAINTS: Final[Mapping[str, Paint]] = {
    "ink": Paint(fill="ink"),
    "quiet": Paint(fill="quiet"),
    "lifted": Paint(fill="ink", stroke="paper", width=4),
    "on-mark": Paint(fill="paper"),
    "axis": Paint(stroke="quiet", width=1.25),
    "grid": Paint(stroke="line", width=1),
    "held": Paint(fill="accent", stroke="paper", width=1),
    "missed": Paint(stroke="alarm", width=2),
    "cancelled": Paint(fill="paper", stroke="quiet", width=1.5),
    "scheduled": Paint(fill="paper", stroke="accent", width=2),
    "lapsed": Paint(fill="paper", stroke="quiet", width=1.5, dash="2 2"),
    "milestone": Paint(fill="gold", stroke="paper", width=1),
    "waiting": Paint(fill="paper", stroke="gold", width=2),
    "stem": Paint(stroke="gold", width=1),
    "hatch": Paint(stroke="line", width=1.5),
    "pause": Paint(fill="hatch", stroke="line", width=1),
    "today": Paint(stroke="ink", width=1, dash="3 3"),
    "bar": Paint(fill="accent"),
    "past": Paint(fill="quiet"),
    "track": Paint(fill="soft", stroke="line", width=1),
    "blank": Paint(fill="hatch", stroke="line", width=1),
    "overall": Paint(stroke="gold", width=1.5, dash="6 4"),
    "card": Paint(fill="paper"),
    "check": Paint(stroke="accent", width=2.5),
}
"""What is painted how, by what it is."""
