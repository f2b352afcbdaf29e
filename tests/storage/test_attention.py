"""
`attention_before` finds what needs somebody, without looking at the rest.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mentorcore import Mentorship, Person, Policy, Store, attention, open_store
from mentorcore.backends import Backend, Key
from mentorcore.insight.attention import alerts
from mentorcore.testing.strategies import mentorships
from tests.model.examples import BEN, CY, DAY, NOW
from tests.storage.conftest import url_of
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
    found = draw(st.lists(mentorships(changes=8), min_size=1, max_size=4))
    apart: list[Mentorship] = []
    taken: set[str] = set()
    for m in found:
        people = {*m.pair, m.offered_by, m.id}
        if not (people & taken) and m.request_id is None and not m.document.departed:
            taken |= people
            apart.append(m)

    return apart


def found_by(store: Store, at: datetime) -> list[str]:
    """
    Return the ids that a query finds, page by page.
    """
    ids: list[str] = []
    cursor: str | None = None
    while True:
        page = store.find(Mentorship, attention_before=at, limit=2, cursor=cursor)
        ids += [summary.id for summary in page]
        cursor = page.cursor
        if cursor is None:
            return ids


class TestFindsExactlyWhatNeedsSomebody:
    @pytest.mark.parametrize("backend", ["memory", "sqlite", "json"])
    @settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
    @given(programmes(), POLICIES, st.data())
    def test_at_every_moment(
        self, backend: str, relationships: list[Mentorship], policy: Policy, data: st.DataObject
    ) -> None:
        """
        R3, R5, R7, M2, M3, A1, A2, Q3, G1, D2: on every backend, under any policy, at any moment, those come
        for which `attention` is not empty, the longest due first, then by id.
        """
        with (
            tempfile.TemporaryDirectory() as folder,
            filled(url_of(backend, Path(folder)), policy, relationships) as store,
        ):
            kept = [store.get(Mentorship, m.id) for m in relationships]
            sinces = sorted({alert.since for m in kept for alert in alerts(m)}) or [NOW]
            since = data.draw(st.sampled_from(sinces))
            for at in (since - timedelta.resolution, since, since + timedelta.resolution):
                due = [(min(alert.since for alert in alerts(m)), m.id) for m in kept if attention(m, at=at)]
                assert [found for _, found in sorted(due)] == found_by(store, at)


class TestLooksAtNothingElse:
    def test_loads_no_relationship(self, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        A query for what needs somebody loads not one document.
        """
        started(store)
        keep(store, offer_to(CY))
        loaded: list[Key] = []
        load = type(store._backend).load

        def watched(backend: Backend, key: Key) -> object:
            loaded.append(key)
            return load(backend, key)

        monkeypatch.setattr(type(store._backend), "load", watched)

        assert {BEN, CY} == {
            summary.mentee_id for summary in store.find(Mentorship, attention_before=NOW + 30 * DAY)
        }
        assert [] == loaded
