"""
Reading rosters: the people of a CSV file as HR systems export it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import attrs

from mentorcore.errors import InvalidValue, Unreadable
from mentorcore.exchange.rosters.decoding import decoded
from mentorcore.exchange.rosters.headings import Columns, checked, columns_of
from mentorcore.exchange.rosters.managers import Named, key_of, managed
from mentorcore.exchange.rosters.people import NewPerson, Roster, RosterProblem
from mentorcore.exchange.rosters.tables import DELIMITERS, Row, delimiter_of, lines_of, rows_of
from mentorcore.model.checking import validator_of
from mentorcore.model.values import PersonId, check_id, check_type, new_id, refusal


LARGEST_ROSTER: Final = 50_000_000
"""The most bytes of a roster that is read."""

MOST_ROWS: Final = 500_000
"""The most rows of a roster that is read."""

_MANAGERS: Final = ("manager_email", "manager_external_id", "manager")
_PARTS: Final = ("first_name", "last_name")
_NUMBERS: Final = ("experience", "capacity")
_LISTS: Final = ("skills", "wishes")
_TEXTS: Final = ("email", "external_id", "title", "timezone")
_WHOLE: Final = re.compile(r"[+-]?[0-9]{1,9}(?:[.,]0+)?", re.ASCII)


def read_roster(
    source: bytes | str | os.PathLike[str],
    *,
    encoding: str | None = None,
    columns: Mapping[str, str | None] | None = None,
    known: Mapping[str, PersonId] | None = None,
) -> Roster:
    """
    Read people from a CSV file. It writes nothing: look at what it gives, then add the people.

    The first row has the headings. What parts the cells, how the lines end and which column holds what is
    found out. A row that cannot be used is a problem of its own and spoils no other.

    Args:
        source: A file's bytes, its text, or its path.

        encoding: How the bytes are encoded; found out unless given.

        columns: What headings mean, where they are not understood or not as they should be: a field for
            each, or *None* for a column that is not used. The fields are ``name``, ``first_name``,
            ``last_name``, ``email``, ``external_id``, ``title``, ``timezone``, ``experience``, ``skills``,
            ``wishes``, ``capacity``, ``manager_email``, ``manager_external_id`` and ``manager``.

        known: The ids of the people whom you have already, by e-mail address or external id. They can be
            named as managers, and a row about one of them is a problem.

    Raises:
        Unreadable: There is no such file, or the whole is too large, not in the encoding, or has no
            headings that say where the names are.

        InvalidValue: An argument is not what it should be (P1, P4).

        MissingExtra: The encoding has to be found out, and charset-normalizer is not installed.
    """
    named = checked(columns or {})
    outside = _outside(known or {})
    text, used, is_guess = _text_of(source, encoding)
    lines = lines_of(text)
    given = re.fullmatch(r"\"?sep=(.)\"?\s*", lines[0], re.IGNORECASE) if lines else None
    skipped = 1 if given and given[1] in DELIMITERS else 0
    rest = lines[skipped:]
    delimiter = given[1] if given and skipped else delimiter_of(rest)
    rows = rows_of(rest, delimiter)
    first = next(rows, None)
    if first is None:
        raise Unreadable("the roster", "it is empty", "give it a line of headings, and people")
    if first.broken is not None:
        raise Unreadable("the roster", first.broken, "put its headings right", first.line + skipped)
    found = columns_of(first.cells, named, first.line + skipped)
    taker = _Taker(found, outside)
    if is_guess:
        taker.note(
            first.line + skipped, f"its encoding was guessed to be {used}; look at the names", left_out=False
        )
    for count, row in enumerate(rows, 1):
        if count > MOST_ROWS:
            raise Unreadable("the roster", f"it has more than {MOST_ROWS} rows", "give it in parts")
        taker.take(attrs.evolve(row, line=row.line + skipped))

    return Roster(
        people=taker.people(),
        problems=tuple(sorted(taker.problems, key=lambda problem: problem.line)),
        encoding=used,
        delimiter=delimiter,
        columns={name: place + 1 for name, place in found.places.items()},
        ignored=found.ignored,
    )


def _text_of(source: bytes | str | os.PathLike[str], encoding: str | None) -> tuple[str, str | None, bool]:
    if encoding is not None:
        check_type(str, encoding, "encoding")
    if isinstance(source, os.PathLike):
        return decoded(_content_of(Path(source)), encoding)
    given: Any = check_type((bytes, str), source, "source")
    if len(given) > LARGEST_ROSTER:
        raise _too_large()
    if isinstance(given, bytes):
        return decoded(given, encoding)

    return given.removeprefix("\ufeff"), None, False


def _content_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_ROSTER + 1)
    except OSError as error:
        raise Unreadable(
            "the roster",
            f"its file cannot be opened ({type(error).__name__})",
            "check that the path is that of a file, and that you may read it",
        ) from error
    if len(data) > LARGEST_ROSTER:
        raise _too_large()

    return data


def _too_large() -> Unreadable:
    return Unreadable("the roster", f"it is larger than {LARGEST_ROSTER} bytes", "give it in parts")


def _outside(known: Mapping[str, PersonId]) -> dict[str, PersonId]:
    if not isinstance(known, Mapping):
        raise refusal("known", "it is no mapping", "give {e-mail address or external id: person id}", "P1")

    return {key_of(check_type(str, key, "known")): check_id(value, "known") for key, value in known.items()}


class _Taker:
    """
    Takes rows one by one, and knows who was in those before.
    """

    def __init__(self, columns: Columns, known: Mapping[str, PersonId]) -> None:
        self._columns = columns
        self._known = known
        self._people: list[NewPerson] = []
        self._named: dict[PersonId, Named] = {}
        self._seen: dict[tuple[str, str], int] = {}
        self.problems: list[RosterProblem] = []

    def note(self, line: int, reason: str, *, field: str | None = None, left_out: bool = True) -> None:
        """
        Note a problem.
        """
        column = self._columns.places.get(field) if field is not None else None
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
        elif any(cell.strip() for cell in row.cells[self._columns.width :]):
            self.note(
                row.line,
                f"it has {len(row.cells)} cells and there are {self._columns.width} headings; "
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

        return managed(self._people, self._named, self._known, report)

    def _add(self, row: Row) -> None:
        cells = {
            field: row.cells[place].strip() if place < len(row.cells) else ""
            for field, place in self._columns.places.items()
        }
        values = self._values(row.line, cells)
        if values is None or self._is_there(row.line, values):
            return
        person = NewPerson(line=row.line, id=new_id(), **values)
        self._people.append(person)
        field = next((field for field in _MANAGERS if cells.get(field)), None)
        if field is not None:
            self._named[person.id] = Named(field, cells[field])

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
        for field, what in (("email", "e-mail address"), ("external_id", "external id")):
            value = values.get(field)
            if value is None:
                continue
            key = (field, key_of(value))
            if key[1] in self._known:
                self.note(line, f"you know somebody with this {what}: {self._known[key[1]]}", field=field)
                is_there = True
            elif self._seen.setdefault(key, line) != line:
                self.note(line, f"somebody on line {self._seen[key]} has the same {what}", field=field)
                is_there = True

        return is_there


def entries_of(cell: str) -> tuple[str, ...]:
    """
    Return the entries of a cell that holds several: one a line, or else parted by semicolons, bars or commas.

    >>> entries_of("SQL; Go"), entries_of("SQL, Go"), entries_of("SQL, Go;")
    (('SQL', 'Go'), ('SQL', 'Go'), ('SQL, Go',))
    """
    text = cell.replace("\r\n", "\n").replace("\r", "\n")
    between = next((mark for mark in "\n;|," if mark in text), ",")
    entries = (entry.strip() for entry in text.split(between))

    return tuple(entry for entry in entries if entry)


_FIELDS: Final = attrs.fields_dict(NewPerson)


def _refused(name: str, value: object) -> str | None:
    """
    Return why a value cannot be kept, and what can; the error that is met here ends here.
    """
    check = validator_of(_FIELDS[name])
    try:
        if check is not None:
            check(None, _FIELDS[name], value)
    except InvalidValue as error:
        return f"{error.because}; {error.accepted}"

    return None
