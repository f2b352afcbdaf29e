"""
People of a roster: those whom it would add, and what is wrong with the rest.
"""

from __future__ import annotations

from datetime import datetime

import attrs

from mentorcore.model.checking import Value, of_value
from mentorcore.model.people import CAPACITY, Person
from mentorcore.model.policy import Policy
from mentorcore.model.validators import (
    Many,
    Whole,
    email_or_none,
    identifier,
    identifier_or_none,
    line_or_none,
    zone,
)
from mentorcore.model.validators import line as one_line
from mentorcore.model.values import SYSTEM, PersonId, withheld


@attrs.frozen(kw_only=True, field_transformer=of_value)
class NewPerson(Value):
    """
    Somebody whom a roster would add; `Profile` says what each value is.

    Attributes:
        line: The line of the file on which they stand, counted from 1.

        id: The random id that they would get, so that others can name them as their manager.

        manager_id: Their line manager: the id of another `NewPerson`, or one from *known*.
    """

    line: int = attrs.field(validator=Whole(1, 10**9, "P1"))
    id: PersonId = attrs.field(validator=identifier)
    name: str = attrs.field(validator=one_line)
    email: str | None = attrs.field(default=None, validator=email_or_none)
    external_id: str | None = attrs.field(default=None, validator=line_or_none)
    title: str | None = attrs.field(default=None, validator=line_or_none)
    experience: int | None = attrs.field(default=None, validator=Whole(0, 80, "P1", optional=True))
    skills: tuple[str, ...] = attrs.field(default=(), validator=Many(one_line))
    wishes: tuple[str, ...] = attrs.field(default=(), validator=Many(one_line))
    timezone: str = attrs.field(default="UTC", validator=zone)
    capacity: int = attrs.field(default=CAPACITY, validator=Whole(0, 1000, "P3"))
    manager_id: PersonId | None = attrs.field(default=None, validator=identifier_or_none)

    def register(self, *, at: datetime, by: PersonId = SYSTEM, policy: Policy | None = None) -> Person:
        """
        Return them as a person, with their line manager, for `Transaction.add`.

        A transaction is committed only when it, or the store, has the manager as well.

        Raises:
            InvalidValue: *at* is no aware moment (P2), or *by* no id (P4).
        """
        person = Person.register(
            name=self.name,
            at=at,
            by=by,
            id=self.id,
            email=self.email,
            external_id=self.external_id,
            title=self.title,
            experience=self.experience,
            skills=self.skills,
            wishes=self.wishes,
            timezone=self.timezone,
            capacity=self.capacity,
            policy=policy,
        )
        if self.manager_id is not None:
            person.set_manager(self.manager_id, at=at, by=by)

        return person


@attrs.frozen(kw_only=True)
class RosterProblem:
    """
    Something in a roster that somebody should look at.

    Attributes:
        line: The line of the file, counted from 1.

        column: The column, counted from 1; *None* where it is about the whole row.

        field: What that column was taken for, such as ``"email"``; *None* where it was taken for nothing.

        reason: What is wrong, and what to do; it repeats nothing from the file.

        is_left_out: Whether the row is not among the people because of it.
    """

    line: int
    column: int | None = None
    field: str | None = None
    reason: str
    is_left_out: bool = True

    def __str__(self) -> str:
        column = "" if self.column is None else f", column {self.column}"
        field = "" if self.field is None else f" ({self.field})"

        return f"line {self.line}{column}{field}: {self.reason}"


@attrs.frozen(kw_only=True)
class Roster:
    """
    What a roster says. Nothing is added to a store until you do it.

    Attributes:
        people: Whom it would add, in its order.

        problems: What is wrong, in the order of the lines.

        encoding: How its bytes were read; *None* for text.

        delimiter: What parts its cells.

        columns: The column, counted from 1, that each field was read from.

        ignored: The headings of the columns that were not used.
    """

    people: tuple[NewPerson, ...]
    problems: tuple[RosterProblem, ...]
    encoding: str | None = None
    delimiter: str = ","
    columns: dict[str, int] = attrs.Factory(dict)
    ignored: tuple[str, ...] = attrs.field(default=(), repr=withheld)
