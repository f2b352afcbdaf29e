"""
Strict: reading plain content into the model's classes closely, and saying what is wrong with it and where.

What is usual is not read here, so cattrs is loaded only where something is not.
"""

from __future__ import annotations

import enum
import functools
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from typing import Any, TypeVar

import attrs
import cattrs
from cattrs.strategies import configure_tagged_union

from mentorcore.errors import InvalidValue
from mentorcore.model.questions import Answer, Known, Story, Unknown
from mentorcore.storage.moments import day_of, moment_of


_FIELD = re.compile(r"[a-z][a-z0-9_]{0,39}", re.ASCII)
_NAMED = 5

T = TypeVar("T")


def structured(plain: dict[str, Any], document: type[T]) -> T:
    """
    Return what plain content holds.

    Raises:
        Exception: It holds nothing of that class; `explained` says why.
    """
    return _converter(explaining=False).structure(plain, document)


def explained(plain: dict[str, Any], document: type) -> str:
    """
    Return what is wrong with plain content, in words of ours and none of somebody's.
    """
    try:
        _converter(explaining=True).structure(plain, document)
    except Exception as error:  # noqa: BLE001 - it is told in our words
        problems = cattrs.transform_error(error, path="$", format_exception=_sentence)
        return "; ".join(problems[:_NAMED])

    return "it cannot be read"


def _sentence(error: BaseException, kind: type | None) -> str:
    match error:
        case InvalidValue():
            return f"{error.because} ({error.rule})"
        case cattrs.errors.ForbiddenExtraKeysError():
            return f"unknown fields: {_named(error.extra_fields)}"
        case KeyError():
            return "a field is missing"
        case _:
            return f"expected {getattr(kind, '__name__', 'another value')}"


def _named(fields: Iterable[str]) -> str:
    """
    Return the names of fields; what does not look like a name may be somebody's words, and is counted only.
    """
    given = sorted(fields)
    names = [field for field in given if _FIELD.fullmatch(field)][:_NAMED]
    others = len(given) - len(names)

    return ", ".join([*names, f"{others} more"] if others else names)


def _exactly(kind: type[T]) -> Callable[[Any, Any], T]:
    def structure(value: Any, _: Any) -> T:
        if type(value) is not kind:
            raise TypeError(f"expected {kind.__name__}")
        checked: T = value
        return checked

    return structure


@functools.cache  # what it compiles for each class is worth keeping
def _converter(*, explaining: bool) -> cattrs.Converter:
    converter = cattrs.Converter(forbid_extra_keys=True, detailed_validation=explaining)
    for primitive in (str, int, bool):
        converter.register_structure_hook(primitive, _exactly(primitive))
    converter.register_structure_hook(datetime, lambda value, _: moment_of(value))
    converter.register_structure_hook(date, lambda value, _: day_of(value))
    converter.register_structure_hook_factory(_is_tuple, _lists_only)
    converter.register_structure_hook_factory(_is_enum, _by_text)
    one_of: Any = Known | Story | Unknown
    configure_tagged_union(
        one_of, converter, tag_name="type", tag_generator=lambda kind: attrs.fields(kind).type.default
    )
    converter.register_structure_hook(Answer, lambda value, _: converter.structure(value, one_of))

    return converter


def _is_tuple(kind: Any) -> bool:
    return getattr(kind, "__origin__", None) is tuple


def _is_enum(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, enum.Enum)


def _lists_only(kind: Any, converter: cattrs.BaseConverter) -> Callable[[Any, Any], Any]:
    of_list = converter.get_structure_hook(list[kind.__args__[0]])
    of_one = converter.get_structure_hook(kind.__args__[0])

    def structure(value: Any, _: Any) -> Any:
        if type(value) is not list:
            raise TypeError("expected a list")
        if converter.detailed_validation:
            return tuple(_one_by_one(value, kind.__args__[0], of_one))
        return tuple(of_list(value, list))

    return structure


def _one_by_one(values: list[Any], kind: Any, of_one: Callable[[Any, Any], T]) -> Iterator[T]:
    """
    Structure entries one by one, and stop at a few errors: cattrs' own way would keep one of each entry.
    """
    errors: list[Exception] = []
    for position, value in enumerate(values):
        try:
            yield of_one(value, kind)
        except Exception as error:  # noqa: BLE001 - cattrs collects whatever is wrong as well
            error.add_note(cattrs.errors.IterableValidationNote("", position, kind))
            errors.append(error)
        if len(errors) == _NAMED:
            break
    if errors:
        raise cattrs.errors.IterableValidationError("", errors, tuple)


def _by_text(kind: type[enum.Enum]) -> Callable[[Any, Any], Any]:
    members = {member.value: member for member in kind}

    def structure(value: Any, _: Any) -> Any:
        if type(value) is not str or value not in members:
            raise ValueError(f"expected one of {', '.join(members)}")
        return members[value]

    return structure
