"""
The harness can fail: of stores that break their promises it tells which.
"""

from __future__ import annotations

from pathlib import Path

from mentorcore.testing.crash import How, Report, kill_writers
from tests.crash import broken


def _harmed(report: Report) -> set[str]:
    return {word for word in ("corrupt", "lost", "partial", "leftovers") if getattr(report.total, word)}


class TestBroken:
    def test_a_store_that_does_not_open_any_more(self, tmp_path: Path) -> None:
        """
        Where a commit is acknowledged before its record is written, what is left contradicts itself.
        """
        store = broken.acknowledges_before_the_redo_record
        report = kill_writers(store, tmp_path, kills={How.AT_POINTS: 4})

        assert _harmed(report) == {"corrupt"}
        assert "the record of commit" in str(report)

    def test_a_commit_that_is_lost(self, tmp_path: Path) -> None:
        """
        Where a commit waits for the next one, it is missing.
        """
        report = kill_writers(broken.commits_with_the_next_commit, tmp_path, kills={How.AT_POINTS: 3})

        assert _harmed(report) == {"lost"}
        assert "(last point passed: before a transaction; kill " in str(report)

    def test_a_commit_that_is_there_in_part(self, tmp_path: Path) -> None:
        """
        Where every statement is committed, some of a commit is there and some is not.
        """
        report = kill_writers(broken.commits_after_every_statement, tmp_path, kills={How.AT_POINTS: 4})

        assert _harmed(report) == {"partial"}

    def test_files_that_nobody_removes(self, tmp_path: Path) -> None:
        """
        Files that the dead leave behind are counted.
        """
        report = kill_writers(broken.leaves_files_behind, tmp_path, kills={How.AT_POINTS: 4})

        assert "leftovers" in _harmed(report)
        assert "more than in a store where nobody was killed" in str(report)

    def test_a_store_that_opens_slowly(self, tmp_path: Path) -> None:
        """
        A slow opening is counted, and is no harm.
        """
        report = kill_writers(broken.takes_its_time_after_a_crash, tmp_path, kills={How.AT_POINTS: 2})

        assert report.total.slow > 0
        assert report.harm == 0
        assert report.slowest > 1
