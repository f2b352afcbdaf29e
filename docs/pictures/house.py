"""
The house: the packages and, read from the sources, an arrow from each to what it uses.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

from pictures.drawing import Arrow, Box, picture


SOURCES = Path(__file__).parents[2] / "src"

PLACES = {
    "cli": (2, 0),
    "testing": (0, 1),
    "privacy": (1, 1),
    "exchange": (2, 2),
    "documents": (0, 2),
    "storage": (1, 2),
    "insight": (0, 3),
    "mentorcore_json": (2, 3),
    "model": (0, 4),
    "backends": (1, 4),
    "mentorcore_sql": (2, 4),
    "errors": (0, 5),
    "mentorcore_sqlite": (1, 5),
    "mentorcore_postgres": (2, 5),
}
"""The column and the row of each package; those without sources are not drawn."""

Uses = Mapping[str, frozenset[str]]


def packages() -> tuple[str, ...]:
    """
    Return the rooms: what `mentorcore` consists of, and the plugins beside it.
    """
    inside = (
        path.stem
        for path in sorted((SOURCES / "mentorcore").iterdir())
        if not path.name.startswith("_") and (path.suffix == ".py" or _is_package(path))
    )
    beside = (
        path.name
        for path in sorted(SOURCES.iterdir())
        if path.name != "mentorcore" and _is_package(path)
    )

    return (*inside, *beside)


def uses() -> dict[str, frozenset[str]]:
    """
    Return which packages each of them imports.
    """
    rooms = packages()

    return {room: frozenset(_imported_by(room)) & {*rooms} - {room} for room in rooms}


def direct(uses: Uses) -> dict[str, frozenset[str]]:
    """
    Return the arrows to draw: what each uses, and nothing else that it uses does.
    """
    return {
        room: frozenset(
            one
            for one in used
            if not any(one in _reached(other, uses) for other in used - {one})
        )
        for room, used in uses.items()
    }


def house() -> str:
    """
    Return the picture.

    Raises:
        KeyError: The sources have a package that has no place here.
    """
    boxes = {
        room: Box(
            room.removeprefix("mentorcore_"),
            *_middle(room),
            style="plugin" if "_" in room else "plain",
        )
        for room in packages()
    }
    drawn = sorted(direct(uses()).items())
    arrows = [
        Arrow(boxes[room], boxes[one]) for room, used in drawn for one in sorted(used)
    ]
    said = "; ".join(
        f"{room} uses {', '.join(sorted(used))}" for room, used in drawn if used
    )
    height = max(box.y for box in boxes.values()) + 28

    return picture("house", height, list(boxes.values()), arrows, f"{said}.")


def _middle(room: str) -> tuple[float, float]:
    column, row = PLACES[room]
    first = min(row for name, (_, row) in PLACES.items() if name in packages())

    return 58 + 122 * column, 28 + 66 * (row - first)


def _is_package(path: Path) -> bool:
    return (path / "__init__.py").is_file()


def _reached(room: str, uses: Uses) -> set[str]:
    found: set[str] = set()
    to_visit = [room]
    while to_visit:
        for one in uses[to_visit.pop()] - found:
            found.add(one)
            to_visit.append(one)

    return found


def _imported_by(room: str) -> Iterator[str]:
    top = SOURCES / room if "_" in room else SOURCES / "mentorcore" / room
    files = top.rglob("*.py") if top.is_dir() else [top.with_suffix(".py")]
    for file in files:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            names = (
                [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else [one.name for one in node.names]
                if isinstance(node, ast.Import)
                else []
            )
            for name in names:
                first, *rest = name.split(".")
                yield rest[0] if first == "mentorcore" and rest else first
