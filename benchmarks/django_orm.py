"""
Django ORM: models with the attributes of the entities, outside of a Django project.

Importing this module sets Django up, which a process does once. Its database is that of the contestant which
was opened last, so one of them is open at a time.
"""

# Without a plugin of its own, mypy does not know what fields hold.
# mypy: disable-error-code="var-annotated"

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, ClassVar, Final

import django
from django.conf import settings
from django.db import connection, models, transaction

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


settings.configure(
    INSTALLED_APPS=["benchmarks"],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": ":memory:",
            "OPTIONS": {
                "init_command": "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL",
                "transaction_mode": "IMMEDIATE",
            },
        }
    },
    LOGGING_CONFIG=None,
    TIME_ZONE="UTC",
    USE_TZ=True,
)
django.setup()


class EnumField(models.CharField):  # type: ignore[type-arg]
    """
    A member of an enumeration, kept as its value.
    """

    def __init__(self, kind: type[enum.Enum], **options: Any) -> None:
        super().__init__(max_length=20, **options)
        self.kind = kind

    def from_db_value(self, value: str, *_: Any) -> enum.Enum:
        return self.kind(value)

    def get_prep_value(self, value: enum.Enum) -> str:
        return str(value.value)


class Relationship(models.Model):
    id = models.CharField(max_length=40, primary_key=True)
    version = models.IntegerField()
    mentor_id = models.CharField(max_length=40)
    mentee_id = models.CharField(max_length=40, db_index=True)
    offered_by = models.CharField(max_length=40)
    request_id = models.CharField(max_length=40, null=True)
    reasoning = models.TextField()
    potential = models.TextField(null=True)
    lapses_at = models.DateTimeField()
    state = EnumField(State)
    activated_on = models.DateField(null=True)

    acceptances: list[Acceptance]
    all_meetings: list[Meeting]
    all_milestones: list[Milestone]

    class Meta:
        db_table = "mentorship"
        indexes: ClassVar = [models.Index(fields=["mentor_id", "state", "id"], name="of_mentor")]

    @property
    def accepted_by(self) -> list[str]:
        return [one.person_id for one in self.acceptances]

    # A filtered Prefetch for each of these would be a query of its own, and so would what is in them.

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


class Part(models.Model):
    """
    What something has in some order.
    """

    key = models.BigAutoField(primary_key=True)
    place = models.IntegerField()

    class Meta:
        abstract = True
        ordering: ClassVar = ["place"]


class OfRelationship(Part):
    # The constraint is the index.
    relationship = models.ForeignKey(Relationship, models.CASCADE, db_index=False)

    class Meta(Part.Meta):
        abstract = True
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["relationship", "place"], name="places_of_%(class)s")
        ]


class Record(OfRelationship):
    """
    What a relationship has in some order, under an id, and with an author.
    """

    id = models.CharField(max_length=40)
    revision = models.IntegerField()
    author = models.CharField(max_length=40)
    entered_at = models.DateTimeField()
    changed_by = models.CharField(max_length=40)
    changed_at = models.DateTimeField()

    class Meta(OfRelationship.Meta):
        abstract = True


class Revised(Record):
    """
    One revision of such a record, the current one or one that it has superseded.
    """

    superseded = models.BooleanField(default=False)

    class Meta(Record.Meta):
        abstract = True


class Acceptance(OfRelationship):
    person_id = models.CharField(max_length=40)


class Step(OfRelationship):
    state = EnumField(State)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()
    words = models.TextField(null=True)


class Agreement(Record):
    unit = models.CharField(max_length=20)
    count = models.IntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    readings = models.BooleanField()
    feedback_every = models.IntegerField(null=True)
    confidences = models.TextField()
    status = EnumField(AgreementStatus)
    why = models.TextField(null=True)
    reason = models.TextField(null=True)


class Goal(Record):
    title = models.CharField(max_length=200)
    why = models.TextField()
    measure = models.TextField()
    status = EnumField(GoalStatus)
    adopted_at = models.DateTimeField(null=True)
    rank = models.IntegerField(null=True)
    reason = models.TextField(null=True)
    review = models.TextField(null=True)


