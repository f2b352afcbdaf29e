"""
Problems: what a client is told when something cannot be done, as problem details (RFC 9457).
"""

from __future__ import annotations

import enum
import logging
import re
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

import attrs
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from mentorcore.errors import (
    Conflict,
    InvalidValue,
    MentorcoreError,
    NotFound,
    NotTheirs,
    RuleViolation,
    StorageError,
)


MEDIA_TYPE = "application/problem+json"

_FIELD = re.compile(r"[a-zA-Z0-9_-]{1,40}", re.ASCII)
_NAMED = 10
"""How many places of a form are named, at most."""

_log = logging.getLogger(__name__)


@attrs.frozen
class _About:
    status: HTTPStatus
    title: str
    advice: str


class Kind(enum.Enum):
    """
    Every kind of problem that this service knows; `GET /problems/{name}` explains each.
    """

    MALFORMED = _About(
        HTTPStatus.BAD_REQUEST,
        "A header or the body cannot be read",
        "Send it as the documentation of this service says.",
    )
    UNKNOWN_VISITOR = _About(
        HTTPStatus.UNAUTHORIZED,
        "Nobody knows who you are",
        "Say who you are in X-User-Id, and as what you look in X-User-Role.",
    )
    NOT_YOURS = _About(
        HTTPStatus.FORBIDDEN,
        "Somebody else has to do this",
        "The rule that is named says who may do it.",
    )
    NOT_FOUND = _About(
        HTTPStatus.NOT_FOUND,
        "There is no such thing for you",
        "It does not exist, or you may not know of it; the answer is the same.",
    )
    REFUSED = _About(
        HTTPStatus.CONFLICT,
        "A rule refuses it",
        "The detail says why, and `accepted` what would be accepted instead.",
    )
    TAKEN = _About(
        HTTPStatus.CONFLICT,
        "This id is taken",
        "Choose another; what has it is as it was.",
    )
    CONFLICT = _About(
        HTTPStatus.CONFLICT,
        "Somebody else was faster, again and again",
        "Nothing was changed. Send the same request again.",
    )
    CHANGED_MEANWHILE = _About(
        HTTPStatus.PRECONDITION_FAILED,
        "It has changed since you read it",
        "Nothing was changed. Read it again, and decide again.",
    )
    TOO_LARGE = _About(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        "It is too large",
        "Nothing that the record keeps is that long; shorten it.",
    )
    INVALID = _About(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "A value cannot be used",
        "`path` or `errors` say which one.",
    )
    KEY_REUSED = _About(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "This Idempotency-Key came with another request",
        "That one was carried out, and this one was not. Send it with a key of its own.",
    )
    IF_MATCH_MISSING = _About(
        HTTPStatus.PRECONDITION_REQUIRED,
        "Say what you have read",
        "Send the ETag that you got as If-Match, so that you overwrite nothing that you have not seen.",
    )
    BROKEN = _About(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        "Something is wrong here",
        "Nothing that you can change; whoever runs this service has been told.",
    )
    UNAVAILABLE = _About(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "The record is busy or cannot be reached",
        "Nothing was changed. Send the same request again a little later.",
    )

    @property
    def slug(self) -> str:
        """
        Its name in a URL.
        """
        return self.name.lower().replace("_", "-")


class Problem(BaseModel):
    """
    Problem details, as RFC 9457 describes them; the members after `detail` are this service's own.
    """

    type: str = Field(description="What kind of problem this is; the page there explains it.")
    title: str
    status: int
    detail: str
    rule: str | None = Field(default=None, description="The rule that refused it, for example R8.")
    accepted: str | None = Field(default=None, description="What would be accepted instead.")
    path: str | None = Field(default=None, description="The value that cannot be used.")
    errors: list[str] | None = Field(default=None, description="What is wrong, place by place.")


class RequestRefused(Exception):
    """
    This service itself does not do what was asked for.
    """

    def __init__(self, kind: Kind, detail: str) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail


def problem(kind: Kind, detail: str, **more: Any) -> JSONResponse:
    """
    Return a problem as it is sent.
    """
    about = kind.value
    told = Problem(
        type=f"/problems/{kind.slug}", title=about.title, status=about.status, detail=detail, **more
    )
    headers = {"Retry-After": "1"} if kind in {Kind.UNAVAILABLE, Kind.CONFLICT} else {}

    return JSONResponse(
        told.model_dump(exclude_none=True), about.status, headers=headers, media_type=MEDIA_TYPE
    )


