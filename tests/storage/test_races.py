"""
Two processes at the same moment: R8 and R9 hold, every time (R11).
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from mentorcore import Mentorship, State, open_store, verify_store
from tests.model.examples import ADA, BEN, CY, NOW
from tests.storage.conftest import clock, register, url_of
from tests.storage.test_spanning import keep, offer_to


ROUNDS = 4

_PREPARE = """
import sys
from datetime import UTC, date, datetime
from mentorcore import Agreement, Cadence, Mentorship, open_store
from mentorcore.errors import Clash

url, *arguments = sys.argv[1:]
NOW = datetime(2026, 1, 12, 9, tzinfo=UTC)
with open_store(url) as store:
    store.find(Mentorship)
    print("ready", flush=True)
    sys.stdin.readline()
    try:
        store.transact(lambda tx: work(tx, *arguments))
        print("won")
    except Clash as clash:
        print(clash.rule)
"""

_ACCEPT = """
def work(tx, offer, by):
    tx.get(Mentorship, offer).accept(by=by, at=NOW)
"""

_OFFER = """
def work(tx, mentor, mentee):
    tx.add(Mentorship.offer(
        mentor=mentor, mentee=mentee, by=mentor, at=NOW, reasoning="Why.", potential="What.",
        agreement=Agreement(cadence=Cadence.weekly(), starts_on=date(2026, 1, 12), ends_on=date(2026, 7, 12)),
    ))
"""


def race(work: str, url: str, *runners: tuple[str, ...]) -> list[str]:
    """
    Run the work in one process for each runner, all released at once, and return what each printed.
    """
    head, tail = _PREPARE.split("url, *arguments", 1)
    script = f"{head}{work}\nurl, *arguments{tail}"
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", script, url, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for arguments in runners
    ]
    for process in processes:
        assert process.stdout is not None
        assert "ready\n" == process.stdout.readline()
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    outcomes = [process.communicate(timeout=60)[0].strip() for process in processes]
    assert [0] * len(processes) == [process.returncode for process in processes]

    return sorted(outcomes)


@pytest.fixture(params=["sqlite", "json"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """
    Where several processes keep their record.
    """
    return url_of(request.param, tmp_path)


def test_one_of_two_acceptances_wins(url: str) -> None:
    """
    R9: two processes accept the two offers of a mentor with a capacity of 1 at the same moment: one wins.
    """
    with open_store(url, clock=clock) as store:
        register(store, BEN, CY)
        for number in range(ROUNDS):
            mentor = f"mentor-{number}"
            register(store, mentor, capacity=1)
            offers = [offer_to(BEN, mentor=mentor), offer_to(CY, mentor=mentor)]
            keep(store, *offers)
            outcomes = race(_ACCEPT, url, (offers[0].id, BEN), (offers[1].id, CY))

            assert ["R9", "won"] == outcomes
            assert 1 == len(store.find(Mentorship, mentor=mentor, state=State.ACTIVE))
        assert () == verify_store(store)


def test_one_of_two_offers_wins(url: str) -> None:
    """
    R8: two processes make the same pair an offer at the same moment: one wins.
    """
    with open_store(url, clock=clock) as store:
        register(store, ADA)
        for number in range(ROUNDS):
            register(store, f"mentee-{number}")
            outcomes = race(_OFFER, url, (ADA, f"mentee-{number}"), (ADA, f"mentee-{number}"))

            assert ["R8", "won"] == outcomes
            assert 1 == len(store.find(Mentorship, mentee=f"mentee-{number}", state=State.OFFERED, at=NOW))
        assert () == verify_store(store)
