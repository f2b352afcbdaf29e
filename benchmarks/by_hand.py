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
from benchmarks.entities import Relationship, Summary, walk
from benchmarks.rebuilding import Rebuilding
from benchmarks.rows import AHEAD, HEAD, JOURNAL, TABLES, Rows, Statements, rows_of, rows_of_added
from benchmarks.workload import Workload, mentee_id, mentorship_id


_SAY: Final = Statements("?")
_REBUILDING: Final = Rebuilding(datetime.fromisoformat, date.fromisoformat)


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
        begin(f"CREATE TABLE journal (position INTEGER PRIMARY KEY, {JOURNAL})")
        # Without a rowid, an index ends in the id, which is what lists are in the order of.
        begin("CREATE INDEX of_mentor ON mentorship (mentor_id, state)")
        begin("CREATE INDEX of_mentee ON mentorship (mentee_id)")
        begin(f"CREATE INDEX ahead ON meeting (mentorship, starts) WHERE {AHEAD}")
        begin("CREATE INDEX of_subject ON journal (subject)")
        for start in range(0, len(self._prepared), ONES_TOGETHER):
            begin("BEGIN IMMEDIATE")
            self._insert(map(rows_of, self._prepared[start : start + ONES_TOGETHER]))
            begin("COMMIT")

    def _insert(self, several: Iterable[Rows]) -> None:
        together: dict[str, list[tuple[Any, ...]]] = {table: [] for table in _SAY.insert}
        for rows in several:
            for table, some in rows.items():
                together[table] += some
        for table, some in together.items():
            self._database.executemany(_SAY.insert[table], some)

    def load(self, number: int) -> int:
        return self._walk(self.loaded(number))

    def loaded(self, number: int) -> Relationship:
        """
        Load a relationship.
        """
        self._database.execute("BEGIN")
        found = self._loaded(mentorship_id(number))
        self._database.execute("COMMIT")

        return found

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
        for table, row in rows_of_added(kept, milestone):
            ask(_SAY.insert[table], row)
        ask(_SAY.renew, (kept.version + 1, kept.id))

    def active(self, mentor: str) -> Sequence[Listed]:
        return list(map(_REBUILDING.summary, self._database.execute(_SAY.active, (mentor,))))

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

        return _REBUILDING.relationship(
            ask(_SAY.load, key).fetchone(), lambda table: ask(_SAY.select[table], key)
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
