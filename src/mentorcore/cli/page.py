"""
Page: a relationship as text to read, with the mentee's goals first.

Whatever a record has is shown, without this page naming each field; so a new one cannot be forgotten here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

import attrs
from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from mentorcore import Answered, Feedback, Meeting, Note, Proposal, Question, View, Viewer
from mentorcore.cli.naming import Names
from mentorcore.cli.telling import Teller, cadence, moment, words
from mentorcore.insight.wording import many, shortened
from mentorcore.model.records import Record
from mentorcore.model.view import Overview
from mentorcore.privacy.readable import visible


SECTIONS: Final = (
    "goals",
    "milestones",
    "meetings",
    "questions",
    "answers",
    "actions",
    "readings",
    "feedback",
    "notes",
    "agreements",
    "consents",
    "earlier_meetings",
    "earlier_milestones",
)
"""The parts of a view, in the order of the page."""

_HEADS: Final = ("title", "text", "starts", "purpose", "terms")
"""What a record is called by: the first of these that it has."""

_BELOW: Final = frozenset({"id", "revision", "author", "entered_at", "changed_by", "changed_at"})
"""What stands in the last line of a record."""

Parts = Iterable[tuple[str, str]]


def page(mentorship_id: str, view: View, viewer: Viewer | None, names: Names) -> Iterator[RenderableType]:
    """
    Return the page of what somebody sees of a relationship; of everything where it is nobody in particular.
    """
    yield Text(visible(f"Mentorship {mentorship_id}"), "bold")
    yield Text(visible(_for_whom(view, viewer)), "italic")
    teller = Teller(names, _titles(view))
    if view.overview is not None:
        yield _block(_overview(view, view.overview, teller))
    for section in SECTIONS:
        # An answer stands with its question, where that is seen.
        records = () if section == "answers" and view.questions else getattr(view, section)
        if records:
            yield ""
            yield Text(words(section).capitalize(), "bold underline")
        for record in records:
            yield from _record(record, teller)


def _for_whom(view: View, viewer: Viewer | None) -> str:
    if viewer is None:
        return "Everything is shown, private notes of both people too; --as shows what somebody may see."
    if view.reasoning is not None:
        return f"What {viewer.id}, one of the two, sees."
    if view.tiers:
        return f"What {viewer.id} sees, as {words(viewer.role.value)}."

    return f"{viewer.id}, as {words(viewer.role.value)}, sees nothing of this relationship."


def _titles(view: View) -> dict[str, str]:
    records = (record for section in SECTIONS for record in getattr(view, section))

    return {record.id: _title(record) for record in records if isinstance(record, Record)}


def _title(record: Any) -> str:
    match record:
        case Meeting():
            return f"the meeting of {moment(record.starts)}"
        case Question() | Feedback() | Note():
            return visible(shortened(record.text, 60))

    return visible(getattr(record, "title", words(type(record).__name__).lower()))


def _overview(view: View, overview: Overview, teller: Teller) -> Parts:
    yield "Mentor", f"{teller.person(overview.mentor_id)} ({overview.mentor_id})"
    yield "Mentee", f"{teller.person(overview.mentee_id)} ({overview.mentee_id})"
    yield "State", words(overview.state.value)
    yield "Agreed", f"{cadence(overview.cadence)}, {overview.starts_on} to {overview.ends_on}"
    said = [*view.words]
    for state, at in overview.steps:
        spoken = f": {visible(said.pop(0)[1])}" if said and said[0][0] is state else ""
        yield "Step", f"{moment(at)}, {words(state.value)}{spoken}"
    if view.reasoning is not None:
        yield "Why", visible(view.reasoning)
        if view.potential is not None:
            yield "Potential", visible(view.potential)
        return
    for kind, states in overview.counts.items():
        if states:
            yield _label(kind), ", ".join(f"{count} {words(state)}" for state, count in states.items())
    for meeting in overview.meetings:
        length = many(meeting.minutes, "minute")
        yield "Meeting", f"{moment(meeting.starts)}, {length}, {words(meeting.status.value)}"


def _record(record: Any, teller: Teller) -> Iterator[RenderableType]:
    if isinstance(record, Answered):
        yield Padding(teller.value(record), (0, 0, 0, 2))
        return
    head = next(name for name in _HEADS if hasattr(record, name))
    line = Text(teller.value(getattr(record, head)))
    if (status := getattr(record, "status", None)) is not None:
        line.append(f" ({words(status.value)})", "bold")
    yield Padding(line, (0, 0, 0, 2))
    yield _block(_fields(record, teller, without={head, "status"}))


def _fields(record: Record, teller: Teller, *, without: set[str]) -> Parts:
    if isinstance(record, Proposal):
        yield "Readings", teller.value(record.terms.readings)
        if record.terms.feedback_every is not None:
            yield "Feedback", f"every {many(record.terms.feedback_every, 'held meeting')}"
        yield "Confidences", visible(record.terms.confidences)
    for field in attrs.fields(type(record)):
        value = getattr(record, field.name)
        if field.name in without | _BELOW or value is None or value in ((), False):
            continue
        for one in value if isinstance(value, tuple) else (value,):
            yield _label(field.name), teller.value(one, field.name)
    yield "Entered", f"{moment(record.entered_at)} by {teller.person(record.author)} ({record.id})"
    if record.revision > 1:
        changed = f"{moment(record.changed_at)} by {teller.person(record.changed_by)}"
        yield "Changed", f"{changed}, revision {record.revision}"


def _block(parts: Parts) -> RenderableType:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for label, text in parts:
        table.add_row(Text(label), Text(text))

    return Padding(table, (0, 0, 0, 4))


def _label(name: str) -> str:
    return words(name).capitalize()
