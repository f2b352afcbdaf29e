"""
Forms: what clients send. Only their shape is checked here; what may stand in them, the rules say.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, HttpUrl, StringConstraints

from mentorcore import Agreement, Cadence, Evidence


Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$")]


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
    capacity: int = 3


class Terms(Form):
    """
    What the two would commit to.
    """

    weeks: int | None = Field(default=None, description="Every so many weeks; left out, once a month.")
    starts_on: date
    ends_on: date

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

    url: HttpUrl | None = None
    record: Id | None = None
    label: str | None = None

    def evidence(self) -> Evidence:
        """
        Return it as the library knows it.
        """
        return Evidence(url=None if self.url is None else str(self.url), record=self.record, label=self.label)


class NewMilestone(Form):
    """
    Something that was reached.
    """

    title: str
    statement: str
    happened_on: date
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
    happened_on: date | None = None
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

    revision: int


class Contested(Read, Why):
    """
    Why a milestone is not as the other person wrote, and which revision was read.
    """
