"""
Checking: every field of a value at once, as soon as the value is made.

A field says with ``validator=`` what it accepts. attrs would call each of these in turn, which is most of the
time that it takes to load a record. Here they become one function for each class, in which a short expression
passes whatever is plainly right, and only the rest is looked at by the validator itself.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import attrs

from mentorcore.model.validators import Check, Email, Many, Text
from mentorcore.model.values import withheld


_CHECK: Final = "check"


class Value:
    """
    The base of every class of the model that has fields to check; its *field_transformer* is `of_value`.
    """

    __slots__ = ()

    def __attrs_post_init__(self) -> None:
        joined_check(type(self))(self)

    def _check_whole(self) -> None:
        """
        Refuse what no single field shows, once each is right by itself.
        """


def join_checks(above: type[Value] = Value) -> None:
    """
    Make ready what checks every class that there is, for whoever asks classes for it but once.
    """
    for kind in above.__subclasses__():
        join_checks(kind)
        if attrs.has(kind):
            joined_check(kind)


def joined_check(kind: type[Any]) -> Callable[[Any], None]:
    """
    Return what checks all fields of a class, and leave it in the class, where it is called directly.
    """
    if kind not in _checks:
        _checks[kind] = kind.__attrs_post_init__ = _joined(kind)

    return _checks[kind]


def of_value(_: type, fields: list[attrs.Attribute[Any]]) -> list[attrs.Attribute[Any]]:
    """
    Leave the validators of a class to `Value`, and keep what somebody wrote out of its repr, and so out of
    tracebacks and logs; ids, states and dates stay.
    """
    return [
        field.evolve(
            validator=None,
            metadata={_CHECK: validator_of(field), **field.metadata},
            repr=withheld if holds_words(field) else field.repr,
        )
        for field in fields
    ]


def validator_of(field: attrs.Attribute[Any]) -> Check | None:
    """
    Return what checks a field.
    """
    check: Check | None = field.metadata.get(_CHECK, field.validator)

    return check


def holds_words(field: attrs.Attribute[Any]) -> bool:
    """
    Tell whether a field holds what somebody wrote. Its validator says so, and ``erased`` metadata does.
    """
    check = validator_of(field)

    return isinstance(check.each if isinstance(check, Many) else check, Text | Email) or (
        "erased" in field.metadata
    )


_checks: dict[type, Callable[[Any], None]] = {}


def _joined(kind: type[Any]) -> Callable[[Any], None]:
    """
    Return what checks all fields of a class.
    """
    checked = [(field, check) for field in attrs.fields(kind) if (check := validator_of(field)) is not None]

    def one_by_one(instance: object) -> None:
        for field, check in checked:
            check(instance, field, getattr(instance, field.name))

    names: dict[str, Any] = {"one_by_one": one_by_one}
    lines = ["def joined(instance):", "    try:"]
    for place, (field, check) in enumerate(checked):
        names[f"check_{place}"], names[f"field_{place}"] = check, field
        lines += [
            f"        value = instance.{field.name}",
            f"        if not ({check.quick(names)}):",
            f"            check_{place}(instance, field_{place}, value)",
        ]
    # The error that is met there carries the text: nothing is raised while it is handled.
    lines += ["    except (TypeError, UnicodeEncodeError):", "        unread = True"]
    lines += ["    else:", "        unread = False", "    if unread:", "        one_by_one(instance)"]
    if kind._check_whole is not Value._check_whole:
        lines += ["    instance._check_whole()"]
    # As attrs makes its methods: out of the names of fields, limits and classes, never of what is kept.
    exec("\n".join(lines), names)  # noqa: S102
    joined: Callable[[Any], None] = names["joined"]

    return joined
