"""
Event sourced: `eventsourcing`, with one event for each entry of a relationship's journal.

Set up as its documentation advises where speed counts: events declared on the methods of a mutable aggregate
and mapped by `msgspec`, snapshots at an interval, and a recorder that keeps a table to ask in the transaction
that records the events.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from importlib.metadata import version
from itertools import chain
from operator import attrgetter
from pathlib import Path
from typing import Any, ClassVar, Final, TypeVar
from uuid import NAMESPACE_URL, UUID, uuid5

import attrs
import msgspec
from eventsourcing.application import Application
from eventsourcing.domain import (
    BaseAggregate,
    CanInitAggregate,
    CanMutateAggregate,
    CanSnapshotAggregate,
    event,
)
from eventsourcing.persistence import Mapper, StoredEvent
from eventsourcing.sqlite import SQLiteApplicationRecorder, SQLiteCursor
from eventsourcing.utils import get_topic, resolve_topic

from benchmarks.contestant import ONES_TOGETHER, Contestant, Listed, Milestone
from benchmarks.entities import (
    Agreement,
    Answer,
    Evidence,
    Goal,
    Meeting,
    Question,
    Reading,
    Step,
    Summary,
    Topic,
    walk,
)
from benchmarks.entities import Milestone as Kept
from benchmarks.workload import Workload, mentee_id, mentorship_id
from mentorcore.model.agreement import AgreementStatus
from mentorcore.model.goals import GoalStatus
from mentorcore.model.lifecycle import State
from mentorcore.model.meetings import MeetingStatus
from mentorcore.model.milestones import MilestoneStatus
from mentorcore.model.questions import QuestionStatus
from mentorcore.model.readings import ReadingStatus
from mentorcore.model.visibility import Visibility


BETWEEN_SNAPSHOTS: Final = 100
"""How many events of a relationship one snapshot follows on another; a year brings 57 to 59."""

Record = TypeVar("Record", Agreement, Goal, Meeting, Reading, Question, Kept)


class DomainEvent(msgspec.Struct, frozen=True, kw_only=True):
    """
    What every event and snapshot has.
    """

    originator_id: UUID
    originator_version: int
    timestamp: datetime


class Everything(msgspec.Struct, frozen=True):
    """
    What a snapshot holds of a relationship.
    """

    name: str
    mentor_id: str
    mentee_id: str
    offered_by: str
    request_id: str | None
    reasoning: str
    potential: str | None
    lapses_at: datetime
    state: State
    activated_on: date | None
    accepted_by: list[str]
    steps: list[Step]
    agreements: list[Agreement]
    goals: list[Goal]
    meetings: list[Meeting]
    readings: list[Reading]
    questions: list[Question]
    milestones: list[Kept]
    earlier_meetings: list[Meeting]
    earlier_milestones: list[Kept]


class Aggregate(BaseAggregate[UUID]):
    """
    An aggregate whose events are structs of `msgspec`.
    """

    class Event(DomainEvent, CanMutateAggregate[UUID], frozen=True):
        def _as_dict(self) -> dict[str, Any]:
            return msgspec.structs.asdict(self)

    class Created(Event, CanInitAggregate[UUID], frozen=True, kw_only=True):
        originator_topic: str


class Relationship(Aggregate):
    """
    A relationship, with the attributes that it has when the others load it.
    """

    class Snapshot(DomainEvent, CanSnapshotAggregate[UUID], frozen=True, kw_only=True):
        topic: str
        state: Everything

        @classmethod
        def take(cls, aggregate: Any) -> Relationship.Snapshot:
            return cls(
                originator_id=aggregate.id,
                originator_version=aggregate.version,
                timestamp=aggregate.modified_on,
                topic=get_topic(type(aggregate)),
                state=Everything(**{name: getattr(aggregate, name) for name in Everything.__struct_fields__}),
            )

        def mutate(self, _: None) -> Relationship:
            made = Relationship.__new__(Relationship)
            made.__base_init__(self.originator_id, self.originator_version, self.timestamp)
            vars(made).update(msgspec.structs.asdict(self.state))

            return made

    @staticmethod
    def create_id(name: str) -> UUID:
        return uuid5(NAMESPACE_URL, f"/relationships/{name}")

    @event("Offered")
    def __init__(
        self,
        *,
        name: str,
        mentor_id: str,
        mentee_id: str,
        by: str,
        request_id: str | None,
        reasoning: str,
        potential: str | None,
        lapses_at: datetime,
        agreement: str,
        unit: str,
        count: int,
        starts_on: date,
        ends_on: date,
        readings: bool,
        feedback_every: int | None,
        confidences: str,
        timestamp: datetime,
    ) -> None:
        self.name = name
        self.mentor_id = mentor_id
        self.mentee_id = mentee_id
        self.offered_by = by
        self.request_id = request_id
        self.reasoning = reasoning
        self.potential = potential
        self.lapses_at = lapses_at
        self.state = State.OFFERED
        self.activated_on: date | None = None
        self.accepted_by = [by]
        self.steps = [Step(State.OFFERED, by, timestamp, None)]
        self.agreements = [
            Agreement(
                *_new(agreement, by, timestamp),
                unit=unit,
                count=count,
                starts_on=starts_on,
                ends_on=ends_on,
                readings=readings,
                feedback_every=feedback_every,
                confidences=confidences,
                status=AgreementStatus.PROPOSED,
                why=None,
                reason=None,
            )
        ]
        self.goals: list[Goal] = []
        self.meetings: list[Meeting] = []
        self.readings: list[Reading] = []
        self.questions: list[Question] = []
        self.milestones: list[Kept] = []
        self.earlier_meetings: list[Meeting] = []
        self.earlier_milestones: list[Kept] = []

    @event("Activated")
    def activate(self, *, by: str, timestamp: datetime) -> None:
        self.state = State.ACTIVE
        self.activated_on = timestamp.date()
        self.accepted_by.append(by)
        self.steps.append(Step(State.ACTIVE, by, timestamp, None))
        for agreement in self.agreements:
            _revised(agreement, by, timestamp).status = AgreementStatus.IN_FORCE

    @event("GoalSet")
    def set_goal(self, *, id: str, by: str, title: str, why: str, measure: str, timestamp: datetime) -> None:
        new, rank = _new(id, by, timestamp), len(self.goals) + 1
        self.goals.append(Goal(*new, title, why, measure, GoalStatus.ACTIVE, timestamp, rank, None, None))

    @event("ReadingAssigned")
    def assign_reading(
        self,
        *,
        id: str,
        by: str,
        title: str,
        why: str,
        due_on: date,
        source: str | None,
        goal: str | None,
        timestamp: datetime,
    ) -> None:
        new, status = _new(id, by, timestamp), ReadingStatus.OPEN
        self.readings.append(Reading(*new, title, why, due_on, source, goal, status, None, None))

    @event("ReadingFinished")
    def finish_reading(self, *, id: str, by: str, takeaway: str, timestamp: datetime) -> None:
        reading = _revised(_of(self.readings, id), by, timestamp)
        reading.status = ReadingStatus.FINISHED
        reading.takeaway = takeaway

    @event("QuestionAsked")
    def ask(
        self, *, id: str, by: str, text: str, interest: int, goal: str | None, timestamp: datetime
    ) -> None:
        new = _new(id, by, timestamp)
        self.questions.append(Question(*new, text, interest, goal, QuestionStatus.OPEN, []))

    @event("QuestionAnswered")
    def answer(self, *, id: str, answer: Answer, timestamp: datetime) -> None:
        question = _revised(_of(self.questions, id), answer.author, timestamp)
        question.answers.append(answer)
        if answer.type != "unknown":
            question.status = QuestionStatus.ANSWERED

    @event("MeetingScheduled")
    def schedule(
        self,
        *,
        id: str,
        by: str,
        starts: datetime,
        minutes: int,
        zone: str,
        series: str | None,
        timestamp: datetime,
    ) -> None:
        self.meetings.append(
            Meeting(
                *_new(id, by, timestamp),
                starts=starts,
                minutes=minutes,
                zone=zone,
                series=series,
                status=MeetingStatus.SCHEDULED,
                summary=None,
                reason=None,
                correction=None,
                reported_by=None,
                topics=[],
            )
        )

    @event("MeetingHeld")
    def hold(self, *, id: str, by: str, summary: str, topics: list[Topic], timestamp: datetime) -> None:
        meeting = _of(self.meetings, id)
        self.earlier_meetings.append(_same_meeting(meeting))
        _revised(meeting, by, timestamp)
        meeting.status = MeetingStatus.HELD
        meeting.summary = summary
        meeting.topics = topics
        meeting.reported_by = by

    @event("MilestoneDocumented")
    def document(
        self,
        *,
        id: str,
        by: str,
        title: str,
        statement: str,
        happened_on: date,
        goal: str | None,
        evidence: list[Evidence],
        timestamp: datetime,
    ) -> None:
        self.milestones.append(
            Kept(
                *_new(id, by, timestamp),
                title=title,
                statement=statement,
                happened_on=happened_on,
                goal=goal,
                status=MilestoneStatus.DOCUMENTED,
                reason=None,
                confirmed_by=None,
                confirmed_at=None,
                confirmed_revision=None,
                evidence=evidence,
            )
        )

    @event("MilestoneConfirmed")
    def confirm(self, *, id: str, by: str, revision: int, timestamp: datetime) -> None:
        milestone = _of(self.milestones, id)
        self.earlier_milestones.append(_same_milestone(milestone))
        _revised(milestone, by, timestamp)
        milestone.status = MilestoneStatus.CONFIRMED
        milestone.confirmed_by = by
        milestone.confirmed_at = timestamp
        milestone.confirmed_revision = revision

    @event("Completed")
    def complete(self, *, by: str, summary: str, reviews: dict[str, str], timestamp: datetime) -> None:
        self.state = State.COMPLETED
        self.steps.append(Step(State.COMPLETED, by, timestamp, summary))
        for goal in self.goals:
            _revised(goal, by, timestamp).status = GoalStatus.LAPSED
            goal.rank, goal.review = None, reviews[goal.id]
        for reading in self.readings:
            if reading.status is ReadingStatus.OPEN:
                _revised(reading, by, timestamp).status = ReadingStatus.LAPSED
        for question in self.questions:
            if question.status is QuestionStatus.OPEN:
                _revised(question, by, timestamp).status = QuestionStatus.LAPSED


def _new(id: str, by: str, at: datetime) -> tuple[str, int, str, datetime, str, datetime]:
    return id, 1, by, at, by, at


def _of(records: Sequence[Record], id: str) -> Record:
    return next(record for record in records if record.id == id)


def _revised(record: Record, by: str, at: datetime) -> Record:
    record.revision += 1
    record.changed_by = by
    record.changed_at = at

    return record


def _copier(kind: type[Record]) -> Callable[[Record], Record]:
    """
    Return what copies records of a kind, faster than `copy.copy` and `attrs.evolve` do.
    """
    read = attrgetter(*(field.name for field in attrs.fields(kind)))

    return lambda record: kind(*read(record))


_same_meeting = _copier(Meeting)
_same_milestone = _copier(Kept)


def relived(plain: Mapping[str, Any]) -> Relationship:
    """
    Give the commands again that made a relationship, in the order of its journal.
    """
    (agreement,) = plain["agreements"]
    terms = agreement["terms"]
    made = Relationship(
        **_fields(plain, "mentor_id", "mentee_id", "request_id", "reasoning", "potential"),
        **_fields(terms, "readings", "feedback_every", "confidences"),
        **_fields(terms["cadence"], "unit", "count"),
        name=plain["id"],
        by=plain["offered_by"],
        lapses_at=_moment(plain["lapses_at"]),
        agreement=agreement["id"],
        starts_on=_day(terms["starts_on"]),
        ends_on=_day(terms["ends_on"]),
        timestamp=_moment(plain["journal"][0]["at"]),
    )
    kinds = ("goals", "meetings", "readings", "questions", "milestones")
    records = {record["id"]: record for record in chain.from_iterable(plain[kind] for kind in kinds)}
    for entry in plain["journal"][1:]:
        record = records.get(entry["record"], plain)
        _COMMANDS[entry["action"]](made, record, entry["by"], _moment(entry["at"]))

    return made


def _answer_of(record: Mapping[str, Any]) -> Answer:
    (answer,) = record["answers"]
    given = answer["answer"]
    late = given.get("follow_up") or {}
    due = late.get("due_on")

    return Answer(
        author=answer["author"],
        at=_moment(answer["at"]),
        visibility=Visibility(answer["visibility"]),
        type=given["type"],
        text=given.get("text"),
        lesson=given.get("lesson"),
        owner=late.get("owner"),
        due_on=None if due is None else _day(due),
        task=late.get("task"),
    )


def _fields(record: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: record[name] for name in names}


_moment = datetime.fromisoformat
_day = date.fromisoformat

Command = Callable[[Relationship, Mapping[str, Any], str, datetime], None]

_COMMANDS: Final[Mapping[str, Command]] = {
    "mentorship.activated": lambda made, _, by, at: made.activate(by=by, timestamp=at),
    "goal.set": lambda made, r, by, at: made.set_goal(
        **_fields(r, "id", "title", "why", "measure"), by=by, timestamp=at
    ),
    "reading.assigned": lambda made, r, by, at: made.assign_reading(
        **_fields(r, "id", "title", "why", "source", "goal"), due_on=_day(r["due_on"]), by=by, timestamp=at
    ),
    "reading.finished": lambda made, r, by, at: made.finish_reading(
        **_fields(r, "id", "takeaway"), by=by, timestamp=at
    ),
    "question.asked": lambda made, r, by, at: made.ask(
        **_fields(r, "id", "text", "interest", "goal"), by=by, timestamp=at
    ),
    "question.answered": lambda made, r, _, at: made.answer(id=r["id"], answer=_answer_of(r), timestamp=at),
    "meeting.scheduled": lambda made, r, by, at: made.schedule(
        **_fields(r, "id", "minutes", "zone", "series"), starts=_moment(r["starts"]), by=by, timestamp=at
    ),
    "meeting.held": lambda made, r, by, at: made.hold(
        **_fields(r, "id", "summary"), topics=[Topic(**topic) for topic in r["topics"]], by=by, timestamp=at
    ),
    "milestone.documented": lambda made, r, by, at: made.document(
        **_fields(r, "id", "title", "statement", "goal"),
        happened_on=_day(r["happened_on"]),
        evidence=[Evidence(**piece) for piece in r["evidence"]],
        by=by,
        timestamp=at,
    ),
    "milestone.confirmed": lambda made, r, by, at: made.confirm(
        id=r["id"], revision=r["response"]["revision"], by=by, timestamp=at
    ),
    "mentorship.completed": lambda made, r, by, at: made.complete(
        summary=r["steps"][-1]["words"],
        reviews={goal["id"]: goal["review"] for goal in r["goals"]},
        by=by,
        timestamp=at,
    ),
}


class StructMapper(Mapper[UUID]):
    """
    Maps events that are structs to JSON, and back.
    """

    def to_stored_event(self, domain_event: Any) -> StoredEvent:
        return StoredEvent(
            originator_id=domain_event.originator_id,
            originator_version=domain_event.originator_version,
            topic=get_topic(type(domain_event)),
            state=msgspec.json.encode(domain_event),
        )

    def to_domain_event(self, stored_event: StoredEvent) -> Any:
        return msgspec.json.decode(stored_event.state, type=resolve_topic(stored_event.topic))


_LISTED: Final = "id, version, state, mentor_id, mentee_id, lapses_at, starts_on, ends_on, next_meeting"


class Recorder(SQLiteApplicationRecorder):
    """
    Records events, and in the same transaction what relationships are listed by.
    """

    def construct_create_table_statements(self) -> list[str]:
        return [
            *super().construct_create_table_statements(),
            f"CREATE TABLE IF NOT EXISTS listed ({_LISTED}, PRIMARY KEY (id)) WITHOUT ROWID",
            "CREATE INDEX IF NOT EXISTS of_mentor ON listed (mentor_id, state, id)",
        ]

    def _insert_events(
        self, c: SQLiteCursor, stored_events: Sequence[StoredEvent], **kwargs: Any
    ) -> Sequence[int] | None:
        placed = super()._insert_events(c, stored_events, **kwargs)
        c.executemany(
            "INSERT INTO listed VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET "
            "version = excluded.version, state = excluded.state, starts_on = excluded.starts_on, "
            "ends_on = excluded.ends_on, next_meeting = excluded.next_meeting",
            kwargs["listed"],
        )

        return placed

    def active(self, mentor: str) -> list[Summary]:
        """
        Return the active relationships of a mentor, by id.
        """
        with self.datastore.transaction(commit=False) as cursor:
            cursor.execute(
                f"SELECT {_LISTED} FROM listed WHERE mentor_id = ? AND state = ? ORDER BY id",  # noqa: S608
                (mentor, State.ACTIVE.value),
            )

            return [
                Summary(
                    own,
                    version,
                    State(state),
                    mentor,
                    mentee,
                    _moment(lapses),
                    _day(starts),
                    _day(ends),
                    None if ahead is None else _moment(ahead),
                )
                for own, version, state, mentor, mentee, lapses, starts, ends, ahead in cursor.fetchall()
            ]


def _listed(relationship: Relationship) -> tuple[str | int | None, ...]:
    in_force = next(one for one in relationship.agreements if one.status is AgreementStatus.IN_FORCE)
    ahead = [one.starts for one in relationship.meetings if one.status is MeetingStatus.SCHEDULED]

    return (
        relationship.name,
        relationship.version,
        relationship.state.value,
        relationship.mentor_id,
        relationship.mentee_id,
        relationship.lapses_at.isoformat(),
        in_force.starts_on.isoformat(),
        in_force.ends_on.isoformat(),
        min(ahead).isoformat() if ahead else None,
    )


class Relationships(Application[UUID]):
    """
    The application, which keeps events and snapshots in one SQLite file.
    """

    env: ClassVar[dict[str, str]] = {
        "PERSISTENCE_MODULE": "eventsourcing.sqlite",
        "APPLICATION_RECORDER_TOPIC": get_topic(Recorder),
        "MAPPER_TOPIC": get_topic(StructMapper),
    }
    snapshotting_intervals: ClassVar[dict[Any, int]] = {Relationship: BETWEEN_SNAPSHOTS}

    recorder: Recorder

    def keep(self, *several: Relationship) -> None:
        """
        Save what happened to relationships, and list them, in one transaction.
        """
        self.save(*several, listed=list(map(_listed, several)))


class EventSourced(Contestant):
    """
    Keeps what happened in a relationship, and loads it by letting that happen again from its last snapshot.
    """

    name = "eventsourcing"

    _application: Relationships

    def __init__(self, directory: Path) -> None:
        super().__init__(directory)
        self._prepared: list[dict[str, Any]] = []
        self._walk = walk()

    @property
    def settings(self) -> str:
        return (
            f"eventsourcing {version('eventsourcing')} on SQLite {sqlite3.sqlite_version}; an event for each "
            f"entry of the journal, structs of msgspec {version('msgspec')} as JSON; snapshotting_intervals "
            f"of {BETWEEN_SNAPSHOTS}, as its documentation suggests; no cache of aggregates; a table "
            "for lists, written by the recorder with the events; WAL, synchronous=FULL (SQLite's default, "
            f"which the library leaves); {ONES_TOGETHER} relationships a transaction, and one a snapshot"
        )

    def prepare(self, workload: Workload) -> None:
        self._prepared = list(workload.plain())

    def fill(self) -> None:
        self._open()
        for start in range(0, len(self._prepared), ONES_TOGETHER):
            self._application.keep(*map(relived, self._prepared[start : start + ONES_TOGETHER]))

    def load(self, number: int) -> int:
        return self._walk(self._loaded(number))

    def add(self, milestone: Milestone) -> None:
        kept = self._loaded(milestone.number)
        if milestone.id in {one.id for one in kept.milestones}:
            raise ValueError(f"{milestone.id} is there already")
        if kept.state is not State.ACTIVE or milestone.goal not in {goal.id for goal in kept.goals}:
            raise ValueError("it is not active, or has no such goal")
        if milestone.record not in {meeting.id for meeting in kept.meetings}:
            raise ValueError("it has no such meeting")
        kept.document(
            id=milestone.id,
            by=mentee_id(milestone.number),
            title=milestone.title,
            statement=milestone.statement,
            happened_on=milestone.happened_on,
            goal=milestone.goal,
            evidence=[Evidence(milestone.url, None, milestone.label), Evidence(None, milestone.record, None)],
            timestamp=milestone.at,
        )
        self._application.keep(kept)

    def active(self, mentor: str) -> Sequence[Listed]:
        return self._application.recorder.active(mentor)

    def reopen(self) -> None:
        self.close()
        self._open()

    def close(self) -> None:
        self._application.close()

    def _open(self) -> None:
        self._application = Relationships({"SQLITE_DBNAME": str(self.directory / "events.db")})

    def _loaded(self, number: int) -> Relationship:
        return self._application.repository.get(Relationship.create_id(mentorship_id(number)))
