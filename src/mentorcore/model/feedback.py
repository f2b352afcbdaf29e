"""
Feedback: what one of the two tells the other about their work or about the relationship (F1).
"""

from __future__ import annotations

from datetime import datetime

import attrs

from mentorcore.errors import InvalidValue, NotTheirs, WrongState
from mentorcore.model.checking import of_value
from mentorcore.model.lifecycle import Act
from mentorcore.model.meetings import MeetingStatus
from mentorcore.model.records import Record, Records
from mentorcore.model.validators import Of, identifier, identifier_or_none, prose
from mentorcore.model.values import PersonId, RecordId, check_id
from mentorcore.model.visibility import Visibility


@attrs.frozen(kw_only=True, field_transformer=of_value)
class Feedback(Record):
    """
    One piece of feedback (F1).

    Attributes:
        about: The id of whom or what it is about: one of the two, the relationship, or one of its records.

        session: The held meeting whose feedback session it belongs to; *None* for none.

        visibility: The pair, until its author releases it to the record (N1).
    """

    about: RecordId = attrs.field(validator=identifier)
    text: str = attrs.field(validator=prose)
    session: RecordId | None = attrs.field(default=None, validator=identifier_or_none)
    visibility: Visibility = attrs.field(default=Visibility.PAIR, validator=Of(Visibility))

    @property
    def tier(self) -> Visibility:
        """
        Who sees it.
        """
        return self.visibility


class FeedbackGiven(Records[Feedback]):
    """
    The feedback of one mentorship, in order of entry.
    """

    noun = "feedback"
    field = "feedback"

    def give(
        self,
        *,
        by: PersonId,
        at: datetime,
        about: RecordId,
        text: str,
        session: RecordId | None = None,
        id: RecordId | None = None,
    ) -> Feedback:
        """
        Give feedback. About the relationship itself, that is possible after its end as well (R13).

        Raises:
            InvalidValue: *about* names nothing in this relationship, or *session* a meeting that was not held
                (F1).

            NotFound: There is no such meeting.
        """
        to = "give feedback"
        on_the_whole = about == self._root.id
        by, at = self._begin(Act.RECORD if on_the_whole else Act.START, by, at, to=to)
        if check_id(about, "about") not in {*self._root.pair, *self._root._ids()}:
            raise InvalidValue(
                tried=to,
                because=f"{about} is nothing in this relationship",
                accepted="name one of the two, the relationship or one of its records",
                rule="F1",
                path="about",
            )
        if session is not None and self._root.meetings[session].status is not MeetingStatus.HELD:
            raise InvalidValue(
                tried=to,
                because=f"the meeting {session} was not held",
                accepted="name a held meeting, or None",
                rule="F1",
                path="session",
            )

        return self._add(
            Feedback(**self._stamp(by, at, id), about=about, text=text, session=session),
            verb="given",
        )

    def release(self, feedback_id: RecordId, *, by: PersonId, at: datetime) -> Feedback:
        """
        Release it to the record, so that documents may draw on it (N1).

        Raises:
            NotFound: There is no such feedback.

            NotTheirs: *by* is not its author (N1).

            WrongState: It is released already (N1).
        """
        to = "release feedback"
        by, at = self._begin(Act.RECORD, by, at, to=to)
        feedback = self[feedback_id]
        released_by_author(feedback, Visibility.RECORD, by, to=to)

        return self._revise(feedback, by, at, verb="released", visibility=Visibility.RECORD)


def released_by_author(record: Record, to_tier: Visibility, by: PersonId, *, to: str) -> None:
    """
    Refuse a release unless it is by the record's author and opens it further (N1).

    Raises:
        NotTheirs: *by* is not its author.

        WrongState: It is released that far already.
    """
    if by != record.author:
        raise NotTheirs(
            tried=to,
            because=f"{by} is not its author",
            accepted="only its author can release it",
            rule="N1",
        )
    order = (Visibility.PRIVATE, Visibility.PAIR, Visibility.RECORD)
    if order.index(to_tier) <= order.index(record.tier):
        raise WrongState(
            tried=to,
            because=f"its tier is {record.tier.value} already",
            accepted="a release only ever opens further",
            rule="N1",
        )
