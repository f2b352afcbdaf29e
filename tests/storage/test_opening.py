"""
Opening a store: what it keeps about itself, policies, upgrades, and what is no store.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from unittest import mock

import attrs
import pytest

from mentorcore import Mentorship, Person, Policy, Store, open_store, verify_store
from mentorcore.backends import STORE_KIND, Backend, Batch, Envelope, Key, Write
from mentorcore.errors import (
    Conflict,
    Corrupt,
    InvalidValue,
    MigrationNeeded,
    NotAStore,
    SchemaTooNew,
    Unavailable,
    UnknownScheme,
)
from mentorcore.storage import opening
from mentorcore.storage.codec import Codec
from mentorcore.storage.layout import LAYOUT
from tests.model.examples import ADA, BEN, CY, NOW, offer
from tests.storage.conftest import clock, register, url_of


@pytest.fixture(params=["sqlite", "json", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """
    Where a store is kept that can be opened again.
    """
    return url_of(request.param, tmp_path)


def about(store: Store) -> Envelope:
    """
    Return what the store keeps about itself.
    """
    envelope = store.backend.load(Key(STORE_KIND, STORE_KIND))
    assert envelope is not None

    return envelope


def rewrite(store: Store, **changes: Any) -> None:
    """
    Replace what the store keeps about itself.
    """
    kept = about(store)
    changed = attrs.evolve(kept, version=kept.version + 1, **changes)
    store.backend.commit(Batch(writes=(Write(changed, kept.version),)))


class TestReopening:
    def test_finds_everything_again(self, url: str) -> None:
        """
        What was kept is there when the store is opened again.
        """
        with open_store(url, clock=clock) as store:
            register(store, ADA, BEN)
            with store.transaction(token="t") as tx:
                mentorship = tx.add(offer())
            changes = list(store.journal())
        with open_store(url, clock=clock, create=False) as again:
            assert mentorship.document == again.get(Mentorship, mentorship.id).document
            assert changes == list(again.journal())
            assert again.transact(lambda tx: 1, token="t") is None
            assert () == verify_store(again)

    def test_of_nothing_needs_create(self, url: str, tmp_path: Path) -> None:
        """
        With *create* false nothing is made where nothing is.
        """
        with pytest.raises(NotAStore):
            open_store(url, create=False)

        assert [] == list(tmp_path.iterdir())


class TestPolicy:
    def test_is_kept(self, url: str) -> None:
        """
        The store keeps its policy: opened without one, it has the one it was made with.
        """
        policy = Policy(offer_days=7)
        open_store(url, policy=policy).close()
        with open_store(url) as store:
            assert policy == store.policy
        with open_store(url, policy=policy) as store:
            assert policy == store.policy

    def test_of_another_kind_needs_an_upgrade(self, url: str) -> None:
        """
        Opened with a different policy, the store says what to do; with *upgrade* it takes the new one.
        """
        open_store(url).close()
        with pytest.raises(MigrationNeeded, match=r"another policy; make a backup, then run .*upgrade=True"):
            open_store(url, policy=Policy(evidence=3))
        with open_store(url) as store:
            assert Policy() == store.policy
        with open_store(url, policy=Policy(evidence=3), upgrade=True) as store:
            assert Policy(evidence=3) == store.policy
        with open_store(url) as store:
            assert Policy(evidence=3) == store.policy

    def test_never_rejects_what_is_kept(self, url: str) -> None:
        """
        What was kept under another policy is still read and goes on.
        """
        with open_store(url, clock=clock) as store:
            register(store, ADA, BEN)
            with store.transaction() as tx:
                tx.add(offer())
        strict = Policy(agreement_most_days=30, evidence=9)
        with open_store(url, clock=clock, policy=strict, upgrade=True) as store:
            with store.transaction() as tx:
                tx.get(Mentorship, "ada-and-ben").accept(by=BEN, at=NOW)

            assert () == verify_store(store)

    @pytest.mark.parametrize("wrong", ["strict", {}, 7])
    def test_is_a_policy(self, wrong: Any) -> None:
        """
        P1: anything else is refused.
        """
        with pytest.raises(InvalidValue, match="policy"):
            open_store("memory:", policy=wrong)


class TestUpgrade:
    def test_of_an_older_layout_indexes_anew(self, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        A store with the index values of an older layout says so, and an upgrade computes them again.
        """
        with open_store(url, clock=clock) as store:
            register(store, ADA, BEN)
            kept = store.backend.load(Key("person", ADA))
            assert kept is not None
            stale = attrs.evolve(kept, version=2, index={**kept.index, "state": "older"})
            store.backend.commit(Batch(writes=(Write(stale, 1),)))
            rewrite(store, body=json.dumps({**json.loads(about(store).body), "layout": "older"}))
        with pytest.raises(MigrationNeeded, match="another layout"):
            open_store(url)
        monkeypatch.setattr(opening, "_TOGETHER", 1)
        with open_store(url, clock=clock, upgrade=True) as store:
            assert () == verify_store(store)
            assert 3 == store.get(Person, ADA).version
        open_store(url).close()

    def test_stops_whoever_still_has_it_open(self, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        While documents are written anew, nobody adds one that is as they were before.
        """
        refused: list[str] = []
        with open_store(url, clock=clock) as old:
            register(old, ADA)

            def meanwhile(backend: Backend, codec: Codec, policy: Policy) -> None:
                rewritten(backend, codec, policy)
                with pytest.raises(MigrationNeeded, match="while it was open here") as caught:
                    register(old, BEN)
                refused.append(str(caught.value))

            rewritten = opening.reindex
            monkeypatch.setattr(opening, "reindex", meanwhile)
            with open_store(url, policy=Policy(silent_cadences=1), upgrade=True, clock=clock) as new:
                assert 1 == len(refused)
                register(new, BEN)
                assert () == verify_store(new)

    def test_tries_again_what_somebody_was_faster_with(
        self, memory: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """
        A document that is changed meanwhile is written anew as it is then, and so are the rest.
        """
        monkeypatch.setattr(opening, "_TOGETHER", 1)
        commit, faster = memory.backend.commit, iter([True])

        def contended(batch: Batch) -> int:
            if any(write.envelope.key.id == BEN for write in batch.writes) and next(faster, False):
                raise Conflict(Key("person", BEN), 1, 2)
            return commit(batch)

        monkeypatch.setattr(memory.backend, "commit", contended)
        upgraded = Store(memory.backend, policy=Policy(evidence=3), upgrade=True)

        assert [2, 2, 2] == [upgraded.get(Person, person).version for person in (ADA, BEN, CY)]

    def test_that_was_begun_goes_on_as_it_was_meant(self, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        After an interruption nobody has to know which policy it was for.
        """
        with open_store(url, clock=clock) as store:
            register(store, ADA)
        stricter = Policy(evidence=3)
        with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
            patch.setattr(opening, "reindex", mock.Mock(side_effect=KeyboardInterrupt))
            open_store(url, policy=stricter, upgrade=True)

        with pytest.raises(MigrationNeeded):
            open_store(url)
        with open_store(url, upgrade=True) as store:
            assert stricter == store.policy
            assert () == verify_store(store)

    def test_of_a_newer_store_is_refused(self, url: str) -> None:
        """
        A store that a newer release has made is left alone.
        """
        with open_store(url) as store:
            rewrite(store, schema=99)
        for upgrade in (False, True):
            with pytest.raises(SchemaTooNew):
                open_store(url, upgrade=upgrade)

    def test_stops_at_what_is_damaged(self, url: str) -> None:
        """
        A document that cannot be read stops the upgrade, and stays as it is.
        """
        with open_store(url, clock=clock) as store:
            broken = Envelope(Key("person", "x"), 1, 1, dict.fromkeys(_columns("person")), '{"id":"x"}')
            store.backend.commit(Batch(writes=(Write(broken, 0),)))
        with pytest.raises(Corrupt, match="person/x"):
            open_store(url, policy=Policy(evidence=2), upgrade=True)
        with open_store(url) as store:
            assert broken == store.backend.load(broken.key)


def _columns(kind: str) -> list[str]:
    return [column.name for column in LAYOUT.of(kind).columns]


class TestWhatIsNoStore:
    @pytest.mark.parametrize("wrong", [None, 7, b"memory:", Path("store.db")])
    def test_is_no_url(self, wrong: Any) -> None:
        """
        P1: a URL is text.
        """
        with pytest.raises(InvalidValue, match="is no URL"):
            open_store(wrong)

    @pytest.mark.parametrize("wrong", ["", "store.db", "mongodb://x", "://", "file:///x", "../x"])
    def test_has_no_scheme_that_is_known(self, wrong: str) -> None:
        """
        An unknown scheme is answered with those that are installed.
        """
        with pytest.raises(UnknownScheme, match="json, memory, postgresql, sqlite"):
            open_store(wrong)

    @pytest.mark.parametrize("scheme", ["sqlite", "json"])
    def test_is_somebody_elses_file(self, tmp_path: Path, scheme: str) -> None:
        """
        A file that is something else is refused and left alone.
        """
        path = tmp_path / "letter.txt"
        path.write_text("Dear Ada,\n" * 200)
        with pytest.raises(NotAStore):
            open_store(f"{scheme}:///{path}")

        assert "Dear Ada,\n" * 200 == path.read_text()
        assert [path] == list(tmp_path.iterdir())

    @pytest.mark.parametrize("scheme", ["sqlite", "json"])
    def test_is_somebody_elses_directory(self, tmp_path: Path, scheme: str) -> None:
        """
        A directory that is something else is refused and left alone.
        """
        (tmp_path / "letter.txt").write_text("Dear Ada")
        with pytest.raises((NotAStore, Unavailable)):
            open_store(f"{scheme}:///{tmp_path}")

        assert ["letter.txt"] == [path.name for path in tmp_path.iterdir()]


class TestClosing:
    def test_ends_everything(self, empty: Store) -> None:
        """
        After closing, every call says that the store is not there any more; closing again does nothing.
        """
        empty.close()
        empty.close()
        for call in (
            lambda: empty.get(Person, ADA),
            lambda: empty.find(Person),
            lambda: list(empty.journal()),
            lambda: register(empty, ADA),
        ):
            with pytest.raises(Unavailable):
                call()
