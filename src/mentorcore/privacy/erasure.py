"""
Erasure: taking a person's data out of everything that a store keeps.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

import attrs

from mentorcore.backends import Key
from mentorcore.model.erasure import erased
from mentorcore.model.lifecycle import OPEN
from mentorcore.model.mentorship import Mentorship
from mentorcore.model.people import Person, Presence, unheld
from mentorcore.model.values import SYSTEM, PersonId, Text, as_tuple, check_moment, check_type
from mentorcore.privacy.scrubbing import check_scrubs
from mentorcore.privacy.traces import Called, Kept, mentioning, names_in, people_in, shared_with
from mentorcore.storage.index import AGGREGATES, key_of
from mentorcore.storage.store import Store
from mentorcore.storage.transaction import Transaction


TO = "erase a person"

_NAME = Text(200)
TOGETHER = 20

Known = Callable[[PersonId], Person]
"""Gives a person as they are kept."""


@attrs.frozen(kw_only=True)
class Erasure:
    """
    What `erase_person` did, or would do.

    Attributes:
        person_id: Whose data it was; the random id stays.

        at: When.

        own: The relationships and pairing requests in which the person had a part, and in which words of
            theirs or their name were replaced.

        mentions: The other documents in which only their name was.

        ended: The relationships that this ended.

        scrubbed: Whether the storage was told to leave no byte of what was there before.

        dry_run: Whether nothing was done.
    """

    person_id: PersonId
    at: datetime
    own: tuple[Key, ...]
    mentions: tuple[Key, ...]
    ended: tuple[Key, ...]
    scrubbed: bool
    dry_run: bool


def erase_person(
    store: Store,
    person_id: PersonId,
    *,
    also: Iterable[str] = (),
    at: datetime | None = None,
    scrub: bool = True,
    dry_run: bool = False,
) -> Erasure:
    """
    Erase what is kept about a person from documents, indexes and files (D3).

    Their own words become a marker that says so; their name and addresses become it in everybody's words.
    What the others did and said stays, and so do dates, states and random ids. They count as having left,
    which ends their open relationships (R4). The journal, which never held words, says that it was done.

    It may be interrupted and run again, and goes on where it stopped. Every document is read, so that it
    takes as long as reading the whole store.

    Args:
        also: What else they are called: a former name, a nickname, a telephone number, each at most 200
            characters. What they are called now is known.

        at: When, not in the future (P2); now by the store's clock unless given.

        scrub: Have the storage leave no byte of what was there before.

        dry_run: Change nothing, and say what would be done.

    Raises:
        NotFound: There is no such person.

        WrongState: A legal hold is in place on them, or on somebody with whom they share a document or who
            has a part in one that names them (P5). Nothing was changed, unless the hold was placed meanwhile.

        Unsupported: The storage cannot scrub, and *scrub* is true. Nothing was changed.

        Corrupt: A document cannot be read, and may hold their data. Nothing was changed.
    """
    check_type(Store, store, "store")
    names = tuple(_NAME.check(name, "also") for name in as_tuple(also, "also"))
    moment = store.now() if at is None else check_moment(at)
    if scrub:
        check_scrubs(store, "erase_person")
    erasing = _Erasing(store, store.get(Person, person_id), names, moment)
    plan = erasing.planned()
    for holder in erasing.holding(plan):
        unheld(holder, to=TO)
    if dry_run:
        return plan
    erasing.run()
    if scrub:
        store.backend.scrub()

    return attrs.evolve(plan, dry_run=False, scrubbed=scrub)


def held_back_by(store: Store, person_id: PersonId, at: datetime) -> tuple[PersonId, ...]:
    """
    Return the people whose legal hold keeps a person from being erased.
    """
    erasing = _Erasing(store, store.get(Person, person_id), (), at)

    return tuple(holder.id for holder in erasing.holding(erasing.planned()))


class _Erasing:
    def __init__(self, store: Store, person: Person, also: tuple[str, ...], at: datetime) -> None:
        self._store = store
        self._person = person
        self._called = Called.of(person, also)
        self._at = at

    def planned(self) -> Erasure:
        """
        Return what there is to do.
        """
        shared = [self._kept(key) for key in shared_with(self._store, self._person.id)]
        own = tuple(key_of(kept) for kept in shared if self._concerns(kept, self._known))
        mentions = tuple(self._mentions())

        return Erasure(
            person_id=self._person.id,
            at=self._at,
            own=own,
            mentions=mentions,
            ended=tuple(
                key_of(m)
                for m in shared
                if isinstance(m, Mentorship) and self._person.id in m.pair and m.state in OPEN
            ),
            scrubbed=False,
            dry_run=True,
        )

    def holding(self, plan: Erasure) -> Iterator[Person]:
        """
        Return the people whose legal hold forbids the plan.
        """
        others = (other for key in (*plan.own, *plan.mentions) for other in self._others(self._kept(key)))
        for person_id in dict.fromkeys((self._person.id, *others)):
            person = self._known(person_id)
            if person.profile.hold is not None:
                yield person

    def run(self) -> None:
        """
        Do it. The person leaves first, so that they enter nothing new, and their profile, which says what to
        look for, is erased last.
        """
        self._store.transact(self._leave)
        replaced = 1
        while replaced:
            keys = itertools.chain(shared_with(self._store, self._person.id), self._mentions())
            replaced = sum(self._store.transact(self._replacing(some)) or 0 for some in _together(keys))
        self._store.transact(self._blank)

    def _mentions(self) -> Iterator[Key]:
        return mentioning(self._store, self._person.id, self._called.whole)

    def _kept(self, key: Key) -> Kept:
        return self._store.get(AGGREGATES[key.kind], key.id)

    def _known(self, person_id: PersonId) -> Person:
        return self._store.get(Person, person_id)

    def _leave(self, tx: Transaction) -> None:
        person = tx.get(Person, self._person.id)
        unheld(person, to=TO)
        if person.presence is Presence.PRESENT:
            person.leave(by=SYSTEM, at=self._at)

    def _blank(self, tx: Transaction) -> None:
        person = tx.get(Person, self._person.id)
        if person.presence is not Presence.ERASED:
            person.erase(at=self._at)

    def _replacing(self, keys: tuple[Key, ...]) -> Callable[[Transaction], int]:
        def work(tx: Transaction) -> int:
            def known(person_id: PersonId) -> Person:
                return tx.get(Person, person_id)

            unheld(known(self._person.id), to=TO)
            concerned = [
                kept for key in keys if self._concerns(kept := tx.get(AGGREGATES[key.kind], key.id), known)
            ]
            for kept in concerned:
                self._unheld(kept, known)
                self._replace(kept, known)

            return len(concerned)

        return work

    def _replace(self, kept: Kept, known: Known) -> None:
        if self._has_part(kept) and not isinstance(kept, Person):
            kept.erase(self._person.id, names=self._names(kept, known), at=self._at)
        else:
            kept.erase_names(self._person.id, names=self._called.whole, at=self._at)

    def _concerns(self, kept: Kept, known: Known) -> bool:
        """
        Tell whether something of the person is in there.
        """
        if isinstance(kept, Person):
            return names_in(kept, self._called.whole)
        whose = self._person.id if self._has_part(kept) else None

        return erased(kept.document, whose, self._names(kept, known)) != kept.document

    def _names(self, kept: Kept, known: Known) -> tuple[str, ...]:
        if not self._has_part(kept):
            return self._called.whole

        return self._called.among(tuple(known(other) for other in self._others(kept)))

    def _unheld(self, kept: Kept, known: Known) -> None:
        for other in self._others(kept):
            unheld(known(other), to=TO)

    def _has_part(self, kept: Kept) -> bool:
        return self._person.id in people_in(kept)

    def _others(self, kept: Kept) -> tuple[PersonId, ...]:
        return tuple(other for other in people_in(kept) if other != self._person.id)


def _together(keys: Iterable[Key]) -> Iterator[tuple[Key, ...]]:
    rest = iter(keys)
    while some := tuple(itertools.islice(rest, TOGETHER)):
        yield some
