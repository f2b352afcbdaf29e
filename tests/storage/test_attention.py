"""
`attention_before` finds what needs somebody, without looking at the rest.
"""

from __future__ import annotations

import re
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorcore import Mentorship, Person, Policy, Store, attention, open_store
from mentorcore.backends import Backend, Key, Query
from mentorcore.insight.attention import alerts
from mentorcore.model.values import SYSTEM
from mentorcore.testing.strategies import mentorships
from mentorcore_sqlite.backend import SQLiteBackend
from tests.insight.busy import busy
from tests.insight.unattended import document
from tests.model.examples import ADA, AGREEMENT, BEN, CY, DAY, NOW, request
from tests.storage.conftest import LATER, url_of
from tests.storage.test_spanning import keep, offer_to, started


FAR = datetime(2090, 1, 1, tzinfo=UTC)
"""A moment after everything that is generated."""

POLICIES = st.sampled_from(
    [Policy(), Policy(answer_days=1, silent_cadences=1, missed_meetings=1, confirm_days=1, focus_percent=100)]
)


@contextmanager
def filled(url: str, policy: Policy, relationships: list[Mentorship]) -> Iterator[Store]:
    """
    Open a store that holds these relationships and everybody in them.
    """
    with open_store(url, policy=policy, clock=lambda: FAR) as store:
        people = dict.fromkeys(person for m in relationships for person in (*m.pair, m.offered_by))
        with store.transaction() as tx:
            for person in people:
                tx.add(Person.register(id=person, name="…", at=NOW, capacity=1000))
        for m in relationships:
            keep(store, m)
        yield store


@st.composite
def programmes(draw: st.DrawFn) -> list[Mentorship]:
    """
    Return some relationships, each of other people.
    """
    found = draw(st.lists(mentorships(changes=8) | busy(), min_size=1, max_size=4))
    apart: list[Mentorship] = []
    taken: set[str] = set()
    for m in found:
        people = {*m.pair, m.offered_by, m.id}
        if not (people & taken) and m.request_id is None and not m.document.departed:
            taken |= people
            apart.append(m)

    return apart


def pages_of(store: Store, at: datetime, *, limit: int) -> list[list[str]]:
    """
    Return the ids that a query finds, page by page.
    """
    pages: list[list[str]] = []
    cursor: str | None = None
    while True:
        page = store.find(Mentorship, attention_before=at, limit=limit, cursor=cursor)
        pages.append([summary.id for summary in page])
        cursor = page.cursor
        if cursor is None:
            return pages


def found_by(store: Store, at: datetime) -> list[str]:
    """
    Return the ids that a query finds, in pages of two.
    """
    return [found for page in pages_of(store, at, limit=2) for found in page]


def leave(store: Store, person: str) -> None:
    """
    Enter that somebody has left.
    """
    with store.transaction() as tx:
        tx.get(Person, person).leave(by=SYSTEM, at=LATER)


class TestFindsExactlyWhatNeedsSomebody:
    @pytest.mark.parametrize("backend", ["memory", "sqlite", "json"])
    @settings(max_examples=25)
    @given(programmes(), POLICIES, st.data())
    def test_at_every_moment(
        self, backend: str, relationships: list[Mentorship], policy: Policy, data: st.DataObject
    ) -> None:
        """
        R3, R5, R7, M2, M3, A1, A2, Q3, G1, D2: on every backend, under any policy, at any moment, those come
        for which `attention` is not empty, the longest due first, then by id, whoever has left.
        """
        with (
            tempfile.TemporaryDirectory() as folder,
            filled(url_of(backend, Path(folder)), policy, relationships) as store,
        ):
            people = [person for m in relationships for person in m.pair]
            for leaver in data.draw(st.permutations(people))[: data.draw(st.integers(0, 2))]:
                leave(store, leaver)
            kept = [store.get(Mentorship, m.id) for m in relationships]
            sinces = sorted({alert.since for m in kept for alert in alerts(m)}) or [NOW]
            since = data.draw(st.sampled_from(sinces))
            for at in (since - timedelta.resolution, since, since + timedelta.resolution):
                due = [(min(alert.since for alert in alerts(m)), m.id) for m in kept if attention(m, at=at)]
                assert [found for _, found in sorted(due)] == found_by(store, at)

    def test_a_brokered_offer_until_it_is_answered(self, store: Store) -> None:
        """
        B1, R3: a proposed pair comes when it has waited too long, and no more once both have agreed.
        """
        with store.transaction() as tx:
            pair = tx.add(request()).propose(
                mentor=ADA, by=CY, at=NOW, reasoning="…", potential="…", agreement=AGREEMENT, id="pair"
            )
            tx.add(pair)

        assert [] == found_by(store, NOW + 7 * DAY - timedelta.resolution)
        assert ["pair"] == found_by(store, NOW + 7 * DAY)

        for person in (ADA, BEN):
            with store.transaction() as tx:
                tx.get(Mentorship, "pair").accept(by=person, at=NOW)

        assert [] == found_by(store, NOW + 7 * DAY)

    def test_no_more_when_nobody_is_left_to_answer(self, store: Store) -> None:
        """
        D2, P5: a milestone that waits for somebody comes, and no more when they have left.
        """
        running = started(store)
        with store.transaction() as tx:
            m = tx.get(Mentorship, running.id)
            document(m, "milestone", at=NOW)
            m.end(by=BEN, at=NOW, reason="…")

        assert [running.id] == found_by(store, LATER)

        leave(store, ADA)

        assert [] == found_by(store, LATER)


