"""
Record: a script of domain commands, given through the store in transactions.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import ClassVar

import attrs

from mentorcore.backends import Backend, Layout
from mentorcore.model.agreement import Agreement
from mentorcore.model.cadence import Cadence
from mentorcore.model.lifecycle import State
from mentorcore.model.mentorship import Mentorship
from mentorcore.model.milestones import Evidence
from mentorcore.model.pairing import PairingRequest
from mentorcore.model.people import Person, Presence
from mentorcore.model.questions import Known
from mentorcore.storage.codec import Codec
from mentorcore.storage.layout import LAYOUT
from mentorcore.storage.store import Store
from mentorcore.storage.transaction import Transaction
from mentorcore.storage.verification import verify_store
from mentorcore.testing.crash.script import SCRUB, START, Hand, Opened, Script, Scrub, Step


_AGREEMENT = Agreement(cadence=Cadence.weekly(), starts_on=date(2026, 1, 12), ends_on=date(2026, 12, 31))
_CODEC = Codec()
_RANDOM_ID = re.compile(r'"[0-9a-f]{20}"')
_PEOPLE = 6

_Work = Callable[[Transaction], object]


@attrs.frozen
class Commands(Step):
    """
    Give commands in one transaction.
    """

    token: str
    at: datetime
    work: _Work

    def do(self, opened: Opened) -> int | None:
        assert opened.store is not None
        opened.at = self.at
        with opened.store.transaction(token=self.token) as tx:
            self.work(tx)

        return opened.backend.position_of(self.token)


class Record(Script):
    """
    People, pairing requests and mentorships, changed through the store.
    """

    name = "record"
    probe = "register"
    layout: ClassVar[Layout] = LAYOUT
    kinds: ClassVar[Mapping[str, int]] = {
        "register": 2,
        "revise": 2,
        "offer": 3,
        "broker": 2,
        "accept": 4,
        "meet": 4,
        "grow": 4,
        "complete": 1,
        "leave": 1,
        SCRUB: 1,
    }

    def open(self, backend: Backend) -> Opened:
        opened = Opened(backend)
        opened.store = Store(backend, clock=lambda: opened.at)
        opened.store._codec = _CODEC  # it takes longer to learn its formats than to take many steps

        return opened

    def plan(self, kind: str, hand: Hand, opened: Opened) -> Step:
        if kind == SCRUB:
            return Scrub()
        assert opened.store is not None
        token = hand.new("t")
        at = START + timedelta(minutes=hand.used)
        planned = _PLANS[kind](hand, opened.store, at) or _register(hand, at)

        return Commands(token, at, planned)

    def settled(self, body: str) -> str:
        """
        Return a document's body without the random id of the agreement that comes with an offer.
        """
        return _RANDOM_ID.sub('"random"', body)

    def problems(self, opened: Opened) -> tuple[str, ...]:
        assert opened.store is not None

        return tuple(map(str, verify_store(opened.store)))


def _register(hand: Hand, at: datetime) -> _Work:
    ids = [hand.new("p") for _ in range(hand.dice.randint(1, 3))]

    def work(tx: Transaction) -> None:
        for name in ids:
            tx.add(_person(name, at))

    return work


def _revise(hand: Hand, store: Store, at: datetime) -> _Work | None:
    name, title = _somebody(hand, store), f"Engineer {hand.used}"
    if name is None:
        return None

    return lambda tx: tx.get(Person, name).revise(by=name, at=at, title=title)


def _offer(hand: Hand, store: Store, at: datetime) -> _Work | None:
    mentor, mentee, own = _somebody(hand, store), hand.new("p"), hand.new("m")
    if mentor is None:
        return None

    def work(tx: Transaction) -> None:
        tx.add(_person(mentee, at))
        tx.add(
            Mentorship.offer(
                mentor=mentor,
                mentee=mentee,
                by=mentee,
                at=at,
                reasoning="We share a release.",
                agreement=_AGREEMENT,
                id=own,
            )
        )

    return work


def _broker(hand: Hand, store: Store, at: datetime) -> _Work | None:
    mentor, mentee, decider = _somebody(hand, store), hand.new("p"), hand.new("p")
    asked, own = hand.new("r"), hand.new("m")
    if mentor is None:
        return None

    def work(tx: Transaction) -> None:
        tx.add(_person(mentee, at))
        tx.add(_person(decider, at))
        opened = PairingRequest.open(
            mentee=mentee, decider=decider, by=mentee, at=at, why="I want to lead.", id=asked
        )
        request = tx.add(opened)
        tx.add(
            request.propose(
                mentor=mentor,
                by=decider,
                at=at,
                reasoning="Their teams share a product.",
                potential="A lead within the year.",
                agreement=_AGREEMENT,
                id=own,
            )
        )

    return work


def _accept(hand: Hand, store: Store, at: datetime) -> _Work | None:
    own = _mentorship(hand, store, State.OFFERED)
    if own is None:
        return None

    def work(tx: Transaction) -> None:
        mentorship = tx.get(Mentorship, own)
        for person in mentorship.pair:
            if person not in mentorship.document.accepted_by:
                mentorship.accept(by=person, at=at)

    return work


def _meet(hand: Hand, store: Store, at: datetime) -> _Work | None:
    """
    Plan a meeting, and the question it is for, in one or two relationships at once.
    """
    both = {_mentorship(hand, store, State.ACTIVE), _mentorship(hand, store, State.ACTIVE)} - {None}
    meeting, question, note = hand.new("x"), hand.new("q"), hand.new("n")
    starts = START + timedelta(days=30, hours=hand.used)

    def work(tx: Transaction) -> None:
        for own in sorted(str(name) for name in both):
            mentorship = tx.get(Mentorship, own)
            mentor, mentee = mentorship.pair
            mentorship.meetings.schedule(by=mentor, at=at, starts=starts, minutes=45, id=meeting)
            mentorship.questions.ask(by=mentee, at=at, text="How do I say no?", interest=4, id=question)
            mentorship.questions.answer(question, by=mentor, at=at, answer=Known("Early, and with a reason."))
            mentorship.notes.write(by=mentee, at=at, text="Ask about the release.", id=note)

    return work if both else None


def _grow(hand: Hand, store: Store, at: datetime) -> _Work | None:
    """
    Set a goal and document a milestone of it.
    """
    own = _mentorship(hand, store, State.ACTIVE)
    goal, milestone = hand.new("g"), hand.new("k")
    if own is None:
        return None

    def work(tx: Transaction) -> None:
        mentorship = tx.get(Mentorship, own)
        mentor, mentee = mentorship.pair
        mentorship.goals.set(by=mentee, at=at, title="Lead", why="I like it.", measure="A release.", id=goal)
        mentorship.milestones.document(
            by=mentee,
            at=at,
            title="Led the release",
            statement="It went out on time.",
            happened_on=at.date(),
            evidence=[Evidence.link("https://example.org/release")],
            goal=goal,
            id=milestone,
        )
        mentorship.milestones.confirm(milestone, by=mentor, at=at, revision=1)
        mentorship.goals.achieve(goal, by=mentee, at=at)

    return work


def _complete(hand: Hand, store: Store, at: datetime) -> _Work | None:
    own = _mentorship(hand, store, State.ACTIVE)
    if own is None:
        return None

    def work(tx: Transaction) -> None:
        mentorship = tx.get(Mentorship, own)
        mentorship.complete(by=mentorship.mentor_id, at=at, summary="Done.", reviews={})

    return work


def _leave(hand: Hand, store: Store, at: datetime) -> _Work | None:
    """
    Have somebody leave, which also ends all of their relationships.
    """
    name = _somebody(hand, store)
    if name is None:
        return None

    return lambda tx: tx.get(Person, name).leave(by=name, at=at)


_PLANS: Mapping[str, Callable[[Hand, Store, datetime], _Work | None]] = {
    "register": lambda hand, _, at: _register(hand, at),
    "revise": _revise,
    "offer": _offer,
    "broker": _broker,
    "accept": _accept,
    "meet": _meet,
    "grow": _grow,
    "complete": _complete,
    "leave": _leave,
}


def _person(name: str, at: datetime) -> Person:
    return Person.register(name=f"Colleague {name}", at=at, id=name, email=f"{name}@example.org", capacity=99)


def _somebody(hand: Hand, store: Store) -> str | None:
    """
    Return one of the first few who are present, so that some have several relationships.
    """
    people = [summary.id for summary in store.find(Person, state=Presence.PRESENT, limit=_PEOPLE)]

    return hand.dice.choice(people) if people else None


def _mentorship(hand: Hand, store: Store, state: State) -> str | None:
    found = [summary.id for summary in store.find(Mentorship, state=state, limit=_PEOPLE)]

    return hand.dice.choice(found) if found else None
