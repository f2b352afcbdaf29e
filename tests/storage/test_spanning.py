"""
The rules that span records, R4, R8 to R11, P5 and B1, on every backend.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from mentorcore import (
    SYSTEM,
    Mentorship,
    PairingRequest,
    Person,
    Policy,
    Presence,
    Purpose,
    RequestState,
    State,
    Store,
    Transaction,
    open_store,
)
from mentorcore.backends import Batch
from mentorcore.errors import Clash, Conflict, MentorcoreError, NotFound, WrongState
from mentorcore.model.values import ERASED
from tests.model.examples import ADA, AGREEMENT, BEN, CY, DAY, HOUR, LAPSES, NOW, brokered
from tests.storage.conftest import clock, register


def offer_to(
    mentee: str = BEN, *, mentor: str = ADA, by: str | None = None, at: datetime = NOW
) -> Mentorship:
    """
    Return an offer from a mentor to a mentee.
    """
    return Mentorship.offer(
        mentor=mentor,
        mentee=mentee,
        by=by or mentor,
        at=at,
        reasoning="We share a desk.",
        potential="She asks good questions.",
        agreement=AGREEMENT,
    )


def keep(store: Store, *aggregates: Mentorship | PairingRequest | Person) -> None:
    """
    Commit what is new.
    """
    with store.transaction() as tx:
        for aggregate in aggregates:
            tx.add(aggregate)


def started(store: Store, mentee: str = BEN, *, mentor: str = ADA) -> Mentorship:
    """
    Return an active relationship that is kept.
    """
    mentorship = offer_to(mentee, mentor=mentor)
    keep(store, mentorship)
    with store.transaction() as tx:
        tx.get(Mentorship, mentorship.id).accept(by=mentee, at=NOW)

    return mentorship


class TestExistence:
    @pytest.mark.parametrize(("mentor", "mentee", "missing"), [("nix", BEN, "nix"), (ADA, "nix", "nix")])
    def test_both_people_are_kept(self, store: Store, mentor: str, mentee: str, missing: str) -> None:
        """
        R10: an offer names people whom the store knows.
        """
        with pytest.raises(NotFound) as caught, store.transaction() as tx:
            tx.add(offer_to(mentee, mentor=mentor))

        assert missing == caught.value.id
        assert 0 == len(store.find(Mentorship))

    def test_in_the_same_commit_is_early_enough(self, store: Store) -> None:
        """
        R11: the rules hold on the state after the commit, so the people may come with the offer.
        """
        keep(store, Person.register(name="Dee", id="dee", at=NOW), offer_to("dee"))

        assert ["dee"] == [found.mentee_id for found in store.find(Mentorship)]

    def test_a_manager_is_kept(self, store: Store) -> None:
        """
        P3: a line manager is somebody whom the store knows.
        """
        with pytest.raises(NotFound), store.transaction() as tx:
            tx.get(Person, BEN).set_manager("nix", at=NOW)

        with store.transaction() as tx:
            tx.get(Person, BEN).set_manager(CY, at=NOW)

        assert CY == store.get(Person, BEN).manager_id


class TestOnlyOne:
    def test_an_open_one_excludes_another(self, store: Store) -> None:
        """
        R8: while a relationship is offered, active or paused, the same two get no other.
        """
        first = offer_to()
        keep(store, first)

        for change in (
            lambda m: None,
            lambda m: m.accept(by=BEN, at=NOW),
            lambda m: m.pause(by=BEN, at=NOW),
        ):
            with store.transaction() as tx:
                change(tx.get(Mentorship, first.id))
            with pytest.raises(Clash) as caught, store.transaction() as tx:
                tx.add(offer_to())
            assert "R8" == caught.value.rule
            assert f"already have an open relationship, {first.id}" in str(caught.value)
        assert 1 == len(store.find(Mentorship))

    def test_two_in_one_commit_exclude_each_other(self, store: Store) -> None:
        """
        R8, R11: the transaction's own changes count.
        """
        with pytest.raises(Clash, match="R8"):
            keep(store, offer_to(), offer_to())

        assert 0 == len(store.find(Mentorship))

    def test_the_other_way_round_is_another(self, store: Store) -> None:
        """
        R8: it is about the same mentor and the same mentee.
        """
        keep(store, offer_to(BEN, mentor=ADA), offer_to(ADA, mentor=BEN))

        assert 2 == len(store.find(Mentorship))

    def test_a_finished_one_makes_room(self, store: Store) -> None:
        """
        R8: after its end the same two may start again.
        """
        first = started(store)
        with store.transaction() as tx:
            tx.get(Mentorship, first.id).end(by=ADA, at=NOW, reason="A new role.")
        keep(store, offer_to(at=NOW + DAY))

        assert 2 == len(store.find(Mentorship, mentor=ADA, mentee=BEN))

    def test_a_replaced_one_makes_room_in_the_same_commit(self, store: Store) -> None:
        """
        R11: the rules hold on the state after the commit.
        """
        first = offer_to()
        keep(store, first)
        with store.transaction() as tx:
            tx.get(Mentorship, first.id).withdraw(by=ADA, at=NOW)
            tx.add(offer_to())

        states = sorted(found.state.value for found in store.find(Mentorship, at=NOW))
        assert ["offered", "withdrawn"] == states

    def test_a_lapsed_offer_makes_room_by_itself(self, store: Store) -> None:
        """
        R5, R8: an offer counts until it lapses, judged at the command's moment, and not a moment longer.
        """
        keep(store, offer_to())
        with pytest.raises(Clash):
            keep(store, offer_to(at=LAPSES - HOUR))
        keep(store, offer_to(at=LAPSES))

        assert [State.EXPIRED, State.OFFERED] == sorted(
            (found.state for found in store.find(Mentorship, at=LAPSES)), key=lambda s: s.value
        )

    def test_a_lapsed_offer_in_hand_makes_room_too(self, store: Store) -> None:
        """
        R5, R8: that holds for an offer that the transaction itself has loaded.
        """
        first = offer_to()
        keep(store, first)
        with store.transaction() as tx:
            tx.get(Mentorship, first.id)
            tx.add(offer_to(at=LAPSES))

        assert 2 == len(store.find(Mentorship))


class TestCapacity:
    def test_running_ones_count(self, store: Store) -> None:
        """
        R9: a mentor runs at most as many mentorships as their capacity, paused ones included.
        """
        register(store, "m", capacity=2)
        register(store, "a", "b", "c")
        paused = started(store, "a", mentor="m")
        with store.transaction() as tx:
            tx.get(Mentorship, paused.id).pause(by="a", at=NOW)
        started(store, "b", mentor="m")
        third = offer_to("c", mentor="m")
        keep(store, third)

        with pytest.raises(Clash) as caught, store.transaction() as tx:
            tx.get(Mentorship, third.id).accept(by="c", at=NOW)

        assert "R9" == caught.value.rule
        assert "m would have 3 running mentorships and a capacity of 2" in str(caught.value)
        assert State.OFFERED is store.get(Mentorship, third.id).state

    def test_a_place_that_becomes_free_counts_in_the_same_commit(self, store: Store) -> None:
        """
        R9, R11: ending one and accepting another is one step.
        """
        register(store, "m", capacity=1)
        first = started(store, BEN, mentor="m")
        second = offer_to(CY, mentor="m")
        keep(store, second)
        with store.transaction() as tx:
            tx.get(Mentorship, first.id).end(by=BEN, at=NOW, reason="It is done.")
            tx.get(Mentorship, second.id).accept(by=CY, at=NOW)

        assert State.ACTIVE is store.get(Mentorship, second.id).state

    def test_lowering_it_breaks_nothing(self, store: Store) -> None:
        """
        R11: what runs goes on when the capacity is lowered; only the next one is refused.
        """
        first = started(store)
        with store.transaction() as tx:
            tx.get(Person, ADA).set_capacity(0, by=ADA, at=NOW)
        with store.transaction() as tx:
            mentorship = tx.get(Mentorship, first.id)
            mentorship.pause(by=BEN, at=NOW)
            mentorship.resume(by=BEN, at=NOW)

        assert State.ACTIVE is store.get(Mentorship, first.id).state
        with pytest.raises(Clash, match="R9"):
            keep(store, offer_to(CY))

    def test_nobody_forgets_the_mentor(self, store: Store) -> None:
        """
        R11: an offer and an acceptance write the mentor's Person, and nothing else does.
        """
        before = store.get(Person, ADA).version
        mentorship = started(store)
        after = store.get(Person, ADA).version
        with store.transaction() as tx:
            tx.get(Mentorship, mentorship.id).pause(by=BEN, at=NOW)

        assert (before + 2, before + 2) == (after, store.get(Person, ADA).version)


class TestLineManager:
    def test_is_no_mentor(self, store: Store) -> None:
        """
        R10: a mentor is not the mentee's line manager.
        """
        with store.transaction() as tx:
            tx.get(Person, BEN).set_manager(ADA, at=NOW)

        with pytest.raises(Clash) as caught:
            keep(store, offer_to())

        assert "R10" == caught.value.rule
        assert "ada is the line manager of ben" in str(caught.value)

    def test_unless_the_policy_allows_it(self) -> None:
        """
        R10: the policy may allow it.
        """
        with open_store("memory:", clock=clock, policy=Policy(line_managers=True)) as store:
            register(store, ADA, BEN)
            with store.transaction() as tx:
                tx.get(Person, BEN).set_manager(ADA, at=NOW)
            keep(store, offer_to())

            assert 1 == len(store.find(Mentorship))

    def test_becoming_one_breaks_nothing(self, store: Store) -> None:
        """
        R11: a change of manager leaves a running relationship alone; an offer can then not be accepted.
        """
        mentorship = started(store)
        waiting = offer_to(CY)
        keep(store, waiting)
        with store.transaction() as tx:
            tx.get(Person, BEN).set_manager(ADA, at=NOW)
            tx.get(Person, CY).set_manager(ADA, at=NOW)

        assert State.ACTIVE is store.get(Mentorship, mentorship.id).state
        with pytest.raises(Clash, match="R10"), store.transaction() as tx:
            tx.get(Mentorship, waiting.id).accept(by=CY, at=NOW)


class TestLeaving:
    @pytest.mark.parametrize("who", [ADA, BEN])
    def test_ends_what_runs_and_withdraws_what_is_offered(self, store: Store, who: str) -> None:
        """
        R4: the commit in which somebody leaves settles their relationships, by the system.
        """
        register(store, "d")
        running = started(store)
        offered = offer_to("d", mentor=who)
        keep(store, offered)
        request = PairingRequest.open(mentee=who, decider=CY, by=CY, at=NOW, why="A second view.")
        keep(store, request)
        with store.transaction() as tx:
            tx.get(Person, who).leave(by=who, at=NOW + DAY)

        assert Presence.LEFT is store.get(Person, who).presence
        assert State.ENDED is store.get(Mentorship, running.id).state
        assert State.WITHDRAWN is store.get(Mentorship, offered.id).state
        assert RequestState.WITHDRAWN is store.get(PairingRequest, request.id).state
        last = [(c.action, c.by) for c in store.journal()][-4:]
        assert [("person.left", who)] == [x for x in last if x[1] != SYSTEM]
        assert {"mentorship.ended", "mentorship.withdrawn", "pairing_request.withdrawn"} == {
            action for action, by in last if by == SYSTEM
        }

    def test_settles_what_is_added_in_the_same_commit(self, store: Store) -> None:
        """
        R4, R11: an offer that comes with the departure does not survive it.
        """
        mentorship = offer_to()
        with store.transaction() as tx:
            tx.get(Person, BEN).leave(by=BEN, at=NOW)
            tx.add(mentorship)

        assert State.WITHDRAWN is store.get(Mentorship, mentorship.id).state

    def test_erasure_counts_as_leaving(self, store: Store) -> None:
        """
        R4: the commit in which somebody is erased ends their relationships as well.
        """
        running = started(store)
        with store.transaction() as tx:
            tx.get(Person, BEN).erase(at=NOW + DAY)

        assert State.ENDED is store.get(Mentorship, running.id).state

    def test_leaves_others_alone(self, store: Store) -> None:
        """
        R4: relationships of other people go on, and so do requests that only name the leaver as decider.
        """
        running = started(store)
        request = PairingRequest.open(mentee=ADA, decider=CY, by=ADA, at=NOW, why="I learn too.")
        keep(store, request)
        with store.transaction() as tx:
            tx.get(Person, CY).leave(by=CY, at=NOW)

        assert State.ACTIVE is store.get(Mentorship, running.id).state
        assert RequestState.OPEN is store.get(PairingRequest, request.id).state


class TestPresence:
    @pytest.fixture
    def gone(self, store: Store) -> Store:
        """
        A store in which Ben has left, after one completed relationship with Ada.
        """
        mentorship = Mentorship.offer(
            mentor=ADA,
            mentee=BEN,
            by=ADA,
            at=NOW,
            reasoning="We share a desk.",
            potential="He asks good questions.",
            agreement=AGREEMENT,
            id="done",
        )
        keep(store, mentorship)
        with store.transaction() as tx:
            kept = tx.get(Mentorship, "done")
            kept.accept(by=BEN, at=NOW)
            kept.consents.give(by=BEN, at=NOW, purpose=Purpose.TESTIMONIAL, id="consent")
            kept.complete(by=BEN, at=NOW, summary="All is done.")
        with store.transaction() as tx:
            tx.get(Person, BEN).leave(by=BEN, at=NOW)

        return store

    def test_who_has_left_enters_nothing_new(self, gone: Store) -> None:
        """
        P5: that holds in relationships that were over before as well.
        """
        with pytest.raises(WrongState) as caught, gone.transaction() as tx:
            tx.get(Mentorship, "done").feedback.give(by=BEN, at=NOW, about="done", text="Thank you.")

        assert "P5" == caught.value.rule
        assert "ben has left" in str(caught.value)

    def test_who_has_left_may_take_a_consent_back(self, gone: Store) -> None:
        """
        R12: withdrawing a consent is always possible.
        """
        with gone.transaction() as tx:
            tx.get(Mentorship, "done").consents.withdraw("consent", by=BEN, at=NOW)

        assert gone.get(Mentorship, "done").consents["consent"].withdrawn_at == NOW

    def test_who_stays_goes_on(self, gone: Store) -> None:
        """
        P5: the other person is not hindered.
        """
        with gone.transaction() as tx:
            tx.get(Mentorship, "done").feedback.give(by=ADA, at=NOW, about="done", text="It was good.")

        assert 1 == len(gone.get(Mentorship, "done").feedback)

    @pytest.mark.parametrize(("mentor", "mentee"), [(ADA, BEN), (BEN, CY)])
    def test_who_has_left_is_offered_nothing(self, gone: Store, mentor: str, mentee: str) -> None:
        """
        P5: neither of the two of a new offer has left.
        """
        with pytest.raises(WrongState, match="P5"):
            keep(gone, offer_to(mentee, mentor=mentor))

    def test_who_has_left_asks_and_decides_nothing(self, gone: Store) -> None:
        """
        P5: a pairing request names people who are there.
        """
        for mentee, decider, by in ((BEN, CY, CY), (CY, BEN, CY), (CY, ADA, BEN)):
            with pytest.raises(WrongState, match="P5"):
                keep(gone, PairingRequest.open(mentee=mentee, decider=decider, by=by, at=NOW, why="Why not?"))

    def test_who_is_not_there_enters_nothing(self, store: Store) -> None:
        """
        R14: whoever acts is somebody whom the store knows.
        """
        with pytest.raises(NotFound):
            keep(store, PairingRequest.open(mentee=BEN, decider=CY, by="nix", at=NOW, why="Why not?"))
        with pytest.raises(NotFound):
            keep(store, Person.register(name="Dee", by="nix", at=NOW))


ERASURES: dict[str, Callable[[Transaction, str], object]] = {
    "Person.erase": lambda tx, who: tx.get(Person, who).erase(at=NOW),
    "Person.erase_names": lambda tx, who: tx.get(Person, ADA).erase_names(who, names=("Dee",), at=NOW),
    "PairingRequest.erase": lambda tx, who: tx.get(PairingRequest, "r").erase(who, at=NOW),
    "PairingRequest.erase_names": lambda tx, who: tx.get(PairingRequest, "r").erase_names(
        who, names=("Dee",), at=NOW
    ),
    "PairingRequest.erase_words": lambda tx, who: tx.get(PairingRequest, "r").erase_words(at=NOW),
    "Mentorship.erase": lambda tx, who: tx.get(Mentorship, "m").erase(who, at=NOW, names=("Dee",)),
    "Mentorship.erase_names": lambda tx, who: tx.get(Mentorship, "m").erase_names(
        who, names=("Dee",), at=NOW
    ),
    "Mentorship.erase_words": lambda tx, who: tx.get(Mentorship, "m").erase_words(at=NOW),
}
"""Every command that takes words out, with the one whose they are."""

ON_SHARED = [name for name in ERASURES if not name.startswith("Person")]
"""Those on what several people have a part in."""


class TestHolds:
    @pytest.fixture
    def shared(self, store: Store) -> Store:
        """
        A store in which Ada asked Cy for a mentor for Ben, who declined to have her; and Dee is mentioned.
        """
        register(store, "dee")
        with store.transaction() as tx:
            tx.get(Person, ADA).revise(by=ADA, at=NOW, title="Deputy of Dee")
            request = tx.add(
                PairingRequest.open(id="r", mentee=BEN, decider=CY, by=ADA, at=NOW, why="Ben asked Dee.")
            )
            m = tx.add(
                request.propose(
                    id="m",
                    mentor=ADA,
                    by=CY,
                    at=NOW,
                    reasoning="Their teams share a product.",
                    potential="He will lead a release.",
                    agreement=AGREEMENT,
                )
            )
            m.decline(by=BEN, at=NOW, reason="Dee asked first.")

        return store

    def test_are_known_to_every_erasure(self) -> None:
        """
        P5: no command that takes words out is left out here.
        """
        commands = {
            f"{kind.__name__}.{name}"
            for kind in (Person, PairingRequest, Mentorship)
            for name in dir(kind)
            if name.startswith("erase")
        }

        assert commands == set(ERASURES)

    @pytest.mark.parametrize("held", [ADA, BEN, CY])
    @pytest.mark.parametrize("erasure", ON_SHARED)
    def test_keep_what_somebody_has_a_part_in(self, shared: Store, erasure: str, held: str) -> None:
        """
        P5: a legal hold on anybody with a part in something keeps all of it, whosever words would go and
        whoever calls the command.
        """
        whose = "dee" if erasure.endswith("names") else BEN
        hold(shared, held)
        before = [shared.get(Mentorship, "m"), shared.get(PairingRequest, "r")]

        refused_by_hold(shared, erasure, whose, held)

        assert before == [shared.get(Mentorship, "m"), shared.get(PairingRequest, "r")]

        with shared.transaction() as tx:
            tx.get(Person, held).lift_hold(at=NOW)
        with shared.transaction() as tx:
            ERASURES[erasure](tx, whose)

    @pytest.mark.parametrize("erasure", [name for name in ERASURES if name.endswith("names")])
    def test_keep_the_name_elsewhere(self, shared: Store, erasure: str) -> None:
        """
        P5: nothing of somebody under a legal hold is erased, not even their name in what others wrote.
        """
        hold(shared, "dee")

        refused_by_hold(shared, erasure, "dee", "dee")

    def test_keep_a_profile(self, shared: Store) -> None:
        """
        P5: neither what a person's profile holds is erased, nor the names of others in it.
        """
        hold(shared, ADA)

        refused_by_hold(shared, "Person.erase", ADA, ADA)
        refused_by_hold(shared, "Person.erase_names", "dee", ADA)

        assert ("Ada", "Deputy of Dee") == (
            shared.get(Person, ADA).name,
            shared.get(Person, ADA).profile.title,
        )

    def test_on_others_keep_nothing(self, shared: Store) -> None:
        """
        P5: what the one under a hold has no part in goes.
        """
        hold(shared, "dee")

        with shared.transaction() as tx:
            tx.get(Mentorship, "m").erase(BEN, at=NOW)

        assert ERASED == shared.get(Mentorship, "m").steps[-1].words

    def test_count_as_the_commit_leaves_them(self, shared: Store) -> None:
        """
        P5: a hold that is lifted in the same commit keeps nothing, and one that is placed there does.
        """
        with pytest.raises(WrongState, match="P5"), shared.transaction() as tx:
            tx.get(Mentorship, "m").erase_words(at=NOW)
            tx.get(Person, CY).place_hold("A dispute.", at=NOW)

        hold(shared, CY)
        with shared.transaction() as tx:
            tx.get(Mentorship, "m").erase_words(at=NOW)
            tx.get(Person, CY).lift_hold(at=NOW)

        assert ERASED == shared.get(Mentorship, "m").reasoning

    def test_placed_at_the_same_time_win(self, shared: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        P5: an erasure guards everybody whose hold would forbid it, up to its commit.
        """
        commit = shared.backend.commit

        def with_a_hold(batch: Batch) -> int:
            monkeypatch.setattr(shared.backend, "commit", commit)
            hold(shared, CY)
            return commit(batch)

        monkeypatch.setattr(shared.backend, "commit", with_a_hold)

        with pytest.raises(Conflict), shared.transaction() as tx:
            tx.get(Mentorship, "m").erase_words(at=NOW)

        assert ERASED != shared.get(Mentorship, "m").reasoning


