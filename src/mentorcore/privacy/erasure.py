"""
Erasure: taking a person's data out of everything that a store keeps.
"""

from __future__ import annotations

import copy
import itertools
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

import attrs

from mentorcore.backends import Batch, Envelope, Key
from mentorcore.errors import Conflict
from mentorcore.model.lifecycle import OPEN
from mentorcore.model.mentorship import Mentorship
from mentorcore.model.people import Person, Presence, unheld
from mentorcore.model.validators import Text
from mentorcore.model.values import SYSTEM, PersonId, as_tuple, check_moment, check_type
from mentorcore.privacy.scrubbing import check_scrubs, scrubbed_after
from mentorcore.privacy.traces import Called, documents, every_document, is_named_in, traced
from mentorcore.storage.holds import Kept, Known, held_in, people_in
from mentorcore.storage.index import AGGREGATES, key_of
from mentorcore.storage.store import Store
from mentorcore.storage.transaction import Transaction


TO = "erase a person"

_NAME = Text(200)
TOGETHER = 20

LOOKS = 100
"""How often what others change meanwhile is looked at before the profile goes, even if they never stop."""


@attrs.frozen(kw_only=True)
class Erasure:
    """
    What `erase_person` did, or would do.

    Attributes:
        person_id: Whose data it was; the random id stays.

        at: When.

        own: The relationships and pairing requests in which the person had a part, and in which words of
            theirs, their name or a consent of theirs were replaced or ended.

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
    which ends their open relationships (R4), and their consents end (C1). The journal, which never held
    words, says that it was done.

    It may be interrupted and run again, and goes on where it stopped. Every document is read, so that it
    takes as long as reading the whole store, and believed, whatever the index says. Others may write
    meanwhile: what is committed before the profile is erased, which comes last, is looked at as well.

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

        Conflict: Others change the same documents all the time; run it again.

        Unsupported: The storage cannot scrub, and *scrub* is true. Nothing was changed.

        Corrupt: A document cannot be read, and may hold their data. Nothing was changed, unless it was
            damaged meanwhile.

        Unavailable: The storage cannot be scrubbed at the moment. Run it again; it scrubs then.
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
    with scrubbed_after(store, scrub=scrub):
        done = erasing.run(plan)

    return attrs.evolve(done, scrubbed=scrub)


def held_back_by(store: Store, person_id: PersonId, at: datetime) -> tuple[PersonId, ...]:
    """
    Return the people whose legal hold keeps a person from being erased.
    """
    erasing = _Erasing(store, store.get(Person, person_id), (), at)

    return tuple(holder.id for holder in erasing.holding(erasing.planned()))


class _Erasing:
    def __init__(self, store: Store, person: Person, also: tuple[str, ...], at: datetime) -> None:
        self._store = store
        self._person_id = person.id
        self._called = Called.of(person, also)
        self._at = at
        self._parts: list[Key] = []
        self._looked_until = 0

    def planned(self) -> Erasure:
        """
        Return what there is to do.
        """
        own: list[Key] = []
        mentions: list[Key] = []
        ended: list[Key] = []
        for kept in self._traced(every_document(self._store)):
            key, has_part = key_of(kept), self._has_part(kept)
            if has_part:
                self._parts.append(key)
            if self._concerns(kept, self._known):
                (own if has_part else mentions).append(key)
            if isinstance(kept, Mentorship) and self._person_id in kept.pair and kept.state in OPEN:
                ended.append(key)

        return Erasure(
            person_id=self._person_id,
            at=self._at,
            own=tuple(own),
            mentions=tuple(mentions),
            ended=tuple(ended),
            scrubbed=False,
            dry_run=True,
        )

    def holding(self, plan: Erasure) -> Iterator[Person]:
        """
        Return the people whose legal hold forbids the plan.
        """
        keys = (Key(Person.kind, self._person_id), *plan.own, *plan.mentions)
        found = (holder for key in keys for holder in held_in(self._kept(key), self._known))
        yield from {holder.id: holder for holder in found}.values()

    def run(self, plan: Erasure) -> Erasure:
        """
        Do it, and return what was done.

        The person leaves first, so that they enter nothing new and are called the same from then on. Their
        profile, which says what to look for, is erased last. In between everything is looked at once, and
        then only what others have changed since the last look: until there is nothing new in it, but no more
        often than `LOOKS`, so that it comes to an end whatever they do.
        """
        left = self._store.transact(self._leave)
        assert left is not None  # noqa: S101 - only a token makes it None
        self._called = Called.of(left, ()).and_before(self._called)
        self._looked_until = self._end()
        replaced = self._replaced_in(every_document(self._store))
        for _ in range(LOOKS):
            new = self._replaced_in(self._changed())
            replaced |= new
            if not new:
                break
        self._store.transact(self._blank)
        replaced |= self._replaced_in(self._changed())

        return attrs.evolve(
            plan,
            own=tuple(key for key, has_part in replaced.items() if has_part),
            mentions=tuple(key for key, has_part in replaced.items() if not has_part),
            dry_run=False,
        )

    def _end(self) -> int:
        """
        Return the position up to which the journal goes.
        """
        return self._store.backend.commit(Batch())

    def _changed(self) -> Iterator[Envelope]:
        """
        Return what was changed since the last look.
        """
        after, self._looked_until = self._looked_until, self._end()
        changes = itertools.takewhile(
            lambda change: change.position <= self._looked_until, self._store.journal(after=after)
        )

        return documents(self._store, dict.fromkeys(Key(change.kind, change.subject) for change in changes))

    def _traced(self, envelopes: Iterable[Envelope]) -> Iterator[Kept]:
        return traced(self._store, envelopes, self._person_id, self._called.whole)

    def _kept(self, key: Key) -> Kept:
        return self._store.get(AGGREGATES[key.kind], key.id)

    def _known(self, person_id: PersonId) -> Person:
        return self._store.get(Person, person_id)

    def _leave(self, tx: Transaction) -> Person:
        person = tx.get(Person, self._person_id)
        unheld(person, to=TO)
        if person.presence is Presence.PRESENT:
            # The commit ends what was loaded here, and what the index knows of besides.
            for key in self._parts:
                tx.get(AGGREGATES[key.kind], key.id)
            person.leave(by=SYSTEM, at=self._at)

        return person

    def _blank(self, tx: Transaction) -> None:
        person = tx.get(Person, self._person_id)
        if person.presence is not Presence.ERASED:
            person.erase(at=self._at)

    def _replaced_in(self, envelopes: Iterable[Envelope]) -> dict[Key, bool]:
        """
        Replace what is the person's in some documents, and return in which, and whether they have a part.
        """
        replaced: dict[Key, bool] = {}
        concerned = (key_of(kept) for kept in self._traced(envelopes) if self._concerns(kept, self._known))
        for keys in _together(concerned):
            try:
                replaced |= self._store.transact(self._replacing(keys), attempts=1) or {}
            except Conflict:
                # Somebody is writing there; one document at a time does not wait for all to be left alone.
                for key in keys:
                    replaced |= self._store.transact(self._replacing((key,)), attempts=10) or {}

        return replaced

    def _replacing(self, keys: tuple[Key, ...]) -> Callable[[Transaction], dict[Key, bool]]:
        def work(tx: Transaction) -> dict[Key, bool]:
            def known(person_id: PersonId) -> Person:
                return tx.get(Person, person_id)

            kept = (tx.get(AGGREGATES[key.kind], key.id) for key in keys)
            concerned = [one for one in kept if self._concerns(one, known)]
            for one in concerned:
                self._replace(one, known)

            return {key_of(one): self._has_part(one) for one in concerned}

        return work

    def _replace(self, kept: Kept, known: Known) -> None:
        if self._has_part(kept) and not isinstance(kept, Person):
            kept.erase(self._person_id, names=self._names(kept, known), at=self._at)
        else:
            kept.erase_names(self._person_id, names=self._called.whole, at=self._at)

    def _concerns(self, kept: Kept, known: Known) -> bool:
        """
        Tell whether something of the person is in there.
        """
        if not self._has_part(kept):
            return is_named_in(kept, self._called.whole)
        tried = copy.copy(kept)
        self._replace(tried, known)

        return tried.document != kept.document

    def _names(self, kept: Kept, known: Known) -> tuple[str, ...]:
        others = (other for other in people_in(kept) if other != self._person_id)

        return self._called.among(tuple(known(other) for other in others))

    def _has_part(self, kept: Kept) -> bool:
        return self._person_id in people_in(kept)


def _together(keys: Iterable[Key]) -> Iterator[tuple[Key, ...]]:
    rest = iter(keys)
    while some := tuple(itertools.islice(rest, TOGETHER)):
        yield some
