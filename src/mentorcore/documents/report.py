"""
Progress report: where a relationship stands, for the two to look at.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final

from mentorcore.documents.claims import Plain, milestones_of, person_of, relationship_of
from mentorcore.documents.document import Document, DocumentKind
from mentorcore.documents.drafting import Occasion, drafted, occasion
from mentorcore.documents.escaping import escaped
from mentorcore.documents.figures import report_figures
from mentorcore.insight.focus import METHOD, Focus, goal_focus
from mentorcore.insight.wording import day_in_words, many
from mentorcore.model.goals import Goal
from mentorcore.model.mentorship import Mentorship
from mentorcore.model.people import Person


FEW: Final = 3
"""With fewer held meetings than this a report says that its figures rest on little."""


TOLD: Final[Mapping[str, str]] = {
    "overall": "Time for the mentee's own goals",
    "raised_by_mentee": "Topics that the mentee raised",
    "followed_question": "What the mentor brought in that answered a question",
    "trend": "Where it is going",
}
"""The figures of goal focus that a report tells in words, and says how they are made."""


def progress_report(
    mentorship: Mentorship,
    *,
    mentor: Person,
    mentee: Person,
    at: datetime,
    since: datetime | None = None,
    until: datetime | None = None,
    templates: Mapping[str, str] | None = None,
) -> Document:
    """
    Write where the relationship stands, for the two: it shows their goals, and needs no consent (C1).

    Of milestones it tells the confirmed ones in words; the others are counted. Notes and answers are not
    in it.

    Args:
        at: The moment at which the record is read.

        since: Goal focus of meetings that start at or after this moment.

        until: Goal focus of meetings that start before this moment.

        templates: Wording that replaces ours, by the name of the kind of document.

    Raises:
        InvalidValue: The people are not the two of the mentorship, or a moment is not timezone-aware (P2).

        WrongTime: *until* is not after *since*, or *at* is before something that it rests on (C2).

        TemplateRefused: A template cannot be used.

        MissingExtra: Jinja2 is not installed.
    """
    of = occasion(mentorship, mentor, mentee, at)
    m, sources = of.mentorship, of.sources
    focus = goal_focus(m, since=since, until=until)
    figures = report_figures(m, focus, at=of.at)
    held = Counter(meeting.status.value for meeting in m.meetings)
    what = (
        f"The meetings: {', '.join(f'{count} {status}' for status, count in sorted(held.items())) or 'none'}"
    )
    data: Plain = {
        "mentor": person_of(of.mentor),
        "mentee": person_of(of.mentee),
        "relationship": relationship_of(m, sources),
        "meetings": {
            "held": many(held["held"], "meeting"),
            "hours": f"{sum(meeting.minutes for meeting in m.meetings.held) / 60:.1f}",
            "missed": held["missed"],
            "cite": sources.cite("meetings", m.id, what),
        },
        "focus": {
            "since": None if since is None else day_in_words(since),
            "until": None if until is None else day_in_words(until),
            "goals_cite": sources.cite("goals", m.id, f"The goals: {len(m.goals)}"),
            "questions_cite": sources.cite("questions", m.id, f"The questions: {len(m.questions)}"),
            "told": [
                {
                    "figure": figure,
                    "value": str(getattr(focus, name)),
                    "computed": METHOD[name].computed,
                    "leaves_out": METHOD[name].leaves_out,
                }
                for name, figure in TOLD.items()
            ],
        },
        "goals": [
            _goal(of, goal)
            for goal in m.goals
            if goal.adopted_at is not None and goal not in m.goals.unsupported
        ],
        "milestones": milestones_of(m, of.names, sources),
        "open": [
            f"{many(len(kept), 'milestone')} {standing}"
            for kept, standing in (
                (m.milestones.unconfirmed, "written down and waiting to be confirmed"),
                (m.milestones.contested, "contested"),
            )
            if kept
        ],
        "written_down": len(m.milestones.documented),
        "milestones_cite": sources.cite(
            "milestones", m.id, f"The milestones: {len(m.milestones.documented)}"
        ),
    }

    return drafted(
        DocumentKind.PROGRESS_REPORT,
        of,
        data,
        title=f"Progress report: {mentor.name} and {mentee.name}",
        rests_on=(
            f"Drawn on {day_in_words(of.day)} from the record of {escaped(mentor.name)} and "
            f"{escaped(mentee.name)}, for the two of them."
        ),
        caveats=tuple(_caveats(focus)),
        templates=templates,
        figures=figures,
    )


def _goal(of: Occasion, goal: Goal) -> Plain:
    status = goal.status.value
    progress = goal.progress[-1] if goal.progress else None
    told = [] if progress is None else [progress.text]

    return {
        "title": goal.title,
        "status": status,
        "percent": None if progress is None else progress.percent,
        "progress": None if progress is None else progress.text,
        "day": None if progress is None else day_in_words(progress.at),
        "cite": of.sources.cite(
            "goal", goal.id, f"Goal of {of.mentee.name}, {status}", claims=[goal.title, *told]
        ),
    }


def _caveats(focus: Focus) -> Iterator[str]:
    if focus.meetings < FEW:
        yield f"Its figures rest on {many(focus.meetings, 'held meeting')}."
    if focus.unaccounted:
        yield f"{many(focus.unaccounted, 'minute')} of meetings are not accounted for by a topic."
    yield "Minutes and topics are as the two entered them; nobody measured them."
