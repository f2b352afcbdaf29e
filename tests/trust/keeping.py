"""
Keeping: everything in a store, commit by commit, and all that goes between the store and its backend.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from mentorcore import Mentorship, PairingRequest, Purpose, Store
from mentorcore.backends import Backend, Batch, Envelope, JournalEntry, Key, Page, Query
from tests.model.examples import BEN
from tests.trust.everything import WHEN, Everything


LATER = WHEN + timedelta(days=30)
"""What the clocks of the stores say."""

T = TypeVar("T")


def clock() -> datetime:
    """
    Tell the time.
    """
    return LATER


class Spy(Backend):
    """
    Remembers whatever a backend is given and gives.
    """

    contract_version = 1
    capabilities = frozenset()

    def __init__(self, backend: Backend) -> None:
        self.backend = backend
        self.overheard: list[tuple[str, object]] = []

    def load(self, key: Key) -> Envelope | None:
        return self._heard("an envelope", self.backend.load(key))

    def scan(self, kind: str, *, after: str | None, limit: int) -> Sequence[Envelope]:
        return self._heard("scanned envelopes", self.backend.scan(kind, after=after, limit=limit))

    def find(self, query: Query) -> Page:
        self._heard("a query", query)

        return self._heard("a page", self.backend.find(query))

    def commit(self, batch: Batch) -> int:
        self._heard("a batch", batch)

        return self.backend.commit(batch)

    def position_of(self, token: str) -> int | None:
        return self.backend.position_of(token)

    def journal(self, *, after: int, limit: int, subject: str | None) -> Sequence[JournalEntry]:
        entries = self.backend.journal(after=after, limit=limit, subject=subject)

        return self._heard("journal entries", entries)

    def scrub(self) -> None:
        self.backend.scrub()

    def close(self) -> None:
        self.backend.close()

    def _heard(self, name: str, value: T) -> T:
        self.overheard.append((name, value))

        return value


def keep(store: Store, everything: Everything) -> None:
    """
    Keep all of it in a store, from the requests to the end, in a commit for each chapter.
    """
    token = everything.marks.words("a token")
    with store.transaction(token=token) as tx:
        for person in everything.people():
            tx.add(person)
    with store.transaction() as tx:
        for request in everything.requests():
            tx.add(request)
    with store.transaction() as tx:
        request = tx.get(PairingRequest, "for-ben")
        tx.add(everything.offered(request))
    for chapter in (everything.accepted, everything.filled, _consents, everything.completed):
        with store.transaction() as tx:
            chapter(tx.get(Mentorship, "ada-and-ben"))


def _consents(m: Mentorship) -> None:
    for purpose in Purpose:
        m.consents.give(by=BEN, at=WHEN, purpose=purpose)
