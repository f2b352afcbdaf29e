"""
Reading past what cannot be read: everything else is found, and what is damaged is named once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pytest

from mentorcore import Store
from mentorcore.backends import Backend, Envelope, JournalEntry, Page, Query
from mentorcore.errors import Corrupt
from mentorcore.storage import reading
from mentorcore.storage.reading import readable_entries, readable_envelopes, readable_rows
from tests.model.examples import ADA, BEN, CY
from tests.storage.conftest import register


EVERYBODY = [ADA, BEN, CY, "dee", "eva"]


class _Damaged:
    """
    A backend that cannot read one document, or one entry of its journal.

    Args:
        damaged: Its id, or its position.

        where: What the error names.

        only_index: The document itself can be read.
    """

    def __init__(self, backend: Backend, damaged: str | int, where: str, *, only_index: bool = False) -> None:
        self._backend = backend
        self._damaged = damaged
        self._where = where
        self._only_index = only_index

    def find(self, query: Query) -> Page:
        page = self._backend.find(query)
        self._refuse(row.key.id for row in page.rows)

        return page

    def scan(self, kind: str, *, after: str | None, limit: int) -> Sequence[Envelope]:
        found = self._backend.scan(kind, after=after, limit=limit)
        if not self._only_index:
            self._refuse(envelope.key.id for envelope in found)

        return found

    def journal(self, *, after: int, limit: int, subject: str | None) -> Sequence[JournalEntry]:
        found = self._backend.journal(after=after, limit=limit, subject=subject)
        self._refuse(entry.position for entry in found)

        return found

    def _refuse(self, there: Iterable[str | int]) -> None:
        if self._damaged in there:
            raise Corrupt(self._where, "it is cut short")


@pytest.fixture(params=[1, 2, 200])
def people(request: pytest.FixtureRequest, memory: Store, monkeypatch: pytest.MonkeyPatch) -> Backend:
    """
    Five people, of whom so many are read at a time.
    """
    monkeypatch.setattr(reading, "_TOGETHER", request.param)
    register(memory, *EVERYBODY[3:])

    return memory.backend


def told(found: Iterator[Any]) -> list[str]:
    """
    Return what was read, each by its id or position, and what an error names in brackets.
    """
    return [
        f"({one.where})"
        if isinstance(one, Corrupt)
        else str(one.position if isinstance(one, JournalEntry) else one.key.id)
        for one in found
    ]


@pytest.mark.parametrize("damaged", EVERYBODY)
class TestDocuments:
    def test_that_an_error_names(self, people: Backend, damaged: str) -> None:
        """
        Whatever stands in front of it and behind it is read.
        """
        backend: Any = _Damaged(people, damaged, f"person/{damaged}")
        expected = [f"(person/{damaged})" if one == damaged else one for one in EVERYBODY]

        assert expected == told(readable_rows(backend, "person"))
        assert expected == told(readable_envelopes(backend, "person"))

    def test_that_only_the_index_hides(self, people: Backend, damaged: str) -> None:
        """
        Where an error of the index names nothing, the document that comes next is the one.
        """
        backend: Any = _Damaged(people, damaged, "the index", only_index=True)

        assert [f"(person/{damaged})" if one == damaged else one for one in EVERYBODY] == told(
            readable_rows(backend, "person")
        )

    def test_that_nothing_names(self, people: Backend, damaged: str) -> None:
        """
        Behind damage of which nobody can say where it is nothing is read, and it is told.
        """
        backend: Any = _Damaged(people, damaged, "the index")
        expected = [*EVERYBODY[: EVERYBODY.index(damaged)], "(the index)"]

        assert expected == told(readable_rows(backend, "person"))
        assert expected == told(readable_envelopes(backend, "person"))


@pytest.mark.parametrize("damaged", [1, 3, 5])
class TestEntries:
    def test_that_an_error_names(self, people: Backend, damaged: int) -> None:
        """
        The journal goes on behind an entry that cannot be read.
        """
        backend: Any = _Damaged(people, damaged, f"journal entry {damaged}")

        assert [f"(journal entry {n})" if n == damaged else str(n) for n in range(1, 6)] == told(
            readable_entries(backend)
        )

    def test_that_nothing_names(self, people: Backend, damaged: int) -> None:
        """
        Behind an entry of which nobody can say where it is nothing is read, and it is told.
        """
        backend: Any = _Damaged(people, damaged, "the journal")

        assert [*map(str, range(1, damaged)), "(the journal)"] == told(readable_entries(backend))
