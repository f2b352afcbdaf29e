"""
The life of a mentorship: from the offer to the end (R1 to R6, R13).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorcore.errors import Clash, InvalidValue, NotTheirs, WrongState, WrongTime
from mentorcore.model.actions import ActionStatus
from mentorcore.model.agreement import AgreementStatus
from mentorcore.model.goals import GoalStatus
from mentorcore.model.lifecycle import NEXT, State, Step
from mentorcore.model.meetings import MeetingStatus
from mentorcore.model.mentorship import Mentorship
from mentorcore.model.milestones import Evidence
from mentorcore.model.policy import Policy
from mentorcore.model.questions import QuestionStatus
from mentorcore.model.readings import ReadingStatus
from mentorcore.model.values import SYSTEM
from tests.model.examples import (
    ADA,
    AGREEMENT,
    BEN,
    CY,
    DAY,
    HOUR,
    LAPSES,
    MINUTE,
    NOW,
    TODAY,
    brokered,
    offer,
    refused,
)


PAIR = "the mentor or the mentee"
ONLY_PAIR = "only the mentor or the mentee can do this"

Command = Callable[..., object]

ACCEPT: Command = Mentorship.accept
DECLINE: Command = Mentorship.decline
WITHDRAW: Command = Mentorship.withdraw
EXPIRE: Command = Mentorship.expire
PAUSE: Command = Mentorship.pause
RESUME: Command = Mentorship.resume


def complete(m: Mentorship, **who_and_when: Any) -> State:
    """
    Complete it, with a summary.
    """
    return m.complete(summary="We are done.", **who_and_when)


def end(m: Mentorship, **who_and_when: Any) -> State:
    """
    End it early, with a reason.
    """
    return m.end(reason="Ada changes to another site.", **who_and_when)


def in_state(state: State) -> Mentorship:
    """
    Return Ada and Ben's mentorship in a state; each step is dated at `NOW`, an expiry when it lapses.
    """
    m = offer()
    if state in {State.ACTIVE, State.PAUSED, State.COMPLETED, State.ENDED}:
        m.accept(by=BEN, at=NOW)
    match state:
        case State.PAUSED:
            m.pause(by=ADA, at=NOW)
        case State.COMPLETED:
            complete(m, by=BEN, at=NOW)
        case State.ENDED:
            end(m, by=ADA, at=NOW)
        case State.DECLINED:
            m.decline(by=BEN, at=NOW)
        case State.WITHDRAWN:
            m.withdraw(by=ADA, at=NOW)
        case State.EXPIRED:
            m.expire(by=ADA, at=LAPSES)
        case _:
            pass

    return m


MOVES: dict[str, tuple[Command, str, State, frozenset[State]]] = {
    "accept an offer": (ACCEPT, BEN, State.ACTIVE, frozenset({State.OFFERED})),
    "decline an offer": (DECLINE, BEN, State.DECLINED, frozenset({State.OFFERED})),
    "withdraw an offer": (WITHDRAW, ADA, State.WITHDRAWN, frozenset({State.OFFERED})),
    "expire an offer": (EXPIRE, ADA, State.EXPIRED, frozenset({State.OFFERED})),
    "pause a mentorship": (PAUSE, ADA, State.PAUSED, frozenset({State.ACTIVE})),
    "resume a mentorship": (RESUME, ADA, State.ACTIVE, frozenset({State.PAUSED})),
    "complete a mentorship": (complete, ADA, State.COMPLETED, frozenset({State.ACTIVE, State.PAUSED})),
    "end a mentorship": (end, ADA, State.ENDED, frozenset({State.ACTIVE, State.PAUSED})),
}
"""Each lifecycle command: who gives it here, where it leads, and from which states (R4)."""


class TestTransitions:
    @pytest.mark.parametrize("state", State)
    @pytest.mark.parametrize("to", MOVES)
    def test_only_those_of_the_lifecycle(self, to: str, state: State) -> None:
        """
        R4: every command in every state: it leads where the lifecycle says, or is refused.
        """
        command, by, target, sources = MOVES[to]
        m = in_state(state)
        at = LAPSES if target is State.EXPIRED or state is State.EXPIRED else NOW

        if state in sources:
            command(m, by=by, at=at)
            assert target is m.state
            assert (target, by, at) == (m.steps[-1].state, m.steps[-1].by, m.steps[-1].at)
            return

        possible = ", ".join(sorted(s.value for s in NEXT[state])) or "nothing else any more"
        with refused(
            WrongState,
            rule="R4",
            tried=to,
            because=f"a relationship that is {state.value} does not become {target.value} this way",
            accepted=f"it can become: {possible}",
            unchanged=m,
        ):
            command(m, by=by, at=at)

    def test_every_state_has_a_way_out_or_is_an_end(self) -> None:
        """
        R4: what is open can be closed, and what is closed stays closed.
        """
        ways = {
            state: {target for _, _, target, sources in MOVES.values() if state in sources} for state in State
        }

        assert NEXT == ways

    def test_pausing_and_resuming_repeats(self, active: Mentorship) -> None:
        """
        R4: a relationship is interrupted and taken up again as often as needed.
        """
        for day in range(1, 4):
            active.pause(by=ADA, at=NOW + day * DAY, reason="Ada travels.")
            active.resume(by=BEN, at=NOW + day * DAY + HOUR)

        assert State.ACTIVE is active.state
        assert 8 == len(active.steps)
        assert NOW == active.activated_at


class TestWhoActs:
    @pytest.mark.parametrize("by", [CY, SYSTEM])
    @pytest.mark.parametrize("to", [to for to in MOVES if to not in {"withdraw an offer", "expire an offer"}])
    def test_only_the_two(self, to: str, by: str) -> None:
        """
        R14: neither a third person nor the system moves a relationship.
        """
        command, _, _, sources = MOVES[to]
        m = in_state(min(sources, key=lambda state: state.value))
        acting = "the system" if by == SYSTEM else by

        with refused(
            NotTheirs,
            rule="R14",
            tried=to,
            because=f"{acting} is not {PAIR}",
            accepted=ONLY_PAIR,
            unchanged=m,
        ):
            command(m, by=by, at=NOW)

    @pytest.mark.parametrize("to", ["pause a mentorship", "complete a mentorship", "end a mentorship"])
    @pytest.mark.parametrize("by", [ADA, BEN])
    def test_either_of_the_two(self, active: Mentorship, to: str, by: str) -> None:
        """
        R14: mentor and mentee interrupt and end it alike.
        """
        command, _, target, _ = MOVES[to]

        assert target is command(active, by=by, at=NOW)

    def test_who_acts_is_an_id(self, active: Mentorship) -> None:
        """
        P4: a name is nobody.
        """
        with pytest.raises(InvalidValue, match=r"accept by: this text is not an id \(rule P4\)"):
            active.pause(by="Ada Osei", at=NOW)


class TestOffer:
    def test_by_the_mentor(self) -> None:
        """
        R3: a mentor's offer counts as their consent; the mentee's is still missing.
        """
        m = offer(by=ADA)

        assert (State.OFFERED, (ADA,), ADA) == (m.state, m.document.accepted_by, m.document.offered_by)
        assert (Step(state=State.OFFERED, by=ADA, at=NOW),) == m.steps
        assert (ADA, BEN) == m.pair
        assert AGREEMENT == m.agreement
        assert m.activated_at is None

    def test_by_the_mentee(self) -> None:
        """
        R2: a mentee who asks a mentor need not say what potential they see in themselves.
        """
        m = Mentorship.offer(
            mentor=ADA, mentee=BEN, by=BEN, at=NOW, reasoning="I learn a lot from Ada.", agreement=AGREEMENT
        )

        assert (None, (BEN,)) == (m.document.potential, m.document.accepted_by)

    def test_a_mentor_says_what_they_see(self) -> None:
        """
        R2: a mentor's offer without the potential seen is refused.
        """
        with refused(
            InvalidValue,
            rule="R2",
            tried="offer a mentorship",
            because="it does not say what potential is seen in the mentee",
            accepted="give potential=",
            path="potential",
        ):
            Mentorship.offer(
                mentor=ADA, mentee=BEN, by=ADA, at=NOW, reasoning="We work together.", agreement=AGREEMENT
            )

    @pytest.mark.parametrize("name", ["reasoning", "potential"])
    def test_with_words(self, name: str) -> None:
        """
        R2: neither the reasoning nor the potential is blank.
        """
        words: dict[str, Any] = {"reasoning": "We work together.", "potential": "Ben asks well.", name: " "}

        with pytest.raises(InvalidValue, match=rf"{name}: it is blank \(rule P1\)"):
            Mentorship.offer(mentor=ADA, mentee=BEN, by=ADA, at=NOW, agreement=AGREEMENT, **words)

    def test_to_somebody_else(self) -> None:
        """
        R1: nobody mentors themselves.
        """
        with refused(
            Clash,
            rule="R1",
            tried="offer a mentorship",
            because="mentor and mentee are the same person",
            accepted="name two people",
        ):
            Mentorship.offer(
                mentor=ADA, mentee=ADA, by=ADA, at=NOW, reasoning="…", potential="…", agreement=AGREEMENT
            )

    @pytest.mark.parametrize("by", [CY, SYSTEM])
    def test_by_one_of_the_two(self, by: str) -> None:
        """
        R14: nobody offers a mentorship between two others.
        """
        acting = "the system" if by == SYSTEM else by

        with refused(
            NotTheirs,
            rule="R14",
            tried="offer a mentorship",
            because=f"{acting} is not {PAIR}",
            accepted=ONLY_PAIR,
        ):
            offer(by=by)

    @pytest.mark.parametrize(
        ("wrong", "path", "rule"),
        [
            ({"mentee": "Ben Ruiz"}, "mentee", "P4"),
            ({"mentor": SYSTEM, "by": SYSTEM}, "mentor", "P4"),
            ({"at": NOW.replace(tzinfo=None)}, "at", "P2"),
            ({"lapses_at": TODAY}, "lapses_at", "P2"),
            ({"id": "../ada"}, "id", "P4"),
            ({"agreement": "weekly"}, "agreement", "R7"),
        ],
    )
    def test_refuses_what_it_cannot_keep(self, wrong: dict[str, Any], path: str, rule: str) -> None:
        """
        P1 to P4: the message names the place of the wrong value and the rule.
        """
        right: dict[str, Any] = {
            "mentor": ADA,
            "mentee": BEN,
            "by": ADA,
            "at": NOW,
            "reasoning": "…",
            "potential": "…",
            "agreement": AGREEMENT,
        }

        with pytest.raises(InvalidValue) as caught:
            Mentorship.offer(**{**right, **wrong})

        assert (path, rule) == (caught.value.path, caught.value.rule)

    def test_lapses_when_it_says(self) -> None:
        """
        R5: an offer may name its own end.
        """
        m = Mentorship.offer(
            mentor=ADA,
            mentee=BEN,
            by=BEN,
            at=NOW,
            reasoning="…",
            agreement=AGREEMENT,
            lapses_at=NOW + MINUTE,
        )

        assert NOW + MINUTE == m.lapses_at

    @pytest.mark.parametrize("early", [timedelta(0), MINUTE])
    def test_does_not_lapse_before_it_is_made(self, early: timedelta) -> None:
        """
        R5: an offer that could never be accepted is refused.
        """
        with refused(
            WrongTime,
            rule="R5",
            tried="offer a mentorship",
            because="it would lapse before it is made",
            accepted="give a later lapses_at, or none",
        ):
            Mentorship.offer(
                mentor=ADA,
                mentee=BEN,
                by=BEN,
                at=NOW,
                reasoning="…",
                agreement=AGREEMENT,
                lapses_at=NOW - early,
            )


class TestAccept:
    @pytest.mark.parametrize(("maker", "other"), [(ADA, BEN), (BEN, ADA)])
    def test_the_other_accepts(self, maker: str, other: str) -> None:
        """
        R3: whoever did not make the offer accepts it, and the relationship is active.
        """
        m = offer(by=maker)

        assert State.ACTIVE is m.accept(by=other, at=NOW + DAY)
        assert (NOW + DAY, (maker, other)) == (m.activated_at, m.document.accepted_by)
        assert [AgreementStatus.IN_FORCE] == [p.status for p in m.agreements]

    @pytest.mark.parametrize("maker", [ADA, BEN])
    def test_the_maker_does_not(self, maker: str) -> None:
        """
        R3: nobody accepts their own offer.
        """
        m = offer(by=maker)

        with refused(
            WrongState,
            rule="R3",
            tried="accept an offer",
            because=f"{maker} has agreed already",
            accepted="the other person has to accept now",
            unchanged=m,
        ):
            m.accept(by=maker, at=NOW)

    @pytest.mark.parametrize(("first", "second"), [(ADA, BEN), (BEN, ADA)])
    def test_a_brokered_one_needs_both(self, first: str, second: str) -> None:
        """
        R3: what a decider proposed is active when the second of the two accepts, in either order.
        """
        m = brokered()

        assert State.OFFERED is m.accept(by=first, at=NOW)
        assert [AgreementStatus.PROPOSED] == [p.status for p in m.agreements]
        assert State.ACTIVE is m.accept(by=second, at=NOW + DAY)
        assert NOW + DAY == m.activated_at

    def test_a_brokered_one_needs_two_people(self) -> None:
        """
        R3: one person accepting twice is not two people.
        """
        m = brokered()
        m.accept(by=ADA, at=NOW)

        with refused(
            WrongState,
            rule="R3",
            tried="accept an offer",
            because="ada has agreed already",
            accepted="the other person has to accept now",
            unchanged=m,
        ):
            m.accept(by=ADA, at=NOW)

    def test_the_decider_does_not(self) -> None:
        """
        R14: who proposes a pair is no part of it.
        """
        m = brokered()

        with refused(
            NotTheirs,
            rule="R14",
            tried="accept an offer",
            because=f"cy is not {PAIR}",
            accepted=ONLY_PAIR,
            unchanged=m,
        ):
            m.accept(by=CY, at=NOW)


LAPSED = "expire it and make a new offer"


class TestLapse:
    @pytest.mark.parametrize(
        ("command", "by", "tried"),
        [
            (ACCEPT, BEN, "accept an offer"),
            (DECLINE, BEN, "decline an offer"),
            (WITHDRAW, ADA, "withdraw an offer"),
        ],
    )
    def test_nothing_but_expiry_follows(self, command: Command, by: str, tried: str) -> None:
        """
        R5: a moment before it lapses an offer can be answered, from then on it cannot.
        """
        command(offer(), by=by, at=LAPSES - timedelta.resolution)

        lapsed = offer()
        with refused(
            WrongState,
            rule="R5",
            tried=tried,
            because=f"it lapsed at {LAPSES.isoformat()}",
            accepted=LAPSED,
            unchanged=lapsed,
        ):
            command(lapsed, by=by, at=LAPSES)

    def test_the_second_of_a_brokered_one_is_too_late(self) -> None:
        """
        R5: a brokered offer lapses even if one of the two has agreed.
        """
        m = brokered()
        m.accept(by=ADA, at=NOW)

        with refused(
            WrongState,
            rule="R5",
            tried="accept an offer",
            because=f"it lapsed at {LAPSES.isoformat()}",
            accepted=LAPSED,
            unchanged=m,
        ):
            m.accept(by=BEN, at=LAPSES)

    @pytest.mark.parametrize("by", [ADA, BEN, SYSTEM])
    def test_is_written_down(self, by: str) -> None:
        """
        R5: either of the two, or the system, writes down that an offer has lapsed.
        """
        m = offer()

        assert State.EXPIRED is m.expire(by=by, at=LAPSES)

    def test_is_not_written_down_by_others(self) -> None:
        """
        R5: a decider does not expire what they proposed.
        """
        m = brokered()

        with refused(
            NotTheirs,
            rule="R5",
            tried="expire an offer",
            because="cy is not the mentor, the mentee or the system",
            accepted="only the mentor, the mentee or the system can do this",
            unchanged=m,
        ):
            m.expire(by=CY, at=LAPSES)

    def test_is_not_written_down_early(self) -> None:
        """
        R5: an offer that still stands does not expire.
        """
        m = offer()

        with refused(
            WrongTime,
            rule="R5",
            tried="expire an offer",
            because=f"it lapses at {LAPSES.isoformat()}",
            accepted="wait until then, or withdraw or decline it",
            unchanged=m,
        ):
            m.expire(by=ADA, at=LAPSES - timedelta.resolution)


class TestDecline:
    def test_may_say_why(self) -> None:
        """
        R3: whoever got the offer may decline it, and say why or not.
        """
        m = offer()

        m.decline(by=BEN, at=NOW, reason="Not this year.")

        assert "Not this year." == m.steps[-1].words
        assert in_state(State.DECLINED).steps[-1].words is None

    @pytest.mark.parametrize("by", [ADA, BEN])
    def test_either_declines_a_brokered_one(self, by: str) -> None:
        """
        R3: neither of the two made a brokered offer, so either declines it, having agreed before or not.
        """
        assert State.DECLINED is brokered().decline(by=by, at=NOW)

        agreed = brokered()
        agreed.accept(by=by, at=NOW)

        assert State.DECLINED is agreed.decline(by=by, at=NOW)

    def test_not_ones_own(self) -> None:
        """
        R3: whoever made the offer withdraws it instead.
        """
        m = offer()

        with refused(
            NotTheirs,
            rule="R3",
            tried="decline an offer",
            because="ada made it",
            accepted="its maker withdraws it instead",
            unchanged=m,
        ):
            m.decline(by=ADA, at=NOW)


class TestWithdraw:
    def test_may_say_why(self) -> None:
        """
        R3: whoever made the offer takes it back, and says why or not.
        """
        m = offer(by=BEN)

        m.withdraw(by=BEN, at=NOW, reason="I found another mentor.")

        assert "I found another mentor." == m.steps[-1].words

    def test_a_brokered_one_is_the_deciders(self) -> None:
        """
        R3: the decider withdraws what they proposed, one of the two having agreed or not.
        """
        m = brokered()
        m.accept(by=ADA, at=NOW)

        assert State.WITHDRAWN is m.withdraw(by=CY, at=NOW)

    @pytest.mark.parametrize(
        ("make", "by"), [(offer, BEN), (brokered, ADA), (brokered, BEN), (offer, SYSTEM)]
    )
    def test_nobody_else(self, make: Callable[[], Mentorship], by: str) -> None:
        """
        R3: only the maker withdraws.
        """
        m = make()
        acting = "the system" if by == SYSTEM else by

        with refused(
            NotTheirs,
            rule="R3",
            tried="withdraw an offer",
            because=f"{acting} is not the one who made the offer",
            accepted="only the one who made the offer can do this",
            unchanged=m,
        ):
            m.withdraw(by=by, at=NOW)


class TestTheOfferedAgreement:
    @pytest.mark.parametrize("how", ["decline", "withdraw", "expire"])
    def test_lapses_with_the_offer(self, offered: Mentorship, how: str) -> None:
        """
        R7: what was proposed with an offer that came to nothing waits for nobody.
        """
        at = LAPSES if how == "expire" else NOW
        getattr(offered, how)(by=ADA if how == "withdraw" else BEN, at=at)
        (proposal,) = offered.agreements

        assert (AgreementStatus.LAPSED, AGREEMENT) == (proposal.status, offered.agreement)

    def test_is_in_force_once_accepted(self, active: Mentorship) -> None:
        """
        R7: the agreement that came with the offer holds from the acceptance.
        """
        assert [AgreementStatus.IN_FORCE] == [proposal.status for proposal in active.agreements]


class TestDating:
    @pytest.mark.parametrize(
        ("before", "to"),
        [
            (State.OFFERED, "accept an offer"),
            (State.OFFERED, "decline an offer"),
            (State.OFFERED, "withdraw an offer"),
            (State.ACTIVE, "pause a mentorship"),
            (State.PAUSED, "resume a mentorship"),
            (State.ACTIVE, "complete a mentorship"),
            (State.PAUSED, "end a mentorship"),
        ],
    )
    def test_no_step_precedes_the_step_before(self, before: State, to: str) -> None:
        """
        R6: a step is dated at most the policy's two minutes before the one it follows.
        """
        command, by, target, _ = MOVES[to]
        in_time, late = in_state(before), in_state(before)

        command(in_time, by=by, at=NOW - 2 * MINUTE)

        assert target is in_time.state

        with refused(
            WrongTime,
            rule="R6",
            tried=to,
            because=f"the step before was at {NOW.isoformat()}",
            accepted="give a moment that is not earlier",
            unchanged=late,
        ):
            command(late, by=by, at=NOW - 2 * MINUTE - timedelta.resolution)

    def test_the_policy_says_how_far_clocks_differ(self) -> None:
        """
        R6: without any skew, a step is dated at the one before or later.
        """
        m = offer(policy=Policy(skew_seconds=0))

        with pytest.raises(WrongTime, match="rule R6"):
            m.accept(by=BEN, at=NOW - timedelta.resolution)

        assert State.ACTIVE is m.accept(by=BEN, at=NOW)


@pytest.fixture
def busy(active: Mentorship) -> Mentorship:
    """
    A relationship with something open of every kind, and two active goals.
    """
    active.goals.set(by=BEN, at=NOW, title="Lead a release", why="…", measure="…", id="lead")
    active.goals.set(by=BEN, at=NOW, title="Write more", why="…", measure="…", id="write")
    active.goals.suggest(by=ADA, at=NOW, title="Give a talk", why="…", measure="…", id="talk")
    active.meetings.schedule(by=ADA, at=NOW, starts=NOW, minutes=60, id="past")
    active.meetings.schedule(by=ADA, at=NOW, starts=NOW + 7 * DAY, minutes=60, id="future")
    active.questions.ask(by=BEN, at=NOW, text="How do I say no?", interest=5, id="question")
    active.readings.assign(by=ADA, at=NOW, title="A book", why="…", due_on=TODAY, id="reading")
    active.actions.take_on(by=ADA, at=NOW, title="Ask the lead", due_on=TODAY, id="action")
    active.agreements.propose(by=BEN, at=NOW, agreement=AGREEMENT, id="terms")

    return active


class TestComplete:
    def test_looks_back_on_every_active_goal(self, busy: Mentorship) -> None:
        """
        R4: the reviews stand with their goals, and the summary with the last step.
        """
        reviews = {"lead": "Two releases.", "write": "Not yet."}

        busy.complete(by=ADA, at=NOW + DAY, summary="A good year.", reviews=reviews)

        assert "A good year." == busy.steps[-1].words
        assert {**reviews, "talk": None} == {goal.id: goal.review for goal in busy.goals}
        assert {GoalStatus.LAPSED} == {goal.status for goal in busy.goals}

    @pytest.mark.parametrize(
        ("reviews", "because"),
        [
            (None, "a review is missing for lead, write"),
            ({"lead": "…"}, "a review is missing for write"),
            ({"lead": "…", "write": "…", "talk": "…"}, "no active goal is talk"),
            ({"talk": "…"}, "a review is missing for lead, write; no active goal is talk"),
        ],
    )
    def test_refuses_other_reviews(
        self, busy: Mentorship, reviews: dict[str, str] | None, because: str
    ) -> None:
        """
        R4: each active goal has a review, and no other goal has one.
        """
        with refused(
            InvalidValue,
            rule="R4",
            tried="complete a mentorship",
            because=because,
            accepted="give reviews={goal id: text} for every active goal and no other",
            path="reviews",
            unchanged=busy,
        ):
            busy.complete(by=ADA, at=NOW, summary="A good year.", reviews=reviews)

    @pytest.mark.parametrize(
        ("wrong", "path"),
        [
            ({"summary": " "}, "summary"),
            ({"summary": None}, "summary"),
            ({"reviews": {"lead": "", "write": "…"}}, "reviews[lead]"),
            ({"reviews": {"lead": "…", 7: "…"}}, "reviews"),
        ],
    )
    def test_with_words(self, busy: Mentorship, wrong: dict[str, Any], path: str) -> None:
        """
        R4: neither the summary nor a review is blank or of another type.
        """
        right = {"summary": "A good year.", "reviews": {"lead": "…", "write": "…"}}
        before = busy.document

        with pytest.raises(InvalidValue) as caught:
            busy.complete(by=ADA, at=NOW, **{**right, **wrong})

        assert path == caught.value.path
        assert before == busy.document

    @pytest.mark.parametrize(("reviews", "kind"), [(["lead", "write"], "list"), ("lead", "str")])
    def test_with_reviews_by_goal(self, busy: Mentorship, reviews: Any, kind: str) -> None:
        """
        R4: what is said about a goal says which goal.
        """
        with refused(
            InvalidValue,
            rule="R4",
            tried="accept reviews",
            because=f"a value of type {kind} is not a mapping",
            accepted="give reviews={goal id: text}",
            unchanged=busy,
        ):
            busy.complete(by=ADA, at=NOW, summary="A good year.", reviews=reviews)


class TestPutUnder:
    """
    The policy of the store in which it is kept judges what was agreed under another one.
    """

    def test_an_agreement_that_is_too_long(self) -> None:
        """
        R7: it is refused, and the policy stays.
        """
        offered = offer()
        days = (AGREEMENT.ends_on - AGREEMENT.starts_on).days

        with refused(
            InvalidValue,
            rule="R7",
            tried="add a mentorship",
            because=f"the agreement runs for {days} days",
            accepted="the policy accepts 1 to 30",
            unchanged=offered,
        ):
            offered.put_under(Policy(agreement_least_days=1, agreement_most_days=30))

        assert Policy() == offered.policy

    def test_a_milestone_with_too_little_evidence(self, active: Mentorship) -> None:
        """
        D1: a stricter policy asks for what there is not.
        """
        link = Evidence.link("https://example.org/1")
        active.milestones.document(
            by=ADA, at=NOW, title="…", statement="…", happened_on=TODAY, evidence=[link]
        )

        with refused(
            InvalidValue,
            rule="D1",
            tried="add a mentorship",
            because="it has too little evidence: 1",
            accepted="the policy asks for at least 2: Evidence.link(…) or Evidence.of(…)",
            path="evidence",
            unchanged=active,
        ):
            active.put_under(Policy(evidence=2))

    def test_not_what_is_kept(self) -> None:
        """
        R7: what was agreed under an earlier policy of the store stays agreed.
        """
        kept = Mentorship(offer().document, version=1)
        short = Policy(agreement_least_days=1, agreement_most_days=30)

        kept.put_under(short)

        assert short is kept.policy


class TestEnd:
    def test_says_why(self, active: Mentorship) -> None:
        """
        R4: ending early has a reason.
        """
        with refused(
            InvalidValue,
            rule="P1",
            tried="accept reason",
            because="it is blank",
            accepted="write something that is not only white space",
            unchanged=active,
        ):
            active.end(by=ADA, at=NOW, reason=" ")

        active.end(by=ADA, at=NOW, reason="Ada changes to another site.")

        assert "Ada changes to another site." == active.steps[-1].words

    @pytest.mark.parametrize("paused", [False, True])
    @pytest.mark.parametrize("how", ["completed", "ended", "departed"])
    def test_lapses_what_is_open(self, busy: Mentorship, how: str, paused: bool) -> None:
        """
        R13: however it ends, future meetings are cancelled and everything else that is open lapses.
        """
        if paused:
            busy.pause(by=ADA, at=NOW)

        match how:
            case "completed":
                busy.complete(by=ADA, at=NOW + DAY, summary="…", reviews={"lead": "…", "write": "…"})
            case "ended":
                busy.end(by=BEN, at=NOW + DAY, reason="…")
            case _:
                busy.depart(BEN, at=NOW + DAY)

        assert {GoalStatus.LAPSED} == {goal.status for goal in busy.goals}
        assert MeetingStatus.LAPSED is busy.meetings["past"].status
        assert MeetingStatus.CANCELLED is busy.meetings["future"].status
        assert "The relationship ended." == busy.meetings["future"].reason
        assert QuestionStatus.LAPSED is busy.questions["question"].status
        assert ReadingStatus.LAPSED is busy.readings["reading"].status
        assert ActionStatus.LAPSED is busy.actions["action"].status
        assert AgreementStatus.LAPSED is busy.agreements["terms"].status
        assert AgreementStatus.IN_FORCE is busy.agreements.in_force.status

    def test_leaves_what_was_finished(self, busy: Mentorship) -> None:
        """
        R13: what was finished before stays as it is.
        """
        busy.actions.finish("action", by=ADA, at=NOW)
        busy.readings.skip("reading", by=BEN, at=NOW, reason="…")
        before = busy.actions["action"], busy.readings["reading"]

        end(busy, by=ADA, at=NOW)

        assert before == (busy.actions["action"], busy.readings["reading"])


class TestDepart:
    @pytest.mark.parametrize("state", [State.ACTIVE, State.PAUSED])
    @pytest.mark.parametrize("person", [ADA, BEN])
    def test_ends_what_runs(self, person: str, state: State) -> None:
        """
        R4: when one of the two leaves, the system ends the relationship.
        """
        m = in_state(state)

        assert State.ENDED is m.depart(person, at=NOW + DAY)
        assert (
            Step(state=State.ENDED, by=SYSTEM, at=NOW + DAY, words="One of the two has left.") == m.steps[-1]
        )

    @pytest.mark.parametrize("make", [offer, brokered])
    def test_withdraws_what_is_offered(self, make: Callable[[], Mentorship]) -> None:
        """
        R4: an offer that still stands is withdrawn by the system.
        """
        m = make()

        assert State.WITHDRAWN is m.depart(BEN, at=LAPSES - timedelta.resolution)
        assert (BEN,) == m.document.departed
        assert SYSTEM == m.steps[-1].by

    def test_expires_what_has_lapsed(self) -> None:
        """
        R5: an offer that has lapsed counts as expired, and is not withdrawn any more.
        """
        m = offer()

        assert State.EXPIRED is m.depart(BEN, at=LAPSES)

    @pytest.mark.parametrize("state", [s for s in State if not NEXT[s]])
    def test_leaves_what_is_over(self, state: State) -> None:
        """
        R4: what is over stays what it is; that the person has left is remembered (P5).
        """
        m = in_state(state)
        steps = m.steps

        assert state is m.depart(BEN, at=LAPSES)
        assert (steps, (BEN,)) == (m.steps, m.document.departed)
        assert ("mentorship.departed", SYSTEM, BEN) == (
            m.noted[-1].action,
            m.noted[-1].by,
            m.noted[-1].record,
        )

    def test_once_is_enough(self, active: Mentorship) -> None:
        """
        R4: entering the same departure again changes nothing; that of the other person is a second one.
        """
        active.depart(ADA, at=NOW)
        before = active.document, active.noted

        assert State.ENDED is active.depart(ADA, at=NOW + DAY)
        assert before == (active.document, active.noted)

        active.depart(BEN, at=NOW + DAY)

        assert (ADA, BEN) == active.document.departed

    def test_takes_the_moment_of_a_later_step(self, active: Mentorship) -> None:
        """
        R6: a departure never precedes the last step.
        """
        active.pause(by=ADA, at=NOW + DAY)

        active.depart(ADA, at=NOW)

        assert NOW + DAY == active.steps[-1].at

    def test_is_of_one_of_the_two(self, active: Mentorship) -> None:
        """
        R4: somebody else's departure is none of theirs.
        """
        with refused(
            NotTheirs,
            rule="R4",
            tried="enter a departure",
            because="cy has no part in this mentorship",
            accepted="name one of its people",
            unchanged=active,
        ):
            active.depart(CY, at=NOW)

    @pytest.mark.parametrize("first", [ADA, BEN])
    def test_nobody_who_has_left_enters_anything(self, active: Mentorship, first: str) -> None:
        """
        P5: what R13 still allows is allowed to the one who stays, not to the one who left.
        """
        other = BEN if first == ADA else ADA
        active.depart(first, at=NOW)
        active.feedback.give(by=other, at=NOW, about=active.id, text="A pity.")

        with refused(
            WrongState,
            rule="P5",
            tried="give feedback",
            because=f"{first} has left",
            accepted="a person who has left enters nothing new",
            unchanged=active,
        ):
            active.feedback.give(by=first, at=NOW, about=active.id, text="A pity.")

        active.depart(other, at=NOW + DAY)

        with pytest.raises(WrongState, match=f"{other} has left"):
            active.feedback.give(by=other, at=NOW + DAY, about=active.id, text="A pity.")


class TestStateAt:
    def test_follows_the_steps(self, active: Mentorship) -> None:
        """
        R4: at any moment the state is where the steps until then led.
        """
        active.pause(by=ADA, at=NOW + 1 * DAY)
        active.resume(by=ADA, at=NOW + 2 * DAY)
        end(active, by=ADA, at=NOW + 3 * DAY)

        days = [active.state_at(NOW + day * DAY) for day in range(5)]

        assert [State.ACTIVE, State.PAUSED, State.ACTIVE, State.ENDED, State.ENDED] == days
        assert State.PAUSED is active.state_at(NOW + 2 * DAY - timedelta.resolution)

    def test_before_the_offer_it_is_offered(self) -> None:
        """
        R4: there is no state before the first one.
        """
        assert State.OFFERED is offer().state_at(NOW - DAY)

    @pytest.mark.parametrize("written_down", [False, True])
    def test_a_lapsed_offer_is_expired(self, written_down: bool) -> None:
        """
        R5: from the moment it lapses it counts as expired, whether or not anybody wrote that down, or when.
        """
        m = offer()
        if written_down:
            m.expire(by=SYSTEM, at=LAPSES + 9 * DAY)

        assert State.OFFERED is m.state_at(LAPSES - timedelta.resolution)
        assert State.EXPIRED is m.state_at(LAPSES)
        assert State.EXPIRED is m.state_at(LAPSES + 99 * DAY)

    def test_an_answered_offer_does_not_lapse(self, active: Mentorship) -> None:
        """
        R5: what was accepted in time goes on when the offer would have lapsed.
        """
        assert State.ACTIVE is active.state_at(LAPSES)

    def test_needs_a_moment(self) -> None:
        """
        P2: a naive moment is refused.
        """
        with pytest.raises(InvalidValue, match=r"it has no time zone \(rule P2\)"):
            offer().state_at(NOW.replace(tzinfo=None))

    @given(st.lists(st.integers(0, 200), min_size=1, max_size=6), st.integers(-10, 1500))
    def test_is_the_state_at_the_end(self, gaps: list[int], later: int) -> None:
        """
        R4: whatever the steps, the state at the last one and at any later moment is the state written down.
        """
        m, at = in_state(State.ACTIVE), NOW
        for number, gap in enumerate(gaps):
            at += gap * HOUR
            (RESUME if number % 2 else PAUSE)(m, by=ADA, at=at)

        assert m.state is m.state_at(at) is m.state_at(at + abs(later) * HOUR)


@pytest.mark.parametrize("person", [ADA, BEN])
def test_takes_the_id_of_neither_person(person: str) -> None:
    """
    P4: an id names one thing in a relationship.
    """
    with refused(
        InvalidValue,
        rule="P4",
        tried="offer a mentorship",
        because="its id would be that of one of the two",
        accepted="give another id, or none",
        path="id",
    ):
        Mentorship.offer(
            mentor=ADA,
            mentee=BEN,
            by=ADA,
            at=NOW,
            reasoning="Why.",
            potential="What.",
            agreement=AGREEMENT,
            id=person,
        )


@pytest.mark.parametrize("field", ["steps", "agreements"])
def test_has_a_beginning(offered: Mentorship, field: str) -> None:
    """
    R4, R7: there is no mentorship without a first step and an agreement.
    """
    with pytest.raises(InvalidValue, match="at least 1"):
        attrs.evolve(offered.document, **{field: ()})  # type: ignore[arg-type]
