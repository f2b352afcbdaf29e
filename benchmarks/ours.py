"""
Ours: mentorcore through its public API, on each of its backends.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime
from operator import attrgetter
from pathlib import Path
from typing import Any, ClassVar

from benchmarks.contestant import Contestant, Listed, Milestone
from benchmarks.entities import Walk
from benchmarks.workload import NOW, Workload, mentee_id, mentorship_id
from mentorcore import Evidence, Mentorship, State, Store, copy_store, open_store
from mentorcore.model.agreement import Agreement, Proposal
from mentorcore.model.goals import Goal
from mentorcore.model.lifecycle import Step
from mentorcore.model.meetings import Meeting, Topic
from mentorcore.model.milestones import Evidence as Shown
from mentorcore.model.milestones import Milestone as Kept
from mentorcore.model.milestones import Response
from mentorcore.model.questions import Answered, FollowUp, Known, Question, Story, Unknown
from mentorcore.model.readings import Reading


class Ours(Contestant):
    """
    A store that is opened by its URL.
    """

    url: ClassVar[str]
    _store: Store

    def __init__(self, directory: Path) -> None:
        super().__init__(directory)
        self._walk = _walk()

    def prepare(self, workload: Workload) -> None:
        self._source = open_store("memory:", clock=_now)
        copy_store(Store(workload, clock=_now), self._source)

    def fill(self) -> None:
        self.open()
        copy_store(self._source, self._store)

    def forget(self) -> None:
        self._source.close()
        del self._source

    def load(self, number: int) -> int:
        return self._walk(self._store.get(Mentorship, mentorship_id(number)))

    def add(self, milestone: Milestone) -> None:
        with self._store.transaction() as tx:
            kept = tx.get(Mentorship, mentorship_id(milestone.number))
            kept.milestones.document(
                id=milestone.id,
                by=mentee_id(milestone.number),
                at=milestone.at,
                title=milestone.title,
                statement=milestone.statement,
                happened_on=milestone.happened_on,
                goal=milestone.goal,
                evidence=[
                    Evidence.link(milestone.url, milestone.label),
                    Evidence.of(milestone.record),
                ],
            )

    def active(self, mentor: str) -> Sequence[Listed]:
        return self._store.find(Mentorship, mentor=mentor, state=State.ACTIVE).items

    def attention(self) -> int:
        """
        Return how many relationships are on the first page of those that need somebody now.
        """
        return len(self._store.find(Mentorship, attention_before=NOW))

    def reopen(self) -> None:
        self._store.close()
        self.open()

    def close(self) -> None:
        self._store.close()

    @property
    def location(self) -> str:
        """
        The URL of the store.
        """
        return self.url.format(self.directory)

    @property
    def store(self) -> Store:
        """
        The store that is open.
        """
        return self._store

    def open(self) -> None:
        """
        Open what is there, or something new.
        """
        self._store = open_store(self.location, clock=_now)


class OursOnSqlite(Ours):
    name = "mentorcore, SQLite"
    url = "sqlite:////{}/ours.db"

    @property
    def settings(self) -> str:
        return f"as it comes; SQLite {sqlite3.sqlite_version}, WAL, synchronous=FULL"


class OursOnJson(Ours):
    name = "mentorcore, JSON"
    url = "json:////{}/ours"

    @property
    def settings(self) -> str:
        return "as it comes; every commit is synced"


class OursInMemory(Ours):
    name = "mentorcore, memory"
    url = "memory:"
    slow = {"list": 2, "attention": 2}  # noqa: RUF012 - as the base class has it

    @property
    def settings(self) -> str:
        return "as it comes; nothing is kept"

    def reopen(self) -> None:
        """
        Stay as it is: what is in memory cannot be opened again.
        """


def _now() -> datetime:
    return NOW


def _walk() -> Walk:
    """
    Return what reads every field of a loaded relationship, and counts records as the others do.
    """
    of_record = ("id", "revision", "author", "entered_at", "changed_by", "changed_at")

    def reads(*names: str) -> Any:
        return attrgetter(*names)

    head = reads(
        *("id", "version", "mentor_id", "mentee_id", "state", "lapses_at"),
        *(f"document.{name}" for name in ("offered_by", "request_id", "reasoning", "potential")),
        *("document.activated_on", "document.accepted_by"),
    )
    read: dict[type, Any] = {
        Step: reads("state", "by", "at", "words"),
        Proposal: reads(*of_record, "status", "why", "reason"),
        Agreement: reads(
            *("cadence.unit", "cadence.count", "starts_on", "ends_on", "readings", "feedback_every"),
            "confidences",
        ),
        Goal: reads(
            *of_record,
            *("title", "why", "measure", "status", "adopted_at", "rank", "reason", "review"),
        ),
        Meeting: reads(
            *of_record,
            *("starts", "minutes", "zone", "series", "status", "summary", "reason", "correction"),
            "reported_by",
        ),
        Topic: reads("title", "minutes", "raised_by", "serves"),
        Reading: reads(
            *of_record,
            *("title", "why", "due_on", "source", "goal", "status", "takeaway", "reason"),
        ),
        Question: reads(*of_record, "text", "interest", "goal", "status"),
        Answered: reads("author", "at", "visibility", "answer.type"),
        Known: reads("text"),
        Story: reads("text", "lesson"),
        Unknown: reads("follow_up", "referral"),
        FollowUp: reads("owner", "due_on", "task"),
        Kept: reads(*of_record, "title", "statement", "happened_on", "goal", "status", "reason"),
        Response: reads("author", "at", "revision"),
        Shown: reads("url", "record", "label"),
    }

    def walk(loaded: Mentorship) -> int:
        head(loaded)
        records = 1
        for simple in (loaded.steps, loaded.goals, loaded.readings):
            for record in simple:
                read[type(record)](record)
                records += 1
        for proposal in loaded.agreements:
            read[Proposal](proposal)
            read[Agreement](proposal.terms)
            records += 1
        for meeting in (*loaded.meetings, *loaded.document.earlier_meetings):
            read[Meeting](meeting)
            for topic in meeting.topics:
                read[Topic](topic)
            records += 1 + len(meeting.topics)
        for question in loaded.questions:
            read[Question](question)
            for given in question.answers:
                read[Answered](given)
                read[type(given.answer)](given.answer)
                if isinstance(given.answer, Unknown) and given.answer.follow_up is not None:
                    read[FollowUp](given.answer.follow_up)
            records += 1 + len(question.answers)
        for milestone in (*loaded.milestones, *loaded.document.earlier_milestones):
            read[Kept](milestone)
            if milestone.response is not None:
                read[Response](milestone.response)
            for evidence in milestone.evidence:
                read[Shown](evidence)
            records += 1 + len(milestone.evidence)
        return records

    return walk
