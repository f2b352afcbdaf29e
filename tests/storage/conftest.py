"""
A store on each backend, and the people in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from mentorcore import Mentorship, Person, Policy, Store, open_store
from tests.model.examples import ADA, BEN, CY, DAY, NOW, offer
from tests.postgres.server import url_below


LATER = NOW + 365 * DAY

Opener = Callable[..., Store]


def clock() -> datetime:
    """
    Return a moment after everything that the tests enter.
    """
    return LATER


def url_of(backend: str, where: Path) -> str:
    """
    Return the URL of a store of this backend below a directory, or of one that stands for it.
    """
    if backend == "postgresql":
        return url_below(where)

    return {
        "memory": "memory:",
        "sqlite": f"sqlite:///{where / 'store.db'}",
        "json": f"json:///{where / 'store'}",
    }[backend]


@pytest.fixture(params=["memory", "sqlite", "json", "postgresql"])
def backend_name(request: pytest.FixtureRequest) -> str:
    """
    Each backend in turn.
    """
    name: str = request.param
    return name


@pytest.fixture
def empty(backend_name: str, tmp_path: Path) -> Iterator[Store]:
    """
    A new store.
    """
    with open_store(url_of(backend_name, tmp_path), clock=clock) as opened:
        yield opened


@pytest.fixture
def store(empty: Store) -> Store:
    """
    A store with Ada, Ben and Cy.
    """
    register(empty, ADA, BEN, CY)

    return empty


@pytest.fixture
def memory() -> Iterator[Store]:
    """
    A store in memory with Ada, Ben and Cy.
    """
    with open_store("memory:", clock=clock) as opened:
        register(opened, ADA, BEN, CY)
        yield opened


@pytest.fixture
def active() -> Mentorship:
    """
    Ada mentors Ben.
    """
    mentorship = offer()
    mentorship.accept(by=BEN, at=NOW)

    return mentorship


def register(store: Store, *people: str, capacity: int = 3) -> None:
    """
    Enter people under the ids given.
    """
    with store.transaction() as tx:
        for person in people:
            tx.add(Person.register(name=person.title(), id=person, at=NOW, capacity=capacity))


def with_policy(**choices: int | bool) -> Policy:
    """
    Return the default policy with other choices.
    """
    return Policy(**choices)  # type: ignore[arg-type]
