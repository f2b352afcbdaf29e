"""
Every contestant of the benchmark keeps the same relationships, and does the same with them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from operator import attrgetter
from pathlib import Path

import attrs
import pytest
from benchmarks.__main__ import KINDS
from benchmarks.by_hand import RawFiles, RawSqlite
from benchmarks.contestant import Contestant, Milestone
from benchmarks.entities import Summary
from benchmarks.ours import OursInMemory
from benchmarks.postgres import ON_POSTGRES, OnPostgres, RawPsycopg, server
from benchmarks.workload import NOW, PER_MENTOR, Workload, lived, mentor_id, record_id
from servers.postgres import connected

from benchmarks import workload
from mentorcore import Mentorship
from mentorcore.errors import InvalidValue


ALL = (*KINDS, *ON_POSTGRES)
NUMBER = PER_MENTOR + 2
LEAST_ADDED = 3
"""A milestone and its two pieces of evidence."""


shown = attrgetter(*(field.name for field in attrs.fields(Summary)))
"""What a list shows of a relationship."""


def listed(one: Contestant, mentor: str) -> Sequence[tuple[object, ...]]:
    """
    Return what the list of a mentor shows.
    """
    return list(map(shown, one.active(mentor)))


def filled(kind: type[Contestant], directory: Path, number: int = NUMBER) -> Contestant:
    """
    Return a contestant that keeps a few relationships.
    """
    one = kind(directory)
    one.prepare(Workload(number))
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


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Contestant]:
    """
    Give mentorcore, whose lists are those of the others.
    """
    one = filled(OursInMemory, tmp_path_factory.mktemp("ours"))
    yield one
    one.close()


@pytest.fixture
def with_meetings_ahead(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """
    Let each relationship have two meetings to come, the earlier of which was scheduled last.
    """

    def expecting(kind: int, records: int) -> Mentorship:
        made = lived(kind, records)
        mentor, _ = made.pair
        for days in (60, kind + 1):
            made.meetings.schedule(
                id=record_id(f"ahead-{days}"),
                by=mentor,
                at=Milestone.at - timedelta(days=1),
                starts=NOW + timedelta(days=days),
                minutes=30,
            )

        return made

    monkeypatch.setattr(workload, "lived", expecting)
    workload.template.cache_clear()
    yield
    workload.template.cache_clear()


@pytest.fixture(scope="class", params=ALL, ids=lambda kind: kind.name)
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

    def test_list_the_same(self, one: Contestant, ours: Contestant) -> None:
        """
        Each lists the active relationships of a mentor, and not the one that is over, with all that is shown.
        """
        for mentor in ("nobody", mentor_id(0), mentor_id(PER_MENTOR)):
            assert listed(ours, mentor) == listed(one, mentor)
        assert PER_MENTOR - 1 == len(one.active(mentor_id(0)))

    def test_add_for_good(self, one: Contestant) -> None:
        """
        What was added is there, also once the store is opened again, and not twice.
        """
        before, version = one.load(0), one.active(mentor_id(0))[0].version
        one.add(Milestone(0, 1))
        after = one.load(0)
        with pytest.raises((ValueError, InvalidValue)):
            one.add(Milestone(0, 1))
        one.reopen()

        assert version + 1 == one.active(mentor_id(0))[0].version
        assert before + LEAST_ADDED == after == one.load(0)
        assert isinstance(one, OursInMemory | OnPostgres) or any(one.directory.iterdir())

    def test_say_how_they_are_set_up(self, one: Contestant) -> None:
        """
        Each has a name of its own, and says how durable it is.
        """
        assert 1 == [kind.name for kind in ALL].count(one.name)
        assert one.settings


def test_by_hand_is_the_same_on_both_databases(tmp_path: Path) -> None:
    """
    Every attribute of what is made of rows is the same, whatever a database makes of moments and days; also
    once something was added.
    """
    (tmp_path / "sqlite").mkdir()
    sqlite, postgres = RawSqlite(tmp_path / "sqlite"), RawPsycopg(tmp_path)
    try:
        for one in (sqlite, postgres):
            one.prepare(Workload(NUMBER))
            one.fill()
            one.add(Milestone(0, 1))

        for number in range(NUMBER):
            assert sqlite.loaded(number) == postgres.loaded(number)
    finally:
        sqlite.close()
        postgres.close()


@pytest.mark.parametrize("kind", ON_POSTGRES, ids=lambda kind: kind.name)
def test_leaves_nothing_on_the_server(kind: type[Contestant], tmp_path: Path) -> None:
    """
    Who is done takes their schema along, which had something in it.
    """
    count = "SELECT count(*) FROM information_schema.tables WHERE table_schema LIKE 'b!_%' ESCAPE '!'"
    with connected(server().url) as connection:
        (before,) = connection.execute(count).fetchall()
        one = filled(kind, tmp_path)
        (between,) = connection.execute(count).fetchall()
        one.close()

        assert between > before
        assert [before] == connection.execute(count).fetchall()


@pytest.mark.usefixtures("with_meetings_ahead")
@pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.name)
def test_list_the_next_meeting(kind: type[Contestant], tmp_path: Path) -> None:
    """
    Each shows the earliest meeting that is still to be reported on, also once something else is added.
    """
    one = filled(kind, tmp_path, PER_MENTOR - 1)
    try:
        one.add(Milestone(0, 1))
        found = [each.next_meeting for each in one.active(mentor_id(0))]
    finally:
        one.close()

    assert [NOW + timedelta(days=days) for days in range(1, PER_MENTOR)] == found
