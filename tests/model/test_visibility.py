"""
Who sees what: every viewer, every tier, every kind of record (N1, and the four tiers).
"""

from __future__ import annotations

import copy
import itertools
import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorcore.errors import InvalidValue
from mentorcore.model.consents import Purpose
from mentorcore.model.document import MentorshipDocument
from mentorcore.model.lifecycle import State
from mentorcore.model.meetings import MeetingStatus
from mentorcore.model.mentorship import Mentorship
from mentorcore.model.milestones import Evidence
from mentorcore.model.questions import Known, Story
from mentorcore.model.records import Record
from mentorcore.model.values import SYSTEM
from mentorcore.model.view import MeetingDates, Overview, View
from mentorcore.model.visibility import Role, Viewer, Visibility, tiers
from mentorcore.testing import strategies
from tests.model.examples import ADA, AGREEMENT, BEN, CY, DAY, HOUR, LAPSES, NOW, offer
from tests.trust.everything import WHEN, Everything
from tests.trust.leaks import Marks, named_texts, text_fields, texts


PRIVATE, PAIR, PROGRAMME, RECORD = Visibility

DI = "di"
"""Somebody who has no part in anything; `CY` decided on the offer."""

LOOK = WHEN + 10 * DAY
"""When somebody looks."""

TABLE = """
what is kept                    mentor  mentee  MENTOR  MENTEE  PROGRAMME_OWNER  MANAGER  HR       STRANGER

tier private                    yes     yes     -       -       -                -        -        -
tier pair                       yes     yes     -       -       -                -        -        -
tier programme                  yes     yes     -       -       yes              yes      yes      -
tier record                     yes     yes     -       -       -                consent  consent  -
dates, counts and states        yes     yes     -       -       yes              yes      yes      -
the reasoning                   yes     yes     -       -       -                -        -        -
the potential                   yes     yes     -       -       -                -        -        -
words at a step                 yes     yes     -       -       -                -        -        -
an agreement                    yes     yes     -       -       -                -        -        -
a goal                          yes     yes     -       -       -                -        -        -
a meeting                       yes     yes     -       -       -                -        -        -
a meeting's earlier revision    yes     yes     -       -       -                -        -        -
a question                      yes     yes     -       -       -                -        -        -
an answer                       yes     yes     -       -       -                -        -        -
a released answer               yes     yes     -       -       -                consent  consent  -
a reading                       yes     yes     -       -       -                -        -        -
an action                       yes     yes     -       -       -                -        -        -
feedback                        yes     yes     -       -       -                -        -        -
released feedback               yes     yes     -       -       -                consent  consent  -
a private note of the mentor    yes     -       -       -       -                -        -        -
a private note of the mentee    -       yes     -       -       -                -        -        -
a shared note                   yes     yes     -       -       -                -        -        -
a released note                 yes     yes     -       -       -                consent  consent  -
a documented milestone          yes     yes     -       -       -                -        -        -
a contested milestone           yes     yes     -       -       -                -        -        -
a retracted milestone           yes     yes     -       -       -                -        -        -
a confirmed milestone           yes     yes     -       -       -                consent  consent  -
a milestone's earlier revision  yes     yes     -       -       -                -        -        -
a consent                       yes     yes     -       -       -                -        -        -
"""
"""
Who sees what: the mentor and the mentee, by id and whatever role they say; then somebody else, the decider of
the offer among them, by the role that they say. *consent* means: while any consent of the mentee is in force.
"""

SHOWN_IN: dict[str, set[str]] = {
    "id": set(),
    "mentor_id": {"overview.mentor_id"},
    "mentee_id": {"overview.mentee_id"},
    "offered_by": set(),
    "request_id": set(),
    "reasoning": {"reasoning"},
    "potential": {"potential"},
    "lapses_at": {"overview.lapses_at"},
    "state": {"overview.state"},
    "accepted_by": set(),
    "activated_on": set(),
    "steps": {"words", "overview.steps"},
    "departed": set(),
    "agreements": {"agreements", "overview.cadence", "overview.starts_on", "overview.ends_on"},
    "goals": {"goals", "overview.counts"},
    "meetings": {"meetings", "overview.meetings", "overview.counts"},
    "earlier_meetings": {"earlier_meetings"},
    "questions": {"questions", "answers", "overview.counts"},
    "readings": {"readings", "overview.counts"},
    "actions": {"actions", "overview.counts"},
    "feedback": {"feedback", "overview.counts"},
    "notes": {"notes", "overview.counts"},
    "milestones": {"milestones", "overview.counts"},
    "earlier_milestones": {"earlier_milestones"},
    "consents": {"consents"},
}
"""Where a view shows each part of the document, to whom the table allows it."""

