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
from mentorcore.model.questions import Answered, Known, Question, Story
from mentorcore.model.records import Record
from mentorcore.model.values import ERASED, PersonId, RecordId
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
    Return when the relationship was offered, since when it runs, and until when it did.
    """
    began, last = m.document.activated_on or m.activated_at, m.steps[-1]
    offered = day_in_words(m.steps[0].at)
    since = None if began is None else day_in_words(began)
    until = day_in_words(last.at) if last.state in {State.COMPLETED, State.ENDED} else None
    if since is None:
        what = f"The mentorship, offered on {offered}"
    elif until is None:
        what = f"The mentorship, since {since}"
    else:
        what = f"The mentorship, from {since} to {until}"

    return {
        "offered": offered,
        "since": since,
        "until": until,
        "state": m.state_at(sources.at).value if m.state is State.OFFERED else m.state.value,
        "cite": sources.cite("relationship", m.id, what),
    }


def confirmed_of(m: Mentorship) -> list[Milestone]:
    """
    Return the confirmed milestones whose words were not erased, the earliest first.
    """
    told = (milestone for milestone in m.milestones.confirmed if milestone.statement != ERASED)

    return sorted(told, key=lambda milestone: (milestone.happened_on, milestone.entered_at))


def milestones_of(m: Mentorship, names: dict[PersonId, str], sources: Sources) -> list[Plain]:
    """
    Return the confirmed milestones, the earliest first.
    """
    return [_milestone(m, milestone, names, sources) for milestone in confirmed_of(m)]


def feedback_of(m: Mentorship, names: dict[PersonId, str], sources: Sources) -> list[Plain]:
    """
    Return the feedback that its author released to the record, in order of entry.
    """
    return [
        _words(m, feedback, feedback.text, kind="feedback", noun="Feedback", names=names, sources=sources)
        for feedback in m.feedback
        if feedback.tier is Visibility.RECORD and feedback.text != ERASED
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
        if note.tier is Visibility.RECORD and note.text != ERASED
    ]


def answers_of(m: Mentorship, names: dict[PersonId, str], sources: Sources) -> list[Plain]:
    """
    Return what the mentor answered and released to the record, in order of the questions.

    The question itself is the mentee's, stays between the two, and is not told. An "I don't know" holds
    nothing to tell.
    """
    return [
        _answer(question, answered, answered.answer, names, sources)
        for question in m.questions
        for answered in question.answers
        if answered.visibility is Visibility.RECORD
        and isinstance(answered.answer, Known | Story)
        and answered.answer.text != ERASED
    ]


def _answer(
    question: Question,
    answered: Answered,
    told: Known | Story,
    names: dict[PersonId, str],
    sources: Sources,
) -> Plain:
    author, day = names[answered.author], day_in_words(answered.at)
    lesson = told.lesson if isinstance(told, Story) else None
    noun = "Answer" if lesson is None else "Story"
    claims = [told.text] if lesson is None else [told.text, lesson]

    return {
        "text": told.text,
        "lesson": lesson,
        "author": author,
        "day": day,
        "cite": sources.cite("question", question.id, f"{noun} by {author}, {day}", claims=claims),
    }


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
        "cite": sources.cite(
            "milestone",
            milestone.id,
            what,
            claims=[
                milestone.statement,
                milestone.title,
                *(piece.label or piece.url or "" for piece in milestone.evidence),
            ],
        ),
    }


def _evidence(m: Mentorship, piece: Evidence) -> Mark:
    if piece.url is not None:
        address = quote(piece.url, safe="%/:=&?~#+!$,;'@-._*").replace("&", "&amp;")
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
