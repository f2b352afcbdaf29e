"""
What a store says when it refuses something: by which rule, what was tried, why, and what would be accepted.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs
import pytest

from mentorcore import Mentorship, PairingRequest, Person, Presence, RequestState, State, Store
from mentorcore.backends import Page, Query
from mentorcore.errors import Clash, Conflict, Corrupt, InvalidValue, ReadOnly, RuleViolation, WrongState
from mentorcore.storage.summaries import SummaryPage
from tests.model.examples import ADA, AGREEMENT, BEN, CY, DAY, HOUR, NOW, brokered, offer, refused
from tests.storage.conftest import LATER, register
from tests.storage.test_spanning import keep, offer_to, started


LEFT = "name somebody who is still there; a person who has left enters nothing new"


def request(mentee: str = BEN, *, decider: str = CY, by: str = BEN) -> PairingRequest:
    """
    Return a request that is not kept yet.
    """
    return PairingRequest.open(mentee=mentee, decider=decider, by=by, at=NOW, why="Please.", id="asked")


def leave(store: Store, person: str) -> None:
    """
    Enter that somebody has left.
    """
    with store.transaction() as tx:
        tx.get(Person, person).leave(by=person, at=NOW)


def find(store: Store, kind: Any, **filters: Any) -> SummaryPage[Any]:
    """
    Return what a query finds, whatever the filters are.
    """
    call: Callable[..., SummaryPage[Any]] = store.find

    return call(kind, **filters)


class TestRelationships:
    def test_one_at_a_time(self, memory: Store) -> None:
        """
        R8: the relationship that is in the way is named.
        """
        first = started(memory)
        with refused(
            Clash,
            rule="R8",
            tried="offer a mentorship",
            because=f"the two already have an open relationship, {first.id}",
            accepted="go on with that one, or end it first",
        ):
            keep(memory, offer_to())

    def test_one_at_a_time_in_one_commit(self, memory: Store) -> None:
        """
        R8: also where it comes with the same commit.
        """
        first, second = offer_to(), offer_to()
        with refused(
            Clash,
            rule="R8",
            tried="offer a mentorship",
            because=f"the two already have an open relationship, {second.id}",
            accepted="go on with that one, or end it first",
        ):
            keep(memory, first, second)

    def test_as_many_as_the_mentor_takes_on(self, memory: Store) -> None:
        """
        R9: both numbers are named.
        """
        register(memory, "mia", capacity=1)
        started(memory, BEN, mentor="mia")
        waiting = offer_to(CY, mentor="mia")
        keep(memory, waiting)
        with refused(
            Clash,
            rule="R9",
            tried="activate a mentorship",
            because="mia would have 2 running mentorships and a capacity of 1",
            accepted="wait until one has ended, or let the mentor set a higher capacity",
        ):
            with memory.transaction() as tx:
                tx.get(Mentorship, waiting.id).accept(by=CY, at=NOW)

    @pytest.mark.parametrize(
        ("enter", "tried"),
        [
            (lambda store: keep(store, offer_to()), "offer a mentorship"),
            (
                lambda store: store.transact(
                    lambda tx: tx.get(Mentorship, offer().id).accept(by=BEN, at=NOW)
                ),
                "activate a mentorship",
            ),
        ],
    )
    def test_not_with_the_line_manager(
        self, memory: Store, enter: Callable[[Store], object], tried: str
    ) -> None:
        """
        R10: who manages whom is named.
        """
        if tried.startswith("activate"):
            keep(memory, offer())
        with memory.transaction() as tx:
            tx.get(Person, BEN).set_manager(ADA, at=NOW)
        with refused(
            Clash,
            rule="R10",
            tried=tried,
            because="ada is the line manager of ben",
            accepted="another mentor, or a policy with line_managers=True",
        ):
            enter(memory)


class TestWhoHasLeft:
    def test_is_offered_nothing(self, memory: Store) -> None:
        """
        P5: neither of the two of a new offer has left.
        """
        leave(memory, BEN)
        with refused(
            WrongState, rule="P5", tried="offer a mentorship", because="ben has left", accepted=LEFT
        ):
            keep(memory, offer_to())

    @pytest.mark.parametrize("gone", [BEN, CY])
    def test_is_not_asked(self, memory: Store, gone: str) -> None:
        """
        P5: nor have the mentee and the decider of a new request.
        """
        leave(memory, gone)
        with refused(
            WrongState, rule="P5", tried="ask for a mentor", because=f"{gone} has left", accepted=LEFT
        ):
            keep(memory, request(by=ADA))

    def test_enters_nothing(self, memory: Store) -> None:
        """
        P5: whoever has left enters nothing new.
        """
        leave(memory, ADA)
        with refused(
            WrongState, rule="P5", tried="enter something new", because="ada has left", accepted=LEFT
        ):
            keep(memory, request(by=ADA))

    def test_enters_nothing_after_leaving(self, memory: Store) -> None:
        """
        P5: nor does who leaves in the same commit.
        """
        with refused(
            WrongState, rule="P5", tried="enter something new", because="ada has left", accepted=LEFT
        ):
            with memory.transaction() as tx:
                tx.get(Person, ADA).leave(by=ADA, at=NOW)
                tx.add(PairingRequest.open(mentee=BEN, decider=CY, by=ADA, at=NOW + HOUR, why="Please."))


class TestProposals:
    def test_need_their_mentorship(self, memory: Store) -> None:
        """
        B1: a request cannot say that something was proposed which is not kept.
        """
        keep(memory, request())
        with refused(
            Clash,
            rule="B1",
            tried="propose a pair",
            because="the mentorship that the request asked proposes is not added",
            accepted="write m = tx.add(request.propose(…))",
        ):
            with memory.transaction() as tx:
                tx.get(PairingRequest, "asked").propose(
                    mentor=ADA, by=CY, at=NOW, reasoning="Why.", potential="What.", agreement=AGREEMENT
                )

    def test_need_their_request(self, memory: Store) -> None:
        """
        B1: nor can a mentorship say that it comes from a request which says nothing of it.
        """
        with refused(
            Clash,
            rule="B1",
            tried="add a proposed mentorship",
            because="its pairing request for-ben is not changed with it",
            accepted="load the request in the same transaction and propose there",
        ):
            keep(memory, brokered())


class TestTransactions:
    def test_take_nothing_that_is_in_another(self, memory: Store) -> None:
        """
        P4: what was added or loaded elsewhere is told apart from what is new.
        """
        with memory.transaction() as tx:
            dee = tx.add(Person.register(name="Dee", id="dee", at=NOW))
            with pytest.raises(ReadOnly) as caught:
                tx.add(dee)

        assert "this person belongs to a transaction already, and" == caught.value.what

    @pytest.mark.parametrize("version", [0, 1])
    def test_take_no_id_twice(self, memory: Store, version: int) -> None:
        """
        P4: an id that the transaction has already is a conflict, whether it was added or loaded here.
        """
        with pytest.raises(Conflict) as caught, memory.transaction() as tx:
            if version:
                tx.get(Person, ADA)
            else:
                tx.add(Person.register(name="Dee", id="dee", at=NOW))
            tx.add(Person.register(name="Dee", id=ADA if version else "dee", at=NOW))

        assert (f"person/{ADA if version else 'dee'}", 0, 1) == (
            str(caught.value.key),
            caught.value.expected,
            caught.value.actual,
        )

    def test_take_only_what_is_kept(self, memory: Store) -> None:
        """
        P1: a store keeps three kinds of things.
        """
        with refused(
            InvalidValue,
            rule="P1",
            tried="find what is kept",
            because="this is nothing that a store keeps",
            accepted="give Person, Mentorship or PairingRequest",
            path="kind",
        ):
            memory.get(dict, ADA)  # type: ignore[type-var]

    def test_take_one_line_as_a_token(self, memory: Store) -> None:
        """
        P1: the longest token has 200 characters.
        """
        with memory.transaction(token="t" * 200):
            pass
        with refused(
            InvalidValue,
            rule="P1",
            tried="accept token",
            because="it has 201 characters",
            accepted="at most 200 are accepted",
        ):
            with memory.transaction(token="t" * 201):
                pass
        with refused(
            InvalidValue,
            rule="P1",
            tried="accept token",
            because="it holds a line break or control character",
            accepted="write it on one line",
        ):
            with memory.transaction(token="a\nb"):
                pass

    def test_enter_nothing_that_lies_in_the_future(self, memory: Store) -> None:
        """
        P2: both clocks are named.
        """
        ahead = LATER + memory.policy.skew
        with memory.transaction() as tx:
            tx.get(Person, ADA).set_capacity(4, by=ADA, at=ahead)
        with refused(
            InvalidValue,
            rule="P2",
            tried="commit",
            because=f"{(ahead + HOUR).isoformat()} lies in the future; "
            f"the store's clock says {LATER.isoformat()}",
            accepted=f"at most {memory.policy.skew_seconds} seconds of difference are accepted",
            path="at",
        ):
            with memory.transaction() as tx:
                tx.get(Person, ADA).set_capacity(5, by=ADA, at=ahead + HOUR)

        assert 4 == memory.get(Person, ADA).capacity


class TestQueries:
    @pytest.mark.parametrize(
        ("kind", "state", "wrong", "given"),
        [
            (Person, "Presence", "State", State.ACTIVE),
            (Person, "Presence", "str", ["present"]),
            (PairingRequest, "RequestState", "Presence", Presence.LEFT),
            (Mentorship, "State", "str", "active"),
            (Mentorship, "State", "RequestState", [State.ACTIVE, RequestState.OPEN]),
        ],
    )
    def test_take_states_of_their_kind(
        self, memory: Store, kind: Any, state: str, wrong: str, given: Any
    ) -> None:
        """
        P1: the state of one kind is none of another.
        """
        with refused(
            InvalidValue,
            rule="P1",
            tried="find what is kept",
            because=f"a value of type {wrong} is no {state}",
            accepted=f"give a {state}, or several in a list",
            path="state",
        ):
            find(memory, kind, state=given)

    @pytest.mark.parametrize("kind", [Person, PairingRequest, Mentorship])
    def test_take_a_list_of_states(self, memory: Store, kind: Any) -> None:
        """
        P1: what is neither a state nor a list is named.
        """
        with refused(
            InvalidValue,
            rule="P1",
            tried="accept state",
            because="a value of type int is not a list",
            accepted="give a list or a tuple",
        ):
            find(memory, kind, state=7)

    @pytest.mark.parametrize(
        ("kind", "tried", "filters"),
        [
            (Person, "person", "email, external_id, manager, state"),
            (PairingRequest, "pairing_request", "decider, mentee, state, person"),
            (Mentorship, "mentorship", "mentor, mentee, state, attention_before, person"),
        ],
    )
    def test_take_the_filters_of_their_kind(self, memory: Store, kind: Any, tried: str, filters: str) -> None:
        """
        P1: an unknown filter is answered with those that there are; one without a value is none.
        """
        with refused(
            InvalidValue,
            rule="P1",
            tried=f"find a {tried}",
            because="there is no filter 'colour'",
            accepted=f"the filters are {filters}, at, limit and cursor",
            path="colour",
        ):
            find(memory, kind, colour="red")
        for name in filters.split(", "):
            with refused(
                InvalidValue,
                rule="P1",
                tried=f"find a {tried}",
                because=f"the filter {name} is None, which finds nothing in particular",
                accepted="give a value, or leave the filter out",
                path=name,
            ):
                find(memory, kind, **{name: None})

    def test_repeat_little_of_an_unknown_filter(self, memory: Store) -> None:
        """
        P1: a name that is far too long is not printed in full.
        """
        with pytest.raises(InvalidValue) as caught:
            find(memory, Person, **{"x" * 1000: 1})

        assert ("x" * 64, 200) == (caught.value.path, len(caught.value.because))

    @pytest.mark.parametrize(
        ("kind", "name"),
        [
            (Person, "manager"),
            (PairingRequest, "decider"),
            (PairingRequest, "mentee"),
            (PairingRequest, "person"),
            (Mentorship, "mentor"),
            (Mentorship, "mentee"),
            (Mentorship, "person"),
        ],
    )
    def test_take_ids(self, memory: Store, kind: Any, name: str) -> None:
        """
        P4: where somebody is looked for, the filter is an id.
        """
        with refused(
            InvalidValue,
            rule="P4",
            tried=f"accept {name}",
            because="this text is not an id",
            accepted="an id is 1 to 64 of A-Z, a-z, 0-9, _ and -",
        ):
            find(memory, kind, **{name: "a b"})

    @pytest.mark.parametrize("name", ["email", "external_id"])
    def test_take_texts(self, memory: Store, name: str) -> None:
        """
        P1: where a text is looked for, it is one that can be kept.
        """
        filters: dict[str, Any] = {name: "x" * 254}
        assert 0 == len(find(memory, Person, **filters))

        for text, because, accepted in (
            ("x" * 255, "it has 255 characters", "at most 254 are accepted"),
            ("a\tb", "it holds a line break or control character", "write it on one line"),
        ):
            with refused(InvalidValue, rule="P1", tried=f"accept {name}", because=because, accepted=accepted):
                find(memory, Person, **{name: text})

    @pytest.mark.parametrize("limit", [0, 1001])
    def test_take_a_thousand_at_most(self, memory: Store, limit: int) -> None:
        """
        P1: a page has 1 to 1000 summaries.
        """
        assert 3 == len(find(memory, Person, limit=1000))

        with refused(
            InvalidValue,
            rule="P1",
            tried="accept limit",
            because=f"{limit} is out of range",
            accepted="1 to 1000 are accepted",
        ):
            find(memory, Person, limit=limit)

    @pytest.mark.parametrize("cursor", ["§", "WyJ4Il0=", "", "bm9uZQ==", "WyJ4IiwgIi4uL3giXQ=="])
    def test_take_their_own_cursors(self, memory: Store, cursor: str) -> None:
        """
        P1: what never was a cursor of such a query is refused, and named.
        """
        with pytest.raises(RuleViolation) as caught:
            find(memory, Person, cursor=cursor)

        assert isinstance(caught.value, InvalidValue)
        assert "cursor" == caught.value.path

    def test_take_no_cursor_of_another(self, memory: Store) -> None:
        """
        P1: nor is the cursor of another query one of this.
        """
        cursor = find(memory, Person, limit=1).cursor
        with refused(
            InvalidValue,
            rule="P1",
            tried="find what is kept",
            because="this cursor does not come from a page of such a query",
            accepted="give the cursor of the page before, with the same filters",
            path="cursor",
        ):
            find(memory, Person, limit=1, cursor=cursor, state=Presence.PRESENT)


class TestDamagedIndex:
    @pytest.fixture
    def damaged(self, memory: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
        """
        A store with one relationship whose index values say nothing sensible.
        """
        keep(memory, offer())
        find = memory.backend.find

        def spoilt(query: Query) -> Page:
            page = find(query)
            rows = tuple(attrs.evolve(row, index={**row.index, "state": "sleepy"}) for row in page.rows)
            return attrs.evolve(page, rows=rows)

        monkeypatch.setattr(memory.backend, "find", spoilt)

        return memory

    def test_is_named_by_a_query(self, damaged: Store) -> None:
        """
        A summary is made of values that the core wrote, or not at all.
        """
        with pytest.raises(Corrupt) as caught:
            damaged.find(Mentorship)

        assert ("mentorship/ada-and-ben", "its index values are not what the core writes") == (
            caught.value.where,
            caught.value.problem,
        )

    def test_is_named_by_a_rule(self, damaged: Store) -> None:
        """
        R8: nor is a rule judged by others.
        """
        with pytest.raises(Corrupt) as caught:
            keep(damaged, offer_to(at=NOW + DAY))

        assert "mentorship/ada-and-ben" == caught.value.where
