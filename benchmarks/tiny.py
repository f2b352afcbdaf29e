"""
Tiny: TinyDB, with a document for each relationship and one for each entry of its journal.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.metadata import version
from operator import attrgetter
from pathlib import Path
from typing import Any

from tinydb import TinyDB, where
from tinydb.table import Document, Table

from benchmarks.contestant import Contestant, Listed, Milestone
from benchmarks.entities import Summary
from benchmarks.workload import Workload, mentee_id, mentorship_id


class Tiny(Contestant):
    """
    All of it in one JSON file, which is read for each question and written anew for each change.
    """

    name = "TinyDB"
    slow = {"load": 1, "add": 1, "list": 1, "open": 1}  # noqa: RUF012 - as the base class has it
    most = 1000

    _database: TinyDB
    _relationships: Table
    _journal: Table

    def __init__(self, directory: Path) -> None:
        super().__init__(directory)
        self._prepared: list[dict[str, Any]] = []
        self._entries: list[dict[str, Any]] = []

    @property
    def settings(self) -> str:
        return (
            f"TinyDB {version('tinydb')}, JSONStorage, which rewrites the file in place and calls fsync, as "
            "compact JSON; the journal is a second table, so two rewrites for each addition, and no "
            "transaction; no CachingMiddleware, which is not durable, and no query cache, which is memory"
        )

    def prepare(self, workload: Workload) -> None:
        for one in workload.plain():
            self._prepared.append({name: value for name, value in one.items() if name != "journal"})
            self._entries += [{"subject": one["id"], **entry} for entry in one["journal"]]

    def fill(self) -> None:
        self._open()
        self._relationships.insert_multiple(self._prepared)
        self._journal.insert_multiple(self._entries)

    def load(self, number: int) -> int:
        return _walked(self._loaded(number))

    def add(self, milestone: Milestone) -> None:
        kept = self._loaded(milestone.number)
        if milestone.id in {one["id"] for one in kept["milestones"]}:
            raise ValueError(f"{milestone.id} is there already")
        if kept["state"] != "active" or milestone.goal not in {goal["id"] for goal in kept["goals"]}:
            raise ValueError("it is not active, or has no such goal")
        if milestone.record not in {meeting["id"] for meeting in kept["meetings"]}:
            raise ValueError("it has no such meeting")
        by, at, next_version = mentee_id(milestone.number), milestone.at.isoformat(), kept["version"] + 1
        added = {
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
        self._relationships.update(
            {"milestones": [*kept["milestones"], added], "version": next_version}, doc_ids=[kept.doc_id]
        )
        self._journal.insert(
            {
                "subject": kept["id"],
                "kind": "mentorship",
                "version": next_version,
                "action": "milestone.documented",
                "by": by,
                "at": at,
                "recorded_at": at,
                "record": milestone.id,
                "revision": 1,
            }
        )

    def active(self, mentor: str) -> Sequence[Listed]:
        found = self._relationships.search((where("mentor_id") == mentor) & (where("state") == "active"))

        return sorted(map(Summary.of, found), key=attrgetter("id"))

    def reopen(self) -> None:
        self.close()
        self._open()

    def close(self) -> None:
        self._database.close()

    def _open(self) -> None:
        self._database = TinyDB(self.directory / "tiny.json", encoding="utf-8", separators=(",", ":"))
        self._relationships = self._database.table("relationships", cache_size=0)
        self._journal = self._database.table("journal", cache_size=0)

    def _loaded(self, number: int) -> Document:
        # Unlike search(), get() reads the file twice.
        (found,) = self._relationships.search(where("id") == mentorship_id(number))

        return found


def _walked(record: Mapping[str, Any]) -> int:
    """
    Read every field of a record and of those in its lists; return how many that is.
    """
    records = 1
    for value in record.values():
        if isinstance(value, list):
            records += sum(_walked(one) for one in value if isinstance(one, dict))
        elif isinstance(value, dict):
            _walked(value)

    return records
