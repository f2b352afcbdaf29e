"""
Citations: which revision of which record a claim rests on, and whether that still holds (C2).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final

import attrs

from mentorcore.insight.wording import day_in_words
from mentorcore.model.consents import Consent
from mentorcore.model.goals import Goal
from mentorcore.model.mentorship import Mentorship
from mentorcore.model.milestones import Milestone, MilestoneStatus
from mentorcore.model.values import RecordId, check_moment


@attrs.frozen(kw_only=True)
class Citation:
    """
    What a claim rests on.

    Attributes:
        number: As it is cited in the document, from 1.

        kind: What kind of record: ``"milestone"``, ``"feedback"``, ``"note"``, ``"question"``, ``"consent"``,
            ``"goal"``; ``"meetings"`` and ``"relationship"`` stand for a mentorship's meetings and its steps.

        record: The id of the record; that of the mentorship for its meetings and its steps.

        revision: Its revision; for meetings how many revisions there are of all of them, for the relationship
            how many steps.

        what: What it says, in words.

        digest: A fingerprint of what was read; erasure changes it without a new revision.
    """

    number: int
    kind: str
    record: RecordId
    revision: int
    what: str
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
        content: Everything about it that a document may rest on.
    """

    revision: int
    content: object

    @property
    def digest(self) -> str:
        """
        A fingerprint of the content.
        """
        return hashlib.sha256(repr(self.content).encode()).hexdigest()


def cited(mentorship: Mentorship, kind: str, record: RecordId) -> Cited:
    """
    Return a record as it can be cited now.

    Raises:
        NotFound: There is no such record.
    """
    return _READ[kind](mentorship, record)


def changes(mentorship: Mentorship, citation: Citation, at: datetime | None) -> Iterator[Changed]:
    """
    Yield what has happened to a cited record.

    Args:
        at: The moment at which a consent is judged as well.
    """
    now = cited(mentorship, citation.kind, citation.record)
    if (now.revision, now.digest) != (citation.revision, citation.digest):
        how = _HOW.get(citation.kind, _revised)(mentorship, citation, now)
        yield Changed(citation=citation, how=how)
    elif citation.kind == "consent" and at is not None:
        consent = mentorship.consents[citation.record]
        if consent.until is not None and not consent.in_force(check_moment(at)):
            yield Changed(citation=citation, how=f"held until {day_in_words(consent.until)}")


def _record(collection: str) -> Callable[[Mentorship, RecordId], Cited]:
    def read(mentorship: Mentorship, record: RecordId) -> Cited:
        found = getattr(mentorship, collection)[record]
        return Cited(revision=found.revision, content=found)

    return read


def _goal(mentorship: Mentorship, record: RecordId) -> Cited:
    goal = mentorship.goals[record]

    return Cited(revision=goal.revision, content=(goal, goal in mentorship.goals.unsupported))


def _meetings(mentorship: Mentorship, _record: RecordId) -> Cited:
    kept = tuple(mentorship.meetings)

    return Cited(revision=sum(meeting.revision for meeting in kept), content=kept)


def _relationship(mentorship: Mentorship, _record: RecordId) -> Cited:
    return Cited(revision=len(mentorship.steps), content=tuple((s.state, s.at) for s in mentorship.steps))


_READ: Final[Mapping[str, Callable[[Mentorship, RecordId], Cited]]] = {
    "consent": _record("consents"),
    "feedback": _record("feedback"),
    "goal": _goal,
    "meetings": _meetings,
    "milestone": _record("milestones"),
    "note": _record("notes"),
    "question": _record("questions"),
    "relationship": _relationship,
}
"""How each kind of citation is read."""


def _revised(_mentorship: Mentorship, citation: Citation, now: Cited) -> str:
    if now.revision == citation.revision:
        return "was erased in part"

    return f"was changed: revision {now.revision} instead of {citation.revision}"


def _of_milestone(mentorship: Mentorship, citation: Citation, now: Cited) -> str:
    milestone: Milestone = mentorship.milestones[citation.record]
    if now.revision == citation.revision:
        return _revised(mentorship, citation, now)
    match milestone.status:
        case MilestoneStatus.RETRACTED:
            return f"was retracted on {day_in_words(milestone.changed_at)}"
        case MilestoneStatus.CONTESTED:
            return f"was contested on {day_in_words(milestone.changed_at)}"
        case MilestoneStatus.CONFIRMED:
            standing = "and confirmed again"
        case _:
            standing = "and not confirmed again"

    return f"was amended: revision {now.revision} instead of {citation.revision}, {standing}"


def _of_consent(mentorship: Mentorship, citation: Citation, now: Cited) -> str:
    consent: Consent = mentorship.consents[citation.record]
    if consent.withdrawn_at is not None:
        return f"was withdrawn on {day_in_words(consent.withdrawn_at)}"

    return _revised(mentorship, citation, now)


def _of_goal(mentorship: Mentorship, citation: Citation, now: Cited) -> str:
    goal: Goal = mentorship.goals[citation.record]
    if goal in mentorship.goals.unsupported:
        return "is no longer supported by a milestone (G3)"

    return _revised(mentorship, citation, now)


def _of_relationship(mentorship: Mentorship, _citation: Citation, _now: Cited) -> str:
    return f"is {mentorship.state.value} now"


_HOW: Final[Mapping[str, Callable[[Mentorship, Citation, Cited], Any]]] = {
    "consent": _of_consent,
    "goal": _of_goal,
    "milestone": _of_milestone,
    "relationship": _of_relationship,
}
"""What is said about the kinds of citation that change in more ways than by a new revision."""
