"""
Awaited: what `open_async_store` costs, ``python -m benchmarks.awaited``: the same calls on one SQLite file,
made plainly and awaited, in turn.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Final

import attrs

from benchmarks.measuring import Task, Times, in_words, measured, table, times_as_often
from benchmarks.workload import NOW, TEMPLATES, Workload, mentor_id, mentorship_id
from mentorcore import (
    AsyncStore,
    Mentorship,
    Person,
    Store,
    Transaction,
    copy_store,
    open_async_store,
    open_store,
)


AT_ONCE: Final = 8
"""How many tasks call at the same time, in the last row."""


def main() -> int:
    """
    Measure, and print the table.
    """
    parser = argparse.ArgumentParser(prog="python -m benchmarks.awaited", description=__doc__)
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--calls", type=int, default=24, help="of each kind in a round")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="benchmark-") as directory:
        times = awaited(Path(directory), rounds=asked.rounds, calls=asked.calls)
    rows = []
    for what, plain, awaiting in times:
        usual = awaiting.against(plain).median
        # What a busy machine does to others is least in the fastest round of each.
        fastest = min(awaiting.rounds) / min(plain.rounds)
        seconds = [in_words(min(both.rounds)) for both in (plain, awaiting)]
        rows.append([what, *seconds, times_as_often(fastest), times_as_often(usual)])
    print(table("One call, fastest round", ["plain", "awaited", "ratio", "median"], rows))  # noqa: T201

    return 0


@attrs.frozen
class Kind:
    """
    One kind of call, made plainly and awaited.

    Attributes:
        tasks: How many await at the same time.
    """

    what: str
    plain: Callable[[int], object]
    awaited: Callable[[int], Awaitable[object]]
    tasks: int = 1


def awaited(directory: Path, *, rounds: int, calls: int) -> Sequence[tuple[str, Times, Times]]:
    """
    Return what each kind of call takes, plain and awaited.

    Args:
        calls: How often each is made in a round, by all tasks together.
    """
    url = f"sqlite:///{directory}/store.db"
    with asyncio.Runner() as runner, open_store(url, clock=lambda: NOW) as store:
        copy_store(Store(Workload(4 * TEMPLATES)), store)
        waiting = runner.run(open_async_store(url, clock=lambda: NOW))
        try:
            return [
                (kind.what, *_compared(kind, runner, rounds=rounds, calls=calls))
                for kind in _kinds(store, waiting)
            ]
        finally:
            runner.run(waiting.close())


def _kinds(store: Store, waiting: AsyncStore) -> Sequence[Kind]:
    def load(call: int) -> object:
        return store.get(Mentorship, mentorship_id(call % TEMPLATES))

    def loading(call: int) -> Awaitable[object]:
        return waiting.get(Mentorship, mentorship_id(call % TEMPLATES))

    return [
        Kind("load a relationship", load, loading),
        Kind(
            "list a mentor's",
            lambda _: store.find(Mentorship, mentor=mentor_id(0)),
            lambda _: waiting.find(Mentorship, mentor=mentor_id(0)),
        ),
        Kind("commit a change", lambda _: store.transact(_change), lambda _: waiting.transact(_change)),
        Kind(f"load, {AT_ONCE} tasks at once", load, loading, tasks=AT_ONCE),
    ]


def _compared(kind: Kind, runner: asyncio.Runner, *, rounds: int, calls: int) -> tuple[Times, Times]:
    each = range(calls // kind.tasks)

    def plainly(_: int, __: int) -> None:
        for _ in range(kind.tasks):
            for call in each:
                kind.plain(call)

    async def some() -> None:
        for call in each:
            await kind.awaited(call)

    async def all_of_them() -> None:
        await asyncio.gather(*(some() for _ in range(kind.tasks)))

    found = measured(
        {"plain": Task(plainly), "awaited": Task(lambda _, __: runner.run(all_of_them()))}, rounds
    )
    made = len(each) * kind.tasks

    return found["plain"].divided(made), found["awaited"].divided(made)


def _change(tx: Transaction) -> None:
    person = tx.get(Person, mentor_id(0))
    person.set_capacity(50 + person.capacity % 2, by=person.id, at=NOW)


if __name__ == "__main__":
    raise SystemExit(main())
