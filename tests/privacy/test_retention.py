"""
Retention: what the policy keeps no longer goes, when it says so and not before (D3).
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import attrs
import pytest

from mentorcore import (
    Expired,
    Mentorship,
    PairingRequest,
    Person,
    Policy,
    Presence,
    RequestState,
    State,
    Store,
    apply_retention,
    open_store,
    verify_store,
)
from mentorcore.backends import Batch, Capability, Key, Write
from mentorcore.backends.memory import MemoryBackend
from mentorcore.errors import Corrupt, InvalidValue, Unavailable, Unsupported, WrongState
from mentorcore.model.values import ERASED
from mentorcore.privacy import retention
from tests.model.examples import ADA, AGREEMENT, BEN, CY, DAY, LAPSES, NOW
from tests.privacy.test_erasure import everything, left_in_files
from tests.privacy.world import fill
from tests.storage.conftest import LATER, clock


MOMENT = timedelta(microseconds=1)
PAIR = Key("mentorship", "ada-ben")
OTHER = Key("mentorship", "dee-cy")
REQUEST = Key("pairing_request", "for-ben")
WORDS = ("BENWROTE", "ADAPRIVATE", "Ada:", "Cy says")


def ended(store: Store) -> datetime:
    """
    End what Ada and Ben have, and return when.
    """
    at = NOW + 10 * DAY
    with store.transaction() as tx:
        tx.get(Mentorship, "ada-ben").end(by=BEN, at=at, reason="BENWROTE the end")

    return at


def due(store: Store, at: datetime) -> dict[Key, datetime]:
    """
    Return what would go at a moment, and since when.
    """
    return {expired.key: expired.since for expired in apply_retention(store, at=at, dry_run=True)}


class TestRelationships:
    def test_go_when_their_time_is_over(self, store: Store) -> None:
        """
        D3: of a relationship everybody's words go the policy's days after its end, not a moment earlier, and
        what the programme tier shows stays.
        """
        over = ended(store) + 200 * DAY

        assert PAIR not in due(store, over - MOMENT)
        assert over == due(store, over)[PAIR]

        before = store.get(Mentorship, "ada-ben")
        apply_retention(store, at=over)

        after = store.get(Mentorship, "ada-ben")
        assert ERASED == after.reasoning
        assert before.steps[-1].at == after.steps[-1].at
        assert [(m.starts, m.minutes, m.status) for m in before.meetings] == [
            (m.starts, m.minutes, m.status) for m in after.meetings
        ]
        assert PAIR not in due(store, over)
        assert () == verify_store(store)

    def test_that_the_index_calls_over_stay(self, store: Store) -> None:
        """
        D3: whether something is over is said by the document; the index may be damaged.
        """
        for key, state in ((OTHER, "ended"), (Key("pairing_request", "for-cy"), "declined")):
            kept = store.backend.load(key)
            assert kept is not None
            misled = attrs.evolve(kept, version=kept.version + 1, index={**kept.index, "state": state})
            store.backend.commit(Batch(writes=(Write(misled, kept.version),)))

        assert {OTHER, Key("pairing_request", "for-cy")}.isdisjoint(due(store, NOW + 36000 * DAY))

    def test_that_run_stay(self, store: Store) -> None:
        """
        D3: a relationship that is not over has no end to its time.
        """
        ended(store)

        assert OTHER not in due(store, NOW + 36000 * DAY)

    def test_leave_no_byte(self, store: Store, tmp_path: object) -> None:
        """
        D3: nothing of their words is found in any file.
        """
        over = ended(store) + 200 * DAY

        apply_retention(store, at=over)

        text = everything(store)
        for word in ("ADAPRIVATE", "Ada:", "Cy says"):
            assert word not in text
            assert [] == left_in_files(tmp_path, (word,))  # type: ignore[arg-type]

    def test_offers_that_came_to_nothing(self, memory: Store) -> None:
        """
        D3, R5: an offer that lapsed goes with the requests; that it lapsed is written down.
        """
        with memory.transaction() as tx:
            tx.add(
                Mentorship.offer(
                    id="lapsed",
                    mentor=CY,
                    mentee=ADA,
                    by=CY,
                    at=NOW,
                    reasoning="Cy thinks so.",
                    potential="Yes.",
                    agreement=AGREEMENT,
                )
            )
        key, over = Key("mentorship", "lapsed"), LAPSES + 30 * DAY

        assert key not in due(memory, over - MOMENT)
        assert over == due(memory, over)[key]

        apply_retention(memory, at=over)

        lapsed = memory.get(Mentorship, "lapsed")
        assert (State.EXPIRED, ERASED) == (lapsed.state, lapsed.reasoning)


class TestRequests:
    def test_go_when_their_time_is_over(self, store: Store) -> None:
        """
        D3: the words of a request go the policy's days after it was answered; an open one stays.
        """
        over = NOW + 30 * DAY

        assert {} == due(store, over - MOMENT)
        assert {REQUEST: over} == due(store, over)

        apply_retention(store, at=over)

        request = store.get(PairingRequest, "for-ben")
        assert (ERASED, RequestState.PROPOSED) == (request.why, request.state)
        assert "Benedikt" in store.get(PairingRequest, "for-cy").why
        assert {} == due(store, over)


class TestPeople:
    def test_go_when_they_have_left_for_long(self, store: Store) -> None:
        """
        D3: who has left is erased the policy's days later, as by `erase_person`.
        """
        at = NOW + 20 * DAY
        with store.transaction() as tx:
            tx.get(Person, BEN).leave(by=BEN, at=at)
        over, key = at + 90 * DAY, Key("person", BEN)

        assert key not in due(store, over - MOMENT)
        assert over == due(store, over)[key]

        apply_retention(store, at=over)

        assert Presence.ERASED is store.get(Person, BEN).presence
        assert "BENWROTE" not in everything(store)
        assert key not in due(store, over)
        assert Presence.PRESENT is store.get(Person, ADA).presence


class TestHolds:
    @pytest.mark.parametrize("held", [ADA, BEN, CY])
    def test_keep_what_they_have_a_part_in(self, store: Store, held: str) -> None:
        """
        P5: what somebody under a legal hold has a part in is named, and kept until the hold is lifted.
        """
        over = ended(store) + 200 * DAY
        with store.transaction() as tx:
            tx.get(Person, held).place_hold("A dispute.", at=NOW)

        expired = apply_retention(store, at=over)

        assert (held,) == next(one.held_by for one in expired if one.key == PAIR)
        assert ERASED not in store.get(Mentorship, "ada-ben").reasoning

        with store.transaction() as tx:
            tx.get(Person, held).lift_hold(at=NOW)
        apply_retention(store, at=over)

        assert ERASED == store.get(Mentorship, "ada-ben").reasoning

    def test_of_somebody_else_keep_a_person(self, memory: Store) -> None:
        """
        P5: somebody who has left is kept while a hold is in place on whom they share a document with.
        """
        with memory.transaction() as tx:
            tx.get(Person, BEN).leave(by=BEN, at=NOW)
            tx.get(Person, ADA).place_hold("A dispute.", at=NOW)
        over = NOW + 90 * DAY

        expired = apply_retention(memory, at=over)

        assert [(ADA,)] == [one.held_by for one in expired if one.key == Key("person", BEN)]
        assert Presence.LEFT is memory.get(Person, BEN).presence

    def test_that_is_placed_meanwhile(self, memory: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        P5: a hold that comes in between is seen, and what it holds is kept.
        """
        over = ended(memory) + 200 * DAY
        transact = memory.transact

        def with_a_hold(work: object, **options: object) -> object:
            if memory.get(Person, ADA).profile.hold is None:
                with memory.transaction() as tx:
                    tx.get(Person, ADA).place_hold("A dispute.", at=NOW)
            return transact(work, **options)  # type: ignore[arg-type]

        monkeypatch.setattr(memory, "transact", with_a_hold)
        apply_retention(memory, at=over)

        assert ERASED not in memory.get(Mentorship, "ada-ben").reasoning