class Meeting(Revised):
    starts = models.DateTimeField()
    minutes = models.IntegerField()
    zone = models.CharField(max_length=40)
    series = models.CharField(max_length=40, null=True)
    status = EnumField(MeetingStatus)
    summary = models.TextField(null=True)
    reason = models.TextField(null=True)
    correction = models.TextField(null=True)
    reported_by = models.CharField(max_length=40, null=True)

    class Meta(Revised.Meta):
        indexes: ClassVar = [
            models.Index(
                fields=["relationship", "status", "starts"],
                name="ahead",
                condition=models.Q(superseded=False),
            )
        ]


class Topic(Part):
    meeting = models.ForeignKey(Meeting, models.CASCADE)
    title = models.CharField(max_length=200)
    minutes = models.IntegerField()
    raised_by = models.CharField(max_length=40)
    serves = models.CharField(max_length=40, null=True)


class Reading(Record):
    title = models.CharField(max_length=200)
    why = models.TextField()
    due_on = models.DateField()
    source = models.TextField(null=True)
    goal = models.CharField(max_length=40, null=True)
    status = EnumField(ReadingStatus)
    takeaway = models.TextField(null=True)
    reason = models.TextField(null=True)


class Question(Record):
    text = models.TextField()
    interest = models.IntegerField()
    goal = models.CharField(max_length=40, null=True)
    status = EnumField(QuestionStatus)


class Answer(Part):
    question = models.ForeignKey(Question, models.CASCADE)
    author = models.CharField(max_length=40)
    at = models.DateTimeField()
    visibility = EnumField(Visibility)
    type = models.CharField(max_length=20)
    text = models.TextField(null=True)
    lesson = models.TextField(null=True)
    owner = models.CharField(max_length=40, null=True)
    due_on = models.DateField(null=True)
    task = models.TextField(null=True)


class Milestone(Revised):
    title = models.CharField(max_length=200)
    statement = models.TextField()
    happened_on = models.DateField()
    goal = models.CharField(max_length=40, null=True)
    status = EnumField(MilestoneStatus)
    reason = models.TextField(null=True)
    confirmed_by = models.CharField(max_length=40, null=True)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_revision = models.IntegerField(null=True)


class Evidence(Part):
    milestone = models.ForeignKey(Milestone, models.CASCADE, related_name="evidence_set")
    url = models.TextField(null=True)
    record = models.CharField(max_length=40, null=True)
    label = models.TextField(null=True)


class Entry(models.Model):
    position = models.BigAutoField(primary_key=True)
    subject = models.CharField(max_length=40, db_index=True)
    version = models.IntegerField()
    action = models.CharField(max_length=40)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    record = models.CharField(max_length=40, null=True)
    revision = models.IntegerField(null=True)

    class Meta:
        db_table = "journal"


_MODELS: Final[tuple[type[models.Model], ...]] = (
    Relationship,
    Acceptance,
    Step,
    Agreement,
    Goal,
    Meeting,
    Topic,
    Reading,
    Question,
    Answer,
    Milestone,
    Evidence,
    Entry,
)
"""In the order in which one needs the other."""

_WHOLE: Final = Relationship.objects.prefetch_related(
    models.Prefetch("acceptance_set", to_attr="acceptances"),
    models.Prefetch("step_set", to_attr="steps"),
    models.Prefetch("agreement_set", to_attr="agreements"),
    models.Prefetch("goal_set", to_attr="goals"),
    models.Prefetch("meeting_set", to_attr="all_meetings"),
    models.Prefetch("all_meetings__topic_set", to_attr="topics"),
    models.Prefetch("reading_set", to_attr="readings"),
    models.Prefetch("question_set", to_attr="questions"),
    models.Prefetch("questions__answer_set", to_attr="answers"),
    models.Prefetch("milestone_set", to_attr="all_milestones"),
    models.Prefetch("all_milestones__evidence_set", to_attr="evidence"),
)
_AHEAD: Final = (
    Meeting.objects.filter(
        relationship=models.OuterRef("id"), status=MeetingStatus.SCHEDULED, superseded=False
    )
    .order_by("starts")
    .values("starts")[:1]
)
_ACTIVE: Final = (
    Relationship.objects.filter(state=State.ACTIVE, agreement__status=AgreementStatus.IN_FORCE)
    .order_by("id")
    .values_list(
        "id",
        "version",
        "state",
        "mentor_id",
        "mentee_id",
        "lapses_at",
        "agreement__starts_on",
        "agreement__ends_on",
        models.Subquery(_AHEAD),
    )
)


