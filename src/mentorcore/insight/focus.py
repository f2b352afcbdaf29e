"""
Goal focus: how much of the time served the mentee's own goals, and who set the course (G1, G2, M3, Q2).

Every figure is a count of what was written down; `METHOD` says for each how it is computed and what it leaves
out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Final

import attrs

from mentorcore.errors import WrongTime
from mentorcore.insight.served import goals_behind, minutes_served
from mentorcore.insight.shares import NOT_ENOUGH, Share, Trend
from mentorcore.model.goals import GoalStatus
from mentorcore.model.meetings import Meeting
from mentorcore.model.mentorship import Mentorship
from mentorcore.model.questions import Answer, Known, Story, Unknown
from mentorcore.model.values import RecordId, check_moment, check_type


TREND_MEETINGS: Final = 4
"""How many held meetings a trend needs."""


@attrs.frozen(kw_only=True)
class Method:
    """
    How a figure is made.

    Attributes:
        computed: What is counted.

        leaves_out: What the figure does not see.
    """

    computed: str
    leaves_out: str


METHOD: Final[Mapping[str, Method]] = {
    "overall": Method(
        computed="The minutes of topics that served a goal of the mentee's own, directly or through a "
        "question, a reading or an action that belongs to it, of the whole length of the held meetings.",
        leaves_out="Meetings that were not held, and time outside meetings. A goal counts from the moment on "
        "at which the mentee made it their own, and until they achieve or drop it.",
    ),
    "by_goal": Method(
        computed="The same minutes, goal by goal, each as a share of the whole length of the held meetings.",
        leaves_out="Goals that the mentee never made their own.",
    ),
    "by_month": Method(
        computed="The overall share month by month; a meeting counts in the month in which it starts in its "
        "own time zone.",
        leaves_out="Months before the first held meeting and after the last.",
    ),
    "raised_by_mentee": Method(
        computed="The topics that the mentee raised, of all topics of the held meetings.",
        leaves_out="How long each topic took.",
    ),
    "followed_question": Method(
        computed="The answers that the mentor gave to a question, of these answers and the topics that the "
        "mentor raised without serving one of the mentee's questions.",
        leaves_out="What was said in a meeting without being entered as an answer or a topic.",
    ),
    "answers": Method(
        computed="The mentor's answers by kind: known, told as a story, and an honest “I don't know”.",
        leaves_out="Whether an answer helped.",
    ),
    "unserved": Method(
        computed="The active goals that no minute of a held meeting served.",
        leaves_out="Goals that the mentee made their own after the window, and those no longer active.",
    ),
    "unaccounted": Method(
        computed="The minutes of held meetings that no topic accounts for; they serve no goal.",
        leaves_out="Nothing of what is entered.",
    ),
    "trend": Method(
        computed="The overall share of the earlier half of the held meetings against that of the later half.",
        leaves_out="The middle one of an odd number of meetings; with fewer than four there is no trend.",
    ),
}
"""How each figure of a `Focus` is made, by the name of its attribute."""


@attrs.frozen(kw_only=True)
class GoalFocus:
    """
    The time that served one goal.

    Attributes:
        goal: Its id.

        minutes: How many minutes served it.

        share: These minutes of the whole length of the held meetings.

        last_served: The start of the last held meeting that served it; *None* for none.
    """

    goal: RecordId
    minutes: int
    share: Share
    last_served: datetime | None


@attrs.frozen(kw_only=True)
class MonthFocus:
    """
    The focus of one month.

    Attributes:
        month: Its first day.

        meetings: How many meetings were held.

        share: The minutes that served the mentee's own goals, of the whole length of these meetings.
    """

    month: date
    meetings: int
    share: Share


@attrs.frozen(kw_only=True)
class AnswersGiven:
    """
    The mentor's answers, by kind (Q3).
    """

    known: int
    story: int
    unknown: int

    @property
    def total(self) -> int:
        """
        All of them.
        """
        return self.known + self.story + self.unknown


@attrs.frozen(kw_only=True)
class Focus:
    """
    Whom and what the time of a relationship served. `METHOD` says how each figure is made.

    Attributes:
        meetings: How many held meetings it rests on.

        overall: The minutes that served the mentee's own goals, of the whole length of the held meetings.

        by_goal: The same for each goal that the mentee made their own, in the mentee's order.

        by_month: The same for each month from the first held meeting to the last.

        raised_by_mentee: The topics that the mentee raised, of all topics.

        followed_question: The mentor's answers, of these and the topics that the mentor raised unasked.

        answers: The mentor's answers by kind.

        unserved: The ids of active goals that got no time.

        unaccounted: The minutes of held meetings that no topic accounts for.

        trend: The earlier half of the meetings against the later half.
    """

    meetings: int
    overall: Share
    by_goal: tuple[GoalFocus, ...]
    by_month: tuple[MonthFocus, ...]
    raised_by_mentee: Share
    followed_question: Share
    answers: AnswersGiven
    unserved: tuple[RecordId, ...]
    unaccounted: int
    trend: Trend

    @property
    def sentences(self) -> tuple[str, ...]:
        """
        The figures in words, without any of the pair's; what the record does not support is said so.
        """
        unserved: object = len(self.unserved) or "none"

        return (
            f"Time for the mentee's own goals: {self.overall}.",
            f"Topics that the mentee raised: {self.raised_by_mentee}.",
            f"What the mentor brought in that answered a question: {self.followed_question}.",
            f"Active goals that got no time: {unserved if self.meetings else NOT_ENOUGH}.",
            f"Where it is going: {self.trend}.",
        )


@attrs.frozen
class _Served:
    meeting: Meeting
    minutes: Counter[RecordId]


def goal_focus(
    mentorship: Mentorship, *, since: datetime | None = None, until: datetime | None = None
) -> Focus:
    """
    Measure whom and what the time of a relationship served.

    It is made from what the pair wrote down, and is for the pair to look at; it holds ids and counts, and
    nobody's words.

    Args:
        since: Only meetings that start, and answers that were given, at or after this moment.

        until: Only those before this moment.

    Raises:
        InvalidValue: A moment is not timezone-aware (P2).

        WrongTime: *until* is not after *since*.
    """
    m = check_type(Mentorship, mentorship, "mentorship")
    inside = _window(since, until)
    behind = goals_behind(m)
    held = [
        _Served(meeting, Counter(minutes_served(meeting, behind)))
        for meeting in m.meetings.held
        if inside(meeting.starts)
    ]
    answers = [a.answer for q in m.questions for a in q.answers if inside(a.at)]
    topics = [topic for served in held for topic in served.meeting.topics]
    questions = {question.id for question in m.questions}
    unasked = sum(t.raised_by == m.mentor_id and t.serves not in questions for t in topics)
    overall = _share(held)
    by_goal = tuple(_by_goal(m, held, overall.whole, until))
    timeless = {focus.goal for focus in by_goal if not focus.minutes}

    return Focus(
        meetings=len(held),
        overall=overall,
        by_goal=by_goal,
        by_month=tuple(_by_month(held)),
        raised_by_mentee=Share(
            part=sum(t.raised_by == m.mentee_id for t in topics), whole=len(topics), unit="topics"
        ),
        followed_question=Share(part=len(answers), whole=len(answers) + unasked, unit="answers and topics"),
        answers=_by_kind(answers),
        unserved=tuple(g.id for g in m.goals if g.status is GoalStatus.ACTIVE and g.id in timeless),
        unaccounted=overall.whole - sum(topic.minutes for topic in topics),
        trend=_trend(held),
    )


def _window(since: datetime | None, until: datetime | None) -> Callable[[datetime], bool]:
    first = None if since is None else check_moment(since, "since")
    end = None if until is None else check_moment(until, "until")
    if first is not None and end is not None and end <= first:
        raise WrongTime(
            tried="measure goal focus",
            because=f"until, {end.isoformat()}, is not after since, {first.isoformat()}",
            accepted="give a later until, or leave one of them out",
            rule="P2",
        )

    return lambda moment: (first is None or first <= moment) and (end is None or moment < end)


def _share(held: Iterable[_Served]) -> Share:
    meetings = list(held)

    return Share(
        part=sum(served.minutes.total() for served in meetings),
        whole=sum(served.meeting.minutes for served in meetings),
        unit="minutes",
    )


def _by_goal(m: Mentorship, held: list[_Served], whole: int, until: datetime | None) -> Iterator[GoalFocus]:
    for goal in m.goals:
        minutes = sum(served.minutes[goal.id] for served in held)
        if goal.adopted_at is None or not (minutes or until is None or goal.adopted_at < until):
            continue
        times = [served.meeting.starts for served in held if served.minutes[goal.id]]
        yield GoalFocus(
            goal=goal.id,
            minutes=minutes,
            share=Share(part=minutes, whole=whole, unit="minutes"),
            last_served=max(times, default=None),
        )


def _by_month(held: list[_Served]) -> Iterator[MonthFocus]:
    months = [served.meeting.local_start.date().replace(day=1) for served in held]
    month, last = (min(months), max(months)) if months else (date.max, date.min)
    while month <= last:
        inside = [served for served, of in zip(held, months, strict=True) if of == month]
        yield MonthFocus(month=month, meetings=len(inside), share=_share(inside))
        month = (month + timedelta(days=31)).replace(day=1)


def _by_kind(answers: Iterable[Answer]) -> AnswersGiven:
    kinds = Counter(type(answer) for answer in answers)

    return AnswersGiven(known=kinds[Known], story=kinds[Story], unknown=kinds[Unknown])


def _trend(held: list[_Served]) -> Trend:
    half = len(held) // 2 if len(held) >= TREND_MEETINGS else 0

    return Trend(earlier=_share(held[:half]), later=_share(held[len(held) - half :]))
