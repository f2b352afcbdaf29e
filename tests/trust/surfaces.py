"""
Surfaces: every text that somebody may come to see without having asked for somebody's words.

That is whatever printing an object of mentorcore shows, the journal, and what a programme owner is told.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

import attrs

from mentorcore import (
    Change,
    Interaction,
    Mentorship,
    PairingRequest,
    Person,
    Role,
    State,
    Store,
    Viewer,
    attention,
    copy_store,
    goal_focus,
    match,
    next_agenda,
    progress_report,
    promotion_case,
    recommendation_letter,
    suggest_mentees,
    testimonial,
    verify_store,
)
from mentorcore.model.records import Records
from tests.model.examples import ADA, BEN, CY, DAY, NOW
from tests.trust.everything import WHEN
from tests.trust.keeping import LATER, Spy
from tests.trust.leaks import Surface, printed, values


LETTERS = (recommendation_letter, testimonial, promotion_case)


def of_aggregates(store: Store) -> Iterator[Surface]:
    """
    Yield what people, requests and a relationship print, and everything in them.
    """
    with store.transaction() as tx:
        people = [tx.get(Person, id_) for id_ in (ADA, BEN, CY)]
        requests = [tx.get(PairingRequest, id_) for id_ in ("for-ben", "for-ben-before")]
        m = tx.get(Mentorship, "ada-and-ben")
        yield from printed("a transaction", tx)
    aggregates: list[Person | PairingRequest | Mentorship] = [*people, *requests, m]
    for aggregate in aggregates:
        yield from printed(type(aggregate).__name__, aggregate)
        yield from printed(f"the insides of {type(aggregate).__name__}", vars(aggregate))
        for value in values(aggregate.document):
            yield from printed(type(value).__name__, value)
    for name, records in inspect.getmembers(m, lambda value: isinstance(value, Records)):
        yield from printed(name, records)
        yield from printed(f"the insides of {name}", vars(records))
        yield from printed(f"all {name}", list(records))
        for record in records:
            yield from printed(f"the revisions of one of {name}", records.revisions(record.id))
        for attribute, part in inspect.getmembers(records, lambda value: isinstance(value, tuple)):
            yield from printed(f"{name}.{attribute}", part)


def of_views(m: Mentorship) -> Iterator[Surface]:
    """
    Yield what a view prints, whoever looks.
    """
    for who in (ADA, BEN, CY, "di"):
        for role in Role:
            view = m.as_seen_by(Viewer(who, role), at=LATER)
            for value in values(view):
                yield from printed(f"{type(value).__name__} for {who} as {role.value}", value)


def of_store(store: Store, marked_email: str) -> Iterator[Surface]:
    """
    Yield what a store prints, and what it finds, tells and checks.
    """
    yield from printed("a store", store)
    yield from printed("its insides", vars(store))
    yield from printed("its backend", store.backend)
    for page in (
        store.find(Person),
        store.find(Person, email=marked_email),
        store.find(PairingRequest, mentee=BEN),
        store.find(Mentorship, state=list(State)),
        store.find(Mentorship, attention_before=LATER + 1000 * DAY),
        store.find(Person, limit=1),
    ):
        yield from printed("a page", page)
        for summary in page:
            yield from printed(type(summary).__name__, summary)
        yield from printed("a cursor", page.cursor)
    yield from printed("what is wrong with a store", verify_store(store))


def of_journal(store: Store) -> Iterator[Surface]:
    """
    Yield every field of every entry of the journal.
    """
    for change in store.journal():
        yield from printed("a change", change)
        for field in attrs.fields(Change):
            yield Surface(f"{field.name} of a change", str(getattr(change, field.name)))


def of_backend(spy: Spy) -> Iterator[Surface]:
    """
    Yield what prints all that went between a store and its backend, and the bodies of journal entries.
    """
    for name, value in spy.overheard:
        yield from printed(name, value)
        for inner in values(value):
            yield from printed(type(inner).__name__, inner)
            if type(inner).__name__ in {"Entry", "JournalEntry"}:
                told: Any = inner
                yield Surface("the body of a journal entry", told.body)


def of_insight(m: Mentorship, people: list[Person]) -> Iterator[Surface]:
    """
    Yield what insight prints, and what it says to those who may not read the record.
    """
    for alert in attention(m, at=LATER + 1000 * DAY):
        yield from printed("an alert", alert)
        yield Surface("how to clear an alert", alert.how)
    for value in values(next_agenda(m, at=WHEN)):
        yield from printed(type(value).__name__, value)
    focus = goal_focus(m)
    for value in values(focus):
        yield from printed(type(value).__name__, value)
    for sentence in focus.sentences:
        yield Surface("a sentence about focus", sentence)
    met = [Interaction(who=ADA, with_whom=BEN, when=NOW, kind="review", minutes=30)]
    prospects = suggest_mentees(people[0], people, met, at=LATER)
    matching = match(people, people, at=LATER, method="stable")
    for value in (*values(prospects), *values(matching)):
        yield Surface(f"repr of {type(value).__name__}", repr(value))


def of_documents(m: Mentorship, people: list[Person]) -> Iterator[Surface]:
    """
    Yield what prints documents and what they are made of; what they say is another matter.
    """
    for write in (*LETTERS, progress_report):
        document = write(m, mentor=people[0], mentee=people[1], at=LATER)
        yield from printed(document.kind.value, document)
        yield from printed("whether it is stale", document.is_stale(m))
        for value in values((document, document.blocks, dict(document.figures))):
            yield Surface(f"repr of {type(value).__name__}", repr(value))


def of_a_copy(store: Store, target: Store) -> Iterator[Surface]:
    """
    Yield what copying a store prints.
    """
    told: list[tuple[int, int]] = []
    yield from printed("what was copied", copy_store(store, target, progress=lambda *n: told.append(n)))
    yield from printed("its progress", told)
    yield from printed("what differs", verify_store(store, against=target))