class DjangoOrm(Contestant):
    """
    The ORM that Python's most used web framework brings.
    """

    name = "Django ORM"

    def __init__(self, directory: Path) -> None:
        super().__init__(directory)
        self._prepared: list[dict[str, Any]] = []
        self._walk = walk()

    @property
    def settings(self) -> str:
        return (
            f"Django {django.__version__}, one connection, foreign keys, prefetch_related into lists, "
            "superseded revisions beside the current ones (a flag), WAL, synchronous=FULL, BEGIN IMMEDIATE "
            "in transaction.atomic, reads in autocommit, import by bulk_create, "
            f"{ONES_TOGETHER} relationships a transaction"
        )

    def prepare(self, workload: Workload) -> None:
        self._prepared = list(workload.plain())

    def fill(self) -> None:
        self._open()
        with connection.schema_editor() as editor:
            for model in _MODELS:
                editor.create_model(model)
        for start in range(0, len(self._prepared), ONES_TOGETHER):
            together: dict[type[models.Model], list[Any]] = {model: [] for model in _MODELS}
            for plain in self._prepared[start : start + ONES_TOGETHER]:
                for made in _made(plain):
                    together[type(made)].append(made)
            with transaction.atomic():
                for model, some in together.items():
                    model.objects.bulk_create(some)

    def load(self, number: int) -> int:
        return self._walk(self._loaded(number))

    def add(self, milestone: Documented) -> None:
        by, at = mentee_id(milestone.number), milestone.at
        with transaction.atomic():
            kept = self._loaded(milestone.number)
            if milestone.id in {one.id for one in kept.milestones}:
                raise ValueError(f"{milestone.id} is there already")
            if kept.state is not State.ACTIVE or milestone.goal not in {goal.id for goal in kept.goals}:
                raise ValueError("it is not active, or has no such goal")
            if milestone.record not in {meeting.id for meeting in kept.meetings}:
                raise ValueError("it has no such meeting")
            added = Milestone.objects.create(
                relationship=kept,
                place=len(kept.all_milestones),
                id=milestone.id,
                revision=1,
                author=by,
                entered_at=at,
                changed_by=by,
                changed_at=at,
                title=milestone.title,
                statement=milestone.statement,
                happened_on=milestone.happened_on,
                goal=milestone.goal,
                status=MilestoneStatus.DOCUMENTED,
            )
            Evidence.objects.bulk_create(
                [
                    Evidence(milestone=added, place=0, url=milestone.url, label=milestone.label),
                    Evidence(milestone=added, place=1, record=milestone.record),
                ]
            )
            Entry.objects.create(
                subject=kept.id,
                version=kept.version + 1,
                action="milestone.documented",
                by=by,
                at=at,
                recorded_at=at,
                record=milestone.id,
                revision=1,
            )
            same = Relationship.objects.filter(id=kept.id, version=kept.version)
            if not same.update(version=kept.version + 1):
                raise RuntimeError("somebody else has changed it")

    def active(self, mentor: str) -> Sequence[Listed]:
        return [Summary(*row) for row in _ACTIVE.filter(mentor_id=mentor)]

    def reopen(self) -> None:
        self._open()

    def close(self) -> None:
        connection.close()

    def _open(self) -> None:
        connection.close()
        connection.settings_dict["NAME"] = self.directory / "django.db"
        connection.connect()

    def _loaded(self, number: int) -> Any:
        return _WHOLE.get(id=mentorship_id(number))


