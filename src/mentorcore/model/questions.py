"""
Questions: what the mentee wants to know, and honest answers.

Every rule about questions and answers (Q1 to Q4) lives in this module.
"""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import Literal

import attrs

from mentorcore.errors import InvalidValue, NotFound, NotTheirs, WrongState, WrongTime
from mentorcore.model.checking import Value, of_value
from mentorcore.model.lifecycle import Act
from mentorcore.model.records import Record, Records
from mentorcore.model.validators import (
    Many,
    Of,
    Whole,
    actor,
    day,
    identifier,
    identifier_or_none,
    line,
    moment,
    prose,
    prose_or_none,
)
from mentorcore.model.values import PersonId, RecordId
from mentorcore.model.visibility import Visibility


@attrs.frozen(field_transformer=of_value)
class FollowUp(Value):
    """
    What happens after an "I don't know".

    Attributes:
        owner: Which of the two looks after it.

        due_on: By when.

        task: What they will do.
    """

    owner: PersonId = attrs.field(kw_only=True, validator=identifier)
    due_on: date = attrs.field(kw_only=True, validator=day)
    task: str | None = attrs.field(default=None, kw_only=True, validator=prose_or_none)


@attrs.frozen(field_transformer=of_value)
class Referral(Value):
    """
    Who or what knows better.

    Attributes:
        to: A person, a team, a book.

        why: Why they are the right address.
    """

    to: str = attrs.field(validator=line)
    why: str | None = attrs.field(default=None, kw_only=True, validator=prose_or_none)


class Answer(Value):
    """
    An answer: `Known`, a `Story`, or `Unknown` (Q3).

    Attributes:
        type: Which of them it is, as it is kept.
    """

    __slots__ = ()

    type: str


@attrs.frozen(field_transformer=of_value)
class Known(Answer):
    """
    An answer that the mentor knows.
    """

    text: str = attrs.field(validator=prose)
    type: Literal["known"] = attrs.field(default="known", init=False, repr=False)


@attrs.frozen(field_transformer=of_value)
class Story(Answer):
    """
    An answer from the mentor's own experience.

    Attributes:
        text: What happened.

        lesson: What they took from it.
    """

    text: str = attrs.field(validator=prose)
    lesson: str = attrs.field(kw_only=True, validator=prose)
    type: Literal["story"] = attrs.field(default="story", init=False, repr=False)


@attrs.frozen(field_transformer=of_value)
class Unknown(Answer):
    """
    "I don't know", with a follow-up, a referral, or both (Q3).
    """

    follow_up: FollowUp | None = attrs.field(
        default=None, kw_only=True, validator=Of(FollowUp, optional=True)
    )
    referral: Referral | None = attrs.field(default=None, kw_only=True, validator=Of(Referral, optional=True))
    type: Literal["unknown"] = attrs.field(default="unknown", init=False, repr=False)

    def _check_whole(self) -> None:
        if self.follow_up is None and self.referral is None:
            raise InvalidValue(
                tried="answer a question",
                because='"I don\'t know" alone leaves the mentee alone',
                accepted="add follow_up=FollowUp(owner=…, due_on=…) or referral=Referral(…)",
                rule="Q3",
                path="Unknown.follow_up",
            )


@attrs.frozen(kw_only=True, field_transformer=of_value)
class Answered(Value):
    """
    An answer as it was given.

    Attributes:
        author: Who gave it: the mentor.

        at: When, as the command was told.

        visibility: The pair, until its author releases it to the record (N1).
    """

    author: PersonId = attrs.field(validator=actor)
    at: datetime = attrs.field(validator=moment)
    answer: Answer = attrs.field(validator=Of((Known, Story, Unknown)))
    visibility: Visibility = attrs.field(default=Visibility.PAIR, validator=Of(Visibility))


class QuestionStatus(enum.Enum):
    """
    What became of a question.
    """

    OPEN = "open"
    ANSWERED = "answered"
    RESOLVED = "resolved"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


