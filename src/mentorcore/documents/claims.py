"""
Claims: what a document may say of a record, as plain data with a citation for each entry (C2).

Letters, testimonials and promotion cases say only what stands in confirmed milestones and in what its author
released to the record. Who the two are and when their relationship runs stands in every one of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import quote

from mentorcore.documents.escaping import Mark, escaped
from mentorcore.documents.sources import Sources
from mentorcore.insight.wording import day_in_words
from mentorcore.model.lifecycle import State
from mentorcore.model.mentorship import Mentorship
from mentorcore.model.milestones import Evidence, Milestone
from mentorcore.model.people import Person
from mentorcore.model.records import Record
from mentorcore.model.values import PersonId, RecordId
from mentorcore.model.visibility import Visibility


Plain = dict[str, Any]

_KINDS: Final = (
    "goals",
    "meetings",
    "questions",
    "readings",
    "actions",
    "feedback",
    "notes",
    "milestones",
    "agreements",
    "consents",
)


def person_of(person: Person) -> Plain:
    """
    Return what a document says about who somebody is.
    """
    return {"name": person.name, "title": person.profile.title}


def relationship_of(m: Mentorship, sources: Sources) -> Plain:
    """
    Return since when the relationship runs, and until when it did.
    """
    since = day_in_words(m.document.activated_on or m.steps[0].at)
    last = m.steps[-1]
    over = last.state in {State.COMPLETED, State.ENDED}
    until = day_in_words(last.at) if over else None
    what = f"The mentorship, from {since} to {until}" if over else f"The mentorship, since {since}"

    return {
        "since": since,
        "until": until,
        "state": m.state.value,
        "cite": sources.cite("relationship", m.id, what),
    }


def milestones_of(m: Mentorship, names: dict[PersonId, str], sources: Sources) -> list[Plain]:
    """
    Return the confirmed milestones, the earliest first.
    """
    confirmed = sorted(m.milestones.confirmed, key=lambda x: (x.happened_on, x.entered_at))

    return [_milestone(m, milestone, names, sources) for milestone in confirmed]


def feedback_of(m: Mentorship, names: dict[PersonId, str], sources: Sources) -> list[Plain]:
    """
    Return the feedback that its author released to the record, in order of entry.
    """
    return [
        _words(m, feedback, feedback.text, kind="feedback", noun="Feedback", names=names, sources=sources)
        for feedback in m.feedback
        if feedback.tier is Visibility.RECORD
    ]


def reflections_of(m: Mentorship, names: dict[PersonId, str], sources: Sources) -> list[Plain]:
    """
    Return the notes and reflections that their author released to the record, in order of entry.
    """
    return [
        _words(
            m,
            note,
            note.text,
            kind="note",
            noun="Reflection" if note.reflection else "Note",
            names=names,
            sources=sources,
        )
        for note in m.notes
        if note.tier is Visibility.RECORD
    ]


def _words(
    m: Mentorship,
    record: Record,
    text: str,
    *,
    kind: str,
    noun: str,
    names: dict[PersonId, str],
    sources: Sources,
) -> Plain:
    author, day = names[record.author], day_in_words(record.entered_at)

    return {
        "text": text,
        "author": author,
        "by_mentor": record.author == m.mentor_id,
        "day": day,
        "cite": sources.cite(kind, record.id, f"{noun} by {author}, {day}", claims=[text]),
    }


def _milestone(m: Mentorship, milestone: Milestone, names: dict[PersonId, str], sources: Sources) -> Plain:
    author, day = names[milestone.author], day_in_words(milestone.happened_on)
    response = milestone.response
    confirmed_by = names[response.author] if response else author
    confirmed_on = day_in_words(response.at) if response else day
    what = f"{day}: written down by {author}, confirmed by {confirmed_by} on {confirmed_on}"

    return {
        "title": milestone.title,
        "statement": milestone.statement,
        "day": day,
        "author": author,
        "confirmed_by": confirmed_by,
        "confirmed_on": confirmed_on,
        "evidence": [_evidence(m, piece) for piece in milestone.evidence],
        "cite": sources.cite("milestone", milestone.id, what, claims=[milestone.statement, milestone.title]),
    }


def _evidence(m: Mentorship, piece: Evidence) -> Mark:
    if piece.url is not None:
        address = quote(piece.url, safe="%/:=&?~#+!$,;'@-._*")
        return Mark(f"[{escaped(piece.label or piece.url)}](<{address}>)")
    noun = noun_of(m, piece.record or "")

    return Mark(escaped(f"{piece.label} ({noun})" if piece.label else noun))


def noun_of(m: Mentorship, record: RecordId) -> str:
    """
    Return what kind of record has an id, in words that tell nothing of it.
    """
    return next(_nouns(m, record), "a record")


def _nouns(m: Mentorship, record: RecordId) -> Iterator[str]:
    for kind in _KINDS:
        records = getattr(m, kind)
        if record in records:
            yield f"{records.noun} in the record"
