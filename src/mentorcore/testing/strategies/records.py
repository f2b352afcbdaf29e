"""
What can be called on the records of a mentorship, and with which arguments.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from mentorcore.model.actions import ActionStatus
from mentorcore.model.agreement import AgreementStatus
from mentorcore.model.consents import Purpose
from mentorcore.model.goals import GoalStatus
from mentorcore.model.lifecycle import ALLOWED, Act, State
from mentorcore.model.meetings import OUTCOMES, Meeting, MeetingStatus, Move, Topic
from mentorcore.model.mentorship import Mentorship
from mentorcore.model.milestones import Evidence, MilestoneStatus
from mentorcore.model.questions import FollowUp, Known, Question, QuestionStatus, Referral, Story, Unknown
from mentorcore.model.readings import ReadingStatus
from mentorcore.model.records import Records
from mentorcore.model.visibility import Visibility
from mentorcore.testing.strategies.calls import Arguments, Call, given
from mentorcore.testing.strategies.values import agreements, cadences, days, ids, lines, prose, zones


def of_records(mentorship: Mentorship, at: datetime, *, loose: bool) -> dict[str, Call]:
    """
    Return what can be called on the collections of a mentorship, by name, such as ``"goals.set"``.

    Args:
        loose: Whether to include what the states forbid.
    """
    calls = _Calls(mentorship, at, loose=loose)

    return {
        **calls.agreements(),
        **calls.goals(),
        **calls.meetings(),
        **calls.questions(),
        **calls.readings_and_actions(),
        **calls.feedback_and_notes(),
        **calls.milestones(),
        **calls.consents(),
    }


class _Calls:
    def __init__(self, mentorship: Mentorship, at: datetime, *, loose: bool) -> None:
        self.m = mentorship
        self.at = at
        self.loose = loose
        self.mentor, self.mentee = mentorship.pair
        self.pair = st.sampled_from(mentorship.pair)
        self.optional = {"id": ids(), "goal": st.sampled_from((None, *(g.id for g in mentorship.goals)))}
        self.own_id = {"id": ids()}
        self.due_on = days(at.date(), (at + timedelta(days=60)).date())

    def agreements(self) -> dict[str, Call]:
        terms = agreements(starts_on=self.at.date())

        def answer(proposal: Any, **more: Any) -> Arguments:
            return given(proposal_id=proposal.id, by=self._other(proposal.author), **more)

        def waits(proposal: Any) -> bool:
            return proposal.status is AgreementStatus.PROPOSED

        waiting = self._which(Act.FINISH, self.m.agreements, waits)

        return {
            "agreements.propose": self._new(lambda _: given(self.own_id, by=self.pair, agreement=terms)),
            "agreements.accept": Call(answer, waiting),
            "agreements.turn_down": Call(lambda p: answer(p, reason=st.none() | prose()), waiting),
        }

    def goals(self) -> dict[str, Call]:
        words = {"title": lines(), "why": prose(), "measure": prose()}

        def mentees(goal: Any, **more: Any) -> Arguments:
            return given(goal_id=goal.id, by=self.mentee, **more)

        def which(act: Act, *statuses: GoalStatus) -> tuple[Any, ...]:
            return self._which(act, self.m.goals, lambda goal: goal.status in statuses)

        active = which(Act.START, GoalStatus.ACTIVE)
        ended = which(Act.FINISH, GoalStatus.ACTIVE)
        linked = {milestone.goal for milestone in self.m.milestones.documented}
        percent = {"percent": st.none() | st.integers(0, 100)}

        return {
            "goals.set": self._new(lambda _: given(self.own_id, by=self.mentee, **words)),
            "goals.suggest": self._new(lambda _: given(self.own_id, by=self.mentor, **words)),
            "goals.adopt": Call(mentees, which(Act.START, GoalStatus.SUGGESTED)),
            "goals.turn_down": Call(mentees, which(Act.FINISH, GoalStatus.SUGGESTED)),
            "goals.revise": Call(lambda g: given(words, goal_id=g.id, by=self.mentee), active),
            "goals.prioritise": Call(lambda g: mentees(g, rank=st.integers(1, 5)), active),
            "goals.record_progress": Call(
                lambda g: given(percent, goal_id=g.id, by=self.pair, text=prose()), active
            ),
            "goals.achieve": Call(mentees, tuple(g for g in ended if self.loose or g.id in linked)),
            "goals.drop": Call(lambda g: mentees(g, reason=prose()), ended),
        }

    def meetings(self) -> dict[str, Call]:
        minutes, starts = st.integers(5, 120), self._starts()
        place = {"zone": zones()}
        rhythm = {"cadence": cadences(), **place}
        until = days(self.at.date(), (self.at + timedelta(days=100)).date())

        def which(fits: Callable[[Meeting], bool]) -> tuple[Any, ...]:
            return self._which(Act.FINISH, self.m.meetings, fits)

        def about(meeting: Any, **more: Any) -> Arguments:
            return given(meeting_id=meeting.id, by=self.pair, **more)

        def held(meeting: Any, **more: Any) -> Arguments:
            return about(meeting, summary=prose(), topics=self._topics(meeting.minutes), **more)

        scheduled = which(lambda m: m.status is MeetingStatus.SCHEDULED)
        begun = tuple(m for m in scheduled if self.loose or m.starts <= self.at)
        reported = which(lambda m: m.status in OUTCOMES)
        past = tuple(m for m in reported if self.loose or m.starts <= self.at)
        upset = st.sampled_from((MeetingStatus.MISSED, MeetingStatus.CANCELLED))

        return {
            "meetings.schedule": self._new(
                lambda _: given({**self.own_id, **place}, by=self.pair, starts=starts, minutes=minutes)
            ),
            "meetings.schedule_series": self._new(
                lambda _: given(rhythm, by=self.pair, starts=starts, minutes=minutes, until=until)
            ),
            "meetings.reschedule": Call(
                lambda m: given({"minutes": minutes, **place}, meeting_id=m.id, by=self.pair, starts=starts),
                scheduled,
            ),
            "meetings.rearrange": Call(
                lambda m: given(moves=self._moves(m, scheduled), by=self.pair), scheduled
            ),
            "meetings.cancel": Call(lambda m: about(m, reason=prose()), scheduled),
            "meetings.hold": Call(held, begun),
            "meetings.miss": Call(lambda m: about(m, reason=prose()), begun),
            "meetings.correct": Call(
                lambda m: (
                    held(m, status=MeetingStatus.HELD, reason=prose())
                    | about(m, status=upset, why=prose(), reason=prose())
                ),
                past,
            ),
        }

    def questions(self) -> dict[str, Call]:
        def which(act: Act, fits: Callable[[Question], bool]) -> tuple[Any, ...]:
            return self._which(act, self.m.questions, fits)

        def mentees(question: Any) -> Arguments:
            return given(question_id=question.id, by=self.mentee)

        def answered(question: Any) -> Arguments:
            return given(question_id=question.id, by=self.mentor, answer=self._answer())

        def release(question: Any) -> Arguments:
            count = max(len(question.answers), 1)
            return given({"answer": st.integers(1, count)}, question_id=question.id, by=self.mentor)

        waiting = which(Act.FINISH, lambda q: q.status is QuestionStatus.OPEN)

        return {
            "questions.ask": self._new(
                lambda _: given(self.optional, by=self.mentee, text=prose(), interest=st.integers(1, 5))
            ),
            "questions.answer": Call(answered, waiting),
            "questions.resolve": Call(mentees, waiting),
            "questions.withdraw": Call(mentees, waiting),
            "questions.release": Call(release, which(Act.RECORD, lambda q: bool(q.answers))),
        }

    def readings_and_actions(self) -> dict[str, Call]:
        readings = self._which(Act.FINISH, self.m.readings, lambda r: r.status is ReadingStatus.OPEN)
        actions = self._which(Act.FINISH, self.m.actions, lambda a: a.status is ActionStatus.OPEN)

        def read(reading: Any, **more: Any) -> Arguments:
            return given(reading_id=reading.id, by=self.mentee, **more)

        def done(action: Any, **more: Any) -> Arguments:
            return given(action_id=action.id, by=action.author, **more)

        task = {"by": self.pair, "title": lines(), "due_on": self.due_on}

        return {
            "readings.assign": self._new(
                lambda _: given({**self.optional, "source": prose()}, why=prose(), **task)
            ),
            "readings.finish": Call(lambda r: read(r, takeaway=prose()), readings),
            "readings.skip": Call(lambda r: read(r, reason=prose()), readings),
            "actions.take_on": self._new(lambda _: given(self.optional, **task)),
            "actions.finish": Call(lambda a: done(a, outcome=st.none() | prose()), actions),
            "actions.drop": Call(lambda a: done(a, reason=prose()), actions),
        }

    def feedback_and_notes(self) -> dict[str, Call]:
        about = st.sampled_from((*self.m.pair, self.m.id, *self._linkable()))
        session = st.sampled_from((None, *(meeting.id for meeting in self.m.meetings.held)))
        tier = st.sampled_from((Visibility.PRIVATE, Visibility.PAIR, Visibility.RECORD))
        reflection = {**self.own_id, "reflection": st.booleans(), "visibility": tier}
        feedback = self._which(Act.RECORD, self.m.feedback, lambda f: f.tier is not Visibility.RECORD)
        notes = self._which(Act.RECORD, self.m.notes, lambda n: n.tier is not Visibility.RECORD)

        return {
            "feedback.give": self._new(
                lambda _: given({**self.own_id, "session": session}, by=self.pair, about=about, text=prose())
            ),
            "feedback.release": Call(lambda f: given(feedback_id=f.id, by=f.author), feedback),
            "notes.write": self._new(lambda _: given(reflection, by=self.pair, text=prose())),
            "notes.release": Call(
                lambda n: given(note_id=n.id, by=n.author, visibility=Visibility.RECORD), notes
            ),
        }

    def milestones(self) -> dict[str, Call]:
        def which(*statuses: MilestoneStatus) -> tuple[Any, ...]:
            return self._which(Act.RECORD, self.m.milestones, lambda m: m.status in statuses)

        def answer(milestone: Any, **more: Any) -> Arguments:
            by = self._other(milestone.author)
            return given(milestone_id=milestone.id, by=by, revision=milestone.revision, **more)

        def own(milestone: Any, **more: Any) -> Arguments:
            return given(more, milestone_id=milestone.id, by=milestone.author, reason=prose())

        began, last = (self.m.activated_at or self.at).date(), self.m.steps[-1]
        over = last.at.date() if self.m.state in {State.COMPLETED, State.ENDED} else self.at.date()
        happened_on = days(began, max(began, min(over, self.at.date())))
        evidence = st.lists(self._evidence(), min_size=max(1, self.m.policy.evidence), max_size=3)
        words = {"title": lines(), "statement": prose(), "happened_on": happened_on}
        done, yes, no = MilestoneStatus.DOCUMENTED, MilestoneStatus.CONFIRMED, MilestoneStatus.CONTESTED

        return {
            "milestones.document": Call(
                lambda _: given(self.optional, by=self.pair, evidence=evidence, **words),
                self._if(Act.RECORD),
            ),
            "milestones.confirm": Call(answer, which(done, no)),
            "milestones.contest": Call(lambda m: answer(m, reason=prose()), which(done, yes)),
            "milestones.amend": Call(lambda m: own(m, **words), which(done, yes, no)),
            "milestones.retract": Call(own, which(done, yes, no)),
        }

    def consents(self) -> dict[str, Call]:
        until = st.none() | days(self.at.date(), (self.at + timedelta(days=400)).date())
        purpose = st.sampled_from(Purpose)
        given_ = self._which(Act.TAKE_BACK, self.m.consents, lambda c: c.withdrawn_at is None)

        return {
            "consents.give": Call(
                lambda _: given(self.own_id, by=self.mentee, purpose=purpose, until=until),
                self._if(Act.RECORD),
            ),
            "consents.withdraw": Call(lambda c: given(consent_id=c.id, by=self.mentee), given_),
        }

    def _if(self, act: Act) -> tuple[Any, ...]:
        return (None,) if self.loose or self.m.state in ALLOWED[act] else ()

    def _new(self, arguments: Callable[[Any], Arguments]) -> Call:
        return Call(arguments, self._if(Act.START))

    def _which(self, act: Act, records: Records[Any], fits: Callable[[Any], bool]) -> tuple[Any, ...]:
        return tuple(r for r in records if self.loose or (self._if(act) and fits(r)))

    def _other(self, person: str) -> str:
        return self.mentee if person == self.mentor else self.mentor

    def _linkable(self) -> Iterable[str]:
        kinds = (self.m.goals, self.m.questions, self.m.readings, self.m.actions)

        return (record.id for records in kinds for record in records)

    def _starts(self) -> st.SearchStrategy[datetime]:
        began = self.m.activated_at or self.at
        first = max(began, self.at - timedelta(days=30))
        quarters = int((self.at + timedelta(days=30) - first) / timedelta(minutes=15))

        return st.integers(0, max(quarters, 0)).map(
            lambda n: (first + n * timedelta(minutes=15)).astimezone(UTC)
        )

    def _moves(self, meeting: Meeting, others: tuple[Meeting, ...]) -> st.SearchStrategy[list[Move]]:
        """
        Generate moves of a meeting and of others, which often take each other's time.
        """
        starts = self._starts() | st.sampled_from([other.starts for other in others])
        minutes = st.none() | st.integers(5, 120)
        ids = st.lists(st.sampled_from([other.id for other in others]), max_size=2)

        return ids.flatmap(
            lambda more: st.tuples(
                *(
                    st.builds(Move, meeting=st.just(one), starts=starts, minutes=minutes)
                    for one in dict.fromkeys((meeting.id, *more))
                )
            ).map(list)
        )

    def _topics(self, minutes: int) -> st.SearchStrategy[list[Topic]]:
        topic = st.builds(
            Topic,
            lines(),
            minutes=st.integers(1, max(minutes // 2, 1)),
            raised_by=self.pair,
            serves=st.sampled_from((None, *self._linkable())),
        )

        return st.lists(topic, min_size=1, max_size=2)

    def _answer(self) -> st.SearchStrategy[Known | Story | Unknown]:
        follow_up = st.builds(FollowUp, owner=self.pair, due_on=self.due_on, task=st.none() | prose())
        referral = st.builds(Referral, lines(), why=st.none() | prose())

        return st.one_of(
            st.builds(Known, prose()),
            st.builds(Story, prose(), lesson=prose()),
            st.builds(Unknown, follow_up=follow_up, referral=st.none() | referral),
            st.builds(Unknown, referral=referral),
        )

    def _evidence(self) -> st.SearchStrategy[Evidence]:
        address = st.from_regex(r"https://[a-z]{1,10}\.example/[a-z0-9]{0,10}", fullmatch=True)
        link = st.builds(Evidence.link, address, st.none() | lines())
        linkable = tuple(self._linkable())

        return link | st.builds(Evidence.of, st.sampled_from(linkable)) if linkable else link
