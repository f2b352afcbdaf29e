"""
Planted: readers with a mistake, which the check has to find.
"""

from __future__ import annotations

import json

from mentorcore.errors import Corrupt
from mentorcore.storage.codec import Codec
from tests.fuzz.targets import Target, Unstable
from tests.hostile.bodies import MARK, documents


def targets() -> tuple[Target, ...]:
    """
    Return these readers.
    """
    body = documents()["person"].encode()

    return (
        Target("maze", _maze, (b"x" * 8,)),
        Target("trusting", _trusting, (body,)),
        Target("talkative", _talkative, (body,)),
        Target("forgetful", _forgetful, (body,)),
        Target("greedy", _greedy, (b"x" * 8,)),
        Target("deadly", _deadly, (b"x" * 8,)),
    )


def _maze(data: bytes) -> object:
    """
    Fail where three bytes are right, each of which opens a way to the next: chance alone does not get there.
    """
    if data[:1] == b"m":
        if data[1:2] == b"\x97":
            if data[2:3] == b"\x03":
                raise KeyError("the way out")
            raise Corrupt("maze", "the third")
        raise Corrupt("maze", "the second")

    return data


def _trusting(data: bytes) -> object:
    """
    Take it that what is an object has all fields.
    """
    try:
        plain = json.loads(data)
    except (ValueError, RecursionError):
        raise Corrupt("here", "it is no JSON") from None
    if not isinstance(plain, dict):
        raise Corrupt("here", "it is no object")

    return plain["name"], plain["capacity"]


def _talkative(data: bytes) -> object:
    """
    Say of what cannot be read what it is.
    """
    text = data.decode("utf-8", "replace")
    try:
        return Codec().decode("person", 1, text, where="here")
    except Corrupt:
        raise Corrupt("here", f"this is no person: {text}") from None


def _forgetful(data: bytes) -> object:
    """
    Write what was read without its last skill.
    """
    codec = Codec()
    profile = codec.decode("person", 1, data.decode("utf-8", "replace"), where="here")
    plain = json.loads(codec.encode("person", profile))
    plain["skills"] = plain["skills"][:-1]
    if codec.decode("person", 1, json.dumps(plain), where="here") != profile:
        raise Unstable("person")

    return profile


_KEPT: list[bytes] = []


def _greedy(data: bytes) -> object:
    """
    Keep something of every input for ever.
    """
    if len(_KEPT) < 20_000:
        _KEPT.append(b"x" * (1 << 16))

    return data


def _deadly(data: bytes) -> object:
    """
    End the process.
    """
    if len(data) > 20:
        raise SystemExit(MARK)

    return data
