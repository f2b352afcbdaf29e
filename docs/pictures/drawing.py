"""
Boxes and arrows as SVG that stands in the page itself and so has the page's colours.

A drawing is 360 units wide, which is a phone: text keeps its size there, and grows with
a wider page.
"""

from __future__ import annotations

import math
from html import escape

import attrs


WIDTH = 360
FIT = 2
"""How far an arrow ends before the box that it leads to."""


@attrs.frozen
class Box:
    """
    A labelled box, with its middle at *x* and *y*.

    Attributes:
        style: A class of the style sheet.
    """

    label: str
    x: float
    y: float
    width: float = 108
    height: float = 36
    style: str = "plain"

    def edge(
        self, towards_x: float, towards_y: float, gap: float = 0
    ) -> tuple[float, float]:
        """
        Return where a line from the middle to a point leaves the box, *gap* outside.
        """
        dx, dy = towards_x - self.x, towards_y - self.y
        scale = min(
            (self.width / 2 + gap) / abs(dx) if dx else math.inf,
            (self.height / 2 + gap) / abs(dy) if dy else math.inf,
        )

        return self.x + dx * scale, self.y + dy * scale

    def svg(self) -> str:
        """
        Return the box as it is drawn.
        """
        left, top = self.x - self.width / 2, self.y - self.height / 2

        return (
            f'<rect class="{self.style}" x="{left:g}" y="{top:g}" '
            f'width="{self.width:g}" height="{self.height:g}" rx="8"/>'
            f'<text class="{self.style}" x="{self.x:g}" y="{self.y:g}">'
            f"{escape(self.label)}</text>"
        )


@attrs.frozen
class Arrow:
    """
    A straight arrow between two boxes.

    Attributes:
        shift: How far it lies to the side of the line between the middles, so that two
            arrows between the same boxes do not lie on each other.

        label_at: Where its label stands: 0 is the beginning, 1 the end.
    """

    start: Box
    end: Box
    label: str = ""
    shift: float = 0
    label_at: float = 0.5

    def svg(self) -> str:
        """
        Return the arrow as it is drawn.
        """
        along_x, along_y = self.end.x - self.start.x, self.end.y - self.start.y
        length = math.hypot(along_x, along_y)
        aside_x = -along_y / length * self.shift
        aside_y = along_x / length * self.shift
        x1, y1 = self.start.edge(self.end.x, self.end.y)
        x2, y2 = self.end.edge(self.start.x, self.start.y, FIT)
        x1, x2, y1, y2 = x1 + aside_x, x2 + aside_x, y1 + aside_y, y2 + aside_y
        line = (
            f'<path class="arrow" marker-end="url(#arrowhead)" '
            f'd="M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}"/>'
        )
        x, y = x1 + (x2 - x1) * self.label_at, y1 + (y2 - y1) * self.label_at

        return line + (
            f'<text class="label" x="{x:.1f}" y="{y:.1f}">{escape(self.label)}</text>'
            if self.label
            else ""
        )


def picture(
    name: str, height: float, boxes: list[Box], arrows: list[Arrow], said: str
) -> str:
    """
    Return a whole picture.

    Args:
        said: What it shows, in words, for those who do not see it.
    """
    head = (
        f'<marker id="{name}-arrowhead" viewBox="0 0 8 8" refX="7" refY="4" '
        'markerWidth="7" markerHeight="7" orient="auto-start-reverse">'
        '<path d="M0 0L8 4L0 8z"/></marker>'
    )
    drawn = "".join(one.svg() for one in (*arrows, *boxes))

    return (
        f'<figure class="picture"><svg viewBox="0 0 {WIDTH} {height:g}" role="img" '
        f'aria-label="{escape(said)}"><defs>{head}</defs>'
        f"{drawn.replace('#arrowhead', f'#{name}-arrowhead')}</svg></figure>"
    )
