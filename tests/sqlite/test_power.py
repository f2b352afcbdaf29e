"""
After a power cut at any moment every acknowledged commit is there, and of others all or nothing.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.crash.power.sqlite_store import USUALLY, is_noticed, record
from tests.crash.power.trial import LOST, Extent
from tests.sqlite.faults import Watched
from tests.sqlite.samples import book, new, opened, with_layout
from tests.sqlite.vfs import NotWatchable, Watcher, watched


SYNCS = {"SQLite: database", "SQLite: journal", "SQLite: log", "SQLite: names", "scrub: log"}
"""Whatever is waited for, by whom and for which file."""


@pytest.fixture(autouse=True)
def _watchable() -> None:
    try:
        with watched(Watcher()):
            pass
    except NotWatchable as reason:
        pytest.skip(str(reason))


def test_nothing_is_lost() -> None:
    """
    Whatever was not synced may be there or not; the store opens, holds what was acknowledged, and can be
    written to. A commit that is done again counts once.
    """
    trial = record(Extent(share=0.03), recoveries=100)

    assert trial.damages == []
    assert trial.disk.synced == SYNCS
    assert trial.figures["states"] > 150


def test_what_was_scrubbed_does_not_come_back() -> None:
    """
    With a write-ahead log of the usual length, which SQLite cuts without waiting, superseded words stay
    gone as well.
    """
    assert record(Extent(share=0), pages=USUALLY).damages == []


@pytest.mark.parametrize("sync", sorted(SYNCS))
def test_every_sync_is_needed(sync: str) -> None:
    """
    Leaving any one kind of sync out damages something, and the tests above would see it.
    """
    assert is_noticed(sync)


def test_commits_wait_for_the_disk() -> None:
    """
    With the setting that SQLite's own page suggests for a write-ahead log, acknowledged commits are lost.
    """
    trial = record(Extent(share=0, first=True), synchronous="NORMAL")

    assert [damage.kind for damage in trial.damages] == [LOST]


class TestSettings:
    """
    Whatever writes does so with a write-ahead log, and waits for the disk.
    """

    @pytest.fixture
    def settings(self, monkeypatch: pytest.MonkeyPatch) -> set[tuple[str, int]]:
        """
        What is set on each connection at the moment that it changes anything.
        """
        seen: set[tuple[str, int]] = set()

        class Asking(Watched):
            def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
                if sql.startswith(("BEGIN", "COMMIT", "VACUUM", "PRAGMA wal_checkpoint")):
                    ask = super().execute
                    seen.add(
                        (
                            ask("PRAGMA journal_mode").fetchone()[0],
                            ask("PRAGMA synchronous").fetchone()[0],
                        )
                    )

                return super().execute(sql, parameters)

        self.connection = Asking

        return seen

    def test_of_every_connection_that_writes(self, path: Path, settings: set[tuple[str, int]]) -> None:
        """
        They are the same for making a store, committing, scrubbing and bringing it to a new layout.
        """
        with closing(opened(path, connection=self.connection)) as backend:
            backend.commit(new(book("a")))
            backend.scrub()
        with closing(
            opened(path, with_layout(views=()), create=False, upgrade=True, connection=self.connection)
        ) as backend:
            backend.commit(new(book("b")))

        assert settings == {("wal", 2)}
