"""
Record: a small programme with every kind of person, request, relationship and record in it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from mentorcore import (
    SYSTEM,
    Agreement,
    Cadence,
    Evidence,
    FollowUp,
    Known,
    Mentorship,
    PairingRequest,
    Person,
    Policy,
    Purpose,
    Referral,
    Store,
    Story,
    Topic,
    Unknown,
    Visibility,
)
from mentorcore.backends import Batch, Key, Tombstone


NOW = datetime(2026, 1, 12, 9, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
LATER = NOW + 200 * DAY
"""What the store's clock says."""

POLICY = Policy(offer_days=21, evidence=1)
WEEKLY = Agreement(
    cadence=Cadence.weekly(),
    starts_on=date(2026, 1, 12),
    ends_on=date(2026, 7, 12),
    readings=True,
    feedback_every=4,
)
MONTHLY = Agreement(cadence=Cadence.monthly(), starts_on=date(2026, 2, 1), ends_on=date(2026, 12, 1))

TOKENS = ("people", "nothing else")
"""Of a commit with entries, and of one without."""

REMOVED = Key("person", "gone")


def fill(store: Store) -> None:
    """
    Enter everything.
    """
    _people(store)
    _requests(store)
    _ways_to_end(store)
    with store.transaction() as tx:
        mentorship = tx.get(Mentorship, "full")
        mentorship.accept(by="ben", at=NOW)
        _terms_and_goals(mentorship)
        _meetings(mentorship)
        _questions(mentorship)
        _work(mentorship)
        _milestones(mentorship)
    with store.transaction() as tx:
        tx.get(Person, "dee").leave(by="dee", at=NOW + 90 * DAY)
    with store.transaction() as tx:
        tx.get(Person, "eve").erase(at=NOW + 91 * DAY)
    with store.transaction(token=TOKENS[1]):
        pass
    store.backend.commit(Batch(tombstones=(Tombstone(REMOVED, 1, 2),)))


def _people(store: Store) -> None:
    with store.transaction(token=TOKENS[0]) as tx:
        ada = tx.add(
            Person.register(
                id="ada",
                name="Ada Ōsei",
                at=NOW,
                email="Ada@Example.org",
                external_id="E-1",
                title="Engineer",
                experience=12,
                skills=["releases", "naïve questions"],
                wishes=["mentoring"],
                timezone="Europe/Berlin",
                capacity=9,
            )
        )
        for name in ("ben", "cy", "dee", "eve", "Fay-2", "gone"):
            tx.add(Person.register(id=name, name=name.title(), at=NOW))
        tx.get(Person, "ben").set_manager("cy", at=NOW)
        ada.revise(by="ada", at=NOW, title="Staff engineer")
        tx.get(Person, "Fay-2").place_hold("A dispute.", at=NOW)


def _requests(store: Store) -> None:
    with store.transaction() as tx:
        for name in ("open", "declined", "withdrawn", "proposed"):
            tx.add(PairingRequest.open(mentee="ben", decider="cy", by="ben", at=NOW, why="To grow.", id=name))
        tx.get(PairingRequest, "declined").decline(by="cy", at=NOW, reason="Nobody is free.")
        tx.get(PairingRequest, "withdrawn").withdraw(by="ben", at=NOW)
        tx.add(
            tx.get(PairingRequest, "proposed").propose(
                mentor="ada",
                by="cy",
                at=NOW,
                reasoning="They share a product.",
                potential="He will lead a release.",
                agreement=WEEKLY,
                id="full",
            )
        )
    with store.transaction() as tx:
        tx.get(Mentorship, "full").accept(by="ada", at=NOW)


def _offered(name: str, mentee: str, mentor: str = "ada", by: str = "ada") -> Mentorship:
    return Mentorship.offer(
        mentor=mentor,
        mentee=mentee,
        by=by,
        at=NOW,
        reasoning="We share a desk.",
        potential="She asks well." if by == mentor else None,
        agreement=WEEKLY,
        id=name,
    )


def _ways_to_end(store: Store) -> None:
    lives: dict[str, Callable[[Mentorship], object]] = {
        "declined-offer": lambda m: m.decline(by="cy", at=NOW, reason="Not now."),
        "withdrawn-offer": lambda m: m.withdraw(by="ada", at=NOW),
        "expired": lambda m: m.expire(by=SYSTEM, at=NOW + 60 * DAY),
        "completed": lambda m: (
            m.accept(by="cy", at=NOW),
            m.complete(by="ada", at=NOW + 30 * DAY, summary="We did it."),
        ),
        "ended": lambda m: (m.accept(by="cy", at=NOW), m.end(by="cy", at=NOW + DAY, reason="I move.")),
    }
    for name, live in lives.items():
        with store.transaction() as tx:
            live(tx.add(_offered(name, "cy")))
    with store.transaction() as tx:
        paused = tx.add(_offered("paused", "Fay-2", by="Fay-2"))
        paused.accept(by="ada", at=NOW)
        paused.pause(by="ada", at=NOW + DAY, reason="Holidays.")
        left = tx.add(_offered("left", "dee"))
        left.accept(by="dee", at=NOW)
        tx.add(_offered("offered", "cy", mentor="Fay-2", by="cy"))


