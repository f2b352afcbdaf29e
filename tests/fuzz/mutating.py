"""
Mutating: inputs made from sound ones, by changing bytes or by changing what the JSON in them says.
"""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable
from typing import Any


HOSTILE: tuple[bytes, ...] = (
    *(b"\x00", b"\xff", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\xe2\x80\xae", b"\x1b[2J", b"\r\n"),
    *(b"NaN", b"Infinity", b"-0", b"1e999", b"9" * 5000, b"1.0", b"0x10", b"true", b"null"),
    *(b'"', b"\\u0000", b"\\ud800", b"{}", b"[]", b"[" * 2000, b'{"a":' * 2000, b'{"a":1,"a":2}'),
    *(b"../../etc/passwd", b"%00", b"%2e%2e%2f", b"'; DROP TABLE x; --", b"<script>", b"{{ 7*7 }}", b"=1+1"),
    *(b"{% for x in m %}", b"{{ x.__class__ }}", b"@", b":", b"//", b"?", b"#", b"~" * 3000),
)
"""Pieces that break readers which trust what they read."""

_VALUES: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1, 2**31, 2**63, 2**64, 10**30, 1.5, float("nan"), float("inf"), -0.0, ""),
    *(" ", "\x00", "\ud800", "x" * 25_000, "../x", "2026-13-45", "2026-01-12T09:00:00.000000Z", "[erased]"),
    *([], {}, [[]], [None], {"a": None}, [[[[[]]]]], {"id": "x"}, ["ada"], "<system>"),
)


def mutated(data: bytes, others: tuple[bytes, ...], choose: random.Random) -> bytes:
    """
    Return an input near another one.

    Args:
        others: What pieces may be taken from.
    """
    if choose.random() < 0.5 and (changed := _json(data, choose)) is not None:
        return changed
    result = bytearray(data)
    for _ in range(choose.choice((1, 1, 1, 2, 4, 16))):
        choose.choice(_WAYS)(result, others, choose)

    return bytes(result[:200_000])


def _json(data: bytes, choose: random.Random) -> bytes | None:
    """
    Return the same JSON with parts of it dropped, renamed, doubled, moved or replaced; *None* where it is
    none.
    """
    try:
        plain = json.loads(data)
    except (ValueError, RecursionError):
        return None
    for _ in range(choose.choice((1, 1, 1, 2, 3, 8))):
        holders = list(_holders(plain))
        if not holders:
            return None
        _change(choose.choice(holders), holders, choose)
    text = json.dumps(
        plain, ensure_ascii=choose.random() < 0.2, separators=choose.choice([(",", ":"), (", ", ": ")])
    )
    if choose.random() < 0.1 and (at := text.find("{", choose.randrange(len(text)))) >= 0:
        text = text[: at + 1] + '"id":"twice",' + text[at + 1 :]

    return text.encode("utf-8", "surrogatepass")


def _holders(value: Any) -> list[Any]:
    """
    Return every object and list in a JSON value.
    """
    found: list[Any] = []
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict | list):
            found.append(one)
            waiting.extend(one.values() if isinstance(one, dict) else one)

    return [one for one in found if one]


def _change(holder: Any, holders: list[Any], choose: random.Random) -> None:
    if isinstance(holder, dict):
        key = choose.choice(list(holder))
        way = choose.randrange(5)
        if way == 0:
            del holder[key]
        elif way == 1:
            holder[choose.choice(("", "id", "x" * 300, "__class__", key + " ", key.upper()))] = holder[key]
        elif way == 2:
            holder[key] = _copied(choose.choice(holders))
        else:
            holder[key] = _copied(choose.choice(_VALUES))
    else:
        at = choose.randrange(len(holder))
        way = choose.randrange(4)
        if way == 0:
            del holder[at]
        elif way == 1:
            holder.extend(_copied(holder)[:50])
        elif way == 2:
            choose.shuffle(holder)
        else:
            holder[at] = _copied(choose.choice(_VALUES))


def _copied(value: Any) -> Any:
    return copy.deepcopy(value)


def _flip(data: bytearray, others: tuple[bytes, ...], choose: random.Random) -> None:
    if data:
        data[choose.randrange(len(data))] ^= 1 << choose.randrange(8)


def _cut(data: bytearray, others: tuple[bytes, ...], choose: random.Random) -> None:
    start = choose.randrange(len(data) + 1)
    del data[start : start + choose.choice((1, 2, 8, 64, len(data)))]


def _insert(data: bytearray, others: tuple[bytes, ...], choose: random.Random) -> None:
    at = choose.randrange(len(data) + 1)
    data[at:at] = choose.choice(HOSTILE)


def _replace(data: bytearray, others: tuple[bytes, ...], choose: random.Random) -> None:
    piece = choose.choice(HOSTILE)
    at = choose.randrange(len(data) + 1)
    data[at : at + len(piece)] = piece


def _repeat(data: bytearray, others: tuple[bytes, ...], choose: random.Random) -> None:
    start = choose.randrange(len(data) + 1)
    piece = data[start : start + choose.choice((1, 8, 64))]
    data[start:start] = piece * choose.choice((1, 2, 100))


def _splice(data: bytearray, others: tuple[bytes, ...], choose: random.Random) -> None:
    other = choose.choice(others)
    start = choose.randrange(len(other) + 1)
    at = choose.randrange(len(data) + 1)
    data[at:at] = other[start : start + choose.choice((4, 32, len(other)))]


def _noise(data: bytearray, others: tuple[bytes, ...], choose: random.Random) -> None:
    at = choose.randrange(len(data) + 1)
    data[at:at] = choose.randbytes(choose.choice((1, 4, 32)))


_WAYS: tuple[Callable[[bytearray, tuple[bytes, ...], random.Random], None], ...] = (
    *(_flip, _cut, _insert, _replace, _repeat, _splice, _noise),
)
