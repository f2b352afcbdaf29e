"""
Aggregate: what changes only through commands, as one unit.

An aggregate holds one immutable document. A command makes all its checks, builds the next document, and puts
it in place in one step together with its journal entry, so a refused command changes nothing.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Generic, Self, TypeVar

import attrs

from mentorcore.errors import NotTheirs, ReadOnly
from mentorcore.model.policy import DEFAULT_POLICY, Policy
from mentorcore.model.values import SYSTEM, PersonId, check_id


@attrs.frozen(kw_only=True)
class Noted:
    """
    What one command did, in ids, codes and revisions; never in anybody's words.

    Attributes:
        action: What was done, for example ``"goal.adopted"``.

        by: Who did it: a person's id, or `SYSTEM`.

        at: When, as the command was told.

        record: The id of the record it made or changed; *None* where it is the aggregate itself.

        revision: The revision of that record.
    """

    action: str
    by: PersonId
    at: datetime
    record: str | None = None
    revision: int | None = None


D = TypeVar("D")


class Aggregate(Generic[D]):
    """
    The base of `Person`, `Mentorship` and `PairingRequest`.

    Attributes:
        kind: The kind of document that it is kept as.

        version: How often it was committed; 0 before the first time. The store counts it.

        policy: The choices that judge its commands; the store's own, once it is kept.

        added: Whether a transaction has it already.
    """

    kind: ClassVar[str]
    noun: ClassVar[str]

    def __init__(
        self,
        document: D,
        *,
        version: int = 0,
        policy: Policy = DEFAULT_POLICY,
        sealed: bool = False,
    ) -> None:
        self._document = document
        self._noted: tuple[Noted, ...] = ()
        self._sealed = sealed
        self.added = False
        self.version = version
        self.policy = policy

    @property
    def id(self) -> str:
        """
        Its id, random unless it was given.
        """
        own: str = self._document.id  # type: ignore[attr-defined]
        return own

    @property
    def document(self) -> D:
        """
        All that is kept of it, as one immutable value.
        """
        return self._document

    @property
    def noted(self) -> tuple[Noted, ...]:
        """
        What was done to it since it was made or loaded.
        """
        return self._noted

    @property
    def sealed(self) -> bool:
        """
        Whether it can only be read.
        """
        return self._sealed

    def put_under(self, policy: Policy) -> None:
        """
        Put it under another policy, which judges its commands from now on.
        """
        self.policy = policy

    def seal(self) -> Self:
        """
        Make every further command raise `ReadOnly`, and return the aggregate.
        """
        self._sealed = True

        return self

    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other):
            return NotImplemented
        return (self._document, self.version, self._noted) == (
            other._document,
            other.version,
            other._noted,
        )

    def __copy__(self) -> Self:
        copied = type(self)(self._document, version=self.version, policy=self.policy, sealed=self._sealed)
        copied._noted = self._noted

        return copied

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.id} version {self.version}>"

    def _writable(self) -> None:
        if self._sealed:
            raise ReadOnly(f"this {self.noun}")

    def _change(self, document: D, noted: Noted) -> None:
        self._writable()
        self._document = document
        self._noted = (*self._noted, noted)

    def _note_first(self, noted: Noted) -> Self:
        self._noted = (noted,)

        return self


def only(allowed: tuple[PersonId, ...], by: PersonId, *, to: str, who: str, rule: str) -> None:
    """
    Refuse a command unless it is by one of those who may give it.

    Args:
        to: What is tried, as in "cannot adopt a goal".

        who: Whom the rule names, as in "only the mentee".

    Raises:
        NotTheirs: *by* is none of them.
    """
    if by not in allowed:
        acting = "the system" if by == SYSTEM else by
        raise NotTheirs(
            tried=to,
            because=f"{acting} is not {who}",
            accepted=f"only {who} can do this",
            rule=rule,
        )


def part_of(people: tuple[PersonId, ...], person_id: PersonId, *, to: str, what: str, rule: str) -> None:
    """
    Refuse a command about a person who has no part in something.

    Args:
        to: What is tried, as in "cannot erase a person".

        what: What the person has no part in, as in "this mentorship".

    Raises:
        InvalidValue: *person_id* is no id (P4).

        NotTheirs: *person_id* is none of its people.
    """
    if check_id(person_id, "person_id") not in people:
        raise NotTheirs(
            tried=to,
            because=f"{person_id} has no part in {what}",
            accepted="name one of its people",
            rule=rule,
        )