def hold(store: Store, person: str) -> None:
    """
    Place a legal hold on somebody.
    """
    with store.transaction() as tx:
        tx.get(Person, person).place_hold("A dispute.", at=NOW)


def refused_by_hold(store: Store, erasure: str, whose: str, held: str) -> None:
    """
    Fail unless an erasure is refused because of a hold on somebody.
    """
    with pytest.raises(WrongState) as caught, store.transaction() as tx:
        ERASURES[erasure](tx, whose)

    tried = "erase what is no longer kept" if erasure.endswith("words") else "erase a person"
    assert (tried, f"a legal hold is in place on {held}", "P5") == (
        caught.value.tried,
        caught.value.because,
        caught.value.rule,
    )


class TestProposals:
    def test_come_with_their_mentorship(self, store: Store) -> None:
        """
        B1: a proposed request and its mentorship are committed together.
        """
        request = PairingRequest.open(mentee=BEN, decider=CY, by=SYSTEM, at=NOW, why="Please.", id="r")
        keep(store, request)

        def propose(tx_add: bool) -> None:
            with store.transaction() as tx:
                mentorship = tx.get(PairingRequest, "r").propose(
                    mentor=ADA,
                    by=CY,
                    at=NOW,
                    reasoning="Their teams share a product.",
                    potential="He will lead a release.",
                    agreement=AGREEMENT,
                    id="m",
                )
                if tx_add:
                    tx.add(mentorship)

        with pytest.raises(Clash) as caught:
            propose(tx_add=False)
        assert "B1" == caught.value.rule
        assert "tx.add(request.propose(…))" in str(caught.value)
        assert RequestState.OPEN is store.get(PairingRequest, "r").state

        propose(tx_add=True)
        assert RequestState.PROPOSED is store.get(PairingRequest, "r").state
        assert "r" == store.get(Mentorship, "m").document.request_id

    def test_come_with_their_request(self, store: Store) -> None:
        """
        B1: a mentorship that says it comes from a request is not kept without it.
        """
        with pytest.raises(Clash, match="B1"):
            keep(store, brokered())

        assert 0 == len(store.find(Mentorship))

    def test_are_held_to_every_other_rule(self, store: Store) -> None:
        """
        R8: a brokered offer is an offer.
        """
        keep(store, offer_to())
        request = PairingRequest.open(mentee=BEN, decider=CY, by=BEN, at=NOW, why="Please.")
        keep(store, request)
        with pytest.raises(MentorcoreError, match="R8"), store.transaction() as tx:
            tx.add(
                tx.get(PairingRequest, request.id).propose(
                    mentor=ADA, by=CY, at=NOW, reasoning="Why.", potential="What.", agreement=AGREEMENT
                )
            )


