"""
Embedding: the service layer of an HR tool, on top of mentorcore.

Run ``python examples/embedding.py``. A request is sent twice, two people write at the same moment, one of
them edits a page that is out of date, a rule refuses something, and others look on. A web framework would put
routes in front of `Mentoring`; nothing else is missing.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from http import HTTPStatus
from typing import Any, TypeAlias

import attrs
from reader import while_read

from mentorcore import (
    Agreement,
    Cadence,
    Mentorship,
    Person,
    Role,
    Store,
    Transaction,
    View,
    Viewer,
    attention,
    open_store,
)
from mentorcore.errors import Conflict, InvalidValue, NotFound, NotTheirs, RuleViolation, Unavailable


@attrs.frozen(kw_only=True)
class NewGoal:
    """
    What the form "a new goal" sends.
    """

    title: str
    why: str
    measure: str


@attrs.frozen(kw_only=True)
class Overview:
    """
    What the tool's page of a relationship shows; what the viewer may not see is empty.

    Attributes:
        etag: The version that was read; an edit sends it back as ``If-Match``.
    """

    etag: int
    state: str | None
    goals: tuple[str, ...]
    milestones: tuple[str, ...]
    needs_attention: int


@attrs.frozen(kw_only=True)
class Reply:
    """
    What the tool answers: a status of HTTP, and a body that can be sent as JSON.
    """

    status: HTTPStatus
    body: Any = None


Command: TypeAlias = Callable[[Mentorship], Any]


@attrs.frozen
class Mentoring:
    """
    All that the tool does with the record.
    """

    store: Store
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    def set_goal(self, mentorship: str, user: str, form: NewGoal, *, request: str) -> Reply:
        """
        Set a goal. The id of the request makes the token, so a request that is sent twice counts once; as the
        id of the goal as well, it lets the client find what it made.
        """

        def command(m: Mentorship) -> dict[str, str]:
            goal = m.goals.set(by=user, at=self.clock(), id=request, **attrs.asdict(form))
            return {"goal": goal.id}

        return self._change(mentorship, user, command, request=request)

    def reword_goal(self, mentorship: str, user: str, goal: str, title: str, *, etag: int) -> Reply:
        """
        Reword a goal as it was read: whoever comes second is told, and nothing is overwritten.
        """

        def command(m: Mentorship) -> dict[str, str]:
            return {"title": m.goals.revise(goal, by=user, at=self.clock(), title=title).title}

        return self._change(mentorship, user, command, etag=etag)

    def note_progress(self, mentorship: str, user: str, goal: str, text: str, *, etag: int) -> Reply:
        """
        Note progress on a goal as it was read.
        """

        def command(m: Mentorship) -> dict[str, str]:
            return {"goal": m.goals.record_progress(goal, by=user, at=self.clock(), text=text).id}

        return self._change(mentorship, user, command, etag=etag)

    def suggest_goal(self, mentorship: str, user: str, form: NewGoal, *, request: str) -> Reply:
        """
        Suggest a goal to the mentee, likewise once a request.
        """

        def command(m: Mentorship) -> dict[str, str]:
            goal = m.goals.suggest(by=user, at=self.clock(), id=request, **attrs.asdict(form))
            return {"goal": goal.id}

        return self._change(mentorship, user, command, request=request)

    def look(self, mentorship: str, viewer: Viewer) -> Reply:
        """
        Show a relationship as somebody may see it.
        """
        now = self.clock()
        try:
            m = self.store.get(Mentorship, mentorship)
            view = _view(m, viewer, now)
        except NotFound as error:
            return Reply(status=HTTPStatus.NOT_FOUND, body=_problem("not found", error))

        page = Overview(
            etag=m.version,
            state=view.overview.state.value if view.overview else None,
            goals=tuple(goal.title for goal in view.goals),
            milestones=tuple(milestone.title for milestone in view.milestones),
            needs_attention=len(attention(m, at=now)),
        )

        return Reply(status=HTTPStatus.OK, body=attrs.asdict(page))

    def _change(
        self,
        mentorship: str,
        user: str,
        command: Command,
        *,
        request: str | None = None,
        etag: int | None = None,
    ) -> Reply:
        """
        Run one command in a transaction, and turn whatever happens into a reply. The user is part of the
        token, since a request of one must not use up that of another.

        When somebody else was faster, `transact` runs it again. With an etag that ends in a conflict, since
        the version that was read is no longer there.
        """

        def work(tx: Transaction) -> Any:
            _view(tx.get(Mentorship, mentorship), Viewer(user), self.clock())
            return command(tx.get(Mentorship, mentorship, expect=etag))

        try:
            done = self.store.transact(work, token=None if request is None else f"{user}-{request}")
        except Conflict as error:
            return Reply(status=HTTPStatus.CONFLICT, body=_problem("changed meanwhile", error))
        except RuleViolation as error:
            body = _problem(error.because, error) | {"rule": error.rule, "accepted": error.accepted}
            return Reply(status=_status_of(error), body=body)
        except NotFound as error:
            return Reply(status=HTTPStatus.NOT_FOUND, body=_problem("not found", error))
        except Unavailable as error:  # which names places, for whoever runs the tool
            if not error.retryable:  # then waiting does not help, and they have to hear of it
                raise
            return Reply(status=HTTPStatus.SERVICE_UNAVAILABLE, body={"title": "try again later"})
        if done is None:
            return Reply(status=HTTPStatus.OK, body={"note": "this request was already carried out"})

        return Reply(status=HTTPStatus.CREATED, body=done)


def _view(m: Mentorship, viewer: Viewer, at: datetime) -> View:
    """
    Return what somebody may see; who sees nothing is answered as if there were nothing.
    """
    view = m.as_seen_by(viewer, at=at)
    if not view.tiers:
        raise NotFound(Mentorship.noun, m.id)

    return view


def _status_of(refusal: RuleViolation) -> HTTPStatus:
    match refusal:
        case NotTheirs():
            return HTTPStatus.FORBIDDEN
        case InvalidValue():
            return HTTPStatus.UNPROCESSABLE_ENTITY
        case _:
            return HTTPStatus.CONFLICT


def _problem(title: str, error: Exception) -> dict[str, str]:
    return {"title": title, "detail": str(error)}


def main() -> None:
    """
    Play one morning in the tool.
    """
    start = datetime(2026, 1, 12, 9, 0, tzinfo=UTC)
    now = start + timedelta(days=1)

    with open_store("memory:") as store:
        ada, ben, mentorship = _pair(store, start)
        tool = Mentoring(store, clock=lambda: now)

        print("Ben sets a goal, and his phone sends the request twice:")
        form = NewGoal(title="Lead a release", why="I want to know.", measure="It ships.")
        _show(tool.set_goal(mentorship, ben, form, request="7f3a"))
        _show(tool.set_goal(mentorship, ben, form, request="7f3a"))

        print("\nBen and Ada write at the same moment; neither has to know of the other:")
        talk = NewGoal(title="Give a talk", why="You explain well.", measure="Thirty minutes.")
        learn = NewGoal(title="Learn to delegate", why="I do too much.", measure="A week off.")
        with ThreadPoolExecutor(max_workers=2) as both:
            bens = both.submit(tool.set_goal, mentorship, ben, learn, request="8b21")
            adas = both.submit(tool.suggest_goal, mentorship, ada, talk, request="8b22")
            _show(bens.result())
            _show(adas.result())

        print("\nBoth have the page open. Ben rewords his goal, then Ada notes progress on what she read:")
        etag = tool.look(mentorship, Viewer(ada)).body["etag"]
        _show(tool.reword_goal(mentorship, ben, "7f3a", "Lead the spring release", etag=etag))
        _show(tool.note_progress(mentorship, ada, "7f3a", "The plan is approved.", etag=etag))

        print("\nAda reads the page again, and now it is kept:")
        etag = tool.look(mentorship, Viewer(ada)).body["etag"]
        _show(tool.note_progress(mentorship, ada, "7f3a", "The plan is approved.", etag=etag))

        print("\nAda tries to set a goal for Ben:")
        _show(tool.set_goal(mentorship, ada, form, request="91c0"))

        print("\nBen looks, then his programme owner, then somebody else, who tries to change it as well:")
        _show(tool.look(mentorship, Viewer(ben)))
        _show(tool.look(mentorship, Viewer("owner", Role.PROGRAMME_OWNER)))
        _show(tool.look(mentorship, Viewer("somebody")))
        _show(tool.set_goal(mentorship, "somebody", form, request="91c1"))


def _pair(store: Store, at: datetime) -> tuple[str, str, str]:
    with store.transaction() as tx:
        ada = tx.add(Person.register(name="Ada Osei", id="ada", at=at))
        ben = tx.add(Person.register(name="Ben Ruiz", id="ben", at=at))
        offer = Mentorship.offer(
            mentor=ada.id,
            mentee=ben.id,
            by=ada.id,
            at=at,
            reasoning="We have shipped four releases together.",
            potential="Ben could lead the fifth.",
            agreement=Agreement(
                cadence=Cadence.monthly(), starts_on=date(2026, 1, 12), ends_on=date(2026, 7, 12)
            ),
            id="pair-1",
        )
        tx.add(offer).accept(by=ben.id, at=at)

    return ada.id, ben.id, offer.id


def _show(reply: Reply) -> None:
    print(f"  {reply.status.value} {reply.status.phrase}: {json.dumps(reply.body, ensure_ascii=False)}")


if __name__ == "__main__":
    sys.exit(while_read(main))