def problem_of(error: MentorcoreError) -> JSONResponse:
    """
    Return what a client is told of an error.

    A refusal's sentence is for whoever tried, and never repeats what anybody wrote. What is wrong with the
    storage is for whoever runs the service: its places and URLs go into the log.
    """
    match error:
        case RuleViolation():
            more = {"rule": error.rule, "accepted": error.accepted, "path": getattr(error, "path", None)}
            return problem(_kind_of(error), f"You cannot {error.tried}: {error.because}.", **more)
        case NotFound():
            return problem(Kind.NOT_FOUND, f"There is no {error.kind} with this id.")
        case Conflict(expected=0):
            return problem(Kind.TAKEN, Kind.TAKEN.value.advice)
        case Conflict():
            return problem(Kind.CONFLICT, Kind.CONFLICT.value.advice)
        case StorageError(retryable=True):
            _log.warning("%s", error)
            return problem(Kind.UNAVAILABLE, Kind.UNAVAILABLE.value.advice)
    _log.error("%s: %s", type(error).__name__, error)

    return problem(Kind.BROKEN, Kind.BROKEN.value.advice)


def _kind_of(refusal: RuleViolation) -> Kind:
    match refusal:
        case NotTheirs():
            return Kind.NOT_YOURS
        case InvalidValue():
            return Kind.INVALID

    return Kind.REFUSED


def _place(location: Sequence[str | int]) -> str:
    """
    Return where something is wrong; what does not look like the name of a field may be somebody's words.
    """
    return ".".join(str(part) if _FIELD.fullmatch(str(part)) else "?" for part in location)


def documented(*kinds: Kind) -> dict[int | str, dict[str, Any]]:
    """
    Return what the OpenAPI document says of the problems that a route may answer with.
    """
    by_status: dict[int | str, dict[str, Any]] = {}
    for kind in kinds:
        said = by_status.setdefault(int(kind.value.status), {"model": Problem, "description": ""})
        said["description"] = " Or: ".join(filter(None, [said["description"], f"{kind.value.title}."]))

    return by_status


def as_problem_json(openapi: dict[str, Any]) -> dict[str, Any]:
    """
    Give the problems in an OpenAPI document the media type that they are sent with.
    """
    for path in openapi["paths"].values():
        for operation in path.values():
            for status, response in operation["responses"].items():
                if int(status) >= HTTPStatus.BAD_REQUEST:
                    response["content"] = {MEDIA_TYPE: next(iter(response["content"].values()))}

    return openapi


def answer_with_problems(app: FastAPI) -> None:
    """
    Have an application tell every error as a problem.
    """

    @app.exception_handler(MentorcoreError)
    async def of_the_record(_request: Request, error: MentorcoreError) -> JSONResponse:
        return problem_of(error)

    @app.exception_handler(RequestRefused)
    async def of_this_service(_request: Request, error: RequestRefused) -> JSONResponse:
        return problem(error.kind, error.detail)

    @app.exception_handler(RequestValidationError)
    async def of_the_form(_request: Request, error: RequestValidationError) -> JSONResponse:
        # FastAPI's own answer would send back what was sent.
        errors = [f"{_place(one['loc'])}: {one['msg']}" for one in error.errors()[:_NAMED]]
        return problem(Kind.INVALID, "The request is not what this service reads.", errors=errors)

    @app.exception_handler(HTTPException)
    async def of_http(_request: Request, error: HTTPException) -> JSONResponse:
        for kind in (Kind.MALFORMED, Kind.TOO_LARGE):
            if error.status_code == kind.value.status:
                return problem(kind, kind.value.advice)
        phrase = HTTPStatus(error.status_code).phrase
        told = Problem(type="about:blank", title=phrase, status=error.status_code, detail=str(error.detail))
        return JSONResponse(
            told.model_dump(exclude_none=True),
            error.status_code,
            headers=error.headers,
            media_type=MEDIA_TYPE,
        )

    @app.exception_handler(Exception)
    async def of_a_mistake(_request: Request, _error: Exception) -> JSONResponse:
        return problem(Kind.BROKEN, Kind.BROKEN.value.advice)
