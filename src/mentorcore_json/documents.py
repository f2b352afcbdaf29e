"""
Documents: one aggregate as one readable JSON file.

A file holds the checksum of everything behind it, the document's name, version, schema number and index
values, and its body: as JSON where exactly the same text comes back from that, otherwise as one string
under ``text``.
"""

from __future__ import annotations

import re
from itertools import accumulate

import msgspec

from mentorcore.backends import Envelope, Key, without_text
from mentorcore.errors import Corrupt, Unsupported
from mentorcore_json.text import JUNK, NO_SUM, Name, Number, check_seal, sealed, without_words


class _Head(msgspec.Struct, forbid_unknown_fields=True):
    crc32: str
    kind: Name
    id: Name
    version: Number
    schema: Number
    index: dict[str, str | tuple[str, ...] | None]


class _Whole(_Head, forbid_unknown_fields=True):
    body: msgspec.Raw


class _Text(_Head, forbid_unknown_fields=True):
    text: str


_SEAL = b'{\n  "crc32": "'
# A line break inside a string is written as \n, so that this stands nowhere but before the body.
_BODY = b',\n  "body": '
_END = b"\n}\n"

FEW = 5_000
"""How many lists and objects may all lie in each other: indented, that is some 50 MB."""

DEEPEST = 32
"""How deep more of them may lie in each other; those of mentorcore come nowhere near."""

_STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+"', re.DOTALL)
_BRACKETS = bytes.maketrans(b"{}", b"[]")
_NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))

_encode = msgspec.json.Encoder().encode
_head = msgspec.json.Decoder(_Head)
_text = msgspec.json.Decoder(_Text)


def rendered(envelope: Envelope) -> bytes:
    """
    Return the content of a document's file.

    Raises:
        Unsupported: There is text in it that is no valid Unicode.
    """
    key = envelope.key
    head = (NO_SUM, key.kind, key.id, envelope.version, envelope.schema, dict(envelope.index))
    try:
        body = envelope.body.encode()
        data = _as_json(_Whole(*head, msgspec.Raw(body)), body) or _indented(_Text(*head, envelope.body))
    except UnicodeError as error:
        raise Unsupported(
            f"{key} holds text that is no valid Unicode", "give text that was decoded completely"
        ) from without_text(error)

    return sealed(data)


def parsed(data: bytes, key: Key) -> Envelope:
    """
    Return the document that a file holds.

    Raises:
        Corrupt: It was changed or cut short, or is another document.
    """
    check_seal(data, _SEAL, str(key))
    try:
        at = data.find(_BODY)
        if at < 0:
            whole = _text.decode(data)
            head: _Head = whole
            body = whole.text
        else:
            head = _head.decode(data[:at] + b"}")
            body = _body(data).decode()
    except JUNK as error:
        raise Corrupt(str(key), str(without_words(error))) from error
    if head.kind != key.kind or head.id != key.id:
        raise Corrupt(str(key), f"its file holds {head.kind}/{head.id}")

    return Envelope(key, head.version, head.schema, head.index, body)


def _as_json(whole: _Whole, body: bytes) -> bytes | None:
    """
    Return the file that holds a body as JSON, unless another text would come back from it.
    """
    if _is_deep(body):
        return None
    try:
        data = _indented(whole)
        return data if _body(data) == body else None
    except (msgspec.MsgspecError, RecursionError):
        return None


def _indented(document: _Head) -> bytes:
    return msgspec.json.format(_encode(document), indent=2) + b"\n"


def _is_deep(body: bytes) -> bool:
    """
    Tell whether indentation, which grows with depth in every line, would be most of the file.
    """
    if body.count(b"[") + body.count(b"{") <= FEW:
        return False
    brackets = _STRING.sub(b"", body).translate(_BRACKETS, delete=_NO_BRACKETS)

    return max(accumulate(1 if bracket == ord("[") else -1 for bracket in brackets), default=0) > DEEPEST


def _body(data: bytes) -> bytes:
    at = data.index(_BODY) + len(_BODY)

    return msgspec.json.format(memoryview(data)[at : -len(_END)], indent=-1)
