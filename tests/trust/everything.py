"""
Everything: one relationship in which each of the two has written wherever anybody can write.

Cy decides, Ada mentors Ben. Every text holds a mark of its own, under the name of the thing it belongs to.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import attrs

from mentorcore.model.agreement import Agreement
from mentorcore.model.meetings import MeetingStatus, Topic
from mentorcore.model.mentorship import Mentorship
from mentorcore.model.milestones import Evidence
from mentorcore.model.pairing import PairingRequest
from mentorcore.model.people import Person
from mentorcore.model.questions import FollowUp, Known, Referral, Story, Unknown
from mentorcore.model.visibility import Visibility
from tests.model.examples import ADA, AGREEMENT, BEN, CY, DAY, HOUR, NOW, TODAY
from tests.trust.leaks import Marks


WHEN = NOW + timedelta(days=40)
"""When all of it is written down."""


@attrs.define
class Everything:
    """
    Writes all of it, and knows what it wrote.

    Attributes:
        marks: The mark in every text, under the name of the thing.

        records: The ids of the records that are kept, by the name of the thing.
    """

    marks: Marks = attrs.field(factory=Marks)
    records: dict[str, list[str]] = attrs.field(factory=dict)

    def people(self) -> tuple[Person, Person, Person]:
        """
        Return Ada, Ben and Cy; a hold is placed on Ben's data.
        """
        everybody = tuple(
            Person.register(
                id=name,
                name=f"{name.title()} {self.marks.new('a profile')}",
                email=f"{self.marks.new('a profile')}@example.org",
                external_id=self.marks.new("a profile"),
                title=self._words("a profile"),
                skills=[self._words("a profile"), "Rust"],
                wishes=[self._words("a profile"), "Rust"],
                experience=years,
                at=NOW - DAY,
            )
            for name, years in ((ADA, 12), (BEN, 2), (CY, 20))
        )
        ada, ben, cy = everybody
        ben.place_hold(self._words("a profile"), at=NOW - DAY)

        return ada, ben, cy

    def requests(self) -> tuple[PairingRequest, PairingRequest]:
        """
        Return Ben's open request to Cy, and one that Cy declined.
        """
        open_, declined = (
            PairingRequest.open(mentee=BEN, decider=CY, by=BEN, at=NOW, why=self._words("a request"), id=name)
            for name in ("for-ben", "for-ben-before")
        )
        declined.decline(by=CY, at=NOW, reason=self._words("a request"))

        return open_, declined

    def offered(self, request: PairingRequest) -> Mentorship:
        """
        Return what Cy proposes.
        """
        m = request.propose(
            mentor=ADA,
            by=CY,
            at=NOW,
            reasoning=self._words("the reasoning"),
            potential=self._words("the potential"),
            agreement=self._agreement(),
            id="ada-and-ben",
        )
        self._keep("an agreement", m.agreements.in_force.id)

        return m

    def accepted(self, m: Mentorship) -> Mentorship:
        """
        Let both accept, and take a break.
        """
        m.accept(by=ADA, at=NOW)
        m.accept(by=BEN, at=NOW)
        m.pause(by=ADA, at=NOW + HOUR, reason=self._words("words at a step"))
        m.resume(by=BEN, at=NOW + 2 * HOUR)

        return m

    def filled(self, m: Mentorship) -> Mentorship:
        """
        Write wherever anybody can write.
        """
        self._agreements(m)
        self._goals(m)
        self._meetings(m)
        self._questions(m)
        self._readings_and_actions(m)
        self._feedback(m)
        self._notes(m)
        self._milestones(m)

        return m

    def active(self) -> Mentorship:
        """
        Return a relationship with everything in it.
        """
        return self.filled(self.accepted(self.offered(self.requests()[0])))

    def paused(self, m: Mentorship) -> Mentorship:
        """
        Pause it.
        """
        m.pause(by=BEN, at=WHEN, reason=self._words("words at a step"))

        return m

    def completed(self, m: Mentorship) -> Mentorship:
        """
        Complete it, with a review of every goal that is left.
        """
        reviews = {goal.id: self._words("a goal") for goal in m.goals.active}
        m.complete(by=ADA, at=WHEN, summary=self._words("words at a step"), reviews=reviews)

        return m

    def ended(self, m: Mentorship) -> Mentorship:
        """
        End it early.
        """
        m.end(by=BEN, at=WHEN, reason=self._words("words at a step"))

        return m

    def _agreements(self, m: Mentorship) -> None:
        what = "an agreement"
        for name, answer in (
            ("terms-1", m.agreements.accept),
            ("terms-2", m.agreements.turn_down),
            ("terms-3", None),
        ):
            m.agreements.propose(
                by=ADA,
                at=WHEN,
                agreement=self._agreement(),
                why=self._words(what),
                id=self._keep(what, name),
            )
            if answer == m.agreements.accept:
                m.agreements.accept(name, by=BEN, at=WHEN)
            elif answer is not None:
                m.agreements.turn_down(name, by=BEN, at=WHEN, reason=self._words(what))

    def _goals(self, m: Mentorship) -> None:
        what = "a goal"
        for name, by in (
            ("goal", BEN),
            ("dropped", BEN),
            ("suggested", ADA),
            ("refused", ADA),
            ("adopted", ADA),
        ):
            (m.goals.set if by == BEN else m.goals.suggest)(
                by=by, at=WHEN, id=self._keep(what, name), **self._said(what, "title", "why", "measure")
            )
        m.goals.record_progress("goal", by=ADA, at=WHEN, text=self._words(what), percent=50)
        m.goals.drop("dropped", by=BEN, at=WHEN, reason=self._words(what))
        m.goals.turn_down("refused", by=BEN, at=WHEN, reason=self._words(what))
        m.goals.adopt("adopted", by=BEN, at=WHEN)
        m.goals.revise("adopted", by=BEN, at=WHEN, title=self._words(what))

    def _meetings(self, m: Mentorship) -> None:
        what, earlier = "a meeting", "a meeting's earlier revision"
        for number, name in enumerate(("held", "missed", "cancelled", "corrected")):
            starts = NOW + (number + 1) * DAY
            m.meetings.schedule(by=ADA, at=WHEN, starts=starts, minutes=60, id=self._keep(what, name))
        m.meetings.schedule(by=BEN, at=WHEN, starts=WHEN + DAY, minutes=60, id=self._keep(what, "planned"))
        m.meetings.hold("held", by=ADA, at=WHEN, **self._minutes(what, serves="goal"))
        m.meetings.miss("missed", by=BEN, at=WHEN, reason=self._words(what))
        m.meetings.cancel("cancelled", by=BEN, at=WHEN, reason=self._words(earlier))
        m.meetings.hold("corrected", by=BEN, at=WHEN, **self._minutes(earlier))
        m.meetings.correct(
            "corrected", by=ADA, at=WHEN, reason=self._words(earlier), **self._minutes(earlier)
        )
        m.meetings.correct("corrected", by=ADA, at=WHEN, reason=self._words(what), **self._minutes(what))
        m.meetings.correct(
            "cancelled",
            by=BEN,
            at=WHEN,
            reason=self._words(what),
            status=MeetingStatus.MISSED,
            why=self._words(what),
        )

    def _questions(self, m: Mentorship) -> None:
        what = "a question"
        for name in ("answered", "open", "unknown", "resolved"):
            m.questions.ask(by=BEN, at=WHEN, text=self._words(what), interest=4, id=self._keep(what, name))
        answer, released = "an answer", "a released answer"
        unknown = Unknown(
            follow_up=FollowUp(owner=ADA, due_on=TODAY, task=self._words(answer)),
            referral=Referral(self._words(answer), why=self._words(answer)),
        )
        m.questions.answer("unknown", by=ADA, at=WHEN, answer=unknown)
        told: tuple[Known | Story, ...] = (
            Known(self._words(answer)),
            Story(self._words(answer), lesson=self._words(answer)),
            Known(self._words(released)),
            Story(self._words(released), lesson=self._words(released)),
        )
        for number, one in enumerate(told, 1):
            m.questions.answer("answered", by=ADA, at=WHEN, answer=one)
            if number > 2:
                m.questions.release("answered", by=ADA, at=WHEN, answer=number)
        m.questions.resolve("resolved", by=BEN, at=WHEN)

    def _readings_and_actions(self, m: Mentorship) -> None:
        what = "a reading"
        for name in ("read", "skipped", "unread"):
            said = self._said(what, "title", "why", "source")
            m.readings.assign(by=ADA, at=WHEN, due_on=TODAY, id=self._keep(what, name), **said)
        m.readings.finish("read", by=BEN, at=WHEN, takeaway=self._words(what))
        m.readings.skip("skipped", by=BEN, at=WHEN, reason=self._words(what))
        what = "an action"
        for name in ("done", "given-up", "undone"):
            m.actions.take_on(
                by=ADA, at=WHEN, due_on=TODAY, id=self._keep(what, name), title=self._words(what)
            )
        m.actions.finish("done", by=ADA, at=WHEN, outcome=self._words(what))
        m.actions.drop("given-up", by=ADA, at=WHEN, reason=self._words(what))

    def _feedback(self, m: Mentorship) -> None:
        for what, by, about in (("feedback", BEN, ADA), ("released feedback", ADA, BEN)):
            name = self._keep(what, what.replace(" ", "-"))
            m.feedback.give(by=by, at=WHEN, about=about, text=self._words(what), session="held", id=name)
        m.feedback.release("released-feedback", by=ADA, at=WHEN)

    def _notes(self, m: Mentorship) -> None:
        private, pair, record = Visibility.PRIVATE, Visibility.PAIR, Visibility.RECORD
        for what, by, tier in (
            ("a private note of the mentor", ADA, private),
            ("a private note of the mentee", BEN, private),
            ("a shared note", BEN, pair),
            ("a released note", BEN, record),
        ):
            name = self._keep(what, what.replace(" ", "-"))
            text = self._words(what)
            m.notes.write(by=by, at=WHEN, text=text, visibility=tier, reflection=tier is record, id=name)
        shared = self._keep("a shared note", "shared-later")
        m.notes.write(by=ADA, at=WHEN, text=self._words("a shared note"), id=shared)
        m.notes.release(shared, by=ADA, at=WHEN)

    def _milestones(self, m: Mentorship) -> None:
        earlier = "a milestone's earlier revision"
        for what in ("documented", "contested", "retracted", "confirmed"):
            self._document(m, f"a {what} milestone", what, goal="goal")
        m.milestones.contest("contested", by=ADA, at=WHEN, reason=self._words("a contested milestone"))
        m.milestones.retract("retracted", by=BEN, at=WHEN, reason=self._words("a retracted milestone"))
        m.milestones.confirm("confirmed", by=ADA, at=WHEN, revision=1)

        # One that was confirmed once and is not any more, and one that is after it was contested and amended.
        self._document(m, earlier, "withdrawn", kept_as="a documented milestone")
        m.milestones.confirm("withdrawn", by=ADA, at=WHEN, revision=1)
        self._amend(m, "a documented milestone", "withdrawn", reason="a documented milestone")
        self._document(m, earlier, "agreed-at-last", kept_as="a confirmed milestone")
        m.milestones.contest("agreed-at-last", by=ADA, at=WHEN, reason=self._words(earlier))
        self._amend(m, "a confirmed milestone", "agreed-at-last", reason=earlier)
        m.milestones.confirm("agreed-at-last", by=ADA, at=WHEN, revision=3)
        m.goals.achieve("goal", by=BEN, at=WHEN)

    def _document(
        self, m: Mentorship, what: str, id: str, *, goal: str | None = None, kept_as: str | None = None
    ) -> None:
        self._keep(kept_as or what, id)
        m.milestones.document(by=BEN, at=WHEN, id=id, goal=goal, happened_on=TODAY, **self._claimed(what))

    def _amend(self, m: Mentorship, what: str, id: str, *, reason: str) -> None:
        m.milestones.amend(id, by=BEN, at=WHEN, reason=self._words(reason), **self._claimed(what))

    def _claimed(self, what: str) -> dict[str, Any]:
        link = f"https://example.org/{self.marks.new(what)}"
        evidence = [Evidence.link(link, self._words(what)), Evidence.of("held", self._words(what))]

        return {**self._said(what, "title", "statement"), "evidence": evidence}

    def _minutes(self, what: str, *, serves: str | None = None) -> dict[str, Any]:
        topic = Topic(self._words(what), minutes=30, raised_by=BEN, serves=serves)

        return {"summary": self._words(what), "topics": [topic]}

    def _agreement(self) -> Agreement:
        confidences = self._words("an agreement")

        return attrs.evolve(AGREEMENT, ends_on=date(2026, 9, 30), confidences=confidences)

    def _said(self, what: str, *fields: str) -> dict[str, str]:
        return {field: self._words(what) for field in fields}

    def _words(self, what: str) -> str:
        return self.marks.words(what)

    def _keep(self, what: str, id: str) -> str:
        self.records.setdefault(what, []).append(id)

        return id
