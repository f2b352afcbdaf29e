"""
Finding: typed filters, the moment that counts, and stable pages.
"""

from __future__ import annotations

import base64
from datetime import datetime, timedelta
from typing import Any

import pytest

from mentorcore import (
    Mentorship,
    PairingRequest,
    Person,
    Presence,
    RequestState,
    State,
    Store,
)
from mentorcore.errors import InvalidValue
from tests.model.examples import ADA, BEN, CY, DAY, LAPSES, NOW, offer
from tests.storage.conftest import register
from tests.storage.test_spanning import keep, offer_to, started


UNANSWERED = NOW + 7 * DAY
"""When an offer made at `NOW` has waited for too long."""


class TestPeople:
    @pytest.fixture
    def team(self, empty: Store) -> Store:
        """
        Two people of one team, and somebody who has left.
        """
        keep(
            empty,
            Person.register(name="Ada", id=ADA, at=NOW, email="Ada@Example.org", external_id="E-1"),
            Person.register(name="Ben", id=BEN, at=NOW, email="ben@example.org"),
            Person.register(name="Cy", id=CY, at=NOW),
        )
        with empty.transaction() as tx:
            tx.get(Person, BEN).set_manager(ADA, at=NOW)
            tx.get(Person, CY).leave(by=CY, at=NOW)

        return empty

    @pytest.mark.parametrize(
        ("filters", "expected"),
        [
            ({}, [ADA, BEN, CY]),
            ({"email": "ADA@example.ORG"}, [ADA]),
            ({"email": "nobody@example.org"}, []),
            ({"external_id": "E-1"}, [ADA]),
            ({"external_id": "e-1"}, []),
            ({"manager": ADA}, [BEN]),
            ({"state": Presence.LEFT}, [CY]),
            ({"state": [Presence.LEFT, Presence.PRESENT]}, [ADA, BEN, CY]),
            ({"state": []}, []),
            ({"manager": ADA, "state": Presence.LEFT}, []),
        ],
    )
    def test_by_each_filter(self, team: Store, filters: dict[str, Any], expected: list[str]) -> None:
        """
        All the filters hold at once.
        """
        assert expected == [found.id for found in team.find(Person, **filters)]

    def test_tell_what_is_known(self, team: Store) -> None:
        """
        A summary holds what the index knows, without loading the person.
        """
        (found,) = team.find(Person, manager=ADA)

        assert (BEN, 2, Presence.PRESENT, "ben@example.org", None, ADA) == (
            found.id,
            found.version,
            found.presence,
            found.email,
            found.external_id,
            found.manager_id,
        )
        assert ["E-1", None, None] == [person.external_id for person in team.find(Person)]


class TestRequests:
    def test_by_each_filter(self, store: Store) -> None:
        """
        A decider finds what waits for them.
        """
        waiting = PairingRequest.open(mentee=BEN, decider=CY, by=ADA, at=NOW, why="Please.", id="w")
        declined = PairingRequest.open(mentee=ADA, decider=CY, by=CY, at=NOW, why="Please.", id="d")
        declined.decline(by=CY, at=NOW, reason="Nobody is free.")
        keep(store, waiting, declined)

        def found(**filters: Any) -> list[str]:
            return [summary.id for summary in store.find(PairingRequest, **filters)]

        assert ["d", "w"] == found(decider=CY)
        assert ["w"] == found(decider=CY, state=RequestState.OPEN)
        assert ["w"] == found(mentee=BEN)
        assert ["d", "w"] == found(person=ADA)
        assert ["d", "w"] == found(person=CY)
        assert ["w"] == found(person=BEN)
        (summary,) = store.find(PairingRequest, mentee=ADA)
        assert (RequestState.DECLINED, ADA, CY) == (summary.state, summary.mentee_id, summary.decider_id)


