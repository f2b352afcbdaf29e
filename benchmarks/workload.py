"""
Workload: the relationships that every contestant keeps, the same ones each time.

A few are made by the model's own commands and written in words drawn by seeded dice; the others are these
under other ids, made when they are asked for, so that a million of them need no room.
"""

from __future__ import annotations

import functools
import hashlib
import json
import random
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, ClassVar, Final

import attrs

from mentorcore.backends import (
    Backend,
    Batch,
    Capability,
    Entry,
    Envelope,
    JournalEntry,
    Key,
    Page,
    Query,
)
from mentorcore.backends.memory import MemoryBackend
from mentorcore.model.agreement import Agreement
from mentorcore.model.cadence import Cadence
from mentorcore.model.meetings import Topic
from mentorcore.model.mentorship import Mentorship
from mentorcore.model.milestones import Evidence
from mentorcore.model.people import Person
from mentorcore.model.questions import FollowUp, Known, Story, Unknown
from mentorcore.storage.codec import Codec
from mentorcore.storage.index import envelope_of
from mentorcore.storage.journal import entry_of
from mentorcore.storage.store import Store


TEMPLATES: Final = 20
"""How many different relationships there are."""

PER_MENTOR: Final = 5
"""How many relationships each mentor has; the last of them is over."""

MOST: Final = 10_000_000

BEGIN: Final = datetime(2025, 1, 6, 9, 0, tzinfo=UTC)
NOW: Final = datetime(2026, 1, 12, 12, 0, tzinfo=UTC)
"""When everything is asked."""

_WORDS: Final = (
    *("release", "review", "budget", "plan", "team", "lead", "talk", "draft", "risk", "scope", "support"),
    *(
        "customer",
        "interview",
        "data",
        "model",
        "decision",
        "feedback",
        "week",
        "question",
        "habit",
        "career",
    ),
    *("story", "honest", "number", "goal", "promise", "note", "roadmap", "trust", "meeting", "direction"),
    *("clear", "quiet", "careful", "first", "next", "better", "small", "large", "open", "shared"),
)


def mentorship_id(number: int) -> str:
    """
    Return the id of a relationship, by its number from 0.
    """
    return f"m{number:07}"


def mentor_id(number: int) -> str:
    """
    Return the id of the mentor of a relationship.
    """
    return f"t{number // PER_MENTOR:07}"


def mentee_id(number: int) -> str:
    """
    Return the id of the mentee of a relationship.
    """
    return f"e{number:07}"


def record_id(name: str, number: int = 0) -> str:
    """
    Return the id of one of a relationship's records, which looks as random as one that is.
    """
    return f"{hashlib.sha256(name.encode()).hexdigest()[:13]}{number:07}"


@attrs.frozen
class Template:
    """
    One relationship as a store keeps it, under the ids of relationship number 0.
    """

    envelope: Envelope
    entries: tuple[Entry, ...]


