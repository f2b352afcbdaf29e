"""
Mentorships: offering, answering, ending and reading relationships over HTTP.

Nothing is decided here. A route reads a form, gives one command to the library and makes a page of what its
visitor may see.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query

from fastapi_app.desk import CHANGES, READS, SENDS, TheDesk, made_or_found, with_etag
from fastapi_app.forms import NewOffer, Why
from fastapi_app.pages import Entry, Listing, MentorshipPage
from fastapi_app.preconditions import OnlyOnce, WhatWasRead
from fastapi_app.problems import Kind, documented
from mentorcore import Mentorship, Role, State, Transaction


router = APIRouter(prefix="/mentorships", tags=["mentorships"])


@router.post(
    "",
    status_code=201,
    responses={
        **made_or_found("It is offered.", MentorshipPage),
        **documented(*SENDS, Kind.NOT_YOURS, Kind.NOT_FOUND, Kind.REFUSED, Kind.CONFLICT, Kind.KEY_REUSED),
    },
)
async def offer(form: NewOffer, desk: TheDesk, key: OnlyOnce) -> MentorshipPage:
    """
    Offer a mentorship, as one of the two.
    """

    def work(tx: Transaction) -> Mentorship:
        return tx.add(
            Mentorship.offer(
                mentor=form.mentor,
                mentee=form.mentee,
                by=desk.visitor.id,
                at=desk.now(),
                reasoning=form.reasoning,
                potential=form.potential,
                agreement=form.terms.agreement(),
                id=None if key is None else key.id_for(form),
            )
        )

    offered = await desk.store.transact(work, token=None if key is None else key.token)
    if offered is None:
        assert key is not None  # noqa: S101 - without one nothing is done already
        offered = await desk.store.get(Mentorship, await desk.id_made_before(key, form))
        desk.response.status_code = 200
    desk.response.headers["Location"] = f"/mentorships/{offered.id}"

    return desk.page(offered)


@router.get("", responses=documented(*READS))
async def list_them(
    desk: TheDesk,
    state: Annotated[list[State] | None, Query(description="In one of these states.")] = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    cursor: Annotated[str | None, Query(description="That of the page before.")] = None,
) -> Listing:
    """
    List the relationships that the visitor may know of.
    """
    visitor = desk.visitor
    asked: dict[str, Any] = {} if state is None else {"state": state}
    if visitor.role is Role.STRANGER:
        asked["person"] = visitor.id
    page = await desk.store.find(Mentorship, limit=limit, cursor=cursor, **asked)
    # Who made an offer for two others is found as well, and may not know what became of it.
    known = [
        summary
        for summary in page
        if visitor.role is not Role.STRANGER or visitor.id in (summary.mentor_id, summary.mentee_id)
    ]

    return Listing(items=[Entry.of(summary) for summary in known], cursor=page.cursor)


@router.get("/{id}", responses={200: with_etag("The relationship."), **documented(*READS, Kind.NOT_FOUND)})
async def read(id: str, desk: TheDesk) -> MentorshipPage:
    """
    Show a relationship as the visitor may see it.
    """
    return desk.page(await desk.store.get(Mentorship, id))


@router.post("/{id}/acceptance", responses={200: with_etag("It is accepted."), **CHANGES})
async def accept(id: str, desk: TheDesk, read: WhatWasRead) -> MentorshipPage:
    """
    Agree to an offer.
    """
    changed = await desk.step(id, read, lambda m: m.accept(by=desk.visitor.id, at=desk.now()))

    return desk.page(changed.mentorship)


@router.post("/{id}/refusal", responses={200: with_etag("It is declined."), **CHANGES})
async def decline(id: str, form: Why, desk: TheDesk, read: WhatWasRead) -> MentorshipPage:
    """
    Turn an offer down.
    """

    def command(m: Mentorship) -> State:
        return m.decline(by=desk.visitor.id, at=desk.now(), reason=form.reason)

    return desk.page((await desk.step(id, read, command)).mentorship)


@router.post("/{id}/end", responses={200: with_etag("It has ended."), **CHANGES})
async def end(id: str, form: Why, desk: TheDesk, read: WhatWasRead) -> MentorshipPage:
    """
    End a relationship early.
    """

    def command(m: Mentorship) -> State:
        return m.end(by=desk.visitor.id, at=desk.now(), reason=form.reason)

    return desk.page((await desk.step(id, read, command)).mentorship)
