"""
Verification: everything that is wrong is named, and the rest is checked all the same.
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Iterator
from typing import Any
from unittest import mock

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorcore import (
    SYSTEM,
    Mentorship,
    PairingRequest,
    Person,
    Problem,
    Store,
    copy_store,
    open_store,
    verify_store,
)
from mentorcore.backends import STORE_KIND, Batch, Entry, Envelope, JournalEntry, Key, Write
from mentorcore.errors import Corrupt, Unavailable
from mentorcore.storage.accounts import contradictions
from mentorcore.storage.journal import entry_of
from mentorcore.testing.strategies import mentorships, pairing_requests, people
from tests.model.examples import ADA, BEN, CY, DAY, NOW
from tests.storage.conftest import clock, register
from tests.storage.test_spanning import keep, started


def damage(store: Store, key: Key, **changes: Any) -> None:
    """
    Replace a document behind the core's back.
    """
    kept = store.backend.load(key)
    assert kept is not None
    index = {**kept.index, **changes.pop("index", {})}
    damaged = attrs.evolve(kept, version=kept.version + 1, index=index, **changes)
    store.backend.commit(Batch(writes=(Write(damaged, kept.version),)))


def without_the_last(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Cut the last entry off the journal.
    """
    journal = store.backend.journal
    *_, last = journal(after=0, limit=999, subject=None)

    def cut(**asked: Any) -> list[JournalEntry]:
        return [entry for entry in journal(**asked) if entry.position != last.position]

    monkeypatch.setattr(store.backend, "journal", cut)


GOAL = {"title": "Lead a release", "why": "To grow", "measure": "Released"}
THEN = NOW + 3 * DAY
_THEN = THEN.isoformat()


