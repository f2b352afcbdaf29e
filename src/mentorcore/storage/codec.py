"""
Codec: between the domain's documents and the text that backends keep.

Bodies are canonical JSON: the same document is always the same text, with its fields in alphabetical order.
Reading is strict: an unknown field, a wrong type, a duplicate key, NaN, a document that is too large or of
an unknown schema is refused and left untouched. The classes bound the depth, since nothing is accepted that
they do not name.

msgspec reads what is usual straight into the model's classes, which check themselves. It lets unknown fields
and duplicate keys pass, so what it made has to give the same text again; whatever does not, or is refused,
is left to cattrs, which is slower, strict about all of it, and says what is wrong and where.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Mapping
from typing import Any, Final, NoReturn, TypeVar

import attrs
import msgspec

from mentorcore.backends import STORE_KIND, without_text
from mentorcore.errors import Corrupt, InvalidValue, SchemaTooNew
from mentorcore.model.checking import Value, join_checks, of_value
from mentorcore.model.document import MentorshipDocument
from mentorcore.model.pairing import Request
from mentorcore.model.people import Profile
from mentorcore.model.policy import Policy
from mentorcore.model.questions import Answer, Known, Story, Unknown
from mentorcore.model.validators import Of, identifier


BODY_LIMIT: Final = 16 * 1024 * 1024
"""The most characters of a document."""

_ANSWERS: Mapping[str, type[Answer]] = {
    attrs.fields(kind).type.default: kind for kind in (Known, Story, Unknown)
}

T = TypeVar("T")
Plain = dict[str, Any]
Upcaster = Callable[[Plain], Plain]
"""Turns the plain content of one schema into that of the next."""


@attrs.frozen(kw_only=True, field_transformer=of_value)
class StoreDocument(Value):
    """
    What the store keeps about itself.

    Attributes:
        layout: The fingerprint of the layout that its index values were made for.

        policy: The organisation's choices.
    """

    layout: str = attrs.field(validator=identifier)
    policy: Policy = attrs.field(validator=Of(Policy))


@attrs.frozen
class Format:
    """
    How one kind of document is kept.

    Attributes:
        document: The class of its documents.

        schema: The number of the current format.

        upcasters: For each older schema number, what turns it into the next.
    """

    document: type
    schema: int = 1
    upcasters: Mapping[int, Upcaster] = attrs.field(factory=dict)


FORMATS: Mapping[str, Format] = {
    "person": Format(Profile),
    "pairing_request": Format(Request),
    "mentorship": Format(MentorshipDocument),
    STORE_KIND: Format(StoreDocument),
}
"""Every kind of document."""


class Codec:
    """
    Encodes and decodes the documents of a set of formats.
    """

    def __init__(self, formats: Mapping[str, Format] = FORMATS) -> None:
        self._formats = formats
        self._decoders: dict[str, msgspec.json.Decoder[Any]] = {
            kind: _decoder(form.document) for kind, form in formats.items()
        }
        self._encoder = msgspec.json.Encoder(order="sorted")

    @property
    def kinds(self) -> tuple[str, ...]:
        """
        Every kind of document it knows.
        """
        return tuple(self._formats)

    def schema(self, kind: str) -> int:
        """
        Return the number of a kind's current format.
        """
        return self._formats[kind].schema

    def encode(self, kind: str, document: object) -> str:
        """
        Return the canonical text of a document.

        Raises:
            InvalidValue: It has grown beyond `BODY_LIMIT` (P1).
        """
        body = self._encoder.encode(document).decode()
        if len(body) > BODY_LIMIT:
            raise InvalidValue(
                tried=f"keep a {kind}",
                because=f"it has grown to {len(body)} characters",
                accepted=f"at most {BODY_LIMIT} are kept; shorten its texts",
                rule="P1",
                path=kind,
            )

        return body

    def decode(self, kind: str, schema: int, body: str, *, where: str) -> Any:
        """
        Return the document that a text holds, whatever schema it was written with.

        Args:
            where: What to call it when it is damaged.

        Raises:
            SchemaTooNew: A newer release wrote it.

            Corrupt: It is damaged; the message names the path.
        """
        form = self._formats[kind]
        if type(schema) is not int or not isinstance(body, str):
            raise Corrupt(where, "it comes without a schema number or without text")
        if schema > form.schema:
            raise SchemaTooNew(where, schema, form.schema)
        if schema == form.schema and (document := self._canonical(kind, body)) is not None:
            return document
        plain = parsed(body, where=where)
        for number in range(schema, form.schema):
            if number not in form.upcasters:
                raise Corrupt(where, f"there never was a schema {number}")
            try:
                plain = form.upcasters[number](plain)
            except (LookupError, TypeError, ValueError, AttributeError) as error:
                raise Corrupt(where, f"it is no document of schema {number}") from error
        from mentorcore.storage.strict import explained, structured

        try:
            return structured(plain, form.document)
        except Exception:  # noqa: BLE001 - whatever is wrong, the explaining path says it
            problem = explained(plain, form.document)
        # Out here, without a cause: what cattrs reports repeats what it could not read.
        raise Corrupt(where, problem)

    def _canonical(self, kind: str, body: str) -> Any:
        """
        Return the document that a text holds, if it is its canonical one; *None* where it has to be looked at
        closely.

        What is read here lets unknown fields and keys that stand twice pass. A text that the document gives
        again has neither.
        """
        if len(body) > BODY_LIMIT:
            return None
        try:
            document = self._decoders[kind].decode(body)
            again = self._encoder.encode(document).decode()
        except Exception:  # noqa: BLE001 - whatever is wrong, the strict path says it
            return None

        return document if again == body else None


def parsed(text: str, *, where: str) -> Plain:
    """
    Return the object that a JSON text holds.

    Raises:
        Corrupt: It is too large or too deep, no JSON object, or holds duplicate keys or NaN.
    """
    if len(text) > BODY_LIMIT:
        raise Corrupt(where, f"it has {len(text)} characters, more than {BODY_LIMIT}")
    try:
        plain = json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant)
    except RecursionError:
        raise Corrupt(where, "it is nested too deeply") from None
    except ValueError as error:
        raise Corrupt(where, f"it is no JSON: {_told(error)}") from without_text(error)
    if not isinstance(plain, dict):
        raise Corrupt(where, "it is no JSON object")

    return plain


def _unique(pairs: list[tuple[str, Any]]) -> Plain:
    plain = dict(pairs)
    if len(plain) != len(pairs):
        raise ValueError("a key stands twice in one object")

    return plain


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def _told(error: ValueError) -> str:
    return error.msg + f" at {error.pos}" if isinstance(error, json.JSONDecodeError) else str(error)


@functools.cache
def _decoder(document: type[T]) -> msgspec.json.Decoder[T]:
    def by_type(kind: type, value: Any) -> Any:
        if kind is not Answer:
            raise NotImplementedError(kind)
        return msgspec.convert(value, _ANSWERS[value["type"]])

    join_checks()

    return msgspec.json.Decoder(document, dec_hook=by_type)
