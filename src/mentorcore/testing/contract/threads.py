"""
Threads: one instance, used by several threads at the same time.
"""

from __future__ import annotations

from collections import Counter

import pytest

from mentorcore.backends import Backend, Key
from mentorcore.testing.contract import pairs, work
from mentorcore.testing.contract.base import Contract
from mentorcore.testing.contract.samples import BOOK, book, contents, new


class ThreadTests(Contract):
    """
    Sharing an instance between threads.
    """

    def test_threads_lose_no_update(self, backend: Backend) -> None:
        """
        Four threads that count up the same document at the same time miss no step.
        """
        backend.commit(new(book("a", body='{"number": 0}')))
        made = sum(work.at_once(*[lambda: work.increment(backend, "a", 15)] * 4))

        kept = backend.load(Key(BOOK, "a"))

        assert kept is not None
        assert (kept.version, kept.body) == (made + 1, f'{{"number": {made}}}')

    def test_one_thread_creates_a_document(self, backend: Backend) -> None:
        """
        Of two threads that create the same document, one succeeds, and its document is kept.
        """
        left, right = work.at_once(
            *(lambda who=who: work.create(backend, who, 30) for who in ("left", "right"))
        )
        kept = {e.key.id: e.index["title"] for e in contents(backend).documents}

        assert set(left).isdisjoint(right)
        assert kept == dict.fromkeys(left, "left") | dict.fromkeys(right, "right")

    def test_one_thread_commits_a_token(self, backend: Backend) -> None:
        """
        Of two threads that commit the same token, one succeeds, and its entry alone is in the journal.
        """
        left, right = work.at_once(
            *(lambda who=who: work.claim(backend, who, 30) for who in ("left", "right"))
        )
        kept = Counter(entry.subject for entry in contents(backend).journal)

        assert set(left).isdisjoint(right)
        assert kept == Counter(left=len(left), right=len(right))

    def test_guards_hold_among_threads(self, backend: Backend) -> None:
        """
        While a thread commits what rests on another document, nobody changes that one.
        """
        left, right = pairs.PAIR
        backend.commit(new(book(left), book(right)))
        made = sum(
            work.at_once(
                lambda: work.guard(backend, left, right, 20), lambda: work.guard(backend, right, left, 20)
            )
        )
        entries = contents(backend).journal

        assert pairs.slipped(entries) == []
        assert len(entries) == made

    @pytest.mark.parametrize("how", pairs.LOOKS)
    def test_a_thread_sees_no_half_commit(self, backend: Backend, how: str) -> None:
        """
        Two documents and two entries that are always committed together are seen so, all of one version.
        """
        backend.commit(pairs.pair(1))
        torn, _ = work.at_once(lambda: work.watch_pairs(backend, how), lambda: work.write_pairs(backend, 30))

        assert torn == []

    def test_no_entry_appears_late_to_a_thread(self, backend: Backend) -> None:
        """
        A thread that follows the journal while two others write meets every entry, once and in order.
        """

        made: list[list[int]] = []

        def write() -> None:
            made.extend(
                work.at_once(
                    lambda: work.append(backend, "left", 20),
                    lambda: work.append(backend, "right", 20),
                )
            )
            work.stop(backend)

        seen, _ = work.at_once(lambda: work.follow(backend), write)
        kept = contents(backend).journal

        assert seen == [[entry.position, entry.subject] for entry in kept]
        assert len(kept) == 2 * len(made[0] + made[1]) + 1

    def test_the_entries_of_a_commit_stand_together(self, backend: Backend) -> None:
        """
        Between the entries of one commit there is none of another thread's.
        """
        work.at_once(lambda: work.append(backend, "left", 20), lambda: work.append(backend, "right", 20))
        kept = contents(backend).journal
        halves = [(entry.subject, entry.body) for entry in kept]

        assert all(
            first[0] == second[0] and first[1] != second[1]
            for first, second in zip(halves[::2], halves[1::2], strict=True)
        )

    def test_every_thread_is_told_its_own_position(self, backend: Backend) -> None:
        """
        The position that a commit returns is its own last entry's, whoever commits at the same time.
        """
        subjects = ("left", "right")
        told = work.at_once(*(lambda s=s: work.append(backend, s, 20) for s in subjects))
        kept = contents(backend).journal
        last = [[entry.position for entry in kept if entry.subject == subject][1::2] for subject in subjects]

        assert told == last
