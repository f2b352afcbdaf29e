"""
Names, addresses, tokens and filters that SQL might take for something else: they are found as what they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mentorcore import Person, Store, open_store
from mentorcore.errors import AlreadyDone, InvalidValue
from tests.hostile.test_words import PAYLOADS
from tests.model.examples import ADA, BEN, NOW
from tests.storage.conftest import clock, register, url_of


AWKWARD = (
    "'",
    "''",
    '"',
    "x' OR '1'='1",
    "x'; DROP TABLE mentorcore_documents_person; --",
    'x"; DROP TABLE "doc_person"; --',
    "x' UNION SELECT body FROM mentorcore_documents_person --",
    "\\'; --",
    "/* x */",
    "NULL",
    "?1",
    ":value_0",
    "%(x)s",
    "0x41",
    "%",
    "_",
    "*",
    "[a-z]",
    "a%",
    "a_a",
    "a*",
    "ad?",
    "ADA",
    "ada ",
    "\u202eada",
    "ｱ",
    "K",
    "ſ",
    "ß",
    "ẞ",
    "\U0010ffff",
)
"""Texts that are no pattern, no quotation and no statement."""


@pytest.fixture(params=["memory", "sqlite", "json", "postgresql"], scope="module")
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """
    A store on each backend, in which everybody has an awkward external id.
    """
    where: Path = tmp_path_factory.mktemp("sql")
    with open_store(url_of(request.param, where), clock=clock) as opened:
        register(opened, ADA, BEN)
        with opened.transaction() as tx:
            for number, text in enumerate(AWKWARD):
                tx.add(Person.register(name=text, external_id=text, at=NOW, id=f"p{number:02}"))
        yield opened


def test_a_filter_finds_what_it_says(store: Store) -> None:
    """
    Each text finds the one person who has it, and no other, whatever it would match as a pattern.
    """
    found = {text: [summary.id for summary in store.find(Person, external_id=text)] for text in AWKWARD}

    assert {text: [f"p{number:02}"] for number, text in enumerate(AWKWARD)} == found


@pytest.mark.parametrize("text", PAYLOADS, ids=range(len(PAYLOADS)))
def test_a_filter_that_finds_nobody_changes_nothing(store: Store, text: str) -> None:
    """
    What is asked for is a value, and never a part of the question.
    """
    everybody = [summary.id for summary in store.find(Person, limit=1000)]

    assert [] == list(store.find(Person, external_id=text))
    assert [] == list(store.find(Person, email=f"{text.replace('@', '').replace(' ', '')}@x"[:200]))
    assert everybody == [summary.id for summary in store.find(Person, limit=1000)]


def test_a_token_is_a_text(store: Store) -> None:
    """
    Each token is committed once, and is none of the others that it looks like.
    """
    for text in AWKWARD:
        with store.transaction(token=text) as tx:
            tx.get(Person, ADA).revise(by=ADA, at=NOW, title=text)
        with pytest.raises(AlreadyDone), store.transaction(token=text):
            pass
        assert text == store.get(Person, ADA).profile.title


@pytest.mark.parametrize("name", ["email; DROP TABLE x", "id) OR 1=1 --", "ix_state", "people", "__class__"])
def test_a_filter_that_is_none_is_refused(store: Store, name: str) -> None:
    """
    P1: the filters are those that are listed.
    """
    with pytest.raises(InvalidValue, match="there is no filter"):
        store.find(Person, **{name: "x"})  # type: ignore[call-overload]


def test_an_address_is_the_same_in_upper_and_lower_case(store: Store) -> None:
    """
    Letters that fold into others make no second address of one, and no other address the same.
    """
    with store.transaction() as tx:
        tx.add(Person.register(name="Zoë", email="STRASSE@example.org", at=NOW, id="zoe"))
    found = [
        [summary.id for summary in store.find(Person, email=email)]
        for email in ("strasse@example.org", "Straße@example.org", "strasse@example.or_", "%@example.org")
    ]

    assert [["zoe"], ["zoe"], [], []] == found