class TestMentorships:
    def test_by_each_filter(self, store: Store) -> None:
        """
        By mentor, by mentee, by either, and by state.
        """
        running = started(store)
        offered = offer_to(ADA, mentor=CY)
        keep(store, offered)

        def found(**filters: Any) -> set[str]:
            return {summary.id for summary in store.find(Mentorship, at=NOW, **filters)}

        assert {running.id} == found(mentor=ADA)
        assert {offered.id} == found(mentee=ADA)
        assert {running.id, offered.id} == found(person=ADA)
        assert {offered.id} == found(person=ADA, state=State.OFFERED)
        assert {running.id, offered.id} == found(state={State.OFFERED, State.ACTIVE})
        assert set() == found(state=State.EXPIRED)
        (summary,) = store.find(Mentorship, mentor=CY, at=NOW)
        assert (CY, ADA, State.OFFERED, LAPSES, UNANSWERED, None) == (
            summary.mentor_id,
            summary.mentee_id,
            summary.state,
            summary.lapses_at,
            summary.attention_at,
            summary.next_meeting,
        )
        assert (offered.agreement.starts_on, offered.agreement.ends_on) == (
            summary.starts_on,
            summary.ends_on,
        )

    def test_lapsed_offers_are_expired(self, store: Store) -> None:
        """
        R5: states are judged at the query's moment: an offer is expired from when it lapses.
        """
        keep(store, offer_to(BEN), offer_to(CY))
        expired = store.find(Mentorship, mentee=CY).items[0].id
        with store.transaction() as tx:
            tx.get(Mentorship, expired).expire(by=CY, at=LAPSES)

        def count(state: State | list[State], at: datetime) -> int:
            return len(store.find(Mentorship, state=state, at=at))

        just_before = LAPSES - timedelta(microseconds=1)
        assert (1, 1) == (count(State.OFFERED, just_before), count(State.EXPIRED, just_before))
        assert (0, 2) == (count(State.OFFERED, LAPSES), count(State.EXPIRED, LAPSES))
        assert 2 == count([State.OFFERED, State.EXPIRED], LAPSES)

    def test_the_clock_decides_unless_at_is_given(self, store: Store) -> None:
        """
        R5: without a moment the store's clock counts.
        """
        keep(store, offer_to())

        assert (0, 1) == (
            len(store.find(Mentorship, state=State.OFFERED)),
            len(store.find(Mentorship, state=State.EXPIRED)),
        )

    def test_next_meeting_is_the_earliest(self, store: Store) -> None:
        """
        The index knows the earliest meeting that is still to be reported on.
        """
        running = started(store)
        with store.transaction() as tx:
            meetings = tx.get(Mentorship, running.id).meetings
            meetings.schedule(by=ADA, at=NOW, starts=NOW + 9 * DAY, minutes=60)
            meetings.schedule(by=ADA, at=NOW, starts=NOW + 2 * DAY, minutes=60)

        assert NOW + 2 * DAY == store.find(Mentorship).items[0].next_meeting