def _terms_and_goals(m: Mentorship) -> None:
    m.agreements.propose(by="ben", at=NOW + DAY, agreement=MONTHLY, why="Less is enough.", id="less")
    m.agreements.turn_down("less", by="ada", at=NOW + DAY, reason="Not yet.")
    m.agreements.propose(by="ben", at=NOW + 2 * DAY, agreement=MONTHLY, id="monthly")
    m.agreements.accept("monthly", by="ada", at=NOW + 2 * DAY)
    words = {"why": "I want to grow.", "measure": "It ships."}
    for name in ("release", "dropped", "second"):
        m.goals.set(by="ben", at=NOW, title=f"Goal {name}", id=name, **words)
    for name in ("talk", "refused", "unanswered"):
        m.goals.suggest(by="ada", at=NOW, title=f"Suggested {name}", id=name, **words)
    m.goals.adopt("talk", by="ben", at=NOW + DAY)
    m.goals.turn_down("refused", by="ben", at=NOW + DAY, reason="No.")
    m.goals.revise("talk", by="ben", at=NOW + DAY, title="Give a talk")
    m.goals.prioritise("second", by="ben", at=NOW + DAY, rank=1)
    m.goals.record_progress("release", by="ada", at=NOW + 3 * DAY, text="Half of it.", percent=50)
    m.goals.drop("dropped", by="ben", at=NOW + 3 * DAY, reason="Not now.")


def _meetings(m: Mentorship) -> None:
    first = NOW + 2 * DAY
    m.meetings.schedule_series(
        by="ada", at=NOW, starts=NOW + 60 * DAY, minutes=60, until=date(2026, 3, 26), zone="Europe/Berlin"
    )
    for nth, name in enumerate(("held", "missed", "cancelled", "moved")):
        m.meetings.schedule(by="ada", at=NOW, starts=first + nth * DAY, minutes=45, id=name)
    m.meetings.hold(
        "held",
        by="ben",
        at=first + HOUR,
        summary="We planned.",
        topics=[Topic("Planning", minutes=25, raised_by="ben", serves="release")],
    )
    m.meetings.correct("held", by="ada", at=first + DAY, reason="It was shorter.", minutes=40)
    m.meetings.miss("missed", by="ada", at=first + 2 * DAY, reason="I was ill.")
    m.meetings.cancel("cancelled", by="ben", at=first, reason="I am away.")
    m.meetings.reschedule("moved", by="ben", at=first, starts=first + 30 * DAY)


def _questions(m: Mentorship) -> None:
    for nth, name in enumerate(("known", "story", "unknown", "open-question", "taken-back")):
        m.questions.ask(by="ben", at=NOW, text=f"How {name}?", interest=nth + 1, id=name)
    m.questions.answer("known", by="ada", at=NOW + DAY, answer=Known("Offer something else."))
    m.questions.answer("story", by="ada", at=NOW + DAY, answer=Story("I once said yes.", lesson="Say no."))
    m.questions.release("story", by="ada", at=NOW + DAY)
    m.questions.answer(
        "unknown",
        by="ada",
        at=NOW + DAY,
        answer=Unknown(
            follow_up=FollowUp(owner="ada", due_on=date(2026, 2, 2), task="Ask Dee."),
            referral=Referral(to="Dee", why="She does it well."),
        ),
    )
    m.questions.resolve("unknown", by="ben", at=NOW + 2 * DAY)
    m.questions.withdraw("taken-back", by="ben", at=NOW + DAY)


def _work(m: Mentorship) -> None:
    due = date(2026, 2, 1)
    for name in ("read", "skipped", "to-read"):
        m.readings.assign(by="ada", at=NOW, title=f"Book {name}", why="It fits.", due_on=due, id=name)
    m.readings.finish("read", by="ben", at=NOW + DAY, takeaway="Timeouts.")
    m.readings.skip("skipped", by="ben", at=NOW + DAY, reason="Too long.")
    for name in ("done", "dropped-action", "to-do"):
        m.actions.take_on(by="ben", at=NOW, title=f"Action {name}", due_on=due, goal="release", id=name)
    m.actions.finish("done", by="ben", at=NOW + DAY, outcome="It is drafted.")
    m.actions.drop("dropped-action", by="ben", at=NOW + DAY, reason="Not needed.")
    m.feedback.give(by="ada", at=NOW + 3 * DAY, about="ben", text="Clear.", session="held", id="praise")
    m.feedback.release("praise", by="ada", at=NOW + 3 * DAY)
    m.notes.write(by="ada", at=NOW + DAY, text="He is quick.", id="note")
    m.notes.write(by="ben", at=NOW + DAY, text="I listen more.", reflection=True, id="learned")
    m.notes.release("learned", by="ben", at=NOW + DAY, visibility=Visibility.RECORD)


def _milestones(m: Mentorship) -> None:
    at = NOW + 10 * DAY
    for name in ("confirmed", "contested", "retracted", "waiting"):
        m.milestones.document(
            by="ben",
            at=at,
            title=f"Milestone {name}",
            statement="The plan was agreed by three teams.",
            happened_on=date(2026, 1, 16),
            evidence=[Evidence.link("https://example.org/plan", "the plan"), Evidence.of("held")],
            goal="release",
            id=name,
        )
    m.milestones.amend("confirmed", by="ben", at=at, reason="Two.", statement="Two teams agreed.")
    m.milestones.confirm("confirmed", by="ada", at=at, revision=2)
    m.milestones.contest("contested", by="ada", at=at, reason="Two teams.")
    m.milestones.retract("retracted", by="ben", at=at, reason="It was undone.")
    m.goals.achieve("release", by="ben", at=at)
    m.consents.give(by="ben", at=at, purpose=Purpose.RECOMMENDATION_LETTER, id="letter")
    m.consents.give(by="ben", at=at, purpose=Purpose.TESTIMONIAL, until=date(2026, 12, 31), id="testimonial")
    m.consents.withdraw("testimonial", by="ben", at=at)