NO_WORDS = {"Meeting.zone", "MentorshipDocument.id", "MentorshipDocument.request_id", "Worded.field"}
"""Texts of a document that nobody writes: ids, and names of zones and fields."""

WORDS = text_fields(MentorshipDocument) - NO_WORDS
"""Texts that somebody writes."""

STATES: dict[str, Callable[[Everything], Mentorship]] = {
    "offered": lambda e: e.offered(e.requests()[0]),
    "active": Everything.active,
    "paused": lambda e: e.paused(e.active()),
    "completed": lambda e: e.completed(e.active()),
    "ended": lambda e: e.ended(e.active()),
}
"""A relationship in each state of its life that has something to see."""


def gives(until: date | None = None, at: datetime = WHEN + DAY) -> Callable[[Mentorship], None]:
    """
    Return what gives a consent.
    """

    def give(m: Mentorship) -> None:
        m.consents.give(by=BEN, at=at, purpose=Purpose.TESTIMONIAL, until=until)

    return give


def withdraws(m: Mentorship) -> None:
    """
    Withdraw the first consent.
    """
    m.consents.withdraw(next(iter(m.consents)).id, by=BEN, at=WHEN + 2 * DAY)


OVER = datetime.combine(LOOK.date(), time(), UTC) + timedelta(days=1, hours=12)
"""When the day of `LOOK` is over everywhere, at UTC−12."""

CONSENTS: dict[str, tuple[tuple[Callable[[Mentorship], None], ...], datetime | None, bool]] = {
    "none was given": ((), LOOK, False),
    "none was given, looked at no moment": ((), None, False),
    "given": ((gives(),), LOOK, True),
    "given, looked at no moment": ((gives(),), None, True),
    "given, but not yet when somebody looks": ((gives(),), WHEN, False),
    "until tomorrow": ((gives(until=LOOK.date() + DAY),), LOOK, True),
    "until tomorrow, looked at no moment": ((gives(until=LOOK.date() + DAY),), None, False),
    "on its last day, in the last second": ((gives(until=LOOK.date()),), OVER - timedelta(seconds=1), True),
    "when its last day is over": ((gives(until=LOOK.date()),), OVER, False),
    "withdrawn": ((gives(), withdraws), LOOK, False),
    "withdrawn, looked at no moment": ((gives(), withdraws), None, False),
    "withdrawn, as if looked at before": ((gives(), withdraws), WHEN + 36 * HOUR, False),
    "withdrawn, and another given": ((gives(), withdraws, gives(at=WHEN + 3 * DAY)), LOOK, True),
}
"""What the mentee has done, when somebody looks, and whether a consent is in force then."""


def table() -> dict[str, dict[str, str]]:
    """
    Return the cells, by what is kept and by who looks.
    """
    header, *lines = (re.split(r"\s{2,}", line) for line in TABLE.split("\n") if line)

    return {what: dict(zip(header[1:], cells, strict=True)) for what, *cells in lines}


def columns() -> Iterator[tuple[Viewer, str]]:
    """
    Yield every viewer with the column that they are in.
    """
    for role in Role:
        yield Viewer(ADA, role), "mentor"
        yield Viewer(BEN, role), "mentee"
        yield Viewer(CY, role), role.name
        yield Viewer(DI, role), role.name


def seen(view: View, everything: Everything, consents: set[str]) -> set[str]:
    """
    Return what a view shows, in the words of the table; a thing of which a part is shown is *half* shown.
    """
    shown = {f"tier {tier.value}" for tier in view.tiers}
    if view.overview is not None:
        shown.add("dates, counts and states")
    words = {mark.word for mark in everything.marks.found("\n".join(texts(view)))}
    ids = {
        record.id
        for field in attrs.fields(View)
        if not field.name.startswith("earlier_")
        for record in part_of(view, field.name)
    }
    kept: dict[str, list[bool]] = {"a consent": [record in ids for record in consents]}
    for what, records in everything.records.items():
        kept.setdefault(what, []).extend(record in ids for record in records)
    for mark in everything.marks.planted.values():
        kept.setdefault(mark.what, []).append(mark.word in words)
    for what, parts in kept.items():
        if any(parts):
            shown.add(what if all(parts) else f"half of {what}")

    return shown


