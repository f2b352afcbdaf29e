"""
The next agenda: what is on it, why, in which order, and what fits.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorcore.errors import InvalidValue
from mentorcore.insight.agenda import (
    LEAST_MINUTES,
    MINUTES,
    USUAL_MINUTES,
    Agenda,
    AgendaItem,
    AgendaKind,
    next_agenda,
)
from mentorcore.model.lifecycle import RUNNING, State
from mentorcore.model.mentorship import Mentorship
from mentorcore.model.milestones import Evidence
from mentorcore.model.questions import FollowUp, Known, Referral, Unknown
from mentorcore.testing.strategies import mentorships
from tests.insight.relationships import active, goal, held, question, topic
from tests.model.examples import ADA, AGREEMENT, BEN, DAY, HOUR, NOW, offer


MEETING = datetime(2026, 2, 2, 9, tzinfo=UTC)
"""The next meeting: Monday, the 2nd of February."""

BEFORE = MEETING - DAY


def planned(*, minutes: int = 60, feedback: int | None = None) -> Mentorship:
    """
    Return a relationship whose next meeting is at `MEETING`.
    """
    m = offer(agreement=attrs.evolve(AGREEMENT, feedback_every=feedback))
    m.accept(by=BEN, at=NOW)
    m.meetings.schedule(by=ADA, at=NOW, starts=MEETING, minutes=minutes, id="next")

    return m


def items(m: Mentorship, *, at: datetime = BEFORE, minutes: int = 1440) -> list[AgendaItem]:
    """
    Return everything that could be on the agenda.
    """
    return list(next_agenda(m, at=at, minutes=minutes).items)


def only(m: Mentorship, **given: datetime) -> AgendaItem:
    """
    Return the one item of an agenda.
    """
    (item,) = items(m, **given)  # type: ignore[arg-type]

    return item


def document(m: Mentorship, id: str, *, by: str = BEN) -> None:
    """
    Write a milestone down.
    """
    m.milestones.document(
        by=by, at=NOW + DAY, title="Led a release", statement="…", happened_on=NOW.date(),
        evidence=[Evidence.link("https://example.org")], id=id,
    )  # fmt: skip


class TestTheMeeting:
    def test_is_the_next_that_is_not_over(self) -> None:
        """
        M1: the agenda is for the first scheduled meeting that has not ended, in its own zone.
        """
        m = active()
        m.meetings.schedule(by=ADA, at=NOW, starts=MEETING, minutes=45, zone="Europe/Berlin", id="one")
        m.meetings.schedule(by=ADA, at=NOW, starts=MEETING + DAY, minutes=30, id="two")
        end = MEETING + timedelta(minutes=45)

        for at, meeting, minutes in ((BEFORE, "one", 45), (end - DAY / 86400, "one", 45), (end, "two", 30)):
            agenda = next_agenda(m, at=at)
            assert (meeting, minutes) == (agenda.meeting, agenda.minutes)
        agenda = next_agenda(m, at=BEFORE)
        assert agenda.starts is not None
        assert "2026-02-02T10:00:00+01:00" == agenda.starts.isoformat()

    def test_is_as_long_as_said(self) -> None:
        """
        M1: without a planned meeting it is as long as the last held one, else an hour, unless it is given.
        """
        m = active()

        assert (None, None, USUAL_MINUTES) == _frame(next_agenda(m, at=NOW))

        held(m, NOW + DAY, minutes=30)
        held(m, NOW + 2 * DAY, minutes=45)

        assert (None, None, 45) == _frame(next_agenda(m, at=BEFORE))
        assert (None, None, 5) == _frame(next_agenda(m, at=BEFORE, minutes=5))
        for outside in (4, 1441):
            with pytest.raises(InvalidValue, match=r"cannot accept minutes: .*5 to 1440 are accepted"):
                next_agenda(m, at=BEFORE, minutes=outside)

    @pytest.mark.parametrize("state", sorted(set(State) - RUNNING, key=str))
    def test_is_only_of_a_running_relationship(self, state: State) -> None:
        """
        R12, R13: where nobody meets there is no agenda, and it says why.
        """
        m = offer()
        match state:
            case State.DECLINED:
                m.decline(by=BEN, at=NOW)
            case State.WITHDRAWN:
                m.withdraw(by=ADA, at=NOW)
            case State.EXPIRED:
                m.expire(by=ADA, at=m.lapses_at)
            case State.COMPLETED | State.ENDED:
                m.accept(by=BEN, at=NOW)
                question(m, "one")
                if state is State.ENDED:
                    m.end(by=BEN, at=NOW, reason="…")
                else:
                    m.complete(by=BEN, at=NOW, summary="…")
        agenda = next_agenda(m, at=NOW)

        assert ((), (), f"the relationship is {state.value}") == (
            agenda.items,
            agenda.left_over,
            agenda.because,
        )

    def test_of_an_offer_that_has_lapsed(self) -> None:
        """
        R5: an offer that has lapsed counts as expired, whether or not anybody has written that down.
        """
        m = offer()

        assert "the relationship is expired" == next_agenda(m, at=m.lapses_at).because

    def test_of_a_paused_one(self) -> None:
        """
        R12: during a pause what is open can still be talked about.
        """
        m = planned()
        question(m, "one")
        m.pause(by=BEN, at=NOW)

        assert "one" == only(m).record
        assert next_agenda(m, at=BEFORE).because is None

    def test_needs_a_moment(self) -> None:
        """
        P2: a naive moment is refused, and so is what is no mentorship.
        """
        with pytest.raises(InvalidValue, match="no time zone"):
            next_agenda(active(), at=datetime(2026, 1, 12))
        with pytest.raises(InvalidValue, match="cannot accept mentorship: "):
            next_agenda("ada", at=NOW)  # type: ignore[arg-type]


class TestQuestions:
    def test_open_ones_by_interest_then_age(self) -> None:
        """
        Q1: what interests the mentee most comes first, the older of two before the other.
        """
        m = planned()
        question(m, "old", interest=3, at=NOW)
        question(m, "young", interest=3, at=NOW + DAY)
        question(m, "dear", interest=5, at=NOW + DAY)
        question(m, "answered", interest=5)
        m.questions.answer("answered", by=ADA, at=NOW, answer=Known("…"))

        assert ["dear", "old", "young"] == [item.record for item in items(m)]
        assert (
            AgendaItem(
                kind=AgendaKind.OPEN_QUESTION,
                title="What about dear?",
                why="asked on 13 January 2026, interest 5 of 5",
                record="dear",
                revision=1,
                minutes=15,
                whose=BEN,
            )
            == items(m)[0]
        )

    def test_a_follow_up_when_it_is_due(self) -> None:
        """
        Q3: an "I don't know" waits for its follow-up, which is on the agenda by whose day it is due, and says
        which of the two looks after it.
        """
        m = planned()
        for name, owner, due_on in (
            ("later", ADA, date(2026, 2, 3)),
            ("due", ADA, date(2026, 2, 2)),
            ("late", BEN, date(2026, 1, 30)),
        ):
            question(m, name)
            answer = Unknown(follow_up=FollowUp(owner=owner, due_on=due_on))
            m.questions.answer(name, by=ADA, at=NOW + DAY, answer=answer)

        why = "answered “I don't know” on 13 January 2026; the"

        assert [
            (AgendaKind.FOLLOW_UP, "due", 2, BEN, 10,
             f"{why} mentor's follow-up is due on 2 February 2026, the day of the meeting"),
            (AgendaKind.FOLLOW_UP, "late", 2, BEN, 10,
             f"{why} mentee's follow-up is due on 30 January 2026, 3 days before the meeting"),
        ] == [(i.kind, i.record, i.revision, i.whose, i.minutes, i.why) for i in items(m)]  # fmt: skip

    def test_a_referral_asks_whether_it_helped(self) -> None:
        """
        Q4: a question that was only referred stays open, and asks for what came of it.
        """
        m = planned()
        question(m, "one", interest=2)
        m.questions.answer("one", by=ADA, at=NOW + DAY, answer=Unknown(referral=Referral("Cy")))

        assert (
            "asked on 12 January 2026, interest 2 of 5; referred elsewhere on 13 January 2026: did it help?"
            == only(m).why
        )
        assert AgendaKind.OPEN_QUESTION is only(m).kind

    def test_long_ones_are_cut_at_a_word(self) -> None:
        """
        A title has at most 80 characters, on one line.
        """
        m = planned()
        m.questions.ask(by=BEN, at=NOW, text="How\ndo you " + "decide " * 20, interest=1)

        assert "How do you decide decide decide decide decide decide decide decide decide…" == only(m).title


class TestTasks:
    def test_are_there_when_they_are_due(self) -> None:
        """
        A1, A2: actions and readings are on the agenda by the day of the meeting, the most urgent first.
        """
        m = planned()
        for name, day, owner in (("b", 2, BEN), ("a", 1, BEN), ("c", 3, BEN), ("d", 2, ADA)):
            m.actions.take_on(by=owner, at=NOW, title=f"Do {name}", due_on=date(2026, 2, day), id=name)
        for name, day in (("r", 2), ("s", 3)):
            m.readings.assign(
                by=ADA, at=NOW, title=f"Read {name}", why="…", due_on=date(2026, 2, day), id=name
            )

        assert [
            (AgendaKind.ACTION, "Do a", "due on 1 February 2026, 1 day before the meeting", "a", BEN, 5),
            (AgendaKind.ACTION, "Do b", "due on 2 February 2026, the day of the meeting", "b", BEN, 5),
            (AgendaKind.READING, "Read r", "due on 2 February 2026, the day of the meeting", "r", BEN, 10),
            (AgendaKind.ACTION, "Do d", "due on 2 February 2026, the day of the meeting", "d", ADA, 5),
        ] == [(i.kind, i.title, i.why, i.record, i.whose, i.minutes) for i in items(m)]
        assert {1} == {item.revision for item in items(m)}

    def test_due_by_the_day_of_the_meeting_in_its_zone(self) -> None:
        """
        A2: the day is that of the meeting where it is held; without a meeting, that of the moment.
        """
        m = active()
        starts = datetime(2026, 2, 2, 23, tzinfo=UTC)
        m.actions.take_on(by=BEN, at=NOW, title="…", due_on=date(2026, 2, 3), id="do")

        assert [] == items(m, at=starts)
        assert "due on 3 February 2026, today" == only(m, at=starts + 2 * HOUR).why
        assert "due on 3 February 2026, 2 days ago" == only(m, at=starts + 3 * DAY).why

        m.meetings.schedule(by=ADA, at=NOW, starts=starts, minutes=60, zone="Asia/Tokyo")

        assert "due on 3 February 2026, the day of the meeting" == only(m, at=BEFORE).why


class TestGoals:
    def test_that_got_no_time_lately(self) -> None:
        """
        G1: an active goal that none of the last three held meetings served is on the agenda, by its rank.
        """
        m = planned()
        for name in ("first", "second"):
            goal(m, name)

        assert [
            ("Reach first", "goal number 1; no meeting was held yet", 15, BEN, 1),
            ("Reach second", "goal number 2; no meeting was held yet", 15, BEN, 1),
        ] == [(i.title, i.why, i.minutes, i.whose, i.revision) for i in items(m)]
        assert {AgendaKind.GOAL} == {item.kind for item in items(m)}

        held(m, NOW + DAY, topic(5, "first"))

        assert ["goal number 2; the last meeting did not serve it"] == [i.why for i in items(m)]

        for day in (2, 3, 4):
            held(m, NOW + day * DAY, topic(5, "second"))

        assert ["goal number 1; none of the last 3 meetings served it"] == [i.why for i in items(m)]

    def test_a_suggested_one_waits_for_the_mentee(self) -> None:
        """
        G2: what the mentor suggested is the mentor's item, until the mentee adopts it or turns it down.
        """
        m = planned()
        m.goals.suggest(by=ADA, at=NOW + DAY, title="Give a talk", why="…", measure="…", id="talk")

        assert only(m) == AgendaItem(
            kind=AgendaKind.SUGGESTED_GOAL,
            title="Give a talk",
            why="suggested on 13 January 2026; it counts once the mentee adopts it",
            record="talk",
            revision=1,
            minutes=5,
            whose=ADA,
        )

        m.goals.turn_down("talk", by=BEN, at=NOW + DAY)

        assert [] == items(m)


class TestMilestones:
    def test_that_wait(self) -> None:
        """
        D2: what waits is on the agenda of whoever can answer; what is confirmed or retracted is not.
        """
        m = planned()
        for name in ("retracted", "confirmed", "waits", "contested"):
            document(m, name)
        m.milestones.contest("contested", by=ADA, at=NOW + 2 * DAY, reason="…")
        m.milestones.confirm("confirmed", by=ADA, at=NOW + 2 * DAY, revision=1)
        m.milestones.retract("retracted", by=BEN, at=NOW + 2 * DAY, reason="…")

        assert [
            ("contested", 2, BEN, "contested on 14 January 2026; its author can amend or retract it"),
            ("waits", 1, ADA, "written down on 13 January 2026; it waits to be confirmed"),
        ] == [(i.record, i.revision, i.whose, i.why) for i in items(m)]
        assert {(AgendaKind.MILESTONE, "Led a release", 5)} == {
            (i.kind, i.title, i.minutes) for i in items(m)
        }

    def test_the_other_one_confirms(self) -> None:
        """
        D2: what the mentor wrote down, the mentee confirms.
        """
        m = planned()
        document(m, "one", by=ADA)

        assert BEN == only(m).whose


class TestFeedback:
    @pytest.mark.parametrize(
        ("every", "meetings", "session", "why"),
        [
            (None, 9, None, None),
            (3, 1, None, None),
            (3, 2, None, "agreed for every 3 meetings; there was none yet"),
            (3, 3, 1, "agreed for every 3 meetings; 2 meetings since the last one"),
            (3, 3, 2, None),
            (1, 0, None, "agreed for every meeting; there was none yet"),
            (1, 1, 1, "agreed for every meeting; 0 meetings since the last one"),
            (2, 2, 1, "agreed for every 2 meetings; 1 meeting since the last one"),
        ],
    )
    def test_is_due_with_every_nth_meeting(
        self, every: int | None, meetings: int, session: int | None, why: str | None
    ) -> None:
        """
        R7, F1: a feedback session is due with every nth held meeting, counted from the last one.
        """
        m = planned(feedback=every)
        for number in range(1, meetings + 1):
            meeting = held(m, NOW + number * DAY)
            if number == session:
                m.feedback.give(by=BEN, at=NOW + number * DAY, about=ADA, text="…", session=meeting.id)
        found = items(m)

        assert ([] if why is None else [why]) == [item.why for item in found]
        terms = m.agreements.in_force
        for item in found:
            assert (AgendaKind.FEEDBACK_SESSION, "Feedback session", terms.id, terms.revision, 20, None) == (
                item.kind,
                item.title,
                item.record,
                item.revision,
                item.minutes,
                item.whose,
            )


class TestAgreement:
    def test_a_proposed_change_waits_for_the_other(self) -> None:
        """
        R7: a proposal is on the agenda of whoever has to answer it.
        """
        m = planned()
        terms = attrs.evolve(AGREEMENT, ends_on=date(2026, 12, 1), feedback_every=None)
        m.agreements.propose(by=BEN, at=NOW + DAY, agreement=terms, id="longer")

        assert only(m) == AgendaItem(
            kind=AgendaKind.AGREEMENT,
            title="Proposed change of the agreement",
            why="proposed on 13 January 2026; it waits for an answer",
            record="longer",
            revision=1,
            minutes=10,
            whose=ADA,
        )

    @pytest.mark.parametrize(("day", "there"), [(20, False), (21, True), (30, True)])
    def test_its_end_comes_up_three_weeks_before(self, day: int, there: bool) -> None:
        """
        R7: how it goes on is on the agenda of a meeting within the policy's notice.
        """
        m = planned()
        m.meetings.cancel("next", by=BEN, at=NOW, reason="…")
        m.meetings.schedule(by=ADA, at=NOW, starts=datetime(2026, 6, day, 9, tzinfo=UTC), minutes=60)
        why, terms = "the last day of the agreement is 12 July 2026", m.agreements.in_force
        item = (AgendaKind.AGREEMENT, "How it goes on", why, None, terms.id, terms.revision)

        assert ([item] if there else []) == [
            (i.kind, i.title, i.why, i.whose, i.record, i.revision) for i in items(m)
        ]


class TestWhatFits:
    def test_the_mentees_come_first(self) -> None:
        """
        G1, Q1: everything of the mentee's stands before anything of the mentor's or of both, each in the
        order of kinds.
        """
        m = planned(feedback=1)
        document(m, "written")
        document(m, "own", by=ADA)
        m.actions.take_on(by=ADA, at=NOW, title="…", due_on=date(2026, 1, 20), id="ada-does")
        m.actions.take_on(by=BEN, at=NOW, title="…", due_on=date(2026, 1, 20), id="ben-does")
        goal(m, "goal")
        question(m, "asked")

        assert ["asked", "ben-does", "goal", "own", "ada-does", "written"] == [
            item.record for item in items(m)[:-1]
        ]

    @pytest.mark.parametrize(
        ("minutes", "fits"),
        [
            (5, {"one": 5}),
            (14, {"one": 14}),
            (15, {"one": 15}),
            (19, {"one": 15}),
            (20, {"one": 15, "two": 5}),
            (30, {"one": 15, "two": 15}),
            (34, {"one": 15, "two": 15}),
            (35, {"one": 15, "two": 15, "do": 5}),
            (60, {"one": 15, "two": 15, "do": 5}),
        ],
    )
    def test_is_taken_in_order(self, minutes: int, fits: dict[str, int]) -> None:
        """
        M3: items are taken in order while there is time; the last gets what is left, from five minutes on.
        """
        m = planned(minutes=minutes)
        question(m, "one", interest=5)
        question(m, "two", interest=4)
        m.actions.take_on(by=BEN, at=NOW, title="…", due_on=date(2026, 1, 20), id="do")
        agenda = next_agenda(m, at=BEFORE)

        assert fits == {item.record: item.minutes for item in agenda.items}
        assert minutes - sum(fits.values()) == agenda.free
        assert ["one", "two", "do"] == [item.record for item in (*agenda.items, *agenda.left_over)]

    def test_every_kind_has_its_minutes(self) -> None:
        """
        M3: every kind of item has its time, at least the least.
        """
        assert set(AgendaKind) == set(MINUTES)
        assert min(MINUTES.values()) == LEAST_MINUTES

    @given(mentorships(states=[State.ACTIVE, State.PAUSED]), st.integers(5, 120), st.integers(0, 300))
    def test_whatever_the_record_holds(self, m: Mentorship, minutes: int, days: int) -> None:
        """
        G1, Q1, M3: the minutes suffice, nothing is lost, the mentee's items come first, and each item cites a
        record of the relationship at its revision.
        """
        at = m.steps[-1].at + days * DAY
        agenda, everything = next_agenda(m, at=at, minutes=minutes), next_agenda(m, at=at, minutes=1440)
        found = (*agenda.items, *agenda.left_over)

        assert agenda.free >= 0
        assert [(item.kind, item.record) for item in (*everything.items, *everything.left_over)] == [
            (item.kind, item.record) for item in found
        ]
        theirs = [item.whose == m.mentee_id for item in found]
        assert sorted(theirs, reverse=True) == theirs
        for item in found:
            (record,) = (r for records in m._collections for r in records if r.id == item.record)
            assert record.revision == item.revision
            assert item.minutes >= LEAST_MINUTES
            assert 0 < len(item.title) <= 80

    @given(mentorships(), st.integers(-30, 300))
    def test_there_is_one_while_the_relationship_runs(self, m: Mentorship, days: int) -> None:
        """
        R12, R13: whatever the state, there is an agenda or a reason why there is none; the same each time.
        """
        at = m.steps[-1].at + days * DAY
        agenda = next_agenda(m, at=at)

        assert (agenda.because is None) == (m.state in RUNNING)
        assert not (agenda.because and (agenda.items or agenda.left_over))
        assert next_agenda(m, at=at) == agenda


def _frame(agenda: Agenda) -> tuple[str | None, datetime | None, int]:
    return agenda.meeting, agenda.starts, agenda.minutes