class Workload(Backend):
    """
    The record of so many relationships, as a backend that makes them when they are read.

    Only what the store keeps about itself can be written.
    """

    contract_version = 1
    capabilities: ClassVar[frozenset[Capability]] = frozenset()

    def __init__(self, number: int, *, records: int = 1) -> None:
        if not 0 < number <= MOST:
            raise ValueError(f"1 to {MOST} relationships can be made, not {number}")
        self.number = number
        self.mentors = (number - 1) // PER_MENTOR + 1
        self._records = records
        self._own = MemoryBackend()
        Store(self._own)  # which leaves there what a store keeps about itself

    def load(self, key: Key) -> Envelope | None:
        found = [] if key.kind == "store" else self._scan(key.kind, int(key.id[1:]), 1, key.id[0])

        return found[0] if found else self._own.load(key)

    def scan(self, kind: str, *, after: str | None, limit: int) -> Sequence[Envelope]:
        if kind not in {"person", "mentorship"}:
            return self._own.scan(kind, after=after, limit=limit)
        if kind == "mentorship":
            return self._scan(kind, 0 if after is None else int(after[1:]) + 1, limit, "m")
        # Mentees, e…, come before mentors, t….
        if after is None or after[0] == "e":
            found = self._scan(kind, 0 if after is None else int(after[1:]) + 1, limit, "e")
            return [*found, *self._scan(kind, 0, limit - len(found), "t")]

        return self._scan(kind, int(after[1:]) + 1, limit, "t")

    def find(self, query: Query) -> Page:
        raise NotImplementedError("a workload is copied into something that can be asked")

    def commit(self, batch: Batch) -> int:
        return self._own.commit(batch)

    def position_of(self, token: str) -> int | None:
        return None

    def journal(self, *, after: int, limit: int, subject: str | None) -> Sequence[JournalEntry]:
        people = self.number + self.mentors
        each = len(template(0, self._records).entries)
        first, last = after, min(after + limit, people + self.number * each)
        entries = [
            JournalEntry(position + 1, person, _registered(person))
            for position in range(first, min(last, people))
            for person in [self._person(position)]
        ]
        for position in range(max(first, people), last):
            number, place = divmod(position - people, each)
            body = template(number % TEMPLATES, self._records).entries[place].body
            entries.append(JournalEntry(position + 1, mentorship_id(number), _renamed(body, number)))

        return entries

    def scrub(self) -> None:
        self._own.scrub()

    def close(self) -> None:
        self._own.close()

    def plain(self) -> Iterator[dict[str, Any]]:
        """
        Return what is kept of each relationship, for those who keep it in their own way.
        """
        for number in range(self.number):
            yield plain(number)

    def _person(self, place: int) -> str:
        return mentee_id(place) if place < self.number else mentor_id((place - self.number) * PER_MENTOR)

    def _scan(self, kind: str, first: int, limit: int, letter: str) -> list[Envelope]:
        last = self.mentors if letter == "t" else self.number
        if kind == "person":
            return [_person_of(f"{letter}{number:07}") for number in range(first, min(first + limit, last))]
        if letter != "m":
            return []

        return [_mentorship(number, self._records) for number in range(first, min(first + limit, last))]


def plain(number: int) -> dict[str, Any]:
    """
    Return what is kept of a relationship, in lists and dicts, with its version.
    """
    envelope = _mentorship(number, 1)
    entries = template(number % TEMPLATES).entries
    body: dict[str, Any] = json.loads(envelope.body)

    return {
        **body,
        "version": envelope.version,
        "journal": [json.loads(_renamed(entry.body, number)) for entry in entries],
    }


@functools.cache
def template(kind: int, records: int = 1) -> Template:
    """
    Return one of the different relationships.

    Args:
        records: How often it has everything that a year brings.
    """
    made = lived(kind, records)
    kept = envelope_of(made, len(made.noted), Codec())
    entries = tuple(entry_of(made, noted, place, noted.at) for place, noted in enumerate(made.noted, 1))
    # The one id that no command takes.
    body = kept.body.replace(made.agreements.in_force.id, record_id("agreement"))

    return Template(attrs.evolve(kept, body=body), entries)


def _mentorship(number: int, records: int) -> Envelope:
    kept = template(number % TEMPLATES, records).envelope
    mentor, mentee = mentor_id(number), mentee_id(number)

    return Envelope(
        Key("mentorship", mentorship_id(number)),
        kept.version,
        kept.schema,
        {**kept.index, "mentor": mentor, "mentee": mentee, "people": (mentor, mentee)},
        _renamed(kept.body, number),
    )


def _renamed(body: str, number: int) -> str:
    # All ids end with the number of the relationship, but for that of the mentor, who has several.
    numbered = body.replace('0000000"', f'{number:07}"')

    return numbered.replace(f'"t{number:07}"', f'"{mentor_id(number)}"')


def _person_of(id: str) -> Envelope:
    kept = _template_of_people()

    return Envelope(
        Key("person", id),
        1,
        kept.schema,
        {**kept.index, "email": f"{id}@example.org"},
        kept.body.replace("x0000000", id),
    )


def _registered(id: str) -> str:
    return _entry_of_people().replace("x0000000", id)


@functools.cache
def _template_of_people() -> Envelope:
    return envelope_of(_registration(), 1, Codec())


@functools.cache
def _entry_of_people() -> str:
    made = _registration()

    return entry_of(made, made.noted[0], 1, BEGIN).body


def _registration() -> Person:
    return Person.register(
        id="x0000000", name="Somebody x0000000", email="x0000000@example.org", capacity=PER_MENTOR, at=BEGIN
    )


