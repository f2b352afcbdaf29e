"""
Preconditions: what a client has read (ETag, If-Match), and which request is the same again (Idempotency-Key).

The version of a relationship is its ETag, and that of everything in it: who changes a part has read the
whole.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import Annotated, TypeAlias

import attrs
from fastapi import Depends, Header, Request
from pydantic import BaseModel

from fastapi_app.problems import Kind, RequestRefused
from mentorcore import Mentorship


_ETAG = re.compile(r'(W/)?"([\x21\x23-\x7e\x80-\xff]*)"')
_ETAGS = re.compile(rf"[ \t,]*{_ETAG.pattern}([ \t]*,[ \t,]*{_ETAG.pattern})*[ \t,]*")
_VERSION = re.compile(r"[1-9][0-9]{0,17}", re.ASCII)


def etag_of(mentorship: Mentorship) -> str:
    """
    Return the version as an ETag.
    """
    return f'"{mentorship.version}"'


@attrs.frozen
class IfMatch:
    """
    The versions that a change is meant for.

    Attributes:
        versions: *None* where every version will do: ``If-Match: *``.
    """

    versions: frozenset[int] | None

    def check(self, mentorship: Mentorship) -> None:
        """
        Refuse a change of something that is not as it was read.

        Raises:
            RequestRefused: It is at another version.
        """
        if self.versions is not None and mentorship.version not in self.versions:
            raise RequestRefused(
                Kind.CHANGED_MEANWHILE,
                f"It is at version {mentorship.version} now. {Kind.CHANGED_MEANWHILE.value.advice}",
            )


ANY = IfMatch(None)


def _read(request: Request) -> IfMatch:
    """
    Return what the header names, in however many lines it comes; a weak ETag and one of somebody else's
    making match nothing.
    """
    if_match = ", ".join(request.headers.getlist("If-Match"))
    if if_match.strip() == "*":
        return ANY
    if not _ETAGS.fullmatch(if_match):
        raise RequestRefused(Kind.MALFORMED, 'If-Match is a list of ETags such as "3", or *.')
    named = (tag for weak, tag in _ETAG.findall(if_match) if not weak)

    return IfMatch(frozenset(int(tag) for tag in named if _VERSION.fullmatch(tag)))


def what_was_read(
    request: Request,
    if_match: Annotated[str | None, Header(description="The ETag of what you have read.")] = None,
) -> IfMatch:
    """
    Return what a change is meant for.

    Raises:
        RequestRefused: The header is missing or malformed.
    """
    if if_match is None:
        raise RequestRefused(Kind.IF_MATCH_MISSING, Kind.IF_MATCH_MISSING.value.advice)

    return _read(request)


def what_may_have_been_read(
    request: Request,
    if_match: Annotated[
        str | None, Header(description="The ETag of what you have read; may be left out.")
    ] = None,
) -> IfMatch:
    """
    Return what an addition is meant for, if it matters to the client.
    """
    return ANY if if_match is None else _read(request)


@attrs.frozen(repr=False)
class Key:
    """
    The key of a request that is carried out once; one key of two visitors, or for two routes, is two keys.

    What a request makes gets an id that follows from the key and from what was sent. So the record itself
    tells, after any restart, whether a key comes with the same request again or with another one.
    """

    _whole: str

    @property
    def token(self) -> str:
        """
        What the commit carries.
        """
        return _digest(self._whole)

    def id_for(self, form: BaseModel) -> str:
        """
        Return the id of what a request makes. Without the key nobody can guess from it what was sent.
        """
        return f"{self.token[:32]}{_digest(self._whole, form.model_dump_json())[:32]}"


def _digest(*texts: str) -> str:
    return hashlib.sha256(json.dumps(texts).encode()).hexdigest()


def key_of(
    request: Request,
    x_user_id: Annotated[str | None, Header(include_in_schema=False)] = None,
    idempotency_key: Annotated[
        str | None,
        Header(
            min_length=1,
            max_length=200,
            description="Text of your choice, new for each request: the same request again is done once.",
        ),
    ] = None,
) -> Key | None:
    """
    Return the key of a request that is to be carried out once.
    """
    if idempotency_key is None:
        return None

    return Key(json.dumps([x_user_id, request.method, request.url.path, idempotency_key]))


WhatWasRead: TypeAlias = Annotated[IfMatch, Depends(what_was_read)]
WhatMayHaveBeenRead: TypeAlias = Annotated[IfMatch, Depends(what_may_have_been_read)]
OnlyOnce: TypeAlias = Annotated[Key | None, Depends(key_of)]
