"""
Rules that span records: R8 to R11, and the parts of P5, R4 and B1 that need more than one aggregate, legal
holds among them.

Every commit runs through here; no caller can forget it. A commit that makes an offer or activates one
writes the Person of both, so that two such commits for one mentor never both succeed on the same state, and
neither does one with the departure of either.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Protocol, TypeVar

from mentorcore.backends import Condition, Op, Query, Row
from mentorcore.errors import Clash, WrongState
from mentorcore.model.aggregate import Noted
from mentorcore.model.lifecycle import ALLOWED, OPEN, RUNNING, Act, State
from mentorcore.model.mentorship import Mentorship
from mentorcore.model.pairing import PairingRequest, RequestState
from mentorcore.model.people import Person, Presence, unheld
from mentorcore.model.values import SYSTEM
from mentorcore.storage.holds import Kept, held_in
from mentorcore.storage.index import unlike_ours
from mentorcore.storage.moments import instant_of


A = TypeVar("A", bound=Person | Mentorship | PairingRequest)

_OFFERED = "mentorship.offered"
_ACTIVATED = "mentorship.activated"
_PROPOSED = "pairing_request.proposed"
_DEPARTURES = frozenset({"person.left", "person.erased"})
_ERASES = "erase a person"
_LETS_GO = "erase what is no longer kept"
_ERASURES = {
    "person.names_erased": _ERASES,
    "pairing_request.erased": _ERASES,
    "pairing_request.names_erased": _ERASES,
    "pairing_request.words_erased": _LETS_GO,
    "mentorship.erased": _ERASES,
    "mentorship.names_erased": _ERASES,
    "mentorship.words_erased": _LETS_GO,
}
"""What takes words out, and what is tried then; `Person.erase` knows of the hold on that person by itself."""

_WRITABLE = OPEN | ALLOWED[Act.RECORD]
_TAKES_BACK = frozenset({"consent.withdrawn"})


class Pending(Protocol):
    """
    A transaction that is about to commit.
    """

    def get(self, kind: type[A], id: str) -> A:
        """
        Return an aggregate, which the commit then guards.
        """

    def pending(self, kind: type[A]) -> tuple[A, ...]:
        """
        Return every aggregate of a kind that the transaction has.
        """

    def rows(self, query: Query) -> Iterator[Row]:
        """
        Return everything kept that meets a query, as the backend knows it.
        """

    def touch(self, person: Person) -> None:
        """
        Have the commit write a person, changed or not.
        """


def settle(tx: Pending) -> None:
    """
    Do what a commit brings with it, and refuse it where a rule says so.

    Raises:
        NotFound: Somebody or something that it names does not exist.

        Clash: It breaks R8, R9, R10 or B1.

        WrongState: Somebody in it has left, or it erases what a legal hold keeps (P5).
    """
    _holds(tx)
    _depart(tx)
    _proposals(tx)
    for mentorship in tx.pending(Mentorship):
        formal = [n for n in mentorship.noted if n.action in {_OFFERED, _ACTIVATED}]
        if formal:
            _relationship(tx, mentorship, formal[-1])
    _managers(tx)
    _actors(tx)


def _holds(tx: Pending) -> None:
    def known(person_id: str) -> Person:
        return tx.get(Person, person_id)

    for aggregate in _every(tx):
        for noted in aggregate.noted:
            if noted.action in _ERASURES:
                whose = () if noted.record is None else held_in(known(noted.record), known)
                for held in (*whose, *held_in(aggregate, known)):
                    unheld(held, to=_ERASURES[noted.action])


def _depart(tx: Pending) -> None:
    for person in tx.pending(Person):
        left = next((n for n in person.noted if n.action in _DEPARTURES), None)
        if left is None:
            continue
        _load(tx, Mentorship, person.id, states=[state.value for state in _WRITABLE])
        for mentorship in tx.pending(Mentorship):
            if person.id in mentorship.pair and mentorship.state in _WRITABLE:
                mentorship.depart(person.id, at=left.at)
        _load(tx, PairingRequest, person.id, states=[RequestState.OPEN.value])
        for request in tx.pending(PairingRequest):
            if request.state is RequestState.OPEN and _is_stranded(tx, request, person):
                request.depart(at=left.at)


def _is_stranded(tx: Pending, request: PairingRequest, leaver: Person) -> bool:
    """
    Tell whether the request is about the one who leaves, or nobody is left to answer it or take it back.
    """
    able = {request.decider_id, request.document.asked_by}
    if leaver.id not in {*able, request.mentee_id}:
        return False
    others = able - {leaver.id}
    gone = [p for p in others if p != SYSTEM and tx.get(Person, p).presence is not Presence.PRESENT]

    return request.mentee_id == leaver.id or len(gone) == len(others)


def _load(tx: Pending, kind: type[Mentorship | PairingRequest], person_id: str, states: list[str]) -> None:
    named = Condition("people", Op.HAS, person_id)
    for state in states:
        for row in tx.rows(Query(kind=kind.kind, where=(named, Condition("state", Op.EQ, state)))):
            tx.get(kind, row.key.id)


def _proposals(tx: Pending) -> None:
    requests = {request.id: request for request in tx.pending(PairingRequest)}
    offered = {m.id: m for m in tx.pending(Mentorship) if m.version == 0}
    for request in requests.values():
        if request.version == 0:
            mentee, decider = tx.get(Person, request.mentee_id), tx.get(Person, request.decider_id)
            if request.state is RequestState.OPEN:
                tx.touch(mentee)
                _is_present(mentee, to="ask for a mentor")
                _is_present(decider, to="ask for a mentor")
        if any(n.action == _PROPOSED for n in request.noted):
            proposed = request.document.mentorship_id
            if proposed not in offered:
                raise Clash(
                    tried="propose a pair",
                    because=f"the mentorship that the request {request.id} proposes is not added",
                    accepted="write m = tx.add(request.propose(…))",
                    rule="B1",
                )
    for mentorship in offered.values():
        origin = mentorship.document.request_id
        known = requests[origin].document.mentorship_id if origin in requests else None
        if origin is not None and known != mentorship.id:
            raise Clash(
                tried="add a proposed mentorship",
                because=f"its pairing request {origin} is not changed with it",
                accepted="load the request in the same transaction and propose there",
                rule="B1",
            )


def _relationship(tx: Pending, mentorship: Mentorship, noted: Noted) -> None:
    to = "offer a mentorship" if noted.action == _OFFERED else "activate a mentorship"
    mentor = tx.get(Person, mentorship.mentor_id)
    mentee = tx.get(Person, mentorship.mentee_id)
    if mentorship.state not in OPEN:
        return
    for person in (mentor, mentee):
        _is_present(person, to=to)
        tx.touch(person)
    _only_one(tx, mentorship, noted.at, to=to)
    _capacity(tx, mentor, to=to)
    if mentee.manager_id == mentor.id and not mentorship.policy.line_managers:
        raise Clash(
            tried=to,
            because=f"{mentor.id} is the line manager of {mentee.id}",
            accepted="another mentor, or a policy with line_managers=True",
            rule="R10",
        )


def _only_one(tx: Pending, mentorship: Mentorship, at: datetime, *, to: str) -> None:
    where = (
        Condition("mentor", Op.EQ, mentorship.mentor_id),
        Condition("mentee", Op.EQ, mentorship.mentee_id),
    )
    own = {m.id: m for m in tx.pending(Mentorship)}
    others = [
        row.key.id
        for row in tx.rows(Query(kind=Mentorship.kind, where=where))
        if row.key.id not in own and _is_open(row, at)
    ]
    others += [
        m.id
        for m in own.values()
        if m.pair == mentorship.pair and m.id != mentorship.id and _stands(m.state, m.lapses_at, at)
    ]
    if others:
        raise Clash(
            tried=to,
            because=f"the two already have an open relationship, {others[0]}",
            accepted="go on with that one, or end it first",
            rule="R8",
        )


def _is_open(row: Row, at: datetime) -> bool:
    try:
        return _stands(State(row.index["state"]), instant_of(row.index["lapses_at"]), at)
    except (LookupError, ValueError) as error:
        raise unlike_ours(row) from error


def _stands(state: State, lapses_at: datetime, at: datetime) -> bool:
    return at < lapses_at if state is State.OFFERED else state in OPEN


def _capacity(tx: Pending, mentor: Person, *, to: str) -> None:
    own = {m.id: m for m in tx.pending(Mentorship)}
    running = {m.id for m in own.values() if m.mentor_id == mentor.id and m.state in RUNNING}
    for state in RUNNING:
        where = (Condition("mentor", Op.EQ, mentor.id), Condition("state", Op.EQ, state.value))
        found = tx.rows(Query(kind=Mentorship.kind, where=where))
        running |= {row.key.id for row in found if row.key.id not in own}
    if len(running) > mentor.capacity:
        raise Clash(
            tried=to,
            because=f"{mentor.id} would have {len(running)} running mentorships "
            f"and a capacity of {mentor.capacity}",
            accepted="wait until one has ended, or let the mentor set a higher capacity",
            rule="R9",
        )


def _managers(tx: Pending) -> None:
    for person in tx.pending(Person):
        if person.manager_id is not None and any(n.action == "person.manager_set" for n in person.noted):
            tx.get(Person, person.manager_id)


def _actors(tx: Pending) -> None:
    leaving = {
        person.id: noted.at
        for person in tx.pending(Person)
        for noted in person.noted
        if noted.action in _DEPARTURES
    }
    for aggregate in _every(tx):
        for noted in aggregate.noted:
            if noted.by == SYSTEM or noted.action in _TAKES_BACK:
                continue
            if noted.by in leaving:
                if noted.at > leaving[noted.by]:
                    raise _has_left(noted.by, to="enter something new")
            elif not _guards_itself(aggregate, noted.by):
                _is_present(tx.get(Person, noted.by), to="enter something new")


def _every(tx: Pending) -> tuple[Kept, ...]:
    return (*tx.pending(Person), *tx.pending(Mentorship), *tx.pending(PairingRequest))


def _guards_itself(aggregate: Kept, by: str) -> bool:
    """
    Tell whether the aggregate itself knows that this person has left.
    """
    if isinstance(aggregate, Person):
        return by == aggregate.id

    return isinstance(aggregate, Mentorship) and aggregate.version > 0 and by in aggregate.pair


def _is_present(person: Person, *, to: str) -> None:
    if person.presence is not Presence.PRESENT:
        raise _has_left(person.id, to=to)


def _has_left(person_id: str, *, to: str) -> WrongState:
    return WrongState(
        tried=to,
        because=f"{person_id} has left",
        accepted="name somebody who is still there; a person who has left enters nothing new",
        rule="P5",
    )
