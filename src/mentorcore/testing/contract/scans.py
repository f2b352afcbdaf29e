"""
Scans: the documents of one kind, in the order of their ids.
"""

from __future__ import annotations

import pytest

from mentorcore.backends import Backend, Batch
from mentorcore.testing.contract.base import Contract
from mentorcore.testing.contract.samples import BOOK, SHELF, book, change, new, removal, shelf


IN_ORDER = ["-", "-a", "0", "10", "9", "A", "B", "_", "a", "a-", "a0", "aA", "aa", "b"]
"""Ids as their code points sort them, which no language and no number does."""


class ScanTests(Contract):
    """
    Scanning a kind.
    """

    def test_scans_in_the_order_of_ids(self, backend: Backend) -> None:
        """
        Documents come ordered by id, by code point, however they were written.
        """
        backend.commit(new(*(book(name) for name in IN_ORDER[::2])))
        backend.commit(new(*(book(name) for name in reversed(IN_ORDER[1::2]))))

        assert _scanned(backend) == IN_ORDER

    @pytest.mark.parametrize("limit", [1, 3, 14])
    def test_scans_in_pages(self, backend: Backend, limit: int) -> None:
        """
        Going on behind the last id of each page meets every document once.
        """
        backend.commit(new(*(book(name) for name in IN_ORDER)))
        seen: list[str] = []
        after: str | None = None
        while page := _scanned(backend, after=after, limit=limit):
            assert len(page) <= limit
            seen += page
            after = page[-1]
            assert len(seen) <= len(IN_ORDER), "a document came twice"

        assert seen == IN_ORDER

    def test_scans_behind_an_id_that_is_not_there(self, backend: Backend) -> None:
        """
        *after* need not be the id of a document.
        """
        backend.commit(new(*(book(name) for name in IN_ORDER)))

        assert _scanned(backend, after="Z") == IN_ORDER[IN_ORDER.index("B") + 1 :]

    def test_scans_one_kind_only(self, backend: Backend) -> None:
        """
        Documents of another kind are left out, also those with the same id.
        """
        backend.commit(new(book("a"), shelf("a"), shelf("b"), book("c")))

        assert _scanned(backend) == ["a", "c"]
        assert _scanned(backend, kind=SHELF) == ["a", "b"]

    def test_scans_whole_documents(self, backend: Backend) -> None:
        """
        A scan gives what loading would: body, version and index values, as they are now.
        """
        given = [book(name, body=f'{{"id": "{name}"}}', title=name, readers=(name, "x")) for name in "abc"]
        backend.commit(new(*given))
        given[1] = book("b", version=2, body='{"id": "changed"}', readers=())
        backend.commit(change(given[1], 1))

        assert [*backend.scan(BOOK, after=None, limit=9)] == given

    def test_a_limit_counts_no_removed_documents(self, backend: Backend) -> None:
        """
        A page is full as long as there are documents left, whatever was removed between them.
        """
        given = {name: book(name) for name in "abcdef"}
        backend.commit(new(*given.values()))
        backend.commit(Batch(tombstones=tuple(removal(given[name]).tombstones[0] for name in "abd")))

        assert _scanned(backend, limit=2) == ["c", "e"]


def _scanned(backend: Backend, *, kind: str = BOOK, after: str | None = None, limit: int = 100) -> list[str]:
    return [envelope.key.id for envelope in backend.scan(kind, after=after, limit=limit)]
