"""
Retention: letting go of what the policy no longer keeps.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

import attrs

from mentorcore.backends import Condition, Key, Op, Query
from mentorcore.model.erasure import erased_wholly
from mentorcore.model.lifecycle import RUNNING, State
from mentorcore.model.mentorship import Mentorship
from mentorcore.model.pairing import PairingRequest, RequestState
from mentorcore.model.people import Person, Presence
from mentorcore.model.policy import Policy
from mentorcore.model.values import SYSTEM, PersonId, check_moment, check_type
from mentorcore.privacy.erasure import erase_person, held_back_by
from mentorcore.privacy.scrubbing import check_scrubs, scrubbed_after
from mentorcore.storage.holds import Kept, held_in
from mentorcore.storage.index import AGGREGATES
from mentorcore.storage.store import Store
from mentorcore.storage.transaction import Transaction, every_row


@attrs.frozen(kw_only=True)
class Expired:
    """
    Something for which the time that the policy keeps it is over.

    Attributes:
        key: What it is.

        since: Since when.

        held_by: The people on whom a legal hold is in place; while there are any, it is kept.
    """

    key: Key
    since: datetime
    held_by: tuple[PersonId, ...]


def apply_retention(
    store: Store, *, at: datetime | None = None, scrub: bool = True, dry_run: bool = False
) -> tuple[Expired, ...]:
    """
    Let go of everything that the store's policy keeps no longer (D3).

    Of a relationship or request whose time is over everybody's words become a marker; who, when and what
    became of what stays. A person who has left for longer than the policy says is erased as by
    `erase_person`. A period that the policy does not name never ends.

    It scrubs whether or not anything has expired, since an earlier run may have been stopped before it did.
    With nothing to do that took 2 seconds for 20,000 relationships in SQLite, whose 170 MB are written anew,
    and 0.2 seconds as JSON.

    Args:
        at: The moment at which time is judged; now by the store's clock unless given. Only a dry run may
            look ahead (P2).

        scrub: Have the storage leave no byte of what was there before.

        dry_run: Change nothing, and say what would be done.

    Returns:
        What has expired, relationships first; what is held back by a legal hold is among it, and kept.

    Raises:
        Unsupported: The storage cannot scrub, and *scrub* is true. Nothing was changed.

        WrongState: A legal hold was placed meanwhile (P5). Run it again for the rest.

        Corrupt: A document cannot be read.

        Unavailable: The storage cannot be scrubbed at the moment. Run it again; it scrubs then.
    """
    check_type(Store, store, "store")
    moment = store.now() if at is None else check_moment(at)
    if scrub:
        check_scrubs(store, "apply_retention")
    if dry_run:
        return tuple(_expired(store, moment))
    with scrubbed_after(store, scrub=scrub):
        expired = tuple(_expired(store, moment))
        for one in expired:
            if one.held_by:
                continue
            if one.key.kind == Person.kind:
                erase_person(store, one.key.id, at=moment, scrub=False)
            else:
                store.transact(partial(_let_go, key=one.key, at=moment))

    return expired


def over_since(kept: Kept, policy: Policy, at: datetime) -> datetime | None:
    """
    Return since when something is kept no longer; *None* while it is.
    """
    ended: datetime | None
    match kept:
        case Person():
            days = policy.keep_departed_days
            ended = kept.profile.left_at if kept.presence is Presence.LEFT else None
        case PairingRequest():
            days = policy.keep_requests_days
            ended = None if kept.state is RequestState.OPEN else kept.document.changed_at
        case Mentorship():
            began = kept.activated_at is not None
            days = policy.keep_ended_days if began else policy.keep_requests_days
            ended = _ended(kept, at)
    if days is None or ended is None:
        return None
    since = ended + timedelta(days=days)

    return since if since <= at else None


def _ended(mentorship: Mentorship, at: datetime) -> datetime | None:
    if mentorship.state in RUNNING:
        return None
    if mentorship.state is State.OFFERED:
        return mentorship.lapses_at if mentorship.lapses_at <= at else None

    return mentorship.steps[-1].at


def _expired(store: Store, at: datetime) -> Iterator[Expired]:
    kept_for_ever = {
        Mentorship.kind: (store.policy.keep_ended_days, store.policy.keep_requests_days) == (None, None),
        PairingRequest.kind: store.policy.keep_requests_days is None,
        Person.kind: store.policy.keep_departed_days is None,
    }
    for kind, forever in kept_for_ever.items():
        if forever:
            continue
        for key in _over(store, kind):
            kept = store.get(AGGREGATES[kind], key.id)
            since = over_since(kept, store.policy, at)
            if since is not None and not _is_bare(kept):
                yield Expired(key=key, since=since, held_by=_held(store, kept, at))


def _over(store: Store, kind: str) -> Iterator[Key]:
    """
    Return what the index says may be over.
    """
    states = {
        Mentorship.kind: [state.value for state in State if state not in RUNNING],
        PairingRequest.kind: [state.value for state in RequestState if state is not RequestState.OPEN],
        Person.kind: [Presence.LEFT.value],
    }
    for state in states[kind]:
        where = (Condition("state", Op.EQ, state),)
        yield from (row.key for row in every_row(store.backend, Query(kind=kind, where=where)))


def _let_go(tx: Transaction, key: Key, at: datetime) -> None:
    kept = tx.get(AGGREGATES[key.kind], key.id)
    held = any(held_in(kept, lambda person_id: tx.get(Person, person_id)))
    if held or isinstance(kept, Person) or over_since(kept, kept.policy, at) is None:
        return
    if kept.state is State.OFFERED:
        kept.expire(by=SYSTEM, at=at)
    kept.erase_words(at=at)


def _held(store: Store, kept: Kept, at: datetime) -> tuple[PersonId, ...]:
    if isinstance(kept, Person):
        return held_back_by(store, kept.id, at)

    return tuple(person.id for person in held_in(kept, lambda person_id: store.get(Person, person_id)))


def _is_bare(kept: Kept) -> bool:
    return not isinstance(kept, Person) and erased_wholly(kept.document) == kept.document
