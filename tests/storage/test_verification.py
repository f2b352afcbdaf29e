"""
Verification: everything that is wrong is named, and the rest is checked all the same.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs
import pytest

from mentorcore import Problem, Store, copy_store, open_store, verify_store
from mentorcore.backends import Batch, Entry, Envelope, Key, Write
from mentorcore.errors import Corrupt
from tests.model.examples import ADA, BEN
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
            register(store, "only-here")
            register(other, "only-there")

            found = {(problem.where, problem.problem) for problem in verify_store(store, against=other)}

        assert {
            ("person/ben", "it is not the same in the other store"),
            ("person/only-here", "the other store does not have it"),
            ("person/only-there", "only the other store has it"),
            ("journal entry number 4", "it is not the same in the other store"),
        } == found

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
        monkeypatch.setattr(
            hiding, "load", lambda key: None if key.id == BEN else memory.backend.load(key), raising=False
        )
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