def part_of(view: View, name: str) -> tuple[Record, ...]:
    """
    Return the records in a part of a view.
    """
    part = getattr(view, name)

    return tuple(record for record in part if isinstance(record, Record)) if isinstance(part, tuple) else ()


def planted(value: Any, marks: Marks, path: str = "") -> Any:
    """
    Return a document with a mark in place of every text that somebody wrote, under the path to it.
    """
    if isinstance(value, tuple):
        return tuple(planted(entry, marks, f"{path}[{number}]") for number, entry in enumerate(value))
    if not attrs.has(type(value)):
        return value
    changes: dict[str, Any] = {}
    for field in attrs.fields(type(value)):
        if not field.init:
            continue
        old, where = getattr(value, field.name), f"{path}.{field.name}"
        if isinstance(old, str) and any(
            f"{kind.__name__}.{field.name}" in WORDS for kind in type(value).__mro__
        ):
            word = marks.new(where)
            changes[field.name] = f"https://{word}.example/" if field.name == "url" else word
        else:
            changes[field.name] = planted(old, marks, where)

    return attrs.evolve(value, **changes)


def tampered(document: MentorshipDocument, draw: st.DataObject, people: list[str]) -> MentorshipDocument:
    """
    Return a document as no command makes it: any tier for any note, feedback and answer, by anybody.
    """

    def any_tier(record: Any) -> Any:
        tier, author = draw.draw(st.sampled_from(Visibility)), draw.draw(st.sampled_from(people))
        return attrs.evolve(record, visibility=tier, author=author)

    return attrs.evolve(
        document,
        notes=tuple(map(any_tier, document.notes)),
        feedback=tuple(map(any_tier, document.feedback)),
        questions=tuple(
            attrs.evolve(question, answers=tuple(map(any_tier, question.answers)))
            for question in document.questions
        ),
    )


def may_see(
    document: MentorshipDocument, path: str, viewer: Viewer, *, at: datetime, consented: bool
) -> bool:
    """
    Tell, from the document alone, whether somebody may see the text at a path when they look.
    """
    found = re.match(r"\.(\w+)(?:\[(\d+)\])?(?:\.answers\[(\d+)\])?", path)
    assert found
    part, number, answer = found.groups()
    owner: Any = getattr(document, part)[int(number)] if number else document
    is_later = getattr(owner, "changed_at", at) > at
    if answer:
        owner = owner.answers[int(answer)]
    tier = "pair"
    if part in {"notes", "feedback"} or answer:
        tier = owner.visibility.value
    elif part == "milestones" and owner.status.value == "confirmed":
        tier = "record"
    if viewer.id in {document.mentor_id, document.mentee_id}:
        return tier in {"pair", "record"} or (tier == "private" and owner.author == viewer.id)

    return tier == "record" and consented and not is_later and viewer.role.value in {"manager", "hr"}


def is_consented(document: MentorshipDocument, at: datetime) -> bool:
    """
    Tell, from the document alone, whether a consent is in force.
    """
    return any(
        consent.withdrawn_at is None
        and consent.entered_at <= at
        and (consent.until is None or (at - timedelta(hours=12)).date() <= consent.until)
        for consent in document.consents
    )


def kept_in(everything: Everything, m: Mentorship) -> set[str]:
    """
    Return what is kept, in the words of the table; the marks of what is not, or not any more, are forgotten.
    """
    kept = {mark.word: mark.what for text in texts(m.document) for mark in everything.marks.found(text)}
    for word in set(everything.marks.planted) - set(kept):
        del everything.marks.planted[word]

    return set(kept.values())


