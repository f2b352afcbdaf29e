"""
The year's files: a roster, what people had to do with each other, and a log written as people write.

`examples/data/README.md` describes the three. Whatever cannot be read is reported with its line.
"""

from __future__ import annotations

import contextlib
import csv
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import attrs

from mentorcore import Interaction, Person
from mentorcore.errors import InvalidValue


ENTRY = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d) (?P<time>\d\d:\d\d) (?P<who>\S+)(?: > (?P<whom>\S+))? (?P<verb>[a-z][a-z-]*)"
    r"(?P<settings>(?: #\S+?| [a-z-]+=\S+?)*)(?:: (?P<words>.+))?"
)
DETAIL = re.compile(r"\s+(?P<head>[^:]+): (?P<words>.+)")
TOPIC = re.compile(r"(?P<minutes>\d+) (?P<raised_by>\S+)(?: #(?P<serves>\S+))?")

T = TypeVar("T")

STARTS = frozenset({"offers", "asks-for", "proposes"})
"""The verbs that start a relationship, and give it its name."""

ROSTER, INTERACTIONS, LOG = "roster.csv", "interactions.csv", "year.log"

REGISTERED = datetime(2025, 1, 2, 9, 0, tzinfo=ZoneInfo("Europe/Oslo"))
"""When the roster was entered."""


class Unreadable(Exception):
    """
    A line that cannot be read, or that a rule refuses.
    """

    def __init__(self, file: str, line: int, problem: str) -> None:
        super().__init__(f"{file}, line {line}: {problem}")


@attrs.frozen
class Colleague:
    """
    One row of the roster.
    """

    id: str
    called: str
    zone: ZoneInfo
    manager: str | None
    profile: Mapping[str, Any]

    def register(self) -> Person:
        """
        Enter them as a person.
        """
        return Person.register(id=self.id, at=REGISTERED, timezone=self.zone.key, **self.profile)


@attrs.frozen(kw_only=True)
class Entry:
    """
    One entry of the log, with everything that is written in it.

    Attributes:
        line: Where it starts in the file.

        who: The id of the person who acts.

        whom: The id of the person it is directed at.

        mentorship: The id of the relationship it belongs to; that of the new one where it starts one.

        details: The indented lines below it: what stands before the colon, and after it.
    """

    line: int
    at: datetime
    who: str
    verb: str
    mentorship: str | None
    whom: str | None
    name: str | None
    settings: Mapping[str, str]
    words: str | None
    details: tuple[tuple[str, str], ...]
    people: Mapping[str, Colleague]

    def unreadable(self, problem: str) -> Unreadable:
        """
        Say what is wrong with it, and where.
        """
        return Unreadable(LOG, self.line, problem)

    @property
    def text(self) -> str:
        """
        What stands after the colon.
        """
        if self.words is None:
            raise self.unreadable(f"{self.verb!r} needs words after a colon")

        return self.words

    @property
    def ref(self) -> str:
        """
        The name of the record it is about.
        """
        if self.name is None:
            raise self.unreadable(f"{self.verb!r} needs the #name of a record")

        return self.name

    def detail(self, head: str) -> str | None:
        """
        The words of an indented line.
        """
        return dict(self.details).get(head)

    def needed(self, head: str) -> str:
        """
        The words of an indented line that must be there.
        """
        words = self.detail(head)
        if words is None:
            raise self.unreadable(f"{self.verb!r} needs an indented line '{head}: …'")

        return words

    def person(self, called: str) -> str:
        """
        The id of somebody, by how they are called.
        """
        if called not in self.people:
            raise self.unreadable(f"nobody in the roster is called {called!r}")

        return self.people[called].id

    def setting(self, key: str) -> str:
        """
        A setting that must be there.
        """
        if key not in self.settings:
            raise self.unreadable(f"{self.verb!r} needs {key}=…")

        return self.settings[key]

    def goal(self) -> str | None:
        """
        The goal it belongs to.
        """
        named = self.settings.get("goal")

        return None if named is None else named.removeprefix("#")

    def number(self, key: str) -> int:
        """
        A setting that is a whole number.
        """
        return self.read(key, int)

    def day(self, key: str) -> date:
        """
        A setting that is a day.
        """
        return self.read(key, date.fromisoformat)

    def moment(self, key: str) -> datetime:
        """
        A setting that is a local date and time, or a time of the entry's own day, in the zone of who acts.
        """

        def read(text: str) -> datetime:
            if "T" in text:
                return datetime.fromisoformat(text).replace(tzinfo=self.at.tzinfo)
            return datetime.combine(self.at.date(), time.fromisoformat(text), self.at.tzinfo)

        return self.read(key, read)

    def read(self, key: str, read: Callable[[str], T]) -> T:
        """
        A setting as something else than text.
        """
        text = self.setting(key)
        try:
            return read(text)
        except ValueError:
            raise self.unreadable(f"{key}={text} cannot be read") from None


