"""
Eight processes at the same moment: nothing is lost, overbooked, doubled or seen by half.

These are the races of ``nox -s crash``, in short.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crash import races
from tests.crash.racers import Racers
from tests.crash.races import BACKENDS, PROCESSES, ZERO
from tests.postgres.server import url_below


@pytest.fixture(scope="module")
def racers() -> Iterator[Racers]:
    """
    The processes, which open whatever store they are asked to.
    """
    with Racers(PROCESSES) as running:
        yield running


@pytest.fixture(params=[*BACKENDS, "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """
    Where they keep their record.
    """
    if request.param == "postgresql":
        return url_below(tmp_path)

    return f"{request.param}:///{tmp_path / 'store'}"


def wrong(figures: dict[str, int]) -> dict[str, int]:
    """
    Return what is not as it has to be.
    """
    return {name: figures[name] for name in ZERO if figures.get(name)}


def test_no_increment_is_lost(racers: Racers, url: str) -> None:
    """
    8 processes that count up the same number 25 times with retries give exactly 200, although they collide.
    """
    figures = races.counting(racers, url, times=25)

    assert {} == wrong(figures)
    assert 200 == figures["increments"]
    assert figures["collided"] > 0


def test_no_increment_of_a_thread_is_lost(racers: Racers, url: str) -> None:
    """
    8 processes of 8 threads each, the same.
    """
    figures = races.counting(racers, url, times=1, threads=8)

    assert {} == wrong(figures)
    assert 64 == figures["increments"]
    assert figures["collided"] > 0


def test_as_many_accept_as_there_is_room_for(racers: Racers, url: str) -> None:
    """
    R9, R11: of 8 mentees who accept at once exactly as many succeed as the mentor has room for; the others
    are refused by R9 and by nothing else.
    """
    figures = races.accepting(racers, url, rounds=4)

    assert {} == wrong(figures)
    assert (1 + 2 + 3 + 4, 7 + 6 + 5 + 4) == (figures["accepted"], figures["refused"])


def test_one_of_all_offers_is_made(racers: Racers, url: str) -> None:
    """
    R8, R11: of 8 offers for the same two, made at once from either side, one is made; the others are refused
    by R8 and by nothing else.
    """
    figures = races.offering(racers, url, rounds=3)

    assert {} == wrong(figures)
    assert (3, 21) == (figures["accepted"], figures["refused"])


def test_nothing_stays_open_with_one_who_leaves(racers: Racers, url: str) -> None:
    """
    R4, P5: whoever accepts or offers while the other leaves was earlier, and it was ended; or is refused.
    """
    figures = races.leaving(racers, url, rounds=4)

    assert {} == wrong(figures)
    assert 28 == figures["accepted"] + figures["refused"]


def test_a_token_counts_once(racers: Racers, url: str) -> None:
    """
    Of 8 processes that commit the same token at once, one does.
    """
    figures = races.one_token(racers, url, rounds=3)

    assert {} == wrong(figures)
    assert (3, 21) == (figures["accepted"], figures["refused"])


def test_a_token_counts_once_whoever_is_killed(racers: Racers, url: str) -> None:
    """
    A process that was killed after its commit has committed, though it never heard of it; one that was killed
    before has not. Whoever retries with the same token makes it once.
    """
    figures = races.killed(racers, url, rounds=2)

    assert {} == wrong(figures)
    assert (2, 2, 1) == (figures["killed"], figures["increments"], figures["accepted"])


def test_nobody_sees_half_a_commit(racers: Racers, url: str) -> None:
    """
    Four people who are always written in one commit are seen so by queries, by their documents and by the
    journal, and no document is older than the journal says.
    """
    figures = races.reading(racers, url, times=10)

    assert {} == wrong(figures)
    assert figures["looks"] > 0
