"""
SQLAlchemy ORM: mapped classes with the attributes of the entities, and a session for each operation.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, ClassVar, Final

import sqlalchemy
from sqlalchemy import (
    Connection,
    DateTime,
    Dialect,
    Engine,
    Enum,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    TypeDecorator,
    bindparam,
    create_engine,
    event,
    func,
    select,
)
from sqlalchemy.ext.associationproxy import AssociationProxy, association_proxy
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    Session,
    mapped_column,
    relationship,
    selectinload,
    sessionmaker,
)

from benchmarks.contestant import ONES_TOGETHER, Contestant, Listed
from benchmarks.contestant import Milestone as Documented
from benchmarks.entities import Summary, walk
from benchmarks.workload import Workload, mentee_id, mentorship_id
from mentorcore.model.agreement import AgreementStatus
from mentorcore.model.goals import GoalStatus
from mentorcore.model.lifecycle import State
from mentorcore.model.meetings import MeetingStatus
from mentorcore.model.milestones import MilestoneStatus
from mentorcore.model.questions import QuestionStatus
from mentorcore.model.readings import ReadingStatus
from mentorcore.model.visibility import Visibility


class Moment(TypeDecorator[datetime]):
    """
    A moment, which SQLite keeps without its zone, in UTC.
    """

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    type_annotation_map: ClassVar = {
        datetime: Moment,
        enum.Enum: Enum(enum.Enum, native_enum=False, values_callable=lambda kind: [s.value for s in kind]),
    }


_CLUSTERED: Final = {"sqlite_with_rowid": False}


class Part:
    """
    What a relationship has in some order.
    """

    __table_args__: Any = _CLUSTERED

    mentorship: Mapped[str] = mapped_column(ForeignKey("mentorship.id"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)


class Record:
    """
    What a relationship has in some order, under an id, and with an author.
    """

    __table_args__: Any = _CLUSTERED

    mentorship: Mapped[str] = mapped_column(ForeignKey("mentorship.id"), primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    place: Mapped[int]
    revision: Mapped[int]
    author: Mapped[str]
    entered_at: Mapped[datetime]
    changed_by: Mapped[str]
    changed_at: Mapped[datetime]


class Revised(Record):
    """
    One revision of such a record, the current one or one that it has superseded.
    """

    # Last in the key, after the relationship and the id, whatever order the columns are collected in.
    revision: Mapped[int] = mapped_column(primary_key=True, sort_order=1)
    superseded: Mapped[bool]


class Accepted(Part, Base):
    __tablename__ = "accepted"

    person_id: Mapped[str]


class Step(Part, Base):
    __tablename__ = "step"

    state: Mapped[State]
    by: Mapped[str]
    at: Mapped[datetime]
    words: Mapped[str | None]


class Agreement(Record, Base):
    __tablename__ = "agreement"

    unit: Mapped[str]
    count: Mapped[int]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    readings: Mapped[bool]
    feedback_every: Mapped[int | None]
    confidences: Mapped[str]
    status: Mapped[AgreementStatus]
    why: Mapped[str | None]
    reason: Mapped[str | None]


class Goal(Record, Base):
    __tablename__ = "goal"

    title: Mapped[str]
    why: Mapped[str]
    measure: Mapped[str]
    status: Mapped[GoalStatus]
    adopted_at: Mapped[datetime | None]
    rank: Mapped[int | None]
    reason: Mapped[str | None]
    review: Mapped[str | None]


class Topic(Base):
    __tablename__ = "topic"
    __table_args__ = (
        ForeignKeyConstraint(
            ["mentorship", "meeting", "revision"], ["meeting.mentorship", "meeting.id", "meeting.revision"]
        ),
        _CLUSTERED,
    )

    mentorship: Mapped[str] = mapped_column(primary_key=True)
    meeting: Mapped[str] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    minutes: Mapped[int]
    raised_by: Mapped[str]
    serves: Mapped[str | None]


class Meeting(Revised, Base):
    __tablename__ = "meeting"

    starts: Mapped[datetime]
    minutes: Mapped[int]
    zone: Mapped[str]
    series: Mapped[str | None]
    status: Mapped[MeetingStatus]
    summary: Mapped[str | None]
    reason: Mapped[str | None]
    correction: Mapped[str | None]
    reported_by: Mapped[str | None]
    topics: Mapped[list[Topic]] = relationship(order_by=Topic.place, lazy="raise")


Index("ahead", Meeting.mentorship, Meeting.status, Meeting.starts, sqlite_where=~Meeting.superseded)


class Reading(Record, Base):
    __tablename__ = "reading"

    title: Mapped[str]
    why: Mapped[str]
    due_on: Mapped[date]
    source: Mapped[str | None]
    goal: Mapped[str | None]
    status: Mapped[ReadingStatus]
    takeaway: Mapped[str | None]
    reason: Mapped[str | None]


class Answer(Base):
    __tablename__ = "answer"
    __table_args__ = (
        ForeignKeyConstraint(["mentorship", "question"], ["question.mentorship", "question.id"]),
        _CLUSTERED,
    )

    mentorship: Mapped[str] = mapped_column(primary_key=True)
    question: Mapped[str] = mapped_column(primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    author: Mapped[str]
    at: Mapped[datetime]
    visibility: Mapped[Visibility]
    type: Mapped[str]
    text: Mapped[str | None]
    lesson: Mapped[str | None]
    owner: Mapped[str | None]
    due_on: Mapped[date | None]
    task: Mapped[str | None]


class Question(Record, Base):
    __tablename__ = "question"

    text: Mapped[str]
    interest: Mapped[int]
    goal: Mapped[str | None]
    status: Mapped[QuestionStatus]
    answers: Mapped[list[Answer]] = relationship(order_by=Answer.place, lazy="raise")


class Evidence(Base):
    __tablename__ = "evidence"
    __table_args__ = (
        ForeignKeyConstraint(
            ["mentorship", "milestone", "revision"],
            ["milestone.mentorship", "milestone.id", "milestone.revision"],
        ),
        _CLUSTERED,
    )

    mentorship: Mapped[str] = mapped_column(primary_key=True)
    milestone: Mapped[str] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    url: Mapped[str | None]
    record: Mapped[str | None]
    label: Mapped[str | None]


class Milestone(Revised, Base):
    __tablename__ = "milestone"

    title: Mapped[str]
    statement: Mapped[str]
    happened_on: Mapped[date]
    goal: Mapped[str | None]
    status: Mapped[MilestoneStatus]
    reason: Mapped[str | None]
    confirmed_by: Mapped[str | None]
    confirmed_at: Mapped[datetime | None]
    confirmed_revision: Mapped[int | None]
    evidence: Mapped[list[Evidence]] = relationship(order_by=Evidence.place, lazy="raise")


class Relationship(Base):
    __tablename__ = "mentorship"
    __table_args__ = (Index("of_mentor", "mentor_id", "state"), _CLUSTERED)

    id: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column()
    mentor_id: Mapped[str]
    mentee_id: Mapped[str] = mapped_column(index=True)
    offered_by: Mapped[str]
    request_id: Mapped[str | None]
    reasoning: Mapped[str]
    potential: Mapped[str | None]
    lapses_at: Mapped[datetime]
    state: Mapped[State]
    activated_on: Mapped[date | None]
    accepted: Mapped[list[Accepted]] = relationship(order_by=Accepted.place, lazy="raise")
    accepted_by: AssociationProxy[list[str]] = association_proxy("accepted", "person_id")
    steps: Mapped[list[Step]] = relationship(order_by=Step.place, lazy="raise")
    agreements: Mapped[list[Agreement]] = relationship(order_by=Agreement.place, lazy="raise")
    goals: Mapped[list[Goal]] = relationship(order_by=Goal.place, lazy="raise")
    all_meetings: Mapped[list[Meeting]] = relationship(order_by=Meeting.place, lazy="raise")
    readings: Mapped[list[Reading]] = relationship(order_by=Reading.place, lazy="raise")
    questions: Mapped[list[Question]] = relationship(order_by=Question.place, lazy="raise")
    all_milestones: Mapped[list[Milestone]] = relationship(order_by=Milestone.place, lazy="raise")

    # The import brings the versions with it, so the mapper compares but does not count.
    __mapper_args__ = {"version_id_col": version, "version_id_generator": False}  # noqa: RUF012

    # A filtered relationship for each of these would be loaded by a query of its own, which takes longer.

    @property
    def meetings(self) -> list[Meeting]:
        return [meeting for meeting in self.all_meetings if not meeting.superseded]

    @property
    def earlier_meetings(self) -> list[Meeting]:
        return [meeting for meeting in self.all_meetings if meeting.superseded]

    @property
    def milestones(self) -> list[Milestone]:
        return [milestone for milestone in self.all_milestones if not milestone.superseded]

    @property
    def earlier_milestones(self) -> list[Milestone]:
        return [milestone for milestone in self.all_milestones if milestone.superseded]


class Entry(Base):
    __tablename__ = "journal"

    position: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(index=True)
    version: Mapped[int]
    action: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    record: Mapped[str | None]
    revision: Mapped[int | None]


# What is in a record has a key of two columns, and SQLite uses no index for a list of pairs, so it is joined.
WHOLE: Final = (
    select(Relationship)
    .where(Relationship.id == bindparam("id"))
    .options(
        selectinload(Relationship.accepted),
        selectinload(Relationship.steps),
        selectinload(Relationship.agreements),
        selectinload(Relationship.goals),
        selectinload(Relationship.all_meetings).joinedload(Meeting.topics),
        selectinload(Relationship.readings),
        selectinload(Relationship.questions).joinedload(Question.answers),
        selectinload(Relationship.all_milestones).joinedload(Milestone.evidence),
    )
)
_AHEAD: Final = (
    select(func.min(Meeting.starts))
    .where(
        Meeting.mentorship == Relationship.id,
        Meeting.status == MeetingStatus.SCHEDULED,
        ~Meeting.superseded,
    )
    .scalar_subquery()
)
_ACTIVE: Final = (
    select(
        Relationship.id,
        Relationship.version,
        Relationship.state,
        Relationship.mentor_id,
        Relationship.mentee_id,
        Relationship.lapses_at,
        Agreement.starts_on,
        Agreement.ends_on,
        _AHEAD,
    )
    .join(Relationship.agreements.and_(Agreement.status == AgreementStatus.IN_FORCE))
    .where(Relationship.mentor_id == bindparam("mentor"), Relationship.state == State.ACTIVE)
    .order_by(Relationship.id)
)


class SqlalchemyOrm(Contestant):
    """
    The ORM that most Python programs without a web framework of their own use.
    """

    name = "SQLAlchemy ORM"

    _to_change: ClassVar = WHOLE

    _engine: Engine
    _reading: sessionmaker[Session]
    _writing: sessionmaker[Session]

    def __init__(self, directory: Path) -> None:
        super().__init__(directory)
        self._prepared: list[dict[str, Any]] = []
        self._walk = walk()

    @property
    def settings(self) -> str:
        return (
            f"SQLAlchemy {sqlalchemy.__version__}, pooled connections, tables WITHOUT ROWID clustered by "
            "relationship, superseded revisions beside the current ones (a flag), foreign keys, selectinload "
            "(joinedload within records), version_id_col, WAL, synchronous=FULL, BEGIN IMMEDIATE to write, "
            f"import by the unit of work (add_all), {ONES_TOGETHER} relationships a transaction"
        )

    def prepare(self, workload: Workload) -> None:
        self._prepared = list(workload.plain())

    def fill(self) -> None:
        self._open()
        Base.metadata.create_all(self._engine)
        for start in range(0, len(self._prepared), ONES_TOGETHER):
            together = self._prepared[start : start + ONES_TOGETHER]
            with self._writing.begin() as session:
                session.add_all(map(_relationship, together))
                session.add_all(_entry(plain["id"], r) for plain in together for r in plain["journal"])

    def load(self, number: int) -> int:
        with self._reading() as session:
            return self._walk(session.scalars(WHOLE, {"id": mentorship_id(number)}).one())

    def add(self, milestone: Documented) -> None:
        by, at = mentee_id(milestone.number), milestone.at
        with self._writing.begin() as session:
            kept = session.scalars(self._to_change, {"id": mentorship_id(milestone.number)}).one()
            if milestone.id in {one.id for one in kept.milestones}:
                raise ValueError(f"{milestone.id} is there already")
            if kept.state is not State.ACTIVE or milestone.goal not in {goal.id for goal in kept.goals}:
                raise ValueError("it is not active, or has no such goal")
            if milestone.record not in {meeting.id for meeting in kept.meetings}:
                raise ValueError("it has no such meeting")
            kept.all_milestones.append(
                Milestone(
                    place=len(kept.all_milestones),
                    id=milestone.id,
                    revision=1,
                    author=by,
                    entered_at=at,
                    changed_by=by,
                    changed_at=at,
                    title=milestone.title,
                    statement=milestone.statement,
                    superseded=False,
                    happened_on=milestone.happened_on,
                    goal=milestone.goal,
                    status=MilestoneStatus.DOCUMENTED,
                    evidence=[
                        Evidence(place=0, url=milestone.url, label=milestone.label),
                        Evidence(place=1, record=milestone.record),
                    ],
                )
            )
            kept.version += 1
            session.add(
                Entry(
                    subject=kept.id,
                    version=kept.version,
                    action="milestone.documented",
                    by=by,
                    at=at,
                    recorded_at=at,
                    record=milestone.id,
                    revision=1,
                )
            )

    def active(self, mentor: str) -> Sequence[Listed]:
        with self._reading() as session:
            return [Summary(*row) for row in session.execute(_ACTIVE, {"mentor": mentor})]

    def reopen(self) -> None:
        self._engine.dispose()
        self._open()

    def close(self) -> None:
        self._engine.dispose()

    def _open(self) -> None:
        self._engine = create_engine(f"sqlite:///{self.directory / 'sqlalchemy.db'}")
        event.listen(self._engine, "connect", _set_up)
        event.listen(self._engine, "begin", _begin)
        self._reading = sessionmaker(self._engine)
        self._writing = sessionmaker(self._engine.execution_options(begin="BEGIN IMMEDIATE"))


def _set_up(connection: Any, _: Any) -> None:
    connection.isolation_level = None
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))


def _relationship(plain: Mapping[str, Any]) -> Relationship:
    return Relationship(
        **_same(plain, "id version mentor_id mentee_id offered_by request_id reasoning potential"),
        lapses_at=_moment(plain["lapses_at"]),
        state=State(plain["state"]),
        activated_on=_day(plain["activated_on"]),
        accepted=[
            Accepted(place=place, person_id=person) for place, person in enumerate(plain["accepted_by"])
        ],
        steps=[
            Step(place=place, state=State(r["state"]), at=_moment(r["at"]), **_same(r, "by words"))
            for place, r in enumerate(plain["steps"])
        ],
        agreements=[_agreement(place, r) for place, r in enumerate(plain["agreements"])],
        goals=[_goal(place, r) for place, r in enumerate(plain["goals"])],
        all_meetings=[_meeting(*one) for one in _all_revisions(plain, "meetings")],
        readings=[_reading(place, r) for place, r in enumerate(plain["readings"])],
        questions=[_question(place, r) for place, r in enumerate(plain["questions"])],
        all_milestones=[_milestone(*one) for one in _all_revisions(plain, "milestones")],
    )


def _all_revisions(plain: Mapping[str, Any], kind: str) -> Iterator[tuple[int, Mapping[str, Any], bool]]:
    current = plain[kind]
    for place, r in enumerate([*current, *plain[f"earlier_{kind}"]]):
        yield place, r, place >= len(current)


def _agreement(place: int, r: Mapping[str, Any]) -> Agreement:
    terms = r["terms"]

    return Agreement(
        **_record(place, r),
        **_same(terms["cadence"], "unit count"),
        **_same(terms, "readings feedback_every confidences"),
        **_same(r, "why reason"),
        starts_on=_day(terms["starts_on"]),
        ends_on=_day(terms["ends_on"]),
        status=AgreementStatus(r["status"]),
    )


def _goal(place: int, r: Mapping[str, Any]) -> Goal:
    return Goal(
        **_record(place, r),
        **_same(r, "title why measure rank reason review"),
        status=GoalStatus(r["status"]),
        adopted_at=_moment(r["adopted_at"]),
    )


def _meeting(place: int, r: Mapping[str, Any], superseded: bool) -> Meeting:
    return Meeting(
        **_record(place, r),
        superseded=superseded,
        **_same(r, "minutes zone series summary reason correction reported_by"),
        starts=_moment(r["starts"]),
        status=MeetingStatus(r["status"]),
        topics=[
            Topic(place=below, **_same(topic, "title minutes raised_by serves"))
            for below, topic in enumerate(r["topics"])
        ],
    )


def _reading(place: int, r: Mapping[str, Any]) -> Reading:
    return Reading(
        **_record(place, r),
        **_same(r, "title why source goal takeaway reason"),
        due_on=_day(r["due_on"]),
        status=ReadingStatus(r["status"]),
    )


def _question(place: int, r: Mapping[str, Any]) -> Question:
    return Question(
        **_record(place, r),
        **_same(r, "text interest goal"),
        status=QuestionStatus(r["status"]),
        answers=[_answer(below, answer) for below, answer in enumerate(r["answers"])],
    )


def _answer(place: int, r: Mapping[str, Any]) -> Answer:
    given = r["answer"]
    late = given.get("follow_up") or {}

    return Answer(
        place=place,
        author=r["author"],
        at=_moment(r["at"]),
        visibility=Visibility(r["visibility"]),
        type=given["type"],
        text=given.get("text"),
        lesson=given.get("lesson"),
        owner=late.get("owner"),
        due_on=_day(late.get("due_on")),
        task=late.get("task"),
    )


def _milestone(place: int, r: Mapping[str, Any], superseded: bool) -> Milestone:
    response = r["response"] or {}

    return Milestone(
        **_record(place, r),
        superseded=superseded,
        **_same(r, "title statement goal reason"),
        happened_on=_day(r["happened_on"]),
        status=MilestoneStatus(r["status"]),
        confirmed_by=response.get("author"),
        confirmed_at=_moment(response.get("at")),
        confirmed_revision=response.get("revision"),
        evidence=[
            Evidence(place=below, **_same(evidence, "url record label"))
            for below, evidence in enumerate(r["evidence"])
        ],
    )


def _entry(subject: str, r: Mapping[str, Any]) -> Entry:
    return Entry(
        subject=subject,
        at=_moment(r["at"]),
        recorded_at=_moment(r["recorded_at"]),
        **_same(r, "version action by record revision"),
    )


def _record(place: int, r: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "place": place,
        "entered_at": _moment(r["entered_at"]),
        "changed_at": _moment(r["changed_at"]),
        **_same(r, "id revision author changed_by"),
    }


def _same(plain: Mapping[str, Any], names: str) -> dict[str, Any]:
    return {name: plain[name] for name in names.split()}


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
