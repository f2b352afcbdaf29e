"""
The example service: relationships and milestones over HTTP, with a client in this process, and with real ones
that race on the loopback.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any, Self, TypeVar

import httpx
import jsonschema
import pytest

from mentorcore import (
    Agreement,
    Cadence,
    Mentorship,
    PairingRequest,
    Purpose,
    Store,
    Transaction,
    open_store,
)
from mentorcore.errors import Corrupt, Unavailable


EXAMPLES = Path(__file__).parents[2] / "examples"
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
T = TypeVar("T")
PROBLEM = "application/problem+json"

HR = {"X-User-Id": "office", "X-User-Role": "hr"}
OWNER = {"X-User-Id": "owner", "X-User-Role": "programme_owner"}
ADA = {"X-User-Id": "ada"}
BEN = {"X-User-Id": "ben"}
STRANGER = {"X-User-Id": "somebody"}

OFFER = {
    "mentor": "ada",
    "mentee": "ben",
    "reasoning": "We review each other's work every week.",
    "potential": "He finds the case that breaks it.",
    "terms": {"weeks": 2, "starts_on": "2026-03-02", "ends_on": "2026-08-31"},
}
MILESTONE = {
    "title": "Led a release",
    "statement": "Ben led the spring release from plan to rollout.",
    "happened_on": "2026-03-02",
    "evidence": [{"url": "https://example.org/notes", "label": "release notes"}],
}


def check_as_documented(app: Any, answer: httpx.Response) -> None:
    """
    Check that the OpenAPI document has an answer of this status, media type and form for its route.
    """
    document, path = app.openapi(), answer.request.url.path
    for template, operations in document["paths"].items():
        operation = operations.get(answer.request.method.lower())
        if operation is not None and re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), path):
            break
    else:
        return  # no route of the service
    responses = operation["responses"]
    assert str(answer.status_code) in responses, (template, answer.text)
    response = responses[str(answer.status_code)]
    assert answer.headers["Content-Type"] in response["content"], template
    schema = response["content"][answer.headers["Content-Type"]]["schema"]
    jsonschema.validate(
        answer.json(),
        {**schema, "components": document["components"]},
        format_checker=jsonschema.FormatChecker(),
    )
    for header in {"ETag", "Location"} & {name.title().replace("Etag", "ETag") for name in answer.headers}:
        assert header in response["headers"], template


class InProcess:
    """
    A client of a service in this process, whose calls are plain ones. Every answer has to be one that the
    OpenAPI document names.
    """

    def __init__(self, app: Any, runner: asyncio.Runner) -> None:
        self.app = app
        self._runner = runner
        self._lifespan = app.router.lifespan_context(app)
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        self._client = httpx.AsyncClient(transport=transport, base_url="http://service")

    def __enter__(self) -> Self:
        self._runner.run(self._lifespan.__aenter__())
        return self

    def __exit__(self, *error: object) -> None:
        self._runner.run(self._lifespan.__aexit__(None, None, None))

    def request(self, method: str, url: str, **more: Any) -> httpx.Response:
        return self._runner.run(self.awaited(method, url, **more))

    async def awaited(self, method: str, url: str, **more: Any) -> httpx.Response:
        answer = await self._client.request(method, url, **more)
        check_as_documented(self.app, answer)
        return answer

    def run(self, task: Coroutine[Any, Any, T]) -> T:
        return self._runner.run(task)

    def get(self, url: str, **more: Any) -> httpx.Response:
        return self.request("GET", url, **more)

    def post(self, url: str, **more: Any) -> httpx.Response:
        return self.request("POST", url, **more)

    def put(self, url: str, **more: Any) -> httpx.Response:
        return self.request("PUT", url, **more)

    def patch(self, url: str, **more: Any) -> httpx.Response:
        return self.request("PATCH", url, **more)


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Iterator[InProcess]:
    """
    A client of a service in which Ada, Ben and Cy are.
    """
    monkeypatch.syspath_prepend(EXAMPLES)
    from fastapi_app.app import create_app

    with asyncio.Runner() as runner, InProcess(create_app("memory:", clock=lambda: NOW), runner) as client:
        enter(client)
        yield client


@pytest.fixture
def record(client: InProcess) -> Store:
    """
    The record behind the service.
    """
    store: Store = client.app.state.store.blocking
    return store


def enter(client: Any) -> None:
    """
    Enter Ada, Ben and Cy.
    """
    for name in ("Ada", "Ben", "Cy"):
        person = {"id": name.lower(), "name": name}
        assert 201 == client.post("/people", json=person, headers=HR).status_code


def offered(client: InProcess) -> str:
    """
    Have Ada offer Ben a mentorship, and return its path.
    """
    answer = client.post("/mentorships", json=OFFER, headers=ADA)
    assert 201 == answer.status_code
    return str(answer.headers["Location"])


def active(client: InProcess) -> str:
    """
    Have Ben accept it as well.
    """
    path = offered(client)
    assert 200 == client.post(f"{path}/acceptance", headers={**BEN, "If-Match": '"1"'}).status_code
    return path


def documented(client: InProcess) -> tuple[str, str]:
    """
    Have Ben write down a milestone as well, and return the paths of the relationship and of it.
    """
    path = active(client)
    answer = client.post(f"{path}/milestones", json=MILESTONE, headers=BEN)
    assert 201 == answer.status_code
    return path, str(answer.headers["Location"])


def read(client: InProcess, path: str, who: dict[str, str] = ADA) -> dict[str, Any]:
    """
    Return what somebody sees there.
    """
    answer = client.get(path, headers=who)
    assert 200 == answer.status_code, answer.text
    page: dict[str, Any] = answer.json()
    return page


def is_problem(answer: Any, status: int, kind: str, **members: object) -> bool:
    """
    Tell whether an answer is a problem of this kind, and well formed.
    """
    body = answer.json()
    assert (status, PROBLEM) == (answer.status_code, answer.headers["Content-Type"]), answer.text
    assert (f"/problems/{kind}", status) == (body["type"], body["status"])
    assert body["title"]
    assert body["detail"]
    return {name: body.get(name) for name in members} == members


class TestRelationships:
    def test_are_offered_and_accepted(self, client: InProcess) -> None:
        """
        An offer is at version 1, where the answer says; accepting it makes it active, version 2.
        """
        answer = client.post("/mentorships", json=OFFER, headers=ADA)
        assert (201, '"1"', "offered") == (
            answer.status_code,
            answer.headers["ETag"],
            answer.json()["state"],
        )
        path = answer.headers["Location"]

        accepted = client.post(f"{path}/acceptance", headers={**BEN, "If-Match": '"1"'})

        assert (200, '"2"', "active") == (
            accepted.status_code,
            accepted.headers["ETag"],
            accepted.json()["state"],
        )
        assert accepted.json() == read(client, path, BEN)

    def test_are_declined_and_ended(self, client: InProcess) -> None:
        """
        Ben declines one offer, and ends what came of another.
        """
        path = offered(client)
        reason = {"reason": "Not this year."}
        declined = client.post(f"{path}/refusal", json=reason, headers={**BEN, "If-Match": '"1"'})
        assert "declined" == declined.json()["state"]

        again = active(client)
        ended = client.post(f"{again}/end", json=reason, headers={**BEN, "If-Match": '"2"'})
        assert "ended" == ended.json()["state"]

    def test_are_listed_for_those_who_may_know_of_them(self, client: InProcess) -> None:
        """
        The two and the programme find it, by state as well; somebody else finds nothing.
        """
        path = active(client)

        def found(who: dict[str, str], query: str = "") -> list[str]:
            return [
                f"/mentorships/{entry['id']}" for entry in read(client, f"/mentorships{query}", who)["items"]
            ]

        assert [[path], [path], [path], [path]] == [found(who) for who in (ADA, BEN, HR, OWNER)]
        assert ([], []) == (found(STRANGER), found({"X-User-Id": "cy"}))
        assert ([path], []) == (found(ADA, "?state=active&state=paused"), found(ADA, "?state=offered"))

    def test_are_not_listed_for_who_only_made_the_offer(self, client: InProcess, record: Store) -> None:
        """
        A decider proposes a pair, and sees nothing of what the two make of it.
        """

        def propose(tx: Any) -> None:
            request = tx.add(
                PairingRequest.open(mentee="ben", decider="cy", by="ben", at=NOW, why="To lead.")
            )
            terms = Agreement(
                cadence=Cadence.monthly(), starts_on=NOW.date(), ends_on=NOW.date() + timedelta(days=100)
            )
            tx.add(
                request.propose(
                    mentor="ada",
                    by="cy",
                    at=NOW,
                    reasoning="They fit.",
                    potential="He asks.",
                    agreement=terms,
                )
            )

        record.transact(propose)

        assert [] == read(client, "/mentorships", {"X-User-Id": "cy"})["items"]
        assert 1 == len(read(client, "/mentorships", BEN)["items"])

    def test_are_listed_page_by_page(self, client: InProcess) -> None:
        """
        The cursor of a page leads to the next, and each relationship is on one.
        """
        active(client)
        other = {**OFFER, "mentee": "cy"}
        assert 201 == client.post("/mentorships", json=other, headers=ADA).status_code

        first = read(client, "/mentorships?limit=1")
        second = read(client, f"/mentorships?limit=1&cursor={first['cursor']}")

        assert {"ben", "cy"} == {first["items"][0]["mentee"], second["items"][0]["mentee"]}
        assert second["cursor"] is None


class TestMilestones:
    def test_are_written_down_and_confirmed(self, client: InProcess) -> None:
        """
        D1, D2: Ben documents, Ada confirms the revision that she read, and the version goes on with each.
        """
        path, milestone = documented(client)
        seen = client.get(milestone, headers=ADA)
        assert ('"3"', "documented", 1) == (
            seen.headers["ETag"],
            seen.json()["status"],
            seen.json()["revision"],
        )

        confirmed = client.post(
            f"{milestone}/confirmation",
            json={"revision": 1},
            headers={**ADA, "If-Match": seen.headers["ETag"]},
        )

        assert (200, '"4"', "confirmed") == (
            confirmed.status_code,
            confirmed.headers["ETag"],
            confirmed.json()["status"],
        )
        assert [confirmed.json()] == read(client, path)["milestones"]

    def test_are_contested_amended_and_retracted(self, client: InProcess) -> None:
        """
        D2, D3: Ada contests, Ben amends what he left out stays, and takes it back in the end.
        """
        _, milestone = documented(client)
        contested = client.post(
            f"{milestone}/contest",
            json={"revision": 1, "reason": "It was rolled back."},
            headers={**ADA, "If-Match": '"3"'},
        )
        amended = client.patch(
            milestone,
            json={"reason": "Ada is right.", "statement": "Ben led half of it."},
            headers={**BEN, "If-Match": '"4"'},
        )
        retracted = client.post(
            f"{milestone}/retraction",
            json={"reason": "All of it was rolled back."},
            headers={**BEN, "If-Match": '"5"'},
        )

        statuses = [answer.json()["status"] for answer in (contested, amended, retracted)]
        assert ["contested", "documented", "retracted"] == statuses
        assert (MILESTONE["title"], "Ben led half of it.", 3) == (
            amended.json()["title"],
            amended.json()["statement"],
            amended.json()["revision"],
        )
        assert "https://example.org/notes" == amended.json()["evidence"][0]["url"]


class TestPreconditions:
    def test_a_change_says_what_it_has_read(self, client: InProcess) -> None:
        """
        Without If-Match it is 428, and nothing is changed.
        """
        path = offered(client)

        answer = client.post(f"{path}/acceptance", headers=BEN)

        assert is_problem(answer, 428, "if-match-missing")
        assert "offered" == read(client, path)["state"]

    @pytest.mark.parametrize("etag", ['"1"', '"3"', 'W/"2"', '"02"', '"2x"', '"1", W/"2"', '""'])
    def test_another_version_is_412(self, client: InProcess, etag: str) -> None:
        """
        A version that was, one that is not yet, a weak ETag and one that is none of ours match nothing.
        """
        path = active(client)

        answer = client.post(f"{path}/end", json={"reason": "No."}, headers={**BEN, "If-Match": etag})

        assert is_problem(answer, 412, "changed-meanwhile")
        assert "active" == read(client, path)["state"]

    @pytest.mark.parametrize(
        "etag", ['"2"', '"1", "2"', '"1","2" ', '"a,b", "2"', ', ,"2",', '"\xe9","2"', "*"]
    )
    def test_the_version_in_a_list_or_any_will_do(self, client: InProcess, etag: str) -> None:
        """
        A list matches where one of it does, with commas in ETags and empty places, and ``*`` always.
        """
        path = active(client)
        headers = {**BEN, "If-Match": etag.encode("latin-1")}

        answer = client.post(f"{path}/end", json={"reason": "No."}, headers=headers)

        assert 200 == answer.status_code

    def test_a_list_may_come_in_several_lines(self, client: InProcess) -> None:
        """
        HTTP takes a header that comes twice for one list; neither of its lines is lost.
        """
        path = active(client)
        headers = [*BEN.items(), ("If-Match", '"2"'), ("If-Match", '"1"')]

        assert 200 == client.post(f"{path}/end", json={"reason": "No."}, headers=headers[::-1]).status_code

    @pytest.mark.parametrize("etag", ["2", '"2', '"2" "3"', '*, "2"', "", ",", "'2'"])
    def test_what_is_no_etag_is_400(self, client: InProcess, etag: str) -> None:
        """
        A header that is malformed is said to be so.
        """
        path = active(client)

        answer = client.post(f"{path}/end", json={"reason": "No."}, headers={**BEN, "If-Match": etag})

        assert is_problem(answer, 400, "malformed")

    def test_an_addition_may_say_it_and_is_held_to_it(self, client: InProcess) -> None:
        """
        A milestone may be added without having read the latest; who says what they read is held to it.
        """
        path = active(client)
        stale = client.post(f"{path}/milestones", json=MILESTONE, headers={**BEN, "If-Match": '"1"'})
        assert is_problem(stale, 412, "changed-meanwhile")

        current = client.post(f"{path}/milestones", json=MILESTONE, headers={**BEN, "If-Match": '"2"'})
        assert (201, '"3"') == (current.status_code, current.headers["ETag"])


class TestTheSameRequestAgain:
    def test_makes_one_offer(self, client: InProcess) -> None:
        """
        With an Idempotency-Key the second answer is the first one's offer, at 200.
        """
        headers = {**ADA, "Idempotency-Key": "form-17"}
        first = client.post("/mentorships", json=OFFER, headers=headers)
        second = client.post("/mentorships", json=OFFER, headers=headers)

        assert (201, 200) == (first.status_code, second.status_code)
        assert first.json() == second.json()
        assert first.headers["Location"] == second.headers["Location"]

    def test_makes_one_milestone_though_it_says_what_it_had_read(self, client: InProcess) -> None:
        """
        The client could not know that the first one arrived, so its If-Match is not held against it.
        """
        path = active(client)
        headers = {**BEN, "Idempotency-Key": "form-18", "If-Match": '"2"'}
        first = client.post(f"{path}/milestones", json=MILESTONE, headers=headers)
        second = client.post(f"{path}/milestones", json=MILESTONE, headers=headers)

        assert (201, 200) == (first.status_code, second.status_code)
        assert first.json() == second.json()
        assert 1 == len(read(client, path)["milestones"])

    def test_is_done_once_though_it_comes_while_the_first_is_under_way(
        self, client: InProcess, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """
        The first of them commits after the second has begun and before that has read: it is 200, not 412.
        """
        path = active(client)
        load, loads = Transaction.get, count()
        begun, done = threading.Event(), threading.Event()

        def get(tx: Transaction, *arguments: Any, **more: Any) -> Any:
            if next(loads) == 0:
                begun.set()
                assert done.wait(20)
            return load(tx, *arguments, **more)

        monkeypatch.setattr(Transaction, "get", get)
        headers = {**BEN, "Idempotency-Key": "form-19", "If-Match": '"2"'}

        async def both() -> list[httpx.Response]:
            late = asyncio.create_task(
                client.awaited("POST", f"{path}/milestones", json=MILESTONE, headers=headers)
            )
            assert await asyncio.to_thread(begun.wait, 20)
            first = await client.awaited("POST", f"{path}/milestones", json=MILESTONE, headers=headers)
            done.set()
            return [first, await late]

        first, late = client.run(both())

        assert (201, 200) == (first.status_code, late.status_code), late.text
        assert first.json() == late.json()

    def test_is_no_other_offer(self, client: InProcess) -> None:
        """
        A key that comes with another form is refused, whatever its form is; what it made first stays.
        """
        headers = {**ADA, "Idempotency-Key": "form-20"}
        first = client.post("/mentorships", json=OFFER, headers=headers)
        for change in ({"reasoning": "Something else."}, {"mentee": "cy"}, {"mentor": "cy", "mentee": "ben"}):
            other = client.post("/mentorships", json={**OFFER, **change}, headers=headers)
            assert is_problem(other, 422, "key-reused")
        again = client.post("/mentorships", json=OFFER, headers=headers)

        assert (200, first.json()) == (again.status_code, again.json())
        assert 1 == len(client.get("/mentorships", headers=ADA).json()["items"])

    def test_is_no_other_milestone(self, client: InProcess) -> None:
        """
        The same of a milestone, also where its If-Match is used up meanwhile.
        """
        path = active(client)
        headers = {**BEN, "Idempotency-Key": "form-21", "If-Match": '"2"'}
        first = client.post(f"{path}/milestones", json=MILESTONE, headers=headers)
        other = client.post(f"{path}/milestones", json={**MILESTONE, "title": "Another"}, headers=headers)

        assert 201 == first.status_code
        assert is_problem(other, 422, "key-reused")
        assert 1 == len(read(client, path)["milestones"])

    def test_may_be_written_in_another_way(self, client: InProcess) -> None:
        """
        What counts is what the form says, not its bytes.
        """
        path = active(client)
        headers = {**BEN, "Idempotency-Key": "form-22"}
        first = client.post(f"{path}/milestones", json=MILESTONE, headers=headers)
        again = client.post(
            f"{path}/milestones",
            content=json.dumps({"goal": None, **dict(reversed(MILESTONE.items()))}, indent=4),
            headers={**headers, "Content-Type": "application/json"},
        )

        assert (201, 200) == (first.status_code, again.status_code)
        assert first.json() == again.json()

    def test_may_follow_a_refusal(self, client: InProcess) -> None:
        """
        A request that was refused has used up no key.
        """
        headers = {**ADA, "Idempotency-Key": "form-23"}
        refused = client.post("/mentorships", json={**OFFER, "mentee": "nobody"}, headers=headers)
        mended = client.post("/mentorships", json=OFFER, headers=headers)

        assert (404, 201) == (refused.status_code, mended.status_code)

    def test_needs_a_key_that_is_one(self, client: InProcess) -> None:
        """
        An empty key would be that of many requests.
        """
        answer = client.post("/mentorships", json=OFFER, headers={**ADA, "Idempotency-Key": ""})

        assert is_problem(answer, 422, "invalid")

    def test_is_known_after_a_restart(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        """
        What a key came with stands in the record, and nowhere else.
        """
        monkeypatch.syspath_prepend(EXAMPLES)
        from fastapi_app.app import create_app

        headers = {**ADA, "Idempotency-Key": "form-24"}
        answers: list[httpx.Response] = []
        for others in ({}, {"reasoning": "Something else."}, {}):
            app = create_app(f"sqlite:///{tmp_path}/mentoring.db", clock=lambda: NOW)
            with asyncio.Runner() as runner, InProcess(app, runner) as client:
                if not answers:
                    enter(client)
                answers.append(client.post("/mentorships", json={**OFFER, **others}, headers=headers))

        first, other, again = answers
        assert (201, 200) == (first.status_code, again.status_code)
        assert is_problem(other, 422, "key-reused")

    def test_is_another_when_somebody_else_sends_it(self, client: InProcess) -> None:
        """
        A key belongs to its visitor and route: nobody gets what somebody else made.
        """
        path = active(client)
        both = [
            client.post(f"{path}/milestones", json=MILESTONE, headers={**who, "Idempotency-Key": "1"})
            for who in (ADA, BEN)
        ]

        assert [201, 201] == [answer.status_code for answer in both]
        assert 2 == len({answer.json()["id"] for answer in both})


class TestWhoSees:
    def test_a_stranger_cannot_tell_it_from_nothing(self, client: InProcess) -> None:
        """
        What somebody may not know of is answered like what is not there: reading, changing and adding alike.
        """
        path, milestone = documented(client)
        nowhere = "/mentorships/nothing"
        for who in (STRANGER, {"X-User-Id": "cy"}):
            for method, where, body in (
                ("GET", "", None),
                ("GET", "/milestones/" + milestone.rpartition("/")[2], None),
                ("POST", "/end", {"reason": "No."}),
                ("POST", "/acceptance", None),
                ("POST", "/milestones", MILESTONE),
            ):
                headers = {**who, "If-Match": '"1"'} if method == "POST" else who
                there, not_there = (
                    client.request(method, base + where, json=body, headers=headers)
                    for base in (path, nowhere)
                )
                assert is_problem(there, 404, "not-found"), (where, there.text)
                assert there.content == not_there.content
                assert "ETag" not in there.headers

    def test_the_programme_sees_dates_counts_and_states(self, client: InProcess) -> None:
        """
        A programme owner, and HR without a consent, read nobody's words.
        """
        path, milestone = documented(client)
        for who in (OWNER, HR):
            page = read(client, path, who)
            assert (None, None, []) == (page["reasoning"], page["potential"], page["milestones"])
            assert {"documented": 1} == page["counts"]["milestones"]
            assert is_problem(client.get(milestone, headers=who), 404, "not-found")

    def test_hr_reads_confirmed_milestones_while_the_mentee_allows_it(
        self, client: InProcess, record: Store
    ) -> None:
        """
        With a consent in force HR sees what was confirmed, and only that.
        """
        path, milestone = documented(client)
        client.post(f"{path}/milestones", json=MILESTONE, headers=BEN)
        client.post(f"{milestone}/confirmation", json={"revision": 1}, headers={**ADA, "If-Match": "*"})
        assert [] == read(client, path, HR)["milestones"]

        def consent(tx: Any) -> None:
            tx.get(Mentorship, path.rpartition("/")[2]).consents.give(
                by="ben", at=NOW, purpose=Purpose.TESTIMONIAL
            )

        record.transact(consent)

        (seen,) = read(client, path, HR)["milestones"]
        assert milestone.endswith(seen["id"])
        assert 200 == client.get(milestone, headers=HR).status_code

    def test_no_answer_stays_in_a_cache(self, client: InProcess) -> None:
        """
        What one person may see is for nobody's cache.
        """
        path, milestone = documented(client)

        assert ["no-store"] * 2 == [
            client.get(where, headers=ADA).headers["Cache-Control"] for where in (path, milestone)
        ]

    def test_hr_alone_enters_people(self, client: InProcess) -> None:
        """
        Anybody else is told that it is not theirs.
        """
        answer = client.post("/people", json={"id": "dee", "name": "Dee"}, headers=ADA)

        assert is_problem(answer, 403, "not-yours")


class TestProblems:
    def test_of_a_rule_name_it(self, client: InProcess) -> None:
        """
        R8: a second offer for the same two is 409, with the rule and what would be accepted.
        """
        offered(client)
        answer = client.post("/mentorships", json=OFFER, headers=ADA)

        assert is_problem(answer, 409, "refused", rule="R8")
        assert answer.json()["accepted"]

    def test_of_who_may_do_it_are_403(self, client: InProcess) -> None:
        """
        R14: whoever sees it without being one of the two may not act in it.
        """
        path = active(client)
        answer = client.post(f"{path}/end", json={"reason": "No."}, headers={**OWNER, "If-Match": '"2"'})
        assert is_problem(answer, 403, "not-yours", rule="R14")

        answer = client.post("/mentorships", json=OFFER, headers={"X-User-Id": "cy"})
        assert is_problem(answer, 403, "not-yours", rule="R14")

    def test_of_a_value_say_which(self, client: InProcess) -> None:
        """
        P1 and the shape of a form are 422: the library names the path, the form the place.
        """
        path = active(client)
        blank = client.post(f"{path}/milestones", json={**MILESTONE, "title": " "}, headers=BEN)
        assert is_problem(blank, 422, "invalid", rule="P1", path="Milestone.title")

        misspelt = client.post(f"{path}/milestones", json={**MILESTONE, "titel": "x"}, headers=BEN)
        assert is_problem(misspelt, 422, "invalid")
        assert "body.titel" in misspelt.json()["errors"][0]

        thin = client.post(f"{path}/milestones", json={**MILESTONE, "evidence": []}, headers=BEN)
        assert is_problem(thin, 422, "invalid", rule="D1")

    def test_of_an_id_that_is_taken_ask_for_another(self, client: InProcess) -> None:
        """
        P4: entering somebody under an id that is there is 409, and nobody is told to send it again.
        """
        answer = client.post("/people", json={"id": "ada", "name": "Another"}, headers=HR)

        assert is_problem(answer, 409, "taken")
        assert "Retry-After" not in answer.headers

    def test_of_somebody_who_is_not_there_are_404(self, client: InProcess) -> None:
        """
        An offer to nobody, and one to a goal that does not exist.
        """
        path = active(client)
        answer = client.post("/mentorships", json={**OFFER, "mentee": "dee"}, headers=ADA)
        assert is_problem(answer, 404, "not-found")

        answer = client.post(f"{path}/milestones", json={**MILESTONE, "goal": "none"}, headers=BEN)
        assert is_problem(answer, 404, "not-found")

    @pytest.mark.parametrize("value", [True, "3", 3.0, None, [3]])
    def test_of_a_number_that_is_none(self, client: InProcess, value: object) -> None:
        """
        What only looks like a whole number is refused, as the library refuses it.
        """
        person = {"id": "dee", "name": "Dee", "capacity": value}

        assert is_problem(client.post("/people", json=person, headers=HR), 422, "invalid")

    @pytest.mark.parametrize(
        "value", [0, 1772409600, "2026-03-02T00:00:00", "20260302", "2026-02-30", "٢026-03-02", True]
    )
    def test_of_a_day_that_is_none(self, client: InProcess, value: object) -> None:
        """
        A day is one as 2026-03-02; neither a number of seconds nor a moment is taken for one.
        """
        path = active(client)
        milestone = {**MILESTONE, "happened_on": value}

        assert is_problem(client.post(f"{path}/milestones", json=milestone, headers=BEN), 422, "invalid")

    @pytest.mark.parametrize("url", ["https://EXAMPLE.org", "https://example.org/a%2fb?c#d"])
    def test_are_none_of_a_link_which_stays_as_it_is(self, client: InProcess, url: str) -> None:
        """
        D1: evidence is kept as it was given.
        """
        path = active(client)
        answer = client.post(
            f"{path}/milestones", json={**MILESTONE, "evidence": [{"url": url}]}, headers=BEN
        )

        assert [url] == [piece["url"] for piece in answer.json()["evidence"]]

    @pytest.mark.parametrize("body", [b'{"id": "\xff"}', b"[" * 400_000 + b"]" * 400_000, b"9" * 5000])
    def test_of_a_body_that_is_no_json_are_400(self, client: InProcess, body: bytes) -> None:
        """
        Bytes that are no text, and what is too deep or too long to be read, are said to be malformed.
        """
        headers = {**HR, "Content-Type": "application/json"}

        assert is_problem(client.post("/people", content=body, headers=headers), 400, "malformed")

    def test_of_a_body_that_is_too_large_are_413(self, client: InProcess) -> None:
        """
        One that says so and one that comes piece by piece: neither is read to its end.
        """
        taken = count()

        async def pieces() -> AsyncIterator[bytes]:
            yield b'{"id": "'
            while next(taken) < 1000:
                yield b"a" * 65536

        whole = b'{"id": "' + b"a" * 1024 * 1024 + b'"}'
        for body in (whole, pieces()):
            headers = {**HR, "Content-Type": "application/json"}
            assert is_problem(client.post("/people", content=body, headers=headers), 413, "too-large")
        assert next(taken) < 1000

    def test_of_a_form_name_ten_places_at_most(self, client: InProcess) -> None:
        """
        However much is wrong, the answer stays short.
        """
        person = {f"field_{number}": 1 for number in range(10_000)}

        assert 10 == len(client.post("/people", json=person, headers=HR).json()["errors"])

    def test_never_repeat_what_was_sent(self, client: InProcess) -> None:
        """
        Not even to whoever sent it: what is refused may end up in a log.
        """
        path = active(client)
        secret = "Ben is afraid of it."
        for body in (
            {**MILESTONE, "title": f"{secret}\n"},
            {**MILESTONE, "happened_on": secret},
            {**MILESTONE, "evidence": [{"url": secret}]},
            {**MILESTONE, "evidence": secret},
            {**MILESTONE, secret: 1},
            {**MILESTONE, "evidence": [{secret: {}}]},
        ):
            answer = client.post(f"{path}/milestones", json=body, headers=BEN)
            assert is_problem(answer, 422, "invalid")
            assert "afraid" not in answer.text

    @pytest.mark.parametrize(
        "headers", [{}, {"X-User-Id": "no id"}, {"X-User-Id": "ada", "X-User-Role": "manager"}]
    )
    def test_of_who_sends_it_are_401(self, client: InProcess, headers: dict[str, str]) -> None:
        """
        Nobody, what is no id, and a role that is not believed.
        """
        assert is_problem(client.get("/mentorships", headers=headers), 401, "unknown-visitor")

    @pytest.mark.parametrize(
        ("error", "status", "kind"),
        [
            (Unavailable("/srv/secret.db", "it is locked"), 503, "unavailable"),
            (Corrupt("/srv/secret.db", "a bit has turned"), 500, "broken"),
        ],
    )
    def test_of_the_storage_keep_its_places_to_themselves(
        self,
        client: InProcess,
        record: Store,
        monkeypatch: pytest.MonkeyPatch,
        caplog: pytest.LogCaptureFixture,
        error: Exception,
        status: int,
        kind: str,
    ) -> None:
        """
        What is wrong with the storage goes into the log; the client learns whether to try again.
        """

        def load(key: object) -> None:
            raise error

        monkeypatch.setattr(record.backend, "load", load)
        answer = client.get("/mentorships/one", headers=ADA)

        assert is_problem(answer, status, kind)
        assert "secret" not in answer.text
        assert "secret.db" in caplog.text
        assert (status == 503) == ("Retry-After" in answer.headers)

    def test_of_http_itself_are_problems_as_well(self, client: InProcess) -> None:
        """
        A path and a method that do not exist are answered in the same form.
        """
        for answer, status in ((client.get("/nothing"), 404), (client.put("/mentorships"), 405)):
            assert (status, PROBLEM) == (answer.status_code, answer.headers["Content-Type"])
            assert ("about:blank", status) == (answer.json()["type"], answer.json()["status"])

    def test_are_explained_where_their_type_leads(self, client: InProcess) -> None:
        """
        The type of a problem is a page of the service.
        """
        problem = client.get("/mentorships").json()

        assert problem["title"] == client.get(problem["type"]).json()["title"]
        assert is_problem(client.get("/problems/none"), 404, "not-found")


class TestOpenApi:
    def test_names_no_problem_that_no_route_has(self, client: InProcess) -> None:
        """
        Every answer of this service is a page or a problem of its own; what the framework has is replaced.
        """
        document = client.get("/openapi.json").json()
        errors = [
            response["content"]
            for operations in document["paths"].values()
            for operation in operations.values()
            for status, response in operation["responses"].items()
            if int(status) >= 400
        ]

        problem = {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}
        assert errors
        assert [content for content in errors if content != problem] == []
        assert "HTTPValidationError" not in document["components"]["schemas"]

    def test_is_checked_against_every_answer_here(self, client: InProcess) -> None:
        """
        An answer that it does not name, or that is of another form, fails the test that got it.
        """
        operation = client.app.openapi()["paths"]["/mentorships"]["get"]
        problem = operation["responses"].pop("401")
        with pytest.raises(AssertionError):
            client.get("/mentorships")

        operation["responses"]["401"] = problem
        client.app.openapi()["components"]["schemas"]["Problem"]["required"].append("salary")
        with pytest.raises(jsonschema.ValidationError):
            client.get("/mentorships")


@contextmanager
def uvicorn(folder: Path) -> Iterator[str]:
    """
    Run the command of the README on a free port, and return where it serves.
    """
    command = [sys.executable, "-W", "error", "-m", "uvicorn", "--app-dir", str(EXAMPLES), "--factory"]
    log = folder / "uvicorn.log"
    with log.open("wb") as written:
        server = subprocess.Popen(
            [*command, "--port", "0", "fastapi_app.app:create_app"],
            cwd=folder,
            env={**os.environ, "MENTORING_URL": "sqlite:///mentoring.db"},
            stdout=written,
            stderr=written,
        )
    try:
        for _ in range(300):
            if served := re.search(r"running on (http://[\d.:]+)", log.read_text("utf-8")):
                break
            assert server.poll() is None, log.read_text("utf-8")
            try:
                server.wait(0.1)
            except subprocess.TimeoutExpired:
                continue
        assert served is not None
        yield served[1]
    finally:
        server.send_signal(signal.SIGINT)
        assert server.wait(20) in {0, -signal.SIGINT}, log.read_text("utf-8")
    assert "Error" not in log.read_text("utf-8")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """
    A service on SQLite in a process of its own, and its folder.
    """
    folder = tmp_path_factory.mktemp("served")
    with uvicorn(folder) as url:
        with httpx.Client(base_url=url) as client:
            enter(client)
        yield url, folder


def racing(url: str, rounds: int, race: Callable[[httpx.AsyncClient, httpx.AsyncClient, int], Any]) -> None:
    """
    Let two clients with connections of their own race several times.
    """

    async def run() -> None:
        async with httpx.AsyncClient(base_url=url) as one, httpx.AsyncClient(base_url=url) as two:
            for number in range(rounds):
                await race(one, two, number)

    asyncio.run(run())


class TestTwoClients:
    def test_that_change_what_both_have_read(self, served: tuple[str, Path]) -> None:
        """
        Of two that send the same If-Match one is 200 and the other 412, and one change is kept.
        """
        url, folder = served
        with httpx.Client(base_url=url) as setting_up:
            path = active(setting_up)  # type: ignore[arg-type]

        async def race(one: httpx.AsyncClient, two: httpx.AsyncClient, number: int) -> None:
            today = {"happened_on": datetime.now(UTC).date().isoformat()}
            added = await one.post(f"{path}/milestones", json={**MILESTONE, **today}, headers=BEN)
            milestone, etag = added.headers["Location"], added.headers["ETag"]
            headers = {**ADA, "If-Match": etag}
            both = await asyncio.gather(
                one.post(f"{milestone}/confirmation", json={"revision": 1}, headers=headers),
                two.post(
                    f"{milestone}/contest", json={"revision": 1, "reason": "It was not so."}, headers=headers
                ),
            )
            won, lost = sorted(both, key=lambda answer: answer.status_code)
            assert (200, 412) == (won.status_code, lost.status_code), (won.text, lost.text)
            assert is_problem(lost, 412, "changed-meanwhile")
            kept = await two.get(milestone, headers=ADA)
            assert kept.json() == won.json()
            assert int(etag.strip('"')) + 1 == int(kept.headers["ETag"].strip('"'))

        racing(url, 12, race)
        with open_store(f"sqlite:///{folder}/mentoring.db", create=False) as store:
            kept = store.get(Mentorship, path.rpartition("/")[2])
            assert 12 == len(kept.milestones)
            assert 2 + 2 * 12 == kept.version

    def test_that_want_the_same_pair(self, served: tuple[str, Path]) -> None:
        """
        R8: of two offers for the same two one is 201 and the other 409, whoever makes them.
        """
        url, _ = served
        offer = {**OFFER, "mentor": "ben", "mentee": "cy"}

        async def race(one: httpx.AsyncClient, two: httpx.AsyncClient, number: int) -> None:
            both = await asyncio.gather(
                one.post("/mentorships", json=offer, headers=BEN),
                two.post("/mentorships", json=offer, headers={"X-User-Id": "cy"}),
            )
            made, refused = sorted(both, key=lambda answer: answer.status_code)
            assert (201, 409) == (made.status_code, refused.status_code), (made.text, refused.text)
            assert is_problem(refused, 409, "refused", rule="R8")
            decliner = "cy" if made is both[0] else "ben"
            declined = await one.post(
                made.headers["Location"] + "/refusal",
                json={"reason": "Not now."},
                headers={"X-User-Id": decliner, "If-Match": made.headers["ETag"]},
            )
            assert 200 == declined.status_code

        racing(url, 8, race)

    def test_that_send_two_requests_with_one_key(self, served: tuple[str, Path]) -> None:
        """
        One of the two is carried out, and the other is told that it is another.
        """
        url, _ = served
        with httpx.Client(base_url=url) as setting_up:
            for who in ("dee", "eve"):
                person = {"id": who, "name": who}
                assert 201 == setting_up.post("/people", json=person, headers=HR).status_code
            offer = {**OFFER, "mentor": "dee", "mentee": "eve"}
            made = setting_up.post("/mentorships", json=offer, headers={"X-User-Id": "dee"})
            eve = {"X-User-Id": "eve"}
            path = made.headers["Location"]
            setting_up.post(f"{path}/acceptance", headers={**eve, "If-Match": made.headers["ETag"]})

        async def race(one: httpx.AsyncClient, two: httpx.AsyncClient, number: int) -> None:
            today = datetime.now(UTC).date().isoformat()
            both = await asyncio.gather(
                *(
                    client.post(
                        f"{path}/milestones",
                        json={**MILESTONE, "happened_on": today, "title": title},
                        headers={**eve, "Idempotency-Key": f"form-{number}"},
                    )
                    for client, title in ((one, "One"), (two, "Another"))
                )
            )
            kept, refused = sorted(both, key=lambda answer: answer.status_code)
            assert 201 == kept.status_code, kept.text
            assert is_problem(refused, 422, "key-reused")

        racing(url, 8, race)
        with httpx.Client(base_url=url) as looking:
            assert 8 == len(looking.get(path, headers=eve).json()["milestones"])

    def test_that_send_the_same_request(self, served: tuple[str, Path]) -> None:
        """
        With one Idempotency-Key there is one offer, and both are told of it.
        """
        url, _ = served
        offer = {**OFFER, "mentor": "cy", "mentee": "ada"}

        async def race(one: httpx.AsyncClient, two: httpx.AsyncClient, number: int) -> None:
            headers = {"X-User-Id": "cy", "Idempotency-Key": f"form-{number}"}
            both = await asyncio.gather(
                *(client.post("/mentorships", json=offer, headers=headers) for client in (one, two))
            )
            assert [200, 201] == sorted(answer.status_code for answer in both)
            assert both[0].json() == both[1].json()
            declined = await one.post(
                both[0].headers["Location"] + "/refusal",
                json={"reason": "Not now."},
                headers={**ADA, "If-Match": both[0].headers["ETag"]},
            )
            assert 200 == declined.status_code

        racing(url, 8, race)
