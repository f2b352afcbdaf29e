"""
By hand: `sqlite3` with normalised tables, tuned, as the practical limit; and one file for each relationship.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from operator import attrgetter
from pathlib import Path
from typing import Any, Final

from benchmarks.contestant import ONES_TOGETHER, Contestant, Listed, Milestone
from benchmarks.entities import (
    Agreement,
    Answer,
    Evidence,
    Goal,
    Meeting,
    Question,
    Reading,
    Relationship,
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


_INSERT: Mapping[str, str] = {
    table: f"INSERT INTO {table} VALUES ({', '.join('?' * (columns.count(',') + 3))})"  # noqa: S608
    for table, columns in TABLES.items()
} | {
    # The text is made of the constants above.
    "mentorship": f"INSERT INTO mentorship VALUES ({', '.join('?' * (HEAD.count(',') + 1))})",  # noqa: S608
    "journal": "INSERT INTO journal (subject, version, action, by, at, recorded_at, record, revision) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
}
_REFERRED_TO: Final = ("meeting", "question", "milestone")
_SELECT: Mapping[str, str] = {
    table: f"SELECT {'place, ' * (table in _REFERRED_TO)}{columns} FROM {table} "  # noqa: S608
    "WHERE mentorship = ? ORDER BY place"
    for table, columns in TABLES.items()
}
_LOAD: Final = f"SELECT {HEAD} FROM mentorship WHERE id = ?"  # noqa: S608
_AHEAD: Final = "status = 'scheduled' AND NOT superseded"
_ACTIVE: Final = (
    "SELECT m.id, m.version, m.state, m.mentor_id, m.mentee_id, m.lapses_at, a.starts_on, a.ends_on, "  # noqa: S608
    f"(SELECT min(starts) FROM meeting WHERE mentorship = m.id AND {_AHEAD}) "
    "FROM mentorship m JOIN agreement a ON a.mentorship = m.id AND a.status = 'in_force' "
    "WHERE m.mentor_id = ? AND m.state = 'active' ORDER BY m.id"
)

_STATES = {s.value: s for s in State}
_AGREEMENTS = {s.value: s for s in AgreementStatus}
_GOALS = {s.value: s for s in GoalStatus}
_MEETINGS = {s.value: s for s in MeetingStatus}
_READINGS = {s.value: s for s in ReadingStatus}
_QUESTIONS = {s.value: s for s in QuestionStatus}
_MILESTONES = {s.value: s for s in MilestoneStatus}
_TIERS = {s.value: s for s in Visibility}

_moment = datetime.fromisoformat
_day = date.fromisoformat


def _or_none(text: str | None) -> datetime | None:
    return None if text is None else _moment(text)


class RawSqlite(Contestant):
    """
    The limit that the others are measured against.
    """

    name = "raw sqlite3"

    _database: sqlite3.Connection

    def __init__(self, directory: Path) -> None:
        super().__init__(directory)
        self._prepared: list[dict[str, Any]] = []
        self._walk = walk()

    @property
    def settings(self) -> str:
        return (
            f"SQLite {sqlite3.sqlite_version}, one connection, tables WITHOUT ROWID clustered by "
            "relationship, superseded revisions beside the current ones (a flag), WAL, synchronous=FULL, "
            f"{ONES_TOGETHER} relationships a transaction"
        )

    def prepare(self, workload: Workload) -> None:
        self._prepared = list(workload.plain())

    def fill(self) -> None:
        self._open()
        begin = self._database.execute
        begin(f"CREATE TABLE mentorship ({HEAD.replace('id', 'id TEXT PRIMARY KEY', 1)}) WITHOUT ROWID")
        for table, columns in TABLES.items():
            begin(
                f"CREATE TABLE {table} (mentorship, place, {columns}, PRIMARY KEY (mentorship, place)) "
                "WITHOUT ROWID"
            )
        begin(
            "CREATE TABLE journal (position INTEGER PRIMARY KEY, subject, version, action, by, at, "
            "recorded_at, record, revision)"
        )
        # Without a rowid, an index ends in the id, which is what lists are in the order of.
        begin("CREATE INDEX of_mentor ON mentorship (mentor_id, state)")
        begin("CREATE INDEX of_mentee ON mentorship (mentee_id)")
        begin(f"CREATE INDEX ahead ON meeting (mentorship, starts) WHERE {_AHEAD}")
        begin("CREATE INDEX of_subject ON journal (subject)")
        for start in range(0, len(self._prepared), ONES_TOGETHER):
            begin("BEGIN IMMEDIATE")
            self._insert(map(rows_of, self._prepared[start : start + ONES_TOGETHER]))
            begin("COMMIT")

    def _insert(self, several: Iterable[Rows]) -> None:
        together: dict[str, list[tuple[Any, ...]]] = {table: [] for table in _INSERT}
        for rows in several:
            for table, some in rows.items():
                together[table] += some
        for table, some in together.items():
            self._database.executemany(_INSERT[table], some)

    def load(self, number: int) -> int:
        self._database.execute("BEGIN")
        found = self._loaded(mentorship_id(number))
        self._database.execute("COMMIT")

        return self._walk(found)

    def add(self, milestone: Milestone) -> None:
        self._database.execute("BEGIN IMMEDIATE")
        try:
            self._added(milestone)
        except BaseException:
            self._database.execute("ROLLBACK")
            raise
        self._database.execute("COMMIT")

    def _added(self, milestone: Milestone) -> None:
        ask = self._database.execute
        kept = self._loaded(mentorship_id(milestone.number))
        if milestone.id in {one.id for one in kept.milestones}:
            raise ValueError(f"{milestone.id} is there already")
        if kept.state is not State.ACTIVE or milestone.goal not in {goal.id for goal in kept.goals}:
            raise ValueError("it is not active, or has no such goal")
        if milestone.record not in {meeting.id for meeting in kept.meetings}:
            raise ValueError("it has no such meeting")
        by, at = mentee_id(milestone.number), milestone.at.isoformat()
        milestones = [*kept.milestones, *kept.earlier_milestones]
        place, below = len(milestones), sum(len(one.evidence) for one in milestones)
        ask(
            _INSERT["milestone"],
            (
                kept.id,
                place,
                0,
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
            ),
        )
        ask(_INSERT["evidence"], (kept.id, below, place, milestone.url, None, milestone.label))
        ask(_INSERT["evidence"], (kept.id, below + 1, place, None, milestone.record, None))
        ask(
            _INSERT["journal"],
            (kept.id, kept.version + 1, "milestone.documented", by, at, at, milestone.id, 1),
        )
        ask("UPDATE mentorship SET version = ? WHERE id = ?", (kept.version + 1, kept.id))

    def active(self, mentor: str) -> Sequence[Listed]:
        return [
            Summary(own, version, _STATES[k], of, mentee, _moment(lapses), _day(s), _day(u), _or_none(ahead))
            for own, version, k, of, mentee, lapses, s, u, ahead in self._database.execute(_ACTIVE, (mentor,))
        ]

    def reopen(self) -> None:
        self._database.close()
        self._open()

    def close(self) -> None:
        self._database.close()

    def _open(self) -> None:
        self._database = sqlite3.connect(
            self.directory / "raw.db", isolation_level=None, cached_statements=256
        )
        self._database.execute("PRAGMA journal_mode = WAL")
        self._database.execute("PRAGMA synchronous = FULL")

    def _loaded(self, id: str) -> Relationship:
        ask, key = self._database.execute, (id,)
        topics: dict[int, list[Topic]] = {}
        for meeting, title, minutes, by, serves in ask(_SELECT["topic"], key):
            topics.setdefault(meeting, []).append(Topic(title, minutes, by, serves))
        answers: dict[int, list[Answer]] = {}
        for question, author, at, tier, kind, text, lesson, owner, due, task in ask(_SELECT["answer"], key):
            answers.setdefault(question, []).append(
                Answer(
                    author,
                    _moment(at),
                    _TIERS[tier],
                    kind,
                    text,
                    lesson,
                    owner,
                    None if due is None else _day(due),
                    task,
                )
            )
        evidence: dict[int, list[Evidence]] = {}
        for milestone, url, record, label in ask(_SELECT["evidence"], key):
            evidence.setdefault(milestone, []).append(Evidence(url, record, label))
        meetings: list[Meeting] = []
        earlier_meetings: list[Meeting] = []
        for (
            place,
            superseded,
            i,
            v,
            a,
            e,
            c,
            t,
            s,
            minutes,
            zone,
            series,
            k,
            summary,
            reason,
            correction,
            by,
        ) in ask(_SELECT["meeting"], key):
            (earlier_meetings if superseded else meetings).append(
                Meeting(
                    i,
                    v,
                    a,
                    _moment(e),
                    c,
                    _moment(t),
                    _moment(s),
                    minutes,
                    zone,
                    series,
                    _MEETINGS[k],
                    summary,
                    reason,
                    correction,
                    by,
                    topics.get(place, []),
                )
            )
        milestones: list[Kept] = []
        earlier_milestones: list[Kept] = []
        for (
            place,
            superseded,
            i,
            v,
            a,
            e,
            c,
            t,
            title,
            statement,
            d,
            goal,
            k,
            reason,
            by,
            at,
            revision,
        ) in ask(_SELECT["milestone"], key):
            (earlier_milestones if superseded else milestones).append(
                Kept(
                    i,
                    v,
                    a,
                    _moment(e),
                    c,
                    _moment(t),
                    title,
                    statement,
                    _day(d),
                    goal,
                    _MILESTONES[k],
                    reason,
                    by,
                    _or_none(at),
                    revision,
                    evidence.get(place, []),
                )
            )
        own, version, mentor, mentee, by, request, why, potential, lapses, k, begun = ask(
            _LOAD, key
        ).fetchone()

        return Relationship(
            own,
            version,
            mentor,
            mentee,
            by,
            request,
            why,
            potential,
            _moment(lapses),
            _STATES[k],
            None if begun is None else _day(begun),
            [person for (person,) in ask(_SELECT["accepted"], key)],
            [
                Step(_STATES[state], by, _moment(at), words)
                for state, by, at, words in ask(_SELECT["step"], key)
            ],
            [
                Agreement(
                    i,
                    v,
                    a,
                    _moment(e),
                    c,
                    _moment(t),
                    unit,
                    count,
                    _day(s),
                    _day(u),
                    bool(r),
                    f,
                    w,
                    _AGREEMENTS[k],
                    why,
                    reason,
                )
                for i, v, a, e, c, t, unit, count, s, u, r, f, w, k, why, reason in ask(
                    _SELECT["agreement"], key
                )
            ],
            [
                Goal(
                    i,
                    v,
                    a,
                    _moment(e),
                    c,
                    _moment(t),
                    title,
                    why,
                    measure,
                    _GOALS[k],
                    _or_none(ad),
                    rank,
                    reason,
                    review,
                )
                for i, v, a, e, c, t, title, why, measure, k, ad, rank, reason, review in ask(
                    _SELECT["goal"], key
                )
            ],
            meetings,
            [
                Reading(
                    i,
                    v,
                    a,
                    _moment(e),
                    c,
                    _moment(t),
                    title,
                    why,
                    _day(d),
                    source,
                    goal,
                    _READINGS[k],
                    takeaway,
                    reason,
                )
                for i, v, a, e, c, t, title, why, d, source, goal, k, takeaway, reason in ask(
                    _SELECT["reading"], key
                )
            ],
            [
                Question(
                    i,
                    v,
                    a,
                    _moment(e),
                    c,
                    _moment(t),
                    text,
                    interest,
                    goal,
                    _QUESTIONS[k],
                    answers.get(place, []),
                )
                for place, i, v, a, e, c, t, text, interest, goal, k in ask(_SELECT["question"], key)
            ],
            milestones,
            earlier_meetings,
            earlier_milestones,
        )


class RawFiles(Contestant):
    """
    One JSON file for each relationship, written anew beside the old one, which it then replaces.
    """

    name = "one file each"
    slow = {"list": 1, "open": 1}  # noqa: RUF012 - as the base class has it

    def __init__(self, directory: Path) -> None:
        super().__init__(directory)
        self._prepared: list[dict[str, Any]] = []

    @property
    def settings(self) -> str:
        return "json of the standard library; temporary file, fsync, rename, fsync of the folder; no journal"

    def prepare(self, workload: Workload) -> None:
        self._prepared = [{k: v for k, v in one.items() if k != "journal"} for one in workload.plain()]

    def fill(self) -> None:
        for one in self._prepared:
            self._write(one)

    def load(self, number: int) -> int:
        return _walked(self._read(mentorship_id(number)))

    def add(self, milestone: Milestone) -> None:
        kept = self._read(mentorship_id(milestone.number))
        if milestone.id in {one["id"] for one in kept["milestones"]}:
            raise ValueError(f"{milestone.id} is there already")
        by, at = mentee_id(milestone.number), milestone.at.isoformat()
        kept["milestones"].append(
            {
                "id": milestone.id,
                "revision": 1,
                "author": by,
                "entered_at": at,
                "changed_by": by,
                "changed_at": at,
                "title": milestone.title,
                "statement": milestone.statement,
                "happened_on": milestone.happened_on.isoformat(),
                "goal": milestone.goal,
                "evidence": [
                    {"url": milestone.url, "record": None, "label": milestone.label},
                    {"url": None, "record": milestone.record, "label": None},
                ],
                "status": "documented",
                "response": None,
                "reason": None,
            }
        )
        kept["version"] += 1
        self._write(kept)

    def active(self, mentor: str) -> Sequence[Listed]:
        found = [
            Summary.of(one) for one in self._all() if one["mentor_id"] == mentor and one["state"] == "active"
        ]

        return sorted(found, key=attrgetter("id"))

    def reopen(self) -> None:
        pass

    def close(self) -> None:
        pass

    def _all(self) -> Iterator[dict[str, Any]]:
        for path in self.directory.glob("*.json"):
            yield json.loads(path.read_bytes())

    def _read(self, id: str) -> dict[str, Any]:
        read: dict[str, Any] = json.loads((self.directory / f"{id}.json").read_bytes())

        return read

    def _write(self, plain: Mapping[str, Any]) -> None:
        path = self.directory / f"{plain['id']}.json"
        beside = path.with_suffix(".tmp")
        with beside.open("wb") as file:
            file.write(json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode())
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
        directory = os.open(self.directory, os.O_RDONLY)
        try:
            os.fsync(directory)
        finally:
            os.close(directory)


def _walked(value: Any) -> int:
    """
    Read every field, which a dict has ready; return of how many records.
    """
    if isinstance(value, dict):
        return 1 + sum(map(_walked, value.values()))
    if isinstance(value, list):
        return sum(map(_walked, value))

    return 0
