"""
Validators: what the fields of every record accept (P1, P2, P4), in full and as a quick expression.

Each validator has the last word on a value. Its expression, out of which `mentorcore.model.checking` makes
one function for a whole class, only passes what is plainly right.
"""

from __future__ import annotations

import abc
import functools
import re
from datetime import UTC, date, datetime
from typing import Any, Final, Protocol

import attrs

from mentorcore.model.values import (
    ID,
    YEARS,
    check_actor,
    check_day,
    check_id,
    check_moment,
    check_type,
    check_zone,
    refusal,
    type_of,
    zones,
)


LINE: Final = 200
"""The most characters of a line."""

PROSE: Final = 20_000
"""The most characters of a prose text."""

ENTRIES: Final = 100
"""The most entries of a list such as skills, topics or evidence."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")
_QUICK_YEARS = f"{YEARS.start} <= value.year < {YEARS.stop}"
_SHOWN = 10**15
_MOST_KNOWN = 10_000


class _Field(Protocol):
    @property
    def name(self) -> str: ...


class Check(abc.ABC):
    """
    Validates what a field is given.
    """

    __slots__ = ()

    @abc.abstractmethod
    def __call__(self, instance: Any, field: _Field, value: Any) -> None:
        """
        Raise `InvalidValue` where the value is not accepted.
        """

    @abc.abstractmethod
    def quick(self, names: dict[str, Any]) -> str:
        """
        Return an expression over ``value`` that is true for nothing but what is accepted, if not for all of
        it; whoever runs it takes a `TypeError` and a `UnicodeEncodeError` for false.

        Args:
            names: What the expression uses, to which it adds what it needs.
        """

    def quick_for_all(self, names: dict[str, Any]) -> str:
        """
        Return such an expression over a tuple of values.
        """
        return f"all([{self.quick(names)} for value in value])"


@attrs.frozen
class Text(Check):
    """
    Validate a text (P1): non-blank, valid Unicode without NUL, and within its length.

    Attributes:
        limit: The most characters.

        one_line: Whether control characters, line breaks among them, are refused.

        optional: Whether *None* is accepted.
    """

    limit: int
    one_line: bool = False
    optional: bool = False

    def __call__(self, instance: Any, field: _Field, value: Any) -> None:
        if value is None and self.optional:
            return
        self.check(value, _path(instance, field))

    def quick(self, names: dict[str, Any]) -> str:
        names |= {"stripped": str.strip, "encoded": str.encode}
        sound = "value.isprintable()" if self.one_line else "'\\0' not in value"
        text = (
            f"stripped(value) and len(value) <= {self.limit} and {sound} "
            "and (value.isascii() or encoded(value))"
        )

        return f"value is None or ({text})" if self.optional else text

    def check(self, value: object, path: str) -> str:
        """
        Return the text.

        Raises:
            InvalidValue: It breaks P1; the message does not repeat it.
        """
        if not isinstance(value, str):
            raise refusal(path, f"{type_of(value)} is not text", "give a str", "P1")
        if not value.strip():
            raise refusal(path, "it is blank", "write something that is not only white space", "P1")
        if len(value) > self.limit:
            raise refusal(path, f"it has {len(value)} characters", f"at most {self.limit} are accepted", "P1")
        if "\0" in value:
            raise refusal(path, "it holds a NUL character", "take that character out", "P1")
        if self.one_line and _CONTROL.search(value):
            raise refusal(path, "it holds a line break or control character", "write it on one line", "P1")
        if (lone := _lone_surrogate(value)) is not None:
            raise refusal(
                path,
                f"it holds a lone surrogate at position {lone}",
                "give text that was decoded completely",
                "P1",
            )

        return value


def _lone_surrogate(text: str) -> int | None:
    """
    Return where the first one stands; the error that is met here carries the text, and ends here.
    """
    try:
        text.encode()
    except UnicodeEncodeError as error:
        return error.start

    return None


line = Text(LINE, one_line=True)
prose = Text(PROSE)
line_or_none = Text(LINE, one_line=True, optional=True)
prose_or_none = Text(PROSE, optional=True)


@attrs.frozen
class Email(Check):
    """
    Validate an e-mail address: one line of at most 254 characters with one @ inside.
    """

    def __call__(self, instance: Any, field: _Field, value: Any) -> None:
        if value is None:
            return
        path = _path(instance, field)
        address = Text(254, one_line=True).check(value, path)
        local, at, domain = address.partition("@")
        if not (local and at and domain) or "@" in domain or re.search(r"\s", address):
            raise refusal(path, "it is no e-mail address", "give one such as ada@example.org", "P1")

    def quick(self, names: dict[str, Any]) -> str:
        return "value is None"


email_or_none = Email()


@attrs.frozen
class Id(Check):
    """
    Validate an id (P4).

    Attributes:
        optional: Whether *None* is accepted.

        system: Whether `SYSTEM` is, as one who acts.
    """

    optional: bool = False
    system: bool = False

    def __call__(self, instance: Any, field: _Field, value: Any) -> None:
        if value is None and self.optional:
            return
        (check_actor if self.system else check_id)(value, _path(instance, field))

    def quick(self, names: dict[str, Any]) -> str:
        names |= {"alphanumeric": str.isalnum, "known": _known, "is_known": _is_known}
        random = "alphanumeric(value) and value.isascii() and len(value) <= 64"
        seen = "value in known or is_known(value)"
        own = f"({seen})" if self.system else f"({random} or {seen})"

        return f"value is None or ({own})" if self.optional else own


identifier = Id()
identifier_or_none = Id(optional=True)
actor = Id(system=True)


_known: set[str] = set()
"""Ids that were seen to be some: of a record's five most are those of the same two people."""


