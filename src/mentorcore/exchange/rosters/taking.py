"""
Taking: the rows of a roster as people, one by one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

import attrs

from mentorcore.errors import InvalidValue
from mentorcore.exchange.rosters.addresses import address_in
from mentorcore.exchange.rosters.headings import Columns
from mentorcore.exchange.rosters.managers import key_of, managed
from mentorcore.exchange.rosters.people import NewPerson, RosterProblem
from mentorcore.exchange.rosters.tables import Row
from mentorcore.exchange.rosters.unseen import stripped
from mentorcore.model.checking import validator_of
from mentorcore.model.values import PersonId, new_id


_MANAGERS: Final = ("manager_email", "manager_external_id", "manager")
_ADDRESSES: Final = ("email", "manager_email", "manager")
_TOLD_APART_BY: Final[Mapping[str, str]] = {"email": "e-mail address", "external_id": "external id"}
_PARTS: Final = ("first_name", "last_name")
_NUMBERS: Final = ("experience", "capacity")
_LISTS: Final = ("skills", "wishes")
_TEXTS: Final = ("email", "external_id", "title", "timezone")
_WHOLE: Final = re.compile(r"[+-]?[0-9]{1,9}(?:[.,]0{1,2})?", re.ASCII)
"""A whole number, as spreadsheets write it; ``1.000`` may be one or a thousand."""


class Taker:
    """
    Takes rows one by one, and knows who was in those before.
    """

    def __init__(self, columns: Columns, known: Mapping[str, PersonId]) -> None:
        self._columns = columns
        self._known = known
        self._people: list[NewPerson] = []
        self._named: dict[PersonId, dict[str, str]] = {}
        self._also_known: dict[str, PersonId] = {}
        self._unnamed = set(columns.unnamed)
        self._seen: dict[tuple[str, str], int] = {}
        self.problems: list[RosterProblem] = []

    def note(
        self,
        line: int,
        reason: str,
        *,
        field: str | None = None,
        column: int | None = None,
        left_out: bool = True,
    ) -> None:
        """
        Note a problem, in the column of a field or in one that holds none, counted from 0.
        """
        column = column if field is None else self._columns.places.get(field)
        self.problems.append(
            RosterProblem(
                line=line,
                column=None if column is None else column + 1,
                field=field,
                reason=reason,
                is_left_out=left_out,
            )
        )

    def take(self, row: Row) -> None:
        """
        Take one row.
        """
        if row.broken is not None:
            self.note(row.line, f"{row.broken}; put the row right")
        elif self._columns.are_headings(row.cells):
            self.note(row.line, "it has the headings once more; take it out, and see what stands before it")
        elif any(cell.strip() for cell in row.cells[len(self._columns.headings) :]):
            self.note(
                row.line,
                f"it has {len(row.cells)} cells and there are {len(self._columns.headings)} headings; "
                "quote cells that hold what parts them",
            )
        else:
            self._add(row)

    def people(self) -> tuple[NewPerson, ...]:
        """
        Return the people with their managers, once every row was taken.
        """

        def report(person: NewPerson, field: str, reason: str) -> None:
            self.note(person.line, f"{reason}; they are read without a manager", field=field, left_out=False)

        return managed(self._people, self._named, {**self._also_known, **self._known}, report)

    def _add(self, row: Row) -> None:
        given = {
            field: row.cells[place] if place < len(row.cells) else ""
            for field, place in self._columns.places.items()
        }
        # A line break behind the only entry of a list says that it is one, whatever is in it.
        cells = {field: cell if field in _LISTS else stripped(cell) for field, cell in given.items()}
        for field in _ADDRESSES:
            cells[field] = address_in(cells.get(field, "")) or cells.get(field, "")
        self._note_unnamed(row)
        values = self._values(row.line, cells)
        if values is None or self._is_there(row.line, values):
            return
        person = NewPerson(line=row.line, id=new_id(), **values)
        self._people.append(person)
        named = {field: cells[field] for field in _MANAGERS if cells.get(field)}
        if named:
            self._named[person.id] = named

    def _note_unnamed(self, row: Row) -> None:
        """
        Note once of each column without a heading that there is something in it.
        """
        for place in sorted(self._unnamed):
            if place < len(row.cells) and row.cells[place].strip():
                self._unnamed.remove(place)
                because = "this column has no heading and is not used; give it one"
                self.note(row.line, because, column=place, left_out=False)

    def _values(self, line: int, cells: Mapping[str, str]) -> dict[str, Any] | None:
        """
        Return what is kept of a person; *None* where some of it cannot be, which is noted.
        """
        parts = (cells.get(part, "") for part in _PARTS)
        values: dict[str, Any] = {"name": cells.get("name") or " ".join(part for part in parts if part)}
        values |= {field: cells[field] for field in _TEXTS if cells.get(field)}
        values |= {field: entries_of(cells[field]) for field in _LISTS if cells.get(field)}
        for field in _NUMBERS:
            if text := cells.get(field):
                values[field] = int(re.split("[.,]", text)[0]) if _WHOLE.fullmatch(text) else text
        before = len(self.problems)
        for name, value in values.items():
            because = _refused(name, value)
            if because is not None:
                shown = (
                    name
                    if name in self._columns.places
                    else next(p for p in _PARTS if p in self._columns.places)
                )
                self.note(line, because, field=shown)

        return values if len(self.problems) == before else None

    def _is_there(self, line: int, values: Mapping[str, Any]) -> bool:
        """
        Tell whether somebody is known, or stands in the file twice, and note that.
        """
        is_there = False
        keys = {field: key_of(values[field]) for field in _TOLD_APART_BY if field in values}
        for field, key in keys.items():
            what = _TOLD_APART_BY[field]
            if key in self._known:
                self.note(line, f"you know somebody with this {what}: {self._known[key]}", field=field)
                is_there = True
            elif self._seen.setdefault((field, key), line) != line:
                self.note(line, f"somebody on line {self._seen[field, key]} has the same {what}", field=field)
                is_there = True
        known = {self._known[key] for key in keys.values() if key in self._known}
        if len(known) == 1:
            self._also_known |= dict.fromkeys(keys.values(), known.pop())

        return is_there


def entries_of(cell: str) -> tuple[str, ...]:
    """
    Return the entries of a cell that holds several: one a line, or else parted by semicolons, bars or commas.

    >>> entries_of("SQL; Go"), entries_of("SQL, Go"), entries_of("SQL, Go;"), entries_of("SQL, Go\\n")
    (('SQL', 'Go'), ('SQL', 'Go'), ('SQL, Go',), ('SQL, Go',))
    """
    text = cell.replace("\r\n", "\n").replace("\r", "\n")
    between = next((mark for mark in "\n;|," if mark in text), ",")
    entries = (stripped(entry) for entry in text.split(between))

    return tuple(entry for entry in entries if entry)


_FIELDS: Final = attrs.fields_dict(NewPerson)


def _refused(name: str, value: object) -> str | None:
    """
    Return why a value cannot be kept, and what can; the error that is met here ends here.
    """
    if name in _NUMBERS and isinstance(value, str):
        return "it is no whole number; give one such as 7"
    check = validator_of(_FIELDS[name])
    try:
        if check is not None:
            check(None, _FIELDS[name], value)
    except InvalidValue as error:
        return f"{error.because}; {error.accepted}"
    if name == "email" and address_in(str(value)) is None:
        return "it is no e-mail address; give one such as ada@example.org"

    return None
