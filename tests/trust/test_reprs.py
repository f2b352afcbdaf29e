"""
No repr shows what somebody wrote: it ends up in tracebacks, in logs and in the tools that collect them.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from typing import Any

import attrs
import pytest

import mentorcore
from mentorcore.model.checking import of_value
from mentorcore.model.goals import Goal
from mentorcore.model.people import Profile
from mentorcore.model.validators import prose
from mentorcore.model.values import withheld
from tests.model.examples import BEN, NOW
from tests.trust.leaks import annotation


IDS = {
    "Change.by",
    "Change.record",
    "Change.subject",
    "Document.mentorship_id",
    "Entry.subject",
    "JournalEntry.subject",
    "Key.id",
    "MentorshipDocument.id",
    "MentorshipDocument.request_id",
    "MentorshipSummary.id",
    "MentorshipSummary.mentee_id",
    "MentorshipSummary.mentor_id",
    "Noted.record",
    "PersonSummary.id",
    "PersonSummary.manager_id",
    "Request.id",
    "Request.mentorship_id",
    "RequestSummary.decider_id",
    "RequestSummary.id",
    "RequestSummary.mentee_id",
}
"""Ids, which carry no personal data (P4)."""

CODES = {
    "Beginning.delimiter",
    "Change.action",
    "Change.kind",
    "Citation.kind",
    "Columns.places",
    "Condition.column",
    "Contact.kinds",
    "Document.language",
    "Figure.name",
    "Installed.cause",
    "Installed.problem",
    "Installed.scheme",
    "Interaction.kind",
    "Key.kind",
    "Meeting.zone",
    "MeetingMoved.zone",
    "Move.zone",
    "NewPerson.timezone",
    "NotSuggested.rule",
    "Noted.action",
    "Overview.counts",
    "Profile.timezone",
    "Query.kind",
    "Query.order",
    "Rewrite.kind",
    "Roster.columns",
    "Roster.delimiter",
    "Roster.encoding",
    "RosterProblem.field",
    "Share.unit",
    "StoreDocument.layout",
    "SummaryPage.cursor",
    "When.zone",
    "Whole.rule",
    "Worded.field",
    "_Entry.name",
}
"""Names of kinds, actions, columns, rules, states, zones and encodings: there are only so many; a cursor."""

OURS = {
    "Agenda.because",
    "AgendaItem.why",
    "Alert.how",
    "CalendarProblem.reason",
    "Changed.how",
    "Entry.meaning",
    "Method.computed",
    "Method.leaves_out",
    "NotSuggested.because",
    "Problem.problem",
    "Problem.where",
    "RosterProblem.reason",
    "Row.broken",
    "UpgradePlan.differences",
    "UpgradePlan.policy",
    "_Due.before",
    "_Due.itself",
}
"""Sentences of mentorcore's own; the other tests look into them."""

LOOKS = re.compile(r"(?:Colour|Entry|Paint|Shape|Words)\.(?:anchor|dash|dark|fill|light|pa(?:int|th)|stroke)")
"""How a figure is drawn."""

LAYOUT = re.compile(r"mentorcore\.backends\.layout\.")
"""What a store looks like is published, and nobody's words."""


def classes() -> Iterator[type[attrs.AttrsInstance]]:
    """
    Yield every attrs class of mentorcore that is no error; errors are looked into by the tests of errors.
    """
    for module in pkgutil.walk_packages(mentorcore.__path__, "mentorcore."):
        if ".testing" in module.name or module.name == "mentorcore.errors":
            continue
        for _, kind in inspect.getmembers(importlib.import_module(module.name), inspect.isclass):
            if attrs.has(kind) and kind.__module__ == module.name:
                yield kind


def shown_texts(kind: type[attrs.AttrsInstance]) -> Iterator[str]:
    """
    Yield the fields that a class's repr shows and that can hold text of any kind.
    """
    for field in attrs.fields(kind):
        is_text = re.search(r"\bstr\b|\bbytes\b|\bPattern\b", annotation(kind, field.name))
        if is_text and not field.inherited and field.repr not in {False, withheld}:
            yield f"{kind.__name__}.{field.name}"


def test_every_text_that_a_repr_shows_is_named_here() -> None:
    """
    Whoever adds a text to a class has to keep it out of the repr, or say here why it is nobody's words.
    """
    shown = {
        text
        for kind in classes()
        for text in shown_texts(kind)
        if not LOOKS.fullmatch(text) and not LAYOUT.match(f"{kind.__module__}.{text}")
    }

    assert IDS | CODES | OURS == shown


def test_a_class_with_words_is_discreet() -> None:
    """
    A repr tells how much somebody wrote; ids, states and dates stay.
    """
    profile = Profile(id=BEN, changed_by=BEN, changed_at=NOW, name="Ben Ruiz", skills=("pottery", "sailing"))

    assert "id='ben'" in repr(profile)
    assert "name=<8 characters>" in repr(profile)
    assert "skills=<2 texts>" in repr(profile)
    assert "email=None" in repr(profile)
    assert "pottery" not in repr(profile)


def test_a_subclass_stays_discreet() -> None:
    """
    Fields that a class inherits are kept out of its own repr as well.
    """

    @attrs.frozen(kw_only=True, field_transformer=of_value)
    class Dream(Goal):
        wish: str = attrs.field(validator=prose)

    names = {field.name for field in attrs.fields(Dream) if field.repr is withheld}

    assert {"title", "why", "measure", "reason", "review", "wish"} == names


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "None"),
        ("", "<0 characters>"),
        ("\ud800", "<1 characters>"),
        ((), "<0 texts>"),
        (("a", "b"), "<2 texts>"),
    ],
)
def test_shows_how_much_there_is(value: Any, shown: str) -> None:
    """
    It does so for texts of any kind.
    """
    assert shown == withheld(value)
