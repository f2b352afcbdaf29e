"""
Racing: what the processes of a race do, each with its own store and with a barrier in the middle.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from mentorcore import SYSTEM, Mentorship, Person, Store, Transaction
from mentorcore.backends import Batch
from mentorcore.errors import Conflict, RuleViolation
from tests.crash.racers import Barrier
from tests.golden.record import NOW, WEEKLY


WON = "won"
TOGETHER = 4
"""How many people are always written in one commit, so that what is half seen can be told."""


def increment(store: Store, barrier: Barrier, *, times: int, threads: int) -> dict[str, int]:
    """
    Add one to a number, time and again, in several threads.

    Returns:
        How often it did, and how often it had to do it again because somebody was faster.
    """
    barrier.wait()

    def one(_: int) -> tuple[int, int]:
        tries = 0

        def work(tx: Transaction) -> None:
            nonlocal tries
            tries += 1
            count_up(tx, "counter")

        done = 0
        while done < times:
            try:
                store.transact(work)
            except Conflict:
                continue
            done += 1

        return done, tries

    with ThreadPoolExecutor(threads) as pool:
        outcomes = list(pool.map(one, range(threads)))

    return {"done": sum(done for done, _ in outcomes), "tries": sum(tries for _, tries in outcomes)}


def accept(store: Store, barrier: Barrier, *, offer: str, by: str, close: bool) -> str:
    """
    Accept an offer once everybody has it loaded.

    Args:
        close: Load the mentor before the barrier, too, so that only one can be first.
    """

    def work(tx: Transaction) -> None:
        mentorship = tx.get(Mentorship, offer)
        if close:
            tx.get(Person, mentorship.mentor_id)
        mentorship.accept(by=by, at=NOW)
        barrier.wait()

    return _outcome(store, work)


def offer(store: Store, barrier: Barrier, *, mentor: str, mentee: str, by: str, close: bool) -> str:
    """
    Make an offer once everybody has made theirs.
    """

    def work(tx: Transaction) -> None:
        if close:
            tx.get(Person, mentor)
        tx.add(
            Mentorship.offer(
                mentor=mentor,
                mentee=mentee,
                by=by,
                at=NOW,
                reasoning="We share a desk.",
                potential="She asks good questions." if by == mentor else None,
                agreement=WEEKLY,
            )
        )
        barrier.wait()

    return _outcome(store, work)


def leave(store: Store, barrier: Barrier, *, person: str) -> str:
    """
    Leave once everybody is about to commit.
    """

    def work(tx: Transaction) -> None:
        tx.get(Person, person).leave(by=person, at=NOW)
        barrier.wait()

    return _outcome(store, work)


def count_once(store: Store, barrier: Barrier, *, token: str, kill: str | None = None) -> str:
    """
    Add one to a number under a token once everybody has seen that it was not used.

    Args:
        kill: Be killed ``before`` the commit, or ``after`` it and before hearing of it.
    """
    if kill is not None:
        _kill_around_commit(store, after=kill == "after")

    def work(tx: Transaction) -> str:
        count_up(tx, "counter")
        barrier.wait()
        return WON

    return store.transact(work, token=token, attempts=20) or "known"


def write_together(store: Store, barrier: Barrier, *, times: int, me: str) -> int:
    """
    Write the same into several people, always in one commit, and say at the end that this was all.

    Returns:
        How often it did.
    """
    barrier.wait()
    for _ in range(times):
        _again(store, _write_all)
    with store.transaction() as tx:
        tx.add(Person.register(id=f"end-of-{me}", name="End", at=NOW, external_id="end"))

    return times


def watch_together(store: Store, barrier: Barrier, *, writers: int) -> dict[str, int]:
    """
    Look at what several processes write together, in every way that there is, until all of them have ended.

    Returns:
        How often it looked, and how often it saw a part of a commit.
    """
    barrier.wait()
    looks = half = position = 0
    ended = False
    while not ended:
        ended = len(store.find(Person, external_id="end")) == writers
        looks += 1
        half += _half_found(store)
        changes = list(store.journal(after=position))
        position = changes[-1].position if changes else position
        ours = [change for change in changes if change.action == "person.revised"]
        half += bool(len(ours) % TOGETHER)
        half += _half_read(store, max((change.version for change in ours), default=1))

    return {"looks": looks, "half": half}


def together(number: int) -> str:
    """
    Return the id of one of those who are always written together.
    """
    return f"together-{number}"


def prepare(store: Store) -> None:
    """
    Do everything once that is compiled on first use.
    """
    with store.transaction() as tx:
        for name in ("a", "b"):
            tx.add(Person.register(id=name, name=name, at=NOW))
    with store.transaction() as tx:
        tx.add(
            Mentorship.offer(
                mentor="a",
                mentee="b",
                by="a",
                at=NOW,
                reasoning="Why.",
                potential="What.",
                agreement=WEEKLY,
                id="m",
            )
        )
    with store.transaction() as tx:
        tx.get(Mentorship, "m").accept(by="b", at=NOW)


def count_up(tx: Transaction, person: str) -> None:
    """
    Add one to the number that a person's title is.
    """
    counter = tx.get(Person, person)
    counter.revise(by=SYSTEM, at=NOW, title=str(int(counter.profile.title or "0") + 1))


def _write_all(tx: Transaction) -> None:
    for number in range(TOGETHER):
        person = tx.get(Person, together(number))
        value = f"round-{person.version + 1}"
        person.revise(by=SYSTEM, at=NOW, external_id=value, title=value)


def _half_found(store: Store) -> int:
    """
    Tell whether one call finds some of them as they were, and others as they are.
    """
    seen = {p.external_id for p in store.find(Person, limit=1000) if p.id.startswith("together-")}
    value = next(iter(seen))
    by_value = len(store.find(Person, external_id=value)) if value is not None else TOGETHER

    return (len(seen) != 1) + (by_value not in (0, TOGETHER))


def _half_read(store: Store, journalled: int) -> int:
    """
    Tell whether a document is older than the journal says or than one that was read before it, or not whole.
    """
    versions = [journalled]
    torn = 0
    for number in range(TOGETHER):
        person = store.get(Person, together(number))
        versions.append(person.version)
        said = {person.profile.title, person.profile.external_id}
        torn += person.version > 1 and said != {f"round-{person.version}"}

    return torn + (sorted(versions) != versions)


def _outcome(store: Store, work: Callable[[Transaction], Any]) -> str:
    try:
        store.transact(work, attempts=20)
    except RuleViolation as refusal:
        return f"{type(refusal).__name__} {refusal.rule}"

    return WON


def _again(store: Store, work: Callable[[Transaction], Any]) -> None:
    while True:
        try:
            store.transact(work)
        except Conflict:
            continue
        return


def _kill_around_commit(store: Store, *, after: bool) -> None:
    commit = store.backend.commit

    def killed(batch: Batch) -> int:
        position = commit(batch) if after else 0
        os.kill(os.getpid(), signal.SIGKILL)
        return position

    store.backend.commit = killed  # type: ignore[method-assign]
