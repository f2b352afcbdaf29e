"""
Lines: an iCalendar file as the properties of its events, with the line on which each stands.

icalendar reads a whole file or nothing of it, evaluates the rules of the zones that a file defines, and
keeps those zones for whatever it reads next. A file that somebody sends us may be broken in one event, or
be meant to harm. So the lines and their nesting are read here, under limits, and icalendar reads single
values. No rule of a file is ever evaluated.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

import attrs

from mentorcore.errors import Unreadable
from mentorcore.exchange.calendars import library
from mentorcore.model.values import check_type


LARGEST_CALENDAR: Final = 5_000_000
"""The most bytes of a calendar that is read."""

MOST_EVENTS: Final = 20_000
"""The most events of a calendar that is read."""

LONGEST_LINE: Final = 10_000
"""The most characters of a property that is read, once its line is unfolded."""

DEEPEST: Final = 8
"""How deep the parts of a calendar may lie in each other."""

_WANTED: Final = re.compile(
    r"(?:BEGIN|END|METHOD|UID|DTSTART|DTEND|DURATION|STATUS|SEQUENCE|LAST-MODIFIED|RRULE|RDATE"
    r"|RECURRENCE-ID)[;:]",
    re.IGNORECASE,
)
"""How the lines begin that are looked into."""

_ONCE: Final = frozenset({"UID", "DTSTART", "DTEND", "DURATION", "STATUS", "SEQUENCE", "RECURRENCE-ID"})
"""What an event has once (RFC 5545)."""

_LINE_END: Final = r"\r\n|\n|\r"

_FOLD_INSIDE: Final = re.compile(rf"({_LINE_END})([ \t])([\x80-\xbf]+)".encode("latin-1"))
"""A fold that parts the bytes of one character, as programs make it that count bytes."""

_CALENDAR: Final = ["VCALENDAR"]
_EVENT: Final = ["VCALENDAR", "VEVENT"]


@attrs.frozen
class Property:
    """
    One property of an event.

    Attributes:
        line: Where it stands, counted from 1.

        parameters: Its parameters, in capitals.

        value: What it says, without spaces around it.
    """

    line: int
    parameters: Mapping[str, Any] = attrs.field(repr=False)
    value: str = attrs.field(repr=False)


@attrs.frozen
class RawEvent:
    """
    One event as it stands in a file.

    Attributes:
        line: Where it begins, counted from 1.

        method: How the calendar says that it was sent; empty where it does not.

        properties: Its properties by name; of one that stands there twice, the first.

        broken: The lines of properties that could not be read, or say something else than one before.
    """

    line: int
    method: str = attrs.field(repr=False)
    properties: Mapping[str, Property] = attrs.field(repr=False)
    broken: tuple[int, ...] = ()

    @property
    def uid(self) -> str | None:
        """
        The UID, where it has one.
        """
        return self.properties["UID"].value if "UID" in self.properties else None


def events_of(source: str | bytes) -> list[RawEvent]:
    """
    Return the events of a file.

    Raises:
        Unreadable: It is too large, no UTF-8, no calendar, nested too deeply or wrongly, or has too many
            events.

        MissingExtra: icalendar is not installed.
    """
    library.require()
    reader = _Reader()
    for line, text in _unfolded(_text_of(source)):
        reader.take(line, text)

    return reader.finished()


@attrs.define
class _Reader:
    """
    Takes the lines of a file one by one, and knows in which of its parts each stands.
    """

    _events: list[RawEvent] = attrs.Factory(list)
    _inside: list[str] = attrs.field(factory=list, repr=False)
    _method: str = attrs.field(default="", repr=False)
    _begun: int = 0
    _found: dict[str, Property] = attrs.field(factory=dict, repr=False)
    _broken: list[int] = attrs.Factory(list)
    _line: int = 0
    _has_calendar: bool = False

    def take(self, line: int, text: str) -> None:
        """
        Take one line.
        """
        self._line = line
        read = _property(line, text)
        if read is None:
            self._note_broken(text)
            return
        name, prop = read
        if name == "BEGIN":
            self._begin(prop.value.upper())
        elif name == "END":
            self._end(prop.value.upper())
        elif self._inside == _CALENDAR and name == "METHOD":
            self._method = prop.value.upper()
        elif self._inside == _EVENT:
            first = self._found.setdefault(name, prop)
            if name in _ONCE and attrs.evolve(prop, line=first.line) != first:
                self._broken.append(line)

    def finished(self) -> list[RawEvent]:
        """
        Return the events, once every line was taken.
        """
        if self._inside:
            raise _unreadable("it ends in the middle", "give the whole file", self._line)
        if not self._has_calendar:
            raise _unreadable("it is no calendar", "give a file that begins with BEGIN:VCALENDAR")

        return self._events

    def _note_broken(self, text: str) -> None:
        if self._inside == _EVENT:
            self._broken.append(self._line)
        elif self._inside == _CALENDAR and text.upper().startswith("METHOD"):
            raise _unreadable("its METHOD cannot be read", "export the calendar again", self._line)

    def _begin(self, part: str) -> None:
        self._inside.append(part)
        if len(self._inside) > DEEPEST:
            raise _unreadable(
                "its parts lie too deep in each other", "give a calendar with events", self._line
            )
        if self._inside == _CALENDAR:
            self._has_calendar, self._method = True, ""
        elif self._inside == _EVENT:
            self._begun, self._broken, self._found = self._line, [], {}

    def _end(self, part: str) -> None:
        if self._inside[-1:] != [part]:
            raise _unreadable("a part ends here that did not begin", "export the calendar again", self._line)
        if self._inside == _EVENT:
            self._events.append(RawEvent(self._begun, self._method, self._found, tuple(self._broken)))
        if len(self._events) > MOST_EVENTS:
            raise _unreadable(f"it has more than {MOST_EVENTS} events", "give a part of it", self._line)
        self._inside.pop()


def _text_of(source: str | bytes) -> str:
    given: Any = check_type((str, bytes), source, "source")
    if len(given) > LARGEST_CALENDAR:
        raise _unreadable(f"it is larger than {LARGEST_CALENDAR} bytes", "give a part of it")
    if isinstance(given, str):
        return given.removeprefix("\ufeff")
    text, stopped = _decoded(_FOLD_INSIDE.sub(rb"\3\1\2", given))
    if text is None:
        line = len(re.split(_LINE_END.encode(), given[:stopped]))
        raise _unreadable(f"its byte {stopped} is no UTF-8", "save it as UTF-8", line)

    return text


def _decoded(data: bytes) -> tuple[str | None, int]:
    """
    Return the text, or where it stops to be UTF-8; the error that is met here carries the text, and ends
    here.
    """
    try:
        return data.decode("utf-8-sig"), 0
    except UnicodeDecodeError as error:
        return None, error.start


def _unfolded(text: str) -> Iterator[tuple[int, str]]:
    """
    Yield the lines that are looked into, with the number of the first of those that each was folded into.
    Blank lines are nothing: some programs write one behind every line.
    """
    begun, parts = 0, [""]
    for number, line in enumerate(re.split(_LINE_END, text), 1):
        if not line:
            continue
        if line[0] in {" ", "\t"}:
            if parts:
                parts.append(line[1:])
        else:
            if parts and begun:
                yield begun, "".join(parts)
            begun, parts = number, [line] if _WANTED.match(line) else []
    if parts and begun:
        yield begun, "".join(parts)


def _property(line: int, text: str) -> tuple[str, Property] | None:
    """
    Return the name of a property, and what it says; *None* where it is none.
    """
    from icalendar.parser import Contentline

    if len(text) > LONGEST_LINE:
        return None
    try:
        name, parameters, value = Contentline(text).raw_parts()  # type: ignore[no-untyped-call]
    except ValueError:
        return None

    return name.upper(), Property(
        line, {key.upper(): given for key, given in parameters.items()}, value.strip()
    )


def _unreadable(because: str, accepted: str, line: int | None = None) -> Unreadable:
    return Unreadable("the calendar", because, accepted, line)
