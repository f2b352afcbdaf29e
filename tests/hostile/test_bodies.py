"""
Documents that somebody has changed, made up or cut short: damaged, named, and quick to say so.
"""

from __future__ import annotations

import json
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path

import pytest

from mentorcore import Person, Store, open_store, verify_store
from mentorcore.backends import Batch, Entry, Envelope, Key, Write
from mentorcore.errors import Corrupt, SchemaTooNew, StorageError
from mentorcore.storage.codec import BODY_LIMIT, Codec
from mentorcore.storage.journal import change_of
from tests.hostile.bodies import KINDS, MARK, NO_JSON, WRONG, documents, places, put
from tests.model.examples import ADA, BEN, CY
from tests.storage.conftest import clock, register, url_of


CODEC = Codec()
BACKENDS = ("memory", "sqlite", "json")


def said(error: BaseException | None) -> str:
    """
    Return everything that a log might hold of an error and of what it comes from.
    """
    return "" if error is None else f"{error} {error!r} {said(error.__cause__)}{said(error.__context__)}"


@cache
def sound() -> dict[str, str]:
    """
    Return a sound document of each kind.
    """
    return documents()


class TestDecoding:
    @pytest.mark.parametrize("kind", KINDS)
    def test_what_is_sound_comes_back(self, kind: str) -> None:
        """
        The documents that these tests change are sound, and the words that none may repeat stand in them.
        """
        body = sound()[kind]

        assert body == CODEC.encode(kind, CODEC.decode(kind, 1, body, where="here"))
        assert kind == "store" or MARK in body

    @pytest.mark.parametrize("kind", KINDS)
    @pytest.mark.parametrize("name", NO_JSON)
    def test_what_is_no_document_is_refused(self, kind: str, name: str) -> None:
        """
        It is damaged, whatever it is; the message says where and repeats nothing of it.
        """
        with pytest.raises(Corrupt) as caught:
            CODEC.decode(kind, 1, NO_JSON[name], where=f"{kind}/x")

        assert f"{kind}/x" == caught.value.where
        assert MARK not in said(caught.value)
        assert len(str(caught.value)) < 2000

    @pytest.mark.parametrize("kind", KINDS)
    def test_a_wrong_value_anywhere_is_named(self, kind: str) -> None:
        """
        Whatever stands in place of whatever value, the document is what it was or damaged; where it is read,
        it is written as it was read.
        """
        plain = json.loads(sound()[kind])
        refused: list[Corrupt] = []
        for number, path in enumerate(places(plain)):
            for value in WRONG[number % 4 :: 4] if path else WRONG:
                body = json.dumps(put(plain, path, value), ensure_ascii="\ud800" in str(value))
                try:
                    document = CODEC.decode(kind, 1, body, where="here")
                except Corrupt as error:
                    refused.append(error)
                else:
                    again = CODEC.encode(kind, document)
                    assert document == CODEC.decode(kind, 1, again, where="here")

        assert len(refused) > 3 * len(plain)
        assert MARK not in "".join(map(said, refused))

    @pytest.mark.parametrize("kind", KINDS)
    def test_a_field_that_is_missing_or_unknown_is_named(self, kind: str) -> None:
        """
        No field may be missing unless it has a value of its own; none may be there that nobody knows.
        """
        plain = json.loads(sound()[kind])
        for name in plain:
            less = {key: value for key, value in plain.items() if key != name}
            with suppress(Corrupt):
                CODEC.encode(kind, CODEC.decode(kind, 1, json.dumps(less), where="here"))
            more = {**less, MARK: plain[name]}
            with pytest.raises(Corrupt) as caught:
                CODEC.decode(kind, 1, json.dumps(more), where="here")
            assert MARK not in str(caught.value)
        with pytest.raises(Corrupt, match=r"unknown fields: mood, 2 more @ \$"):
            CODEC.decode(kind, 1, json.dumps({**plain, "mood": 1, MARK: 1, "A": 1}), where="here")

    @pytest.mark.parametrize("schema", [0, -1, -(10**30), True, None, "1", 1.0, b"1"])
    def test_a_schema_number_that_is_none_is_damage(self, schema: object) -> None:
        """
        Documents are counted from schema 1, in whole numbers.
        """
        with pytest.raises(Corrupt):
            CODEC.decode("person", schema, sound()["person"], where="here")  # type: ignore[arg-type]

    @pytest.mark.parametrize("schema", [2, 10**30])
    def test_a_later_one_is_left_alone(self, schema: int) -> None:
        """
        It may be sound, and a newer release may know it.
        """
        with pytest.raises(SchemaTooNew):
            CODEC.decode("person", schema, "x", where="here")

    @pytest.mark.parametrize("body", [None, 5, b"{}", ["{}"]])
    def test_a_body_that_is_no_text_is_damage(self, body: object) -> None:
        """
        A backend that gives something else is not trusted either.
        """
        with pytest.raises(Corrupt):
            CODEC.decode("person", 1, body, where="here")  # type: ignore[arg-type]

    def test_takes_time_and_memory_that_the_text_accounts_for(self) -> None:
        """
        Of the largest text, nothing is read; of what is below, a few times its size is used.
        """
        large = '{"id": "' + "x" * BODY_LIMIT
        nearly = '{"steps": [' + ",".join(["{}"] * 200_000) + "]}"
        for text, most in ((large, 2**20), (nearly, 200 * len(nearly))):
            tracemalloc.start()
            started = time.thread_time()
            try:
                with pytest.raises(Corrupt):
                    CODEC.decode("mentorship", 1, text, where="here")
                _, peak = tracemalloc.get_traced_memory()
            finally:
                tracemalloc.stop()
            assert peak < most
            assert time.thread_time() - started < 60


