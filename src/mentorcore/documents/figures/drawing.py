"""
Drawing: shapes and words on a plane, and how they become SVG.

Geometry is computed here, markup is written by one template that escapes all words.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from itertools import accumulate
from typing import Final, TypeAlias

import attrs

from mentorcore.documents.figures.palette import PAINTS, PALETTE
from mentorcore.documents.packaged import template
from mentorcore.documents.printable import printable
from mentorcore.model.values import withheld


WIDTH: Final = 720
"""How wide a figure is at most, in the units that its shapes are measured in."""

_SQUARE: Final = frozenset({"W", "F"})
_NARROW: Final = frozenset("iIjlt.,:;'|!()[] ")
_BROAD: Final = frozenset("mwMWQOGDHNUC@%—…")


@attrs.frozen
class Shape:
    """
    A shape.

    Attributes:
        path: Its outline, as SVG writes paths.

        paint: What it is, a key of `PAINTS`.

        hint: What the pointer tells about it.

        at: Where the origin of its path stands.
    """

    path: str
    paint: str
    hint: str | None = attrs.field(
        default=None, converter=attrs.converters.optional(printable), repr=withheld
    )
    at: tuple[float, float] = (0, 0)


@attrs.frozen
class Words:
    """
    Words on one line.

    Attributes:
        anchor: ``"start"``, ``"middle"`` or ``"end"``: which part of them stands at *x*.

        upwards: Whether they run from bottom to top.
    """

    x: float
    y: float
    text: str = attrs.field(converter=printable, repr=withheld)
    paint: str = "ink"
    anchor: str = "start"
    size: float = 12
    upwards: bool = False
    bold: bool = False


Item: TypeAlias = Shape | Words


def line(x1: float, y1: float, x2: float, y2: float) -> str:
    """
    Return the path of a line.
    """
    return f"M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}"


def box(x: float, y: float, width: float, height: float) -> str:
    """
    Return the path of a rectangle.
    """
    return f"M{x:.1f} {y:.1f}h{width:.1f}v{height:.1f}h{-width:.1f}z"


def circle(x: float, y: float, radius: float) -> str:
    """
    Return the path of a circle.
    """
    arc = f"a{radius:.1f} {radius:.1f} 0 1 0"

    return f"M{x - radius:.1f} {y:.1f}{arc} {2 * radius:.1f} 0{arc} {-2 * radius:.1f} 0z"


def diamond(x: float, y: float, radius: float) -> str:
    """
    Return the path of a square that stands on its corner.
    """
    far = f"{radius:.1f}"

    return f"M{x:.1f} {y - radius:.1f}l{far} {far}l-{far} {far}l-{far} -{far}z"


def cross(x: float, y: float, radius: float) -> str:
    """
    Return the path of two lines that cross.
    """
    return line(x - radius, y - radius, x + radius, y + radius) + line(
        x - radius, y + radius, x + radius, y - radius
    )


def slashed(x: float, y: float, radius: float) -> str:
    """
    Return the path of a circle with a line through it.
    """
    reach = radius * 0.7

    return circle(x, y, radius) + line(x - reach, y + reach, x + reach, y - reach)


def check(x: float, y: float, size: float) -> str:
    """
    Return the path of a check mark.
    """
    return f"M{x:.1f} {y:.1f}l{size * 0.35:.1f} {size * 0.35:.1f}l{size * 0.65:.1f} {-size * 0.8:.1f}"


def width_of(text: str, size: float) -> float:
    """
    Estimate how wide words are, generously: nobody knows the font.
    """
    return sum(_advance(character) for character in text) * size


def fitted(text: str, width: float, size: float) -> str:
    """
    Return words that are no wider than this, cut with an ellipsis where they are longer.
    """
    words = printable(text).strip()
    if width_of(words, size) <= width:
        return words
    far = accumulate((_advance(character) * size for character in words), initial=width_of("…", size))
    kept = sum(end <= width for end in far) - 1

    return words[: max(kept, 0)].rstrip() + "…"


def svg(
    *, name: str, title: str, description: str, width: float, height: float, items: Iterable[Item]
) -> str:
    """
    Return a drawing as an ``<svg>`` element with its name and description.

    Raises:
        MissingExtra: Jinja2 is not installed.
    """
    return template("figure.svg.jinja").render(
        name=name,
        title=printable(title),
        description=printable(description),
        width=f"{width:.0f}",
        height=f"{height:.0f}",
        items=items,
        paints=PAINTS,
        palette=PALETTE,
    )


def _advance(character: str) -> float:
    if unicodedata.combining(character):
        return 0
    if unicodedata.east_asian_width(character) in _SQUARE:
        return 1
    if character in _NARROW:
        return 0.36
    if character in _BROAD:
        return 0.9

    return 0.63
