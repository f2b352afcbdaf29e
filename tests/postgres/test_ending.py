"""
The server ends a connection at every statement of every call: what is told is true, and a commit is there
once or not at all.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any, TypeAlias

import attrs
import pytest
from servers.postgres import with_options
from sqlalchemy.engine import make_url

from mentorcore.backends import (
    Batch,
    Column,
    Condition,
    Entry,
    Key,
    KindLayout,
    Layout,
    Op,
    Query,
    Tombstone,
    View,
    ViewColumn,
)
from mentorcore.errors import AlreadyDone, Unavailable
from mentorcore_postgres.backend import PostgresBackend
from mentorcore_postgres.inspection import inspect_postgres
from tests.postgres.faults import Watched
from tests.postgres.samples import opened
from tests.postgres.server import sql
from tests.sqlite.samples import TEXT, book, change, new


SMALL = Layout(
    kinds=(KindLayout("book", (Column("title", TEXT),)),),
    indexes=(("book", ("title",)),),
    views=(View("books", kind="book", each=None, columns=(ViewColumn("id", ("id",), TEXT),)),),
)
"""What is made with few statements."""


Each: TypeAlias = "Callable[[Callable[[], object]], Iterator[object]]"


@pytest.fixture(params=["before", "after"])
def each_statement(request: pytest.FixtureRequest, url: str, monkeypatch: pytest.MonkeyPatch) -> Each:
    """
    Return what makes a call again and again, with its connections ended at each of its statements in turn.
    """
    name = str(make_url(url).query["schema"])

    def end() -> None:
        listed = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = %s"
        sql(url, listed, name)

    def each(call: Callable[[], object]) -> Iterator[object]:
        statements, left = itertools.count(1), list[int]()

        def seen(_: str) -> None:
            if left and next(statements) == left[0]:
                left.clear()
                end()

        monkeypatch.setattr(Watched, request.param, staticmethod(seen))
        for at in itertools.count(1):
            statements, left = itertools.count(1), [at]
            try:
                answer: object = call()
            except Unavailable as error:
                answer = error
            is_over = bool(left)
            left.clear()
            yield answer
            if is_over:  # it has fewer statements
                return

    return each


@pytest.fixture
def named(url: str) -> str:
    return with_options(url, application_name=str(make_url(url).query["schema"]))


def test_whoever_reads(named: str, each_statement: Each) -> None:
    """
    A call that only reads gives the right answer although its connection, which lay idle, was ended.
    """
    with closing(opened(named, connect=Watched.opened)) as backend:
        backend.commit(attrs.evolve(new(book("a", title="T", readers=("ada",)), book("b")), token="t"))
        calls: list[Callable[[], Any]] = [
            lambda: backend.load(Key("book", "a")),
            lambda: backend.scan("book", after=None, limit=9),
            lambda: backend.find(Query(kind="book", where=(Condition("readers", Op.HAS, "ada"),))),
            lambda: backend.position_of("t"),
            lambda: backend.journal(after=0, limit=9, subject="a"),
            lambda: list(backend.check()),
        ]
        for call in calls:
            right = call()
            answers = list(each_statement(call))

            assert len(answers) > 1
            assert answers == [right] * len(answers)


def test_whoever_commits(named: str, each_statement: Each) -> None:
    """
    A commit that was acknowledged is there once; of one that was not its token tells, and whoever repeats it
    has it there once.
    """
    with closing(opened(named, connect=Watched.opened)) as backend:
        backend.commit(new(book("old", readers=("ada",)), book("gone")))
        made = 0

        def commit() -> int:
            nonlocal made
            made += 1
            batch = new(book(f"n{made}", title="T", readers=("ada", "ben")))
            batch = attrs.evolve(
                batch,
                writes=(*batch.writes, *change(book("old", made + 1, readers=(f"r{made}",))).writes),
                tombstones=(Tombstone(Key("book", f"never{made}"), 0, 1),),
                token=f"t{made}",
            )
            try:
                return backend.commit(batch)
            except Unavailable:
                position = backend.position_of(f"t{made}")
                if position is None:
                    return backend.commit(batch)
                with pytest.raises(AlreadyDone):
                    backend.commit(batch)
                return position

        for position in each_statement(commit):
            assert position == made + 2
            entries = backend.journal(after=made + 1, limit=9, subject=None)
            assert [(entry.position, entry.subject) for entry in entries] == [(position, f"n{made}")]
            assert backend.load(Key("book", "old")) == book("old", made + 1, readers=(f"r{made}",))

        assert made > 10
        assert list(backend.check()) == []


@pytest.mark.parametrize("each_statement", ["before"], indirect=True)
def test_whoever_makes_a_store(named: str, each_statement: Each) -> None:
    """
    A store is made whole or not at all, and whoever comes next makes it where it is not.
    """
    number = 0
    schema = str(make_url(named).query["schema"])

    def make() -> PostgresBackend:
        nonlocal number
        number += 1
        return opened(with_options(named, schema=f"{schema}_{number}"), SMALL, connect=Watched.opened)

    for answer in each_statement(make):
        if isinstance(answer, PostgresBackend):
            answer.close()
        with closing(opened(with_options(named, schema=f"{schema}_{number}"), SMALL)) as backend:
            assert list(backend.check()) == []
            assert backend.commit(Batch(entries=(Entry("a", "{}"),))) == 1
    assert number > 10


@pytest.mark.parametrize("each_statement", ["before"], indirect=True)
def test_whoever_upgrades(named: str, each_statement: Each) -> None:
    """
    A store is brought to another layout whole or not at all.
    """
    later = attrs.evolve(SMALL, kinds=(KindLayout("book", (Column("shelf", TEXT),)),), indexes=())
    opened(named, SMALL).close()
    answers = 0
    for answer in each_statement(lambda: opened(named, later, upgrade=True, connect=Watched.opened)):
        answers += 1
        if isinstance(answer, PostgresBackend):
            answer.close()
        with closing(opened(named, later, upgrade=True)) as backend:
            assert list(backend.check()) == []
        opened(named, SMALL, upgrade=True).close()

    assert answers > 10


def test_whoever_looks(named: str, each_statement: Each) -> None:
    """
    A look at a store, which is one transaction, gives the right answer or says that it was lost.
    """
    with closing(opened(named)) as backend:
        backend.commit(new(book("a"), book("b")))
        backend.commit(Batch(entries=(Entry("a", "{}"),)))

    def look() -> object:
        with inspect_postgres(named, connect=Watched.opened) as inspection:
            return [inspection.load(Key("book", name)) is not None for name in inspection.ids("book")]

    answers = list(each_statement(look))

    assert len(answers) > 5
    assert all(answer == [True, True] or isinstance(answer, Unavailable) for answer in answers)
    assert answers[-1] == [True, True]
