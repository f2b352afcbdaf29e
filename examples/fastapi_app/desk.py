"""
Desk: what every route needs of the record: finding what a visitor may know of, changing it, and answering.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, Generic, TypeAlias, TypeVar

import attrs
from fastapi import Depends, Request, Response
from pydantic import BaseModel

from fastapi_app.pages import MentorshipPage
from fastapi_app.preconditions import IfMatch, Key, etag_of
from fastapi_app.problems import Kind, RequestRefused, documented
from fastapi_app.visitors import Visitor
from mentorcore import AsyncStore, Mentorship, Store, Transaction, View, Viewer
from mentorcore.errors import NotFound


T = TypeVar("T")

READS = (Kind.UNKNOWN_VISITOR, Kind.INVALID, Kind.BROKEN, Kind.UNAVAILABLE)
"""The problems that every route may answer with."""

SENDS = (*READS, Kind.MALFORMED, Kind.TOO_LARGE)
"""Those of a route that takes a form."""

ADDS = (
    *SENDS,
    Kind.NOT_YOURS,
    Kind.NOT_FOUND,
    Kind.REFUSED,
    Kind.CONFLICT,
    Kind.CHANGED_MEANWHILE,
)
"""Those of a route that adds to what is there."""

CHANGES = documented(*ADDS, Kind.IF_MATCH_MISSING)
"""Those of a route that changes what is there."""


def with_etag(description: str, **more: dict[str, Any]) -> dict[str, Any]:
    """
    Return what the OpenAPI document says of an answer that carries the version, and perhaps more headers.
    """
    return {"description": description, "headers": {"ETag": _header("The version, for If-Match."), **more}}


def made_or_found(made: str, page: type[BaseModel]) -> dict[int | str, dict[str, Any]]:
    """
    Return what the OpenAPI document says of the answers to a request that is carried out once.
    """
    said = {200: "This request was carried out before.", 201: made}

    return {
        status: {"model": page, **with_etag(told, Location=_header("Where it is."))}
        for status, told in said.items()
    }


def _header(description: str) -> dict[str, Any]:
    return {"description": description, "schema": {"type": "string"}}


@attrs.frozen
class Changed(Generic[T]):
    """
    What a change made, as it stands after its commit.
    """

    mentorship: Mentorship
    made: T


@attrs.frozen
class Desk:
    """
    The record, as the routes use it for one request.
    """

    store: AsyncStore
    visitor: Viewer
    response: Response

    def now(self) -> datetime:
        """
        Return the moment of a command.
        """
        return self.store.blocking.now()

    def view(self, mentorship: Mentorship) -> View:
        """
        Return what the visitor may see of a relationship.

        Raises:
            NotFound: They may not know that there is one.
        """
        view = mentorship.as_seen_by(self.visitor, at=self.now())
        if not view.tiers:
            raise NotFound(Mentorship.noun, mentorship.id)

        return view

    async def change(
        self,
        id: str,
        read: IfMatch,
        command: Callable[[Mentorship], T],
        *,
        token: str | None = None,
    ) -> Changed[T] | None:
        """
        Give one command; *None* when the token was committed before.

        Whoever may not know of the relationship learns nothing from the answer, the version included. A
        conflict with another writer runs it again, and then *read* says whether it is still what was read.
        """

        def work(tx: Transaction) -> Changed[T]:
            mentorship = tx.get(Mentorship, id)
            self.view(mentorship)
            read.check(mentorship)

            return Changed(mentorship, command(mentorship))

        try:
            return await self.store.transact(work, token=token)
        except RequestRefused:
            if token is None:
                raise
        # What it had read may have been changed by the same request, which came a moment earlier; when it
        # was, the store knows by now, and else this is refused again.
        return await self.store.transact(work, token=token)

    async def id_made_before(self, key: Key, form: BaseModel) -> str:
        """
        Return the id of what a request made whose key was committed before.

        Raises:
            RequestRefused: Another request came with that key.
        """

        def first(store: Store) -> str:
            position = store.backend.position_of(key.token)
            assert position is not None  # noqa: S101 - it was committed
            change = next(store.journal(after=position - 1))
            return change.record or change.subject

        made = await self.store.run(first)
        if made != key.id_for(form):
            raise RequestRefused(Kind.KEY_REUSED, Kind.KEY_REUSED.value.advice)

        return made

    async def step(self, id: str, read: IfMatch, command: Callable[[Mentorship], T]) -> Changed[T]:
        """
        Give one command that may come a second time, since then it is no longer what was read.
        """
        changed = await self.change(id, read, command)
        assert changed is not None  # noqa: S101 - only a token could have been committed before
        return changed

    def page(self, mentorship: Mentorship) -> MentorshipPage:
        """
        Return a relationship as the visitor sees it, and mark the answer.
        """
        page = MentorshipPage.of(mentorship, self.view(mentorship))
        self.mark(mentorship)

        return page

    def mark(self, mentorship: Mentorship) -> None:
        """
        Put the version into the answer, and keep the answer out of every cache.
        """
        self.response.headers["ETag"] = etag_of(mentorship)
        self.response.headers["Cache-Control"] = "no-store"


def the_desk(request: Request, visitor: Visitor, response: Response) -> Desk:
    """
    Return the desk at which a request is dealt with.
    """
    return Desk(request.app.state.store, visitor, response)


TheDesk: TypeAlias = Annotated[Desk, Depends(the_desk)]
