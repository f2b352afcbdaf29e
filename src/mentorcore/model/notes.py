"""
Notes and reflections: what somebody writes for themselves, and shares if they like (N1).
"""

from __future__ import annotations

from datetime import datetime

import attrs

from mentorcore.errors import InvalidValue
from mentorcore.model.checking import of_value
from mentorcore.model.feedback import released_by_author
from mentorcore.model.lifecycle import Act
from mentorcore.model.records import Record, Records
from mentorcore.model.validators import Of, prose
from mentorcore.model.values import PersonId, RecordId
from mentorcore.model.visibility import Visibility


_TIERS = frozenset({Visibility.PRIVATE, Visibility.PAIR, Visibility.RECORD})


@attrs.frozen(kw_only=True, field_transformer=of_value)
class Note(Record):
    """
    A note, or a reflection on what its author learned.

    Attributes:
        visibility: Private unless its author says otherwise.
    """

    text: str = attrs.field(validator=prose)
    reflection: bool = attrs.field(default=False, validator=Of(bool))
    visibility: Visibility = attrs.field(default=Visibility.PRIVATE, validator=Of(Visibility))

    @property
    def tier(self) -> Visibility:
        """
        Who sees it.
        """
        return self.visibility


class Notes(Records[Note]):
    """
    The notes of one mentorship, in order of entry.
    """

    noun = "note"
    field = "notes"

    @property
    def reflections(self) -> tuple[Note, ...]:
        """
        What the two learned.
        """
        return tuple(note for note in self._kept if note.reflection)

    def write(
        self,
        *,
        by: PersonId,
        at: datetime,
        text: str,
        reflection: bool = False,
        visibility: Visibility = Visibility.PRIVATE,
        id: RecordId | None = None,
    ) -> Note:
        """
        Write a note, or a reflection on what one learned.

        Raises:
            InvalidValue: *visibility* is not private, pair or record (N1).
        """
        to = "write a note"
        by, at = self._begin(Act.START, by, at, to=to)
        note = Note(
            **self._stamp(by, at, id),
            text=text,
            reflection=reflection,
            visibility=_tier(visibility, to=to),
        )

        return self._add(note, verb="written")

    def release(
        self,
        note_id: RecordId,
        *,
        by: PersonId,
        at: datetime,
        visibility: Visibility = Visibility.PAIR,
    ) -> Note:
        """
        Let the other person see it, or everybody who may read the record.

        Args:
            visibility: `Visibility.PAIR` or `Visibility.RECORD`.

        Raises:
            NotFound: There is no such note.

            NotTheirs: *by* is not its author (N1).

            WrongState: It is released that far already (N1).
        """
        to = "release a note"
        by, at = self._begin(Act.RECORD, by, at, to=to)
        note = self[note_id]
        released_by_author(note, _tier(visibility, to=to), by, to=to)

        return self._revise(note, by, at, verb="released", visibility=visibility)


def _tier(visibility: object, *, to: str) -> Visibility:
    if not isinstance(visibility, Visibility) or visibility not in _TIERS:
        raise InvalidValue(
            tried=to,
            because="a note has words, and this is no tier for them",
            accepted="Visibility.PRIVATE, PAIR or RECORD",
            rule="N1",
            path="visibility",
        )

    return visibility
