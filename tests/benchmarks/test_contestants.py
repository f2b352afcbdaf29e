"""
Every contestant of the benchmark keeps the same relationships, and does the same with them.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from benchmarks.__main__ import KINDS
from benchmarks.by_hand import RawFiles, RawSqlite
from benchmarks.contestant import Contestant, Milestone
from benchmarks.ours import OursInMemory
from benchmarks.workload import PER_MENTOR, Workload, mentor_id

from mentorcore.errors import InvalidValue


NUMBER = PER_MENTOR + 2
LEAST_ADDED = 3
"""A milestone and its two pieces of evidence."""


def filled(kind: type[Contestant], directory: Path) -> Contestant:
    """
    Return a contestant that keeps a few relationships.
    """
    one = kind(directory)
    one.prepare(Workload(NUMBER))
    one.fill()
    one.forget()

    return one


@pytest.fixture(scope="module")
def limit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Contestant]:
    """
    Give the one that the others are measured against.
    """
    one = filled(RawSqlite, tmp_path_factory.mktemp("limit"))
    yield one
    one.close()


@pytest.fixture(scope="class", params=KINDS, ids=lambda kind: kind.name)
def one(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Contestant]:
    """
    Give each contestant in turn.
    """
    made = filled(request.param, tmp_path_factory.mktemp("contestant"))
    yield made
    made.close()


class TestContestants:
    def test_load_the_same(self, one: Contestant, limit: Contestant) -> None:
        """
        Each loads as many records, whatever it calls them; plain files count what else is in them as well.
        """
        for number in range(NUMBER):
            wanted, found = limit.load(number), one.load(number)

            assert found >= wanted if isinstance(one, RawFiles) else found == wanted

    def test_list_the_same(self, one: Contestant, limit: Contestant) -> None:
        """
        Each lists the active relationships of a mentor, and not the one that is over.
        """
        for mentor in ("nobody", mentor_id(0), mentor_id(PER_MENTOR)):
            assert list(limit.active(mentor)) == list(one.active(mentor))
        assert PER_MENTOR - 1 == len(one.active(mentor_id(0)))

    def test_add_for_good(self, one: Contestant) -> None:
        """
        What was added is there, also once the store is opened again, and not twice.
        """
        before = one.load(0)
        one.add(Milestone(0, 1))
        after = one.load(0)
        with pytest.raises((ValueError, InvalidValue)):
            one.add(Milestone(0, 1))
        one.reopen()

        assert before + LEAST_ADDED == after == one.load(0)
        assert isinstance(one, OursInMemory) or any(one.directory.iterdir())

    def test_say_how_they_are_set_up(self, one: Contestant) -> None:
        """
        Each has a name of its own, and says how durable it is.
        """
        assert 1 == [kind.name for kind in KINDS].count(one.name)
        assert one.settings
