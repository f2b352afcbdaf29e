"""
Zones: the changes of a zone's clocks, as a calendar carries them along in a VTIMEZONE.

Every change is an observance of its own, without a rule that a reader would have to continue. Whoever reads
the file needs no knowledge of the zone, and reads the times as they were meant when the file was made.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import attrs


if TYPE_CHECKING:
    from icalendar import Timezone


_STEP: Final = timedelta(days=1)
"""No zone changes its clocks, and changes them back, within a day."""

_SECOND: Final = timedelta(seconds=1)


@attrs.frozen
class Observance:
    """
    A time during which the clocks of a zone differ from UTC by the same.

    Attributes:
        begins: When it begins, in UTC.

        before: How far the clocks were from UTC until then.

        offset: How far they are from then on.

        name: What it is called there, such as ``"CET"``.

        is_daylight: Whether daylight-saving time applies.
    """

    begins: datetime
    before: timedelta
    offset: timedelta
    name: str = attrs.field(repr=False)
    is_daylight: bool


@functools.lru_cache(maxsize=256)
def observances(zone: str, first_year: int, last_year: int) -> tuple[Observance, ...]:
    """
    Return all that apply in a zone from the start of the year before *first_year* to the end of *last_year*.
    """
    info = ZoneInfo(zone)
    begins, ends = datetime(first_year - 1, 1, 1, tzinfo=UTC), datetime(last_year + 1, 1, 2, tzinfo=UTC)

    return tuple(
        Observance(
            at,
            _offset((at if at == begins else at - _SECOND).astimezone(info)),
            _offset(local := at.astimezone(info)),
            local.tzname() or zone,
            bool(local.dst()),
        )
        for at in (begins, *_changes(info, begins, ends))
    )


def component_of(zone: str, first: datetime, last: datetime) -> Timezone:
    """
    Return the VTIMEZONE that covers everything from the first moment to the last.
    """
    from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

    component = Timezone()
    component.add("TZID", zone)
    for observance in observances(zone, first.year, last.year):
        part = TimezoneDaylight() if observance.is_daylight else TimezoneStandard()
        part.DTSTART = (observance.begins + observance.before).replace(tzinfo=None)
        part.TZOFFSETFROM = observance.before
        part.TZOFFSETTO = observance.offset
        part.add("TZNAME", observance.name)
        component.add_component(part)

    return component


def _changes(info: ZoneInfo, begins: datetime, ends: datetime) -> Iterator[datetime]:
    """
    Yield each moment at which the clocks change, to the second.
    """
    before, offset = begins, _offset(begins.astimezone(info))
    while before < ends:
        after = before + _STEP
        then = _offset(after.astimezone(info))
        if then != offset:
            early, late = before, after
            while late - early > _SECOND:
                middle = early + timedelta(seconds=(late - early) // _SECOND // 2)
                if _offset(middle.astimezone(info)) == offset:
                    early = middle
                else:
                    late = middle
            yield late
        before, offset = after, then


def _offset(local: datetime) -> timedelta:
    return local.utcoffset() or timedelta()
