"""
Transaction: several changes that are kept together or not at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, TypeVar

import attrs

from mentorcore.backends import Backend, Batch, Guard, Key, Query, Row, Write
from mentorcore.errors import Clash, Conflict, InvalidValue, MigrationNeeded, NotFound, ReadOnly
from mentorcore.model.mentorship import Mentorship
from mentorcore.model.pairing import PairingRequest
from mentorcore.model.people import Person
from mentorcore.model.policy import Policy
from mentorcore.model.validators import Text, Whole
from mentorcore.model.values import check_id
from mentorcore.storage.codec import Codec
from mentorcore.storage.index import AGGREGATES, aggregate_of, envelope_of, key_of
from mentorcore.storage.journal import entry_of
from mentorcore.storage.observing import Committed
from mentorcore.storage.spanning import settle


A = TypeVar("A", bound=Person | Mentorship | PairingRequest)

_TOKEN = Text(200, one_line=True)


def check_token(token: object) -> str | None:
    """
    Return the token of a commit.

    Raises:
        InvalidValue: It is not one line of at most 200 characters.
    """
    return None if token is None else _TOKEN.check(token, "token")


def check_kind(kind: object) -> str:
    """
    Return the kind of an aggregate class.

    Raises:
        InvalidValue: It is not `Person`, `Mentorship` or `PairingRequest`.
    """
    name = getattr(kind, "kind", None)
    if not isinstance(name, str) or AGGREGATES.get(name) is not kind:
        raise InvalidValue(
            tried="find what is kept",
            because="this is nothing that a store keeps",
            accepted="give Person, Mentorship or PairingRequest",
            rule="P1",
            path="kind",
        )

    return name


def loaded(backend: Backend, codec: Codec, policy: Policy, kind: type[A], id: object) -> A:
    """
    Return an aggregate as it is kept.

    Raises:
        NotFound: There is none with this id.

        InvalidValue: *id* is no id (P4), or *kind* nothing that a store keeps.

        Corrupt: It is damaged.
    """
    name = check_kind(kind)
    envelope = backend.load(Key(name, check_id(id, "id")))
    if envelope is None:
        raise NotFound(kind.noun, str(id))
    aggregate = aggregate_of(envelope, codec, policy)
    assert isinstance(aggregate, kind)  # noqa: S101 - the kind is part of the key

    return aggregate


class Transaction:
    """
    What one block of ``with store.transaction() as tx:`` reads and changes; used by one thread.

    It guards everything that it reads: when the block ends and any of it was changed by somebody else,
    nothing is written and `Conflict` is raised.
    """

    def __init__(
        self, backend: Backend, codec: Codec, policy: Policy, *, about: Guard, token: str | None = None
    ) -> None:
        self._backend = backend
        self._codec = codec
        self._policy = policy
        self._about = about
        self._token = check_token(token)
        self._loaded: dict[Key, Person | Mentorship | PairingRequest] = {}
        self._touched: set[Key] = set()
        self._over = False
        self._committed: Committed | None = None

    @property
    def token(self) -> str | None:
        """
        The token that the commit carries.
        """
        return self._token

    @property
    def committed(self) -> Committed | None:
        """
        What its commit put into the journal; *None* before, and where that was nothing.
        """
        return self._committed

    def add(self, aggregate: A) -> A:
        """
        Keep something new.

        Returns:
            The same aggregate, from now on under the store's policy.

        Raises:
            ReadOnly: The transaction is over, or the aggregate belongs to another one.

            InvalidValue: It is nothing that a store keeps, or the store's policy does not allow it.
        """
        self._open()
        check_kind(type(aggregate))
        if aggregate.sealed or aggregate.version or aggregate.added:
            raise ReadOnly(f"this {aggregate.noun} belongs to a transaction already, and")
        if key_of(aggregate) in self._loaded:
            raise Conflict(key_of(aggregate), 0, max(1, self._loaded[key_of(aggregate)].version))
        aggregate.put_under(self._policy)
        aggregate.added = True
        self._loaded[key_of(aggregate)] = aggregate

        return aggregate

    def get(self, kind: type[A], id: str, *, expect: int | None = None) -> A:
        """
        Load something to read or to change it; asked again, it is the same object.

        Args:
            kind: `Person`, `Mentorship` or `PairingRequest`.

            expect: The version that it must have, as from an If-Match header.

        Raises:
            NotFound: There is none with this id.

            Conflict: It is at another version than *expect*.

            ReadOnly: The transaction is over.
        """
        self._open()
        key = Key(check_kind(kind), check_id(id, "id"))
        if key not in self._loaded:
            self._loaded[key] = loaded(self._backend, self._codec, self._policy, kind, id)
        aggregate = self._loaded[key]
        assert isinstance(aggregate, kind)  # noqa: S101 - the kind is part of the key
        if expect is not None:
            version = Whole(1, 2**62, "P4").check(expect, "expect")
            if version != aggregate.version:
                raise Conflict(key, version, aggregate.version)

        return aggregate

    def pending(self, kind: type[A]) -> tuple[A, ...]:
        """
        Return every aggregate of a kind that was added or loaded here.
        """
        return tuple(a for a in self._loaded.values() if isinstance(a, kind))

    def rows(self, query: Query) -> Iterator[Row]:
        """
        Return everything kept that meets a query, without the changes made here.
        """
        return every_row(self._backend, query)

    def touch(self, person: Person) -> None:
        """
        Have the commit write a person, changed or not.
        """
        self._touched.add(key_of(person))

    def commit(self, now: datetime) -> None:
        """
        Settle what spans records and write it all; the store calls this at the end of the block.

        Raises:
            RuleViolation: A rule refuses the whole (R8 to R10, B1, P5), or an *at* lies in the future (P2).

            Conflict: Somebody else changed what was read.

            AlreadyDone: The token was committed before.
        """
        self._open()
        try:
            settle(self)
        except Clash:
            self._refuse_when_stale()
            raise
        finally:
            self._over = True
        changed = {key: a for key, a in self._loaded.items() if a.noted or key in self._touched}
        noted = [(a, n) for a in changed.values() for n in a.noted]
        for _, entry in noted:
            self._not_in_the_future(entry.at, now)
        if self._loaded or self._token is not None:
            self._commit(
                Batch(
                    writes=tuple(
                        Write(envelope_of(a, a.version + 1, self._codec), expected=a.version)
                        for a in changed.values()
                    ),
                    reads=(
                        self._about,
                        *(Guard(key, a.version) for key, a in self._loaded.items() if key not in changed),
                    ),
                    entries=tuple(entry_of(a, n, a.version + 1, now) for a, n in noted),
                    token=self._token,
                )
            )
        for aggregate in changed.values():
            aggregate.version += 1

    def _commit(self, batch: Batch) -> None:
        try:
            position = self._backend.commit(batch)
        except Conflict as conflict:
            if conflict.key == self._about.key:
                raise MigrationNeeded(
                    "this store",
                    "it was given another policy or layout while it was open here",
                    "open_store(url) again",
                ) from conflict
            raise
        if batch.entries:
            self._committed = Committed(position, batch.entries)

    def _refuse_when_stale(self) -> None:
        """
        Raise `Conflict` when a refusal rests on something that somebody else has changed meanwhile.
        """
        for key, aggregate in self._loaded.items():
            kept = self._backend.load(key) if aggregate.version else None
            if kept is not None and kept.version != aggregate.version:
                raise Conflict(key, aggregate.version, kept.version)

    def seal(self) -> None:
        """
        End the transaction: everything in it can only be read from now on.
        """
        self._over = True
        for aggregate in self._loaded.values():
            aggregate.seal()

    def _open(self) -> None:
        if self._over:
            raise ReadOnly("a transaction that is over")

    def _not_in_the_future(self, at: datetime, now: datetime) -> None:
        if at > now + self._policy.skew:
            raise InvalidValue(
                tried="commit",
                because=f"{at.isoformat()} lies in the future; the store's clock says {now.isoformat()}",
                accepted=f"at most {self._policy.skew_seconds} seconds of difference are accepted",
                rule="P2",
                path="at",
            )


def every_row(backend: Backend, query: Query) -> Iterator[Row]:
    """
    Return all rows of a query, page by page.
    """
    more = True
    while more:
        page = backend.find(query)
        yield from page.rows
        more = page.more
        if more:
            last: Any = page.rows[-1]
            value = last.index.get(query.order) if query.order else None
            query = attrs.evolve(query, after=(value, last.key.id))
