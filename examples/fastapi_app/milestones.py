"""
Milestones: writing down what was reached, and answering what the other person wrote, over HTTP.
"""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter

from fastapi_app.desk import ADDS, CHANGES, READS, Desk, TheDesk, made_or_found, with_etag
from fastapi_app.forms import Amendment, Contested, NewMilestone, Read, Why
from fastapi_app.pages import MilestonePage
from fastapi_app.preconditions import IfMatch, OnlyOnce, WhatMayHaveBeenRead, WhatWasRead
from fastapi_app.problems import Kind, documented
from mentorcore import Mentorship, Milestone
from mentorcore.errors import NotFound


router = APIRouter(prefix="/mentorships/{id}/milestones", tags=["milestones"])


@router.post(
    "",
    status_code=201,
    responses={
        **made_or_found("It is written down.", MilestonePage),
        **documented(*ADDS, Kind.KEY_REUSED),
    },
)
async def document(
    id: str,
    form: NewMilestone,
    desk: TheDesk,
    read: WhatMayHaveBeenRead,
    key: OnlyOnce,
) -> MilestonePage:
    """
    Write a milestone down.
    """
    own_id = None if key is None else key.id_for(form)
    changed = await desk.change(
        id,
        read,
        lambda m: m.milestones.document(by=desk.visitor.id, at=desk.now(), id=own_id, **form.content()),
        token=None if key is None else key.token,
    )
    if changed is None:
        assert key is not None  # noqa: S101 - without one nothing is done already
        desk.response.status_code = 200
        mentorship = await desk.store.get(Mentorship, id)
        milestone = _seen(desk, mentorship, await desk.id_made_before(key, form))
    else:
        mentorship, milestone = changed.mentorship, changed.made
    desk.response.headers["Location"] = f"/mentorships/{id}/milestones/{milestone.id}"
    desk.mark(mentorship)

    return MilestonePage.of(milestone)


@router.get(
    "/{milestone}", responses={200: with_etag("The milestone."), **documented(*READS, Kind.NOT_FOUND)}
)
async def read(id: str, milestone: str, desk: TheDesk) -> MilestonePage:
    """
    Show a milestone that the visitor may see.
    """
    mentorship = await desk.store.get(Mentorship, id)
    seen = _seen(desk, mentorship, milestone)
    desk.mark(mentorship)

    return MilestonePage.of(seen)


@router.patch("/{milestone}", responses={200: with_etag("It is amended."), **CHANGES})
async def amend(
    id: str,
    milestone: str,
    form: Amendment,
    desk: TheDesk,
    read: WhatWasRead,
) -> MilestonePage:
    """
    Write a milestone anew, and say why.
    """

    def command(m: Mentorship) -> Milestone:
        return m.milestones.amend(
            milestone, by=desk.visitor.id, at=desk.now(), reason=form.reason, **form.changes()
        )

    return await _answered(desk, id, read, command)


@router.post("/{milestone}/confirmation", responses={200: with_etag("It is confirmed."), **CHANGES})
async def confirm(
    id: str,
    milestone: str,
    form: Read,
    desk: TheDesk,
    read: WhatWasRead,
) -> MilestonePage:
    """
    Confirm what the other person wrote.
    """

    def command(m: Mentorship) -> Milestone:
        return m.milestones.confirm(milestone, by=desk.visitor.id, at=desk.now(), revision=form.revision)

    return await _answered(desk, id, read, command)


@router.post("/{milestone}/contest", responses={200: with_etag("It is contested."), **CHANGES})
async def contest(
    id: str,
    milestone: str,
    form: Contested,
    desk: TheDesk,
    read: WhatWasRead,
) -> MilestonePage:
    """
    Say that it is not as the other person wrote, and why.
    """

    def command(m: Mentorship) -> Milestone:
        return m.milestones.contest(
            milestone, by=desk.visitor.id, at=desk.now(), reason=form.reason, revision=form.revision
        )

    return await _answered(desk, id, read, command)


@router.post("/{milestone}/retraction", responses={200: with_etag("It is retracted."), **CHANGES})
async def retract(
    id: str,
    milestone: str,
    form: Why,
    desk: TheDesk,
    read: WhatWasRead,
) -> MilestonePage:
    """
    Take a milestone back, and say why.
    """

    def command(m: Mentorship) -> Milestone:
        return m.milestones.retract(milestone, by=desk.visitor.id, at=desk.now(), reason=form.reason)

    return await _answered(desk, id, read, command)


async def _answered(
    desk: Desk, id: str, read: IfMatch, command: Callable[[Mentorship], Milestone]
) -> MilestonePage:
    changed = await desk.step(id, read, command)
    desk.mark(changed.mentorship)

    return MilestonePage.of(changed.made)


def _seen(desk: Desk, mentorship: Mentorship, id: str) -> Milestone:
    for milestone in desk.view(mentorship).milestones:
        if milestone.id == id:
            return milestone
    raise NotFound("milestone", id)