class TestScrubbing:
    def test_is_made_up_for(
        self, store: Store, tmp_path: Path, backend_name: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """
        D3: a run that is stopped before it has scrubbed leaves that to the next, which finds nothing else.
        """
        over = ended(store) + 200 * DAY

        def stopped() -> None:
            raise KeyboardInterrupt

        with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
            patched.setattr(store.backend, "scrub", stopped)
            apply_retention(store, at=over)

        assert backend_name == "memory" or left_in_files(tmp_path, ("ADAPRIVATE",))
        scrubs = counted(store, monkeypatch)
        assert () == apply_retention(store, at=over)
        assert 1 == len(scrubs)
        assert [] == left_in_files(tmp_path, ("ADAPRIVATE",))

    @pytest.mark.parametrize("backend_name", ["sqlite"], indirect=True)
    def test_is_made_up_for_once_nobody_reads(self, store: Store, tmp_path: Path) -> None:
        """
        D3: somebody who reads what is to be scrubbed holds it up, no longer than until the next run.
        """
        over = ended(store) + 200 * DAY
        with contextlib.closing(sqlite3.connect(tmp_path / "store.db", isolation_level=None)) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM sqlite_master").fetchall()
            with pytest.raises(Unavailable, match="still reading what is to be scrubbed"):
                apply_retention(store, at=over)
        assert left_in_files(tmp_path, ("ADAPRIVATE",))

        apply_retention(store, at=over)

        assert [] == left_in_files(tmp_path, ("ADAPRIVATE",))

    def test_follows_an_error(self, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        D3, P5: what was let go of before a hold that comes in between is scrubbed; the refusal gets out.
        """
        held_in_between(store, monkeypatch)
        scrubs = counted(store, monkeypatch)

        with pytest.raises(WrongState, match="a legal hold is in place on cy"):
            apply_retention(store)

        assert ERASED == store.get(Mentorship, "ada-ben").reasoning
        assert 1 == len(scrubs)
        assert [] == left_in_files(tmp_path, ("ADAPRIVATE",))

    def test_follows_damage(self, memory: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        D3: a document that cannot be read is no reason to leave what an earlier run took out.
        """

        def damaged(*_: object) -> None:
            raise Corrupt("mentorship/ada-ben", "it is no JSON")

        ended(memory)
        monkeypatch.setattr(retention, "over_since", damaged)
        scrubs = counted(memory, monkeypatch)

        with pytest.raises(Corrupt):
            apply_retention(memory)

        assert 1 == len(scrubs)

    def test_does_not_hide_an_error(self, memory: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        Where both fail, the first error is the one that gets out.
        """

        def busy() -> None:
            raise Unavailable("store.db", "somebody is reading")

        held_in_between(memory, monkeypatch)
        monkeypatch.setattr(memory.backend, "scrub", busy)

        with pytest.raises(WrongState):
            apply_retention(memory)

    @pytest.mark.parametrize("choice", [{"dry_run": True}, {"scrub": False}])
    def test_is_left_out(
        self, memory: Store, choice: dict[str, bool], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """
        A dry run does not scrub, and neither does who is told not to, not even after an error.
        """
        scrubs = counted(memory, monkeypatch)
        apply_retention(memory, **choice)  # type: ignore[arg-type]
        held_in_between(memory, monkeypatch)
        with contextlib.suppress(WrongState):
            apply_retention(memory, **choice)  # type: ignore[arg-type]

        assert [] == scrubs


def counted(store: Store, monkeypatch: pytest.MonkeyPatch) -> list[None]:
    """
    Return a list that grows with every time that the store is scrubbed.
    """
    scrubs: list[None] = []
    scrub = store.backend.scrub
    monkeypatch.setattr(store.backend, "scrub", lambda: scrubs.append(scrub()))

    return scrubs


def held_in_between(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Let Ben leave, and place a hold on Cy, who knows him, once the first of what has expired is let go of.
    """
    transact = store.transact

    def with_a_hold(work: object, **options: object) -> object:
        done = transact(work, **options)  # type: ignore[arg-type]
        if store.get(Person, CY).profile.hold is None:
            with store.transaction() as tx:
                tx.get(Person, CY).place_hold("A dispute.", at=NOW)
        return done

    with store.transaction() as tx:
        tx.get(Person, BEN).leave(by=BEN, at=NOW + 10 * DAY)
    monkeypatch.setattr(store, "transact", with_a_hold)


class TestDryRun:
    def test_changes_nothing(self, store: Store) -> None:
        """
        A dry run says what would go, relationships first, and leaves everything as it is.
        """
        over = ended(store) + 200 * DAY
        before = everything(store)

        expired = apply_retention(store, at=over, dry_run=True)

        assert before == everything(store)
        assert [PAIR, REQUEST] == [one.key for one in expired]
        assert Expired(key=PAIR, since=over, held_by=()) == expired[0]
        assert expired == apply_retention(store, at=over)


@pytest.fixture
def unlimited() -> Iterator[Store]:
    """
    A store whose policy names no period.
    """
    with open_store("memory:", clock=clock) as store:
        fill(store)
        yield store


class TestWithoutPeriods:
    def test_nothing_ever_goes(self, unlimited: Store) -> None:
        """
        D3: a period that the policy does not name never ends.
        """
        ended(unlimited)
        with unlimited.transaction() as tx:
            tx.get(Person, BEN).leave(by=BEN, at=NOW + 10 * DAY)

        assert () == apply_retention(unlimited, at=NOW + 36000 * DAY)


class TestRefused:
    def test_the_future(self, memory: Store) -> None:
        """
        P2: only a dry run looks ahead; nothing goes before its time.
        """
        before = everything(memory)

        with pytest.raises(InvalidValue, match="lies in the future"):
            apply_retention(memory, at=LATER + DAY)

        assert before == everything(memory)

    def test_a_backend_that_cannot_scrub(self) -> None:
        """
        What cannot be kept is not promised.
        """

        class Keeps(MemoryBackend):
            capabilities = frozenset[Capability]()

        store = Store(Keeps(), clock=clock, policy=Policy(keep_requests_days=0))
        fill(store)

        with pytest.raises(Unsupported, match=r"apply_retention\(…, scrub=False\)"):
            apply_retention(store)

        assert {REQUEST} == {one.key for one in apply_retention(store, scrub=False)}
        assert ERASED == store.get(PairingRequest, "for-ben").why

    @pytest.mark.parametrize("days", [-1, 36501, 1.5, True])
    def test_a_period(self, days: object) -> None:
        """
        D3: a period is a whole number of days, 0 to 36500.
        """
        with pytest.raises(InvalidValue, match="keep_ended_days"):
            Policy(keep_ended_days=days)  # type: ignore[arg-type]
