"""
The account: a year of mentoring, as its programme owner may read it.

What stands here are dates, counts and states. Words come from what HR may see: confirmed milestones and what
its author released, where the mentee's consent is in force.
"""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import attrs

from mentorcore import (
    Cadence,
    Interaction,
    MeetingStatus,
    Mentorship,
    PairingRequest,
    Person,
    Presence,
    RequestState,
    Role,
    Share,
    State,
    Store,
    Story,
    Unknown,
    View,
    Viewer,
    attention,
    goal_focus,
)


WIDTH, LABEL = 106, 18

STANDING = {
    State.OFFERED: "waits for an answer",
    State.ACTIVE: "goes on",
    State.PAUSED: "is paused",
    State.COMPLETED: "was completed",
    State.ENDED: "ended early",
    State.DECLINED: "was declined",
    State.WITHDRAWN: "was withdrawn",
    State.EXPIRED: "lapsed without an answer",
}


@attrs.frozen(kw_only=True)
class Account:
    """
    The year as one programme owner reads it.

    Attributes:
        owner: Their person id.

        at: The moment at which they read it.

        zone: The time zone in which days and months are meant.

        interactions: Who had to do with whom before the offers.
    """

    store: Store
    owner: str
    at: datetime
    zone: ZoneInfo
    interactions: tuple[Interaction, ...]
    people: Mapping[str, Person]

    def lines(self) -> Iterator[str]:
        """
        Give the account line by line.
        """
        mentorships = [
            self.store.get(Mentorship, found.id) for found in self.store.find(Mentorship, limit=1000).items
        ]

        yield from self._programme(mentorships)
        for number, mentorship in enumerate(mentorships, 1):
            yield from self._relationship(number, mentorship)

    # The programme

    def _programme(self, mentorships: list[Mentorship]) -> Iterator[str]:
        requests = self.store.find(PairingRequest, limit=1000).items
        unmet = [request.mentee_id for request in requests if request.state is RequestState.DECLINED]
        mentored = {m.mentee_id for m in mentorships if m.activated_at is not None}
        urgent = self.store.find(Mentorship, attention_before=self.at, limit=1000).items

        yield from ("A year of mentoring", "===================", "")
        yield from textwrap.wrap(
            f"For {self._name(self.owner)}, who owns the programme. These are dates, counts and states, as a "
            "programme owner sees them. Words are shown only where a consent of the mentee is in force on "
            f"{self._day(self.at)}: milestones that both have confirmed, and what its author released to the "
            "record. Everything else that was said stays between the two.",
            WIDTH,
        )
        yield ""
        yield from _item(
            "The programme",
            f"{len(self.people)} people; {len(mentorships)} offers, of which "
            + _counts(Counter(m.state_at(self.at).value for m in mentorships))
            + f"; {len(requests)} pairing requests, of which "
            + _counts(Counter(request.state.value for request in requests)),
        )
        yield from _item(
            "Look first at",
            "; ".join(f"{self._name(x.mentor_id)} and {self._name(x.mentee_id)}" for x in urgent) or "nobody",
        )
        yield from _item(
            "Still to pair",
            ", ".join(
                person.name + (" (has asked, and was told to wait)" if person.id in unmet else "")
                for person in self.people.values()
                if (person.profile.experience or 0) < 6 and person.id not in mentored
            )
            or "nobody",
        )

    # One relationship

    def _relationship(self, number: int, m: Mentorship) -> Iterator[str]:
        mentor, mentee = self.people[m.mentor_id], self.people[m.mentee_id]
        title = f"{number}. {mentor.name} and {mentee.name}: {STANDING[m.state_at(self.at)]}"

        yield from ("", "", title, "-" * len(title), "")
        yield from _item("Who", *(_introduction(person) for person in (mentor, mentee)))
        yield from _item("Why these two", " ".join(self._pairing(m)))
        if m.activated_at is not None:
            yield from _item("Agreed", self._agreed(m))
            yield from self._months(m)
            yield from _item("Goals", *_goals(m))
            yield from _item("Questions", *_questions(m))
            yield from _item("In between", *self._in_between(m))
            yield from _item("Milestones", *self._milestones(m))
            yield from self._released(m)
        yield from _item("Needs attention", *self._alerts(m))
        yield from _item("How it stands", self._standing(m))

    def _pairing(self, m: Mentorship) -> Iterator[str]:
        mentor, mentee, offered = self.people[m.mentor_id], self.people[m.mentee_id], m.steps[0]
        if m.document.request_id is not None:
            request = self.store.get(PairingRequest, m.document.request_id)
            asked = self._day(request.document.asked_at)
            yield f"{mentee.name} asked {self._name(request.decider_id)} for a mentor on {asked}."
            yield f"{mentor.name} was proposed on {self._day(offered.at)}."
            if request.decider_id == self.owner:
                yield f"In your own words: “{m.document.reasoning}”"
        else:
            verb = "offered" if offered.by == m.mentor_id else "asked for"
            yield f"{self._name(offered.by)} {verb} it on {self._day(offered.at)}."
        if m.activated_at is not None:
            yield f"Agreed on {self._day(m.activated_at)}."

        before = [x for x in self.interactions if {x.who, x.with_whom} == {*m.pair} and x.when < offered.at]
        if before:
            kinds = Counter(x.kind for x in before).most_common(2)
            hours = sum(x.minutes for x in before) // 60
            usual = " and ".join(f"{kind} ({n})" for kind, n in sorted(kinds, key=lambda x: (-x[1], x)))
            yield (
                f"Since {self._month_of(before[0].when):%B %Y} they had to do with each other "
                f"{_many(len(before), 'time')}, {_many(hours, 'hour')} in all, mostly in {usual}."
            )
        shared = [wish for wish in mentee.profile.wishes if wish in mentor.profile.skills]
        if shared:
            yield f"{mentor.name} knows what {mentee.name} wants to learn: {', '.join(shared)}."

    def _agreed(self, m: Mentorship) -> str:
        terms = m.agreement
        weeks = terms.cadence.count
        parts = ["monthly" if terms.cadence == Cadence.monthly() else f"every {weeks} weeks"]
        if terms.readings:
            parts.append("readings")
        if terms.feedback_every is not None:
            parts.append(f"feedback every {terms.feedback_every} meetings")
        changes = Counter(proposal.status.value for proposal in list(m.agreements)[1:])
        changed = f"; changes proposed since: {_counts(changes)}" if changes else ""

        return f"{', '.join(parts)}; {self._day(terms.starts_on)} to {self._day(terms.ends_on)}{changed}"

    def _months(self, m: Mentorship) -> Iterator[str]:
        """
        Set a row for each month: what became of its meetings, and how much of the time served own goals.
        """
        overview = self._owner_view(m).overview
        if overview is None:
            return
        past = [x for x in overview.meetings if x.starts < self.at]
        yield f"  {'Month by month':{LABEL - 2}}  held  missed  cancelled  no report  hours  for own goals"
        for month in self._months_of(m):
            meetings = [(x.status, x.minutes) for x in past if self._month_of(x.starts) == month]
            first, last = self._midnight(month), self._midnight(_next(month))
            share = goal_focus(m, since=first, until=last).overall
            yield _row(f"{month:%B}", meetings, _bar(share) or self._gap(m, month))
        yield _row("in all", [(x.status, x.minutes) for x in past], _bar(goal_focus(m).overall))

    def _midnight(self, day: date) -> datetime:
        return datetime(day.year, day.month, day.day, tzinfo=self.zone)

    def _gap(self, m: Mentorship, month: date) -> str:
        middle = datetime(month.year, month.month, 15, tzinfo=self.zone)

        return "paused" if m.state_at(middle) is State.PAUSED else ""

    def _in_between(self, m: Mentorship) -> Iterator[str]:
        overview = self._owner_view(m).overview
        counts = overview.counts if overview else {}
        for kind in ("readings", "actions"):
            if counts.get(kind):
                yield f"{kind}: {_counts(counts[kind])}"
        sessions = len({x.session for x in m.feedback if x.session is not None})
        yield f"feedback given {_many(len(m.feedback), 'time')}, in {_many(sessions, 'session')}"
        if shared := sum(counts.get("notes", {}).values()):
            yield f"{_many(shared, 'note')} shared"

    def _milestones(self, m: Mentorship) -> Iterator[str]:
        shown = self._hr_view(m).milestones
        yield f"{len(m.milestones)} written down: {_counts(Counter(x.status.value for x in m.milestones))}"
        amended = [x for x in m.milestones if any(r.reason for r in m.milestones.revisions(x.id)[:-1])]
        if amended:
            yield f"{len(amended)} of them amended on the way"
        for milestone in shown:
            yield f"“{milestone.title}” ({self._day(milestone.happened_on)}): {milestone.statement}"
        if m.milestones.confirmed and not shown:
            yield "not shown in words, since no consent of the mentee is in force"

    def _released(self, m: Mentorship) -> Iterator[str]:
        view = self._hr_view(m)
        words = [f"{self._name(x.author)}, in feedback: “{x.text}”" for x in view.feedback]
        words += [f"{self._name(x.author)}, looking back: “{x.text}”" for x in view.notes]
        words += [
            f"{self._name(x.author)}, from experience: “{x.answer.lesson}”"
            for x in view.answers
            if isinstance(x.answer, Story)
        ]
        if words:
            yield from _item("In their words", *words)

    def _alerts(self, m: Mentorship) -> Iterator[str]:
        alerts = attention(m, at=self.at)
        for alert in alerts:
            who = " or ".join(self._name(person) for person in alert.who if person in self.people)
            yield f"{alert.concern.value.replace('_', ' ')} since {self._day(alert.since)}, for {who}"
        if not alerts:
            yield "nothing"

    def _standing(self, m: Mentorship) -> str:
        last = m.steps[-1]
        left = [self._name(x) for x in m.pair if self.people[x].presence is not Presence.PRESENT]
        parts = [f"It {STANDING[m.state_at(self.at)]}"]
        if last.state is not State.ACTIVE:
            parts.append(f"on {self._day(last.at)}")
        if last.state is State.ENDED and left:
            parts.append(f"because {left[0]} left")
        if m.activated_at is not None:
            end = last.at if last.state in {State.COMPLETED, State.ENDED} else self.at
            parts.append(f"after {(end - m.activated_at).days // 7} weeks")
        for step, then in zip(m.steps, m.steps[1:], strict=False):
            if step.state is State.PAUSED:
                parts.append(f"with a break from {self._day(step.at)} to {self._day(then.at)}")

        return " ".join(parts)

    # Names, days and views

    def _owner_view(self, m: Mentorship) -> View:
        return m.as_seen_by(Viewer(self.owner, Role.PROGRAMME_OWNER), at=self.at)

    def _hr_view(self, m: Mentorship) -> View:
        return m.as_seen_by(Viewer(self.owner, Role.HR), at=self.at)

    def _name(self, person_id: str) -> str:
        return self.people[person_id].name

    def _day(self, day: date) -> str:
        local = day.astimezone(self.zone) if isinstance(day, datetime) else day

        return f"{local.day} {local:%B}" + ("" if local.year == 2025 else f" {local.year}")

    def _month_of(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date().replace(day=1)

    def _months_of(self, m: Mentorship) -> Iterator[date]:
        over = m.state in {State.COMPLETED, State.ENDED}
        month = self._month_of(m.activated_at or self.at)
        last = self._month_of(m.steps[-1].at if over else self.at - timedelta(minutes=1))
        while month <= last:
            yield month
            month = _next(month)


def _introduction(person: Person) -> str:
    return f"{person.name}, {person.profile.title}, {person.profile.experience} years of experience"


def _goals(m: Mentorship) -> Iterator[str]:
    """
    Say where each goal stands and what supports it; its words are the pair's.
    """
    for number, goal in enumerate(m.goals, 1):
        linked = [x for x in m.milestones.documented if x.goal == goal.id]
        confirmed = sum(x in m.milestones.confirmed for x in linked)
        support = f"supported by {_many(len(linked), 'milestone')}, {confirmed} confirmed" if linked else ""
        noted = [x.percent for x in goal.progress if x.percent is not None]
        progress = f"last noted at {noted[-1]} %" if noted else ""
        facts = "; ".join(fact for fact in (support, progress) if fact)
        yield f"goal {number}: {goal.status.value.replace('_', ' ')}" + (f"; {facts}" if facts else "")


def _questions(m: Mentorship) -> Iterator[str]:
    given = [(q, x.answer) for q in m.questions for x in q.answers]
    unknown = [q for q, answer in given if isinstance(answer, Unknown)]
    waiting = [q for q in unknown if q in m.questions.open]
    yield f"{len(m.questions)} asked: {_counts(Counter(q.status.value for q in m.questions))}"
    if stories := sum(isinstance(answer, Story) for _, answer in given):
        yield f"{_many(stories, 'answer')} told as a story from experience"
    if unknown:
        open_still = f"{len(waiting)} still open" if waiting else "each followed up since"
        yield f"{_many(len(unknown), 'honest “I don’t know”')}, {open_still}"


def _bar(share: Share) -> str:
    """
    Draw the share of the time that served the mentee's own goals; nothing where there is no time to share.
    """
    if share.value is None:
        return ""

    return f"{share.value:>4.0%} {'▪' * round(share.value * 10)}"


def _next(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)


def _row(label: str, meetings: list[tuple[MeetingStatus, int]], focus: str) -> str:
    became = Counter(status for status, _ in meetings)
    minutes = sum(minutes for status, minutes in meetings if status is MeetingStatus.HELD)
    cells = (
        (became[MeetingStatus.HELD], 6),
        (became[MeetingStatus.MISSED], 8),
        (became[MeetingStatus.CANCELLED], 11),
        (became[MeetingStatus.SCHEDULED] + became[MeetingStatus.LAPSED], 11),
        (f"{minutes / 60:.1f}" if minutes else 0, 7),
    )
    set_out = "".join(f"{value or '·':>{width}}" for value, width in cells)

    return f"    {label:{LABEL - 4}}{set_out}  {focus}".rstrip()


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}" + ("" if count == 1 else "s")


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {state.replace('_', ' ')}" for state, count in sorted(counts.items()))


def _item(label: str, *texts: str) -> Iterator[str]:
    """
    Set a label and its texts, each text a paragraph of its own.
    """
    for position, text in enumerate(texts):
        first = f"  {label:{LABEL - 2}}" if position == 0 else " " * LABEL
        yield from textwrap.wrap(
            text, WIDTH, initial_indent=first, subsequent_indent=" " * LABEL, break_on_hyphens=False
        )


def account(
    store: Store, *, owner: str, at: datetime, zone: ZoneInfo, interactions: Iterable[Interaction]
) -> Iterator[str]:
    """
    Give the account of everything in a store, line by line.
    """
    people = {found.id: store.get(Person, found.id) for found in store.find(Person, limit=1000).items}
    dealings = tuple(sorted(interactions, key=lambda x: x.when))
    reader = Account(store=store, owner=owner, at=at, zone=zone, interactions=dealings, people=people)

    return reader.lines()
