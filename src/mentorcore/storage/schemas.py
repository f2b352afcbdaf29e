"""
Schemas: what a kept document looks like, as JSON Schema, made from the classes and the validators of their
fields.

They are for whoever reads documents without this library: a JSON store, an export, a copy in another system.
What no single field shows, JSON Schema does not say here: rules of several fields, time zones that a machine
knows, days that a month does not have, and that 2.0 is no whole number.
"""

from __future__ import annotations

import copy
import enum
import functools
import inspect
import re
from typing import Any, Final, TypeAlias

import attrs

from mentorcore.errors import InvalidValue
from mentorcore.model.checking import validator_of
from mentorcore.model.validators import Check, Day, Email, Id, Many, Moment, Of, Text, Whole, Zone
from mentorcore.model.values import ID, SYSTEM, YEARS
from mentorcore.storage.codec import FORMATS


Schema: TypeAlias = dict[str, Any]
Described: TypeAlias = dict[str, Schema]
"""What is referred to by name: the classes, and what an id, a moment and a day look like."""

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_SPACE: Final = r"\u0009-\u000d\u001c-\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
"""What Python takes for white space; the ``\\s`` of one language is not that of another."""

_CONTROL: Final = r"[\u0000-\u001f\u007f\u0085\u2028\u2029]"
_YEAR: Final = "(19|2[0-9])[0-9]{2}"
_DAY: Final = _YEAR + "-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
_TIME: Final = r"([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.(?!000000)[0-9]{6})?Z"
_ENTRY: Final = re.compile(r"^    (\w+): (.*?)(?=^    \w+: |\Z)", re.MULTILINE | re.DOTALL)

assert (YEARS.start, YEARS.stop) == (1900, 3000)  # noqa: S101 - which `_YEAR` says in its own way


def document_schema(kind: str) -> Schema:
    """
    Return the JSON Schema (2020-12) of a kind of document, for its current format.

    Every document that this release writes is valid, and what it would refuse as damaged for its structure,
    types or limits is not.

    Args:
        kind: ``person``, ``pairing_request``, ``mentorship``, or ``store`` for what a store keeps about
        itself.

    Raises:
        InvalidValue: There is no such kind.
    """
    if kind not in FORMATS:
        raise InvalidValue(
            tried="describe a document",
            because="there is no kind of document of that name",
            accepted=f"the kinds are {', '.join(FORMATS)}",
            rule="P1",
            path="kind",
        )

    return copy.deepcopy(_schema(kind))


@functools.cache
def _schema(kind: str) -> Schema:
    form = FORMATS[kind]
    described: Described = {}
    _describe(form.document, described)
    own = described.pop(form.document.__name__)

    return {
        "$schema": _DIALECT,
        "$comment": f"mentorcore document of the kind {kind}, schema {form.schema}",
        **own,
        "$defs": dict(sorted(described.items())),
    }


def _describe(cls: type, described: Described) -> None:
    """
    Add what a class and the classes that it is made of look like.
    """
    if cls.__name__ in described:
        return
    summary, told = _said(cls)
    own: Schema = {"type": "object", "description": summary}
    described[cls.__name__] = own
    fields = attrs.fields(cls)
    own["properties"] = {
        field.name: _with_default(field, _property(field, described)) | told.get(field.name, {})
        for field in fields
    }
    own["required"] = [field.name for field in fields if field.default is attrs.NOTHING or not field.init]
    own["additionalProperties"] = False


def _property(field: attrs.Attribute[Any], described: Described) -> Schema:
    check = validator_of(field)
    if check is None:  # the type of an answer, which only its class decides
        return {"const": field.default}

    return _of(check, described)


def _with_default(field: attrs.Attribute[Any], schema: Schema) -> Schema:
    default: Any = field.default
    if default is attrs.NOTHING or not field.init:
        return schema
    plain = default.value if isinstance(default, enum.Enum) else default

    return {**schema, "default": list(plain) if isinstance(plain, tuple) else plain}


def _of(check: Check, described: Described) -> Schema:
    """
    Return what a validator accepts.
    """
    match check:
        case Text():
            refused = _CONTROL if check.one_line else r"\u0000"
            own = {
                "type": "string",
                "pattern": f"[^{_SPACE}]",
                "maxLength": check.limit,
                "not": {"pattern": refused},
            }
        case Email():
            part = f"[^@{_SPACE}]+"
            own = {**_only(f"{part}@{part}"), "maxLength": 254}
        case Id():
            own = _named("id", _only(ID.pattern), described)
            own = {"anyOf": [own, {"const": SYSTEM}]} if check.system else own
        case Moment():
            own = _named("moment", {**_only(f"{_DAY}T{_TIME}"), "format": "date-time"}, described)
        case Day():
            own = _named("day", {**_only(_DAY), "format": "date"}, described)
        case Zone():
            own = {"type": "string", "description": "The IANA name of a time zone."}
        case Whole():
            own = {"type": "integer", "minimum": check.least, "maximum": check.most}
        case Of():
            kinds = check.kind if isinstance(check.kind, tuple) else (check.kind,)
            all_of_them = [_of_type(kind, described) for kind in kinds]
            own = all_of_them[0] if len(all_of_them) == 1 else {"anyOf": all_of_them}
        case Many():
            own = {"type": "array", "items": _of(check.each, described), "maxItems": check.most}
            own |= {"minItems": check.least} if check.least else {}
        case _:
            raise TypeError(f"{type(check).__name__} has no schema yet")
    is_optional = isinstance(check, Email) or getattr(check, "optional", False)

    return {"anyOf": [own, {"type": "null"}]} if is_optional else own


def _of_type(kind: type, described: Described) -> Schema:
    if issubclass(kind, enum.Enum):
        return {"enum": [member.value for member in kind]}
    if kind is bool:
        return {"type": "boolean"}
    _describe(kind, described)

    return {"$ref": f"#/$defs/{kind.__name__}"}


def _named(name: str, schema: Schema, described: Described) -> Schema:
    described[name] = schema

    return {"$ref": f"#/$defs/{name}"}


def _only(pattern: str) -> Schema:
    """
    Return what is that and nothing else; the end of a text is in some languages before its last line break.
    """
    return {"type": "string", "pattern": f"^{pattern}$", "not": {"pattern": r"\n"}}


def _said(cls: type) -> tuple[str, dict[str, Schema]]:
    """
    Return what a class says about itself, and about its fields.
    """
    summary, _, attributes = inspect.cleandoc(cls.__doc__ or cls.__name__).partition("\n\nAttributes:\n")
    told = {name: {"description": " ".join(text.split())} for name, text in _ENTRY.findall(attributes)}

    return " ".join(summary.split()), told
