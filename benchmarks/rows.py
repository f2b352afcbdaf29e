"""
Rows: the normalised tables of those who keep the workload by hand, what goes into them, and their statements.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from benchmarks.contestant import Milestone
from benchmarks.entities import Relationship
from benchmarks.workload import mentee_id
from mentorcore.model.lifecycle import State


_RECORD = "id, revision, author, entered_at, changed_by, changed_at"
TABLES: Mapping[str, str] = {
    "accepted": "person_id",
    "step": "state, by, at, words",
    "agreement": f"{_RECORD}, unit, count, starts_on, ends_on, readings, feedback_every, confidences, "
    "status, why, reason",
    "goal": f"{_RECORD}, title, why, measure, status, adopted_at, rank, reason, review",
    "meeting": f"superseded, {_RECORD}, starts, minutes, zone, series, status, summary, reason, correction, "
    "reported_by",
    "topic": "meeting, title, minutes, raised_by, serves",
    "reading": f"{_RECORD}, title, why, due_on, source, goal, status, takeaway, reason",
    "question": f"{_RECORD}, text, interest, goal, status",
    "answer": "question, author, at, visibility, type, text, lesson, owner, due_on, task",
    "milestone": f"superseded, {_RECORD}, title, statement, happened_on, goal, status, reason, confirmed_by, "
    "confirmed_at, confirmed_revision",
    "evidence": "milestone, url, record, label",
}
"""
The tables below a relationship; each also has ``mentorship, place``, which are its key.

