"""
Rebuilding: from rows to the objects that the others load as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

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
)
from benchmarks.entities import Milestone as Kept
from mentorcore.model.agreement import AgreementStatus
from mentorcore.model.goals import GoalStatus
from mentorcore.model.lifecycle import State
from mentorcore.model.meetings import MeetingStatus
from mentorcore.model.milestones import MilestoneStatus
from mentorcore.model.questions import QuestionStatus
from mentorcore.model.readings import ReadingStatus
from mentorcore.model.visibility import Visibility


_STATES = {s.value: s for s in State}
_AGREEMENTS = {s.value: s for s in AgreementStatus}
_GOALS = {s.value: s for s in GoalStatus}
_MEETINGS = {s.value: s for s in MeetingStatus}
_READINGS = {s.value: s for s in ReadingStatus}
_QUESTIONS = {s.value: s for s in QuestionStatus}
_MILESTONES = {s.value: s for s in MilestoneStatus}
_TIERS = {s.value: s for s in Visibility}


class Rebuilding:
    """
    Makes objects of rows.

    Args:
        moment: Makes a moment of what the database gives for one, and *day* a day.
    """

    def __init__(self, moment: Callable[[Any], datetime], day: Callable[[Any], date]) -> None:
        self._moment = moment
        self._day = day

    def summary(self, row: tuple[Any, ...]) -> Summary:
        """
        Return what a list shows.
        """
        moment, day = self._moment, self._day
        own, version, k, of, mentee, lapses, s, u, ahead = row

        return Summary(
            own,
            version,
            _STATES[k],
            of,
            mentee,
            moment(lapses),
            day(s),
            day(u),
            None if ahead is None else moment(ahead),
        )

    def relationship(
        self, head: tuple[Any, ...], of: Callable[[str], Iterable[tuple[Any, ...]]]
    ) -> Relationship:
        """
        Return a relationship.

        Args:
            head: Its own row.

            of: Gives its rows in the table that is named.
        """
        moment, day = self._moment, self._day
        topics: dict[int, list[Topic]] = {}
        for meeting, title, minutes, by, serves in of("topic"):
            topics.setdefault(meeting, []).append(Topic(title, minutes, by, serves))
        answers: dict[int, list[Answer]] = {}
        for question, author, at, tier, kind, text, lesson, owner, due, task in of("answer"):
            answers.setdefault(question, []).append(
                Answer(
                    author,
                    moment(at),
                    _TIERS[tier],
                    kind,
                    text,
                    lesson,
                    owner,
                    None if due is None else day(due),
                    task,
                )
            )
        evidence: dict[int, list[Evidence]] = {}
        for milestone, url, record, label in of("evidence"):
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
        ) in of("meeting"):
            (earlier_meetings if superseded else meetings).append(
                Meeting(
                    i,
                    v,
                    a,
                    moment(e),
                    c,
                    moment(t),
                    moment(s),
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
        ) in of("milestone"):
            (earlier_milestones if superseded else milestones).append(
                Kept(
                    i,
                    v,
                    a,
                    moment(e),
                    c,
                    moment(t),
                    title,
                    statement,
                    day(d),
                    goal,
                    _MILESTONES[k],
                    reason,
                    by,
                    None if at is None else moment(at),
                    revision,
                    evidence.get(place, []),
                )
            )
        own, version, mentor, mentee, by, request, why, potential, lapses, k, begun = head

        return Relationship(
            own,
            version,
            mentor,
            mentee,
            by,
            request,
            why,
            potential,
            moment(lapses),
            _STATES[k],
            None if begun is None else day(begun),
            [person for (person,) in of("accepted")],
            [Step(_STATES[state], by, moment(at), words) for state, by, at, words in of("step")],
            [
                Agreement(
                    i,
                    v,
                    a,
                    moment(e),
                    c,
                    moment(t),
                    unit,
                    count,
                    day(s),
                    day(u),
                    bool(r),
                    f,
                    w,
                    _AGREEMENTS[k],
                    why,
                    reason,
                )
                for i, v, a, e, c, t, unit, count, s, u, r, f, w, k, why, reason in of("agreement")
            ],
            [
                Goal(
                    i,
                    v,
                    a,
                    moment(e),
                    c,
                    moment(t),
                    title,
                    why,
                    measure,
                    _GOALS[k],
                    None if ad is None else moment(ad),
                    rank,
                    reason,
                    review,
                )
                for i, v, a, e, c, t, title, why, measure, k, ad, rank, reason, review in of("goal")
            ],
            meetings,
            [
                Reading(
                    i,
                    v,
                    a,
                    moment(e),
                    c,
                    moment(t),
                    title,
                    why,
                    day(d),
                    source,
                    goal,
                    _READINGS[k],
                    takeaway,
                    reason,
                )
                for i, v, a, e, c, t, title, why, d, source, goal, k, takeaway, reason in of("reading")
            ],
            [
                Question(
                    i,
                    v,
                    a,
                    moment(e),
                    c,
                    moment(t),
                    text,
                    interest,
                    goal,
                    _QUESTIONS[k],
                    answers.get(place, []),
                )
                for place, i, v, a, e, c, t, text, interest, goal, k in of("question")
            ],
            milestones,
            earlier_meetings,
            earlier_milestones,
        )
