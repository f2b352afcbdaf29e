"""
Reading the picture of a figure: its shapes and its words, and where they stand.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree

import attrs

from mentorcore.documents.figures import Figure


SVG = "{http://www.w3.org/2000/svg}"


@attrs.frozen
class Drawn:
    """
    A shape as it is drawn.

    Attributes:
        box: Its left, top, right and bottom edge.
    """

    paint: str
    hint: str | None
    box: tuple[float, float, float, float]
    path: str

    @property
    def middle(self) -> tuple[float, float]:
        """
        The middle of it.
        """
        left, top, right, bottom = self.box

        return round((left + right) / 2, 1), round((top + bottom) / 2, 1)


@attrs.frozen
class Written:
    """
    Words as they are written.
    """

    text: str
    paint: str
    x: float
    y: float
    anchor: str
    size: float
    upwards: bool


@attrs.frozen
class Picture:
    """
    A picture, read from its SVG.
    """

    width: float
    height: float
    shapes: tuple[Drawn, ...]
    words: tuple[Written, ...]

    def painted(self, paint: str) -> list[Drawn]:
        """
        Return the shapes of one paint that have a hint or stand for themselves.
        """
        return [shape for shape in self.shapes if shape.paint == paint]

    def said(self, paint: str | None = None) -> list[str]:
        """
        Return the words, in the order in which they are written.
        """
        return [written.text for written in self.words if paint in {None, written.paint}]


def picture(figure: Figure) -> Picture:
    """
    Return the picture of a figure.
    """
    root = ElementTree.fromstring(figure.svg)
    shapes = [_drawn(path) for path in root.findall(f"{SVG}path")]
    words = [_written(text) for text in root.findall(f"{SVG}text")]

    return Picture(float(root.get("width", "")), float(root.get("height", "")), tuple(shapes), tuple(words))


def _drawn(path: ElementTree.Element) -> Drawn:
    moved = re.findall(r"-?[\d.]+", path.get("transform", "translate(0 0)"))
    outline = path.get("d", "")

    return Drawn(
        path.get("class", "").removeprefix("f-"),
        path.findtext(f"{SVG}title"),
        _box(outline, float(moved[0]), float(moved[1])),
        outline,
    )


def _box(path: str, x: float, y: float) -> tuple[float, float, float, float]:
    """
    Return the box around a path of lines and half circles.
    """
    xs, ys, at = [], [], (0.0, 0.0)
    for order, text in re.findall(r"([MLlhvaz])([^MLlhvaz]*)", path):
        numbers = [float(number) for number in re.findall(r"-?[\d.]+", text)]
        match order:
            case "M" | "L":
                at = (numbers[0], numbers[1])
            case "l":
                at = (at[0] + numbers[0], at[1] + numbers[1])
            case "h":
                at = (at[0] + numbers[0], at[1])
            case "v":
                at = (at[0], at[1] + numbers[0])
            case "a":
                xs += [at[0], at[0] + numbers[5]]
                ys += [at[1] - numbers[1], at[1] + numbers[1]]
                at = (at[0] + numbers[5], at[1] + numbers[6])
        xs.append(at[0])
        ys.append(at[1])

    return x + min(xs), y + min(ys), x + max(xs), y + max(ys)


def _written(text: ElementTree.Element) -> Written:
    return Written(
        text.text or "",
        text.get("class", "").removeprefix("f-"),
        float(text.get("x", "")),
        float(text.get("y", "")),
        text.get("text-anchor", ""),
        float(text.get("font-size", "")),
        "rotate(-90" in text.get("transform", ""),
    )
