"""
Ada and Ben, with a record that letters can draw on.
"""

from __future__ import annotations

from datetime import date, datetime

from mentorcore.model.consents import Purpose
from mentorcore.model.mentorship import Mentorship
from mentorcore.model.milestones import Evidence
from mentorcore.model.people import Person
from mentorcore.model.visibility import Visibility
from tests.model.examples import ADA, BEN, DAY, NOW, offer


AT = NOW + 90 * DAY
"""The 12th of April: when the documents are made."""

MENTOR = Person.register(id=ADA, name="Ada Osei", title="Staff engineer", at=NOW)
MENTEE = Person.register(id=BEN, name="Ben Ruiz", title="Engineer", at=NOW)

LINK = Evidence.link("https://example.org/notes", "release notes")

DOCUMENTED, CONFIRMED = NOW + 40 * DAY, NOW + 41 * DAY


def started() -> Mentorship:
    """
    Return a relationship without any record.
    """
    m = offer()
    m.accept(by=BEN, at=NOW)

    return m


def reach(
    m: Mentorship,
    id: str = "release",
    *,
    by: str = BEN,
    title: str = "Led the March release",
    statement: str = "Ben led the March release, from scope to retrospective.",
    happened_on: date = date(2026, 2, 20),
    evidence: Evidence = LINK,
    at: datetime = DOCUMENTED,
) -> None:
    """
    Document a milestone, and let the other person confirm it.
    """
    milestone = m.milestones.document(
        by=by,
        at=at,
        title=title,
        statement=statement,
        happened_on=happened_on,
        evidence=[evidence],
        id=id,
    )
    other = ADA if by == BEN else BEN
    m.milestones.confirm(milestone.id, by=other, at=at + DAY, revision=1)


def allow(m: Mentorship, *purposes: Purpose) -> None:
    """
    Let the mentee give their consent for purposes, all of them unless named.
    """
    for purpose in purposes or tuple(Purpose):
        m.consents.give(by=BEN, at=NOW + DAY, purpose=purpose, id=purpose.value)


def recommended() -> Mentorship:
    """
    Return a relationship with one confirmed milestone, released feedback and reflection, and every consent.
    """
    m = started()
    reach(m)
    m.feedback.give(by=ADA, at=CONFIRMED, about=BEN, text="You asked before you answered.", id="praise")
    m.feedback.release("praise", by=ADA, at=CONFIRMED)
    m.notes.write(by=BEN, at=CONFIRMED, text="I learned to decide.", reflection=True, id="learned")
    m.notes.release("learned", by=BEN, at=CONFIRMED, visibility=Visibility.RECORD)
    allow(m)

    return m
