"""
Values: what a text, an id, a moment and a day must look like (P1, P2, P4).

What checks the fields of every record is made here, so each of these rules stands in one place.
"""

from __future__ import annotations

import abc
import enum
import functools
import re
import zoneinfo
from collections.abc import Callable, Iterable, Sized
from datetime import UTC, date, datetime, time, timedelta
from os import urandom
from typing import Any, Final, Protocol, TypeAlias, TypeVar, cast

import attrs

from mentorcore.errors import InvalidValue


PersonId: TypeAlias = str
RecordId: TypeAlias = str

SYSTEM: Final[PersonId] = "<system>"
"""Who acts where no person does; it is no possible id, so nobody can register under it."""

ERASED: Final = "[erased]"
"""What stands in place of words and names that were erased."""

ERASED_LINK: Final = "https://erased.invalid/"
"""What stands in place of a link that was erased."""

LINE = 200
"""The most characters of a line."""

PROSE = 20_000
"""The most characters of a prose text."""

ENTRIES = 100
"""The most entries of a list such as skills, topics or evidence."""

_ID = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")
_YEARS = range(1900, 3000)
_QUICK_YEARS = f"{_YEARS.start} <= value.year < {_YEARS.stop}"
_SHOWN = 10**15
_MOST_KNOWN = 10_000

T = TypeVar("T")
C = TypeVar("C", bound=Callable[..., Any])


class Unchanged(enum.Enum):
    """
    The type of `UNCHANGED`.
    """

    UNCHANGED = enum.auto()


UNCHANGED: Final = Unchanged.UNCHANGED
"""Stands for "leave this as it is"."""


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
        it; whoever runs it takes a `UnicodeEncodeError` for false.

        Args:
            names: What the expression uses, to which it adds what it needs.
        """


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
        names["encoded"] = str.encode
        sound = "value.isprintable()" if self.one_line else "'\\0' not in value"
        text = (
            f"type(value) is str and len(value) <= {self.limit} and {sound} and value.strip() "
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
            raise _invalid(path, f"{_type(value)} is not text", "give a str", "P1")
        if not value.strip():
            raise _invalid(path, "it is blank", "write something that is not only white space", "P1")
        if len(value) > self.limit:
            raise _invalid(
                path, f"it has {len(value)} characters", f"at most {self.limit} are accepted", "P1"
            )
        if "\0" in value:
            raise _invalid(path, "it holds a NUL character", "take that character out", "P1")
        if self.one_line and _CONTROL.search(value):
            raise _invalid(path, "it holds a line break or control character", "write it on one line", "P1")
        if (lone := _lone_surrogate(value)) is not None:
            raise _invalid(
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
            raise _invalid(path, "it is no e-mail address", "give one such as ada@example.org", "P1")

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
        names |= {"known": _known, "is_known": _is_known}
        random = "value.isalnum() and value.isascii() and len(value) <= 64"
        own = f"type(value) is str and (value in known or {random} or is_known(value))"

        return f"value is None or ({own})" if self.optional else own


identifier = Id()
identifier_or_none = Id(optional=True)
actor = Id(system=True)


def check_actor(value: object, path: str = "by") -> PersonId:
    """
    Return the id of who acts.

    Raises:
        InvalidValue: It is neither an id (P4) nor `SYSTEM`.
    """
    return SYSTEM if isinstance(value, str) and value == SYSTEM else check_id(value, path)


def check_id(value: object, path: str) -> str:
    """
    Return the id.

    Raises:
        InvalidValue: It is no id (P4).
    """
    if not isinstance(value, str) or not _ID.fullmatch(value):
        what = "this text" if isinstance(value, str) else _type(value)
        raise _invalid(path, f"{what} is not an id", "an id is 1 to 64 of A-Z, a-z, 0-9, _ and -", "P4")

    return value


_known: set[str] = set()
"""Ids that were seen to be some: of a record's five most are those of the same two people."""


def _is_known(value: str) -> bool:
    if len(_known) >= _MOST_KNOWN:
        _known.clear()
    if _ID.fullmatch(value):
        _known.add(value)
        return True

    return False


def new_id(given: str | None = None) -> str:
    """
    Return the id that was given, else a random one that carries no personal data (P4).

    Raises:
        InvalidValue: The given one is no id.
    """
    return urandom(10).hex() if given is None else check_id(given, "id")


def check_moment(value: object, path: str = "at") -> datetime:
    """
    Return the moment in UTC.

    Raises:
        InvalidValue: It is not an aware datetime of the years 1900 to 2999 (P2).
    """
    if not isinstance(value, datetime):
        raise _invalid(path, f"{_type(value)} is not a datetime", "give a timezone-aware datetime", "P2")
    try:
        offset = value.utcoffset()
    except Exception as error:
        raise _invalid(path, "its time zone does not work", "give one from zoneinfo, or UTC", "P2") from error
    if offset is None:
        raise _invalid(path, "it has no time zone", "give an aware one, such as datetime.now(UTC)", "P2")
    try:
        in_utc = value.astimezone(UTC)
    except OverflowError:
        in_utc = value
    if in_utc.year not in _YEARS:
        raise _invalid(path, f"the year {in_utc.year} is too far away", "1900 to 2999", "P2")

    return in_utc


