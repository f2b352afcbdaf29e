"""
Pages: what clients get. Each is made from a `View`, so it holds nothing that its reader may not see.
"""

from __future__ import annotations

from datetime import date, datetime

from pydantic import BaseModel

from mentorcore import Mentorship, MentorshipSummary, Milestone, MilestoneStatus, State, View


class Piece(BaseModel):
    """
    What shows that a milestone is real.
    """

    url: str | None
    record: str | None
    label: str | None


class MilestonePage(BaseModel):
    """
    A milestone.
    """

    id: str
    revision: int
    status: MilestoneStatus
    title: str
    statement: str
    happened_on: date
    goal: str | None
    author: str
    evidence: list[Piece]

    @classmethod
    def of(cls, milestone: Milestone) -> MilestonePage:
        """
        Return the page of a milestone that its reader may see.
        """
        return cls(
            id=milestone.id,
            revision=milestone.revision,
            status=milestone.status,
            title=milestone.title,
            statement=milestone.statement,
            happened_on=milestone.happened_on,
            goal=milestone.goal,
            author=milestone.author,
            evidence=[Piece(url=e.url, record=e.record, label=e.label) for e in milestone.evidence],
        )


class MentorshipPage(BaseModel):
    """
    A relationship, as one reader sees it.
    """

    id: str
    mentor: str
    mentee: str
    state: State
    starts_on: date
    ends_on: date
    lapses_at: datetime
    reasoning: str | None
    potential: str | None
    counts: dict[str, dict[str, int]]
    milestones: list[MilestonePage]

    @classmethod
    def of(cls, mentorship: Mentorship, view: View) -> MentorshipPage:
        """
        Return the page of a relationship that its reader may know of.
        """
        overview = view.overview
        assert overview is not None  # noqa: S101 - all who may know of it see that much

        return cls(
            id=mentorship.id,
            mentor=overview.mentor_id,
            mentee=overview.mentee_id,
            state=overview.state,
            starts_on=overview.starts_on,
            ends_on=overview.ends_on,
            lapses_at=overview.lapses_at,
            reasoning=view.reasoning,
            potential=view.potential,
            counts={kind: dict(counted) for kind, counted in overview.counts.items()},
            milestones=[MilestonePage.of(milestone) for milestone in view.milestones],
        )


class Entry(BaseModel):
    """
    A relationship in a list.
    """

    id: str
    mentor: str
    mentee: str
    state: State

    @classmethod
    def of(cls, summary: MentorshipSummary) -> Entry:
        """
        Return the entry of a relationship that its reader may know of.
        """
        return cls(id=summary.id, mentor=summary.mentor_id, mentee=summary.mentee_id, state=summary.state)


class Listing(BaseModel):
    """
    A page of a list; `cursor` leads to the next one.
    """

    items: list[Entry]
    cursor: str | None


class PersonPage(BaseModel):
    """
    Somebody in the programme.
    """

    id: str
    name: str
