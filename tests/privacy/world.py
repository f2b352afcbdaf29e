"""
Four people and everything that one of them can leave in a store.

Every word of Ben's holds ``BENWROTE``, every private one of Ada's ``ADAPRIVATE``.
"""

from __future__ import annotations

import attrs

from mentorcore import Evidence, Mentorship, PairingRequest, Person, Store, Topic
from mentorcore.model.questions import FollowUp, Known, Story, Unknown
from tests.model.examples import ADA, AGREEMENT, BEN, CY, DAY, HOUR, NOW, TODAY


DEE = "dee"
"""Somebody who mentors Cy, and knows Ben."""

BENS = {
    "name": "Benedikt Ruißál",
    "email": "benedikt@example.org",
    "external_id": "E-774411",
    "title": "BENWROTE developer",
    "skills": ["BENWROTE Python"],
    "wishes": ["BENWROTE releases"],
}

NAMED = "Benedikt Ruißál (Benedikt, benedikt@example.org, E-774411)"
"""How the others speak of him."""

SOUGHT = ("BENWROTE", "Ruißál", "benedikt@", "benedikt-", "774411")
"""What must not be found once Ben is erased."""


def fill(store: Store) -> None:
    """
    Enter the people, two relationships and two requests.
    """
    with store.transaction() as tx:
        tx.add(Person.register(id=ADA, name="Ada Osei", email="ada@example.org", at=NOW))
        tx.add(Person.register(id=BEN, at=NOW, **BENS))  # type: ignore[arg-type]
        tx.add(Person.register(id=CY, name="Cy Ito", at=NOW, title="Assistant of Benedikt Ruißál"))
        tx.add(Person.register(id=DEE, name="Dee Benedikt", at=NOW, skills=["Working with Benedikt Ruißál"]))
        tx.get(Person, CY).set_manager(BEN, at=NOW)
    with store.transaction() as tx:
        request = tx.add(
            PairingRequest.open(id="for-ben", mentee=BEN, decider=CY, by=BEN, at=NOW, why="BENWROTE a wish.")
        )
        m = tx.add(
            request.propose(
                id="ada-ben",
                mentor=ADA,
                by=CY,
                at=NOW,
                reasoning=f"Cy says: {NAMED} is ready.",
                potential=f"Cy says: {NAMED} leads.",
                agreement=AGREEMENT,
            )
        )
    with store.transaction() as tx:
        m = tx.get(Mentorship, m.id)
        m.accept(by=BEN, at=NOW)
        m.accept(by=ADA, at=NOW)
        _talk(m)
    with store.transaction() as tx:
        other = tx.add(
            Mentorship.offer(
                id="dee-cy",
                mentor=DEE,
                mentee=CY,
                by=DEE,
                at=NOW,
                reasoning=f"Dee knows Cy through {NAMED}.",
                potential="Cy asks.",
                agreement=attrs.evolve(AGREEMENT, confidences="As Benedikt Ruißál and his mentor do it."),
            )
        )
        other.accept(by=CY, at=NOW)
        other.notes.write(by=DEE, at=NOW, text="DEEPRIVATE: ask Benedikt about it.", id="dee-private")
        tx.add(
            PairingRequest.open(
                id="for-cy",
                mentee=CY,
                decider=ADA,
                by=DEE,
                at=NOW,
                why="Benedikt Ruißál (ben) would be a good mentor.",
            )
        )


def _talk(m: Mentorship) -> None:
    m.goals.set(by=BEN, at=NOW, title="BENWROTE a goal", why="BENWROTE", measure="BENWROTE", id="goal")
    m.goals.suggest(by=ADA, at=NOW, title="Ada suggests", why=f"Ada: {NAMED}", measure="Talk", id="talk")
    m.goals.adopt("talk", by=BEN, at=NOW)
    m.goals.revise("talk", by=BEN, at=NOW, measure="BENWROTE a measure")
    m.goals.record_progress("goal", by=ADA, at=NOW, text=f"Ada: {NAMED} planned it.")
    m.meetings.schedule(by=ADA, at=NOW, starts=NOW, minutes=60, id="held")
    m.meetings.hold(
        "held",
        by=BEN,
        at=NOW,
        summary="BENWROTE a summary",
        topics=[Topic("BENWROTE a topic", minutes=30, raised_by=ADA, serves="goal")],
    )
    m.meetings.correct("held", by=ADA, at=NOW, reason="Ada: it was shorter", minutes=50)
    m.questions.ask(by=BEN, at=NOW, text="BENWROTE a question", interest=5, id="question")
    follow_up = FollowUp(owner=ADA, due_on=TODAY, task=f"Ada asks for {NAMED}")
    m.questions.answer("question", by=ADA, at=NOW, answer=Unknown(follow_up=follow_up))
    m.questions.answer(
        "question", by=ADA, at=NOW, answer=Story("Ada: once I planned.", lesson="Ada: say it.")
    )
    m.questions.answer("question", by=ADA, at=NOW, answer=Known(f"Ada: well, {NAMED}."))
    m.readings.assign(by=ADA, at=NOW, title="Ada's book", why=f"Ada: for {NAMED}", due_on=TODAY, id="book")
    m.readings.finish("book", by=BEN, at=NOW, takeaway="BENWROTE a takeaway")
    m.actions.take_on(by=BEN, at=NOW, title="BENWROTE an action", due_on=TODAY, id="action")
    m.feedback.give(by=ADA, at=NOW, about=BEN, text=f"Ada: {NAMED} listens.", id="feedback")
    m.notes.write(by=BEN, at=NOW, text="BENWROTE a private note", id="ben-private")
    m.notes.write(by=ADA, at=NOW, text=f"ADAPRIVATE: {NAMED}", id="ada-private")
    m.milestones.document(
        by=ADA,
        at=NOW,
        title="Ada: planned",
        statement=f"Ada: {NAMED} planned the release.",
        happened_on=TODAY,
        goal="goal",
        evidence=[Evidence.link("https://example.org/benedikt-rui%C3%9F%C3%A1l", f"by {NAMED}")],
        id="milestone",
    )
    m.milestones.confirm("milestone", revision=1, by=BEN, at=NOW + HOUR)
    m.milestones.document(
        by=BEN,
        at=NOW,
        title="BENWROTE",
        statement="BENWROTE a milestone",
        happened_on=TODAY,
        evidence=[Evidence.link("https://example.org/BENWROTE", "BENWROTE"), Evidence.of("held")],
        id="own",
    )
    m.milestones.amend("own", by=BEN, at=NOW + DAY, reason="BENWROTE a reason", statement="BENWROTE again")
