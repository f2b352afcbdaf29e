"""
Copying a record into another store, on every pair of backends.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest

from mentorcore import (
    Mentorship,
    Person,
    Policy,
    Store,
    copy_store,
    open_store,
    verify_store,
)
from mentorcore.backends import Batch, Entry, Guard, Key, Tombstone, Write
from mentorcore.errors import Conflict, Corrupt, InvalidValue, MigrationNeeded
from mentorcore.storage import maintenance
from mentorcore.storage.codec import FORMATS, Codec, Format
from mentorcore.storage.maintenance import Size, size_of
from tests.model.examples import ADA, BEN, CY, NOW, offer
from tests.storage.conftest import clock, register, url_of
from tests.storage.test_spanning import keep, offer_to, started


@pytest.fixture(params=["memory", "sqlite", "json", "postgresql"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """
    Another store, new.
    """
    (tmp_path / "target").mkdir()
    with open_store(url_of(request.param, tmp_path / "target"), clock=clock) as opened:
        yield opened


@pytest.fixture
def full(store: Store) -> Store:
    """
    A store with people, a running relationship and an offer.
    """
    started(store)
    keep(store, offer_to(CY))

    return store


class TestCopy:
    def test_gives_the_same_record(self, full: Store, target: Store) -> None:
        """
        Documents with their versions, index values and the journal are the same in the target.
        """
        copied = copy_store(full, target)

        assert (5, len(list(full.journal()))) == (copied.documents, copied.entries)
        assert () == verify_store(target, against=full)
        assert () == verify_store(full, against=target)
        assert [c.action for c in full.journal()] == [c.action for c in target.journal()]

    def test_goes_on_in_the_target(self, full: Store, target: Store) -> None:
        """
        The copy is a store like any other.
        """
        copy_store(full, target)
        (found,) = target.find(Mentorship, mentee=BEN)
        with target.transaction() as tx:
            tx.get(Mentorship, found.id).pause(by=BEN, at=NOW)

        assert () == verify_store(target)

    def test_again_writes_nothing_twice(self, full: Store, target: Store) -> None:
        """
        A copy that runs again, after an interruption or after changes, brings only what is new.
        """
        first = copy_store(full, target)
        with full.transaction() as tx:
            tx.get(Person, ADA).set_capacity(9, by=ADA, at=NOW)
        for _ in range(2):
            again = copy_store(full, target)
            assert (first.documents, first.entries + 1) == (again.documents, again.entries)

        assert () == verify_store(target, against=full)

    def test_goes_on_after_an_interruption(
        self, full: Store, target: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """
        Wherever it was interrupted, running it again completes it.
        """
        monkeypatch.setattr(maintenance, "TOGETHER", 2)
        for allowed in range(1, 9):
            calls = 0

            def stop(documents: int, entries: int, allowed: int = allowed) -> None:
                nonlocal calls
                calls += 1
                if calls == allowed:
                    raise KeyboardInterrupt

            with pytest.raises(KeyboardInterrupt):
                copy_store(full, target, progress=stop)
            if () == verify_store(target, against=full):
                break
        copy_store(full, target)

        assert () == verify_store(target, against=full)

    def test_tells_how_far_it_is(self, full: Store, target: Store) -> None:
        """
        Progress grows to what was copied.
        """
        told: list[tuple[int, int]] = []
        copied = copy_store(
            full, target, progress=lambda documents, entries: told.append((documents, entries))
        )

        assert sorted(told) == told
        assert (copied.documents, copied.entries) == told[-1]

    def test_includes_what_changes_meanwhile(self, full: Store, target: Store) -> None:
        """
        What somebody writes into the source during the copy is copied, and so are the people that it touches.
        """
        done = False

        def write(documents: int, entries: int) -> None:
            nonlocal done
            if not done and entries:
                done = True
                register(full, "late")
                keep(full, offer_to("late"))

        copied = copy_store(full, target, progress=write)

        assert () == verify_store(target, against=full)
        assert "Late" == target.get(Person, "late").name
        assert 7 == copied.documents

    def test_includes_the_people_of_an_offer_that_is_made_meanwhile(
        self, memory: Store, target: Store
    ) -> None:
        """
        R8, R11: an offer writes both people, without an entry of their own.
        """

        def write(documents: int, entries: int) -> None:
            if entries and not memory.find(Mentorship):
                keep(memory, offer())

        copy_store(memory, target, progress=write)

        assert () == verify_store(target, against=memory)
        assert [2, 2] == [target.get(Person, person).version for person in (ADA, BEN)]

    def test_leaves_alone_what_the_source_does_not_have(self, full: Store, target: Store) -> None:
        """
        A target with a record of its own is refused, and keeps it.
        """
        register(target, "other")
        with pytest.raises(Conflict) as caught:
            copy_store(full, target)

        (position,) = [change.position for change in target.journal()]
        assert (f"journal entry {position} of the target", 0, position) == (
            caught.value.key,
            caught.value.expected,
            caught.value.actual,
        )
        assert ["other"] == [found.id for found in target.find(Person)]

    @pytest.mark.parametrize("as_often", [False, True])
    def test_leaves_alone_what_was_changed_in_the_target(
        self, memory: Store, target: Store, as_often: bool
    ) -> None:
        """
        A document that went its own way in the target is not overwritten, also after as many changes.
        """
        copy_store(memory, target)
        kept = target.backend.load(Key("person", ADA))
        assert kept is not None
        own = attrs.evolve(kept, version=2, body=kept.body.replace("Ada", "Eva"))
        target.backend.commit(Batch(writes=(Write(own, 1),)))
        if as_often:
            with memory.transaction() as tx:
                tx.get(Person, ADA).set_capacity(9, by=ADA, at=NOW)
        with pytest.raises(Conflict) as caught:
            copy_store(memory, target)

        assert (Key("person", ADA), 2 if as_often else 1, 2) == (
            caught.value.key,
            caught.value.expected,
            caught.value.actual,
        )
        assert "Eva" == target.get(Person, ADA).name

    def test_needs_the_same_policy(self, full: Store) -> None:
        """
        The index depends on the policy, so the target has to have the same.
        """
        with open_store("memory:", policy=Policy(evidence=2)) as other:
            with pytest.raises(MigrationNeeded) as caught:
                copy_store(full, other)

        assert str(caught.value).startswith("the target: it was opened with another policy than the source; ")
        assert str(caught.value).endswith("open_store(target, policy=source.policy, upgrade=True)")

    @pytest.mark.parametrize("path", ["source", "target", "progress"])
    def test_is_between_stores(self, memory: Store, path: str) -> None:
        """
        P1: what is neither a store nor can be called is named.
        """
        given: dict[str, Any] = {"source": memory, "target": memory, path: "memory:"}
        with pytest.raises(InvalidValue) as caught:
            copy_store(**given)

        assert path == caught.value.path

    def test_stops_at_what_is_damaged(self, memory: Store, target: Store) -> None:
        """
        A journal entry that cannot be read is not passed on.
        """
        memory.backend.commit(Batch(entries=(Entry("x", "{}"),)))
        with pytest.raises(Corrupt, match="journal entry"):
            copy_store(memory, target)

    def test_brings_older_documents_up_to_date(self, memory: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        A document of an older schema is copied in the current one.
        """
        newer = {**FORMATS, "person": Format(FORMATS["person"].document, 2, {1: lambda plain: plain})}
        monkeypatch.setattr(memory, "_codec", Codec(newer))
        with open_store("memory:") as other:
            copy_store(memory, other)
            kept = other.backend.load(Key("person", ADA))

        now = memory.backend.load(Key("person", ADA))
        assert kept is not None
        assert now is not None
        assert (2, now.version, now.index, now.body) == (kept.schema, kept.version, kept.index, kept.body)

    def test_in_portions(self, memory: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        However much there is, no commit is larger than it may be.
        """
        monkeypatch.setattr(maintenance, "_CHARACTERS", 500)
        sizes: list[int] = []
        register(memory, *(f"p{number}" for number in range(20)))
        with open_store("memory:") as other:
            commit = other.backend.commit

            def counted(batch: Batch) -> int:
                sizes.append(sum(len(write.envelope.body) for write in batch.writes))
                return commit(batch)

            monkeypatch.setattr(other.backend, "commit", counted)
            copy_store(memory, other)

            assert () == verify_store(other, against=memory)
        assert max(sizes) <= 500
        assert len(sizes) > 5

    def test_of_so_many_documents(self, memory: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        As many as one commit may hold are in one, the last of them excepted.
        """
        monkeypatch.setattr(maintenance, "TOGETHER", 3)
        sizes: list[int] = []
        register(memory, *(f"p{number}" for number in range(6)))
        with open_store("memory:") as other:
            commit = other.backend.commit

            def counted(batch: Batch) -> int:
                sizes.append(len(batch.writes))
                return commit(batch)

            monkeypatch.setattr(other.backend, "commit", counted)
            copied = copy_store(memory, other)

        assert copied.documents == sum(sizes[: -(-copied.documents // 3)])
        assert {3} == {*sizes[: copied.documents // 3]}


@pytest.mark.parametrize("maker", [ADA, BEN])
def test_the_people_travel_with_the_offer(memory: Store, maker: str) -> None:
    """
    R8, R11: an offer and its acceptance write people without an entry of their own; a copy brings them too.
    """
    with open_store("memory:", clock=clock) as other:
        copy_store(memory, other)
        keep(memory, offer(by=maker))
        copy_store(memory, other)
        assert () == verify_store(other, against=memory)

        with memory.transaction() as tx:
            tx.get(Mentorship, "ada-and-ben").accept(by=ADA if maker == BEN else BEN, at=NOW)
        copy_store(memory, other)

        assert () == verify_store(other, against=memory)


GONE = Key("person", "gone")
"""Somebody who is removed behind the store's back, which no command does."""


def remove(store: Store, *entries: Entry) -> None:
    """
    Remove them, and remember version 9.
    """
    kept = store.backend.load(GONE)
    assert kept is not None
    store.backend.commit(Batch(tombstones=(Tombstone(GONE, kept.version, 9),), entries=entries))


def version_used(store: Store) -> int:
    """
    Return the version at which their id was used.
    """
    with pytest.raises(Conflict) as caught:
        store.backend.commit(Batch(reads=(Guard(GONE, 0),)))

    return caught.value.actual


class TestRemoval:
    def test_travels(self, full: Store, target: Store) -> None:
        """
        What was removed from the source counts as removed in the copy, which is as sound, and its id as used.
        """
        register(full, "gone")
        remove(full)
        copied = copy_store(full, target)

        assert 5 == copied.documents
        assert () == verify_store(full)
        assert () == verify_store(target, against=full)
        assert 9 == version_used(target)

    def test_after_a_copy_travels_with_the_next(self, memory: Store, target: Store) -> None:
        """
        A copy that runs again removes what the source has removed meanwhile, and only once.
        """
        register(memory, "gone")
        assert 4 == copy_store(memory, target).documents
        remove(memory)
        for _ in range(2):
            assert 3 == copy_store(memory, target).documents

        assert () == verify_store(target, against=memory)
        assert 9 == version_used(target)

    def test_during_a_copy_travels_with_it(self, memory: Store, target: Store) -> None:
        """
        What is removed when it was copied already, and is noted, is removed from the copy.
        """
        register(memory, "gone")
        (entry,) = memory.backend.journal(after=0, limit=1, subject="gone")
        done = False

        def work(documents: int, entries: int) -> None:
            nonlocal done
            if not done:
                done = True
                remove(memory, Entry(entry.subject, entry.body))

        assert 3 == copy_store(memory, target, progress=work).documents
        assert () == verify_store(target, against=memory)
        assert 9 == version_used(target)

    def test_leaves_alone_what_went_its_own_way(self, memory: Store, target: Store) -> None:
        """
        A document that was changed as often in the target as in the source until its removal is kept there.
        """
        register(memory, "gone")
        copy_store(memory, target)
        kept = target.backend.load(GONE)
        assert kept is not None
        target.backend.commit(Batch(writes=(Write(attrs.evolve(kept, version=9), 1),)))
        remove(memory)
        with pytest.raises(Conflict) as caught:
            copy_store(memory, target)

        assert (GONE, 9, 9) == (caught.value.key, caught.value.expected, caught.value.actual)
        assert target.backend.load(GONE) is not None

    def test_from_the_target_is_not_undone(self, memory: Store, target: Store) -> None:
        """
        What the target has removed and the source still has is not written again.
        """
        register(memory, "gone")
        copy_store(memory, target)
        remove(target)
        with pytest.raises(Conflict) as caught:
            copy_store(memory, target)

        assert (GONE, 9) == (caught.value.key, caught.value.actual)

    def test_is_not_made_up(self, memory: Store, target: Store) -> None:
        """
        Where the source has lost a document the copy lacks it as well, and `verify_store` says so of both.
        """
        (entry,) = memory.backend.journal(after=0, limit=1, subject=ADA)
        memory.backend.commit(Batch(entries=(Entry("gone", entry.body),)))
        copy_store(memory, target)

        lost = [(str(GONE), "the journal tells of it, and it is not there")]
        for store in (memory, target):
            assert lost == [(problem.where, problem.problem) for problem in verify_store(store)]


class TestSize:
    def test_is_what_a_copy_brings(self, full: Store, target: Store) -> None:
        """
        The size is known before anything is copied, and is what is copied then.
        """
        size = size_of(full)
        copied = copy_store(full, target)

        assert (copied.documents, copied.entries) == (size.documents, size.entries)

    def test_of_an_empty_store(self, empty: Store) -> None:
        """
        What a store keeps about itself is not copied, and is not counted.
        """
        assert Size(0, 0) == size_of(empty)

    def test_counts_page_by_page(self, full: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        However many documents there are, each is counted once.
        """
        size = size_of(full)
        monkeypatch.setattr(maintenance, "ROWS_TOGETHER", 1)

        assert 5 == size.documents
        assert size == size_of(full)

    def test_has_at_least_all_entries(self, full: Store) -> None:
        """
        A token may take a position without an entry; so the journal has at most that many.
        """
        full.transact(lambda tx: None, token="nothing")
        register(full, "late")

        assert len(list(full.journal())) + 1 == size_of(full).entries