class TestAnotherPolicy:
    @pytest.mark.parametrize("backend", ["sqlite", "json"])
    def test_an_upgrade_brings_the_moments_up_to_date(self, backend: str, tmp_path: Path) -> None:
        """
        R3: under another policy something else is due, and the query knows it once the store is upgraded.
        """
        url = url_of(backend, tmp_path)
        offered = offer_to(BEN)
        with filled(url, Policy(answer_days=20), [offered]) as store:
            assert [] == found_by(store, NOW + 7 * DAY)

        with open_store(url, policy=Policy(answer_days=7), upgrade=True) as store:
            assert [offered.id] == found_by(store, NOW + 7 * DAY)
            assert [] == found_by(store, NOW + 7 * DAY - timedelta.resolution)


class Watched:
    """
    What a store asked its backend for.
    """

    def __init__(self, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        self.loaded: list[Key] = []
        self.scanned: list[str] = []
        self.queries: list[Query] = []
        backend = type(store._backend)
        load, scan, find = backend.load, backend.scan, backend.find

        def watched_load(own: Backend, key: Key) -> object:
            self.loaded.append(key)
            return load(own, key)

        def watched_scan(own: Backend, kind: str, **rest: Any) -> object:
            self.scanned.append(kind)
            return scan(own, kind, **rest)

        def watched_find(own: Backend, query: Query) -> object:
            self.queries.append(query)
            return find(own, query)

        monkeypatch.setattr(backend, "load", watched_load)
        monkeypatch.setattr(backend, "scan", watched_scan)
        monkeypatch.setattr(backend, "find", watched_find)


class TestLooksAtNothingElse:
    def test_loads_no_relationship(
        self, backend_name: str, store: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """
        A query for what needs somebody is one question to the backend and loads not one document; only
        memory, which has no index, goes through all that it holds.
        """
        started(store)
        keep(store, offer_to(CY))
        watched = Watched(store, monkeypatch)

        assert {BEN, CY} == {
            summary.mentee_id for summary in store.find(Mentorship, attention_before=NOW + 30 * DAY)
        }
        assert [] == watched.loaded
        assert (["mentorship"] if backend_name == "memory" else []) == watched.scanned
        assert 1 == len(watched.queries)

    def test_walks_one_index(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        On SQLite each page is one search of the index of due times, neither sorted nor read further than
        the page.
        """
        with filled(url_of("sqlite", tmp_path), Policy(), [offer_to(BEN), offer_to(CY)]) as store:
            watched = Watched(store, monkeypatch)
            assert 2 == len(pages_of(store, NOW + 30 * DAY, limit=1))
            backend = store._backend
            assert isinstance(backend, SQLiteBackend)
            statements = [backend._queries.sql(query) for query in watched.queries]

        with closing(sqlite3.connect(tmp_path / "store.db")) as database:
            for statement, parameters in statements:
                plan = [step for *_, step in database.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)]
                assert 1 == len(plan)
                assert re.match(r"SEARCH \w+ USING INDEX \w+_attention_at \(", plan[0]), plan
