"""
Timeline drawing: where everything of a timeline stands.

From top to bottom: today, the milestones on their stems, the line with the meetings, the days and months,
what the marks mean, and the words of the confirmed milestones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from itertools import pairwise
from typing import Final

from mentorcore.documents.figures import drawing
from mentorcore.documents.figures.course import CALLED, Course, MilestoneMark, Pause
from mentorcore.documents.figures.drawing import WIDTH, Item, Shape, Words, fitted
from mentorcore.documents.figures.legend import Entry, flowing
from mentorcore.documents.figures.months import Axis
from mentorcore.insight.wording import MONTHS, day_in_words
from mentorcore.model.meetings import MeetingStatus


NONE_YET: Final = "No meeting is on record yet."

OUTLINES: Final[Mapping[MeetingStatus, Callable[[float, float, float], str]]] = {
    MeetingStatus.HELD: drawing.circle,
    MeetingStatus.MISSED: drawing.cross,
    MeetingStatus.CANCELLED: drawing.slashed,
    MeetingStatus.SCHEDULED: drawing.circle,
    MeetingStatus.LAPSED: drawing.circle,
}
"""The mark of a meeting; its paint, named after the status, tells those of one outline apart."""

_MARGIN: Final = 12
_MARK: Final = 10
_LEVEL: Final = 2 * _MARK + 4
_ROW: Final = 22
_SIZE: Final = 12
_ONE_COLUMN: Final = 8
_SMALLEST: Final = 2.5
_LARGEST: Final = 5.5


def drawn(course: Course, today: date | None) -> tuple[list[Item], float]:
    """
    Return a timeline's shapes and words, and how high it is.
    """
    axis = Axis(first=course.first, last=course.last, left=_MARGIN, width=WIDTH - 2 * _MARGIN)
    levels = levelled([axis.at(mark.day) for mark in course.milestones])
    line = 40 + _LEVEL * (1 + max(levels, default=-1))
    items = [
        *(Shape(drawing.line(x, 20, x, line + 18), "grid") for x in axis.edges),
        *(_paused(axis, pause, line) for pause in course.pauses),
        *_marked(axis, today, line),
        Shape(drawing.line(_MARGIN, line, WIDTH - _MARGIN, line), "axis"),
        *(Words(axis.at(day), line + 22, str(day.day), "quiet", "middle", 10) for day in axis.days()),
        *axis.names(line + 38),
    ]
    for mark, level in zip(course.milestones, levels, strict=True):
        items += _milestone(axis.at(mark.day), line, level, mark, course.number(mark))
    items += _meetings(axis, course, line)
    legend, below = flowing(_legend(course), _MARGIN, line + 78)
    listed, height = _listed(course.confirmed, below + _ROW)

    return [*items, *legend, *listed], height


def levelled(places: Iterable[float]) -> list[int]:
    """
    Return how high each milestone stands, so that none covers another.
    """
    levels: list[int] = []
    taken: list[float] = []
    for place in places:
        level = next((n for n, last in enumerate(taken) if last + 2 * _MARK < place), len(taken))
        taken[level : level + 1] = [place]
        levels.append(level)

    return levels


def _paused(axis: Axis, pause: Pause, line: float) -> Shape:
    left = axis.at(max(pause.since, axis.months[0]))
    right = axis.at(min(pause.until, axis.last))

    return Shape(drawing.box(left, line - 14, right - left, 28), "pause", f"{pause}: paused")


def _marked(axis: Axis, today: date | None, line: float) -> Iterator[Item]:
    if today is not None and axis.first <= today <= axis.last:
        x = axis.at(today)
        yield Shape(drawing.line(x, 18, x, line + 18), "today")
        anchor = "end" if x > WIDTH / 2 else "start"
        yield Words(x, 12, f"today, {day_in_words(today)}", "ink", anchor, 11)


def _milestone(x: float, line: float, level: int, mark: MilestoneMark, number: int | None) -> Iterator[Item]:
    y = line - 24 - level * _LEVEL
    yield Shape(drawing.line(x, y, x, line), "stem")
    if number is None:
        yield Shape(drawing.diamond(x, y, _MARK - 1), "waiting", str(mark))
    else:
        yield from _badge(x, y, number, str(mark))


def _badge(x: float, y: float, number: int, hint: str | None = None) -> Iterator[Item]:
    yield Shape(drawing.diamond(x, y, _MARK), "milestone", hint)
    yield Words(x, y + 3.5, str(number), "on-mark", "middle", 10, bold=True)


def _meetings(axis: Axis, course: Course, line: float) -> Iterator[Item]:
    places = [axis.at(mark.day) for mark in course.meetings]
    gaps = [after - before for before, after in pairwise(places) if after > before]
    radius = min(max(min(gaps, default=WIDTH) / 2 - 0.5, _SMALLEST), _LARGEST)
    for place, mark in zip(places, course.meetings, strict=True):
        yield Shape(OUTLINES[mark.status](place, line, radius), mark.status.value, str(mark))


def _legend(course: Course) -> Iterator[Entry]:
    if not course.counted:
        yield Entry(NONE_YET)
    for status, count in course.counted.items():
        yield Entry(f"{CALLED[status]} ({count})", OUTLINES[status](0, 0, 5), status.value)
    if course.later:
        yield Entry(f"scheduled later, not shown ({course.later})", drawing.circle(0, 0, 5), "scheduled")
    if course.confirmed:
        yield Entry(f"milestone ({len(course.confirmed)})", drawing.diamond(0, 0, 7), "milestone")
    if course.waiting:
        yield Entry(f"waits for confirmation ({course.waiting})", drawing.diamond(0, 0, 6), "waiting")
    if course.pauses:
        yield Entry("paused", drawing.box(-7, -6, 14, 12), "pause")


def _listed(milestones: tuple[MilestoneMark, ...], top: float) -> tuple[list[Item], float]:
    columns = 1 if len(milestones) <= _ONE_COLUMN else 2
    deep = -(-len(milestones) // columns)
    wide = (WIDTH - 2 * _MARGIN) / columns
    items: list[Item] = []
    for position, mark in enumerate(milestones):
        x, y = _MARGIN + position // deep * wide, top + 8 + position % deep * _ROW
        day = f"{mark.day.day} {MONTHS[mark.day.month - 1][:3]} {mark.day.year}"
        items += _badge(x + _MARK, y, position + 1)
        items.append(Words(x + 28, y + 4, day, "quiet"))
        items.append(Words(x + 120, y + 4, fitted(str(mark.title), wide - 132, _SIZE)))

    return items, top + deep * _ROW
