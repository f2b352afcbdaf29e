"""
Timeline: the meetings and milestones of a relationship, along its months.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from mentorcore.documents.figures import drawing
from mentorcore.documents.figures.course import CALLED, Course, MeetingMark, MilestoneMark, Pause
from mentorcore.documents.figures.drawing import WIDTH
from mentorcore.documents.figures.figure import Figure
from mentorcore.documents.figures.months import month_of, months_between
from mentorcore.documents.figures.timeline_drawing import NONE_YET, drawn
from mentorcore.insight.wording import joined, month_in_words


NAME: Final = "timeline"
TITLE: Final = "Meetings and milestones"

_NONE: Final = "none"


def timeline(
    meetings: Iterable[MeetingMark],
    milestones: Iterable[MilestoneMark],
    pauses: Iterable[Pause] = (),
    *,
    first: date,
    last: date,
    today: date | None = None,
) -> Figure:
    """
    Draw meetings and milestones along the months from one day to another.

    Confirmed milestones are numbered and listed with their words; those that wait for confirmation are hollow
    and have none. Of what lies outside the two days only the meetings that are scheduled later are counted.

    Args:
        today: A day to mark, for example that of the report.
    """
    course = Course.between(first, last, meetings, milestones, pauses)
    description = " ".join(_sentences(course))
    items, height = drawn(course, today)

    return Figure(
        name=NAME,
        title=TITLE,
        description=description,
        svg=drawing.svg(
            name=NAME, title=TITLE, description=description, width=WIDTH, height=height, items=items
        ),
        header=("Month", "Meetings", "Milestones"),
        rows=tuple(_rows(course)),
    )


def _sentences(course: Course) -> Iterator[str]:
    ends = dict.fromkeys(month_in_words(day) for day in (course.first, course.last))
    yield f"{' to '.join(ends)}."
    met = joined(f"{count} {CALLED[status]}" for status, count in course.counted.items())
    yield f"Meetings: {met}." if met else NONE_YET
    if course.later:
        yield f"Scheduled later: {course.later}."
    if course.milestones:
        yield f"Milestones: {len(course.confirmed)} confirmed, {course.waiting} waiting for confirmation."
    if course.pauses:
        yield f"Paused: {joined(str(pause) for pause in course.pauses)}."


def _rows(course: Course) -> Iterator[tuple[str, str, str]]:
    for month in months_between(course.first, course.last):
        met = "; ".join(_met(course, month)) or _NONE
        yield month_in_words(month), met, "; ".join(_reached(course, month)) or _NONE
    if course.later:
        yield "Later", f"{course.later} scheduled", _NONE


def _met(course: Course, month: date) -> Iterator[str]:
    inside = [mark for mark in course.meetings if month_of(mark.day) == month]
    for status, called in CALLED.items():
        days = joined(str(mark.day.day) for mark in inside if mark.status is status)
        if days:
            yield f"{called} on {days}"
    for pause in course.pauses:
        if month_of(pause.since) <= month <= pause.until:
            yield f"paused from {pause}"


def _reached(course: Course, month: date) -> Iterator[str]:
    for mark in course.milestones:
        if month_of(mark.day) == month:
            yield str(mark) if mark.title is None else f"{mark} (number {course.number(mark)})"
