"""
Journal: every entry, in commit order, once.
"""

from __future__ import annotations

from itertools import pairwise

import pytest

from mentorcore.backends import Backend, Batch, Entry
from mentorcore.testing.contract.base import Contract
from mentorcore.testing.contract.samples import TEXTS, book, entries, json_text, new, noted, removal


class JournalTests(Contract):
    """
    Reading the journal.
    """

    def test_a_new_journal_is_empty(self, backend: Backend) -> None:
        """
        There is no entry before the first commit that brings one.
        """
        backend.commit(new(book("a")))

        assert [*backend.journal(after=0, limit=9, subject=None)] == []

    def test_keeps_the_order_of_commits(self, backend: Backend) -> None:
        """
        Entries come in the order of the commits, and within a commit in the order of the batch.
        """
        for subjects in (("d", "b"), ("c",), ("a", "e", "a")):
            backend.commit(entries(*subjects))

        assert _subjects(backend) == ["d", "b", "c", "a", "e", "a"]

    def test_keeps_entries_exactly(self, backend: Backend) -> None:
        """
        Subject and body of an entry come back character for character.
        """
        given = [(f"s{number:02}", json_text(text)) for number, text in enumerate(TEXTS.values())]
        backend.commit(Batch(entries=tuple(Entry(*entry) for entry in given)))

        kept = backend.journal(after=0, limit=100, subject=None)

        assert [(entry.subject, entry.body) for entry in kept] == given

    def test_positions_grow(self, backend: Backend) -> None:
        """
        Every entry has a position of its own, from 1, each greater than the one before.
        """
        for subjects in (("a", "b"), ("a",), ("c", "a")):
            backend.commit(entries(*subjects))
        positions = [entry.position for entry in backend.journal(after=0, limit=9, subject=None)]

        assert len(positions) == 5
        assert positions[0] >= 1
        assert all(earlier < later for earlier, later in pairwise(positions))

    def test_a_commit_gives_the_position_of_its_last_entry(self, backend: Backend) -> None:
        """
        What a commit returns is where its last entry stands.
        """
        given = [backend.commit(entries(*subjects)) for subjects in (("a", "b"), ("c",))]
        positions = [entry.position for entry in backend.journal(after=0, limit=9, subject=None)]

        assert given == [positions[1], positions[2]]

    def test_a_commit_without_entries_gives_the_end(self, backend: Backend) -> None:
        """
        A commit that takes no position gives the last one that was taken, whatever it writes or removes.
        """
        end = backend.commit(entries("a"))

        assert backend.commit(new(book("a"))) == end
        assert backend.commit(removal(book("a"))) == end

    def test_starts_behind_a_position(self, backend: Backend) -> None:
        """
        Entries at or before *after* are left out, in the middle of a commit too.
        """
        backend.commit(entries("a", "b", "c"))
        backend.commit(entries("d"))
        second = backend.journal(after=0, limit=9, subject=None)[1]

        assert _subjects(backend, after=second.position) == ["c", "d"]

    def test_is_empty_behind_its_end(self, backend: Backend) -> None:
        """
        Behind the last position, and far behind it, there is nothing.
        """
        end = backend.commit(entries("a"))

        assert _subjects(backend, after=end) + _subjects(backend, after=end + 10**6) == []

    def test_gives_no_more_than_the_limit(self, backend: Backend) -> None:
        """
        At most *limit* entries are given, the earliest ones.
        """
        backend.commit(entries("a", "b", "c"))

        assert _subjects(backend, limit=2) == ["a", "b"]

    def test_gives_the_entries_of_one_subject(self, backend: Backend) -> None:
        """
        With a subject, only entries about exactly that id are given.
        """
        backend.commit(entries("a", "A", "ab", "a"))
        backend.commit(entries("b", "a"))

        assert _subjects(backend, subject="a") == ["a", "a", "a"]

    def test_limits_the_entries_of_one_subject(self, backend: Backend) -> None:
        """
        The limit counts the entries of the subject, not those that were passed over.
        """
        backend.commit(entries("a", "b", "b", "a", "b", "a"))

        assert _subjects(backend, subject="a", limit=2) == ["a", "a"]

    def test_follows_one_subject_from_a_position(self, backend: Backend) -> None:
        """
        A position from the whole journal serves to go on within one subject.
        """
        for subjects in (("a", "b"), ("a", "b"), ("a",)):
            backend.commit(entries(*subjects))
        second = backend.journal(after=0, limit=9, subject=None)[1]

        assert _subjects(backend, subject="a", after=second.position) == ["a", "a"]

    def test_keeps_equal_entries(self, backend: Backend) -> None:
        """
        Two entries that say the same are two entries.
        """
        backend.commit(entries("a", "a"))
        backend.commit(entries("a"))

        assert _subjects(backend) == ["a", "a", "a"]

    def test_keeps_the_entries_of_a_removed_document(self, backend: Backend) -> None:
        """
        Removing a document removes nothing from the journal.
        """
        backend.commit(noted(new(book("a")), "a"))
        backend.commit(noted(removal(book("a")), "a"))

        assert _subjects(backend, subject="a") == ["a", "a"]

    @pytest.mark.parametrize("limit", [1, 2, 3])
    def test_can_be_read_in_pages(self, backend: Backend, limit: int) -> None:
        """
        Going on behind the last position of each page meets every entry once.
        """
        given = [f"s{number}" for number in range(7)]
        for subjects in (given[:3], given[3:4], given[4:]):
            backend.commit(entries(*subjects))
        seen: list[str] = []
        after = 0
        while page := backend.journal(after=after, limit=limit, subject=None):
            seen += [entry.subject for entry in page]
            after = page[-1].position
            assert len(seen) <= len(given), "an entry came twice"

        assert seen == given


def _subjects(backend: Backend, *, after: int = 0, limit: int = 100, subject: str | None = None) -> list[str]:
    kept = backend.journal(after=after, limit=limit, subject=subject)

    return [entry.subject for entry in kept]
