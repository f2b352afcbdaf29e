"""
Who sees what: every role, every tier, every kind of record (N1, and the four tiers).
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from mentorcore.errors import InvalidValue
from mentorcore.model.consents import Purpose
from mentorcore.model.lifecycle import State
from mentorcore.model.meetings import MeetingStatus, Topic
from mentorcore.model.mentorship import Mentorship
from mentorcore.model.milestones import Evidence
from mentorcore.model.questions import Known, Story
from mentorcore.model.view import MeetingDates, View
from mentorcore.model.visibility import Role, Viewer, Visibility, tiers
from tests.model.examples import ADA, AGREEMENT, BEN, CY, DAY, LAPSES, NOW, TODAY, offer


PRIVATE, PAIR, PROGRAMME, RECORD = Visibility

LINK = [Evidence.link("https://example.org/notes")]

MARKS: dict[str, tuple[str, Visibility, str]] = {
    "reasoning": ("reasoning", PAIR, ADA),
    "potential": ("potential", PAIR, ADA),
    "reason for a pause": ("words", PAIR, ADA),
    "terms": ("agreements", PAIR, ADA),
    "goal": ("goals", PAIR, BEN),
    "meeting": ("meetings", PAIR, ADA),
    "question": ("questions", PAIR, BEN),
    "answer": ("answers", PAIR, ADA),
    "released answer": ("answers", RECORD, ADA),
    "reading": ("readings", PAIR, ADA),
    "action": ("actions", PAIR, BEN),
    "feedback": ("feedback", PAIR, ADA),
    "released-feedback": ("feedback", RECORD, BEN),
    "adas-note": ("notes", PRIVATE, ADA),
    "bens-note": ("notes", PRIVATE, BEN),
    "shared-note": ("notes", PAIR, BEN),
    "released-note": ("notes", RECORD, ADA),
    "documented": ("milestones", PAIR, BEN),
    "contested": ("milestones", PAIR, BEN),
    "retracted": ("milestones", PAIR, BEN),
    "confirmed": ("milestones", RECORD, BEN),
    "consent": ("consents", PAIR, BEN),
    "overview": ("overview", PROGRAMME, ADA),
}
"""Every mark in the relationship below: where a view shows it, its tier, and whose it is."""


def whole(*, consented: bool = True) -> Mentorship:
    """
    Return a relationship with every kind of record in every tier that it can have.
    """
    m = offer()
    m.accept(by=BEN, at=NOW)
    m.pause(by=ADA, at=NOW, reason="reason for a pause")
    m.resume(by=ADA, at=NOW)
    m.agreements.propose(by=ADA, at=NOW, agreement=AGREEMENT, id="terms")
    m.goals.set(by=BEN, at=NOW, title="…", why="…", measure="…", id="goal")
    m.meetings.schedule(by=ADA, at=NOW, starts=NOW, minutes=60, id="meeting")
    m.meetings.hold("meeting", by=ADA, at=NOW, summary="…", topics=[Topic("…", minutes=5, raised_by=BEN)])
    m.questions.ask(by=BEN, at=NOW, text="…", interest=5, id="question")
    m.questions.answer("question", by=ADA, at=NOW, answer=Known("answer"))
    m.questions.answer("question", by=ADA, at=NOW, answer=Story("released answer", lesson="…"))
    m.questions.release("question", by=ADA, at=NOW)
    m.readings.assign(by=ADA, at=NOW, title="…", why="…", due_on=TODAY, id="reading")
    m.actions.take_on(by=BEN, at=NOW, title="…", due_on=TODAY, id="action")
    m.feedback.give(by=ADA, at=NOW, about=BEN, text="…", id="feedback")
    m.feedback.give(by=BEN, at=NOW, about=ADA, text="…", id="released-feedback")
    m.feedback.release("released-feedback", by=BEN, at=NOW)
    m.notes.write(by=ADA, at=NOW, text="…", id="adas-note")
    m.notes.write(by=BEN, at=NOW, text="…", id="bens-note")
    m.notes.write(by=BEN, at=NOW, text="…", id="shared-note", visibility=PAIR)
    m.notes.write(by=ADA, at=NOW, text="…", id="released-note", visibility=RECORD)
    for name in ("documented", "contested", "retracted", "confirmed"):
        m.milestones.document(
            by=BEN, at=NOW, title="…", statement="…", happened_on=TODAY, evidence=LINK, id=name
        )
    m.milestones.contest("contested", by=ADA, at=NOW, reason="…")
    m.milestones.retract("retracted", by=BEN, at=NOW, reason="…")
    m.milestones.confirm("confirmed", by=ADA, at=NOW, revision=1)
    m.consents.give(by=BEN, at=NOW, purpose=Purpose.TESTIMONIAL, id="consent")
    if not consented:
        m.consents.withdraw("consent", by=BEN, at=NOW)

    return m


def marks(view: View) -> set[str]:
    """
    Return the names of all marks that a view shows.
    """
    records = (
        *view.agreements,
        *view.goals,
        *view.meetings,
        *view.questions,
        *view.readings,
        *view.actions,
        *view.feedback,
        *view.notes,
        *view.milestones,
        *view.consents,
    )
    answers = {a.answer.text for a in view.answers if isinstance(a.answer, Known | Story)}
    single = {name for name in ("reasoning", "potential", "overview") if getattr(view, name) is not None}
    words = {words for _, words in view.words}

    return {record.id for record in records} & set(MARKS) | answers | single | words


def expected(who: str, role: Role, *, consented: bool) -> set[Visibility]:
    """
    Return the tiers as the guide names them; private ones are their author's.
    """
    if who in {ADA, BEN}:
        return {PRIVATE, PAIR, PROGRAMME, RECORD}

    return {
        Role.PROGRAMME_OWNER: {PROGRAMME},
        Role.MANAGER: {PROGRAMME, RECORD} if consented else {PROGRAMME},
        Role.HR: {PROGRAMME, RECORD} if consented else {PROGRAMME},
    }.get(role, set())


class TestMatrix:
    @pytest.mark.parametrize("consented", [True, False])
    @pytest.mark.parametrize("role", Role)
    @pytest.mark.parametrize("who", [ADA, BEN, CY])
    def test_everybody_sees_their_tiers_and_nothing_else(self, who: str, role: Role, consented: bool) -> None:
        """
        N1: for every viewer, every role they look as, with and without a consent: of every kind of record in
        every tier they see exactly what their tiers show, and private records are their author's.
        """
        view = whole(consented=consented).as_seen_by(Viewer(who, role), at=NOW)

        seen = expected(who, role, consented=consented)
        assert seen == view.tiers
        assert {
            name
            for name, (_, tier, author) in MARKS.items()
            if tier in seen and (tier is not PRIVATE or author == who)
        } == marks(view)

    def test_covers_all_that_a_view_has(self) -> None:
        """
        N1: no part of a view is left out of the matrix above.
        """
        parts = set(View.__annotations__) - {"viewer", "tiers"}

        assert parts == {part for part, _, _ in MARKS.values()}

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
        view = whole().as_seen_by(Viewer(CY), at=NOW)

        assert View(viewer=Viewer(CY), tiers=frozenset()) == view


class TestConsent:
    def test_is_judged_at_the_moment_of_looking(self) -> None:
        """
        C1: HR sees the record while a consent is in force, not before, and not when it is over.
        """
        m = whole(consented=False)
        m.consents.give(by=BEN, at=NOW + DAY, purpose=Purpose.PROMOTION_CASE, until=date(2026, 2, 1))
        hr = Viewer(CY, Role.HR)

        seen = [RECORD in m.as_seen_by(hr, at=NOW + days * DAY).tiers for days in (0, 1, 19, 60)]

        assert [False, True, True, False] == seen

    def test_with_a_last_day_needs_a_moment(self) -> None:
        """
        C1: without a moment, a consent that may be past does not open the record; one without end does.
        """
        m = whole(consented=False)
        hr = Viewer(CY, Role.HR)

        m.consents.give(by=BEN, at=NOW, purpose=Purpose.PROMOTION_CASE, until=date(2026, 2, 1))
        assert RECORD not in m.as_seen_by(hr).tiers

        m.consents.give(by=BEN, at=NOW, purpose=Purpose.PROMOTION_CASE)
        assert RECORD in m.as_seen_by(hr).tiers


class TestOverview:
    def test_has_dates_counts_and_states(self) -> None:
        """
        N1: a programme owner sees when and how much, and that private notes exist not even as a number.
        """
        overview = whole().as_seen_by(Viewer(CY, Role.PROGRAMME_OWNER)).overview

        assert overview is not None
        assert (ADA, BEN, State.ACTIVE, LAPSES) == (
            overview.mentor_id,
            overview.mentee_id,
            overview.state,
            overview.lapses_at,
        )
        assert [State.OFFERED, State.ACTIVE, State.PAUSED, State.ACTIVE] == [s for s, _ in overview.steps]
        assert (AGREEMENT.cadence, AGREEMENT.starts_on, AGREEMENT.ends_on) == (
            overview.cadence,
            overview.starts_on,
            overview.ends_on,
        )
        assert (MeetingDates(starts=NOW, minutes=60, status=MeetingStatus.HELD),) == overview.meetings
        assert {
            "goals": {"active": 1},
            "meetings": {"held": 1},
            "questions": {"answered": 1},
            "readings": {"open": 1},
            "actions": {"open": 1},
            "milestones": {"documented": 1, "contested": 1, "retracted": 1, "confirmed": 1},
            "feedback": {"pair": 1, "record": 1},
            "notes": {"pair": 1, "record": 1},
        } == overview.counts

    def test_has_nobodys_words(self) -> None:
        """
        N1: no text that anybody wrote is in what a programme owner sees.
        """
        m = offer()
        m.accept(by=BEN, at=NOW)
        m.pause(by=ADA, at=NOW, reason="SECRET")
        m.resume(by=ADA, at=NOW)
        m.goals.set(by=BEN, at=NOW, title="SECRET", why="SECRET", measure="SECRET")
        m.questions.ask(by=BEN, at=NOW, text="SECRET", interest=5)
        m.readings.assign(by=ADA, at=NOW, title="SECRET", why="SECRET", due_on=TODAY)
        m.notes.write(by=ADA, at=NOW, text="SECRET", visibility=RECORD)
        m.meetings.schedule(by=ADA, at=NOW, starts=NOW, minutes=60, id="meeting")
        m.meetings.cancel("meeting", by=ADA, at=NOW, reason="SECRET")

        assert "SECRET" not in repr(m.as_seen_by(Viewer(CY, Role.PROGRAMME_OWNER), at=NOW))
        assert "SECRET" in repr(m.as_seen_by(Viewer(BEN), at=NOW))


class TestPrivate:
    def test_opens_when_released(self) -> None:
        """
        N1: the other person sees a private note from its release on.
        """
        m = whole()

        assert "adas-note" not in marks(m.as_seen_by(Viewer(BEN)))

        m.notes.release("adas-note", by=ADA, at=NOW)

        assert "adas-note" in marks(m.as_seen_by(Viewer(BEN)))

    def test_a_confirmed_milestone_that_is_contested_leaves_the_record(self) -> None:
        """
        N1: a milestone is of the record once confirmed, and only as long as it is.
        """
        m = whole()
        hr = Viewer(CY, Role.HR)

        assert "confirmed" in marks(m.as_seen_by(hr, at=NOW))

        m.milestones.contest("confirmed", by=ADA, at=NOW, reason="…")

        assert "confirmed" not in marks(m.as_seen_by(hr, at=NOW))


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
