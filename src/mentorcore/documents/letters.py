"""
Letters: what is written about the mentee, with their consent, of what is confirmed and released (C1, C2).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final

from mentorcore.documents.claims import (
    Plain,
    answers_of,
    confirmed_of,
    feedback_of,
    milestones_of,
    person_of,
    reflections_of,
    relationship_of,
)
from mentorcore.documents.document import Document, DocumentKind
from mentorcore.documents.drafting import Occasion, drafted, occasion
from mentorcore.documents.escaping import escaped
from mentorcore.errors import NoConsent, TooThin
from mentorcore.insight.wording import day_in_words, joined, many
from mentorcore.model.consents import Consent, Purpose
from mentorcore.model.mentorship import Mentorship
from mentorcore.model.people import Person
from mentorcore.model.validators import line_or_none
from mentorcore.model.visibility import Visibility


OLD: Final = timedelta(days=365)
"""A document whose last milestone is older says so."""


def recommendation_letter(
    mentorship: Mentorship,
    *,
    mentor: Person,
    mentee: Person,
    at: datetime,
    to: str | None = None,
    templates: Mapping[str, str] | None = None,
) -> Document:
    """
    Write a letter in which the mentor recommends the mentee.

    Args:
        at: The moment at which the record is read and the consent judged; the date of the letter.

        to: To whom it is addressed, on one line; to whom it may concern unless given.

        templates: Wording that replaces ours, by the name of the kind of document.

    Raises:
        NoConsent: The mentee's consent to a recommendation letter is not in force (C1).

        TooThin: No milestone is confirmed (C2).

        WrongTime: *at* is before something that it rests on (C2).

        InvalidValue: The people are not the two of the mentorship, or *to* is no line (P1).

        TemplateRefused: A template cannot be used.

        MissingExtra: Jinja2 is not installed.
    """
    return _letter(
        Purpose.RECOMMENDATION_LETTER,
        DocumentKind.RECOMMENDATION_LETTER,
        occasion(mentorship, mentor, mentee, at),
        title=f"Recommendation of {mentee.name}",
        templates=templates,
        to=_line(to, "to"),
    )


def testimonial(
    mentorship: Mentorship,
    *,
    mentor: Person,
    mentee: Person,
    at: datetime,
    templates: Mapping[str, str] | None = None,  # noqa: PT028
) -> Document:
    """
    Write a short testimonial of the mentor about the mentee, to be quoted.

    Args:
        at: The moment at which the record is read and the consent judged.

        templates: Wording that replaces ours, by the name of the kind of document.

    Raises:
        NoConsent: The mentee's consent to a testimonial is not in force (C1).

        TooThin: No milestone is confirmed (C2).

        WrongTime: *at* is before something that it rests on (C2).

        InvalidValue: The people are not the two of the mentorship.

        TemplateRefused: A template cannot be used.

        MissingExtra: Jinja2 is not installed.
    """
    return _letter(
        Purpose.TESTIMONIAL,
        DocumentKind.TESTIMONIAL,
        occasion(mentorship, mentor, mentee, at),
        title=f"About {mentee.name}",
        templates=templates,
    )


# Without this pytest takes it for a test wherever it is imported.
testimonial.__test__ = False  # type: ignore[attr-defined]


def promotion_case(
    mentorship: Mentorship,
    *,
    mentor: Person,
    mentee: Person,
    at: datetime,
    role: str | None = None,
    templates: Mapping[str, str] | None = None,
) -> Document:
    """
    Write a case for the mentee's promotion: each claim with its evidence.

    Args:
        at: The moment at which the record is read and the consent judged.

        role: The role in question, on one line.

        templates: Wording that replaces ours, by the name of the kind of document.

    Raises:
        NoConsent: The mentee's consent to a promotion case is not in force (C1).

        TooThin: No milestone is confirmed (C2).

        WrongTime: *at* is before something that it rests on (C2).

        InvalidValue: The people are not the two of the mentorship, or *role* is no line (P1).

        TemplateRefused: A template cannot be used.

        MissingExtra: Jinja2 is not installed.
    """
    wanted = _line(role, "role")

    return _letter(
        Purpose.PROMOTION_CASE,
        DocumentKind.PROMOTION_CASE,
        occasion(mentorship, mentor, mentee, at),
        title=f"The case for promoting {mentee.name}" + (f" to {wanted}" if wanted else ""),
        templates=templates,
        role=wanted,
    )


def _line(text: str | None, path: str) -> str | None:
    return None if text is None else line_or_none.check(text, path)


def _letter(
    purpose: Purpose,
    kind: DocumentKind,
    of: Occasion,
    *,
    title: str,
    templates: Mapping[str, str] | None,
    **given: Any,
) -> Document:
    consent = _consent(of, purpose)
    _enough(of, purpose)
    m, names, sources = of.mentorship, of.names, of.sources
    milestones = milestones_of(m, names, sources)
    feedback = feedback_of(m, names, sources)
    data: Plain = {
        **given,
        "mentor": person_of(of.mentor),
        "mentee": person_of(of.mentee),
        "relationship": relationship_of(m, sources),
        "milestones": milestones,
        "feedback": feedback,
        "reflections": reflections_of(m, names, sources),
        "answers": answers_of(m, names, sources),
    }
    given_on = day_in_words(consent.entered_at)
    until = "" if consent.until is None else f", until {day_in_words(consent.until)}"
    cite = sources.cite("consent", consent.id, f"Consent of {of.mentee.name}, given on {given_on}{until}")

    return drafted(
        kind,
        of,
        data,
        title=title,
        rests_on=(
            f"Drawn on {day_in_words(of.day)} from the record that {escaped(of.mentor.name)} and "
            f"{escaped(of.mentee.name)} keep of their mentorship, with the consent of "
            f"{escaped(of.mentee.name)}{cite.markdown}. It uses only milestones that one of the two wrote "
            "down and the other confirmed, and words that their author released."
        ),
        caveats=tuple(_caveats(of)),
        templates=templates,
    )


def _consent(of: Occasion, purpose: Purpose) -> Consent:
    """
    Return the consent that holds; one that was withdrawn since holds for no earlier document either.
    """
    given = [x for x in of.mentorship.consents if x.purpose is purpose and x.entered_at <= of.at]
    holds = [x for x in given if x.withdrawn_at is None and x.in_force(of.at)]
    if holds:
        return max(holds, key=lambda consent: consent.until or date.max)
    last = given[-1] if given else None
    if last is None:
        because = "the mentee has not given consent"
    elif last.withdrawn_at is not None and last.is_erased:
        because = f"the mentee's data was erased on {day_in_words(last.withdrawn_at)}"
    elif last.withdrawn_at is not None:
        because = f"the mentee withdrew the consent on {day_in_words(last.withdrawn_at)}"
    else:
        because = f"the mentee's consent held until {last.until and day_in_words(last.until)}"

    raise NoConsent(
        tried=f"write a {purpose.value.replace('_', ' ')}",
        because=because,
        accepted=f"the mentee gives it with consents.give(purpose=Purpose.{purpose.name})",
        rule="C1",
    )


def _enough(of: Occasion, purpose: Purpose) -> None:
    m = of.mentorship
    if confirmed_of(m):
        return
    waiting = Counter("mentee" if x.author == m.mentor_id else "mentor" for x in m.milestones.unconfirmed)
    open_ones = [f"{count} waiting for the {who} to confirm" for who, count in sorted(waiting.items())]
    if contested := len(m.milestones.contested):
        open_ones.append(f"{contested} contested, for the author to amend or retract")
    raise TooThin(
        tried=f"write a {purpose.value.replace('_', ' ')}",
        because="the record holds no confirmed milestone"
        + (f"; {joined(open_ones)}" if open_ones else ", and none is written down"),
        accepted="document a milestone, and let the other person confirm it"
        if not open_ones
        else "settle these with milestones.confirm(…) and milestones.amend(…)",
        rule="C2",
    )


def _caveats(of: Occasion) -> Iterator[str]:
    confirmed = confirmed_of(of.mentorship)
    if len(confirmed) == 1:
        yield "It rests on a single confirmed milestone."
    authors = {milestone.author for milestone in confirmed}
    if len(confirmed) > 1 and len(authors) == 1:
        yield f"All {len(confirmed)} milestones were written down by {of.names[authors.pop()]}."
    unseen = sum(all(piece.url is None for piece in milestone.evidence) for milestone in confirmed)
    if unseen:
        whose = (
            "the only milestone"
            if len(confirmed) == 1
            else f"{unseen} of {many(len(confirmed), 'milestone')}"
        )
        yield f"The evidence of {whose} lies in the record itself."
    if not any(x.tier is Visibility.RECORD and x.author == of.mentor.id for x in of.mentorship.feedback):
        yield f"{of.mentor.name} has released no feedback to the record."
    last = confirmed[-1].happened_on
    if of.at.date() - last > OLD:
        yield f"The last milestone is from {day_in_words(last)}, more than a year before this document."
