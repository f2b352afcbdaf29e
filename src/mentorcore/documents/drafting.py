"""
Drafting: from claims and a template to a document, with the list of what it rests on.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import attrs

from mentorcore.documents.document import Document, DocumentKind
from mentorcore.documents.escaping import Mark, escaped
from mentorcore.documents.figures import Figure
from mentorcore.documents.packaged import source
from mentorcore.documents.sources import Sources
from mentorcore.documents.templating import rendered
from mentorcore.errors import InvalidValue, TemplateRefused, WrongState
from mentorcore.insight.wording import day_in_words
from mentorcore.model.mentorship import Mentorship
from mentorcore.model.people import Person, Presence
from mentorcore.model.values import PersonId, check_moment, check_type, withheld


@attrs.frozen(kw_only=True)
class Occasion:
    """
    Whose record is read, for whom, and when.

    Attributes:
        day: The day of the moment as it was told, in its own zone.

        names: The names of the two, by their ids.
    """

    mentorship: Mentorship
    mentor: Person
    mentee: Person
    at: datetime
    day: date
    sources: Sources
    names: dict[PersonId, str] = attrs.field(repr=withheld)


def occasion(mentorship: Mentorship, mentor: Person, mentee: Person, at: datetime) -> Occasion:
    """
    Return the occasion of a document.

    Raises:
        InvalidValue: The people are not those of the mentorship (C2), or *at* is not timezone-aware (P2).

        WrongState: The data of one of them was erased (C2).
    """
    m = check_type(Mentorship, mentorship, "mentorship")
    for path, person, expected in (("mentor", mentor, m.mentor_id), ("mentee", mentee, m.mentee_id)):
        if check_type(Person, person, path).id != expected:
            raise InvalidValue(
                tried="write a document",
                because=f"{person.id} is not the {path} of the mentorship {m.id}",
                accepted=f"give the person {expected}",
                rule="C2",
                path=path,
            )
        if person.presence is Presence.ERASED:
            raise WrongState(
                tried="write a document",
                because=f"the data of the {path} was erased",
                accepted="nothing more can be written of the two",
                rule="C2",
            )

    moment = check_moment(at)

    return Occasion(
        mentorship=m,
        mentor=mentor,
        mentee=mentee,
        at=moment,
        day=at.date(),
        sources=Sources(m, moment),
        names={mentor.id: mentor.name, mentee.id: mentee.name},
    )


def drafted(
    kind: DocumentKind,
    of: Occasion,
    data: Mapping[str, Any],
    *,
    title: str,
    rests_on: str,
    caveats: tuple[str, ...],
    templates: Mapping[str, str] | None,
    figures: Mapping[str, Figure] | None = None,
) -> Document:
    """
    Write a document.

    Args:
        data: What its template is given.

        rests_on: The sentence about where it comes from, as Markdown.

        caveats: What limits it, in sentences.

        templates: Wording that replaces ours, by the name of the kind.

    Raises:
        TemplateRefused: A template cannot be used, or is for no kind of document.
    """
    shown = figures or {}
    marks = {name: Mark(f"![{escaped(x.title)}](figure:{name})") for name, x in shown.items()}
    wording = _wording(kind, templates)
    body = rendered(
        kind.value, wording, {**data, "title": title, "date": day_in_words(of.day), "figures": marks}
    )
    limits = "\n".join(f"- {escaped(caveat)}" for caveat in caveats)
    closing = "\n\n".join(part for part in ("## What this rests on", rests_on, limits) if part)
    written, citations = of.sources.settled(kind.value, f"{body.strip()}\n\n---\n\n{closing}\n")
    notes = "\n\n".join(f"[^{citation.number}]: {escaped(str(citation))}" for citation in citations)

    return Document(
        kind=kind,
        mentorship_id=of.mentorship.id,
        title=title,
        at=of.at,
        citations=citations,
        caveats=caveats,
        markdown=f"{written}\n{notes}\n",
        figures=shown,
    )


def _wording(kind: DocumentKind, templates: Mapping[str, str] | None) -> str:
    given = {} if templates is None else templates
    if not isinstance(given, Mapping):
        raise InvalidValue(
            tried="write a document",
            because=f"a value of type {type(templates).__name__} is not a mapping",
            accepted="give templates={name of the kind: text}",
            rule="P1",
            path="templates",
        )
    for name, text in given.items():
        if name not in {known.value for known in DocumentKind}:
            names = ", ".join(known.value for known in DocumentKind)
            raise TemplateRefused(str(name), "there is no document of this name", f"use one of {names}")
        if not check_type(str, text, f"templates[{name!r}]").strip():
            raise TemplateRefused(str(name), "it is empty", "write one, or leave it out to use ours")

    return given.get(kind.value) or source(f"{kind.value}.md.jinja")