class TestVerify:
    def test_finds_nothing_in_a_sound_store(self, store: Store) -> None:
        """
        A store that only the core has written is sound.
        """
        started(store)

        assert () == verify_store(store)

    @pytest.mark.parametrize(
        ("harm", "problem"),
        [
            (lambda body: body[: len(body) // 2], "it is no JSON"),
            (lambda body: body.replace('"skills":[]', '"skills":[],"mood":"good"'), "unknown fields: mood"),
            (lambda body: body.replace('"capacity":3', '"capacity":-3'), "out of range (P3)"),
            (lambda body: body.replace(":", ": ", 1), "its text is not canonical"),
            (lambda body: body.replace('"id":"ada"', '"id":"eva"'), "it holds something with another id"),
        ],
    )
    def test_names_a_damaged_document(self, store: Store, harm: Callable[[str], str], problem: str) -> None:
        """
        A document that cannot be read, or is not as it was written, is named, and nothing else is.
        """
        kept = store.backend.load(Key("person", ADA))
        assert kept is not None
        damage(store, Key("person", ADA), body=harm(kept.body))
        problems = verify_store(store)

        assert ["person/ada"] == [found.where for found in problems]
        assert problem in problems[0].problem

    def test_names_a_wrong_index_value(self, store: Store) -> None:
        """
        An index value that the document does not say is named.
        """
        damage(store, Key("person", BEN), index={"email": "eva@example.org"})

        assert (
            Problem("person/ben", "its index value email is not what the document says"),
        ) == verify_store(store)
        assert "person/ben: its index value" in str(verify_store(store)[0])

    def test_names_a_newer_document(self, store: Store) -> None:
        """
        A document of a newer schema is named.
        """
        damage(store, Key("person", BEN), schema=9)

        assert ["person/ben"] == [found.where for found in verify_store(store)]

    def test_names_people_who_are_missing(self, store: Store) -> None:
        """
        A relationship, request or manager that names somebody who is not kept is named.
        """
        mentorship = started(store)
        kept = store.backend.load(Key("mentorship", mentorship.id))
        assert kept is not None
        damage(
            store,
            Key("mentorship", mentorship.id),
            body=kept.body.replace('"mentor_id":"ada"', '"mentor_id":"eva"'),
            index={"mentor": "eva", "people": ("eva", BEN, ADA)},
        )

        assert [f"mentorship/{mentorship.id}: it names person/eva, who is not kept"] == [
            str(found) for found in verify_store(store)
        ]

    @pytest.mark.parametrize(
        "body",
        [
            "{}",
            '{"kind":"person"}',
            "nonsense",
            '{"kind":"person","version":1,"action":"a","by":"b","at":"x","recorded_at":"y"}',
        ],
    )
    def test_names_a_damaged_journal_entry(self, store: Store, body: str) -> None:
        """
        A journal entry that cannot be read is named by its position.
        """
        position = store.backend.commit(Batch(entries=(Entry("x", body),)))

        assert [f"journal entry {position}"] == [found.where for found in verify_store(store)]

    def test_names_an_entry_about_nothing(self, store: Store) -> None:
        """
        A journal entry about an unknown kind is named.
        """
        (first, *_) = store.backend.journal(after=0, limit=1, subject=None)
        position = store.backend.commit(
            Batch(entries=(Entry("x", first.body.replace("person", "robot", 1)),))
        )

        assert [f"journal entry {position}"] == [found.where for found in verify_store(store)]
        assert "unknown kind" in verify_store(store)[0].problem


class TestUntold:
    """
    The end of a journal can be cut off without a gap: the documents say that something is missing.
    """

    @pytest.mark.parametrize(
        ("change", "problem"),
        [
            (lambda m: m.goals.set(by=BEN, at=THEN, id="g", **GOAL), "tells of revision 1 of its record g"),
            (
                lambda m: m.goals.revise("old", by=BEN, at=THEN, why="More"),
                "tells of revision 2 of its record",
            ),
            (
                lambda m: m.meetings.schedule_series(by=BEN, at=THEN, starts=THEN, minutes=30),
                "tells of revision 1 of its",
            ),
            (lambda m: m.pause(by=BEN, at=THEN, reason="A move"), f"tells what ben made of it at {_THEN}"),
            (lambda m: m.end(by=BEN, at=THEN, reason="A move"), "tells of revision 2 of its record old"),
        ],
        ids=["new", "revised", "a series", "a step", "what lapses with it"],
    )
    def test_the_last_entry_of_a_relationship(
        self,
        store: Store,
        monkeypatch: pytest.MonkeyPatch,
        change: Callable[[Mentorship], object],
        problem: str,
    ) -> None:
        """
        Whatever was done last, its entry is missed.
        """
        mentorship = started(store)
        with store.transaction() as tx:
            tx.get(Mentorship, mentorship.id).goals.set(by=BEN, at=NOW, id="old", **GOAL)
        with store.transaction() as tx:
            change(tx.get(Mentorship, mentorship.id))
        assert () == verify_store(store)
        without_the_last(store, monkeypatch)
        found = [str(told) for told in verify_store(store)]

        assert any(f"mentorship/{mentorship.id}: no journal entry {problem}" in told for told in found), found

    def test_the_last_entry_of_a_person(self, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        So it is of a person.
        """
        with store.transaction() as tx:
            tx.get(Person, ADA).revise(by=ADA, at=NOW, title="Head of Design")
        assert () == verify_store(store)
        without_the_last(store, monkeypatch)

        assert ("person/ada: no journal entry tells of its revision 2",) == tuple(
            str(told) for told in verify_store(store) if told.where == "person/ada"
        )

    @given(st.one_of(people(), pairing_requests(), mentorships()))
    def test_every_command_is_told(self, aggregate: Person | PairingRequest | Mentorship) -> None:
        """
        Nothing is missed while nothing is missing: a command notes what it is about, and what it changes
        along with that carries the same hand and moment.
        """
        entries = [
            JournalEntry(position, entry.subject, entry.body)
            for position, noted in enumerate(aggregate.noted, 1)
            for entry in [entry_of(aggregate, noted, 1, noted.at)]
        ]
        backend = mock.Mock(journal=lambda after, **_: entries[after:], load=lambda _: mock.sentinel.somebody)
        aggregate.version = 1

        assert [] == list(contradictions(backend, aggregate, {aggregate.id: len(entries)}))


class TestAgainst:
    @pytest.fixture
    def copied(self, memory: Store, store: Store) -> Store:
        """
        The store, after a copy of it was made in memory.
        """
        return store

    def test_names_every_difference(self, store: Store) -> None:
        """
        What only one of two stores has, and what is not the same in both, is named.
        """
        with open_store("memory:", clock=clock) as other:
            copy_store(store, other)
            assert () == verify_store(store, against=other)
            damage(other, Key("person", BEN), index={"email": "x@example.org"})
            register(store, "a-here", "only-here")
            register(other, "a-there", "only-there")

            found = {(problem.where, problem.problem) for problem in verify_store(store, against=other)}

        assert {
            ("person/ben", "it is not the same in the other store"),
            ("person/a-here", "the other store does not have it"),
            ("person/a-there", "only the other store has it"),
            ("person/only-here", "the other store does not have it"),
            ("person/only-there", "only the other store has it"),
            ("journal entry number 4", "it is not the same in the other store"),
        } == found

    def test_says_where_the_journals_cannot_be_compared(
        self, store: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """
        From an entry on that cannot be read.
        """
        with open_store("memory:", clock=clock) as other:
            copy_store(store, other)
            damaged = mock.Mock(side_effect=Corrupt("journal entry 1", "it is cut short"))
            monkeypatch.setattr(other.backend, "journal", damaged)

            assert (
                Problem("journal entry 1", "it cannot be compared with the other store"),
            ) == verify_store(store, against=other)

    def test_reports_what_is_damaged_in_one(self, store: Store) -> None:
        """
        Two stores, one of which is damaged, are not the same.
        """
        with open_store("memory:", clock=clock) as other:
            copy_store(store, other)
            damage(other, Key("person", BEN), body="{")

            assert [("person/ben", "it is not the same in the other store")] == [
                (problem.where, problem.problem) for problem in verify_store(store, against=other)
            ]


class _Hiding:
    """
    A backend whose index has lost a document, or that cannot read one.
    """

    def __init__(self, store: Store, *, unreadable: str | None = None, unindexed: str | None = None) -> None:
        self._backend = store.backend
        self._unreadable = unreadable
        self._unindexed = unindexed

    def __getattr__(self, name: str) -> Any:
        return getattr(self._backend, name)

    def load(self, key: Key) -> Envelope | None:
        if key.id == self._unreadable:
            raise Corrupt(str(key), "the file is cut short")
        return self._backend.load(key)

    def scan(self, kind: str, *, after: str | None, limit: int) -> Any:
        found = self._backend.scan(kind, after=after, limit=limit)
        for envelope in found:
            if envelope.key.id == self._unreadable:
                raise Corrupt(str(envelope.key), "the file is cut short")
        return found

    def find(self, query: Any) -> Any:
        page = self._backend.find(query)
        rows = tuple(row for row in page.rows if row.key.id != self._unindexed)
        return attrs.evolve(page, rows=rows)


class TestTroubleBelow:
    def test_names_what_the_backend_cannot_read(self, memory: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        A document that the backend itself finds damaged is named once, and the rest is checked.
        """
        register(memory, "zoe")
        monkeypatch.setattr(memory, "_backend", _Hiding(memory, unreadable=BEN))
        (problem,) = verify_store(memory)

        assert "person/ben" == problem.where
        assert "the file is cut short" in problem.problem

    def test_an_entry_may_be_about_somebody_with_no_part_in_it(
        self, memory: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """
        D3: an erasure that took somebody's name out of a relationship says whose, readable or not.
        """
        mentorship = started(memory)
        with memory.transaction() as tx:
            tx.get(Mentorship, mentorship.id).erase_names(CY, names=("Cy Ito",), at=NOW)

        assert () == verify_store(memory)
        monkeypatch.setattr(memory, "_backend", _Hiding(memory, unreadable=CY))
        assert {"person/cy"} == {found.where for found in verify_store(memory)}

    def test_names_what_the_index_has_lost(self, memory: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        A document that no query would find is named.
        """
        monkeypatch.setattr(memory, "_backend", _Hiding(memory, unindexed=BEN))

        assert (Problem("person/ben", "it is there, and the index does not name it"),) == verify_store(memory)

    def test_names_what_is_only_in_the_index(self, memory: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        A document that the index names and that is not there is named.
        """
        hiding = _Hiding(memory)
        backend = memory.backend
        monkeypatch.setattr(
            hiding, "load", lambda key: None if key.id == BEN else backend.load(key), raising=False
        )
        monkeypatch.setattr(memory, "_backend", hiding)

        assert (Problem("person/ben", "the index names it, and it is not there"),) == verify_store(memory)


def test_a_version_that_differs_is_named(memory: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    An index that is behind its document is named.
    """
    keep(memory)
    hiding = _Hiding(memory)
    backend = memory.backend

    def behind(query: Any) -> Any:
        page = backend.find(query)
        return attrs.evolve(page, rows=tuple(attrs.evolve(row, version=7) for row in page.rows))

    monkeypatch.setattr(hiding, "find", behind, raising=False)
    monkeypatch.setattr(memory, "_backend", hiding)

    assert "it has version 1, the index says 7" == verify_store(memory)[0].problem


class TestWhileOthersWrite:
    def test_finds_nothing_that_is_not_there(self, empty: Store) -> None:
        """
        What changes between two looks is no damage.
        """
        register(empty, *(f"p{number}" for number in range(20)))
        stop = threading.Event()

        def write() -> None:
            for number in itertools.count():
                with empty.transaction() as tx:
                    for person in range(20):
                        value = f"v{number}"
                        tx.get(Person, f"p{person}").revise(
                            by=SYSTEM, at=NOW, external_id=value, email=f"{value}@x.y"
                        )
                if stop.is_set():
                    return

        writer = threading.Thread(target=write)
        writer.start()
        try:
            found = [verify_store(empty) for _ in range(4)]
        finally:
            stop.set()
            writer.join()

        assert [()] * 4 == found
        assert () == verify_store(empty)

    def test_still_finds_what_stays_wrong(self, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        A document that is wrong each time, and is written all the time, is named.
        """
        key = Key("person", BEN)
        damage(store, key, index={"email": "eva@example.org"})
        load = store.backend.load

        def written_meanwhile(asked: Key) -> Envelope | None:
            if asked == key:
                kept = load(key)
                assert kept is not None
                again = attrs.evolve(kept, version=kept.version + 1)
                store.backend.commit(Batch(writes=(Write(again, kept.version),)))
            return load(asked)

        monkeypatch.setattr(store.backend, "load", written_meanwhile)

        assert "person/ben" in {problem.where for problem in verify_store(store)}


class TestBelow:
    def test_asks_the_backend(self, memory: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        What a backend finds in its own storage is told like everything else.
        """
        monkeypatch.setattr(memory.backend, "check", lambda: [Corrupt("shelf 3", "it is empty")])

        assert (Problem("shelf 3", "it is empty"),) == verify_store(memory)

    def test_goes_on_when_that_fails(self, memory: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        A backend that cannot even check itself is told, and documents and journal are read all the same.
        """

        def fail() -> Any:
            raise Corrupt("shelf 3", "it is gone")

        monkeypatch.setattr(memory.backend, "check", fail)
        damage(memory, Key("person", BEN), body="{")

        assert ["shelf 3", "person/ben"] == [problem.where for problem in verify_store(memory)]

    @pytest.mark.parametrize(
        ("checked", "told"),
        [
            (lambda: None, "its check returned None, and not several Corrupt"),
            (lambda: 7, "its check returned something of type int, and not several Corrupt"),
            (lambda: ["it is empty"], "its check found something of type str, which is no Corrupt"),
            (
                lambda: iter([1 / 0]),
                "its check raised ZeroDivisionError, so that the rest of it is unknown",
            ),
        ],
    )
    def test_tells_what_no_check_does(
        self,
        memory: Store,
        monkeypatch: pytest.MonkeyPatch,
        checked: Callable[[], object],
        told: str,
    ) -> None:
        """
        A plugin that checks itself in another way than it should is told so, by the name of its class.
        """
        monkeypatch.setattr(memory.backend, "check", checked)

        assert (Problem("MemoryBackend", told),) == verify_store(memory)

    def test_is_not_asked_in_vain(self, memory: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        A store that cannot be reached is no damage, unless the check has found some already.
        """
        gone = Unavailable("the shelf", "it is locked")

        def fail(*found: Corrupt) -> Iterator[Corrupt]:
            yield from found
            raise gone

        monkeypatch.setattr(memory.backend, "check", fail)
        with pytest.raises(Unavailable, match="locked"):
            verify_store(memory)
        monkeypatch.setattr(memory.backend, "check", lambda: fail(Corrupt("shelf 3", "it is empty")))

        assert ["shelf 3", "MemoryBackend"] == [problem.where for problem in verify_store(memory)]


class TestOwn:
    """
    What a store keeps about itself is checked like the rest.
    """

    def test_is_missed(self, memory: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        Without it nobody knows under which policy the record stands.
        """
        load = memory.backend.load
        monkeypatch.setattr(memory.backend, "load", lambda key: None if key.kind == STORE_KIND else load(key))

        assert Problem("store/store", "it is missing") in verify_store(memory)

    def test_stands_alone(self, memory: Store) -> None:
        """
        Whatever else is of its kind is named; an id that is none is not repeated.
        """
        own = memory.backend.load(Key(STORE_KIND, "store"))
        assert own is not None
        for name in ("another", "Ada Osei"):
            stray = attrs.evolve(own, key=Key(STORE_KIND, name), version=1)
            memory.backend.commit(Batch(writes=(Write(stray, 0),)))

        assert (
            Problem("store", "nobody knows what it is"),
            Problem("store/another", "nobody knows what it is"),
        ) == verify_store(memory)

    @pytest.mark.parametrize(
        ("body", "told"),
        [
            (lambda body: body.replace(",", ", "), "its text is not canonical"),
            (lambda body: body[:-1], "it is no JSON"),
        ],
    )
    def test_is_read_closely(self, memory: Store, body: Callable[[str], str], told: str) -> None:
        """
        What is not as it was written is named, with what is wrong.
        """
        own = memory.backend.load(Key(STORE_KIND, "store"))
        assert own is not None
        changed = attrs.evolve(own, body=body(own.body), version=2)
        memory.backend.commit(Batch(writes=(Write(changed, 1),)))
        (problem,) = verify_store(memory)

        assert "store/store" == problem.where
        assert told in problem.problem


class TestPositions:
    def test_go_forward(self, memory: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        An entry that stands where another one stands, or before it, is named.
        """
        journal = memory.backend.journal

        def doubled(**asked: Any) -> list[JournalEntry]:
            found = list(journal(**asked))
            return [*found[:2], *found[1:]] if asked["subject"] is None else found

        monkeypatch.setattr(memory.backend, "journal", doubled)

        assert Problem("journal entry 2", "it stands behind 2") in verify_store(memory)


def test_both_what_is_wrong_and_what_differs_are_named(memory: Store) -> None:
    """
    Against another store, what is wrong with the first is named as well.
    """
    with open_store("memory:", clock=clock) as other:
        copy_store(memory, other)
        damage(memory, Key("person", BEN), body="{")
        found = [problem.where for problem in verify_store(memory, against=other)]

    assert found.count("person/ben") > 1


class TestWhatCannotBeRead:
    def test_entries_behind_a_damaged_one_are_read(
        self, memory: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """
        Each damaged entry is named by its position, and the others are checked.
        """
        last = memory.backend.commit(Batch(entries=(Entry("x", "{}"),)))
        journal = memory.backend.journal

        def damaged(*, after: int, limit: int, subject: str | None) -> Any:
            entries = journal(after=after, limit=limit, subject=subject)
            for entry in entries:
                if entry.position in (1, 2):
                    raise Corrupt(f"journal entry {entry.position}", "it is torn")
            return entries

        monkeypatch.setattr(memory.backend, "journal", damaged)

        assert {"journal entry 1", "journal entry 2", f"journal entry {last}"} == {
            problem.where for problem in verify_store(memory)
        }

    @pytest.mark.parametrize("where", ["the journal", "journal entry 0"])
    def test_a_journal_that_says_nothing_is_told_once(
        self, memory: Store, monkeypatch: pytest.MonkeyPatch, where: str
    ) -> None:
        """
        An error that names no position leaves nothing to go on with; documents are read all the same.
        """

        def lost(**_: object) -> Any:
            raise Corrupt(where, "it is gone")

        monkeypatch.setattr(memory.backend, "journal", lost)
        damage(memory, Key("person", BEN), body="{")

        assert [where, "person/ben"] == [problem.where for problem in verify_store(memory)]

    @pytest.mark.parametrize("named", [True, False])
    def test_rows_behind_a_damaged_one_are_read(
        self, memory: Store, monkeypatch: pytest.MonkeyPatch, named: bool
    ) -> None:
        """
        A row that a query cannot read is named, also where the error does not say which it is.
        """
        register(memory, "zoe")
        find = memory.backend.find

        def damaged(query: Any) -> Any:
            page = find(query)
            if query.kind == "person" and any(row.key.id == BEN for row in page.rows):
                raise Corrupt("person/ben" if named else "the index", "it is torn")
            return page

        monkeypatch.setattr(memory.backend, "find", damaged)
        damage(memory, Key("person", "zoe"), body="{")
        problems = verify_store(memory)

        assert {"person/ben", "person/zoe"} <= {problem.where for problem in problems}
        assert {"person/ada", "person/cy"}.isdisjoint({problem.where for problem in problems})

    def test_an_index_that_says_nothing_is_told(self, memory: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        Where neither a query nor a scan says which document it is, the journal still names them all.
        """

        def lost(*_: object, **__: object) -> Any:
            raise Corrupt("the index", "it is gone")

        monkeypatch.setattr(memory.backend, "find", lost)
        monkeypatch.setattr(memory.backend, "scan", lost)
        damage(memory, Key("person", BEN), body="{")
        where = {problem.where for problem in verify_store(memory)}

        assert {"the index", "person/ben"} <= where

    def test_an_id_that_is_none_is_not_repeated(self, memory: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        It may be somebody's words.
        """
        kept = memory.backend.load(Key("person", BEN))
        assert kept is not None
        wrong = attrs.evolve(kept, key=Key("person", "Dear Ben"))
        memory.backend.commit(Batch(writes=(Write(wrong, 0),)))
        found = "\n".join(map(str, verify_store(memory)))

        assert "person: something in it has an id that is none" in found
        assert "Dear" not in found


class TestSearches:
    @pytest.mark.parametrize("column", ["email", "state", "manager"])
    def test_what_a_query_misses_is_named(
        self, memory: Store, monkeypatch: pytest.MonkeyPatch, column: str
    ) -> None:
        """
        Each document is looked for by each of its index values, whatever the backend says when it is listed.
        """
        with memory.transaction() as tx:
            tx.get(Person, BEN).revise(by=BEN, at=NOW, email="ben@example.org")
            tx.get(Person, BEN).set_manager(ADA, at=NOW)
        find = memory.backend.find

        def without(query: Any) -> Any:
            page = find(query)
            if any(condition.column == column for condition in query.where):
                rows = tuple(row for row in page.rows if row.key.id != BEN)
                return attrs.evolve(page, rows=rows)
            return page

        monkeypatch.setattr(memory.backend, "find", without)

        assert (Problem("person/ben", f"a query for its {column} is misled by the index"),) == verify_store(
            memory
        )

    def test_what_an_ordered_query_misses_is_named(
        self, memory: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """
        So it is where a query only orders by a column.
        """
        mentorship = started(memory)
        find = memory.backend.find

        def without(query: Any) -> Any:
            page = find(query)
            return attrs.evolve(page, rows=()) if query.order == "attention_at" else page

        monkeypatch.setattr(memory.backend, "find", without)

        assert (
            Problem(f"mentorship/{mentorship.id}", "a query for its attention_at is misled by the index"),
        ) == verify_store(memory)

    def test_what_a_query_should_not_find_is_named(
        self, memory: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """
        A document that is found by a value that it does not have is named as well.
        """
        with memory.transaction() as tx:
            tx.get(Person, BEN).revise(by=BEN, at=NOW, email="ben@example.org")
        find = memory.backend.find

        def too_many(query: Any) -> Any:
            if any(condition.column == "email" for condition in query.where):
                return find(attrs.evolve(query, where=()))
            return find(query)

        monkeypatch.setattr(memory.backend, "find", too_many)

        assert {"person/ada", "person/cy"} == {problem.where for problem in verify_store(memory)}