@attrs.frozen
class Moment(Check):
    """
    Validate a moment (P2).

    Attributes:
        optional: Whether *None* is accepted.
    """

    optional: bool = False

    def __call__(self, instance: Any, field: _Field, value: Any) -> None:
        if value is None and self.optional:
            return
        check_moment(value, _path(instance, field))

    def quick(self, names: dict[str, Any]) -> str:
        names |= {"datetime": datetime, "UTC": UTC}
        own = f"type(value) is datetime and value.tzinfo is UTC and {_QUICK_YEARS}"

        return f"value is None or ({own})" if self.optional else own


moment = Moment()
moment_or_none = Moment(optional=True)


def check_day(value: object, path: str) -> date:
    """
    Return the day.

    Raises:
        InvalidValue: It is not a date, or is a datetime, or not of the years 1900 to 2999 (P2).
    """
    if not isinstance(value, date) or isinstance(value, datetime):
        raise _invalid(path, f"{_type(value)} is not a day", "give a datetime.date without a time", "P2")
    if value.year not in _YEARS:
        raise _invalid(path, f"the year {value.year} is too far away", "1900 to 2999", "P2")

    return value


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


def day_begins(value: date) -> datetime:
    """
    Return the moment at which a day begins somewhere: its midnight at UTC+14.
    """
    return datetime.combine(value, time(), UTC) - timedelta(hours=14)


def day_is_over(value: date) -> datetime:
    """
    Return the moment at which a day is over everywhere: the end of it at UTC−12.
    """
    return datetime.combine(value, time(), UTC) + timedelta(days=1, hours=12)


@functools.cache
def _zones() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones()) - {"localtime"}


def check_zone(value: object, path: str) -> str:
    """
    Return the name of the time zone.

    Raises:
        InvalidValue: It is no IANA name that this machine knows (P2).
    """
    if not isinstance(value, str) or value not in _zones():
        raise _invalid(path, "this is no known time zone", "give an IANA name such as Europe/Berlin", "P2")

    return value


@attrs.frozen
class Zone(Check):
    """
    Validate the name of a time zone (P2).
    """

    def __call__(self, instance: Any, field: _Field, value: Any) -> None:
        check_zone(value, _path(instance, field))

    def quick(self, names: dict[str, Any]) -> str:
        return "value == 'UTC'"


zone = Zone()


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
            raise _invalid(path, f"{_type(value)} is not a whole number", "give an int", self.rule)
        if not self.least <= value <= self.most:
            number = str(value) if abs(value) <= _SHOWN else "the number"
            raise _invalid(
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


def check_type(kind: type[T] | tuple[type[T], ...], value: object, path: str, rule: str = "P1") -> T:
    """
    Return the value.

    Raises:
        InvalidValue: It is not of exactly the type, or of one of the types.
    """
    kinds = kind if isinstance(kind, tuple) else (kind,)
    if type(value) not in kinds:
        names = " or ".join(k.__name__ for k in kinds)
        raise _invalid(path, f"{_type(value)} is not a {names}", f"give a {names}", rule)

    return cast("T", value)


def check_callable(value: C, path: str) -> C:
    """
    Return what can be called.

    Raises:
        InvalidValue: It cannot.
    """
    if not callable(value):
        raise _invalid(path, f"{_type(value)} cannot be called", "give a function", "P1")

    return value


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
            raise _invalid(path, f"it has {len(entries)} entries", f"at most {self.most}", "P1")
        if len(entries) < self.least:
            raise _invalid(path, f"it has {len(entries)} entries", f"at least {self.least}", "P1")
        for position, entry in enumerate(entries):
            self.each(instance, _Entry(f"{field.name}[{position}]"), entry)

    def quick(self, names: dict[str, Any]) -> str:
        each = self.each.quick(names)
        some = (
            f"type(value) is tuple and {self.least} <= len(value) <= {self.most} "
            f"and all([{each} for value in value])"
        )
        names["empty"] = ()

        return some if self.least else f"value is empty or ({some})"


@attrs.frozen
class _Entry:
    name: str


def withheld(value: object) -> str:
    """
    Return what a repr shows in place of what somebody wrote: how much it is, and never what it says.

    >>> withheld("Ben is afraid of it."), withheld(("pottery", "sailing")), withheld(None)
    ('<20 characters>', '<2 texts>', 'None')
    """
    if value is None:
        return "None"

    return f"<{len(value)} characters>" if isinstance(value, str) else f"<{len(cast('Sized', value))} texts>"


def as_tuple(values: Iterable[T], path: str) -> tuple[T, ...]:
    """
    Return the entries of a list or another iterable that is not text.

    Raises:
        InvalidValue: It is text, or cannot be iterated.
    """
    if isinstance(values, str | bytes) or not isinstance(values, Iterable):
        raise _invalid(path, f"{_type(values)} is not a list", "give a list or a tuple", "P1")

    return tuple(values)


def _path(instance: object, field: _Field) -> str:
    return f"{type(instance).__name__}.{field.name}"


def _named(names: dict[str, Any], kind: type) -> str:
    names[kind.__name__] = kind

    return kind.__name__


def _type(value: object) -> str:
    return f"a value of type {type(value).__name__}"


def _invalid(path: str, because: str, accepted: str, rule: str) -> InvalidValue:
    return InvalidValue(tried=f"accept {path}", because=because, accepted=accepted, rule=rule, path=path)
