"""
Records: the frozen values inside a mentorship, and the collections that change them.

One mechanism counts revisions, keeps earlier ones where a rule asks for it (M2, D3), and makes sure that an
id is used once (P4).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

import attrs

from mentorcore.errors import InvalidValue, NotFound, WrongState
from mentorcore.model.aggregate import only
from mentorcore.model.checking import Value, of_value
from mentorcore.model.lifecycle import Act
from mentorcore.model.validators import actor, identifier, moment, revision_number
from mentorcore.model.values import PersonId, RecordId, check_id, new_id
from mentorcore.model.visibility import Visibility


if TYPE_CHECKING:
    from mentorcore.model.relationship import Relationship


@attrs.frozen(kw_only=True, field_transformer=of_value)
class Record(Value):
    """
    What every record has.

    Attributes:
        revision: From 1; a change makes a new one.

        author: Who entered it.

        entered_at: When it was entered, as the command was told.

        changed_by: Who made this revision.

        changed_at: When this revision was made.
    """

    id: RecordId = attrs.field(validator=identifier)
    revision: int = attrs.field(default=1, validator=revision_number)
    author: PersonId = attrs.field(validator=actor)
    entered_at: datetime = attrs.field(validator=moment)
    changed_by: PersonId = attrs.field(validator=actor)
    changed_at: datetime = attrs.field(validator=moment)

    @property
    def tier(self) -> Visibility:
        """
        Who sees it; the pair unless a record says otherwise.
        """
        return Visibility.PAIR


@attrs.frozen(field_transformer=of_value)
class Worded(Value):
    """
    Who wrote one text of a record, where that is not the one to whom its other texts belong.

    Attributes:
        field: The name of the attribute that holds the text.
    """

    field: str = attrs.field(validator=identifier)
    by: PersonId = attrs.field(validator=identifier)


def reworded(
    worded: tuple[Worded, ...], fields: Iterable[str], *, by: PersonId, owner: PersonId | None
) -> tuple[Worded, ...]:
    """
    Return who wrote what once *by* has put some texts into other words.

    Args:
        fields: The names of the attributes that hold them.

        owner: To whom the texts of the record belong unless *worded* says otherwise.
    """
    new = set(fields)
    kept = tuple(words for words in worded if words.field not in new)

    return kept if by == owner else (*kept, *(Worded(field, by) for field in sorted(new)))


R = TypeVar("R", bound=Record)


class Records(Generic[R]):
    """
    The records of one kind in one mentorship: iterable, with a length, and indexed by id.
    """

    noun: ClassVar[str]
    field: ClassVar[str]
    earlier: ClassVar[str | None] = None

    def __init__(self, root: Relationship) -> None:
        self._root = root

    def __iter__(self) -> Iterator[R]:
        return iter(self._kept)

    def __len__(self) -> int:
        return len(self._kept)

    def __contains__(self, record_id: object) -> bool:
        return any(record.id == record_id for record in self._kept)

    def __getitem__(self, record_id: RecordId) -> R:
        """
        Return the record with this id.

        Raises:
            InvalidValue: It is no id (P4).

            NotFound: There is none in this mentorship.
        """
        check_id(record_id, f"{self.noun}_id")
        for record in self._kept:
            if record.id == record_id:
                return record
        raise NotFound(self.noun, record_id)

    def __repr__(self) -> str:
        return f"<{len(self)} {self.field} of mentorship {self._root.id}>"

    def revisions(self, record_id: RecordId) -> tuple[R, ...]:
        """
        Return every revision that is kept of a record, the oldest first.

        Meetings and milestones keep all of them (M2, D3), other records the last.

        Raises:
            NotFound: There is no such record.
        """
        current = self[record_id]

        return (*(r for r in self._superseded if r.id == record_id), current)

    @property
    def _kept(self) -> tuple[R, ...]:
        kept: tuple[R, ...] = getattr(self._root.document, self.field)
        return kept

    @property
    def _superseded(self) -> tuple[R, ...]:
        superseded: tuple[R, ...] = getattr(self._root.document, self.earlier) if self.earlier else ()
        return superseded

    def _begin(self, act: Act, by: PersonId, at: datetime, *, to: str) -> tuple[PersonId, datetime]:
        return self._root._begin(act, by, at, to=to)

    def _mentee_only(self, by: PersonId, *, to: str, rule: str) -> None:
        only((self._root.mentee_id,), by, to=to, who="the mentee", rule=rule)

    def _mentor_only(self, by: PersonId, *, to: str, rule: str) -> None:
        only((self._root.mentor_id,), by, to=to, who="the mentor", rule=rule)

    def _stamp(self, by: PersonId, at: datetime, given_id: RecordId | None) -> dict[str, Any]:
        record_id = new_id(given_id)
        if record_id in {*self._root._ids(), *self._root.pair}:
            raise InvalidValue(
                tried=f"enter a {self.noun}",
                because=f"the id {record_id!r} is already used in this mentorship",
                accepted="give an id that is new, or none",
                rule="P4",
                path="id",
            )

        return {
            "id": record_id,
            "author": by,
            "entered_at": at,
            "changed_by": by,
            "changed_at": at,
        }

    def _add(self, record: R, *, verb: str) -> R:
        self._put((record,), record, verb=verb)

        return record

    def _next(self, record: R, by: PersonId, at: datetime, **changes: Any) -> R:
        return attrs.evolve(record, revision=record.revision + 1, changed_by=by, changed_at=at, **changes)

    def _revise(self, record: R, by: PersonId, at: datetime, *, verb: str, **changes: Any) -> R:
        revised = self._next(record, by, at, **changes)
        self._put((revised,), revised, verb=verb)

        return revised

    def _put(self, records: tuple[R, ...], noted: R, *, verb: str) -> None:
        self._root._record(
            self.placed(records),
            action=f"{self.noun}.{verb}",
            by=noted.changed_by,
            at=noted.changed_at,
            record=noted.id,
            revision=noted.revision,
        )

    def placed(self, records: tuple[R, ...]) -> dict[str, Any]:
        """
        Return the document's fields as they are with these records put in their place.
        """
        new = {record.id: record for record in records}
        replaced = tuple(record for record in self._kept if record.id in new)
        kept = tuple(new.pop(record.id, record) for record in self._kept)
        fields: dict[str, Any] = {self.field: (*kept, *new.values())}
        if self.earlier is not None:
            fields[self.earlier] = (*self._superseded, *replaced)

        return fields

    def lapsed(self, by: PersonId, at: datetime) -> tuple[R, ...]:
        """
        Return the open records as they are once the relationship has ended (R13).
        """
        return ()

    def _refuse(self, record: R, *, to: str, status: str, accepted: str, rule: str) -> WrongState:
        return WrongState(
            tried=to,
            because=f"the {self.noun} {record.id} is {status}",
            accepted=accepted,
            rule=rule,
        )
