"""
Erasure: the one exception to "nothing documented is edited or deleted" (D3).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import attrs
import pytest

from mentorcore import model
from mentorcore.errors import InvalidValue, NotTheirs, WrongState
from mentorcore.model.aggregate import Noted
from mentorcore.model.checking import validator_of
from mentorcore.model.document import MentorshipDocument
from mentorcore.model.lifecycle import State
from mentorcore.model.meetings import Topic
from mentorcore.model.mentorship import Mentorship
from mentorcore.model.milestones import Evidence
from mentorcore.model.pairing import PairingRequest, Request
from mentorcore.model.people import Profile
from mentorcore.model.questions import FollowUp, Known, Referral, Story, Unknown
from mentorcore.model.validators import Text
from mentorcore.model.values import ERASED, ERASED_LINK, SYSTEM
from tests.model.every_command import person
from tests.model.examples import (
    ADA,
    AGREEMENT,
    BEN,
    CY,
    DAY,
    DEE,
    NOW,
    TODAY,
    brokered,
    offer,
    refused,
    request,
)


def texts(value: Any) -> Iterator[str]:
    """
    Yield every text in a document, the ids and links too.
    """
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for entry in value:
            yield from texts(entry)
    elif attrs.has(type(value)):
        for field in attrs.fields(type(value)):
            yield from texts(getattr(value, field.name))


def spoken(document: MentorshipDocument, word: str) -> list[str]:
    """
    Return the texts of a document in which a word occurs.
    """
    return [text for text in texts(document) if word in text]


def talkative() -> Mentorship:
    """
    Return a relationship in which Ada's every text says ADAS, and Ben's every text says BENS.
    """
    m = Mentorship.offer(
        mentor=ADA,
        mentee=BEN,
        by=ADA,
        at=NOW,
        reasoning="ADAS",
        potential="ADAS",
        agreement=attrs.evolve(AGREEMENT, confidences="ADAS"),
    )
    m.accept(by=BEN, at=NOW)
    m.pause(by=ADA, at=NOW, reason="ADAS")
    m.resume(by=BEN, at=NOW)
    terms = m.agreements.propose(
        by=ADA, at=NOW, agreement=attrs.evolve(AGREEMENT, confidences="ADAS"), why="ADAS"
    )
    m.agreements.turn_down(terms.id, by=BEN, at=NOW, reason="BENS")
    m.goals.set(by=BEN, at=NOW, title="BENS", why="BENS", measure="BENS", id="goal")
    m.goals.suggest(by=ADA, at=NOW, title="ADAS", why="ADAS", measure="ADAS", id="talk")
    m.goals.turn_down("talk", by=BEN, at=NOW, reason="BENS")
    m.goals.suggest(by=ADA, at=NOW, title="ADAS", why="ADAS", measure="ADAS", id="mixed")
    m.goals.adopt("mixed", by=BEN, at=NOW)
    m.goals.revise("mixed", by=BEN, at=NOW, title="BENS", measure="BENS")
    m.goals.revise("mixed", by=BEN, at=NOW, title="BENS")
    m.goals.record_progress("goal", by=ADA, at=NOW, text="ADAS")
    m.meetings.schedule(by=ADA, at=NOW, starts=NOW, minutes=60, id="held")
    m.meetings.hold(
        "held",
        by=ADA,
        at=NOW,
        summary="ADAS",
        topics=[Topic("ADAS", minutes=5, raised_by=BEN), Topic("ADAS", minutes=5, raised_by=ADA)],
    )
    m.meetings.correct("held", by=BEN, at=NOW, reason="BENS", summary="BENS")
    m.meetings.schedule(by=ADA, at=NOW, starts=NOW + 2 * DAY, minutes=60, id="missed")
    m.meetings.miss("missed", by=ADA, at=NOW + 3 * DAY, reason="ADAS")
    m.meetings.schedule(by=ADA, at=NOW, starts=NOW + DAY, minutes=60, id="cancelled")
    m.meetings.cancel("cancelled", by=BEN, at=NOW, reason="BENS")
    m.questions.ask(by=BEN, at=NOW, text="BENS", interest=5, id="question")
    follow_up = FollowUp(owner=BEN, due_on=TODAY, task="ADAS")
    unknown = Unknown(follow_up=follow_up, referral=Referral("ADAS", why="ADAS"))
    for answer in (unknown, Known("ADAS"), Story("ADAS", lesson="ADAS")):
        m.questions.answer("question", by=ADA, at=NOW, answer=answer)
    m.readings.assign(by=ADA, at=NOW, title="ADAS", why="ADAS", due_on=TODAY, source="ADAS", id="reading")
    m.readings.finish("reading", by=BEN, at=NOW, takeaway="BENS")
    m.readings.assign(by=ADA, at=NOW, title="ADAS", why="ADAS", due_on=TODAY, id="skipped")
    m.readings.skip("skipped", by=BEN, at=NOW, reason="BENS")
    m.actions.take_on(by=BEN, at=NOW, title="BENS", due_on=TODAY, id="done")
    m.actions.finish("done", by=BEN, at=NOW, outcome="BENS")
    m.actions.take_on(by=ADA, at=NOW, title="ADAS", due_on=TODAY, id="action")
    m.actions.drop("action", by=ADA, at=NOW, reason="ADAS")
    m.feedback.give(by=ADA, at=NOW, about=BEN, text="ADAS")
    m.feedback.give(by=BEN, at=NOW, about=ADA, text="BENS")
    m.notes.write(by=ADA, at=NOW, text="ADAS")
    m.notes.write(by=BEN, at=NOW, text="BENS")
    for by, words, other in ((ADA, "ADAS", BEN), (BEN, "BENS", ADA)):
        contest = "BENS" if other == BEN else "ADAS"
        link = Evidence.link(f"https://example.org/{words}", words)
        m.milestones.document(
            by=by, at=NOW, title=words, statement=words, happened_on=TODAY, evidence=[link], id=f"of-{by}"
        )
        m.milestones.contest(f"of-{by}", by=other, at=NOW, reason=contest)
        m.milestones.amend(f"of-{by}", by=by, at=NOW, reason=words, title=words)
    m.complete(by=BEN, at=NOW + 3 * DAY, summary="BENS", reviews={"goal": "BENS", "mixed": "BENS"})

    return m


def text_fields(value: Any) -> Iterator[tuple[str, str]]:
    """
    Yield the class and name of every field in a document that holds words.
    """
    if isinstance(value, tuple):
        for entry in value:
            yield from text_fields(entry)
    elif attrs.has(type(value)):
        for field in attrs.fields(type(value)):
            held = getattr(value, field.name)
            if held is not None and (isinstance(validator_of(field), Text) or "erased" in field.metadata):
                yield type(value).__name__, field.name
            yield from text_fields(held)


def every_text_field() -> set[tuple[str, str]]:
    """
    Return the class and name of every field of the model's records and their parts that can hold words.
    """
    modules = [import_module(f"mentorcore.model.{m.name}") for m in iter_modules(model.__path__)]
    classes = {c for m in modules for c in vars(m).values() if isinstance(c, type) and attrs.has(c)}

    return {
        (cls.__name__, field.name)
        for cls in classes - {Profile, Request}
        for field in attrs.fields(cls)
        if isinstance(validator_of(field), Text) or "erased" in field.metadata
    }


class TestOwnWords:
    def test_are_of_every_kind(self) -> None:
        """
        D3: the relationship that these tests erase somebody from has words in every field that can hold any,
        so a new one is not forgotten.
        """
        assert every_text_field() == set(text_fields(talkative().document))

    @pytest.mark.parametrize(("person", "own", "others"), [(ADA, "ADAS", "BENS"), (BEN, "BENS", "ADAS")])
    def test_are_gone_and_only_they(self, person: str, own: str, others: str) -> None:
        """
        D3: of every kind of record and every revision, what the person wrote is gone, and what the other
        person wrote is there as before.
        """
        m = talkative()
        before = spoken(m.document, others)

        m.erase(person, at=NOW)

        assert [] == spoken(m.document, own)
        assert before == spoken(m.document, others)

    def test_leave_everything_else(self) -> None:
        """
        D3: what happened, when, and who did it stays: only texts differ.
        """

        def facts(value: Any) -> Any:
            if isinstance(value, str):
                return None if value in {"ADAS", ERASED, ERASED_LINK} or "/ADAS" in value else value
            if isinstance(value, tuple):
                return [facts(entry) for entry in value]
            if attrs.has(type(value)):
                return {f.name: facts(getattr(value, f.name)) for f in attrs.fields(type(value))}
            return value

        m = talkative()
        before = facts(m.document)

        m.erase(ADA, at=NOW)

        assert before == facts(m.document)
        assert (State.COMPLETED, ADA) == (m.state, m.mentor_id)

    def test_of_a_decider(self) -> None:
        """
        D3: who proposed the pair is erased from it in the same way.
        """
        m = brokered()

        m.erase(CY, at=NOW)

        assert (ERASED, ERASED) == (m.document.reasoning, m.document.potential)

    def test_both_can_be_erased(self) -> None:
        """
        D3: when both are gone, nobody's words are left.
        """
        m = talkative()

        m.erase(ADA, at=NOW)
        m.erase(BEN, at=NOW)

        assert [] == spoken(m.document, "ADAS") + spoken(m.document, "BENS")

    def test_is_noted(self) -> None:
        """
        D3: the journal shows that, when and for whom, and nothing else.
        """
        m = talkative()

        m.erase(ADA, at=NOW)

        assert ("mentorship.erased", SYSTEM, ADA) == (m.noted[-1].action, m.noted[-1].by, m.noted[-1].record)

    def test_are_gone_after_retention(self) -> None:
        """
        D3: what is erased wholly keeps nobody's words, and everything else.
        """
        m = talkative()

        m.erase_words(at=NOW)

        assert [] == spoken(m.document, "ADAS") + spoken(m.document, "BENS")
        assert State.COMPLETED is m.state
        assert ("mentorship.words_erased", SYSTEM, None) == (
            m.noted[-1].action,
            m.noted[-1].by,
            m.noted[-1].record,
        )


class TestNames:
    def test_are_gone_from_everybodys_words(self, active: Mentorship) -> None:
        """
        D3: the other person's words stay, without the name; however it is written.
        """
        active.notes.write(by=ADA, at=NOW, text="Ben Ruiz, ben ruiz and BEN@EXAMPLE.ORG are one.")

        active.erase(BEN, at=NOW, names=("Ben Ruiz", "ben@example.org"))

        assert [f"{ERASED}, {ERASED} and {ERASED} are one."] == [note.text for note in active.notes]

    def test_the_longest_first(self, active: Mentorship) -> None:
        """
        D3: a first name that is part of the full name leaves no family name behind.
        """
        active.notes.write(by=ADA, at=NOW, text="Ben Ruiz is Ben.")

        active.erase(BEN, at=NOW, names=("Ben", "Ben Ruiz", " "))

        assert [f"{ERASED} is {ERASED}."] == [note.text for note in active.notes]

    def test_somebody_elses_who_has_no_part_in_it(self, active: Mentorship) -> None:
        """
        D3: the name of somebody whom the two only mention goes as well, and nothing else does.
        """
        active.notes.write(by=ADA, at=NOW, text="Cy Ito can help you, Ben.")

        active.erase_names(CY, names=("Cy Ito",), at=NOW)

        assert [f"{ERASED} can help you, Ben."] == [note.text for note in active.notes]
        assert ("mentorship.names_erased", SYSTEM, CY) == (
            active.noted[-1].action,
            active.noted[-1].by,
            active.noted[-1].record,
        )

    def test_are_gone_from_links(self, active: Mentorship) -> None:
        """
        D3: a link that shows the name is replaced whole, so that it stays a link; another one stays.
        """
        links = [
            Evidence.link("https://example.org/ben-ruiz", "Release"),
            Evidence.link("https://example.org/1"),
        ]
        active.milestones.document(
            by=ADA, at=NOW, title="…", statement="…", happened_on=TODAY, evidence=links
        )

        active.erase(BEN, at=NOW, names=("Ben Ruiz", "ben-ruiz"))

        (milestone,) = active.milestones
        assert [(ERASED_LINK, "Release"), ("https://example.org/1", None)] == [
            (piece.url, piece.label) for piece in milestone.evidence
        ]

    def test_are_gone_from_addresses_in_a_text(self, active: Mentorship) -> None:
        """
        D3: a web address is replaced whole wherever it stands, as escaped as it is.
        """
        source = "https://example.org/people/Ben%20Ruiz?mail=ben%40example.org"
        active.readings.assign(by=ADA, at=NOW, title="…", why=f"See {source}.", due_on=TODAY, source=source)

        active.erase(BEN, at=NOW, names=("Ben Ruiz", "ben@example.org"))

        (reading,) = active.readings
        assert (ERASED_LINK, f"See {ERASED_LINK}.") == (reading.source, reading.why)

    @pytest.mark.parametrize(
        ("text", "left"),
        [
            ("Jo " * 66 + "ok", "… " * 66 + "ok"),
            ("B" + ",B" * 99 + ".", "…" + ",…" * 99 + "."),
            ("Jo and " + "x" * 190, "… and " + "x" * 190),
            ("Jo and " + "x" * 180, f"{ERASED} and " + "x" * 180),
        ],
    )
    def test_no_word_is_cut_off(self, active: Mentorship, text: str, left: str) -> None:
        """
        D3, P1: where the marker would make a text too long, a short one stands there, and every word stays.
        """
        active.goals.set(by=BEN, at=NOW, title=text, why="…", measure="…")

        active.erase(ADA, at=NOW, names=("Jo", "B"))

        (goal,) = active.goals
        assert left == goal.title

    @pytest.mark.parametrize("name", ["Jo", "B", "王", "Jo Li"])
    def test_a_full_text_of_nothing_else(self, active: Mentorship, name: str) -> None:
        """
        D3, P1: the longest text that is made of a name alone is still a text afterwards.
        """
        times = 20_001 // (len(name) + 1)
        text = " ".join([name] * times).ljust(20_000, "!")
        active.notes.write(by=ADA, at=NOW, text=text)

        active.erase(BEN, at=NOW, names=(name,))

        (note,) = active.notes
        assert " ".join("…" * times) + "!" * text.count("!") == note.text

    def test_nothing_changes_without_them(self, active: Mentorship) -> None:
        """
        D3: without names only the person's own words go.
        """
        active.notes.write(by=ADA, at=NOW, text="Ben Ruiz")

        active.erase(BEN, at=NOW, names=("", " "))

        assert ["Ben Ruiz"] == [note.text for note in active.notes]

    @pytest.mark.parametrize("names", ["Ben Ruiz", None, (None,), (5,)])
    def test_are_a_list_of_texts(self, active: Mentorship, names: Any) -> None:
        """
        P1: a single text is not a list of names, and nothing else is.
        """
        before = active.document

        with pytest.raises(InvalidValue, match="names"):
            active.erase(BEN, at=NOW, names=names)

        assert before == active.document


class TestWhoActs:
    def test_only_the_system(self, active: Mentorship) -> None:
        """
        D3: nobody erases anybody, not even themselves; that is a person's matter, with its holds.
        """
        with refused(
            NotTheirs,
            rule="D3",
            tried="erase a person",
            because="ben is not the system",
            accepted="only the system can do this",
            unchanged=active,
        ):
            active.erase(BEN, at=NOW, by=BEN)

    def test_one_of_its_people(self, active: Mentorship) -> None:
        """
        D3: somebody who has no part in it has nothing to erase there.
        """
        with refused(
            NotTheirs,
            rule="D3",
            tried="erase a person",
            because="cy has no part in this mentorship",
            accepted="name one of its people",
            unchanged=active,
        ):
            active.erase(CY, at=NOW)

    def test_named_by_id(self, active: Mentorship) -> None:
        """
        P4: a name is no id, and the message does not repeat it.
        """
        with pytest.raises(InvalidValue, match=r"accept person_id: this text is not an id \(rule P4\)"):
            active.erase("Ben Ruiz", at=NOW)


def mentioning() -> list[Any]:
    """
    Return a relationship, a request and a person whose words mention Dee Roe, who has no part in them.
    """
    m, asked, cy = offer(), request(), person()
    m.withdraw(by=ADA, at=NOW, reason="Dee Roe asked first.")
    asked.decline(by=CY, at=NOW, reason="Dee Roe asked first.")
    cy.revise(
        by=SYSTEM,
        at=NOW,
        title="Deputy of Dee Roe",
        skills=["Dee Roe's compiler", "Python"],
        wishes=["To work with Dee Roe", "Rust"],
    )
    cy.place_hold("Dee Roe sues.", at=NOW)

    return [m, asked, cy]


LATER = NOW + DAY


@pytest.mark.parametrize("which", [0, 1, 2], ids=["mentorship", "pairing request", "person"])
class TestSomebodyMentioned:
    def test_is_replaced_in_every_word(self, which: int) -> None:
        """
        D3: in all that may mention them, and nothing else changes; the erasure is noted without the name.
        """
        kept = mentioning()[which]
        before = kept.document

        kept.erase_names(DEE, names=("Dee Roe",), at=LATER)

        kind = {0: "mentorship", 1: "pairing_request", 2: "person"}[which]
        assert repr([text.replace("Dee Roe", ERASED) for text in texts(before)]) == repr(
            [*texts(attrs.evolve(kept.document, **of_revision(before)))]
        )
        assert Noted(action=f"{kind}.names_erased", by=SYSTEM, at=LATER, record=DEE) == kept.noted[-1]

    def test_by_the_system(self, which: int) -> None:
        """
        D3: nobody takes anybody's name out of what others wrote.
        """
        kept = mentioning()[which]

        with refused(
            NotTheirs,
            rule="P5" if which == 2 else "D3",
            tried="erase a person",
            because="ben is not the system",
            accepted="only the system can do this",
            unchanged=kept,
        ):
            kept.erase_names(DEE, names=("Dee Roe",), at=LATER, by=BEN)

    @pytest.mark.parametrize(
        ("wrong", "path"),
        [({"person_id": "Dee Roe"}, "person_id"), ({"at": None}, "at"), ({"by": "?"}, "by")],
    )
    def test_in_a_sound_command(self, which: int, wrong: dict[str, Any], path: str) -> None:
        """
        P2, P4: who, when and by whom are checked before anything is replaced.
        """
        kept = mentioning()[which]
        before = kept.document

        with pytest.raises(InvalidValue) as caught:
            kept.erase_names(**{"person_id": DEE, "names": ("Dee Roe",), "at": LATER, **wrong})

        assert path == caught.value.path
        assert before is kept.document


def test_no_word_of_a_profile_is_cut_off() -> None:
    """
    D3, P1: where the marker would make the text of a profile too long, a short one stands there.
    """
    cy = person()
    line = "Jo " * 66 + "ok"
    cy.revise(by=SYSTEM, at=NOW, title=line, skills=[line], wishes=[line, "Jo"])
    cy.place_hold("Jo " * 6666 + "ok", at=NOW)

    cy.erase_names(DEE, names=("Jo",), at=LATER)

    left = "… " * 66 + "ok"
    assert (left, (left,), (left, ERASED)) == (cy.profile.title, cy.profile.skills, cy.profile.wishes)
    assert "… " * 6666 + "ok" == cy.profile.hold


def of_revision(profile: Any) -> dict[str, Any]:
    """
    Return when and by whom a profile was last revised, which an erasure leaves as it is.
    """
    return (
        {"revision": profile.revision, "changed_by": profile.changed_by, "changed_at": profile.changed_at}
        if isinstance(profile, Profile)
        else {}
    )


class TestRetention:
    def test_of_a_request_that_is_over(self) -> None:
        """
        D3: nobody's words are left, and everything else is.
        """
        asked = mentioning()[1]
        before = asked.document

        asked.erase_words(at=LATER)

        assert attrs.evolve(before, why=ERASED, reason=ERASED) == asked.document
        assert Noted(action="pairing_request.words_erased", by=SYSTEM, at=LATER) == asked.noted[-1]

    @pytest.mark.parametrize(
        ("make", "because"),
        [
            (offer, "the relationship is offered"),
            (request, "the request is open"),
        ],
    )
    def test_not_while_it_is_open(
        self, make: Callable[[], Mentorship | PairingRequest], because: str
    ) -> None:
        """
        D3: what is still going on keeps its words.
        """
        kept = make()

        with refused(
            WrongState,
            rule="D3",
            tried="erase what is no longer kept",
            because=because,
            accepted="it has to be over",
            unchanged=kept,
        ):
            kept.erase_words(at=LATER)

    @pytest.mark.parametrize("which", [0, 1])
    def test_by_the_system(self, which: int) -> None:
        """
        D3: none of the two lets the words of both go.
        """
        kept = mentioning()[which]

        with refused(
            NotTheirs,
            rule="D3",
            tried="erase what is no longer kept",
            because="ada is not the system",
            accepted="only the system can do this",
            unchanged=kept,
        ):
            kept.erase_words(at=LATER, by=ADA)

    @pytest.mark.parametrize("which", [0, 1])
    @pytest.mark.parametrize(("wrong", "path"), [({"at": None}, "at"), ({"by": "?"}, "by")])
    def test_in_a_sound_command(self, which: int, wrong: dict[str, Any], path: str) -> None:
        """
        P2, P4: when and by whom are checked.
        """
        with pytest.raises(InvalidValue) as caught:
            mentioning()[which].erase_words(**{"at": LATER, **wrong})

        assert path == caught.value.path
