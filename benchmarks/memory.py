"""
Memory: what a large store takes, ``python -m benchmarks.memory``: room on the disk, and in memory while it is
imported and read to its end.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from benchmarks.contestant import Milestone
from benchmarks.measuring import in_words, table
from benchmarks.ours import Ours, OursOnJson, OursOnSqlite
from benchmarks.workload import NOW, PER_MENTOR, Workload, mentor_id
from mentorcore import Mentorship, Store, copy_store


BACKENDS: Final = {"sqlite": OursOnSqlite, "json": OursOnJson}
MOST_MIB: Final = 300
"""What may be resident at most."""


def main() -> int:
    """
    Do what the command line asks for; say with 1 that it took more memory than it may.
    """
    parser = argparse.ArgumentParser(prog="python -m benchmarks.memory", description=__doc__)
    parser.add_argument("--number", type=int, default=100_000, help="of relationships")
    parser.add_argument("--backend", choices=BACKENDS, default="sqlite")
    asked = parser.parse_args()
    rows: list[list[str]] = []

    def step(name: str, work: Callable[[], object]) -> None:
        begun = time.perf_counter()
        done = work()
        spent = in_words(time.perf_counter() - begun)
        rows.append([name, spent, f"{resident()} MiB", "" if done is None else f"{done:,}"])

    with tempfile.TemporaryDirectory(prefix="benchmark-") as directory:
        ours = BACKENDS[asked.backend](Path(directory))
        source = Store(Workload(asked.number), clock=lambda: NOW)
        ours.open()
        step("import, streamed", lambda: copy_store(source, ours.store).documents)
        step("scan all documents", lambda: _scanned(ours.store))
        step("find all, page by page", lambda: _found(ours.store))
        step("read the journal", lambda: sum(1 for _ in ours.store.journal()))
        step("open, and list one mentor's", lambda: _opened(ours))
        step(
            "load 1,000", lambda: sum(1 for number in range(1000) if ours.load(number * 7919 % asked.number))
        )
        step("add to 100", lambda: _added(ours))
        step("first page that needs attention", ours.attention)
        ours.close()
        size = sum(path.stat().st_size for path in Path(directory).rglob("*") if path.is_file())
    title = f"{asked.number:,} relationships, {ours.name}"
    sys.stdout.write(f"{table(title, ('time', 'resident at most', 'of'), rows)}\n")
    sys.stdout.write(f"{size / 2**30:.2f} GiB on the disk, {size / asked.number / 2**10:.1f} KiB for each\n")

    return 0 if resident() < MOST_MIB else 1


def resident() -> int:
    """
    Return how many MiB of this process were in memory at most.
    """
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 2**10


def _opened(ours: Ours) -> int:
    ours.reopen()

    return len(ours.active(mentor_id(0)))


def _added(ours: Ours) -> int:
    for place in range(100):
        ours.add(Milestone(PER_MENTOR * place, 1))

    return 100


def _scanned(store: Store) -> int:
    number, after = 0, None
    while batch := store.backend.scan(Mentorship.kind, after=after, limit=100):
        for envelope in batch:
            store.codec.decode(Mentorship.kind, envelope.schema, envelope.body, where=str(envelope.key))
        number, after = number + len(batch), batch[-1].key.id

    return number


def _found(store: Store) -> int:
    number, cursor, more = 0, None, True
    while more:
        page: Any = store.find(Mentorship, limit=1000, cursor=cursor)
        number, cursor = number + len(page), page.cursor
        more = cursor is not None

    return number


if __name__ == "__main__":
    sys.exit(main())