class TestMatrix:
    def test_everybody_sees_what_the_table_says_and_nothing_else(self) -> None:
        """
        N1: the mentor, the mentee, the decider and somebody else, in every role; in every state of the
        relationship; with and without a consent in force: of all that is kept, each sees what the table says.
        """
        rows, always = table(), {what for what in table() if what.startswith(("tier", "dates"))}
        cells, wrong, met = 0, [], set(always)
        made = {state: (everything := Everything(), make(everything)) for state, make in STATES.items()}
        kept = {state: kept_in(*made_) for state, made_ in made.items()}
        for (state, (everything, relationship)), (situation, (acts, at, given_)) in itertools.product(
            made.items(), CONSENTS.items()
        ):
            m = copy.copy(relationship)
            if m.state is not State.OFFERED:
                for act in acts:
                    act(m)
            in_force, consents = given_ and bool(m.consents), {consent.id for consent in m.consents}
            there = kept[state] | always | ({"a consent"} if consents else set())
            met |= there
            for viewer, column in columns():
                shown = seen(m.as_seen_by(viewer, at=at), everything, consents)
                for what in there:
                    cells += 1
                    cell = rows[what][column]
                    expected = cell == "yes" or (cell == "consent" and in_force)
                    if expected != (what in shown) or f"half of {what}" in shown:
                        wrong.append((state, situation, viewer, what))

        assert [] == wrong
        assert set(rows) == met
        assert 30_000 < cells

    def test_the_table_leaves_nothing_out(self) -> None:
        """
        N1: every role and tier has its place in the table, and every part of a document and of a view is
        placed. Whoever adds one has to say here who sees it.
        """
        kept = table()

        assert {"mentor", "mentee", *(role.name for role in Role)} == {
            c for row in kept.values() for c in row
        }
        assert {f"tier {tier.value}" for tier in Visibility} == {w for w in kept if w.startswith("tier")}
        assert {"yes", "-", "consent"} == {cell for row in kept.values() for cell in row.values()}
        assert {field.name for field in attrs.fields(MentorshipDocument)} == set(SHOWN_IN)
        shown = {field.name for field in attrs.fields(View)} - {"viewer", "tiers", "overview"}
        assert shown | {f"overview.{f.name}" for f in attrs.fields(Overview)} == set().union(
            *SHOWN_IN.values()
        )

    def test_every_text_of_a_document_holds_a_mark(self) -> None:
        """
        N1: no text that anybody can write is left out of the matrix.
        """
        marked = set()
        for make in STATES.values():
            everything = Everything()
            document = make(everything).document
            marked |= {name for name, text in named_texts(document) if everything.marks.found(text)}

        assert WORDS == marked

    @pytest.mark.parametrize("pair_role", Role)
    def test_the_pair_is_recognised_by_id(self, pair_role: Role) -> None:
        """
        N1: whatever role somebody claims, only the two ids open the pair's tiers.
        """
        assert frozenset(Visibility) == tiers(Viewer(BEN, pair_role), (ADA, BEN), consented=False)
        assert PAIR not in tiers(Viewer(CY, pair_role), (ADA, BEN), consented=True)

    def test_a_viewer_is_a_stranger_unless_said_otherwise(self) -> None:
        """
        N1: what is not named is denied.
        """
        m = Everything().active()
        gives()(m)

        assert View(viewer=Viewer(DI), tiers=frozenset()) == m.as_seen_by(Viewer(DI), at=LOOK)


class TestWhatever:
    @given(st.data())
    def test_nobody_sees_a_word_that_is_not_theirs(self, draw: st.DataObject) -> None:
        """
        N1: in any relationship, even one that no command could have made, whoever looks, as whatever and
        whenever, sees exactly the words that are theirs to see.
        """
        m = draw.draw(strategies.mentorships(changes=12))
        people = [*m.pair, m.offered_by, DI, SYSTEM]
        document = tampered(m.document, draw, people) if draw.draw(st.booleans()) else m.document
        marks = Marks()
        document = planted(document, marks)
        days = draw.draw(st.integers(-400, 400))
        at = m.steps[-1].at + days * DAY
        viewer = Viewer(draw.draw(st.sampled_from(people[:-1])), draw.draw(st.sampled_from(Role)))
        consented = is_consented(document, at)

        view = Mentorship(document).as_seen_by(viewer, at=at)

        assert {
            mark.what
            for mark in marks.planted.values()
            if may_see(document, mark.what, viewer, at=at, consented=consented)
        } == {mark.what for text in texts(view) for mark in marks.found(text)}