Superseded revisions lie beside the current ones, so that one query brings both. What is in a record refers to
its place, since all its revisions have the same id.
"""

HEAD: Final = (
    "id, version, mentor_id, mentee_id, offered_by, request_id, reasoning, potential, lapses_at, state, "
    "activated_on"
)

JOURNAL: Final = "subject, version, action, by, at, recorded_at, record, revision"

Rows = Mapping[str, list[tuple[Any, ...]]]


def rows_of(plain: Mapping[str, Any]) -> Rows:
    """
    Return the rows of each table that a relationship is, ``mentorship`` and ``journal`` among them.
    """
    own = plain["id"]
    rows: dict[str, list[tuple[Any, ...]]] = {table: [] for table in TABLES}

    def put(table: str, *values: Any) -> int:
        kept = rows[table]
        place = len(kept)
        kept.append((own, place, *values))

        return place

    for person in plain["accepted_by"]:
        put("accepted", person)
    for r in plain["steps"]:
        put("step", r["state"], r["by"], r["at"], r["words"])
    for r in plain["agreements"]:
        terms = r["terms"]
        put(
            "agreement",
            *_record(r),
            terms["cadence"]["unit"],
            terms["cadence"]["count"],
            terms["starts_on"],
            terms["ends_on"],
            terms["readings"],
            terms["feedback_every"],
            terms["confidences"],
            r["status"],
            r["why"],
            r["reason"],
        )
    for r in plain["goals"]:
        put(
            "goal",
            *_record(r),
            r["title"],
            r["why"],
            r["measure"],
            r["status"],
            r["adopted_at"],
            r["rank"],
            r["reason"],
            r["review"],
        )
    for superseded, r in _revisions(plain, "meetings"):
        place = put(
            "meeting",
            superseded,
            *_record(r),
            r["starts"],
            r["minutes"],
            r["zone"],
            r["series"],
            r["status"],
            r["summary"],
            r["reason"],
            r["correction"],
            r["reported_by"],
        )
        for t in r["topics"]:
            put("topic", place, t["title"], t["minutes"], t["raised_by"], t["serves"])
    for r in plain["readings"]:
        put(
            "reading",
            *_record(r),
            r["title"],
            r["why"],
            r["due_on"],
            r["source"],
            r["goal"],
            r["status"],
            r["takeaway"],
            r["reason"],
        )
    for r in plain["questions"]:
        place = put("question", *_record(r), r["text"], r["interest"], r["goal"], r["status"])
        for a in r["answers"]:
            given = a["answer"]
            late = given.get("follow_up") or {}
            put(
                "answer",
                place,
                a["author"],
                a["at"],
                a["visibility"],
                given["type"],
                given.get("text"),
                given.get("lesson"),
                late.get("owner"),
                late.get("due_on"),
                late.get("task"),
            )
    for superseded, r in _revisions(plain, "milestones"):
        response = r["response"] or {}
        place = put(
            "milestone",
            superseded,
            *_record(r),
            r["title"],
            r["statement"],
            r["happened_on"],
            r["goal"],
            r["status"],
            r["reason"],
            response.get("author"),
            response.get("at"),
            response.get("revision"),
        )
        for e in r["evidence"]:
            put("evidence", place, e["url"], e["record"], e["label"])
    rows["mentorship"] = [
        (
            own,
            plain["version"],
            plain["mentor_id"],
            plain["mentee_id"],
            plain["offered_by"],
            plain["request_id"],
            plain["reasoning"],
            plain["potential"],
            plain["lapses_at"],
            plain["state"],
            plain["activated_on"],
        )
    ]
    rows["journal"] = [
        (
            own,
            entry["version"],
            entry["action"],
            entry["by"],
            entry["at"],
            entry["recorded_at"],
            entry["record"],
            entry["revision"],
        )
        for entry in plain["journal"]
    ]

    return rows


def _revisions(plain: Mapping[str, Any], kind: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    for superseded, several in enumerate((plain[kind], plain[f"earlier_{kind}"])):
        for r in several:
            yield superseded, r


def _record(r: Mapping[str, Any]) -> tuple[Any, ...]:
    return r["id"], r["revision"], r["author"], r["entered_at"], r["changed_by"], r["changed_at"]


_REFERRED_TO: Final = ("meeting", "question", "milestone")

AHEAD: Final = "status = 'scheduled' AND NOT superseded"
"""What a meeting is that is still to be reported on."""


class Statements:
    """
    What is said to a database.

    Args:
        mark: Stands where a value is to be put.

    Attributes:
        insert: A row into each table.

        select: The rows of a relationship from each table below it.
    """

    def __init__(self, mark: str) -> None:
        # The texts are made of the constants above.
        self.insert: Mapping[str, str] = {
            table: f"INSERT INTO {table} VALUES ({_marks(mark, columns, 2)})"  # noqa: S608
            for table, columns in TABLES.items()
        } | {
            "mentorship": f"INSERT INTO mentorship VALUES ({_marks(mark, HEAD)})",  # noqa: S608
            "journal": f"INSERT INTO journal ({JOURNAL}) VALUES ({_marks(mark, JOURNAL)})",  # noqa: S608
        }
        self.select: Mapping[str, str] = {
            table: f"SELECT {'place, ' * (table in _REFERRED_TO)}{columns} FROM {table} "  # noqa: S608
            f"WHERE mentorship = {mark} ORDER BY place"
            for table, columns in TABLES.items()
        }
        self.load = f"SELECT {HEAD} FROM mentorship WHERE id = {mark}"  # noqa: S608
        self.renew = f"UPDATE mentorship SET version = {mark} WHERE id = {mark}"  # noqa: S608
        self.active = (
            "SELECT m.id, m.version, m.state, m.mentor_id, m.mentee_id, m.lapses_at, "  # noqa: S608
            "a.starts_on, a.ends_on, "
            f"(SELECT min(starts) FROM meeting WHERE mentorship = m.id AND {AHEAD}) "
            "FROM mentorship m JOIN agreement a ON a.mentorship = m.id AND a.status = 'in_force' "
            f"WHERE m.mentor_id = {mark} AND m.state = 'active' ORDER BY m.id"
        )


def _marks(mark: str, columns: str, more: int = 0) -> str:
    return ", ".join([mark] * (columns.count(",") + 1 + more))


def rows_of_added(kept: Relationship, milestone: Milestone) -> Sequence[tuple[str, tuple[Any, ...]]]:
    """
    Return the rows that a milestone is, each with its table.

    Raises:
        ValueError: The relationship cannot have it.
    """
    if milestone.id in {one.id for one in kept.milestones}:
        raise ValueError(f"{milestone.id} is there already")
    if kept.state is not State.ACTIVE or milestone.goal not in {goal.id for goal in kept.goals}:
        raise ValueError("it is not active, or has no such goal")
    if milestone.record not in {meeting.id for meeting in kept.meetings}:
        raise ValueError("it has no such meeting")
    by, at = mentee_id(milestone.number), milestone.at.isoformat()
    milestones = [*kept.milestones, *kept.earlier_milestones]
    place, below = len(milestones), sum(len(one.evidence) for one in milestones)
    row = (
        kept.id,
        place,
        False,
        milestone.id,
        1,
        by,
        at,
        by,
        at,
        milestone.title,
        milestone.statement,
        milestone.happened_on.isoformat(),
        milestone.goal,
        "documented",
        None,
        None,
        None,
        None,
    )

    return [
        ("milestone", row),
        ("evidence", (kept.id, below, place, milestone.url, None, milestone.label)),
        ("evidence", (kept.id, below + 1, place, None, milestone.record, None)),
        ("journal", (kept.id, kept.version + 1, "milestone.documented", by, at, at, milestone.id, 1)),
    ]
