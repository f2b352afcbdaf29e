"""
Reading rosters: the people of a CSV file as HR systems export it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from mentorcore.errors import Unreadable
from mentorcore.exchange.rosters.beginning import beginning_of
from mentorcore.exchange.rosters.decoding import decoded
from mentorcore.exchange.rosters.headings import checked, columns_of, folded
from mentorcore.exchange.rosters.managers import key_of
from mentorcore.exchange.rosters.people import Roster
from mentorcore.exchange.rosters.tables import DELIMITERS, lines_of
from mentorcore.exchange.rosters.taking import Taker
from mentorcore.model.values import PersonId, check_id, check_type, refusal


LARGEST_ROSTER: Final = 50_000_000
"""The most bytes of a roster that is read."""

MOST_ROWS: Final = 500_000
"""The most rows of a roster that is read."""


def read_roster(
    source: bytes | str | os.PathLike[str],
    *,
    encoding: str | None = None,
    columns: Mapping[str, str | None] | None = None,
    known: Mapping[str, PersonId] | None = None,
) -> Roster:
    """
    Read people from a CSV file. It writes nothing: look at what it gives, then add the people.

    The first row has the headings, or one of the first 20 below a title and the like, which then are a
    problem. What parts the cells, how the lines end and which column holds what is found out. A row that
    cannot be used is a problem of its own and spoils no other.

    Args:
        source: A file's bytes, its text, or its path as a `pathlib.Path`.

        encoding: How the bytes are encoded; found out unless given.

        columns: What headings mean, where they are not understood or not as they should be: a field for
            each, or *None* for a column that is not used. The fields are ``name``, ``first_name``,
            ``last_name``, ``email``, ``external_id``, ``title``, ``timezone``, ``experience``, ``skills``,
            ``wishes``, ``capacity``, ``manager_email``, ``manager_external_id`` and ``manager``.

        known: The ids of the people whom you have already, by e-mail address or external id. They can be
            named as managers, and a row about one of them is a problem.

    Raises:
        Unreadable: There is no such file, or the whole is too large, not in the encoding, has no headings
            that say where the names are, or has several lines that may be the headings.

        InvalidValue: An argument is not what it should be (P1, P4).

        MissingExtra: The encoding has to be found out, and charset-normalizer is not installed.
    """
    named = checked(columns or {})
    outside = _outside(known or {})
    text, used, is_guess = _text_of(source, encoding)
    lines = lines_of(text)
    given = _delimiter_in(lines)
    beginning = beginning_of(lines, named, at=1 if given else 0, delimiter=given)
    line = beginning.headings.line
    found = columns_of(beginning.headings.cells, named, line)
    taker = Taker(found, outside)
    if is_guess:
        taker.note(line, f"its encoding was guessed to be {used}; look at the names", left_out=False)
    if beginning.before:
        taker.note(
            beginning.before[0].line,
            f"the headings are on line {line}; what stands before them is not read",
            left_out=False,
        )
    there = (cell for row in (*beginning.before, beginning.headings) for cell in row.cells)
    if named.keys() - set(map(folded, there)):
        taker.note(line, "columns= names a heading that is not there; look at ignored", left_out=False)
    for count, row in enumerate(beginning.people, 1):
        if count > MOST_ROWS:
            raise Unreadable("the roster", f"it has more than {MOST_ROWS} rows", "give it in parts")
        taker.take(row)

    return Roster(
        people=taker.people(),
        problems=tuple(sorted(taker.problems, key=lambda problem: problem.line)),
        encoding=used,
        delimiter=beginning.delimiter,
        columns={name: place + 1 for name, place in found.places.items()},
        ignored=found.ignored,
    )


def _delimiter_in(lines: Sequence[str]) -> str | None:
    """
    Return what a first line such as ``sep=;`` tells Excel of the cells; *None* where it is none.
    """
    given = re.fullmatch(r"\"?sep=(.)\"?\s*", lines[0], re.IGNORECASE) if lines else None
    if given is None:
        return None
    if given[1] not in DELIMITERS:
        raise Unreadable(
            "the roster",
            "its first line says that another sign parts its cells",
            "save it with a comma, a semicolon, a tab or a bar between them",
            1,
        )

    return given[1]


def _text_of(source: bytes | str | os.PathLike[str], encoding: str | None) -> tuple[str, str | None, bool]:
    if encoding is not None:
        check_type(str, encoding, "encoding")
    if isinstance(source, os.PathLike):
        return decoded(_content_of(Path(source)), encoding)
    given: Any = check_type((bytes, str), source, "source")
    if isinstance(given, str) and re.fullmatch(r"[^\r\n]+\.(?:csv|tsv|txt|xlsx?|ods)", given, re.IGNORECASE):
        raise Unreadable("the roster", "it is the name of a file and no text", "give it as a pathlib.Path")
    if len(given) > LARGEST_ROSTER:
        raise _too_large()
    if isinstance(given, bytes):
        return decoded(given, encoding)

    return given.lstrip("\ufeff"), None, False


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
