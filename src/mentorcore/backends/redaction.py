"""
Redaction: what may be shown of a store's URL, and of the errors that a backend meets.

A password can stand in a URL in more places than a list could name: before the host, in a parameter, or where
somebody mistyped it. So what cannot hold one is shown, and everything else is left out.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from typing import Final, TypeVar
from urllib.parse import unquote, unquote_plus


HIDDEN: Final = "***"
"""What stands in place of what is left out."""

SHOWN: Final = 200
"""The most characters that are shown of a URL."""

E = TypeVar("E", bound=BaseException)

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,63}:", re.ASCII)
_HOST = r"(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]*)(?::[0-9]{1,5})?"
_HOSTS = re.compile(rf"{_HOST}(?:,{_HOST})*(?=[/?#;]|\Z)", re.ASCII)
_PATH = re.compile(r"(?:[\w.,~+()/-]|%20)*")
_DRIVE = re.compile(r"[A-Za-z]:(?=/)", re.ASCII)
_SECRET = re.compile(r"pass|pwd|secret|token|key|cred|auth|sig", re.IGNORECASE)


def redacted(url: object) -> str:
    """
    Return what may be shown of a URL: its scheme, host, port and path.

    What stands before the last ``@`` and behind a ``?``, ``#`` or ``;`` is left out, and so is everything
    from the first character on that belongs to none of the four. What has no scheme is left out as a whole.

    >>> redacted("postgres://ada:hunt@er2@db.example:5432/mentoring?sslpassword=hunter2")
    'postgres://***@db.example:5432/mentoring?***'
    >>> redacted("file:////srv/mentoring"), redacted("postgres://ada:hunter2/mentoring"), redacted("hunter2")
    ('file:////srv/mentoring', 'postgres://***', '***')
    """
    scheme = _SCHEME.match(url) if isinstance(url, str) else None
    if scheme is None:
        return HIDDEN
    rest = str(url)[scheme.end() :]
    place = rest.lstrip("/")
    slashes = rest[: len(rest) - len(place)]
    _, at, place = place.rpartition("@")
    who = f"{HIDDEN}@" if at else ""
    shown = "".join(_shown(slashes, place)) if slashes or at else (HIDDEN if place else "")

    return f"{scheme[0]}{slashes}{who}{shown}"[:SHOWN]


def shown_path(path: str) -> str:
    """
    Return what may be shown of the path of a store.

    Somebody who takes a path for a server writes a user and a password into it. So what stands before its
    last ``@`` is left out; the name of a directory may have one, and is then shown without its beginning.

    >>> shown_path("/ada:hunter2@nowhere/mentoring.db"), shown_path("/srv/mentoring.db")
    ('/***@nowhere/mentoring.db', '/srv/mentoring.db')
    """
    before, at, rest = path.rpartition("@")
    root = before[: len(before) - len(before.lstrip("/"))]

    return f"{root}{HIDDEN}@{rest}" if at else path


def without_paths(error: E) -> E:
    """
    Leave of the paths in an error, and in those of the operating system that it comes from, what may be
    shown, and return the error.
    """
    for one in _chain(error):
        if isinstance(one, OSError):
            for name in ("filename", "filename2"):
                path = getattr(one, name)
                if isinstance(path, str | bytes):
                    setattr(one, name, shown_path(os.fsdecode(path)))

    return error


def repeats_secret(error: BaseException, url: str) -> bool:
    """
    Tell whether an error, or one that it comes from, repeats what is secret in a URL: what stands before its
    host, or the value of a parameter with a name such as ``password``, as it stands there or decoded.
    """
    shown = redacted(url)
    secrets = {s for s in _secrets(url) if s and not _stands_in(s, shown)}

    return any(_stands_in(secret, text) for text in _texts(error) for secret in secrets)


def without_text(error: E) -> E:
    """
    Take the text out of an error of decoding or encoding, which carries all of what could not be read or
    written, and return the error. Any other is returned as it is.
    """
    match error:
        case UnicodeDecodeError():
            error.object = b""
            error.args = (error.encoding, b"", error.start, error.end, error.reason)
        case UnicodeEncodeError():
            error.object = ""
            error.args = (error.encoding, "", error.start, error.end, error.reason)
        case json.JSONDecodeError():
            error.doc = ""

    return error


def _shown(slashes: str, place: str) -> Iterator[str]:
    start = _HOSTS.match(place) if slashes == "//" else _DRIVE.match(place)
    if slashes == "//" and start is None:
        yield HIDDEN
        return
    head = start[0] if start else ""
    path = _PATH.match(place, len(head))
    head += path[0] if path else ""
    yield head
    if left := place[len(head) :]:
        yield f"{left[0]}{HIDDEN}" if left[0] in "?#;" else HIDDEN


def _secrets(url: str) -> Iterator[str]:
    _, _, rest = url.partition(":")
    place = rest.lstrip("/")
    before, at, _ = place.rpartition("@")
    is_path = len(rest) - len(place) not in {0, 2}
    if at and not is_path:
        _, colon, password = before.partition(":")
        yield from (before, unquote(before))
        if colon:
            yield from (password, unquote(password))
    for parameter in re.split(r"[?#;&]", rest)[1:]:
        name, _, value = parameter.partition("=")
        if _SECRET.search(unquote(name)):
            yield from (value, unquote(value), unquote_plus(value))


def _stands_in(secret: str, text: str) -> bool:
    """
    Tell whether it stands there as a word of its own; a short password is part of many a word.
    """
    return re.search(rf"(?<![^\W_]){re.escape(secret)}(?![^\W_])", text) is not None


def _texts(error: BaseException) -> Iterator[str]:
    for one in _chain(error):
        yield from (str(one), repr(one), *map(str, one.args), *getattr(one, "__notes__", ()))


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    waiting: list[BaseException | None] = [error]
    while waiting:
        one = waiting.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        waiting += [one.__cause__, one.__context__]
        waiting += one.exceptions if isinstance(one, BaseExceptionGroup) else ()
