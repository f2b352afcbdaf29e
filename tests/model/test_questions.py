"""
Questions: what the mentee wants to know, and honest answers (Q1 to Q4, N1).
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from mentorcore.errors import InvalidValue, NotFound, NotTheirs, WrongState, WrongTime
from mentorcore.model.mentorship import Mentorship
from mentorcore.model.questions import (
    Answer,
    FollowUp,
    Known,
    Question,
    QuestionStatus,
    Referral,
    Story,
    Unknown,
)
from mentorcore.model.values import SYSTEM
from mentorcore.model.visibility import Visibility
from tests.model.examples import ADA, BEN, CY, DAY, HOUR, MINUTE, NOW, refused


DUE = date(2026, 2, 2)
KNOWN = Known("Ask the release team first.")
STORY = Story("I once shipped without asking.", lesson="Ask.")
DUNNO = Unknown(follow_up=FollowUp(owner=ADA, due_on=DUE, task="Ask around."))
REFERRAL = Unknown(referral=Referral("The legal team", why="They wrote it."))


def ask(mentorship: Mentorship, interest: int = 3, text: str = "How do I say no?") -> Question:
    """
    Return a question of Ben's.
    """
    return mentorship.questions.ask(by=BEN, at=NOW, text=text, interest=interest)


def answer(mentorship: Mentorship, question: Question, given: Answer = KNOWN) -> Question:
    """
    Return a question that Ada answered an hour later.
    """
    return mentorship.questions.answer(question.id, by=ADA, at=NOW + HOUR, answer=given)


class TestAsk:
    @pytest.mark.parametrize("interest", [1, 5])
    def test_with_how_much_it_interests(self, active: Mentorship, interest: int) -> None:
        """
        Q1: the mentee asks, with how much it interests them.
        """
        goal = active.goals.set(by=BEN, at=NOW, title="…", why="…", measure="…")
        question = active.questions.ask(by=BEN, at=NOW, text="Why?", interest=interest, goal=goal.id)

        assert (QuestionStatus.OPEN, "Why?", interest, goal.id, (), BEN) == (
            question.status,
            question.text,
            question.interest,
            question.goal,
            question.answers,
            question.author,
        )
        assert (question,) == active.questions.open

    @pytest.mark.parametrize("interest", [0, 6, -1])
    def test_from_one_to_five(self, active: Mentorship, interest: int) -> None:
        """
        Q1: the interest is 1 to 5.
        """
        with refused(
            InvalidValue,
            rule="Q1",
            tried="accept Question.interest",
            because=f"{interest} is out of range",
            accepted="1 to 5 are accepted",
            unchanged=active,
        ):
            ask(active, interest)

    def test_is_not_for_the_mentor(self, active: Mentorship) -> None:
        """
        Q1: only the mentee asks.
        """
        with refused(
            NotTheirs,
            rule="Q1",
            tried="ask a question",
            because="ada is not the mentee",
            accepted="only the mentee can do this",
            unchanged=active,
        ):
            active.questions.ask(by=ADA, at=NOW, text="…", interest=3)

    def test_about_a_goal_that_is_there(self, active: Mentorship) -> None:
        """
        Q1: the goal it belongs to is one of the relationship; another record is none.
        """
        question = ask(active)
        for goal in ("unknown", question.id):
            before = active.document
            with pytest.raises(NotFound, match=f"there is no goal with the id '{goal}'"):
                active.questions.ask(by=BEN, at=NOW, text="…", interest=3, goal=goal)

            assert before == active.document

    def test_not_while_paused(self, paused: Mentorship) -> None:
        """
        R12: nothing new is asked during a pause.
        """
        with refused(
            WrongState,
            rule="R12",
            tried="ask a question",
            because="the relationship is paused",
            accepted="it has to be active",
            unchanged=paused,
        ):
            ask(paused)


class TestOpen:
    def test_what_interests_most_is_first(self, active: Mentorship) -> None:
        """
        Q1: open questions are listed by interest, and what was asked first comes first.
        """
        for moment, interest, text in ((2, 3, "d"), (0, 3, "c"), (1, 5, "a"), (3, 4, "b"), (3, 1, "e")):
            active.questions.ask(by=BEN, at=NOW + moment * HOUR, text=text, interest=interest)

        assert list("abcde") == [question.text for question in active.questions.open]

    def test_what_is_answered_is_not(self, active: Mentorship) -> None:
        """
        Q4: what is answered, resolved or withdrawn waits for nobody.
        """
        answered, resolved, withdrawn, waiting = (ask(active) for _ in range(4))
        answer(active, answered)
        active.questions.resolve(resolved.id, by=BEN, at=NOW)
        active.questions.withdraw(withdrawn.id, by=BEN, at=NOW)

        assert (waiting,) == active.questions.open


class TestAnswer:
    @pytest.mark.parametrize("given", [KNOWN, STORY])
    def test_with_what_is_known(self, active: Mentorship, given: Answer) -> None:
        """
        Q3: what the mentor knows, or a story with its lesson, answers the question.
        """
        question = answer(active, ask(active), given)

        assert (QuestionStatus.ANSWERED, 2) == (question.status, question.revision)
        assert [(ADA, NOW + HOUR, given, Visibility.PAIR)] == [
            (a.author, a.at, a.answer, a.visibility) for a in question.answers
        ]

    @pytest.mark.parametrize("given", [DUNNO, REFERRAL])
    def test_with_i_do_not_know(self, active: Mentorship, given: Answer) -> None:
        """
        Q4: after an "I don't know" the question stays open.
        """
        question = answer(active, ask(active), given)

        assert QuestionStatus.OPEN is question.status
        assert (question,) == active.questions.open
        assert given is question.answers[0].answer

    def test_closes_after_a_further_one(self, active: Mentorship) -> None:
        """
        Q4: a further answer answers what stayed open; both stay.
        """
        question = answer(active, ask(active), DUNNO)
        question = answer(active, question, KNOWN)

        assert (QuestionStatus.ANSWERED, [DUNNO, KNOWN]) == (
            question.status,
            [a.answer for a in question.answers],
        )

    def test_opens_again(self, active: Mentorship) -> None:
        """
        Q3, Q4: what was answered gets further answers, and an "I don't know" opens it again.
        """
        question = answer(active, answer(active, ask(active), KNOWN), STORY)

        assert QuestionStatus.ANSWERED is question.status
        assert QuestionStatus.OPEN is answer(active, question, REFERRAL).status

    @pytest.mark.parametrize("by", [BEN])
    def test_is_for_the_mentor(self, active: Mentorship, by: str) -> None:
        """
        Q2: the mentee does not answer their own question.
        """
        question = ask(active)
        with refused(
            NotTheirs,
            rule="Q2",
            tried="answer a question",
            because="ben is not the mentor",
            accepted="only the mentor can do this",
            unchanged=active,
        ):
            active.questions.answer(question.id, by=by, at=NOW, answer=KNOWN)

    def test_was_asked(self, active: Mentorship) -> None:
        """
        Q2: there has to be a question.
        """
        with pytest.raises(NotFound, match="there is no question with the id 'x'"):
            active.questions.answer("x", by=ADA, at=NOW, answer=KNOWN)

    def test_not_before_it_was_asked(self, active: Mentorship) -> None:
        """
        Q2: an answer may be given at the moment of the question, and not earlier.
        """
        question = active.questions.ask(by=BEN, at=NOW + HOUR, text="…", interest=3)
        with refused(
            WrongTime,
            rule="Q2",
            tried="answer a question",
            because=f"it was asked at {(NOW + HOUR).isoformat()}",
            accepted="give a moment that is not earlier",
            unchanged=active,
        ):
            active.questions.answer(question.id, by=ADA, at=NOW + HOUR - MINUTE, answer=KNOWN)

        assert QuestionStatus.ANSWERED is answer(active, question).status

    @pytest.mark.parametrize("closing", ["resolve", "withdraw"])
    def test_not_what_is_closed(self, active: Mentorship, closing: str) -> None:
        """
        Q2: a question that was resolved or withdrawn is not answered any more.
        """
        question = getattr(active.questions, closing)(ask(active).id, by=BEN, at=NOW)
        with refused(
            WrongState,
            rule="Q2",
            tried="answer a question",
            because=f"the question {question.id} is {question.status.value}",
            accepted="only an open or answered question can be answered",
            unchanged=active,
        ):
            answer(active, question)

    @pytest.mark.parametrize("wrong", [None, "Ask them.", 42, FollowUp(owner=ADA, due_on=DUE), Known])
    def test_is_one_of_three(self, active: Mentorship, wrong: Any) -> None:
        """
        Q3: an answer is known, a story, or "I don't know", and nothing else.
        """
        question = ask(active)
        with refused(
            InvalidValue,
            rule="Q3",
            tried="answer a question",
            because=f"a value of type {type(wrong).__name__} is no answer",
            accepted="give Known(…), Story(…, lesson=…) or Unknown(follow_up=… or referral=…)",
            path="answer",
            unchanged=active,
        ):
            answer(active, question, wrong)

    def test_while_paused(self, active: Mentorship) -> None:
        """
        R12: what is open may be finished during a pause, an open question by its answer.
        """
        first, second = ask(active), answer(active, ask(active), DUNNO)
        active.pause(by=ADA, at=NOW)

        assert QuestionStatus.ANSWERED is answer(active, first).status
        assert QuestionStatus.ANSWERED is answer(active, second).status

    def test_not_again_while_paused(self, active: Mentorship) -> None:
        """
        R12: a further answer to what is answered is something new, which waits.
        """
        question = answer(active, ask(active))
        active.pause(by=ADA, at=NOW)
        with refused(
            WrongState,
            rule="R12",
            tried="answer a question",
            because="the relationship is paused",
            accepted="it has to be active",
            unchanged=active,
        ):
            answer(active, question)

    def test_not_after_the_end(self, active: Mentorship) -> None:
        """
        R13: an open question lapses with the relationship, and is not answered then.
        """
        question = ask(active)
        active.end(by=ADA, at=NOW, reason="Ada moves.")

        assert QuestionStatus.LAPSED is active.questions[question.id].status
        with refused(
            WrongState,
            rule="R13",
            tried="answer a question",
            because="the relationship is ended",
            accepted="it has to be active",
            unchanged=active,
        ):
            answer(active, question)


class TestUnknown:
    def test_alone_is_refused(self) -> None:
        """
        Q3: "I don't know" goes with a follow-up or a referral.
        """
        with refused(
            InvalidValue,
            rule="Q3",
            tried="answer a question",
            because='"I don\'t know" alone leaves the mentee alone',
            accepted="add follow_up=FollowUp(owner=…, due_on=…) or referral=Referral(…)",
            path="Unknown.follow_up",
        ):
            Unknown()

    def test_with_both(self) -> None:
        """
        Q3: a follow-up and a referral go together.
        """
        both = Unknown(follow_up=DUNNO.follow_up, referral=REFERRAL.referral)

        assert (DUNNO.follow_up, REFERRAL.referral) == (both.follow_up, both.referral)

    @pytest.mark.parametrize(
        ("field", "wrong"), [("follow_up", "Ask around."), ("referral", "The legal team"), ("referral", 0)]
    )
    def test_with_something_else(self, field: str, wrong: Any) -> None:
        """
        Q3: a follow-up and a referral are no plain text.
        """
        with pytest.raises(InvalidValue, match=rf"cannot accept Unknown.{field}: ") as caught:
            Unknown(**{field: wrong})

        assert f"Unknown.{field}" == caught.value.path


class TestParts:
    @pytest.mark.parametrize(
        ("make", "path"),
        [
            (lambda: Known(" "), "Known.text"),
            (lambda: Story("", lesson="Ask."), "Story.text"),
            (lambda: Story("Once.", lesson=""), "Story.lesson"),
            (lambda: Referral("two\nlines"), "Referral.to"),
            (lambda: Referral("The legal team", why=" "), "Referral.why"),
            (lambda: FollowUp(owner=ADA, due_on=DUE, task=""), "FollowUp.task"),
        ],
    )
    def test_have_words(self, make: Any, path: str) -> None:
        """
        Q3, P1: an answer, a story and its lesson, a referral and a task are not blank.
        """
        with pytest.raises(InvalidValue, match=r"\(rule P1\)") as caught:
            make()

        assert path == caught.value.path

    @pytest.mark.parametrize(
        ("wrong", "path", "rule"),
        [
            ({"owner": SYSTEM}, "FollowUp.owner", "P4"),
            ({"owner": None}, "FollowUp.owner", "P4"),
            ({"due_on": None}, "FollowUp.due_on", "P2"),
            ({"due_on": NOW}, "FollowUp.due_on", "P2"),
        ],
    )
    def test_a_follow_up_has_owner_and_day(self, wrong: dict[str, Any], path: str, rule: str) -> None:
        """
        Q3: a follow-up names a person and a day.
        """
        with pytest.raises(InvalidValue, match=rf"\(rule {rule}\)") as caught:
            FollowUp(**{"owner": ADA, "due_on": DUE, **wrong})

        assert path == caught.value.path


class TestFollowUp:
    @pytest.mark.parametrize("owner", [ADA, BEN])
    def test_is_owned_by_either(self, active: Mentorship, owner: str) -> None:
        """
        Q3: either of the two looks after it.
        """
        follow_up = FollowUp(owner=owner, due_on=DUE)

        assert follow_up is answer(active, ask(active), Unknown(follow_up=follow_up)).follow_up

    def test_is_owned_by_nobody_else(self, active: Mentorship) -> None:
        """
        Q3: nobody outside the relationship owns a follow-up; they are referred to.
        """
        question = ask(active)
        with refused(
            InvalidValue,
            rule="Q3",
            tried="answer a question",
            because="cy is not in this relationship",
            accepted="the mentor or the mentee owns the follow-up",
            path="answer.follow_up.owner",
            unchanged=active,
        ):
            answer(active, question, Unknown(follow_up=FollowUp(owner=CY, due_on=DUE)))

    @pytest.mark.parametrize("given", [KNOWN, STORY, REFERRAL])
    def test_ends_with_a_further_answer(self, active: Mentorship, given: Answer) -> None:
        """
        Q3: a further answer ends it, even one that only refers.
        """
        question = answer(active, ask(active), DUNNO)

        assert DUNNO.follow_up is question.follow_up
        assert answer(active, question, given).follow_up is None

    @pytest.mark.parametrize("closing", ["resolve", "withdraw"])
    def test_ends_with_the_question(self, active: Mentorship, closing: str) -> None:
        """
        Q3: resolving or withdrawing the question ends it.
        """
        question = answer(active, ask(active), DUNNO)

        assert getattr(active.questions, closing)(question.id, by=BEN, at=NOW).follow_up is None

    def test_is_replaced_by_a_newer_one(self, active: Mentorship) -> None:
        """
        Q3: of two follow-ups the newer one stands.
        """
        newer = FollowUp(owner=BEN, due_on=date(2026, 3, 2))
        question = answer(active, answer(active, ask(active), DUNNO), Unknown(follow_up=newer))

        assert newer is question.follow_up

    def test_is_not_there_before_an_answer(self, active: Mentorship) -> None:
        """
        Q3: a follow-up is part of an answer, and a question alone has none.
        """
        assert ask(active).follow_up is None

    def test_ends_with_the_relationship(self, active: Mentorship) -> None:
        """
        R13: when the question lapses, so does its follow-up.
        """
        question = answer(active, ask(active), DUNNO)
        active.end(by=BEN, at=NOW + DAY, reason="Ben moves.")

        assert active.questions[question.id].follow_up is None


class TestResolveAndWithdraw:
    @pytest.mark.parametrize(
        ("closing", "status"),
        [("resolve", QuestionStatus.RESOLVED), ("withdraw", QuestionStatus.WITHDRAWN)],
    )
    @pytest.mark.parametrize("answered", [False, True])
    def test_by_the_mentee(
        self, active: Mentorship, closing: str, status: QuestionStatus, answered: bool
    ) -> None:
        """
        Q1, Q4: the mentee says that an open question is resolved, or takes it back; answers stay.
        """
        question = answer(active, ask(active), DUNNO) if answered else ask(active)
        closed = getattr(active.questions, closing)(question.id, by=BEN, at=NOW)

        assert (status, question.answers, question.revision + 1) == (
            closed.status,
            closed.answers,
            closed.revision,
        )

    @pytest.mark.parametrize(("closing", "rule"), [("resolve", "Q4"), ("withdraw", "Q1")])
    def test_not_by_the_mentor(self, active: Mentorship, closing: str, rule: str) -> None:
        """
        Q1, Q4: the mentor does not say for the mentee that the question is done with.
        """
        question = ask(active)
        with refused(
            NotTheirs,
            rule=rule,
            tried=f"{closing} a question",
            because="ada is not the mentee",
            accepted="only the mentee can do this",
            unchanged=active,
        ):
            getattr(active.questions, closing)(question.id, by=ADA, at=NOW)

    @pytest.mark.parametrize(("closing", "rule"), [("resolve", "Q4"), ("withdraw", "Q1")])
    def test_not_what_is_answered(self, active: Mentorship, closing: str, rule: str) -> None:
        """
        Q1, Q4: an answered question is done with.
        """
        question = answer(active, ask(active))
        with refused(
            WrongState,
            rule=rule,
            tried=f"{closing} a question",
            because=f"the question {question.id} is answered",
            accepted="only an open question can be resolved or withdrawn",
            unchanged=active,
        ):
            getattr(active.questions, closing)(question.id, by=BEN, at=NOW)

    @pytest.mark.parametrize("closing", ["resolve", "withdraw"])
    def test_while_paused(self, active: Mentorship, closing: str) -> None:
        """
        R12: what is open may be finished or cancelled during a pause.
        """
        question = ask(active)
        active.pause(by=ADA, at=NOW)
        getattr(active.questions, closing)(question.id, by=BEN, at=NOW)

        assert () == active.questions.open


class TestRelease:
    def test_starts_at_the_pair(self, active: Mentorship) -> None:
        """
        N1: an answer is for the pair; its author releases it to the record, and the question stays.
        """
        question = answer(active, ask(active), STORY)
        released = active.questions.release(question.id, by=ADA, at=NOW + DAY)

        assert Visibility.RECORD is released.answers[0].visibility
        assert (STORY, ADA, NOW + HOUR) == (
            released.answers[0].answer,
            released.answers[0].author,
            released.answers[0].at,
        )
        assert (Visibility.PAIR, QuestionStatus.ANSWERED, 3) == (
            released.tier,
            released.status,
            released.revision,
        )

    @pytest.mark.parametrize(("number", "expected"), [(1, "rpp"), (2, "prp"), (3, "ppr"), (None, "ppr")])
    def test_one_of_several(self, active: Mentorship, number: int | None, expected: str) -> None:
        """
        N1: one answer is released, the last one unless another is named.
        """
        question = ask(active)
        for given in (DUNNO, STORY, KNOWN):
            answer(active, question, given)
        released = active.questions.release(question.id, by=ADA, at=NOW + DAY, answer=number)

        assert expected == "".join(a.visibility.value[0] for a in released.answers)

    def test_is_not_for_the_mentee(self, active: Mentorship) -> None:
        """
        N1: only its author releases an answer.
        """
        question = answer(active, ask(active))
        with refused(
            NotTheirs,
            rule="N1",
            tried="release an answer",
            because="ben did not give this answer",
            accepted="only its author can release it",
            unchanged=active,
        ):
            active.questions.release(question.id, by=BEN, at=NOW + DAY)

    def test_is_once(self, active: Mentorship) -> None:
        """
        N1: what is released stays released.
        """
        question = answer(active, ask(active))
        active.questions.release(question.id, by=ADA, at=NOW + DAY)
        with refused(
            WrongState,
            rule="N1",
            tried="release an answer",
            because="it is already released to the record",
            accepted="nothing needs to be done",
            unchanged=active,
        ):
            active.questions.release(question.id, by=ADA, at=NOW + DAY)

    @pytest.mark.parametrize("number", [None, 1, 2])
    def test_there_has_to_be_one(self, active: Mentorship, number: int | None) -> None:
        """
        N1: a question without that answer has nothing to release.
        """
        question = ask(active)
        if number == 2:
            answer(active, question)
        before = active.document
        with pytest.raises(NotFound) as caught:
            active.questions.release(question.id, by=ADA, at=NOW + DAY, answer=number)

        assert ("answer", f"{question.id} number {number or 0}") == (caught.value.kind, caught.value.id)
        assert before == active.document

    def test_is_counted_from_one(self, active: Mentorship) -> None:
        """
        N1: there is no answer number 0.
        """
        question = answer(active, ask(active))
        with refused(
            InvalidValue,
            rule="N1",
            tried="accept answer",
            because="0 is out of range",
            accepted="1 to 10000 are accepted",
            unchanged=active,
        ):
            active.questions.release(question.id, by=ADA, at=NOW + DAY, answer=0)

    def test_after_the_end(self, active: Mentorship) -> None:
        """
        R13: releases are possible after the end; they change no state.
        """
        question = answer(active, ask(active))
        active.end(by=BEN, at=NOW + DAY, reason="Ben moves.")
        released = active.questions.release(question.id, by=ADA, at=NOW + 2 * DAY)

        assert (QuestionStatus.ANSWERED, Visibility.RECORD) == (
            released.status,
            released.answers[0].visibility,
        )

    def test_a_further_answer_is_not_released(self, active: Mentorship) -> None:
        """
        N1: what is said after a release is for the pair again.
        """
        question = answer(active, ask(active))
        active.questions.release(question.id, by=ADA, at=NOW + HOUR)
        question = answer(active, question, STORY)

        assert [Visibility.RECORD, Visibility.PAIR] == [a.visibility for a in question.answers]
