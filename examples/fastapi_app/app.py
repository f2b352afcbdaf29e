"""
The service: routes in front of one store.

Run ``uvicorn --app-dir examples --factory fastapi_app.app:create_app``; MENTORING_URL names the store.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.openapi.utils import get_openapi

from fastapi_app import mentorships, milestones
from fastapi_app.desk import SENDS, TheDesk
from fastapi_app.forms import NewPerson
from fastapi_app.limits import BodyLimit
from fastapi_app.pages import PersonPage
from fastapi_app.problems import (
    Kind,
    RequestRefused,
    answer_with_problems,
    as_problem_json,
    documented,
)
from mentorcore import Person, Role, Transaction, open_async_store


router = APIRouter()


def create_app(url: str | None = None, clock: Callable[[], datetime] | None = None) -> FastAPI:
    """
    Return the service.

    Args:
        url: Where the record is kept; else what MENTORING_URL says, else a file beside you.

        clock: What tells the time; the machine's clock unless given.
    """
    url = url or os.environ.get("MENTORING_URL", "sqlite:///mentoring.db")

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with await open_async_store(url, clock=clock) as store:
            app.state.store = store
            yield

    app = FastAPI(title="Mentoring", version="1", lifespan=lifespan)
    app.include_router(router)
    app.include_router(mentorships.router)
    app.include_router(milestones.router)
    app.add_middleware(BodyLimit)
    answer_with_problems(app)

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = get_openapi(title=app.title, version=app.version, routes=app.routes)
            app.openapi_schema = as_problem_json(document)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]

    return app


@router.post("/people", status_code=201, responses=documented(*SENDS, Kind.NOT_YOURS, Kind.TAKEN))
async def register(form: NewPerson, desk: TheDesk) -> PersonPage:
    """
    Enter somebody who joins the programme; HR does that.
    """
    if desk.visitor.role is not Role.HR:
        raise RequestRefused(Kind.NOT_YOURS, "HR enters people.")

    def work(tx: Transaction) -> Person:
        return tx.add(Person.register(at=desk.now(), **form.model_dump()))

    person = await desk.store.transact(work, attempts=1)
    assert person is not None  # noqa: S101 - it has no token

    return PersonPage(id=person.id, name=person.name)


@router.get("/problems/{name}", responses=documented(Kind.NOT_FOUND, Kind.INVALID))
async def explain(name: str) -> dict[str, str]:
    """
    Explain a kind of problem.
    """
    for kind in Kind:
        if kind.slug == name:
            return {"title": kind.value.title, "advice": kind.value.advice}
    raise RequestRefused(Kind.NOT_FOUND, "There is no such kind of problem.")