def _made(plain: Mapping[str, Any]) -> Iterator[models.Model]:
    """
    Make all that a relationship is; what is below something follows it.
    """
    made = Relationship(
        **_same(plain, "id version mentor_id mentee_id offered_by request_id reasoning potential"),
        lapses_at=_moment(plain["lapses_at"]),
        state=State(plain["state"]),
        activated_on=_day(plain["activated_on"]),
    )
    yield made
    for place, person in enumerate(plain["accepted_by"]):
        yield Acceptance(relationship=made, place=place, person_id=person)
    for place, r in enumerate(plain["steps"]):
        yield Step(
            relationship=made,
            place=place,
            state=State(r["state"]),
            at=_moment(r["at"]),
            **_same(r, "by words"),
        )
    for place, r in enumerate(plain["agreements"]):
        yield _agreement(_record(made, place, r), r)
    for place, r in enumerate(plain["goals"]):
        yield Goal(
            **_record(made, place, r),
            **_same(r, "title why measure rank reason review"),
            status=GoalStatus(r["status"]),
            adopted_at=_moment(r["adopted_at"]),
        )
    for place, r, superseded in _all_revisions(plain, "meetings"):
        yield from _meeting({**_record(made, place, r), "superseded": superseded}, r)
    for place, r in enumerate(plain["readings"]):
        yield Reading(
            **_record(made, place, r),
            **_same(r, "title why source goal takeaway reason"),
            due_on=_day(r["due_on"]),
            status=ReadingStatus(r["status"]),
        )
    for place, r in enumerate(plain["questions"]):
        yield from _question(_record(made, place, r), r)
    for place, r, superseded in _all_revisions(plain, "milestones"):
        yield from _milestone({**_record(made, place, r), "superseded": superseded}, r)
    for r in plain["journal"]:
        yield Entry(
            subject=made.id,
            at=_moment(r["at"]),
            recorded_at=_moment(r["recorded_at"]),
            **_same(r, "version action by record revision"),
        )


def _all_revisions(plain: Mapping[str, Any], kind: str) -> Iterator[tuple[int, Mapping[str, Any], bool]]:
    current = plain[kind]
    for place, r in enumerate([*current, *plain[f"earlier_{kind}"]]):
        yield place, r, place >= len(current)


def _agreement(record: Mapping[str, Any], r: Mapping[str, Any]) -> Agreement:
    terms = r["terms"]

    return Agreement(
        **record,
        **_same(terms["cadence"], "unit count"),
        **_same(terms, "readings feedback_every confidences"),
        **_same(r, "why reason"),
        starts_on=_day(terms["starts_on"]),
        ends_on=_day(terms["ends_on"]),
        status=AgreementStatus(r["status"]),
    )


def _meeting(record: Mapping[str, Any], r: Mapping[str, Any]) -> Iterator[models.Model]:
    made = Meeting(
        **record,
        **_same(r, "minutes zone series summary reason correction reported_by"),
        starts=_moment(r["starts"]),
        status=MeetingStatus(r["status"]),
    )
    yield made
    for place, topic in enumerate(r["topics"]):
        yield Topic(meeting=made, place=place, **_same(topic, "title minutes raised_by serves"))


def _question(record: Mapping[str, Any], r: Mapping[str, Any]) -> Iterator[models.Model]:
    made = Question(**record, **_same(r, "text interest goal"), status=QuestionStatus(r["status"]))
    yield made
    for place, answer in enumerate(r["answers"]):
        given = answer["answer"]
        late = given.get("follow_up") or {}
        yield Answer(
            question=made,
            place=place,
            author=answer["author"],
            at=_moment(answer["at"]),
            visibility=Visibility(answer["visibility"]),
            type=given["type"],
            text=given.get("text"),
            lesson=given.get("lesson"),
            owner=late.get("owner"),
            due_on=_day(late.get("due_on")),
            task=late.get("task"),
        )


def _milestone(record: Mapping[str, Any], r: Mapping[str, Any]) -> Iterator[models.Model]:
    response = r["response"] or {}
    made = Milestone(
        **record,
        **_same(r, "title statement goal reason"),
        happened_on=_day(r["happened_on"]),
        status=MilestoneStatus(r["status"]),
        confirmed_by=response.get("author"),
        confirmed_at=_moment(response.get("at")),
        confirmed_revision=response.get("revision"),
    )
    yield made
    for place, evidence in enumerate(r["evidence"]):
        yield Evidence(milestone=made, place=place, **_same(evidence, "url record label"))


def _record(of: Relationship, place: int, r: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "relationship": of,
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