def _is_known(value: str) -> bool:
    if len(_known) >= _MOST_KNOWN:
        _known.clear()
    if ID.fullmatch(value):
        _known.add(value)
        return True

    return False


@attrs.frozen
class Moment(Check):
    """
    Validate a moment (P2), which is kept in UTC.

    Attributes:
        optional: Whether *None* is accepted.
    """

    optional: bool = False

    def __call__(self, instance: Any, field: _Field, value: Any) -> None:
        if value is None and self.optional:
            return
        path = _path(instance, field)
        if check_moment(value, path).tzinfo is not value.tzinfo:
            raise refusal(path, "it is not in UTC", "give moment.astimezone(UTC)", "P2")

    def quick(self, names: dict[str, Any]) -> str:
        names |= {"datetime": datetime, "UTC": UTC}
        own = f"type(value) is datetime and value.tzinfo is UTC and {_QUICK_YEARS}"

        return f"value is None or ({own})" if self.optional else own


moment = Moment()
moment_or_none = Moment(optional=True)


@attrs.frozen
class Day(Check):
    """
    Validate a day (P2).

    Attributes:
        optional: Whether *None* is accepted.
    """

    optional: bool = False

    def __call__(self, instance: Any, field: _Field, value: Any) -> None:
        if value is None and self.optional:
            return
        check_day(value, _path(instance, field))

    def quick(self, names: dict[str, Any]) -> str:
        names["date"] = date
        own = f"type(value) is date and {_QUICK_YEARS}"

        return f"value is None or ({own})" if self.optional else own


day = Day()
day_or_none = Day(optional=True)


@attrs.frozen
class Zone(Check):
    """
    Validate the name of a time zone (P2).

    Attributes:
        optional: Whether *None* is accepted.
    """

    optional: bool = False

    def __call__(self, instance: Any, field: _Field, value: Any) -> None:
        if value is None and self.optional:
            return
        check_zone(value, _path(instance, field))

    def quick(self, names: dict[str, Any]) -> str:
        names["zones"] = zones
        own = "value == 'UTC' or value in zones()"

        return f"value is None or {own}" if self.optional else own


zone = Zone()
zone_or_none = Zone(optional=True)


@attrs.frozen
class Whole(Check):
    """
    Validate a whole number within limits, both included.

    Attributes:
        rule: The code of the rule that sets the limits.
    """

    least: int
    most: int
    rule: str
    optional: bool = False

    def __call__(self, instance: Any, field: _Field, value: Any) -> None:
        if value is None and self.optional:
            return
        self.check(value, _path(instance, field))

    def quick(self, names: dict[str, Any]) -> str:
        own = f"type(value) is int and {self.least} <= value <= {self.most}"

        return f"value is None or ({own})" if self.optional else own

    def check(self, value: object, path: str) -> int:
        """
        Return the number.

        Raises:
            InvalidValue: It is no int, or outside the limits.
        """
        if not isinstance(value, int) or isinstance(value, bool):
            raise refusal(path, f"{type_of(value)} is not a whole number", "give an int", self.rule)
        if not self.least <= value <= self.most:
            number = str(value) if abs(value) <= _SHOWN else "the number"
            raise refusal(
                path,
                f"{number} is out of range",
                f"{self.least} to {self.most} are accepted",
                self.rule,
            )

        return value


revision_number = Whole(1, 1_000_000, "P4")
"""Revisions are counted from 1."""


@attrs.frozen
class Of(Check):
    """
    Validate that a value is of a type, where nothing more is asked of it.
    """

    kind: type | tuple[type, ...]
    optional: bool = False

    def __call__(self, instance: Any, field: _Field, value: Any) -> None:
        if value is None and self.optional:
            return
        check_type(self.kind, value, _path(instance, field))

    def quick(self, names: dict[str, Any]) -> str:
        kinds = self.kind if isinstance(self.kind, tuple) else (self.kind,)
        own = " or ".join(f"type(value) is {_named(names, kind)}" for kind in kinds)

        return f"value is None or {own}" if self.optional else own

    def quick_for_all(self, names: dict[str, Any]) -> str:
        if self.optional or isinstance(self.kind, tuple):
            return super().quick_for_all(names)
        only = f"only_{_named(names, self.kind)}"
        names |= {"types_of": functools.partial(map, type), only: {self.kind}}

        return f"{only}.issuperset(types_of(value))"


@attrs.frozen
class Many(Check):
    """
    Validate a tuple, entry by entry, with at most `ENTRIES` of them.
    """

    each: Check
    most: int = ENTRIES
    least: int = 0

    def __call__(self, instance: Any, field: _Field, value: Any) -> None:
        path = _path(instance, field)
        entries = check_type(tuple, value, path)
        if len(entries) > self.most:
            raise refusal(path, f"it has {len(entries)} entries", f"at most {self.most}", "P1")
        if len(entries) < self.least:
            raise refusal(path, f"it has {len(entries)} entries", f"at least {self.least}", "P1")
        for position, entry in enumerate(entries):
            self.each(instance, _Entry(f"{field.name}[{position}]"), entry)

    def quick(self, names: dict[str, Any]) -> str:
        some = (
            f"type(value) is tuple and {self.least} <= len(value) <= {self.most} "
            f"and {self.each.quick_for_all(names)}"
        )
        names["empty"] = ()

        return some if self.least else f"value is empty or ({some})"


@attrs.frozen
class _Entry:
    name: str


def _path(instance: object, field: _Field) -> str:
    return f"{type(instance).__name__}.{field.name}"


def _named(names: dict[str, Any], kind: type) -> str:
    names[kind.__name__] = kind

    return kind.__name__
