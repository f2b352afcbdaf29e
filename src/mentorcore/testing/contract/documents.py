"""
Documents: what is written comes back exactly, and nothing can change it from outside.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping, Sequence
from typing import Any, cast

import attrs
import pytest

from mentorcore.backends import (
    CONTRACT_VERSION,
    STORE_KIND,
    Backend,
    Capability,
    Envelope,
    Key,
    Value,
)
from mentorcore.testing.contract.base import Contract
from mentorcore.testing.contract.samples import (
    BOOK,
    SHELF,
    TEXTS,
    ask,
    book,
    change,
    json_text,
    new,
    noted,
    removal,
    shelf,
)


LONG_ID = "x" * 64

VALUES = {**TEXTS, "200 characters": "ü🧑" * 100}

BODIES = {name: json_text(text) for name, text in TEXTS.items()} | {
    "ASCII only": json.dumps(dict(TEXTS)),
    "escaped NUL and surrogates": r'{"nul": "\u0000", "emoji": "\ud83e\uddd1", "slash": "\/"}',
    "numbers": '{"a": 1.0, "b": 1e400, "c": 123456789012345678901234567890, "d": -0.0, "e": 1E+2}',
    "white space": ' {\r\n\t"b" :  1 ,\n\n"a":[ ] }\r\n ',
    "order of keys": '{"b": 1, "a": 2, "B": 3, "": 4}',
    "a megabyte": json.dumps({"text": "long, and ünïcode; " * 55_000}, ensure_ascii=False),
    "depth": '{"a":' + "[" * 200 + "]" * 200 + "}",
}


class DocumentTests(Contract):
    """
    Loading what was written.
    """

    def test_speaks_this_contract(self, backend: Backend) -> None:
        """
        It names the contract that it was written for, which is the one that this release speaks.
        """
        backend.commit(new(book("a")))

        assert backend.contract_version == CONTRACT_VERSION

    def test_declares_its_capabilities(self, backend: Backend) -> None:
        """
        Its class declares a frozen set of capabilities, and nothing that it does changes that.
        """
        declared = type(backend).capabilities
        backend.commit(new(book("a")))

        assert isinstance(declared, frozenset)
        assert all(isinstance(capability, Capability) for capability in declared)
        assert backend.capabilities == declared

    def test_a_new_store_is_empty(self, backend: Backend) -> None:
        """
        A store that was just made has no document of any kind.
        """
        assert [*backend.scan(BOOK, after=None, limit=9), *backend.scan(SHELF, after=None, limit=9)] == []

    def test_loads_none_for_an_unknown_id(self, backend: Backend) -> None:
        """
        Loading an id that was never written gives *None*.
        """
        backend.commit(new(book("a")))

        assert backend.load(Key(BOOK, "b")) is None

    @pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
    def test_keeps_a_body_exactly(self, backend: Backend, body: str) -> None:
        """
        A body comes back character for character.
        """
        backend.commit(new(book("a", body=body)))

        assert _loaded(backend, "a").body == body

    @pytest.mark.parametrize("text", VALUES.values(), ids=VALUES.keys())
    def test_keeps_an_index_value_exactly(self, backend: Backend, text: str) -> None:
        """
        An index value of text comes back character for character.
        """
        backend.commit(new(book("a", title=text)))

        assert _loaded(backend, "a").index["title"] == text

    def test_keeps_many_values_exactly(self, backend: Backend) -> None:
        """
        Several texts in one column come back in their order, repeated ones too.
        """
        readers = (*TEXTS.values(), "b", "a", "b")

        backend.commit(new(book("a", readers=readers)))

        assert _loaded(backend, "a").index["readers"] == readers

    def test_tells_no_values_from_none(self, backend: Backend) -> None:
        """
        An empty tuple and *None* both come back as they were.
        """
        backend.commit(new(book("a", readers=()), book("b", readers=None)))

        assert [_loaded(backend, name).index["readers"] for name in "ab"] == [(), None]

    def test_keeps_every_part_of_an_envelope(self, backend: Backend) -> None:
        """
        A document comes back with its key, version, schema number, index values and body.
        """
        given = attrs.evolve(
            book(
                "a",
                version=7,
                title="A title",
                group="g",
                due="2026-01-12T09:00:00.000000Z",
                day="2026-01-12",
                readers=("ada", "ben"),
            ),
            schema=3,
        )
        backend.commit(new(given))

        assert backend.load(given.key) == given

    def test_keeps_the_reserved_kind(self, backend: Backend) -> None:
        """
        The kind in which the core keeps what it must know is stored like any other.
        """
        given = Envelope(Key(STORE_KIND, "layout"), 1, 1, {}, '{"fingerprint": "f"}')
        backend.commit(new(given))

        assert backend.load(given.key) == given

    def test_tells_kinds_apart(self, backend: Backend) -> None:
        """
        The same id in two kinds is two documents.
        """
        backend.commit(new(book("a", version=2), shelf("a", version=5)))

        assert _loaded(backend, "a").version == 2

    def test_an_id_is_used_in_one_kind(self, backend: Backend) -> None:
        """
        Making, changing and removing a document concerns no document of another kind with the same id.
        """
        backend.commit(new(book("a")))
        backend.commit(new(shelf("a")))
        backend.commit(change(shelf("a", version=2), 1))
        backend.commit(removal(book("a")))
        backend.commit(change(shelf("a", version=3), 2))

        assert backend.load(book("a").key) is None
        assert backend.load(shelf("a").key) == shelf("a", version=3)

    @pytest.mark.parametrize("names", [("abc", "ABC", "aBc"), ("-", "--", "_", "-_"), (LONG_ID, "0")])
    def test_tells_ids_apart(self, backend: Backend, names: tuple[str, ...]) -> None:
        """
        Ids differ in every character, in case, and up to their full length.
        """
        given = [book(name, title=name) for name in names]
        backend.commit(new(*given))

        assert [backend.load(document.key) for document in given] == given

    @pytest.mark.parametrize("name", ["CON", "nul", "com1", "index", "journal", "store", "__init__"])
    def test_takes_ids_that_mean_something_elsewhere(self, backend: Backend, name: str) -> None:
        """
        An id that is special to an operating system, or looks like a file of the store, is just an id.
        """
        given = book(name)
        backend.commit(new(given))

        assert backend.load(given.key) == given

    def test_loads_the_last_version(self, backend: Backend) -> None:
        """
        After a change the new version is loaded, body, index values and schema number together.
        """
        after = attrs.evolve(book("a", version=2, body='{"pages": 2}', title="Second"), schema=2)
        backend.commit(new(book("a", title="First")))
        backend.commit(change(after, 1))

        assert backend.load(after.key) == after

    def test_a_commit_holds_many_documents(self, backend: Backend) -> None:
        """
        Hundreds of documents go into one commit.
        """
        given = [book(f"{number:04}", readers=("a", "b")) for number in range(400)]
        backend.commit(new(*given))

        assert [e.key.id for e in backend.scan(BOOK, after=None, limit=500)] == [
            document.key.id for document in given
        ]

    def test_keeps_a_copy_of_what_it_was_given(self, backend: Backend) -> None:
        """
        Changing the index values that were passed in changes nothing that is kept.
        """
        given = book("a", title="Kept")
        backend.commit(new(given))
        cast("dict[str, Any]", given.index)["title"] = "Changed"

        assert _loaded(backend, "a").index["title"] == "Kept"

    @pytest.mark.parametrize("how", ["load", "scan", "find", "find in order"])
    def test_gives_a_copy_of_what_it_keeps(self, backend: Backend, how: str) -> None:
        """
        Changing the index values that were given back is refused, or changes nothing that is kept.
        """
        backend.commit(new(book("a", title="Kept")))

        for index in _indexes(backend, how):
            with contextlib.suppress(TypeError, AttributeError):
                cast("dict[str, Any]", index)["title"] = "Changed"

        assert [index["title"] for index in _indexes(backend, how)] == ["Kept"]

    @pytest.mark.parametrize("how", ["scan", "journal"])
    def test_gives_a_list_of_its_own(self, backend: Backend, how: str) -> None:
        """
        Emptying a list that was given back is refused, or empties nothing that is kept.
        """
        backend.commit(noted(new(book("a")), "a"))

        with contextlib.suppress(TypeError, AttributeError):
            cast("list[Any]", _listed(backend, how)).clear()

        assert len(_listed(backend, how)) == 1


def _loaded(backend: Backend, id: str) -> Envelope:
    envelope = backend.load(Key(BOOK, id))
    assert envelope is not None

    return envelope


def _indexes(backend: Backend, how: str) -> list[Mapping[str, Value]]:
    if how == "load":
        return [_loaded(backend, "a").index]
    if how == "scan":
        return [envelope.index for envelope in backend.scan(BOOK, after=None, limit=9)]
    query = ask() if how == "find" else ask(order="title")

    return [row.index for row in backend.find(query).rows]


def _listed(backend: Backend, how: str) -> Sequence[object]:
    if how == "scan":
        return backend.scan(BOOK, after=None, limit=9)

    return backend.journal(after=0, limit=9, subject=None)