class TestDepartureAndOthersAtOnce:
    @pytest.mark.parametrize("what", ["offer", "request"])
    def test_one_of_the_two_looks_again(
        self, store: Store, monkeypatch: pytest.MonkeyPatch, what: str
    ) -> None:
        """
        R4: what is entered about the mentee between the look and the commit of a departure is not missed.
        """
        commit = store.backend.commit
        entered: list[str] = []

        def rival(batch: Batch) -> int:
            if not entered:
                entered.append(what)
                if what == "offer":
                    started(store)
                else:
                    keep(store, PairingRequest.open(mentee=BEN, decider=CY, by=CY, at=NOW, why="Why not?"))
            return commit(batch)

        monkeypatch.setattr(store.backend, "commit", rival)
        store.transact(lambda tx: tx.get(Person, BEN).leave(by=BEN, at=NOW + DAY))

        assert Presence.LEFT is store.get(Person, BEN).presence
        assert [] == [m for m in store.find(Mentorship, mentee=BEN) if m.state is State.ACTIVE]
        assert 0 == len(store.find(PairingRequest, mentee=BEN, state=RequestState.OPEN))

    def test_whoever_leaves_enters_nothing_later_in_the_same_commit(self, store: Store) -> None:
        """
        P5: what is dated after the departure is refused, what is dated before it is kept.
        """

        def leave_and_ask(at: datetime) -> None:
            with store.transaction() as tx:
                tx.get(Person, CY).leave(by=CY, at=NOW + HOUR)
                tx.add(PairingRequest.open(mentee=BEN, decider=ADA, by=CY, at=at, why="Please."))

        with pytest.raises(WrongState, match="cy has left"):
            leave_and_ask(NOW + 2 * HOUR)
        assert Presence.PRESENT is store.get(Person, CY).presence
        leave_and_ask(NOW)
        assert 1 == len(store.find(PairingRequest, mentee=BEN))

    def test_a_request_that_nobody_can_answer_is_withdrawn(self, store: Store) -> None:
        """
        R4: when the last of decider and asker leaves, the request has a way out.
        """
        register(store, "d")
        keep(store, PairingRequest.open(mentee=BEN, decider=CY, by="d", at=NOW, why="Please.", id="r"))
        states = []
        for person in (CY, "d"):
            with store.transaction() as tx:
                tx.get(Person, person).leave(by=person, at=NOW)
            states.append(store.get(PairingRequest, "r").state)

        assert [RequestState.OPEN, RequestState.WITHDRAWN] == states

    def test_a_refusal_that_rests_on_the_past_is_a_conflict(self, store: Store) -> None:
        """
        R9: when the capacity that refuses was raised meanwhile, the work runs again and is accepted.
        """
        register(store, "m", "d", capacity=1)
        waiting = [offer_to(BEN, mentor="m"), offer_to("d", mentor="m")]
        keep(store, *waiting)
        runs: list[int] = []

        def accept(tx: Transaction) -> None:
            tx.get(Person, "m")
            if not runs:
                with store.transaction() as rival:
                    rival.get(Person, "m").set_capacity(2, by="m", at=NOW)
                    rival.get(Mentorship, waiting[0].id).accept(by=BEN, at=NOW)
            runs.append(1)
            tx.get(Mentorship, waiting[1].id).accept(by="d", at=NOW)

        store.transact(accept)

        assert [1, 1] == runs
        assert 2 == len(store.find(Mentorship, mentor="m", state=State.ACTIVE))

    def test_such_a_refusal_says_what_changed_meanwhile(self, store: Store) -> None:
        """
        R9: without another try, the conflict names what was read and is no longer so.
        """
        register(store, "m", capacity=0)
        waiting = offer_to(BEN, mentor="m")
        keep(store, waiting)
        with pytest.raises(Conflict) as caught, store.transaction() as tx:
            mentorship = tx.get(Mentorship, waiting.id)
            version = tx.get(Person, "m").version
            with store.transaction() as rival:
                rival.get(Person, "m").set_capacity(2, by="m", at=NOW)
            mentorship.accept(by=BEN, at=NOW)

        assert ("person/m", version, version + 1) == (
            str(caught.value.key),
            caught.value.expected,
            caught.value.actual,
        )

    def test_a_departure_looks_at_nothing_else(self, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        R4: who leaves meets no conflict with what others do, and leaves their requests alone.
        """
        register(store, "d")
        others = started(store)
        keep(store, PairingRequest.open(mentee=BEN, decider=CY, by=BEN, at=NOW, why="Please.", id="r"))
        commit = store.backend.commit
        guarded: set[str] = set()

        def watched(batch: Batch) -> int:
            guarded.update(str(guard.key) for guard in batch.reads)
            guarded.update(str(write.envelope.key) for write in batch.writes)
            return commit(batch)

        monkeypatch.setattr(store.backend, "commit", watched)
        with store.transaction() as tx:
            tx.get(Person, "d").leave(by="d", at=NOW)

        assert {"person/d"} == {key for key in guarded if not key.startswith("store")}

        with store.transaction() as tx:
            tx.get(PairingRequest, "r")
            tx.get(Mentorship, others.id)
            tx.get(Person, "d").erase(at=NOW)

        assert RequestState.OPEN is store.get(PairingRequest, "r").state
        assert State.ACTIVE is store.get(Mentorship, others.id).state

    def test_an_offer_that_comes_to_nothing_names_people_all_the_same(self, store: Store) -> None:
        """
        R10: an offer that is withdrawn in its own commit names people whom the store knows.
        """
        mentorship = offer_to("ghost")
        mentorship.withdraw(by=ADA, at=NOW)
        with pytest.raises(NotFound):
            keep(store, mentorship)

    def test_the_state_after_the_commit_counts(self, store: Store) -> None:
        """
        R11: a relationship that ends in the commit makes room, whatever the moments say.
        """
        first = started(store)
        with store.transaction() as tx:
            tx.get(Mentorship, first.id).end(by=BEN, at=NOW + 2 * HOUR, reason="A new role.")
            tx.add(offer_to(at=NOW + HOUR))

        assert 2 == len(store.find(Mentorship, mentee=BEN))
