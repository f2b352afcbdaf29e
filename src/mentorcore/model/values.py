"""
Values: what an id, a moment, a day and a time zone must look like (P2, P4), and what is asked of any other
argument.
"""

from __future__ import annotations

import enum
import functools
import re
import zoneinfo
from collections.abc import AsyncGenerator, Callable, Coroutine, Generator, Iterable, Sized
from datetime import UTC, date, datetime, time, timedelta
from os import urandom
from typing import Any, Final, TypeAlias, TypeVar, cast

from mentorcore.errors import InvalidValue


PersonId: TypeAlias = str
RecordId: TypeAlias = str

SYSTEM: Final[PersonId] = "<system>"
"""Who acts where no person does; it is no possible id, so nobody can register under it."""

ERASED: Final = "[erased]"
"""What stands in place of words and names that were erased."""

ERASED_LINK: Final = "https://erased.invalid/"
"""What stands in place of a link that was erased."""

ID: Final = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
"""What an id looks like (P4)."""

YEARS: Final = range(1900, 3000)
"""The years of moments and days (P2)."""

T = TypeVar("T")
C = TypeVar("C", bound=Callable[..., Any])


class Unchanged(enum.Enum):
    """
    The type of `UNCHANGED`.
    """

    UNCHANGED = enum.auto()


UNCHANGED: Final = Unchanged.UNCHANGED
"""Stands for "leave this as it is"."""


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
    if not isinstance(value, str) or not ID.fullmatch(value):
        what = "this text" if isinstance(value, str) else type_of(value)
        raise refusal(path, f"{what} is not an id", "an id is 1 to 64 of A-Z, a-z, 0-9, _ and -", "P4")

    return value


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
        raise refusal(path, f"{type_of(value)} is not a datetime", "give a timezone-aware datetime", "P2")
    try:
        offset = value.utcoffset()
    except Exception as error:
        raise refusal(path, "its time zone does not work", "give one from zoneinfo, or UTC", "P2") from error
    if offset is None:
        raise refusal(path, "it has no time zone", "give an aware one, such as datetime.now(UTC)", "P2")
    try:
        in_utc = value.astimezone(UTC)
    except OverflowError:
        in_utc = value
    if in_utc.year not in YEARS:
        raise refusal(path, f"the year {in_utc.year} is too far away", "1900 to 2999", "P2")

    return in_utc


def check_day(value: object, path: str) -> date:
    """
    Return the day.

    Raises:
        InvalidValue: It is not a date, or is a datetime, or not of the years 1900 to 2999 (P2).
    """
    if not isinstance(value, date) or isinstance(value, datetime):
        raise refusal(path, f"{type_of(value)} is not a day", "give a datetime.date without a time", "P2")
    if value.year not in YEARS:
        raise refusal(path, f"the year {value.year} is too far away", "1900 to 2999", "P2")

    return value


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
def zones() -> frozenset[str]:
    """
    Return the name of every time zone that this machine knows.
    """
    return frozenset(zoneinfo.available_timezones()) - {"localtime"}


def check_zone(value: object, path: str) -> str:
    """
    Return the name of the time zone.

    Raises:
        InvalidValue: It is no IANA name that this machine knows (P2).
    """
    if not isinstance(value, str) or value not in zones():
        raise refusal(path, "this is no known time zone", "give an IANA name such as Europe/Berlin", "P2")

    return value


def check_type(kind: type[T] | tuple[type[T], ...], value: object, path: str, rule: str = "P1") -> T:
    """
    Return the value.

    Raises:
        InvalidValue: It is not of exactly the type, or of one of the types.
    """
    kinds = kind if isinstance(kind, tuple) else (kind,)
    if type(value) not in kinds:
        names = " or ".join(k.__name__ for k in kinds)
        raise refusal(path, f"{type_of(value)} is not a {names}", f"give a {names}", rule)

    return cast("T", value)


def check_callable(value: C, path: str) -> C:
    """
    Return what can be called.

    Raises:
        InvalidValue: It cannot.
    """
    if not callable(value):
        raise refusal(path, f"{type_of(value)} cannot be called", "give a function", "P1")

    return value


def check_done(result: T, path: str) -> T:
    """
    Return what a function gave that had something to do.

    Raises:
        InvalidValue: It gave a coroutine or a generator, so that all of it is yet to be done.
    """
    match result:
        case Coroutine() | Generator():
            result.close()
        case AsyncGenerator():
            pass
        case _:
            return result
    raise refusal(
        path,
        "it is async or a generator, so its work is yet to be done when it returns",
        "give a plain function",
        "P1",
    )


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
        raise refusal(path, f"{type_of(values)} is not a list", "give a list or a tuple", "P1")

    return tuple(values)


def type_of(value: object) -> str:
    """
    Return what a refusal says of a value of the wrong type, which does not repeat it.
    """
    return f"a value of type {type(value).__name__}"


def refusal(path: str, because: str, accepted: str, rule: str) -> InvalidValue:
    """
    Return the refusal of a value.
    """
    return InvalidValue(tried=f"accept {path}", because=because, accepted=accepted, rule=rule, path=path)