@pytest.fixture(params=BACKENDS)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """
    A store on each backend, with Ada, Ben and Cy.
    """
    with open_store(url_of(request.param, tmp_path), clock=clock) as opened:
        register(opened, ADA, BEN, CY)
        yield opened


def replaced(store: Store, body: str, *, schema: int = 1) -> None:
    """
    Put a body in place of Ada's document, as a core with a defect would.
    """
    kept = store.backend.load(Key("person", ADA))
    assert kept is not None
    envelope = Envelope(kept.key, kept.version + 1, schema, kept.index, body)
    store.backend.commit(Batch(writes=(Write(envelope, kept.version),)))


class TestStores:
    def test_name_what_is_damaged_and_read_the_rest(self, store: Store) -> None:
        """
        Whatever a backend was given as a body, it comes back as it was; the store names the document that is
        damaged, finds the others, and says the same when it is checked.
        """
        for name, body in NO_JSON.items():
            replaced(store, body)
            kept = store.backend.load(Key("person", ADA))
            assert kept is not None
            assert body == kept.body, name
            with pytest.raises(Corrupt, match=r"^person/ada is damaged"):
                store.get(Person, ADA)
            with pytest.raises(Corrupt, match=r"^person/ada is damaged"), store.transaction() as tx:
                tx.get(Person, ADA)
            assert "Ben" == store.get(Person, BEN).name
            assert [ADA, BEN, CY] == [summary.id for summary in store.find(Person)]
        assert ["person/ada"] == sorted({problem.where for problem in verify_store(store)})

    def test_a_later_schema_is_left_alone(self, store: Store) -> None:
        """
        A document that a newer release wrote is refused, and the others are read.
        """
        replaced(store, "x", schema=7)
        with pytest.raises(SchemaTooNew, match=r"^person/ada has schema 7, this release knows up to 1"):
            store.get(Person, ADA)

        assert "Ben" == store.get(Person, BEN).name

    def test_a_document_of_somebody_else_is_damage(self, store: Store) -> None:
        """
        What a document says of its id has to be true.
        """
        kept = store.backend.load(Key("person", BEN))
        assert kept is not None
        replaced(store, kept.body)
        with pytest.raises(Corrupt, match="it holds something with another id"):
            store.get(Person, ADA)

    @pytest.mark.parametrize("name", NO_JSON)
    def test_a_damaged_journal_entry_is_named(self, tmp_path: Path, name: str) -> None:
        """
        An entry that is none is damaged; the message says its position and repeats nothing.
        """
        with open_store(url_of("memory", tmp_path), clock=clock) as store:
            store.backend.commit(Batch(entries=(Entry("ada", NO_JSON[name]),)))
            with pytest.raises(Corrupt) as caught:
                list(store.journal())

        assert "journal entry 1" == caught.value.where
        assert MARK not in str(caught.value)

    def test_a_wrong_value_in_a_journal_entry_is_damage(self, store: Store) -> None:
        """
        Every value of an entry has its type.
        """
        entry, *_ = store.backend.journal(after=0, limit=1, subject=None)
        plain = json.loads(entry.body)
        refused: list[Corrupt] = []
        for path in places(plain):
            for value in WRONG:
                body = json.dumps(put(plain, path, value))
                try:
                    change = change_of(type(entry)(entry.position, entry.subject, body))
                except Corrupt as error:
                    refused.append(error)
                else:
                    assert "ada" == change.subject

        assert len(refused) > 3 * len(plain)
        assert MARK not in "".join(map(said, refused))

    @pytest.mark.parametrize(
        "name", ["words", "a list", "cut short", "a key twice", "no number", "lists in lists", "many fields"]
    )
    def test_what_the_store_says_of_itself_is_damaged(self, tmp_path: Path, name: str) -> None:
        """
        A store whose policy cannot be read does not open, and says why.
        """
        with open_store(url_of("sqlite", tmp_path), clock=clock) as store:
            kept = store.backend.load(Key("store", "store"))
            assert kept is not None
            envelope = Envelope(kept.key, kept.version + 1, 1, {}, NO_JSON[name])
            store.backend.commit(Batch(writes=(Write(envelope, kept.version),)))
        for upgrade in (False, True):
            with pytest.raises(StorageError, match=r"^store/store is damaged"):
                open_store(url_of("sqlite", tmp_path), clock=clock, upgrade=upgrade)