class TestAttention:
    def test_is_inclusive_and_in_order(self, store: Store) -> None:
        """
        What is due at the moment is found, the longest due first.
        """
        keep(store, offer_to(BEN, at=NOW + DAY), offer_to(CY))

        def found(at: datetime) -> list[str]:
            return [summary.mentee_id for summary in store.find(Mentorship, attention_before=at)]

        assert [] == found(UNANSWERED - timedelta(microseconds=1))
        assert [CY] == found(UNANSWERED)
        assert [CY, BEN] == found(UNANSWERED + DAY)

    def test_pages_by_due_time(self, memory: Store) -> None:
        """
        Pages go on by due time, then id.
        """
        register(memory, *(f"p{number}" for number in range(6)))
        keep(memory, *(offer_to(f"p{number}", at=NOW + (5 - number) // 2 * DAY) for number in range(6)))
        seen: list[str] = []
        cursor: str | None = None
        while True:
            page = memory.find(Mentorship, attention_before=LAPSES + 9 * DAY, limit=2, cursor=cursor)
            seen += [summary.id for summary in page]
            cursor = page.cursor
            if cursor is None:
                break
        due = [(memory.get(Mentorship, found).lapses_at, found) for found in seen]

        assert 6 == len(seen)
        assert sorted(due) == due


class TestPages:
    @pytest.fixture
    def many(self, empty: Store) -> Store:
        """
        A store with eleven people.
        """
        register(empty, *(f"p{number:02}" for number in range(0, 22, 2)))

        return empty

    @pytest.mark.parametrize("limit", [1, 2, 5, 10, 11, 12])
    def test_cover_everything_once(self, many: Store, limit: int) -> None:
        """
        Page after page, everything comes once, in order, and the last page has no cursor.
        """
        seen: list[str] = []
        page = many.find(Person, limit=limit)
        seen += [summary.id for summary in page]
        while page.cursor is not None:
            assert limit == len(page)
            page = many.find(Person, limit=limit, cursor=page.cursor)
            seen += [summary.id for summary in page]

        assert [f"p{number:02}" for number in range(0, 22, 2)] == seen

    def test_stay_stable_while_others_write(self, many: Store) -> None:
        """
        What is added before the cursor does not shift the next page, what is added behind it appears.
        """
        first = many.find(Person, limit=5)
        register(many, "p01", "p11")
        second = many.find(Person, limit=3, cursor=first.cursor)

        assert ["p10", "p11", "p12"] == [summary.id for summary in second]

    def test_go_on_while_time_passes(self, store: Store) -> None:
        """
        R5: a cursor stays good at another moment, also where the moment decides which offers are meant.
        """
        keep(store, offer_to(BEN), offer_to(CY))
        states = [State.OFFERED, State.EXPIRED]
        first = store.find(Mentorship, state=states, at=NOW, limit=1)
        second = store.find(Mentorship, state=states, at=NOW + DAY, limit=1, cursor=first.cursor)

        assert {BEN, CY} == {summary.mentee_id for summary in (*first, *second)}

    def test_belong_to_their_query(self, many: Store) -> None:
        """
        A cursor is no place in a query of another kind or with other filters.
        """
        cursor = many.find(Person, limit=5).cursor
        for kind, filters in ((Mentorship, {}), (Person, {"state": Presence.PRESENT})):
            with pytest.raises(InvalidValue, match="with the same filters"):
                many.find(kind, cursor=cursor, **filters)  # type: ignore[call-overload]

    def test_merge_several_states(self, store: Store) -> None:
        """
        A page over several states is in order, and nothing is left out.
        """
        register(store, *(f"p{number}" for number in range(6)), capacity=9)
        for number in range(6):
            mentorship = Mentorship.offer(
                mentor=f"p{number}",
                mentee=BEN,
                by=f"p{number}",
                at=NOW,
                reasoning="Why.",
                potential="What.",
                agreement=offer().agreement,
                id=f"m{number}",
            )
            if number % 2:
                mentorship.accept(by=BEN, at=NOW)
            keep(store, mentorship)
        states = [State.OFFERED, State.ACTIVE, State.EXPIRED]
        page = store.find(Mentorship, state=states, at=NOW, limit=4)
        rest = store.find(Mentorship, state=states, at=NOW, limit=4, cursor=page.cursor)

        assert [f"m{number}" for number in range(6)] == [s.id for s in (*page, *rest)]
        assert rest.cursor is None


class TestRefusals:
    @pytest.mark.parametrize(
        ("filters", "path"),
        [
            ({"colour": "red"}, "colour"),
            ({"mentor": None}, "mentor"),
            ({"state": None}, "state"),
            ({"email": "ada@example.org"}, "email"),
            ({"mentor": "../../etc/passwd"}, "mentor"),
            ({"mentee": 7}, "mentee"),
            ({"state": "active"}, "state"),
            ({"state": [State.ACTIVE, "paused"]}, "state"),
            ({"state": Presence.LEFT}, "state"),
            ({"attention_before": datetime(2026, 1, 1)}, "attention_before"),
            ({"attention_before": "now"}, "attention_before"),
            ({"at": datetime(2026, 1, 1)}, "at"),
            ({"limit": 0}, "limit"),
            ({"limit": 1001}, "limit"),
            ({"limit": "5"}, "limit"),
            ({"cursor": "§§§"}, "cursor"),
            ({"cursor": 7}, "cursor"),
            ({"cursor": base64.urlsafe_b64encode(b'["x"]').decode(), "attention_before": NOW}, "cursor"),
            ({"cursor": base64.urlsafe_b64encode(b'["y", "x"]').decode(), "attention_before": NOW}, "cursor"),
            ({"cursor": base64.urlsafe_b64encode(b'["../x"]').decode()}, "cursor"),
            ({"cursor": base64.urlsafe_b64encode(b"7").decode()}, "cursor"),
        ],
    )
    def test_say_what_is_wrong(self, store: Store, filters: dict[str, Any], path: str) -> None:
        """
        An unknown filter or a wrong value is an error that names it.
        """
        with pytest.raises(InvalidValue) as caught:
            store.find(Mentorship, **filters)

        assert path == caught.value.path

    def test_name_the_filters_that_there_are(self, store: Store) -> None:
        """
        An unknown filter is answered with the known ones.
        """
        with pytest.raises(InvalidValue, match="mentor, mentee, state, attention_before, person, at"):
            store.find(Mentorship, colour="red")  # type: ignore[call-overload]

    @pytest.mark.parametrize("text", ["a\0b", "\ud800", "", 5])
    def test_of_text_that_is_none(self, store: Store, text: Any) -> None:
        """
        P1: a text filter is checked like any text.
        """
        with pytest.raises(InvalidValue, match="P1"):
            store.find(Person, external_id=text)


class TestCursors:
    def test_belong_to_the_values_of_a_query(self, memory: Store) -> None:
        """
        A cursor is no place in a query with another value of the same filter.
        """
        cursor = memory.find(Person, state=Presence.PRESENT, limit=2).cursor

        assert cursor is not None
        assert 1 == len(memory.find(Person, state=Presence.PRESENT, cursor=cursor))
        with pytest.raises(InvalidValue, match="does not come from a page of such a query"):
            memory.find(Person, state=Presence.LEFT, cursor=cursor)

    def test_a_page_may_be_larger_than_usual(self, memory: Store) -> None:
        """
        As many come together as were asked for.
        """
        with memory.transaction() as tx:
            for number in range(120):
                tx.add(Person.register(id=f"p{number}", name="Somebody", at=NOW))

        assert 110 == len(memory.find(Person, limit=110))
        assert 100 == len(memory.find(Person))
