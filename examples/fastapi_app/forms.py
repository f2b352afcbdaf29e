"""
Forms: what clients send. Only their shape is checked here; what may stand in them, the rules say.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from mentorcore import Agreement, Cadence, Evidence


_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def _written_day(value: object) -> object:
    if isinstance(value, str) and _DAY.fullmatch(value):
        return value
    raise ValueError("a day is written as in 2026-03-31")


Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
Number = Annotated[int, Field(strict=True)]
"""Neither true, which Pydantic would take for 1, nor a text."""

Day = Annotated[date, BeforeValidator(_written_day)]
"""Neither a number of seconds, which Pydantic would take for a day, nor one with a time."""


class Form(BaseModel):
    """
    The base of all forms: nothing that they do not name.
    """

    model_config = ConfigDict(extra="forbid")


class NewPerson(Form):
    """
    Somebody who joins the programme.
    """

    id: Id
    name: str
    timezone: str = "UTC"
    capacity: Number = 3


class Terms(Form):
    """
    What the two would commit to.
    """

    weeks: Number | None = Field(default=None, description="Every so many weeks; left out, once a month.")
    starts_on: Day
    ends_on: Day

    def agreement(self) -> Agreement:
        """
        Return them as the library knows them.
        """
        cadence = Cadence.monthly() if self.weeks is None else Cadence.weekly(self.weeks)

        return Agreement(cadence=cadence, starts_on=self.starts_on, ends_on=self.ends_on)


class NewOffer(Form):
    """
    The offer of a mentorship.
    """

    mentor: Id
    mentee: Id
    reasoning: str
    potential: str | None = None
    terms: Terms


class Why(Form):
    """
    Why something is done.
    """

    reason: str


class Shown(Form):
    """
    What shows that a milestone is real: a link, or a record of the same relationship.
    """

    url: str | None = None
    record: Id | None = None
    label: str | None = None

    def evidence(self) -> Evidence:
        """
        Return it as the library knows it.
        """
        return Evidence(url=self.url, record=self.record, label=self.label)


class NewMilestone(Form):
    """
    Something that was reached.
    """

    title: str
    statement: str
    happened_on: Day
    goal: Id | None = None
    evidence: list[Shown] = []

    def content(self) -> dict[str, Any]:
        """
        Return it as the arguments of the command.
        """
        given = {name: getattr(self, name) for name in ("title", "statement", "happened_on", "goal")}

        return {**given, "evidence": [piece.evidence() for piece in self.evidence]}


class Amendment(Form):
    """
    A milestone in other words; what is left out stays.
    """

    reason: str
    title: str | None = None
    statement: str | None = None
    happened_on: Day | None = None
    evidence: list[Shown] | None = None

    def changes(self) -> dict[str, Any]:
        """
        Return what is to change.
        """
        names = self.model_fields_set - {"reason", "evidence"}
        given: dict[str, Any] = {name: getattr(self, name) for name in names}
        if self.evidence is not None:
            given["evidence"] = [piece.evidence() for piece in self.evidence]

        return given


class Read(Form):
    """
    The revision of a milestone that was read.
    """

    revision: Number


class Contested(Read, Why):
    """
    Why a milestone is not as the other person wrote, and which revision was read.
    """
