"""
Stores: one with a few documents, left by somebody who closed it, and everything that can be done with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from mentorcore import Mentorship, PairingRequest, Person, Store, open_store
from mentorcore.errors import MentorcoreError, StorageError
from tests.model.examples import ADA, BEN, CY, NOW, offer, request
from tests.storage.conftest import clock, register, url_of


EVERYBODY = (ADA, BEN, CY)


def filled(backend: str, where: Path) -> str:
    """
    Make a store with three people, a request and a relationship, close it, and return its URL.
    """
    url = url_of(backend, where)
    with open_store(url, clock=clock) as store:
        register(store, *EVERYBODY)
        with store.transaction(token="first") as tx:
            tx.add(request())
            tx.add(offer())
        with store.transaction() as tx:
            m = tx.get(Mentorship, "ada-and-ben")
            m.accept(by=BEN, at=NOW)
            m.goals.set(by=BEN, at=NOW, title="Lead a release", why="I want to", measure="It ships")

    return url


@contextmanager
def opened(url: str) -> Iterator[Store]:
    """
    Open a store as an application does.
    """
    with open_store(url, clock=clock, create=False) as store:
        yield store


def questions(store: Store) -> tuple[Callable[[], object], ...]:
    """
    Return all that an application can ask of a store, each on its own.
    """
    return (
        *((lambda person=person: store.get(Person, person)) for person in EVERYBODY),
        lambda: store.get(PairingRequest, "for-ben"),
        lambda: store.get(Mentorship, "ada-and-ben"),
        lambda: tuple(store.find(Person)),
        lambda: tuple(store.find(Mentorship, person=ADA)),
        lambda: tuple(store.find(Mentorship, attention_before=clock())),
        lambda: list(store.journal()),
        lambda: list(store.journal(subject=ADA)),
        lambda: store.backend.scan("person", after=None, limit=100),
        lambda: store.backend.position_of("first"),
    )


def changes(store: Store) -> tuple[Callable[[], object], ...]:
    """
    Return what an application does with a store that writes to every kind of file.
    """

    def change() -> None:
        with store.transaction() as tx:
            for person in EVERYBODY:
                tx.get(Person, person).revise(by=person, at=NOW, title="Engineer")

    def enter() -> None:
        with store.transaction(token="second") as tx:
            tx.add(Person.register(name="Dee", id="dee", at=NOW))

    return change, enter, store.backend.scrub, change


def answered(asked: Iterable[Callable[[], object]]) -> list[MentorcoreError]:
    """
    Do these, and return how they were refused; any other error is a defect.
    """
    refusals: list[MentorcoreError] = []
    for ask in asked:
        try:
            ask()
        except MentorcoreError as error:
            refusals.append(error)

    return refusals


def attempt(url: str) -> list[MentorcoreError]:
    """
    Open a store, do everything with it that can be done, close it, and return how that was refused.
    """
    refusals: list[MentorcoreError] = []
    try:
        with opened(url) as store:
            refusals += answered((*questions(store), *changes(store)))
    except StorageError as error:
        refusals.append(error)

    return refusals