class TestNoCommandMadeIt:
    def test_a_private_note_of_somebody_else_is_shown_to_nobody(self) -> None:
        """
        N1: private is what one of the pair wrote for themselves; others have no tier that could show it.
        """
        document = Everything().active().document
        notes = tuple(attrs.evolve(note, author=DI) for note in document.notes)
        m = Mentorship(attrs.evolve(document, notes=notes))

        assert () == m.as_seen_by(Viewer(DI, Role.HR), at=LOOK).notes
        assert all(note.tier is not PRIVATE for note in m.as_seen_by(Viewer(ADA), at=LOOK).notes)

    @pytest.mark.parametrize(("tier", "to_author"), [(PRIVATE, 4), (PROGRAMME, 0)])
    def test_an_answer_is_not_shown_inside_its_question(self, tier: Visibility, to_author: int) -> None:
        """
        N1: an answer of a tier that a viewer does not see is taken out of the question as well.
        """
        document = Everything().active().document
        questions = tuple(
            attrs.evolve(q, answers=tuple(attrs.evolve(a, visibility=tier) for a in q.answers))
            for q in document.questions
        )
        m = Mentorship(attrs.evolve(document, questions=questions))

        for who, count in ((ADA, to_author), (BEN, 0)):
            view = m.as_seen_by(Viewer(who), at=LOOK)

            assert count == len(next(q for q in view.questions if q.id == "answered").answers)
            assert count == sum(isinstance(a.answer, Known | Story) for a in view.answers)


class TestConsent:
    def test_is_judged_at_the_moment_of_looking(self) -> None:
        """
        C1: HR sees the record while a consent is in force, not before, and not when it is over.
        """
        m = Everything().active()
        m.consents.give(by=BEN, at=WHEN + DAY, purpose=Purpose.PROMOTION_CASE, until=WHEN.date() + 20 * DAY)
        hr = Viewer(CY, Role.HR)

        looked = [RECORD in m.as_seen_by(hr, at=WHEN + days * DAY).tiers for days in (0, 1, 19, 60)]

        assert [False, True, True, False] == looked

    def test_that_is_withdrawn_opens_nothing_for_an_earlier_moment(self) -> None:
        """
        C1: a view shows the record as it is now, so nobody sees it by saying that they look in the past.
        """
        m = Everything().active()
        gives()(m)
        hr = Viewer(CY, Role.HR)

        assert RECORD in m.as_seen_by(hr, at=WHEN + 2 * DAY).tiers

        withdraws(m)

        assert RECORD not in m.as_seen_by(hr, at=WHEN + 36 * HOUR).tiers

    def test_that_is_over_opens_nothing_that_came_later(self) -> None:
        """
        C1: looking at a moment at which a consent was in force shows nothing that was written, confirmed or
        released after that moment; the two are shown all of it.
        """
        m = Everything().active()
        gives(until=LOOK.date())(m)
        hr, later = Viewer(CY, Role.HR), LOOK + 100 * DAY
        before = m.as_seen_by(hr, at=LOOK)

        m.feedback.give(by=ADA, at=later, about=BEN, text="Later.", id="later-feedback")
        m.feedback.release("later-feedback", by=ADA, at=later)
        m.notes.release("a-private-note-of-the-mentor", by=ADA, at=later)
        m.questions.ask(by=BEN, at=WHEN, text="Why?", interest=5, id="later-question")
        m.questions.answer("later-question", by=ADA, at=WHEN, answer=Known("Because."))
        m.questions.release("later-question", by=ADA, at=later)
        m.milestones.document(
            by=ADA,
            at=WHEN,
            title="Later",
            statement="Confirmed later.",
            happened_on=WHEN.date(),
            evidence=[Evidence.of("later-question")],
            id="later-milestone",
        )
        m.milestones.confirm("later-milestone", by=BEN, at=later, revision=1)

        for part in ("feedback", "notes", "answers", "milestones"):
            assert getattr(before, part)
            assert getattr(before, part) == getattr(m.as_seen_by(hr, at=LOOK), part)
            assert len(getattr(before, part)) < len(getattr(m.as_seen_by(Viewer(BEN), at=LOOK), part))
        gives(at=later)(m)
        assert "later-milestone" in {milestone.id for milestone in m.as_seen_by(hr, at=later).milestones}

    def test_ends_when_the_mentee_is_erased(self) -> None:
        """
        C1: nobody sees by a consent what is left of somebody whose data was erased, at whatever moment.
        """
        m = Everything().active()
        gives()(m)
        hr = Viewer(CY, Role.HR)

        m.erase(ADA, at=LOOK)

        assert RECORD in m.as_seen_by(hr, at=LOOK).tiers

        m.erase(BEN, at=LOOK)

        assert [False] * 3 == [RECORD in m.as_seen_by(hr, at=at).tiers for at in (None, LOOK - DAY, LOOK)]