def lived(kind: int, records: int = 1) -> Mentorship:
    """
    Make one relationship with the commands of a year, or of several that follow on one another.
    """
    dice = random.Random(kind)
    mentor, mentee = mentor_id(0), mentee_id(0)

    def words(characters: int) -> str:
        text = ""
        while len(text) < characters:
            text += f"{dice.choice(_WORDS)} "
        return text[:characters].strip().capitalize() + "."

    made = Mentorship.offer(
        id=mentorship_id(0),
        mentor=mentor,
        mentee=mentee,
        by=mentor,
        at=BEGIN,
        reasoning=words(150),
        potential=words(150),
        agreement=Agreement(
            cadence=Cadence.monthly(),
            starts_on=date(2025, 1, 13),
            ends_on=date(2026, 1, 31) if kind % 4 else date(2026, 4, 30),
            readings=True,
        ),
    )
    made.accept(by=mentee, at=BEGIN + timedelta(days=1))
    for year in range(records):
        _live(made, kind, year, words)
    if _is_over(kind):
        reviews = {goal.id: words(100) for goal in made.goals.active}
        made.complete(by=mentor, at=NOW - timedelta(days=1), summary=words(200), reviews=reviews)

    return made


def _is_over(kind: int) -> bool:
    return kind % PER_MENTOR == PER_MENTOR - 1


def _live(made: Mentorship, kind: int, year: int, words: Any) -> None:
    """
    Do what a year brings: 3 goals, 12 held meetings, 4 readings, 6 answered questions, 5 milestones.
    """
    mentor, mentee = made.pair
    begin = BEGIN + timedelta(days=2)
    goals = [
        made.goals.set(
            id=record_id(f"goal-{year}-{place}"),
            by=mentee,
            at=begin,
            title=words(40),
            why=words(120),
            measure=words(80),
        ).id
        for place in range(3)
    ]
    readings = [
        made.readings.assign(
            id=record_id(f"reading-{year}-{place}"),
            by=mentor,
            at=begin,
            title=words(50),
            why=words(120),
            due_on=(begin + timedelta(days=60 * place + 30)).date(),
            source="https://example.org/reading",
            goal=goals[place % 3],
        ).id
        for place in range(4)
    ]
    questions = [
        made.questions.ask(
            id=record_id(f"question-{year}-{place}"),
            by=mentee,
            at=begin + timedelta(days=40 * place),
            text=words(200),
            interest=place % 5 + 1,
            goal=goals[place % 3],
        ).id
        for place in range(6)
    ]
    for place in range(12):
        # Several years lie side by side, since all of them are over by now.
        starts = begin + timedelta(days=7 + 30 * place, minutes=30 * year)
        meeting = made.meetings.schedule(
            id=record_id(f"meeting-{year}-{place}"), by=mentor, at=begin, starts=starts, minutes=30
        )
        made.meetings.hold(
            meeting.id,
            by=mentor,
            at=starts + timedelta(hours=1),
            summary=words(300),
            topics=[
                Topic(words(40), minutes=15, raised_by=mentee, serves=goals[place % 3]),
                Topic(words(40), minutes=10, raised_by=mentor, serves=questions[place % 6]),
            ],
        )
    # Those that are completed have one entry more for that, so that all have as many.
    for place, reading in enumerate(readings[: 3 if _is_over(kind) else 4]):
        made.readings.finish(
            reading, by=mentee, at=begin + timedelta(days=60 * place + 20), takeaway=words(120)
        )
    for place, question in enumerate(questions):
        at = begin + timedelta(days=40 * place + 5)
        late = FollowUp(owner=mentor, due_on=(at + timedelta(days=10 * kind)).date())
        answers = [Known(words(200)), Story(words(150), lesson=words(50)), Unknown(follow_up=late)]
        made.questions.answer(question, by=mentor, at=at, answer=answers[place % 3 if place < 5 else 0])
    for place in range(5):
        at = begin + timedelta(days=60 * place + 50)
        milestone = made.milestones.document(
            id=record_id(f"milestone-{year}-{place}"),
            by=mentee,
            at=at,
            title=words(50),
            statement=words(300),
            happened_on=(at - timedelta(days=5)).date(),
            goal=goals[place % 3],
            evidence=[
                Evidence.link("https://example.org/evidence", words(30)),
                Evidence.of(record_id(f"meeting-{year}-{place}")),
            ],
        )
        if place < 4:
            made.milestones.confirm(milestone.id, by=mentor, at=at + timedelta(days=1), revision=1)
