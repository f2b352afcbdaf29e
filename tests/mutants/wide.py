"""
Backends whose one fault breaks several promises.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Sequence

import attrs

from mentorcore.backends import Batch, Envelope
from mentorcore.errors import Conflict
from tests.mutants.base import InMemory, InOneFile, write_file


class SwallowsConflicts(InMemory):
    """
    Swallows an error: takes a write that comes too late for one that was made already.
    """

    killed_by = "test_refuses_another_version"
    also_by = (
        "test_a_refused_change_leaves_the_index",
        "test_checks_the_version_that_is_kept_now",
        "test_guards_hold_among_threads",
        "test_nothing_is_wrong_with_a_sound_store",
        "test_one_thread_creates_a_document",
        "test_refuses_a_removed_id",
        "test_scrubbing_keeps_everything_else",
        "test_threads_lose_no_update",
    )

    def commit(self, batch: Batch) -> int:
        try:
            return super().commit(batch)
        except Conflict as conflict:
            if conflict.expected < conflict.actual:
                return self._end
            raise


class UsesIdsAgain(InMemory):
    """
    Lets a removed document be made anew, and so uses its versions again.
    """

    killed_by = "test_refuses_a_removed_id"
    also_by = ("test_scrubbing_keeps_everything_else",)

    def _check(self, batch: Batch) -> None:
        for write in batch.writes:
            if write.expected == 0:
                self._buried.pop(write.envelope.key, None)
        super()._check(batch)


class ChecksGuardsLate(InMemory):
    """
    Commits in part: has written the documents when a guard turns out not to hold.
    """

    killed_by = "test_all_or_nothing"
    also_by = (
        "test_a_refused_batch_may_be_corrected",
        "test_guards_hold_among_threads",
    )

    def commit(self, batch: Batch) -> int:
        with self._open():
            if batch.token not in self._tokens:
                self._check(attrs.evolve(batch, reads=()))
                if any(self._version(guard.key) != guard.version for guard in batch.reads):
                    for write in batch.writes:
                        self._put(write.envelope)

            return super().commit(batch)


class ChecksTheFirstGuard(InMemory):
    """
    Looks at one guard of each batch.
    """

    killed_by = "test_all_or_nothing"
    also_by = ("test_a_refused_batch_may_be_corrected", "test_a_refused_batch_takes_no_position")

    def _check(self, batch: Batch) -> None:
        super()._check(attrs.evolve(batch, reads=batch.reads[:1]))


class ScansWithoutCase(InMemory):
    """
    Reorders a scan: orders ids as a dictionary for people would.
    """

    killed_by = "test_scans_in_the_order_of_ids"
    also_by = ("test_scans_in_pages", "test_scans_behind_an_id_that_is_not_there")

    def scan(self, kind: str, *, after: str | None, limit: int) -> Sequence[Envelope]:
        everything = super().scan(kind, after=None, limit=sys.maxsize)
        ordered = sorted(everything, key=lambda e: (e.key.id.casefold(), e.key.id))

        return [e for e in ordered if after is None or e.key.id > after][:limit]


class ForgetsTokens(InOneFile):
    """
    Ignores a token that it has not committed itself since it was opened.
    """

    killed_by = "test_tokens_stay_known"
    also_by = (
        "test_a_commit_waits_for_no_closing",
        "test_a_token_is_known_to_all",
        "test_a_token_is_known_to_another_process",
        "test_one_process_commits_a_token",
        "test_sees_another_processs_commits_at_once",
        "test_sees_the_others_commits_at_once",
    )

    def _read(self) -> None:
        kept = self._tokens
        super()._read()
        self._tokens = kept

    def _state(self) -> dict[str, object]:
        return super()._state() | {"_tokens": {}}


class KeepsABackup(InOneFile):
    """
    Leaves bytes: keeps the file before the last change, and forgets it when scrubbing.
    """

    killed_by = "test_nothing_deleted_is_left"
    also_by = (
        "test_no_old_index_value_is_left",
        "test_nothing_comes_back_on_closing",
        "test_nothing_of_many_is_left",
        "test_nothing_superseded_is_left",
        "test_scrubs_while_open_in_another_process",
        "test_scrubs_while_open_twice",
    )

    def _write(self, state: dict[str, object]) -> None:
        with contextlib.suppress(FileNotFoundError):
            write_file(self._where / "backup", (self._where / "store").read_bytes())
        super()._write(state)
