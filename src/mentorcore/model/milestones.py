"""
Milestones: what was reached, written down, and confirmed by the other person.

Every rule about milestones (D1 to D3) lives in this module.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Self

import attrs

from mentorcore.errors import InvalidValue, NotTheirs, WrongState, WrongTime
from mentorcore.model.checking import Value, of_value
from mentorcore.model.lifecycle import Act
from mentorcore.model.policy import Policy
from mentorcore.model.records import Record, Records
from mentorcore.model.validators import (
    Many,
    Of,
    Text,
    actor,
    day,
    identifier_or_none,
    line,
    line_or_none,
    moment,
    prose,
    prose_or_none,
    revision_number,
)
from mentorcore.model.values import (
    ERASED_LINK,
    UNCHANGED,
    PersonId,
    RecordId,
    Unchanged,
    as_tuple,
    check_day,
    check_id,
    day_begins,
)
from mentorcore.model.visibility import Visibility


_URL = Text(2000, one_line=True, optional=True)
# Marks that turn the direction of text never belong to an address; they would show it as another one.
_TURNING = r"\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_WEB = re.compile(rf"https?://[^\s/{_TURNING}]+[^\s{_TURNING}]*", re.IGNORECASE)


@attrs.frozen(kw_only=True, field_transformer=of_value)
class Evidence(Value):
    """
    What shows that a milestone is real. Made by `link` or `of`.

    Attributes:
        url: Where it can be seen, http or https.

        record: The record of the same relationship that shows it.

        label: What it is, in a few words.
    """

    url: str | None = attrs.field(default=None, validator=_URL, metadata={"erased": ERASED_LINK})
    record: RecordId | None = attrs.field(default=None, validator=identifier_or_none)
    label: str | None = attrs.field(default=None, validator=line_or_none)

    def _check_whole(self) -> None:
        if self.url is not None and not _WEB.fullmatch(self.url):
            raise self._refused("this is no web address", "give one that starts with https://")
        if (self.url is None) == (self.record is None):
            raise self._refused("evidence is a link or a record", "use Evidence.link(…) or Evidence.of(…)")

    @classmethod
    def link(cls, url: str, label: str | None = None) -> Self:
        """
        Point to something on the web, at most 2000 characters.

        Raises:
            InvalidValue: It is no http or https address (D1).
        """
        return cls(url=_URL.check(url, "Evidence.url"), label=label)

    @classmethod
    def of(cls, record_id: RecordId, label: str | None = None) -> Self:
        """
        Point to a record of the same relationship.

        Raises:
            InvalidValue: It is no id (P4).
        """
        return cls(record=check_id(record_id, "Evidence.record"), label=label)

    @staticmethod
    def _refused(because: str, accepted: str) -> InvalidValue:
        return InvalidValue(
            tried="give evidence",
            because=because,
            accepted=accepted,
            rule="D1",
            path="Evidence.url",
        )


class MilestoneStatus(enum.Enum):
    """
    Where a milestone stands.
    """

    DOCUMENTED = "documented"
    CONFIRMED = "confirmed"
    CONTESTED = "contested"
    RETRACTED = "retracted"


@attrs.frozen(kw_only=True, field_transformer=of_value)
class Response(Value):
    """
    What the other person said to a milestone (D2).

    Attributes:
        revision: The revision that they read.

        reason: Why they contest it; *None* for a confirmation.
    """

    author: PersonId = attrs.field(validator=actor)
    at: datetime = attrs.field(validator=moment)
    revision: int = attrs.field(validator=revision_number)
    reason: str | None = attrs.field(default=None, validator=prose_or_none)


@attrs.frozen(kw_only=True, field_transformer=of_value)
class Milestone(Record):
    """
    Something that was reached (D1).

    Attributes:
        title: A few words, at most 200 characters.

        statement: What was reached, in sentences that can be quoted.

        happened_on: The day it happened.

        goal: The goal that it brings closer.

        evidence: What shows it.

        response: What the other person said to it.

        reason: Why this revision amends or retracts it.
    """

    title: str = attrs.field(validator=line)
    statement: str = attrs.field(validator=prose)
    happened_on: date = attrs.field(validator=day)
    goal: RecordId | None = attrs.field(default=None, validator=identifier_or_none)
    evidence: tuple[Evidence, ...] = attrs.field(default=(), validator=Many(Of(Evidence)))
    status: MilestoneStatus = attrs.field(default=MilestoneStatus.DOCUMENTED, validator=Of(MilestoneStatus))
    response: Response | None = attrs.field(default=None, validator=Of(Response, optional=True))
    reason: str | None = attrs.field(default=None, validator=prose_or_none)

    @property
    def tier(self) -> Visibility:
        """
        Who sees it: the pair, and once it is confirmed whoever may read the record.
        """
        confirmed = self.status is MilestoneStatus.CONFIRMED

        return Visibility.RECORD if confirmed else Visibility.PAIR


class Milestones(Records[Milestone]):
    """
    The milestones of one mentorship, in order of entry; every revision stays readable (D3).
    """

    noun = "milestone"
    field = "milestones"
    earlier = "earlier_milestones"

    @property
    def documented(self) -> tuple[Milestone, ...]:
        """
        All that were written down and not retracted.
        """
        return tuple(m for m in self._kept if m.status is not MilestoneStatus.RETRACTED)

    @property
    def confirmed(self) -> tuple[Milestone, ...]:
        """
        Those that the other person has confirmed.
        """
        return tuple(m for m in self._kept if m.status is MilestoneStatus.CONFIRMED)

    @property
    def unconfirmed(self) -> tuple[Milestone, ...]:
        """
        Those that wait for the other person.
        """
        return tuple(m for m in self._kept if m.status is MilestoneStatus.DOCUMENTED)

    @property
    def contested(self) -> tuple[Milestone, ...]:
        """
        Those that the other person contests.
        """
        return tuple(m for m in self._kept if m.status is MilestoneStatus.CONTESTED)

    def document(
        self,
        *,
        by: PersonId,
        at: datetime,
        title: str,
        statement: str,
        happened_on: date,
        evidence: Iterable[Evidence] = (),
        goal: RecordId | None = None,
        id: RecordId | None = None,
    ) -> Milestone:
        """
        Write a milestone down; only then it is real (D1). Possible after the end of the relationship as well,
        for a day inside it (R13).

        Args:
            evidence: At least as many different pieces as the policy asks for.

        Raises:
            InvalidValue: There is too little evidence, or it names no record of this relationship (D1).

            WrongTime: The day is in the future (D1), before the relationship (R6) or after it (R13).

            NotFound: There is no such goal.
        """
        to = "document a milestone"
        by, at = self._begin(Act.RECORD, by, at, to=to)
        milestone = Milestone(
            **self._stamp(by, at, id),
            title=title,
            statement=statement,
            happened_on=check_day(happened_on, "happened_on"),
            goal=goal,
            evidence=as_tuple(evidence, "evidence"),
        )
        self._sound(milestone, at, to=to)

        return self._add(milestone, verb="documented")

    def confirm(self, milestone_id: RecordId, *, by: PersonId, at: datetime, revision: int) -> Milestone:
        """
        Confirm what the other person wrote.

        Args:
            revision: The one that was read.

        Raises:
            NotFound: There is no such milestone.

            NotTheirs: *by* wrote it (D2).

            WrongState: *revision* is not the current one, or it is confirmed or retracted already (D2).
        """
        to = "confirm a milestone"
        milestone, by, at = self._to_answer(milestone_id, by, at, revision, to=to)
        if milestone.status is MilestoneStatus.CONFIRMED:
            raise self._refuse(
                milestone,
                to=to,
                status=milestone.status.value,
                accepted="nothing needs to be done",
                rule="D2",
            )

        return self._revise(
            milestone,
            by,
            at,
            verb="confirmed",
            status=MilestoneStatus.CONFIRMED,
            response=Response(author=by, at=at, revision=revision),
            reason=None,
        )

    def contest(
        self,
        milestone_id: RecordId,
        *,
        by: PersonId,
        at: datetime,
        reason: str,
        revision: int | None = None,
    ) -> Milestone:
        """
        Say that it is not as the other person wrote, and why. Its author can amend or retract it, or the
        other person confirm it after all.

        Args:
            revision: The one that was read; the current one unless given.

        Raises:
            NotFound: There is no such milestone.

            NotTheirs: *by* wrote it (D2).

            WrongState: *revision* is not the current one, or it is retracted (D2).
        """
        to = "contest a milestone"
        milestone, by, at = self._to_answer(milestone_id, by, at, revision, to=to)

        return self._revise(
            milestone,
            by,
            at,
            verb="contested",
            status=MilestoneStatus.CONTESTED,
            response=Response(
                author=by,
                at=at,
                revision=milestone.revision,
                reason=prose.check(reason, "reason"),
            ),
            reason=None,
        )

    def amend(
        self,
        milestone_id: RecordId,
        *,
        by: PersonId,
        at: datetime,
        reason: str,
        title: str | Unchanged = UNCHANGED,
        statement: str | Unchanged = UNCHANGED,
        happened_on: date | Unchanged = UNCHANGED,
        goal: RecordId | Unchanged | None = UNCHANGED,
        evidence: Iterable[Evidence] | Unchanged = UNCHANGED,
    ) -> Milestone:
        """
        Write it anew, and say why; earlier revisions stay readable, and it has to be confirmed again (D3).

        Raises:
            NotFound: There is no such milestone, or no such goal.

            NotTheirs: *by* did not write it (D3).

            WrongState: It is retracted (D3).

            InvalidValue, WrongTime: As with `document`.
        """
        to = "amend a milestone"
        milestone, by, at = self._own(milestone_id, by, at, to=to)
        given: dict[str, Any] = {
            "title": title,
            "statement": statement,
            "happened_on": happened_on,
            "goal": goal,
            "evidence": evidence if isinstance(evidence, Unchanged) else as_tuple(evidence, "evidence"),
        }
        changes = {name: value for name, value in given.items() if value is not UNCHANGED}
        amended = self._next(
            milestone,
            by,
            at,
            status=MilestoneStatus.DOCUMENTED,
            response=None,
            reason=prose.check(reason, "reason"),
            **changes,
        )
        self._sound(amended, at, to=to)
        self._put((amended,), amended, verb="amended")

        return amended

    def retract(self, milestone_id: RecordId, *, by: PersonId, at: datetime, reason: str) -> Milestone:
        """
        Take it back, and say why; it stays readable, and nothing rests on it any more (D3).

        Raises:
            NotFound: There is no such milestone.

            NotTheirs: *by* did not write it (D3).

            WrongState: It is retracted already (D3).
        """
        milestone, by, at = self._own(milestone_id, by, at, to="retract a milestone")

        return self._revise(
            milestone,
            by,
            at,
            verb="retracted",
            status=MilestoneStatus.RETRACTED,
            reason=prose.check(reason, "reason"),
        )

    def _to_answer(
        self, milestone_id: RecordId, by: PersonId, at: datetime, revision: int | None, *, to: str
    ) -> tuple[Milestone, PersonId, datetime]:
        by, at = self._begin(Act.RECORD, by, at, to=to)
        milestone = self[milestone_id]
        if by == milestone.author:
            raise NotTheirs(
                tried=to,
                because=f"{by} wrote it",
                accepted="only the other person can confirm or contest it",
                rule="D2",
            )
        self._not_retracted(milestone, to=to, rule="D2")
        read = milestone.revision if revision is None else revision_number.check(revision, "revision")
        if read != milestone.revision:
            raise WrongState(
                tried=to,
                because=f"revision {read} was read, and the current one is {milestone.revision}",
                accepted="read the current revision first",
                rule="D2",
            )

        return milestone, by, at

    def _own(
        self, milestone_id: RecordId, by: PersonId, at: datetime, *, to: str
    ) -> tuple[Milestone, PersonId, datetime]:
        by, at = self._begin(Act.RECORD, by, at, to=to)
        milestone = self[milestone_id]
        if by != milestone.author:
            raise NotTheirs(
                tried=to,
                because=f"{by} did not write it",
                accepted="only its author can amend or retract it; the other person can contest it",
                rule="D3",
            )
        self._not_retracted(milestone, to=to, rule="D3")

        return milestone, by, at

    def _not_retracted(self, milestone: Milestone, *, to: str, rule: str) -> None:
        if milestone.status is MilestoneStatus.RETRACTED:
            raise self._refuse(
                milestone,
                to=to,
                status=milestone.status.value,
                accepted="document a new one",
                rule=rule,
            )

    def _sound(self, milestone: Milestone, at: datetime, *, to: str) -> None:
        self._root._existing_goal(milestone.goal)
        enough_evidence(milestone, self._root.policy, to=to)
        for position, piece in enumerate(milestone.evidence):
            if piece.record is None:
                continue
            if piece.record == milestone.id or self._root._noun_of(piece.record) is None:
                raise InvalidValue(
                    tried=to,
                    because=f"{piece.record} is no other record of this relationship",
                    accepted="name one of its records, or give a link",
                    rule="D1",
                    path=f"evidence[{position}].record",
                )
        if day_begins(milestone.happened_on) > at:
            raise WrongTime(
                tried=to,
                because=f"{milestone.happened_on} is in the future",
                accepted="write it down once it has happened",
                rule="D1",
            )
        self._root._inside(milestone.happened_on, to=to)


def enough_evidence(milestone: Milestone, policy: Policy, *, to: str) -> None:
    """
    Refuse a milestone with fewer different pieces of evidence than a policy asks for (D1).

    Raises:
        InvalidValue: There is too little.
    """
    pieces = len({piece.record or piece.url for piece in milestone.evidence})
    if pieces < policy.evidence:
        raise InvalidValue(
            tried=to,
            because=f"it has too little evidence: {pieces}",
            accepted=f"the policy asks for at least {policy.evidence}: Evidence.link(…) or Evidence.of(…)",
            rule="D1",
            path="evidence",
        )
