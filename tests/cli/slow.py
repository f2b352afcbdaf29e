"""
``python -m tests.cli.slow``: the command line, with a copy in small steps that waits after the first few, so
that a test can interrupt it there.
"""

from __future__ import annotations

import time

from mentorcore.backends import Batch
from mentorcore.cli import main
from mentorcore.storage import maintenance
from mentorcore_sqlite.backend import SQLiteBackend


STEPS = 2
"""How many commits of documents go through."""

TOGETHER = 3


def _slowly() -> None:
    commit, done = SQLiteBackend.commit, 0

    def patient(self: SQLiteBackend, batch: Batch) -> int:
        nonlocal done
        if len(batch.writes) > 1:
            if done == STEPS:
                time.sleep(600)
            done += 1
        return commit(self, batch)

    SQLiteBackend.commit = patient  # type: ignore[assignment, method-assign]
    maintenance.TOGETHER = TOGETHER


if __name__ == "__main__":
    _slowly()
    main()
