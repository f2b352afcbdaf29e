"""
Replaying the year: what each verb of the log does in a store.

`PROGRAMME` and `RELATIONSHIP` are the whole vocabulary. Every verb stands beside the one command of
mentorcore that it gives, so this is also a list of what the library can do.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias

from yearlog import REGISTERED, TOPIC, Colleague, Entry

from mentorcore import (
    SYSTEM,
    Agreement,
    Cadence,
    Evidence,
    FollowUp,
    Known,
    MeetingStatus,
    Mentorship,
    PairingRequest,
    Person,
    Purpose,
    Referral,
    Store,
    Story,
    Topic,
    Transaction,
    Unknown,
    Visibility,
)
from mentorcore.errors import NotFound, RuleViolation


# What is written in an entry, as mentorcore wants it --------------------------------------------------------


def _cadence(text: str) -> Cadence:
    if text == "month":
        return Cadence.monthly()

    return Cadence.weekly(every=int(text.removesuffix("s").removesuffix("-week")))


def _agreement(e: Entry) -> Agreement:
    given: dict[str, Any] = {"confidences": e.detail("confidences")} if e.detail("confidences") else {}

    return Agreement(
        cadence=e.read("every", _cadence),
        starts_on=e.day("from"),
        ends_on=e.day("until"),
        readings=e.settings.get("readings") == "yes",
        feedback_every=e.number("feedback-every") if "feedback-every" in e.settings else None,
        **given,
    )


def _meeting(m: Mentorship, name: str) -> str:
    """
    Return the id of a meeting; those of a series are named by their day.
    """
    return next((x.id for x in m.meetings if name in {x.id, x.local_start.date().isoformat()}), name)


def _topics(e: Entry) -> list[Topic]:
    topics = []
    for head, title in e.details:
        if topic := TOPIC.fullmatch(head):
            raised_by = e.person(topic["raised_by"])
            minutes = int(topic["minutes"])
            topics.append(Topic(title, minutes=minutes, raised_by=raised_by, serves=topic["serves"]))

    return topics


def _evidence(m: Mentorship, e: Entry) -> list[Evidence]:
    pieces = []
    for head, words in e.details:
        if head == "evidence":
            what, _, label = words.partition(" ")
            if what.startswith("#"):
                pieces.append(Evidence.of(_meeting(m, what[1:]), label or None))
            else:
                pieces.append(Evidence.link(what, label or None))

    return pieces


def _unknown(e: Entry) -> Unknown:
    follow_up = referral = None
    if "due" in e.settings:
        owner = e.person(e.settings["owner"]) if "owner" in e.settings else e.who
        follow_up = FollowUp(owner=owner, due_on=e.day("due"), task=e.words)
    if to := e.detail("referral"):
        referral = Referral(to, why=e.detail("because"))

    return Unknown(follow_up=follow_up, referral=referral)


def _about(m: Mentorship, e: Entry) -> str:
    about = e.setting("about")
    if about == "us":
        return m.id

    return _meeting(m, about[1:]) if about.startswith("#") else e.person(about)


def _tier(e: Entry, usual: Visibility) -> Visibility:
    return e.read("to", Visibility) if "to" in e.settings else usual


# What each verb does ----------------------------------------------------------------------------------------


def _offers(tx: Transaction, e: Entry, mentor: str, mentee: str) -> None:
    offer = Mentorship.offer(
        mentor=mentor,
        mentee=mentee,
        by=e.who,
        at=e.at,
        reasoning=e.text,
        potential=e.detail("potential"),
        agreement=_agreement(e),
        id=e.ref,
    )
    tx.add(offer)


def _requests(tx: Transaction, e: Entry) -> None:
    decider = e.person(e.setting("of"))
    tx.add(PairingRequest.open(mentee=e.who, decider=decider, by=e.who, at=e.at, why=e.text, id=e.ref))


def _proposes(tx: Transaction, e: Entry) -> None:
    request = tx.get(PairingRequest, e.setting("answering").removeprefix("#"))
    proposed = request.propose(
        mentor=e.person(e.setting("mentor")),
        by=e.who,
        at=e.at,
        reasoning=e.text,
        potential=e.needed("potential"),
        agreement=_agreement(e),
        id=e.ref,
    )
    tx.add(proposed)


def _meets(m: Mentorship, e: Entry) -> None:
    """
    Enter a meeting that nobody had scheduled.
    """
    starts, minutes = e.moment("from"), e.number("minutes")
    meeting = m.meetings.schedule(
        by=e.who, at=e.at, starts=starts, minutes=minutes, id=starts.date().isoformat()
    )
    m.meetings.hold(meeting.id, by=e.who, at=e.at, summary=e.text, topics=_topics(e))


def _corrects(m: Mentorship, e: Entry) -> None:
    changes: dict[str, Any] = {}
    if "status" in e.settings:
        changes["status"] = e.read("status", MeetingStatus)
    if "minutes" in e.settings:
        changes["minutes"] = e.number("minutes")
    if topics := _topics(e):
        changes["topics"] = topics
    changes |= {head: words for head, words in e.details if head in {"summary", "why"}}
    m.meetings.correct(_meeting(m, e.ref), by=e.who, at=e.at, reason=e.text, **changes)


def _amends(m: Mentorship, e: Entry) -> None:
    changes: dict[str, Any] = {head: words for head, words in e.details if head in {"title", "statement"}}
    if "on" in e.settings:
        changes["happened_on"] = e.day("on")
    if evidence := _evidence(m, e):
        changes["evidence"] = evidence
    m.milestones.amend(e.ref, by=e.who, at=e.at, reason=e.text, **changes)


def _releases(m: Mentorship, e: Entry) -> None:
    if e.ref in m.questions:
        m.questions.release(e.ref, by=e.who, at=e.at)
    elif e.ref in m.feedback:
        m.feedback.release(e.ref, by=e.who, at=e.at)
    else:
        m.notes.release(e.ref, by=e.who, at=e.at, visibility=_tier(e, Visibility.RECORD))


Started: TypeAlias = Callable[[Transaction, Entry], object]
Told: TypeAlias = Callable[[Mentorship, Entry], object]

PROGRAMME: dict[str, Started] = {
    "offers": lambda tx, e: _offers(tx, e, mentor=e.who, mentee=str(e.whom)),
    "asks-for": lambda tx, e: _offers(tx, e, mentor=str(e.whom), mentee=e.who),
    "proposes": _proposes,
    "requests": _requests,
    "finds-nobody": lambda tx, e: tx.get(PairingRequest, e.ref).decline(by=e.who, at=e.at, reason=e.text),
    "limits": lambda tx, e: tx.get(Person, e.who).set_capacity(e.number("mentees"), by=e.who, at=e.at),
    "reports": lambda tx, e: tx.get(Person, e.who).set_manager(e.person(e.setting("to")), at=e.at),
    "leaves": lambda tx, e: tx.get(Person, e.who).leave(by=e.who, at=e.at),
}
"""What starts a relationship, or happens outside one."""

RELATIONSHIP: dict[str, Told] = {
    "accepts": lambda m, e: m.accept(by=e.who, at=e.at),
    "declines": lambda m, e: m.decline(by=e.who, at=e.at, reason=e.words),
    "lapsed": lambda m, e: m.expire(by=SYSTEM, at=e.at),
    "pauses": lambda m, e: m.pause(by=e.who, at=e.at, reason=e.words),
    "resumes": lambda m, e: m.resume(by=e.who, at=e.at),
    "ends": lambda m, e: m.end(by=e.who, at=e.at, reason=e.text),
    "completes": lambda m, e: m.complete(
        by=e.who, at=e.at, summary=e.text, reviews={head.removeprefix("#"): said for head, said in e.details}
    ),
    "new-terms": lambda m, e: m.agreements.propose(
        by=e.who, at=e.at, agreement=_agreement(e), why=e.words, id=e.ref
    ),
    "agrees": lambda m, e: m.agreements.accept(e.ref, by=e.who, at=e.at),
    "keeps-terms": lambda m, e: m.agreements.turn_down(e.ref, by=e.who, at=e.at, reason=e.words),
    "goal": lambda m, e: m.goals.set(
        by=e.who, at=e.at, title=e.text, why=e.needed("why"), measure=e.needed("measure"), id=e.ref
    ),
    "suggests": lambda m, e: m.goals.suggest(
        by=e.who, at=e.at, title=e.text, why=e.needed("why"), measure=e.needed("measure"), id=e.ref
    ),
    "adopts": lambda m, e: m.goals.adopt(e.ref, by=e.who, at=e.at),
    "turns-down": lambda m, e: m.goals.turn_down(e.ref, by=e.who, at=e.at, reason=e.words),
    "rewords": lambda m, e: m.goals.revise(e.ref, by=e.who, at=e.at, **dict[str, Any](e.details)),
    "ranks": lambda m, e: m.goals.prioritise(e.ref, by=e.who, at=e.at, rank=e.number("rank")),
    "progress": lambda m, e: m.goals.record_progress(
        e.ref,
        by=e.who,
        at=e.at,
        text=e.text,
        percent=e.number("percent") if "percent" in e.settings else None,
    ),
    "achieves": lambda m, e: m.goals.achieve(e.ref, by=e.who, at=e.at),
    "drops-goal": lambda m, e: m.goals.drop(e.ref, by=e.who, at=e.at, reason=e.text),
    "plans": lambda m, e: m.meetings.schedule(
        by=e.who,
        at=e.at,
        starts=e.moment("starts"),
        minutes=e.number("minutes"),
        id=e.moment("starts").date().isoformat(),
    ),
    "plans-series": lambda m, e: m.meetings.schedule_series(
        by=e.who, at=e.at, starts=e.moment("starts"), minutes=e.number("minutes"), until=e.day("until")
    ),
    "moves": lambda m, e: m.meetings.reschedule(
        _meeting(m, e.ref), by=e.who, at=e.at, starts=e.moment("starts")
    ),
    "cancels": lambda m, e: m.meetings.cancel(_meeting(m, e.ref), by=e.who, at=e.at, reason=e.text),
    "held": lambda m, e: m.meetings.hold(
        _meeting(m, e.ref),
        by=e.who,
        at=e.at,
        summary=e.text,
        topics=_topics(e),
        minutes=e.number("minutes") if "minutes" in e.settings else None,
    ),
    "met": _meets,
    "missed": lambda m, e: m.meetings.miss(_meeting(m, e.ref), by=e.who, at=e.at, reason=e.text),
    "corrects": _corrects,
    "asks": lambda m, e: m.questions.ask(
        by=e.who, at=e.at, text=e.text, interest=e.number("interest"), goal=e.goal(), id=e.ref
    ),
    "answers": lambda m, e: m.questions.answer(e.ref, by=e.who, at=e.at, answer=Known(e.text)),
    "tells": lambda m, e: m.questions.answer(
        e.ref, by=e.who, at=e.at, answer=Story(e.text, lesson=e.needed("lesson"))
    ),
    "does-not-know": lambda m, e: m.questions.answer(e.ref, by=e.who, at=e.at, answer=_unknown(e)),
    "resolves": lambda m, e: m.questions.resolve(e.ref, by=e.who, at=e.at),
    "takes-back": lambda m, e: m.questions.withdraw(e.ref, by=e.who, at=e.at),
    "assigns": lambda m, e: m.readings.assign(
        by=e.who,
        at=e.at,
        title=e.text,
        why=e.needed("why"),
        due_on=e.day("due"),
        source=e.detail("source"),
        goal=e.goal(),
        id=e.ref,
    ),
    "read": lambda m, e: m.readings.finish(e.ref, by=e.who, at=e.at, takeaway=e.text),
    "skips": lambda m, e: m.readings.skip(e.ref, by=e.who, at=e.at, reason=e.text),
    "will": lambda m, e: m.actions.take_on(
        by=e.who, at=e.at, title=e.text, due_on=e.day("due"), goal=e.goal(), id=e.ref
    ),
    "did": lambda m, e: m.actions.finish(e.ref, by=e.who, at=e.at, outcome=e.words),
    "drops": lambda m, e: m.actions.drop(e.ref, by=e.who, at=e.at, reason=e.text),
    "feedback": lambda m, e: m.feedback.give(
        by=e.who,
        at=e.at,
        about=_about(m, e),
        text=e.text,
        session=_meeting(m, e.settings["session"].removeprefix("#")) if "session" in e.settings else None,
        id=e.name,
    ),
    "notes": lambda m, e: m.notes.write(
        by=e.who, at=e.at, text=e.text, visibility=_tier(e, Visibility.PRIVATE), id=e.name
    ),
    "reflects": lambda m, e: m.notes.write(
        by=e.who, at=e.at, text=e.text, reflection=True, visibility=_tier(e, Visibility.PRIVATE), id=e.name
    ),
    "releases": _releases,
    "documents": lambda m, e: m.milestones.document(
        by=e.who,
        at=e.at,
        title=e.text,
        statement=e.needed("statement"),
        happened_on=e.day("on"),
        goal=e.goal(),
        evidence=_evidence(m, e),
        id=e.ref,
    ),
    "confirms": lambda m, e: m.milestones.confirm(
        e.ref, by=e.who, at=e.at, revision=m.milestones[e.ref].revision
    ),
    "contests": lambda m, e: m.milestones.contest(e.ref, by=e.who, at=e.at, reason=e.text),
    "amends": _amends,
    "retracts": lambda m, e: m.milestones.retract(e.ref, by=e.who, at=e.at, reason=e.text),
    "consents": lambda m, e: m.consents.give(
        by=e.who,
        at=e.at,
        purpose=e.read("to", lambda text: Purpose(text.replace("-", "_"))),
        until=e.day("until") if "until" in e.settings else None,
        id=e.ref,
    ),
    "revokes": lambda m, e: m.consents.withdraw(e.ref, by=e.who, at=e.at),
}
"""What happens inside a relationship."""

# Replaying --------------------------------------------------------------------------------------------------


def replay(store: Store, people: Mapping[str, Colleague], entries: Iterable[Entry]) -> int:
    """
    Enter everybody and everything into a store, one commit an entry, and return how many were new.

    Each commit carries a token, so what the store holds already is not entered again: a replay that was
    interrupted goes on where it stopped.

    Raises:
        Unreadable: An entry cannot be read, or a rule refuses it; those before it are kept.
    """
    entered = int(_once(store, "roster", lambda tx: _register(tx, people.values())))
    for entry in entries:
        try:
            entered += _once(store, f"line-{entry.line}", functools.partial(_enter, entry=entry))
        except (RuleViolation, NotFound) as error:
            raise entry.unreadable(str(error)) from error

    return entered


def _once(store: Store, token: str, work: Callable[[Transaction], None]) -> bool:
    """
    Commit some work unless it was committed before, and tell whether it was done now.
    """

    def done(tx: Transaction) -> bool:
        work(tx)
        return True

    return store.transact(done, token=f"year-2025-{token}") is not None


def _register(tx: Transaction, people: Iterable[Colleague]) -> None:
    for colleague in people:
        person = tx.add(colleague.register())
        if colleague.manager is not None:
            person.set_manager(colleague.manager, at=REGISTERED)


def _enter(tx: Transaction, entry: Entry) -> None:
    if entry.verb in PROGRAMME:
        PROGRAMME[entry.verb](tx, entry)
    elif entry.verb not in RELATIONSHIP:
        raise entry.unreadable(f"{entry.verb!r} is no verb of the log; see README.md beside it")
    elif entry.mentorship is None:
        raise entry.unreadable(f"{entry.verb!r} needs to say with whom, as in 'Ada > Ben {entry.verb} …'")
    else:
        RELATIONSHIP[entry.verb](tx.get(Mentorship, entry.mentorship), entry)
