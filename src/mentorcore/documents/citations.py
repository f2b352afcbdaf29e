"""
Citations: which revision of which record a claim rests on, and whether that still holds (C2).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final

import attrs

from mentorcore.errors import NotFound
from mentorcore.insight.wording import day_in_words
from mentorcore.model.consents import Consent
from mentorcore.model.goals import Goal
from mentorcore.model.mentorship import Mentorship
from mentorcore.model.milestones import Milestone, MilestoneStatus
from mentorcore.model.records import Record
from mentorcore.model.values import RecordId, check_moment, withheld


@attrs.frozen(kw_only=True)
class Citation:
    """
    What a claim rests on.

    Attributes:
        number: As it is cited in the document, from 1.

        kind: What kind of record: ``"milestone"``, ``"feedback"``, ``"note"``, ``"question"``, ``"consent"``,
            ``"goal"``; ``"meetings"``, ``"milestones"``, ``"questions"``, ``"goals"`` and
            ``"relationship"`` stand for all of a mentorship's and for its steps.

        record: The id of the record; that of the mentorship for several of its records and for its steps.

        revision: Its revision; for several records how many revisions there are of all of them, for the
            relationship how many steps.

        what: What it says, in words.

        digest: A fingerprint of what was read; erasure changes it without a new revision.
    """

    number: int
    kind: str
    record: RecordId
    revision: int
    what: str = attrs.field(repr=withheld)
    digest: str = attrs.field(repr=False)

    def __str__(self) -> str:
        return f"{self.what} ({self.kind} {self.record}, revision {self.revision})"


@attrs.frozen(kw_only=True)
class Changed:
    """
    Something that a document rests on and that is not as it was.

    Attributes:
        citation: What was cited.

        how: What happened to it since.
    """

    citation: Citation
    how: str

    def __str__(self) -> str:
        return f"[{self.citation.number}] {self.citation.kind} {self.citation.record} {self.how}"


@attrs.frozen(kw_only=True)
class Staleness:
    """
    What has changed since a document was made; true where anything has.
    """

    changes: tuple[Changed, ...]

    def __bool__(self) -> bool:
        return bool(self.changes)

    def __str__(self) -> str:
        return "; ".join(str(change) for change in self.changes) or "nothing has changed"


@attrs.frozen(kw_only=True)
class Cited:
    """
    A record as it can be cited now.

    Attributes:
        since: The moment from which on it stands as it does.

        content: Everything about it that a document may rest on.
    """

    revision: int
    since: datetime
    content: object

    @property
    def digest(self) -> str:
        """
        A fingerprint of the content.
        """
        return hashlib.sha256(repr(_canonical(self.content)).encode()).hexdigest()


def _canonical(value: object) -> object:
    """
    Return a value so that it is the same before and after it was stored: moments in UTC, whatever their
    zone.
    """
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, tuple):
        return tuple(map(_canonical, value))
    kind = type(value)
    if attrs.has(kind):
        return tuple((field.name, _canonical(getattr(value, field.name))) for field in attrs.fields(kind))

    return value


def cited(mentorship: Mentorship, kind: str, record: RecordId) -> Cited:
    """
    Return a record as it can be cited now.

    Raises:
        NotFound: There is no such record.
    """
    if kind == "relationship":
        return _relationship(mentorship)
    if kind in _SEVERAL:
        return _several(mentorship, tuple(getattr(mentorship, kind)))
    found = getattr(mentorship, _COLLECTIONS[kind])[record]
    content = (found, found in mentorship.goals.unsupported) if kind == "goal" else found

    return Cited(revision=found.revision, since=found.changed_at, content=content)


def changes(mentorship: Mentorship, citation: Citation, at: datetime | None) -> Iterator[Changed]:
    """
    Yield what has happened to a cited record.

    Args:
        at: The moment at which a consent is judged as well.
    """
    try:
        now = cited(mentorship, citation.kind, citation.record)
    except NotFound:
        yield Changed(citation=citation, how="is not in the record")
        return
    if (now.revision, now.digest) != (citation.revision, citation.digest):
        said = _HOW.get(citation.kind)
        how = _revised(citation, now) if said is None else said(mentorship, citation, now)
        yield Changed(citation=citation, how=how)
    elif citation.kind == "consent" and at is not None:
        consent = mentorship.consents[citation.record]
        if consent.until is not None and not consent.in_force(check_moment(at)):
            yield Changed(citation=citation, how=f"held until {day_in_words(consent.until)}")


def _several(mentorship: Mentorship, kept: tuple[Record, ...]) -> Cited:
    return Cited(
        revision=sum(record.revision for record in kept),
        since=max((record.changed_at for record in kept), default=mentorship.steps[0].at),
        content=kept,
    )


def _relationship(mentorship: Mentorship) -> Cited:
    steps = mentorship.steps

    return Cited(revision=len(steps), since=steps[-1].at, content=tuple((s.state, s.at) for s in steps))


_SEVERAL: Final = frozenset({"goals", "meetings", "milestones", "questions"})
"""The kinds of citation that stand for all records of a collection."""

_COLLECTIONS: Final[Mapping[str, str]] = {
    "consent": "consents",
    "feedback": "feedback",
    "goal": "goals",
    "milestone": "milestones",
    "note": "notes",
    "question": "questions",
}
"""Where the record of each other kind is kept."""


def _revised(citation: Citation, now: Cited) -> str:
    if now.revision == citation.revision:
        return "was erased in part"

    return f"was changed: revision {now.revision} instead of {citation.revision}"


def _of_milestone(mentorship: Mentorship, citation: Citation, now: Cited) -> str:
    milestone: Milestone = mentorship.milestones[citation.record]
    if now.revision == citation.revision:
        return _revised(citation, now)
    match milestone.status:
        case MilestoneStatus.RETRACTED:
            return f"was retracted on {day_in_words(milestone.changed_at)}"
        case MilestoneStatus.CONTESTED:
            return f"was contested on {day_in_words(milestone.changed_at)}"
        case MilestoneStatus.CONFIRMED:
            standing = "and confirmed again"
        case _:
            standing = "and not confirmed again"

    later = mentorship.milestones.revisions(citation.record)[citation.revision :]
    what = "amended" if any(x.status is MilestoneStatus.DOCUMENTED for x in later) else "contested"

    return f"was {what}: revision {now.revision} instead of {citation.revision}, {standing}"


def _of_consent(mentorship: Mentorship, citation: Citation, now: Cited) -> str:
    consent: Consent = mentorship.consents[citation.record]
    if consent.withdrawn_at is None:
        return _revised(citation, now)

    became = "ended with the erasure of the mentee's data" if consent.is_erased else "was withdrawn"

    return f"{became} on {day_in_words(consent.withdrawn_at)}"


def _of_goal(mentorship: Mentorship, citation: Citation, now: Cited) -> str:
    goal: Goal = mentorship.goals[citation.record]
    if goal in mentorship.goals.unsupported:
        return "is no longer supported by a milestone (G3)"

    return _revised(citation, now)


def _of_several(_mentorship: Mentorship, citation: Citation, now: Cited) -> str:
    if now.revision == citation.revision:
        return "were erased in part"

    return f"were changed: revision {now.revision} instead of {citation.revision}"


def _of_relationship(mentorship: Mentorship, citation: Citation, _now: Cited) -> str:
    taken = mentorship.steps[citation.revision :]

    return f"went on: it is {' and then '.join(step.state.value for step in taken)}"


_HOW: Final[Mapping[str, Callable[[Mentorship, Citation, Cited], Any]]] = {
    "consent": _of_consent,
    "goal": _of_goal,
    "goals": _of_several,
    "meetings": _of_several,
    "milestones": _of_several,
    "questions": _of_several,
    "milestone": _of_milestone,
    "relationship": _of_relationship,
}
"""What is said about the kinds of citation that change in more ways than by a new revision."""
