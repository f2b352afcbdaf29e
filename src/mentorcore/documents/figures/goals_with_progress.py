"""
Goals with progress: how far each of the mentee's goals is, as far as anybody has said.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

import attrs

from mentorcore.documents.figures import drawing
from mentorcore.documents.figures.drawing import WIDTH, Item, Shape, Words, fitted, width_of
from mentorcore.documents.figures.figure import Figure
from mentorcore.insight.wording import joined, many
from mentorcore.model.goals import GoalStatus
from mentorcore.model.values import withheld


@attrs.frozen
class GoalBar:
    """
    A goal as the figure shows it.

    Attributes:
        percent: How far it was when that was last noted; *None* where nobody has said.
    """

    title: str = attrs.field(repr=withheld)
    status: GoalStatus
    percent: int | None = None


NAME: Final = "goals_with_progress"
TITLE: Final = "Goals and how far they are"
UNKNOWN: Final = "no percentage noted"

_LEFT: Final = 2
_ROW: Final = 50
_BAR: Final = 12
_SIZE: Final = 13
_BOLD: Final = 1.1
_PAST: Final = frozenset({GoalStatus.DROPPED, GoalStatus.LAPSED})


def goals_with_progress(goals: Iterable[GoalBar], *, unsupported: int = 0) -> Figure:
    """
    Draw each goal as a bar; a goal that is achieved has a check mark and a full bar.

    Args:
        unsupported: How many achieved goals are not among them because no milestone supports them any more
            (G3).
    """
    bars = list(goals)
    note = _note(bars, unsupported)
    description = " ".join(sentence for sentence in (_counted(bars), note) if sentence)
    items = [item for position, bar in enumerate(bars) for item in _bar(bar, position * _ROW)]
    height = len(bars) * _ROW
    if note:
        items.append(Words(_LEFT, height + 22, note, size=_SIZE))
        height += 36

    return Figure(
        name=NAME,
        title=TITLE,
        description=description,
        svg=drawing.svg(
            name=NAME, title=TITLE, description=description, width=WIDTH, height=height, items=items
        ),
        header=("Goal", "Status", "Last noted"),
        rows=[
            *((bar.title, _called(bar.status), _noted(bar)) for bar in bars),
            *([(note, "none", "none")] if note else []),
        ],
    )


def _note(bars: list[GoalBar], unsupported: int) -> str:
    if unsupported:
        which = "1 achieved goal is" if unsupported == 1 else f"{unsupported} achieved goals are"
        return f"{which} not shown: no milestone supports {'it' if unsupported == 1 else 'them'} any more."

    return "" if bars else "No goal has been set yet."


def _counted(bars: list[GoalBar]) -> str:
    if not bars:
        return ""
    counted = Counter(bar.status for bar in bars)
    standing = joined(f"{counted[status]} {_called(status)}" for status in GoalStatus if counted[status])

    return f"{many(len(bars), 'goal')}: {standing}."


def _called(status: GoalStatus) -> str:
    return status.value.replace("_", " ")


def _noted(bar: GoalBar) -> str:
    return UNKNOWN if bar.percent is None else f"{bar.percent} %"


def _bar(bar: GoalBar, top: float) -> Iterator[Item]:
    achieved = bar.status is GoalStatus.ACHIEVED
    standing = _called(bar.status)
    if bar.percent is not None or not achieved:
        standing += f", {_noted(bar)}"
    right, y = WIDTH - _LEFT, top + 22
    taken = width_of(standing, _SIZE) + 24
    yield Words(_LEFT, y, fitted(bar.title, right - taken - 24, _SIZE * _BOLD), size=_SIZE, bold=True)
    yield Words(right, y, standing, "ink", "end", _SIZE)
    if achieved:
        yield Shape(drawing.check(right - taken, y - 5, 12), "check")
    full = WIDTH - 2 * _LEFT
    reached = 100 if achieved else bar.percent
    yield Shape(drawing.box(_LEFT, top + 30, full, _BAR), "blank" if reached is None else "track")
    if reached:
        paint = "past" if bar.status in _PAST else "bar"
        hint = f"{bar.title}: {standing}"
        yield Shape(drawing.box(_LEFT, top + 30, full * reached / 100, _BAR), paint, hint)
