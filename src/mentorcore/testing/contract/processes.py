"""
Processes: the same store, open in several processes at once.
"""

# ruff: noqa: S106 - a token is no password

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from mentorcore.backends import Backend, Capability, Key, Op
from mentorcore.errors import AlreadyDone, Conflict
from mentorcore.testing.contract import pairs, work
from mentorcore.testing.contract.base import Contract, Opened, needs
from mentorcore.testing.contract.elsewhere import Failed
from mentorcore.testing.contract.samples import BOOK, ask, book, change, contents, ids, new


class ProcessTests(Contract):
    """
    Sharing a store between processes (`Capability.PROCESSES`).
    """

    @needs(Capability.PROCESSES)
    def test_sees_another_processs_commits_at_once(self, backend: Backend, opened: Opened) -> None:
        """
        Once a commit has returned elsewhere, its document, index value, entry and token are here.
        """
        child = opened.elsewhere.first
        assert backend.load(Key(BOOK, "a")) is None
        assert child.do("version_of", opened.where, id="a") is None

        position = child.do("write", opened.where, id="a", version=1, token="t")

        kept = backend.load(Key(BOOK, "a"))
        assert kept is not None
        assert (kept.version, kept.index["title"], kept.body) == (1, "version 1", '{"version": 1}')
        assert ids(backend.find(ask(("title", Op.EQ, "version 1")))) == ["a"]
        assert [entry.position for entry in contents(backend).journal] == [position]
        assert backend.position_of("t") == position

    @needs(Capability.PROCESSES)
    def test_commits_are_seen_by_another_process_at_once(self, backend: Backend, opened: Opened) -> None:
        """
        What another process has already read is read there again after it changed here.
        """
        child = opened.elsewhere.first
        backend.commit(new(book("a")))
        versions = [child.do("version_of", opened.where, id="a")]
        backend.commit(change(book("a", version=2), 1))
        versions.append(child.do("version_of", opened.where, id="a"))

        assert versions == [1, 2]

    @needs(Capability.PROCESSES)
    def test_a_version_is_stale_for_another_process(self, backend: Backend, opened: Opened) -> None:
        """
        A version that was replaced here is a conflict elsewhere.
        """
        child = opened.elsewhere.first
        backend.commit(new(book("a")))
        child.do("version_of", opened.where, id="a")
        backend.commit(change(book("a", version=2), 1))

        with pytest.raises(Failed, match=Conflict.__name__):
            child.do("write", opened.where, id="a", version=2)

    @needs(Capability.PROCESSES)
    def test_a_removed_id_is_used_for_another_process(self, backend: Backend, opened: Opened) -> None:
        """
        An id that was removed elsewhere is a conflict here.
        """
        child = opened.elsewhere.first
        backend.commit(new(book("a")))
        child.do("remove", opened.where, id="a", version=2)

        with pytest.raises(Conflict) as caught:
            backend.commit(new(book("a")))

        assert caught.value.actual == 2

    @needs(Capability.PROCESSES)
    def test_a_token_is_known_to_another_process(self, backend: Backend, opened: Opened) -> None:
        """
        A token that was committed here is already done elsewhere.
        """
        child = opened.elsewhere.first
        child.do("open", opened.where)
        work.write(backend, "a", 1, token="t")

        with pytest.raises(Failed, match=AlreadyDone.__name__):
            child.do("write", opened.where, id="b", version=1, token="t")

    @needs(Capability.PROCESSES)
    def test_processes_lose_no_update(self, backend: Backend, opened: Opened) -> None:
        """
        Two processes that count up the same document at the same time miss no step.
        """
        backend.commit(new(book("a", body='{"number": 0}')))
        made = sum(_in_both(opened, "increment", {"id": "a", "times": 20}, {"id": "a", "times": 20}))

        kept = backend.load(Key(BOOK, "a"))

        assert kept is not None
        assert (kept.version, kept.body) == (made + 1, f'{{"number": {made}}}')

    @needs(Capability.PROCESSES)
    def test_one_process_creates_a_document(self, backend: Backend, opened: Opened) -> None:
        """
        Of two processes that create the same document, one succeeds, and its document is kept.
        """
        left, right = _in_both(opened, "create", {"who": "left", "times": 20}, {"who": "right", "times": 20})
        kept = {e.key.id: e.index["title"] for e in contents(backend).documents}

        assert set(left).isdisjoint(right)
        assert kept == dict.fromkeys(left, "left") | dict.fromkeys(right, "right")

    @needs(Capability.PROCESSES)
    def test_one_process_commits_a_token(self, backend: Backend, opened: Opened) -> None:
        """
        Of two processes that commit the same token, one succeeds, and its entry alone is in the journal.
        """
        left, right = _in_both(opened, "claim", {"who": "left", "times": 20}, {"who": "right", "times": 20})
        kept = Counter(entry.subject for entry in contents(backend).journal)

        assert set(left).isdisjoint(right)
        assert kept == Counter(left=len(left), right=len(right))

    @needs(Capability.PROCESSES)
    def test_guards_hold_among_processes(self, backend: Backend, opened: Opened) -> None:
        """
        While a process commits what rests on another document, no other process changes that one.
        """
        left, right = pairs.PAIR
        backend.commit(new(book(left), book(right)))
        made = _in_both(
            opened,
            "guard",
            {"own": left, "other": right, "times": 20},
            {"own": right, "other": left, "times": 20},
        )
        entries = contents(backend).journal

        assert pairs.slipped(entries) == []
        assert len(entries) == sum(made)

    @needs(Capability.PROCESSES)
    @pytest.mark.parametrize("how", pairs.LOOKS)
    def test_a_process_sees_no_half_commit(self, backend: Backend, opened: Opened, how: str) -> None:
        """
        Two documents and two entries that are always committed together are seen so, all of one version.
        """
        backend.commit(pairs.pair(1))
        writing = opened.elsewhere.first.start("write_pairs", opened.where, times=20)
        torn = work.watch_pairs(backend, how)
        writing.result(work.PATIENCE)

        assert torn == []

    @needs(Capability.PROCESSES)
    def test_no_entry_appears_late_to_a_process(self, backend: Backend, opened: Opened) -> None:
        """
        A process that follows the journal while two others write meets every entry, once and in order.
        """
        child = opened.elsewhere.first
        child.do("open", opened.where)
        opened.elsewhere.second.do("open", opened.where)
        following = child.start("follow", opened.where)
        writing = opened.elsewhere.second.start("append", opened.where, subject="right", times=20)
        made = work.append(backend, "left", 20) + writing.result(work.PATIENCE)
        work.stop(backend)
        seen = following.result(work.PATIENCE)

        kept = contents(backend).journal

        assert seen == [[entry.position, entry.subject] for entry in kept]
        assert len(kept) == 2 * len(made) + 1


def _in_both(opened: Opened, task: str, first: dict[str, object], second: dict[str, object]) -> list[Any]:
    processes = (opened.elsewhere.first, opened.elsewhere.second)
    for process in processes:
        process.do("open", opened.where)
    running = [
        process.start(task, opened.where, **arguments)
        for process, arguments in zip(processes, (first, second), strict=True)
    ]

    return [task.result(2 * work.PATIENCE) for task in running]