@attrs.frozen(kw_only=True, field_transformer=of_value)
class Question(Record):
    """
    Something that the mentee wants to know.

    Attributes:
        interest: How much it interests the mentee, 1 to 5 (Q1).

        goal: The goal that it belongs to.

        answers: What the mentor answered, the oldest first.
    """

    text: str = attrs.field(validator=prose)
    interest: int = attrs.field(validator=Whole(1, 5, "Q1"))
    goal: RecordId | None = attrs.field(default=None, validator=identifier_or_none)
    status: QuestionStatus = attrs.field(default=QuestionStatus.OPEN, validator=Of(QuestionStatus))
    answers: tuple[Answered, ...] = attrs.field(default=(), validator=Many(Of(Answered)))

    @property
    def follow_up(self) -> FollowUp | None:
        """
        What still has to happen; a further answer, resolving and withdrawing end it (Q3).
        """
        if self.status is not QuestionStatus.OPEN or not self.answers:
            return None
        latest = self.answers[-1].answer

        return latest.follow_up if isinstance(latest, Unknown) else None


class Questions(Records[Question]):
    """
    The mentee's questions, in order of entry.
    """

    noun = "question"
    field = "questions"

    @property
    def open(self) -> tuple[Question, ...]:
        """
        The questions that wait for an answer, what interests the mentee most first (Q4).
        """
        found = (q for q in self._kept if q.status is QuestionStatus.OPEN)

        return tuple(sorted(found, key=lambda q: (-q.interest, q.entered_at)))

    def ask(
        self,
        *,
        by: PersonId,
        at: datetime,
        text: str,
        interest: int,
        goal: RecordId | None = None,
        id: RecordId | None = None,
    ) -> Question:
        """
        Ask something.

        Args:
            interest: How much it interests the mentee, 1 to 5.

            goal: The goal that it belongs to.

        Raises:
            NotTheirs: *by* is not the mentee (Q1).

            NotFound: There is no such goal.
        """
        to = "ask a question"
        by, at = self._begin(Act.START, by, at, to=to)
        self._mentee_only(by, to=to, rule="Q1")
        self._root._existing_goal(goal)

        return self._add(
            Question(**self._stamp(by, at, id), text=text, interest=interest, goal=goal),
            verb="asked",
        )

    def answer(self, question_id: RecordId, *, by: PersonId, at: datetime, answer: Answer) -> Question:
        """
        Answer honestly: `Known`, `Story`, or `Unknown` with a follow-up or a referral. An open question can
        be answered while the relationship is paused as well (R12).

        Returns:
            The question, answered; open after an `Unknown` (Q4). One that was answered can get further
            answers.

        Raises:
            NotFound: There is no such question.

            NotTheirs: *by* is not the mentor (Q2).

            WrongTime: It was asked later (Q2).

            WrongState: It was resolved or withdrawn, or has lapsed (Q2).

            InvalidValue: *answer* is none of the three, or its follow-up is owned by somebody else (Q3).
        """
        to = "answer a question"
        waiting = any(question.id == question_id for question in self.open)
        by, at = self._begin(Act.FINISH if waiting else Act.START, by, at, to=to)
        self._mentor_only(by, to=to, rule="Q2")
        question = self[question_id]
        if question.status not in {QuestionStatus.OPEN, QuestionStatus.ANSWERED}:
            raise self._refuse(
                question,
                to=to,
                status=question.status.value,
                accepted="only an open or answered question can be answered",
                rule="Q2",
            )
        if at < question.entered_at:
            raise WrongTime(
                tried=to,
                because=f"it was asked at {question.entered_at.isoformat()}",
                accepted="give a moment that is not earlier",
                rule="Q2",
            )
        self._honest(answer, to=to)
        given = Answered(author=by, at=at, answer=answer)

        return self._revise(
            question,
            by,
            at,
            verb="answered",
            answers=(*question.answers, given),
            status=(QuestionStatus.OPEN if isinstance(answer, Unknown) else QuestionStatus.ANSWERED),
        )

    def resolve(self, question_id: RecordId, *, by: PersonId, at: datetime) -> Question:
        """
        Say that an open question needs no further answer.

        Raises:
            NotFound: There is no such question.

            NotTheirs: *by* is not the mentee (Q4).

            WrongState: It is not open (Q4).
        """
        question, by, at = self._mentees(question_id, by, at, to="resolve a question", rule="Q4")

        return self._revise(question, by, at, verb="resolved", status=QuestionStatus.RESOLVED)

    def withdraw(self, question_id: RecordId, *, by: PersonId, at: datetime) -> Question:
        """
        Take an open question back.

        Raises:
            NotFound: There is no such question.

            NotTheirs: *by* is not the mentee (Q1).

            WrongState: It is not open (Q1).
        """
        question, by, at = self._mentees(question_id, by, at, to="withdraw a question", rule="Q1")

        return self._revise(question, by, at, verb="withdrawn", status=QuestionStatus.WITHDRAWN)

    def release(
        self, question_id: RecordId, *, by: PersonId, at: datetime, answer: int | None = None
    ) -> Question:
        """
        Release an answer to the record, so that documents may draw on it (N1). The question itself stays with
        the pair.

        Args:
            answer: Which one, counted from 1; the last unless given.

        Raises:
            NotFound: There is no such question or answer.

            NotTheirs: *by* did not give the answer (N1).

            WrongState: It is released already (N1).
        """
        to = "release an answer"
        by, at = self._begin(Act.RECORD, by, at, to=to)
        question = self[question_id]
        count = len(question.answers)
        number = count if answer is None else Whole(1, 10_000, "N1").check(answer, "answer")
        if not 1 <= number <= count:
            raise NotFound("answer", f"{question_id} number {number}")
        given = question.answers[number - 1]
        if by != given.author:
            raise NotTheirs(
                tried=to,
                because=f"{by} did not give this answer",
                accepted="only its author can release it",
                rule="N1",
            )
        if given.visibility is Visibility.RECORD:
            raise WrongState(
                tried=to,
                because="it is already released to the record",
                accepted="nothing needs to be done",
                rule="N1",
            )
        answers = list(question.answers)
        answers[number - 1] = attrs.evolve(given, visibility=Visibility.RECORD)

        return self._revise(question, by, at, verb="released", answers=tuple(answers))

    def lapsed(self, by: PersonId, at: datetime) -> tuple[Question, ...]:
        """
        Return the open questions as they are once the relationship has ended (R13).
        """
        return tuple(self._next(q, by, at, status=QuestionStatus.LAPSED) for q in self.open)

    def _mentees(
        self, question_id: RecordId, by: PersonId, at: datetime, *, to: str, rule: str
    ) -> tuple[Question, PersonId, datetime]:
        by, at = self._begin(Act.FINISH, by, at, to=to)
        self._mentee_only(by, to=to, rule=rule)
        question = self[question_id]
        if question.status is not QuestionStatus.OPEN:
            raise self._refuse(
                question,
                to=to,
                status=question.status.value,
                accepted="only an open question can be resolved or withdrawn",
                rule=rule,
            )

        return question, by, at

    def _honest(self, answer: object, *, to: str) -> None:
        if type(answer) not in {Known, Story, Unknown}:
            raise InvalidValue(
                tried=to,
                because=f"a value of type {type(answer).__name__} is no answer",
                accepted="give Known(…), Story(…, lesson=…) or Unknown(follow_up=… or referral=…)",
                rule="Q3",
                path="answer",
            )
        follow_up = answer.follow_up if isinstance(answer, Unknown) else None
        if follow_up is not None and follow_up.owner not in self._root.pair:
            raise InvalidValue(
                tried=to,
                because=f"{follow_up.owner} is not in this relationship",
                accepted="the mentor or the mentee owns the follow-up",
                rule="Q3",
                path="answer.follow_up.owner",
            )