def read_roster(folder: Path) -> dict[str, Colleague]:
    """
    Read the roster, by how people are called.

    Raises:
        Unreadable: A row lacks something, or a number in it is none.
    """
    people: dict[str, Colleague] = {}
    for line, row in _rows(folder / ROSTER):
        with _row_problems(ROSTER, line):
            people[row["called"]] = Colleague(
                id=row["id"],
                called=row["called"],
                zone=ZoneInfo(row["timezone"]),
                manager=row["manager"] or None,
                profile={
                    "name": row["name"],
                    "email": row["email"],
                    "external_id": row["external_id"],
                    "title": row["title"],
                    "experience": int(row["experience"]),
                    "capacity": int(row["capacity"]),
                    "skills": [skill for skill in row["skills"].split(";") if skill],
                    "wishes": [wish for wish in row["wishes"].split(";") if wish],
                },
            )

    return people


def read_interactions(folder: Path, people: Mapping[str, Colleague]) -> list[Interaction]:
    """
    Read who had to do with whom, how and for how long.

    Raises:
        Unreadable: A row names nobody of the roster, or its moment or minutes are none.
    """
    known = {colleague.id for colleague in people.values()}
    interactions = []
    for line, row in _rows(folder / INTERACTIONS):
        with _row_problems(INTERACTIONS, line):
            who, other = row["who"], row["with"]
            if who == other or not {who, other} <= known:
                raise ValueError("it does not name two people of the roster")
            when = datetime.fromisoformat(row["when"]).astimezone(UTC)
            interactions.append(
                Interaction(
                    who=who, with_whom=other, when=when, kind=row["kind"], minutes=int(row["minutes"])
                )
            )

    return interactions


def read_log(folder: Path, people: Mapping[str, Colleague]) -> list[Entry]:
    """
    Read every entry of the log.

    Raises:
        Unreadable: A line is no entry, or names somebody who is not in the roster.
    """
    latest: dict[frozenset[str], str] = {}
    text = (folder / LOG).read_text(encoding="utf-8")

    return [_entry(*found, people, latest) for found in _blocks(text)]


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        for row in rows:
            yield rows.line_num, row


@contextlib.contextmanager
def _row_problems(file: str, line: int) -> Iterator[None]:
    try:
        yield
    except ZoneInfoNotFoundError as error:
        raise Unreadable(file, line, str(error.args[0])) from None
    except KeyError as error:
        raise Unreadable(file, line, f"the column {error} is missing") from None
    except (ValueError, AttributeError, TypeError, InvalidValue) as error:
        raise Unreadable(file, line, f"this row cannot be read: {error}") from None


def _blocks(text: str) -> Iterator[tuple[int, re.Match[str], tuple[tuple[str, str], ...]]]:
    """
    Give each dated line with its number and the indented lines below it.
    """
    line, match = 0, None
    details: list[tuple[str, str]] = []
    for number, raw in enumerate(text.splitlines(), 1):
        if not raw.strip() or raw.startswith("%"):
            continue
        if raw[0].isspace() and match and (detail := DETAIL.fullmatch(raw)):
            details.append((detail["head"], detail["words"]))
            continue
        if match:
            yield line, match, tuple(details)
        line, match, details = number, ENTRY.fullmatch(raw), []
        if match is None:
            raise Unreadable(
                LOG,
                number,
                "this is no entry; one looks like '2025-01-13 09:10 Ada > Ben accepts', and what is indented "
                "below it like 'why: …'",
            )
    if match:
        yield line, match, tuple(details)


def _entry(
    line: int,
    match: re.Match[str],
    details: tuple[tuple[str, str], ...],
    people: Mapping[str, Colleague],
    latest: dict[frozenset[str], str],
) -> Entry:
    verb, names = match["verb"], match["settings"].split()
    settings = dict(setting.split("=", 1) for setting in names if not setting.startswith("#"))
    name = next((setting[1:] for setting in names if setting.startswith("#")), None)
    for called in (match["who"], match["whom"], settings.get("mentor")):
        if called is not None and called not in people:
            raise Unreadable(LOG, line, f"nobody in the roster is called {called!r}")
    who = people[match["who"]]
    whom = None if match["whom"] is None else people[match["whom"]]
    try:
        at = datetime.fromisoformat(f"{match['day']}T{match['time']}").replace(tzinfo=who.zone)
    except ValueError:
        raise Unreadable(LOG, line, f"{match['day']} {match['time']} is no date and time") from None
    mentorship = None
    if whom is not None:
        pair = frozenset({match["who"] if "mentor" not in settings else settings["mentor"], whom.called})
        if verb in STARTS and name is not None:
            latest[pair] = name
        if pair not in latest:
            raise Unreadable(LOG, line, f"{match['who']} and {whom.called} have no relationship yet")
        mentorship = latest[pair]

    return Entry(
        line=line,
        at=at,
        who=who.id,
        verb=verb,
        mentorship=mentorship,
        whom=whom.id if whom else None,
        name=name,
        settings=settings,
        words=match["words"],
        details=details,
        people=people,
    )