class TestOverview:
    def test_has_dates_counts_and_states(self) -> None:
        """
        N1: a programme owner sees when and how much, and that private notes exist not even as a number.
        """
        m = Everything().active()
        overview = m.as_seen_by(Viewer(CY, Role.PROGRAMME_OWNER)).overview

        assert overview is not None
        assert (ADA, BEN, State.ACTIVE, LAPSES) == (
            overview.mentor_id,
            overview.mentee_id,
            overview.state,
            overview.lapses_at,
        )
        assert [State.OFFERED, State.ACTIVE, State.PAUSED, State.ACTIVE] == [s for s, _ in overview.steps]
        assert (AGREEMENT.cadence, AGREEMENT.starts_on, date(2026, 9, 30)) == (
            overview.cadence,
            overview.starts_on,
            overview.ends_on,
        )
        assert MeetingDates(starts=NOW + DAY, minutes=60, status=MeetingStatus.HELD) == overview.meetings[0]
        assert {
            "goals": {"achieved": 1, "dropped": 1, "suggested": 1, "turned_down": 1, "active": 1},
            "meetings": {"held": 2, "missed": 2, "scheduled": 1},
            "questions": {"answered": 1, "open": 2, "resolved": 1},
            "readings": {"finished": 1, "skipped": 1, "open": 1},
            "actions": {"finished": 1, "dropped": 1, "open": 1},
            "milestones": {"documented": 2, "contested": 1, "retracted": 1, "confirmed": 2},
            "feedback": {"pair": 1, "record": 1},
            "notes": {"pair": 2, "record": 1},
        } == overview.counts

    def test_says_that_an_offer_has_lapsed(self) -> None:
        """
        R5: from then on it counts as expired, whether or not anybody has written that down.
        """
        m, owner = offer(), Viewer(CY, Role.PROGRAMME_OWNER)

        states = [
            view.overview.state
            for at in (None, LAPSES - HOUR, LAPSES)
            if (view := m.as_seen_by(owner, at=at)).overview
        ]

        assert [State.OFFERED, State.OFFERED, State.EXPIRED] == states


class TestPrivate:
    def test_opens_when_released(self) -> None:
        """
        N1: the other person sees a private note from its release on.
        """
        m, note = Everything().active(), "a-private-note-of-the-mentor"

        assert note not in {seen.id for seen in m.as_seen_by(Viewer(BEN)).notes}

        m.notes.release(note, by=ADA, at=WHEN)

        assert note in {seen.id for seen in m.as_seen_by(Viewer(BEN)).notes}

    def test_a_confirmed_milestone_that_is_contested_leaves_the_record(self) -> None:
        """
        N1: a milestone is of the record once confirmed, and only as long as it is.
        """
        m, hr = Everything().active(), Viewer(CY, Role.HR)
        gives()(m)

        assert ["confirmed", "agreed-at-last"] == [x.id for x in m.as_seen_by(hr, at=LOOK).milestones]

        m.milestones.contest("confirmed", by=ADA, at=LOOK, reason="It was not Ben alone.")

        assert ["agreed-at-last"] == [x.id for x in m.as_seen_by(hr, at=LOOK).milestones]


class TestViewer:
    @pytest.mark.parametrize(
        ("wrong", "path"), [({"id": "Cy Young"}, "Viewer.id"), ({"id": CY, "role": "hr"}, "Viewer.role")]
    )
    def test_is_an_id_and_a_role(self, wrong: dict[str, Any], path: str) -> None:
        """
        P4: a viewer is named by an id, and their role is one of the known ones.
        """
        with pytest.raises(InvalidValue) as caught:
            Viewer(**wrong)

        assert path == caught.value.path

    def test_is_one(self, active: Mentorship) -> None:
        """
        N1: an id alone does not look.
        """
        with pytest.raises(InvalidValue, match=r"accept viewer: a value of type str is not a Viewer"):
            active.as_seen_by(BEN)  # type: ignore[arg-type]

    def test_looks_at_a_moment(self, active: Mentorship) -> None:
        """
        P2: a naive moment is refused.
        """
        with pytest.raises(InvalidValue, match="it has no time zone"):
            active.as_seen_by(Viewer(BEN), at=NOW.replace(tzinfo=None))
