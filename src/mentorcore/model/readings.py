"""
Readings: what the two read, and what the mentee took from it (A1).
"""

from __future__ import annotations

import enum
from datetime import date, datetime

import attrs

from mentorcore.model.checking import of_value
from mentorcore.model.lifecycle import Act
from mentorcore.model.records import Record, Records
from mentorcore.model.validators import Of, day, identifier_or_none, line, prose, prose_or_none
from mentorcore.model.values import PersonId, RecordId


class ReadingStatus(enum.Enum):
    """
    What became of a reading.
    """

    OPEN = "open"
    FINISHED = "finished"
    SKIPPED = "skipped"
    LAPSED = "lapsed"


@attrs.frozen(kw_only=True, field_transformer=of_value)
class Reading(Record):
    """
    Something to read.

    Attributes:
        title: What, at most 200 characters.

        why: Why it is worth reading.

        due_on: By when.

        source: Where it is found: a link, a shelf, a chapter.

        goal: The goal that it belongs to.

        takeaway: What the mentee took from it.

        reason: Why it was skipped.
    """

    title: str = attrs.field(validator=line)
    why: str = attrs.field(validator=prose)
    due_on: date = attrs.field(validator=day)
    source: str | None = attrs.field(default=None, validator=prose_or_none)
    goal: RecordId | None = attrs.field(default=None, validator=identifier_or_none)
    status: ReadingStatus = attrs.field(default=ReadingStatus.OPEN, validator=Of(ReadingStatus))
    takeaway: str | None = attrs.field(
        default=None, validator=prose_or_none, metadata={"words_of": "changed_by"}
    )
    reason: str | None = attrs.field(
        default=None, validator=prose_or_none, metadata={"words_of": "changed_by"}
    )


class Readings(Records[Reading]):
    """
    The readings of one mentorship, in order of entry.
    """

    noun = "reading"
    field = "readings"

    @property
    def open(self) -> tuple[Reading, ...]:
        """
        The readings that are not finished, the most urgent first.
        """
        found = (reading for reading in self._kept if reading.status is ReadingStatus.OPEN)

        return tuple(sorted(found, key=lambda reading: reading.due_on))

    def assign(
        self,
        *,
        by: PersonId,
        at: datetime,
        title: str,
        why: str,
        due_on: date,
        source: str | None = None,
        goal: RecordId | None = None,
        id: RecordId | None = None,
    ) -> Reading:
        """
        Give the mentee something to read; either of the two may (A1).

        Raises:
            NotFound: There is no such goal.
        """
        by, at = self._begin(Act.START, by, at, to="assign a reading")
        self._root._existing_goal(goal)
        reading = Reading(
            **self._stamp(by, at, id),
            title=title,
            why=why,
            due_on=due_on,
            source=source,
            goal=goal,
        )

        return self._add(reading, verb="assigned")

    def finish(self, reading_id: RecordId, *, by: PersonId, at: datetime, takeaway: str) -> Reading:
        """
        Enter that it was read, and what the mentee took from it.

        Raises:
            NotFound: There is no such reading.

            NotTheirs: *by* is not the mentee (A1).

            WrongState: It is not open (A1).
        """
        reading, by, at = self._open(reading_id, by, at, to="finish a reading")

        return self._revise(
            reading,
            by,
            at,
            verb="finished",
            status=ReadingStatus.FINISHED,
            takeaway=prose.check(takeaway, "takeaway"),
        )

    def skip(self, reading_id: RecordId, *, by: PersonId, at: datetime, reason: str) -> Reading:
        """
        Leave it unread, and say why.

        Raises:
            NotFound: There is no such reading.

            NotTheirs: *by* is not the mentee (A1).

            WrongState: It is not open (A1).
        """
        reading, by, at = self._open(reading_id, by, at, to="skip a reading")

        return self._revise(
            reading,
            by,
            at,
            verb="skipped",
            status=ReadingStatus.SKIPPED,
            reason=prose.check(reason, "reason"),
        )

    def lapsed(self, by: PersonId, at: datetime) -> tuple[Reading, ...]:
        """
        Return the open readings as they are once the relationship has ended (R13).
        """
        return tuple(self._next(r, by, at, status=ReadingStatus.LAPSED) for r in self.open)

    def _open(
        self, reading_id: RecordId, by: PersonId, at: datetime, *, to: str
    ) -> tuple[Reading, PersonId, datetime]:
        by, at = self._begin(Act.FINISH, by, at, to=to)
        self._mentee_only(by, to=to, rule="A1")
        reading = self[reading_id]
        if reading.status is not ReadingStatus.OPEN:
            raise self._refuse(
                reading,
                to=to,
                status=reading.status.value,
                accepted="only an open reading can be finished or skipped",
                rule="A1",
            )

        return reading, by, at
