"""
Races: eight processes at once, and nothing lost, overbooked, doubled or seen by half.

``python -m tests.crash`` runs them at length, the tests of storage in short.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from mentorcore import Mentorship, Person, State, Store, open_store, verify_store
from mentorcore.model.lifecycle import OPEN
from tests.crash.racers import KILLED, Racers, alike, differing
from tests.crash.racing import TOGETHER, WON, together
from tests.figures import Line
from tests.golden.record import DAY, NOW, WEEKLY


PROCESSES = 8
BACKENDS = ("sqlite", "json")

ZERO = ("lost", "overbooked", "doubled", "half seen", "other refusals", "unsound")
"""The columns that have to be 0."""

MENTEES = [f"mentee-{number}" for number in range(PROCESSES)]


def lines(*, long: bool) -> list[Line]:
    """
    Run every race on every backend, and return a line for each.

    Args:
        long: As long as the claims want it, rather than as long as tests have time.
    """
    with Racers(PROCESSES) as racers, tempfile.TemporaryDirectory() as folder:
        return [
            line
            for backend in BACKENDS
            for line in _of_backend(racers, Path(folder), backend, 1 if not long else 25)
        ]


def _of_backend(racers: Racers, folder: Path, backend: str, length: int) -> Iterator[Line]:
    names = {"sqlite": "SQLite", "json": "JSON"}
    races: dict[str, Callable[[str], dict[str, int]]] = {
        "counting up": lambda url: counting(racers, url, times=20 * length),
        "counting up, 8 threads each": lambda url: counting(racers, url, times=2 * length, threads=8),
        "accepting at once (R9)": lambda url: accepting(racers, url, rounds=4 * length),
        "offering at once (R8)": lambda url: offering(racers, url, rounds=4 * length),
        "leaving meanwhile (R4, P5)": lambda url: leaving(racers, url, rounds=2 * length),
        "one token": lambda url: one_token(racers, url, rounds=3 * length),
        "one token, killed": lambda url: killed(racers, url, rounds=2 * length),
        "reading meanwhile": lambda url: reading(racers, url, times=15 * length),
    }
    for number, (what, race) in enumerate(races.items()):
        place = folder / f"{backend}-{number}"
        yield Line(f"{names[backend]}, {what}", {"processes": PROCESSES, **race(f"{backend}:///{place}")})


def counting(racers: Racers, url: str, *, times: int, threads: int = 1) -> dict[str, int]:
    """
    Have every process, in every thread, add one to the same number, with retries.
    """
    with _made(url) as store:
        _register(store, "counter")
        gave = racers.race(url, *alike(len(racers), "increment", times=times, threads=threads))
        wanted = len(racers) * threads * times
        done, tries = sum(one["done"] for one in gave), sum(one["tries"] for one in gave)
        counted = _counted(store)
        told = [change.version for change in store.journal(subject="counter")]

        return {
            "increments": counted,
            "collided": tries - done,
            "lost": abs(wanted - counted) + (told != [*range(1, wanted + 2)]),
            "unsound": len(verify_store(store)),
        }


def accepting(racers: Racers, url: str, *, rounds: int) -> dict[str, int]:
    """
    R9: have all the mentees of one mentor accept at once; as many as the capacity allows become active, and
    the others are refused by that rule.
    """
    figures: Counter[str] = Counter(rounds=rounds)
    with _made(url) as store:
        _register(store, *MENTEES)
        for number in range(rounds):
            mentor, capacity = f"mentor-{number}", 1 + number % (PROCESSES - 1)
            _register(store, mentor, capacity=capacity)
            offers = [_offered(store, mentor, mentee) for mentee in MENTEES]
            gave = racers.race(
                url,
                *(
                    ("accept", {"offer": offer, "by": mentee, "close": number % 2 == 0})
                    for offer, mentee in zip(offers, MENTEES, strict=True)
                ),
            )
            active = len(store.find(Mentorship, mentor=mentor, state=State.ACTIVE))
            figures += Counter(_of_round(gave, won=capacity, refused="Clash R9"))
            figures["overbooked"] += abs(active - capacity)
        figures["unsound"] += len(verify_store(store))

    return _plain(figures, "accepted", "refused")


def offering(racers: Racers, url: str, *, rounds: int) -> dict[str, int]:
    """
    R8: have all processes make the same two people an offer at once, from either side; one is made, and the
    others are refused by that rule.
    """
    figures: Counter[str] = Counter(rounds=rounds)
    with _made(url) as store:
        for number in range(rounds):
            mentor, mentee = f"mentor-{number}", f"mentee-{number}"
            _register(store, mentor, mentee)
            by = [(mentor, mentee)[place % 2] for place in range(len(racers))]
            gave = racers.race(
                url,
                *differing("by", by, "offer", mentor=mentor, mentee=mentee, close=number % 2 == 0),
            )
            figures += Counter(_of_round(gave, won=1, refused="Clash R8"))
            open_ones = store.find(Mentorship, mentor=mentor, mentee=mentee, state=OPEN, at=NOW)
            figures["overbooked"] += abs(len(open_ones) - 1)
        figures["unsound"] += len(verify_store(store))

    return _plain(figures, "accepted", "refused")


def leaving(racers: Racers, url: str, *, rounds: int) -> dict[str, int]:
    """
    R4, P5: have a mentor leave while the mentees accept, or a mentee while the mentors offer. Whoever was
    earlier has succeeded, and afterwards nothing with the one who left is open, or was begun after they left.
    """
    figures: Counter[str] = Counter(rounds=rounds)
    with _made(url) as store:
        _register(store, *MENTEES, capacity=1000)
        for number in range(rounds):
            leaver = f"leaver-{number}"
            _register(store, leaver, capacity=PROCESSES)
            others = MENTEES[1:]
            if number % 2:
                tasks = [
                    ("offer", {"mentor": other, "mentee": leaver, "by": other, "close": False})
                    for other in others
                ]
            else:
                tasks = [
                    ("accept", {"offer": _offered(store, leaver, other), "by": other, "close": False})
                    for other in others
                ]
            left, *gave = racers.race(url, ("leave", {"person": leaver}), *tasks)
            allowed = {WON, "WrongState P5", "WrongState R4"}
            figures["accepted"] += gave.count(WON)
            figures["refused"] += len(gave) - gave.count(WON)
            figures["other refusals"] += sum(outcome not in allowed for outcome in (left, *gave))
            figures["overbooked"] += _left_open(store, leaver) + _begun_after(store, leaver)
        figures["unsound"] += len(verify_store(store))

    return _plain(figures, "accepted", "refused")


def one_token(racers: Racers, url: str, *, rounds: int) -> dict[str, int]:
    """
    Have all processes commit the same token at once: one does, and the others hear that it is done.
    """
    figures: Counter[str] = Counter(rounds=rounds)
    with _made(url) as store:
        _register(store, "counter")
        for number in range(rounds):
            gave = racers.race(url, *alike(len(racers), "count_once", token=f"token-{number}"))
            figures["accepted"] += gave.count(WON)
            figures["refused"] += gave.count("known")
            figures["other refusals"] += len(gave) - gave.count(WON) - gave.count("known")
        figures += _once_each(store, rounds)

    return _plain(figures, "accepted", "refused")


def killed(racers: Racers, url: str, *, rounds: int) -> dict[str, int]:
    """
    Kill a process just before its commit, or just after it and before it heard of it; all the others then
    retry with the same token. It counts once.
    """
    figures: Counter[str] = Counter(rounds=rounds)
    with _made(url) as store:
        _register(store, "counter")
        for number in range(rounds):
            when = ("after", "before")[number % 2]
            task = {"token": f"token-{number}", "kill": when}
            figures["killed"] += racers.race(url, ("count_once", task)).count(KILLED)
            gave = racers.race(url, *alike(len(racers), "count_once", token=f"token-{number}"))
            figures["accepted"] += gave.count(WON)
            figures["refused"] += gave.count("known")
            expected = Counter({"known": len(gave)} if when == "after" else {WON: 1, "known": len(gave) - 1})
            figures["other refusals"] += expected != Counter(gave)
        figures += _once_each(store, rounds)

    return _plain(figures, "accepted", "refused", "killed")


def reading(racers: Racers, url: str, *, times: int) -> dict[str, int]:
    """
    Have half of the processes write several people in one commit, and the others look at them all the time,
    by queries, documents and the journal.
    """
    with _made(url) as store:
        _register(store, *(together(number) for number in range(TOGETHER)))
        writers = len(racers) // 2
        writing = [("write_together", {"times": times, "me": str(number)}) for number in range(writers)]
        watching = alike(len(racers) - writers, "watch_together", writers=writers)
        gave = racers.race(url, *writing, *watching)
        version = store.get(Person, together(0)).version

        return {
            "increments": sum(gave[:writers]),
            "looks": sum(one["looks"] for one in gave[writers:]),
            "lost": abs(writers * times + 1 - version),
            "half seen": sum(one["half"] for one in gave[writers:]),
            "unsound": len(verify_store(store)),
        }


def _made(url: str) -> Store:
    return open_store(url, clock=lambda: NOW + 365 * DAY)


def _register(store: Store, *people: str, capacity: int = 3) -> None:
    with store.transaction() as tx:
        for person in people:
            tx.add(Person.register(name=person.title(), id=person, at=NOW, capacity=capacity))


def _offered(store: Store, mentor: str, mentee: str) -> str:
    with store.transaction() as tx:
        offer = Mentorship.offer(
            mentor=mentor,
            mentee=mentee,
            by=mentor,
            at=NOW,
            reasoning="We share a desk.",
            potential="She asks good questions.",
            agreement=WEEKLY,
        )
        return tx.add(offer).id


def _of_round(gave: Sequence[str], *, won: int, refused: str) -> dict[str, int]:
    accepted, by_rule = gave.count(WON), gave.count(refused)

    return {
        "accepted": accepted,
        "refused": by_rule,
        "overbooked": max(0, accepted - won),
        "lost": max(0, won - accepted),
        "other refusals": len(gave) - accepted - by_rule,
    }


def _left_open(store: Store, leaver: str) -> int:
    return len(store.find(Mentorship, person=leaver, state=OPEN, at=NOW))


def _begun_after(store: Store, leaver: str) -> int:
    """
    Return how many relationships with somebody began in a commit behind that in which they left.
    """
    left = max(c.position for c in store.journal(subject=leaver) if c.action == "person.left")
    beginnings = {"mentorship.offered", "mentorship.activated"}

    return sum(
        change.position > left and change.action in beginnings
        for found in store.find(Mentorship, person=leaver, limit=1000)
        for change in store.journal(subject=found.id)
    )


def _once_each(store: Store, rounds: int) -> Counter[str]:
    counted = _counted(store)

    return Counter(
        {
            "increments": counted,
            "doubled": max(0, counted - rounds),
            "lost": max(0, rounds - counted),
            "unsound": len(verify_store(store)),
        }
    )


def _counted(store: Store) -> int:
    return int(store.get(Person, "counter").profile.title or "0")


def _plain(figures: Counter[str], *shown: str) -> dict[str, int]:
    """
    Return figures with those that are to be shown although they are 0.
    """
    return {name: figures[name] for name in dict.fromkeys(("rounds", *shown, *ZERO, *figures))}
